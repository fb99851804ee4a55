//! Replies that say what a published dataset says: its figures, turned back into the questionnaire from which such figures come.

use crate::axis::{Leaf, Word, leaves};
use crate::decide::blank;
use crate::fault::Fault;
use crate::figures::{Filled, series};
use crate::grid::Content;
use crate::job::{Job, State};
use crate::numerals::{Figure, Measured};
use crate::raw_table::{Printed, RawTable};
use crate::recipe::Recipe;
use crate::rng::Rng;
use crate::workshop::Workshop;
use crate::{decide, form, xlsx};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use verbale_model::layout::{FormLayout, Layout, TableLayout};
use verbale_model::{AreaKind, Series, Status};

/// How the values of the dataset are put into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValuesAs {
    /// As text, as they are printed: `1,282`, `<5`.
    Printed,
    /// Numbers as numbers.
    Numbers,
}

/// What became of a dataset's rows.
#[derive(Debug, Clone, Default)]
pub struct PublishedReplies {
    /// The replies, one an area.
    pub replies: Vec<PathBuf>,
    /// Rows of the dataset in the years of the questionnaire that stand in a reply.
    pub rows: u64,
    /// Rows of those years that do not, by reason.
    pub aside: BTreeMap<String, u64>,
    /// Rows that an area should have in its reply and no table can hold.
    pub unwritable: Vec<String>,
}

/// Writes a workbook of the questionnaire `edition` for each area of a published dataset that can reply, with its published figures
/// of the questionnaire's years, into `folder`. Names in open lists stand as they are printed; a key that stands twice is written
/// twice.
///
/// # Errors
/// If the dataset cannot be read, or the folder cannot be written.
pub fn published_replies(
    workshop: &Workshop,
    dataset: &Path,
    edition: &str,
    values: ValuesAs,
    folder: &Path,
) -> Result<PublishedReplies, Fault> {
    let recipe = Recipe::bare(edition)?;
    let job = workshop.job(&recipe, Vec::new())?;
    let Layout::Form(form) = job.layout else { return Err(job.fault("is no form")) };
    let table = RawTable::read(workshop, dataset)?;
    let mut done = PublishedReplies::default();
    let mut by_area: BTreeMap<String, Vec<&Printed>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| job.edition.years.is_some_and(|(first, last)| (first..=last).contains(&row.year))) {
        match replier(workshop, row) {
            Ok(code) => by_area.entry(code).or_default().push(row),
            Err(reason) => *done.aside.entry(reason).or_default() += 1,
        }
    }
    std::fs::create_dir_all(folder).map_err(Fault::io(folder))?;
    for (code, rows) in by_area {
        let area = workshop.schemas.codes.get(&code).and_then(|code| workshop.schemas.areas.get(code));
        let names = area.map(|area| area.names.clone()).unwrap_or_default();
        let state = State { code: code.clone(), names, region: None, subregion: None };
        let job = workshop.job(&recipe, vec![state])?;
        let mut reply = Reply { job: &job, values, tables: form.tables.iter().map(|table| empty(&job, table)).collect() };
        for row in rows {
            if reply.put(row) {
                done.rows += 1;
            } else {
                done.unwritable.push(row.to_string());
            }
        }
        let path = folder.join(format!("{code}.xlsx"));
        std::fs::write(&path, reply.write(form)?).map_err(Fault::io(&path))?;
        done.replies.push(path);
    }
    Ok(done)
}

/// The code of the area that a row tells of, if it is one that replies; else why it is not.
fn replier(workshop: &Workshop, row: &Printed) -> Result<String, String> {
    let areas = &workshop.schemas.areas;
    let known = |text: &str| areas.named(&verbale_model::fold::fold(text)).and_then(|named| areas.get(named.area));
    let area = known(&row.code).or_else(|| known(&row.name).filter(|_| row.code.is_empty()));
    match area {
        None => Err(format!("no area: {} {}", row.code, row.name)),
        Some(area) if area.kind == AreaKind::Aggregate => Err(format!("aggregate: {}", row.code)),
        Some(area) => Ok(workshop.schemas.codes.text(area.code).to_owned()),
    }
}

fn empty<'t>(job: &Job<'_>, table: &'t TableLayout) -> Filled<'t> {
    let (rows, columns) = (leaves(job, &table.rows, &[]), leaves(job, &table.columns, &[]));
    Filled { table, rows, columns, figures: BTreeMap::new(), note: None, comment: None }
}

struct Reply<'r, 'a> {
    job: &'r Job<'a>,
    values: ValuesAs,
    tables: Vec<Filled<'r>>,
}

impl Reply<'_, '_> {
    /// Puts a row of the dataset into the first free cell that says the same. False if no table has one.
    fn put(&mut self, row: &Printed) -> bool {
        let Some(item) = self.job.edition.item_index.get(&row.item).copied() else { return false };
        let mut wanted = Series::of(item);
        for (dimension, code) in &row.codes {
            let Some(dimension) = self.job.edition.dimension(dimension) else { return false };
            wanted.dims[usize::from(dimension.0)] = Some(*code);
        }
        let figure = figure(self.values, &row.value);
        let job = self.job;
        self.tables.iter_mut().filter(|filled| filled.table.item == item).any(|filled| match &row.listed {
            Some((dimension, label))
                if filled.table.rows.open.is_some() && filled.table.rows.open == job.edition.dimension(dimension) =>
            {
                list(job, filled, label, &wanted, row.year, &figure)
            }
            Some(_) => false,
            None => cross(job, filled, &wanted, row.year, &figure),
        })
    }

    fn write(&self, form: &FormLayout) -> Result<Vec<u8>, Fault> {
        let job = self.job;
        let has_table = |item| form.tables.iter().any(|table| table.item == item);
        let items = form.sections.iter().flat_map(|section| job.items_of(section)).filter(|item| !has_table(*item));
        let entries: Vec<decide::Entry> =
            items.map(|item| if item == form.state { decide::state(job, item) } else { blank(item) }).collect();
        xlsx::write(&form::print(job, form, &entries, &self.tables, &mut Rng::new(0))?)
    }
}

fn figure(values: ValuesAs, text: &str) -> Figure {
    let number = text.replace(',', "").parse().ok().filter(|_| values == ValuesAs::Numbers);
    let content = number.map_or_else(|| Content::Text(text.to_owned()), Content::Whole);
    // What must be read is the test's to say.
    Figure::new(content, Measured::status(Status::Reported))
}

/// Writes a figure where the labels of a closed table cross; into a second row of the same label, if the first has one.
fn cross(job: &Job<'_>, filled: &mut Filled<'_>, wanted: &Series, year: i16, figure: &Figure) -> bool {
    let says = |row: &Leaf, column: &Leaf| {
        row.year.or(column.year) == Some(year) && series(job, filled.table.item, [row, column]) == *wanted
    };
    let places = filled.rows.iter().enumerate().flat_map(|(row, of_row)| {
        let columns = filled.columns.iter().enumerate();
        columns.filter(move |(_, of_column)| says(of_row, of_column)).map(move |(column, _)| (row, column))
    });
    let places: Vec<(usize, usize)> = places.collect();
    let free = places.iter().find(|place| !filled.figures.contains_key(place)).copied();
    let place = match (free, places.last()) {
        (Some(free), _) => free,
        (None, Some(&(row, column))) => (again(filled, row), column),
        (None, None) => return false,
    };
    filled.figures.insert(place, figure.clone());
    true
}

/// Prints a row once more below itself, empty.
fn again(filled: &mut Filled<'_>, row: usize) -> usize {
    let copy = filled.rows[row].clone();
    filled.rows.insert(row + 1, copy);
    let figures = std::mem::take(&mut filled.figures);
    filled.figures =
        figures.into_iter().map(|((at, column), figure)| ((if at > row { at + 1 } else { at }, column), figure)).collect();
    row + 1
}

/// Writes a figure beside a name in an open list, which is added if it is not there, or has a figure for the year.
fn list(job: &Job<'_>, filled: &mut Filled<'_>, label: &str, wanted: &Series, year: i16, figure: &Figure) -> bool {
    // The list says nothing of other dimensions, so that these must be at their totals.
    let open = filled.table.rows.open;
    let told = job
        .edition
        .item(filled.table.item)
        .dimensions
        .iter()
        .all(|dimension| Some(*dimension) == open || wanted.get(*dimension) == crate::axis::total(job, *dimension));
    let Some(column) = filled.columns.iter().position(|leaf| leaf.year == Some(year)).filter(|_| told) else { return false };
    let named = |leaf: &Leaf| matches!(leaf.words.last(), Some(Word::Listed(text)) if text == label);
    let free = (0..filled.rows.len()).find(|row| named(&filled.rows[*row]) && !filled.figures.contains_key(&(*row, column)));
    let row = free.unwrap_or_else(|| {
        let words = vec![Word::Listed(label.to_owned())];
        filled.rows.push(Leaf { year: None, codes: Vec::new(), words, nameless: false });
        filled.rows.len() - 1
    });
    filled.figures.insert((row, column), figure.clone());
    true
}
