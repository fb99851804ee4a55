//! Loading again: twice the same is once, a correction is a revision, and a run adds up.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::{MEASURES, PUBLISHED};
use crate::support::{Db, file};
use verbale_model::catalogue::{AREA_UNKNOWN, EDITION_UNKNOWN, ITEM_UNKNOWN, UNKNOWN_PART};
use verbale_model::{Finding, Locus, PlaceId, Rejection};
use verbale_store::decision::Class;
use verbale_store::{Change, FileOutcome, FileState, Loaded, ReplyOutcome, Role, Store};

/// What became of a reply: the first is in force at once, a further one pending.
fn outcome(area: &str, change: Change) -> ReplyOutcome {
    let role = match change {
        Change::New { .. } => Some(Role::Main),
        Change::Revised { .. } => Some(Role::Pending),
        Change::Unchanged { .. } => None,
    };
    ReplyOutcome { area: (!area.is_empty()).then(|| area.to_owned()), change, role, proposed: None }
}

/// The same of a further reply that repeats all that was answered.
fn replacement(area: &str, revision: u32) -> ReplyOutcome {
    ReplyOutcome { proposed: Some(Class::Replacement), ..outcome(area, Change::Revised { revision }) }
}

fn loaded(outcome: FileOutcome, replies: Vec<ReplyOutcome>) -> Loaded {
    Loaded { outcome, replies, findings: Vec::new() }
}

#[test]
fn the_same_bytes_are_loaded_once() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    let meta = file("a.xlsx", "a");
    assert_eq!(db.store.file_state(&meta.sha256).unwrap(), FileState::Unknown);
    let first = db.load(&meta, &reading);
    assert_eq!(first, loaded(FileOutcome::Loaded, vec![outcome("AAA", Change::New { revision: 1 })]));
    assert_eq!(db.store.file_state(&meta.sha256).unwrap(), FileState::Loaded);
    let before = db.dump();
    db.store.unchanged(db.run, &meta).unwrap();
    // Also when the caller does not ask, and under another name.
    let again = db.load(&file("copy of a.xlsx", "a"), &reading);
    assert_eq!(again, loaded(FileOutcome::Unchanged, Vec::new()));
    assert_eq!(db.dump(), before);
    let totals = db.store.finish_run(db.run, 3, crate::support::at(10)).unwrap();
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
    assert_eq!(again, loaded(FileOutcome::Unchanged, vec![outcome("AAA", Change::Unchanged { revision: 1 })]));
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
    assert_eq!(loaded.replies, [outcome("AAA", Change::Unchanged { revision: 1 }), replacement("BBB", 2)]);
    assert_eq!(loaded.findings.len(), 1);
    let current = "SELECT area, revision, number, file FROM current_answer ORDER BY area";
    // Until somebody decides, the first is in force.
    assert_eq!(db.rows(current), ["AAA | 1 | 7 | one.xlsx", "BBB | 1 | 5 | one.xlsx"]);
    db.supersede("2", Some("BBB"));
    assert_eq!(db.rows(current), ["AAA | 1 | 7 | one.xlsx", "BBB | 2 | 6 | two.xlsx"]);
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
    db.supersede("2", None);
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
        db.rows("SELECT area, file, role FROM replies ORDER BY coalesce(area, ''), file"),
        ["- | 1.xlsx | main", "- | 2.xlsx | pending", "SAM | 1.xlsx | main"]
    );
    assert_eq!(
        db.rows("SELECT file, raw, rule, reason FROM unplaced ORDER BY file"),
        ["1.xlsx | x | C01 | area unknown", "2.xlsx | y | C01 | area unknown"]
    );
    // A dataset makes nobody a respondent.
    assert_eq!(db.rows("SELECT * FROM respondent"), Vec::<String>::new());
}

#[test]
fn a_run_adds_up() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    db.store.ignore(db.run, "~$a.xlsx", "a spreadsheet's own lock file").unwrap();
    let rejection = Rejection::from(Finding::new(EDITION_UNKNOWN, Locus::File).arg("no anchor"));
    db.store.reject(db.run, &file("b.xlsx", "b"), &rejection, &db.schemas).unwrap();
    let error = db.store.finish_run(db.run, 4, crate::support::at(10)).unwrap_err();
    assert!(error.to_string().contains("every_file_accounted"), "{error}");
    let totals = db.store.finish_run(db.run, 3, crate::support::at(10)).unwrap();
    assert_eq!((totals.found, totals.loaded, totals.rejected, totals.ignored), (3, 1, 1, 1));
    assert!(db.store.finish_run(db.run, 3, crate::support::at(11)).unwrap_err().is_fault());
    assert_eq!(
        db.rows("SELECT run, started_at, finished_at, tool, schemas, operator, host, found, loaded, unchanged, rejected, ignored, registered FROM runs"),
        ["1 | 2019-04-16T09:00:00Z | 2019-04-16T10:00:00Z | verbale 0.1.0 | digest | officer | - | 3 | 1 | 0 | 1 | 1 | 0"]
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
fn a_store_can_move_to_the_thread_that_writes() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&Db::new().store);
}

#[test]
fn digests_taken_elsewhere_are_the_same_and_must_be_of_the_same_file() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    let digests = verbale_store::Digests::of(&db.schemas, &reading);
    db.store.load_digested(db.run, &file("a", "a"), &db.schemas, &reading, &digests).unwrap();
    assert_eq!(db.load(&file("b", "b"), &reading).outcome, FileOutcome::Unchanged);
    let two = Builder::new(&db.schemas, MEASURES).area("AAA").choice("campaign", "no").area("BBB").choice("campaign", "no").done();
    assert!(db.store.load_digested(db.run, &file("c", "c"), &db.schemas, &two, &digests).unwrap_err().is_fault());
}

#[test]
fn a_file_whose_bytes_could_not_be_read_is_rejected_and_known_by_nothing() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    let meta = file("a", "a");
    db.load(&meta, &reading);
    let rejection = Rejection::from(Finding::new(EDITION_UNKNOWN, Locus::File).arg("no anchor"));
    db.store.reject(db.run, &file("b", "b"), &rejection, &db.schemas).unwrap();
    db.store.unread(db.run, "c", "no right to read it").unwrap();
    assert_eq!(db.rows("SELECT file, outcome FROM files ORDER BY file"), ["a | loaded", "b | rejected"]);
    // A rejected file is worth another try, so its bytes are not among those that need no reading.
    assert_eq!(db.store.loaded_digests().unwrap().into_iter().collect::<Vec<_>>(), [meta.sha256]);
    let totals = db.store.finish_run(db.run, 3, crate::support::at(10)).unwrap();
    assert_eq!((totals.loaded, totals.rejected), (1, 2));
}

#[test]
fn a_database_closed_and_opened_goes_on() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("1", "1"), &reading);
    let before = db.dump();
    db.store.close().unwrap();
    let mut store = Store::open_read_only(&db.url).unwrap();
    assert_eq!(crate::support::dump(&mut store), before);
    drop(store);
    let mut store = Store::open(&db.url).unwrap();
    let other = simple(&db.schemas, "BBB", 5);
    // Schemas are learnt anew by each process.
    assert!(store.load(db.run, &file("2", "2"), &db.schemas, &other).unwrap_err().is_fault());
    store.sync_schemas(&db.schemas).unwrap();
    store.load(db.run, &file("2", "2"), &db.schemas, &other).unwrap();
    assert_eq!(crate::support::rows_of(&db.url, "SELECT count(*) FROM series"), ["3"]);
}
