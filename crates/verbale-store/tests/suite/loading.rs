//! Loading: what goes in comes out, and what contradicts itself does not go in.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::MEASURES;
use crate::support::{Db, POSTGRES, file};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use verbale_model::catalogue::{AREA_UNKNOWN, UNKNOWN_PART};
use verbale_model::{Finding, Locus, Number, PlaceId, Status, Value};
use verbale_store::decision::{Action, Class, Decision};

#[test]
fn raw_text_comes_back_byte_for_byte() {
    let mut db = Db::new();
    let raws = [
        "007",
        "9007199254740993.0",
        "",
        " 1\u{a0}757 ",
        "1\u{202f}757",
        "'; DROP TABLE answer; --",
        "1e5",
        "NULL",
        "0x10",
        "\t\n",
        "نعم",
        "是",
        "Да",
        "\u{202e}abc",
        "\u{1f600}",
        "e\u{301}",
        "\u{e9}",
        "?",
        "TRUE",
        "5",
        "\u{fffd}",
    ];
    let mut builder = Builder::new(&db.schemas, MEASURES).area("AAA");
    for raw in raws {
        builder = builder.none("victims", Status::Unreadable, raw);
    }
    builder = builder.text("campaign_comment", raws[5]).unplaced(raws[3], UNKNOWN_PART).attribute("page", raws[10]);
    let reading = builder.done();
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(db.rows("SELECT raw FROM current_answer WHERE item = 'victims' ORDER BY answer"), raws);
    assert_eq!(db.rows("SELECT text, raw FROM current_answer WHERE text IS NOT NULL"), [format!("{0} | {0}", raws[5])]);
    assert_eq!(db.rows("SELECT raw FROM unplaced"), [raws[3]]);
    assert_eq!(db.rows("SELECT name, raw FROM answer_attribute"), [format!("page | {}", raws[10])]);
    if !POSTGRES {
        assert_eq!(db.rows("SELECT DISTINCT typeof(raw) FROM current_answer"), ["text"]);
    }
}

/// What may stand in a cell whose number is known: the number itself and its look-alikes, or anything.
fn raw_of(mantissa: i64) -> impl Strategy<Value = String> {
    const ALIKE: &[&str] = &["{}", "{} ", " {}", "0{}", "+{}", "-{}", "{}.0", "{}.", "{}e0", "'{}", "{}\u{a0}", "{}\0"];
    let digits = mantissa.to_string();
    prop_oneof![4 => Just(digits.clone()), 3 => select(ALIKE).prop_map(move |form| form.replace("{}", &digits)), 1 => any::<String>()]
}

fn number() -> impl Strategy<Value = (i64, u8, String)> {
    let mantissa = prop_oneof![Just(0), Just(i64::MIN), Just(i64::MAX), -20_i64..2_000, any::<i64>()];
    (mantissa, prop_oneof![4 => Just(0_u8), 1 => 1_u8..18])
        .prop_flat_map(|(mantissa, scale)| (Just(mantissa), Just(scale), raw_of(mantissa)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A text that is its number is not written; nobody who reads the views can tell.
    #[test]
    fn the_raw_text_of_a_number_is_what_was_read(numbers in vec(number(), 1..150)) {
        let mut db = Db::new();
        let mut builder = Builder::new(&db.schemas, MEASURES).area("AAA");
        for (mantissa, scale, raw) in &numbers {
            let status = if *mantissa == 0 { Status::Zero } else { Status::Reported };
            let value = Value::Number(Number { mantissa: *mantissa, scale: *scale });
            builder = builder.answer("victims", &[], status, value, raw);
        }
        let reading = builder.done();
        db.load(&file("a.xlsx", "a"), &reading);
        let raws: Vec<&str> = numbers.iter().map(|(.., raw)| raw.as_str()).collect();
        // As bytes: a NUL would end the text of a cell in some shells, never here.
        // A server holds NUL and the character after it in two characters each.
        let held = |raw: &str| if POSTGRES { raw.replace('\u{1}', "\u{1}\u{2}").replace('\0', "\u{1}\u{1}") } else { raw.to_owned() };
        let expected: Vec<String> = raws.iter().map(|raw| verbale_model::digest::hex(held(raw).as_bytes())).collect();
        let hex = if POSTGRES { "encode(convert_to(raw, 'UTF8'), 'hex')" } else { "lower(hex(CAST(raw AS BLOB)))" };
        prop_assert_eq!(db.rows(&format!("SELECT {hex} FROM current_answer ORDER BY answer")), expected);
        let others = numbers.iter().filter(|(mantissa, scale, raw)| *scale > 0 || *raw != mantissa.to_string());
        let others: BTreeSet<&str> = others.map(|(.., raw)| raw.as_str()).collect();
        prop_assert_eq!(db.rows("SELECT count(*) FROM raw_text"), [others.len().to_string()]);
    }
}

#[test]
fn values_come_back_with_status_bounds_and_place() {
    let mut db = Db::new();
    let sheet = PlaceId(0);
    let amount = Number { mantissa: -1_234_567, scale: 2 };
    let reading = Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .count(&[("sex", "F"), ("age", "Y0T17")], 9_007_199_254_740_993, "9007199254740993")
        .last(|answer| (answer.year, answer.at) = (Some(2018), Locus::Cell { sheet, row: 0, col: 0 }))
        .count(&[("sex", "M"), ("age", "Y0T17")], 0, "0")
        .last(|answer| answer.at = Locus::Cell { sheet, row: 8, col: 3 })
        .answer("victims", &[("sex", "_T")], Status::Censored, Value::Range { low: 0, high: Some(4) }, "<5")
        .last(|answer| answer.at = Locus::Cell { sheet, row: 1_048_575, col: 16_383 })
        .answer("victims", &[("sex", "_U")], Status::Censored, Value::Range { low: 10, high: None }, "10+")
        .last(|answer| answer.at = Locus::Cell { sheet, row: 0, col: 701 })
        .answer("budget", &[], Status::Reported, Value::Number(amount), "-12.345,67")
        .last(|answer| answer.at = Locus::Cell { sheet, row: 0, col: 702 })
        .choice("campaign", "partly")
        .last(|answer| answer.at = Locus::File)
        .none("shelters", Status::Blank, "")
        .last(|answer| answer.at = Locus::Cell { sheet, row: 2, col: 26 })
        .text("law_date", "2018-05-01")
        .last(|answer| answer.at = Locus::Xml { path: PlaceId(1), line: 12, col: 5 })
        .disputed();
    let mut reading = reading.done();
    reading.places.push("/reply/law".to_owned());
    db.load(&file("a.xlsx", "a"), &reading);
    let columns = "item, year, sex, age, number, low, high, text, code, status, disputed, sheet, cell";
    assert_eq!(
        db.rows(&format!("SELECT {columns} FROM current_answer ORDER BY answer")),
        [
            "victims | 2018 | F | Y0T17 | 9007199254740993 | 9007199254740993 | 9007199254740993 | - | - | reported | 0 | Measures | A1",
            "victims | - | M | Y0T17 | 0 | 0 | 0 | - | - | zero | 0 | Measures | D9",
            "victims | - | _T | - | - | 0 | 4 | - | - | censored | 0 | Measures | XFD1048576",
            "victims | - | _U | - | - | 10 | - | - | - | censored | 0 | Measures | ZZ1",
            "budget | - | - | - | -12345.67 | -12345.67 | -12345.67 | - | - | reported | 0 | Measures | AAA1",
            "campaign | - | - | - | - | - | - | - | partly | reported | 0 | - | -",
            "shelters | - | - | - | - | - | - | - | - | blank | 0 | Measures | AA3",
            "law_date | - | - | - | - | - | - | 2018-05-01 | - | reported | 1 | /reply/law | 12:5",
        ]
    );
    assert_eq!(
        db.rows("SELECT item, dimension, answer_dimension.code FROM answer_dimension JOIN current_answer USING (answer) LIMIT 3"),
        ["victims | sex | F", "victims | age | Y0T17", "victims | sex | M"]
    );
    assert_eq!(db.rows("SELECT count(*) FROM observation"), ["5"]);
}

#[test]
fn the_cell_in_sql_is_the_cell_of_the_model() {
    let mut db = Db::new();
    let columns = [0, 1, 25, 26, 27, 51, 52, 700, 701, 702, 703, 1_377, 1_378, 16_383, 18_277];
    let mut builder = Builder::new(&db.schemas, MEASURES).area("AAA");
    for col in columns {
        let at = Locus::Cell { sheet: PlaceId(0), row: u32::from(col) * 3, col };
        builder = builder.choice("campaign", "yes").last(|answer| answer.at = at);
    }
    let reading = builder.done();
    db.load(&file("a.xlsx", "a"), &reading);
    let expected: Vec<String> = columns.iter().map(|&col| verbale_model::locus::a1(u32::from(col) * 3, col)).collect();
    assert_eq!(db.rows("SELECT cell FROM current_answer ORDER BY answer"), expected);
}

#[test]
fn a_file_of_csv_has_no_sheet() {
    let mut db = Db::new();
    let mut reading = simple(&db.schemas, "AAA", 1);
    reading.places[0] = String::new();
    db.load(&file("a.csv", "a"), &reading);
    assert_eq!(db.rows("SELECT DISTINCT sheet FROM current_answer"), ["-"]);
}

#[test]
fn equal_answers_are_both_kept() {
    let mut db = Db::new();
    let dims = [("sex", "F")];
    let builder = Builder::new(&db.schemas, MEASURES).area("AAA").count(&dims, 5, "5").count(&dims, 5, "5");
    let reading = builder.attribute("page", "3").attribute("page", "3").done();
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(db.rows("SELECT count(*) FROM current_answer"), ["2"]);
    assert_eq!(db.rows("SELECT count(*) FROM answer_attribute"), ["2"]);
}

#[test]
fn the_database_refuses_an_accounting_that_does_not_add_up() {
    let mut db = Db::new();
    let mut reading = simple(&db.schemas, "AAA", 5);
    reading.accounting.mapped -= 1;
    let meta = file("a.xlsx", "a");
    let error = db.store.load(db.run, &meta, &db.schemas, &reading).unwrap_err();
    assert!(error.is_fault());
    assert!(error.to_string().contains("every_cell_accounted"), "{error}");
    reading.accounting.mapped += 1;
    reading.accounting.rows = 1;
    let error = db.store.load(db.run, &meta, &db.schemas, &reading).unwrap_err();
    assert!(error.to_string().contains("every_row_accounted"), "{error}");
    // Nothing of it stayed, and the next file is loaded as if nothing had been.
    assert_eq!(db.rows("SELECT (SELECT count(*) FROM file_record), (SELECT count(*) FROM series)"), ["0 | 0"]);
    reading.accounting.rows = 0;
    db.load(&meta, &reading);
    assert_eq!(db.rows("SELECT count(*) FROM current_answer"), ["3"]);
}

#[test]
fn the_database_refuses_a_value_that_its_status_denies() {
    let mut db = Db::new();
    for (status, value) in [
        (Status::Reported, Value::None),
        (Status::Blank, Value::Number(Number::whole(0))),
        (Status::Zero, Value::Number(Number::whole(3))),
        (Status::Reported, Value::Range { low: 0, high: Some(4) }),
        (Status::Censored, Value::Range { low: 5, high: Some(4) }),
    ] {
        let reading = Builder::new(&db.schemas, MEASURES).area("AAA").answer("victims", &[], status, value, "x").done();
        let error = db.store.load(db.run, &file("a.xlsx", "a"), &db.schemas, &reading).unwrap_err();
        assert!(error.is_fault(), "{status:?} {value:?}: {error}");
    }
    // What was learnt while it failed is forgotten: its series is not in the database.
    let reading = Builder::new(&db.schemas, MEASURES).area("AAA").count(&[], 5, "5").done();
    db.load(&file("b.xlsx", "b"), &reading);
    assert_eq!(db.rows("SELECT item, number FROM current_answer"), ["victims | 5"]);
}

#[test]
fn findings_keep_message_arguments_and_exact_numbers() {
    let mut db = Db::new();
    let mut builder = Builder::new(&db.schemas, MEASURES).area("AAA").choice("campaign", "yes");
    let area = Some(builder.code("AAA"));
    for row in 0..1_500 {
        let at = Locus::Cell { sheet: PlaceId(0), row, col: 0 };
        builder = builder.finding(Finding::new(AREA_UNKNOWN, at).area(area).arg("Narnia \"{x}\"").arg("Albania"));
    }
    let reading = builder.done();
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(db.rows("SELECT count(*) FROM findings"), ["1000"]);
    assert_eq!(db.rows("SELECT rule, severity, count FROM finding_count"), ["C01 | error | 1500"]);
    assert_eq!(
        db.rows("SELECT area, cell, message FROM findings LIMIT 1"),
        ["AAA | A1 | “Narnia \"{x}\"” is no known area. Write Albania."]
    );
    assert_eq!(db.rows("SELECT DISTINCT args FROM finding_record"), [r#"{"label":"Narnia \"{x}\"","suggestion":"Albania"}"#]);
    let status = db.store.status(Some("measures/2019")).unwrap();
    assert_eq!((status[0].errors, status[0].warnings), (1_500, 0));
}

#[test]
fn the_vocabulary_of_a_file_is_kept() {
    let mut db = Db::new();
    let builder = Builder::new(&db.schemas, MEASURES).area("AAA").choice("campaign", "yes");
    let builder = builder.label("citizenship", "97 albanian", None, "C05").label("citizenship", "Aland", Some("AAA"), "official");
    let reading = builder.done();
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(
        db.rows("SELECT * FROM label_readings"),
        ["a.xlsx | citizenship | 97 albanian | - | C05 | 1", "a.xlsx | citizenship | Aland | AAA | official | 1"]
    );
}

#[test]
fn the_formula_of_a_contact_is_not_told() {
    let mut db = Db::new();
    let builder = Builder::new(&db.schemas, MEASURES).area("AAA").choice("campaign", "yes").formula("=A1");
    let reading = builder.text("focal_point", "Ada Byron").formula("=\"Ada Byron\"").done();
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(
        db.rows("SELECT * FROM cell_note"),
        ["a.xlsx | Measures | C2 | formula | =A1", "a.xlsx | Measures | C3 | formula | [contact]"]
    );
}

#[test]
fn more_rows_than_one_statement_holds() {
    let mut db = Db::new();
    let areas: Vec<_> = ["AAA", "BBB"].iter().map(|code| db.schemas.codes.get(code).unwrap()).collect();
    for rows in [1, 7, 8, 15, 16, 17, 63, 64, 65, 72, 127, 1_023, 1_024, 1_025, 2_500] {
        let reading = crate::support::reading::dataset(&db.schemas, &areas, rows);
        db.load(&file("data.csv", &rows.to_string()), &reading);
        if rows > 1 {
            let decision = crate::support::decision(&rows.to_string(), Action::Supersede, Some(Class::Replacement));
            db.store.decide(&Decision { instrument: "published".to_owned(), edition: "2023".to_owned(), ..decision }).unwrap();
        }
        assert_eq!(db.rows("SELECT count(*) FROM current_answer"), [(2 * rows).to_string()]);
        let raws: Vec<String> = reading
            .replies
            .iter()
            .flat_map(|reply| &reply.answers)
            .map(|answer| reading.texts.get(answer.raw).to_owned())
            .collect();
        assert_eq!(db.rows("SELECT raw FROM current_answer ORDER BY answer"), raws);
    }
    db.check();
}

#[test]
fn the_columns_of_five_dimensions_are_those_of_the_rows() {
    let mut db = Db::new();
    let areas = [db.schemas.codes.get("AAA").unwrap()];
    let reading = crate::support::reading::dataset(&db.schemas, &areas, 400);
    db.load(&file("data.csv", "data"), &reading);
    for dimension in ["sex", "age", "exploitation", "citizenship", "counterpart"] {
        let other = "SELECT answer, code FROM answer_dimension WHERE dimension";
        let rows = db.rows(&format!("{other} = '{dimension}' ORDER BY answer"));
        assert_eq!(rows.len(), 400);
        assert_eq!(db.rows(&format!("SELECT answer, {dimension} FROM current_answer ORDER BY answer")), rows);
    }
}
