//! Numbers as people write them in a cell: counts and amounts.
//!
//! A number is taken only if it can be read in one way. `1.282` is a thousand and more to one reader and a little over one to
//! another: it stays unread, with both readings in its finding.

use crate::bounds::{self, Bounds};
use crate::digits::{has_odd_digits, visible};
use crate::lexeme::{self, Lexeme};
use crate::remark::Remark;
use crate::{footnote, stated};
use smallvec::SmallVec;
use verbale_model::catalogue::{COUNT_INVALID, FOOTNOTE_MARK, QUANTITY_CENSORED, QUANTITY_UNREADABLE, SEPARATOR_AMBIGUOUS};
use verbale_model::edition::Separators;
use verbale_model::words::{WordClass, Words};
use verbale_model::{Number, Status, Value};

/// What kind of number is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// A whole number of persons, cases, offences.
    Count,
    /// A decimal amount.
    Amount,
}

/// What a cell says in place of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberReading {
    /// Why the value is what it is.
    pub status: Status,
    /// The number, or what is known of it.
    pub value: Value,
    /// What was noticed.
    pub remarks: SmallVec<[Remark; 1]>,
}

impl NumberReading {
    fn new(status: Status, value: Value) -> Self {
        Self { status, value, remarks: SmallVec::new() }
    }

    fn with(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }

    fn unreadable(remark: Remark) -> Self {
        Self::new(Status::Unreadable, Value::None).with(remark)
    }
}

/// Reads a text as a number.
///
/// ```
/// use verbale_model::words::Words;
/// use verbale_model::{Number, Status, Value};
/// use verbale_normalize::number::{NumberKind, parse};
///
/// let reading = parse("1\u{202f}757", &Words::default(), None, NumberKind::Count);
/// assert_eq!((reading.status, reading.value), (Status::Reported, Value::Number(Number::whole(1757))));
/// assert_eq!(parse("1.282", &Words::default(), None, NumberKind::Count).status, Status::Unreadable);
/// ```
pub fn parse(text: &str, words: &Words, separators: Option<Separators>, kind: NumberKind) -> NumberReading {
    let seen = visible(text);
    if seen.is_empty() {
        return NumberReading::new(Status::Blank, Value::None);
    }
    match stated::class(&seen, words) {
        Some(WordClass::Vague) => return censored(&seen, bounds::UNKNOWN),
        Some(class) => {
            if let Some((status, value, remark)) = stated::answer(class, &seen) {
                return NumberReading::new(status, value).with(remark);
            }
        }
        None => {}
    }
    if let Some(reading) = quantity(&seen, &seen, words, separators, kind) {
        return reading;
    }
    let marked = footnote::split(&seen).and_then(|body| {
        let reading = quantity(body, &seen, words, separators, kind)?;
        // A mark on what cannot be read anyway says nothing more.
        Some(if reading.status == Status::Unreadable { reading } else { reading.with(mark(&seen, body)) })
    });
    marked.unwrap_or_else(|| NumberReading::unreadable(Remark::new(QUANTITY_UNREADABLE).quote(&seen)))
}

/// Reads a number that was stored as a number; `text` is its shortest exact decimal.
pub fn from_stored(text: &str, kind: NumberKind) -> NumberReading {
    let unreadable = || NumberReading::unreadable(Remark::new(QUANTITY_UNREADABLE).quote(text));
    match lexeme::decimal(text.trim()) {
        // A stored number holds 15 digits; the further ones of a longer whole number are not what was typed.
        Some(number) if number.scale == 0 && significant_digits(number.mantissa) > 15 => unreadable(),
        Some(number) => exact(number, text, kind),
        None => unreadable(),
    }
}

fn significant_digits(mantissa: i64) -> u32 {
    let mut digits = mantissa.unsigned_abs();
    if digits < 1_000_000_000_000_000 {
        // Below 10^15 there are no more, and how many does not matter.
        return digits.checked_ilog10().map_or(0, |zeros| zeros + 1);
    }
    while digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits.ilog10() + 1
}

/// Reads `body`, which is `whole` without footnote marks. `None` if it is no quantity at all.
fn quantity(body: &str, whole: &str, words: &Words, separators: Option<Separators>, kind: NumberKind) -> Option<NumberReading> {
    if has_odd_digits(body) {
        return None;
    }
    match lexeme::read(body, separators) {
        Lexeme::Number(number) => Some(exact(number, whole, kind)),
        Lexeme::Ambiguous { grouped, decimal } => Some(ambiguous(whole, grouped, decimal)),
        Lexeme::None => match bounds::read(body, words, separators, kind)? {
            Bounds::Ambiguous { grouped, decimal } => Some(ambiguous(whole, grouped, decimal)),
            known @ Bounds::Known { .. } => Some(censored(whole, known)),
        },
    }
}

fn exact(number: Number, text: &str, kind: NumberKind) -> NumberReading {
    if kind == NumberKind::Count && (number.mantissa < 0 || number.scale > 0) {
        return NumberReading::unreadable(Remark::new(COUNT_INVALID).quote(text));
    }
    let status = if number.mantissa == 0 { Status::Zero } else { Status::Reported };
    NumberReading::new(status, Value::Number(number))
}

fn ambiguous(text: &str, grouped: Number, decimal: Number) -> NumberReading {
    NumberReading::unreadable(Remark::new(SEPARATOR_AMBIGUOUS).quote(text).arg(format!("{grouped} | {decimal}")))
}

fn censored(text: &str, bounds: Bounds) -> NumberReading {
    let (low, high) = match bounds {
        Bounds::Known { low, high } => (low, high),
        Bounds::Ambiguous { .. } => (0, None),
    };
    let remark = Remark::new(QUANTITY_CENSORED).quote(text).arg(low);
    let remark = match high {
        Some(high) => remark.arg(high),
        None => remark.arg(""),
    };
    NumberReading::new(Status::Censored, Value::Range { low, high }).with(remark)
}

fn mark(text: &str, body: &str) -> Remark {
    Remark::new(FOOTNOTE_MARK).quote(text).quote(body)
}
