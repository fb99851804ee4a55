//! Labels that stand for nothing certain: what is told of them.

use crate::grid::{FormCell, Settled};
use crate::ledger::excerpt;
use crate::tables::TableReader;
use crate::tables::axis::Saying;
use crate::tables::blocks::Block;
use crate::tables::columns::Holds;
use crate::tables::lines::Why;
use crate::tables::stub::is_note;
use crate::tables::year::YearDoubt;
use smallvec::SmallVec;
use std::collections::BTreeSet;
use verbale_model::{Finding, Intake, catalogue};

/// What a heading says of a year that is no calendar year, or of several.
const NO_CALENDAR_YEAR: &str = "it is no calendar year, or more than one";

/// What is wrong with a heading over several figures of a row: which of them it means is not certain.
const SEVERAL_FIGURES: &str = "several figures of a row stand under one of its headings";

impl<I: Intake> TableReader<'_, '_, '_, I> {
    /// A heading that is merged over several columns is that of one figure in each row. Where more stand under it, a lower
    /// heading of each was lost, and nothing under it is certain.
    pub(super) fn doubt_shared_headings(&self, block: &mut Block) {
        let numeric = |text: &str| text.trim_start_matches(['<', '>', '≤', '≥', '~', ' ']).starts_with(char::is_numeric);
        let figure = |cell: &FormCell| cell.is_open() && numeric(&cell.text) && !is_note(cell);
        let mut shared = BTreeSet::new();
        for row in &block.rows {
            let figures = self.grid.cells[self.rows[*row].cells.clone()].iter().filter(|cell| figure(cell));
            let places = figures.filter_map(|cell| block.columns.of(cell.col)).collect::<SmallVec<[usize; 16]>>();
            shared.extend(places.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
        }
        for place in shared {
            let column = &mut block.columns.list[place];
            if matches!(column.holds, Holds::Values(_)) {
                column.holds = Holds::Unsure { cell: column.cell, why: Why::Several };
            }
        }
    }

    /// Raises T03 for a year that is not the whole year.
    pub(super) fn partial(&mut self, saying: &Saying, cell: Option<usize>) {
        if let (true, Some(year), Some(cell)) = (saying.partial, saying.year, cell)
            && self.told.insert(cell)
        {
            let heading = excerpt(&self.grid.cells[cell].text).into_owned();
            self.ledger.find(Finding::new(catalogue::YEAR_PARTIAL, self.at(cell)).arg(i64::from(year)).arg(heading));
        }
    }

    /// Tells of a label that is not known, or not one alone, and keeps it as unplaced.
    pub(crate) fn wrong(&mut self, cell: usize, why: Why) {
        if self.told.insert(cell) {
            let label = excerpt(&self.grid.cells[cell].text).into_owned();
            let finding = Finding::new(why.kind(), self.at(cell));
            self.ledger.find(match why {
                Why::Years(YearDoubt::NoCalendarYear) => finding.arg(label).arg(NO_CALENDAR_YEAR),
                Why::Years(YearDoubt::Words) => finding.arg("year").arg(label).arg(""),
                Why::Several => finding.arg(SEVERAL_FIGURES).arg(self.title()),
                Why::Unknown | Why::Ambiguous => finding.arg(self.title()).arg(label).arg(""),
            });
        }
        if !matches!(self.grid.cells[cell].settled, Settled::Mapped) {
            self.grid.cells[cell].settled = Settled::Unplaced(why.kind());
        }
    }
}
