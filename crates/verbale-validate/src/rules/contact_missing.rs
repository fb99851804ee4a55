//! A reply that does not say which ministry or officer sends it: nobody to ask.

use crate::registry::{Check, Scope};
use crate::rules::{form_only, set};
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::CONTACT_MISSING;
use verbale_model::{Answer, Finding, Locus, Status};

pub(crate) const CHECK: Check = Check {
    name: "contact-missing",
    scope: Scope::Reply,
    emits: &[CONTACT_MISSING],
    applies: |view| set(view, &[CONTACT_MISSING]).and_then(|()| form_only(view)),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for &item in view.edition.settings(CONTACT_MISSING).flat_map(|setting| &setting.items) {
        let given: Vec<&Answer> = view.item_answers(item).collect();
        if given.iter().any(|answer| answer.status != Status::Blank) {
            continue;
        }
        let at = given.first().map_or(Locus::File, |answer| answer.at);
        verdict.add(CONTACT_MISSING, || Finding::new(CONTACT_MISSING, at).area(view.reply.area).arg(view.item_code(item)));
    }
}
