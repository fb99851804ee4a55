//! Cells of a worksheet, as the scan gave them.

pub(crate) mod annotations;
mod cell_scan;
mod common_cell;
pub(crate) mod formats;
pub(crate) mod package;
pub(crate) mod rich_text;
pub(crate) mod sheet_scan;
pub(crate) mod tags;
pub(crate) mod value_scan;

use crate::cell::{Cell, Content};
use crate::fault::{Fault, damaged};
use crate::xlsx::cell_scan::Value;
use crate::xlsx::rich_text::SharedStrings;
use crate::xlsx::sheet_scan::{Scan, Scanned, Sheet};
use calamine::CellErrorType;

/// The filled cells of a sheet, held in memory.
#[derive(Debug, Default)]
pub(crate) struct KeptCells {
    cells: Vec<KeptCell>,
    /// What is neither a shared string nor a number.
    rare: Vec<Content<'static>>,
    /// True if one of the texts among them has a NUL in it.
    pub(crate) nul: bool,
}

#[derive(Debug, Clone, Copy)]
struct KeptCell {
    row: u32,
    col: u16,
    value: KeptValue,
}

#[derive(Debug, Clone, Copy)]
enum KeptValue {
    Shared(u32),
    Number(f64),
    Percent(f64),
    /// Index among the rare ones.
    Rare(usize),
}

impl KeptCell {
    const fn string(self) -> Option<u32> {
        match self.value {
            KeptValue::Shared(index) => Some(index),
            _ => None,
        }
    }
}

impl KeptCells {
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn push(&mut self, Scanned { row, col, value }: Scanned) {
        let value = match value {
            Value::Shared(index) => KeptValue::Shared(index),
            Value::Own(Content::Number(value)) => KeptValue::Number(value),
            Value::Own(Content::Percent(value)) => KeptValue::Percent(value),
            Value::Own(content) => {
                if let Content::Text(text) = &content {
                    self.nul |= memchr::memchr(0, text.as_bytes()).is_some();
                }
                self.rare.push(content);
                KeptValue::Rare(self.rare.len() - 1)
            }
        };
        self.cells.push(KeptCell { row, col, value });
    }

    /// The content of a cell; `None` for a blank one.
    fn content<'a>(&'a self, cell: KeptCell, strings: &'a SharedStrings) -> Option<Content<'a>> {
        match cell.value {
            KeptValue::Shared(index) => strings.content(index),
            KeptValue::Number(value) => Some(Content::Number(value)),
            KeptValue::Percent(value) => Some(Content::Percent(value)),
            KeptValue::Rare(index) => self.rare.get(index).map(Content::borrowed),
        }
    }
}

/// The filled cells of a worksheet in the order of its rows.
pub(crate) enum XlsxCells<'a> {
    /// Held in memory.
    Kept { kept: &'a KeptCells, next: usize, strings: &'a SharedStrings },
    /// Of a sheet too big for that, which is scanned once more. `cells` is how many the first scan counted.
    Streamed { sheet: Box<Sheet<'a>>, scan: Box<Scan<'a>>, strings: &'a SharedStrings, cells: u64 },
}

impl<'a> XlsxCells<'a> {
    /// The next filled cell.
    pub(crate) fn next(&mut self) -> Result<Option<Cell<'a>>, Fault> {
        match self {
            Self::Kept { kept, next, strings } => {
                let (kept, strings): (&'a KeptCells, &'a SharedStrings) = (kept, strings);
                while let Some(&cell) = kept.cells.get(*next) {
                    *next += 1;
                    if let Some(content) = kept.content(cell, strings) {
                        return Ok(Some(Cell { row: cell.row, col: cell.col, content, string: cell.string() }));
                    }
                }
                Ok(None)
            }
            Self::Streamed { sheet, scan, strings, cells } => {
                while let Some(Scanned { row, col, value }) = scan.next(sheet)? {
                    let (content, string) = match value {
                        Value::Shared(index) => (strings.content(index), Some(index)),
                        Value::Own(content) => (Some(content), None),
                    };
                    if let Some(content) = content {
                        return Ok(Some(Cell { row, col, content, string }));
                    }
                }
                if scan.facts.cells == *cells { Ok(None) } else { Err(damaged("two readings of a sheet differ")) }
            }
        }
    }
}

pub(crate) const fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}
