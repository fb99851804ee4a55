//! What can go wrong with the archive.

use std::io;
use std::path::Path;

/// A result of the archive.
pub type Result<T> = std::result::Result<T, ArchiveError>;

/// The archive could not do what was asked. No message holds anything of what an original says.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The archive does not have this original.
    #[error("the archive has no original {sha256}; restore it from a backup, or import the file again")]
    Missing {
        /// SHA-256 by which it was sought.
        sha256: String,
    },
    /// The bytes are not those that were archived.
    #[error("the original {sha256} was damaged or changed after it was archived; restore it from a backup")]
    Damaged {
        /// SHA-256 that the bytes should have.
        sha256: String,
    },
    /// The disk is full.
    #[error("could not {doing} {root}: the disk is full; make room and run the same command again, nothing was half written")]
    Full {
        /// What was being done.
        doing: &'static str,
        /// The folder.
        root: String,
    },
    /// Anything else that the operating system says.
    #[error("could not {doing} {root}: {kind}; check the folder and the rights on it")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The folder.
        root: String,
        /// What the operating system says.
        kind: io::ErrorKind,
    },
}

/// Says what was being done when the operating system failed.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str, root: &Path) -> Result<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, root: &Path) -> Result<T> {
        self.map_err(|error| {
            let root = root.display().to_string();
            match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ArchiveError::Full { doing, root },
                kind => ArchiveError::Io { doing, root, kind },
            }
        })
    }
}
