//! Hidden sheets, rows and columns. They are read like all others; that values stand in them is told once a sheet.

use crate::reference;
use crate::xlsx::annotations::{column_letters, span};
use crate::xlsx::tags::is_true;
use crate::xml::Attributes;
use std::collections::BTreeSet;
use verbale_model::{Finding, Locus, PlaceId, catalogue};

/// What of a sheet is hidden.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hidden {
    pub(crate) sheet: bool,
    /// First and last of each run of rows, in order.
    rows: Vec<(u32, u32)>,
    /// The same of columns.
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Of a sheet of which is known only whether it shows.
    pub(crate) fn sheet(hidden: bool) -> Self {
        Self { sheet: hidden, ..Self::default() }
    }

    /// True if nothing is.
    pub(crate) const fn is_empty(&self) -> bool {
        !self.sheet && self.rows.is_empty() && self.columns.is_empty()
    }

    /// Notes a row.
    pub(crate) fn row(&mut self, row: u32) {
        match self.rows.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.rows.push((row, row)),
        }
    }

    /// Looks at the tag of a run of columns.
    pub(crate) fn column(&mut self, attributes: &[u8]) {
        let number = |wanted: &[u8]| {
            let value = Attributes::new(attributes).flatten().find(|(name, _)| *name == wanted).map(|(_, value)| value);
            value.and_then(|value| reference::digits(value, 5)).and_then(|number| number.checked_sub(1))
        };
        if let (true, Some(first), Some(last)) = (is_hidden(attributes), number(b"min"), number(b"max")) {
            match self.columns.last_mut() {
                // The tags stand in order; one that says the same again costs nothing.
                Some((from, to)) if *from <= first && first <= to.saturating_add(1) => *to = last.max(*to),
                _ if first <= last => self.columns.push((first, last)),
                _ => {}
            }
        }
    }

    /// Puts the runs of columns in order, each column in one of them.
    fn order_columns(&mut self) {
        self.columns.sort_unstable();
        self.columns.dedup_by(|next, run| {
            let joined = next.0 <= run.1.saturating_add(1);
            if joined {
                run.1 = run.1.max(next.1);
            }
            joined
        });
    }

    fn hides_row(&self, row: u32) -> bool {
        let next = self.rows.partition_point(|(first, _)| *first <= row);
        next.checked_sub(1).is_some_and(|index| row <= self.rows[index].1)
    }

    fn hides_column(&self, col: u16) -> bool {
        let col = u32::from(col);
        let next = self.columns.partition_point(|(first, _)| *first <= col);
        next.checked_sub(1).is_some_and(|index| col <= self.columns[index].1)
    }
}

fn is_hidden(attributes: &[u8]) -> bool {
    let hides = |(name, value): (&[u8], &[u8])| (name == b"hidden" && is_true(value)) || (name == b"width" && is_none(value));
    Attributes::new(attributes).flatten().any(hides)
}

/// True for a height or width of nothing.
pub(crate) fn is_none(size: &[u8]) -> bool {
    std::str::from_utf8(size).ok().and_then(|size| size.trim().parse::<f64>().ok()).is_some_and(|size| size <= 0.0)
}

/// The values met in what is hidden of a sheet.
#[derive(Debug, Default)]
pub(crate) struct HiddenValues {
    hidden: Hidden,
    name: String,
    first: Option<Locus>,
    rows: BTreeSet<u32>,
    columns: BTreeSet<u32>,
}

/// Rows and columns told by number; beyond it, only the first ones are.
const TOLD: usize = 20;

impl HiddenValues {
    pub(crate) fn new(name: &str, mut hidden: Hidden) -> Self {
        hidden.order_columns();
        Self { hidden, name: name.to_owned(), ..Self::default() }
    }

    /// Notes a value.
    pub(crate) fn meet(&mut self, at: Locus) {
        if self.hidden.is_empty() {
            return;
        }
        let Locus::Cell { row, col, .. } = at else { return };
        let (by_row, by_column) = (self.hidden.hides_row(row), self.hidden.hides_column(col));
        if by_row {
            self.rows.insert(row);
        }
        if by_column {
            self.columns.insert(u32::from(col));
        }
        if by_row || by_column || self.hidden.sheet {
            self.first = Some(self.first.map_or(at, |first| first.min(at)));
        }
    }

    /// What is to be told of the sheet; asked once.
    pub(crate) fn findings(&mut self, place: PlaceId) -> Vec<Finding> {
        let met = std::mem::take(self);
        let Some(first) = met.first else { return Vec::new() };
        let finding = |what: &str, name: String, at: Locus| Finding::new(catalogue::HIDDEN_VALUES, at).arg(what).arg(name);
        if met.hidden.sheet {
            return vec![finding("sheet", met.name, first)];
        }
        let mut findings = Vec::new();
        let at = |row: u32, col: u32| Locus::Cell { sheet: place, row, col: u16::try_from(col).unwrap_or(u16::MAX) };
        if let Some(&row) = met.rows.first() {
            let name = runs(&met.rows, |row| (row + 1).to_string());
            findings.push(finding(if met.rows.len() == 1 { "row" } else { "rows" }, name, at(row, 0)));
        }
        if let Some(&col) = met.columns.first() {
            let name = runs(&met.columns, column_letters);
            findings.push(finding(if met.columns.len() == 1 { "column" } else { "columns" }, name, at(0, col)));
        }
        findings
    }
}

/// Numbers as runs: `5–9, 12`.
fn runs(numbers: &BTreeSet<u32>, name: impl Fn(u32) -> String) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let mut told = runs.iter().take(TOLD).map(|(first, last)| span(&name(*first), &name(*last))).collect::<Vec<_>>().join(", ");
    if runs.len() > TOLD {
        told.push_str(", …");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: u32, col: u16) -> Locus {
        Locus::Cell { sheet: PlaceId(0), row, col }
    }

    fn told(met: &mut HiddenValues) -> Vec<String> {
        let one = |finding: &Finding| format!("{} {:?}", finding.at.cell(), finding.args);
        met.findings(PlaceId(0)).iter().map(one).collect()
    }

    #[test]
    fn rows_and_columns_with_values_are_told_as_runs() {
        let mut hidden = Hidden::default();
        for row in [4, 5, 6, 11] {
            hidden.row(row);
        }
        hidden.column(br#" min="3" max="4" width="9" hidden="true""#);
        hidden.column(br#" min="6" max="6""#);
        let mut met = HiddenValues::new("Figures", hidden);
        for (row, col) in [(3, 0), (4, 0), (5, 1), (6, 9), (11, 5), (0, 3)] {
            met.meet(at(row, col));
        }
        assert_eq!(told(&mut met), [r#"A5 [Text("rows"), Text("5–7, 12")]"#, r#"D1 [Text("column"), Text("D")]"#]);
        assert!(told(&mut met).is_empty());
    }

    #[test]
    fn a_hidden_sheet_without_values_is_not_told() {
        let hidden = || Hidden { sheet: true, ..Hidden::default() };
        assert!(told(&mut HiddenValues::new("Lists", hidden())).is_empty());
        let mut met = HiddenValues::new("Figures", hidden());
        met.meet(at(2, 2));
        met.meet(at(1, 1));
        assert_eq!(told(&mut met), [r#"B2 [Text("sheet"), Text("Figures")]"#]);
    }
}
