//! The originals of an import: archived before the database says that they are there.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use verbale_archive::{Archive, ArchiveError};
use verbale_store::Store;

/// The archive that belongs to a database.
#[derive(Debug, Clone)]
pub struct Originals {
    archive: Arc<Archive>,
    /// True where each file is a transaction: the threads that read flush what they keep, so that none of the transactions waits.
    ahead: bool,
}

impl Originals {
    /// Opens the archive for an import. `ahead` says that each file is a transaction, as on a server.
    ///
    /// # Errors
    /// If the folder cannot be made or opened.
    pub fn open(folder: &Path, ahead: bool) -> Result<Self, ArchiveError> {
        Ok(Self { archive: Arc::new(Archive::open(folder)?), ahead })
    }

    fn settle_ahead(&self) -> Result<(), ArchiveError> {
        if self.ahead { self.archive.settle_ahead().map(drop) } else { Ok(()) }
    }

    /// Has a store flush the archive before every commit of files: whenever a row of a file is there, so is its original.
    pub fn before_commits_of(&self, store: &mut Store) {
        let settled = Arc::clone(&self.archive);
        store.before_commit(move |files| settled.settle_these(files).map(drop).map_err(|error| error.to_string()));
    }

    /// True if an original of this name and length is there.
    pub fn has(&self, sha256: &[u8; 32], size: u64) -> bool {
        self.archive.has(sha256, size)
    }

    /// Keeps the original of a file. One that was loaded before is there already, unless it was lost since.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, sha256: &[u8; 32], bytes: &[u8], loaded_before: bool) -> Result<(), ArchiveError> {
        // What was loaded was flushed before its commit: where it is still there, there is nothing to flush.
        if loaded_before && self.archive.has(sha256, bytes.len() as u64) {
            return Ok(());
        }
        self.archive.stage(sha256, bytes)?;
        self.settle_ahead()
    }

    /// The same for a file that is held nowhere as a whole. False if its bytes cannot be read, or are not those of the name.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep_from(
        &self,
        sha256: &[u8; 32],
        size: u64,
        bytes: &mut impl Read,
        loaded_before: bool,
    ) -> Result<bool, ArchiveError> {
        if loaded_before && self.archive.has(sha256, size) {
            return Ok(true);
        }
        let staged = self.archive.stage_from(sha256, size, bytes)?;
        self.settle_ahead()?;
        Ok(staged)
    }
}

/// The folder of the originals: the given one, or `verbale.db.archive` beside the database `verbale.db`. It bears the whole name of
/// the database, as its lock and its log do, so that no two databases share one by accident. A database on a server has no folder.
pub fn folder(given: Option<&Path>, database: Option<&Path>) -> Option<PathBuf> {
    if let Some(given) = given {
        return Some(given.to_owned());
    }
    database.map(|path| {
        // Under whatever name it is reached, the database has one archive. One that is to be made may be reached through a link.
        let reached = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
        let mut name = path.canonicalize().ok().or_else(reached).unwrap_or_else(|| path.to_owned()).into_os_string();
        name.push(".archive");
        PathBuf::from(name)
    })
}
