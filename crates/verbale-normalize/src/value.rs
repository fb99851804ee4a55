//! The value of one cell, by the kind of its item.

use crate::choice;
use crate::context::Context;
use crate::date::{self, DateFault};
use crate::digits::visible;
use crate::lexeme;
use crate::multi::{self, MultiReading};
use crate::number::{self, NumberKind, NumberReading};
use crate::remark::Remark;
use crate::stated;
use smallvec::{SmallVec, smallvec};
use verbale_model::catalogue::{DATE_UNREADABLE, NO_PLAIN_VALUE, QUANTITY_UNREADABLE};
use verbale_model::edition::Multi;
use verbale_model::{CodeId, DimId, Item, ItemKind, Number, RawCell, Status, Stored, TextPool, Value};

/// An answer before its series, raw text and place are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The option it is an answer on, for an item with options.
    pub(crate) option: Option<(DimId, CodeId)>,
    pub(crate) status: Status,
    pub(crate) value: Value,
}

impl Draft {
    pub(crate) const fn new(status: Status, value: Value) -> Self {
        Self { option: None, status, value }
    }

    pub(crate) const fn code(code: CodeId) -> Self {
        Self::new(Status::Reported, Value::Code(code))
    }

    pub(crate) const fn selected(multi: &Multi, option: CodeId) -> Self {
        Self { option: Some((multi.dimension, option)), status: Status::Reported, value: Value::Code(multi.selected) }
    }
}

/// What one cell gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Drafts {
    pub(crate) list: SmallVec<[Draft; 1]>,
    pub(crate) remarks: Vec<Remark>,
}

impl Drafts {
    pub(crate) fn one(status: Status, value: Value) -> Self {
        Self { list: smallvec![Draft::new(status, value)], remarks: Vec::new() }
    }

    pub(crate) fn blank() -> Self {
        Self::one(Status::Blank, Value::None)
    }

    pub(crate) fn with(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }
}

/// Reads a cell as an answer to an item.
pub(crate) fn read(cell: &RawCell<'_>, item: &Item, context: &Context<'_>, texts: &mut TextPool) -> Drafts {
    match cell.stored {
        Stored::Error => return no_plain_value(Status::FormulaError, shown(cell, item)),
        Stored::NotCalculated => return no_plain_value(Status::NotCalculated, "formula"),
        _ => {}
    }
    match item.kind {
        ItemKind::Count => number(cell, NumberKind::Count, context),
        ItemKind::Amount => number(cell, NumberKind::Amount, context),
        _ if !takes_dates(item) && matches!(cell.stored, Stored::Date(_)) => no_plain_value(Status::Unreadable, &date_shown(cell)),
        ItemKind::Choice(list) => {
            let list = context.schemas.list(list);
            let reading = choice::parse(&cell.text, list, &context.schemas.words, context.language);
            let mut list: SmallVec<[Draft; 1]> = reading.codes.iter().map(|code| Draft::code(*code)).collect();
            if list.is_empty() {
                list.push(Draft::new(reading.status, Value::None));
            }
            Drafts { list, remarks: reading.remarks.into_vec() }
        }
        ItemKind::Multi(multi) => {
            drafts_of(&multi, multi::parse(&cell.text, &multi, context.schemas, context.language, &item.code))
        }
        ItemKind::Date => date(cell, context, texts),
        ItemKind::Text | ItemKind::Contact => text(cell, item, context, texts),
    }
}

const fn takes_dates(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Date | ItemKind::Text | ItemKind::Contact)
}

fn no_plain_value(status: Status, found: &str) -> Drafts {
    Drafts::one(status, Value::None).with(Remark::new(NO_PLAIN_VALUE).quote(found))
}

/// What a finding may show of a cell: nothing of what tells of the sender.
fn shown<'c>(cell: &'c RawCell<'_>, item: &Item) -> &'c str {
    if tells_of_sender(item) { "error" } else { &cell.text }
}

fn tells_of_sender(item: &Item) -> bool {
    item.about_sender || item.kind == ItemKind::Contact
}

fn date_shown(cell: &RawCell<'_>) -> String {
    match cell.stored {
        Stored::Date(stored) => date::from_spreadsheet(stored).map_or_else(|_| cell.text.to_string(), |date| date.to_string()),
        _ => cell.text.to_string(),
    }
}

fn number(cell: &RawCell<'_>, kind: NumberKind, context: &Context<'_>) -> Drafts {
    let reading = match cell.stored {
        Stored::Date(_) => return no_plain_value(Status::Unreadable, &date_shown(cell)),
        // 100% stored as 1 is no count of one.
        Stored::Percent(_) => return unreadable_percent(cell),
        Stored::Bool(_) => NumberReading {
            status: Status::Unreadable,
            value: Value::None,
            remarks: smallvec![Remark::new(QUANTITY_UNREADABLE).quote(&cell.text)],
        },
        Stored::Number(stored) if stored.is_finite() => number::from_stored(&cell.text, kind),
        _ => number::parse(&cell.text, &context.schemas.words, context.separators, kind),
    };
    Drafts { list: smallvec![Draft::new(reading.status, reading.value)], remarks: reading.remarks.into_vec() }
}

fn unreadable_percent(cell: &RawCell<'_>) -> Drafts {
    let shown = lexeme::decimal(cell.text.trim()).and_then(hundredfold);
    let shown = shown.map_or_else(|| cell.text.to_string(), |number| format!("{number}%"));
    Drafts::one(Status::Unreadable, Value::None).with(Remark::new(QUANTITY_UNREADABLE).quote(&shown))
}

fn hundredfold(number: Number) -> Option<Number> {
    match number.scale.checked_sub(2) {
        Some(scale) => Some(Number { mantissa: number.mantissa, scale }),
        None => Some(Number { mantissa: number.mantissa.checked_mul(if number.scale == 1 { 10 } else { 100 })?, scale: 0 }),
    }
}

fn drafts_of(multi: &Multi, reading: MultiReading) -> Drafts {
    let options = reading.options.iter().map(|option| Draft::selected(multi, *option));
    let answers = reading.answers.iter().map(|code| Draft::code(*code));
    let rest = reading.status.map(|status| Draft::new(status, Value::None));
    Drafts { list: options.chain(answers).chain(rest).collect(), remarks: reading.remarks.into_vec() }
}

fn date(cell: &RawCell<'_>, context: &Context<'_>, texts: &mut TextPool) -> Drafts {
    let words = &context.schemas.words;
    let read = match cell.stored {
        Stored::Date(stored) => date::from_spreadsheet(stored),
        // A bare number may be a year, a serial number or an amount.
        Stored::Number(_) | Stored::Percent(_) | Stored::Bool(_) => Err(DateFault::Form),
        _ if visible(&cell.text).is_empty() => return Drafts::blank(),
        _ => match stated::class(&cell.text, words).and_then(|class| stated::answer(class, &cell.text)) {
            Some((status, value, remark)) => return Drafts::one(status, value).with(remark),
            None => date::parse(&cell.text, words),
        },
    };
    match read {
        Ok(date) => Drafts::one(Status::Reported, Value::Text(texts.intern(&date.to_string()))),
        Err(fault) => {
            Drafts::one(Status::Unreadable, Value::None).with(Remark::new(DATE_UNREADABLE).quote(&cell.text).arg(fault.detail()))
        }
    }
}

fn text(cell: &RawCell<'_>, item: &Item, context: &Context<'_>, texts: &mut TextPool) -> Drafts {
    let trimmed = cell.text.trim();
    if trimmed.is_empty() {
        return Drafts::blank();
    }
    // A comment is not an answer, and what tells of the sender goes into no finding.
    if !item.is_comment
        && !tells_of_sender(item)
        && let Some((status, value, remark)) = stated::class(trimmed, &context.schemas.words)
            .filter(|class| stated::status(*class).is_some() || *class == verbale_model::words::WordClass::Placeholder)
            .and_then(|class| stated::answer(class, trimmed))
    {
        return Drafts::one(status, value).with(remark);
    }
    // The person who filled in the cell saw a day, not a serial number.
    let shown = if matches!(cell.stored, Stored::Date(_)) { date_shown(cell) } else { trimmed.to_owned() };
    Drafts::one(Status::Reported, Value::Text(texts.intern(&shown)))
}
