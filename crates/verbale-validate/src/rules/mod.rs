//! Checks and pages. A page is named for its kind of finding, a check for what it compares.

pub(crate) mod age_parts;
pub(crate) mod answered_twice;
pub(crate) mod citizenships;
pub(crate) mod contact_missing;
pub(crate) mod duplicates;
pub(crate) mod figures_without_source;
pub(crate) mod filled_down;
pub(crate) mod forms_differ_from_total;
pub(crate) mod forms_over_total;
pub(crate) mod free_text;
pub(crate) mod implications;
pub(crate) mod margins;
pub(crate) mod not_an_addressee;
pub(crate) mod sex_parts;
pub(crate) mod sorted_alone;
pub(crate) mod stages;
pub(crate) mod typed_over;
pub(crate) mod unanswered;
pub(crate) mod year_on_year;
pub(crate) mod year_outside_window;
pub(crate) mod years_identical;
pub(crate) mod yes_not_described;

use crate::sums::{Equation, equations};
use crate::view::{ReplyView, Verdict, show};
use verbale_model::layout::Layout;
use verbale_model::thresholds::Thresholds;
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

/// Rules with settings need an edition that has some for at least one of them.
fn set(view: &ReplyView<'_>, rules: &[&'static Kind]) -> Result<(), Reason> {
    let any = view.edition.settings.iter().any(|setting| rules.contains(&setting.rule));
    if any { Ok(()) } else { Err(Reason::NotInEdition) }
}

/// Rules about what is left empty: a letter's coding sheet and a table of records leave nothing empty.
fn form_only(view: &ReplyView<'_>) -> Result<(), Reason> {
    replies_only(view)?;
    let form = |layout: &Layout| matches!(layout, Layout::Form(form) if form.name == view.reading.layout);
    if view.edition.layouts.iter().any(form) { Ok(()) } else { Err(Reason::NotInLayout) }
}

/// Rules with thresholds need their table.
fn thresholds<'v>(view: &ReplyView<'v>) -> Result<&'v Thresholds, Reason> {
    view.schemas.thresholds.as_ref().ok_or(Reason::InputMissing)
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
