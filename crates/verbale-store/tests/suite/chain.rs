//! The chains of runs and of acts: whole after any history, and every change of it is noticed.

#![expect(clippy::unwrap_used, reason = "tests may")]

use super::register::entry;
use crate::support::reading::{dataset, simple};
use crate::support::{self, Db, at, clearance, decision, file, run_meta, tamper};
use proptest::prelude::*;
use verbale_model::catalogue::FILE_DAMAGED;
use verbale_model::{ClearanceState, Finding, Locus, RegisterEntry, Rejection};
use verbale_store::decision::{Action, Decision};
use verbale_store::{Act, ChainFault, Store};

/// A database with a killed run among five, with files loaded, rejected, loaded on a second try, known, ignored, not opened; between
/// the runs a register and a change of it, a decision, and an event of clearance.
pub(super) fn history() -> Db {
    history_in(Db::new())
}

fn history_in(mut db: Db) -> Db {
    let code = |db: &Db, code: &str| db.schemas.codes.get(code).unwrap();
    let reading = |db: &Db, area: &str, rows| dataset(&db.schemas, &[code(db, area)], rows);
    let rejection: Rejection = Finding::new(FILE_DAMAGED, Locus::File).arg("it ends too early").into();
    let (first, second, measures) = (reading(&db, "AAA", 5), reading(&db, "BBB", 4), simple(&db.schemas, "AAA", 5));
    db.load(&file("a.csv", "a"), &first);
    db.load(&file("m.xlsx", "m"), &measures);
    db.store.reject(db.run, &file("b.csv", "b"), &rejection, &db.schemas).unwrap();
    db.store.ignore(db.run, "~$a.csv", "a lock file").unwrap();
    db.store.finish_run(db.run, 4, at(10)).unwrap();
    let entries = [entry("1", "AAA", "2019-04-15", &["m.xlsx"]), entry("2", "BBB", "", &[])];
    db.store.import_register(&db.lock, &entries, Some("officer"), at(10)).unwrap();
    // Killed: begun, a file loaded, never ended.
    db.run = db.store.begin_run(&db.lock, &run_meta()).unwrap();
    db.load(&file("b.csv", "b"), &second);
    db.run = db.store.begin_run(&db.lock, &run_meta()).unwrap();
    db.store.decide(&Decision { area: Some("AAA".to_owned()), ..decision("m", Action::Exclude, None) }).unwrap();
    db.store.unchanged(db.run, &file("a.csv", "a")).unwrap();
    db.store.unread(db.run, "c.csv", "it cannot be opened").unwrap();
    db.store.finish_run(db.run, 2, at(11)).unwrap();
    let changed = [RegisterEntry { channel: Some("email".to_owned()), ..entries[0].clone() }, entries[1].clone()];
    db.store.import_register(&db.lock, &changed, Some("officer"), at(11)).unwrap();
    db.run = db.store.begin_run(&db.lock, &run_meta()).unwrap();
    let event = clearance("AAA", ClearanceState::UnderQuery);
    db.store.add_clearance(&db.lock, &[event]).unwrap();
    let third = reading(&db, "AAA", 3);
    db.load(&file("a.csv", "a, corrected"), &third);
    db.load(&file("copy.csv", "a, once more in other bytes"), &first);
    db.store.finish_run(db.run, 2, at(12)).unwrap();
    db
}

fn faults(db: &Db) -> Vec<ChainFault> {
    Store::open_read_only(&db.url).unwrap().chain().unwrap().faults
}

#[test]
fn the_chains_of_any_history_are_whole() {
    let mut db = history();
    let chain = db.store.chain().unwrap();
    assert_eq!((chain.hashes.len(), chain.acts.len(), &*chain.open, &*chain.faults), (4, 5, &[][..], &[][..]));
    let mut hashes: Vec<String> = db.rows("SELECT hash FROM runs ORDER BY link");
    assert_eq!(hashes, chain.hashes);
    hashes.extend(chain.acts);
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 9, "each link is another");
    // A run under way has no link, and is no fault.
    let run = db.store.begin_run(&db.lock, &run_meta()).unwrap();
    let chain = db.store.chain().unwrap();
    assert_eq!((chain.hashes.len(), chain.open.len(), chain.faults), (4, 1, Vec::new()));
    db.store.finish_run(run, 0, at(13)).unwrap();
    assert_eq!(db.store.chain().unwrap().hashes.len(), 5);
}

#[test]
fn the_same_history_gives_the_same_chains_in_a_file_and_on_a_server() {
    let chain = history().store.chain().unwrap();
    assert_eq!(chain, history().store.chain().unwrap());
    let in_file = history_in(Db::on(support::schemas::schemas(), false)).store.chain().unwrap();
    assert_eq!(chain, in_file);
}

#[test]
fn every_change_of_history_is_noticed_where_it_was_made() {
    let altered = |link, run| ChainFault::Altered { link, run };
    let act = |link, act| ChainFault::ActAltered { link, act };
    for (sql, expected) in [
        ("UPDATE run_record SET operator = 'nobody' WHERE id = 1", altered(1, 1)),
        ("UPDATE run_record SET host = 'elsewhere' WHERE id = 2", altered(2, 2)),
        ("UPDATE run_record SET found = 5, ignored = 2 WHERE id = 1", altered(1, 1)),
        ("UPDATE run_file SET outcome = 'rejected' WHERE run = 4 AND name = 'copy.csv'", altered(4, 4)),
        ("DELETE FROM run_file WHERE run = 3 AND name = 'c.csv'", altered(3, 3)),
        ("UPDATE file_record SET sha256 = replace(sha256, 'a', 'b') WHERE name = 'copy.csv'", altered(4, 4)),
        ("UPDATE file_record SET received_on = '2019-04-15' WHERE name = 'b.csv'", altered(2, 2)),
        ("UPDATE file_record SET source = 'non_governmental' WHERE name = 'm.xlsx'", altered(1, 1)),
        ("UPDATE reply SET digest = replace(digest, '0', '1') WHERE id = 1", altered(1, 1)),
        ("UPDATE reply SET revision = 7 WHERE revision = 2", altered(4, 4)),
        ("UPDATE reply SET claim = 'adds' WHERE id = 1", altered(1, 1)),
        ("DELETE FROM run_link WHERE id = 2", ChainFault::Missing { link: 3 }),
        ("DELETE FROM run_link WHERE id = 4", ChainFault::Unlinked { run: 4 }),
        ("UPDATE run_record SET found = 3, loaded = 2 WHERE id = 4", ChainFault::Totals { run: 4 }),
        ("UPDATE run_link SET acts = 1 WHERE id = 4", altered(4, 4)),
        ("UPDATE register_record SET received_on = '2019-04-14' WHERE id = 1", act(1, Act::Register(1))),
        ("UPDATE register_record SET note = 'another' WHERE id = 2", act(2, Act::Register(2))),
        ("DELETE FROM register_file WHERE record = 1", act(1, Act::Register(1))),
        ("UPDATE register_file SET name = 'n.xlsx' WHERE record = 3", act(4, Act::Register(3))),
        ("UPDATE register_area SET area = (SELECT max(code) FROM area_record) WHERE record = 1", act(1, Act::Register(1))),
        ("DELETE FROM register_record WHERE id = 3", act(4, Act::Register(3))),
        ("UPDATE decision SET reason = 'another' WHERE id = 1", act(3, Act::Decision(1))),
        ("UPDATE decision SET area = NULL WHERE id = 1", act(3, Act::Decision(1))),
        ("INSERT INTO decision_area (decision, ordinal, area) VALUES (1, 0, 'BBB')", act(3, Act::Decision(1))),
        ("DELETE FROM decision WHERE id = 1", act(3, Act::Decision(1))),
        ("UPDATE clearance_event SET state = 'cleared' WHERE id = 1", act(5, Act::Clearance(1))),
        ("UPDATE clearance_event SET recorded_at = '2019-04-16T11:00:01.000000Z' WHERE id = 1", act(5, Act::Clearance(1))),
        ("DELETE FROM clearance_event WHERE id = 1", act(5, Act::Clearance(1))),
        ("DELETE FROM act_link WHERE id = 2", ChainFault::ActsMissing { link: 3 }),
        ("DELETE FROM act_link WHERE id = 5", ChainFault::ActUnlinked { act: Act::Clearance(1) }),
        // Whoever removes the newest act with its link leaves a link of a run that knows of it.
        ("DELETE FROM act_link WHERE id = 5; DELETE FROM clearance_event WHERE id = 1", altered(4, 4)),
    ] {
        let mut db = history();
        db.store = closed(db.store, &db.url);
        tamper(&db.url, sql);
        let faults = faults(&db);
        assert!(faults.contains(&expected), "{sql}: {faults:?}");
    }
}

/// The store anew, without a connection that would see what it has seen before.
fn closed(store: Store, url: &str) -> Store {
    store.close().unwrap();
    Store::open_read_only(url).unwrap()
}

#[test]
fn a_link_removed_with_its_run_and_all_later_ones_numbered_anew_is_noticed() {
    let db = history();
    for sql in [
        "DELETE FROM run_file WHERE run = 3",
        "DELETE FROM run_record WHERE id = 3",
        "DELETE FROM run_link WHERE run = 3",
        "UPDATE run_link SET id = 3 WHERE id = 4",
        "DELETE FROM act_link WHERE id = 1",
        "DELETE FROM register_record WHERE id = 1",
        "UPDATE act_link SET id = id - 1",
    ] {
        tamper(&db.url, sql);
    }
    let faults = faults(&db);
    assert!(faults.contains(&ChainFault::Altered { link: 3, run: 4 }), "{faults:?}");
    assert!(faults.contains(&ChainFault::ActAltered { link: 1, act: Act::Register(2) }), "{faults:?}");
}

#[test]
fn a_run_whose_connection_is_there_is_under_way_and_one_whose_is_not_was_killed() {
    if !support::POSTGRES {
        return;
    }
    let mut db = Db::new();
    let mut other = Store::open(&db.url).unwrap();
    let run = other.begin_run(&db.lock, &run_meta()).unwrap();
    assert_eq!(db.store.chain().unwrap().open.len(), 2, "both are under way");
    other.finish_run(run, 0, at(10)).unwrap();
    let chain = db.store.chain().unwrap();
    assert_eq!((chain.hashes.len(), chain.open.len(), &*chain.faults), (1, 1, &[][..]), "an earlier one goes on");
    // Another begins, and leaves the one alone that is there.
    let _killed = other.begin_run(&db.lock, &run_meta()).unwrap();
    assert_eq!(db.store.chain().unwrap().hashes.len(), 1);
    drop(other);
    let wait = || std::thread::sleep(std::time::Duration::from_millis(50));
    for _ in 0..200 {
        let mut next = Store::open(&db.url).unwrap();
        let run = next.begin_run(&db.lock, &run_meta()).unwrap();
        next.finish_run(run, 0, at(11)).unwrap();
        if db.store.chain().unwrap().open.len() == 1 {
            break;
        }
        wait();
    }
    db.store.finish_run(db.run, 0, at(12)).unwrap();
    let chain = db.store.chain().unwrap();
    assert_eq!((&*chain.open, &*chain.faults), (&[][..], &[][..]));
}

/// What the chains cover: table, column, and which rows.
const COVERED: &[(&str, &str, &str)] = &[
    ("run_link", "hash", "1 = 1"),
    ("run_record", "started_at", "1 = 1"),
    ("run_record", "finished_at", "finished_at IS NOT NULL"),
    ("run_record", "tool", "1 = 1"),
    ("run_record", "schemas", "1 = 1"),
    ("run_record", "operator", "operator IS NOT NULL"),
    ("run_file", "name", "1 = 1"),
    ("run_file", "outcome", "1 = 1"),
    ("run_file", "reason", "reason IS NOT NULL"),
    ("file_record", "sha256", "1 = 1"),
    ("file_record", "format", "1 = 1"),
    ("file_record", "name", "1 = 1"),
    ("file_record", "label", "1 = 1"),
    ("file_record", "outcome", "1 = 1"),
    ("file_record", "layout", "1 = 1"),
    ("reply", "digest", "1 = 1"),
    ("act_link", "hash", "1 = 1"),
    ("register_record", "entry", "1 = 1"),
    ("register_record", "recorded_at", "1 = 1"),
    ("register_record", "received_on", "received_on IS NOT NULL"),
    ("register_record", "source", "1 = 1"),
    ("decision", "key", "1 = 1"),
    ("decision", "author", "1 = 1"),
    ("decision", "authority", "1 = 1"),
    ("decision", "action", "1 = 1"),
    ("decision", "sha256", "1 = 1"),
    ("clearance_event", "state", "1 = 1"),
    ("clearance_event", "reason", "1 = 1"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn any_flipped_bit_of_a_covered_text_is_noticed(covered in 0..COVERED.len(), row in 0_usize..8, at in 0_usize..64, bit in 0_u8..7) {
        thread_local! {
            static MADE: (Db, std::cell::RefCell<Store>) = {
                let db = history();
                let store = Store::open_read_only(&db.url).unwrap();
                (db, store.into())
            };
        }
        MADE.with(|(db, store)| {
            let faults = || store.borrow_mut().chain().unwrap().faults;
            let (table, column, rows) = COVERED[covered];
            let ids = db.rows(&format!("SELECT id FROM {table} WHERE {rows} ORDER BY id"));
            let id = &ids[row % ids.len()];
            let value = &db.rows(&format!("SELECT {column} FROM {table} WHERE id = {id}"))[0];
            let mut bytes = value.clone().into_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            let flipped = String::from_utf8(bytes).unwrap();
            // A server has no text with this character.
            prop_assume!(!flipped.contains('\0'));
            let set = |text: &str| tamper_unchecked(db, table, column, id, text);
            prop_assume!(set(&flipped));
            let noticed = !faults().is_empty();
            assert!(set(value));
            assert!(noticed, "{table}.{column} of {id}, byte {at}, bit {bit}");
            assert!(faults().is_empty(), "put back, it is whole");
            Ok(())
        })?;
    }
}

/// Sets a text, unless a server refuses what its constraints forbid.
fn tamper_unchecked(db: &Db, table: &str, column: &str, id: &str, text: &str) -> bool {
    let text = text.replace('\'', "''");
    support::try_tamper(&db.url, &format!("UPDATE {table} SET {column} = '{text}' WHERE id = {id}"))
}
