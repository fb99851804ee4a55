//! Rows of an open list: the State says itself what each of them stands for.

use crate::grid::Settled;
use crate::ledger::excerpt;
use crate::tables::TableReader;
use crate::tables::axis::Saying;
use crate::tables::blocks::Block;
use crate::tables::lines::{Line, Listed, Why};
use crate::tables::stub::is_placeholder;
use smallvec::SmallVec;
use std::borrow::Cow;
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
        if let Some(known) = self.listed.get(&label) {
            return *known;
        }
        let mut raw = self.grid.cells[label].raw(self.ledger.place());
        // The rows of a list may be numbered in the labels themselves: from 1, and upwards.
        if let Some((number, name)) = numbered(&raw.text)
            && number > self.numbered
            && (self.numbered > 0 || number == 1)
        {
            self.numbered = number;
            raw.text = Cow::Owned(name.to_owned());
        }
        let code = self.ledger.listed(self.layout.item, dimension, &raw);
        self.listed.insert(label, code);
        code
    }
}

/// The number before a name, and the name: `1. France`, `(2) Togo`. A number without a point or bracket counts something.
fn numbered(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let open = text.strip_prefix('(').unwrap_or(text);
    let end = open.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=3).contains(end))?;
    let (number, rest) = open.split_at(end);
    let name = rest.strip_prefix([')', '.'])?.strip_prefix(char::is_whitespace)?.trim_start();
    Some((number.parse().ok()?, name)).filter(|_| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn a_number_before_a_name_is_told_from_a_count() {
        for (text, expected) in [("1. France", (1, "France")), (" (2) Togo", (2, "Togo")), ("13)\u{a0}Peru", (13, "Peru"))] {
            assert_eq!(numbered(text), Some(expected), "{text}");
        }
        for text in ["3 French", "97 albanian", "1.5", "1.France", "France", "2016. France", "1. ", "-1. France", "(France)", ""] {
            assert_eq!(numbered(text), None, "{text}");
        }
    }
}
