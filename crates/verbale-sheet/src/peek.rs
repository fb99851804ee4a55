//! The first rows of each sheet, by which an edition is recognized.

use crate::book::Book;
use crate::cell::Content;
use crate::fault::Fault;
use crate::matcher::{Keys, Matcher};
use crate::memory::Memory;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use verbale_model::EditionId;
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
    /// What it is the label of, by edition.
    keys: RefCell<Vec<(EditionId, Keys)>>,
    /// In which file it was met last, and which of the distinct texts there it is.
    met: Cell<(u64, usize)>,
}

impl DistinctText {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.into(), folded: fold(text), keys: RefCell::default(), met: Cell::default() }
    }

    /// What it is the label of in an edition; `matcher` is that of the edition.
    pub(crate) fn keys(&self, edition: EditionId, matcher: &Matcher<'_>) -> Keys {
        let mut known = self.keys.borrow_mut();
        if let Some((_, keys)) = known.iter().find(|(of, _)| *of == edition) {
            return keys.clone();
        }
        let keys = matcher.find_folded(&self.text, &self.folded).keys;
        known.push((edition, keys.clone()));
        keys
    }
}

/// The first rows of each sheet, and the fault at which looking stopped.
pub(crate) struct Peek {
    pub(crate) sheets: Vec<PeekedSheet>,
    /// The distinct texts of all sheets and their names; where the memory was full meanwhile, some twice.
    pub(crate) texts: Vec<Rc<DistinctText>>,
    /// Which file it is of those that were looked at, from 1.
    file: u64,
    pub(crate) fault: Option<Fault>,
}

impl Peek {
    /// The index of a text, which is folded when it is met for the first time.
    fn text(&mut self, text: &str, memory: &mut Memory<'_>) -> usize {
        let distinct = memory.text(text);
        let (file, index) = distinct.met.get();
        if file == self.file {
            return index;
        }
        distinct.met.set((self.file, self.texts.len()));
        self.texts.push(distinct);
        self.texts.len() - 1
    }
}

/// Looks at the first rows of each sheet. The rest of a sheet is not read.
pub(crate) fn peek(book: &mut Book<'_>, memory: &mut Memory<'_>) -> Peek {
    let names = book.sheets().map(|sheet| sheet.name.to_owned()).collect::<Vec<_>>();
    let mut peek = Peek { sheets: Vec::with_capacity(names.len()), texts: Vec::new(), file: memory.next_file(), fault: None };
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = PeekedSheet { name, filled: 0, texts: Vec::new(), width: 0 };
        let mut last = None;
        if let Err(fault) = look(book, index, &mut sheet, (&mut peek, memory), &mut last)
            && peek.fault.is_none()
        {
            peek.fault = Some(book.fault_after(fault, index, last));
        }
        peek.text(&sheet.name, memory);
        peek.sheets.push(sheet);
    }
    peek
}

fn look(
    book: &mut Book<'_>,
    index: usize,
    sheet: &mut PeekedSheet,
    (peek, memory): (&mut Peek, &mut Memory<'_>),
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
            sheet.texts.push(PeekedText { row: cell.row, col: cell.col, text: peek.text(text, memory) });
        }
    }
    Ok(())
}
