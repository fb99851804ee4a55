//! Checks and pages. A page is named for its kind of finding, a check for what it compares.

pub(crate) mod age_parts;
pub(crate) mod answered_twice;
pub(crate) mod duplicates;
pub(crate) mod forms_differ_from_total;
pub(crate) mod margin_differs;
pub(crate) mod not_an_addressee;
pub(crate) mod sex_parts;
pub(crate) mod year_outside_window;

use crate::sums::{Equation, equations};
use crate::view::{ReplyView, Verdict, show};
use verbale_model::Kind;
use verbale_model::total::TotalKind;

/// Reports the equations of one kind that do not hold.
fn report(view: &ReplyView<'_>, verdict: &mut Verdict, total: TotalKind, over: &'static Kind, under: &'static Kind) {
    for equation in equations(view, total) {
        let kind = match () {
            () if equation.over() => over,
            () if equation.under() => under,
            () => continue,
        };
        verdict.findings.push(finding(view, kind, &equation));
    }
}

fn finding(view: &ReplyView<'_>, kind: &'static Kind, equation: &Equation<'_>) -> verbale_model::Finding {
    view.finding(kind, equation.at)
        .arg(view.name(&equation.total, equation.year))
        .arg(show(equation.parts))
        .arg(show(equation.total_bounds))
}
