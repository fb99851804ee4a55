//! Lineage: a figure says by which decisions it is what it is, and a cell why it feeds nothing.

#![expect(clippy::unwrap_used, reason = "tests may")]

use crate::support::reading::Builder;
use crate::support::schemas::MEASURES;
use crate::support::{Db, clearance, decision, file};
use verbale_model::{ClearanceState, Reading};
use verbale_store::decision::{Action, Class, Decision};
use verbale_store::trace::{Figure, Filter};

const EDITION: &str = "measures/2019";

fn reply(db: &Db, area: &str, women: &[i64]) -> Reading {
    let mut builder = Builder::new(&db.schemas, MEASURES).area(area).choice("campaign", "yes");
    for count in women {
        builder = builder.count(&[("sex", "F"), ("age", "_T")], *count, &count.to_string());
        if women.len() > 1 {
            builder = builder.disputed();
        }
    }
    builder.done()
}

/// AAA says two numbers, BBB one, and a second file of BBB waits.
fn loaded() -> Db {
    let mut db = Db::new();
    let (first, second, third) = (reply(&db, "AAA", &[5, 6]), reply(&db, "BBB", &[7]), reply(&db, "BBB", &[8]));
    db.load(&file("a.xlsx", "a"), &first);
    db.load(&file("b.xlsx", "b"), &second);
    db.load(&file("c.xlsx", "c"), &third);
    db
}

fn women(db: &mut Db) -> Figure {
    let figures = db.store.tracer().unwrap().figures(EDITION, "victims", &Filter::default()).unwrap();
    assert_eq!(figures.len(), 1, "{figures:?}");
    figures.into_iter().next().unwrap()
}

fn on_answer(db: &mut Db, bytes: &str, area: &str, action: Action, value: Option<&str>) -> Decision {
    let figure = women(db);
    let year = figure.year.and_then(|year| i16::try_from(year).ok());
    let (area, series, value) = (Some(area.to_owned()), Some(figure.series), value.map(str::to_owned));
    Decision { area, series, year, value, ..decision(bytes, action, None) }
}

/// Area, number, why it is left out, and the actions of the decisions on it.
fn told(figure: &Figure) -> Vec<String> {
    let line = |one: &verbale_store::trace::FigureSource| {
        let source = &one.source;
        let decisions: Vec<&str> = source.decisions.iter().map(|settled| settled.action).collect();
        let number = source.number.map_or("-".to_owned(), |number| number.to_string());
        let area = source.area.as_deref().unwrap_or("-");
        format!("{area} {number} {} [{}]", one.left_out.unwrap_or("counts"), decisions.join(" "))
    };
    figure.sources.iter().map(line).collect()
}

#[test]
fn a_figure_names_the_decisions_by_which_it_is_what_it_is() {
    let mut db = loaded();
    let figure = women(&mut db);
    assert_eq!((figure.total, figure.areas), (Some(7.0), 1));
    assert_eq!(told(&figure), ["AAA 5 disputed []", "AAA 6 disputed []", "BBB 7 counts []"]);
    assert!(figure.sources.iter().all(|one| one.source.role.as_deref() == Some("main") && one.source.clearance == "received"));
    let sum = on_answer(&mut db, "a", "AAA", Action::Sum, None);
    db.store.decide(&sum).unwrap();
    let figure = women(&mut db);
    assert_eq!((figure.total, figure.areas), (Some(18.0), 2));
    assert_eq!(told(&figure), ["AAA 11 counts [sum]", "BBB 7 counts []", "AAA 6 a part of the sum that counts by decision [sum]"]);
    let decided = &figure.sources[0].source.decisions[0];
    assert_eq!((decided.about, decided.author.as_str(), decided.decision.len()), ("answer", "Data officer", 64));
    assert_eq!(figure.sources[0].source.raw.as_deref(), Some("5"), "what stood there stays");
    let supersede = decision("c", Action::Supersede, Some(Class::Replacement));
    db.store.decide(&Decision { area: Some("BBB".to_owned()), ..supersede }).unwrap();
    let figure = women(&mut db);
    assert_eq!(told(&figure)[1], "BBB 8 counts [supersede]");
    let correct = on_answer(&mut db, "c", "BBB", Action::Correct, Some("9"));
    db.store.decide(&correct).unwrap();
    let figure = women(&mut db);
    assert_eq!((figure.total, told(&figure)[1].as_str()), (Some(20.0), "BBB 9 counts [supersede correct]"));
    assert_eq!(figure.sources[1].source.decisions[1].value.as_deref(), Some("9"));
    let exclude = on_answer(&mut db, "a", "AAA", Action::Exclude, None);
    db.store.decide(&exclude).unwrap();
    let figure = women(&mut db);
    assert_eq!((figure.total, figure.areas), (Some(9.0), 1));
    assert!(told(&figure).contains(&"AAA 5 excluded by decision [exclude]".to_owned()), "{:?}", told(&figure));
}

#[test]
fn a_cell_says_how_its_reply_stands_and_a_tally_by_which_decision() {
    let mut db = loaded();
    let supersede = decision("c", Action::Supersede, Some(Class::Replacement));
    let cell = |db: &mut Db, name: &str| {
        let at = db.rows(&format!(
            "SELECT cell FROM current_answer WHERE item = 'campaign' UNION SELECT cell FROM _passed_over WHERE item = '{name}'"
        ));
        db.store.tracer().unwrap().cell(name, &at[0]).unwrap().unwrap()
    };
    let waiting = &cell(&mut db, "c.xlsx").answers[0];
    assert!(waiting.in_force.is_none());
    assert_eq!(waiting.silent.as_deref(), Some("it is of revision 2, which is pending"));
    db.store.decide(&Decision { area: Some("BBB".to_owned()), ..supersede }).unwrap();
    let old = &cell(&mut db, "b.xlsx").answers[0];
    assert_eq!(old.silent.as_deref(), Some("it is of revision 1, which is superseded"));
    assert!(old.stands[0].decisions.is_empty() && old.feeds.tally.is_none());
    let new = &cell(&mut db, "c.xlsx").answers[0];
    assert_eq!((new.stands[0].role.as_str(), new.stands[0].decisions[0].action), ("main", "supersede"));
    assert_eq!(new.in_force.as_ref().unwrap().decisions[0].about, "reply");
    let tally = db.store.tracer().unwrap().tally(EDITION, "campaign", "yes").unwrap().unwrap();
    assert_eq!(tally.value, 2);
    let of = |area: &str| tally.replies.iter().find(|reply| reply.area == area).unwrap().answers[0].decisions.len();
    assert_eq!((of("AAA"), of("BBB")), (0, 1));
}

#[test]
fn a_figure_says_how_far_it_has_come() {
    let mut db = loaded();
    let event = clearance("BBB", ClearanceState::UnderQuery);
    db.store.add_clearance(&db.lock, &[event]).unwrap();
    let states: Vec<String> = women(&mut db).sources.into_iter().map(|one| one.source.clearance).collect();
    assert_eq!(states, ["received", "received", "under_query"]);
}
