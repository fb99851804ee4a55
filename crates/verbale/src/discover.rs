//! Which files a path holds. Every file found ends in exactly one outcome; what is no reply is ignored with a reason.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use verbale_archive::Archive;

/// How deep folders are followed.
const MAX_DEPTH: usize = 16;

/// Endings that stand beside replies and are none.
const BESIDE: &[&str] = &["md", "toml", "json", "yaml", "yml", "log", "db", "db-wal", "db-shm", "lock", "py", "sh", "sha256"];

/// A file found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Name in results and in the database: from the given folder on, so that it does not depend on where that folder lies;
    /// with `/`, and with what would move a terminal's cursor escaped.
    pub name: String,
    /// Its path as given or found.
    pub path: PathBuf,
    /// Why it is ignored, if it is.
    pub ignored: Option<&'static str>,
}

/// All files of the given paths, in order of name, whatever the order of the paths. A file given by its own path is never ignored for its name.
///
/// # Errors
/// A given path that does not exist or cannot be read, with the reason.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<Found>, (PathBuf, std::io::Error)> {
    let mut found = BTreeSet::new();
    for path in paths {
        let metadata = std::fs::metadata(path).map_err(|error| (path.clone(), error))?;
        // Two spellings of one path are one file; a path such as `.` has a name only once it is resolved.
        let path = &path.canonicalize().map_err(|error| (path.clone(), error))?;
        let base = path.parent().unwrap_or(path);
        if metadata.is_dir() {
            folder(base, path, 0, &mut found).map_err(|error| (path.clone(), error))?;
        } else {
            let ignored = (!metadata.is_file()).then_some("not a regular file");
            found.insert(Found { name: printable(base, path), path: path.clone(), ignored });
        }
    }
    Ok(found.into_iter().collect())
}

fn folder(base: &Path, path: &Path, depth: usize, found: &mut BTreeSet<Found>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        let name = printable(base, &path);
        if kind.is_dir() {
            if Archive::is_one(&path) {
                found.insert(Found { name, path, ignored: Some("the originals of a database") });
            } else if depth >= MAX_DEPTH {
                found.insert(Found { name, path, ignored: Some("a folder nested too deep") });
            } else if folder(base, &path, depth + 1, found).is_err() {
                found.insert(Found { name, path, ignored: Some("a folder that cannot be read") });
            }
            continue;
        }
        // A link could lead out of the folder, a pipe could wait for ever.
        let ignored = if kind.is_file() { beside(&entry.file_name().to_string_lossy()) } else { Some("not a regular file") };
        found.insert(Found { name, path, ignored });
    }
    Ok(())
}

fn beside(name: &str) -> Option<&'static str> {
    if name.starts_with("~$") || name.starts_with(".~lock") {
        return Some("a lock file of a spreadsheet program");
    }
    if name.starts_with('.') {
        return Some("a hidden file");
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| BESIDE.contains(&ending.as_str())).then_some("not a reply by its ending")
}

fn printable(base: &Path, path: &Path) -> String {
    let text = path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_reply_is_ignored_with_a_reason_and_nothing_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("b")).unwrap();
        for name in ["z.xlsx", "~$z.xlsx", ".DS_Store", "b/a.csv", "readme.md", "b/\u{1b}[2J.csv"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        let found = discover(&[dir.path().to_path_buf()]).unwrap();
        let own = dir.path().file_name().unwrap().to_string_lossy().into_owned();
        let shown: Vec<(String, Option<&str>)> =
            found.iter().map(|file| (file.name.strip_prefix(&own).unwrap().to_owned(), file.ignored)).collect();
        assert_eq!(
            shown,
            [
                ("/.DS_Store".into(), Some("a hidden file")),
                ("/b/\\u{1b}[2J.csv".into(), None),
                ("/b/a.csv".into(), None),
                ("/loop".into(), Some("not a regular file")),
                ("/readme.md".into(), Some("not a reply by its ending")),
                ("/z.xlsx".into(), None),
                ("/~$z.xlsx".into(), Some("a lock file of a spreadsheet program")),
            ]
        );
    }
}
