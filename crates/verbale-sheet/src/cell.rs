//! Cells as they are streamed from a sheet: position and content, not yet placed in any questionnaire.

use crate::xlsx::value_scan::Doubt;
use std::borrow::Cow;
use verbale_model::intake::SpreadsheetDate;
use verbale_model::{Kind, Locus, PlaceId, RawCell, Stored, catalogue};

/// A filled cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell<'a> {
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) content: Content<'a>,
    /// Which of the workbook's shared strings its content is, if it is one.
    pub(crate) string: Option<u32>,
}

/// What a cell holds. Numbers become text only when a row is handed on, into one buffer a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    /// A number that the sheet shows as a percentage.
    Percent(f64),
    Date(SpreadsheetDate),
    Bool(bool),
    Error(Cow<'static, str>),
    Formula(String),
    /// No certain value; the text as written.
    Doubtful(String, Doubt),
}

impl<'a> Content<'a> {
    /// The content of a text; `None` if nothing but white space stands in it.
    pub(crate) fn text(text: Cow<'a, str>) -> Option<Self> {
        // Most cells show at their first byte that they are filled.
        let filled = match text.as_bytes().first() {
            None => false,
            Some(byte) if byte.is_ascii_graphic() => true,
            Some(_) => !text.trim().is_empty(),
        };
        filled.then_some(Self::Text(text))
    }

    /// The same where a piece of the text is struck out: what holds of it is not certain.
    pub(crate) fn struck(self) -> Self {
        match self {
            Self::Text(text) => Self::Doubtful(text.into_owned(), Doubt::Struck),
            other => other,
        }
    }

    /// The same, its text borrowed where it can be.
    pub(crate) fn borrowed(&self) -> Content<'_> {
        match self {
            Self::Text(text) => Content::Text(Cow::Borrowed(text)),
            other => other.clone(),
        }
    }

    /// How the cell was stored.
    pub(crate) const fn stored(&self) -> Stored {
        match self {
            Self::Text(_) | Self::Doubtful(..) => Stored::Text,
            Self::Number(value) => Stored::Number(*value),
            Self::Percent(value) => Stored::Percent(*value),
            Self::Date(date) => Stored::Date(*date),
            Self::Bool(value) => Stored::Bool(*value),
            Self::Error(_) => Stored::Error,
            Self::Formula(_) => Stored::NotCalculated,
        }
    }

    /// The text where it need not be written first.
    pub(crate) fn ready(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Error(text) => Some(text),
            Self::Formula(text) | Self::Doubtful(text, _) => Some(text),
            Self::Bool(true) => Some("TRUE"),
            Self::Bool(false) => Some("FALSE"),
            Self::Number(_) | Self::Percent(_) | Self::Date(_) => None,
        }
    }

    /// The bits of a number or date, of which its text is made.
    pub(crate) const fn bits(&self) -> Option<u64> {
        match self {
            Self::Number(value) | Self::Percent(value) => Some(value.to_bits()),
            Self::Date(date) => Some(date.serial.to_bits()),
            _ => None,
        }
    }

    /// Writes the text of a number or date, and nothing for others.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Number(value) | Self::Percent(value) => write_number(*value, out),
            Self::Date(date) => write_number(date.serial, out),
            _ => {}
        }
    }

    /// The text.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text.into_owned(),
            Self::Error(text) => text.into_owned(),
            Self::Formula(text) | Self::Doubtful(text, _) => text,
            other => {
                let mut text = other.ready().unwrap_or_default().to_owned();
                other.write(&mut text);
                text
            }
        }
    }

    /// Why the cell cannot become an answer, whatever it is asked for. `nul` says whether a borrowed text can have a NUL in
    /// it at all.
    pub(crate) fn flaw(&self, nul: bool) -> Option<Flaw> {
        let has_nul = |text: &str| memchr::memchr(0, text.as_bytes()).is_some();
        match self {
            Self::Doubtful(_, doubt) => Some(Flaw::Doubt(*doubt)),
            Self::Text(Cow::Borrowed(text)) => (nul && has_nul(text)).then_some(Flaw::Nul),
            Self::Text(Cow::Owned(text)) | Self::Formula(text) => has_nul(text).then_some(Flaw::Nul),
            _ => None,
        }
    }
}

impl Cell<'_> {
    /// The cell as it is handed on.
    pub(crate) fn raw(&self, sheet: PlaceId) -> RawCell<'_> {
        let text = match self.content.ready() {
            Some(text) => Cow::Borrowed(text),
            None => {
                let mut text = String::new();
                self.content.write(&mut text);
                Cow::Owned(text)
            }
        };
        RawCell { text, stored: self.content.stored(), at: Locus::Cell { sheet, row: self.row, col: self.col } }
    }
}

/// Why a cell is kept aside before anything is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Its value is not certain.
    Doubt(Doubt),
    /// Its text has a NUL in it, which no database keeps.
    Nul,
}

impl Flaw {
    /// The finding that it raises.
    pub(crate) const fn kind(self) -> &'static Kind {
        match self {
            Self::Doubt(Doubt::Struck) => catalogue::TEXT_STRUCK,
            Self::Doubt(_) => catalogue::FILE_DAMAGED,
            Self::Nul => catalogue::MOJIBAKE,
        }
    }
}

/// Writes the shortest decimal that is exactly this number, without an exponent.
pub(crate) fn write_number(value: f64, out: &mut String) {
    use std::fmt::Write;
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53 in size")]
        let whole = value as i64;
        out.push_str(itoa::Buffer::new().format(whole));
    } else {
        // Writing into a string cannot fail.
        let _ = write!(out, "{value}");
    }
}

/// The text as the workbook writes it: NUL escaped, since no database keeps it.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    if memchr::memchr(0, text.as_bytes()).is_none() { Cow::Borrowed(text) } else { Cow::Owned(text.replace('\0', "_x0000_")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_their_shortest_exact_decimal() {
        for (value, expected) in [
            (1757.0, "1757"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            ("1.1000000000000001".parse().unwrap(), "1.1"),
            (1e22, "10000000000000000000000"),
            (1e-7, "0.0000001"),
            (-12.5, "-12.5"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (9_007_199_254_740_992.0, "9007199254740992"),
        ] {
            let mut text = String::new();
            write_number(value, &mut text);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn white_space_alone_is_no_text() {
        for text in ["", " ", "\u{a0}\t\n", "\u{3000}"] {
            assert_eq!(Content::text(Cow::Borrowed(text)), None, "{text:?}");
        }
        for text in ["0", "-", " x", "\u{a0}5", "\0"] {
            assert!(Content::text(Cow::Borrowed(text)).is_some(), "{text:?}");
        }
    }
}
