//! The register in the database: versions of entries, whose day of receipt a reply takes, who has replied and who has not.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::{MEASURES, PUBLISHED, schemas};
use crate::support::{Db, at, day, decision, file};
use verbale_model::{Reading, RegisterEntry, SourceType};
use verbale_store::decision::{Action, Class, Decision};
use verbale_store::{FileMeta, Moment, RegisterChange, Role, Store};

pub(super) fn entry(number: &str, addressee: &str, received_on: &str, attachments: &[&str]) -> RegisterEntry {
    RegisterEntry {
        edition: "measures/2019".to_owned(),
        entry: number.to_owned(),
        addressee: addressee.to_owned(),
        received_on: (!received_on.is_empty()).then(|| day(received_on)),
        attachments: attachments.iter().map(|name| (*name).to_owned()).collect(),
        ..RegisterEntry::default()
    }
}

/// One step of an import.
#[derive(Clone)]
enum Step {
    Register(Vec<RegisterEntry>),
    Load(FileMeta, Box<Reading>),
    Letter(FileMeta),
    Decide(Box<Decision>),
}

fn take(db: &mut Db, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Register(entries) => {
                drop(db.store.import_register(&db.lock, entries, Some("officer"), at(9)).expect("it is stored"));
            }
            Step::Load(file, reading) => drop(db.load(file, reading)),
            Step::Letter(file) => db.store.letter(db.run, file).expect("it is stored"),
            Step::Decide(decision) => drop(db.store.import_decisions(std::slice::from_ref(decision)).expect("it is stored")),
        }
    }
}

/// All orders of some steps.
fn orders(steps: &[Step]) -> Vec<Vec<Step>> {
    if steps.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for index in 0..steps.len() {
        let mut rest = steps.to_vec();
        let first = rest.remove(index);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first.clone());
            order
        }));
    }
    all
}

const RESPONDENTS: &str = "SELECT area, revision, received_on, late, first_received_on, in_time, coded FROM respondent ORDER BY 1";

#[test]
fn the_day_in_the_register_decides_whatever_comes_first() {
    let schemas = schemas();
    let load = |area: &str, said: &str| {
        let mut meta = file(&format!("in/{area}/reply.xlsx"), area);
        meta.received_on = (!said.is_empty()).then(|| day(said));
        Step::Load(meta, Box::new(simple(&schemas, area, 5)))
    };
    let steps = [
        Step::Register(vec![entry("1", "AAA", "2019-04-15", &["AAA/reply.xlsx"])]),
        Step::Register(vec![entry("2", "BBB", "2019-04-16", &["BBB/reply.xlsx"])]),
        load("AAA", "2019-04-20"),
        load("BBB", ""),
    ];
    let mut dumps = Vec::new();
    // A third of all orders: a database on a server takes its time.
    for order in orders(&steps).into_iter().step_by(3) {
        let mut db = Db::new();
        take(&mut db, &order);
        let expected = ["AAA | 1 | 2019-04-15 | 0 | 2019-04-15 | 1 | 1", "BBB | 1 | 2019-04-16 | 1 | 2019-04-16 | 0 | 1"];
        assert_eq!(db.rows(RESPONDENTS), expected);
        let rounds = db.store.rounds().unwrap();
        let said: Vec<_> = rounds.contradictions.iter().map(|found| (found.area.as_str(), found.entry.as_str())).collect();
        assert_eq!(said, [("AAA", "1")], "the register wins, and that it does is said");
        assert_eq!(rounds.outstanding.iter().map(|found| found.area.as_str()).collect::<Vec<_>>(), ["CCC"]);
        dumps.push(db.dump());
    }
    assert_eq!(dumps.len(), 8);
    assert!(dumps.iter().all(|dump| *dump == dumps[0]));
}

#[test]
fn a_letter_is_a_reply_that_is_coded_later() {
    let mut db = Db::new();
    db.schemas.editions[0].collection.letter = Some("letter".to_owned());
    let letter = file("in/letter.pdf", "letter");
    let register = vec![entry("17", "AAA", "2019-04-10", &["letter.pdf"])];
    take(&mut db, &[Step::Register(register), Step::Letter(letter.clone())]);
    assert_eq!(db.rows(RESPONDENTS), ["AAA | - | 2019-04-10 | 0 | 2019-04-10 | 1 | 0"]);
    assert_eq!(db.rows("SELECT name, outcome FROM file_record"), ["in/letter.pdf | registered"]);
    assert_eq!(db.rows("SELECT attachment, file FROM register_attachment"), ["letter.pdf | in/letter.pdf"]);
    let rounds = db.store.rounds().unwrap();
    assert_eq!((rounds.uncoded.len(), rounds.missing.len(), rounds.unacknowledged.len()), (1, 0, 1));
    // It is looked at again each time, as a rejected file is: the register may change.
    assert_eq!(db.store.file_state(&letter.sha256).unwrap(), verbale_store::FileState::Rejected);
    db.store.letter(db.run, &letter).unwrap();
    // An officer codes it a year later: the reply came when the letter came.
    let sheet = Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .choice("campaign", "yes")
        .attribute("letter", " letter.pdf")
        .attribute("page", "3")
        .choice("shelters", "no")
        .attribute("letter", "letter.pdf")
        .done();
    let mut meta = file("coding.csv", "coding");
    meta.received_on = Some(day("2020-04-10"));
    db.load(&meta, &sheet);
    assert_eq!(db.rows("SELECT letter FROM reply_letter"), ["letter.pdf"]);
    assert_eq!(db.rows(RESPONDENTS), ["AAA | 1 | 2019-04-10 | 0 | 2019-04-10 | 1 | 1"]);
    let rounds = db.store.rounds().unwrap();
    assert_eq!((rounds.uncoded.len(), rounds.unregistered.len()), (0, 0));
    assert_eq!(db.store.finish_run(db.run, 3, at(10)).unwrap().registered, 2);
}

#[test]
fn the_register_keeps_every_version_and_nothing_is_removed() {
    let mut db = Db::new();
    let first = vec![entry("1", "AAA", "2019-04-16", &["a.xlsx"]), entry("2", "BBB", "", &[])];
    let import =
        |db: &mut Db, entries: &[RegisterEntry]| db.store.import_register(&db.lock, entries, Some("officer"), at(9)).unwrap();
    assert_eq!(import(&mut db, &first), RegisterChange { new: 2, ..RegisterChange::default() });
    assert_eq!(import(&mut db, &first), RegisterChange { unchanged: 2, ..RegisterChange::default() });
    assert_eq!(db.rows("SELECT count(*) FROM register_record"), ["2"], "nothing is written twice");
    let mut corrected = first.clone();
    corrected[0].received_on = Some(day("2019-04-15"));
    corrected[0].acknowledged_on = Some(day("2019-04-17"));
    corrected[0].on_behalf_of = vec!["CCC".to_owned()];
    let change = import(&mut db, &corrected[..1]);
    assert_eq!(change, RegisterChange { changed: 1, absent: vec!["measures/2019 2".to_owned()], ..RegisterChange::default() });
    assert_eq!(
        db.rows("SELECT entry, version, recorded_by, received_on FROM register_record ORDER BY id"),
        ["1 | 1 | officer | 2019-04-16", "2 | 1 | officer | -", "1 | 2 | officer | 2019-04-15"]
    );
    assert_eq!(db.store.register().unwrap(), corrected);
    assert_eq!(db.rows("SELECT entry, version, late FROM register ORDER BY 1"), ["1 | 2 | 0", "2 | 1 | -"]);
    // A joint reply speaks for those on whose behalf it was sent.
    assert_eq!(db.rows("SELECT area, in_time FROM respondent ORDER BY 1"), ["AAA | 1", "CCC | 1"]);
    let mut struck = corrected;
    struck[0].struck = Some("entered twice".to_owned());
    import(&mut db, &struck);
    assert_eq!(db.rows("SELECT area FROM respondent"), Vec::<String>::new());
    assert_eq!(db.store.register().unwrap(), struck, "what was struck out stays in the register");
    assert_eq!(db.rows("SELECT entry FROM register"), ["2"]);
}

#[test]
fn a_correction_after_the_cut_off_leaves_the_state_among_those_that_replied_in_time() {
    let mut db = Db::new();
    let register = vec![entry("1", "AAA", "2019-04-01", &["first.xlsx"]), entry("2", "AAA", "2019-05-01", &["second.xlsx"])];
    let (first, second) = (simple(&db.schemas, "AAA", 5), simple(&db.schemas, "AAA", 6));
    let steps = [
        Step::Register(register),
        Step::Load(file("first.xlsx", "1"), Box::new(first)),
        Step::Load(file("second.xlsx", "2"), Box::new(second)),
    ];
    take(&mut db, &steps);
    assert_eq!(db.rows(RESPONDENTS), ["AAA | 1 | 2019-04-01 | 0 | 2019-04-01 | 1 | 1"], "the second file is pending");
    db.store.decide(&decision("2", Action::Supersede, Some(Class::Replacement))).unwrap();
    assert_eq!(db.rows(RESPONDENTS), ["AAA | 2 | 2019-05-01 | 1 | 2019-04-01 | 1 | 1"]);
}

#[test]
fn whether_a_reply_without_a_day_was_late_is_unknown() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(db.rows(RESPONDENTS), ["AAA | 1 | - | - | - | - | 1"]);
    // A late letter besides does not make it late: the file may have come in time.
    take(&mut db, &[Step::Register(vec![entry("1", "AAA", "2019-05-01", &["other.pdf"])])]);
    assert_eq!(db.rows(RESPONDENTS), ["AAA | 1 | - | - | 2019-05-01 | - | 1"]);
    let rounds = db.store.rounds().unwrap();
    assert_eq!((rounds.unregistered.len(), rounds.missing.len()), (1, 1));
    assert!(!rounds.unregistered[0].ambiguous);
}

#[test]
fn a_name_that_several_files_go_by_says_no_day() {
    let mut db = Db::new();
    let (first, second) = (simple(&db.schemas, "AAA", 5), simple(&db.schemas, "AAA", 6));
    let steps = [
        Step::Load(file("a/reply.xlsx", "1"), Box::new(first)),
        Step::Load(file("b/reply.xlsx", "2"), Box::new(second)),
        Step::Register(vec![entry("1", "AAA", "2019-04-01", &["reply.xlsx"])]),
    ];
    for order in orders(&steps) {
        let mut db = Db::new();
        take(&mut db, &order);
        // That the State replied, and when first, is certain all the same.
        let rows = db.rows(RESPONDENTS);
        assert!(rows == ["AAA | 1 | - | - | 2019-04-01 | 1 | 1"], "{rows:?}");
        assert!(db.store.rounds().unwrap().unregistered.iter().all(|found| found.ambiguous));
    }
    take(&mut db, &steps);
    let exact = verbale_model::digest::hex(&file("", "1").sha256);
    take(&mut db, &[Step::Register(vec![entry("1", "AAA", "2019-04-01", &[&exact])])]);
    assert_eq!(db.rows("SELECT revision, receipt.received_on, ambiguous FROM reply_receipt AS receipt JOIN reply ON reply.id = receipt.reply ORDER BY 1"), ["1 | 2019-04-01 | 0", "2 | - | 0"]);
}

#[test]
fn files_of_one_name_from_two_states_are_told_apart() {
    let mut db = Db::new();
    let (first, second) = (simple(&db.schemas, "AAA", 5), simple(&db.schemas, "BBB", 6));
    let steps = [
        Step::Load(file("a/reply.xlsx", "1"), Box::new(first)),
        Step::Load(file("b/reply.xlsx", "2"), Box::new(second)),
        Step::Register(vec![entry("1", "AAA", "2019-04-01", &["reply.xlsx"]), entry("2", "BBB", "2019-04-02", &["reply.xlsx"])]),
    ];
    take(&mut db, &steps);
    assert_eq!(db.rows("SELECT area, received_on FROM respondent ORDER BY 1"), ["AAA | 2019-04-01", "BBB | 2019-04-02"]);
    assert_eq!(db.rows("SELECT entry, file FROM register_attachment ORDER BY 1"), ["1 | a/reply.xlsx", "2 | b/reply.xlsx"]);
}

#[test]
fn only_a_state_makes_itself_a_respondent_and_nobody_takes_its_place() {
    let mut db = Db::new();
    let state = simple(&db.schemas, "AAA", 5);
    let shadow = simple(&db.schemas, "AAA", 500);
    let about = simple(&db.schemas, "BBB", 7);
    db.load(&file("state.xlsx", "1"), &state);
    let mut meta = file("shadow.xlsx", "2");
    meta.source = Some(SourceType::NonGovernmental);
    db.load(&meta, &shadow);
    let mut meta = file("report.xlsx", "3");
    meta.source = Some(SourceType::Intergovernmental);
    db.load(&meta, &about);
    assert_eq!(db.rows("SELECT area, revision FROM respondent"), ["AAA | 1"]);
    assert_eq!(
        db.rows("SELECT area, source, number FROM observation ORDER BY 1, 2"),
        ["AAA | non_governmental | 500", "AAA | state_reply | 5", "BBB | intergovernmental | 7"]
    );
    assert_eq!(db.rows("SELECT yes, replies FROM measure_tally WHERE item = 'campaign'"), ["1 | 1"]);
    assert_eq!(
        db.rows("SELECT file, source FROM files ORDER BY 1"),
        ["report.xlsx | intergovernmental", "shadow.xlsx | non_governmental", "state.xlsx | -"]
    );
    // The register wins: it was the State's own after all.
    let mut register = vec![entry("9", "BBB", "2019-04-01", &["report.xlsx"])];
    take(&mut db, &[Step::Register(register.clone())]);
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["AAA", "BBB"]);
    assert_eq!(db.rows("SELECT source FROM files WHERE file = 'report.xlsx'"), ["state_reply"]);
    assert_eq!(db.store.rounds().unwrap().contradictions.len(), 1);
    register[0].source = SourceType::OfficialPublication;
    take(&mut db, &[Step::Register(register)]);
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["AAA"]);
    // A publication of a State is no reply that nobody has coded either.
    assert_eq!(db.store.rounds().unwrap().uncoded, []);
}

#[test]
fn a_dataset_has_no_source_until_somebody_says_one() {
    let mut db = Db::new();
    let reading = Builder::new(&db.schemas, PUBLISHED).area("AAA").count(&[("sex", "F")], 5, "5").done();
    db.load(&file("published.xlsx", "p"), &reading);
    assert_eq!(db.rows("SELECT area, source FROM observation"), ["AAA | -"]);
    assert_eq!(db.rows("SELECT count(*) FROM addressee WHERE instrument = 'published'"), ["0"]);
}

#[test]
fn addressees_are_those_of_the_collection_and_days_those_of_their_notes() {
    let mut other = schemas();
    let bbb = other.codes.get("BBB").unwrap();
    let collection = &mut other.editions[0].collection;
    collection.except = vec![bbb];
    collection.note = Some("CU 2018/1".to_owned());
    collection.sent_on = Some(day("2018-11-01"));
    collection.deadline = Some(day("2019-01-31"));
    let mut db = Db::with(other);
    let mut sent = entry("1", "CCC", "", &[]);
    sent.note = Some("CU 2018/2".to_owned());
    sent.note_date = Some(day("2018-12-01"));
    take(&mut db, &[Step::Register(vec![sent])]);
    assert_eq!(
        db.rows("SELECT area, note, note_date, deadline, replied FROM addressee ORDER BY 1"),
        ["AAA | CU 2018/1 | 2018-11-01 | 2019-01-31 | 0", "CCC | CU 2018/2 | 2018-12-01 | 2019-01-31 | 0"]
    );
    let rounds = db.store.rounds().unwrap();
    assert_eq!((rounds.rounds[0].asked, rounds.rounds[0].replied, rounds.outstanding.len()), (2, 0, 2));
}

const REPLIES: &str = "SELECT area, file, role, revision, received_on, source FROM replies ORDER BY area, source, revision";

#[test]
fn the_register_decides_which_reply_was_the_first_whatever_comes_first() {
    let schemas = schemas();
    let load = |bytes: &str, women: i64| {
        // The command line says the contrary of the register.
        let meta =
            FileMeta { received_on: Some(day(if bytes == "a" { "2019-03-01" } else { "2019-04-12" })), ..file(bytes, bytes) };
        Step::Load(meta, Box::new(simple(&schemas, "AAA", women)))
    };
    let steps = [
        Step::Register(vec![entry("1", "AAA", "2019-04-10", &["a"])]),
        Step::Register(vec![entry("2", "AAA", "2019-04-01", &["b"])]),
        load("a", 5),
        load("b", 6),
    ];
    let mut dumps = Vec::new();
    for order in orders(&steps).into_iter().step_by(3) {
        let mut db = Db::new();
        take(&mut db, &order);
        assert_eq!(
            db.rows(REPLIES),
            ["AAA | b | main | 1 | 2019-04-01 | state_reply", "AAA | a | pending | 2 | 2019-04-10 | state_reply"]
        );
        assert_eq!(db.rows("SELECT number FROM observation"), ["6"]);
        dumps.push(db.dump());
    }
    assert!(dumps.len() == 8 && dumps.iter().all(|dump| *dump == dumps[0]));
}

#[test]
fn a_register_that_changes_a_day_derives_anew_what_is_in_force() {
    let mut db = Db::new();
    for (bytes, women, on) in [("a", 5, "2019-04-01"), ("b", 6, "2019-04-10")] {
        let reading = simple(&db.schemas, "AAA", women);
        db.load(&FileMeta { received_on: Some(day(on)), ..file(bytes, bytes) }, &reading);
    }
    assert_eq!(db.rows("SELECT number FROM observation"), ["5"]);
    take(&mut db, &[Step::Register(vec![entry("1", "AAA", "2019-03-20", &["b"])])]);
    assert_eq!(db.rows("SELECT number FROM observation"), ["6"]);
    assert_eq!(db.store.pending().unwrap()[0].file, "a");
    // What takes the place of others does so of those received before it.
    db.store.decide(&decision("b", Action::Supersede, Some(Class::Replacement))).unwrap();
    assert_eq!(db.rows("SELECT file, role FROM replies ORDER BY revision"), ["b | main", "a | pending"]);
    take(&mut db, &[Step::Register(vec![entry("1", "AAA", "2019-04-20", &["b"])])]);
    assert_eq!(db.rows("SELECT file, role FROM replies ORDER BY revision"), ["a | superseded", "b | main"]);
    take(
        &mut db,
        &[Step::Register(vec![RegisterEntry { struck: Some("twice".to_owned()), ..entry("1", "AAA", "2019-04-20", &["b"]) }])],
    );
    assert_eq!(db.rows("SELECT file, received_on FROM replies ORDER BY revision"), ["a | 2019-04-01", "b | 2019-04-10"]);
}

#[test]
fn the_same_content_in_other_bytes_came_when_the_register_says_of_either() {
    let schemas = schemas();
    let load = |bytes: &str, women: i64| Step::Load(file(bytes, bytes), Box::new(simple(&schemas, "AAA", women)));
    let steps = [
        Step::Register(vec![
            entry("1", "AAA", "2019-04-10", &["one"]),
            entry("2", "AAA", "2019-04-05", &["other"]),
            entry("3", "AAA", "2019-04-01", &["copy"]),
        ]),
        load("one", 5),
        load("copy", 5),
        load("other", 6),
    ];
    for order in orders(&steps).into_iter().step_by(3) {
        let mut db = Db::new();
        take(&mut db, &order);
        assert_eq!(
            db.rows("SELECT role, received_on FROM replies ORDER BY revision"),
            ["main | 2019-04-01", "pending | 2019-04-05"]
        );
        assert_eq!(db.rows("SELECT number FROM observation"), ["5"]);
    }
}

#[test]
fn each_kind_of_source_has_what_is_in_force_by_itself() {
    let schemas = schemas();
    let load = |bytes: &str, women: i64, source: Option<SourceType>| {
        Step::Load(FileMeta { source, ..file(bytes, bytes) }, Box::new(simple(&schemas, "AAA", women)))
    };
    let other = Some(SourceType::NonGovernmental);
    let decided = |bytes: &str, action, class| Step::Decide(Box::new(decision(bytes, action, class)));
    let steps = [
        load("state", 5, None),
        load("report", 500, other),
        decided("report2", Action::Supersede, Some(Class::Replacement)),
        load("report2", 501, other),
    ];
    let mut dumps = Vec::new();
    for order in orders(&steps).into_iter().step_by(2) {
        let mut db = Db::new();
        take(&mut db, &order);
        assert_eq!(db.rows("SELECT source, number FROM observation ORDER BY 1"), ["non_governmental | 501", "state_reply | 5"]);
        assert_eq!(db.rows("SELECT file, role FROM replies WHERE source = 'state_reply'"), ["state | main"]);
        let status = db.store.status(None).unwrap();
        assert_eq!(status.iter().map(|one| (one.file.as_str(), one.answers)).collect::<Vec<_>>(), [("state", 3)]);
        assert_eq!(db.store.pending().unwrap(), []);
        // A decision on the answer is one on that of the State.
        let meant = db.store.replies_in_force("AAA", &db.rows("SELECT name FROM series WHERE sex = 'F'")[0], None).unwrap();
        assert_eq!(meant.iter().map(|one| &*one.sha256).collect::<Vec<_>>(), [decision("state", Action::Sum, None).sha256]);
        // Compared are replies from one kind of source.
        let diff = db.store.diff("AAA", None).unwrap();
        assert!(diff.iter().all(|revision| revision.file != "state") && diff.len() <= 1);
        dumps.push(db.dump());
    }
    assert!(dumps.len() == 12 && dumps.iter().all(|dump| *dump == dumps[0]));
}

#[test]
fn what_a_state_took_back_is_no_reply_of_it() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    let letters = vec![entry("1", "AAA", "2019-04-01", &["a"]), entry("2", "BBB", "2019-04-01", &["b"])];
    let other = simple(&db.schemas, "BBB", 6);
    take(
        &mut db,
        &[Step::Register(letters), Step::Load(file("a", "a"), Box::new(reading)), Step::Load(file("b", "b"), Box::new(other))],
    );
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["AAA", "BBB"]);
    db.store.decide(&decision("a", Action::Exclude, None)).unwrap();
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["BBB"]);
    db.store.decide(&decision("a", Action::Revoke, None)).unwrap();
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["AAA", "BBB"]);
    // By a decision the reply of one State speaks for another that no letter names.
    let joint = Decision { areas: vec!["CCC".to_owned()], ..decision("a", Action::Accept, Some(Class::Joint)) };
    db.store.decide(&joint).unwrap();
    assert_eq!(
        db.rows("SELECT area, received_on, coded FROM respondent ORDER BY 1"),
        ["AAA | 2019-04-01 | 1", "BBB | 2019-04-01 | 1", "CCC | 2019-04-01 | 1"]
    );
    assert_eq!(db.store.pending().unwrap().len(), 0);
    assert_eq!(Role::from_code(&db.rows("SELECT role FROM replies WHERE area = 'CCC'")[0]), Some(Role::Joint));
}

#[test]
fn another_moment_has_the_register_of_then() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&FileMeta { received_on: Some(day("2019-04-02")), ..file("a", "a") }, &reading);
    let first = vec![entry("1", "AAA", "2019-04-10", &["a"]), entry("2", "BBB", "2019-04-15", &["b.pdf"])];
    take(&mut db, &[Step::Register(first.clone())]);
    let mut second = first;
    second[0].received_on = Some(day("2019-04-20"));
    second.push(entry("3", "CCC", "2019-04-16", &[]));
    let later = at(9) + chrono::TimeDelta::days(3);
    db.store.import_register(&db.lock, &second, None, later).unwrap();
    let now = db.dump();
    let mut store = Store::open_read_only(&db.url).unwrap();
    let mut told = |as_of: Option<&str>, as_at: Option<&str>| {
        store.at(Moment { as_of: as_of.map(day), as_at: as_at.map(day) }).unwrap();
        let coded: Vec<_> = store.status(None).unwrap().into_iter().map(|one| (one.area, one.received_on.unwrap())).collect();
        let rounds = store.rounds().unwrap();
        let uncoded: Vec<_> = rounds.uncoded.into_iter().map(|one| one.area).collect();
        let waiting: Vec<_> = rounds.outstanding.into_iter().map(|one| one.area).collect();
        (coded, uncoded.join(" "), waiting.join(" "))
    };
    let coded = |on: &str| vec![("AAA".to_owned(), on.to_owned())];
    let texts = |uncoded: &str, waiting: &str| (uncoded.to_owned(), waiting.to_owned());
    let mut check = |as_of, as_at, expected: Vec<(String, String)>, others: (String, String)| {
        let (coded, uncoded, waiting) = told(as_of, as_at);
        assert_eq!((coded, (uncoded, waiting)), (expected, others), "{as_of:?} {as_at:?}");
    };
    check(None, None, coded("2019-04-20"), texts("BBB CCC", ""));
    check(None, Some("2019-04-20"), coded("2019-04-20"), texts("BBB CCC", ""));
    check(None, Some("2019-04-19"), vec![], texts("BBB CCC", "AAA"));
    check(None, Some("2019-04-15"), vec![], texts("BBB", "AAA CCC"));
    check(None, Some("2019-04-14"), vec![], texts("", "AAA BBB CCC"));
    // What was known on the day on which the first version was written down.
    check(Some("2019-04-16"), None, coded("2019-04-10"), texts("BBB", "CCC"));
    check(Some("2019-04-16"), Some("2019-04-12"), coded("2019-04-10"), texts("", "BBB CCC"));
    check(Some("2019-04-19"), None, coded("2019-04-20"), texts("BBB CCC", ""));
    check(None, None, coded("2019-04-20"), texts("BBB CCC", ""));
    drop(store);
    assert_eq!(db.dump(), now);
}
