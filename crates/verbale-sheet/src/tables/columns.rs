//! The columns of a block of a table, from its rows of headings.

use crate::tables::axis::{Reading, Saying};
use crate::tables::headings::{Head, Heads};
use crate::tables::lines::{Carry, Line, Listed, Nest, Said, Tag, Why, settle_lines};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// What a column of a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Values of this.
    Values(Saying),
    /// Values of what is not certain, for the heading in `cell`.
    Unsure { cell: usize, why: Why },
    /// Comments on the item.
    Comments,
    /// What the questionnaire does not ask for, under the heading in `cell`.
    Outside { cell: usize },
}

/// A column with a heading.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) at: u16,
    pub(crate) holds: Holds,
    /// The heading to name it by.
    pub(crate) cell: usize,
    /// Its own headings that are known.
    pub(crate) cells: SmallVec<[usize; 2]>,
    /// The heading that gives the year.
    pub(crate) year: Option<usize>,
}

/// The columns of a block.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) list: Vec<Column>,
    /// Printed texts over the row labels, and headings that head no column of their own.
    pub(crate) corners: Vec<usize>,
    /// By column of the sheet, the place in the list.
    index: FxHashMap<u16, usize>,
    /// True where the row labels stand to the right of the values.
    pub(crate) mirrored: bool,
    pub(crate) left: u16,
    pub(crate) right: u16,
}

impl Columns {
    /// Place of the column in which a column of the sheet lies.
    pub(crate) fn of(&self, col: u16) -> Option<usize> {
        self.index.get(&col).copied()
    }

    /// True for a column of row labels.
    pub(crate) const fn is_stub(&self, col: u16) -> bool {
        if self.mirrored { col > self.right } else { col < self.left }
    }

    /// True if a value in the column is one of the table.
    pub(crate) fn has_values(&self, col: u16) -> bool {
        self.of(col).is_some_and(|place| matches!(self.list[place].holds, Holds::Values(_) | Holds::Unsure { .. }))
    }
}

/// Reads the headings of a block.
pub(crate) fn read_columns(heads: &mut Heads<'_, '_>, head: &Head, mirrored: bool) -> Columns {
    let mut columns = Columns { mirrored, left: head.left, right: head.right, ..Columns::default() };
    let mut lines: BTreeMap<u16, Line> = BTreeMap::new();
    let mut spans: Vec<(usize, usize, u16, u16)> = Vec::new();
    for (level, &row) in head.levels.iter().enumerate() {
        for index in heads.rows[row].cells.clone() {
            let grid = heads.grid;
            let cell = &grid.cells[index];
            if !cell.is_open() {
                continue;
            }
            if columns.is_stub(cell.col) {
                if heads.is_printed_corner(cell) {
                    columns.corners.push(index);
                }
                continue;
            }
            let reading = heads.axes.columns.read(cell).clone();
            let outside = !reading.is_label();
            if outside && heads.form.layout.comment.is_some_and(|comment| cell.has_key(comment)) {
                let span = grid.span(cell.row, cell.col);
                spans.push((level, index, span.left, span.right));
                let cells = [index].into_iter().collect();
                columns.list.push(Column { at: cell.col, holds: Holds::Comments, cell: index, cells, year: None });
                continue;
            }
            // Printed text over the headings, such as a unit, says nothing of its own.
            if outside && heads.is_printed_corner(cell) {
                continue;
            }
            let span = grid.span(cell.row, cell.col);
            spans.push((level, index, span.left, span.right));
            let line = lines.entry(cell.col).or_insert_with(|| Line { at: u32::from(cell.col), ..Line::default() });
            line.tags.resize(head.levels.len(), None);
            line.tags[level] = Some(Tag { cell: index, reading, own: true, merged: span.left < span.right, listed: Listed::No });
        }
    }
    columns.corners.extend(spread(&mut lines, &spans));
    let mut lines = lines.into_values().collect::<Vec<_>>();
    if mirrored {
        lines.reverse();
    }
    let said = settle_lines(&heads.axes.columns, &lines, Carry::Headings, &mut Nest::default());
    for (line, said) in lines.iter().zip(said) {
        columns.push(line, said);
    }
    columns.list.sort_by_key(|column| column.at);
    columns.reindex(&spans);
    columns
}

/// A heading merged over more columns than this is taken as of this many.
const MOST_MERGED: u16 = 1_000;

/// Lets headings that are merged over several columns hold for each that has another heading. One that is merged over columns
/// of which others have headings at a lower level does not make its first column one of its own; such are given back.
fn spread(lines: &mut BTreeMap<u16, Line>, spans: &[(usize, usize, u16, u16)]) -> Vec<usize> {
    let mut headless = Vec::new();
    for &(level, cell, left, right) in spans.iter().filter(|(_, _, left, right)| left < right) {
        let Some(tag) = lines.get(&left).and_then(|line| line.tags[level].clone()) else { continue };
        let tag = Tag { own: false, ..tag };
        let mut lower = false;
        for (_, line) in lines.range_mut(left..=right) {
            let own_below = line.tags[level + 1..].iter().flatten().any(|tag| tag.own);
            lower |= own_below;
            if line.tags[level].is_none() {
                line.tags[level] = Some(tag.clone());
            }
        }
        let bare = lines.get(&left).is_some_and(|line| {
            let others = line.tags.iter().flatten().filter(|tag| tag.cell != cell && tag.own);
            others.count() == 0
        });
        if lower && bare {
            lines.remove(&left);
            headless.push(cell);
        }
    }
    headless
}

impl Columns {
    fn push(&mut self, line: &Line, said: Said) {
        let tags = || line.tags.iter().flatten();
        let Some(cell) = tags().rfind(|tag| tag.own).map(|tag| tag.cell) else { return };
        let Ok(at) = u16::try_from(line.at) else { return };
        let holds = match said {
            Said::Nothing => return,
            Said::Known { saying, .. } => Holds::Values(saying),
            // Its own heading is none of the questionnaire, whatever stands over it.
            Said::Wrong { .. } if tags().rfind(|tag| tag.own).is_some_and(|tag| tag.reading == Reading::Unknown) => {
                Holds::Outside { cell }
            }
            Said::Wrong { cell, why } => Holds::Unsure { cell, why },
        };
        let known = tags().filter(|tag| tag.own && tag.reading.is_label()).map(|tag| tag.cell).collect();
        let year = tags().find(|tag| tag.reading.has_year()).map(|tag| tag.cell);
        self.list.push(Column { at, holds, cell, cells: known, year });
    }

    /// Finds each column of the sheet that a column covers: a heading merged over several is that of all which have no other.
    fn reindex(&mut self, spans: &[(usize, usize, u16, u16)]) {
        let list = std::mem::take(&mut self.list);
        let spans = spans.iter().map(|&(_, cell, left, right)| (cell, (left, right))).collect::<FxHashMap<_, _>>();
        for (place, column) in list.iter().enumerate() {
            self.index.insert(column.at, place);
        }
        for (place, column) in list.iter().enumerate() {
            let Some(&(left, right)) = spans.get(&column.cell) else { continue };
            let next = list.get(place + 1).map_or(u16::MAX, |next| next.at);
            for col in left..=right.min(left.saturating_add(MOST_MERGED)).min(next.saturating_sub(1)) {
                self.index.entry(col).or_insert(place);
            }
        }
        self.list = list;
    }
}
