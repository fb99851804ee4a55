//! A published table of any length, for benchmarks.

use crate::decide::label;
use crate::fault::Fault;
use crate::job::{Job, State};
use crate::numerals::grouped;
use crate::published::{Selecting, selecting};
use crate::recipe::NameStyle;
use crate::rng::Rng;
use crate::workload::{Workload, prepare};
use crate::workshop::Workshop;
use rust_xlsxwriter::{Workbook, Worksheet};
use std::path::Path;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Category, Layout, RecordsLayout, Role};

/// States of which a published table tells, and how many of its counts in a hundred are printed as fewer than the threshold:
/// about half, as in the published dataset.
const AREAS: u32 = 240;
const SUPPRESSED: u8 = 50;

/// Writes one workbook with `rows` rows in the layout of the published dataset to `path`, and the States of which it tells into
/// an `overlay` folder beside it. Rows are written as they are made, so that a million take little memory.
///
/// # Errors
/// If the files cannot be written, or more rows are wanted than the States can have different keys (some millions).
pub fn records_workload(workshop: &Workshop, seed: u64, rows: u32, path: &Path) -> Result<Workload, Fault> {
    let folder = path.parent().ok_or_else(|| Fault::data(path, "has no folder"))?;
    let (mut load, states) = prepare(workshop, seed, AREAS, folder)?;
    let recipe = workshop.recipes.by_stem("published-full").ok_or_else(|| Fault::recipe("workload", "no recipe to go by"))?;
    let job = workshop.job(recipe, Vec::new())?;
    let Layout::Records(layout) = job.layout else { return Err(job.fault("is no published table")) };
    let texts = selecting(&workshop.root.join("schemas").join(job.edition.path()).join("records.csv"))?;
    let mut maker = Maker { job: &job, layout, states: &states, keys: Vec::new(), per_year: 0, rng: Rng::new(seed) };
    maker.plan(&texts, rows)?;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_low_memory()?;
    let header = maker.head(sheet)?;
    for number in 0..rows {
        maker.row(sheet, header + 1 + number, number)?;
    }
    workbook.save(path)?;
    load.replies.push(path.to_owned());
    load.answers = u64::from(rows);
    Ok(load)
}

/// What tells the rows of one State and year apart: the selecting texts, the category, and codes by dimension.
struct Key {
    select: Vec<String>,
    category: String,
    dimensions: Vec<Option<String>>,
}

struct Maker<'m, 'a> {
    job: &'m Job<'a>,
    layout: &'m RecordsLayout,
    states: &'m [State],
    keys: Vec<Key>,
    /// Rows of one State in one year.
    per_year: u32,
    rng: Rng,
}

impl Maker<'_, '_> {
    fn years(&self) -> (u32, u32) {
        let (first, last) = self.job.edition.years.unwrap_or((0, 0));
        (u32::from(first.unsigned_abs()), u32::from(last.abs_diff(first)) + 1)
    }

    /// The keys of one State and year: as many as `rows` needs.
    fn plan(&mut self, texts: &Selecting, rows: u32) -> Result<(), Fault> {
        let (_, years) = self.years();
        self.per_year = rows.div_ceil(AREAS * years).max(1);
        let crossed = self.crossed()?;
        // Totals by sex and age first, then categories, then categories by sex and age.
        for (whole, named) in [(true, false), (false, true), (true, true)] {
            for rule in &self.layout.items {
                let Some((select, category)) = texts.get(&self.job.edition.item(rule.item).code) else { continue };
                let categories = match rule.category {
                    Category::Fixed if !named => vec![category.clone()],
                    Category::Dimension(dimension) if named => self.categories(usize::from(dimension.0))?,
                    _ => continue,
                };
                let crossed = if whole { &crossed[..] } else { &crossed[..1] };
                for category in &categories {
                    for dimensions in crossed.iter().skip(usize::from(whole && named)) {
                        let key = Key { select: select.clone(), category: category.clone(), dimensions: dimensions.clone() };
                        self.keys.push(key);
                    }
                }
            }
        }
        if self.keys.len() < self.per_year as usize {
            let most = u64::from(AREAS * years) * self.keys.len() as u64;
            return Err(self.job.fault(format!("{rows} rows wanted, there are keys for {most}")));
        }
        Ok(())
    }

    /// Labels of each dimension that is broken down, in every combination, totals first.
    fn crossed(&self) -> Result<Vec<Vec<Option<String>>>, Fault> {
        let published = self.job.recipe.published.as_ref().ok_or_else(|| self.job.fault("is no published table"))?;
        let mut all: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for dimension in &self.job.edition.dimensions {
            let list = self.job.schemas.list(dimension.list);
            let labels = match published.margins.get(&dimension.code) {
                None => vec![None],
                Some(codes) => {
                    codes.iter().map(|code| Ok(Some(label(self.job, list, code)?.to_owned()))).collect::<Result<_, Fault>>()?
                }
            };
            let with = |before: &Vec<Option<String>>| {
                labels.iter().map(|label| before.iter().cloned().chain([label.clone()]).collect()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).collect();
        }
        Ok(all)
    }

    /// The categories of a dimension: States by name, or labels of its list.
    fn categories(&self, dimension: usize) -> Result<Vec<String>, Fault> {
        let known = &self.job.edition.dimensions[dimension];
        if known.areas {
            return Ok(self.states.iter().map(|state| state.written(NameStyle::Name, self.job.recipe.language)).collect());
        }
        let list = self.job.schemas.list(known.list);
        list.codes.iter().map(|entry| label(self.job, list, self.job.schemas.codes.text(entry.code)).map(str::to_owned)).collect()
    }

    /// The lines above the header, and the header. Gives its row.
    fn head(&self, sheet: &mut Worksheet) -> Result<u32, Fault> {
        let notes = u16::try_from(self.job.edition.labels.notes.len()).unwrap_or(0);
        for note in 0..notes {
            let (row, column) = if note < 2 { (0, note) } else { (u32::from(note) - 1, 0) };
            sheet.write_string(row, column, self.job.label(LabelKey::Note(note))?)?;
        }
        let header = u32::from(notes.saturating_sub(1));
        for (at, column) in (0..).zip(&self.layout.columns) {
            sheet.write_string(header, at, self.job.label(column.key)?)?;
        }
        Ok(header)
    }

    fn row(&mut self, sheet: &mut Worksheet, row: u32, number: u32) -> Result<(), Fault> {
        let (first, years) = self.years();
        let key = &self.keys[(number % self.per_year) as usize];
        let year = first + number / self.per_year % years;
        let state = &self.states[(number / self.per_year / years) as usize % self.states.len()];
        let published = self.job.recipe.published.as_ref();
        let mut area = 0;
        for (at, column) in (0..).zip(&self.layout.columns) {
            let text = match column.role {
                Role::Area => {
                    area += 1;
                    // The first column for the area has the code, the second the name.
                    state.written(if area == 1 { NameStyle::Code } else { NameStyle::Name }, self.job.recipe.language)
                }
                Role::Select(index) => key.select.get(usize::from(index)).cloned().unwrap_or_default(),
                Role::Category => key.category.clone(),
                Role::Dimension(dimension) => key.dimensions.get(usize::from(dimension.0)).cloned().flatten().unwrap_or_default(),
                Role::Year => {
                    // The one column of numbers in the published dataset.
                    sheet.write_number(row, at, year)?;
                    continue;
                }
                Role::Value if self.rng.percent(SUPPRESSED) => format!("<{}", published.map_or(5, |published| published.threshold)),
                Role::Value => grouped(u64::from(5 + self.rng.below(1_600)), ","),
                _ => published.and_then(|published| published.context.get(&column.name).cloned()).unwrap_or_default(),
            };
            if !text.is_empty() {
                sheet.write_string(row, at, &text)?;
            }
        }
        Ok(())
    }
}
