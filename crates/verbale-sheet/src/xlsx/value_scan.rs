//! Whether the value of a cell, as written, is one that the workbook reader reads right.

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

    /// True if the reader takes the first piece of the value as it is, without references or further pieces.
    pub(crate) const fn is_literal(self) -> bool {
        matches!(self, Self::Number { .. } | Self::SharedString | Self::Bool | Self::Error)
    }
}

/// Why a value is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// An error that the reader does not know. It is an error all the same.
    ErrorCode,
    /// Text in the element of a value where the tag announces one of its own. The workbook reader looks only there, but what
    /// it says is certain: some versions of `LibreOffice` wrote it so.
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
        }
    }
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// Nothing.
    Blank,
    /// A number, shared string, truth value, error or date.
    Plain,
    /// Text written in the cell itself.
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
            Some(index) if u64::from(index) < stock.strings => Judgement::Plain,
            _ => Judgement::Doubtful(Doubt::StringIndex),
        },
        CellType::Bool => match text.trim_ascii() {
            b"" => Judgement::Blank,
            b"0" | b"1" => Judgement::Plain,
            word if word.eq_ignore_ascii_case(b"true") || word.eq_ignore_ascii_case(b"false") => Judgement::Plain,
            _ => Judgement::Doubtful(Doubt::Boolean),
        },
        CellType::Error => match text {
            b"#DIV/0!" | b"#N/A" | b"#NAME?" | b"#NULL!" | b"#NUM!" | b"#REF!" | b"#VALUE!" => Judgement::Plain,
            _ => Judgement::Doubtful(Doubt::ErrorCode),
        },
        CellType::FormulaText => Judgement::Text,
        // The text stands in its own element; a value beside it repeats it and is not read.
        CellType::Inline => Judgement::Blank,
        CellType::Date => Judgement::Plain,
        CellType::Unknown => Judgement::Doubtful(Doubt::Type),
    })
}

/// A lexeme of so many bytes without an exponent is a finite number, and whole it is exact.
const SHORT: usize = 15;

fn number(stated: bool, style: Option<u32>, text: &[u8], stock: Stock) -> Result<Judgement, &'static str> {
    let Some(shape) = Shape::of(text) else {
        let parsed = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
        return match parsed {
            // Readers differ on whether this is a number: `+5`.
            Some(value) if value.is_finite() => Err("a number is written in an unusual way"),
            Some(_) => Ok(Judgement::Doubtful(Doubt::NotFinite)),
            None if stated => Ok(Judgement::Doubtful(Doubt::Number)),
            None => Ok(Judgement::Text),
        };
    };
    let known = match (stock.formats, style) {
        // Without formats there are no dates.
        (None, _) => true,
        (Some(formats), Some(style)) => u64::from(style) < formats.max(1),
        (Some(_), None) => false,
    };
    if !known {
        return Ok(Judgement::Doubtful(Doubt::Style));
    }
    if text.len() > SHORT || shape == Shape::Scientific {
        let lexeme = std::str::from_utf8(text).unwrap_or_default();
        let value = lexeme.parse::<f64>().unwrap_or(f64::NAN);
        if !value.is_finite() {
            return Ok(Judgement::Doubtful(Doubt::NotFinite));
        }
        if shape == Shape::Whole && value.to_string() != lexeme {
            return Ok(Judgement::Doubtful(Doubt::Digits));
        }
    }
    Ok(Judgement::Plain)
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
    fn numbers_that_a_cell_holds_are_plain() {
        for text in
            ["0", "-5", "1757", "1.1000000000000001", "5e-324", "1E+15", "9007199254740992", "10000000000000000000000", ".5"]
        {
            check(CellType::Number { stated: true }, text, Judgement::Plain);
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
            check(CellType::Number { stated: false }, text, Judgement::Text);
        }
    }

    #[test]
    fn references_to_nothing_are_doubtful() {
        for text in ["2", "abc", "1.0", "-1", " 1 ", "99999999999999999999"] {
            check(CellType::SharedString, text, Judgement::Doubtful(Doubt::StringIndex));
        }
        check(CellType::SharedString, "1", Judgement::Plain);
    }

    #[test]
    fn a_number_in_an_unknown_format_is_doubtful() {
        for style in [None, Some(3)] {
            let judged = judge(CellType::Number { stated: false }, style, b"5", STOCK);
            assert_eq!(judged, Ok(Judgement::Doubtful(Doubt::Style)));
        }
        assert_eq!(judge(CellType::SharedString, Some(999), b"1", STOCK), Ok(Judgement::Plain));
    }

    #[test]
    fn a_number_that_readers_take_differently_is_refused() {
        assert!(judge(CellType::Number { stated: true }, Some(0), b"+5", STOCK).is_err());
    }
}
