//! Reading a form: the label of an item, its answer in the same row, and a comment.
//!
//! Places are found by labels and headings, never by fixed cells, so that a row inserted, a column hidden or a heading in
//! another language changes nothing.

use crate::book::Book;
use crate::fault::{Fault, limit};
use crate::grid::{Grid, Settled, Span};
use crate::headings::{AnswerPlace, Headings, OptionHeading};
use crate::ledger::{Ledger, excerpt};
use crate::numbering::settle_numbering;
use crate::tables::read_tables;
use crate::wordings::Wordings;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use verbale_model::intake::Entry;
use verbale_model::labels::LabelKey;
use verbale_model::layout::FormLayout;
use verbale_model::locus::a1;
use verbale_model::{Edition, Finding, Intake, ItemId, Language, Schemas, catalogue};

/// Labels of a sheet times its merged ranges; each is looked up in the others.
const MOST_LOOKUPS: usize = 50_000_000;

/// What reading a form needs to know of it.
#[derive(Clone, Copy)]
pub(crate) struct Form<'f> {
    pub(crate) schemas: &'f Schemas,
    pub(crate) edition: &'f Edition,
    pub(crate) layout: &'f FormLayout,
    /// Which of the edition's layouts that is.
    pub(crate) index: usize,
    pub(crate) language: Language,
}

/// Reads one sheet of a form. `last` is the last cell taken, for saying where reading stopped.
pub(crate) fn read_form<I: Intake>(
    book: &mut Book<'_>,
    form: Form<'_>,
    (sheet, name): (usize, &str),
    wordings: &mut Wordings<'_>,
    ledger: &mut Ledger<'_, I>,
    last: &mut Option<(u32, u16)>,
) -> Result<(), Fault> {
    let mut grid = Grid::load(book, (sheet, form.edition.id), wordings, ledger, last)?;
    let name_id = wordings.meet(name);
    let keys = wordings.label(name_id, form.edition.id).keys.iter().map(|(key, _)| *key).collect::<Vec<_>>();
    let tables = read_tables(&mut grid, form, &keys, wordings, ledger)?;
    grid.forget_members();
    grid.weaken(form.layout);
    let headings = Headings::find(&grid, form.edition, form.layout);
    let named = keys.iter().find_map(|key| section_of_sheet(form.edition, *key));
    let own = named.is_some() || tables || !headings.is_empty() || grid.cells.iter().any(|cell| cell.label.printed);
    let (places, told) = (Vec::new(), FxHashSet::default());
    let mut reader = FormReader { form, grid, headings, sheet_section: named, ledger, places, told };
    // On a sheet of the State's own, a word such as "date" is no label of the questionnaire, though one has it as an alias.
    let labels = if own { reader.labels() } else { Vec::new() };
    if labels.len().saturating_mul(reader.grid.merge_count()) > MOST_LOOKUPS {
        return Err(limit("labels and merged cells in a sheet", MOST_LOOKUPS as u64));
    }
    reader.places = labels.iter().map(|label| (label.span.top, label.span.left)).collect();
    for label in labels {
        reader.item(&label);
    }
    reader.close(name);
    Ok(())
}

/// The section that a sheet's name stands for.
fn section_of_sheet(edition: &Edition, key: LabelKey) -> Option<String> {
    match key {
        LabelKey::Section(index) => edition.labels.sections.get(usize::from(index)).cloned(),
        LabelKey::Sheet(index) => edition.labels.sheets.get(usize::from(index)).cloned(),
        _ => None,
    }
}

/// An item's label on the sheet.
struct Label {
    cell: usize,
    item: ItemId,
    span: Span,
}

struct FormReader<'r, 'i, I> {
    form: Form<'r>,
    grid: Grid,
    headings: Headings,
    sheet_section: Option<String>,
    ledger: &'r mut Ledger<'i, I>,
    /// Row and column of each label.
    places: Vec<(u32, u16)>,
    /// Merged ranges on which there is a finding, by their first cell.
    told: FxHashSet<(u32, u16)>,
}

impl<I: Intake> FormReader<'_, '_, I> {
    /// The labels of items, in the order of rows.
    fn labels(&self) -> Vec<Label> {
        let cells = self.grid.cells.iter().enumerate();
        let labels = cells.filter_map(|(index, cell)| {
            if !cell.is_label() || self.headings.under_answers(cell.row, cell.col) {
                return None;
            }
            let item = self.one_item(index)?;
            Some(Label { cell: index, item, span: self.grid.span(cell.row, cell.col) })
        });
        labels.collect()
    }

    /// The item that a cell is the label of. A wording that several items have means the one of this section, if any.
    fn one_item(&self, index: usize) -> Option<ItemId> {
        let cell = &self.grid.cells[index];
        let in_language = |item: &ItemId| cell.label.keys.contains(&(LabelKey::Item(*item), self.form.language));
        let mut items = cell.items().filter(in_language).collect::<Vec<_>>();
        if items.is_empty() {
            items = cell.items().collect();
        }
        items.sort_unstable();
        items.dedup();
        if items.len() > 1 {
            let section = self.section(cell.row)?;
            items.retain(|item| self.form.edition.item(*item).section == section);
        }
        if items.len() == 1 { items.pop() } else { None }
    }

    /// The section in which a row stands.
    fn section(&self, row: u32) -> Option<&str> {
        self.headings.section(row).or(self.sheet_section.as_deref())
    }

    fn item(&mut self, label: &Label) {
        // A text to the right of another label can be its answer, whatever it says; and one with nothing beside it, in other
        // words than printed, is not sure to be a label.
        if !self.grid.cells[label.cell].is_open() || self.trails(label) {
            return;
        }
        self.settle(label.cell, Settled::Template);
        self.check_section(label);
        let item = self.form.edition.item(label.item);
        match self.headings.answer(&self.grid, self.form, item, label.span) {
            AnswerPlace::Under(heading) => self.under(label, heading),
            AnswerPlace::Options(options) => self.options(label, &options),
            AnswerPlace::Beside => self.beside(label),
        }
        if let (Some(comment), Some(heading)) = (item.comment, self.headings.comment(label.span)) {
            for cell in self.open_cells(label, heading) {
                self.entry(comment, cell);
            }
        }
    }

    /// True for a wording that is not the printed one at the end of a row that says something before.
    fn trails(&self, label: &Label) -> bool {
        let row = self.grid.rows(label.span.top..label.span.top + 1);
        let last = label.cell + 1 == row.end;
        !self.grid.cells[label.cell].label.printed && last && self.grid.cells[row].iter().any(|cell| cell.settled != Settled::Open)
    }

    fn settle(&mut self, cell: usize, settled: Settled) {
        self.grid.cells[cell].settled = settled;
    }

    /// Filled cells in the rows of a label and the columns of a heading that are not taken.
    fn open_cells(&self, label: &Label, heading: Span) -> Vec<usize> {
        let area = Span { left: heading.left, right: heading.right, ..label.span };
        self.grid.inside(area).filter(|index| self.grid.cells[*index].is_open()).collect()
    }

    fn entry(&mut self, item: ItemId, cell: usize) {
        let raw = self.grid.cells[cell].raw(self.ledger.place());
        self.ledger.entry(item, Entry::Cell(raw));
        self.settle(cell, Settled::Mapped);
    }

    /// Answers under the heading of answers. If several cells are filled each is an entry: which one counts is not ours to say.
    fn under(&mut self, label: &Label, heading: Span) {
        let cells = self.open_cells(label, heading);
        for &cell in &cells {
            if self.holds_for_several(label, cell) {
                self.merged(cell);
            } else {
                self.entry(label.item, cell);
            }
        }
        if cells.is_empty() {
            self.nothing(label, heading.left);
        }
    }

    /// True for a value that is merged over the answers of other labels in the same column, too.
    fn holds_for_several(&self, label: &Label, cell: usize) -> bool {
        let cell = &self.grid.cells[cell];
        let bottom = self.grid.span(cell.row, cell.col).bottom;
        let from = self.places.partition_point(|(row, _)| *row <= label.span.bottom);
        let below = self.places[from..].iter().take_while(|(row, _)| *row <= bottom);
        !cell.says_none() && below.into_iter().any(|(_, col)| *col == label.span.left)
    }

    /// Keeps a value that is merged over several answers as unplaced, and says so once.
    fn merged(&mut self, cell: usize) {
        let (row, col) = (self.grid.cells[cell].row, self.grid.cells[cell].col);
        if self.told.insert((row, col)) {
            let span = self.grid.span(row, col);
            let range = format!("{}:{}", a1(span.top, span.left), a1(span.bottom, span.right));
            self.ledger.find(Finding::new(catalogue::VALUE_MERGED, self.ledger.at(row, col)).arg(range));
            if self.grid.cells[cell].is_open() {
                self.settle(cell, Settled::Unplaced(catalogue::VALUE_MERGED));
            }
        }
    }

    /// The answer beside a label that has no heading above: the first filled cell to its right that is not printed text. Behind
    /// the next label stands the answer to that one.
    fn beside(&mut self, label: &Label) {
        let comment = self.headings.comment(label.span);
        let next = Span { left: label.span.right.saturating_add(1), right: u16::MAX, ..label.span };
        let mut answer = None;
        for index in self.grid.inside(next) {
            let cell = &self.grid.cells[index];
            let printed = cell.label.printed && !self.headings.under_answers(cell.row, cell.col);
            if printed && cell.items().next().is_some() {
                break;
            }
            if cell.is_open() && !printed && comment.is_none_or(|comment| !comment.has_col(cell.col)) {
                answer = Some(index);
                break;
            }
        }
        match answer {
            Some(cell) => self.entry(label.item, cell),
            None => self.nothing(label, next.left),
        }
    }

    /// Marks under headings that name the options.
    fn options(&mut self, label: &Label, options: &[OptionHeading]) {
        let place = self.ledger.place();
        let marked = options.iter().flat_map(|option| {
            let cells = self.open_cells(label, option.span).into_iter();
            cells.map(|cell| (option.cell, cell))
        });
        let marked = marked.collect::<Vec<_>>();
        for option in options {
            self.settle(option.cell, Settled::Template);
        }
        let Some(first) = options.first() else { return };
        if marked.is_empty() {
            return self.nothing(label, first.span.left);
        }
        let cells = marked
            .iter()
            .map(|(heading, cell)| (Cow::Borrowed(&*self.grid.cells[*heading].text), self.grid.cells[*cell].raw(place)));
        let entry = Entry::Options(cells.collect(), self.ledger.at(label.span.top, first.span.left));
        self.ledger.entry(label.item, entry);
        for (_, cell) in marked {
            self.settle(cell, Settled::Mapped);
        }
    }

    /// The cell of the answer is empty, or lies under a merged cell.
    fn nothing(&mut self, label: &Label, col: u16) {
        let row = label.span.top;
        let cover = self.grid.covering(row, col).and_then(|area| {
            let left = u16::try_from(area.left).ok()?;
            self.grid.at(area.top, left).map(|cell| (cell, area))
        });
        match cover {
            // Merged from the left within the row: the value stands in the first cell.
            Some((cell, area)) if label.span.rows().contains(&area.top) && self.grid.cells[cell].is_open() => {
                self.entry(label.item, cell);
            }
            // One value merged over the answers of several items: that there is none can hold for each, and nothing else.
            Some((cell, area)) if area.top < row => {
                if self.grid.cells[cell].says_none() {
                    let raw = self.grid.cells[cell].raw(self.ledger.place());
                    self.ledger.entry(label.item, Entry::Cell(raw));
                } else {
                    self.merged(cell);
                }
            }
            // What stands there answers another label.
            _ if self.grid.at(row, col).is_some_and(|cell| self.grid.cells[cell].settled == Settled::Mapped) => {}
            _ => {
                let at = self.ledger.at(row, col);
                self.ledger.entry(label.item, Entry::Blank(at));
            }
        }
    }

    /// Raises C12 for a label in a section to which its item does not belong.
    fn check_section(&mut self, label: &Label) {
        let edition = self.form.edition;
        let item = edition.item(label.item);
        // Every sheet may repeat which State replies.
        let placed = label.item != self.form.layout.state && self.form.layout.sections.contains(&item.section);
        let Some(own) = edition.labels.section(&item.section).filter(|_| placed) else { return };
        let known = |section: &&str| self.form.layout.sections.iter().any(|name| name == section);
        match self.section(label.span.top).filter(known) {
            Some(here) if here != item.section => {
                let printed = edition.labels.text(own, self.form.language).or_else(|| edition.labels.text(own, Language::En));
                let text = excerpt(&self.grid.cells[label.cell].text).into_owned();
                let finding = Finding::new(catalogue::ITEM_UNKNOWN, self.ledger.at(label.span.top, label.span.left));
                self.ledger.find(finding.arg(text).arg(printed.unwrap_or(&item.section)));
            }
            _ => {}
        }
    }

    /// Settles what is left: text of the template, and what belongs to nothing.
    fn close(mut self, name: &str) {
        for index in 0..self.grid.cells.len() {
            let cell = &self.grid.cells[index];
            // Labels of items are settled by now. What is left of them, and words in a column of answers that are not the printed
            // ones, was written by the State.
            let written = !cell.label.printed && self.headings.under_answers(cell.row, cell.col);
            if cell.is_open() && cell.is_label() && cell.items().next().is_none() && !written {
                self.settle(index, Settled::Template);
            }
        }
        settle_numbering(&mut self.grid, self.form.edition);
        let known = self.grid.cells.iter().any(|cell| cell.settled != Settled::Open);
        let first = self.grid.cells.first().map(|cell| (cell.row, cell.col));
        for cell in &self.grid.cells {
            match cell.settled {
                Settled::Mapped => self.ledger.mapped(1),
                Settled::Template => self.ledger.template(1),
                Settled::Unplaced(why) => self.ledger.unplaced(&cell.raw(self.ledger.place()), why),
                Settled::Open => self.ledger.outside(&cell.raw(self.ledger.place())),
            }
        }
        match first {
            Some((row, col)) if !known => self.ledger.foreign_sheet(name, row, col),
            _ => self.ledger.close_sheet(),
        }
    }
}
