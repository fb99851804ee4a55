//! The door between readers and normalizers: a reader pushes raw cells in, a normalizer says what became of them.

use crate::{Finding, ItemId, Kind, Locus, PlaceId};
use std::borrow::Cow;

/// How a cell was stored, beside its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stored {
    /// Text.
    Text,
    /// A number; the text is its shortest exact decimal.
    Number(f64),
    /// A number with a date format; the text is the number.
    Date(SpreadsheetDate),
    /// True or false.
    Bool(bool),
    /// An error value such as `#REF!`.
    Error,
    /// A formula without a stored result; the text is the formula.
    NotCalculated,
}

/// A date as a spreadsheet stores it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpreadsheetDate {
    /// Days since the epoch.
    pub serial: f64,
    /// True if the epoch is 1904.
    pub epoch_1904: bool,
    /// True if the format shows a duration.
    pub duration: bool,
}

/// A cell or element as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct RawCell<'a> {
    /// Its text.
    pub text: Cow<'a, str>,
    /// How it was stored.
    pub stored: Stored,
    /// Where it stood.
    pub at: Locus,
}

/// What became of a cell or row. The reader's ledger counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It became an answer, or part of one.
    Mapped,
    /// It could not become an answer, and was kept as unplaced.
    Unplaced,
}

/// What a form gives for an item.
#[derive(Debug)]
pub enum Entry<'a> {
    /// The cell that holds the answer.
    Cell(RawCell<'a>),
    /// The cell of the answer is empty.
    Blank(Locus),
    /// Cells under headings that name the options: heading and cell.
    Options(Vec<(Cow<'a, str>, RawCell<'a>)>, Locus),
}

/// A row of a records table.
#[derive(Debug)]
pub struct RawRow<'r, 'a> {
    /// The sheet.
    pub sheet: PlaceId,
    /// Row, from 0.
    pub row: u32,
    /// One cell per column of the layout, in its order.
    pub cells: &'r [Option<RawCell<'a>>],
    /// By column of the layout, the column of the sheet in which its cells stand; `None` where the sheet does not have it.
    pub columns: &'r [Option<u16>],
    /// Heading and cell of what stood in columns that the layout does not have.
    pub extra: &'r [(&'r str, RawCell<'a>)],
}

/// What a reader pushes its cells into.
pub trait Intake {
    /// Says that reading goes on in a sheet or path, and gives its id.
    fn place(&mut self, name: &str) -> PlaceId;

    /// A form's entry for an item.
    fn entry(&mut self, item: ItemId, entry: Entry<'_>);

    /// A row of records. The fate holds for all its cells.
    fn row(&mut self, row: &RawRow<'_, '_>) -> Fate;

    /// A cell that has no place in the questionnaire.
    fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind);

    /// Something noticed while reading.
    fn finding(&mut self, finding: Finding);
}
