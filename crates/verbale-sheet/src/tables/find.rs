//! Where the tables of a form sheet are: under their titles, or on a sheet that is named for one.

use crate::fault::{Fault, limit};
use crate::form::Form;
use crate::grid::{FormCell, Grid, Span};
use crate::tables::beside::beside;
use crate::tables::headings::{Axes, first_heading};
use verbale_model::labels::LabelKey;

/// Titles of tables on one sheet; each is looked up among the others.
const MOST_TITLES: usize = 1_000;

/// The cells of one table.
pub(crate) struct Region {
    /// Index into the tables of the layout.
    pub(crate) table: usize,
    /// Its title; none where the sheet has its name.
    pub(crate) title: Option<usize>,
    pub(crate) span: Span,
    /// Last column of its headings.
    pub(crate) reach: u16,
    /// Why nothing of it can be read.
    pub(crate) lost: Option<&'static str>,
}

/// The tables of a sheet whose name is the label of `name`; `axes` are those of each table of the layout.
pub(crate) fn find_tables<'f>(grid: &Grid, form: Form<'f>, axes: &mut [Axes<'f>], name: &[LabelKey]) -> Result<Vec<Region>, Fault> {
    let titles = titles(grid, form);
    if titles.len() > MOST_TITLES {
        return Err(limit("titles of tables in a sheet", MOST_TITLES as u64));
    }
    let mut regions = match (titles.is_empty(), table_of(form, &name.iter().copied())) {
        (true, Some(table)) => {
            let span = Span { top: 0, bottom: u32::MAX - 1, left: 0, right: u16::MAX };
            vec![Region { table, title: None, span, reach: 0, lost: None }]
        }
        (true, None) => Vec::new(),
        (false, _) => under(grid, form, axes, &titles),
    };
    for region in &mut regions {
        end(grid, form, &mut axes[region.table], region);
    }
    Ok(regions.into_iter().flat_map(|region| beside(grid, form, &mut axes[region.table], region)).collect())
}

/// Cells that are titles, and of which table. What stands to the right of a question is its answer, whatever it says.
fn titles(grid: &Grid, form: Form<'_>) -> Vec<(usize, usize)> {
    let mut asked = None;
    let mut titles = Vec::new();
    for (index, cell) in grid.cells.iter().enumerate().filter(|(_, cell)| cell.is_label()) {
        match table_of(form, &cell.label.keys.iter().map(|(key, _)| *key)) {
            Some(table) if asked != Some(cell.row) => titles.push((index, table)),
            Some(_) => {}
            None if cell.items().next().is_some() => asked = Some(cell.row),
            None => {}
        }
    }
    titles
}

/// The one table of which a label is the title. The name of an item that one table holds titles it, too.
fn table_of(form: Form<'_>, keys: &(impl Iterator<Item = LabelKey> + Clone)) -> Option<usize> {
    let tables = || form.layout.tables.iter().enumerate();
    let one = |titled: &dyn Fn(LabelKey, usize) -> bool| {
        let mut found = tables().filter(|(index, _)| keys.clone().any(|key| titled(key, *index))).map(|(index, _)| index);
        found.next().filter(|_| found.next().is_none())
    };
    one(&|key, index| form.layout.tables[index].title == key)
        .or_else(|| one(&|key, index| matches!(key, LabelKey::Item(item) if form.layout.tables[index].item == item)))
}

/// The regions under titles. Titles in the same rows split the columns; one further down ends what stands above it.
fn under(grid: &Grid, form: Form<'_>, axes: &mut [Axes<'_>], titles: &[(usize, usize)]) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::with_capacity(titles.len());
    let mut open: Vec<usize> = Vec::new();
    let mut start = 0;
    while start < titles.len() {
        let row = grid.cells[titles[start].0].row;
        let end = start + titles[start..].partition_point(|(cell, _)| grid.cells[*cell].row == row);
        let group = &titles[start..end];
        let cols = group.iter().map(|(cell, _)| grid.cells[*cell].col).collect::<Vec<_>>();
        open.retain(|index| {
            let region = &mut regions[*index];
            let below = cols.iter().any(|col| (region.span.left..=region.reach).contains(col));
            if below {
                region.span.bottom = row.saturating_sub(1);
            } else if let Some(beside) = cols.iter().find(|col| **col > region.reach) {
                region.span.right = region.span.right.min(beside - 1);
            }
            !below
        });
        let next = titles.get(end).map_or(u32::MAX - 1, |(cell, _)| grid.cells[*cell].row - 1);
        for (place, &(cell, table)) in group.iter().enumerate() {
            let col = cols[place];
            let left = match place.checked_sub(1) {
                Some(_) => col,
                None => open.iter().map(|index| regions[*index].reach + 1).filter(|left| *left <= col).max().unwrap_or(0),
            };
            let right = cols.get(place + 1).map_or(u16::MAX, |next| next - 1);
            let span = Span { top: row, bottom: u32::MAX - 1, left, right };
            let reach = reach(grid, form, &mut axes[table], cell, Span { bottom: next, ..span }).max(col);
            open.push(regions.len());
            regions.push(Region { table, title: Some(cell), span, reach, lost: None });
        }
        start = end;
    }
    regions
}

/// The last column of a table's headings.
fn reach(grid: &Grid, form: Form<'_>, axes: &mut Axes<'_>, title: usize, span: Span) -> u16 {
    let rows = grid.rows_of(span);
    let heading = first_heading(grid, form, &rows, axes, Some(title));
    heading.map_or(0, |heading| heading.reach)
}

/// Ends a region at the first question or section heading in its columns; what stands beside its headings is not its own.
fn end(grid: &Grid, form: Form<'_>, axes: &mut Axes<'_>, region: &mut Region) {
    let rows = grid.rows_of(region.span);
    let heading = first_heading(grid, form, &rows, axes, region.title);
    let reach = heading.as_ref().map_or(region.reach, |heading| heading.reach.max(region.reach));
    let head = heading.map(|heading| heading.row);
    let title = region.title.map(|title| grid.cells[title].col);
    for (place, row) in rows.iter().enumerate() {
        if head == Some(place) {
            continue;
        }
        for cell in &grid.cells[row.cells.clone()] {
            if !ends(form, cell) || axes.rows.read(cell).is_label() || head.is_some_and(|head| grid.says(rows[head].at, cell)) {
                continue;
            }
            // A section's name over the headings of a table is no new section.
            let section = cell.items().next().is_none();
            if section && head.is_none_or(|head| place < head) && title.is_some_and(|title| cell.col > title) {
                continue;
            }
            if region.title.is_some() && cell.col > reach {
                region.span.right = region.span.right.min(cell.col - 1);
            } else if region.title.is_some() || head.is_some_and(|head| place > head) {
                region.span.bottom = row.at.saturating_sub(1);
                return;
            }
        }
    }
}

/// True for a label that stands outside tables.
pub(crate) fn ends(form: Form<'_>, cell: &FormCell) -> bool {
    let held = |item| form.layout.tables.iter().any(|table| table.item == item);
    cell.is_label()
        && cell.label.keys.iter().any(|(key, _)| match key {
            LabelKey::Section(_) => true,
            LabelKey::Item(item) => !held(*item),
            _ => false,
        })
}
