//! Persons, cases and amounts, by every dimension at once: what the figures of a State's tables are sums of, so that they add up.

use crate::axis::total;
use crate::job::Job;
use crate::rng::Rng;
use std::collections::BTreeMap;
use verbale_model::series::MAX_DIMENSIONS;
use verbale_model::{CodeId, DimId, ItemId, Series};

/// A code of each dimension that the item has.
type Key = [Option<CodeId>; MAX_DIMENSIONS];

/// How many persons have the same codes throughout.
type Persons = Vec<(Key, u32)>;

/// The persons behind a State's figures, drawn as they are asked for.
pub(crate) struct Population<'p, 'a> {
    job: &'p Job<'a>,
    drawn: BTreeMap<(ItemId, Option<i16>), Persons>,
    /// The codes listed in open lists, by item.
    pub(crate) listed: BTreeMap<ItemId, Vec<CodeId>>,
}

impl<'p, 'a> Population<'p, 'a> {
    pub(crate) fn new(job: &'p Job<'a>) -> Self {
        Self { job, drawn: BTreeMap::new(), listed: BTreeMap::new() }
    }

    /// How many persons a series counts in a year.
    pub(crate) fn count(&mut self, series: &Series, year: Option<i16>, rng: &mut Rng) -> u32 {
        self.draw(series.item, year, rng);
        let wanted: Vec<(usize, Vec<CodeId>)> = (0..self.job.edition.dimensions.len())
            .filter_map(|index| {
                let dimension = DimId(u8::try_from(index).ok()?);
                let code = series.get(dimension).filter(|code| total(self.job, dimension) != Some(*code))?;
                Some((index, self.parts(dimension, code)))
            })
            .collect();
        let persons = self.drawn.get(&(series.item, year)).map_or(&[][..], Vec::as_slice);
        let counted = persons
            .iter()
            .filter(|(key, _)| wanted.iter().all(|(index, codes)| key[*index].is_some_and(|code| codes.contains(&code))));
        let sum: u32 = counted.map(|(_, count)| count).sum();
        // Who stands in several forms counts in each of them.
        let overlap = self.job.printed.overlap.contains(&self.job.edition.item(series.item).code) && !wanted.is_empty();
        if overlap { sum + sum / 7 } else { sum }
    }

    /// A code and all that are part of it.
    fn parts(&self, dimension: DimId, code: CodeId) -> Vec<CodeId> {
        let (schemas, known) = (self.job.schemas, &self.job.edition.dimensions[usize::from(dimension.0)].code);
        let parts = self.job.printed.parts.get(known).and_then(|parts| parts.get(schemas.codes.text(code)));
        let parts = parts.into_iter().flatten().filter_map(|part| schemas.codes.get(part));
        parts.chain([code]).collect()
    }

    fn draw(&mut self, item: ItemId, year: Option<i16>, rng: &mut Rng) {
        if self.drawn.contains_key(&(item, year)) {
            return;
        }
        let known = self.job.edition.item(item);
        let mut persons = match known.parent.filter(|parent| self.is_counted(*parent)) {
            Some(parent) => {
                self.draw(parent, year, rng);
                self.drawn.get(&(parent, year)).cloned().unwrap_or_default()
            }
            None => vec![([None; MAX_DIMENSIONS], self.size(item, rng))],
        };
        for &dimension in &known.dimensions {
            let shares = self.shares(item, dimension);
            if persons.iter().all(|(key, _)| key[usize::from(dimension.0)].is_none()) && !shares.is_empty() {
                persons = spread(&persons, usize::from(dimension.0), &shares, rng);
            }
        }
        let persons = persons.into_iter().map(|(key, count)| (self.together(item, key), count)).collect();
        self.drawn.insert((item, year), persons);
    }

    /// Gives who has one of the codes that stand together the others too.
    fn together(&self, item: ItemId, mut key: Key) -> Key {
        let known = &self.job.edition.item(item).dimensions;
        let codes: Vec<(usize, CodeId)> = (self.job.printed.together.iter())
            .filter_map(|text| {
                let (dimension, code) = text.split_once('=')?;
                let dimension = self.job.edition.dimension(dimension).filter(|dimension| known.contains(dimension))?;
                Some((usize::from(dimension.0), self.job.schemas.codes.get(code)?))
            })
            .collect();
        if codes.iter().any(|(dimension, code)| key[*dimension] == Some(*code)) {
            for (dimension, code) in codes {
                key[dimension] = Some(code);
            }
        }
        key
    }

    fn is_counted(&self, item: ItemId) -> bool {
        matches!(self.job.edition.item(item).kind, verbale_model::ItemKind::Count)
    }

    fn size(&self, item: ItemId, rng: &mut Rng) -> u32 {
        let size = self.job.printed.sizes.get(&self.job.edition.item(item).code).copied().unwrap_or(100);
        let usual = self.job.recipe.tables.scale * size / 100;
        usual * (80 + rng.below(45)) / 100
    }

    /// Codes that add up to the total, with their weights; those the State lists weigh alike.
    fn shares(&self, item: ItemId, dimension: DimId) -> Vec<(CodeId, u32)> {
        let known = &self.job.edition.dimensions[usize::from(dimension.0)].code;
        if let Some(listed) = self.listed.get(&item).filter(|_| self.job.edition.dimensions[usize::from(dimension.0)].areas) {
            return listed.iter().map(|code| (*code, 10)).collect();
        }
        let shares = self.job.printed.shares.get(known);
        shares.into_iter().flatten().filter_map(|(code, weight)| Some((self.job.schemas.codes.get(code)?, *weight))).collect()
    }
}

/// Shares each group of persons out among codes, none lost.
fn spread(persons: &Persons, dimension: usize, shares: &[(CodeId, u32)], rng: &mut Rng) -> Persons {
    let mut all = Persons::new();
    for (key, count) in persons {
        let mut weights: u32 = shares.iter().map(|(_, weight)| weight).sum();
        let mut left = *count;
        for (code, weight) in shares {
            let usual = u64::from(left) * u64::from(*weight) * u64::from(60 + rng.below(81)) / (u64::from(weights.max(1)) * 100);
            // The last one takes what is left; the rounding of small counts goes to any.
            let more = u64::from(left > 0 && rng.below(weights.max(1)) < *weight);
            let count = if weights == *weight { left } else { u32::try_from(usual + more).unwrap_or(left).min(left) };
            weights -= weight;
            left -= count;
            if count > 0 {
                let mut key = *key;
                key[dimension] = Some(*code);
                all.push((key, count));
            }
        }
    }
    all
}
