//! Tables of figures by year that stand under no title of the questionnaire: what they count is not known.

use crate::form::Form;
use crate::grid::{Grid, Row, Settled, Span};
use crate::ledger::{Ledger, excerpt};
use crate::tables::beside::UNTITLED;
use crate::tables::stub::is_printed;
use crate::tables::year::is_bare_year;
use verbale_model::{Finding, Intake, Stored, catalogue};

/// How many rows above its years a title is looked for.
const ROWS_ABOVE: usize = 4;

/// Keeps such tables as unplaced, and says so once each. Asked for after the tables of a sheet were read.
pub(crate) fn keep_untitled<I: Intake>(grid: &mut Grid, form: Form<'_>, ledger: &mut Ledger<'_, I>) {
    if !form.layout.tables.iter().any(|table| table.columns.years) {
        return;
    }
    let rows = grid.rows_of(Span { top: 0, bottom: u32::MAX - 1, left: 0, right: u16::MAX });
    let mut place = 0;
    while place < rows.len() {
        let years = years(grid, &rows[place]);
        let end = if years.len() > 1 { figures(grid, &rows, place + 1, &years) } else { place + 1 };
        if end > place + 1 {
            let first = title(grid, form, &rows[..place]).unwrap_or(place);
            let mut told = false;
            for index in rows[first..end].iter().flat_map(|row| row.cells.clone()) {
                if !grid.cells[index].is_open() || is_printed(form, &grid.cells[index]) {
                    continue;
                }
                grid.cells[index].settled = Settled::Unplaced(catalogue::TABLE_NOT_READ);
                if !told {
                    let cell = &grid.cells[index];
                    let finding = Finding::new(catalogue::TABLE_NOT_READ, ledger.at(cell.row, cell.col));
                    ledger.find(finding.arg(UNTITLED).arg(excerpt(&cell.text).into_owned()));
                    told = true;
                }
            }
        }
        place = end;
    }
}

/// The columns of years that follow each other in a row.
fn years(grid: &Grid, row: &Row) -> Vec<u16> {
    let cells = grid.cells[row.cells.clone()].iter().filter(|cell| cell.is_open() && is_bare_year(&cell.text));
    let years = cells.filter_map(|cell| Some((cell.col, cell.text.trim().parse::<i32>().ok()?))).collect::<Vec<_>>();
    let runs = |step: i32| years.windows(2).all(|pair| pair[1].1 - pair[0].1 == step);
    if runs(1) || runs(-1) { years.iter().map(|(col, _)| *col).collect() } else { Vec::new() }
}

/// The row after the last one with figures under the years.
fn figures(grid: &Grid, rows: &[Row], from: usize, columns: &[u16]) -> usize {
    let figure = |row: &Row| {
        let mut cells = grid.cells[row.cells.clone()].iter();
        cells.any(|cell| cell.is_open() && matches!(cell.stored, Stored::Number(_)) && columns.contains(&cell.col))
    };
    from + rows[from..].iter().take_while(|row| figure(row)).count()
}

/// The row of the text right above that could be the title.
fn title(grid: &Grid, form: Form<'_>, above: &[Row]) -> Option<usize> {
    for (place, row) in above.iter().enumerate().rev().take(ROWS_ABOVE) {
        let mut cells = grid.cells[row.cells.clone()].iter().filter(|cell| !is_printed(form, cell));
        match (cells.next(), cells.next()) {
            (None, _) => {}
            (Some(cell), None) if cell.is_open() && !cell.is_label() && cell.stored == Stored::Text => return Some(place),
            _ => return None,
        }
    }
    None
}
