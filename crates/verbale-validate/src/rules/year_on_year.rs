//! A figure against that of the year before: a multiple or a fraction of it is worth a query, twice or half of it worth knowing.

use crate::registry::{Check, Scope};
use crate::rules::set;
use crate::view::{Bounds, ReplyView, Verdict, show};
use verbale_model::catalogue::{CHANGED_GREATLY, CHANGED_MUCH};
use verbale_model::{Answer, ItemId, Kind};

pub(crate) const CHECK: Check = Check {
    name: "year-on-year",
    scope: Scope::Reply,
    emits: &[CHANGED_GREATLY, CHANGED_MUCH],
    applies: |view| set(view, &[CHANGED_GREATLY, CHANGED_MUCH]),
    run,
};

/// A factor, and the least figure from which on it says something.
struct Threshold {
    rule: &'static Kind,
    factor: i64,
    floor: i64,
}

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let mut seen: Vec<ItemId> = Vec::new();
    for setting in &view.edition.settings {
        for &item in setting.items.iter().filter(|_| [CHANGED_GREATLY, CHANGED_MUCH].contains(&setting.rule)) {
            if !seen.contains(&item) {
                seen.push(item);
                compare(view, verdict, item);
            }
        }
    }
}

fn compare(view: &ReplyView<'_>, verdict: &mut Verdict, item: ItemId) {
    let thresholds = thresholds(view, item);
    for series in view.plan.whole_series(view.reading, item) {
        let mut before: Option<(&Answer, Bounds)> = None;
        for run in view.runs(series) {
            let Some(at) = run.first().map(|&index| view.answer(index)) else { continue };
            let Some(bounds) = view.bounds_of(run) else { continue };
            let last = before.replace((at, bounds)).filter(|(last, _)| follows(last.year, at.year));
            let Some((last, than)) = last else { continue };
            let Some(found) = thresholds.iter().find(|threshold| threshold.crossed(bounds, than)) else { continue };
            verdict.add(found.rule, || {
                view.finding(found.rule, at)
                    .arg(view.name(view.series(at), at.year))
                    .arg(show(bounds))
                    .arg(show(than))
                    .arg(i64::from(last.year.unwrap_or_default()))
                    .arg(found.factor)
            });
        }
    }
}

/// The thresholds of an item, the greatest factor first.
fn thresholds(view: &ReplyView<'_>, item: ItemId) -> Vec<Threshold> {
    let of = |rule| {
        let settings = view.edition.settings(rule).filter(|setting| setting.items.contains(&item));
        settings.filter_map(move |setting| Some(Threshold { rule, factor: setting.number?, floor: setting.floor? }))
    };
    let mut all: Vec<Threshold> = [CHANGED_GREATLY, CHANGED_MUCH].into_iter().flat_map(of).collect();
    all.sort_by_key(|threshold| std::cmp::Reverse(threshold.factor));
    all
}

fn follows(last: Option<i16>, year: Option<i16>) -> bool {
    matches!((last, year), (Some(last), Some(year)) if last + 1 == year)
}

impl Threshold {
    /// One figure is at least so many times the other, whatever they are within their bounds, and the greater reaches the floor.
    fn crossed(&self, one: Bounds, other: Bounds) -> bool {
        let times = |low: i64, high: Option<i64>| {
            low >= self.floor && high.and_then(|high| high.checked_mul(self.factor)).is_some_and(|most| low >= most)
        };
        times(one.0, other.1) || times(other.0, one.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_certain_or_not_said() {
        let threshold = Threshold { rule: CHANGED_GREATLY, factor: 3, floor: 10 };
        let exact = |value: i64| (value, Some(value));
        for (one, other, crossed) in [
            (exact(40), exact(5), true),
            (exact(5), exact(40), true),
            (exact(15), exact(5), true),
            (exact(14), exact(5), false),
            (exact(9), exact(1), false),
            (exact(10), exact(0), true),
            ((0, Some(4)), exact(12), true),
            ((0, Some(4)), exact(11), false),
            ((5, None), exact(40), false),
            ((40, None), exact(5), true),
        ] {
            assert_eq!(threshold.crossed(one, other), crossed, "{one:?} {other:?}");
        }
    }
}
