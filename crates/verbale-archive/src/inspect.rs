//! What lies in an archive.

use crate::error::Doing;
use crate::{Archive, Result, desk};
use std::fs;
use std::path::{Path, PathBuf};
use verbale_model::digest::{hex, sha256};

/// Something that lies in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// An original whose bytes are those of its name.
    Original {
        /// SHA-256.
        sha256: [u8; 32],
        /// Its length in bytes.
        size: u64,
    },
    /// An original whose bytes are others than those of its name.
    Damaged {
        /// Its path in the archive.
        path: PathBuf,
    },
    /// A file or folder that the archive did not make.
    Foreign {
        /// Its path in the archive.
        path: PathBuf,
    },
}

/// The names of the originals, and the paths of what the archive did not make.
pub(crate) fn contents(archive: &Archive) -> Result<(Vec<String>, Vec<PathBuf>)> {
    let (mut originals, mut foreign) = (Vec::new(), Vec::new());
    walk(archive, |lying| {
        match lying {
            Lying::Original(name, _) => originals.push(name),
            Lying::Foreign(path) => foreign.push(path),
        }
        Ok(())
    })?;
    Ok((originals, foreign))
}

pub(crate) fn inspect(archive: &Archive, mut visit: impl FnMut(Entry)) -> Result<()> {
    walk(archive, |lying| {
        visit(match lying {
            Lying::Original(name, path) => entry(archive, &name, &path)?,
            Lying::Foreign(path) => Entry::Foreign { path },
        });
        Ok(())
    })
}

/// True if a folder holds originals and nothing that an archive does not make.
pub(crate) fn is_archive(root: &Path) -> bool {
    let names =
        |folder: &Path| fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>();
    let Ok(folders) = names(root) else { return false };
    let mut originals = false;
    folders.iter().filter(|folder| name(folder) != desk::FOLDER).all(|folder| {
        let files = if is_hexadecimal(&name(folder), 2) { names(folder).unwrap_or_default() } else { Vec::new() };
        originals |= !files.is_empty();
        !files.is_empty() && files.iter().all(|file| is_hexadecimal(&name(file), 62))
    }) && originals
}

/// What lies there, by its name alone.
enum Lying {
    /// SHA-256 in hexadecimal, and the whole path.
    Original(String, PathBuf),
    /// Its path in the archive.
    Foreign(PathBuf),
}

fn walk(archive: &Archive, mut visit: impl FnMut(Lying) -> Result<()>) -> Result<()> {
    for folder in listed(archive, archive.root())? {
        let name = name(&folder);
        if name == desk::FOLDER {
            continue;
        }
        if !is_hexadecimal(&name, 2) || !folder.is_dir() {
            visit(Lying::Foreign(inner(archive, &folder)))?;
            continue;
        }
        for path in listed(archive, &folder)? {
            let file = self::name(&path);
            if is_hexadecimal(&file, 62) && path.is_file() {
                visit(Lying::Original(format!("{name}{file}"), path))?;
            } else {
                visit(Lying::Foreign(inner(archive, &path)))?;
            }
        }
    }
    Ok(())
}

fn entry(archive: &Archive, name: &str, path: &Path) -> Result<Entry> {
    let bytes = fs::read(path).doing("read an original of", archive.root())?;
    let sha256 = sha256(&bytes);
    if hex(&sha256) == name {
        Ok(Entry::Original { sha256, size: bytes.len() as u64 })
    } else {
        Ok(Entry::Damaged { path: inner(archive, path) })
    }
}

/// What lies in a folder, in order of name.
fn listed(archive: &Archive, folder: &Path) -> Result<Vec<PathBuf>> {
    let paths = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut paths = paths().doing("list a folder of", archive.root())?;
    paths.sort_unstable();
    Ok(paths)
}

fn inner(archive: &Archive, path: &Path) -> PathBuf {
    path.strip_prefix(archive.root()).unwrap_or(path).to_owned()
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_hexadecimal(name: &str, digits: usize) -> bool {
    name.len() == digits && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
