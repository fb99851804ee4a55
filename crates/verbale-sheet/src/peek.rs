//! The first rows of each sheet, by which an edition is recognized.

use crate::book::Book;
use crate::cell::Content;
use crate::fault::Fault;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use verbale_model::fold::fold;

/// Rows looked at in a sheet.
const ROWS: u32 = 1_000;
/// Cells looked at in a sheet.
const CELLS: usize = 50_000;

/// The first rows of one sheet.
pub(crate) struct PeekedSheet {
    pub(crate) name: String,
    /// How many filled cells they have.
    pub(crate) filled: usize,
    /// Cells with text in them, in the order of rows.
    pub(crate) texts: Vec<PeekedText>,
    /// Widest row.
    pub(crate) width: u32,
}

/// A cell with text in it, and the text folded.
pub(crate) struct PeekedText {
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) text: String,
    pub(crate) folded: String,
}

/// The first rows of each sheet, and the fault at which looking stopped.
pub(crate) struct Peek {
    pub(crate) sheets: Vec<PeekedSheet>,
    pub(crate) fault: Option<Fault>,
}

impl Peek {
    /// The distinct texts of all sheets and their names, each with its folded form.
    pub(crate) fn distinct(&self) -> Vec<(&str, Cow<'_, str>)> {
        let mut seen = FxHashSet::default();
        let mut distinct = Vec::new();
        for sheet in &self.sheets {
            for text in &sheet.texts {
                if seen.insert(text.text.as_str()) {
                    distinct.push((text.text.as_str(), Cow::Borrowed(text.folded.as_str())));
                }
            }
            if seen.insert(sheet.name.as_str()) {
                distinct.push((sheet.name.as_str(), Cow::Owned(fold(&sheet.name))));
            }
        }
        distinct
    }
}

/// Looks at the first rows of each sheet. The rest of a sheet is not read.
pub(crate) fn peek(book: &mut Book<'_>) -> Peek {
    let names = book.sheets().map(|sheet| sheet.name.to_owned()).collect::<Vec<_>>();
    let mut peek = Peek { sheets: Vec::with_capacity(names.len()), fault: None };
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = PeekedSheet { name, filled: 0, texts: Vec::new(), width: 0 };
        let mut last = None;
        if let Err(fault) = look(book, index, &mut sheet, &mut last)
            && peek.fault.is_none()
        {
            peek.fault = Some(book.fault_after(fault, index, last));
        }
        peek.sheets.push(sheet);
    }
    peek
}

fn look(book: &mut Book<'_>, index: usize, sheet: &mut PeekedSheet, last: &mut Option<(u32, u16)>) -> Result<(), Fault> {
    let mut cells = book.cells(index)?;
    while let Some(cell) = cells.next()? {
        *last = Some((cell.row, cell.col));
        if cell.row >= ROWS || sheet.filled == CELLS {
            return Ok(());
        }
        sheet.filled += 1;
        sheet.width = sheet.width.max(u32::from(cell.col) + 1);
        if let Content::Text(text) = &cell.content {
            sheet.texts.push(PeekedText { row: cell.row, col: cell.col, text: text.as_ref().to_owned(), folded: fold(text) });
        }
    }
    Ok(())
}
