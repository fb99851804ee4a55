//! The 555 labels that people really wrote: each ends as an area, as a bucket, or unplaced with a finding.

use crate::support::schemas;
use std::io::Write;
use std::path::{Path, PathBuf};
use verbale_model::Language;
use verbale_normalize::area::{Lookup, resolve};

/// A file of the shared corpus; `None`, said aloud, where there is no corpus.
///
/// # Panics
/// If there is none and `VERBALE_REQUIRE_CORPUS` asks for it.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    #[expect(clippy::disallowed_methods, reason = "a test that asks whether it may be skipped has no arguments")]
    let required = std::env::var("VERBALE_REQUIRE_CORPUS").is_ok();
    assert!(!required, "VERBALE_REQUIRE_CORPUS is set and {} is not there", file.display());
    // Not by a macro: what those print is shown for failed tests only.
    let said = format!("SKIPPED: {} is not there\n", file.display());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    None
}

/// Where the published dataset looks up the labels of a dimension.
fn of_dimension(code: &str) -> Lookup<'static> {
    let edition = schemas().edition_at("glotip-public/2023").unwrap();
    let dimension = &edition.dimensions[usize::from(edition.dimension(code).unwrap().0)];
    Lookup { schemas: schemas(), list: Some(schemas().list(dimension.list)), areas: dimension.areas, language: Language::En }
}

#[test]
fn every_label_ends_somewhere() {
    let Some(file) = shared("domain/dirty_citizenship_vocab.tsv") else { return };
    let text = std::fs::read_to_string(file).unwrap();
    let schemas = schemas();
    let (mut areas, mut buckets, mut unplaced) = (0, 0, Vec::new());
    let lines: Vec<&str> = text.lines().skip(1).collect();
    for line in &lines {
        let mut fields = line.split('\t');
        let (dimension, label) = (fields.next().unwrap(), fields.next().unwrap());
        let lookup = of_dimension(if dimension == "by citizenship" { "citizenship" } else { "counterpart" });
        let found = resolve(label, &lookup);
        let remarks = found.remarks(label, "category", Some(2018), &lookup);
        match found.code {
            Some(code) if schemas.areas.get(code).is_some() => areas += 1,
            Some(_) => buckets += 1,
            None => {
                assert!(!remarks.is_empty(), "{label} is unplaced without a finding");
                let codes: Vec<&str> = remarks.iter().map(|remark| remark.kind.code).collect();
                unplaced.push(format!("{label} [{}]", codes.join(" ")));
            }
        }
    }
    println!("areas {areas}, buckets {buckets}, unplaced {}:\n{}", unplaced.len(), unplaced.join("\n"));
    assert_eq!((areas, buckets, unplaced.len()), (502, 34, 19));
    assert_eq!(areas + buckets + unplaced.len(), lines.len());
}
