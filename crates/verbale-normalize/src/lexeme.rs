//! The grammar of a written number: digits, grouping, decimal mark, sign.

use crate::digits::{Script, digit, is_minus};
use smallvec::SmallVec;
use verbale_model::Number;
use verbale_model::edition::Separators;

/// What a text is, read as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lexeme {
    /// A number that can be read in one way only.
    Number(Number),
    /// One separator before three digits: thousands or a decimal mark, and nothing says which.
    Ambiguous { grouped: Number, decimal: Number },
    /// No number.
    None,
}

/// What stands between two groups of digits. Signs that look alike are one mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Comma,
    Point,
    Space,
    Apostrophe,
    ArabicThousands,
    ArabicDecimal,
}

impl Mark {
    const fn of(c: char) -> Option<Self> {
        Some(match c {
            ',' | '，' => Self::Comma,
            '.' | '．' => Self::Point,
            // Thin spaces are what typesetters and the French locale put between thousands.
            ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => Self::Space,
            '\'' | '’' => Self::Apostrophe,
            '\u{66c}' => Self::ArabicThousands,
            '\u{66b}' => Self::ArabicDecimal,
            _ => return None,
        })
    }

    const fn can_be_decimal(self) -> bool {
        matches!(self, Self::Comma | Self::Point | Self::ArabicDecimal)
    }
}

/// Reads a text, without invisible marks and outer white space, as a number.
pub(crate) fn read(text: &str, separators: Option<Separators>) -> Lexeme {
    let (negative, digits) = match text.chars().next() {
        Some(c) if is_minus(c) => (true, &text[c.len_utf8()..]),
        _ => (false, text),
    };
    let Some(mut shape) = Shape::of(digits) else { return Lexeme::None };
    if negative {
        // Nobody writes minus nought: a sign was lost, or a bullet stands before it.
        if shape.mantissa == 0 {
            return Lexeme::None;
        }
        shape.mantissa = -shape.mantissa;
    }
    shape.read(separators)
}

/// A number for which only its digits are known, not what the marks between them mean.
struct Shape {
    mantissa: i64,
    /// Length of each group of digits.
    groups: SmallVec<[usize; 6]>,
    /// The marks between the groups.
    marks: SmallVec<[Mark; 6]>,
    leading_zero: bool,
}

impl Shape {
    fn of(text: &str) -> Option<Self> {
        let mut shape =
            Self { mantissa: 0, groups: SmallVec::new(), marks: SmallVec::new(), leading_zero: text.starts_with(is_zero) };
        let mut script: Option<Script> = None;
        let mut length = 0;
        for c in text.chars() {
            if let Some((zero, value)) = digit(c) {
                // Digits of two scripts in one number: one of them was not meant.
                if *script.get_or_insert(zero) != zero {
                    return None;
                }
                shape.mantissa = shape.mantissa.checked_mul(10)?.checked_add(i64::from(value))?;
                length += 1;
            } else {
                if length == 0 {
                    return None;
                }
                shape.groups.push(length);
                shape.marks.push(Mark::of(c)?);
                length = 0;
            }
        }
        if length == 0 {
            return None;
        }
        shape.groups.push(length);
        Some(shape)
    }

    fn read(&self, separators: Option<Separators>) -> Lexeme {
        let (Some(&last_mark), Some(&last_group)) = (self.marks.last(), self.groups.last()) else {
            return Lexeme::Number(Number::whole(self.mantissa));
        };
        let all = self.marks.len();
        if self.is_grouped(all) {
            if all > 1 || !last_mark.can_be_decimal() || Some(last_mark) == declared_thousands(separators) {
                return Lexeme::Number(Number::whole(self.mantissa));
            }
            return match self.decimal(last_group) {
                Some(decimal) => Lexeme::Ambiguous { grouped: Number::whole(self.mantissa), decimal },
                None => Lexeme::None,
            };
        }
        // The last mark differs from those before it, or its digits are no group of three.
        let grouped_before = all == 1 || self.is_grouped(all - 1) && self.marks[0] != last_mark;
        if last_mark.can_be_decimal() && grouped_before {
            return self.decimal(last_group).map_or(Lexeme::None, Lexeme::Number);
        }
        Lexeme::None
    }

    /// True if the first `count` marks group thousands: one mark throughout, groups of three, and no group of zeros before.
    fn is_grouped(&self, count: usize) -> bool {
        let marks = &self.marks[..count];
        marks.first().is_some_and(|first| *first != Mark::ArabicDecimal && marks.iter().all(|mark| mark == first))
            && self.groups[0] <= 3
            && self.groups[1..=count].iter().all(|&length| length == 3)
            && !self.leading_zero
    }

    fn decimal(&self, digits: usize) -> Option<Number> {
        let mut number = Number { mantissa: self.mantissa, scale: u8::try_from(digits).ok().filter(|scale| *scale <= MAX_SCALE)? };
        shorten(&mut number);
        Some(number)
    }
}

/// More decimal places than an `i64` has digits cannot be.
const MAX_SCALE: u8 = 18;

fn is_zero(c: char) -> bool {
    digit(c).is_some_and(|(_, value)| value == 0)
}

const fn declared_thousands(separators: Option<Separators>) -> Option<Mark> {
    match separators {
        Some(Separators::CommaThousands) => Some(Mark::Comma),
        Some(Separators::PointThousands) => Some(Mark::Point),
        None => None,
    }
}

/// Drops zeros at the end of the decimals, so that 5.00 and 5 are one number.
fn shorten(number: &mut Number) {
    while number.scale > 0 && number.mantissa % 10 == 0 {
        number.mantissa /= 10;
        number.scale -= 1;
    }
}

/// Reads the shortest exact decimal of a number that was stored as a number.
pub(crate) fn decimal(text: &str) -> Option<Number> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = || whole.bytes().chain(part.bytes());
    if whole.is_empty() || digits.ends_with('.') || !all().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let scale = u8::try_from(part.len()).ok().filter(|scale| *scale <= MAX_SCALE)?;
    let mantissa = all().try_fold(0_i64, |sum, byte| sum.checked_mul(10)?.checked_add(i64::from(byte - b'0')))?;
    let mut number = Number { mantissa: if negative { -mantissa } else { mantissa }, scale };
    shorten(&mut number);
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Option<Separators> = Some(Separators::CommaThousands);
    const POINT: Option<Separators> = Some(Separators::PointThousands);

    /// `=` a number, `?` two readings, `!` none.
    fn shown(text: &str, separators: Option<Separators>) -> String {
        match read(text, separators) {
            Lexeme::Number(number) => format!("={number}"),
            Lexeme::Ambiguous { grouped, decimal } => format!("?{grouped}|{decimal}"),
            Lexeme::None => "!".to_owned(),
        }
    }

    #[test]
    fn grouping_and_decimals() {
        for (text, separators, expected) in [
            ("0", None, "=0"),
            ("007", None, "=7"),
            ("9223372036854775807", None, "=9223372036854775807"),
            ("9223372036854775808", None, "!"),
            ("1 757", None, "=1757"),
            ("1\u{a0}757", None, "=1757"),
            ("1\u{202f}757", None, "=1757"),
            ("1\u{2009}757", None, "=1757"),
            ("1'757", None, "=1757"),
            ("1’757", None, "=1757"),
            ("١٬٧٥٧", None, "=1757"),
            ("１，７５７", COMMA, "=1757"),
            ("12 34", None, "!"),
            ("1  757", None, "!"),
            ("1234 567", None, "!"),
            ("1,23,456", None, "!"),
            ("012 345", None, "!"),
            ("1,282", None, "?1282|1.282"),
            ("1.282", None, "?1282|1.282"),
            ("1,282", COMMA, "=1282"),
            ("1.282", COMMA, "?1282|1.282"),
            ("1.282", POINT, "=1282"),
            ("1,282", POINT, "?1282|1.282"),
            ("1.500", None, "?1500|1.5"),
            ("0.123", None, "=0.123"),
            ("1234,567", None, "=1234.567"),
            ("1.234,5", None, "=1234.5"),
            ("1,234.5", None, "=1234.5"),
            ("1 234,567", None, "=1234.567"),
            ("1.234.567", COMMA, "=1234567"),
            ("1,234,567", POINT, "=1234567"),
            ("1,234.567,8", None, "!"),
            ("1.234 567", None, "!"),
            ("12.5", None, "=12.5"),
            ("12,50", None, "=12.5"),
            ("12.0", None, "=12"),
            ("١٢٫٥", None, "=12.5"),
            ("١٬٢٣٤٫٥", None, "=1234.5"),
            ("1٢", None, "!"),
            ("-3", None, "=-3"),
            ("−3", None, "=-3"),
            ("–3", None, "=-3"),
            ("- 3", None, "!"),
            ("3-", None, "!"),
            ("-0", None, "!"),
            ("—3", None, "!"),
            ("(5)", None, "!"),
            ("+5", None, "!"),
            (".5", None, "!"),
            ("12.", None, "!"),
            ("1e5", None, "!"),
            ("0x1f", None, "!"),
            ("", None, "!"),
            ("12%", None, "!"),
            ("0.1234567890123456789", None, "!"),
        ] {
            assert_eq!(shown(text, separators), expected, "{text} {separators:?}");
        }
    }

    #[test]
    fn stored_decimals_are_read_digit_by_digit() {
        for (text, expected) in [
            ("12", Some("12")),
            ("-12.5", Some("-12.5")),
            ("0.30000000000000004", Some("0.30000000000000004")),
            ("1.10", Some("1.1")),
            ("1e21", None),
            ("1.", None),
            (".5", None),
            ("NaN", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(decimal(text).map(|number| number.to_string()).as_deref(), expected, "{text}");
        }
    }
}
