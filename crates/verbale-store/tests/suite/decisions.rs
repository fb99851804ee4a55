//! Further files and decisions: what is in force, whatever the order in which they came.

use crate::support::reading::Builder;
use crate::support::schemas::MEASURES;
use crate::support::{self, Db, at, day, decision, file};
use proptest::prelude::*;
use verbale_model::{Reading, Status};
use verbale_store::decision::{Action, Cell, Class, Decision, parse, write};
use verbale_store::diff::Kind;
use verbale_store::{FileMeta, Moment, Role, Store};

/// A file received on a day of May.
fn received(name: &str, day_of_may: u32) -> FileMeta {
    FileMeta { received_on: Some(day(&format!("2019-05-{day_of_may:02}"))), ..file(name, name) }
}

fn reply(db: &Db, area: &str, build: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Reading {
    build(Builder::new(&db.schemas, MEASURES).area(area)).done()
}

/// The first reply of AAA: 10 women, 20 men, a campaign, shelters left empty.
fn first(db: &Db) -> Reading {
    reply(db, "AAA", |b| {
        let b = b.choice("campaign", "yes").none("shelters", Status::Blank, "");
        b.count(&[("sex", "F")], 10, "10").count(&[("sex", "M")], 20, "20")
    })
}

fn accepted(bytes: &str, class: Class) -> Decision {
    decision(bytes, Action::Accept, Some(class))
}

fn on_answer(bytes: &str, action: Action, series: &str) -> Decision {
    Decision { area: Some("AAA".to_owned()), series: Some(series.to_owned()), ..decision(bytes, action, None) }
}

const CURRENT: &str =
    "SELECT area, item, sex, coalesce(code, raw), file FROM current_answer WHERE status <> 'blank' ORDER BY 1, 2, 3, 4";

#[test]
fn a_further_file_is_pending_and_says_what_to_type() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&received("a", 1), &reading);
    let before = db.rows(CURRENT);
    let reading = reply(&db, "AAA", |b| b.choice("shelters", "no").count(&[("sex", "F")], 10, "10"));
    let loaded = db.load(&received("b", 2), &reading);
    assert_eq!((loaded.replies[0].role, loaded.replies[0].proposed), (Some(Role::Pending), Some(Class::Supplement)));
    assert_eq!(db.rows(CURRENT), before);
    let args: Vec<String> = loaded.findings[0].args.iter().map(|arg| format!("{arg:?}")).collect();
    let sha256 = verbale_model::digest::hex(&verbale_model::digest::sha256(b"b"));
    let command = format!("verbale decide accept {} --as supplement --edition measures/2019 --state AAA", &sha256[..12]);
    assert!(args[3].contains(&command) && args[0].contains('b') && args[1].contains('a'), "{args:?}");
    assert_eq!(db.rows("SELECT rule, area, file FROM findings"), ["K11 | AAA | b"]);
    let pending = db.store.pending().unwrap();
    assert_eq!((pending.len(), pending[0].proposed.as_deref()), (1, Some("supplement")));
    assert_eq!(db.rows("SELECT role, in_force, proposed FROM replies"), ["main | 1 | -", "pending | 0 | supplement"]);
    // It makes nobody a respondent twice, and enters no tally.
    assert_eq!(db.rows("SELECT area, revision FROM respondent"), ["AAA | 1"]);
    assert_eq!(db.rows("SELECT blank, no FROM measure_tally WHERE item = 'shelters'"), ["1 | 0"]);
}

#[test]
fn a_reply_received_earlier_is_the_first_whenever_it_comes() {
    let mut db = Db::new();
    let later = first(&db);
    db.load(&received("later", 20), &later);
    let earlier = reply(&db, "AAA", |b| b.choice("campaign", "no"));
    let loaded = db.load(&received("earlier", 3), &earlier);
    assert_eq!(loaded.replies[0].role, Some(Role::Main));
    // What is pending now is the other file, and the finding says so.
    assert_eq!(loaded.findings.len(), 1);
    assert_eq!(
        db.rows("SELECT file, role, revision FROM replies ORDER BY revision"),
        ["earlier | main | 1", "later | pending | 2"]
    );
    assert_eq!(db.rows("SELECT received_on FROM respondent"), ["2019-05-03"]);
}

#[test]
fn the_same_content_received_earlier_counts_as_received_then() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&received("copy", 20), &reading);
    let other = reply(&db, "AAA", |b| b.choice("campaign", "no"));
    db.load(&received("other", 10), &other);
    assert_eq!(db.rows("SELECT file, role FROM replies ORDER BY revision"), ["other | main", "copy | pending"]);
    db.load(&received("original", 5), &reading);
    assert_eq!(
        db.rows("SELECT file, role, received_on FROM replies ORDER BY revision"),
        ["copy | main | 2019-05-05", "other | pending | 2019-05-10"]
    );
    // A decision on either file is one on the reply.
    db.store.decide(&decision("original", Action::Exclude, None)).unwrap();
    assert_eq!(db.rows("SELECT file, role FROM replies ORDER BY file"), ["copy | excluded", "other | main"]);
}

#[test]
fn every_class_puts_in_force_what_it_says() {
    let further = |db: &Db| {
        reply(db, "AAA", |b| {
            let b = b.none("campaign", Status::Blank, "").choice("shelters", "no");
            b.count(&[("sex", "F")], 11, "11").count(&[("sex", "M")], 22, "22")
        })
    };
    let cells = vec![Cell { sheet: "Measures".to_owned(), cell: "C4".to_owned() }];
    for (made, expected) in [
        (
            decision("b", Action::Supersede, Some(Class::Replacement)),
            &["AAA | shelters | - | no | b", "AAA | victims | F | 11 | b", "AAA | victims | M | 22 | b"][..],
        ),
        (
            accepted("b", Class::Supplement),
            &[
                "AAA | campaign | - | yes | a",
                "AAA | shelters | - | no | b",
                "AAA | victims | F | 11 | b",
                "AAA | victims | M | 22 | b",
            ],
        ),
        (
            Decision { cells, ..accepted("b", Class::Corrigendum) },
            &["AAA | campaign | - | yes | a", "AAA | victims | F | 11 | b", "AAA | victims | M | 20 | a"],
        ),
        (
            Decision { areas: vec!["BBB".to_owned()], ..accepted("b", Class::Joint) },
            &[
                "AAA | shelters | - | no | b",
                "AAA | victims | F | 11 | b",
                "AAA | victims | M | 22 | b",
                "BBB | shelters | - | no | b",
                "BBB | victims | F | 11 | b",
                "BBB | victims | M | 22 | b",
            ],
        ),
        (accepted("b", Class::Withdrawal), &[]),
        (
            decision("b", Action::Exclude, None),
            &["AAA | campaign | - | yes | a", "AAA | victims | F | 10 | a", "AAA | victims | M | 20 | a"],
        ),
    ] {
        let mut db = Db::new();
        let reading = first(&db);
        db.load(&received("a", 1), &reading);
        let before = db.dump();
        let reading = further(&db);
        db.load(&received("b", 2), &reading);
        db.store.decide(&made).unwrap();
        let found = db.rows(CURRENT);
        assert_eq!(found, expected, "{made:?}");
        // Each counts as many answers as the view shows.
        let status = db.store.status(None).unwrap();
        let answers: i64 = status.iter().map(|one| one.answers).sum();
        assert_eq!(db.rows("SELECT count(*) FROM current_answer"), [answers.to_string()]);
        let summary = db.store.summary().unwrap();
        assert_eq!(summary.editions[0].answers, answers);
        // Dimensions stand once an answer, for however many areas it speaks.
        let dimensions = "SELECT (SELECT count(*) FROM answer_dimension), (SELECT count(DISTINCT answer) FROM current_answer WHERE sex IS NOT NULL)";
        let [row] = &db.rows(dimensions)[..] else { panic!() };
        let (left, right) = row.split_once(" | ").unwrap();
        assert_eq!(left, right);
        // Taking the decision back leaves the file pending, as it was.
        db.store.decide(&decision("b", Action::Revoke, None)).unwrap();
        assert_eq!(db.rows("SELECT file, role FROM replies"), ["a | main", "b | pending"]);
        let after = db.dump();
        assert_eq!(
            section(&before, "# area\tinstrument\tedition\tedition_kind"),
            section(&after, "# area\tinstrument\tedition\tedition_kind")
        );
        assert_eq!(db.rows("SELECT count(*) FROM settled"), ["0"]);
    }
}

/// The rows of a view in a dump; nothing if it has none.
fn section<'d>(dump: &'d str, heading: &str) -> &'d str {
    let (_, rest) = dump.split_once(heading).unwrap_or_default();
    rest.split_once("\n# ").map_or(rest, |(section, _)| section)
}

#[test]
fn a_joint_reply_makes_respondents_and_tallies_of_all() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&received("a", 1), &reading);
    db.store.decide(&Decision { areas: vec!["BBB".to_owned(), "CCC".to_owned()], ..accepted("a", Class::Joint) }).unwrap();
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["AAA", "BBB", "CCC"]);
    assert_eq!(db.rows("SELECT yes, replies FROM measure_tally WHERE item = 'campaign'"), ["3 | 3"]);
    assert_eq!(
        db.rows("SELECT area, answered FROM pillar_coverage WHERE pillar = 'prevention' ORDER BY 1"),
        ["AAA | 1", "BBB | 1", "CCC | 1"]
    );
    // The own reply of one of them waits, and may replace the joint one.
    let own = reply(&db, "BBB", |b| b.choice("campaign", "no"));
    db.load(&received("b", 2), &own);
    assert_eq!(
        db.rows("SELECT area, file, role FROM replies WHERE area = 'BBB' ORDER BY 2"),
        ["BBB | a | joint", "BBB | b | pending"]
    );
    db.supersede("b", None);
    assert_eq!(db.rows("SELECT yes, no, replies FROM measure_tally WHERE item = 'campaign'"), ["2 | 1 | 3"]);
    // A decision on an answer is one for an area.
    db.store.decide(&Decision { value: Some("no".to_owned()), ..on_answer("a", Action::Correct, "campaign") }).unwrap();
    assert_eq!(
        db.rows("SELECT area, code FROM current_answer WHERE item = 'campaign' ORDER BY 1"),
        ["AAA | no", "BBB | no", "CCC | yes"]
    );
    db.store.decide(&decision("a", Action::Revoke, None)).unwrap();
    assert_eq!(db.rows("SELECT area FROM respondent ORDER BY 1"), ["AAA", "BBB"]);
}

#[test]
fn disputes_count_when_they_are_settled() {
    let mut db = Db::new();
    let reading = reply(&db, "AAA", |b| {
        let b = b.choice("campaign", "yes").disputed().choice("campaign", "no").disputed();
        b.count(&[("sex", "F")], 62, "62").disputed().count(&[("sex", "F")], 43, "43").disputed()
    });
    db.load(&file("a", "a"), &reading);
    let tally = "SELECT yes, no, other FROM measure_tally WHERE item = 'campaign'";
    let victims = "SELECT number, status, disputed, raw, CASE WHEN decision IS NULL THEN 0 ELSE 1 END FROM current_answer WHERE item = 'victims' ORDER BY raw DESC";
    assert_eq!(db.rows(tally), ["0 | 0 | 1"]);
    assert_eq!(db.rows(victims), ["62 | reported | 1 | 62 | 0", "43 | reported | 1 | 43 | 0"]);
    let accept = |cell: &str| Decision { cell: Cell::parse(cell), ..on_answer("a", Action::Accept, "campaign") };
    db.store.decide(&accept("Measures!C3")).unwrap();
    assert_eq!(db.rows(tally), ["0 | 1 | 0"]);
    db.store.decide(&accept("Measures!C2")).unwrap();
    assert_eq!(db.rows(tally), ["1 | 0 | 0"]);
    let error = db.store.decide(&on_answer("a", Action::Accept, "campaign")).unwrap_err();
    assert!(error.to_string().contains("name the cell"), "{error}");
    db.store.decide(&on_answer("a", Action::Sum, "victims sex=F")).unwrap();
    assert_eq!(db.rows(victims), ["105 | reported | 0 | 62 | 1"]);
    assert_eq!(db.rows("SELECT number FROM observation"), ["105"]);
    db.store.decide(&Decision { value: Some("0".to_owned()), ..on_answer("a", Action::Correct, "victims sex=F") }).unwrap();
    assert_eq!(db.rows(victims), ["0 | zero | 0 | 62 | 1"]);
    db.store.decide(&Decision { status: Some(Status::Refused), ..on_answer("a", Action::Correct, "victims sex=F") }).unwrap();
    assert_eq!(db.rows(victims), ["- | refused | 0 | 62 | 1"]);
    assert_eq!(db.rows("SELECT answered FROM pillar_coverage WHERE pillar = 'protection'"), ["0"]);
    db.store.decide(&on_answer("a", Action::Exclude, "campaign")).unwrap();
    assert_eq!(db.rows(tally), ["0 | 0 | 1"]);
    db.store.decide(&on_answer("a", Action::Revoke, "campaign")).unwrap();
    db.store.decide(&on_answer("a", Action::Revoke, "victims sex=F")).unwrap();
    assert_eq!(db.rows(victims).len(), 2);
    assert_eq!(db.rows("SELECT count(*) FROM settled"), ["0"]);
    // Facts were never touched.
    assert_eq!(db.rows("SELECT number, disputed FROM answer ORDER BY id"), ["- | 1", "- | 1", "62 | 1", "43 | 1"]);
}

#[test]
fn a_text_a_code_and_an_amount_are_corrected() {
    let mut db = Db::new();
    let reading = reply(&db, "AAA", |b| {
        let b = b.choice("campaign", "yes").text("campaign_comment", "old").text("focal_point", "x");
        b.none("budget", Status::Blank, "")
    });
    db.load(&file("a", "a"), &reading);
    for (series, value) in [("campaign", "no"), ("campaign_comment", "new"), ("budget", "12.5")] {
        db.store.decide(&Decision { value: Some(value.to_owned()), ..on_answer("a", Action::Correct, series) }).unwrap();
    }
    assert_eq!(
        db.rows("SELECT item, number, text, code, raw FROM current_answer ORDER BY item"),
        ["budget | 12.5 | - | - | ", "campaign | - | - | no | yes", "campaign_comment | - | new | - | old"]
    );
    for (series, value) in [("campaign", "perhaps so"), ("budget", "much"), ("focal_point", "y"), ("victims", "1")] {
        let made = Decision { value: Some(value.to_owned()), ..on_answer("a", Action::Correct, series) };
        let before = db.rows("SELECT count(*) FROM decision");
        assert!(db.store.decide(&made).is_err(), "{series}");
        assert_eq!(db.rows("SELECT count(*) FROM decision"), before);
    }
}

#[test]
fn what_changes_nothing_is_refused_and_leaves_no_trace() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&file("a", "a"), &reading);
    let before = db.dump();
    for made in [
        decision("unknown", Action::Exclude, None),
        Decision { area: Some("BBB".to_owned()), ..decision("a", Action::Exclude, None) },
        Decision { edition: "1999".to_owned(), ..decision("a", Action::Exclude, None) },
        Decision { reason: String::new(), ..decision("a", Action::Exclude, None) },
        on_answer("a", Action::Sum, "victims sex=F"),
        on_answer("a", Action::Exclude, "victims sex=_U"),
    ] {
        let error = db.store.decide(&made).unwrap_err();
        assert!(!error.is_fault(), "{error}");
    }
    assert_eq!(db.dump(), before);
}

#[test]
fn two_decisions_are_never_recorded_at_once_and_the_later_one_holds() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&file("a", "a"), &reading);
    // A clock that stands still.
    for value in ["11", "12", "13"] {
        db.store.decide(&Decision { value: Some(value.to_owned()), ..on_answer("a", Action::Correct, "victims sex=F") }).unwrap();
    }
    assert_eq!(db.rows("SELECT number FROM current_answer WHERE sex = 'F'"), ["13"]);
    assert_eq!(db.rows("SELECT count(DISTINCT recorded_at) FROM decision"), ["3"]);
    // One that was taken on an earlier day does not hold against a later one, and is refused rather than kept without effect.
    let earlier = Decision {
        decided_on: day("2019-05-02"),
        value: Some("14".to_owned()),
        ..on_answer("a", Action::Correct, "victims sex=F")
    };
    assert!(db.store.decide(&earlier).unwrap_err().to_string().contains("later decision"));
    // The database that was filled by then can be rebuilt.
    let exported = write(&db.store.decisions().unwrap());
    assert_eq!(parse(&exported).unwrap().len(), 3);
}

/// The four files of the tests on order, and the decisions on them.
fn files(db: &Db) -> Vec<(FileMeta, Reading)> {
    let second = reply(db, "AAA", |b| {
        b.choice("campaign", "no").choice("shelters", "yes").count(&[("sex", "F")], 11, "11").count(&[("sex", "M")], 20, "20")
    });
    let third = reply(db, "AAA", |b| {
        b.none("campaign", Status::Blank, "").count(&[("sex", "_U")], 3, "3").disputed().count(&[("sex", "_U")], 4, "4").disputed()
    });
    let other = reply(db, "BBB", |b| b.choice("campaign", "planned"));
    vec![(received("a", 1), first(db)), (received("b", 2), second), (received("c", 3), third), (received("d", 4), other)]
}

fn decisions() -> Vec<Decision> {
    let minutes =
        |minute: i64, decision: Decision| Decision { recorded_at: at(12) + chrono::TimeDelta::minutes(minute), ..decision };
    vec![
        minutes(0, accepted("b", Class::Supplement)),
        minutes(1, decision("b", Action::Supersede, Some(Class::Replacement))),
        minutes(2, accepted("c", Class::Supplement)),
        minutes(3, on_answer("c", Action::Sum, "victims sex=_U")),
        minutes(4, Decision { value: Some("12".to_owned()), ..on_answer("b", Action::Correct, "victims sex=F") }),
        minutes(5, Decision { areas: vec!["CCC".to_owned()], ..accepted("d", Class::Joint) }),
    ]
}

/// Loads files and takes decisions in an order: numbers below four are files.
fn run(order: &[usize]) -> String {
    let mut db = Db::new();
    let (files, decisions) = (files(&db), decisions());
    for &step in order {
        match files.get(step) {
            Some((meta, reading)) => drop(db.load(meta, reading)),
            None => {
                let decision = &decisions[step - files.len()..=step - files.len()];
                db.store.import_decisions(decision).expect("a decision of the database");
            }
        }
    }
    db.dump()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if support::POSTGRES { 4 } else { 24 }))]
    #[test]
    fn files_and_decisions_in_any_order_give_one_database(order in Just((0..10).collect::<Vec<usize>>()).prop_shuffle()) {
        let expected = run(&(0..10).collect::<Vec<_>>());
        prop_assert_eq!(run(&order), expected);
    }
}

#[test]
fn a_database_is_rebuilt_from_files_and_decisions() {
    let expected = run(&(0..10).collect::<Vec<_>>());
    assert!(expected.contains("AAA\tmeasures\t2019\treply\t3\tvictims"), "{expected}");
    let mut db = Db::new();
    let text = write(&decisions());
    // Decisions first: they wait for their files.
    let imported = db.store.import_decisions(&parse(&text).unwrap()).unwrap();
    assert_eq!((imported.recorded, imported.known, imported.waiting), (6, 0, 6));
    for (meta, reading) in files(&db) {
        db.load(&meta, &reading);
    }
    assert_eq!(db.dump(), expected);
    assert_eq!(write(&db.store.decisions().unwrap()), text);
    // Again: nothing changes.
    let tables = ["decision", "standing", "settled", "reply", "answer"];
    let rows = |db: &Db| tables.map(|table| db.rows(&format!("SELECT * FROM {table}")));
    let before = rows(&db);
    let imported = db.store.import_decisions(&parse(&text).unwrap()).unwrap();
    assert_eq!((imported.recorded, imported.known), (0, 6));
    for (meta, reading) in files(&db) {
        db.load(&meta, &reading);
    }
    assert_eq!(rows(&db), before);
}

#[test]
fn another_moment_shows_what_was_known_or_received_then() {
    let mut db = Db::new();
    for (meta, reading) in files(&db) {
        db.load(&meta, &reading);
    }
    let now = db.dump();
    db.store.import_decisions(&decisions()).unwrap();
    let decided = db.dump();
    let mut store = Store::open_read_only(&db.url).unwrap();
    let bare = |dump: &str| section(dump, "# area\tinstrument\tedition\tedition_kind").to_owned();
    let mut dump_at = |as_of: Option<&str>, as_at: Option<&str>| {
        store.at(Moment { as_of: as_of.map(day), as_at: as_at.map(day) }).unwrap();
        (bare(&support::dump(&mut store)), store.status(None).unwrap())
    };
    // All was loaded, and decided, on 16 April.
    assert_eq!(dump_at(Some("2019-04-16"), None).0, bare(&decided));
    assert_eq!(dump_at(Some("2019-04-15"), None).1, []);
    assert_eq!(dump_at(None, Some("2019-05-04")).0, bare(&decided));
    // The first two files: the second supersedes.
    let (_, status) = dump_at(None, Some("2019-05-02"));
    let told: Vec<_> = status.iter().map(|one| (one.area.as_str(), one.revision, one.file.as_str(), one.answers)).collect();
    assert_eq!(told, [("AAA", 2, "b", 4)]);
    let (_, status) = dump_at(None, Some("2019-05-01"));
    assert_eq!(status.iter().map(|one| (one.file.as_str(), one.answers)).collect::<Vec<_>>(), [("a", 4)]);
    assert_eq!(dump_at(None, Some("2019-04-30")).1, []);
    assert_eq!(dump_at(None, None).0, bare(&decided));
    assert!(bare(&now) != bare(&decided));
    // The database itself is as it was.
    drop(store);
    assert_eq!(db.dump(), decided);
}

#[test]
fn decisions_recorded_later_were_not_known_before() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&file("a", "a"), &reading);
    let later = Decision {
        recorded_at: at(12) + chrono::TimeDelta::days(20),
        value: Some("11".to_owned()),
        ..on_answer("a", Action::Correct, "victims sex=F")
    };
    db.store.decide(&later).unwrap();
    let mut women = |as_of: Option<&str>| {
        db.store.at(Moment { as_of: as_of.map(day), as_at: None }).unwrap();
        let dump = support::dump(&mut db.store);
        let rows = section(&dump, "# area\tinstrument\tedition\titem").to_owned();
        rows.lines().find(|line| line.contains("\tF\t")).unwrap().split('\t').nth(10).unwrap().to_owned()
    };
    assert_eq!(women(Some("2019-05-05")), "10");
    assert_eq!(women(Some("2019-05-06")), "11");
    assert_eq!(women(None), "11");
}

/// A change: its kind, its item, what stood there and stands there, and its cells.
type Told = (Kind, String, Option<String>, Option<String>, String);

#[test]
fn a_difference_names_both_values_and_both_cells() {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&received("a", 1), &reading);
    let reading = reply(&db, "AAA", |b| {
        let b = b.choice("campaign", "yes").text("focal_point", "CANARY").choice("shelters", "no");
        b.answer("victims", &[("sex", "F")], Status::Censored, verbale_model::Value::Range { low: 0, high: Some(4) }, "<5")
    });
    db.load(&received("b", 2), &reading);
    let revisions = db.store.diff("AAA", None).unwrap();
    assert_eq!(revisions.len(), 1);
    assert_eq!((revisions[0].revision, revisions[0].role, revisions[0].proposed), (2, Role::Pending, None));
    let told = |changes: &[verbale_store::diff::Change]| -> Vec<Told> {
        let cells = |cells: &[Cell]| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        changes
            .iter()
            .map(|one| {
                (
                    one.kind,
                    one.series.clone(),
                    one.old.clone(),
                    one.new.clone(),
                    cells(&one.old_cells) + " " + &cells(&one.new_cells),
                )
            })
            .collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told(&revisions[0].changes),
        [
            (Kind::Added, "shelters".to_owned(), None, some("no"), " Measures!C4".to_owned()),
            (Kind::Changed, "victims sex=F".to_owned(), some("10"), some("0 to 4"), "Measures!C4 Measures!C5".to_owned()),
            (Kind::LeftOut, "victims sex=M".to_owned(), some("20"), None, "Measures!C5 ".to_owned()),
        ]
    );
    // Of a supplement nothing is left out.
    db.store.decide(&accepted("b", Class::Supplement)).unwrap();
    let revisions = db.store.diff("AAA", Some("measures/2019")).unwrap();
    assert_eq!(revisions[0].changes.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::Added, Kind::Changed]);
    assert_eq!(db.store.diff("AAA", Some("measures/1999")).unwrap(), []);
    assert_eq!(db.store.diff("BBB", None).unwrap(), []);
}

#[test]
fn the_tables_of_what_is_in_force_hold_together() {
    let mut db = Db::new();
    for (meta, reading) in files(&db) {
        db.load(&meta, &reading);
    }
    db.store.import_decisions(&decisions()).unwrap();
    db.check();
    // Every reply stands somehow, and every area in force has exactly one that leads.
    assert_eq!(
        db.rows("SELECT count(*) FROM reply WHERE NOT EXISTS (SELECT 1 FROM standing WHERE standing.reply = reply.id)"),
        ["0"]
    );
    let leads = "SELECT count(*) FROM (SELECT edition, area FROM standing WHERE ordinal > 0 GROUP BY edition, area \
                 HAVING count(*) FILTER (WHERE ordinal = 1) <> 1) AS wrong";
    assert_eq!(db.rows(leads), ["0"]);
    // What is settled belongs to a reply that says so.
    let lost = "SELECT count(*) FROM settled WHERE NOT EXISTS (SELECT 1 FROM standing JOIN reply ON reply.id = standing.reply \
                WHERE standing.area = settled.area AND standing.settled = 1 \
                AND settled.answer BETWEEN reply.first_answer AND reply.last_answer)";
    assert_eq!(db.rows(lost), ["0"]);
}
