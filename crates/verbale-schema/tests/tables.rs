//! Statistical tables of an edition: what `tables.csv` and `members.csv` mean, and every fault an author can make in them.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

mod support;

use std::path::Path;
use support::load_edition;
use verbale_model::layout::{Axis, FormLayout, Layout};
use verbale_model::{Edition, Schemas};
use verbale_schema::SchemaFaults;

/// An edition with three tables that stands on the shipped codelists.
const FILES: &[(&str, &str)] =
    &[("edition.toml", EDITION), ("items.csv", ITEMS), ("members.csv", MEMBERS), ("tables.csv", TABLES), (LABELS_FILE, LABELS)];

const EDITION: &str = r#"format = 1
instrument = "survey"
edition = "2030"
kind = "reply"
origin = "reconstructed"
title = "Survey"
source = "test"
languages = ["en"]
years = [2028, 2029]

[[dimension]]
code = "sex"
codelists = ["sex"]
total = "_T"

[[dimension]]
code = "age"
codelists = ["age"]
total = "_T"

[[dimension]]
code = "citizenship"
codelists = ["citizenship_bucket"]
areas = true

[[form]]
name = "form"
anchors = ["@title"]
state = "state"
sections = ["head", "body"]
answer = "@column.answer"
"#;

const ITEMS: &str = "code,section,pillar,kind,unit,codelist,dimensions,required,parent,source,comment,paragraph
state,head,,contact,,,,yes,,sender,no,
persons,body,prosecution,count,persons,,sex | age,,,reply,yes,
citizens,body,prosecution,count,persons,,sex | citizenship,,,reply,no,
offences,body,prosecution,count,offences,,,,,reply,no,
remarks,body,,text,,,,,,reply,no,
";

const MEMBERS: &str = "name,codes
total,
girls,sex=F | age=Y0T17
boys,sex=M | age=Y0T17
";

const TABLES: &str = "name,item,rows,columns
persons,persons,sex > age,year
children,persons,year,total | girls | boys
citizens,citizens,citizenship+,year
";

const LABELS_FILE: &str = "labels/en.csv";

const LABELS: &str = "key,label,aliases,draft
@title,Survey of persons,,yes
@column.answer,Answer,,yes
@table.persons,1. Persons,Persons,yes
@table.children,2. Children,,yes
@table.citizens,3. Citizens,,yes
@member.total,Total,All,yes
@member.girls,Girls,,yes
@member.boys,Boys,,yes
state,State,,yes
persons,Number of persons,,yes
citizens,Number of citizens,,yes
offences,Number of offences,,yes
remarks,Remarks,,yes
";

fn edition(dir: &Path, change: &[(&str, &str)]) -> Result<Schemas, SchemaFaults> {
    load_edition(dir, FILES, change)
}

fn faults(change: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    match edition(dir.path(), change) {
        Ok(_) => panic!("the change is a fault"),
        Err(faults) => faults.0.iter().map(ToString::to_string).collect(),
    }
}

/// The faults of another row in `tables.csv`, which has its title.
fn faults_of(row: &str) -> Vec<String> {
    let labels = format!("{LABELS}@table.more,4. More,,yes\n");
    faults(&[("tables.csv", &format!("{TABLES}{row}\n")), (LABELS_FILE, &labels)])
}

fn form(edition: &Edition) -> &FormLayout {
    edition.layouts.iter().find_map(|layout| if let Layout::Form(form) = layout { Some(form) } else { None }).unwrap()
}

/// An axis as `tables.csv` writes it.
fn axis(axis: &Axis, edition: &Edition) -> String {
    let code = |dimension: &verbale_model::DimId| edition.dimensions[usize::from(dimension.0)].code.clone();
    let dimensions = axis.dimensions.iter().map(code).collect::<Vec<_>>().join(if axis.nested { " > " } else { " | " });
    let members = axis.members.iter().map(|member| edition.member(*member).name.clone());
    let open = axis.open.as_ref().map(|dimension| format!("{}+", code(dimension)));
    let parts =
        members.chain((!dimensions.is_empty()).then_some(dimensions)).chain(open).chain(axis.years.then(|| "year".to_owned()));
    parts.collect::<Vec<_>>().join(" | ")
}

#[test]
fn tables_of_an_edition_are_those_of_its_form() {
    let dir = tempfile::tempdir().unwrap();
    let schemas = edition(dir.path(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let edition = schemas.edition_at("survey/2030").unwrap();
    let tables = form(edition).tables.iter().map(|table| {
        let title = edition.labels.text(table.title, verbale_model::Language::En).unwrap();
        let item = &edition.item(table.item).code;
        format!("{}: {title}: {item}: {} × {}", table.name, axis(&table.rows, edition), axis(&table.columns, edition))
    });
    assert_eq!(
        tables.collect::<Vec<_>>(),
        [
            "persons: 1. Persons: persons: sex > age × year",
            "children: 2. Children: persons: year × total | girls | boys",
            "citizens: 3. Citizens: citizens: citizenship+ × year",
        ]
    );
    assert!(form(edition).tables.iter().all(verbale_model::layout::TableLayout::has_years));
}

#[test]
fn a_member_stands_for_codes_and_a_dimension_has_its_total() {
    let dir = tempfile::tempdir().unwrap();
    let schemas = edition(dir.path(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let edition = schemas.edition_at("survey/2030").unwrap();
    let members = edition.members.iter().map(|member| {
        let codes = member.codes.iter().map(|(dimension, code)| {
            format!("{}={}", edition.dimensions[usize::from(dimension.0)].code, schemas.codes.text(*code))
        });
        format!("{}: {}", member.name, codes.collect::<Vec<_>>().join(" "))
    });
    assert_eq!(members.collect::<Vec<_>>(), ["total: ", "girls: sex=F age=Y0T17", "boys: sex=M age=Y0T17"]);
    let totals = edition.dimensions.iter().map(|dimension| dimension.total.map(|code| schemas.codes.text(code)));
    assert_eq!(totals.collect::<Vec<_>>(), [Some("_T"), Some("_T"), None]);
    let found = edition.labels.find("girls").to_vec();
    let girls = verbale_model::layout::MemberId(1);
    assert_eq!(found, [(verbale_model::labels::LabelKey::Member(girls), verbale_model::Language::En)]);
}

#[test]
fn a_total_is_a_code_of_the_dimension() {
    let found = faults(&[("edition.toml", &EDITION.replacen("\"_T\"", "\"_TT\"", 1))]);
    assert!(
        found.contains(&"survey/2030/edition.toml:14: unknown code `_TT`; the nearest known name is `_T`".to_owned()),
        "{found:?}"
    );
}

#[test]
fn faults_of_members() {
    let with = |row: &str| {
        faults(&[("members.csv", &format!("{MEMBERS}{row}\n")), (LABELS_FILE, &format!("{LABELS}@member.men,Men,,yes\n"))])
    };
    let at = "survey/2030/members.csv:5: ";
    for (row, fault) in [
        ("men,sexe=M", "unknown dimension `sexe`; the nearest known name is `sex`"),
        ("men,age=Y_GE19", "unknown code `Y_GE19`; the nearest known name is `Y_GE18`"),
        ("men,M", "`M` is not DIMENSION=CODE"),
        ("men,sex=M | sex=F", "dimension `sex` stands twice"),
    ] {
        assert_eq!(with(row), [format!("{at}{fault}")], "{row}");
    }
    let twice = faults(&[("members.csv", &format!("{MEMBERS}girls,sex=F\n"))]);
    assert_eq!(twice, [format!("{at}member `girls` stands twice")]);
    let taken = with("men,sex=M\nage,age=Y0T17");
    assert!(
        taken.contains(&"survey/2030/members.csv:6: `age` cannot name a member: in tables.csv it means something else".to_owned()),
        "{taken:?}"
    );
}

#[test]
fn labels_go_with_members_and_tables() {
    let without = |line: &str| faults(&[(LABELS_FILE, &LABELS.replace(line, ""))]);
    assert_eq!(without("@member.boys,Boys,,yes\n"), ["survey/2030/labels/en.csv: member `boys` has no label"]);
    assert_eq!(without("@table.children,2. Children,,yes\n"), ["survey/2030/labels/en.csv: table `children` has no title"]);
    let with = |line: &str| faults(&[(LABELS_FILE, &format!("{LABELS}{line}\n"))]);
    assert_eq!(
        with("@member.girl,Girl,,yes"),
        ["survey/2030/labels/en.csv:15: unknown member `girl`; the nearest known name is `girls`"]
    );
    assert_eq!(
        with("@table.person,Person,,yes"),
        ["survey/2030/labels/en.csv:15: unknown table `person`; the nearest known name is `persons`"]
    );
    let two = LABELS.replace("@table.children,2. Children,", "@table.children,2. Children,PERSONS");
    assert_eq!(faults(&[(LABELS_FILE, &two)]), ["survey/2030/labels/en.csv:5: `PERSONS` is the label of two tables"]);
}

#[test]
fn a_label_does_not_hang_on_a_sign_that_is_not_compared() {
    let labels = LABELS.replace("@member.girls,Girls,", "@member.girls,Girls,Girls <18");
    assert_eq!(
        faults(&[(LABELS_FILE, &labels)]),
        ["survey/2030/labels/en.csv:8: `Girls <18` has a sign that gets lost when labels are compared"]
    );
}

#[test]
fn two_members_on_one_side_cannot_share_a_label() {
    let labels = LABELS.replace("@member.boys,Boys,", "@member.boys,Boys,GIRLS");
    assert_eq!(
        faults(&[(LABELS_FILE, &labels)]),
        ["survey/2030/labels/en.csv:9: `GIRLS` is the label of `girls` and `boys`, which stand on one side of table `children`"]
    );
    // In two tables, each says which is meant.
    let dir = tempfile::tempdir().unwrap();
    let tables = TABLES
        .replace("children,persons,year,total | girls | boys", "children,persons,year,total | girls\nmales,persons,year,boys");
    let labels = format!("{labels}@table.males,4. Males,,yes\n");
    edition(dir.path(), &[("tables.csv", &tables), (LABELS_FILE, &labels)]).unwrap_or_else(|faults| panic!("{faults}"));
}

#[test]
fn faults_of_tables() {
    for (row, fault) in [
        ("more,person,sex | age,year", "unknown item `person`; the nearest known name is `persons`"),
        ("more,remarks,total,year", "item `remarks` is a text; a table holds a count or an amount"),
        ("more,persons,total | girl,year", "unknown part of `rows` `girl`; the nearest known name is `girls`"),
        ("more,persons,sex > ages,year", "unknown dimension `ages`; the nearest known name is `age`"),
        ("more,offences,girls | total,year", "dimension `sex` is not one of item `offences`"),
        ("more,citizens,sex,year", "dimension `citizenship` of item `citizens` is not given by every label, and it has no total"),
        (
            "more,citizens,citizenship | total,year",
            "dimension `citizenship` of item `citizens` is not given by every label, and it has no total",
        ),
        ("more,persons,sex | year,year", "`year` stands in both `rows` and `columns`"),
        ("more,persons,sex,", "`columns` is empty"),
        ("more,persons,,year", "`rows` is empty"),
        ("more,persons, | ,year", "`rows` is empty"),
        ("more,persons,total | total,year", "`total` stands twice in `rows`"),
        ("more,persons,sex,girls | year", "dimension `sex` stands in both `rows` and `columns`"),
        ("more,persons,year,citizenship+", "`citizenship+`: only rows can be listed by the State"),
        ("more,citizens,citizenship+ | sex+,year", "`sex+`: one open dimension stands there already"),
        ("more,persons,sex > age | age > sex,year", "`rows` nests dimensions twice"),
        ("more,persons,sex > age | age,year", "`rows` has nested dimensions, so no other can stand beside them"),
    ] {
        let found = faults_of(row);
        let expected = format!("survey/2030/tables.csv:5: {fault}");
        assert!(found.contains(&expected), "{row}\n{expected}\nis not in\n{}", found.join("\n"));
    }
    assert_eq!(
        faults(&[("tables.csv", &format!("{TABLES}persons,persons,sex,year\n"))]),
        ["survey/2030/tables.csv:5: table `persons` stands twice"]
    );
}

#[test]
fn years_and_a_form_are_needed() {
    let without_years = faults(&[("edition.toml", &EDITION.replace("years = [2028, 2029]\n", ""))]);
    assert!(
        without_years.contains(&"survey/2030/tables.csv:2: has years, and edition.toml names no `years`".to_owned()),
        "{without_years:?}"
    );
    let (head, _) = EDITION.split_once("[[form]]").unwrap();
    let records = "[[records]]\nname = \"long\"\nheader_within = 5\n[[records.column]]\nname = \"state\"\nrole = \"area\"\n[[records.column]]\nname = \"answer\"\nrole = \"value\"\n";
    let labels = format!("{LABELS}@column.state,State,,yes\n");
    let without_form = faults(&[("edition.toml", &format!("{head}{records}")), (LABELS_FILE, &labels)]);
    assert_eq!(without_form, ["survey/2030/tables.csv: has tables, and edition.toml declares no [[form]] for them"]);
}
