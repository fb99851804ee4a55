//! A published table: one row a value, with the texts that select the item.

use crate::expected::{Expected, ExpectedFile};
use crate::fault::Fault;
use crate::grid::{Book, Look, Sheet};
use crate::job::{Job, State};
use crate::numerals::grouped;
use crate::recipe::{NameStyle, Published};
use crate::rng::Rng;
use std::collections::BTreeMap;
use verbale_model::edition::Dimension;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Category, Column, RecordsLayout, Role};
use verbale_model::{DimId, ItemId, ItemKind, Status};

/// The selecting texts as printed, and the text of the category: the model keeps them only as they are compared.
pub(crate) type Selecting = BTreeMap<String, (Vec<String>, String)>;

/// Reads an edition's `records.csv`: item to its selecting texts and its category.
pub(crate) fn selecting(path: &std::path::Path) -> Result<Selecting, Fault> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| Fault::data(path, error.to_string()))?;
    let mut all = Selecting::new();
    for record in reader.records() {
        let record = record.map_err(|error| Fault::data(path, error.to_string()))?;
        let mut fields: Vec<String> = record.iter().map(str::to_owned).collect();
        let (Some(category), Some(item)) = (fields.pop(), fields.pop()) else { continue };
        all.insert(item, (fields, category));
    }
    Ok(all)
}

/// One value.
pub(crate) struct Figure<'f> {
    pub(crate) state: &'f State,
    pub(crate) year: i16,
    pub(crate) item: ItemId,
    pub(crate) codes: Key,
    /// Persons or cases; thousandths for an item that is no count.
    pub(crate) count: i64,
}

/// The figures of these items, a State and year after the other. An item comes after the one that it refines.
pub(crate) fn figures<'f>(job: &'f Job<'_>, published: &Published, items: &[(ItemId, Category)], rng: &mut Rng) -> Vec<Figure<'f>> {
    let mut figures = Vec::new();
    for state in &job.states {
        for &year in &published.years {
            let mut counts = Counts { job, published, whole: BTreeMap::new() };
            for &(item, category) in items {
                let counted = counts.of(state, item, category, rng);
                figures.extend(counted.into_iter().map(|(codes, count)| Figure { state, year, item, codes, count }));
            }
        }
    }
    figures
}

pub(crate) fn compose(
    job: &Job<'_>,
    layout: &RecordsLayout,
    texts: &Selecting,
    rng: &mut Rng,
) -> Result<(Book, ExpectedFile), Fault> {
    let published = job.recipe.published.as_ref().ok_or_else(|| job.fault("is a published table and has no [file.published]"))?;
    let items: Vec<(ItemId, Category)> = layout.items.iter().map(|rule| (rule.item, rule.category)).collect();
    let figures = figures(job, published, &items, rng);
    let table = Table { job, layout, texts, published };
    let mut expected = ExpectedFile::new(job);
    expected.rows = figures.iter().map(|figure| table.expected(figure)).collect();
    Ok((table.book(&figures)?, expected))
}

/// Code of each dimension, where a figure has it.
pub(crate) type Key = Vec<Option<String>>;

/// The counts of one State in one year.
struct Counts<'c, 'a> {
    job: &'c Job<'a>,
    published: &'c Published,
    /// The total of each item so far.
    whole: BTreeMap<ItemId, i64>,
}

impl Counts<'_, '_> {
    /// The figures of an item: a table whose margins add up, or one figure a category.
    fn of(&mut self, state: &State, id: ItemId, category: Category, rng: &mut Rng) -> Vec<(Key, i64)> {
        match category {
            Category::Dimension(dimension) => self.categories(state, id, dimension, rng),
            Category::Fixed => {
                let figures = self.cross(id, rng);
                let totals = self.totals(id);
                self.whole.extend(figures.iter().find(|(key, _)| *key == totals).map(|(_, count)| (id, *count)));
                figures
            }
        }
    }

    /// Figures by category. They share out the total of the item they refine; where there is none, the code that means a total
    /// is the sum of the others.
    fn categories(&self, state: &State, id: ItemId, dimension: DimId, rng: &mut Rng) -> Vec<(Key, i64)> {
        let place = usize::from(dimension.0);
        let known = self.published.categories.get(&self.job.edition.dimensions[place].code).map_or(&[][..], Vec::as_slice);
        let total = |code: &String| self.published.margins.values().any(|margin| margin.first() == Some(code));
        let mut codes: Vec<&String> = known.iter().filter(|code| **code != state.code && !total(code)).collect();
        codes.retain(|_| rng.percent(75));
        let mut left = self.job.edition.item(id).parent.and_then(|parent| self.whole.get(&parent).copied());
        let mut counts = Vec::new();
        for (index, code) in codes.iter().enumerate() {
            let last = index + 1 == codes.len();
            let count = match &mut left {
                None => i64::from(rng.below(60)),
                Some(left) => {
                    let count = if last { *left } else { i64::from(rng.below(u32::try_from(*left + 1).unwrap_or(u32::MAX))) };
                    *left -= count;
                    count
                }
            };
            counts.push(((*code).clone(), count));
        }
        let sum = counts.iter().map(|(_, count)| count).sum();
        counts.extend(known.iter().filter(|code| total(code)).map(|code| (code.clone(), sum)));
        let key = |code: String| {
            let mut key = self.totals(id);
            key[place] = Some(code);
            key
        };
        counts.into_iter().map(|(code, count)| (key(code), count)).collect()
    }

    /// The total code of each dimension that is broken down, where the item has it.
    fn totals(&self, id: ItemId) -> Key {
        let item = self.job.edition.item(id);
        let total = |(index, dimension): (usize, &Dimension)| {
            let id = DimId(u8::try_from(index).ok()?);
            item.dimensions.contains(&id).then(|| self.published.margins.get(&dimension.code)?.first().cloned()).flatten()
        };
        self.job.edition.dimensions.iter().enumerate().map(total).collect()
    }

    /// Counts for each combination of the parts, and their sums for the totals; only a total for an item whose parts the
    /// edition does not add up.
    fn cross(&self, id: ItemId, rng: &mut Rng) -> Vec<(Key, i64)> {
        let most = if rng.percent(20) { 1_400 } else { 45 };
        let totals = self.totals(id);
        let added = self.published.added_up || self.job.edition.totals.iter().any(|total| total.item == id);
        if !added || self.job.edition.item(id).kind != ItemKind::Count {
            return vec![(totals, i64::from(rng.below(most)))];
        }
        let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
        for codes in self.parts(id).into_iter().filter(|codes| self.is_printed(codes)) {
            let count = i64::from(rng.below(most));
            // Each cell counts in every margin that it is part of.
            for margin in 0..1_u32 << codes.len() {
                let summed = |index: usize| margin & (1 << index) != 0;
                if (0..codes.len()).any(|index| summed(index) && totals[index].is_none()) {
                    continue;
                }
                let key = (0..codes.len()).map(|index| if summed(index) { totals[index].clone() } else { codes[index].clone() });
                *sums.entry(key.collect()).or_default() += count;
            }
        }
        sums.into_iter().filter(|(codes, _)| self.is_printed(codes)).collect()
    }

    /// The published table gives persons of unknown sex as of unknown age, and the other way round.
    fn is_printed(&self, codes: &Key) -> bool {
        let residual = |(index, code): (usize, &Option<String>)| {
            let code = self.job.schemas.codes.get(code.as_ref()?);
            let dimension = DimId(u8::try_from(index).ok()?);
            let of = |total: &verbale_model::total::Total| {
                total.over == dimension && code.is_some_and(|code| total.residual.contains(&code))
            };
            Some(self.job.edition.totals.iter().any(of))
        };
        let mut flags = codes.iter().enumerate().filter_map(residual);
        let first = flags.next();
        flags.all(|flag| Some(flag) == first)
    }

    /// All combinations of the parts of the dimensions that an item has.
    fn parts(&self, id: ItemId) -> Vec<Key> {
        let item = self.job.edition.item(id);
        let mut cells: Vec<Key> = vec![vec![None; self.job.edition.dimensions.len()]];
        for (index, dimension) in self.job.edition.dimensions.iter().enumerate() {
            let has = u8::try_from(index).is_ok_and(|id| item.dimensions.contains(&DimId(id)));
            let Some(margin) = self.published.margins.get(&dimension.code).filter(|_| has) else { continue };
            let spread = |codes: &Key| {
                let with = |code: &String| {
                    let mut codes = codes.clone();
                    codes[index] = Some(code.clone());
                    codes
                };
                margin.iter().skip(1).map(with).collect::<Vec<_>>()
            };
            cells = cells.iter().flat_map(spread).collect();
        }
        cells
    }
}

struct Table<'t, 'a> {
    job: &'t Job<'a>,
    layout: &'t RecordsLayout,
    texts: &'t Selecting,
    published: &'t Published,
}

impl Table<'_, '_> {
    fn printed(&self, count: i64) -> String {
        if count < self.published.threshold { format!("<{}", self.published.threshold) } else { with_commas(count) }
    }

    fn expected(&self, figure: &Figure<'_>) -> Expected {
        let censored = figure.count < self.published.threshold;
        let number = |value: i64, given: bool| if given { value.to_string() } else { String::new() };
        Expected {
            area: figure.state.code.clone(),
            item: self.job.edition.item(figure.item).code.clone(),
            dimensions: figure.codes.iter().map(|code| code.clone().unwrap_or_default()).collect(),
            year: figure.year.to_string(),
            status: if censored { Status::Censored } else { Status::Reported }.code().to_owned(),
            number: number(figure.count, !censored),
            low: number(0, censored),
            high: number(self.published.threshold - 1, censored),
            raw: self.printed(figure.count),
            ..Expected::default()
        }
    }

    fn book(&self, figures: &[Figure<'_>]) -> Result<Book, Fault> {
        let columns: Vec<&Column> =
            self.layout.columns.iter().filter(|column| !self.published.without.contains(&column.name)).collect();
        let mut sheet = Sheet::new(self.layout.name.clone());
        let mut row = 0;
        if self.published.preamble {
            row = self.preamble(&mut sheet)?;
        }
        for (at, column) in (0..).zip(&columns) {
            sheet.text(row, at, self.job.label(column.key)?, Look::Header);
        }
        for (row, figure) in (row + 1..).zip(figures) {
            for (at, column) in (0..).zip(&columns) {
                sheet.text(row, at, &self.cell(column, figure)?, Look::Plain);
            }
        }
        let job = self.job;
        let title = job.edition.title.clone();
        Ok(Book { title, author: String::new(), language: job.recipe.language, date: job.asof, sheets: vec![sheet] })
    }

    /// The lines above the header: what the edition prints beside its columns, the first two side by side.
    fn preamble(&self, sheet: &mut Sheet) -> Result<u32, Fault> {
        let mut row = 0;
        for note in 0..u16::try_from(self.job.edition.labels.notes.len()).unwrap_or(0) {
            let (at, column) = if note < 2 { (0, note) } else { (u32::from(note) - 1, 0) };
            sheet.text(at, column, self.job.label(LabelKey::Note(note))?, Look::Note);
            row = at + 1;
        }
        Ok(row)
    }

    fn cell(&self, column: &Column, figure: &Figure<'_>) -> Result<String, Fault> {
        let job = self.job;
        let item = &job.edition.item(figure.item).code;
        let (select, category) =
            self.texts.get(item).ok_or_else(|| job.fault(format!("records.csv has no texts for item `{item}`")))?;
        Ok(match column.role {
            // The first column for the area has the code, the second the name.
            Role::Area
                if self
                    .layout
                    .columns
                    .iter()
                    .find(|other| other.role == Role::Area)
                    .is_some_and(|first| first.key == column.key) =>
            {
                figure.state.code.clone()
            }
            Role::Area => figure.state.written(NameStyle::Name, job.recipe.language),
            Role::Select(index) => select.get(usize::from(index)).cloned().unwrap_or_default(),
            Role::Category => match category.strip_prefix('@') {
                None => category.clone(),
                Some(name) => self.code(job.edition.dimension(name), figure)?,
            },
            Role::Dimension(dimension) => self.code(Some(dimension), figure)?,
            Role::Year => figure.year.to_string(),
            Role::Value => self.printed(figure.count),
            Role::Context => self.context(column, figure.state),
            role => return Err(job.fault(format!("column `{}`: a published table has no {role:?}", column.name))),
        })
    }

    /// The label of the figure's code in a dimension: of its list, or the name of an area.
    fn code(&self, dimension: Option<DimId>, figure: &Figure<'_>) -> Result<String, Fault> {
        let Some(id) = dimension else { return Ok(String::new()) };
        let Some(code) = figure.codes.get(usize::from(id.0)).cloned().flatten() else { return Ok(String::new()) };
        if let Some(state) = State::find(self.job.schemas, &code) {
            return Ok(state.written(NameStyle::Name, self.job.recipe.language));
        }
        let list = self.job.schemas.list(self.job.edition.dimensions[usize::from(id.0)].list);
        crate::decide::label(self.job, list, &code).map(str::to_owned)
    }

    fn context(&self, column: &Column, state: &State) -> String {
        let region = |code: &Option<String>| {
            let known = self.job.schemas.regions.iter().find(|region| Some(&region.code) == code.as_ref());
            known.map(|region| region.names[self.job.recipe.language.index()].clone()).unwrap_or_default()
        };
        if column.name == self.published.region {
            region(&state.region)
        } else if column.name == self.published.subregion {
            region(&state.subregion)
        } else {
            self.published.context.get(&column.name).cloned().unwrap_or_default()
        }
    }
}

/// A number with a comma between thousands, as the published table prints it.
fn with_commas(count: i64) -> String {
    grouped(count.unsigned_abs(), ",")
}
