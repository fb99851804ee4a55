//! The checks over one reply: each on its own, so that one that fails takes no other with it.

use crate::registry::{CHECKS, Check};
use crate::view::{ReplyView, Verdict};
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use verbale_model::catalogue::RULE_FAULT;
use verbale_model::setting::FORMS;
use verbale_model::{Finding, Findings, Kind, Locus, Outcome, Reason, RuleOutcome};

/// From this many answers on, the checks of one reply run on several threads.
const BIG: usize = 20_000;

/// What the checks say about one reply.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) findings: Findings,
    /// Indexes of answers that contradict one another, in order.
    pub(crate) disputed: Vec<u32>,
    /// In order of code.
    pub(crate) outcomes: Vec<RuleOutcome>,
}

/// Runs all checks.
pub(crate) fn reply(view: &ReplyView<'_>) -> Checked {
    with(CHECKS, view)
}

fn with(checks: &[Check], view: &ReplyView<'_>) -> Checked {
    let of = |check| (check, one(check, view));
    let results: Vec<(&Check, Result<Verdict, Outcome>)> = match view.reply.answers.len() {
        few if few < BIG => checks.iter().map(of).collect(),
        _ => checks.par_iter().map(of).collect(),
    };
    let mut all = Checked { findings: view.reading.findings.alike(), ..Checked::default() };
    for (check, result) in results {
        match result {
            Ok(verdict) => {
                all.outcomes.extend(check.emits.iter().map(|kind| RuleOutcome {
                    kind,
                    outcome: match verdict.findings.count_of(kind) {
                        0 if lacks_settings(kind, view) => Outcome::Skipped(Reason::NotInEdition),
                        0 => Outcome::Passed,
                        count => Outcome::Failed { count },
                    },
                }));
                all.disputed.extend(verdict.disputed);
                all.findings.merge(verdict.findings);
            }
            Err(outcome) => {
                all.outcomes.extend(check.emits.iter().map(|&kind| RuleOutcome { kind, outcome }));
                if let Outcome::CouldNotRun(_) = outcome {
                    all.findings.push(Finding::new(RULE_FAULT, Locus::File).area(view.reply.area).arg(check.name));
                }
            }
        }
    }
    all.disputed.sort_unstable();
    all.disputed.dedup();
    all.outcomes.sort_by_key(|outcome| outcome.kind.code);
    all
}

/// A rule with settings of which the edition has none looked at nothing.
fn lacks_settings(kind: &Kind, view: &ReplyView<'_>) -> bool {
    FORMS.iter().any(|form| form.rule == kind) && view.edition.settings(kind).next().is_none()
}

/// One check: what it says, or why it says nothing. What it found before it failed is not kept: half a check is none.
fn one(check: &Check, view: &ReplyView<'_>) -> Result<Verdict, Outcome> {
    let guarded = catch_unwind(AssertUnwindSafe(|| {
        (check.applies)(view).map_err(|reason| match reason {
            // It should have run: what it needs is none of the reply's to give.
            Reason::InputMissing => Outcome::CouldNotRun(reason),
            _ => Outcome::Skipped(reason),
        })?;
        let mut verdict = Verdict { findings: view.reading.findings.alike(), ..Verdict::default() };
        (check.run)(view, &mut verdict);
        Ok(verdict)
    }));
    guarded.unwrap_or(Err(Outcome::CouldNotRun(Reason::Panicked)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;
    use crate::registry::Scope;
    use verbale_model::catalogue::{ANSWERED_TWICE, DUPLICATE_SAME, NOT_ADDRESSEE};
    use verbale_model::{Accounting, Language, Reading, Reply, SeriesTable, TextPool};
    use verbale_schema::Layer;

    fn check(name: &'static str, kind: &'static [&'static Kind], run: fn(&ReplyView<'_>, &mut Verdict)) -> Check {
        Check { name, scope: Scope::Reply, emits: kind, applies: |_| Ok(()), run }
    }

    #[test]
    fn a_check_that_fails_takes_no_other_with_it_and_never_passes() {
        let schemas = verbale_schema::load(&[Layer::embedded()]).unwrap();
        let reading = Reading {
            edition: schemas.editions[0].id,
            layout: String::new(),
            language: Language::En,
            places: Vec::new(),
            texts: TextPool::default(),
            series: SeriesTable::default(),
            replies: vec![Reply::default()],
            findings: Findings::default(),
            labels: Vec::new(),
            notes: Vec::new(),
            claim: None,
            accounting: Accounting::default(),
        };
        let found = |view: &ReplyView<'_>, verdict: &mut Verdict| {
            verdict.add(DUPLICATE_SAME, || Finding::new(DUPLICATE_SAME, Locus::File).area(view.reply.area).arg("").arg(""));
        };
        let mut checks = [
            check("half", &[NOT_ADDRESSEE], |_, verdict| {
                verdict.add(NOT_ADDRESSEE, || Finding::new(NOT_ADDRESSEE, Locus::File).arg("kept by no one"));
                panic!("CANARY");
            }),
            check("whole", &[DUPLICATE_SAME], found),
            check("silent", &[ANSWERED_TWICE], |_, _| {}),
        ];
        let plan = Plan::new(&schemas, &reading);
        let view = ReplyView::new(&schemas, &reading, &plan, 0);
        let checked = with(&checks, &view);
        let outcomes: Vec<_> = checked.outcomes.iter().map(|outcome| (outcome.kind.code, outcome.outcome)).collect();
        assert_eq!(
            outcomes,
            [("K05", Outcome::CouldNotRun(Reason::Panicked)), ("K08", Outcome::Failed { count: 1 }), ("S10", Outcome::Passed)]
        );
        let said: Vec<String> =
            checked.findings.kept().iter().map(|finding| format!("{} {:?}", finding.kind.code, finding.args)).collect();
        assert_eq!(said.len(), 2);
        assert!(said[0].starts_with("F09") && said[0].contains("half"), "{said:?}");
        assert!(!said.iter().any(|said| said.contains("CANARY") || said.contains("kept by")), "{said:?}");

        checks[0].applies = |_| Err(Reason::InputMissing);
        assert_eq!(with(&checks, &view).outcomes[0].outcome, Outcome::CouldNotRun(Reason::InputMissing));

        checks[0].applies = |_| Err(Reason::NoHistory);
        let checked = with(&checks, &view);
        assert_eq!(checked.outcomes[0].outcome, Outcome::Skipped(Reason::NoHistory));
        assert_eq!(checked.findings.kept().len(), 1);
    }
}
