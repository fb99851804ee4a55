//! The rules and their parallel run.
//!
//! A rule has a code, a page and cases (`src/rules/<name>.md`). Most kinds of finding are raised while a file is read and
//! normalized; those that need the whole reply are decided here, by the checks of [`registry::CHECKS`]. A check sees answers,
//! never cells or XML, and its parameters (totals, windows, pairs of items, thresholds) come from the edition.

pub mod catalogue;
pub mod past;
mod plan;
pub mod registry;
mod rules;
mod run;
mod sums;
mod text;
mod view;

pub use past::Past;
pub use registry::{CHECKS, Check, RULES, Rule, Scope};
pub use verbale_model::outcome::{Outcome, Reason, RuleOutcome};
pub use view::{ReplyView, Verdict};

use crate::plan::Plan;
use rayon::prelude::*;
use verbale_model::{Reading, Schemas};

/// Runs all checks over a reading, replies in parallel, and adds what they find to it: findings, which answers are disputed, and
/// what came of each rule. The result does not depend on the number of threads: each reply owns its findings, they are merged in
/// the order of the replies and sorted by place.
pub fn validate(schemas: &Schemas, reading: &mut Reading) {
    let plan = Plan::new(schemas, reading);
    let run = |index| run::reply(&ReplyView::new(schemas, reading, &plan, index));
    let mut findings = reading.findings.alike();
    let mut decided = Vec::with_capacity(reading.replies.len());
    let last = reading.replies.len();
    for first in (0..last).step_by(AT_ONCE) {
        let some = first..last.min(first + AT_ONCE);
        // One reply is checked where it is: handing it to another thread costs more than checking it.
        let checked: Vec<run::Checked> = if last == 1 { some.map(run).collect() } else { some.into_par_iter().map(run).collect() };
        for checked in checked {
            findings.merge(checked.findings);
            decided.push((checked.disputed, checked.outcomes));
        }
    }
    reading.findings.merge(findings);
    for (reply, (disputed, outcomes)) in reading.replies.iter_mut().zip(decided) {
        reply.disputed = disputed;
        reply.outcomes = outcomes;
    }
    past::not_compared(schemas, reading);
    reading.findings.sort();
}

/// Replies of a file that are checked before what was found is merged: each holds its own findings until then, of every rule as
/// many as a whole file may keep.
const AT_ONCE: usize = 32;

/// What came of each rule over a whole file, in order of code. A rule that reading and normalizing decide looks at every cell: it
/// passed if it found nothing.
pub fn outcomes(reading: &Reading) -> Vec<RuleOutcome> {
    let of = |rule: &Rule| {
        let whole = reading.replies.iter().flat_map(|reply| &reply.outcomes).filter(|outcome| outcome.kind == rule.kind);
        let outcome = whole.map(|outcome| outcome.outcome).reduce(Outcome::and);
        outcome.unwrap_or_else(|| match reading.findings.count_of(rule.kind) {
            0 => Outcome::Passed,
            count => Outcome::Failed { count },
        })
    };
    RULES.iter().map(|rule| RuleOutcome { kind: rule.kind, outcome: of(rule) }).collect()
}
