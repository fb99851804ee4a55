//! The first rows of each sheet, by which an edition is recognized.

use crate::book::Book;
use crate::cell::Content;
use crate::fault::Fault;
use rustc_hash::FxHashMap;
use std::rc::Rc;
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

/// A cell with text in it.
#[derive(Clone, Copy)]
pub(crate) struct PeekedText {
    pub(crate) row: u32,
    pub(crate) col: u16,
    /// Which of the distinct texts.
    pub(crate) text: usize,
}

/// A text that stands in the first rows or names a sheet.
pub(crate) struct DistinctText {
    pub(crate) text: Rc<str>,
    pub(crate) folded: String,
}

/// The first rows of each sheet, and the fault at which looking stopped.
pub(crate) struct Peek {
    pub(crate) sheets: Vec<PeekedSheet>,
    /// The distinct texts of all sheets and their names.
    pub(crate) texts: Vec<DistinctText>,
    known: FxHashMap<Rc<str>, usize>,
    pub(crate) fault: Option<Fault>,
}

impl Peek {
    /// The index of a text, which is folded when it is met for the first time.
    fn text(&mut self, text: &str) -> usize {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let shared: Rc<str> = text.into();
        self.texts.push(DistinctText { text: Rc::clone(&shared), folded: fold(text) });
        self.known.insert(shared, self.texts.len() - 1);
        self.texts.len() - 1
    }
}

/// Looks at the first rows of each sheet. The rest of a sheet is not read.
pub(crate) fn peek(book: &mut Book<'_>) -> Peek {
    let names = book.sheets().map(|sheet| sheet.name.to_owned()).collect::<Vec<_>>();
    let mut peek = Peek { sheets: Vec::with_capacity(names.len()), texts: Vec::new(), known: FxHashMap::default(), fault: None };
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = PeekedSheet { name, filled: 0, texts: Vec::new(), width: 0 };
        let mut last = None;
        if let Err(fault) = look(book, index, &mut sheet, &mut peek, &mut last)
            && peek.fault.is_none()
        {
            peek.fault = Some(book.fault_after(fault, index, last));
        }
        peek.text(&sheet.name);
        peek.sheets.push(sheet);
    }
    peek
}

fn look(
    book: &mut Book<'_>,
    index: usize,
    sheet: &mut PeekedSheet,
    peek: &mut Peek,
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
        if let Content::Text(text) = &cell.content {
            sheet.texts.push(PeekedText { row: cell.row, col: cell.col, text: peek.text(text) });
        }
    }
    Ok(())
}
