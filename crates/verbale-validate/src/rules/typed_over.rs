//! A formula that was typed over: the same figure is calculated in most years and typed in one.

use crate::registry::{Check, Scope};
use crate::rules::{replies_only, set};
use crate::view::{ReplyView, Verdict};
use rustc_hash::FxHashSet;
use verbale_model::catalogue::FORMULA_TYPED_OVER;
use verbale_model::intake::NoteKind;
use verbale_model::{Answer, Locus, Reason};

pub(crate) const CHECK: Check = Check {
    name: "typed-over",
    scope: Scope::Reply,
    emits: &[FORMULA_TYPED_OVER],
    applies: |view| {
        set(view, &[FORMULA_TYPED_OVER]).and_then(|()| replies_only(view))?;
        let any = view.reading.notes.iter().any(|note| note.kind == NoteKind::Formula);
        if any { Ok(()) } else { Err(Reason::NotInLayout) }
    },
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let notes = view.reading.notes.iter().filter(|note| note.kind == NoteKind::Formula);
    let formulas: FxHashSet<Locus> = notes.map(|note| note.at).collect();
    for &item in view.edition.settings(FORMULA_TYPED_OVER).flat_map(|setting| &setting.items) {
        for &series in view.plan.series(item) {
            let figures = view.runs(series).flatten().map(|&index| view.answer(index));
            let figures = figures.filter(|answer| answer.value.bounds().is_some());
            let (calculated, typed): (Vec<&Answer>, Vec<&Answer>) = figures.partition(|answer| formulas.contains(&answer.at));
            if calculated.len() <= typed.len() {
                continue;
            }
            for answer in typed {
                verdict.add(FORMULA_TYPED_OVER, || {
                    view.finding(FORMULA_TYPED_OVER, answer).arg(view.name(view.series(answer), answer.year))
                });
            }
        }
    }
}
