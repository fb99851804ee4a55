//! Binary workbooks.

use super::encode::Frames;
use super::gave_up;
use super::xls::{content, visibility};
use super::xlsb_scan::{self, Erroneous};
use crate::cell::Content;
use crate::container::Container;
use crate::fault::{Fault, damaged, encrypted};
use crate::limits::Limits;
use crate::sniff::Format;
use calamine::{Data, DataRef, Reader, SheetType, Xlsb, XlsbError};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::io::{Cursor, Write};

pub(super) fn read<W: Write>(bytes: &[u8], limits: Limits, frames: &mut Frames<'_, W>) -> Result<(), Fault> {
    let mut container = Container::open(bytes, limits)?;
    let scanned = xlsb_scan::scan(&mut container, limits)?;
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let epoch_1904 = workbook.has_1904_epoch();
    let sheets = workbook.sheets_metadata().to_vec();
    let mut names = FxHashSet::default();
    if sheets.iter().any(|sheet| !names.insert(sheet.name.to_lowercase())) {
        return Err(damaged("two sheets have the same name"));
    }
    if sheets.len() != scanned.sheets.len() {
        return Err(damaged("two readings of its list of sheets differ"));
    }
    for (sheet, found) in sheets.iter().zip(scanned.sheets).filter(|(sheet, _)| sheet.typ == SheetType::WorkSheet) {
        frames.sheet(&sheet.name, visibility(sheet.visible))?;
        frames.merges(&found.merges);
        let mut reader = workbook.worksheet_cells_reader(&sheet.name).map_err(|error| fault(&error))?;
        let mut errors = found.errors.iter().peekable();
        let mut taken = 0;
        while let Some(cell) = reader.next_cell().map_err(|error| fault(&error))? {
            let at = cell.get_position();
            taken += 1;
            while let Some(error) = errors.next_if(|error| error.at() < at) {
                write_error(error, frames)?;
            }
            let owned;
            let marked = found.texts.get(&at).and_then(|text| scanned.texts.get(text));
            let value = match (cell.get_value(), marked) {
                (DataRef::SharedString(_), Some(marked)) => Some(marked.borrowed()),
                (DataRef::SharedString(text), None) => Content::text(Cow::Borrowed(text)),
                (value, _) => {
                    owned = Data::from(value.clone());
                    content(&owned, epoch_1904)
                }
            };
            let value = value.map(|value| match value {
                Content::Number(number) if found.percentages.contains(&at) => Content::Percent(number),
                value => value,
            });
            if let Some(value) = value {
                frames.cell(at.0, at.1, &value)?;
            }
        }
        for error in errors {
            write_error(error, frames)?;
        }
        if taken != found.plain {
            return Err(damaged("two readings of a sheet differ"));
        }
    }
    Ok(())
}

/// A formula whose result is an error: the workbook reader passes over it without a word.
fn write_error<W: Write>(error: &Erroneous, frames: &mut Frames<'_, W>) -> Result<(), Fault> {
    frames.cell(error.row, error.col, &Content::Error(Cow::Borrowed(error.text())))
}

fn fault(error: &XlsbError) -> Fault {
    match error {
        XlsbError::Password => encrypted(),
        _ => gave_up(Format::Xlsb),
    }
}
