//! A form as it is printed and filled in.

use crate::blocks::{Section, break_off};
use crate::decide::{Entry, Place, lists};
use crate::fault::Fault;
use crate::figures::Filled;
use crate::grid::{Book, Content, Look, Sheet, Visible};
use crate::job::Job;
use crate::recipe::{Merged, NameStyle, SheetNames, Style};
use crate::rng::Rng;
use verbale_model::codelist::Codelist;
use verbale_model::labels::LabelKey;
use verbale_model::layout::FormLayout;
use verbale_model::{ItemId, ItemKind};

/// What a printed column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Number,
    Label,
    Answer,
    Comment,
}

/// A printed column: what it holds, its first cell and how many it covers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed {
    key: LabelKey,
    pub(crate) holds: Holds,
    pub(crate) at: u16,
    pub(crate) wide: u16,
}

/// Prints a form with its entries and tables.
pub(crate) fn print(
    job: &Job<'_>,
    form: &FormLayout,
    entries: &[Entry],
    tables: &[Filled<'_>],
    rng: &mut Rng,
) -> Result<Book, Fault> {
    let printer = Printer { job, form };
    let mut tables = tables.to_vec();
    let rest = break_off(&mut tables, &job.recipe.tables.continued);
    let sections: Vec<&String> = form
        .sections
        .iter()
        .filter(|section| job.recipe.print.sheets.as_ref().is_none_or(|sheets| sheets.contains(*section)))
        .collect();
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut more: Vec<Sheet> = Vec::new();
    for (index, &section) in sections.iter().enumerate() {
        let own: Vec<&Entry> = entries.iter().filter(|entry| job.edition.item(entry.item).section == *section).collect();
        let mut sheet = match sheets.pop() {
            Some(sheet) if job.recipe.print.one_sheet => sheet,
            other => {
                sheets.extend(other);
                Sheet::new(printer.sheet_name(section, index)?)
            }
        };
        let of_section = |filled: &&Filled<'_>| job.edition.item(filled.table.item).section == *section;
        let own_tables: Vec<&Filled<'_>> = tables.iter().filter(of_section).collect();
        if own_tables.is_empty() {
            printer.section(&mut sheet, section, index, &own, rng)?;
        } else {
            more.extend(printer.statistics(
                &mut sheet,
                &Section { name: section, index, entries: own, tables: own_tables },
                rng,
            )?);
        }
        if job.recipe.print.hidden.contains(section) {
            sheet.visible = Visible::Hidden;
        }
        sheets.push(sheet);
    }
    sheets.extend(more);
    sheets.extend(printer.continued(&rest, rng)?);
    printer.list_sheet(&mut sheets)?;
    for extra in job.texts.extra.iter().cycle().take(job.recipe.print.extra_sheets) {
        sheets.push(extra_sheet(extra));
    }
    let author = job.states.first().map(|state| state.written(NameStyle::Name, job.recipe.language)).unwrap_or_default();
    Ok(Book { title: printer.title()?, author, language: job.recipe.language, date: job.asof, sheets })
}

/// Prints one form.
pub(crate) struct Printer<'p, 'a> {
    pub(crate) job: &'p Job<'a>,
    form: &'p FormLayout,
}

impl Printer<'_, '_> {
    fn label(&self, key: LabelKey) -> Result<String, Fault> {
        self.job.both(key)
    }

    pub(crate) fn item_label(&self, item: ItemId) -> Result<String, Fault> {
        self.label(LabelKey::Item(item))
    }

    /// What stands above a section.
    pub(crate) fn section_heading(&self, section: &str) -> Result<String, Fault> {
        let key = self.job.edition.labels.section(section);
        self.label(key.ok_or_else(|| self.job.fault(format!("the edition has no heading for section `{section}`")))?)
    }

    fn title(&self) -> Result<String, Fault> {
        match &self.job.recipe.print.title {
            Some(title) => Ok(title.clone()),
            None => self.job.label(LabelKey::Title).map(str::to_owned),
        }
    }

    fn sheet_name(&self, section: &str, index: usize) -> Result<String, Fault> {
        let language = match self.job.recipe.print.sheet_names {
            SheetNames::Numbered => return Ok(format!("{}{}", self.job.texts.sheet, index + 1)),
            SheetNames::Language(language) => language,
            SheetNames::Label => self.job.recipe.language,
        };
        let key = self.job.edition.labels.sheet(section);
        let key = key.ok_or_else(|| self.job.fault(format!("the edition names no sheet for section `{section}`")))?;
        self.job.label_in(key, language).map(str::to_owned)
    }

    /// The columns of a section: the answers take one a word where the style is columns, and the section has words.
    pub(crate) fn columns(&self, options: usize) -> Result<Vec<Printed>, Fault> {
        let names = self.job.recipe.print.columns.as_deref().unwrap_or(&self.job.printed.columns);
        let mut at = self.job.recipe.print.indent;
        let mut columns = Vec::new();
        for name in names {
            let key = self.job.column(name)?;
            let holds = match Some(key) {
                label if label == self.form.label => Holds::Label,
                answer if answer == Some(self.form.answer) => Holds::Answer,
                comment if comment == self.form.comment => Holds::Comment,
                _ => Holds::Number,
            };
            let wide = match holds {
                Holds::Answer => u16::try_from(options.max(1)).unwrap_or(1),
                Holds::Label if self.job.recipe.print.merged == Merged::Wide => 2,
                _ => 1,
            };
            columns.push(Printed { key, holds, at, wide });
            at += wide;
        }
        Ok(columns)
    }

    /// The list whose words are columns, or are offered to choose from.
    fn list(&self, entries: &[&Entry]) -> Result<Option<&Codelist>, Fault> {
        let choice = entries.iter().find(|entry| matches!(self.job.edition.item(entry.item).kind, ItemKind::Choice(_)));
        choice.map(|entry| lists(self.job, entry.item).map(|(list, _)| list)).transpose()
    }

    fn words(&self, list: &Codelist) -> Vec<String> {
        list.codes.iter().map(|entry| entry.labels[self.job.recipe.language.index()].clone()).collect()
    }

    fn section(&self, sheet: &mut Sheet, section: &str, index: usize, entries: &[&Entry], rng: &mut Rng) -> Result<(), Fault> {
        let print = &self.job.recipe.print;
        let list = self.list(entries)?;
        let options = match (&self.job.recipe.style, list) {
            (Style::Columns { .. }, Some(list)) => self.words(list),
            _ => Vec::new(),
        };
        let columns = self.columns(options.len())?;
        let mut row = self.head(sheet, index, &columns)?;
        band(sheet, row, &columns, &self.section_heading(section)?, Look::Section);
        row += 1 + print.header_lower;
        let first = row + u32::from(!options.is_empty()) + 1;
        self.header(sheet, row, &columns, &options)?;
        if sheet.header.is_none() {
            sheet.header = Some((row, first));
        }
        let end = self.rows(sheet, first, index, entries, &columns, rng)?;
        self.looks(sheet, &columns);
        if let (Some(list), true, Some(answer)) = (list, options.is_empty(), column(&columns, Holds::Answer)) {
            sheet.choices.push(((first, answer.at, end, answer.at), self.words(list)));
        }
        Ok(())
    }

    /// Title, subtitle and instruction. Gives the row of the section's heading.
    pub(crate) fn head(&self, sheet: &mut Sheet, index: usize, columns: &[Printed]) -> Result<u32, Fault> {
        let print = &self.job.recipe.print;
        let mut row = sheet.size().0;
        if row > 0 {
            return Ok(row + 1);
        }
        if index > 0 && print.title_once {
            return Ok(0);
        }
        band(sheet, row, columns, &self.title()?, Look::Title);
        sheet.heights.insert(row, 34.0);
        row += 1;
        if let (Some(second), None) = (&print.second, &print.title) {
            band(sheet, row, columns, self.job.label_in(LabelKey::Title, second.language)?, Look::Title);
            sheet.heights.insert(row, 34.0);
            row += 1;
        }
        let notes = self.job.printed.head.as_ref().unwrap_or(&self.job.edition.labels.notes);
        for (number, note) in notes.iter().enumerate() {
            let look = if number == 0 { Look::Subtitle } else { Look::Note };
            band(sheet, row, columns, &self.label(self.job.note(note)?)?, look);
            row += 1;
        }
        Ok(row + 1)
    }

    pub(crate) fn header(&self, sheet: &mut Sheet, row: u32, columns: &[Printed], options: &[String]) -> Result<(), Fault> {
        let below = u32::from(!options.is_empty());
        for column in columns {
            let split = column.holds == Holds::Answer && below == 1;
            sheet.text(row, column.at, &self.label(column.key)?, Look::Header);
            sheet.merge((row, column.at, row + if split { 0 } else { below }, column.at + column.wide - 1));
            for (at, option) in (column.at..).zip(if split { options } else { &[] }) {
                sheet.text(row + 1, at, option, Look::Header);
            }
        }
        Ok(())
    }

    /// The rows of a section. Gives the last one.
    fn rows(
        &self,
        sheet: &mut Sheet,
        first: u32,
        index: usize,
        entries: &[&Entry],
        columns: &[Printed],
        rng: &mut Rng,
    ) -> Result<u32, Fault> {
        let print = &self.job.recipe.print;
        let step = if print.merged == Merged::Tall { 2 } else { 1 };
        let every = u32::try_from(entries.len()).unwrap_or(u32::MAX) / (print.inserted_rows + 1);
        let mut inserted = 0;
        let mut row = first;
        for (number, entry) in (1..).zip(entries) {
            self.entry(sheet, row, &format!("{index}.{number}"), entry, columns)?;
            row += step;
            if inserted < print.inserted_rows && number == every * (inserted + 1) {
                if let (0, Some(label)) = (inserted % 2, column(columns, Holds::Label)) {
                    sheet.text(row, label.at, &self.job.texts.remark(rng, self.job.asof), Look::Plain);
                    sheet.outside.insert((row, label.at));
                }
                inserted += 1;
                row += 1;
            }
        }
        if let (Some(section), Some(other)) = (&print.second_state_on, self.job.states.get(1))
            && entries.iter().any(|entry| self.job.edition.item(entry.item).section == *section)
        {
            let label = column(columns, Holds::Label).map_or(0, |column| column.at);
            let answer = column(columns, Holds::Answer).map_or(1, |column| column.at);
            sheet.text(row, label, &self.label(LabelKey::Item(self.form.state))?, Look::Label);
            sheet.text(row, answer, &other.written(self.job.recipe.state_as, self.job.recipe.language), Look::Answer);
            row += 1;
        }
        Ok(row.saturating_sub(step).max(first))
    }

    fn entry(&self, sheet: &mut Sheet, row: u32, number: &str, entry: &Entry, columns: &[Printed]) -> Result<(), Fault> {
        let tall = u32::from(self.job.recipe.print.merged == Merged::Tall);
        for column in columns {
            for below in row + 1..=row + tall {
                sheet.text(below, column.at, "", if column.holds == Holds::Answer { Look::Answer } else { Look::Comment });
            }
            match column.holds {
                Holds::Number => sheet.text(row, column.at, number, Look::Number),
                Holds::Label => {
                    sheet.text(row, column.at, &self.label(LabelKey::Item(entry.item))?, Look::Label);
                    sheet.merge((row, column.at, row + tall, column.at + column.wide - 1));
                }
                Holds::Answer => {
                    let look = if column.wide > 1 { Look::Mark } else { Look::Answer };
                    for at in column.at..column.at + column.wide {
                        sheet.text(row, at, "", look);
                    }
                    match entry.place {
                        Place::Empty => {}
                        Place::Text => sheet.text(row, column.at, &entry.raw, Look::Answer),
                        Place::Date(day) => sheet.put(row, column.at, Content::Date(day), Look::Answer),
                        Place::Option(option) => sheet.text(row, column.at + option, self.mark(), look),
                    }
                }
                Holds::Comment => sheet.text(row, column.at, entry.comment.as_deref().unwrap_or(""), Look::Comment),
            }
        }
        Ok(())
    }

    fn mark(&self) -> &str {
        match &self.job.recipe.style {
            Style::Columns { mark } => mark,
            _ => "",
        }
    }

    fn looks(&self, sheet: &mut Sheet, columns: &[Printed]) {
        let (boxes, second) = (matches!(self.job.recipe.style, Style::Boxes { .. }), self.job.recipe.print.second.is_some());
        for column in columns {
            let width = match column.holds {
                Holds::Number => 7.0,
                Holds::Label => (if second { 66.0 } else { 52.0 }) / f64::from(column.wide),
                Holds::Answer if column.wide > 1 => 12.0,
                Holds::Answer => {
                    if boxes {
                        34.0
                    } else {
                        26.0
                    }
                }
                Holds::Comment => 50.0,
            };
            for at in column.at..column.at + column.wide {
                sheet.widths.insert(at, width);
            }
        }
        for at in 0..self.job.recipe.print.indent {
            sheet.widths.insert(at, 3.0);
        }
    }

    /// The sheet from which a cell's words are chosen, as templates have it.
    fn list_sheet(&self, sheets: &mut Vec<Sheet>) -> Result<(), Fault> {
        let Some(name) = &self.job.recipe.print.list_sheet else { return Ok(()) };
        let words = sheets.iter().find_map(|sheet| sheet.choices.first()).map(|(_, words)| words.clone());
        let words = words.ok_or_else(|| self.job.fault("has a list sheet and no words to choose from"))?;
        let mut sheet = Sheet { visible: Visible::Never, ..Sheet::new(name) };
        for (row, word) in (0..).zip(&words) {
            sheet.text(row, 0, word, Look::Plain);
        }
        sheets.push(sheet);
        Ok(())
    }
}

pub(crate) fn column(columns: &[Printed], holds: Holds) -> Option<Printed> {
    columns.iter().copied().find(|column| column.holds == holds)
}

/// A text over all columns.
pub(crate) fn band(sheet: &mut Sheet, row: u32, columns: &[Printed], text: &str, look: Look) {
    if let (Some(first), Some(last)) = (columns.first(), columns.last()) {
        sheet.text(row, first.at, text, look);
        sheet.merge((row, first.at, row, last.at + last.wide - 1));
    }
}

fn extra_sheet(extra: &crate::texts::Extra) -> Sheet {
    let mut sheet = Sheet::new(&extra.sheet);
    for (row, cells) in (0..).zip(&extra.rows) {
        for (at, text) in (0..).zip(cells) {
            sheet.text(row, at, text, Look::Plain);
            sheet.outside.insert((row, at));
            sheet.widths.insert(at, 34.0);
        }
    }
    sheet
}
