//! Where a process writes originals before they have their names.

use crate::durable;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the folder of temporary files.
pub(crate) const FOLDER: &str = "tmp";

const LOCK: &str = "lock";

/// How often a folder is made anew when another process swept it away before it was locked.
const TRIES: u32 = 16;

/// A temporary file.
#[derive(Debug)]
pub(crate) struct Staged {
    /// Name that it is to have: SHA-256 in hexadecimal.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// What was staged since the last time.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) files: Vec<Staged>,
    /// Names of originals that were there, which another process may not have flushed yet.
    pub(crate) present: Vec<String>,
}

impl Taken {
    /// True if any of the originals of these names is not known to have reached the disk.
    pub(crate) fn has_any(&self, names: &[String]) -> bool {
        let staged = self.files.iter().map(|staged| &staged.name);
        staged.chain(&self.present).any(|name| names.contains(name))
    }
}

/// The temporary folder of this process. Its lock says that the process lives; the operating system gives it back in any case.
#[derive(Debug)]
pub(crate) struct Desk {
    folder: PathBuf,
    _lock: File,
    reserved: u64,
    pub(crate) taken: Taken,
}

impl Desk {
    /// Makes a folder of its own among the temporary ones.
    pub(crate) fn make(temporary: &Path) -> io::Result<Self> {
        durable::make_folder(temporary)?;
        let mut number = 0_u64;
        let mut tries = 0;
        loop {
            let folder = temporary.join(format!("{}-{number}", std::process::id()));
            match durable::create_folder(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
                Ok(()) => match lock(&folder) {
                    Ok(Some(lock)) => return Ok(Self { folder, _lock: lock, reserved: 0, taken: Taken::default() }),
                    // A process that sweeps came between making the folder and locking it.
                    Ok(None) => tries += 1,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => tries += 1,
                    Err(error) => return Err(error),
                },
            }
            if tries == TRIES {
                return Err(io::ErrorKind::ResourceBusy.into());
            }
        }
    }

    /// The path of a temporary file to be.
    pub(crate) fn reserve(&mut self) -> PathBuf {
        self.reserved += 1;
        self.folder.join(self.reserved.to_string())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What stays is swept away by the next process.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Locks a folder just made. `None` if another process holds the lock, or removed the folder meanwhile.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let path = folder.join(LOCK);
    let file = durable::create_file(&path)?;
    match file.try_lock() {
        Ok(()) if path.try_exists()? => Ok(Some(file)),
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Removes the folders of processes that are gone.
pub(crate) fn sweep(temporary: &Path) -> io::Result<()> {
    let folders = match fs::read_dir(temporary) {
        Ok(folders) => folders,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for folder in folders {
        let folder = folder?.path();
        let abandoned = match File::open(folder.join(LOCK)) {
            Ok(file) => file.try_lock().is_ok().then_some(file),
            // Killed between the folder and its lock, or alive and about to lock it: that process makes another then.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                remove(fs::remove_dir(&folder))?;
                None
            }
            Err(_) => None,
        };
        if abandoned.is_some() {
            remove(fs::remove_dir_all(&folder))?;
        }
    }
    Ok(())
}

/// Two processes may sweep at once.
fn remove(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => Err(error),
        _ => Ok(()),
    }
}
