//! What the value of a cell, as written, is; and whether that is certain.

use crate::reference::digits;

/// The type of a cell, as its tag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellType {
    /// A number; `stated` if the tag says so. Without that, what is no number is text.
    Number {
        stated: bool,
    },
    SharedString,
    Bool,
    Error,
    /// The text of a formula's result.
    FormulaText,
    Inline,
    Date,
    Unknown,
}

impl CellType {
    pub(crate) fn of(name: &[u8]) -> Self {
        match name {
            b"n" => Self::Number { stated: true },
            b"s" => Self::SharedString,
            b"b" => Self::Bool,
            b"e" => Self::Error,
            b"str" => Self::FormulaText,
            b"inlineStr" => Self::Inline,
            b"d" => Self::Date,
            _ => Self::Unknown,
        }
    }

    /// True if the value stands as it is, without references or further pieces.
    pub(crate) const fn is_literal(self) -> bool {
        matches!(self, Self::Number { .. } | Self::SharedString | Self::Bool | Self::Error)
    }
}

/// Why a value is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// An error that the reader does not know. It is an error all the same.
    ErrorCode,
    /// Text in the element of a value where the tag announces one of its own. Readers look only there, but what it says is
    /// certain: some versions of `LibreOffice` wrote it so.
    Misplaced,
    StringIndex,
    Boolean,
    Number,
    NotFinite,
    Digits,
    Date,
    Type,
    Style,
    Extension,
    /// A piece of the text is struck out.
    Struck,
}

impl Doubt {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::ErrorCode => "an error value",
            Self::Misplaced => "a text in the place of a number",
            Self::StringIndex => "a reference to a text that the workbook does not have",
            Self::Boolean => "a truth value that is none",
            Self::Number => "a number that is none",
            Self::NotFinite => "a number that is not finite",
            Self::Digits => "a number of more digits than a cell holds",
            Self::Date => "a date or time that is none",
            Self::Type => "a value of unknown type",
            Self::Style => "a number in a format that the workbook does not have",
            Self::Extension => "an unknown part beside the value",
            Self::Struck => "a text of which a part is struck out",
        }
    }
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Judgement {
    /// Nothing.
    Blank,
    Number(f64),
    /// The shared string of this index.
    SharedString(u32),
    Bool(bool),
    Error(&'static str),
    /// Text written in the cell itself, as it stands there.
    Literal,
    /// The same, with references.
    Text,
    /// Not certain.
    Doubtful(Doubt),
}

/// What the workbook has for cells to refer to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stock {
    /// Number of shared strings.
    pub(crate) strings: u64,
    /// Number of cell formats, if the workbook has any.
    pub(crate) formats: Option<u64>,
}

/// Judges the text of a value. `Err` says why the file cannot be read at all.
pub(crate) fn judge(kind: CellType, style: Option<u32>, text: &[u8], stock: Stock) -> Result<Judgement, &'static str> {
    Ok(match kind {
        _ if text.is_empty() => Judgement::Blank,
        CellType::Number { stated } => number(stated, style, text, stock)?,
        CellType::SharedString => match digits(text, 9) {
            Some(index) if u64::from(index) < stock.strings => Judgement::SharedString(index),
            _ => Judgement::Doubtful(Doubt::StringIndex),
        },
        CellType::Bool => match text.trim_ascii() {
            b"" => Judgement::Blank,
            b"0" => Judgement::Bool(false),
            b"1" => Judgement::Bool(true),
            word if word.eq_ignore_ascii_case(b"true") => Judgement::Bool(true),
            word if word.eq_ignore_ascii_case(b"false") => Judgement::Bool(false),
            _ => Judgement::Doubtful(Doubt::Boolean),
        },
        CellType::Error => match ERRORS.iter().find(|error| error.as_bytes() == text) {
            Some(error) => Judgement::Error(error),
            None => Judgement::Doubtful(Doubt::ErrorCode),
        },
        CellType::FormulaText | CellType::Date => Judgement::Text,
        // The text stands in its own element; a value beside it repeats it and is not read.
        CellType::Inline => Judgement::Blank,
        CellType::Unknown => Judgement::Doubtful(Doubt::Type),
    })
}

/// The errors that every program has.
const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// A lexeme of so many bytes without an exponent is a finite number, and its digits are an exact whole one.
const SHORT: usize = 15;

fn number(stated: bool, style: Option<u32>, text: &[u8], stock: Stock) -> Result<Judgement, &'static str> {
    let known = match (stock.formats, style) {
        // Without formats there are no dates.
        (None, _) => true,
        (Some(formats), Some(style)) => u64::from(style) < formats.max(1),
        (Some(_), None) => false,
    };
    if let (Some(value), true) = (short(text), known) {
        return Ok(Judgement::Number(value));
    }
    let lexeme = std::str::from_utf8(text).unwrap_or_default();
    let parsed = lexeme.parse::<f64>().ok();
    let Some(shape) = Shape::of(text) else {
        return match parsed {
            // Readers differ on whether this is a number: `+5`.
            Some(value) if value.is_finite() => Err("a number is written in an unusual way"),
            Some(_) => Ok(Judgement::Doubtful(Doubt::NotFinite)),
            None if stated => Ok(Judgement::Doubtful(Doubt::Number)),
            None => Ok(Judgement::Literal),
        };
    };
    Ok(match parsed {
        _ if !known => Judgement::Doubtful(Doubt::Style),
        Some(value) if shape == Shape::Whole && text.len() > SHORT && value.is_finite() && value.to_string() != lexeme => {
            Judgement::Doubtful(Doubt::Digits)
        }
        Some(value) if value.is_finite() => Judgement::Number(value),
        _ => Judgement::Doubtful(Doubt::NotFinite),
    })
}

/// The number of a short lexeme without an exponent. Its digits are an exact whole number, and dividing that by an exact power
/// of ten rounds once, so that it is the same number as any reader makes of it.
fn short(text: &[u8]) -> Option<f64> {
    const TENS: [f64; SHORT + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let (negative, lexeme) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
    if lexeme.is_empty() || text.len() > SHORT {
        return None;
    }
    let mut whole = 0.0;
    let mut point = None;
    for (at, byte) in lexeme.iter().enumerate() {
        match byte {
            b'0'..=b'9' => whole = whole * 10.0 + f64::from(byte - b'0'),
            b'.' if point.is_none() && lexeme.len() > 1 => point = Some(at),
            _ => return None,
        }
    }
    let value = point.map_or(whole, |at| whole / TENS[lexeme.len() - 1 - at]);
    Some(if negative { -value } else { value })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Whole,
    Fraction,
    Scientific,
}

impl Shape {
    /// The shape of a plain decimal lexeme.
    fn of(text: &[u8]) -> Option<Self> {
        let text = text.strip_prefix(b"-").unwrap_or(text);
        let count = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let whole = count(text);
        let mut rest = &text[whole..];
        let mut shape = Self::Whole;
        let mut all = whole;
        if let Some(fraction) = rest.strip_prefix(b".") {
            let digits = count(fraction);
            all += digits;
            rest = &fraction[digits..];
            shape = Self::Fraction;
        }
        if all == 0 {
            return None;
        }
        if let [b'e' | b'E', exponent @ ..] = rest {
            let exponent = exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
            let digits = count(exponent);
            if digits == 0 {
                return None;
            }
            rest = &exponent[digits..];
            shape = Self::Scientific;
        }
        rest.is_empty().then_some(shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STOCK: Stock = Stock { strings: 2, formats: Some(3) };

    fn check(kind: CellType, text: &str, expected: Judgement) {
        assert_eq!(judge(kind, Some(0), text.as_bytes(), STOCK), Ok(expected), "{text}");
    }

    #[test]
    fn numbers_are_what_they_say() {
        for text in [
            "0",
            "-0",
            "-5",
            "1757",
            "1.1000000000000001",
            "5e-324",
            "1E+15",
            "9007199254740992",
            "10000000000000000000000",
            ".5",
            "5.",
            "-.5",
            "0.1",
            "123456789.12345",
            "999999999999999",
            "000000000000001",
            "0.0000000000001",
        ] {
            let value = text.parse().unwrap();
            check(CellType::Number { stated: true }, text, Judgement::Number(value));
            assert!(short(text.as_bytes()).is_none_or(|short| short.to_bits() == value.to_bits()), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_short_number_is_the_one_that_any_reader_makes_of_it(text in "-?[0-9]{0,12}\\.?[0-9]{0,12}") {
            if let Some(value) = short(text.as_bytes()) {
                proptest::prop_assert_eq!(value.to_bits(), text.parse::<f64>().unwrap().to_bits());
            } else {
                proptest::prop_assert!(text.len() > SHORT || text.parse::<f64>().is_err());
            }
        }
    }

    #[test]
    fn numbers_that_would_be_altered_are_doubtful() {
        for (text, doubt) in [
            ("12345678901234567890", Doubt::Digits),
            ("9007199254740993", Doubt::Digits),
            ("1e999", Doubt::NotFinite),
            ("NaN", Doubt::NotFinite),
            ("inf", Doubt::NotFinite),
            ("1,5", Doubt::Number),
            (" 5 ", Doubt::Number),
        ] {
            check(CellType::Number { stated: true }, text, Judgement::Doubtful(doubt));
        }
    }

    #[test]
    fn what_is_no_number_is_text_where_the_type_is_not_stated() {
        for text in ["1,5", " 5 ", "n/a", "-", "."] {
            check(CellType::Number { stated: false }, text, Judgement::Literal);
        }
    }

    #[test]
    fn references_to_nothing_are_doubtful() {
        for text in ["2", "abc", "1.0", "-1", " 1 ", "99999999999999999999"] {
            check(CellType::SharedString, text, Judgement::Doubtful(Doubt::StringIndex));
        }
        check(CellType::SharedString, "1", Judgement::SharedString(1));
    }

    #[test]
    fn a_number_in_an_unknown_format_is_doubtful() {
        for style in [None, Some(3)] {
            let judged = judge(CellType::Number { stated: false }, style, b"5", STOCK);
            assert_eq!(judged, Ok(Judgement::Doubtful(Doubt::Style)));
        }
        assert_eq!(judge(CellType::SharedString, Some(999), b"1", STOCK), Ok(Judgement::SharedString(1)));
    }

    #[test]
    fn a_number_that_readers_take_differently_is_refused() {
        assert!(judge(CellType::Number { stated: true }, Some(0), b"+5", STOCK).is_err());
    }
}
