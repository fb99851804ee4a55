//! Seeded faults: clean replies, one known fault planted in each, twenty times a rule.

#![expect(clippy::assigning_clones, clippy::needless_pass_by_value, reason = "what is planted is read in one line")]

mod clean;
mod faults;
mod given;
mod table;

use crate::support::{Workdir, schemas};
use clean::{Dice, Figures, Measures, Message, Statistics};
use given::Given;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use table::{How, TABLE};
use verbale::pipeline::{self, Wanted};
use verbale_model::{Findings, Language, Severity};
use verbale_validate::{Past, RULES, Rule};

const TIMES: u64 = 20;

/// What the rules find in the last of some files, after those before it.
fn found(files: &[Given]) -> Findings {
    let mut past = Past::default();
    let mut last = Findings::default();
    for (number, file) in files.iter().enumerate() {
        last = match pipeline::read(schemas(), &file.name, &file.bytes, Wanted::default()).result {
            Ok(mut reading) => {
                past.judge(schemas(), &format!("{number}-{}", file.name), &mut reading);
                reading.findings
            }
            Err(rejection) => {
                let mut findings = rejection.findings;
                findings.push(rejection.reason);
                findings
            }
        };
    }
    last
}

fn errors(findings: &Findings) -> Vec<&'static str> {
    findings.counts().filter(|(_, severity, _)| *severity == Severity::Error).map(|(code, ..)| code).collect()
}

/// What is wrong with a file in which nothing is.
fn complaint(what: &str, file: &Given) -> Option<String> {
    let findings = found(std::slice::from_ref(file));
    let wrong = !errors(&findings).is_empty() || findings.count(Severity::Warning) > 0;
    wrong.then(|| format!("{what}, {}: {:?}\n", file.name, findings.counts().collect::<Vec<_>>()))
}

#[test]
fn clean_replies_give_no_error() {
    let mut wrong = String::new();
    for seed in 0..TIMES * 5 {
        let dice = &mut Dice(seed);
        let language = *Language::ALL.iter().cycle().nth(usize::try_from(seed).unwrap()).unwrap();
        let measures = Measures::clean(dice, language);
        let coded = Measures::clean(dice, Language::En).coded();
        let statistics = Statistics::clean(dice, language);
        let files = [
            Given::csv(&Figures::clean(dice).table()),
            Given::table(dice, &measures.form()),
            Given::document(dice, &measures),
            Given::table(dice, &coded),
            Given::statistics(dice, &statistics),
            Given::message(&Message::clean(dice)),
        ];
        wrong.extend(files.iter().filter_map(|file| complaint(&format!("seed {seed}, {}", language.code()), file)));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_table_says_of_every_rule_how_its_fault_is_planted() {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.kind.code).collect();
    let told: Vec<&str> = TABLE.iter().map(|(code, _)| *code).collect();
    assert_eq!(told, rules);
    let ways: BTreeSet<&str> = faults::all().map(|(code, _)| *code).collect();
    for (code, how) in TABLE {
        let (planted, words) = match how {
            How::Planted(how) => (true, how),
            How::Not(reason) => (false, reason),
        };
        // The database decides it: a test of its own.
        assert_eq!(ways.contains(code) || *code == "K11", planted, "{code}");
        assert!(words.len() > 10, "{code}");
    }
    assert!(ways.iter().all(|code| told.contains(code)));
}

#[test]
fn planted_faults_are_found_and_no_other_hard_edit_fires() {
    let mut recall: BTreeMap<&str, u64> = BTreeMap::new();
    let mut wrong = String::new();
    for (code, how) in TABLE.iter().filter(|(code, how)| matches!(how, How::Planted(_)) && *code != "K11") {
        let rule = Rule::find(code).unwrap();
        let ways: Vec<_> = faults::all().filter(|(of, _)| of == code).collect();
        let (mut different, mut missed) = (BTreeSet::new(), String::new());
        for seed in 0..TIMES {
            let (_, plant) = ways[usize::try_from(seed).unwrap() % ways.len()];
            let files = plant(&mut Dice(seed.wrapping_mul(7919) + 1));
            let findings = found(&files);
            let raised = findings.count_of(rule.kind) > 0;
            *recall.entry(code).or_default() += u64::from(raised);
            let others: Vec<&str> = errors(&findings).into_iter().filter(|other| other != code).collect();
            let told = || {
                let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
                let all: Vec<_> = findings.counts().map(|(code, ..)| code).collect();
                format!("{code} planted in {names:?} (seed {seed}): found {all:?}\n")
            };
            if !others.is_empty() {
                wrong.push_str(&told());
            } else if !raised {
                missed.push_str(&told());
            }
            different.insert(files.into_iter().map(|file| (file.name, file.bytes)).collect::<Vec<_>>());
        }
        let least = if rule.kind.severity == Severity::Error { TIMES } else { TIMES * 95 / 100 };
        if recall[code] < least {
            let _ = writeln!(wrong, "{missed}{code}: found {} of {TIMES} times", recall[code]);
        }
        if different.len() < usize::try_from(TIMES).unwrap() {
            let _ = writeln!(wrong, "{code}: {} different faults, {how:?}", different.len());
        }
    }
    println!("recall by rule, of {TIMES}: {recall:?}");
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is loaded decides on K11, so the fault is planted in messages that follow one of the same State.
#[test]
fn messages_that_add_to_what_is_loaded_are_found() {
    let dir = Workdir::new();
    let mut states = BTreeSet::new();
    let mut seed = 0;
    while states.len() < usize::try_from(TIMES).unwrap() {
        seed += 1;
        let [first, second] = faults::added(&mut Dice(seed));
        let text = String::from_utf8_lossy(&first.bytes).into_owned();
        let state = schemas()
            .areas
            .list
            .iter()
            .map(|area| schemas().codes.text(area.code))
            .find(|code| text.contains(&format!("\"{code}\"")));
        if states.insert(state) {
            dir.write(&format!("first/{seed:03}.xml"), &first.bytes);
            dir.write(&format!("second/{seed:03}.xml"), &second.bytes);
        }
    }
    dir.run(&["import", "first", "--fail-on", "error"]).exits(0);
    dir.run(&["import", "second"]).exits(0);
    let found = dir.query("SELECT rule, count(DISTINCT file) FROM findings WHERE rule = 'K11' GROUP BY rule");
    assert_eq!(found, [["K11", &TIMES.to_string()]]);
}
