//! Numbers of series: one name has one number in all files, and in all editions of an instrument. Beside it stands the hash of the
//! name, so that most files need not write theirs out.

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::sync::{PoisonError, RwLock};
use verbale_model::reading::{NameHash, name_hash, series_name};
use verbale_model::{EditionId, Reading, Schemas, Series};

/// A series that was met before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownSeries {
    /// From 0, the same for one name in all files of one instrument.
    pub number: u32,
    /// The hash of its canonical name.
    pub hash: NameHash,
}

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
type OfEdition = IndexMap<Series, KnownSeries, FxBuildHasher>;

impl SeriesNumbers {
    /// What is known of a file's series, by [`verbale_model::SeriesId`].
    pub fn of(&self, schemas: &Schemas, reading: &Reading) -> Vec<KnownSeries> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(all) = known.editions.get(&reading.edition).and_then(|edition| all(edition, reading)) {
            return all;
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        reading.series.iter().map(|series| known.series(schemas, reading.edition, series)).collect()
    }

    /// The number of a name.
    pub(crate) fn named(&self, schemas: &Schemas, edition: EditionId, name: &str) -> u32 {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.named(schemas, edition, name.to_owned())
    }
}

impl Known {
    fn series(&mut self, schemas: &Schemas, edition: EditionId, series: &Series) -> KnownSeries {
        if let Some(known) = self.editions.get(&edition).and_then(|known| known.get(series)) {
            return *known;
        }
        let name = series_name(schemas, edition, series);
        let hash = name_hash(&name);
        let new = KnownSeries { number: self.named(schemas, edition, name), hash };
        self.editions.entry(edition).or_default().insert(*series, new);
        new
    }

    fn named(&mut self, schemas: &Schemas, edition: EditionId, name: String) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry((schemas.edition(edition).instrument.clone(), name)).or_insert(next)
    }
}

/// A file's series, if all of them are known. Each is looked for behind the one before it.
fn all(known: &OfEdition, reading: &Reading) -> Option<Vec<KnownSeries>> {
    let mut next = 0;
    let of = |series: &Series| {
        let here = known.get_index(next).filter(|(known, _)| *known == series);
        let (at, _, found) = match here {
            Some((series, found)) => (next, series, found),
            None => known.get_full(series)?,
        };
        next = at + 1;
        Some(*found)
    };
    reading.series.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_model::{Accounting, CodeId, DimId, Findings, ItemId, Language, SeriesTable, TextPool};
    use verbale_schema::Layer;

    #[test]
    fn the_hash_of_a_known_series_is_that_of_its_name_in_whatever_order_files_have_it() {
        let schemas = verbale_schema::load(&[Layer::embedded()]).unwrap();
        let edition = schemas.editions.iter().find(|edition| !edition.dimensions.is_empty() && edition.items.len() > 2).unwrap();
        let code = |number: usize| -> CodeId { schemas.areas.list[number].code };
        let one = |item: u16, area: usize| Series::of(ItemId(item)).with(DimId(0), code(area));
        let numbers = SeriesNumbers::default();
        let files: [&[Series]; 3] =
            [&[one(0, 0), one(0, 1), one(1, 0)], &[one(1, 0), one(0, 1), one(0, 0)], &[one(0, 1), one(2, 2), one(0, 0)]];
        let mut met: FxHashMap<Series, u32> = FxHashMap::default();
        for file in files {
            let mut series = SeriesTable::default();
            for one in file {
                series.intern(*one);
            }
            let reading = Reading {
                edition: edition.id,
                layout: String::new(),
                language: Language::En,
                places: Vec::new(),
                texts: TextPool::default(),
                series,
                replies: Vec::new(),
                findings: Findings::default(),
                labels: Vec::new(),
                notes: Vec::new(),
                claim: None,
                accounting: Accounting::default(),
            };
            let known = numbers.of(&schemas, &reading);
            assert_eq!(known.len(), file.len());
            for (series, known) in file.iter().zip(known) {
                assert_eq!(known.hash, name_hash(&series_name(&schemas, edition.id, series)));
                assert_eq!(*met.entry(*series).or_insert(known.number), known.number);
            }
        }
        assert_eq!(met.len(), 4);
    }
}
