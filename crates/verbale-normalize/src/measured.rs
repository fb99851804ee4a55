//! Values as statistical software writes them: exact decimals, with a power of ten and a status in components of their own.

use crate::context::Context;
use crate::digits::visible;
use crate::lexeme;
use crate::number::{self, NumberKind};
use crate::remark::Remark;
use crate::value::{self, Drafts};
use verbale_model::catalogue::{COUNT_INVALID, NO_VALUE, QUANTITY_UNREADABLE, STATUS_CONTRADICTS, VALUE_NOT_SCALED};
use verbale_model::{Item, ItemKind, Number, RawCell, Status, TextPool, Value};

/// What stands beside a value and changes what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// The power of ten that it is multiplied with.
    pub(crate) power: i8,
    /// The reason for which there is none.
    pub(crate) absent: Option<Status>,
    /// The code that says so.
    pub(crate) code: Box<str>,
}

impl Beside {
    /// True if the value says all by itself.
    pub(crate) const fn is_plain(&self) -> bool {
        self.power == 0 && self.absent.is_none()
    }
}

/// Powers of ten between which a value is scaled; no count of persons is farther away.
pub(crate) const POWERS: std::ops::RangeInclusive<i8> = -18..=18;

/// Reads a value, or that there is none.
pub(crate) fn read(
    cell: Option<&RawCell<'_>>,
    item: &Item,
    beside: &Beside,
    context: &Context<'_>,
    texts: &mut TextPool,
) -> Drafts {
    let Some(cell) = cell.filter(|cell| !visible(&cell.text).is_empty()) else {
        return match beside.absent {
            Some(status) => missing(status, &beside.code),
            None => Drafts::blank(),
        };
    };
    let text = visible(&cell.text);
    if is_nan(&text) {
        return missing(beside.absent.unwrap_or(Status::NotAvailable), &text);
    }
    let drafts = match item.kind {
        ItemKind::Count => quantity(&text, NumberKind::Count, beside.power, context),
        ItemKind::Amount => quantity(&text, NumberKind::Amount, beside.power, context),
        _ => value::read(cell, item, context, texts),
    };
    match (beside.absent, drafts.list.first()) {
        // A bound is a value, too: what cannot exist is not fewer than five.
        (Some(absent), Some(draft)) if !matches!(draft.value, Value::None) => {
            Drafts::one(Status::Unreadable, Value::None).with(Remark::new(STATUS_CONTRADICTS).quote(&text).arg(absent.code()))
        }
        _ => drafts,
    }
}

fn missing(status: Status, text: &str) -> Drafts {
    Drafts::one(status, Value::None).with(Remark::new(NO_VALUE).quote(text).arg(status.code()))
}

/// The word for a value that is missing.
fn is_nan(text: &str) -> bool {
    text.eq_ignore_ascii_case("nan")
}

fn quantity(text: &str, kind: NumberKind, power: i8, context: &Context<'_>) -> Drafts {
    let unreadable = || Drafts::one(Status::Unreadable, Value::None).with(Remark::new(QUANTITY_UNREADABLE).quote(text));
    if let Some(number) = decimal(text) {
        return match scaled(number, power) {
            Some(number) if kind == NumberKind::Count && (number.mantissa < 0 || number.scale > 0) => {
                Drafts::one(Status::Unreadable, Value::None).with(Remark::new(COUNT_INVALID).quote(text))
            }
            Some(number) if number.mantissa == 0 => Drafts::one(Status::Zero, Value::Number(number)),
            Some(number) => Drafts::one(Status::Reported, Value::Number(number)),
            None => unreadable(),
        };
    }
    // The software of statistical offices writes no thousands apart, and a comma may be the point of a decimal: what can be read in
    // two ways stays unread, whatever the separators of the edition.
    let reading = number::parse(text, &context.schemas.words, None, kind);
    // Words stand for themselves; a bound, or a number that only a person writes so, is not multiplied.
    if power != 0 && !matches!(reading.value, Value::None) {
        return Drafts::one(Status::Unreadable, Value::None).with(Remark::new(VALUE_NOT_SCALED).quote(text).arg(i64::from(power)));
    }
    Drafts { list: smallvec::smallvec![value::Draft::new(reading.status, reading.value)], remarks: reading.remarks.into_vec() }
}

/// An exact decimal: sign, digits with a point, a power of ten.
fn decimal(text: &str) -> Option<Number> {
    let (body, power) = match text.split_once(['e', 'E']) {
        Some((body, power)) => (body, power.parse::<i8>().ok().filter(|power| POWERS.contains(power))?),
        None => (text, 0),
    };
    let body = body.strip_prefix('+').unwrap_or(body);
    if body.starts_with('-') && text.starts_with('+') {
        return None;
    }
    let number = match body.strip_suffix('.') {
        Some(whole) => lexeme::decimal(whole)?,
        None => match body.strip_prefix('.').or_else(|| body.strip_prefix("-.")) {
            Some(part) => lexeme::decimal(&format!("{}0.{part}", if body.starts_with('-') { "-" } else { "" }))?,
            None => lexeme::decimal(body)?,
        },
    };
    scaled(number, power)
}

/// A number times a power of ten, exactly; `None` if it has more digits than can be kept.
fn scaled(number: Number, power: i8) -> Option<Number> {
    if number.mantissa == 0 {
        return Some(Number::whole(0));
    }
    let mut scale = i16::from(number.scale) - i16::from(power);
    let mut mantissa = number.mantissa;
    while scale < 0 {
        mantissa = mantissa.checked_mul(10)?;
        scale += 1;
    }
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    u8::try_from(scale).ok().filter(|scale| *scale <= 18).map(|scale| Number { mantissa, scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, expected) in [
            ("12", Some("12")),
            ("10.0", Some("10")),
            ("1.282", Some("1.282")),
            ("-3", Some("-3")),
            ("+3", Some("3")),
            (".5", Some("0.5")),
            ("-.5", Some("-0.5")),
            ("5.", Some("5")),
            ("1E3", Some("1000")),
            ("1.5e-3", Some("0.0015")),
            ("0.30000000000000004", Some("0.30000000000000004")),
            ("9223372036854775807", Some("9223372036854775807")),
            ("9223372036854775808", None),
            ("1e19", None),
            ("1e300", None),
            ("+-3", None),
            (".", None),
            ("e5", None),
            ("1,282", None),
            ("1 282", None),
            ("0x1f", None),
            ("INF", None),
            ("", None),
        ] {
            assert_eq!(decimal(text).map(|number| number.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn powers_of_ten_are_exact() {
        let shown = |mantissa, scale, power| scaled(Number { mantissa, scale }, power).map(|number| number.to_string());
        assert_eq!(shown(15, 1, 3).as_deref(), Some("1500"));
        assert_eq!(shown(1282, 0, -3).as_deref(), Some("1.282"));
        assert_eq!(shown(12000, 0, -3).as_deref(), Some("12"));
        assert_eq!(shown(0, 0, 18).as_deref(), Some("0"));
        assert_eq!(shown(1, 18, -1), None);
        assert_eq!(shown(i64::MAX, 0, 1), None);
    }
}
