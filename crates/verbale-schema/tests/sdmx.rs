//! Faults in what an edition says about SDMX.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod support;

use support::load_edition;

const EDITION: &str = r#"format = 1
instrument = "survey"
edition = "2030"
kind = "dataset"
origin = "reconstructed"
title = "Survey"
source = "test"
languages = ["en"]

[[dimension]]
code = "sex"
codelists = ["sex"]

[[records]]
name = "sdmx"
header_within = 1
rules = "series.csv"

[records.sdmx]
structures = ["XX:FLOW"]
neutral = ["_T"]

[[records.column]]
name = "series"
role = "select"

[[records.column]]
name = "area"
role = "area"
area_codes = true

[[records.column]]
name = "activity"
role = "constant"
neutral = ["_T"]

[[records.column]]
name = "value"
role = "value"

[[records.column]]
name = "status"
role = "status"
codes = "status.csv"

[[records.column]]
name = "unit"
role = "unit"
codes = "units.csv"
"#;

const FILES: &[(&str, &str)] = &[
    ("edition.toml", EDITION),
    (
        "items.csv",
        "code,section,pillar,kind,unit,codelist,dimensions,required,parent,source,comment,paragraph\nwomen,body,protection,count,persons,,sex,,,reply,no,\nall,body,protection,count,persons,,,,,reply,no,\n",
    ),
    (
        "labels/en.csv",
        "key,label,aliases,draft\n@column.series,SERIES,,no\n@column.area,REF_AREA,,no\n@column.activity,ACTIVITY,,no\n@column.value,OBS_VALUE,,no\n@column.status,OBS_STATUS,,no\n@column.unit,UNIT_MEASURE,,no\n",
    ),
    ("series.csv", "series,item,sex\nW,women,F\nA,all,\n"),
    ("status.csv", "code,means,note\nA,plain,\nM,not_applicable,\n"),
    ("units.csv", "code,means,note\nPS,persons,\n"),
];

fn faults(change: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let found = load_edition(dir.path(), FILES, change).expect_err("the change is a fault");
    found.0.iter().map(ToString::to_string).collect()
}

#[test]
fn a_mapping_is_read_from_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let schemas = load_edition(dir.path(), FILES, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let edition = schemas.edition_at("survey/2030").unwrap();
    let verbale_model::layout::Layout::Records(layout) = &edition.layouts[0] else { panic!("no records") };
    assert_eq!(layout.sdmx.as_ref().unwrap().structures, ["XX:FLOW"]);
    let codes = layout.items.iter().map(|rule| rule.codes.iter().map(|(_, code)| schemas.codes.text(*code)).collect::<Vec<_>>());
    assert_eq!(codes.collect::<Vec<_>>(), [vec!["F"], vec![]]);
}

#[test]
fn unknown_meanings_units_and_codes_have_file_and_line() {
    let found = faults(&[
        ("status.csv", "code,means,note\nA,plan,\nM,reported,\nA,plain,\nA,noted,\n"),
        ("units.csv", "code,means,note\nPS,person,\n"),
        ("series.csv", "series,item,sex\nW,women,X\nA,all,F\n"),
    ]);
    assert_eq!(
        found,
        [
            "survey/2030/series.csv:2: unknown code `X`",
            "survey/2030/series.csv:3: item `all` does not have the dimension `sex`",
            "survey/2030/status.csv:2: unknown meaning `plan`; the nearest known name is `plain`",
            "survey/2030/status.csv:3: unknown meaning `reported`; the nearest known name is `noted`",
            "survey/2030/status.csv:5: code `A` stands twice",
            "survey/2030/units.csv:2: unknown meaning `person`; the nearest known name is `persons`",
        ]
    );
}

#[test]
fn keys_stand_with_their_roles() {
    let text = EDITION
        .replace("role = \"constant\"\nneutral = [\"_T\"]", "role = \"constant\"")
        .replace("area_codes = true", "neutral = [\"_T\"]\ncodes = \"units.csv\"")
        .replace("codes = \"status.csv\"", "area_codes = true")
        .replace("XX:FLOW", "FLOW")
        .replace("codes = \"units.csv\"\n\"", "codes = \"unit.csv\"");
    let found = faults(&[("edition.toml", &text)]).join("\n");
    for words in [
        "a constant needs `neutral`",
        "`neutral` goes with the roles constant and dimension",
        "`codes` goes with the roles status, unit, action and confidentiality",
        "`area_codes` goes with the role area",
        "this role needs `codes`",
        "`FLOW` is no structure: AGENCY:ID is needed",
    ] {
        assert!(found.contains(words), "{words}:\n{found}");
    }
    assert!(faults(&[("edition.toml", &EDITION.replace("area_codes", "m49"))])[0].contains("unknown field `m49`"));
}
