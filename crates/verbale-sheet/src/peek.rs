//! The first rows of each sheet, by which an edition is recognized.

use crate::book::Book;
use crate::cell::Content;
use crate::fault::Fault;
use crate::wordings::{WordingId, Wordings};

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

/// A cell with text in it.
#[derive(Clone, Copy)]
pub(crate) struct PeekedText {
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) text: WordingId,
}

/// The first rows of each sheet, and the fault at which looking stopped.
#[derive(Default)]
pub(crate) struct Peek {
    pub(crate) sheets: Vec<PeekedSheet>,
    /// The distinct texts of all sheets and their names that are labels of something, in one edition or another.
    pub(crate) labels: Vec<WordingId>,
    pub(crate) fault: Option<Fault>,
}

impl Peek {
    fn see(&mut self, text: WordingId, wordings: &mut Wordings<'_>) {
        if wordings.is_first(text) && wordings.is_label(text) {
            self.labels.push(text);
        }
    }
}

/// Looks at the first rows of each sheet. The rest of a sheet is not read.
pub(crate) fn peek(book: &mut Book<'_>, wordings: &mut Wordings<'_>) -> Peek {
    let names = book.sheets().map(|sheet| sheet.name.to_owned()).collect::<Vec<_>>();
    let mut peek = Peek::default();
    wordings.begin(book.number());
    wordings.begin_file();
    for (index, name) in names.into_iter().enumerate() {
        let text = wordings.meet(&name);
        let mut sheet = PeekedSheet { name, filled: 0, texts: Vec::new(), width: 0 };
        let mut last = None;
        if let Err(fault) = look(book, index, &mut sheet, (&mut peek, wordings), &mut last)
            && peek.fault.is_none()
        {
            peek.fault = Some(book.fault_after(fault, index, last));
        }
        peek.see(text, wordings);
        peek.sheets.push(sheet);
    }
    peek
}

fn look(
    book: &mut Book<'_>,
    index: usize,
    sheet: &mut PeekedSheet,
    (peek, wordings): (&mut Peek, &mut Wordings<'_>),
    last: &mut Option<(u32, u16)>,
) -> Result<(), Fault> {
    let mut cells = book.cells(index)?;
    while let Some(cell) = cells.next()? {
        *last = Some((cell.row, cell.col));
        if cell.row >= ROWS || sheet.filled == CELLS {
            return Ok(());
        }
        sheet.filled += 1;
        sheet.width = sheet.width.max(u32::from(cell.col) + 1);
        if let Content::Text(_) = &cell.content {
            let text = wordings.meet_cell(&cell);
            peek.see(text, wordings);
            sheet.texts.push(PeekedText { row: cell.row, col: cell.col, text });
        }
    }
    Ok(())
}
