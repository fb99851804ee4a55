//! A measure that makes sense only with another one: yes to the part, no to the whole.

use crate::registry::{Check, Scope};
use crate::rules::set;
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::{CAMPAIGN_WITHOUT_PARENT, CHILD_WITHOUT_PARENT, PLAN_PILLARS_WITHOUT_PLAN, SERVICE_WITHOUT_ANY};
use verbale_model::{Answer, CodeId, ItemId, Kind, Value};

const RULES: &[&Kind] = &[CHILD_WITHOUT_PARENT, CAMPAIGN_WITHOUT_PARENT, PLAN_PILLARS_WITHOUT_PLAN, SERVICE_WITHOUT_ANY];

pub(crate) const CHECK: Check =
    Check { name: "implications", scope: Scope::Reply, emits: RULES, applies: |view| set(view, RULES), run };

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for setting in &view.edition.settings {
        let Some(&kind) = RULES.iter().find(|rule| **rule == setting.rule) else { continue };
        for &whole in setting.against.iter().filter(|item| only(view, **item, &setting.against_values).is_some()) {
            for &part in &setting.items {
                let Some(at) = only(view, part, &setting.values) else { continue };
                verdict.add(kind, || view.finding(kind, at).arg(view.item_code(part)).arg(view.item_code(whole)));
            }
        }
    }
}

/// The first answer to an item, if it is one of the codes and no answer to the item is another one: what is answered twice has a
/// finding of its own.
fn only<'v>(view: &ReplyView<'v>, item: ItemId, codes: &[CodeId]) -> Option<&'v Answer> {
    let mut given = view.item_answers(item).filter(|answer| matches!(answer.value, Value::Code(_)));
    let first = given.next()?;
    let among = |answer: &Answer| matches!(answer.value, Value::Code(code) if codes.contains(&code));
    (among(first) && given.all(among)).then_some(first)
}
