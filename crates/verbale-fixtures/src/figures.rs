//! What a State's tables say: decided before they are printed.

use crate::axis::{Leaf, Listed, Word, leaves, total};
use crate::fault::Fault;
use crate::grid::Content;
use crate::job::{Job, State};
use crate::numerals::{Figure, Measured, Tenths, figure, written};
use crate::persons::Population;
use crate::recipe::NameStyle;
use crate::rng::Rng;
use crate::shape::{Added, FigureChange, StoredAs};
use std::collections::BTreeMap;
use verbale_model::layout::{FormLayout, TableLayout};
use verbale_model::{CodeId, DimId, ItemId, ItemKind, Series, Status};

/// A table as it is filled in.
#[derive(Debug, Clone)]
pub(crate) struct Filled<'t> {
    pub(crate) table: &'t TableLayout,
    pub(crate) rows: Vec<Leaf>,
    pub(crate) columns: Vec<Leaf>,
    /// By row and column; the others are empty.
    pub(crate) figures: BTreeMap<(usize, usize), Figure>,
    /// The State's note under it.
    pub(crate) note: Option<String>,
    /// The State's comment beside it.
    pub(crate) comment: Option<String>,
}

/// One value that must be read, or a blank.
pub(crate) struct Crossed<'f> {
    pub(crate) series: Series,
    pub(crate) year: Option<i16>,
    pub(crate) figure: Option<&'f Figure>,
}

impl Filled<'_> {
    /// Every crossing from which an answer must come. A name that a State lists has no blanks beside it.
    pub(crate) fn crossings(&self, job: &Job<'_>) -> Vec<Crossed<'_>> {
        let mut crossings = Vec::new();
        for (row, of_row) in self.rows.iter().enumerate().filter(|(_, leaf)| !leaf.nameless) {
            for (column, of_column) in self.columns.iter().enumerate().filter(|(_, leaf)| !leaf.nameless) {
                let figure = self.figures.get(&(row, column));
                if figure.is_some() || !of_row.is_listed() {
                    let series = series(job, self.table.item, [of_row, of_column]);
                    crossings.push(Crossed { series, year: of_row.year.or(of_column.year), figure });
                }
            }
        }
        crossings
    }
}

/// The series of a crossing: the codes of both labels, and the total of every other dimension.
pub(crate) fn series(job: &Job<'_>, item: ItemId, labels: [&Leaf; 2]) -> Series {
    let mut series = Series::of(item);
    for &dimension in &job.edition.item(item).dimensions {
        series.dims[usize::from(dimension.0)] =
            labels.iter().find_map(|leaf| leaf.code(job, dimension)).or_else(|| total(job, dimension));
    }
    series
}

/// Fills the tables of the sections that the file has.
pub(crate) fn fill<'f>(job: &Job<'_>, form: &'f FormLayout, rng: &mut Rng) -> Result<Vec<Filled<'f>>, Fault> {
    let mut population = Population::new(job);
    let mut all = Vec::new();
    for table in &form.tables {
        let section = &job.edition.item(table.item).section;
        if job.recipe.print.sheets.as_ref().is_some_and(|sheets| !sheets.contains(section)) {
            continue;
        }
        let silent = job.recipe.answered.as_ref().is_some_and(|sections| !sections.contains(section));
        let listed = if silent { Vec::new() } else { listed(job, table, rng)? };
        let all_of = table.rows.open.and_then(|dimension| total(job, dimension));
        let codes = listed.iter().filter_map(|(code, _)| *code).filter(|code| all_of != Some(*code)).collect();
        population.listed.entry(table.item).or_insert(codes);
        let (rows, columns) = (leaves(job, &table.rows, &listed), leaves(job, &table.columns, &[]));
        let mut filled = Filled { table, rows, columns, figures: BTreeMap::new(), note: None, comment: None };
        if !silent {
            values(job, &mut filled, &mut population, rng)?;
            remarks(job, &mut filled, rng);
        }
        all.push(filled);
    }
    for added in &job.recipe.tables.added {
        let filled = all.iter_mut().find(|filled| filled.table.name == added.table);
        add(job, added, filled.ok_or_else(|| job.fault(format!("adds to table `{}`, which is not printed", added.table)))?)?;
    }
    for change in &job.recipe.tables.figures {
        let filled = all.iter_mut().find(|filled| filled.table.name == change.table);
        apply(job, change, filled.ok_or_else(|| job.fault(format!("changes table `{}`, which is not printed", change.table)))?)?;
    }
    Ok(all)
}

/// The names that the State writes into the table's open list.
fn listed(job: &Job<'_>, table: &TableLayout, rng: &mut Rng) -> Result<Vec<Listed>, Fault> {
    let Some(dimension) = table.rows.open else { return Ok(Vec::new()) };
    let (shape, known) = (&job.recipe.tables, &job.edition.dimensions[usize::from(dimension.0)]);
    let mut names: Vec<Listed> = Vec::new();
    let from = if shape.names.is_empty() { &job.printed.names } else { &shape.names };
    for code in from {
        let found = job.schemas.codes.get(code).ok_or_else(|| job.fault(format!("lists `{code}`, which is no code")))?;
        let is_own = job.states.first().is_some_and(|state| state.code == *code);
        // A list of one dimension may lack a code of another one.
        if is_own || job.schemas.areas.get(found).is_none() && !job.schemas.list(known.list).contains(found) {
            continue;
        }
        names.push((Some(found), name(job, dimension, code, found)?));
    }
    while names.len() > shape.listed {
        let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
        names.remove(rng.below(count) as usize);
    }
    names.extend(shape.nameless.iter().map(|text| (None, text.clone())));
    Ok(names)
}

fn name(job: &Job<'_>, dimension: DimId, code: &str, id: CodeId) -> Result<String, Fault> {
    let known = &job.edition.dimensions[usize::from(dimension.0)];
    if let Some(other) = job.recipe.tables.relabel.get(&format!("{}={code}", known.code)) {
        return Ok(other.clone());
    }
    if job.schemas.areas.get(id).is_some() {
        let known = job.named.iter().find(|state| state.code == code).cloned().or_else(|| State::find(job.schemas, code));
        let state = known.ok_or_else(|| job.fault(format!("lists `{code}`: nothing is said of real States")))?;
        return Ok(state.written(NameStyle::Name, job.recipe.language));
    }
    crate::decide::label(job, job.schemas.list(known.list), code).map(str::to_owned)
}

fn values(job: &Job<'_>, filled: &mut Filled<'_>, population: &mut Population<'_, '_>, rng: &mut Rng) -> Result<(), Fault> {
    let amount = job.edition.item(filled.table.item).kind == ItemKind::Amount;
    for row in 0..filled.rows.len() {
        let mut any = false;
        for column in 0..filled.columns.len() {
            let labels = [&filled.rows[row], &filled.columns[column]];
            let year = labels[0].year.or(labels[1].year);
            let number = if labels[0].nameless {
                Tenths::whole(1 + rng.below(30))
            } else {
                let count = population.count(&series(job, filled.table.item, labels), year, rng);
                // Amounts of money have more digits than counts, and halves among them.
                Tenths(u64::from(count) * if amount { 123_455 } else { 10 })
            };
            let last = column + 1 == filled.columns.len();
            let sparse = job.recipe.tables.sparse;
            if sparse > 0 && labels[0].is_listed() && (any || !last) && rng.percent(sparse) {
                continue;
            }
            let figure = match figure(job, number, rng)? {
                // A name is listed for what stands beside it.
                None if last && !any && labels[0].is_listed() => Some(written(job, number, rng)),
                figure => figure,
            };
            let Some(mut figure) = figure else { continue };
            any = true;
            if rng.percent(job.recipe.tables.cell_comments) {
                figure.comment = rng.pick(&job.texts.figures.cell_comments).cloned();
            }
            filled.figures.insert((row, column), figure);
        }
    }
    Ok(())
}

fn remarks(job: &Job<'_>, filled: &mut Filled<'_>, rng: &mut Rng) {
    let shape = &job.recipe.tables;
    if job.edition.item(filled.table.item).comment.is_none() {
        return;
    }
    if rng.percent(shape.notes) {
        filled.note = Some(job.texts.note(rng, job.asof));
    }
    if shape.comment_column {
        filled.comment = Some(job.texts.note(rng, job.asof));
    }
}

/// Adds a row to an open list.
fn add(job: &Job<'_>, added: &Added, filled: &mut Filled<'_>) -> Result<(), Fault> {
    let fault = || job.fault(format!("adds `{}` to table `{}`, which cannot have it", added.code, added.table));
    let dimension = filled.table.rows.open.ok_or_else(fault)?;
    let code = job.schemas.codes.get(&added.code).ok_or_else(fault)?;
    let row = filled.rows.len();
    filled.rows.push(Leaf {
        year: None,
        codes: vec![(dimension, code)],
        words: vec![Word::Listed(added.name.clone())],
        nameless: false,
    });
    for (column, &value) in added.values.iter().enumerate() {
        filled.figures.insert((row, column), Figure::new(Content::Whole(value), Measured::number(value.to_string())));
    }
    Ok(())
}

/// Puts another figure in place of the one drawn.
fn apply(job: &Job<'_>, change: &FigureChange, filled: &mut Filled<'_>) -> Result<(), Fault> {
    let fault = || job.fault(format!("changes a figure of table `{}` that it does not have", change.table));
    let wanted = |labels: [&Leaf; 2]| {
        let series = series(job, filled.table.item, labels);
        let said = job.edition.dimensions.iter().enumerate().all(|(index, dimension)| {
            let usual = dimension.total.map(|code| job.schemas.codes.text(code));
            let code = change.codes.get(&dimension.code).map(String::as_str).or(usual);
            series.dims[index].is_none() || series.dims[index].map(|code| job.schemas.codes.text(code)) == code
        });
        said && labels[0].year.or(labels[1].year) == change.year && !labels[0].nameless
    };
    let places = (0..filled.rows.len()).flat_map(|row| (0..filled.columns.len()).map(move |column| (row, column)));
    let mut places = places.filter(|(row, column)| wanted([&filled.rows[*row], &filled.columns[*column]]));
    let place = places.next().ok_or_else(fault)?;
    let status = Status::from_code(&change.status).ok_or_else(|| job.fault(format!("`{}` is no status", change.status)))?;
    let read = Measured { status, number: change.number.clone(), low: change.low.clone(), high: change.high.clone() };
    let number = || change.raw.parse().map_err(|_| job.fault(format!("`{}` is no number", change.raw)));
    let content = match change.stored {
        StoredAs::Text => Content::Text(change.raw.clone()),
        StoredAs::Number => Content::Decimal(change.raw.clone()),
        StoredAs::Percent => Content::Percent(number()?),
        StoredAs::Error => Content::Error(change.raw.clone()),
    };
    if status == Status::Blank {
        filled.figures.remove(&place);
    } else {
        filled.figures.insert(place, Figure { content, raw: change.raw.clone(), read, comment: None });
    }
    Ok(())
}
