//! Tables that a State put side by side: a second column of row labels, or a second run of the same headings, ends what stands to
//! its left.

use crate::form::Form;
use crate::grid::{FormCell, Grid, Row, Span};
use crate::matcher::numbering;
use crate::tables::find::Region;
use crate::tables::headings::{Axes, Head, Heads, first_heading};
use crate::tables::stub::{is_note, is_printed};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use verbale_model::Stored;

/// Why a part of a sheet is none of a table.
pub(crate) const UNTITLED: &str = "its title is not known";

/// Cuts a region where another table begins beside the one under its title. What has row labels of its own under their heading
/// goes on with the same table; what has not is lost.
pub(crate) fn beside<'f>(grid: &Grid, form: Form<'f>, axes: &mut Axes<'f>, mut region: Region) -> Vec<Region> {
    let mut regions = Vec::new();
    while let Some((col, lost)) = second(grid, form, axes, &region) {
        let span = Span { left: col, ..region.span };
        region.span.right = col - 1;
        let rest = Region { span, lost, ..region };
        regions.push(std::mem::replace(&mut region, rest));
        if region.lost.is_some() {
            break;
        }
    }
    regions.push(region);
    regions
}

/// The column in which another table begins, and why it cannot be read.
fn second<'f>(grid: &Grid, form: Form<'f>, axes: &mut Axes<'f>, region: &Region) -> Option<(u16, Option<&'static str>)> {
    let rows = grid.rows_of(region.span);
    let first = first_heading(grid, form, &rows, axes, region.title)?;
    let mut heads = Heads { grid, form, rows: &rows, axes };
    let head = heads.block(first.row, 0);
    if head.left == head.right {
        return None;
    }
    let stub = second_stub(&mut heads, &head);
    let run = second_run(&mut heads, &head);
    let col = stub.into_iter().chain(run).min()?;
    let titled = rows[..head.levels[0]].iter().flat_map(|row| &grid.cells[row.cells.clone()]);
    let titled = titled.filter(|cell| cell.col >= col && cell.is_open()).any(|cell| !is_printed(form, cell));
    let goes_on = stub == Some(col) && !titled && is_headed(&heads, &head, col);
    Some((col, (!goes_on).then_some(UNTITLED)))
}

/// The first column among the values that has no heading of values, and mostly row labels in it.
fn second_stub(heads: &mut Heads<'_, '_>, head: &Head) -> Option<u16> {
    let mut headed = FxHashSet::default();
    for &row in &head.levels {
        for cell in &heads.grid.cells[heads.rows[row].cells.clone()] {
            let comment = heads.form.layout.comment.is_some_and(|comment| cell.has_key(comment));
            if comment || heads.axes.columns.read(cell).is_label() {
                let span = heads.grid.span(cell.row, cell.col);
                headed.extend(span.left..=span.right.min(head.right));
            }
        }
    }
    if (head.left..=head.right).all(|col| headed.contains(&col)) {
        return None;
    }
    let mut columns: BTreeMap<u16, (usize, usize)> = BTreeMap::new();
    for row in &heads.rows[head.end..] {
        for cell in &heads.grid.cells[row.cells.clone()] {
            if cell.col > head.left && cell.col < head.right && !headed.contains(&cell.col) && cell.is_open() {
                let (labels, all) = columns.entry(cell.col).or_default();
                *labels += usize::from(names_row(heads, cell));
                *all += 1;
            }
        }
    }
    columns.into_iter().find(|(_, (labels, all))| labels * 2 > *all).map(|(col, _)| col)
}

/// True for a row label, or for a text that can be one in a list of the State's own.
fn names_row(heads: &mut Heads<'_, '_>, cell: &FormCell) -> bool {
    let written = || cell.stored == Stored::Text && cell.class.is_none() && !is_note(cell) && numbering(&cell.text).is_none();
    let open = heads.axes.rows.axis.open.is_some();
    heads.axes.rows.read(cell).is_label() || (open && written() && !is_printed(heads.form, cell))
}

/// The column of a heading that nobody knows, after which headings come that all stood to its left.
fn second_run(heads: &mut Heads<'_, '_>, head: &Head) -> Option<u16> {
    let row = heads.rows[head.levels[0]].clone();
    let mut left = Vec::new();
    let mut unknown: Option<u16> = None;
    let mut again = false;
    for cell in &heads.grid.cells[row.cells] {
        let reading = heads.axes.columns.read(cell).clone();
        if !reading.is_label() {
            let stranger = cell.is_open() && cell.stored == Stored::Text && cell.col > head.left && !heads.is_printed_corner(cell);
            if stranger && unknown.is_none() {
                unknown = Some(cell.col);
            }
        } else if unknown.is_none() {
            left.push(reading);
        } else if left.contains(&reading) {
            again = true;
        } else {
            return None;
        }
    }
    unknown.filter(|_| again)
}

/// True for a column with a heading of row labels: a printed one, or the words over the first column of row labels.
fn is_headed(heads: &Heads<'_, '_>, head: &Head, col: u16) -> bool {
    let cells = |row: usize| {
        let Row { cells, .. } = heads.rows[row].clone();
        &heads.grid.cells[cells]
    };
    let over = |cell: &FormCell| cell.col < head.left;
    head.levels.iter().any(|row| {
        let heading = cells(*row).iter().find(|cell| cell.col == col);
        heading.is_some_and(|heading| {
            heads.is_printed_corner(heading) || cells(*row).iter().any(|cell| over(cell) && cell.id == heading.id)
        })
    })
}
