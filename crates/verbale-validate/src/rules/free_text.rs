//! Free text: personal data, damage, scripts mixed within a word. Findings say which item and what kind of thing, never what
//! stands there.

use crate::registry::{Check, Scope};
use crate::rules::thresholds;
use crate::text::{Spoken, Text, Tokens, has_document_number, has_email, has_phone, is_damaged, names_a_victim, spoken, tells_who};
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::{
    DOCUMENT_NUMBER, EMAIL_IN_TEXT, LANGUAGE_DIFFERS, MIXED_SCRIPTS, PERSON_TOLD, PHONE_IN_TEXT, TEXT_DAMAGED, VICTIM_NAMED,
};
use verbale_model::{Answer, Item, ItemKind, Reason, Status};

pub(crate) const CHECK: Check = Check {
    name: "free-text",
    scope: Scope::Reply,
    emits: &[
        VICTIM_NAMED,
        EMAIL_IN_TEXT,
        PHONE_IN_TEXT,
        DOCUMENT_NUMBER,
        PERSON_TOLD,
        LANGUAGE_DIFFERS,
        MIXED_SCRIPTS,
        TEXT_DAMAGED,
    ],
    applies: |view| {
        let any = view.edition.items.iter().any(is_free_text);
        if any { thresholds(view).map(|_| ()) } else { Err(Reason::NotInEdition) }
    },
    run,
};

/// Free text that is part of the answer: who sends the reply may say so in the block for it.
fn is_free_text(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Text) && !item.about_sender
}

/// Texts in another language: its code, how many, and the first.
type Foreign<'v> = (&'v str, u64, &'v Answer);

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let Ok(thresholds) = thresholds(view) else { return };
    let mut tokens = Tokens::new(&view.schemas.text_words, thresholds);
    let mut foreign: Vec<Foreign<'_>> = Vec::new();
    let mut judged = 0_u64;
    for answer in texts(view) {
        let raw = view.raw(answer);
        let text = tokens.of(raw);
        judge(view, verdict, answer, &text);
        match spoken(&text, view.reading.language) {
            Spoken::Unclear => continue,
            Spoken::Declared => {}
            Spoken::Other(language) => match foreign.iter_mut().find(|(known, ..)| *known == language) {
                Some((_, count, first)) => {
                    *count += 1;
                    if answer.at < first.at {
                        *first = answer;
                    }
                }
                None => foreign.push((language, 1, answer)),
            },
        }
        judged += 1;
    }
    for (language, count, first) in foreign {
        verdict.add(LANGUAGE_DIFFERS, || {
            view.finding(LANGUAGE_DIFFERS, first).arg(language).arg(view.reading.language.code()).arg(count).arg(judged)
        });
    }
}

/// Answers that are free text, and what stands where another kind of answer was asked for.
fn texts<'v>(view: &'v ReplyView<'v>) -> impl Iterator<Item = &'v Answer> {
    let free = view.edition.items().filter(|(_, item)| is_free_text(item)).flat_map(|(id, _)| view.item_answers(id));
    let unreadable = view.reply.answers.iter().filter(|answer| answer.status == Status::Unreadable);
    free.filter(|answer| answer.status.has_value()).chain(unreadable.filter(|answer| !view.item(answer).about_sender))
}

fn judge(view: &ReplyView<'_>, verdict: &mut Verdict, answer: &Answer, text: &Text<'_, '_>) {
    let found = [
        (VICTIM_NAMED, names_a_victim(text)),
        (EMAIL_IN_TEXT, has_email(text.raw)),
        (PHONE_IN_TEXT, has_phone(text)),
        (DOCUMENT_NUMBER, has_document_number(text)),
        (PERSON_TOLD, tells_who(text, &view.schemas.areas, &view.schemas.words.months)),
        (MIXED_SCRIPTS, text.mixes_scripts()),
        (TEXT_DAMAGED, is_damaged(text.raw, text.thresholds)),
    ];
    for (kind, _) in found.into_iter().filter(|(_, found)| *found) {
        verdict.add(kind, || view.finding(kind, answer).arg(view.item(answer).code.as_str()));
    }
}
