//! The same figure in every year: one year was copied into the others, or a cell filled down.

use crate::registry::{Check, Scope};
use crate::rules::set;
use crate::view::{Bounds, ReplyView, Verdict, show};
use verbale_model::catalogue::YEARS_IDENTICAL;

pub(crate) const CHECK: Check = Check {
    name: "years-identical",
    scope: Scope::Reply,
    emits: &[YEARS_IDENTICAL],
    applies: |view| set(view, &[YEARS_IDENTICAL]),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for setting in view.edition.settings(YEARS_IDENTICAL) {
        let (Some(years), Some(floor)) = (setting.number.and_then(|years| usize::try_from(years).ok()), setting.floor) else {
            continue;
        };
        let series = setting.items.iter().flat_map(|item| view.plan.whole_series(view.reading, *item));
        for series in series {
            let runs: Vec<&[u32]> = view.runs(series).filter(|run| view.bounds_of(run).is_some()).collect();
            let values: Vec<Bounds> = runs.iter().filter_map(|run| view.bounds_of(run)).collect();
            let [first @ (low, high), ..] = values[..] else { continue };
            if values.len() < years || low < floor || high != Some(low) || values.iter().any(|value| *value != first) {
                continue;
            }
            let at = view.answer(runs[0][0]);
            verdict.add(YEARS_IDENTICAL, || {
                view.finding(YEARS_IDENTICAL, at).arg(view.name(view.series(at), None)).arg(show(first)).arg(values.len())
            });
        }
    }
}
