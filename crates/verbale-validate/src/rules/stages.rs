//! One figure against another of the same year: stages of proceedings, victims and offences.

use crate::registry::{Check, Scope};
use crate::rules::set;
use crate::view::{Bounds, ReplyView, Verdict, show};
use verbale_model::catalogue::{CONVICTED_OVER_PROSECUTED, PROSECUTED_OVER_CONTACT, VICTIMS_WITHOUT_OFFENCES};
use verbale_model::setting::Setting;
use verbale_model::{Answer, Kind};

pub(crate) const CHECK: Check = Check {
    name: "stages",
    scope: Scope::Reply,
    emits: &[CONVICTED_OVER_PROSECUTED, PROSECUTED_OVER_CONTACT, VICTIMS_WITHOUT_OFFENCES],
    applies: |view| set(view, &[CONVICTED_OVER_PROSECUTED, PROSECUTED_OVER_CONTACT, VICTIMS_WITHOUT_OFFENCES]),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for kind in [CONVICTED_OVER_PROSECUTED, PROSECUTED_OVER_CONTACT] {
        for (at, value, against) in pairs(view, kind) {
            if against.1.is_some_and(|most| value.0 > most) {
                verdict.add(kind, || view.finding(kind, at).arg(year(at)).arg(show(value)).arg(show(against)));
            }
        }
    }
    for (at, value, against) in pairs(view, VICTIMS_WITHOUT_OFFENCES) {
        if value.0 > 0 && against == (0, Some(0)) {
            verdict.add(VICTIMS_WITHOUT_OFFENCES, || view.finding(VICTIMS_WITHOUT_OFFENCES, at).arg(year(at)).arg(show(value)));
        }
    }
}

fn year(answer: &Answer) -> i64 {
    i64::from(answer.year.unwrap_or_default())
}

/// The figures that a rule compares, year by year, over all persons.
fn pairs<'v>(view: &'v ReplyView<'v>, rule: &'static Kind) -> impl Iterator<Item = (&'v Answer, Bounds, Bounds)> {
    let of = move |setting: &'v Setting| {
        let items = setting.items.iter().flat_map(move |item| setting.against.iter().map(move |against| (*item, *against)));
        items.flat_map(move |(item, against)| {
            view.whole_runs(item).filter_map(move |run| {
                let at = view.answer(*run.first()?);
                Some((at, view.bounds_of(run)?, view.whole_bounds(against, at.year)?))
            })
        })
    };
    view.edition.settings(rule).flat_map(of)
}
