//! A workbook before it has a format: sheets of cells with what they look like.

use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::Language;

/// A workbook.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    /// Title in the document's properties.
    pub(crate) title: String,
    /// Who sends it, in the document's properties.
    pub(crate) author: String,
    pub(crate) language: Language,
    /// Day of the document's properties.
    pub(crate) date: NaiveDate,
    pub(crate) sheets: Vec<Sheet>,
}

impl Book {
    /// How many cells the questionnaire has no place for.
    pub(crate) fn outside(&self) -> u64 {
        self.sheets.iter().map(|sheet| u64::try_from(sheet.outside.len()).unwrap_or(u64::MAX)).sum()
    }

    /// How many cells are not empty.
    pub(crate) fn cells(&self) -> u64 {
        self.sheets.iter().map(|sheet| u64::try_from(sheet.cells.len()).unwrap_or(u64::MAX)).sum()
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Text(String),
    Whole(u32),
    /// A number with decimals, in digits.
    Decimal(String),
    /// A number shown as a percentage.
    Percent(f64),
    /// A formula and its result.
    Formula(String, String),
    /// A formula that gives this error.
    Error(String),
    Date(NaiveDate),
}

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    Title,
    Subtitle,
    Note,
    Section,
    Header,
    Number,
    Label,
    Answer,
    /// A mark below the heading of an option.
    Mark,
    Comment,
    Plain,
    /// The title of a table.
    Caption,
    /// A value of a table.
    Figure,
}

/// Whether a sheet is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Visible {
    #[default]
    Yes,
    Hidden,
    /// Not even offered by the program's menu.
    Never,
}

/// A range of cells: first row, first column, last row, last column.
pub(crate) type Range = (u32, u16, u32, u16);

/// A sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Non-empty cells by row and column.
    pub(crate) cells: BTreeMap<(u32, u16), (Content, Look)>,
    /// Empty cells that have a look.
    pub(crate) empty: BTreeMap<(u32, u16), Look>,
    pub(crate) merged: Vec<Range>,
    pub(crate) widths: BTreeMap<u16, f64>,
    pub(crate) heights: BTreeMap<u32, f64>,
    /// Rows above stay in view and are printed on each page.
    pub(crate) header: Option<(u32, u32)>,
    pub(crate) visible: Visible,
    pub(crate) hidden_rows: BTreeSet<u32>,
    pub(crate) hidden_columns: BTreeSet<u16>,
    /// Comments on cells.
    pub(crate) comments: BTreeMap<(u32, u16), String>,
    /// Cells that the questionnaire does not have, written by the State.
    pub(crate) outside: BTreeSet<(u32, u16)>,
    /// Ranges whose cells offer these words, unless a list sheet has them.
    pub(crate) choices: Vec<(Range, Vec<String>)>,
}

impl Sheet {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Puts a text; an empty one leaves a cell that only has a look.
    pub(crate) fn text(&mut self, row: u32, column: u16, text: &str, look: Look) {
        if text.is_empty() {
            self.empty.insert((row, column), look);
        } else {
            self.put(row, column, Content::Text(text.to_owned()), look);
        }
    }

    pub(crate) fn put(&mut self, row: u32, column: u16, content: Content, look: Look) {
        self.cells.insert((row, column), (content, look));
    }

    /// Merges a range, if it is more than a cell.
    pub(crate) fn merge(&mut self, range: Range) {
        if (range.0, range.1) != (range.2, range.3) {
            self.merged.push(range);
        }
    }

    /// Rows and columns in use.
    pub(crate) fn size(&self) -> (u32, u16) {
        let rows = self.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
        let columns = self.cells.keys().map(|(_, column)| column + 1).max().unwrap_or(0);
        (rows, columns)
    }
}

/// What a cell says where there is only text.
pub(crate) fn plain(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Whole(number) => number.to_string(),
        Content::Decimal(text) | Content::Formula(_, text) | Content::Error(text) => text.clone(),
        Content::Percent(number) => number.to_string(),
        Content::Date(date) => date.to_string(),
    }
}
