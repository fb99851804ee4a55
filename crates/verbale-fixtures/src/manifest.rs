//! `fixtures/manifest.toml`: every file, why it is there, and what must come of it.

use crate::fault::{Fault, read_toml};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Files in order of path.
    #[serde(rename = "file")]
    pub files: Vec<FileEntry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Path under `fixtures/`.
    pub path: String,
    /// Edition, as `instrument/edition`; empty where the file is of none.
    pub edition: String,
    /// Layout of the edition; empty where the file has none.
    pub layout: String,
    /// ISO 639-1 code of the language of its labels; empty where it has none.
    pub language: String,
    /// Codes of the States that speak in it.
    pub states: Vec<String>,
    /// How it was made.
    pub origin: String,
    /// The trait that no other file has.
    pub why: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Expect {
    /// It is loaded.
    Loaded {
        /// How many answers `expected/<name>.csv` lists.
        answers: u64,
        /// Measures that the States were asked about and that the file is silent on: answers `not_mentioned`, not listed there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        silent: Option<u64>,
        /// How many cells of the file are not empty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cells: Option<u64>,
        /// How many cells of a statistical reply have no place in the questionnaire.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unplaced: Option<u64>,
    },
    /// It is rejected.
    Rejected {
        /// The finding that says why.
        reason: String,
    },
}

impl Manifest {
    /// Reads `fixtures/manifest.toml`.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        read_toml(path)
    }

    pub(crate) fn to_toml(&self) -> Result<Vec<u8>, Fault> {
        const HEAD: &str = "# Written by `cargo run -p verbale-fixtures -- write` from recipes.toml; do not edit.\n\n";
        let text = toml::to_string(self).map_err(|error| Fault::data(Path::new("manifest.toml"), error.to_string()))?;
        Ok(format!("{HEAD}{text}").into_bytes())
    }
}

impl FileEntry {
    /// The file's name without folder and ending: that of its truth under `expected/`.
    pub fn stem(&self) -> &str {
        crate::recipe::stem(&self.path)
    }
}
