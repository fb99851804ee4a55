//! The door between readers and normalizers: a reader pushes raw cells in, a normalizer says what became of them.

use crate::reading::Claim;
use crate::{CodeId, DimId, Finding, ItemId, Kind, Locus, PlaceId, Series};
use std::borrow::Cow;

/// How a cell was stored, beside its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stored {
    /// Text.
    Text,
    /// A number; the text is its shortest exact decimal.
    Number(f64),
    /// A number shown as a percentage; the text is the number stored: 0.05 where the sheet shows 5%.
    Percent(f64),
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

/// What a table gives where a row and a column cross.
#[derive(Debug)]
pub struct Crossing<'a> {
    /// The item with a code for each of its dimensions.
    pub series: Series,
    /// The year.
    pub year: Option<i16>,
    /// The cell, or that it is empty; never options.
    pub entry: Entry<'a>,
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
    /// Where it starts.
    pub start: Locus,
    /// Why it can become no answer, if the reader knows; the finding on it has been made.
    pub why: Option<&'static Kind>,
    /// Columns outside which all cells are those of the row before; `None` if any may be others.
    pub fresh: Option<&'r [usize]>,
}

/// What a file says of a cell beside its value, or of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// What it is.
    pub kind: NoteKind,
    /// Which cell it is about; of a range, its first cell.
    pub at: Locus,
    /// The comment, the formula, the rule for what may be entered.
    pub text: Cow<'a, str>,
}

/// Kinds of [`Note`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// A comment: words of the sender, kept with the answer of its cell, or as unplaced.
    Comment,
    /// The formula behind a stored result.
    Formula,
    /// What may be entered in a range of cells.
    Validation,
    /// The language of a text, where it is not that of the reply: kept with the answer.
    Language,
    /// What a message of statistics says of itself: who sent it, when, by which structure.
    Message,
    /// The same of a person whom it names as a contact: personal data, which no view shows.
    Contact,
}

impl NoteKind {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Formula => "formula",
            Self::Validation => "validation",
            Self::Language => "language",
            Self::Message => "message",
            Self::Contact => "contact",
        }
    }
}

/// What a reader pushes its cells into.
pub trait Intake {
    /// Says that reading goes on in a sheet or path, and gives its id.
    fn place(&mut self, name: &str) -> PlaceId;

    /// A form's entry for an item.
    fn entry(&mut self, item: ItemId, entry: Entry<'_>);

    /// Which code a label in an open list of a table stands for: `Burmese` among citizenships. `Err` says why none can be told;
    /// the finding on it has been made, and the reader keeps the label and the values beside it as unplaced.
    fn listed(&mut self, item: ItemId, dimension: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind>;

    /// What a table gives where a row and a column cross.
    fn crossing(&mut self, crossing: Crossing<'_>);

    /// A row of records. The fate holds for all its cells.
    fn row(&mut self, row: &RawRow<'_, '_>) -> Fate;

    /// A cell that has no place in the questionnaire.
    fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind);

    /// What a file says of a cell beside its value.
    fn note(&mut self, note: Note<'_>);

    /// Something noticed while reading.
    fn finding(&mut self, finding: Finding);

    /// What the file says of itself beside what was sent before.
    fn claims(&mut self, _claim: Claim) {}
}
