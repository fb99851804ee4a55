//! A reply from someone whom the collection does not address. Datasets speak of areas; they make nobody a replier.

use crate::registry::{Check, Scope};
use crate::rules::replies_only;
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::NOT_ADDRESSEE;
use verbale_model::{Finding, Language, Locus};

pub(crate) const CHECK: Check =
    Check { name: "not-an-addressee", scope: Scope::Reply, emits: &[NOT_ADDRESSEE], applies: replies_only, run };

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let area = view.reply.area.and_then(|code| view.schemas.areas.get(code));
    let Some(area) = area.filter(|area| !view.edition.collection.addresses(area)) else { return };
    verdict.add(NOT_ADDRESSEE, || Finding::new(NOT_ADDRESSEE, Locus::File).area(view.reply.area).arg(area.name(Language::En)));
}
