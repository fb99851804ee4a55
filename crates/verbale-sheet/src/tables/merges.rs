//! Values of tables that are merged over several crossings.

use crate::fault::{Fault, limit};
use crate::grid::{Grid, Span};
use crate::tables::blocks::Block;
use rustc_hash::FxHashMap;
use verbale_model::locus::a1;

/// Crossings of one table that lie under merged cells.
const MOST_COVERED: usize = 2_000_000;

/// Crossings that lie under the value of another cell.
#[derive(Default)]
pub(crate) struct Covered {
    places: FxHashMap<(u32, u16), usize>,
    /// Values that cover several crossings: range and cell.
    pub(crate) merged: Vec<(String, usize)>,
}

impl Covered {
    /// Finds them among the blocks of a table.
    pub(crate) fn find(grid: &Grid, span: Span, blocks: &[Block]) -> Result<Self, Fault> {
        let mut covered = Self::default();
        let mut count = 0;
        let sides = blocks.iter().map(|block| {
            let rows = block.lines.iter().filter(|line| line.has_own()).map(|line| line.at).collect::<Vec<_>>();
            let mut cols = block.columns.list.iter().map(|column| column.at).collect::<Vec<_>>();
            cols.retain(|col| block.columns.has_values(*col));
            (block, rows, cols)
        });
        let sides = sides.collect::<Vec<_>>();
        for area in grid.merges_in(span.top..span.bottom.saturating_add(1)) {
            let (Ok(left), Ok(right)) = (u16::try_from(area.left), u16::try_from(area.right.min(u32::from(u16::MAX)))) else {
                continue;
            };
            // Nothing written over several crossings answers none of them: each is blank.
            let Some(first) = grid.at(area.top, left) else { continue };
            // Blocks are in the order of their rows.
            let from = sides.partition_point(|(_, rows, _)| rows.last().is_none_or(|last| *last < area.top));
            for (block, rows, cols) in &sides[from..] {
                if rows.first().is_some_and(|first| *first > area.bottom) {
                    break;
                }
                let own = block.columns.of(left).map(|place| block.columns.list[place].at);
                let rows = &rows[rows.partition_point(|row| *row < area.top)..rows.partition_point(|row| *row <= area.bottom)];
                let cols = &cols[cols.partition_point(|col| *col < left)..cols.partition_point(|col| *col <= right)];
                count += rows.len() * cols.len();
                if count > MOST_COVERED {
                    return Err(limit("merged values of tables in a sheet", MOST_COVERED as u64));
                }
                let mut others = 0;
                for row in rows {
                    let places = cols.iter().map(|col| (*row, *col)).filter(|place| *place != (area.top, own.unwrap_or(left)));
                    for place in places {
                        others += 1;
                        covered.places.insert(place, first);
                    }
                }
                if others > 0 && block.columns.has_values(left) {
                    covered.places.insert((area.top, own.unwrap_or(left)), first);
                    covered.merged.push((format!("{}:{}", a1(area.top, left), a1(area.bottom, right)), first));
                }
            }
        }
        Ok(covered)
    }

    /// The cell whose value is merged over a place.
    pub(crate) fn by(&self, row: u32, col: u16) -> Option<usize> {
        if self.places.is_empty() { None } else { self.places.get(&(row, col)).copied() }
    }
}
