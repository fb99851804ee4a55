//! The lock of an import: one process at a time imports into a database.

use crate::error::{Result, StoreError};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The right to import into a database, held until it is dropped. The operating system gives it back when the process ends in
/// whatever way, so that no stale lock is ever left; the file `<database>.lock` itself stays and means nothing.
#[derive(Debug)]
#[must_use = "the lock is given back when this is dropped"]
pub struct ImportLock {
    // Never read: closing the file is what gives the lock back.
    _file: Option<File>,
}

impl ImportLock {
    /// Where many import at once.
    pub(crate) const fn none() -> Self {
        Self { _file: None }
    }
}

/// Waits until no other process holds the lock.
pub(crate) fn lock(database: &Path) -> Result<ImportLock> {
    let file = lock_file(database)?;
    file.lock().map_err(|error| StoreError::io(&error, "wait for the lock of the database"))?;
    Ok(ImportLock { _file: Some(file) })
}

/// Takes the lock if it is free.
pub(crate) fn try_lock(database: &Path) -> Result<Option<ImportLock>> {
    let file = lock_file(database)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(ImportLock { _file: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&error, "take the lock of the database")),
    }
}

// A file beside the database: closing a handle on the database itself would give back the locks that SQLite holds on it.
fn lock_file(database: &Path) -> Result<File> {
    // Under whatever name it is reached, the database has one lock.
    let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
    let mut name = database.into_os_string();
    name.push(".lock");
    let path = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map_err(|error| StoreError::io(&error, format!("open the lock file {}", path.display())))
}
