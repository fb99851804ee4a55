//! What a form leaves open: a whole pillar, or most of what was asked.

use crate::registry::{Check, Scope};
use crate::rules::form_only;
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::{ANSWERED_LITTLE, PILLAR_SILENT};
use verbale_model::{Answer, Finding, ItemId, Locus, Status};

pub(crate) const CHECK: Check =
    Check { name: "unanswered", scope: Scope::Reply, emits: &[PILLAR_SILENT, ANSWERED_LITTLE], applies: form_only, run };

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    pillars(view, verdict);
    for setting in view.edition.settings(ANSWERED_LITTLE) {
        let Some(share) = setting.number.and_then(|share| usize::try_from(share).ok()) else { continue };
        let asked = setting.items.len();
        let answered = setting.items.iter().filter(|item| is_answered(view, **item)).count();
        if answered * 100 < share * asked {
            verdict.add(ANSWERED_LITTLE, || {
                Finding::new(ANSWERED_LITTLE, Locus::File).area(view.reply.area).arg(answered).arg(asked).arg(share)
            });
        }
    }
}

fn pillars(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let mut pillars: Vec<(&str, Vec<ItemId>)> = Vec::new();
    for (id, item) in view.edition.items().filter(|(_, item)| item.is_asked()) {
        let Some(pillar) = item.pillar.as_deref() else { continue };
        match pillars.iter_mut().find(|(known, _)| *known == pillar) {
            Some((_, items)) => items.push(id),
            None => pillars.push((pillar, vec![id])),
        }
    }
    for (pillar, items) in pillars {
        if items.iter().any(|item| is_answered(view, *item)) {
            continue;
        }
        let blank = items.iter().flat_map(|item| view.item_answers(*item)).map(|answer| answer.at).min();
        verdict.add(PILLAR_SILENT, || {
            Finding::new(PILLAR_SILENT, blank.unwrap_or(Locus::File)).area(view.reply.area).arg(pillar).arg(items.len())
        });
    }
}

/// "Not available" is an answer: the State was asked and says so.
fn is_answered(view: &ReplyView<'_>, item: ItemId) -> bool {
    let said = |answer: &Answer| !matches!(answer.status, Status::Blank | Status::NotMentioned);
    view.item_answers(item).any(said)
}
