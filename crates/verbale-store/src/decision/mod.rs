//! Decisions: what an officer settled, about a file or an answer, with who, on what authority and why.
//!
//! A decision names its subject by what it is called in every database that holds the same files: the SHA-256 of the file, the
//! edition, the area, the name of the series, the year, sheet and cell. A later decision on the same subject takes the place of
//! an earlier one; nothing is ever changed or removed.

mod code;
mod effect;
mod store;
pub(crate) mod table;
mod text;

pub use code::{Action, Class};
pub use effect::{Decided, Refusal, command};
pub use store::Imported;
pub use text::{Fault, parse, write};

use chrono::{DateTime, NaiveDate, Utc};
use verbale_model::Status;

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The day on which it was taken.
    pub decided_on: NaiveDate,
    /// When it was recorded, to the microsecond. The store reads no clock.
    pub recorded_at: DateTime<Utc>,
    /// Who took it.
    pub author: String,
    /// On what authority: a letter, a call, a rule of the desk.
    pub authority: String,
    /// Why.
    pub reason: String,
    /// What was decided.
    pub action: Action,
    /// Of a file that is accepted or supersedes: as what.
    pub class: Option<Class>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Code of the area; without it, all areas of the file.
    pub area: Option<String>,
    /// Of a decision on an answer: the canonical name of its series.
    pub series: Option<String>,
    /// Of a decision on an answer: its year, where it has one.
    pub year: Option<i16>,
    /// One of several answers to the same series and year: where it stands.
    pub cell: Option<Cell>,
    /// Of a correction: the new value as text, a code or a decimal number.
    pub value: Option<String>,
    /// Of a correction: why there is no value.
    pub status: Option<Status>,
    /// The cells that a corrigendum is about.
    pub cells: Vec<Cell>,
    /// The further areas that a joint reply speaks for.
    pub areas: Vec<String>,
}

/// A place in a file: `Sheet!D9`, `D9` in a CSV file, `path!12:5` in an XML document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Sheet or path; empty for a CSV file.
    pub sheet: String,
    /// The cell, or line and column.
    pub cell: String,
}

impl Cell {
    /// Reads `Sheet!D9` or `D9`. A sheet may have `!` in its name: the last one counts.
    pub fn parse(text: &str) -> Option<Self> {
        let (sheet, cell) = text.rsplit_once('!').unwrap_or(("", text));
        is_cell(cell).then(|| Self { sheet: sheet.to_owned(), cell: cell.to_owned() })
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.sheet.is_empty() { f.write_str(&self.cell) } else { write!(f, "{}!{}", self.sheet, self.cell) }
    }
}

/// True for `D9` and for `12:5`.
fn is_cell(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((line, column)) = text.split_once(':') {
        return digits(line) && digits(column);
    }
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    (1..=4).contains(&letters) && digits(&text[letters..])
}

impl Decision {
    /// SHA-256 of the decision as it is exported: what it is known by.
    pub fn key(&self) -> String {
        verbale_model::digest::hex(&verbale_model::digest::sha256(text::write(std::slice::from_ref(self)).as_bytes()))
    }

    /// Decisions in the order in which they hold: of two on one subject, the last.
    pub(crate) fn order(&self) -> (NaiveDate, DateTime<Utc>) {
        (self.decided_on, self.recorded_at)
    }

    /// What is wrong with it as such, whatever the database holds.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let blank = |text: &str| text.trim().is_empty();
        let (file, class) = (self.series.is_none(), self.class);
        match self.action {
            _ if blank(&self.author) || blank(&self.authority) || blank(&self.reason) => {
                Some("it needs an author, an authority and a reason")
            }
            _ if self.sha256.len() != 64
                || !self.sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) =>
            {
                Some("`file` is the SHA-256 of the file: 64 digits and small letters a to f")
            }
            _ if file && (self.year.is_some() || self.cell.is_some()) => Some("a year and a cell go with a series"),
            _ if !file && self.area.is_none() => Some("a decision on an answer needs the area"),
            _ if !file && (class.is_some() || !self.cells.is_empty() || !self.areas.is_empty()) => {
                Some("`as`, `cells` and `areas` go with a file, not with an answer")
            }
            Action::Accept if file && class.is_none() => Some("a file is accepted as something: say `as`"),
            Action::Accept if file && class == Some(Class::Replacement) => {
                Some("a file accepted as replacement is written `supersede`")
            }
            Action::Supersede if !file || class != Some(Class::Replacement) => {
                Some("`supersede` is for a file, and it is a replacement")
            }
            Action::Correct | Action::Sum if file => Some("`correct` and `sum` are for an answer: name its series"),
            Action::Exclude | Action::Revoke | Action::Sum | Action::Correct if class.is_some() => Some("`as` goes with `accept`"),
            Action::Correct if self.value.is_some() == self.status.is_some() => {
                Some("a correction needs a value, or a status instead")
            }
            Action::Correct
                if self.status.is_some_and(|status| matches!(status, Status::Reported | Status::Zero | Status::Censored)) =>
            {
                Some("the status of a correction says why there is no value")
            }
            Action::Correct => None,
            _ if self.value.is_some() || self.status.is_some() => Some("a value goes with `correct`"),
            _ if (class == Some(Class::Corrigendum)) == self.cells.is_empty() => {
                Some("`cells` names what a corrigendum is about, and goes with nothing else")
            }
            _ if (class == Some(Class::Joint)) == self.areas.is_empty() => {
                Some("`areas` names whom a joint reply also speaks for, and goes with nothing else")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
