//! Merged cells among the rows of a table of records. What says which value a row gives holds for each row that its cell covers;
//! one value over several rows is that of none of them for sure.

use crate::book::Book;
use crate::fault::Fault;
use crate::recognize::Table;
use crate::reference::Area;
use std::borrow::Cow;
use verbale_model::layout::{RecordsLayout, Role};
use verbale_model::locus::a1;
use verbale_model::{Locus, RawCell, Stored};

/// The merged cells of a table, and those that cover the current row.
#[derive(Default)]
pub(crate) struct Held {
    /// Those that the reading has not come to, the last of them first.
    areas: Vec<Area>,
    open: Vec<Open>,
}

/// A merged cell.
struct Open {
    area: Area,
    /// What stands in it.
    cell: Option<(String, Stored, Locus)>,
    /// There is a finding on it.
    told: bool,
}

impl Held {
    /// Finds the merged cells below the header that matter: of those over several rows, the ones whose lower rows are not empty.
    pub(crate) fn find(book: &mut Book<'_>, table: &Table) -> Result<Self, Fault> {
        let below = |area: &&Area| area.top > table.header_row && (area.top < area.bottom || area.left < area.right);
        let mut areas = book.merges(table.sheet).iter().filter(below).copied().collect::<Vec<_>>();
        if areas.is_empty() {
            return Ok(Self::default());
        }
        let mut rows = Vec::new();
        let mut cells = book.cells(table.sheet)?;
        while let Some(cell) = cells.next()? {
            if rows.last() != Some(&cell.row) {
                rows.push(cell.row);
            }
        }
        areas.retain(|area| {
            let lower = rows.partition_point(|row| *row <= area.top);
            area.top == area.bottom || rows.get(lower).is_some_and(|row| *row <= area.bottom)
        });
        areas.sort_unstable_by(|one, other| other.cmp(one));
        Ok(Self { areas, open: Vec::new() })
    }

    /// Goes on to a row; rows come in their order.
    pub(crate) fn enter(&mut self, row: u32) {
        self.open.retain(|open| open.area.bottom >= row);
        while let Some(area) = self.areas.pop_if(|area| area.top <= row) {
            if area.bottom >= row {
                self.open.push(Open { area, cell: None, told: false });
            }
        }
    }

    /// Takes note of a cell of the row that was entered.
    pub(crate) fn see(&mut self, row: u32, cell: &RawCell<'_>, col: u16) {
        let starts = |open: &&mut Open| open.area.top == row && open.area.left == u32::from(col) && open.area.bottom > row;
        if let Some(open) = self.open.iter_mut().find(starts) {
            open.cell = Some((cell.text.as_ref().to_owned(), cell.stored, cell.at));
        }
    }

    /// What a cell further up holds for a column of the row, where its role is one that holds for several rows.
    pub(crate) fn cell(&self, row: u32, col: u16, role: Role) -> Option<RawCell<'_>> {
        let holds = role.is_key() || matches!(role, Role::Attribute | Role::Context | Role::Unit | Role::Multiplier);
        let covers = |open: &&Open| holds && open.area.top < row && open.area.left == u32::from(col);
        let (text, stored, at) = self.open.iter().find(covers)?.cell.as_ref()?;
        Some(RawCell { text: Cow::Borrowed(text), stored: *stored, at: *at })
    }

    /// True if the value of the row is merged with another cell of the table; `tell` is given each merged range once, with its
    /// first row and column. `several` says that the row has more cells than one: a text over the whole width is a note.
    pub(crate) fn merges_value(
        &mut self,
        (layout, table): (&RecordsLayout, &Table),
        several: bool,
        mut tell: impl FnMut(String, u32, u16),
    ) -> bool {
        let mut found = false;
        if self.open.is_empty() {
            return found;
        }
        let values = layout.columns.iter().zip(&table.columns).filter(|(column, _)| column.role == Role::Value);
        for col in values.filter_map(|(_, col)| *col).map(u32::from) {
            for Open { area, told, .. } in &mut self.open {
                let down = area.left == col && area.top < area.bottom;
                let across = several && area.left < col && col <= area.right;
                let Some(left) = u16::try_from(area.left).ok().filter(|_| down || across) else { continue };
                found = true;
                if !std::mem::replace(told, true) {
                    let last = u16::try_from(area.right).unwrap_or(u16::MAX);
                    tell(format!("{}:{}", a1(area.top, left), a1(area.bottom, last)), area.top, left);
                }
            }
        }
        found
    }
}
