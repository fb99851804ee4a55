//! Yes without a word about it. The report quotes measures by what States say of them.

use crate::registry::{Check, Scope};
use crate::rules::{form_only, set};
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::NOT_DESCRIBED;
use verbale_model::setting::Setting;
use verbale_model::{Answer, ItemId, Status, Value};

pub(crate) const CHECK: Check = Check {
    name: "yes-not-described",
    scope: Scope::Reply,
    emits: &[NOT_DESCRIBED],
    applies: |view| set(view, &[NOT_DESCRIBED]).and_then(|()| form_only(view)),
    run,
};

/// The items of a section that are answered so, and those of them without a description.
#[derive(Default)]
struct Section<'v> {
    answered: u64,
    bare: u64,
    first: Option<(&'v Answer, ItemId)>,
}

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for setting in view.edition.settings(NOT_DESCRIBED) {
        let mut sections: Vec<(&str, Section<'_>)> = Vec::new();
        for &id in &setting.items {
            let item = view.edition.item(id);
            let (Some(comment), Some(at)) = (item.comment, answered(view, setting, id)) else { continue };
            let index = sections.iter().position(|(name, _)| *name == item.section).unwrap_or_else(|| {
                sections.push((&item.section, Section::default()));
                sections.len() - 1
            });
            let section = &mut sections[index].1;
            section.answered += 1;
            if view.item_answers(comment).all(|answer| answer.status == Status::Blank) {
                section.bare += 1;
                section.first.get_or_insert((at, id));
            }
        }
        for (name, Section { answered, bare, first }) in sections {
            let Some((at, item)) = first else { continue };
            verdict
                .add(NOT_DESCRIBED, || view.finding(NOT_DESCRIBED, at).arg(name).arg(bare).arg(answered).arg(view.item_code(item)));
        }
    }
}

fn answered<'v>(view: &ReplyView<'v>, setting: &Setting, item: ItemId) -> Option<&'v Answer> {
    view.item_answers(item).find(|answer| matches!(answer.value, Value::Code(code) if setting.values.contains(&code)))
}
