//! Writing what the workshop makes, and comparing it with what is committed.

use crate::fault::Fault;
use crate::manifest::Manifest;
use crate::workshop::Workshop;
use std::collections::BTreeSet;
use std::path::Path;

/// Folders in which every file must stand in the manifest, or be the truth of one that does.
const LISTED: [&str; 8] = ["bad", "dataset", "edited", "expected", "good", "revision", "sdmx", "xml"];

/// Endings of what lies beside the fixtures of those folders: how they were made.
const BESIDE: [&str; 2] = ["md", "py"];

/// The command that mends a difference.
pub const MEND: &str = "cargo run -p verbale-fixtures -- write";

/// Writes all generated files under `fixtures/`, and gives the paths of those that were new or other than before.
pub fn write(workshop: &Workshop) -> Result<Vec<String>, Fault> {
    let fixtures = workshop.root.join("fixtures");
    let mut changed = Vec::new();
    for (path, bytes) in workshop.files()? {
        let target = fixtures.join(&path);
        if std::fs::read(&target).is_ok_and(|old| old == bytes) {
            continue;
        }
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(Fault::io(folder))?;
        }
        std::fs::write(&target, bytes).map_err(Fault::io(&target))?;
        changed.push(path);
    }
    Ok(changed)
}

/// How what is committed differs from what would be written, in words; nothing if it does not.
pub fn check(workshop: &Workshop) -> Result<Vec<String>, Fault> {
    let fixtures = workshop.root.join("fixtures");
    let files = workshop.files()?;
    let mut differences = Vec::new();
    for (path, bytes) in &files {
        match std::fs::read(fixtures.join(path)) {
            Ok(old) if old == *bytes => {}
            Ok(_) => differences.push(format!("fixtures/{path} is not what the generator writes")),
            Err(error) => differences.push(format!("fixtures/{path} cannot be read: {error}")),
        }
    }
    // Made a moment ago, so that a manifest on disk that is out of date is one difference and not a hundred.
    let manifest = files.get("manifest.toml").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let manifest: Manifest =
        toml::from_str(&manifest).map_err(|error| Fault::data(Path::new("manifest.toml"), error.to_string()))?;
    let mut known: BTreeSet<String> = files.into_keys().collect();
    known.extend(manifest.files.into_iter().map(|entry| entry.path));
    for folder in LISTED {
        for name in names(&fixtures.join(folder))? {
            let path = format!("{folder}/{name}");
            let beside = name.rsplit('.').next().is_some_and(|ending| BESIDE.contains(&ending));
            if !known.contains(&path) && !beside {
                differences.push(format!("fixtures/{path} is in no recipe: remove it, or add one to fixtures/recipes.toml"));
            }
        }
    }
    Ok(differences)
}

fn names(folder: &Path) -> Result<BTreeSet<String>, Fault> {
    if !folder.exists() {
        return Ok(BTreeSet::new());
    }
    let entries = std::fs::read_dir(folder).map_err(Fault::io(folder))?;
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned()).map_err(Fault::io(folder))
    };
    entries.map(name).collect()
}
