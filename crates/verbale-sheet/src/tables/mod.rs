//! Reading the statistical tables of a form sheet: each crossing of a row label and a column label is a value of an item.
//!
//! What stands where follows from labels alone. A value whose row or column is not certain is kept as unplaced.

pub(crate) mod axis;
mod beside;
mod blocks;
mod columns;
mod crossings;
mod doubts;
mod find;
mod groups;
mod headings;
mod lines;
mod listed;
mod merges;
mod stub;
mod untitled;
mod year;

use crate::fault::{Fault, limit};
use crate::form::Form;
use crate::grid::{FormCell, Grid, Row, Settled};
use crate::ledger::{Ledger, excerpt};
use crate::numbering::settle_column;
use crate::tables::axis::{AxisReader, Saying};
use crate::tables::blocks::{Block, Blocks, read_blocks};
use crate::tables::columns::Holds;
use crate::tables::find::{Region, find_tables};
use crate::tables::headings::Axes;
use crate::tables::lines::{Line, Said};
use crate::tables::merges::Covered;
use crate::tables::stub::{is_note, is_printed};
use crate::tables::untitled::keep_untitled;
use crate::tables::year::{PERCENT, says_fiscal};
use crate::wordings::{AxisReadings, Wordings};
use rustc_hash::{FxHashMap, FxHashSet};
use verbale_model::fold::fold;
use verbale_model::intake::Entry;
use verbale_model::labels::LabelKey;
use verbale_model::layout::TableLayout;
use verbale_model::{CodeId, Finding, Intake, ItemId, Kind, Language, Stored, catalogue};

/// Crossings of one sheet, empty ones included.
const MOST_CROSSINGS: usize = 2_000_000;

/// Reads the tables of a sheet whose name is the label of `name`, and settles their cells.
pub(crate) fn read_tables<'f, I: Intake>(
    grid: &mut Grid,
    form: Form<'f>,
    name: &[LabelKey],
    wordings: &mut Wordings<'_>,
    ledger: &mut Ledger<'_, I>,
) -> Result<bool, Fault> {
    if form.layout.tables.is_empty() || grid.cells.is_empty() {
        return Ok(false);
    }
    let mut known = wordings.take_readings(form).into_iter();
    let axes = |table: &'f TableLayout| {
        let AxisReadings { rows, columns } = known.next().unwrap_or_default();
        Axes { rows: AxisReader::new(form, &table.rows, rows), columns: AxisReader::new(form, &table.columns, columns) }
    };
    let mut axes = form.layout.tables.iter().map(axes).collect::<Vec<_>>();
    let regions = find_tables(grid, form, &mut axes, name)?;
    let mut crossings = 0;
    for region in &regions {
        if let Some(title) = region.title {
            grid.cells[title].settled = Settled::Template;
        }
    }
    for region in &regions {
        let layout = &form.layout.tables[region.table];
        let rows = grid.rows_of(region.span);
        let axes = &mut axes[region.table];
        let (told, listed) = (FxHashSet::default(), FxHashMap::default());
        let mut reader = TableReader { grid, form, layout, ledger, axes, rows, told, listed, numbered: 0, crossings };
        reader.read(region)?;
        crossings = reader.crossings;
    }
    let known = axes.into_iter().map(|axes| AxisReadings { rows: axes.rows.known, columns: axes.columns.known });
    wordings.keep_readings(form, known.collect());
    if !regions.is_empty() {
        keep_untitled(grid, form, ledger);
    }
    Ok(!regions.is_empty())
}

/// Reads one table after the other.
pub(crate) struct TableReader<'t, 'f, 'i, I> {
    pub(crate) grid: &'t mut Grid,
    pub(crate) form: Form<'f>,
    pub(crate) layout: &'f TableLayout,
    pub(crate) ledger: &'t mut Ledger<'i, I>,
    pub(crate) axes: &'t mut Axes<'f>,
    pub(crate) rows: Vec<Row>,
    /// Cells on which there is a finding.
    pub(crate) told: FxHashSet<usize>,
    /// Labels of an open list that were looked up.
    pub(crate) listed: FxHashMap<usize, Result<CodeId, &'static Kind>>,
    /// The last number before one of them; 0 before the first.
    pub(crate) numbered: u32,
    /// How many the sheet has so far.
    pub(crate) crossings: usize,
}

impl<I: Intake> TableReader<'_, '_, '_, I> {
    fn read(&mut self, region: &Region) -> Result<(), Fault> {
        if let Some(why) = region.lost {
            self.lost(0, why);
            return Ok(());
        }
        let read = read_blocks(self.grid, self.form, &self.rows, self.axes, region.title);
        let Blocks { list: mut blocks, notes, numbers, lost, above } = read;
        for block in &mut blocks {
            self.doubt_shared_headings(block);
        }
        let Some(first) = blocks.first() else {
            self.nothing(region, "it has no headings");
            return Ok(());
        };
        if let Some(why) = self.units(region, first, above) {
            self.labels(&blocks);
            self.nothing(region, why);
            return Ok(());
        }
        let year = |saying: &Saying| saying.year.is_some();
        let dated = blocks.iter().any(|block| {
            let row = |said: &Said| matches!(said, Said::Known { saying, .. } if year(saying));
            block.said.iter().any(row)
                || block.columns.list.iter().any(|column| match &column.holds {
                    Holds::Values(saying) => year(saying),
                    Holds::Unsure { .. } => true,
                    _ => false,
                })
        });
        if self.layout.has_years() && !dated {
            self.labels(&blocks);
            self.nothing(region, "it has no years");
            return Ok(());
        }
        let covered = Covered::find(self.grid, region.span, &blocks)?;
        for (range, cell) in &covered.merged {
            if !self.grid.cells[*cell].says_none() {
                self.settle(*cell, Settled::Unplaced(catalogue::VALUE_MERGED));
                self.ledger.find(Finding::new(catalogue::VALUE_MERGED, self.at(*cell)).arg(range.as_str()));
            }
        }
        for column in numbers {
            settle_column(self.grid, column);
        }
        for block in &blocks {
            self.headings(block);
            for line in 0..block.lines.len() {
                self.line(block, line, &covered);
                if self.crossings > MOST_CROSSINGS {
                    return Err(limit("crossings of tables in a sheet", MOST_CROSSINGS as u64));
                }
            }
        }
        if !self.has_place() {
            let first = self.aside(0);
            if let Some(cell) = region.title.or(first) {
                let finding = Finding::new(catalogue::TABLE_NOT_READ, self.at(cell));
                self.ledger.find(finding.arg("its figures stand under no heading of it").arg(self.title()));
            }
        }
        self.notes(&notes);
        if let Some((from, why)) = lost {
            self.lost(from, why);
        }
        Ok(())
    }

    /// False for a table with figures none of which stands under a heading.
    fn has_place(&self) -> bool {
        let cells = || self.rows.iter().flat_map(|row| &self.grid.cells[row.cells.clone()]);
        let mut strays = cells().filter(|cell| matches!(cell.stored, Stored::Number(_)) && cell.text.len() != 4);
        let stray = strays.any(|cell| matches!(cell.settled, Settled::Unplaced(kind) if kind == catalogue::UNKNOWN_PART));
        !stray || cells().any(|cell| cell.settled == Settled::Mapped)
    }

    pub(crate) fn at(&self, cell: usize) -> verbale_model::Locus {
        let cell = &self.grid.cells[cell];
        self.ledger.at(cell.row, cell.col)
    }

    pub(crate) fn settle(&mut self, cell: usize, settled: Settled) {
        if self.grid.cells[cell].is_open() {
            self.grid.cells[cell].settled = settled;
        }
    }

    /// The table's title as printed, or its item.
    pub(crate) fn title(&self) -> String {
        let labels = &self.form.edition.labels;
        let text = labels.text(self.layout.title, self.form.language).or_else(|| labels.text(self.layout.title, Language::En));
        text.unwrap_or(&self.form.edition.item(self.layout.item).code).to_owned()
    }

    /// Keeps all cells of a table that cannot be read as unplaced, and says so once.
    fn nothing(&mut self, region: &Region, why: &'static str) {
        if let Some(first) = self.aside(0) {
            let at = self.at(region.title.unwrap_or(first));
            self.ledger.find(Finding::new(catalogue::TABLE_NOT_READ, at).arg(why).arg(self.title()));
        }
    }

    /// The same for what is no table of the questionnaire, from a row on.
    fn lost(&mut self, from: usize, why: &'static str) {
        if let Some(first) = self.aside(from) {
            let text = excerpt(&self.grid.cells[first].text).into_owned();
            self.ledger.find(Finding::new(catalogue::TABLE_NOT_READ, self.at(first)).arg(why).arg(text));
        }
    }

    /// Keeps what stands in the rows as unplaced; gives the first cell.
    fn aside(&mut self, from: usize) -> Option<usize> {
        let mut first = None;
        for index in self.rows[from..].iter().flat_map(|row| row.cells.clone()) {
            let cell = &self.grid.cells[index];
            if cell.is_open() && !is_printed(self.form, cell) {
                first = first.or(Some(index));
                self.grid.cells[index].settled = Settled::Unplaced(catalogue::TABLE_NOT_READ);
            }
        }
        first
    }

    /// Texts between the title and the headings, where the unit is printed, and over the row labels. Gives what makes the table
    /// unsure, if one of them says that figures are not counted one by one, or that its years are no calendar years.
    fn units(&mut self, region: &Region, block: &Block, above: usize) -> Option<&'static str> {
        const LONGEST: usize = 80;
        let title = region.title.map(|title| self.grid.cells[title].row);
        let mut unsure = None;
        for place in 0..=above {
            let row = self.rows[place].clone();
            // Without a title, all that stands on the sheet is above.
            let near = title.map_or(place + 1 >= above, |title| row.at > title);
            for index in row.cells.filter(|_| near) {
                let cell = &self.grid.cells[index];
                let over = place < above || block.columns.is_stub(cell.col);
                if !over || !cell.is_open() || cell.stored != Stored::Text || is_printed(self.form, cell) || cell.is_label() {
                    continue;
                }
                if cell.text.chars().count() <= LONGEST {
                    unsure = unsure.or_else(|| self.doubt_over(&cell.text));
                }
                if place < above {
                    let text = excerpt(&cell.text).into_owned();
                    let finding = Finding::new(catalogue::UNIT_CHANGED, self.at(index)).arg(text).arg(self.title());
                    self.ledger.find(finding);
                    self.settle(index, Settled::Unplaced(catalogue::UNIT_CHANGED));
                }
            }
        }
        unsure
    }

    /// What a text over the figures says that makes them unsure.
    fn doubt_over(&self, text: &str) -> Option<&'static str> {
        if self.is_scaled(text) {
            return Some("its unit is another");
        }
        (self.layout.has_years() && says_fiscal(text, &self.form.schemas.words)).then_some("its years are no calendar years")
    }

    /// True for a text with words for thousands or percentages in it.
    fn is_scaled(&self, text: &str) -> bool {
        let scales = &self.form.schemas.words.scales;
        // Han words are not set apart.
        let within = |word: &String| word.starts_with(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let folded = fold(text);
        text.contains(PERCENT)
            || folded.split(' ').any(|word| scales.contains(word))
            || (!text.is_ascii() && scales.iter().filter(|word| within(word)).any(|word| folded.contains(word.as_str())))
    }

    /// Settles the labels of a table whose values cannot be read.
    fn labels(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.headings(block);
            for line in &block.lines {
                for tag in line.tags.iter().flatten().filter(|tag| tag.own && !tag.is_listed() && tag.reading.is_label()) {
                    self.settle(tag.cell, Settled::Template);
                }
            }
        }
    }

    fn headings(&mut self, block: &Block) {
        for column in &block.columns.list {
            for &cell in &column.cells {
                self.settle(cell, Settled::Template);
            }
            match column.holds {
                Holds::Unsure { cell, why } => self.wrong(cell, why),
                Holds::Comments => self.settle(column.cell, Settled::Template),
                Holds::Values(ref saying) => self.partial(saying, column.year),
                Holds::Outside { .. } => {}
            }
        }
        for &cell in &block.columns.corners {
            self.settle(cell, Settled::Template);
        }
    }

    fn line(&mut self, block: &Block, index: usize, covered: &Covered) {
        let line = &block.lines[index];
        let values = self.rows[block.rows[index]].cells.clone();
        let values = values.filter(|cell| {
            let cell = &self.grid.cells[*cell];
            cell.is_open() && !block.columns.is_stub(cell.col) && !(is_note(cell) && block.columns.has_values(cell.col))
        });
        let values = values.collect::<Vec<_>>();
        for tag in line.tags.iter().flatten().filter(|tag| tag.own && !tag.is_listed() && tag.reading.is_label()) {
            self.settle(tag.cell, Settled::Template);
        }
        match &block.said[index] {
            Said::Nothing => self.unlabelled(block, line, &values),
            Said::Wrong { cell, why } => {
                self.wrong(*cell, *why);
                for tag in line.tags.iter().flatten().filter(|tag| tag.own) {
                    self.settle(tag.cell, Settled::Unplaced(why.kind()));
                }
                self.keep(block, &values, why.kind());
            }
            Said::Known { saying, open: None } => {
                let dated = line.tags.iter().flatten().find(|tag| tag.reading.has_year());
                self.partial(saying, dated.map(|tag| tag.cell));
                let blanks = line.has_own() && !block.captions[index];
                self.crossings(block, line, saying, &values, blanks.then_some(covered));
            }
            Said::Known { saying, open: Some(open) } => self.listed(block, line, (saying, *open), &values),
        }
    }

    /// Values without a row label.
    fn unlabelled(&mut self, block: &Block, line: &Line, values: &[usize]) {
        let in_table = |cell: &&usize| {
            block.columns.has_values(self.grid.cells[**cell].col) && !is_printed(self.form, &self.grid.cells[**cell])
        };
        let first = values.iter().find(in_table).copied();
        let Some(first) = first else { return self.keep(block, values, catalogue::UNKNOWN_PART) };
        let row = format!("{} without a label", line.at + 1);
        self.ledger.find(Finding::new(catalogue::UNKNOWN_PART, self.at(first)).arg("row").arg(row));
        self.keep(block, values, catalogue::UNKNOWN_PART);
    }

    /// Keeps the values of a row as unplaced. What stands in other columns is what it is anyway.
    pub(crate) fn keep(&mut self, block: &Block, values: &[usize], why: &'static Kind) {
        for &cell in values {
            let content = &self.grid.cells[cell];
            match block.columns.of(content.col).map(|place| &block.columns.list[place].holds) {
                Some(Holds::Values(_) | Holds::Unsure { .. }) if is_printed(self.form, content) => {}
                Some(Holds::Values(_) | Holds::Unsure { .. }) => self.settle(cell, Settled::Unplaced(why)),
                Some(Holds::Comments) => self.comment(cell),
                Some(Holds::Outside { cell: heading }) => self.outside(cell, Some(*heading)),
                None => {}
            }
        }
    }

    fn comment(&mut self, cell: usize) {
        let Some(comment) = self.form.edition.item(self.layout.item).comment else { return };
        self.entry(comment, cell);
    }

    fn entry(&mut self, item: ItemId, cell: usize) {
        let raw = self.grid.cells[cell].raw(self.ledger.place());
        self.ledger.entry(item, Entry::Cell(raw));
        self.settle(cell, Settled::Mapped);
    }

    /// A cell of a column that the questionnaire does not have.
    pub(crate) fn outside(&mut self, cell: usize, heading: Option<usize>) {
        let content = &self.grid.cells[cell];
        if is_printed(self.form, content) {
            return;
        }
        let heading = heading.map(|heading| excerpt(&self.grid.cells[heading].text));
        self.ledger.count_outside(content.row, content.col, heading.as_deref());
        self.settle(cell, Settled::Unplaced(catalogue::UNKNOWN_PART));
    }

    /// Rows of notes under the table: comments on its item.
    fn notes(&mut self, rows: &[usize]) {
        for row in rows {
            for cell in self.rows[*row].cells.clone() {
                let content: &FormCell = &self.grid.cells[cell];
                if content.is_open() && !is_printed(self.form, content) {
                    self.comment(cell);
                }
            }
        }
    }
}
