//! Verification: rows beside readings, and what is in force beside what replies, register and decisions give.

#![expect(clippy::unwrap_used, reason = "tests may")]

use super::chain::history;
use crate::support::reading::{Builder, simple};
use crate::support::schemas::MEASURES;
use crate::support::{Db, decision, file, tamper};
use verbale_model::Reading;
use verbale_store::decision::{Action, Class, Decision};

fn rich(db: &Db) -> Reading {
    Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .choice("campaign", "yes")
        .count(&[("sex", "F"), ("age", "_T")], 5, "5")
        .count(&[("sex", "M"), ("age", "_T")], 7, " 7 ")
        .attribute("page", "3")
        .text("campaign_comment", "in \u{1} schools")
        .formula("A1+B1")
        .done()
}

/// What comparing the first file with a reading comes to: differences of facts, then of what was noticed.
fn compared(db: &mut Db, reading: &Reading) -> (u64, u64) {
    let mut verifier = db.store.verifier().unwrap();
    let files = verifier.files().unwrap();
    let found = verifier.compare(&db.schemas, &files[0], Ok(reading), &[]).unwrap();
    assert!(verifier.digests(&files[0]).unwrap().is_empty(), "the digests are those of the rows");
    (found.facts.count, found.noticed.count)
}

#[test]
fn rows_are_compared_with_a_reading_one_by_one() {
    let mut db = Db::new();
    let reading = rich(&db);
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(compared(&mut db, &reading), (0, 0));
    for (change, back) in [
        ("UPDATE answer SET disputed = 1 WHERE id = 1", "UPDATE answer SET disputed = 0 WHERE id = 1"),
        ("UPDATE answer SET \"row\" = \"row\" + 1 WHERE id = 2", "UPDATE answer SET \"row\" = \"row\" - 1 WHERE id = 2"),
        ("UPDATE reply SET claim = 'adds'", "UPDATE reply SET claim = NULL"),
        ("UPDATE place SET name = name || ' '", "UPDATE place SET name = substr(name, 1, length(name) - 1)"),
        ("UPDATE note_record SET text = text || '1'", "UPDATE note_record SET text = 'A1+B1'"),
        ("INSERT INTO reply_letter (reply, letter) VALUES (1, 'letter.pdf')", "DELETE FROM reply_letter"),
    ] {
        tamper(&db.url, change);
        assert!(compared(&mut db, &reading).0 > 0, "{change}");
        tamper(&db.url, back);
        assert_eq!(compared(&mut db, &reading), (0, 0), "{back}");
    }
}

/// A register, a decision that takes the place of a reply, one on an answer, one that is excluded.
fn settled() -> Db {
    let mut db = history();
    let (other, revised) = (simple(&db.schemas, "BBB", 6), simple(&db.schemas, "BBB", 8));
    db.run = db.store.begin_run(&db.lock, &crate::support::run_meta()).unwrap();
    db.load(&file("n.xlsx", "n"), &other);
    db.load(&file("o.xlsx", "o"), &revised);
    let supersede = decision("o", Action::Supersede, Some(Class::Replacement));
    db.store.decide(&Decision { area: Some("BBB".to_owned()), ..supersede }).unwrap();
    let series = db.rows(
        "SELECT series.name FROM series JOIN item ON item.id = series.item JOIN edition ON edition.id = item.edition \
         WHERE item.kind = 'count' AND edition.instrument = 'measures' ORDER BY series.id LIMIT 1",
    );
    let correct = decision("o", Action::Correct, None);
    let correct =
        Decision { area: Some("BBB".to_owned()), series: Some(series[0].clone()), value: Some("9".to_owned()), ..correct };
    db.store.decide(&correct).unwrap();
    db
}

#[test]
fn what_is_in_force_is_what_replies_register_and_decisions_give() {
    let mut db = settled();
    assert_eq!(db.rows("SELECT count(*) FROM settled"), ["1"]);
    let faults = |db: &mut Db| db.store.verifier().unwrap().in_force().unwrap();
    assert_eq!(faults(&mut db), Vec::<String>::new());
    for (sql, expected) in [
        ("UPDATE standing SET role = 'superseded', ordinal = 0 WHERE role = 'main' AND area <> 0", "`standing`"),
        ("UPDATE standing SET received_on = '2019-01-01' WHERE received_on = '2019-04-15'", "`standing`"),
        ("DELETE FROM standing WHERE role = 'excluded'", "stand"),
        ("UPDATE settled SET number = number + 1", "`settled`"),
        ("DELETE FROM settled", "`settled`"),
        ("UPDATE reply_receipt SET received_on = '2019-01-01' WHERE record IS NOT NULL", "`reply_receipt`"),
        ("DELETE FROM file_entry", "`file_entry`"),
        ("UPDATE decision SET value = '10' WHERE value = '9'", "is not what it is known by"),
        ("DELETE FROM decision WHERE value = '9'", "`settled`"),
        ("UPDATE register_record SET received_on = '2019-01-01' WHERE received_on IS NOT NULL", "`reply_receipt`"),
    ] {
        let mut db = settled();
        tamper(&db.url, sql);
        let faults = faults(&mut db);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{sql}: {faults:?}");
    }
}

#[test]
fn rows_that_refer_to_nothing_and_statuses_that_are_none_are_told() {
    let mut db = history();
    let faults = |db: &mut Db| db.store.verifier().unwrap().integrity().unwrap();
    assert_eq!(faults(&mut db), Vec::<String>::new());
    for (sql, expected) in [
        ("UPDATE answer SET code = 99999 WHERE id = 1", "1 rows of `answer` refer"),
        ("DELETE FROM answer WHERE id = 2", "other numbers of answers"),
        ("DELETE FROM status WHERE id = 12", "the statuses"),
    ] {
        tamper(&db.url, sql);
        let faults = faults(&mut db);
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{sql}: {faults:?}");
    }
}
