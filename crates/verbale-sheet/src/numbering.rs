//! Numbers and codes printed beside the labels of a form.

use crate::grid::{Grid, Settled};
use crate::matcher::numbering;
use std::collections::BTreeMap;
use verbale_model::Edition;
use verbale_model::fold::fold;

/// Item codes, bullets and running numbers to the left of printed text are printed text. A number that does not run on is
/// kept: it can be what a State wrote.
pub(crate) fn settle_numbering(grid: &mut Grid, edition: &Edition) {
    let mut numbers: BTreeMap<u16, Vec<(usize, u32)>> = BTreeMap::new();
    let mut label: Option<(u32, usize)> = None;
    // From the right, so that the label of a row is met before what numbers it.
    for index in (0..grid.cells.len()).rev() {
        let cell = &grid.cells[index];
        if cell.settled == Settled::Template {
            label = Some((cell.row, index));
        }
        let Some((_, of)) = label.filter(|(row, _)| *row == cell.row && cell.is_open()) else { continue };
        let code = fold(&cell.text);
        let is_code = !code.is_empty() && grid.cells[of].items().any(|item| fold(&edition.item(item).code) == code);
        match numbering(&cell.text) {
            _ if is_code => grid.cells[index].settled = Settled::Template,
            Some(0) => grid.cells[index].settled = Settled::Template,
            Some(number) => numbers.entry(cell.col).or_default().push((index, number)),
            None => {}
        }
    }
    for column in numbers.into_values() {
        settle_column(grid, column);
    }
}

/// Numbers of one column, listed from below, are printed text if they run on.
pub(crate) fn settle_column(grid: &mut Grid, column: Vec<(usize, u32)>) {
    if runs_on(&column) {
        for (index, _) in column {
            grid.cells[index].settled = Settled::Template;
        }
    }
}

/// True for three numbers or more, listed from below, nearly all of which follow the one before or start again.
fn runs_on(column: &[(usize, u32)]) -> bool {
    let steps = column.len().saturating_sub(1);
    let follow = column.windows(2).filter(|pair| pair[0].1 == pair[1].1 + 1 || pair[0].1 == 1).count();
    steps >= 2 && follow * 10 >= steps * 9
}
