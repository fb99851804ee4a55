//! Whoever edits a schema gets every fault at once, with file, line and the nearest known name.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod support;

use std::path::Path;
use support::load_edition;
use verbale_model::Schemas;
use verbale_schema::{Layer, SchemaFaults, load};

/// An edition of two items that stands on the shipped codelists.
fn edition(dir: &Path, change: &[(&str, &str)]) -> Result<Schemas, SchemaFaults> {
    load_edition(dir, FILES, change)
}

const FILES: &[(&str, &str)] = &[
    ("edition.toml", EDITION),
    (
        "items.csv",
        "code,section,pillar,kind,unit,codelist,dimensions,required,parent,source,comment,paragraph\nstate,head,,contact,,,,yes,,sender,no,\nhotline,body,protection,choice,,answer,,,,reply,yes,\n",
    ),
    (
        "labels/en.csv",
        "key,label,aliases,draft\n@title,Survey of hotlines,,yes\n@column.answer,Answer,,yes\nstate,State,,yes\nhotline,Is there a hotline?,,yes\n",
    ),
];

const EDITION: &str = r#"format = 1
instrument = "survey"
edition = "2030"
kind = "reply"
origin = "reconstructed"
title = "Survey"
source = "test"
languages = ["en"]

[[form]]
name = "form"
anchors = ["@title"]
state = "state"
sections = ["head", "body"]
answer = "@column.answer"
"#;

fn faults(change: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    edition(dir.path(), change).expect_err("the change is a fault").0.iter().map(ToString::to_string).collect()
}

#[test]
fn a_new_edition_needs_only_files() {
    let dir = tempfile::tempdir().unwrap();
    let schemas = edition(dir.path(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let edition = schemas.edition_at("survey/2030").unwrap();
    assert_eq!(edition.items.iter().map(|item| item.code.as_str()).collect::<Vec<_>>(), ["state", "hotline", "hotline_comment"]);
    assert_eq!(edition.item(edition.item(edition.item_index["hotline"]).comment.unwrap()).pillar.as_deref(), Some("protection"));
}

#[test]
fn all_faults_of_all_files_come_at_once() {
    let found = faults(&[
        ("edition.toml", &EDITION.replace("state = \"state\"", "state = \"sate\"").replace("\"body\"]", "\"bodies\"]")),
        (
            "items.csv",
            "code,section,pillar,kind,unit,codelist,dimensions,required,parent,source,comment,paragraph\nstate,head,,contact,,,,yes,,sender,no,\nhotline,body,protektion,choice,,answers,,,,reply,yes,\n",
        ),
        ("labels/en.csv", "key,lable,aliases,draft\n@title,Survey of hotlines,,yes\n"),
    ]);
    let expected = [
        "survey/2030/edition.toml:13: unknown item `sate`; the nearest known name is `state`",
        "survey/2030/edition.toml:14: unknown section `bodies`",
        "survey/2030/items.csv:3: unknown codelist `answers`; the nearest known name is `answer`",
        "survey/2030/items.csv:3: unknown pillar `protektion`; the nearest known name is `protection`",
        "survey/2030/labels/en.csv:1: column `label` is missing",
        "survey/2030/labels/en.csv:1: unknown column `lable`; the nearest known name is `label`",
        "survey/2030/labels/en.csv:2: `label` is empty",
    ];
    for line in expected {
        assert!(found.iter().any(|fault| fault == line), "{line}\nis not in\n{}", found.join("\n"));
    }
}

#[test]
fn an_unknown_key_is_a_fault_with_its_line() {
    let found = faults(&[("edition.toml", &EDITION.replace("source = ", "sauce = "))]);
    assert!(found.iter().any(|fault| fault.starts_with("survey/2030/edition.toml:7: unknown field `sauce`")), "{found:?}");
}

#[test]
fn the_folder_names_the_edition() {
    let found = faults(&[("edition.toml", &EDITION.replace("\"2030\"", "\"2031\""))]);
    assert_eq!(found, ["survey/2030/edition.toml:2: names the edition `survey/2031`, its folder is `survey/2030`"]);
}

#[test]
fn codes_can_name_elements_and_attributes_of_the_xml_form() {
    const RULE: &str = "letters, digits, `_`, `-` and `.`, of the Latin alphabet, beginning with a letter or `_`";
    for (code, good) in [("hot-line.2", true), ("_hotline", true), ("2hotline", false), ("hot line", false), ("линия", false)]
    {
        let (items, labels) =
            (FILES[1].1.replace("\nhotline,", &format!("\n{code},")), FILES[2].1.replace("\nhotline,", &format!("\n{code},")));
        let dir = tempfile::tempdir().unwrap();
        let found = edition(dir.path(), &[("items.csv", &items), ("labels/en.csv", &labels)]);
        let told = found.map_or_else(|faults| faults.0.iter().map(ToString::to_string).collect(), |_| Vec::new());
        let expected = format!("survey/2030/items.csv:3: `{code}` is no item code: {RULE}");
        assert_eq!(told, if good { Vec::new() } else { vec![expected] });
    }
    let with =
        |code: &str| faults(&[("edition.toml", &format!("{EDITION}\n[[dimension]]\ncode = \"{code}\"\ncodelists = [\"sex\"]\n"))]);
    assert_eq!(with("the sex"), [format!("survey/2030/edition.toml:18: `the sex` is no code of a dimension: {RULE}")]);
    for code in ["year", "status"] {
        let told = format!(
            "survey/2030/edition.toml:18: no dimension can be called `{code}`: a figure in XML has an attribute of that name"
        );
        assert_eq!(with(code), [told]);
    }
}

#[test]
fn two_items_cannot_share_a_label() {
    let labels = format!("{}\n", FILES[2].1.replace("hotline,Is there a hotline?,,yes", "hotline,Is there a hotline?,STATE,yes"));
    assert_eq!(faults(&[("labels/en.csv", &labels)]), ["survey/2030/labels/en.csv:5: `STATE` is the label of two items"]);
}

#[test]
fn an_area_name_cannot_stand_for_two_areas() {
    let dir = tempfile::tempdir().unwrap();
    let header =
        "code,kind,m49,iso2,name_en,name_fr,name_es,name_ru,name_ar,name_zh,region,subregion,part_of,since,until,footnote,source\n";
    let row = "XAA,fictitious_state,,,Malta,a1,a2,a3,a4,a5,,,,,,,fictitious\n";
    std::fs::write(dir.path().join("areas.csv"), format!("{header}{row}")).unwrap();
    let found = load(&[Layer::embedded(), Layer::folder(dir.path())]).expect_err("Malta is taken");
    assert!(found.to_string().contains("`Malta` names both"), "{found}");
}

#[test]
fn a_further_layer_cannot_replace_a_shipped_edition() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("tip-measures/2019")).unwrap();
    std::fs::write(dir.path().join("tip-measures/2019/items.csv"), "code\n").unwrap();
    let found = load(&[Layer::embedded(), Layer::folder(dir.path())]).expect_err("a shipped edition stays as it is");
    assert_eq!(found.0[0].file, "tip-measures/2019/items.csv");
}

const TABLE: &str = r#"
[[dimension]]
code = "sex"
codelists = ["sex"]

[[records]]
name = "table"
header_within = 5

[[records.default]]
dimension = "sex"
code = "_T"

[[records.column]]
name = "state"
role = "area"

[[records.column]]
name = "answer"
role = "value"
"#;

#[test]
fn a_table_says_which_code_a_dimension_without_a_column_has() {
    let labels = format!("{}@column.state,State,,yes\n", FILES[2].1);
    let dir = tempfile::tempdir().unwrap();
    let schemas = edition(dir.path(), &[("edition.toml", &format!("{EDITION}{TABLE}")), ("labels/en.csv", &labels)])
        .unwrap_or_else(|faults| panic!("{faults}"));
    let verbale_model::layout::Layout::Records(table) = &schemas.edition_at("survey/2030").unwrap().layouts[1] else { panic!() };
    assert_eq!(table.defaults.iter().map(|(_, code)| schemas.codes.text(*code)).collect::<Vec<_>>(), ["_T"]);
    let wrong = format!("{EDITION}{}", TABLE.replace("\"_T\"", "\"_TT\""));
    let found = faults(&[("edition.toml", &wrong), ("labels/en.csv", &labels)]);
    assert_eq!(found, ["survey/2030/edition.toml:27: unknown code `_TT`; the nearest known name is `_T`"]);
}

#[test]
fn what_a_rule_looks_at_is_checked() {
    let head = "rule,items,values,against,against_values,number,floor\n";
    let rows = "X50,hotline,yes,,,,\nX05,parent:hotline,yes,hot_line,no,,\nK02,*,yess,,,7,\nT01,hotline,,,,three,\nK04,,,,,,\n";
    let found = faults(&[("checks.csv", &format!("{head}{rows}"))]);
    let expected = [
        "survey/2030/checks.csv:2: unknown rule with settings `X50`; the nearest known name is `X05`",
        "survey/2030/checks.csv:3: `hotline` is the parent of no item of its kind",
        "survey/2030/checks.csv:3: unknown item `hot_line`; the nearest known name is `hotline`",
        "survey/2030/checks.csv:4: K02 takes no `number`",
        "survey/2030/checks.csv:4: unknown answer to these items `yess`; the nearest known name is `yes`",
        "survey/2030/checks.csv:5: T01 needs `floor`",
        "survey/2030/checks.csv:5: `number` is `three`; the factor is a whole number above 0",
        "survey/2030/checks.csv:6: `items` is empty",
    ];
    for line in expected {
        assert!(found.iter().any(|fault| fault == line), "{line}\nis not in\n{}", found.join("\n"));
    }
}

#[test]
fn what_a_rule_looks_at_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let text = "rule,items,values,against,against_values,number,floor\nK02,*,yes,,,,\nK03,hotline,,,,50,\n";
    let schemas = edition(dir.path(), &[("checks.csv", text)]).unwrap_or_else(|faults| panic!("{faults}"));
    let edition = schemas.edition_at("survey/2030").unwrap();
    let read: Vec<_> = edition.settings.iter().map(|setting| (setting.rule.code, setting.items.len(), setting.number)).collect();
    // The State's own name and the comment are no items that a State is asked.
    assert_eq!(read, [("K02", 1, None), ("K03", 1, Some(50))]);
}
