//! Reading a recognized file into an intake.

use crate::book::Book;
use crate::fault::{Fault, ours, with_findings};
use crate::form::{Form, read_form};
use crate::ledger::Ledger;
use crate::memory::Memory;
use crate::recognize::Recognized;
use crate::records::read_table;
use verbale_model::layout::Layout;
use verbale_model::{Accounting, Intake, Rejection, Schemas};

/// Reads a file as what it was recognized, and gives the sums of its cells and rows.
///
/// Every filled cell goes to the intake, as an answer or as unplaced, or is text of the template. A rejection means that the
/// file could not be read to its end: what the intake has of it by then is not the file, and must be dropped.
pub fn read(
    book: &mut Book<'_>,
    schemas: &Schemas,
    recognized: &Recognized,
    intake: &mut impl Intake,
) -> Result<Accounting, Rejection> {
    read_with(book, &mut Memory::new(schemas), recognized, intake)
}

/// Reads a file as [`read`] does, faster for what was learned from the files before.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    book: &mut Book<'_>,
    memory: &mut Memory<'_>,
    recognized: &Recognized,
    intake: &mut impl Intake,
) -> Result<Accounting, Rejection> {
    sheets(book, memory, recognized, intake).map_err(|fault| *fault)
}

fn sheets(
    book: &mut Book<'_>,
    memory: &mut Memory<'_>,
    recognized: &Recognized,
    intake: &mut impl Intake,
) -> Result<Accounting, Fault> {
    let schemas = memory.schemas;
    let edition = schemas.edition(recognized.edition);
    let layout = edition.layouts.get(recognized.layout).ok_or_else(|| ours("the layout is not one of the edition"))?;
    let mut ledger = Ledger::new(intake);
    for finding in book.findings() {
        ledger.find(finding.clone());
    }
    let wordings = &mut memory.wordings;
    let names = book.sheets().map(|sheet| sheet.name.to_owned()).collect::<Vec<_>>();
    for (index, name) in names.iter().enumerate() {
        ledger.open_sheet(name, book.hidden(index));
        for note in book.notes(index) {
            ledger.note(note);
        }
        let mut last = None;
        let table = recognized.tables.iter().find(|table| table.sheet == index);
        let done = match (layout, table) {
            (Layout::Form(layout), _) => {
                let form = Form { schemas, edition, layout, index: recognized.layout, language: recognized.language };
                read_form(book, form, (index, name), wordings, &mut ledger, &mut last)
            }
            (Layout::Records(records), Some(table)) => read_table(book, edition, records, table, &mut ledger, &mut last),
            (Layout::Records(_), None) => foreign_sheet(book, index, name, &mut ledger, &mut last),
        };
        done.map_err(|fault| book.fault_after(fault, index, last))?;
    }
    ledger.close().map_err(|fault| with_findings(fault, book.findings()))
}

/// Keeps every cell of a sheet that is not part of the questionnaire.
fn foreign_sheet<I: Intake>(
    book: &mut Book<'_>,
    index: usize,
    name: &str,
    ledger: &mut Ledger<'_, I>,
    last: &mut Option<(u32, u16)>,
) -> Result<(), Fault> {
    let nul = book.may_hold_nul();
    let mut cells = book.cells(index)?;
    let mut first = None;
    while let Some(cell) = cells.next()? {
        *last = Some((cell.row, cell.col));
        first = first.or(*last);
        ledger.enter(1);
        match cell.content.flaw(nul) {
            Some(flaw) => ledger.flawed(&cell.content, flaw, cell.row, cell.col),
            None => ledger.outside(&cell.raw(ledger.place())),
        }
    }
    if let Some((row, col)) = first {
        ledger.foreign_sheet(name, row, col);
    }
    Ok(())
}
