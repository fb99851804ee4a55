//! The archive: the originals of replies, each kept once under the SHA-256 of its bytes.
//!
//! ```text
//! ARCHIVE/ab/cd…   an original: the first two digits of its SHA-256 name a folder, the other 62 the file
//! ARCHIVE/tmp/…    one folder a process at work, under a lock of its own
//! ```
//!
//! An original is written in two steps, so that many share the cost of reaching the disk. [`Archive::stage`] writes its bytes to a
//! temporary file; any number of threads may do so. [`Archive::settle`] brings all that were staged to the disk, gives them their
//! names and brings the folders to the disk: what it returns from survives a power cut. Whoever records in a database that a file
//! was loaded settles first. A process that is killed leaves its temporary folder, which the next one to open the archive removes.
//!
//! Nothing here ever changes or removes an original. Folders are for their owner alone (0700), and so are files (0600).

mod desk;
mod durable;
mod error;
mod inspect;

pub use error::{ArchiveError, Result};
pub use inspect::Entry;

use desk::{Desk, Staged, Taken};
use error::Doing;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use verbale_model::digest::{Sha256Pieces, hex, sha256};

/// An archive of originals in a folder.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
    /// The folder, held open: faults of the disk since then are told when it is flushed.
    folder: File,
    /// Where originals are staged; made with the first one.
    desk: Mutex<Option<Desk>>,
    /// Held by the one who settles. True once that failed: a disk tells of a fault once, and a second try could seem to go well.
    settling: Mutex<bool>,
}

impl Archive {
    /// Opens the archive of a folder, which is made if there is none. What killed processes left half written is removed.
    ///
    /// # Errors
    /// If the folder cannot be made or opened.
    pub fn open(root: &Path) -> Result<Self> {
        durable::make_folder(root).doing("make the folder of the archive", root)?;
        let archive = Self::existing(root)?;
        desk::sweep(&archive.temporary()).doing("remove what was left half written in", root)?;
        Ok(archive)
    }

    /// Opens the archive of a folder that is there already, and changes nothing in it.
    ///
    /// # Errors
    /// If the folder cannot be opened.
    pub fn existing(root: &Path) -> Result<Self> {
        let folder = File::open(root).doing("open the folder of the archive", root)?;
        Ok(Self { root: root.to_owned(), folder, desk: Mutex::new(None), settling: Mutex::new(false) })
    }

    /// True if a folder is an archive and nothing else: it holds originals, and what else lies in it is the archive's own.
    pub fn is_one(folder: &Path) -> bool {
        inspect::is_archive(folder)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where an original of this name lies, or would. Whoever reads it there does not know whether it is whole: see [`Archive::read`].
    pub fn path_of(&self, sha256: &[u8; 32]) -> PathBuf {
        self.path(&hex(sha256))
    }

    /// True if an original of this name and length is there. Only [`Archive::read`] and [`Archive::inspect`] look at its bytes.
    pub fn has(&self, sha256: &[u8; 32], size: u64) -> bool {
        fs::metadata(self.path(&hex(sha256))).is_ok_and(|meta| meta.is_file() && meta.len() == size)
    }

    /// Writes an original to a temporary file, unless the archive has it. It is in the archive only after [`Archive::settle`].
    ///
    /// An original of this name whose length is another was damaged, and is replaced: `bytes` are what the name stands for.
    ///
    /// # Errors
    /// If the bytes cannot be written.
    pub fn stage(&self, sha256: &[u8; 32], bytes: &[u8]) -> Result<()> {
        let name = hex(sha256);
        if self.has(sha256, bytes.len() as u64) {
            return self.present(name);
        }
        let path = self.at_desk(|desk| Ok(desk.reserve()))?;
        let written = || durable::create_file(&path)?.write_all(bytes);
        written().doing("write a temporary file in", &self.root)?;
        self.at_desk(|desk| {
            desk.taken.files.push(Staged { name, path });
            Ok(())
        })
    }

    /// The same with bytes that come piece by piece, of which memory holds one. False, and nothing is staged, if they cannot be read
    /// or are not those that the name stands for.
    ///
    /// # Errors
    /// If the bytes cannot be written.
    pub fn stage_from(&self, sha256: &[u8; 32], size: u64, bytes: &mut impl Read) -> Result<bool> {
        if self.has(sha256, size) {
            return self.present(hex(sha256)).map(|()| true);
        }
        let path = self.at_desk(|desk| Ok(desk.reserve()))?;
        let copied = durable::create_file(&path).and_then(|mut file| copy(bytes, &mut file));
        match copied.doing("write a temporary file in", &self.root)? {
            Some(digest) if digest == *sha256 => {}
            _ => {
                fs::remove_file(&path).doing("remove a temporary file in", &self.root)?;
                return Ok(false);
            }
        }
        self.at_desk(|desk| {
            desk.taken.files.push(Staged { name: hex(sha256), path });
            Ok(true)
        })
    }

    /// An original is there already, by another process perhaps, which has not flushed it yet.
    fn present(&self, name: String) -> Result<()> {
        self.at_desk(|desk| {
            desk.taken.present.push(name);
            Ok(())
        })
    }

    /// Brings what was staged to the disk and gives it its names. Gives how many originals are new.
    ///
    /// # Errors
    /// If the disk fails, now or before; nothing that was staged counts as archived then. Opening the archive anew and staging it
    /// again is safe.
    pub fn settle(&self) -> Result<usize> {
        let mut failed = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        self.settle_if(&mut failed, |_| true)
    }

    /// The same, unless all of the given originals were brought there already: with one of them come all that were staged meanwhile.
    ///
    /// # Errors
    /// As [`Archive::settle`].
    pub fn settle_these(&self, originals: &[[u8; 32]]) -> Result<usize> {
        let names: Vec<String> = originals.iter().map(|sha256| hex(sha256)).collect();
        // Whoever settles meanwhile may be at these: they count once that is done.
        let mut failed = self.settling.lock().unwrap_or_else(PoisonError::into_inner);
        self.settle_if(&mut failed, |taken| taken.has_any(&names))
    }

    /// The same as [`Archive::settle`] ahead of the need, unless somebody settles already: so that whoever needs the originals later
    /// need not wait for the disk.
    ///
    /// # Errors
    /// As [`Archive::settle`].
    pub fn settle_ahead(&self) -> Result<usize> {
        match self.settling.try_lock() {
            Ok(mut failed) => self.settle_if(&mut failed, |_| true),
            Err(_) => Ok(0),
        }
    }

    fn settle_if(&self, failed: &mut bool, wanted: impl FnOnce(&Taken) -> bool) -> Result<usize> {
        if *failed {
            return Err(io::Error::other("an earlier try failed")).doing("flush to disk", &self.root);
        }
        let taken = {
            let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = desk.as_mut().map(|desk| &mut desk.taken).filter(|taken| wanted(taken));
            taken.map(std::mem::take).unwrap_or_default()
        };
        if taken.files.is_empty() && taken.present.is_empty() {
            return Ok(0);
        }
        let settled = self.bring(&taken);
        *failed = settled.is_err();
        settled
    }

    fn bring(&self, taken: &Taken) -> Result<usize> {
        durable::flush(&self.folder, &taken.files).doing("flush to disk", &self.root)?;
        for staged in &taken.files {
            let path = self.path(&staged.name);
            if let Some(folder) = path.parent() {
                durable::make_folder(folder).doing("make a folder in", &self.root)?;
            }
            fs::rename(&staged.path, &path).doing("name an original in", &self.root)?;
        }
        durable::flush_names(&self.folder, &self.root, taken.files.iter().map(|staged| self.path(&staged.name)))
            .doing("flush to disk", &self.root)?;
        Ok(taken.files.len())
    }

    /// The bytes of an original, verified.
    ///
    /// # Errors
    /// If it is not in the archive, is damaged, or cannot be read.
    pub fn read(&self, sha: &[u8; 32]) -> Result<Vec<u8>> {
        let name = hex(sha);
        let bytes = match fs::read(self.path(&name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ArchiveError::Missing { sha256: name }),
            Err(error) => return Err(error).doing("read an original of", &self.root),
        };
        if sha256(&bytes) == *sha { Ok(bytes) } else { Err(ArchiveError::Damaged { sha256: name }) }
    }

    /// Visits everything that lies in the archive but the temporary files, in order of name; each original is read and verified.
    ///
    /// # Errors
    /// If a folder cannot be listed or a file not read.
    pub fn inspect(&self, visit: impl FnMut(Entry)) -> Result<()> {
        inspect::inspect(self, visit)
    }

    /// What lies in the archive but the temporary files, unread: the originals by name, and the paths of what the archive did not
    /// make, both in order.
    ///
    /// # Errors
    /// If a folder cannot be listed.
    pub fn contents(&self) -> Result<(Vec<String>, Vec<PathBuf>)> {
        inspect::contents(self)
    }

    fn at_desk<T>(&self, work: impl FnOnce(&mut Desk) -> Result<T>) -> Result<T> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *desk {
            Some(desk) => work(desk),
            none => work(none.insert(Desk::make(&self.temporary()).doing("make a temporary folder in", &self.root)?)),
        }
    }

    fn temporary(&self) -> PathBuf {
        self.root.join(desk::FOLDER)
    }

    fn path(&self, name: &str) -> PathBuf {
        let (folder, file) = name.split_at(2);
        self.root.join(folder).join(file)
    }
}

/// Copies bytes into a file; their digest, or nothing where they cannot be read to their end.
fn copy(bytes: &mut impl Read, file: &mut File) -> io::Result<Option<[u8; 32]>> {
    let (mut digest, mut piece) = (Sha256Pieces::default(), vec![0; 64 << 10]);
    loop {
        match bytes.read(&mut piece) {
            Ok(0) => return Ok(Some(digest.finish())),
            Ok(read) => {
                digest.add(&piece[..read]);
                file.write_all(&piece[..read])?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Ok(None),
        }
    }
}
