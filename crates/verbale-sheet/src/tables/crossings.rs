//! The crossings of a table: a row label and a column label give the series and year of a value.

use crate::grid::Settled;
use crate::ledger::excerpt;
use crate::tables::TableReader;
use crate::tables::axis::Saying;
use crate::tables::blocks::Block;
use crate::tables::columns::{Column, Holds};
use crate::tables::lines::Line;
use crate::tables::merges::Covered;
use smallvec::SmallVec;
use verbale_model::intake::{Crossing, Entry};
use verbale_model::{Finding, Intake, Kind, Series, catalogue};

/// Why a value has no series and year.
enum Without {
    /// No year, in a table of years.
    Year,
    /// Row and column contradict each other.
    Agreement,
    /// No code of this dimension, which has no total.
    Code(String),
}

impl Without {
    const fn kind(&self) -> &'static Kind {
        match self {
            Self::Year | Self::Agreement => catalogue::CODE_UNKNOWN,
            Self::Code(_) => catalogue::CODE_BLANK,
        }
    }
}

impl<I: Intake> TableReader<'_, '_, '_, I> {
    /// The crossings of a row, blanks among them where the table asks for a value. True if a value became one.
    pub(crate) fn crossings(
        &mut self,
        block: &Block,
        line: &Line,
        row: &Saying,
        values: &[usize],
        blanks: Option<&Covered>,
    ) -> bool {
        let mut mapped = false;
        let mut placed = Vec::with_capacity(values.len());
        for &cell in values {
            match block.columns.of(self.grid.cells[cell].col) {
                Some(place) => placed.push((place, cell)),
                None => self.outside(cell, None),
            }
        }
        let mut rest = placed.as_slice();
        if let Some(covered) = blanks {
            self.crossings += block.columns.list.len();
            for place in 0..block.columns.list.len() {
                let (here, after) = rest.split_at(rest.partition_point(|(at, _)| *at <= place));
                rest = after;
                if here.is_empty() {
                    self.blank(&block.columns.list[place], line, row, covered);
                } else {
                    mapped |= self.values(block, line, row, here);
                }
            }
        } else {
            for here in placed.chunk_by(|(one, _), (other, _)| one == other) {
                mapped |= self.values(block, line, row, here);
            }
        }
        mapped
    }

    /// An empty cell that a value was asked for.
    fn blank(&mut self, column: &Column, line: &Line, row: &Saying, covered: &Covered) {
        let Holds::Values(saying) = &column.holds else { return };
        if self.grid.is_flawed(line.at, column.at) {
            return;
        }
        let cover = covered.by(line.at, column.at).map(|cell| &self.grid.cells[cell]);
        if cover.is_some_and(|cell| !cell.says_none()) {
            return;
        }
        if let Ok((series, year)) = self.series(row, saying) {
            let blank = || Entry::Blank(self.ledger.at(line.at, column.at));
            let entry = cover.map_or_else(blank, |cell| Entry::Cell(cell.raw(self.ledger.place())));
            self.ledger.crossing(Crossing { series, year, entry });
        }
    }

    /// The cells of a row in one column. True if they became values.
    fn values(&mut self, block: &Block, line: &Line, row: &Saying, placed: &[(usize, usize)]) -> bool {
        let Some((place, _)) = placed.first() else { return false };
        let column = &block.columns.list[*place];
        let cells = placed.iter().map(|(_, cell)| *cell).collect::<SmallVec<[usize; 2]>>();
        let Holds::Values(saying) = &column.holds else {
            let why = if let Holds::Unsure { why, .. } = column.holds { why.kind() } else { catalogue::CODE_UNKNOWN };
            self.keep(block, &cells, why);
            return false;
        };
        match self.series(row, saying) {
            Ok((series, year)) => {
                for cell in cells {
                    let entry = Entry::Cell(self.grid.cells[cell].raw(self.ledger.place()));
                    self.ledger.crossing(Crossing { series, year, entry });
                    self.settle(cell, Settled::Mapped);
                }
                true
            }
            Err(without) => {
                self.without(line, column.cell, &cells, &without);
                false
            }
        }
    }

    /// Values whose row and column contradict each other, or leave out what no total stands for.
    fn without(&mut self, line: &Line, heading: usize, cells: &[usize], without: &Without) {
        let label = line.tags.iter().flatten().next().map_or(heading, |tag| tag.cell);
        for &cell in cells {
            self.settle(cell, Settled::Unplaced(without.kind()));
        }
        // Told once a heading for years on columns; once a row otherwise.
        let about = if matches!(without, Without::Year) && self.layout.columns.years { heading } else { label };
        if !self.told.insert(about) {
            return;
        }
        let text = excerpt(&self.grid.cells[about].text).into_owned();
        let finding = Finding::new(without.kind(), self.at(about));
        let finding = match without {
            Without::Year => finding.arg("year").arg(text).arg(""),
            Without::Agreement => finding.arg(self.title()).arg(text).arg(""),
            Without::Code(dimension) => finding.arg(dimension.as_str()),
        };
        self.ledger.find(finding);
    }

    /// The series and year of a crossing. A dimension that neither label gives is the total.
    fn series(&self, row: &Saying, column: &Saying) -> Result<(Series, Option<i16>), Without> {
        let both = row.with(column).ok_or(Without::Agreement)?;
        if self.layout.has_years() && both.year.is_none() {
            return Err(Without::Year);
        }
        let mut series = Series::of(self.layout.item);
        for &dimension in &self.form.edition.item(self.layout.item).dimensions {
            let known = &self.form.edition.dimensions[usize::from(dimension.0)];
            let code = both.codes.iter().find(|(own, _)| *own == dimension).map(|(_, code)| *code).or(known.total);
            series = series.with(dimension, code.ok_or_else(|| Without::Code(known.code.clone()))?);
        }
        Ok((series, both.year))
    }
}
