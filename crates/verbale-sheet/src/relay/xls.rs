//! Workbooks of Excel 5 to 2003.

use super::encode::Frames;
use super::gave_up;
use super::runs::{Runs, marked};
use super::xls_scan::{self, ScannedSheet};
use crate::book::Visibility;
use crate::cell::Content;
use crate::fault::{Fault, damaged, encrypted};
use crate::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::sniff::Format;
use crate::xlsx::error_text;
use crate::xlsx::value_scan::Doubt;
use calamine::{Data, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Xls, XlsError};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::io::{Cursor, Write};
use verbale_model::intake::SpreadsheetDate;

pub(super) fn read<W: Write>(bytes: &[u8], frames: &mut Frames<'_, W>) -> Result<(), Fault> {
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let epoch_1904 = workbook.has_1904_epoch();
    let sheets = workbook.sheets_metadata().to_vec();
    let mut names = FxHashSet::default();
    if sheets.iter().any(|sheet| !names.insert(sheet.name.to_lowercase())) {
        return Err(damaged("two sheets have the same name"));
    }
    let scanned = xls_scan::scan(bytes)?;
    if sheets.len() != scanned.len() {
        return Err(damaged("two readings of its list of sheets differ"));
    }
    for (sheet, scanned) in sheets.iter().zip(scanned).filter(|(sheet, _)| sheet.typ == SheetType::WorkSheet) {
        frames.sheet(&sheet.name, visibility(sheet.visible))?;
        let merged = workbook.merge_cells_by_sheet_name(&sheet.name).map_err(|error| fault(&error))?;
        frames.merges(&merged.iter().filter_map(area).collect::<Vec<_>>());
        let values = workbook.worksheet_range(&sheet.name).map_err(|error| fault(&error))?;
        let formulas = workbook.worksheet_formula(&sheet.name).map_err(|error| fault(&error))?;
        if cells(&values, &formulas, epoch_1904, &scanned, frames)? != scanned.cells {
            return Err(damaged("two readings of a sheet differ"));
        }
    }
    Ok(())
}

/// The cells with a value, and among them those of formulas without one. Gives how many there were, blank texts included.
fn cells<W: Write>(
    values: &Range<Data>,
    formulas: &Range<String>,
    epoch_1904: bool,
    scanned: &ScannedSheet,
    frames: &mut Frames<'_, W>,
) -> Result<u64, Fault> {
    let mut count = 0;
    let (first, top) = (position(values), position(formulas));
    let mut formulas = formulas
        .used_cells()
        .filter_map(|(row, col, formula)| Some((shifted(top, row, col)?, formula)))
        .filter(|((row, col), formula)| !formula.is_empty() && matches!(values.get_value((*row, *col)), None | Some(Data::Empty)))
        .peekable();
    for (row, col, value) in values.used_cells() {
        let Some(at) = shifted(first, row, col) else { return Err(gave_up(Format::Xls)) };
        while let Some((at, formula)) = formulas.next_if(|(formula, _)| *formula < at) {
            frames.cell(at.0, at.1, &not_calculated(formula))?;
            count += 1;
        }
        count += 1;
        if let Some(content) = content(value, epoch_1904) {
            let content = match content {
                Content::Number(value) if scanned.percentages.contains(&at) => Content::Percent(value),
                Content::Text(text) => marked_text(text, scanned.runs.get(&at)),
                content => content,
            };
            frames.cell(at.0, at.1, &content)?;
        }
    }
    for (at, formula) in formulas {
        frames.cell(at.0, at.1, &not_calculated(formula))?;
        count += 1;
    }
    Ok(count)
}

/// A text as its formats make it.
fn marked_text<'t>(text: Cow<'t, str>, runs: Option<&Runs>) -> Content<'t> {
    let marked = runs.and_then(|runs| marked(&text.encode_utf16().collect::<Vec<_>>(), runs));
    marked.unwrap_or(Content::Text(text))
}

fn not_calculated(formula: &str) -> Content<'static> {
    Content::Formula(format!("={formula}"))
}

fn position<T: calamine::CellType>(range: &Range<T>) -> (u32, u32) {
    range.start().unwrap_or_default()
}

fn shifted(start: (u32, u32), row: usize, col: usize) -> Option<(u32, u32)> {
    Some((start.0.checked_add(u32::try_from(row).ok()?)?, start.1.checked_add(u32::try_from(col).ok()?)?))
}

/// What a cell holds; `None` if it is empty.
pub(super) fn content(value: &Data, epoch_1904: bool) -> Option<Content<'_>> {
    match value {
        Data::Empty => None,
        Data::String(text) => Content::text(Cow::Borrowed(text)),
        Data::Bool(value) => Some(Content::Bool(*value)),
        Data::Error(error) => Some(Content::Error(Cow::Borrowed(error_text(error)))),
        Data::Float(value) => Some(number(*value)),
        // Of 30 bits in these formats.
        Data::Int(value) => Some(
            i32::try_from(*value)
                .map_or_else(|_| Content::Doubtful(value.to_string(), Doubt::Digits), |value| Content::Number(f64::from(value))),
        ),
        Data::DateTime(value) => Some(date(value, epoch_1904)),
        // Not in these formats.
        Data::DateTimeIso(text) | Data::DurationIso(text) => Content::text(Cow::Borrowed(text)),
    }
}

fn date(date: &ExcelDateTime, epoch_1904: bool) -> Content<'static> {
    let serial = date.as_f64();
    if serial.is_finite() {
        Content::Date(SpreadsheetDate { serial, epoch_1904, duration: date.is_duration() })
    } else {
        number(serial)
    }
}

/// A number, or the doubt about one that is not finite.
pub(super) fn number(value: f64) -> Content<'static> {
    if value.is_finite() { Content::Number(value) } else { Content::Doubtful(value.to_string(), Doubt::NotFinite) }
}

pub(super) const fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden => Visibility::Hidden,
        SheetVisible::VeryHidden => Visibility::VeryHidden,
    }
}

/// Merged cells; `None` for what is no rectangle of a sheet.
fn area(merged: &calamine::Dimensions) -> Option<Area> {
    let (start, end) = (merged.start, merged.end);
    let within = start.0 <= end.0 && start.1 <= end.1 && end.0 < MAX_ROWS && end.1 < MAX_COLUMNS;
    within.then_some(Area { top: start.0, left: start.1, bottom: end.0, right: end.1 })
}

fn fault(error: &XlsError) -> Fault {
    match error {
        XlsError::Password => encrypted(),
        // The words of the reader may quote the file.
        _ => gave_up(Format::Xls),
    }
}
