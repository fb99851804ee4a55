//! Numbers of series: one name has one number in all files, and in all editions of an instrument.

use rustc_hash::FxHashMap;
use std::sync::{PoisonError, RwLock};
use verbale_model::reading::series_name;
use verbale_model::{EditionId, Reading, Schemas, Series};

/// The numbers of series, given out as series are met. Threads that read share them: which number a series gets depends on who
/// meets it first, that it is the same for all replies does not.
#[derive(Debug, Default)]
pub struct SeriesNumbers(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By instrument and name.
    names: FxHashMap<(String, String), u32>,
    /// The same by edition, so that a name is written out once.
    editions: FxHashMap<EditionId, OfEdition>,
}

/// The series of an edition in the order in which they were met, which is that of most of its files.
#[derive(Debug, Default)]
struct OfEdition {
    list: Vec<(Series, u32)>,
    index: FxHashMap<Series, usize>,
}

impl SeriesNumbers {
    /// The numbers of a file's series, by [`verbale_model::SeriesId`].
    pub(crate) fn of(&self, schemas: &Schemas, reading: &Reading) -> Vec<u32> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(numbers) = known.editions.get(&reading.edition).and_then(|edition| edition.all(reading)) {
            return numbers;
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        reading.series.iter().map(|series| known.number(schemas, reading.edition, series)).collect()
    }

    /// The number of a name.
    pub(crate) fn named(&self, schemas: &Schemas, edition: EditionId, name: &str) -> u32 {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.named(schemas, edition, name.to_owned())
    }
}

impl Known {
    fn number(&mut self, schemas: &Schemas, edition: EditionId, series: &Series) -> u32 {
        if let Some(number) = self.editions.get(&edition).and_then(|known| known.number(series)) {
            return number;
        }
        let number = self.named(schemas, edition, series_name(schemas, edition, series));
        let known = self.editions.entry(edition).or_default();
        known.index.insert(*series, known.list.len());
        known.list.push((*series, number));
        number
    }

    fn named(&mut self, schemas: &Schemas, edition: EditionId, name: String) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry((schemas.edition(edition).instrument.clone(), name)).or_insert(next)
    }
}

impl OfEdition {
    fn number(&self, series: &Series) -> Option<u32> {
        Some(self.list[*self.index.get(series)?].1)
    }

    /// The numbers of a file's series, if all of them are known. Each is looked for behind the one before it.
    fn all(&self, reading: &Reading) -> Option<Vec<u32>> {
        let mut next = 0;
        let of = |series: &Series| {
            let here = self.list.get(next).filter(|(known, _)| known == series).map(|_| next);
            let at = here.or_else(|| self.index.get(series).copied())?;
            next = at + 1;
            Some(self.list[at].1)
        };
        reading.series.iter().map(of).collect()
    }
}
