//! Single bits of archived originals, and of what the chains of runs and of acts cover, turned over: `verify` has to say so each time.

use crate::Verdict;
use crate::desk::Desk;
use crate::random::Random;
use crate::workload::{Share, Workload};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::process::Command;
use verbale_archive::Archive;
use verbale_model::{ClearanceEvent, ClearanceState, RegisterEntry};
use verbale_store::Store;
use verbale_store::decision::{Action, Decision};

/// Flips for each round asked for: 10,000 where other sweeps do 200.
const FLIPS: usize = 50;

/// `verify` says that something is not what it was.
const DAMAGED: i32 = 5;

/// Texts that the chains cover: table, column, and which rows. Half of the flips are in the first two: the links themselves.
const COVERED: &[(&str, &str, &str)] = &[
    ("run_link", "hash", "1 = 1"),
    ("act_link", "hash", "1 = 1"),
    ("run_record", "started_at", "1 = 1"),
    ("run_record", "finished_at", "finished_at IS NOT NULL"),
    ("run_record", "tool", "1 = 1"),
    ("run_record", "schemas", "1 = 1"),
    ("run_file", "name", "1 = 1"),
    ("run_file", "outcome", "1 = 1"),
    ("run_file", "reason", "reason IS NOT NULL"),
    ("file_record", "sha256", "1 = 1"),
    ("file_record", "format", "1 = 1"),
    ("file_record", "label", "outcome = 'loaded'"),
    ("file_record", "layout", "outcome = 'loaded'"),
    ("file_record", "received_on", "outcome = 'loaded'"),
    ("reply", "digest", "1 = 1"),
    ("decision", "action", "1 = 1"),
    ("decision", "sha256", "1 = 1"),
    ("decision", "reason", "1 = 1"),
    ("decision", "recorded_at", "1 = 1"),
    ("register_record", "received_on", "1 = 1"),
    ("register_record", "source", "1 = 1"),
    ("register_file", "name", "1 = 1"),
    ("clearance_event", "state", "1 = 1"),
    ("clearance_event", "author", "1 = 1"),
];

pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    let desk = Desk::new(load);
    // Twice, so that the chain has more than one link, with acts in between.
    desk.import(load, Share::Few).output().unwrap();
    write_down(&desk, 12);
    desk.import(load, Share::Whole).output().unwrap();
    write_down(&desk, 13);
    let mut faults = Vec::new();
    let whole = verified(&desk, load);
    if whole != Some(0) {
        faults.push(format!("whole, it is not verified to begin with: exit {whole:?}"));
    }
    let mut random = Random::new();
    let (originals, covered) = (rounds * FLIPS / 2, rounds * FLIPS - rounds * FLIPS / 2);
    let (in_originals, missed) = flip_originals(&desk, load, originals, &mut random);
    faults.extend(missed);
    let (in_chain, missed) = flip_chain(&desk, load, covered, &mut random);
    faults.extend(missed);
    Verdict { done: format!("{in_originals} bits of originals and {in_chain} of the chains flipped, each verified"), faults }
}

/// An entry of the register, a decision and an event of clearance on the first reply that there is.
fn write_down(desk: &Desk, hour: u32) {
    let database = Connection::open(desk.path()).unwrap();
    let sql =
        "SELECT area, instrument, edition, sha256 FROM replies WHERE instrument = 'tip-measures' ORDER BY area, revision LIMIT 1";
    let row: [String; 4] = database.query_row(sql, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])).unwrap();
    let [area, instrument, edition, sha256] = row;
    let at: DateTime<Utc> = format!("2019-05-06T{hour}:00:00Z").parse().unwrap();
    let day = at.date_naive();
    let mut store = Store::open(&desk.url()).unwrap();
    let lock = store.lock_import().unwrap();
    let path = format!("{instrument}/{edition}");
    let entry = RegisterEntry {
        edition: path.clone(),
        entry: hour.to_string(),
        addressee: area.clone(),
        received_on: Some(day),
        attachments: vec![sha256.clone()],
        ..RegisterEntry::default()
    };
    store.import_register(&lock, &[entry], Some("officer"), at).unwrap();
    let decision = Decision {
        decided_on: day,
        recorded_at: at,
        author: "Data officer".to_owned(),
        authority: "Note verbale of 2 May 2019".to_owned(),
        reason: "The State wrote so".to_owned(),
        action: if hour == 12 { Action::Exclude } else { Action::Revoke },
        class: None,
        sha256,
        instrument,
        edition,
        area: Some(area.clone()),
        series: None,
        year: None,
        cell: None,
        value: None,
        status: None,
        cells: Vec::new(),
        areas: Vec::new(),
    };
    store.decide(&decision).unwrap();
    let event = ClearanceEvent {
        edition: path,
        area,
        item: None,
        series: None,
        year: None,
        content: None,
        state: ClearanceState::UnderQuery,
        decided_on: day,
        recorded_at: at,
        author: "officer".to_owned(),
        authority: "letter of 3 May".to_owned(),
        reason: "two figures".to_owned(),
    };
    store.add_clearance(&lock, &[event]).unwrap();
}

/// The exit code of `verify` on the chains and the bytes of the originals.
fn verified(desk: &Desk, load: &Workload) -> Option<i32> {
    let mut verify = Command::new(&load.binary);
    verify.args(["verify", "--quick", "--format", "json", "--database", &desk.url()]);
    verify.env_remove("VERBALE_ARCHIVE").env_remove("VERBALE_LOG").output().unwrap().status.code()
}

fn flip_originals(desk: &Desk, load: &Workload, flips: usize, random: &mut Random) -> (usize, Vec<String>) {
    let archive = Archive::existing(&desk.archive()).unwrap();
    let (names, _) = archive.contents().unwrap();
    let (mut done, mut missed) = (0, Vec::new());
    while done < flips {
        let name = &names[random.below(names.len())];
        let path = desk.archive().join(&name[..2]).join(&name[2..]);
        let whole = std::fs::read(&path).unwrap();
        if whole.is_empty() {
            continue;
        }
        let (at, bit) = (random.below(whole.len()), random.below(8));
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, &bytes).unwrap();
        if verified(desk, load) != Some(DAMAGED) {
            missed.push(format!("flip {done}: byte {at}, bit {bit} of {name} was not noticed"));
        }
        std::fs::write(&path, whole).unwrap();
        done += 1;
    }
    (done, missed)
}

fn flip_chain(desk: &Desk, load: &Workload, flips: usize, random: &mut Random) -> (usize, Vec<String>) {
    let database = Connection::open(desk.path()).unwrap();
    database.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;").unwrap();
    let (mut done, mut missed) = (0, Vec::new());
    while done < flips {
        let links = if random.below(2) == 0 { 2 } else { COVERED.len() };
        let (table, column, rows) = COVERED[random.below(links)];
        let key = if table == "register_file" { "record" } else { "id" };
        let mut statement = database.prepare(&format!("SELECT {key}, {column} FROM {table} WHERE {rows} ORDER BY {key}")).unwrap();
        let values: Vec<(i64, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        let (id, value) = &values[random.below(values.len())];
        let mut bytes = value.clone().into_bytes();
        let (at, bit) = (random.below(bytes.len()), random.below(7));
        bytes[at] ^= 1 << bit;
        // A bit of a letter beyond ASCII may leave no text, which the database itself then says.
        let Ok(flipped) = String::from_utf8(bytes) else { continue };
        let set = format!("UPDATE {table} SET {column} = ?1 WHERE {key} = ?2");
        assert_eq!(database.execute(&set, rusqlite::params![flipped, id]).unwrap(), 1);
        if verified(desk, load) != Some(DAMAGED) {
            missed.push(format!("flip {done}: {table}.{column} of {id}, byte {at}, bit {bit} was not noticed"));
        }
        database.execute(&set, rusqlite::params![value, id]).unwrap();
        done += 1;
    }
    (done, missed)
}
