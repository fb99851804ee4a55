//! Replies in XML through the whole pipeline: any answers there and back, cuts, loci in the views, and the schemas.

use crate::support::{Workdir, root, schemas};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::path::Path;
use std::process::Command;
use verbale::pipeline::{self, Wanted};
use verbale_fixtures::{Manifest, XmlAnswer, XmlFigure, XmlFormat, XmlReply, XmlSaid, XmlTable, XmlText};
use verbale_model::codelist::ListId;
use verbale_model::layout::Layout;
use verbale_model::{AreaKind, Edition, Item, ItemId, ItemKind, Language, Reading, Rejection, Status, Value};

fn read(bytes: &[u8]) -> Result<Reading, Rejection> {
    pipeline::read(schemas(), "reply.xml", bytes, Wanted::default()).result
}

// ------------------------------------------------------------------------------------------------------ any answers

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_are_read_as_they_were_given(told in reply("tip-measures/2019"), format in format()) {
        check(&told, &format);
    }

    #[test]
    fn any_figures_are_read_as_they_were_given(told in reply("glotip/2018"), format in format()) {
        check(&told, &format);
    }
}

// ------------------------------------------------------------------------------------------------------------- cuts

/// A short reply with everything that a reply can hold.
fn short() -> XmlReply {
    let answer = |item: &str, said, comment: Option<&str>| XmlAnswer {
        item: item.to_owned(),
        said,
        comment: comment.map(|text| XmlText { text: text.to_owned(), language: None }),
    };
    let value = |text: &str| XmlSaid::Value(XmlText { text: text.to_owned(), language: None });
    XmlReply {
        instrument: "glotip".to_owned(),
        edition: "2018".to_owned(),
        language: "ru".to_owned(),
        states: vec!["XAA".to_owned()],
        contact: vec![("contact_name".to_owned(), "Альма & Co".to_owned())],
        answers: vec![
            answer("coverage", XmlSaid::Status("refused".to_owned()), Some("<см. ниже>")),
            answer("legislation", value("Статья 127"), None),
            answer("break_series", XmlSaid::Blank, None),
        ],
        tables: vec![XmlTable {
            item: "victims".to_owned(),
            comments: Vec::new(),
            figures: vec![XmlFigure { place: vec![("year".to_owned(), "2017".to_owned())], said: value("<5") }],
        }],
    }
}

#[test]
fn a_reply_cut_anywhere_is_never_taken_for_a_reply() {
    for encoding in ["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1251", "gb18030"] {
        for (one_line, cdata) in [(true, false), (false, encoding.starts_with("utf"))] {
            let format = XmlFormat { encoding: encoding.to_owned(), one_line, cdata, ..XmlFormat::default() };
            let bytes = short().write(&format).unwrap_or_else(|fault| panic!("{fault}")).bytes;
            let whole = read(&bytes).unwrap_or_else(|rejection| panic!("{encoding}: {:?}", rejection.reason));
            assert_eq!(whole.replies[0].answers.len(), 7);
            // Behind the root element stands at most one line feed.
            let feed = if one_line { 0 } else { if encoding.starts_with("utf-16") { 2 } else { 1 } };
            for length in 0..bytes.len() - feed {
                assert!(read(&bytes[..length]).is_err(), "{encoding}: the first {length} of {} bytes", bytes.len());
            }
        }
    }
}

#[test]
fn fixtures_cut_here_and_there_are_refused() {
    for entry in xml_fixtures() {
        let bytes = std::fs::read(root().join("fixtures").join(&entry)).unwrap();
        let steps = (1..40).map(|part| bytes.len() * part / 40).chain([bytes.len() - 4]);
        for length in steps {
            assert!(read(&bytes[..length]).is_err(), "{entry}: the first {length} of {} bytes", bytes.len());
        }
    }
}

fn xml_fixtures() -> Vec<String> {
    let manifest = Manifest::read(&root().join("fixtures/manifest.toml")).unwrap_or_else(|fault| panic!("{fault}"));
    let found: Vec<String> = manifest.files.into_iter().map(|entry| entry.path).filter(|path| path.starts_with("xml/")).collect();
    assert!(found.len() >= 15, "{}", found.len());
    found
}

// -------------------------------------------------------------------------------------------------- the database

#[test]
fn answers_and_what_has_no_place_lead_back_to_path_line_and_column() {
    let dir = Workdir::new();
    let body = "<?xml version='1.0'?>\n<reply xmlns='urn:verbale:reply:1' version='1.0' instrument='tip-measures' edition='2019' language='en'>\n\
                <state>XAA</state><answers>\n<leg_nap><value>yes</value><comment xml:lang='fr'>Oui</comment></leg_nap>\n<leg_nape/>\
                <note>kept</note></answers></reply>";
    dir.write("reply.xml", body);
    dir.run(&["import", "reply.xml"]).exits(0);
    let found = dir.query("SELECT item, code, text, sheet, cell FROM current_answer ORDER BY item");
    assert_eq!(
        found,
        [
            ["leg_nap", "yes", "", "/reply/answers/leg_nap/value", "4:10"],
            ["leg_nap_comment", "", "Oui", "/reply/answers/leg_nap/comment", "4:28"],
        ]
    );
    assert_eq!(dir.query("SELECT sheet, cell, raw, rule FROM unplaced"), [["/reply/answers/note", "5:18", "kept", "C12"]]);
    let findings = dir.query("SELECT rule, sheet, cell FROM findings ORDER BY rule, cell");
    assert_eq!(findings, [["C12", "/reply/answers/leg_nape", "5:1"], ["C12", "/reply/answers/note", "5:12"]]);
    assert_eq!(dir.value("SELECT format FROM files"), "xml");
    // The same again, and the same in other bytes, change nothing.
    dir.write("reply.xml", body.replace('\'', "\""));
    let run = dir.run(&["import", "reply.xml", "--format", "json"]).exits(0);
    assert_eq!(run.json()["totals"]["unchanged"], 1, "{}", run.stdout);
}

#[test]
fn the_named_edition_is_taken_and_a_cut_reply_is_told_at_its_end() {
    let dir = Workdir::new();
    let text = "<reply xmlns='urn:verbale:reply:1' version='1.0' instrument='tip-measures' edition='2O19' language='en'>\n<state>XAA</state></reply>";
    dir.write("reply.xml", text);
    let run = dir.run(&["validate", "reply.xml"]).exits(3);
    assert!(run.stdout.contains("S04  /reply!1:1: the questionnaire is not recognized: it is a reply to `tip-measures/2O19`; the nearest known is tip-measures/2019"), "{}", run.stdout);
    dir.run(&["validate", "reply.xml", "--edition", "tip-measures/2019"]).exits(0);
    dir.write("reply.xml", text.replace("</reply>", "").replace("2O19", "2019"));
    let run = dir.run(&["validate", "reply.xml"]).exits(3);
    assert!(
        run.stdout
            .contains("S05  /reply!2:19: the XML document cannot be read: the document ends before its root element is closed"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_state_is_named_by_either_code_or_in_any_language() {
    let of = |state: &str| {
        let text = format!(
            "<reply xmlns='urn:verbale:reply:1' version='1.0' instrument='tip-measures' edition='2019' language='en'><state>{state}</state></reply>"
        );
        let reading = read(text.as_bytes()).unwrap_or_else(|rejection| panic!("{state}: {:?}", rejection.reason));
        (
            schemas().codes.text(reading.replies[0].area.unwrap()).to_owned(),
            reading.texts.get(reading.replies[0].answers[0].raw).to_owned(),
        )
    };
    // No answer is put into a mouth here: the State is named and says nothing.
    for state in ["TGO", "768", "Togo", "Того", "توغو", "多哥"] {
        assert_eq!(of(state), ("TGO".to_owned(), state.to_owned()));
    }
}

#[test]
fn the_example_in_the_documentation_is_valid_and_read_without_a_doubt() {
    let readme = std::fs::read_to_string(root().join("schemas/README.md")).unwrap();
    let (_, rest) = readme.split_once("```xml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let reading = read(example.as_bytes()).unwrap_or_else(|rejection| panic!("{:?}", rejection.reason));
    let told: Vec<&str> = reading.findings.kept().iter().map(|finding| finding.kind.code).collect();
    // The two statuses, and parts that fall short of totals that the example does not give in full.
    assert!(told.iter().all(|code| ["N04", "A02", "A03b"].contains(code)), "{told:?}");
    assert_eq!((reading.accounting.unmapped, reading.replies[0].answers.len()), (0, 12));
    if has_xmllint() {
        let dir = Workdir::new();
        let schema = dir.write("glotip.xsd", &dir.run(&["schema", "xsd", "glotip/2018"]).exits(0).stdout);
        let example = dir.write("example.xml", example);
        assert_eq!(against(&schema, &example) + &against(&root().join("schemas/reply.xsd"), &example), "");
    }
}

// -------------------------------------------------------------------------------------------------------- schemas

/// True if there is a program that checks documents against schemas. Without it a test is skipped, loudly; where the corpus is
/// required it fails.
fn has_xmllint() -> bool {
    let found = Command::new("xmllint").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("VERBALE_REQUIRE_CORPUS").is_none(), "xmllint (libxml2-utils) is required and is not there");
    if !found {
        println!("SKIPPED: xmllint is not there");
    }
    found
}

/// What xmllint has against a document; empty if it is valid.
fn against(schema: &Path, document: &Path) -> String {
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).args([schema, document]).output().unwrap();
    if run.status.success() { String::new() } else { String::from_utf8_lossy(&run.stderr).into_owned() }
}

#[test]
fn the_fixtures_are_valid_against_the_schemas_and_words_are_not() {
    if !has_xmllint() {
        return;
    }
    let dir = Workdir::new();
    let schema = |edition: &str| {
        let run = dir.run(&["schema", "xsd", edition]).exits(0);
        dir.write(&format!("{}.xsd", edition.replace('/', "-")), &run.stdout)
    };
    let (measures, figures) = (schema("tip-measures/2019"), schema("glotip/2018"));
    for path in xml_fixtures() {
        let file = root().join("fixtures").join(&path);
        let lax = against(&root().join("schemas/reply.xsd"), &file);
        assert!(lax.is_empty(), "{path}: {lax}");
        let reading = read(&std::fs::read(&file).unwrap()).unwrap_or_else(|rejection| panic!("{path}: {:?}", rejection.reason));
        let own = if schemas().edition(reading.edition).instrument == "glotip" { &figures } else { &measures };
        let strict = against(own, &file);
        assert_eq!(strict.is_empty(), path.starts_with("xml/codes-"), "{path}: {strict}");
    }
}

#[test]
fn the_schema_of_an_edition_is_sharp() {
    if !has_xmllint() {
        return;
    }
    let dir = Workdir::new();
    let schema = dir.write("glotip.xsd", &dir.run(&["schema", "xsd", "glotip/2018"]).exits(0).stdout);
    let good = "<reply xmlns='urn:verbale:reply:1' version='1.0' instrument='glotip' edition='2018' language='en'><state>XAA</state>\
                <contact><contact_date>2018-07-01</contact_date></contact>\
                <answers><coverage><value>national</value><comment xml:lang='fr'>x</comment></coverage><break_series/></answers>\
                <tables><assets><figure year='2017'>12.5</figure></assets><victims><figure sex='F' year='2017'>12</figure>\
                <figure sex='M' year='2016' status='refused'/></victims>\
                <victims_citizenship><figure citizenship='FRA' year='2014'/></victims_citizenship></tables></reply>";
    assert_eq!(against(&schema, &dir.write("good.xml", good)), "");
    assert!(read(good.as_bytes()).is_ok());
    for (from, to) in [
        ("edition='2018'", "edition='2019'"),
        ("version='1.0'", "version='1.1'"),
        ("language='en'", "language='de'"),
        ("<state>XAA</state>", ""),
        ("<state>XAA</state>", "<state> </state>"),
        ("2018-07-01", "1 July 2018"),
        (">national<", ">National<"),
        ("<break_series/>", "<break_series/><break_series/>"),
        ("<break_series/>", "<breaks/>"),
        ("break_series", "assets_comment"),
        (">12.5<", ">12,5<"),
        (">12.5<", ">12.500<"),
        (">12<", ">-12<"),
        (">12<", ">12.0<"),
        (">12<", ">&lt;5<"),
        ("sex='F'", "sex='W'"),
        ("sex='F'", "exploitation='SX'"),
        ("sex='F' year='2017'", "sex='F'"),
        ("year='2016'", "year='2018'"),
        ("'refused'", "'none'"),
        ("citizenship='FRA' ", ""),
        ("citizenship='FRA'", "citizenship='France'"),
    ] {
        assert!(good.contains(from), "{from}");
        assert_ne!(against(&schema, &dir.write("bad.xml", good.replace(from, to))), "", "{from} to {to}");
    }
}

#[test]
fn a_schema_is_written_for_forms_alone_and_is_the_same_each_time() {
    let dir = Workdir::new();
    let one = dir.run(&["schema", "xsd", "tip-measures/2019"]).exits(0).stdout;
    assert_eq!(one, dir.run(&["schema", "xsd", "tip-measures/2019"]).exits(0).stdout);
    assert!(one.contains("<xs:documentation xml:lang=\"fr\">Plan d’action national"), "labels in the languages of the edition");
    let json = dir.run(&["schema", "xsd", "tip-measures/2019", "--format", "json"]).exits(0).json();
    assert_eq!((json["namespace"].as_str(), json["xsd"].as_str()), (Some("urn:verbale:reply:1"), Some(one.as_str())));
    let run = dir.run(&["schema", "xsd", "glotip-public/2023"]).exits(2);
    assert!(run.stderr.contains("`glotip-public/2023` has no form"), "{}", run.stderr);
    let run = dir.run(&["schema", "xsd", "tip-measures/2018"]).exits(2);
    assert!(run.stderr.contains("there is no edition `tip-measures/2018`; known are"), "{}", run.stderr);
}
