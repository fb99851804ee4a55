//! Seeded faults: clean replies, one known fault planted in each, twenty times a rule.

#![expect(clippy::assigning_clones, clippy::needless_pass_by_value, reason = "what is planted is read in one line")]

mod clean;
mod faults;

use crate::support::schemas;
use clean::{Dice, Figures, Measures, Statistics};
use faults::{ELSEWHERE, FAULTS};
use std::collections::BTreeMap;
use std::fmt::Write;
use verbale::pipeline::{self, Wanted};
use verbale_model::{Findings, Severity};
use verbale_validate::{Past, RULES, Rule};

const TIMES: u64 = 20;

/// What the rules find in the last of some files, after those before it.
fn found(files: &[String]) -> Findings {
    let mut past = Past::default();
    let mut last = Findings::default();
    for (number, file) in files.iter().enumerate() {
        let read = pipeline::read(schemas(), "reply.csv", file.as_bytes(), Wanted::default()).result;
        last = match read {
            Ok(mut reading) => {
                past.judge(schemas(), &format!("reply-{number}.csv"), &mut reading);
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

#[test]
fn clean_replies_give_no_error() {
    for seed in 0..TIMES * 5 {
        let dice = &mut Dice(seed);
        let measures = Measures::clean(dice);
        for file in [Figures::clean(dice).csv(), measures.form(), measures.coded(), Statistics::clean(dice).csv()] {
            let findings = found(std::slice::from_ref(&file));
            let all: Vec<_> = findings.counts().collect();
            assert!(errors(&findings).is_empty(), "{seed}: {all:?}\n{file}");
            let warnings = findings.count(Severity::Warning);
            assert_eq!(warnings, 0, "{seed}: {all:?}\n{file}");
        }
    }
}

#[test]
fn every_rule_is_planted_or_tested_elsewhere() {
    for rule in RULES {
        let planted = FAULTS.iter().any(|(code, _)| *code == rule.kind.code);
        let elsewhere = ELSEWHERE.iter().any(|(code, _)| *code == rule.kind.code);
        assert!(planted != elsewhere, "{}: planted {planted}, elsewhere {elsewhere}", rule.kind.code);
    }
}

#[test]
fn planted_faults_are_found_and_no_other_hard_edit_fires() {
    let mut recall: BTreeMap<&str, u64> = BTreeMap::new();
    let mut wrong = String::new();
    for (code, plant) in FAULTS {
        let rule = Rule::find(code).unwrap();
        for seed in 0..TIMES {
            let files = plant(&mut Dice(seed.wrapping_mul(7919) + 1));
            let findings = found(&files);
            *recall.entry(code).or_default() += u64::from(findings.count_of(rule.kind) > 0);
            let others: Vec<&str> = errors(&findings).into_iter().filter(|other| other != code).collect();
            if !others.is_empty() {
                let _ = writeln!(wrong, "{code} planted, and {others:?} found (seed {seed})");
            }
        }
        let least = if rule.kind.severity == Severity::Error { TIMES } else { TIMES * 95 / 100 };
        if recall[code] < least {
            let _ = writeln!(wrong, "{code}: found {} of {TIMES} times", recall[code]);
        }
    }
    println!("recall by rule, of {TIMES}: {recall:?}");
    assert!(wrong.is_empty(), "{wrong}");
}
