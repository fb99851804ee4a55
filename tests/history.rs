//! Replies against earlier ones of other runs: what the database keeps of them is enough to compare.

use crate::support::{Workdir, schemas};
use verbale::pipeline::{self, Wanted};
use verbale_model::Reading;
use verbale_validate::past::{EarlierAnswer, EarlierValue};
use verbale_validate::{Outcome, Past, Reason};

const FIRST: &str = "State,Measure code,Code\nLorvania,leg_nap,yes\nLorvania,vic_nrm,no\n";
const SECOND: &str = "State,Measure code,Code\nLorvania,leg_nap,planned\nLorvania,vic_nrm,no\n";
const FIGURES: &str = "Questionnaire for the Global Report on Trafficking in Persons\nCountry,Lorvania\n\nPersons prosecuted,2014,2015\nTotal,12,14\n";

fn read(text: &str) -> Reading {
    pipeline::read(schemas(), "reply.csv", text.as_bytes(), Wanted::default()).result.unwrap_or_else(|_| panic!("it is read"))
}

fn outcome(reading: &Reading, code: &str) -> Outcome {
    reading.replies[0].outcomes.iter().find(|outcome| outcome.kind.code == code).unwrap().outcome
}

/// What the views say of a loaded reply, as a run that comes later remembers it.
fn remembered(text: &str, edition: &str) -> Past {
    let dir = Workdir::new();
    dir.write("first.csv", text);
    dir.run(&["import", "first.csv"]).exits(0);
    let rows = dir.query(
        "SELECT item, sex, age, year, low, high, code FROM current_answer WHERE code IS NOT NULL OR low IS NOT NULL ORDER BY answer",
    );
    assert!(!rows.is_empty());
    let name = |row: &[String]| {
        let dims = [("sex", &row[1]), ("age", &row[2])].into_iter().filter(|(_, code)| !code.is_empty());
        row[0].clone() + &dims.map(|(name, code)| format!(" {name}={code}")).collect::<String>()
    };
    let names: Vec<String> = rows.iter().map(|row| name(row)).collect();
    let answers = rows.iter().zip(&names).map(|(row, series)| EarlierAnswer {
        series,
        year: row[3].parse().ok(),
        value: match row[4].parse() {
            Ok(low) => EarlierValue::Figure(low, row[5].parse().ok()),
            Err(_) => EarlierValue::Code(&row[6]),
        },
    });
    let mut past = Past::default();
    let state = schemas().areas.list.iter().find(|area| area.names[0] == "Lorvania").unwrap().code;
    past.remember(schemas(), (schemas().edition_at(edition).unwrap().id, state), "first.csv", answers);
    past
}

#[test]
fn what_the_database_keeps_tells_a_second_submission() {
    let mut past = remembered(FIRST, "tip-measures/2019");
    let mut same = read(FIRST);
    past.judge(schemas(), "again.csv", &mut same);
    assert_eq!(outcome(&same, "K06"), Outcome::Passed);
    let mut second = read(SECOND);
    past.judge(schemas(), "second.csv", &mut second);
    assert_eq!(outcome(&second, "K06"), Outcome::Failed { count: 1 });
    assert_eq!(outcome(&second, "K10"), Outcome::Skipped(Reason::NoBatch));
}

#[test]
fn what_the_database_keeps_tells_a_revised_figure() {
    let mut past = remembered(FIGURES, "glotip/2018");
    let mut now = read(&FIGURES.replace("12,14", "12,15"));
    assert_eq!(outcome(&now, "T07"), Outcome::Skipped(Reason::NoHistory));
    past.judge(schemas(), "second.csv", &mut now);
    assert_eq!(outcome(&now, "T07"), Outcome::Failed { count: 1 });
    assert_eq!(outcome(&now, "K09"), Outcome::Passed);
}

#[test]
fn a_batch_says_what_was_sent_twice() {
    let dir = Workdir::new();
    dir.write("in/a.csv", FIRST);
    dir.write("in/b.csv", SECOND);
    dir.run(&["import", "in"]).exits(0);
    assert_eq!(dir.query("SELECT rule, file FROM findings WHERE rule = 'K06'"), [["K06", "in/b.csv"]]);
}

#[test]
fn an_import_compares_with_what_earlier_imports_loaded() {
    let dir = Workdir::new();
    dir.write("a.csv", FIGURES);
    dir.write("b.csv", FIGURES.replace("12,14", "12,15"));
    dir.write("other.csv", FIGURES.replace("Lorvania", "Almerand").replace("12,14", "3,4"));
    dir.run(&["import", "a.csv"]).exits(0);
    dir.run(&["import", "other.csv", "b.csv"]).exits(0);
    let rows = dir.query("SELECT rule, file, message FROM findings WHERE rule IN ('K06', 'T07') ORDER BY rule");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|row| row[1] == "b.csv" && row[2].contains("a.csv")), "{rows:?}");
    assert!(rows[1][2].starts_with("15, after 14"), "{rows:?}");
    // Nobody has decided on the second file: what a third is compared with is the first, which is in force.
    dir.write("c.csv", FIGURES.replace("12,14", "12,16"));
    dir.run(&["import", "c.csv"]).exits(0);
    let rows = dir.query("SELECT message FROM findings WHERE rule = 'T07' AND file = 'c.csv'");
    assert!(rows.len() == 1 && rows[0][0].starts_with("16, after 14"), "{rows:?}");
}

#[test]
fn without_its_threshold_a_rule_of_history_could_not_run() {
    let mut without = schemas().clone();
    without.thresholds = None;
    let mut past = remembered(FIGURES, "glotip/2018");
    let mut now = read(&FIGURES.replace("12,14", "12,15"));
    past.judge(&without, "second.csv", &mut now);
    assert_eq!(outcome(&now, "K09"), Outcome::CouldNotRun(Reason::InputMissing));
    assert_eq!(outcome(&now, "T07"), Outcome::Failed { count: 1 });
}
