//! Cells under headings that name the options of an item: `Yes | No | …`, with a mark under one of them.

use crate::choice;
use crate::context::Context;
use crate::digits::visible;
use crate::multi::{Lists, Named};
use crate::remark::Remark;
use crate::value::{self, Draft};
use crate::{stated, tick};
use std::borrow::Cow;
use verbale_model::catalogue::NO_PLAIN_VALUE;
use verbale_model::{Item, ItemKind, Locus, RawCell, Status, Stored, TextPool, Value};

/// An answer given by a mark in a cell.
pub(crate) struct Marked {
    pub(crate) draft: Draft,
    /// Heading and cell: the mark alone would be the same text under every heading.
    pub(crate) raw: String,
    pub(crate) at: Locus,
    pub(crate) remarks: Vec<Remark>,
}

/// What one cell says under its heading.
enum Says {
    /// Nothing, or an empty box.
    Nothing,
    /// That its heading is the answer.
    Ticked,
    /// Why there is no answer.
    Stated(Status, Remark),
    /// Something that is no mark.
    Other(Status, Remark),
}

/// Reads the cells under the headings of the options. No answer at all means that the item is blank.
pub(crate) fn read(cells: &[(Cow<'_, str>, RawCell<'_>)], item: &Item, context: &Context<'_>, texts: &mut TextPool) -> Vec<Marked> {
    if !matches!(item.kind, ItemKind::Choice(_) | ItemKind::Multi(_)) {
        return plain(cells, item, context, texts);
    }
    let mut marked = Vec::new();
    let mut stated: Vec<Marked> = Vec::new();
    for (heading, cell) in cells {
        let new = |draft, remarks| Marked { draft, raw: format!("{}: {}", heading.trim(), cell.text), at: cell.at, remarks };
        match says(heading, cell, item, context) {
            Says::Nothing => {}
            Says::Ticked => match draft(heading, item, context) {
                Some(draft) => marked.push(new(draft, Vec::new())),
                None => {
                    let remark = unknown(heading, item, context);
                    marked.push(new(Draft::new(Status::Unreadable, Value::None), vec![remark]));
                }
            },
            Says::Other(status, remark) => marked.push(new(Draft::new(status, Value::None), vec![remark])),
            Says::Stated(status, remark) => {
                if !stated.iter().any(|known| known.draft.status == status) {
                    stated.push(new(Draft::new(status, Value::None), vec![remark]));
                }
            }
        }
    }
    // Beside a mark, a dash only says that the other boxes are empty.
    let answered = !marked.is_empty();
    marked.extend(stated.into_iter().filter(|other| !answered || other.draft.status != Status::NotStated));
    marked
}

/// Items that have no options: each cell is an answer.
fn plain(cells: &[(Cow<'_, str>, RawCell<'_>)], item: &Item, context: &Context<'_>, texts: &mut TextPool) -> Vec<Marked> {
    let mut marked = Vec::new();
    for (heading, cell) in cells.iter().filter(|(_, cell)| !visible(&cell.text).is_empty()) {
        let drafts = value::read(cell, item, context, texts);
        let mut remarks = drafts.remarks;
        for draft in drafts.list {
            let raw = format!("{}: {}", heading.trim(), cell.text);
            marked.push(Marked { draft, raw, at: cell.at, remarks: std::mem::take(&mut remarks) });
        }
    }
    marked
}

fn says(heading: &str, cell: &RawCell<'_>, item: &Item, context: &Context<'_>) -> Says {
    let words = &context.schemas.words;
    let no_plain_value = |status, found: &str| Says::Other(status, Remark::new(NO_PLAIN_VALUE).quote(found));
    match cell.stored {
        Stored::Error => return no_plain_value(Status::FormulaError, &cell.text),
        Stored::NotCalculated => return no_plain_value(Status::NotCalculated, "formula"),
        Stored::Bool(ticked) => return if ticked { Says::Ticked } else { Says::Nothing },
        _ => {}
    }
    let seen = visible(&cell.text);
    if seen.is_empty() || tick::is_untick(&seen, words) {
        return Says::Nothing;
    }
    if tick::is_tick(&seen, words) || repeats(heading, &seen, item, context) {
        return Says::Ticked;
    }
    match stated::class(&seen, words).and_then(|class| stated::answer(class, &seen)) {
        Some((Status::Unreadable, _, remark)) => Says::Other(Status::Unreadable, remark),
        Some((status, _, remark)) => Says::Stated(status, remark),
        None => Says::Other(Status::Unreadable, unknown(&seen, item, context)),
    }
}

/// True if a cell repeats its heading, as when `Yes` is written under `Yes`.
fn repeats(heading: &str, text: &str, item: &Item, context: &Context<'_>) -> bool {
    match (draft(heading, item, context), draft(text, item, context)) {
        (Some(heading), Some(text)) => heading == text,
        _ => false,
    }
}

/// The answer that a heading stands for.
fn draft(heading: &str, item: &Item, context: &Context<'_>) -> Option<Draft> {
    match item.kind {
        ItemKind::Choice(list) => choice::find(heading, context.schemas.list(list)).map(Draft::code),
        ItemKind::Multi(multi) => Lists::of(&multi, context.schemas).find(heading).map(|named| match named {
            Named::Option(option) => Draft::selected(&multi, option),
            Named::Answer(code) => Draft::code(code),
        }),
        _ => None,
    }
}

fn unknown(text: &str, item: &Item, context: &Context<'_>) -> Remark {
    let list = match item.kind {
        ItemKind::Multi(multi) => multi.answers,
        ItemKind::Choice(list) => list,
        _ => return Remark::new(NO_PLAIN_VALUE).quote(text),
    };
    choice::unknown(text, context.schemas.list(list), context.language)
}
