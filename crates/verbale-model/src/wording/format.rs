//! How a language writes numbers, dates and lists: `schemas/messages/formats.toml`.

use crate::Language;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

/// Which way a language is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From left to right.
    #[default]
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's attribute `dir`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// How one language writes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// Its name in itself.
    pub name: String,
    /// True while no one has reviewed its messages.
    pub draft: bool,
    /// Which way it is written.
    pub direction: Direction,
    /// Between groups of three digits.
    pub group: String,
    /// Between a number and its decimals.
    pub decimal: String,
    /// Between the parts of a list.
    pub list: String,
    /// A date, with `{day}`, `{month}` and `{year}`.
    pub date: String,
    /// Names of the twelve months.
    pub months: Vec<String>,
}

impl Format {
    /// A whole number.
    pub fn number(&self, value: u64) -> String {
        self.grouped(&value.to_string())
    }

    /// The digits of a whole number, in groups of three.
    fn grouped(&self, digits: &str) -> String {
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push_str(&self.group);
            }
            text.push(digit);
        }
        text
    }

    /// Every number of a text that consists of numbers: `1234–5678`, `0.5`.
    pub fn figures(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len() + 4);
        let mut rest = text;
        let mut decimals = false;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_digit() {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let (digits, after) = rest.split_at(end);
                shown.push_str(&if decimals { digits.to_owned() } else { self.grouped(digits) });
                decimals = after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_digit());
                rest = after;
                if decimals {
                    shown.push_str(&self.decimal);
                    rest = &rest[1..];
                }
                continue;
            }
            decimals = false;
            shown.push(c);
            rest = &rest[c.len_utf8()..];
        }
        shown
    }

    /// A date.
    pub fn date(&self, date: NaiveDate) -> String {
        let month = usize::try_from(date.month0()).ok().and_then(|month| self.months.get(month)).map_or("", String::as_str);
        let filled = self.date.replace("{day}", &date.day().to_string()).replace("{month}", month);
        filled.replace("{year}", &date.year().to_string())
    }
}

/// The formats of all languages.
#[derive(Debug, Clone, Default)]
pub struct Formats {
    /// By [`Language::index`].
    pub list: [Format; 6],
}

impl Formats {
    /// The format of a language.
    pub fn of(&self, language: Language) -> &Format {
        &self.list[language.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_written_as_the_language_does() {
        let french = Format {
            group: "\u{202f}".into(),
            decimal: ",".into(),
            date: "{day} {month} {year}".into(),
            months: ["", "", "", "", "", "juin"].map(str::to_owned).into(),
            ..Format::default()
        };
        assert_eq!(french.number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(french.figures("0–4000, 1234.50"), "0–4\u{202f}000, 1\u{202f}234,50");
        assert_eq!(french.date(NaiveDate::from_ymd_opt(2019, 6, 18).unwrap()), "18 juin 2019");
    }
}
