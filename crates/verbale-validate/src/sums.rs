//! Totals: which parts stand against which total in a reply, as bounds.

use crate::view::{Bounds, ReplyView, add_high};
use verbale_model::total::{Total, TotalKind};
use verbale_model::{Answer, CodeId, Series};

/// Parts against a total, in one group of a reply.
pub(crate) struct Equation<'v> {
    /// The series of the total.
    pub(crate) total: Series,
    /// Year.
    pub(crate) year: Option<i16>,
    /// What is known of the total.
    pub(crate) total_bounds: Bounds,
    /// An answer to the total, for its place.
    pub(crate) at: &'v Answer,
    /// Sum of the parts that were given.
    pub(crate) parts: Bounds,
    /// True if every part that must be there was given.
    pub(crate) complete: bool,
}

impl Equation<'_> {
    /// The parts exceed the total, whatever the censored ones are.
    pub(crate) fn over(&self) -> bool {
        self.total_bounds.1.is_some_and(|most| self.parts.0 > most)
    }

    /// The parts fall short of the total, whatever the censored ones are; parts not given could make up for it.
    pub(crate) fn under(&self) -> bool {
        self.complete && self.parts.1.is_some_and(|most| most < self.total_bounds.0)
    }
}

/// All equations of one kind in a reply, in the order of the answers to their totals.
pub(crate) fn equations<'v>(view: &'v ReplyView<'v>, kind: TotalKind) -> impl Iterator<Item = Equation<'v>> {
    view.edition.totals.iter().filter(move |total| total.kind == kind).flat_map(move |total| {
        view.keys().filter_map(move |key| {
            let answer = view.answer(*key.first()?);
            let series = view.series(answer);
            is_total(view, total, series).then(|| equation(view, total, *series, answer)).flatten()
        })
    })
}

/// True if a series is the total of a declared relation. Sex and age are checked over the whole table alone; a margin is a
/// group in which another dimension is given.
fn is_total(view: &ReplyView<'_>, total: &Total, series: &Series) -> bool {
    if series.item != total.total_item || series.get(total.over) != total.total_code {
        return false;
    }
    let whole = whole_code(view, total);
    let others_whole = (0..series.dims.len())
        .all(|dim| dim == usize::from(total.over.0) || series.dims[dim].is_none() || series.dims[dim] == whole);
    match total.kind {
        TotalKind::Margin => !others_whole,
        TotalKind::Sex | TotalKind::Age | TotalKind::Form => others_whole,
    }
}

/// The code that means "total" in every dimension: that of the relation, or for a total without the dimension the one that
/// its other dimensions use.
fn whole_code(view: &ReplyView<'_>, total: &Total) -> Option<CodeId> {
    total.total_code.or_else(|| view.edition.totals.iter().find_map(|other| other.total_code))
}

fn equation<'v>(view: &'v ReplyView<'v>, total: &Total, series: Series, at: &'v Answer) -> Option<Equation<'v>> {
    let total_bounds = view.bounds(&series, at.year)?;
    let part = Series { item: total.item, ..series };
    let mut sum: Option<Bounds> = None;
    let mut complete = true;
    for (code, residual) in codes(total) {
        match series_of(view, total, &part, code, residual, at.year).and_then(|series| view.bounds(&series, at.year)) {
            Some((low, high)) => {
                let (least, most) = sum.unwrap_or((0, Some(0)));
                sum = Some((least.saturating_add(low), add_high(most, high)));
            }
            None => complete &= residual,
        }
    }
    Some(Equation { total: series, year: at.year, total_bounds, at, parts: sum?, complete })
}

/// The codes of all parts, and whether each is a residual one.
pub(crate) fn codes(total: &Total) -> impl Iterator<Item = (CodeId, bool)> + '_ {
    total.parts.iter().map(|&code| (code, false)).chain(total.residual.iter().map(|&code| (code, true)))
}

/// The series of a part beside another one, where the reply gives it. A residual part may stand elsewhere than the others; that
/// says something of a table's total alone, never of a group within it.
pub(crate) fn series_of(
    view: &ReplyView<'_>,
    total: &Total,
    beside: &Series,
    code: CodeId,
    residual: bool,
    year: Option<i16>,
) -> Option<Series> {
    let series = beside.with(total.over, code);
    if !view.find(&series, year).is_empty() {
        return Some(series);
    }
    let whole = whole_code(view, total);
    let elsewhere = residual && !total.residual_at.is_empty() && total.residual_at.iter().all(|(dim, _)| beside.get(*dim) == whole);
    let moved = total.residual_at.iter().fold(series, |series, &(dim, code)| series.with(dim, code));
    (elsewhere && !view.find(&moved, year).is_empty()).then_some(moved)
}
