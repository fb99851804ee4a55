//! A section of a form with statistical tables among its questions.

use crate::decide::{Entry, Place};
use crate::fault::Fault;
use crate::figures::Filled;
use crate::form::{Holds, Printed, Printer, band, column};
use crate::grid::{Content, Look, Sheet};
use crate::rng::Rng;
use crate::table::{self, TablePrinter};
use std::collections::BTreeMap;

/// What stands one below the other.
enum Block<'b> {
    Question(&'b Entry),
    /// Tables side by side.
    Tables(Vec<&'b Filled<'b>>),
}

/// What a section is printed from.
pub(crate) struct Section<'s> {
    pub(crate) name: &'s str,
    pub(crate) index: usize,
    pub(crate) entries: Vec<&'s Entry>,
    pub(crate) tables: Vec<&'s Filled<'s>>,
}

impl Printer<'_, '_> {
    /// Prints a section, and gives the sheets that its tables have besides.
    pub(crate) fn statistics(&self, sheet: &mut Sheet, section: &Section<'_>, rng: &mut Rng) -> Result<Vec<Sheet>, Fault> {
        let mut more = Vec::new();
        let blocks = self.order(section, &mut more, rng)?;
        let columns = self.wide_columns(&blocks)?;
        let mut row = self.head(sheet, section.index, &columns)?;
        band(sheet, row, &columns, &self.section_heading(section.name)?, Look::Section);
        row += 1 + self.job.recipe.print.header_lower;
        self.header(sheet, row, &columns, &[])?;
        sheet.header = sheet.header.or(Some((row, row + 1)));
        row += 1;
        let mut after_table = false;
        for block in &blocks {
            match block {
                Block::Question(entry) => {
                    row += u32::from(after_table);
                    self.question(sheet, row, entry, &columns)?;
                    row += 1;
                    after_table = false;
                }
                Block::Tables(tables) => {
                    row += 1 + self.job.recipe.tables.down;
                    row = self.tables(sheet, row, tables, &columns, rng)?;
                    after_table = true;
                }
            }
        }
        widths(sheet, &columns);
        Ok(more)
    }

    fn printer<'p>(&'p self, filled: &'p Filled<'p>, title: bool) -> Result<TablePrinter<'p, 'p>, Fault> {
        let title = if title { self.job.both(filled.table.title)? } else { String::new() };
        Ok(TablePrinter { job: self.job, filled, title })
    }

    /// Questions and tables in the order of the edition's items; tables that a recipe puts elsewhere go to `more`.
    fn order<'s>(&self, section: &Section<'s>, more: &mut Vec<Sheet>, rng: &mut Rng) -> Result<Vec<Block<'s>>, Fault> {
        let shape = &self.job.recipe.tables;
        let mut blocks = Vec::new();
        let mut printed: Vec<&str> = Vec::new();
        for item in self.job.items_of(section.name) {
            for &filled in section.tables.iter().filter(|filled| filled.table.item == item) {
                let name = filled.table.name.as_str();
                if printed.contains(&name) {
                    continue;
                }
                if let Some(sheet_name) = shape.own_sheet.get(name) {
                    let mut sheet = Sheet::new(sheet_name);
                    self.alone(&mut sheet, filled, false, rng)?;
                    more.push(sheet);
                    continue;
                }
                let group = shape.beside.iter().find(|group| group.iter().any(|other| other == name));
                let mut group: Vec<&Filled<'_>> = match group {
                    Some(names) => names
                        .iter()
                        .filter_map(|name| section.tables.iter().copied().find(|other| other.table.name == *name))
                        .collect(),
                    None => vec![filled],
                };
                group.dedup_by_key(|filled| filled.table.name.as_str());
                printed.extend(group.iter().map(|filled| filled.table.name.as_str()));
                blocks.push(Block::Tables(group));
            }
            blocks.extend(section.entries.iter().copied().filter(|entry| entry.item == item).map(Block::Question));
        }
        Ok(blocks)
    }

    /// A table on a sheet of its own.
    fn alone(&self, sheet: &mut Sheet, filled: &Filled<'_>, title: bool, rng: &mut Rng) -> Result<(), Fault> {
        let shape = &self.job.recipe.tables;
        let place = table::Place { row: shape.down, column: shape.right };
        self.printer(filled, title)?.print(sheet, place, rng)?;
        sheet.widths.insert(shape.right, 44.0);
        Ok(())
    }

    /// The form's columns, the answers as wide as the widest table.
    fn wide_columns(&self, blocks: &[Block<'_>]) -> Result<Vec<Printed>, Fault> {
        let mut widest = 2;
        for block in blocks {
            let Block::Tables(tables) = block else { continue };
            let mut width = self.job.recipe.tables.right;
            for filled in tables {
                width += self.printer(filled, false)?.width() + 1;
            }
            widest = widest.max(width - 1);
        }
        let mut columns = self.columns(0)?;
        let mut moved = 0;
        for column in &mut columns {
            column.at += moved;
            if column.holds == Holds::Answer {
                column.wide = widest - 1;
                moved += widest - 2;
            }
        }
        Ok(columns)
    }

    fn tables(
        &self,
        sheet: &mut Sheet,
        row: u32,
        tables: &[&Filled<'_>],
        columns: &[Printed],
        rng: &mut Rng,
    ) -> Result<u32, Fault> {
        let shape = &self.job.recipe.tables;
        let mut left = column(columns, Holds::Label).map_or(0, |label| label.at) + shape.right;
        let mut end = row;
        for filled in tables {
            let printer = self.printer(filled, true)?;
            end = end.max(printer.print(sheet, table::Place { row, column: left }, rng)?);
            left += printer.width() + 1;
        }
        Ok(end)
    }

    fn question(&self, sheet: &mut Sheet, row: u32, entry: &Entry, columns: &[Printed]) -> Result<(), Fault> {
        for column in columns {
            match column.holds {
                Holds::Number => {}
                Holds::Label => sheet.text(row, column.at, &self.item_label(entry.item)?, Look::Label),
                Holds::Answer => {
                    sheet.text(row, column.at, "", Look::Answer);
                    match &entry.place {
                        Place::Text => sheet.text(row, column.at, &entry.raw, Look::Answer),
                        Place::Date(day) => sheet.put(row, column.at, Content::Date(*day), Look::Answer),
                        Place::Empty | Place::Option(_) => {}
                    }
                    sheet.merge((row, column.at, row, column.at + column.wide - 1));
                }
                Holds::Comment => sheet.text(row, column.at, entry.comment.as_deref().unwrap_or(""), Look::Comment),
            }
        }
        Ok(())
    }

    /// Sheets on which tables go on that break off.
    pub(crate) fn continued(&self, tables: &[Filled<'_>], rng: &mut Rng) -> Result<Vec<Sheet>, Fault> {
        let mut sheets = Vec::new();
        for (filled, number) in tables.iter().zip(2..) {
            let mut sheet = Sheet::new(format!("{}{number}", self.job.texts.sheet));
            self.alone(&mut sheet, filled, true, rng)?;
            sheets.push(sheet);
        }
        Ok(sheets)
    }
}

/// Breaks tables off: gives what goes on elsewhere.
pub(crate) fn break_off<'t>(tables: &mut [Filled<'t>], after: &BTreeMap<String, usize>) -> Vec<Filled<'t>> {
    let mut rest = Vec::new();
    for filled in tables {
        let Some(&rows) = after.get(&filled.table.name) else { continue };
        let mut second = filled.clone();
        second.rows = filled.rows.split_off(rows.min(filled.rows.len()));
        second.figures = filled
            .figures
            .iter()
            .filter(|((row, _), _)| *row >= rows)
            .map(|((row, column), figure)| ((row - rows, *column), figure.clone()))
            .collect();
        filled.figures.retain(|(row, _), _| *row < rows);
        (second.comment, second.note) = (None, filled.note.take());
        rest.push(second);
    }
    rest
}

fn widths(sheet: &mut Sheet, columns: &[Printed]) {
    for column in columns {
        let width = match column.holds {
            Holds::Number => 7.0,
            Holds::Label => 52.0,
            Holds::Answer => 13.0,
            Holds::Comment => 40.0,
        };
        for at in column.at..column.at + column.wide {
            sheet.widths.entry(at).or_insert(width);
        }
    }
}
