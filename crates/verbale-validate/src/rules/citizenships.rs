//! Persons by citizenship against all persons: one citizenship cannot have more than all, and all together should have as many.

use crate::registry::{Check, Scope};
use crate::rules::{declares, finding};
use crate::sums::{Equation, equations};
use crate::view::{ReplyView, Verdict, show};
use verbale_model::catalogue::{CITIZENSHIP_OVER, CITIZENSHIP_SUM};
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "citizenships",
    scope: Scope::Reply,
    emits: &[CITIZENSHIP_OVER, CITIZENSHIP_SUM],
    applies: |view| declares(view, TotalKind::Citizenship),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for equation in equations(view, TotalKind::Citizenship) {
        // A sum says nothing new where one of its parts alone is too much.
        if !each(view, verdict, &equation) && (equation.over() || equation.under()) {
            verdict.add(CITIZENSHIP_SUM, || finding(view, CITIZENSHIP_SUM, &equation));
        }
    }
}

/// Reports the citizenships that exceed the total; says whether one does.
fn each(view: &ReplyView<'_>, verdict: &mut Verdict, equation: &Equation<'_>) -> bool {
    let Some(most) = equation.total.1 else { return false };
    let mut found = false;
    for series in equation.relation.parts.iter().filter_map(|part| part.series) {
        let run = view.find_id(series, equation.at.year);
        let (Some(bounds), Some(&first)) = (view.bounds_of(run), run.first()) else { continue };
        if bounds.0 > most {
            found = true;
            verdict.add(CITIZENSHIP_OVER, || {
                let answer = view.answer(first);
                view.finding(CITIZENSHIP_OVER, answer)
                    .arg(view.name(view.series(answer), answer.year))
                    .arg(show(bounds))
                    .arg(show(equation.total))
            });
        }
    }
    found
}
