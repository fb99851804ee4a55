//! The rules and their parallel run.
//!
//! A rule has a code, a page and cases (`src/rules/<name>.md`). Most kinds of finding are raised while a file is read and
//! normalized; those that need the whole reply are decided here, by the checks of [`registry::CHECKS`]. A check sees answers,
//! never cells or XML, and its parameters (totals, windows) come from the edition.

pub mod catalogue;
pub mod registry;
mod rules;
mod sums;
mod view;

pub use registry::{CHECKS, Check, RULES, Rule, Scope};
pub use view::{ReplyView, Verdict};

use rayon::prelude::*;
use verbale_model::{Reading, Schemas};

/// Runs all checks over a reading, replies in parallel, and adds what they find to it: findings, and which answers are
/// disputed. The result does not depend on the number of threads: each reply owns its findings, they are merged in the order
/// of the replies and sorted by place.
pub fn validate(schemas: &Schemas, reading: &mut Reading) {
    let run = |index| {
        let view = ReplyView::new(schemas, reading, index);
        let mut verdict = Verdict::default();
        for check in CHECKS {
            (check.run)(&view, &mut verdict);
        }
        verdict.close();
        verdict
    };
    // One reply is checked where it is: handing it to another thread costs more than checking it.
    let verdicts: Vec<Verdict> = match reading.replies.len() {
        0 | 1 => (0..reading.replies.len()).map(run).collect(),
        many => (0..many).into_par_iter().map(run).collect(),
    };
    for (reply, verdict) in reading.replies.iter_mut().zip(verdicts) {
        reply.disputed = verdict.disputed;
        reading.findings.extend(verdict.findings);
    }
    reading.findings.sort();
}
