//! Rows of an open list: the State says itself what each of them stands for.

use crate::grid::Settled;
use crate::ledger::excerpt;
use crate::tables::TableReader;
use crate::tables::axis::Saying;
use crate::tables::blocks::Block;
use crate::tables::lines::{Line, Listed, Why};
use crate::tables::stub::is_placeholder;
use smallvec::SmallVec;
use verbale_model::{CodeId, DimId, Finding, Intake, Kind, catalogue};

impl<I: Intake> TableReader<'_, '_, '_, I> {
    /// A row with a label that the State wrote into an open list.
    pub(super) fn listed(&mut self, block: &Block, line: &Line, (saying, open): (&Saying, usize), values: &[usize]) {
        let own = line.tags.iter().flatten().any(|tag| tag.cell == open && tag.own);
        let Some(dimension) = self.layout.rows.open else { return };
        if !values.iter().any(|cell| block.columns.has_values(self.grid.cells[*cell].col)) {
            if own && is_placeholder(&self.grid.cells[open]) {
                self.settle(open, Settled::Template);
            } else if own && self.grid.cells[open].is_open() && !block.shared.contains(&open) {
                self.settle(open, Settled::Unplaced(catalogue::UNKNOWN_PART));
                let label = excerpt(&self.grid.cells[open].text).into_owned();
                self.ledger.find(Finding::new(catalogue::UNKNOWN_PART, self.at(open)).arg("row").arg(label));
            }
            return self.keep(block, values, catalogue::UNKNOWN_PART);
        }
        let code = self.code(open, dimension);
        let beside = line
            .tags
            .iter()
            .flatten()
            .filter(|tag| tag.listed == Listed::Code)
            .map(|tag| tag.cell)
            .collect::<SmallVec<[usize; 1]>>();
        match code {
            Ok(code) if let Some(other) = beside.iter().copied().find(|cell| self.code(*cell, dimension) != Ok(code)) => {
                self.wrong(other, Why::Ambiguous);
                self.settle(open, Settled::Unplaced(catalogue::CODE_UNKNOWN));
                self.keep(block, values, catalogue::CODE_UNKNOWN);
            }
            Ok(code) => {
                let one = Saying { codes: [(dimension, code)].into_iter().collect(), ..Saying::default() };
                match saying.with(&one) {
                    Some(both) => {
                        let mapped = self.crossings(block, line, &both, values, None);
                        for cell in beside.into_iter().chain([open]) {
                            let settled = if mapped { Settled::Mapped } else { Settled::Unplaced(catalogue::CODE_UNKNOWN) };
                            self.settle(cell, settled);
                        }
                    }
                    None => {
                        self.wrong(open, Why::Ambiguous);
                        self.keep(block, values, catalogue::CODE_UNKNOWN);
                    }
                }
            }
            Err(kind) => {
                for cell in beside.into_iter().chain([open]) {
                    self.settle(cell, Settled::Unplaced(kind));
                }
                self.keep(block, values, kind);
            }
        }
    }

    /// The code of a label in an open list.
    fn code(&mut self, label: usize, dimension: DimId) -> Result<CodeId, &'static Kind> {
        let known = self.listed.get(&label).copied();
        let code = known.unwrap_or_else(|| {
            let raw = self.grid.cells[label].raw(self.ledger.place());
            self.ledger.listed(self.layout.item, dimension, &raw)
        });
        self.listed.insert(label, code);
        code
    }
}
