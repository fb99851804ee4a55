//! An edition on disk, beside the shipped schemas.

use std::path::Path;
use verbale_model::Schemas;
use verbale_schema::{Layer, SchemaFaults, load};

/// Writes the files of `survey/2030` into a folder, those of `change` in place of their namesakes, and loads them.
pub(crate) fn load_edition(dir: &Path, files: &[(&str, &str)], change: &[(&str, &str)]) -> Result<Schemas, SchemaFaults> {
    let folder = dir.join("survey/2030");
    std::fs::create_dir_all(folder.join("labels")).unwrap();
    for (name, text) in files.iter().chain(change) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    load(&[Layer::embedded(), Layer::folder(dir)])
}
