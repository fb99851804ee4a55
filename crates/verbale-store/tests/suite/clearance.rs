//! Clearance: the most specific newest event holds, the public views show what is cleared and nothing else.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::MEASURES;
use crate::support::{Db, at, clearance, day, decision, file};
use verbale_model::{ClearanceEvent, ClearanceState, Reading};
use verbale_store::decision::{Action, Class, Decision};

fn event(db: &mut Db, state: ClearanceState, minute: i64) -> ClearanceEvent {
    let contents = db.store.contents_in_force("measures/2019", "AAA").expect("the replies in force");
    ClearanceEvent {
        content: state.is_of_content().then(|| contents[0].clone()),
        recorded_at: at(9) + chrono::TimeDelta::minutes(minute),
        ..clearance("AAA", state)
    }
}

fn add(db: &mut Db, events: &[ClearanceEvent]) -> u64 {
    db.store.add_clearance(&db.lock, events).expect("they are added")
}

/// Figures of two years, and texts that are not for everybody.
fn first(db: &Db) -> Reading {
    Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .choice("campaign", "yes")
        .count(&[("sex", "F"), ("age", "_T")], 5, "5")
        .last(|answer| answer.year = Some(2016))
        .count(&[("sex", "F"), ("age", "_T")], 6, "6")
        .last(|answer| answer.year = Some(2017))
        .count(&[("sex", "M"), ("age", "_T")], 7, "7")
        .last(|answer| answer.year = Some(2017))
        .text("campaign_comment", "CANARY who said what")
        .text("focal_point", "CANARY jane.doe@example.org")
        .done()
}

fn loaded() -> Db {
    let mut db = Db::new();
    let reading = first(&db);
    db.load(&file("a.xlsx", "a"), &reading);
    let other = simple(&db.schemas, "BBB", 9);
    db.load(&file("b.xlsx", "b"), &other);
    db
}

const FIGURES: &str = "SELECT year, sex, number FROM public_observation ORDER BY 1, 2";

#[test]
fn nothing_is_public_until_it_is_cleared() {
    let mut db = loaded();
    assert_eq!(db.rows("SELECT * FROM public_observation"), Vec::<String>::new());
    assert_eq!(db.rows("SELECT * FROM public_answer"), Vec::<String>::new());
    for (index, state) in ClearanceState::ALL.into_iter().filter(|state| *state != ClearanceState::Cleared).enumerate() {
        let event = event(&mut db, state, i64::try_from(index).unwrap());
        add(&mut db, &[event]);
        assert_eq!(db.rows("SELECT * FROM public_answer"), Vec::<String>::new(), "{state}");
    }
    let cleared = event(&mut db, ClearanceState::Cleared, 30);
    assert_eq!(add(&mut db, std::slice::from_ref(&cleared)), 1);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | F | 6", "2017 | M | 7"]);
    assert_eq!(
        db.rows("SELECT area, item FROM public_answer ORDER BY 2"),
        ["AAA | campaign", "AAA | victims", "AAA | victims", "AAA | victims"]
    );
    // What people wrote stands in no public view.
    for view in ["public_answer", "public_observation"] {
        assert!(!db.rows(&format!("SELECT * FROM {view}")).concat().contains("CANARY"), "{view}");
    }
    // Said again, it is there already.
    assert_eq!(add(&mut db, &[cleared]), 0);
    let counts = db.store.rounds().unwrap().clearance;
    let told: Vec<_> = counts.iter().map(|found| (found.state.as_str(), found.answers)).collect();
    assert_eq!(told, [("cleared", 5), ("received", 3)], "all answers but contacts, those of the other State as they came");
}

#[test]
fn the_most_specific_newest_event_holds() {
    let mut db = loaded();
    let cleared = event(&mut db, ClearanceState::Cleared, 0);
    let with = |event: &ClearanceEvent, item: Option<&str>, series: Option<&str>, year: Option<i16>| ClearanceEvent {
        item: item.map(str::to_owned),
        series: series.map(str::to_owned),
        year,
        ..event.clone()
    };
    // Of one year alone, later: the year is more specific than the whole.
    let query = event(&mut db, ClearanceState::UnderQuery, 1);
    add(&mut db, &[cleared.clone(), with(&query, None, None, Some(2017))]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5"]);
    // The whole said again does not outdo the year …
    let later = ClearanceEvent { recorded_at: at(12), ..cleared.clone() };
    add(&mut db, &[later]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5"]);
    // … an item is more specific than a year, a series more than an item, and both with a year more than without.
    add(&mut db, &[with(&cleared, Some("victims"), None, None)]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | F | 6", "2017 | M | 7"]);
    add(&mut db, &[with(&query, Some("victims"), None, Some(2017))]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5"]);
    let name = db.rows("SELECT name FROM series WHERE sex = 'F'").remove(0);
    add(&mut db, &[with(&cleared, None, Some(&name), None)]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | F | 6"]);
    let withheld = event(&mut db, ClearanceState::Withheld, 2);
    add(&mut db, &[with(&withheld, None, Some(&name), Some(2016))]);
    assert_eq!(db.rows(FIGURES), ["2017 | F | 6"]);
    // Of two equally specific ones the newer holds, by the day it was settled before the moment it was written down.
    let earlier =
        ClearanceEvent { decided_on: day("2019-05-05"), recorded_at: at(20), ..with(&cleared, None, Some(&name), Some(2016)) };
    add(&mut db, &[earlier]);
    assert_eq!(db.rows(FIGURES), ["2017 | F | 6"]);
    let newer = ClearanceEvent { decided_on: day("2019-05-07"), ..with(&cleared, None, Some(&name), Some(2016)) };
    add(&mut db, &[newer]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | F | 6"]);
}

#[test]
fn what_was_cleared_is_the_figure_looked_at_and_no_later_one() {
    let mut db = loaded();
    let cleared = event(&mut db, ClearanceState::Cleared, 0);
    add(&mut db, &[cleared]);
    let revised = simple(&db.schemas, "AAA", 500);
    db.load(&file("a2.xlsx", "a2"), &revised);
    assert_eq!(db.rows(FIGURES).len(), 3, "a further file changes nothing as long as it is pending");
    db.store.decide(&decision("a2", Action::Supersede, Some(Class::Replacement))).unwrap();
    assert_eq!(db.rows("SELECT number FROM observation WHERE area = 'AAA'"), ["500"]);
    assert_eq!(db.rows(FIGURES), Vec::<String>::new(), "nobody has cleared 500");
    let again = event(&mut db, ClearanceState::Cleared, 1);
    add(&mut db, &[again]);
    assert_eq!(db.rows(FIGURES), ["- | F | 500"]);
    // What keeps a figure back holds for whatever comes next.
    let withheld = event(&mut db, ClearanceState::Withheld, 2);
    add(&mut db, &[withheld]);
    let third = simple(&db.schemas, "AAA", 501);
    db.load(&file("a3.xlsx", "a3"), &third);
    db.store.decide(&decision("a3", Action::Supersede, Some(Class::Replacement))).unwrap();
    assert_eq!(db.rows("SELECT number FROM observation WHERE area = 'AAA'"), ["501"]);
    assert_eq!(db.rows("SELECT DISTINCT state FROM clearance WHERE area = 'AAA'"), ["withheld"]);
}

#[test]
fn a_disputed_figure_is_not_public_even_if_it_was_cleared() {
    let mut db = Db::new();
    let reading = Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .count(&[("sex", "F"), ("age", "_T")], 5, "5")
        .disputed()
        .count(&[("sex", "M"), ("age", "_T")], 6, "6")
        .done();
    db.load(&file("a.xlsx", "a"), &reading);
    let cleared = event(&mut db, ClearanceState::Cleared, 0);
    add(&mut db, &[cleared]);
    assert_eq!(db.rows(FIGURES), ["- | M | 6"]);
}

#[test]
fn events_in_any_order_mean_the_same_and_are_given_back_as_they_came() {
    let mut one = loaded();
    let mut events = Vec::new();
    for (minute, state) in [ClearanceState::Cleared, ClearanceState::UnderQuery, ClearanceState::Cleared].into_iter().enumerate() {
        events.push(event(&mut one, state, i64::try_from(minute).unwrap()));
    }
    add(&mut one, &events);
    let mut other = Db::new();
    // Before the replies, and the last first.
    let turned: Vec<_> = events.iter().rev().cloned().collect();
    add(&mut other, &turned);
    let reading = first(&other);
    other.load(&file("a.xlsx", "a"), &reading);
    assert_eq!(one.rows(FIGURES), other.rows(FIGURES));
    assert_eq!(one.rows(FIGURES).len(), 3);
    assert_eq!(one.store.clearance().unwrap(), events);
    assert_eq!(other.store.clearance().unwrap(), events);
}

#[test]
fn an_event_says_how_many_answers_it_is_about() {
    let mut db = loaded();
    let whole = event(&mut db, ClearanceState::Cleared, 0);
    let covered = |db: &mut Db, event: ClearanceEvent| db.store.answers_covered(&event).unwrap();
    assert_eq!(covered(&mut db, whole.clone()), 5);
    assert_eq!(covered(&mut db, ClearanceEvent { year: Some(2017), ..whole.clone() }), 2);
    assert_eq!(covered(&mut db, ClearanceEvent { item: Some("campaign".to_owned()), ..whole.clone() }), 1);
    assert_eq!(covered(&mut db, ClearanceEvent { content: Some("0".repeat(64)), ..whole }), 0);
    assert_eq!(db.store.areas_in_force("measures/2019").unwrap(), ["AAA", "BBB"]);
}

#[test]
fn a_figure_on_which_something_was_decided_since_is_cleared_no_more() {
    let mut db = loaded();
    let cleared = event(&mut db, ClearanceState::Cleared, 0);
    add(&mut db, &[cleared]);
    let name = db.rows("SELECT name FROM series WHERE sex = 'F'").remove(0);
    let on_answer = |action: Action, value: Option<&str>, minute: i64| Decision {
        area: Some("AAA".to_owned()),
        series: Some(name.clone()),
        year: Some(2017),
        value: value.map(str::to_owned),
        recorded_at: at(10) + chrono::TimeDelta::minutes(minute),
        ..decision("a", action, None)
    };
    db.store.decide(&on_answer(Action::Correct, Some("60"), 0)).unwrap();
    assert_eq!(db.rows("SELECT number FROM observation WHERE area = 'AAA' AND year = 2017 AND sex = 'F'"), ["60"]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | M | 7"], "nobody has cleared 60");
    assert_eq!(
        db.rows("SELECT state, count(*) FROM clearance WHERE area = 'AAA' GROUP BY state ORDER BY 1"),
        ["cleared | 4", "received | 1"]
    );
    let again = event(&mut db, ClearanceState::Cleared, 90);
    add(&mut db, &[again]);
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | F | 60", "2017 | M | 7"]);
    // Nor has anybody cleared what was sent, once the correction is taken back.
    db.store.decide(&on_answer(Action::Revoke, None, 60)).unwrap();
    assert_eq!(db.rows(FIGURES), ["2016 | F | 5", "2017 | M | 7"]);
    // What keeps figures back is not undone by a decision.
    let withheld = event(&mut db, ClearanceState::Withheld, 100);
    add(&mut db, &[withheld]);
    db.store.decide(&on_answer(Action::Correct, Some("61"), 120)).unwrap();
    assert_eq!(db.rows("SELECT DISTINCT state FROM clearance WHERE area = 'AAA'"), ["withheld"]);
}

#[test]
fn a_joint_reply_is_cleared_for_each_state_by_itself() {
    let mut db = Db::new();
    let reading = simple(&db.schemas, "AAA", 5);
    db.load(&file("a.xlsx", "a"), &reading);
    let joint = Decision { areas: vec!["CCC".to_owned()], ..decision("a", Action::Accept, Some(Class::Joint)) };
    db.store.decide(&joint).unwrap();
    let cleared = event(&mut db, ClearanceState::Cleared, 0);
    add(&mut db, std::slice::from_ref(&cleared));
    assert_eq!(db.rows("SELECT DISTINCT area FROM public_observation"), ["AAA"]);
    assert_eq!(db.store.contents_in_force("measures/2019", "CCC").unwrap().len(), 1);
    add(&mut db, &[ClearanceEvent { area: "CCC".to_owned(), ..cleared }]);
    assert_eq!(db.rows("SELECT DISTINCT area FROM public_observation ORDER BY 1"), ["AAA", "CCC"]);
}
