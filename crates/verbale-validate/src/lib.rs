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
use verbale_model::{Findings, Reading, Schemas};

/// Runs all checks over a reading, replies in parallel, and adds what they find to it: findings, which answers are disputed, and
/// what came of each rule. The result does not depend on the number of threads: each reply owns its findings, they are merged in
/// the order of the replies and sorted by place.
pub fn validate(schemas: &Schemas, reading: &mut Reading) {
    let plan = Plan::new(schemas, reading);
    let run = |index| run::reply(&ReplyView::new(schemas, reading, &plan, index));
    let none = || Checks::none(&reading.findings);
    let Checks { findings, decided } = match reading.replies.len() {
        // One reply is checked where it is: handing it to another thread costs more than checking it.
        1 => none().and(run(0)),
        replies => (0..replies).into_par_iter().fold(none, |checks, index| checks.and(run(index))).reduce(none, Checks::join),
    };
    reading.findings.merge(findings);
    for (reply, (disputed, outcomes)) in reading.replies.iter_mut().zip(decided) {
        reply.disputed = disputed;
        reply.outcomes = outcomes;
    }
    past::not_compared(schemas, reading);
    reading.findings.sort();
}

/// What the checks say about some replies of a file that stand one behind the other. Each thread merges its own, so that no more
/// findings are held than a few files may keep.
struct Checks {
    findings: Findings,
    /// Of each reply, which answers are disputed and what came of each rule.
    decided: Vec<(Vec<u32>, Vec<RuleOutcome>)>,
}

impl Checks {
    /// Nothing about no reply; `alike` says which kinds of findings are traced.
    fn none(alike: &Findings) -> Self {
        Self { findings: alike.alike(), decided: Vec::new() }
    }

    /// With the next reply.
    fn and(mut self, checked: run::Checked) -> Self {
        self.findings.merge(checked.findings);
        self.decided.push((checked.disputed, checked.outcomes));
        self
    }

    /// With the replies behind these.
    fn join(mut self, behind: Self) -> Self {
        self.findings.merge(behind.findings);
        self.decided.extend(behind.decided);
        self
    }
}

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
