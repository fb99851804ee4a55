//! `schemas/` on disk to [`Schemas`]: areas, codelists, words, messages and editions, checked and indexed once.
//!
//! Whoever edits a schema gets every fault of every file at once, each with its file, its line and the nearest known name:
//!
//! ```
//! let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("the shipped schemas have no fault");
//! assert!(schemas.edition_at("tip-measures/2019").is_some());
//! ```

mod areas;
mod checks;
mod codelists;
mod codes;
mod collection;
mod crosswalk;
mod edition;
mod fault;
mod files;
mod items;
mod labels;
mod layouts;
mod members;
mod messages;
mod records;
mod table;
mod tables;
mod text_words;
mod thresholds;
mod totals;
mod words;

pub use fault::{SchemaFault, SchemaFaults};
pub use files::{Layer, SchemaFiles};

use fault::Faults;
use verbale_model::digest::{hex, sha256};
use verbale_model::{EditionId, Schemas};

/// Loads the schemas from layers: the first is the base, each further one may add areas, names, codelists and editions.
///
/// # Errors
/// All faults of all files.
pub fn load(layers: &[Layer]) -> Result<Schemas, SchemaFaults> {
    load_as(layers, false)
}

/// The digest that [`load`] would give the schemas, without loading them; nothing where a file cannot be read.
pub fn digest_of(layers: &[Layer]) -> Option<String> {
    let mut faults = Faults::default();
    let files = SchemaFiles::read(layers, &mut faults);
    faults.into_result(()).ok().map(|()| digest(&files, ""))
}

/// Loads the schemas as [`load`] does, and asks besides that every word that people read has a translation in each of the six
/// languages. Without it, what a language lacks is said in English.
///
/// # Errors
/// All faults of all files.
pub fn check(layers: &[Layer]) -> Result<Schemas, SchemaFaults> {
    load_as(layers, true)
}

fn load_as(layers: &[Layer], complete: bool) -> Result<Schemas, SchemaFaults> {
    let mut faults = Faults::default();
    let files = SchemaFiles::read(layers, &mut faults);
    let (asked, said) = std::thread::scope(|scope| {
        let said = scope.spawn(|| said(&files, complete));
        let asked = asked(&files, faults);
        (asked, said.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (mut schemas, mut faults) = asked;
    let (words, more) = said;
    faults.extend(more);
    let Schemas { words, text_words, thresholds, messages, phrases, interface, formats, digest, .. } = words;
    schemas = Schemas { words, text_words, thresholds, messages, phrases, interface, formats, digest, ..schemas };
    faults.into_result(schemas)
}

/// What is asked and of whom: areas, codelists and editions.
fn asked(files: &SchemaFiles, mut faults: Faults) -> (Schemas, Faults) {
    let mut schemas = Schemas::default();
    areas::load(files, &mut schemas, &mut faults);
    codelists::load(files, &mut schemas, &mut faults);
    let folders = files.editions();
    if folders.is_empty() {
        faults.add("", None, "no edition: a folder <instrument>/<edition> with an edition.toml is needed");
    }
    for folder in folders {
        let Ok(id) = u16::try_from(schemas.editions.len()) else { break };
        if let Some(edition) = edition::load(files, &folder, EditionId(id), &mut schemas, &mut faults) {
            schemas.editions.push(edition);
        }
    }
    crosswalk::load(files, &mut schemas, &mut faults);
    (schemas, faults)
}

/// What is said: the words of replies and those of the program, which refer to nothing else; and the digest of all files.
fn said(files: &SchemaFiles, complete: bool) -> (Schemas, Faults) {
    let (mut schemas, mut faults) = (Schemas::default(), Faults::default());
    words::load(files, &mut schemas, &mut faults);
    text_words::load(files, &mut schemas, &mut faults);
    thresholds::load(files, &mut schemas, complete, &mut faults);
    messages::load(files, &mut schemas, complete, &mut faults);
    schemas.digest = digest(files, "");
    (schemas, faults)
}

/// SHA-256 over the names and contents of all files below a folder, in order of name.
fn digest(files: &SchemaFiles, folder: &str) -> String {
    let mut all = Vec::new();
    for (name, text) in files.below(folder) {
        all.extend_from_slice(&(name.len() as u64).to_le_bytes());
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&sha256(text.as_bytes()));
    }
    hex(&sha256(&all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_schemas_have_no_fault_and_every_word_in_six_languages() {
        let schemas = check(&[Layer::embedded()]).unwrap_or_else(|faults| panic!("{faults}"));
        let paths: Vec<String> = schemas.editions.iter().map(verbale_model::Edition::path).collect();
        assert_eq!(
            paths,
            ["glotip-public/2023", "glotip/2018", "sdg-16-2-2/2024", "tip-measures/2019", "trafficking-protocol/2019"]
        );
        let states = schemas.areas.list.iter().filter(|area| area.kind == verbale_model::AreaKind::MemberState).count();
        assert_eq!(states, 193);
        assert_eq!(digest_of(&[Layer::embedded()]), Some(schemas.digest));
        assert_eq!(digest_of(&[Layer::embedded(), Layer::folder("no such folder")]), None);
    }
}
