//! Records: rows to answers or to the unplaced, the vocabulary, and silence.

use crate::support::{Table, answers, findings, schemas, stored, text, unplaced};
use verbale_model::catalogue::{QUANTITY_CENSORED, UNKNOWN_PART};
use verbale_model::intake::{Fate, Intake, RawRow, SpreadsheetDate};
use verbale_model::layout::{Layout, RecordsLayout, Role};
use verbale_model::{Accounting, DimId, Finding, Language, Locus, PlaceId, Reading, Schemas, Stored};
use verbale_normalize::Normalizer;

fn table() -> Table {
    Table::new("demo/2020", "table", Language::En)
}

/// One row of `demo/2020`: answers, unplaced with the area of their reply, findings.
fn one(cells: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let mut table = table();
    table.row(cells);
    let fates = table.fates.clone();
    let reading = table.finish();
    let unplaced = all_unplaced(&reading);
    assert_eq!(fates, [if unplaced.is_empty() { Fate::Mapped } else { Fate::Unplaced }]);
    (answers(&reading), unplaced, findings(&reading.findings))
}

fn all_unplaced(reading: &Reading) -> Vec<String> {
    let of = |reply| {
        let area = |reply: &verbale_model::Reply| reply.area.map_or("none", |area| schemas().codes.text(area)).to_owned();
        unplaced(reading, reply).into_iter().map(move |shown| format!("{} {shown}", area(reply))).collect::<Vec<_>>()
    };
    reading.replies.iter().flat_map(of).collect()
}

#[track_caller]
fn answered(cells: &[&str], expected: &[&str], noted: &[&str]) {
    let (answers, unplaced, findings) = one(cells);
    assert_eq!((answers, findings), (own(expected), own(noted)), "{cells:?}");
    assert!(unplaced.is_empty(), "{unplaced:?}");
}

#[track_caller]
fn refused(cells: &[&str], expected: &str, noted: &[&str]) {
    let (answers, unplaced, findings) = one(cells);
    assert!(answers.is_empty(), "{answers:?}");
    assert_eq!(findings, own(noted), "{cells:?}");
    assert_eq!(unplaced.len(), 1);
    assert!(unplaced[0].starts_with(expected), "{} / {expected}", unplaced[0]);
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_row_becomes_an_answer() {
    answered(&["ALB", "Albania", "victims", "Female", "2019", "12"], &["victims sex=F @2019 reported 12 \"12\" F2"], &[]);
    answered(&["", "Albania", "Victims detected", "Total", "2019", "0"], &["victims sex=_T @2019 zero 0 \"0\" F2"], &[]);
    answered(
        &["ALB", "", "plan", "", "2019", "Yes", "since 2012"],
        &["plan @2019 reported yes \"Yes\" F2", "plan_comment @2019 reported `since 2012` \"since 2012\" G2"],
        &[],
    );
    answered(
        &["ALB", "", "training", "", "2019", "journalists; teachers"],
        &[
            "training audience=journalists @2019 reported yes \"journalists; teachers\" F2",
            "training audience=teachers @2019 reported yes \"journalists; teachers\" F2",
        ],
        &[],
    );
    answered(
        &["ALB", "", "victims", "Female", "2019", "<5"],
        &["victims sex=F @2019 censored 0..4 \"<5\" F2"],
        &["ALB N03 F2 <5 | 0 | 4"],
    );
    // No cell where the value stands in no other row either: the row's first cell is all there is to point at.
    answered(&["ALB", "", "victims", "Female", "2019", ""], &["victims sex=F @2019 blank \"\" F2"], &[]);
}

#[test]
fn a_blank_value_is_found_where_values_stand() {
    let mut table = table();
    table.row(&["ALB", "", "victims", "Female", "2019", "3"]).row(&["ALB", "", "victims", "Male", "2019", ""]);
    let reading = table.finish();
    assert_eq!(answers(&reading)[1], "victims sex=M @2019 blank \"\" F3");
}

#[test]
fn the_area_is_what_the_cells_agree_on() {
    let rest = ["offences", "", "2019", "3"];
    let check = |code: &str, name: &str, expected: &str, noted: &[&str]| {
        let cells = [code, name, rest[0], rest[1], rest[2], rest[3]];
        let mut table = table();
        table.row(&cells);
        let reading = table.finish();
        let reply = &reading.replies[0];
        assert_eq!(reply.area.map_or("none", |area| schemas().codes.text(area)), expected, "{code} {name}");
        assert_eq!(reply.answers.is_empty(), expected == "none");
        assert_eq!(findings(&reading.findings), own(noted), "{code} {name}");
    };
    check("ALB", "Albania", "ALB", &[]);
    check("XQZ", "Albania", "ALB", &["ALB C01 A2 XQZ |"]);
    check("ALB", "Atlantis", "ALB", &["ALB C01 B2 Atlantis |"]);
    check("ALB", "Austria", "none", &["S09 A2 ALB / Austria"]);
    check("Aruba/Curacao", "", "none", &["S09 A2 Aruba/Curacao"]);
    check("", "", "none", &["S09 A2"]);
    check("", "Kazakhstann", "none", &["C01 B2 Kazakhstann | Kazakhstan", "S09 B2 Kazakhstann"]);
    check("SAM", "", "SAM", &["SAM C08 A2 SAM"]);
    check("", "Mumbai, India", "none", &["C06 B2 Mumbai, India | India", "S09 B2 Mumbai, India"]);
    check("", "TÃ¼rkiye", "TUR", &["TUR S08 B2 TÃ¼rkiye | Türkiye"]);
    check("", "Swaziland", "SWZ", &["SWZ C03b B2 Swaziland | Eswatini | 2018-04-19"]);
    check("", "n/a", "none", &["S09 B2 n/a"]);
    refused(&["", "TOTAL", "offences", "", "2019", "3"], "none B2 S07", &["S07 B2 TOTAL"]);
    refused(&["", "(name of State)", "offences", "", "2019", "3"], "none B2 S06", &["S06 B2 (name of State)"]);
}

#[test]
fn a_row_that_has_no_place_is_kept_whole() {
    refused(
        &["ALB", "Albania", "victims", "Femal", "2019", "12", "a \"note\"", "7"],
        "ALB A2 C10 {\"code\":\"ALB\",\"country\":\"Albania\",\"item\":\"victims\",\"sex\":\"Femal\",\"year\":\"2019\",\"value\":\"12\",\
         \"comment\":\"a \\\"note\\\"\",\"page\":\"7\"}",
        &["ALB C10 D2 sex | Femal | Female"],
    );
    refused(&["ALB", "", "victims", "", "2019", "12"], "ALB A2 C15", &["ALB C15 D2 sex"]);
    refused(&["ALB", "", "victms", "Female", "2019", "12"], "ALB A2 C12", &["ALB C12 C2 victms | victims"]);
    refused(&["ALB", "", "", "Female", "2019", "12"], "ALB A2 C12", &["ALB C12 C2  |"]);
    refused(
        &["ALB", "", "victims", "Female", "2019/20", "12"],
        "ALB A2 N10",
        &["ALB N10 E2 2019/20 | no year of four digits of our time"],
    );
    refused(&["ALB", "", "victims", "Female", "", "12"], "ALB A2 N10", &["ALB N10 E2  | blank"]);
    refused(
        &["ALB", "", "victims", "Female", "1899", "12"],
        "ALB A2 N10",
        &["ALB N10 E2 1899 | no year of four digits of our time"],
    );
    // The item has no sex: a figure for females is not its figure.
    refused(&["ALB", "", "offences", "Female", "2019", "12"], "ALB A2 C10", &["ALB C10 D2 sex | Female |"]);
    // Every fault is told, the first is the reason.
    refused(
        &["", "Atlantis", "victms", "Femal", "x", "12"],
        "none B2 S09",
        &["C01 B2 Atlantis |", "S09 B2 Atlantis", "C12 C2 victms | victims", "N10 E2 x | no year of four digits of our time"],
    );
}

#[test]
fn years_of_our_time() {
    for (year, expected) in [("1900", Some(1900)), ("2100", Some(2100)), ("٢٠١٩", Some(2019)), ("2101", None), ("2,019", None)]
    {
        let mut table = table();
        table.row(&["ALB", "", "offences", "", year, "1"]);
        let reading = table.finish();
        assert_eq!(reading.replies[0].answers.first().and_then(|answer| answer.year), expected, "{year}");
    }
    let mut table = table();
    let date = Stored::Date(SpreadsheetDate { serial: 2019.0, epoch_1904: false, duration: false });
    let cells = [
        Some(text("ALB", 1, 0)),
        None,
        Some(text("offences", 1, 2)),
        None,
        Some(stored("2019", date, 1, 4)),
        Some(stored("3", Stored::Number(3.0), 1, 5)),
    ];
    assert_eq!(
        table.normalizer.row(&RawRow {
            sheet: PlaceId(0),
            row: 1,
            cells: &cells,
            columns: &crate::support::COLUMNS,
            extra: &[],
            start: crate::support::first_place(&cells),
            why: None,
            fresh: None
        }),
        Fate::Unplaced
    );
    assert_eq!(findings(&table.finish().findings), ["ALB N10 E2 2019 | date"]);
}

#[test]
fn how_a_value_was_stored_counts() {
    let mut table = table();
    for (index, (value, how)) in [
        ("1.282", Stored::Number(1.282)),
        ("1.282", Stored::Text),
        ("1.282", Stored::Number(1.282)),
        ("#REF!", Stored::Error),
        ("TRUE", Stored::Bool(true)),
    ]
    .into_iter()
    .enumerate()
    {
        let row = u32::try_from(index).unwrap() + 1;
        let cells = [
            Some(text("ALB", row, 0)),
            None,
            Some(text("offences", row, 2)),
            None,
            Some(text("2019", row, 4)),
            Some(stored(value, how, row, 5)),
        ];
        table.normalizer.row(&RawRow {
            sheet: PlaceId(0),
            row,
            cells: &cells,
            columns: &crate::support::COLUMNS,
            extra: &[],
            start: crate::support::first_place(&cells),
            why: None,
            fresh: None,
        });
    }
    let noted = ["ALB N01 F2 1.282", "ALB N02 F3 1.282 | 1282 | 1.282", "ALB N01 F4 1.282", "ALB S11 F5 #REF!", "ALB N05 F6 TRUE"];
    assert_eq!(findings(&table.finish().findings), noted);
}

#[test]
fn one_text_may_say_different_things_of_items_of_one_kind() {
    let mut table = table();
    table.row(&["ALB", "", "plan_comment", "", "2019", "n/a"]).row(&["ALB", "", "law", "", "2019", "n/a"]);
    let expected = ["plan_comment @2019 reported `n/a` \"n/a\" F2", "law @2019 not_stated \"n/a\" F3"];
    assert_eq!(answers(&table.finish()), expected);
}

#[test]
fn what_is_not_interpreted_is_kept_beside_the_answer() {
    let mut table = table();
    let cells = ["ALB", "", "offences", "", "2019", "3", "counted twice", "p. 7", "Southern Europe"];
    table.row_with(&cells, &[("Coder", "AB"), ("page", "8")]);
    table.row_with(&["ALB", "", "offences", "", "x", "3"], &[("Coder", "AB"), ("item", "two")]);
    let reading = table.finish();
    let reply = &reading.replies[0];
    let attributes: Vec<String> = reply
        .attributes
        .iter()
        .map(|attribute| format!("{} {}={}", attribute.answer, reading.texts.get(attribute.name), reading.texts.get(attribute.raw)))
        .collect();
    // The item takes no comment, so that stands beside the answer too.
    assert_eq!(attributes, ["0 comment=counted twice", "0 page=p. 7", "0 Coder=AB", "0 page=8"]);
    assert_eq!(
        unplaced(&reading, reply),
        ["A3 N10 {\"code\":\"ALB\",\"item\":\"offences\",\"year\":\"x\",\"value\":\"3\",\"Coder\":\"AB\",\"item (2)\":\"two\"}"]
    );
}

#[test]
fn replies_stand_in_order_of_area_and_what_has_none_is_last() {
    let mut table = table();
    for area in ["ZWE", "", "ALB", "MLI", "ALB"] {
        table.row(&[area, "", "offences", "", "2019", "3"]);
    }
    table.normalizer.unplaced(&text("scribble", 9, 9), UNKNOWN_PART);
    let reading = table.finish();
    let areas: Vec<&str> =
        reading.replies.iter().map(|reply| reply.area.map_or("none", |area| schemas().codes.text(area))).collect();
    assert_eq!(areas, ["ALB", "MLI", "ZWE", "none"]);
    assert_eq!(reading.replies[0].answers.len(), 2);
    assert_eq!(reading.replies[3].unplaced.len(), 2);
}

#[test]
fn the_vocabulary_of_every_closed_column_is_counted() {
    let mut table = table();
    for cells in [
        ["ALB", "Albania", "victims", "Female", "2019", "3", "", "", "Europe"],
        ["ALB", "Albania", "victims", "Femal", "2019", "3", "", "", "Europe"],
        ["", "Bolivia", "Victims detected", "Female", "2019", "3", "", "", "Americas"],
        ["", "Atlantis", "victms", "Female", "x", "3", "", "", ""],
        ["SAM", "", "victims", "Total", "2019", "3", "", "", ""],
        ["", "Mumbai, India", "victims", "n/a", "2019", "3", "", "", ""],
    ] {
        table.row(&cells);
    }
    let reading = table.finish();
    let labels: Vec<String> = reading
        .labels
        .iter()
        .map(|label| {
            let code = label.code.map_or("-", |code| schemas().codes.text(code));
            format!("{} {} {code} {} {}", label.column, reading.texts.get(label.raw), label.how, label.rows)
        })
        .collect();
    assert_eq!(
        labels,
        [
            "code ALB ALB official 2",
            "code SAM SAM aggregate 1",
            "country Albania ALB official 2",
            "country Bolivia BOL alternative 1",
            "country Atlantis - C01 1",
            "country Mumbai, India - C06 1",
            "item victims - item 4",
            "item Victims detected - item 1",
            "item victms - C12 1",
            "sex Female F code 3",
            "sex Femal - C10 1",
            "sex Total _T code 1",
            "sex n/a - C10 1",
            "region Europe - context 2",
            "region Americas - context 1",
        ]
    );
}

#[test]
fn silence_is_a_status_of_its_own() {
    let mut table = Table::new("tip-measures/2019", "coding-sheet", Language::En);
    table.row(&["Albania", "leg_nap", "yes", "a plan was adopted", "3", "AB"]);
    table.row(&["Austria", "leg_nap", "perhaps"]);
    table.row(&["", "leg_nap", "yes"]);
    let reading = table.finish();
    let edition = schemas().edition_at("tip-measures/2019").unwrap();
    let of = |index: usize| {
        let reply = &reading.replies[index];
        reply.answers.iter().map(|answer| {
            let item = edition.item(reading.series.get(answer.series).item);
            (item, answer.status.code(), answer.at, reading.texts.get(answer.raw))
        })
    };
    let silent: Vec<_> = of(0).filter(|(_, status, ..)| *status == "not_mentioned").collect();
    assert!(silent.iter().all(|(item, _, at, raw)| { item.is_asked() && *at == Locus::File && raw.is_empty() }));
    let asked = edition.items.iter().filter(|item| item.is_asked()).count();
    assert_eq!(silent.len(), asked - 1);
    assert!(!silent.iter().any(|(item, ..)| item.code == "leg_nap"));
    // An answer that could not be read was given all the same.
    assert!(of(1).any(|(item, status, ..)| item.code == "leg_nap" && status == "unreadable"));
    assert_eq!(of(1).filter(|(item, ..)| item.code == "leg_nap").count(), 1);
    // What belongs to no area is no reply, and is not silent.
    assert_eq!((reading.replies[2].area, reading.replies[2].answers.len()), (None, 0));
    assert_eq!(findings(&reading.findings).len(), 2);
}

#[test]
fn a_row_without_place_still_speaks_of_its_item() {
    let mut table = Table::new("demo/2020", "coded", Language::En);
    table.row(&["Albania", "victims", "2019/20", "3"]);
    table.row(&["Albania", "plan", "2019", "Yes"]);
    let reading = table.finish();
    let mut shown = answers(&reading);
    shown.retain(|answer| !answer.contains("not_mentioned"));
    assert_eq!(shown, ["plan @2019 reported yes \"Yes\" D3"]);
    let silent: Vec<String> = answers(&reading).into_iter().filter(|answer| answer.contains("not_mentioned")).collect();
    let items = ["law", "adopted", "offences", "assets", "training"];
    assert_eq!(silent, items.map(|item| format!("{item} not_mentioned \"\" ")));
}

#[test]
fn a_finding_on_the_whole_sheet_concerns_its_only_state() {
    let of = |rows: &[&[&str]]| {
        let mut table = table();
        table.normalizer.finding(Finding::new(UNKNOWN_PART, Locus::File).arg("column").arg("Remarks"));
        for row in rows {
            table.row(row);
        }
        findings(&table.finish().findings)[0].clone()
    };
    let albania: &[&str] = &["ALB", "", "offences", "", "2019", "3"];
    let austria: &[&str] = &["AUT", "", "offences", "", "2019", "3"];
    assert_eq!(of(&[albania]), "ALB S03  column | Remarks");
    assert_eq!(of(&[albania, austria]), "S03  column | Remarks");
}

/// Rows of the published layout, without what stands beside the area and the value.
fn published(rows: &[[&str; 7]]) -> Reading {
    let mut table = Table::new("glotip-public/2023", "published", Language::En);
    for [area, indicator, dimension, category, sex, year, value] in rows {
        let cells = [area, "", "Europe", "", indicator, dimension, category, sex, "Total", year, "Counts", value, "GLOTIP"];
        table.row(&cells);
    }
    table.finish()
}

const VICTIMS: &str = "Detected trafficking victims";

#[test]
fn items_are_selected_by_several_texts() {
    let reading = published(&[
        ["ALB", VICTIMS, "Total", "Total", "Female", "2019", "1,282"],
        ["ALB", VICTIMS, "by citizenship", "Romania", "Total", "2019", "<5"],
        ["ALB", VICTIMS, "by citizenship", "Nationals", "Total", "2019", "12"],
        ["ALB", VICTIMS, "by country of repatriation", "Abroad", "Total", "2019", "12"],
        ["ALB", VICTIMS, "by form of exploitation", "Forced labour", "Total", "2019", "12"],
        ["ALB", VICTIMS, "by citizenship", "Burmese", "Total", "2019", "12"],
    ]);
    assert_eq!(
        answers(&reading),
        [
            "victims sex=F age=_T @2019 reported 1282 \"1,282\" L2",
            "victims_citizenship sex=_T age=_T citizenship=ROU @2019 censored 0..4 \"<5\" L3",
            "victims_citizenship sex=_T age=_T citizenship=_OWN @2019 reported 12 \"12\" L4",
            "victims_repatriation sex=_T age=_T counterpart=_T @2019 reported 12 \"12\" L5",
            "victims_form sex=_T age=_T exploitation=FL @2019 reported 12 \"12\" L6",
            "victims_citizenship sex=_T age=_T citizenship=MMR @2019 reported 12 \"12\" L7",
        ]
    );
    assert_eq!(findings(&reading.findings), ["ALB N03 L3 <5 | 0 | 4", "ALB C04 G7 Burmese | Myanmar"]);
}

#[test]
fn a_category_that_says_nothing_certain_is_never_a_total() {
    let reading = published(&[
        ["ALB", VICTIMS, "by citizenship", "Romania", "Total", "2019", "3"],
        ["ALB", VICTIMS, "by citizenship", "", "Total", "2019", "3"],
        ["ALB", VICTIMS, "by citizenship", "97 albanian", "Total", "2019", "3"],
        ["ALB", VICTIMS, "by citizenship", "Total", "Total", "2019", "3"],
        ["ALB", VICTIMS, "by citizenship", "N/A", "Total", "2019", "3"],
        ["ALB", VICTIMS, "Total", "", "Total", "2019", "3"],
        ["ALB", VICTIMS, "Total", "Romania", "Total", "2019", "3"],
        ["ALB", VICTIMS, "by colour", "Romania", "Total", "2019", "3"],
        ["ALB", VICTIMS, "by citizenships", "Romania", "", "2019", "3"],
    ]);
    assert_eq!(answers(&reading).len(), 1);
    assert_eq!(
        findings(&reading.findings),
        [
            "ALB C15 G3 category",
            "ALB C05 G4 97 albanian",
            "ALB S07 G5 Total",
            "ALB C01 G6 N/A |",
            "ALB C15 G7 category",
            "ALB C10 G8 category | Romania | total",
            "ALB C12 E9 Detected trafficking victims / by colour |",
            "ALB C12 E10 Detected trafficking victims / by citizenships | detected trafficking victims / by citizenship",
        ]
    );
    let kinds: Vec<&str> = reading.replies[0].unplaced.iter().map(|unplaced| unplaced.why.code).collect();
    assert_eq!(kinds, ["C15", "C05", "S07", "C01", "C15", "C10", "C12", "C12"]);
    // A category was met for an item, for another, and for none: one entry for each way in which it was read.
    let romania: Vec<_> = reading
        .labels
        .iter()
        .filter(|label| label.column == "category" && reading.texts.get(label.raw) == "Romania")
        .map(|label| (label.how, label.rows))
        .collect();
    assert_eq!(romania, [("C12", 2), ("C10", 1), ("official", 1)]);
}

/// The published layout with its first rule changed, where nothing but the category differs from a row of totals.
fn changed(change: impl Fn(&mut RecordsLayout, &Schemas), cells: [&str; 13]) -> (Vec<String>, Vec<String>) {
    let mut schemas = schemas().clone();
    let base = schemas.clone();
    let edition = base.edition_at("glotip-public/2023").unwrap().id;
    let published = &mut schemas.editions[usize::from(edition.0)];
    published
        .items
        .iter_mut()
        .for_each(|item| item.dimensions.retain(|dimension| *dimension != DimId(0) || item.code != "offences"));
    if let Layout::Records(layout) = &mut published.layouts[0] {
        change(layout, &base);
    }
    let mut normalizer = Normalizer::new(&schemas, edition, 0, Language::En);
    let cells: Vec<_> = cells.into_iter().zip(0..).map(|(value, col)| (!value.is_empty()).then(|| text(value, 1, col))).collect();
    normalizer.row(&RawRow {
        sheet: PlaceId(0),
        row: 1,
        cells: &cells,
        columns: &crate::support::COLUMNS,
        extra: &[],
        start: crate::support::first_place(&cells),
        why: None,
        fresh: None,
    });
    let reading = normalizer.finish(Accounting::default()).unwrap();
    (answers(&reading), findings(&reading.findings))
}

fn offences<'t>(category: &'t str, sex: &'t str) -> [&'t str; 13] {
    ["ALB", "", "", "", "Offences of trafficking in persons", "Total", category, sex, "Total", "2019", "", "3", ""]
}

#[test]
fn a_layout_says_what_stands_where_nothing_is_said() {
    let answer = own(&["offences age=_T @2019 reported 3 \"3\" L2"]);
    // The item has no sex, and what the column says of it then is not declared.
    let (answers, noted) = changed(|_, _| {}, offences("Total", "Total"));
    assert_eq!((answers, noted), (Vec::new(), own(&["ALB C10 H2 sex | Total |"])));
    let total =
        |layout: &mut RecordsLayout, schemas: &Schemas| layout.defaults = vec![(DimId(0), schemas.codes.get("_T").unwrap())];
    assert_eq!(changed(total, offences("Total", "Total")), (answer.clone(), Vec::new()));
    assert_eq!(changed(total, offences("Total", "Female")), (Vec::new(), own(&["ALB C10 H2 sex | Female |"])));
    assert_eq!(changed(total, offences("Total", "")), (answer.clone(), Vec::new()));
    // A category may be blank where the layout says so, and nowhere else.
    assert_eq!(changed(total, offences("", "")).1, own(&["ALB C15 G2 category"]));
    let blank = |layout: &mut RecordsLayout, schemas: &Schemas| {
        total(layout, schemas);
        layout.items.iter_mut().for_each(|rule| rule.fixed.clear());
    };
    assert_eq!(changed(blank, offences("", "")), (answer, Vec::new()));
}

#[test]
fn a_dimension_without_a_column_has_its_default() {
    let change = |layout: &mut RecordsLayout, schemas: &Schemas| {
        layout.columns.iter_mut().filter(|column| column.name == "age").for_each(|column| column.role = Role::Context);
        layout.defaults = vec![(DimId(0), schemas.codes.get("_T").unwrap()), (DimId(1), schemas.codes.get("Y_GE18").unwrap())];
    };
    let expected = own(&["offences age=Y_GE18 @2019 reported 3 \"3\" L2"]);
    assert_eq!(changed(change, offences("Total", "Total")), (expected, Vec::new()));
}

#[test]
fn counts_of_findings_stay_exact_beyond_those_kept() {
    let row = ["ALB", VICTIMS, "Total", "Total", "Total", "2019", "<5"];
    let reading = published(&vec![row; 1_500]);
    assert_eq!(reading.findings.count_of(QUANTITY_CENSORED), 1_500);
    assert_eq!(reading.findings.kept().len(), 1_000);
    assert_eq!(reading.replies[0].answers.len(), 1_500);
}

#[test]
fn a_row_where_a_form_is_expected_is_kept_cell_by_cell() {
    let mut table = Table::new("demo/2020", "form", Language::En);
    table.row(&["a", "", "b"]);
    assert_eq!(table.fates, [Fate::Unplaced]);
    let edition = schemas().edition_at("demo/2020").unwrap();
    table.normalizer.entry(edition.item_index["state"], verbale_model::intake::Entry::Cell(text("Albania", 0, 0)));
    let reading = table.normalizer.finish(Accounting::default()).unwrap();
    assert_eq!(unplaced(&reading, &reading.replies[0]), ["A2 S03 a", "C2 S03 b"]);
}
