//! Reading a big sheet ahead: one thread takes the cells from the workbook, while another makes records of them.

use crate::book::{Book, Cells, LastRow, WideRow};
use crate::cell::Cell;
use crate::fault::{Fault, damaged};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// A sheet with fewer cells is read sooner than a thread has begun.
const FROM: u64 = 100_000;
/// Cells that are handed over at a time.
const BATCH: usize = 4_096;
/// How many batches may wait.
const WAITING: usize = 8;

/// A batch of cells, or why there are no more.
type Batch<'a> = Result<Vec<Cell<'a>>, Fault>;

/// The filled cells of a sheet, from wherever they come.
pub(crate) enum Stream<'a> {
    Here(Cells<'a>),
    Ahead { batches: Receiver<Batch<'a>>, used: SyncSender<Vec<Cell<'a>>>, current: Vec<Cell<'a>> },
}

impl<'a> Stream<'a> {
    /// The next filled cell, in the order of rows.
    pub(crate) fn next(&mut self) -> Result<Option<Cell<'a>>, Fault> {
        match self {
            Self::Here(cells) => cells.next(),
            Self::Ahead { batches, used, current } => {
                if let Some(cell) = current.pop() {
                    return Ok(Some(cell));
                }
                let Ok(batch) = batches.recv() else { return Ok(None) };
                // The memory goes back to be filled again; nobody needs it at the end.
                let _ = used.try_send(std::mem::replace(current, batch?));
                Ok(current.pop())
            }
        }
    }

    /// See [`Cells::wide`]; a text is always read here.
    pub(crate) fn wide(&self) -> Option<WideRow> {
        match self {
            Self::Here(cells) => cells.wide(),
            Self::Ahead { .. } => None,
        }
    }

    /// See [`Cells::open_end`]; a text is always read here.
    pub(crate) fn open_end(&self) -> Option<LastRow> {
        match self {
            Self::Here(cells) => cells.open_end(),
            Self::Ahead { .. } => None,
        }
    }
}

/// Gives the cells of a sheet to `work`; those of a big sheet are read by another thread.
pub(crate) fn with_cells<T>(
    book: &mut Book<'_>,
    sheet: usize,
    work: impl for<'a> FnOnce(&mut Stream<'a>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    if book.cells_to_come(sheet) < FROM {
        return work(&mut Stream::Here(book.cells(sheet)?));
    }
    std::thread::scope(|scope| {
        let (full, batches) = sync_channel(WAITING);
        let (used, empty) = sync_channel(WAITING);
        scope.spawn(move || read_ahead(book, sheet, &full, &empty));
        work(&mut Stream::Ahead { batches, used, current: Vec::new() })
    })
}

/// Reads a sheet into batches. What goes wrong is handed over like a batch; after an error of the other side nobody takes it.
fn read_ahead<'a>(book: &'a mut Book<'_>, sheet: usize, full: &SyncSender<Batch<'a>>, empty: &Receiver<Vec<Cell<'a>>>) {
    let read = match book.cells(sheet) {
        Ok(mut cells) => catch_unwind(AssertUnwindSafe(|| fill(&mut cells, full, empty))),
        Err(fault) => Ok(Err(fault)),
    };
    let read = read.unwrap_or_else(|_| Err(damaged("its structure is such that its reader gave up")));
    if let Err(fault) = read {
        let _ = full.send(Err(fault));
    }
}

fn fill<'a>(cells: &mut Cells<'a>, full: &SyncSender<Batch<'a>>, empty: &Receiver<Vec<Cell<'a>>>) -> Result<(), Fault> {
    loop {
        let mut batch = empty.try_recv().unwrap_or_else(|_| Vec::with_capacity(BATCH));
        while batch.len() < BATCH {
            match cells.next() {
                Ok(Some(cell)) => batch.push(cell),
                end => {
                    send(full, batch);
                    return end.map(|_| ());
                }
            }
        }
        if !send(full, batch) {
            return Ok(());
        }
    }
}

/// Hands a batch over, the first cell last, for it is taken from the end. False if nobody takes it.
fn send<'a>(full: &SyncSender<Batch<'a>>, mut batch: Vec<Cell<'a>>) -> bool {
    batch.reverse();
    full.send(Ok(batch)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use rust_xlsxwriter::Workbook;

    fn workbook(rows: u32) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..rows {
            for col in 0..10 {
                sheet.write_number(row, col, f64::from(row) * 10.0 + f64::from(col)).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    }

    /// The cells that come, and whether they were read by another thread.
    fn read(bytes: &[u8], most: usize) -> (Vec<(u32, u16)>, bool) {
        let mut book = Book::open(bytes, Limits::default()).unwrap();
        let read = with_cells(&mut book, 0, |cells| {
            let ahead = matches!(cells, Stream::Ahead { .. });
            let mut found = Vec::new();
            while let Some(cell) = cells.next()? {
                found.push((cell.row, cell.col));
                if found.len() == most {
                    return Err(damaged("the other side gives up"));
                }
            }
            Ok((found, ahead))
        });
        read.unwrap_or_default()
    }

    #[test]
    fn a_big_sheet_gives_the_same_cells_in_the_same_order() {
        for (rows, ahead) in [(9_999, false), (10_000, true), (10_241, true)] {
            let expected = (0..rows).flat_map(|row| (0..10).map(move |col| (row, col))).collect::<Vec<_>>();
            assert_eq!(read(&workbook(rows), usize::MAX), (expected, ahead), "{rows}");
        }
    }

    #[test]
    fn a_reader_whose_cells_nobody_takes_ends() {
        assert_eq!(read(&workbook(10_241), 5), (Vec::new(), false));
    }

    #[test]
    fn what_goes_wrong_in_the_sheet_comes_after_the_cells_before_it() {
        let bytes = workbook(10_241);
        let mut book = Book::open(&bytes, Limits::default()).unwrap();
        // A scan that saw one cell more than there is: the two readings differ, which is told at the end.
        book.miscount(0);
        let mut found = 0;
        let fault = with_cells(&mut book, 0, |cells| {
            while cells.next()?.is_some() {
                found += 1;
            }
            Ok(())
        });
        assert_eq!(fault.unwrap_err().reason.kind.code, "F04");
        assert_eq!(found, 102_410);
    }
}
