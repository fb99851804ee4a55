//! The ledger of a file: every filled cell is entered when it is taken from its sheet and must leave as mapped, template or
//! unplaced.

use crate::book::WideRow;
use crate::cell::{Content, Flaw, without_nul};
use crate::fault::{Fault, ours};
use crate::hidden::{Hidden, HiddenValues};
use crate::xlsx::annotations::SheetNote;
use crate::xlsx::value_scan::Doubt;
use std::borrow::Cow;
use std::collections::BTreeMap;
use verbale_model::intake::{Crossing, Entry, Fate, Note, RawRow};
use verbale_model::locus::a1;
use verbale_model::{Accounting, CodeId, DimId, Finding, Intake, ItemId, Kind, Locus, PlaceId, RawCell, Stored, catalogue};

/// Passes cells on to an intake, and counts them on the way.
pub(crate) struct Ledger<'i, I> {
    intake: &'i mut I,
    accounting: Accounting,
    /// The sheet being read.
    place: PlaceId,
    /// Columns of the sheet that the questionnaire does not have: first row, how many cells, heading.
    outside: BTreeMap<u16, (u32, u64, Option<String>)>,
    hidden: HiddenValues,
}

impl<'i, I: Intake> Ledger<'i, I> {
    pub(crate) fn new(intake: &'i mut I) -> Self {
        Self {
            intake,
            accounting: Accounting::default(),
            place: PlaceId(0),
            outside: BTreeMap::new(),
            hidden: HiddenValues::default(),
        }
    }

    /// Goes on with a sheet.
    pub(crate) fn open_sheet(&mut self, name: &str, hidden: Hidden) {
        self.tell_hidden();
        self.place = self.intake.place(name);
        self.hidden = HiddenValues::new(name, hidden);
    }

    /// Says what hidden parts of the sheet hold values.
    fn tell_hidden(&mut self) {
        for finding in self.hidden.findings(self.place) {
            self.find(finding);
        }
    }

    /// What the workbook says of a cell of the sheet beside its value.
    pub(crate) fn note(&mut self, note: &SheetNote) {
        let text = Cow::Borrowed(note.text.as_str());
        self.intake.note(Note { kind: note.kind, at: self.at(note.row, note.col), text });
    }

    fn meet(&mut self, entry: &Entry<'_>) {
        match entry {
            Entry::Cell(cell) => self.hidden.meet(cell.at),
            Entry::Options(cells, _) => cells.iter().for_each(|(_, cell)| self.hidden.meet(cell.at)),
            Entry::Blank(_) => {}
        }
    }

    /// Says once a column what stood outside the questionnaire, and leaves the sheet.
    pub(crate) fn close_sheet(&mut self) {
        for (col, (row, cells, heading)) in std::mem::take(&mut self.outside) {
            let what = match (heading, cells) {
                (Some(heading), _) => heading,
                (None, 1) => format!("{} (1 cell)", letters(col)),
                (None, cells) => format!("{} ({cells} cells)", letters(col)),
            };
            self.find(Finding::new(catalogue::UNKNOWN_PART, self.at(row, col)).arg("column").arg(what));
        }
    }

    /// The sheet as a whole is outside the questionnaire.
    pub(crate) fn foreign_sheet(&mut self, name: &str, row: u32, col: u16) {
        self.outside.clear();
        self.find(Finding::new(catalogue::UNKNOWN_PART, self.at(row, col)).arg("sheet").arg(name));
    }

    pub(crate) const fn at(&self, row: u32, col: u16) -> Locus {
        Locus::Cell { sheet: self.place, row, col }
    }

    pub(crate) const fn place(&self) -> PlaceId {
        self.place
    }

    pub(crate) fn find(&mut self, finding: Finding) {
        self.intake.finding(finding);
    }

    /// Enters cells that were taken from a sheet.
    pub(crate) const fn enter(&mut self, cells: usize) {
        self.accounting.cells += cells as u64;
    }

    /// Cells that hold text of the template.
    pub(crate) const fn template(&mut self, cells: usize) {
        self.accounting.template += cells as u64;
    }

    /// Cells that became an answer of a form.
    pub(crate) const fn mapped(&mut self, cells: usize) {
        self.accounting.mapped += cells as u64;
    }

    pub(crate) fn entry(&mut self, item: ItemId, entry: Entry<'_>) {
        self.meet(&entry);
        self.intake.entry(item, entry);
    }

    pub(crate) fn crossing(&mut self, crossing: Crossing<'_>) {
        self.meet(&crossing.entry);
        self.intake.crossing(crossing);
    }

    /// The code of a label in an open list.
    pub(crate) fn listed(&mut self, item: ItemId, dimension: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        self.intake.listed(item, dimension, label)
    }

    /// A cell that has no place in the questionnaire.
    pub(crate) fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind) {
        self.accounting.unmapped += 1;
        self.intake.unplaced(cell, why);
    }

    /// A cell outside the questionnaire; its column is told once.
    pub(crate) fn outside(&mut self, cell: &RawCell<'_>) {
        if let Locus::Cell { row, col, .. } = cell.at {
            self.count_outside(row, col, None);
        }
        self.unplaced(cell, catalogue::UNKNOWN_PART);
    }

    /// Notes a cell of a column that the questionnaire does not have.
    pub(crate) fn count_outside(&mut self, row: u32, col: u16, heading: Option<&str>) {
        let (.., cells, _) = self.outside.entry(col).or_insert_with(|| (row, 0, heading.map(str::to_owned)));
        *cells += 1;
    }

    /// A cell that can become no answer: its value is not certain, or no database keeps it.
    pub(crate) fn flawed(&mut self, content: &Content<'_>, flaw: Flaw, row: u32, col: u16) {
        let at = self.at(row, col);
        let text = content.ready().unwrap_or_default();
        let finding = match flaw {
            Flaw::Doubt(Doubt::Struck) => Finding::new(catalogue::TEXT_STRUCK, at).arg(excerpt(&without_nul(text)).into_owned()),
            Flaw::Doubt(doubt) => Finding::new(catalogue::FILE_DAMAGED, at).arg(format!("a cell holds {}", doubt.words())),
            Flaw::Nul => Finding::new(catalogue::MOJIBAKE, at).arg(excerpt(&without_nul(text)).into_owned()).arg("it holds a NUL"),
        };
        let kind = finding.kind;
        self.find(finding);
        self.unplaced(&RawCell { text: without_nul(text), stored: Stored::Text, at }, kind);
    }

    /// A row of a text with a field too many, whose cells can each stand in the place of another.
    pub(crate) fn wide<'c>(&mut self, cells: impl Iterator<Item = (u32, u16, Cow<'c, str>)>, wide: WideRow) {
        let mut told = false;
        for (row, col, text) in cells {
            let at = self.at(row, col);
            if !told {
                self.find(Finding::new(catalogue::ROW_WIDTH, at).arg(i64::from(wide.fields)).arg(i64::from(wide.usual)));
                told = true;
            }
            self.unplaced(&RawCell { text, stored: Stored::Text, at }, catalogue::ROW_WIDTH);
        }
    }

    /// A row of records: its cells share its fate.
    pub(crate) fn row(&mut self, row: &RawRow<'_, '_>, cells: usize) {
        self.accounting.rows += 1;
        match self.intake.row(row) {
            Fate::Mapped => {
                row.cells.iter().flatten().for_each(|cell| self.hidden.meet(cell.at));
                self.accounting.rows_answered += 1;
                self.accounting.mapped += cells as u64;
            }
            Fate::Unplaced => {
                self.accounting.rows_unplaced += 1;
                self.accounting.unmapped += cells as u64;
            }
        }
    }

    /// A row of records that cannot be handed on, since one of its cells is flawed.
    pub(crate) const fn flawed_row(&mut self) {
        self.accounting.rows += 1;
        self.accounting.rows_unplaced += 1;
    }

    /// The sums. A cell that was entered and did not leave is a fault of this crate, and the file is not loaded.
    pub(crate) fn close(mut self) -> Result<Accounting, Fault> {
        self.tell_hidden();
        debug_assert!(self.accounting.adds_up(), "{:?}", self.accounting);
        if self.accounting.adds_up() { Ok(self.accounting) } else { Err(ours("the cells read do not add up")) }
    }
}

/// The letters of a column.
pub(crate) fn letters(col: u16) -> String {
    let mut text = a1(0, col);
    text.pop();
    text
}

/// A text short enough for a finding.
pub(crate) fn excerpt(text: &str) -> Cow<'_, str> {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}
