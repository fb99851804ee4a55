//! A year for which the edition does not ask.

use crate::registry::{Check, Scope};
use crate::view::{ReplyView, Verdict};
use verbale_model::Reason;
use verbale_model::catalogue::YEAR_OUTSIDE;

pub(crate) const CHECK: Check = Check {
    name: "year-outside-window",
    scope: Scope::Reply,
    emits: &[YEAR_OUTSIDE],
    applies: |view| view.edition.years.map(|_| ()).ok_or(Reason::NotInEdition),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let Some((first, last)) = view.edition.years else { return };
    for answer in &view.reply.answers {
        let Some(year) = answer.year.filter(|year| !(first..=last).contains(year)) else { continue };
        verdict.add(YEAR_OUTSIDE, || view.finding(YEAR_OUTSIDE, answer).arg(i64::from(year)).arg(format!("{first}–{last}")));
    }
}
