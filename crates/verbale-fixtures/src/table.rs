//! A statistical table as it is printed and filled in.

use crate::axis::{Leaf, Word, printed};
use crate::fault::Fault;
use crate::figures::Filled;
use crate::formula::formula;
use crate::grid::{Content, Look, Sheet};
use crate::job::Job;
use crate::lines::{Line, lines};
use crate::rng::Rng;
use crate::shape::{Outer, Stub};
use std::collections::BTreeMap;

/// Where a table begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) row: u32,
    pub(crate) column: u16,
}

/// Which columns of values have the rows of one block.
type Block = std::ops::Range<usize>;

/// Prints one table.
pub(crate) struct TablePrinter<'p, 'a> {
    pub(crate) job: &'p Job<'a>,
    pub(crate) filled: &'p Filled<'p>,
    pub(crate) title: String,
}

impl TablePrinter<'_, '_> {
    /// How many columns it takes.
    pub(crate) fn width(&self) -> u16 {
        let values = self.block_length();
        let shape = &self.job.recipe.tables;
        let width = self.stub() + values + usize::from(self.own_column()) + usize::from(shape.comment_column);
        u16::try_from(width).unwrap_or(u16::MAX)
    }

    fn block_length(&self) -> usize {
        self.job.recipe.tables.block.unwrap_or(usize::MAX).min(self.filled.columns.len())
    }

    /// A column of the State's own stands between the first column of values and the second.
    fn own_column(&self) -> bool {
        self.job.recipe.tables.own_column && self.filled.columns.len() > 1
    }

    fn levels(leaves: &[Leaf]) -> usize {
        leaves.iter().map(|leaf| leaf.words.len()).max().unwrap_or(1)
    }

    /// Columns of labels.
    fn stub(&self) -> usize {
        match self.job.recipe.tables.stub {
            Stub::Merged | Stub::Once | Stub::Each => Self::levels(&self.filled.rows),
            Stub::One | Stub::Captions | Stub::Joined => 1,
        }
    }

    /// The sheet's column of one of the table's own.
    fn at(&self, place: Place, column: usize) -> u16 {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        place.column + if self.job.recipe.tables.mirrored { self.width() - 1 - column } else { column }
    }

    fn merge(&self, sheet: &mut Sheet, place: Place, (top, left): (u32, usize), (bottom, right): (u32, usize)) {
        let (one, two) = (self.at(place, left), self.at(place, right));
        // The text stands in the first cell of what is merged.
        if one > two
            && let Some(content) = sheet.cells.remove(&(top, one))
        {
            sheet.cells.insert((top, two), content);
        }
        sheet.merge((top, one.min(two), bottom, one.max(two)));
    }

    /// Prints it from a place on, and gives the first free row.
    pub(crate) fn print(&self, sheet: &mut Sheet, place: Place, rng: &mut Rng) -> Result<u32, Fault> {
        let shape = &self.job.recipe.tables;
        let mut row = place.row;
        if !shape.corner && !self.title.is_empty() {
            sheet.text(row, self.at(place, 0), &self.title, Look::Caption);
            self.merge(sheet, place, (row, 0), (row, usize::from(self.width()) - 1));
            row = self.notes(sheet, place, row + 1, &self.job.printed.above)?;
        }
        for start in (0..self.filled.columns.len()).step_by(self.block_length().max(1)) {
            let block = start..(start + self.block_length()).min(self.filled.columns.len());
            let corner = shape.corner && start == 0;
            row = self.block(sheet, place, row, block, corner, rng)?;
        }
        row = self.notes(sheet, place, row, &self.job.printed.below)?;
        if let Some(note) = &self.filled.note {
            sheet.text(row, self.at(place, 0), note, Look::Note);
            self.merge(sheet, place, (row, 0), (row, usize::from(self.width()) - 1));
            row += 1;
        }
        Ok(row)
    }

    /// Lines of the template about this table.
    fn notes(&self, sheet: &mut Sheet, place: Place, mut row: u32, of: &BTreeMap<String, Vec<String>>) -> Result<u32, Fault> {
        if self.job.recipe.tables.bare {
            return Ok(row);
        }
        for name in of.get(&self.filled.table.name).into_iter().flatten() {
            sheet.text(row, self.at(place, 0), &self.job.both(self.job.note(name)?)?, Look::Note);
            self.merge(sheet, place, (row, 0), (row, usize::from(self.width()) - 1));
            row += 1;
        }
        Ok(row)
    }

    fn block(&self, sheet: &mut Sheet, place: Place, row: u32, block: Block, corner: bool, rng: &mut Rng) -> Result<u32, Fault> {
        let mut at = self.headings(sheet, place, row, &block)?;
        if corner {
            sheet.text(row, self.at(place, 0), &self.title, Look::Caption);
            self.merge(sheet, place, (row, 0), (at - 1, self.stub() - 1));
        }
        let lines = lines(self.job, self.filled, rng)?;
        let rows: BTreeMap<usize, u32> = (at..).zip(&lines).filter_map(|(at, line)| Some((line.row()?, at))).collect();
        let again = self.job.recipe.tables.again.get(&self.filled.table.name).copied();
        // Headings that stand again move what is below them, so that no formula may point there.
        let rows = if again.is_none() { rows } else { BTreeMap::new() };
        let mut outer = None;
        for (index, line) in lines.iter().enumerate() {
            if again == Some(index) {
                at = self.headings(sheet, place, at, &block)?;
                outer = None;
            }
            let last = at + run(self.filled, &lines[index..], again.filter(|again| *again > index).map(|again| again - index));
            self.line(sheet, place, (at, last), line, outer, &block, &rows, rng)?;
            outer = line.row().map(|row| &self.filled.rows[row]);
            at += 1;
        }
        Ok(at)
    }

    /// The heading rows of a block. Gives the first row below.
    fn headings(&self, sheet: &mut Sheet, place: Place, row: u32, block: &Block) -> Result<u32, Fault> {
        let shape = &self.job.recipe.tables;
        let (top, mut row) = (row, row);
        let first = self.value_column(block.start, block);
        let last = self.value_column(block.end - 1, block);
        if shape.super_heading {
            let name = self.job.printed.years.as_ref().ok_or_else(|| self.job.fault("the form has no heading for years"))?;
            sheet.text(row, self.at(place, first), &self.job.both(self.job.note(name)?)?, Look::Header);
            self.merge(sheet, place, (row, first), (row, last));
            row += 1;
        }
        let levels = Self::levels(&self.filled.columns);
        for level in 0..levels {
            let mut start = block.start;
            for column in block.clone() {
                let word = self.filled.columns[column].words.get(level);
                let next = self.filled.columns.get(column + 1).filter(|_| column + 1 < block.end);
                let same = next.is_some_and(|next| next.words.get(..=level) == self.filled.columns[column].words.get(..=level));
                let alone = level + 1 == levels || shape.headings == Outer::Each;
                if let (Some(word), true) = (word, alone || column == start) {
                    self.word(sheet, (row, self.at(place, self.value_column(column, block))), word, Look::Header)?;
                }
                if !same || alone {
                    if shape.headings == Outer::Merged {
                        let (left, right) = (self.value_column(start, block), self.value_column(column, block));
                        self.merge(sheet, place, (row, left), (row, right));
                    }
                    start = column + 1;
                }
            }
            row += 1;
        }
        self.stub_headings(sheet, place, (top, row - 1))?;
        if self.own_column() {
            let at = self.at(place, first + 1);
            sheet.text(row - 1, at, &self.job.texts.figures.own_column, Look::Header);
            sheet.outside.insert((row - 1, at));
        }
        if shape.comment_column {
            let comment = self.job.comment_heading()?;
            sheet.text(row - 1, self.at(place, usize::from(self.width()) - 1), &comment, Look::Header);
        }
        Ok(row)
    }

    /// What stands above the labels, each over all heading rows.
    fn stub_headings(&self, sheet: &mut Sheet, place: Place, (top, bottom): (u32, u32)) -> Result<(), Fault> {
        let shape = &self.job.recipe.tables;
        let names = self.job.printed.stub.get(&self.filled.table.name).map_or(&[][..], Vec::as_slice);
        if shape.bare_stub || shape.corner {
            return Ok(());
        }
        for (column, name) in names.iter().enumerate().take(self.stub()) {
            sheet.text(top, self.at(place, column), &self.job.both(self.job.note(name)?)?, Look::Header);
            if shape.headings == Outer::Merged {
                self.merge(sheet, place, (top, column), (bottom, column));
            }
        }
        Ok(())
    }

    /// The table's column of a column of values.
    fn value_column(&self, column: usize, block: &Block) -> usize {
        self.stub() + column - block.start + usize::from(self.own_column() && column > block.start)
    }

    fn word(&self, sheet: &mut Sheet, (row, column): (u32, u16), word: &Word, look: Look) -> Result<(), Fault> {
        match (printed(self.job, word)?, word) {
            (Some(text), _) => sheet.text(row, column, &text, look),
            (None, Word::Year(year)) => sheet.put(row, column, Content::Whole(u32::from(year.unsigned_abs())), look),
            (None, _) => {}
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a line, where it stands, and what stood above it")]
    fn line(
        &self,
        sheet: &mut Sheet,
        place: Place,
        (at, last): (u32, u32),
        line: &Line,
        above: Option<&Leaf>,
        block: &Block,
        rows: &BTreeMap<usize, u32>,
        rng: &mut Rng,
    ) -> Result<(), Fault> {
        let stub = self.at(place, 0);
        match line {
            Line::Empty => {}
            Line::Caption(text) | Line::Open(text) => sheet.text(at, stub, text, Look::Label),
            Line::Remark(text) => {
                sheet.text(at, stub, text, Look::Plain);
                sheet.outside.insert((at, stub));
            }
            Line::Own(text) => {
                sheet.text(at, stub, text, Look::Label);
                sheet.outside.insert((at, stub));
                for column in block.clone() {
                    let cell = self.at(place, self.value_column(column, block));
                    sheet.put(at, cell, Content::Whole(1 + rng.below(20)), Look::Figure);
                    sheet.outside.insert((at, cell));
                }
            }
            Line::Row { row, label } => {
                match label {
                    Some(text) => sheet.text(at, stub, text, Look::Label),
                    None => self.labels(sheet, place, (at, last), &self.filled.rows[*row], above)?,
                }
                self.values(sheet, place, at, *row, block, rows);
                if self.own_column() {
                    let cell = self.at(place, self.stub() + 1);
                    sheet.put(at, cell, Content::Whole(1 + rng.below(90)), Look::Figure);
                    sheet.outside.insert((at, cell));
                }
            }
        }
        Ok(())
    }

    /// The label of a row, part by part in columns of their own.
    fn labels(
        &self,
        sheet: &mut Sheet,
        place: Place,
        (at, last): (u32, u32),
        leaf: &Leaf,
        above: Option<&Leaf>,
    ) -> Result<(), Fault> {
        let style = self.job.recipe.tables.stub;
        let stub = self.stub();
        for (level, word) in leaf.words.iter().enumerate() {
            let inner = level + 1 == leaf.words.len();
            let new = above.is_none_or(|above| above.words.get(..=level) != leaf.words.get(..=level));
            if inner || new || style == Stub::Each {
                self.word(sheet, (at, self.at(place, level)), word, Look::Label)?;
                if leaf.nameless {
                    sheet.outside.insert((at, self.at(place, level)));
                }
            }
            let right = if inner { stub - 1 } else { level };
            let bottom = if inner || !new { at } else { last };
            if style == Stub::Merged && (inner || new) {
                self.merge(sheet, place, (at, level), (bottom, right));
            }
        }
        Ok(())
    }

    fn values(&self, sheet: &mut Sheet, place: Place, at: u32, row: usize, block: &Block, rows: &BTreeMap<usize, u32>) {
        let leaf = &self.filled.rows[row];
        for column in block.clone() {
            let cell = self.at(place, self.value_column(column, block));
            let Some(figure) = self.filled.figures.get(&(row, column)) else {
                sheet.text(at, cell, "", Look::Figure);
                continue;
            };
            let content = match formula(self.job, self.filled, (row, column), cell, rows) {
                Some(formula) => Content::Formula(formula, figure.raw.clone()),
                None => figure.content.clone(),
            };
            sheet.put(at, cell, content, Look::Figure);
            if let Some(comment) = &figure.comment {
                sheet.comments.insert((at, cell), comment.clone());
            }
            if leaf.nameless || self.filled.columns[column].nameless {
                sheet.outside.insert((at, cell));
            }
            let hide = &self.job.recipe.tables;
            if hide.hidden_row.contains(&self.filled.table.name) && row == 1 {
                sheet.hidden_rows.insert(at);
            }
            if hide.hidden_column.contains(&self.filled.table.name) && column == block.start {
                sheet.hidden_columns.insert(cell);
            }
        }
        if self.job.recipe.tables.comment_column
            && row == 0
            && block.start == 0
            && let Some(comment) = &self.filled.comment
        {
            sheet.text(at, self.at(place, usize::from(self.width()) - 1), comment, Look::Comment);
        }
    }
}

/// How many rows after the first of these lines belong to the same outer label.
fn run(filled: &Filled<'_>, lines: &[Line], until: Option<usize>) -> u32 {
    let outer =
        |line: &Line| line.row().and_then(|row| filled.rows[row].words.first().filter(|_| filled.rows[row].words.len() > 1));
    let Some(first) = lines.first().and_then(outer) else { return 0 };
    let count = lines.iter().take(until.unwrap_or(usize::MAX)).skip(1).take_while(|line| outer(line) == Some(first)).count();
    u32::try_from(count).unwrap_or(0)
}
