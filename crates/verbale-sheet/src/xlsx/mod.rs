//! Cells of a worksheet, streamed through the workbook reader and held against the scan.

pub(crate) mod annotations;
mod common_cell;
pub(crate) mod package;
pub(crate) mod sheet_scan;
mod tags;
pub(crate) mod value_scan;

use crate::cell::{Cell, Content};
use crate::fault::{Fault, damaged};
use crate::xlsx::sheet_scan::SheetFacts;
use crate::xlsx::value_scan::Doubt;
use calamine::{CellErrorType, DataRef, XlsxCellFormulaMetadataRecord, XlsxCellReader, XlsxFormulaMetadata, expand_shared_formula};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::io::Cursor;
use verbale_model::intake::SpreadsheetDate;

/// The filled cells of a worksheet in the order of its rows.
pub(crate) struct XlsxCells<'a, 'b> {
    reader: XlsxCellReader<'a, Cursor<&'b [u8]>>,
    facts: &'a SheetFacts,
    epoch_1904: bool,
    /// How many cells were taken from the reader.
    taken: u64,
    /// How many of them held a number, shared string, truth value, error or date.
    plain: u64,
    /// How many of the doubtful cells were met.
    odd: usize,
    /// How many of the percentages were met.
    percents: usize,
    /// Formula and position of the cell that others share the formula of.
    shared: FxHashMap<usize, (String, (u32, u32))>,
}

impl<'a, 'b> XlsxCells<'a, 'b> {
    pub(crate) fn new(reader: XlsxCellReader<'a, Cursor<&'b [u8]>>, facts: &'a SheetFacts, epoch_1904: bool) -> Self {
        Self { reader, facts, epoch_1904, taken: 0, plain: 0, odd: 0, percents: 0, shared: FxHashMap::default() }
    }

    /// The next filled cell. Every cell of the sheet must be the one that the scan counted.
    pub(crate) fn next(&mut self) -> Result<Option<Cell<'a>>, Fault> {
        loop {
            let record = self.reader.next_cell_with_formula_metadata();
            if self.facts.odd.get(self.odd).is_some_and(|odd| odd.ordinal == self.taken) {
                if let Some(cell) = self.doubtful(&record)? {
                    return Ok(Some(cell));
                }
                continue;
            }
            match record {
                Ok(Some(record)) => {
                    self.taken += 1;
                    // Nearly all cells are of the first three kinds; they are not moved about.
                    let content = match (&record.value, &record.formula) {
                        (DataRef::Empty, None) => continue,
                        (DataRef::SharedString(text), None) => {
                            self.plain += 1;
                            Content::text(Cow::Borrowed(text))
                        }
                        (DataRef::Float(value), None) => {
                            self.plain += 1;
                            Some(self.number(*value, record.pos))
                        }
                        _ => match self.rare(record)? {
                            Some(cell) => return Ok(Some(cell)),
                            None => continue,
                        },
                    };
                    if let Some(content) = content {
                        return Ok(Some(Cell { row: record.pos.0, col: column(record.pos.1)?, content }));
                    }
                }
                Ok(None) => return self.close(),
                // The error of the reader quotes the cell, so it goes no further.
                Err(_) => return Err(damaged("a cell cannot be read")),
            }
        }
    }

    /// The cell that the scan found doubtful; what the reader makes of it does not count.
    fn doubtful<E>(&mut self, record: &Result<Option<XlsxCellFormulaMetadataRecord<'a>>, E>) -> Result<Option<Cell<'a>>, Fault> {
        let odd = &self.facts.odd[self.odd];
        match record {
            Ok(Some(record)) if record.pos == (odd.row, odd.col) => {}
            // After an error the reader no longer counts columns, which only matters where it has to.
            Err(_) if !self.facts.implicit => {}
            _ => return Err(damaged("a cell cannot be read")),
        }
        self.odd += 1;
        self.taken += 1;
        if odd.text.trim().is_empty() {
            return Ok(None);
        }
        let content = match odd.doubt {
            Doubt::ErrorCode => Content::Error(Cow::Owned(odd.text.clone())),
            Doubt::Misplaced => Content::Text(Cow::Owned(odd.text.clone())),
            doubt => Content::Doubtful(odd.text.clone(), doubt),
        };
        Ok(Some(Cell { row: odd.row, col: column(odd.col)?, content }))
    }

    /// Text of the cell itself, a truth value, an error, a date; or a formula.
    fn rare(&mut self, record: XlsxCellFormulaMetadataRecord<'a>) -> Result<Option<Cell<'a>>, Fault> {
        let pos = record.pos;
        let (plain, content) = match record.value {
            DataRef::SharedString(value) => (true, Content::text(Cow::Borrowed(value))),
            DataRef::Float(value) => (true, Some(self.number(value, pos))),
            DataRef::String(value) => (false, Content::text(Cow::Owned(value))),
            DataRef::Empty => (false, self.formula(record.formula.as_ref(), pos)),
            DataRef::Bool(value) => (true, Some(Content::Bool(value))),
            DataRef::Error(error) => (true, Some(Content::Error(Cow::Borrowed(error_text(&error))))),
            DataRef::DateTime(date) => {
                let serial = date.as_f64();
                let (epoch_1904, duration) = (self.epoch_1904, date.is_duration());
                (true, Some(Content::Date(SpreadsheetDate { serial, epoch_1904, duration })))
            }
            DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => (!value.is_empty(), Content::text(Cow::Owned(value))),
            // This format has no whole numbers of its own.
            DataRef::Int(_) => return Err(damaged("a cell cannot be read")),
        };
        self.plain += u64::from(plain);
        if let Some(XlsxFormulaMetadata::Shared { shared_index, formula, .. }) = record.formula {
            self.shared.insert(shared_index, (formula, pos));
        }
        let Some(content) = content else { return Ok(None) };
        Ok(Some(Cell { row: pos.0, col: column(pos.1)?, content }))
    }

    fn number(&mut self, value: f64, pos: (u32, u32)) -> Content<'a> {
        let percents = &self.facts.annotations.percents;
        // A percentage that is doubtful for another reason was not met here.
        while percents.get(self.percents).is_some_and(|next| *next < pos) {
            self.percents += 1;
        }
        if percents.get(self.percents) == Some(&pos) { Content::Percent(value) } else { Content::Number(value) }
    }

    /// A formula without a stored result.
    fn formula(&self, formula: Option<&XlsxFormulaMetadata>, pos: (u32, u32)) -> Option<Content<'a>> {
        let text = match formula? {
            XlsxFormulaMetadata::Normal { formula } if formula.trim().is_empty() => return None,
            XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
                Cow::Borrowed(formula.as_str())
            }
            XlsxFormulaMetadata::SharedDerived { shared_index } => match self.shared.get(shared_index) {
                Some((formula, from)) => expand_shared_formula(formula, *from, pos).map_or(Cow::Borrowed(""), Cow::Owned),
                None => Cow::Borrowed(""),
            },
            // The enumeration may grow.
            _ => Cow::Borrowed(""),
        };
        Some(Content::Formula(format!("={text}")))
    }

    fn close(&self) -> Result<Option<Cell<'a>>, Fault> {
        let facts = self.facts;
        if self.taken == facts.cells && self.plain == facts.plain && self.odd == facts.odd.len() {
            Ok(None)
        } else {
            Err(damaged("two readings of a sheet differ"))
        }
    }
}

fn column(col: u32) -> Result<u16, Fault> {
    u16::try_from(col).map_err(|_| damaged("a cell lies beyond XFD1048576"))
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
