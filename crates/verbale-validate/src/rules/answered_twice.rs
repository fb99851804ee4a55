//! One question answered twice with different values: yes and no ticked, or the question stands on two sheets.

use crate::registry::{Check, Scope};
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::ANSWERED_TWICE;
use verbale_model::{Answer, ItemKind, Value};

pub(crate) const CHECK: Check =
    Check { name: "answered-twice", scope: Scope::Reply, emits: &[ANSWERED_TWICE], applies: |_| Ok(()), run };

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for key in view.keys().filter(|key| key.len() > 1) {
        let given: Vec<u32> = key.iter().copied().filter(|&index| is_answer(view, view.answer(index))).collect();
        let Some((&first, others)) = given.split_first() else { continue };
        let of = |index: u32| view.answer(index).value;
        if others.iter().all(|&other| of(other) == of(first)) {
            continue;
        }
        let values: Vec<String> = given.iter().map(|&index| shown(view, view.answer(index))).collect();
        let item = &view.item(view.answer(first)).code;
        verdict.add(ANSWERED_TWICE, || view.finding(ANSWERED_TWICE, view.answer(first)).arg(item.as_str()).arg(values.join(", ")));
        verdict.disputed.extend(given);
    }
}

/// A blank or a "not available" beside an answer contradicts nothing; texts may be several.
fn is_answer(view: &ReplyView<'_>, answer: &Answer) -> bool {
    matches!(view.item(answer).kind, ItemKind::Choice(_) | ItemKind::Multi(_) | ItemKind::Date) && answer.value != Value::None
}

fn shown(view: &ReplyView<'_>, answer: &Answer) -> String {
    match answer.value {
        Value::Code(code) => view.code(code).to_owned(),
        _ => view.raw(answer).to_owned(),
    }
}
