//! Totals: which parts stand against which total in a reply, as bounds.

use crate::plan::{Part, Relation};
use crate::view::{Bounds, ReplyView, add_high};
use verbale_model::total::{Total, TotalKind};
use verbale_model::{Answer, CodeId, Series};

/// Parts against a total, in one year of a reply.
pub(crate) struct Equation<'v> {
    /// The relation behind it.
    pub(crate) relation: &'v Relation,
    /// What is known of the total.
    pub(crate) total: Bounds,
    /// An answer to the total, for its place.
    pub(crate) at: &'v Answer,
    /// Sum of the parts that were given.
    pub(crate) parts: Bounds,
    /// True if every part that must be there was given.
    complete: bool,
    /// True if every part was given, the residual ones too: nobody is left who could make up a difference.
    exhaustive: bool,
}

impl Equation<'_> {
    /// The parts exceed the total, whatever the censored ones are.
    pub(crate) fn over(&self) -> bool {
        self.total.1.is_some_and(|most| self.parts.0 > most)
    }

    /// The parts fall short of the total, whatever the censored ones are; parts not given could make up for it.
    pub(crate) fn under(&self) -> bool {
        self.complete && self.parts.1.is_some_and(|most| most < self.total.0)
    }

    /// The parts fall short of the total, and no part is left that could make up for it.
    pub(crate) fn under_for_certain(&self) -> bool {
        self.exhaustive && self.under()
    }
}

/// All equations of one kind in a reply.
pub(crate) fn equations<'v>(view: &'v ReplyView<'v>, kind: TotalKind) -> impl Iterator<Item = Equation<'v>> {
    let relations = view.plan.relations(view.edition, kind);
    relations.flat_map(move |relation| view.runs(relation.whole).filter_map(move |run| equation(view, relation, run)))
}

fn equation<'v>(view: &'v ReplyView<'v>, relation: &'v Relation, run: &[u32]) -> Option<Equation<'v>> {
    let at = view.answer(*run.first()?);
    let total = view.bounds_of(run)?;
    let mut sum: Option<Bounds> = None;
    let (mut complete, mut exhaustive) = (true, true);
    for part in &relation.parts {
        match part_bounds(view, part, at.year) {
            Some((low, high)) => {
                let (least, most) = sum.unwrap_or((0, Some(0)));
                sum = Some((least.saturating_add(low), add_high(most, high)));
            }
            None => {
                complete &= part.residual;
                exhaustive = false;
            }
        }
    }
    Some(Equation { relation, total, at, parts: sum?, complete, exhaustive })
}

/// Bounds of a part, where it stands beside the others or else elsewhere.
pub(crate) fn part_bounds(view: &ReplyView<'_>, part: &Part, year: Option<i16>) -> Option<Bounds> {
    let given = |series| Some(view.find_id(series?, year)).filter(|run| !run.is_empty());
    view.bounds_of(given(part.series).or_else(|| given(part.elsewhere))?)
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
    let whole = view.plan.whole(total);
    let elsewhere = residual && !total.residual_at.is_empty() && total.residual_at.iter().all(|(dim, _)| beside.get(*dim) == whole);
    let moved = total.residual_at.iter().fold(series, |series, &(dim, code)| series.with(dim, code));
    (elsewhere && !view.find(&moved, year).is_empty()).then_some(moved)
}
