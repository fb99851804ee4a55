//! Loading: what goes in comes out, twice the same is once, and a correction is a revision.

mod support;

use support::reading::{Builder, simple};
use support::schemas::{MEASURES, PUBLISHED};
use support::{Db, file};
use verbale_model::catalogue::{AREA_UNKNOWN, EDITION_UNKNOWN, ITEM_UNKNOWN, UNKNOWN_PART};
use verbale_model::{Finding, Locus, Number, PlaceId, Rejection, Status, Value};
use verbale_store::{Change, FileOutcome, FileState, Loaded, ReplyOutcome, Store};

fn outcome(area: &str, change: Change) -> ReplyOutcome {
    ReplyOutcome { area: (!area.is_empty()).then(|| area.to_owned()), change }
}

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
    assert_eq!(db.rows("SELECT DISTINCT typeof(raw) FROM current_answer"), ["text"]);
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
fn the_same_bytes_are_loaded_once() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    let meta = file("a.xlsx", "a");
    assert_eq!(db.store.file_state(&meta.sha256).unwrap(), FileState::Unknown);
    let first = db.load(&meta, &reading);
    assert_eq!(first, Loaded { outcome: FileOutcome::Loaded, replies: vec![outcome("AAA", Change::New { revision: 1 })] });
    assert_eq!(db.store.file_state(&meta.sha256).unwrap(), FileState::Loaded);
    let before = db.dump();
    db.store.unchanged(db.run, &meta).unwrap();
    // Also when the caller does not ask, and under another name.
    let again = db.load(&file("copy of a.xlsx", "a"), &reading);
    assert_eq!(again, Loaded { outcome: FileOutcome::Unchanged, replies: Vec::new() });
    assert_eq!(db.dump(), before);
    let totals = db.store.finish_run(db.run, 3, support::at(10)).unwrap();
    assert_eq!((totals.loaded, totals.unchanged), (1, 2));
}

#[test]
fn the_same_content_in_other_bytes_makes_no_revision() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    let answers = db.rows("SELECT * FROM current_answer");
    let tables = "SELECT (SELECT count(*) FROM reply), (SELECT count(*) FROM answer), (SELECT count(*) FROM raw_text)";
    let counts = db.rows(tables);
    let again = db.load(&file("a.xlsx", "saved again"), &reading);
    assert_eq!(again, Loaded { outcome: FileOutcome::Unchanged, replies: vec![outcome("AAA", Change::Unchanged { revision: 1 })] });
    assert_eq!(db.rows("SELECT * FROM current_answer"), answers);
    assert_eq!(db.rows(tables), counts);
    // The file itself is recorded, with its accounting and a name of its own.
    assert_eq!(
        db.rows("SELECT file, outcome, cells FROM files ORDER BY file"),
        ["a.xlsx | loaded | 3", "a.xlsx (2) | unchanged | 3"]
    );
}

#[test]
fn one_changed_figure_is_a_revision_of_that_area_only() {
    let mut db = Db::new();
    let two = |db: &Db, count: i64| {
        let raw = count.to_string();
        let builder = Builder::new(&db.schemas, MEASURES).area("AAA").count(&[("sex", "F")], 7, "7");
        builder.area("BBB").count(&[("sex", "F")], count, &raw).done()
    };
    let reading = two(&db, 5);
    db.load(&file("one.xlsx", "1"), &reading);
    let reading = two(&db, 6);
    let loaded = db.load(&file("two.xlsx", "2"), &reading);
    assert_eq!(loaded.outcome, FileOutcome::Loaded);
    let revised = Change::Revised { revision: 2 };
    assert_eq!(loaded.replies, [outcome("AAA", Change::Unchanged { revision: 1 }), outcome("BBB", revised)]);
    assert_eq!(
        db.rows("SELECT area, revision, number, file FROM current_answer ORDER BY area"),
        ["AAA | 1 | 7 | one.xlsx", "BBB | 2 | 6 | two.xlsx"]
    );
    // The old revision is kept.
    assert_eq!(db.rows("SELECT revision, answers FROM reply ORDER BY id"), ["1 | 1", "1 | 1", "2 | 1"]);
    assert_eq!(db.rows("SELECT number FROM answer ORDER BY id"), ["7", "5", "6"]);
}

#[test]
fn content_of_an_older_revision_does_not_undo_the_newer() {
    let mut db = Db::new();
    let (old, new) = (simple(&db.schemas, "AAA", 5), simple(&db.schemas, "AAA", 6));
    db.load(&file("1.xlsx", "1"), &old);
    db.load(&file("2.xlsx", "2"), &new);
    let again = db.load(&file("3.xlsx", "3"), &old);
    assert_eq!(again.replies, [outcome("AAA", Change::Unchanged { revision: 1 })]);
    assert_eq!(again.outcome, FileOutcome::Unchanged);
    assert_eq!(db.rows("SELECT revision, number FROM current_answer WHERE item = 'victims'"), ["2 | 6"]);
}

#[test]
fn what_belongs_to_no_area_is_a_reply_of_its_own() {
    let mut db = Db::new();
    let reading = |db: &Db, raw: &str| {
        let builder = Builder::new(&db.schemas, PUBLISHED).area("").unplaced(raw, AREA_UNKNOWN);
        builder.area("SAM").count(&[("sex", "_T")], 3, "3").done()
    };
    let first = reading(&db, "x");
    db.load(&file("1.xlsx", "1"), &first);
    let second = reading(&db, "y");
    let loaded = db.load(&file("2.xlsx", "2"), &second);
    assert_eq!(loaded.replies, [outcome("", Change::Revised { revision: 2 }), outcome("SAM", Change::Unchanged { revision: 1 })]);
    assert_eq!(
        db.rows("SELECT file, raw, rule, reason FROM unplaced ORDER BY file"),
        ["1.xlsx | x | C01 | area unknown", "2.xlsx | y | C01 | area unknown"]
    );
    // A dataset makes nobody a respondent.
    assert_eq!(db.rows("SELECT * FROM respondent"), Vec::<String>::new());
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
}

#[test]
fn a_run_adds_up() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    db.store.ignore(db.run, "~$a.xlsx", "a spreadsheet's own lock file").unwrap();
    let rejection = Rejection::from(Finding::new(EDITION_UNKNOWN, Locus::File).arg("no anchor"));
    db.store.reject(db.run, &file("b.xlsx", "b"), &rejection, &db.schemas).unwrap();
    let error = db.store.finish_run(db.run, 4, support::at(10)).unwrap_err();
    assert!(error.to_string().contains("every_file_accounted"), "{error}");
    let totals = db.store.finish_run(db.run, 3, support::at(10)).unwrap();
    assert_eq!((totals.found, totals.loaded, totals.rejected, totals.ignored), (3, 1, 1, 1));
    assert!(db.store.finish_run(db.run, 3, support::at(11)).unwrap_err().is_fault());
    assert_eq!(
        db.rows("SELECT * FROM runs"),
        ["1 | 2019-04-16T09:00:00Z | 2019-04-16T10:00:00Z | verbale 0.1.0 | digest | officer | - | 3 | 1 | 0 | 1 | 1"]
    );
}

#[test]
fn a_rejected_file_is_tried_again_and_its_findings_replaced() {
    let mut db = Db::new();
    let meta = file("a.xlsx", "a");
    let sheet = Locus::Cell { sheet: PlaceId(0), row: 1, col: 1 };
    for _ in 0..2 {
        let mut rejection = Rejection::from(Finding::new(EDITION_UNKNOWN, Locus::File).arg("no anchor"));
        rejection.places.push("Cover".to_owned());
        rejection.findings.push(Finding::new(UNKNOWN_PART, sheet).arg("sheet").arg("Cover"));
        db.store.reject(db.run, &meta, &rejection, &db.schemas).unwrap();
        assert_eq!(db.store.file_state(&meta.sha256).unwrap(), FileState::Rejected);
    }
    assert_eq!(
        db.rows("SELECT file, sheet, cell, rule, severity FROM findings ORDER BY rule DESC"),
        ["a.xlsx | - | - | S04 | error", "a.xlsx | Cover | B2 | S03 | warning"]
    );
    assert_eq!(db.rows("SELECT rule, count FROM finding_count"), ["S03 | 1", "S04 | 1"]);
    assert_eq!(db.rows("SELECT outcome, reason, edition FROM files"), ["rejected | edition unknown | -"]);
    assert_eq!(db.rows("SELECT outcome, reason FROM run_file"), ["rejected | edition unknown"; 2]);

    let finding = Finding::new(ITEM_UNKNOWN, sheet).arg("x").arg("y");
    let reading = Builder::new(&db.schemas, MEASURES).area("AAA").choice("campaign", "yes").finding(finding).done();
    db.load(&meta, &reading);
    assert_eq!(db.rows("SELECT sheet, cell, rule FROM findings"), ["Measures | B2 | C12"]);
    assert_eq!(db.rows("SELECT rule, count FROM finding_count"), ["C12 | 1"]);
    assert_eq!(db.rows("SELECT outcome, reason, edition FROM files"), ["loaded | - | 2019"]);
    // Loaded is loaded: it cannot become rejected again.
    let rejection = Rejection::from(Finding::new(EDITION_UNKNOWN, Locus::File).arg("no anchor"));
    db.store.reject(db.run, &meta, &rejection, &db.schemas).unwrap();
    assert_eq!(db.store.file_state(&meta.sha256).unwrap(), FileState::Loaded);
    assert_eq!(db.rows("SELECT outcome FROM run_file ORDER BY id DESC LIMIT 1"), ["unchanged"]);
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
fn more_rows_than_one_statement_holds() {
    let mut db = Db::new();
    let areas: Vec<_> = ["AAA", "BBB"].iter().map(|code| db.schemas.codes.get(code).unwrap()).collect();
    for rows in [1, 15, 16, 17, 127, 1_023, 1_024, 1_025, 2_500] {
        let reading = support::reading::dataset(&db.schemas, &areas, rows);
        db.load(&file("data.csv", &rows.to_string()), &reading);
        assert_eq!(db.rows("SELECT count(*) FROM current_answer"), [(2 * rows).to_string()]);
        let raws: Vec<String> = reading
            .replies
            .iter()
            .flat_map(|reply| &reply.answers)
            .map(|answer| reading.texts.get(answer.raw).to_owned())
            .collect();
        assert_eq!(db.rows("SELECT raw FROM current_answer ORDER BY answer"), raws);
    }
    assert_eq!(db.rows("PRAGMA integrity_check"), ["ok"]);
    assert_eq!(db.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
}

#[test]
fn equal_inputs_give_equal_rows_ids_included() {
    let tables = ["code", "series", "series_dimension", "raw_text", "reply", "answer", "file_record", "place"];
    let fill = || {
        let mut db = Db::new();
        for (name, count) in [("1", 5), ("2", 6), ("3", 5)] {
            let reading = simple(&db.schemas, "AAA", count);
            db.load(&file(name, name), &reading);
        }
        (tables.map(|table| db.rows(&format!("SELECT * FROM {table}"))), db.dump())
    };
    assert_eq!(fill(), fill());
}

#[test]
fn a_database_closed_and_opened_goes_on() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("1", "1"), &reading);
    let before = db.dump();
    db.store.close().unwrap();
    let mut store = Store::open_read_only(&support::url(&support::path_in(db.folder.path()))).unwrap();
    assert_eq!(support::dump(&mut store), before);
    drop(store);
    let mut store = Store::open(&support::url(&support::path_in(db.folder.path()))).unwrap();
    let other = simple(&db.schemas, "BBB", 5);
    // Schemas are learnt anew by each process.
    assert!(store.load(db.run, &file("2", "2"), &db.schemas, &other).unwrap_err().is_fault());
    store.sync_schemas(&db.schemas).unwrap();
    store.load(db.run, &file("2", "2"), &db.schemas, &other).unwrap();
    assert_eq!(support::rows(&support::path_in(db.folder.path()), "SELECT count(*) FROM series"), ["3"]);
}
