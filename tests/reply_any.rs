//! Any answers, put down in XML in any way, are read as they were given.

use crate::reply_xml::read;
use crate::support::schemas;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use verbale_fixtures::{XmlAnswer, XmlFigure, XmlFormat, XmlReply, XmlSaid, XmlTable, XmlText};
use verbale_model::codelist::ListId;
use verbale_model::layout::Layout;
use verbale_model::{AreaKind, Edition, Item, ItemId, ItemKind, Language, Reading, Status, Value};

/// An answer as it must come out: item, codes of its dimensions, year, status, value, raw.
type Row = (String, Vec<String>, Option<i16>, Status, String, String);

/// What a part of a reply says, and the answers that must come of it.
#[derive(Debug, Clone)]
struct Told<T> {
    part: T,
    rows: Vec<Row>,
    /// How many texts have a language of their own.
    languages: usize,
}

fn edition(path: &str) -> &'static Edition {
    schemas().edition_at(path).expect("a shipped edition")
}

fn row(edition: &Edition, item: &Item, status: Status, value: String, raw: &str) -> Row {
    (item.code.clone(), vec![String::new(); edition.dimensions.len()], None, status, value, raw.to_owned())
}

/// Any text that XML can hold and that is neither blank nor a word for something.
fn text() -> impl Strategy<Value = String> {
    let legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let markup = select(vec!["]]>", "&amp;", "<", ">", "&", "\"", "'", "<!--", "\r\n", "é", "是", "\u{fffd}", "𝔘", " "]);
    let piece = prop_oneof![any::<char>().prop_filter("legal", legal).prop_map(String::from), markup.prop_map(str::to_owned)];
    (any::<bool>(), prop::collection::vec(piece, 0..20)).prop_map(|(spaced, pieces)| {
        let text = format!("Answer {}", pieces.concat());
        if spaced { format!(" {text} ") } else { text }
    })
}

fn words() -> impl Strategy<Value = XmlText> {
    (text(), prop::option::of(select(vec!["de", "pt-BR", "tlh"])))
        .prop_map(|(text, language)| XmlText { text, language: language.map(str::to_owned) })
}

fn status() -> impl Strategy<Value = Status> {
    select(vec![Status::NotAvailable, Status::NotApplicable, Status::Refused, Status::SeeAnnex, Status::NotStated])
}

fn codes(list: ListId) -> Vec<String> {
    schemas().list(list).codes.iter().map(|entry| schemas().codes.text(entry.code).to_owned()).collect()
}

/// A code of a list, by itself or as a word in any language.
fn code(list: ListId) -> impl Strategy<Value = (String, String)> {
    let entries = &schemas().list(list).codes;
    (0..entries.len(), 0..=Language::ALL.len()).prop_map(move |(entry, language)| {
        let entry = &schemas().list(list).codes[entry];
        let code = schemas().codes.text(entry.code).to_owned();
        let word = entry.labels.get(language).filter(|word| !word.is_empty()).cloned();
        (word.unwrap_or_else(|| code.clone()), code)
    })
}

/// What is said on an item that has no table.
fn said(edition: &'static Edition, item: &'static Item) -> BoxedStrategy<Told<XmlSaid>> {
    let told = move |part, rows| Told { part, rows, languages: 0 };
    let blank = Just(told(XmlSaid::Blank, vec![row(edition, item, Status::Blank, String::new(), "")]));
    let stated = status().prop_map(move |status| {
        told(XmlSaid::Status(status.code().to_owned()), vec![row(edition, item, status, String::new(), status.code())])
    });
    let value = |raw: String| XmlSaid::Value(XmlText { text: raw, language: None });
    match item.kind {
        ItemKind::Choice(list) => {
            let code = code(list).prop_map(move |(raw, code)| {
                let rows = vec![row(edition, item, Status::Reported, code, &raw)];
                told(value(raw), rows)
            });
            prop_oneof![code, blank, stated].boxed()
        }
        ItemKind::Multi(multi) => {
            let all = codes(multi.options);
            let options = subsequence(all.clone(), 1..=all.len()).prop_map(move |options| {
                let dimension = usize::from(multi.dimension.0);
                let rows = options.iter().map(|option| {
                    let mut row = row(edition, item, Status::Reported, schemas().codes.text(multi.selected).to_owned(), option);
                    row.1[dimension].clone_from(option);
                    row
                });
                told(XmlSaid::Options(options.clone()), rows.collect())
            });
            let code = code(multi.answers).prop_map(move |(raw, code)| {
                let rows = vec![row(edition, item, Status::Reported, code, &raw)];
                told(value(raw), rows)
            });
            prop_oneof![options, code, blank, stated].boxed()
        }
        _ => {
            let words = words().prop_map(move |text| Told {
                rows: vec![row(edition, item, Status::Reported, text.text.trim().to_owned(), &text.text)],
                languages: usize::from(text.language.is_some()),
                part: XmlSaid::Value(text),
            });
            prop_oneof![words, blank, stated].boxed()
        }
    }
}

fn answer(edition: &'static Edition, item: &'static Item) -> BoxedStrategy<Told<XmlAnswer>> {
    let comment = prop::option::of(words()).prop_filter("commented", move |comment| comment.is_none() || item.comment.is_some());
    (said(edition, item), comment)
        .prop_map(move |(said, comment)| {
            let mut rows = said.rows;
            let mut languages = said.languages;
            if let (Some(of), Some(comment)) = (item.comment, &comment) {
                rows.push(row(edition, edition.item(of), Status::Reported, comment.text.trim().to_owned(), &comment.text));
                languages += usize::from(comment.language.is_some());
            }
            Told { part: XmlAnswer { item: item.code.clone(), said: said.part, comment }, rows, languages }
        })
        .boxed()
}

/// A figure and what it must be read as: number, or bounds.
fn figure(amount: bool) -> BoxedStrategy<(XmlSaid, Status, String, String)> {
    let value = |raw: &str| XmlSaid::Value(XmlText { text: raw.to_owned(), language: None });
    let whole = (0..2_000_000_u32).prop_map(move |number| {
        let status = if number == 0 { Status::Zero } else { Status::Reported };
        (value(&number.to_string()), status, number.to_string(), number.to_string())
    });
    let blank = Just((XmlSaid::Blank, Status::Blank, String::new(), String::new()));
    let stated =
        status().prop_map(|status| (XmlSaid::Status(status.code().to_owned()), status, String::new(), status.code().to_owned()));
    if amount {
        let parts = (1..1_000_000_u32, 1..10_u32).prop_map(move |(whole, tenths)| {
            let raw = format!("{whole}.{tenths}");
            (value(&raw), Status::Reported, raw.clone(), raw)
        });
        return prop_oneof![whole, parts, blank, stated].boxed();
    }
    let censored = (2..100_u32).prop_map(move |bound| {
        let raw = format!("<{bound}");
        (value(&raw), Status::Censored, format!("0 to {}", bound - 1), raw)
    });
    prop_oneof![whole, censored, blank, stated].boxed()
}

fn table(edition: &'static Edition, item: &'static Item) -> BoxedStrategy<Told<XmlTable>> {
    let dimensions: Vec<(usize, Vec<String>)> = item
        .dimensions
        .iter()
        .map(|id| {
            let index = usize::from(id.0);
            let mut all = codes(edition.dimensions[index].list);
            if edition.dimensions[index].areas {
                all.extend(["XAA", "FRA", "XBV"].map(str::to_owned));
            }
            (index, all)
        })
        .collect();
    // Left out, a dimension is at its total; one that has none must be said.
    let places = dimensions.into_iter().map(|(index, all)| {
        let total = edition.dimensions[index].total.map(|code| schemas().codes.text(code).to_owned());
        let given = select(all).prop_map(move |code| (index, Some(code.clone()), code));
        match total {
            Some(total) => prop_oneof![given, Just((index, None, total))].boxed(),
            None => given.boxed(),
        }
    });
    let (first, last) = edition.years.expect("years");
    let figures = (places.collect::<Vec<_>>(), first..=last, figure(item.kind == ItemKind::Amount));
    let figures = prop::collection::vec(figures, 0..12);
    figures
        .prop_map(move |figures| {
            let mut rows = Vec::new();
            let mut written = Vec::new();
            for (codes, year, (said, status, value, raw)) in figures {
                let mut row = row(edition, item, status, value, &raw);
                row.2 = Some(year);
                let mut place = Vec::new();
                for (index, given, code) in codes {
                    row.1[index] = code;
                    place.extend(given.map(|code| (edition.dimensions[index].code.clone(), code)));
                }
                place.push(("year".to_owned(), year.to_string()));
                rows.push(row);
                written.push(XmlFigure { place, said });
            }
            Told { part: XmlTable { item: item.code.clone(), comments: Vec::new(), figures: written }, rows, languages: 0 }
        })
        .boxed()
}

/// A reply of an edition to any part of its items.
fn reply(path: &'static str) -> impl Strategy<Value = Told<XmlReply>> {
    let edition = edition(path);
    let form = edition.layouts.iter().find_map(|layout| match layout {
        Layout::Form(form) => Some(form),
        Layout::Records(_) => None,
    });
    let form = form.expect("a form");
    let tabulated = |id: ItemId| form.tables.iter().any(|table| table.item == id);
    let all: Vec<(ItemId, &'static Item)> = edition.items().filter(|(id, _)| *id != form.state).collect();
    let contact = all.iter().filter(|(_, item)| item.about_sender && item.kind == ItemKind::Contact);
    let contact = contact.map(|(_, item)| (Just(*item), words())).collect::<Vec<_>>();
    let asked = |of_table| all.iter().filter(move |(id, item)| item.is_asked() && tabulated(*id) == of_table);
    let answers: Vec<_> = asked(false).map(|(_, item)| prop::option::weighted(0.5, answer(edition, item))).collect();
    let tables: Vec<_> = asked(true).map(|(_, item)| prop::option::weighted(0.5, table(edition, item))).collect();
    let states: Vec<_> = schemas().areas.list.iter().filter(|area| area.kind == AreaKind::FictitiousState).collect();
    let state = (select(states), 0..=Language::ALL.len(), select(Language::ALL.to_vec())).prop_map(|(area, name, language)| {
        let code = schemas().codes.text(area.code).to_owned();
        (area.names.get(name).cloned().unwrap_or(code), language)
    });
    (state, contact, answers, tables).prop_map(move |((state, language), contact, answers, tables)| {
        let mut rows = vec![row(edition, edition.item(form.state), Status::Reported, state.clone(), &state)];
        let mut languages = 0;
        let mut part = XmlReply {
            instrument: edition.instrument.clone(),
            edition: edition.name.clone(),
            language: language.code().to_owned(),
            states: vec![state],
            ..XmlReply::default()
        };
        for (item, text) in contact {
            rows.push(row(edition, item, Status::Reported, text.text.trim().to_owned(), &text.text));
            part.contact.push((item.code.clone(), text.text));
        }
        for told in answers.into_iter().flatten() {
            rows.extend(told.rows);
            languages += told.languages;
            part.answers.push(told.part);
        }
        for told in tables.into_iter().flatten() {
            rows.extend(told.rows);
            part.tables.push(told.part);
        }
        rows.sort();
        Told { part, rows, languages }
    })
}

fn format() -> impl Strategy<Value = XmlFormat> {
    let unicode = select(vec!["utf-8", "utf-8-bom", "utf-16le", "utf-16be"]);
    // What an encoding cannot hold becomes a reference, which a CDATA section cannot hold.
    let other = select(vec!["windows-1251", "windows-1252", "windows-1256", "iso-8859-2", "koi8-r", "gb18030"]);
    let encoding = prop_oneof![(unicode, any::<bool>()), (other, Just(false))];
    (encoding, select(vec!["", "r"]), any::<bool>()).prop_map(|((encoding, cdata), prefix, one_line)| XmlFormat {
        encoding: encoding.to_owned(),
        prefix: prefix.to_owned(),
        one_line,
        cdata,
    })
}

fn rows_of(reading: &Reading) -> Vec<Row> {
    let edition = schemas().edition(reading.edition);
    let [reply] = reading.replies.as_slice() else { panic!("{} replies", reading.replies.len()) };
    let mut rows: Vec<Row> = reply
        .answers
        .iter()
        .map(|answer| {
            let series = reading.series.get(answer.series);
            let code = |index: usize| series.dims[index].map_or_else(String::new, |code| schemas().codes.text(code).to_owned());
            let value = match answer.value {
                Value::None => String::new(),
                Value::Number(number) => number.to_string(),
                Value::Range { low, high } => format!("{low} to {}", high.map_or_else(String::new, |high| high.to_string())),
                Value::Code(code) => schemas().codes.text(code).to_owned(),
                Value::Text(text) => reading.texts.get(text).to_owned(),
            };
            let dimensions = (0..edition.dimensions.len()).map(code).collect();
            let raw = reading.texts.get(answer.raw).to_owned();
            (edition.item(series.item).code.clone(), dimensions, answer.year, answer.status, value, raw)
        })
        .collect();
    rows.sort();
    rows
}

fn check(told: &Told<XmlReply>, format: &XmlFormat) {
    let document = told.part.write(format).unwrap_or_else(|fault| panic!("{fault}"));
    let reading = read(&document.bytes).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason));
    let (found, expected) = (rows_of(&reading), &told.rows);
    let differ = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!((differ, found.len()), (None, expected.len()));
    let accounting = reading.accounting;
    assert_eq!((accounting.cells, accounting.unmapped, accounting.template), (document.filled, 0, 4), "{accounting:?}");
    let languages =
        reading.replies[0].attributes.iter().filter(|attribute| reading.texts.get(attribute.name) == "language").count();
    assert_eq!(languages, told.languages);
}

/// One change to a document: where, in per mille; how many bytes go; what comes.
fn damage() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    let markup = select(vec![
        "<",
        ">",
        "/>",
        "</",
        "\"",
        "'",
        "&",
        "&amp;",
        "]]>",
        "<x>",
        "<value>",
        " year='2017'",
        " xml:lang='fr'",
        "=",
        "\0",
        "9",
    ]);
    let bytes = prop_oneof![markup.prop_map(|text| text.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..4)];
    (0..1_000_usize, 0..40_usize, bytes)
}

fn damaged(mut bytes: Vec<u8>, changes: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    for (at, gone, come) in changes {
        let start = bytes.len() * at / 1_000;
        let end = (start + gone).min(bytes.len());
        bytes.splice(start..end, come.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 3 / 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_are_read_as_they_were_given(told in reply("tip-measures/2019"), format in format()) {
        check(&told, &format);
    }

    #[test]
    fn any_figures_are_read_as_they_were_given(told in reply("glotip/2018"), format in format()) {
        check(&told, &format);
    }

    #[test]
    fn a_damaged_reply_is_refused_in_words_or_accounted_for(
        told in prop_oneof![reply("tip-measures/2019"), reply("glotip/2018")],
        format in format(),
        changes in prop::collection::vec(damage(), 1..4),
    ) {
        let document = told.part.write(&format).unwrap_or_else(|fault| panic!("{fault}"));
        match read(&damaged(document.bytes, &changes)) {
            Ok(reading) => assert!(reading.accounting.adds_up(), "{:?}", reading.accounting),
            Err(rejection) => assert_ne!(rejection.reason.kind.code, "F08", "{:?}", rejection.reason),
        }
    }
}
