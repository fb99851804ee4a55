//! What only a file has: several files in one transaction, all of them or none, and rows numbered by the database.

mod support;

use support::reading::{Builder, simple};
use support::schemas::MEASURES;
use support::{Db, file};
use verbale_model::catalogue::{FILE_DAMAGED, UNKNOWN_PART};
use verbale_model::{Finding, Locus, Rejection, Status, Value};

fn counts(db: &Db) -> Vec<String> {
    db.rows("SELECT (SELECT count(*) FROM file_record), (SELECT count(*) FROM reply), (SELECT count(*) FROM answer)")
}

#[test]
fn what_is_gathered_is_there_after_the_commit_and_not_before() {
    let mut db = Db::new();
    db.store.gather().unwrap();
    for (area, count) in [("AAA", 3), ("BBB", 4)] {
        let reading = simple(&db.schemas, area, count);
        db.load(&file(area, area), &reading);
    }
    assert_eq!(counts(&db), ["0 | 0 | 0"]);
    db.store.commit().unwrap();
    assert_eq!(counts(&db)[0].split(" | ").take(2).collect::<Vec<_>>(), ["2", "2"]);
    assert_eq!(db.rows("SELECT count(*) FROM answer WHERE reply NOT IN (SELECT id FROM reply)"), ["0"]);
    assert_eq!(db.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
    // Nothing is gathered any more: what comes now is there at once.
    let reading = simple(&db.schemas, "AAA", 9);
    db.load(&file("c", "c"), &reading);
    assert_eq!(db.rows("SELECT max(revision) FROM reply"), ["2"]);
}

#[test]
fn gathered_or_one_by_one_the_database_says_the_same() {
    let dump = |gathered: bool| {
        let mut db = Db::new();
        if gathered {
            db.store.gather().unwrap();
        }
        for (area, count) in [("AAA", 3), ("BBB", 4), ("AAA", 5), ("AAA", 3)] {
            let reading = simple(&db.schemas, area, count);
            db.load(&file(area, &format!("{area}{count}")), &reading);
        }
        let finding = Finding::new(UNKNOWN_PART, Locus::File).arg("sheet").arg("Hoja2");
        let mut rejection = Rejection::from(Finding::new(FILE_DAMAGED, Locus::File).arg("of a fault"));
        rejection.findings.push(finding);
        for _ in 0..2 {
            db.store.reject(db.run, &file("bad", "bad"), &rejection, &db.schemas).unwrap();
        }
        let mut text = Vec::new();
        db.store.dump(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    assert_eq!(dump(true), dump(false));
}

#[test]
fn an_error_takes_all_of_them_back() {
    let mut db = Db::new();
    db.store.gather().unwrap();
    let good = simple(&db.schemas, "AAA", 3);
    db.load(&file("a", "a"), &good);
    let wrong = Builder::new(&db.schemas, MEASURES).area("BBB").none("victims", Status::Reported, "x").done();
    assert!(db.store.load(db.run, &file("b", "b"), &db.schemas, &wrong).is_err());
    assert_eq!(counts(&db), ["0 | 0 | 0"]);
    // And the store goes on.
    db.load(&file("a", "a"), &good);
    assert_eq!(db.rows("SELECT count(*) FROM reply"), ["1"]);
    assert_eq!(db.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
    assert!(matches!(good.replies[0].answers[0].value, Value::Code(_) | Value::Number(_)));
}

#[test]
fn a_store_that_is_dropped_before_the_commit_leaves_nothing() {
    let mut db = Db::new();
    let path = db.path();
    db.store.gather().unwrap();
    let reading = simple(&db.schemas, "AAA", 3);
    db.load(&file("a", "a"), &reading);
    drop(db.store);
    assert_eq!(support::rows(&path, "SELECT count(*) FROM reply"), ["0"]);
}

#[test]
fn rows_that_the_database_numbers_otherwise_are_refused() {
    let mut db = Db::new();
    support::query(&db.path(), async |connection| {
        // Somebody's trigger, which takes numbers that the loader has promised to other rows.
        let sql = "CREATE TRIGGER more BEFORE INSERT ON raw_text WHEN NEW.text <> 'more' \
                   BEGIN INSERT INTO raw_text (text) VALUES ('more'); END";
        sqlx::raw_sql(sql).execute(connection).await.expect("a trigger");
    });
    let reading = Builder::new(&db.schemas, MEASURES).area("AAA").text("campaign_comment", "good").done();
    let error = db.store.load(db.run, &file("a.xlsx", "a"), &db.schemas, &reading).unwrap_err();
    assert!(error.is_fault() && error.to_string().contains("numbered them otherwise"), "{error}");
    assert_eq!(db.rows("SELECT (SELECT count(*) FROM file_record), (SELECT count(*) FROM raw_text)"), ["0 | 0"]);
}

#[test]
fn the_coverage_of_a_pillar_reads_no_reply_to_its_end() {
    let mut db = Db::new();
    let reading = support::reading::simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    let plan = db.rows("EXPLAIN QUERY PLAN SELECT * FROM pillar_coverage");
    let of_answers: Vec<&String> = plan.iter().filter(|step| step.contains(" answer ")).collect();
    assert_eq!(of_answers.len(), 1, "{plan:?}");
    assert!(of_answers[0].contains("SEARCH answer USING INDEX answer_by_series (reply=? AND series=?)"), "{plan:?}");
}

#[test]
fn a_load_waits_for_whoever_else_writes() {
    let mut db = Db::new();
    let path = db.path();
    let (begun, wait) = std::sync::mpsc::channel();
    // A backup, a repair by hand: somebody who does not know of the lock for imports.
    let other = std::thread::spawn(move || {
        support::query(&path, async |connection| {
            let write = "BEGIN IMMEDIATE; UPDATE run_record SET host = 'other'";
            sqlx::raw_sql(write).execute(&mut *connection).await.unwrap();
            begun.send(()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(300));
            sqlx::raw_sql("COMMIT").execute(connection).await.unwrap();
        });
    });
    wait.recv().unwrap();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    other.join().unwrap();
    assert_eq!(db.rows("SELECT host, (SELECT count(*) FROM current_answer) FROM runs"), ["other | 3"]);
}
