//! Replies in XML through the whole pipeline: cuts, loci in the views, and the schemas.

use crate::support::{Workdir, root, schemas};
use std::path::Path;
use std::process::Command;
use verbale::pipeline::{self, Wanted};
use verbale_fixtures::{Manifest, XmlAnswer, XmlFigure, XmlFormat, XmlReply, XmlSaid, XmlTable, XmlText};
use verbale_model::{Reading, Rejection};

pub(crate) fn read(bytes: &[u8]) -> Result<Reading, Rejection> {
    pipeline::read(schemas(), "reply.xml", bytes, Wanted::default()).result
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
            let feed = match (one_line, encoding.starts_with("utf-16")) {
                (true, _) => 0,
                (false, false) => 1,
                (false, true) => 2,
            };
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
    let findings = dir.query("SELECT rule, sheet, cell FROM findings WHERE rule = 'C12' ORDER BY cell");
    assert_eq!(findings, [["C12", "/reply/answers/leg_nape", "5:1"], ["C12", "/reply/answers/note", "5:12"]]);
    assert_eq!(dir.value("SELECT format FROM files"), "xml");
    // The same again, and the same in other bytes, change nothing.
    dir.write("reply.xml", body.replace('\'', "\""));
    let run = dir.run(&["import", "reply.xml", "--format", "json"]).exits(0);
    assert_eq!(run.json()["totals"]["unchanged"], 1, "{}", run.stdout);
}

#[test]
fn a_workbook_and_the_same_reply_in_xml_are_one_revision() {
    let dir = Workdir::new();
    for (workbook, document) in [("good/same-xad.xlsx", "xml/same-xad.xml"), ("good/form-en-plain.xlsx", "xml/form-en-plain.xml")] {
        let path = |path: &str| root().join("fixtures").join(path).to_string_lossy().into_owned();
        dir.run(&["import", &path(workbook)]).exits(0);
        let run = dir.run(&["import", &path(document), "--format", "json"]).exits(0);
        assert_eq!(run.json()["totals"]["unchanged"], 1, "{}", run.stdout);
    }
    assert_eq!(dir.value("SELECT max(revision) FROM current_answer"), "1");
}

#[test]
fn the_named_edition_is_taken_and_a_cut_reply_is_told_at_its_end() {
    let dir = Workdir::new();
    let text = "<reply xmlns='urn:verbale:reply:1' version='1.0' instrument='tip-measures' edition='2O19' language='en'>\n<state>XAA</state></reply>";
    dir.write("reply.xml", text);
    // Told with the values: the name of the edition is what the sender wrote.
    let run = dir.run(&["validate", "reply.xml", "--values"]).exits(3);
    let told = "error S04 edition-unknown\n      1:1 the questionnaire is not recognized: it is a reply to `tip-measures/2O19`; the nearest known is tip-measures/2019";
    assert!(run.stdout.contains("Element /reply\n") && run.stdout.contains(told), "{}", run.stdout);
    dir.run(&["validate", "reply.xml", "--edition", "tip-measures/2019"]).exits(0);
    dir.write("reply.xml", text.replace("</reply>", "").replace("2O19", "2019"));
    let run = dir.run(&["validate", "reply.xml"]).exits(3);
    let told = "2:19 the XML document cannot be read: the document ends before its root element is closed";
    assert!(run.stdout.contains("error S05 ") && run.stdout.contains(told), "{}", run.stdout);
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
    // What reading alone can notice: the two statuses.
    let told: Vec<&str> = reading.findings.kept().iter().map(|finding| finding.kind.code).collect();
    let told: Vec<&str> = told.into_iter().filter(|code| code.starts_with(['C', 'F', 'N', 'S'])).collect();
    assert_eq!(told, ["N04", "N04"]);
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
