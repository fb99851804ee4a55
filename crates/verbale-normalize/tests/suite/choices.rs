//! Answer words, ticked boxes, and items with options.

use crate::support::{remarked, schemas};
use verbale_model::codelist::Codelist;
use verbale_model::edition::Multi;
use verbale_model::{CodeId, ItemKind, Language, Status};
use verbale_normalize::{choice, multi};

fn answers() -> &'static Codelist {
    schemas().lists.iter().find(|list| list.name == "answer").expect("the list")
}

fn texts(codes: &[CodeId]) -> String {
    codes.iter().map(|code| schemas().codes.text(*code)).collect::<Vec<_>>().join("+")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let reading = choice::parse(text, answers(), &schemas().words, Language::En);
    let codes = remarked(&reading.remarks);
    assert_eq!(reading.codes.is_empty(), reading.status != Status::Reported);
    assert_eq!(format!("{} {}{codes}", reading.status.code(), texts(&reading.codes)), expected, "{text:?}");
}

#[test]
fn words_in_six_languages() {
    for text in ["Yes", "yes.", " OUI ", "Sí", "SI", "Да", "نعم", "是", "\u{200f}نعم"] {
        check(text, "reported yes");
    }
    for (text, expected) in [
        ("Non", "reported no"),
        ("Частично", "reported partly"),
        ("yes, partially", "reported partly"),
        ("Oui, partiellement", "reported partly"),
        ("مخطط له", "reported planned"),
        ("No information", "reported no_information"),
        ("", "blank "),
        ("  ", "blank "),
    ] {
        check(text, expected);
    }
}

#[test]
fn only_whole_answers_count() {
    for text in ["Yes, but only partly", "Yes / No", "yes no", "maybe", "5", "x", "see above", "Yes (2)", "Yesno"] {
        check(text, "unreadable  C11");
    }
    let reading = choice::parse("maybe", answers(), &schemas().words, Language::Fr);
    let args: Vec<String> = reading.remarks[0].args.iter().map(ToString::to_string).collect();
    assert_eq!(args[0], "maybe");
    assert!(args[1].starts_with("Oui, Non, En partie"), "{}", args[1]);
}

#[test]
fn statements_are_statuses() {
    for (text, expected) in [
        ("n/a", "not_stated  N04"),
        ("-", "not_stated  N04"),
        ("Not applicable", "not_applicable  N04"),
        ("voir annexe", "see_annex  N04"),
        ("(please specify)", "unreadable  S06"),
    ] {
        check(text, expected);
    }
}

#[test]
fn boxes() {
    for (text, expected) in [
        ("☒ Yes ☐ No", "reported yes"),
        ("(x) Oui ( ) Non", "reported yes"),
        ("[X] Sí [ ] No", "reported yes"),
        ("☐ Да ☒ Нет", "reported no"),
        ("Yes ☐ No ☒", "reported no"),
        ("☒ Yes ☒ No", "reported yes+no"),
        ("☐ Yes ☐ No", "blank "),
        ("☒ Yes ☐ Perhaps", "unreadable  C11"),
        ("☒ Yes ☐ Yes", "unreadable  C11"),
        ("☒", "unreadable  C11"),
    ] {
        check(text, expected);
    }
}

#[test]
fn doubly_encoded_answers_are_repaired() {
    check("SÃ\u{ad}", "reported yes S08");
    check("S\u{fffd}", "unreadable  C11");
}

fn training() -> Multi {
    let edition = schemas().edition_at("demo/2020").expect("the edition");
    match edition.item(edition.item_index["training"]).kind {
        ItemKind::Multi(multi) => multi,
        _ => panic!("training has options"),
    }
}

#[track_caller]
fn check_multi(text: &str, expected: &str) {
    let reading = multi::parse(text, &training(), schemas(), Language::En, "training");
    let status = reading.status.map_or("", Status::code);
    let codes = remarked(&reading.remarks);
    let shown = format!("{} / {} / {status}{codes}", texts(&reading.options), texts(&reading.answers));
    assert_eq!(shown, expected, "{text:?}");
}

#[test]
fn options_are_taken_one_by_one() {
    for (text, expected) in [
        ("Journalists", "journalists /  / "),
        ("Journalists; Border guards", "journalists+border_guards /  / "),
        ("Journalists\n• Border guards | teachers", "journalists+border_guards+teachers /  / "),
        ("Journalists, border guards", "journalists+border_guards /  / "),
        ("police officers, prosecutors and judges", "criminal_justice /  / "),
        ("journalists; journalists", "journalists /  / "),
        ("Yes", " / yes / "),
        ("No", " / no / "),
        ("Yes; journalists", "journalists / yes / "),
        ("☒ Journalists ☐ Teachers", "journalists /  / "),
        ("☐ Journalists ☐ Teachers", " /  / blank"),
        ("Journalists; plumbers", "journalists /  / unreadable C10"),
        ("Journalists, plumbers", " /  / unreadable C10"),
        ("plumbers; bakers; teachers", "teachers /  / unreadable C10 C10"),
        ("n/a", " /  / not_stated N04"),
        ("see annex", " /  / see_annex N04"),
        ("", " /  / blank"),
        (";", " /  / unreadable C10"),
        (",", " /  / unreadable C10"),
    ] {
        check_multi(text, expected);
    }
    let reading = multi::parse("Journalits", &training(), schemas(), Language::En, "training");
    let args: Vec<String> = reading.remarks[0].args.iter().map(ToString::to_string).collect();
    assert_eq!(args, ["training", "Journalits", "Journalists"]);
}
