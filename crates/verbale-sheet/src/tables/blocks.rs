//! The blocks of a table: rows under the same headings.

use crate::form::Form;
use crate::grid::{Grid, Row};
use crate::tables::beside::UNTITLED;
use crate::tables::columns::{Columns, Holds, read_columns};
use crate::tables::headings::{Axes, Heads, first_heading};
use crate::tables::lines::{Carry, Line, Nest, Said, has_total_below, settle_lines};
use crate::tables::stub::{is_mirrored, read_stub};
use rustc_hash::FxHashSet;

/// A block of rows under the same headings.
pub(crate) struct Block {
    pub(crate) columns: Columns,
    pub(crate) lines: Vec<Line>,
    /// What each line stands for.
    pub(crate) said: Vec<Said>,
    /// The rows of the lines: places among the rows of the table.
    pub(crate) rows: Vec<usize>,
    /// True for a caption: the total of its group has a line of its own.
    pub(crate) captions: Vec<bool>,
    /// Labels of an open list that are merged over several rows.
    pub(crate) shared: FxHashSet<usize>,
}

/// The blocks of one table, and what stands under them.
#[derive(Default)]
pub(crate) struct Blocks {
    pub(crate) list: Vec<Block>,
    /// Rows of notes: places among the rows.
    pub(crate) notes: Vec<usize>,
    /// The row from which on nothing is certain, and why.
    pub(crate) lost: Option<(usize, &'static str)>,
    /// How many rows stand above the headings.
    pub(crate) above: usize,
    /// By column, cells with numbers beside row labels, listed from below.
    pub(crate) numbers: Vec<Vec<(usize, u32)>>,
}

/// What a year is on a row of its own: what follows could be of that year, whatever the headings say.
const YEAR_AMONG_ROWS: &str = "a year stands among its row labels";

/// Cuts a table into blocks. There is none where no heading was found.
pub(crate) fn read_blocks<'f>(grid: &Grid, form: Form<'f>, rows: &[Row], axes: &mut Axes<'f>, title: Option<usize>) -> Blocks {
    let mut all = Blocks::default();
    let Some(first) = first_heading(grid, form, rows, axes, title) else { return all };
    let mut heads = Heads { grid, form, rows, axes };
    let mut nest = Nest::default();
    let (mut start, mut from) = (first.row, 0);
    loop {
        let head = heads.block(start, from);
        if all.list.is_empty() {
            all.above = head.levels[0];
        }
        let ends =
            |row: &usize| heads.is_year_caption(&head, *row) || heads.is_repeat(&head, *row) || heads.is_foreign(&head, *row);
        let end = (head.end..rows.len()).find(ends);
        let lost = end.and_then(|row| {
            if heads.is_year_caption(&head, row) {
                return Some((row, YEAR_AMONG_ROWS));
            }
            let repeat = heads.is_repeat(&head, row);
            repeat.then(|| heads.text_above(&head, row)).flatten().map(|text| (text, UNTITLED))
        });
        let below = head.end..lost.map(|(row, _)| row).or(end).unwrap_or(rows.len());
        let end = end.filter(|row| lost.is_none() && heads.is_repeat(&head, *row));
        let mirrored = is_mirrored(&mut heads, &head, below.clone());
        let columns = read_columns(&mut heads, &head, mirrored);
        let stub = read_stub(&mut heads, &columns, below, end.is_none());
        // Where the same headings are repeated, the page ends but the group goes on.
        if all.list.last().is_some_and(|block| !same(&block.columns, &columns)) {
            nest.restart();
        }
        let carry = if heads.axes.rows.axis.nested { Carry::Nested } else { Carry::Never };
        let said = settle_lines(&heads.axes.rows, &stub.lines, carry, &mut nest);
        let captions = (0..stub.lines.len()).map(|line| has_total_below(&heads.axes.rows, &stub.lines, line)).collect();
        let shared = stub.lines.iter().flat_map(|line| line.tags.iter().flatten());
        let shared = shared.filter(|tag| tag.is_listed() && !tag.own).map(|tag| tag.cell).collect();
        all.list.push(Block { columns, lines: stub.lines, said, rows: stub.rows, captions, shared });
        all.numbers.extend(stub.numbers);
        match end {
            Some(repeat) => (start, from) = (repeat, repeat),
            None => {
                all.notes = stub.notes;
                all.lost = lost;
                return all;
            }
        }
    }
}

/// True for columns that stand for the same.
fn same(one: &Columns, other: &Columns) -> bool {
    let values = |columns: &Columns| {
        let sayings = columns.list.iter().filter_map(|column| match &column.holds {
            Holds::Values(saying) => Some((column.at, saying.clone())),
            _ => None,
        });
        sayings.collect::<Vec<_>>()
    };
    values(one) == values(other)
}
