//! The files of the schemas, from a folder on disk or from the binary itself.

use crate::fault::Faults;
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../schemas");

/// A set of schema files.
#[derive(Debug, Clone)]
pub enum Layer {
    /// The schemas that the binary was built with.
    Embedded,
    /// A folder on disk.
    Folder(PathBuf),
}

impl Layer {
    /// The schemas that the binary was built with.
    pub const fn embedded() -> Self {
        Self::Embedded
    }

    /// A folder on disk.
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self::Folder(path.into())
    }
}

/// Tables to which a further layer may add rows.
const EXTENSIBLE: &[&str] = &["areas.csv", "area_names.csv", "regions.csv"];

/// All files by their path with `/`, layers put together.
#[derive(Debug, Clone, Default)]
pub struct SchemaFiles {
    files: BTreeMap<String, String>,
    /// Rows that further layers add to a table.
    additions: Vec<(String, String)>,
}

impl SchemaFiles {
    pub(crate) fn read(layers: &[Layer], faults: &mut Faults) -> Self {
        let mut all = Self::default();
        for (number, layer) in layers.iter().enumerate() {
            let mut files = Vec::new();
            match layer {
                Layer::Embedded => embedded(&EMBEDDED, &mut files, faults),
                Layer::Folder(path) => folder(path, path, &mut files, faults),
            }
            files.sort();
            for (name, text) in files {
                if number > 0 && EXTENSIBLE.contains(&name.as_str()) {
                    all.additions.push((name, text));
                    continue;
                }
                if let Some(earlier) = all.files.insert(name.clone(), text) {
                    all.files.insert(name.clone(), earlier);
                    faults.add(&name, None, "a further layer adds schemas and cannot replace a file of an earlier one");
                }
            }
        }
        all
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// The texts of a table: the file itself, then what further layers add.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).into_iter().chain(self.additions.iter().filter(move |(of, _)| of == name).map(|(_, text)| text.as_str()))
    }

    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let additions = self.additions.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        self.files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .chain(additions)
            .filter(move |(name, _)| name.starts_with(folder))
    }

    /// Folders that hold an `edition.toml`, in order.
    pub(crate) fn editions(&self) -> BTreeSet<String> {
        self.files.keys().filter_map(|name| name.strip_suffix("/edition.toml")).map(str::to_owned).collect()
    }
}

fn embedded(dir: &Dir<'_>, files: &mut Vec<(String, String)>, faults: &mut Faults) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        keep(&name, file.contents().to_vec(), files, faults);
    }
    for below in dir.dirs() {
        embedded(below, files, faults);
    }
}

fn folder(root: &Path, path: &Path, files: &mut Vec<(String, String)>, faults: &mut Faults) {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return faults.add(&path.display().to_string(), None, format!("cannot be read: {error}")),
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            folder(root, &path, files, faults);
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        match std::fs::read(&path) {
            Ok(bytes) => keep(&name, bytes, files, faults),
            Err(error) => faults.add(&name, None, format!("cannot be read: {error}")),
        }
    }
}

fn keep(name: &str, bytes: Vec<u8>, files: &mut Vec<(String, String)>, faults: &mut Faults) {
    // Documentation lies beside the data.
    if !matches!(name.rsplit('.').next(), Some("csv" | "toml")) {
        return;
    }
    match String::from_utf8(bytes) {
        Ok(text) => files.push((name.to_owned(), text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
        Err(_) => faults.add(name, None, "is not UTF-8"),
    }
}
