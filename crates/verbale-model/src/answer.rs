//! Answers: a value, its status, its raw text and its locus.

use crate::{CodeId, Kind, Locus, SeriesId, TextId};

/// An exact decimal number: `mantissa` × 10^-`scale`. Counts have scale 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// All digits, with the sign.
    pub mantissa: i64,
    /// How many of the digits stand after the decimal point.
    pub scale: u8,
}

impl Number {
    /// A whole number.
    pub const fn whole(value: i64) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// The value, if it is whole.
    pub const fn as_whole(self) -> Option<i64> {
        if self.scale == 0 { Some(self.mantissa) } else { None }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.mantissa);
        }
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = usize::from(self.scale) + 1);
        let (whole, part) = digits.split_at(digits.len() - usize::from(self.scale));
        let sign = if self.mantissa < 0 { "-" } else { "" };
        write!(f, "{sign}{whole}.{part}")
    }
}

/// Why a value is what it is. The list is closed; the database stores the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Status {
    /// A value.
    Reported,
    /// An explicit 0: a statement, not an absence.
    Zero,
    /// A bound instead of a value: `<5` and the like.
    Censored,
    /// A form item left empty, or a grid cell whose row and column labels were found.
    Blank,
    /// The sender says that there are no data.
    NotAvailable,
    /// The sender says that the item does not apply.
    NotApplicable,
    /// The sender declines to say.
    Refused,
    /// The value is said to be in an annex.
    SeeAnnex,
    /// `-`, `..`, a bare `n/a`: ambiguous, worth a query.
    NotStated,
    /// A narrative reply was coded and says nothing on the item.
    NotMentioned,
    /// The cell holds something that is no value of this item.
    Unreadable,
    /// The cell holds a formula error.
    FormulaError,
    /// The cell holds a formula without a stored result.
    NotCalculated,
}

impl Status {
    /// All statuses in the order of their database ids.
    pub const ALL: [Self; 13] = [
        Self::Reported,
        Self::Zero,
        Self::Censored,
        Self::Blank,
        Self::NotAvailable,
        Self::NotApplicable,
        Self::Refused,
        Self::SeeAnnex,
        Self::NotStated,
        Self::NotMentioned,
        Self::Unreadable,
        Self::FormulaError,
        Self::NotCalculated,
    ];

    /// The code, as the database and the exports write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Zero => "zero",
            Self::Censored => "censored",
            Self::Blank => "blank",
            Self::NotAvailable => "not_available",
            Self::NotApplicable => "not_applicable",
            Self::Refused => "refused",
            Self::SeeAnnex => "see_annex",
            Self::NotStated => "not_stated",
            Self::NotMentioned => "not_mentioned",
            Self::Unreadable => "unreadable",
            Self::FormulaError => "formula_error",
            Self::NotCalculated => "not_calculated",
        }
    }

    /// The status of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The database id.
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// True if the answer carries a value: exactly then one of number, code and text is filled.
    pub const fn has_value(self) -> bool {
        matches!(self, Self::Reported | Self::Zero)
    }
}

/// The value of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    /// None: the status says why.
    None,
    /// A number.
    Number(Number),
    /// What is known of a number that was not given: at least `low`, at most `high` (both inclusive, in whole units).
    Range {
        /// The least it can be.
        low: i64,
        /// The most it can be; `None` when there is no upper bound.
        high: Option<i64>,
    },
    /// A code of the item's codelist.
    Code(CodeId),
    /// A text, or a date as `YYYY-MM-DD`.
    Text(TextId),
}

impl Value {
    /// Lower and upper bound of what is known, in whole units. `None` where nothing is known or the value is no whole number.
    pub const fn bounds(self) -> Option<(i64, Option<i64>)> {
        match self {
            Self::Number(number) => match number.as_whole() {
                Some(value) => Some((value, Some(value))),
                None => None,
            },
            Self::Range { low, high } => Some((low, high)),
            Self::None | Self::Code(_) | Self::Text(_) => None,
        }
    }
}

/// The value of one series in one year in one reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Item and dimensions.
    pub series: SeriesId,
    /// Reference year; `None` where the item has none.
    pub year: Option<i16>,
    /// Why the value is what it is.
    pub status: Status,
    /// The value.
    pub value: Value,
    /// The text as it stood in the file; empty for a blank.
    pub raw: TextId,
    /// Where it stood.
    pub at: Locus,
}

/// Something that was read and could not become an answer: a cell of a form or grid, a row of records.
#[derive(Debug, Clone, Copy)]
pub struct Unplaced {
    /// Where it stood.
    pub at: Locus,
    /// What stood there: the cell, or the row as a JSON object of heading and text.
    pub raw: TextId,
    /// Why it has no place.
    pub why: &'static Kind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_all_their_digits() {
        for (mantissa, scale, expected) in
            [(1757, 0, "1757"), (-125, 1, "-12.5"), (5, 2, "0.05"), (-5, 2, "-0.05"), (100, 2, "1.00")]
        {
            assert_eq!(Number { mantissa, scale }.to_string(), expected);
        }
    }

    #[test]
    fn status_codes_and_ids_round_trip() {
        for (index, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert_eq!(usize::from(status.id()), index);
        }
    }
}
