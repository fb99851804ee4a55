//! Checks and pages. A page is named for its kind of finding, a check for what it compares.

pub(crate) mod age_parts;
pub(crate) mod answered_twice;
pub(crate) mod duplicates;
pub(crate) mod forms_differ_from_total;
pub(crate) mod margins;
pub(crate) mod not_an_addressee;
pub(crate) mod sex_parts;
pub(crate) mod year_outside_window;

use crate::sums::{Equation, equations};
use crate::view::{ReplyView, Verdict, show};
use verbale_model::total::TotalKind;
use verbale_model::{EditionKind, Finding, Kind, Reason};

/// Rules about what a State says of itself; a released product makes nobody a respondent.
fn replies_only(view: &ReplyView<'_>) -> Result<(), Reason> {
    if view.edition.kind == EditionKind::Reply { Ok(()) } else { Err(Reason::NotForDatasets) }
}

/// Rules about totals need an edition that declares some.
fn declares(view: &ReplyView<'_>, kind: TotalKind) -> Result<(), Reason> {
    if view.edition.totals.iter().any(|total| total.kind == kind) { Ok(()) } else { Err(Reason::NotInEdition) }
}

/// Reports the equations of one kind that do not hold.
fn report(view: &ReplyView<'_>, verdict: &mut Verdict, total: TotalKind, over: &'static Kind, under: &'static Kind) {
    for equation in equations(view, total) {
        let kind = match () {
            () if equation.over() => over,
            () if equation.under() => under,
            () => continue,
        };
        verdict.add(kind, || finding(view, kind, &equation));
    }
}

fn finding(view: &ReplyView<'_>, kind: &'static Kind, equation: &Equation<'_>) -> Finding {
    let series = view.reading.series.get(equation.relation.whole);
    view.finding(kind, equation.at).arg(view.name(series, equation.at.year)).arg(show(equation.parts)).arg(show(equation.total))
}
