//! The first rows of each sheet, by which an edition is recognized. A sheet that ends within them need not be read again.

use crate::book::Book;
use crate::cell::{Cell, Content};
use crate::fault::Fault;
use rustc_hash::FxHashSet;
use verbale_model::fold::fold;

/// Rows looked at in a sheet.
const ROWS: u32 = 1_000;
/// Cells looked at in a sheet.
const CELLS: usize = 50_000;

/// The first rows of one sheet.
pub(crate) struct PeekedSheet {
    pub(crate) name: String,
    /// Filled cells in the order of rows.
    pub(crate) cells: Vec<Cell<'static>>,
    /// Cells with text in them, by their index, and the text folded.
    folded: Vec<(usize, String)>,
    /// Widest row.
    pub(crate) width: u32,
    /// True if nothing is left of the sheet.
    whole: bool,
}

/// A cell with text in it.
#[derive(Clone, Copy)]
pub(crate) struct PeekedText<'p> {
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) text: &'p str,
    pub(crate) folded: &'p str,
}

impl PeekedSheet {
    /// Cells with text in them, in the order of rows.
    pub(crate) fn texts(&self) -> impl Iterator<Item = PeekedText<'_>> {
        self.folded.iter().filter_map(|(index, folded)| match self.cells.get(*index) {
            Some(Cell { row, col, content: Content::Text(text) }) => Some(PeekedText { row: *row, col: *col, text, folded }),
            _ => None,
        })
    }
}

/// The first rows of each sheet, and the fault at which looking stopped.
pub(crate) struct Peek {
    pub(crate) sheets: Vec<PeekedSheet>,
    pub(crate) fault: Option<Fault>,
}

impl Peek {
    /// The distinct texts of all sheets and their names, each with its folded form.
    pub(crate) fn distinct(&self) -> Vec<(&str, String)> {
        let mut seen = FxHashSet::default();
        let mut distinct = Vec::new();
        for sheet in &self.sheets {
            for text in sheet.texts() {
                if seen.insert(text.text) {
                    distinct.push((text.text, text.folded.to_owned()));
                }
            }
            if seen.insert(sheet.name.as_str()) {
                distinct.push((sheet.name.as_str(), fold(&sheet.name)));
            }
        }
        distinct
    }

    /// By sheet, its cells where all of them were looked at.
    pub(crate) fn into_whole_sheets(self) -> Vec<Option<Vec<Cell<'static>>>> {
        let sound = self.fault.is_none();
        self.sheets.into_iter().map(|sheet| (sound && sheet.whole).then_some(sheet.cells)).collect()
    }
}

/// Looks at the first rows of each sheet. The rest of a sheet is not read.
pub(crate) fn peek(book: &mut Book<'_>) -> Peek {
    let names = book.sheets().map(|sheet| sheet.name.to_owned()).collect::<Vec<_>>();
    let mut peek = Peek { sheets: Vec::with_capacity(names.len()), fault: None };
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = PeekedSheet { name, cells: Vec::new(), folded: Vec::new(), width: 0, whole: false };
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
        if cell.row >= ROWS || sheet.cells.len() == CELLS {
            return Ok(());
        }
        sheet.width = sheet.width.max(u32::from(cell.col) + 1);
        if let Content::Text(text) = &cell.content {
            sheet.folded.push((sheet.cells.len(), fold(text)));
        }
        sheet.cells.push(Cell { row: cell.row, col: cell.col, content: cell.content.into_owned() });
    }
    sheet.whole = true;
    Ok(())
}
