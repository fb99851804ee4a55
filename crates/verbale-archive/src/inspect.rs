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

pub(crate) fn inspect(archive: &Archive, mut visit: impl FnMut(Entry)) -> Result<()> {
    for folder in listed(archive, archive.root())? {
        let name = name(&folder);
        if name == desk::FOLDER {
            continue;
        }
        if !is_hexadecimal(&name, 2) || !folder.is_dir() {
            visit(Entry::Foreign { path: inner(archive, &folder) });
            continue;
        }
        for path in listed(archive, &folder)? {
            visit(entry(archive, &name, &path)?);
        }
    }
    Ok(())
}

fn entry(archive: &Archive, folder: &str, path: &Path) -> Result<Entry> {
    let file = name(path);
    if !is_hexadecimal(&file, 62) || !path.is_file() {
        return Ok(Entry::Foreign { path: inner(archive, path) });
    }
    let bytes = fs::read(path).doing("read an original of", archive.root())?;
    let sha256 = sha256(&bytes);
    if hex(&sha256) == format!("{folder}{file}") {
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
