//! What is found in texts, and what is not, in many languages.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use verbale_model::thresholds::Thresholds;
use verbale_model::{Language, Schemas};
use verbale_schema::Layer;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| verbale_schema::load(&[Layer::embedded()]).unwrap());

fn thresholds() -> &'static Thresholds {
    SCHEMAS.thresholds.as_ref().unwrap()
}

/// The rules that see something in a text, by short names.
fn seen(text: &str) -> Vec<&'static str> {
    let mut tokens = Tokens::new(&SCHEMAS.text_words, thresholds());
    let taken = tokens.of(text);
    [
        ("name", names_a_victim(&taken)),
        ("email", has_email(text)),
        ("phone", has_phone(&taken)),
        ("document", has_document_number(&taken)),
        ("who", tells_who(&taken, &SCHEMAS.areas, &SCHEMAS.words.months)),
        ("mixed", taken.mixes_scripts()),
        ("damaged", is_damaged(text, thresholds())),
    ]
    .into_iter()
    .filter_map(|(name, found)| found.then_some(name))
    .collect()
}

fn language(text: &str, declared: Language) -> Spoken<'static> {
    spoken(&Tokens::new(&SCHEMAS.text_words, thresholds()).of(text), declared)
}

#[test]
fn personal_data_is_found_in_six_languages() {
    for (text, expected) in [
        ("Ms. Ilsa Morwen, a victim, was given housing", "name"),
        ("The victim was named Ilsa", "name"),
        ("given to the victim Ilsa Morwen in May", "name"),
        ("La victime, nommée Odile, a été logée", "name"),
        ("La víctima se llamaba así: señora Marta Ruelas", "name"),
        ("Потерпевшая по имени Ирма получила помощь", "name"),
        ("الضحية المدعوة ليلى حصلت على سكن", "name"),
        ("受害人姓名：李某某", "name"),
        ("Write to unit@interior.example", "email"),
        ("Пишите: unit@mvd.example.", "email"),
        ("+999 22 555 0178", "phone"),
        ("Tel.: (022) 555 01 78", "phone"),
        ("телефон: 8 495 555-01-78", "phone"),
        ("هاتف: ٠٢٢٥٥٥٠١٧٨", "phone"),
        ("电话：010-5550178", "phone"),
        ("passport No. X1234567", "document"),
        ("Pasaporte n.º 1234567", "document"),
        ("паспорт № 4510 123456", "document"),
        ("护照号码 G12345678", "document"),
        ("A 16-year-old from Romania was found in Vastholm", "who"),
        ("Una menor con edad de 16 años, originaria de Rumania, hallada el 3 de marzo", "who"),
        ("Una joven de 16 años, de Rumania, fue hallada en Vastholm", "who"),
        ("16-летняя девушка (Румыния) найдена в Вастхольме", "who"),
        ("Justiсe", "mixed"),
        ("adoptÃ© en 2015", "damaged"),
        ("adopt\u{fffd}", "damaged"),
        ("Ð¿Ð»Ð°Ð½", "damaged"),
    ] {
        assert!(seen(text).contains(&expected), "{text}: {:?}", seen(text));
    }
}

#[test]
fn what_replies_usually_say_is_left_alone() {
    for text in [
        "Act No. 104 of 2010, sections 170-176; amended in 2015.",
        "The Ministry of Justice and the Victim Support Office house victims of trafficking.",
        "Victims under 18 years are accompanied by a guardian (order 2015/12).",
        "Children aged 15-17 from Romania are housed.",
        "A toll-free hotline for victims: telephone 0800 555 0178.",
        "Ligne verte gratuite, téléphone 0800 555 017.",
        "Mr. President of the Council presented the plan.",
        "From 17 December 2015 to 15 April 2019, 1 234 567 leaflets were printed.",
        "Source: Office of the Prosecutor General; @ministry on social media",
        "Le plan a été adopté en 2015 ; « plan national » — État, à côté, œuvre, Noël.",
        "Şanlıurfa, Łódź, Škoda, Ñuñoa, Århus, Vanuatu’s, Éire",
        "Interpol (Интерпол), COVID-19",
        "Участвуют МВД, ФСБ и прокуратура.",
        "受害人可以拨打热线。电话：12345678",
    ] {
        assert_eq!(seen(text), Vec::<&str>::new(), "{text}");
    }
}

#[derive(serde::Deserialize)]
struct Texts {
    comments: Vec<String>,
    remarks: Vec<String>,
}

/// Sentences of the fixtures by language.
fn fixtures() -> BTreeMap<Language, Vec<String>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/texts");
    let of = |language: Language| {
        let text = std::fs::read_to_string(format!("{folder}/{language}.toml")).unwrap();
        let texts: Texts = toml::from_str(&text).unwrap();
        (language, texts.comments.into_iter().chain(texts.remarks).collect())
    };
    Language::ALL.into_iter().map(of).collect()
}

#[test]
fn the_language_of_a_sentence_is_told_where_it_is_told_at_all() {
    let (mut told, mut open, mut nameless) = (0_u32, 0_u32, 0_u32);
    for (language_of, texts) in fixtures() {
        for text in texts {
            let own = language(&text, language_of);
            assert!(!matches!(own, Spoken::Other(_)), "{text}: {own:?}");
            for declared in Language::ALL.into_iter().filter(|declared| *declared != language_of) {
                match language(&text, declared) {
                    // A list of names in another script has none of the words.
                    Spoken::Other("und") => nameless += 1,
                    Spoken::Other(code) => {
                        assert_eq!(code, language_of.code(), "{text}");
                        told += 1;
                    }
                    Spoken::Declared => open += 1,
                    Spoken::Unclear => {}
                }
            }
        }
    }
    println!("{told} told, {nameless} another one without a name, {open} taken for the language that was declared");
    assert!(told >= 505 && nameless <= 30 && open <= 30, "{told} told, {nameless} nameless, {open} not");
}

#[test]
fn other_languages_than_the_six_are_told_from_them() {
    for (code, text) in [
        ("pt", "O plano nacional foi aprovado pelo governo e os relatórios são publicados."),
        ("it", "Il piano nazionale è stato approvato dal governo e le relazioni sono pubblicate."),
        ("de", "Der nationale Plan wurde von der Regierung beschlossen und die Berichte werden veröffentlicht."),
        ("nl", "Het nationale plan is door de regering aangenomen en de verslagen worden gepubliceerd."),
        ("pl", "Krajowy plan został przyjęty przez rząd oraz jest co roku oceniany."),
        ("ro", "Planul național a fost adoptat de guvern și rapoartele sunt publicate în fiecare an."),
        ("tr", "Ulusal plan hükümet tarafından kabul edilmiş olup bu raporlar için ve ilgili kurumlar ile yayımlanır."),
        ("uk", "Національний план затверджено урядом, звіти публікуються щороку та є відкритими для всіх осіб."),
        ("fa", "این برنامه ملی توسط دولت تصویب شده است و گزارش‌های آن برای عموم منتشر می شود."),
        ("ja", "国家行動計画は政府によって承認され、報告書は毎年公表されています。"),
        ("und", "Το εθνικό σχέδιο εγκρίθηκε από την κυβέρνηση και δημοσιεύεται κάθε χρόνο."),
    ] {
        for declared in Language::ALL {
            assert_eq!(language(text, declared), Spoken::Other(code), "{text} declared as {declared}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_without_a_fault(text in "\\PC{0,200}") {
        let _ = seen(&text);
        for declared in Language::ALL {
            let _ = language(&text, declared);
        }
    }

    #[test]
    fn an_address_is_found_in_any_text(before in "[a-z ]{0,40}", name in "[a-z]{1,8}", after in "[ ,;)][a-zа-я ]{0,40}") {
        let text = format!("{before} {name}@{name}.example{after}");
        prop_assert!(seen(&text).contains(&"email"));
    }

    #[test]
    fn a_number_with_its_country_code_is_found_in_any_text(before in "[a-z]{0,9} ", digits in "[1-9][0-9]{7,11}", after in "[ ,;)][b-d]{0,9}") {
        let text = format!("{before}+{digits}{after}");
        prop_assert!(seen(&text).contains(&"phone"));
    }
}
