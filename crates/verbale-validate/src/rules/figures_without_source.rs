//! Figures without the article of the law, or the source, that the questionnaire asks for beside them.

use crate::registry::{Check, Scope};
use crate::rules::{form_only, set};
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::FIGURES_WITHOUT_SOURCE;
use verbale_model::{Answer, Status};

pub(crate) const CHECK: Check = Check {
    name: "figures-without-source",
    scope: Scope::Reply,
    emits: &[FIGURES_WITHOUT_SOURCE],
    applies: |view| set(view, &[FIGURES_WITHOUT_SOURCE]).and_then(|()| form_only(view)),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for setting in view.edition.settings(FIGURES_WITHOUT_SOURCE) {
        for &item in &setting.items {
            let figure = view.item_answers(item).filter(|answer| answer.value.bounds().is_some()).min_by_key(|answer| answer.at);
            let Some(figure) = figure else { continue };
            for &missing in &setting.against {
                let mut said: Vec<&Answer> = view.item_answers(missing).collect();
                if said.iter().any(|answer| answer.status != Status::Blank) {
                    continue;
                }
                said.sort_by_key(|answer| answer.at);
                let at = said.first().copied().unwrap_or(figure);
                verdict.add(FIGURES_WITHOUT_SOURCE, || {
                    view.finding(FIGURES_WITHOUT_SOURCE, at).arg(view.item_code(item)).arg(view.item_code(missing))
                });
            }
        }
    }
}
