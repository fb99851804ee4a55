//! Reading a table of records, row by row. The sheet is never held in memory, and a cell costs no allocation: shared strings
//! and fields of a text are borrowed, numbers of a row are written into one buffer.

use crate::book::Book;
use crate::book::WideRow;
use crate::cell::Cell;
use crate::component::{NAMES, code, component};
use crate::fault::{Fault, damaged, reject};
use crate::held::Held;
use crate::ledger::{Ledger, excerpt, letters};
use crate::matcher::Matcher;
use crate::read_ahead::{Stream, with_cells};
use crate::recognize::Table;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;
use verbale_model::intake::RawRow;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{RecordsLayout, Role};
use verbale_model::{Edition, Finding, Intake, RawCell, catalogue};

/// Reads one table. `last` is the last cell taken, for saying where reading stopped.
pub(crate) fn read_table<I: Intake>(
    book: &mut Book<'_>,
    edition: &Edition,
    layout: &RecordsLayout,
    table: &Table,
    ledger: &mut Ledger<'_, I>,
    last: &mut Option<(u32, u16)>,
) -> Result<(), Fault> {
    let held = Held::find(book, table)?;
    let mut reader = TableReader {
        held,
        matcher: Matcher::new(&edition.labels),
        layout,
        table,
        headings: Headings::default(),
        words: layout
            .columns
            .iter()
            .flat_map(|column| edition.labels.list.iter().filter(|label| label.key == column.key))
            .map(|label| label.text.clone())
            .collect(),
        nul: book.may_hold_nul(),
        numbers: String::new(),
        ranges: Vec::new(),
    };
    with_cells(book, table.sheet, |cells| reader.rows(cells, ledger, last))
}

/// What stands above each column.
#[derive(Default)]
struct Headings {
    /// By column: the index of the layout's column, or what heads one that the layout does not have.
    columns: Vec<Heading>,
}

enum Heading {
    /// `labelled`: its cells have a label behind the code.
    Known { index: usize, text: String, labelled: bool },
    /// `doubt`: it may be a breakdown of the statistics in the row.
    Unknown { name: String, headed: bool, doubt: bool },
}

impl Headings {
    fn width(&self) -> u32 {
        u32::try_from(self.columns.len()).unwrap_or(u32::MAX)
    }

    /// Adds columns that nothing heads up to `col`.
    fn reach(&mut self, col: u16) {
        while self.columns.len() <= usize::from(col) {
            let next = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
            self.columns.push(Heading::Unknown { name: letters(next), headed: false, doubt: false });
        }
    }
}

struct TableReader<'e> {
    matcher: Matcher<'e>,
    layout: &'e RecordsLayout,
    table: &'e Table,
    headings: Headings,
    /// Merged cells.
    held: Held,
    /// How a header row can begin.
    words: FxHashSet<String>,
    nul: bool,
    /// The numbers of the current row.
    numbers: String,
    /// Where in `numbers` the text of each cell lies.
    ranges: Vec<Range<usize>>,
}

impl TableReader<'_> {
    fn rows<I: Intake>(
        &mut self,
        cells: &mut Stream<'_>,
        ledger: &mut Ledger<'_, I>,
        last: &mut Option<(u32, u16)>,
    ) -> Result<(), Fault> {
        let mut row: Vec<Cell<'_>> = Vec::new();
        while let Some(cell) = cells.next()? {
            if row.first().is_some_and(|first| first.row != cell.row) {
                self.row(&row, cells.wide(), ledger)?;
                row.clear();
            }
            *last = Some((cell.row, cell.col));
            row.push(cell);
        }
        if let Some(end) = cells.open_end()
            && end.row > self.table.header_row
            && end.fields < self.headings.width()
        {
            return Err(damaged("its last row is cut short"));
        }
        if !row.is_empty() {
            self.row(&row, cells.wide(), ledger)?;
        }
        ledger.close_sheet();
        Ok(())
    }

    fn row<I: Intake>(&mut self, cells: &[Cell<'_>], wide: Option<WideRow>, ledger: &mut Ledger<'_, I>) -> Result<(), Fault> {
        ledger.enter(cells.len());
        let row = cells[0].row;
        if row < self.table.header_row {
            self.label_or_outside(cells, ledger);
        } else if row == self.table.header_row {
            self.header(cells, ledger);
        } else if let Some(wide) = wide.filter(|wide| wide.row == row) {
            let place = ledger.place();
            ledger.wide(cells.iter().map(|cell| (cell.row, cell.col, cell.raw(place).text)), wide);
            ledger.flawed_row();
        } else if cells.iter().any(|cell| cell.content.flaw(self.nul).is_some()) {
            self.flawed(cells, ledger);
        } else if self.repeats_header(cells)? {
            self.repeated(cells, ledger);
        } else if cells.len() == 1 && self.is_label(&cells[0]) {
            // A note printed under the table.
            ledger.template(1);
        } else {
            self.refused_action(cells, ledger)?;
            self.data(cells, ledger);
        }
        Ok(())
    }

    /// True for text that is printed around a table. Headings are none: `No.` would take in the answer "no".
    fn is_label(&mut self, cell: &Cell<'_>) -> bool {
        let keys = cell.content.ready().map(|text| self.matcher.find(text).keys);
        keys.is_some_and(|keys| keys.iter().any(|(key, _)| !matches!(key, LabelKey::Column(_) | LabelKey::Item(_))))
    }

    /// Cells outside the table: text of the template, or nothing of the questionnaire.
    fn label_or_outside<I: Intake>(&mut self, cells: &[Cell<'_>], ledger: &mut Ledger<'_, I>) {
        for cell in cells {
            match cell.content.flaw(self.nul) {
                Some(flaw) => ledger.flawed(&cell.content, flaw, cell.row, cell.col),
                None if self.is_label(cell) => ledger.template(1),
                None => ledger.outside(&cell.raw(ledger.place())),
            }
        }
    }

    fn header<I: Intake>(&mut self, cells: &[Cell<'_>], ledger: &mut Ledger<'_, I>) {
        let named = cells.iter().any(|cell| cell.content.ready() == Some(NAMES));
        for cell in cells {
            self.headings.reach(cell.col);
            if let Some(flaw) = cell.content.flaw(self.nul) {
                ledger.flawed(&cell.content, flaw, cell.row, cell.col);
                continue;
            }
            let raw = cell.raw(ledger.place());
            let text = raw.text.trim().to_owned();
            if let Some(index) = self.table.columns.iter().position(|col| *col == Some(cell.col)) {
                self.words.insert(text.clone());
                let labelled = self.layout.sdmx.is_some() && component(&text).labelled;
                self.headings.columns[usize::from(cell.col)] = Heading::Known { index, text, labelled };
                ledger.template(1);
            } else {
                // Two columns of one heading must not become one.
                let taken = self.headings.columns.iter().any(|heading| match heading {
                    Heading::Known { text: name, .. } | Heading::Unknown { name, .. } => *name == text,
                });
                let taken = taken || self.layout.columns.iter().any(|column| column.name == text);
                let name = if taken { format!("{text} [{}]", letters(cell.col)) } else { text };
                ledger.count_outside(cell.row, cell.col, Some(&name));
                ledger.unplaced(&raw, catalogue::UNKNOWN_PART);
                let doubt = self.layout.sdmx.is_some() && !(named && self.follows_component(cell.col));
                self.headings.columns[usize::from(cell.col)] = Heading::Unknown { name, headed: true, doubt };
            }
        }
    }

    /// True for a row that repeats the headings, in whatever language. One that heads other columns would put every value below
    /// it into the wrong place, and ends the reading.
    fn repeats_header(&mut self, cells: &[Cell<'_>]) -> Result<bool, Fault> {
        // Only a row that begins like a header is looked at closely.
        if !cells[0].content.ready().is_some_and(|text| self.words.contains(text.trim())) {
            return Ok(false);
        }
        let (mut here, mut elsewhere) = (0, 0);
        for cell in cells {
            match self.heads(cell) {
                Some(true) => here += 1,
                Some(false) => elsewhere += 1,
                None => {}
            }
        }
        let headed = self.table.columns.iter().flatten().count();
        if here + elsewhere < 2 || (here + elsewhere) * 2 < headed {
            return Ok(false);
        }
        if elsewhere > 0 {
            return Err(reject(catalogue::EDITION_UNKNOWN, "further down, other headings head the columns"));
        }
        Ok(true)
    }

    /// Whether a cell is the heading of its own column, or of another one.
    fn heads(&mut self, cell: &Cell<'_>) -> Option<bool> {
        let keys = self.matcher.find(cell.content.ready()?).keys;
        let columns = self.layout.columns.iter().enumerate().filter(|(_, column)| keys.iter().any(|(key, _)| *key == column.key));
        let mut columns = columns.map(|(index, _)| self.table.columns[index] == Some(cell.col)).peekable();
        columns.peek()?;
        Some(columns.any(|own| own))
    }

    fn repeated<I: Intake>(&mut self, cells: &[Cell<'_>], ledger: &mut Ledger<'_, I>) {
        let label = excerpt(cells[0].content.ready().unwrap_or_default()).into_owned();
        ledger.find(Finding::new(catalogue::HEADER_AS_DATA, ledger.at(cells[0].row, cells[0].col)).arg(label));
        for cell in cells {
            if self.heads(cell) == Some(true) {
                ledger.template(1);
            } else {
                ledger.outside(&cell.raw(ledger.place()));
            }
        }
    }

    fn data<I: Intake>(&mut self, cells: &[Cell<'_>], ledger: &mut Ledger<'_, I>) {
        self.numbers.clear();
        self.ranges.clear();
        for cell in cells {
            let from = self.numbers.len();
            cell.content.write(&mut self.numbers);
            self.ranges.push(from..self.numbers.len());
        }
        if let Some(widest) = cells.last() {
            self.headings.reach(widest.col);
        }
        let at = cells[0].row;
        self.held.enter(at);
        let merged = self.held.merges_value((self.layout, self.table), cells.len() > 1, |range, row, col| {
            ledger.find(Finding::new(catalogue::VALUE_MERGED, ledger.at(row, col)).arg(range));
        });
        let mut placed: Vec<Option<RawCell<'_>>> = Vec::with_capacity(self.layout.columns.len());
        placed.resize_with(self.layout.columns.len(), || None);
        let mut extra = Vec::new();
        let mut why = merged.then_some(catalogue::VALUE_MERGED);
        for (cell, range) in cells.iter().zip(&self.ranges) {
            let mut text = cell.content.ready().unwrap_or_else(|| &self.numbers[range.clone()]);
            let heading = &self.headings.columns[usize::from(cell.col)];
            if matches!(heading, Heading::Known { labelled: true, .. }) {
                text = code(text);
            }
            let raw = RawCell { text: Cow::Borrowed(text), stored: cell.content.stored(), at: ledger.at(cell.row, cell.col) };
            match heading {
                Heading::Known { index, .. } => {
                    self.held.see(at, &raw, cell.col);
                    placed[*index] = Some(raw);
                }
                Heading::Unknown { name, headed, doubt } => {
                    if *doubt && self.is_breakdown(text) {
                        let finding = Finding::new(catalogue::BREAKDOWN_UNKNOWN, raw.at).arg(name.as_str());
                        ledger.find(finding.arg(excerpt(text).into_owned()));
                        why = Some(catalogue::BREAKDOWN_UNKNOWN);
                    }
                    ledger.count_outside(cell.row, cell.col, headed.then_some(name.as_str()));
                    extra.push((name.as_str(), raw));
                }
            }
        }
        for ((place, column), col) in placed.iter_mut().zip(&self.layout.columns).zip(&self.table.columns) {
            if let (None, Some(col)) = (&place, col) {
                *place = self.held.cell(at, *col, column.role);
            }
        }
        let row = RawRow {
            sheet: ledger.place(),
            row: at,
            cells: &placed,
            columns: &self.table.columns,
            extra: &extra,
            start: ledger.at(cells[0].row, cells[0].col),
            why,
            fresh: None,
        };
        ledger.row(&row, cells.len());
    }

    /// True if a code of a component that is not known may be a breakdown.
    fn is_breakdown(&self, code: &str) -> bool {
        let neutral = self.layout.sdmx.as_ref().map_or(&[][..], |sdmx| &sdmx.neutral);
        !neutral.iter().any(|known| known == code)
    }

    /// True if the column before is that of a component: where the file has names, this one has its names.
    fn follows_component(&self, col: u16) -> bool {
        let before = usize::from(col).checked_sub(1).and_then(|before| self.headings.columns.get(before));
        matches!(before, Some(Heading::Known { .. }))
    }

    /// A row that is to be deleted, or that asks for what nobody knows, makes the file mean something else than it says.
    fn refused_action<I: Intake>(&self, cells: &[Cell<'_>], ledger: &Ledger<'_, I>) -> Result<(), Fault> {
        let Some(index) = self.layout.columns.iter().position(|column| column.role == Role::Action) else { return Ok(()) };
        let Some(cell) = self.table.columns[index].and_then(|col| cells.iter().find(|cell| cell.col == col)) else { return Ok(()) };
        let word = cell.content.ready().unwrap_or_default().trim();
        if self.layout.columns[index].codes.contains_key(word) {
            return Ok(());
        }
        let mut fault = reject(catalogue::ACTION_REFUSED, excerpt(word).into_owned());
        fault.reason.at = ledger.at(cell.row, cell.col);
        fault.places = vec![String::new()];
        Err(fault)
    }

    /// A row with a cell that can become no answer: the row would say something else without it, so all of it is kept aside.
    fn flawed<I: Intake>(&mut self, cells: &[Cell<'_>], ledger: &mut Ledger<'_, I>) {
        let why = cells.iter().find_map(|cell| cell.content.flaw(self.nul)).map_or(catalogue::FILE_DAMAGED, |flaw| flaw.kind());
        for cell in cells {
            match cell.content.flaw(self.nul) {
                Some(flaw) => ledger.flawed(&cell.content, flaw, cell.row, cell.col),
                None => ledger.unplaced(&cell.raw(ledger.place()), why),
            }
        }
        ledger.flawed_row();
    }
}
