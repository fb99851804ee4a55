//! All filled cells of a file, for tests and for looking into a file.

use crate::book::Book;
use crate::cell::Flaw;
use crate::fault::Fault;
use verbale_model::{Rejection, Stored};

/// A filled cell as it was read, before any questionnaire is known.
#[derive(Debug, Clone, PartialEq)]
pub struct DumpedCell {
    /// The sheet, in the order of [`Book::sheets`].
    pub sheet: usize,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u16,
    /// Its text.
    pub text: String,
    /// How it was stored.
    pub stored: Stored,
    /// Why it can become no answer, in words.
    pub flaw: Option<&'static str>,
}

/// All filled cells of a file, sheet by sheet. They are held in memory.
pub fn cells(book: &mut Book<'_>) -> Result<Vec<DumpedCell>, Rejection> {
    let mut dumped = Vec::new();
    each_cell(book, |cell| dumped.push(cell))?;
    Ok(dumped)
}

/// Shows each filled cell of a file, sheet by sheet, row by row.
pub fn each_cell(book: &mut Book<'_>, mut see: impl FnMut(DumpedCell)) -> Result<(), Rejection> {
    let sheets = book.sheets().len();
    for sheet in 0..sheets {
        let mut last = None;
        if let Err(fault) = dump(book, sheet, &mut see, &mut last) {
            return Err(*book.fault_after(fault, sheet, last));
        }
    }
    Ok(())
}

fn dump(book: &mut Book<'_>, sheet: usize, see: &mut impl FnMut(DumpedCell), last: &mut Option<(u32, u16)>) -> Result<(), Fault> {
    let nul = book.may_hold_nul();
    let mut cells = book.cells(sheet)?;
    while let Some(cell) = cells.next()? {
        *last = Some((cell.row, cell.col));
        let flaw = cell.content.flaw(nul).map(|flaw| match flaw {
            Flaw::Doubt(doubt) => doubt.words(),
            Flaw::Nul => "a NUL in the text",
        });
        let stored = cell.content.stored();
        see(DumpedCell { sheet, row: cell.row, col: cell.col, text: cell.content.into_text(), stored, flaw });
    }
    Ok(())
}
