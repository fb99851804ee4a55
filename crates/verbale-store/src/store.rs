//! The store: a database, opened.

mod asked;

use crate::before_commit::BeforeCommit;
use crate::error::{Doing, Result, StoreError};
use crate::ids::Ids;
use crate::load::{self, Bulks};
use crate::place::Place;
use crate::record::{Digests, FileMeta, FileState, Loaded, RunId, RunMeta, RunTotals};
use crate::register::{self, RegisterChange};
use crate::session::Session;
use crate::sqlite::Mode;
use crate::sqlite::copier::Copier;
use crate::sqlite::lock::ImportLock;
use crate::{ErrorKind, clearance, dump, query, run, sync};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use verbale_model::{ClearanceEvent, Reading, RegisterEntry, Rejection, Schemas};

/// How often a transaction is tried that others on the server have upset.
const TRIES: u32 = 10;

/// A reporting database, opened. All methods block.
#[derive(Debug)]
pub struct Store {
    place: Place,
    /// What reads and writes. That of a file is opened when it is needed, and closed at the end of a run: until then it holds pages
    /// in memory.
    session: Option<Session>,
    /// Of a file, from the first commit of a gathered transaction to the end of the run.
    copier: Option<Copier>,
    bulks: Bulks,
    ids: Ids,
    /// What is gathered into one transaction, while something is.
    gathering: Option<Gathered>,
    before_commit: BeforeCommit,
    /// SHA-256 of the files of the transaction.
    files: Vec<[u8; 32]>,
    /// True once something was loaded: then there is a log to be copied, and statistics are to be refreshed.
    wrote: bool,
    /// Ids of the files that were loaded, as far as they were listed.
    loaded: HashMap<[u8; 32], i64>,
}

/// What a transaction gathers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gathered {
    /// Whatever comes.
    All,
    /// Outcomes of files of which nothing is loaded: that takes no locks that others on a server wait for. Whatever else comes is a
    /// transaction of its own.
    Outcomes,
}

impl Store {
    /// Opens a database for reading and writing, from a URL such as `sqlite:verbale.db` or `postgres://USER@HOST/DATABASE`. A missing
    /// file is made, readable and writable by its owner only; an older database is brought up to date.
    ///
    /// # Errors
    /// If the URL names no database, the database is none of ours, or a newer program made it.
    pub fn open(url: &str) -> Result<Self> {
        Self::open_as(url, Mode::Write)
    }

    /// True if a database is there already: only then can it know files. False if [`Self::open`] would make it.
    ///
    /// # Errors
    /// If the URL names no database, or it cannot be made where it would lie.
    pub fn is_there(url: &str) -> Result<bool> {
        Place::is_there(url)
    }

    /// The path that a URL names, if it names a file.
    ///
    /// # Errors
    /// If the URL names no database.
    pub fn path_of(url: &str) -> Result<Option<PathBuf>> {
        Place::path_of(url)
    }

    /// Opens a database for reading. Nothing is made and nothing changed.
    ///
    /// # Errors
    /// As [`Self::open`], and if there is no such database or it is of an older version.
    pub fn open_read_only(url: &str) -> Result<Self> {
        Self::open_as(url, Mode::Read)
    }

    fn open_as(url: &str, mode: Mode) -> Result<Self> {
        let (place, session) = Place::open(url, mode)?;
        Ok(Self {
            place,
            session,
            copier: None,
            bulks: Bulks::new(),
            ids: Ids::default(),
            gathering: None,
            before_commit: BeforeCommit::default(),
            files: Vec::new(),
            wrote: false,
            loaded: HashMap::new(),
        })
    }

    /// The path of the database, if it is a file.
    pub fn path(&self) -> Option<&Path> {
        self.place.path()
    }

    /// Waits until no other process imports into this database, and keeps others out until the lock is dropped. Into a database on
    /// a server many import at once, and this waits for nobody: each file has locks of its own.
    ///
    /// # Errors
    /// If the lock file beside the database cannot be written.
    pub fn lock_import(&self) -> Result<ImportLock> {
        self.place.lock_import()
    }

    /// Takes the lock if it is free, so that a caller can say that it waits.
    ///
    /// # Errors
    /// If the lock file beside the database cannot be written.
    pub fn try_lock_import(&self) -> Result<Option<ImportLock>> {
        self.place.try_lock_import()
    }

    /// Brings editions, items, dimensions, codes, areas and finding kinds in line with the schemas. It comes before anything is
    /// loaded; where nothing has changed, nothing is written.
    ///
    /// # Errors
    /// If a change would give stored answers another meaning: [`ErrorKind::Reinterprets`](crate::ErrorKind::Reinterprets), which
    /// names all such changes.
    pub fn sync_schemas(&mut self, schemas: &Schemas) -> Result<()> {
        self.commit()?;
        self.ids = Ids::default();
        if !sync::in_line(self.session()?, &schemas.digest)? {
            self.session()?.referring_checked(true)?;
            let synchronized = self.write(|session, _, _| sync::sync(session, schemas));
            self.session()?.referring_checked(false)?;
            synchronized?;
        }
        self.ids = Ids::new(schemas);
        Ok(())
    }

    /// True if the tables are in line with the schemas of a digest: [`Self::sync_schemas`] would change nothing.
    ///
    /// # Errors
    /// If the database fails.
    pub fn is_in_line(&mut self, digest: &str) -> Result<bool> {
        self.read(|session| sync::in_line(session, digest))
    }

    /// Begins a run. The lock says that no other process imports; it has to be held until the run is finished.
    ///
    /// # Errors
    /// If the database fails.
    pub fn begin_run(&mut self, _lock: &ImportLock, meta: &RunMeta) -> Result<RunId> {
        // A kill loses nothing. After a power cut the database is as after an earlier file, and the next run goes on from there. What
        // a run reports was flushed: see `finish_run`.
        self.session()?.flushed(false)?;
        self.write(|session, _, _| run::begin(session, meta))
    }

    /// What the database knows of a file's bytes. A file that was loaded need not be read again: see [`Self::unchanged`].
    ///
    /// # Errors
    /// If the database fails.
    pub fn file_state(&mut self, sha256: &[u8; 32]) -> Result<FileState> {
        self.commit()?;
        Ok(load::file::state(self.session()?, sha256)?.1)
    }

    /// Loads what was read from a file, in one transaction with the mark that says so: a kill at any instant leaves the database
    /// as before or after. Replies whose content any earlier revision has are left as they are, others become a new revision.
    ///
    /// # Errors
    /// If the database fails or refuses the data; then nothing was written.
    pub fn load(&mut self, run: RunId, file: &FileMeta, schemas: &Schemas, reading: &Reading) -> Result<Loaded> {
        self.load_digested(run, file, schemas, reading, &Digests::of(schemas, reading))
    }

    /// The same with digests of the replies that were taken elsewhere, such as in the thread that read the file.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_digested(
        &mut self,
        run: RunId,
        file: &FileMeta,
        schemas: &Schemas,
        reading: &Reading,
        digests: &Digests,
    ) -> Result<Loaded> {
        self.files.push(file.sha256);
        self.wrote = true;
        self.write(|session, bulks, ids| load::load(session, bulks, ids, run, file, schemas, reading, digests))
            .doing(|| format!("load the file {}", file.name))
    }

    /// Records that a file was rejected, with its findings in place of those of an earlier try.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub fn reject(&mut self, run: RunId, file: &FileMeta, rejection: &Rejection, schemas: &Schemas) -> Result<()> {
        self.files.push(file.sha256);
        self.write(|session, bulks, ids| load::reject(session, bulks, ids, run, file, rejection, schemas))
            .doing(|| format!("record the rejected file {}", file.name))
    }

    /// Records that a file's bytes had been loaded before: see [`Self::file_state`].
    ///
    /// # Errors
    /// If the database fails, or the file was never loaded.
    pub fn unchanged(&mut self, run: RunId, file: &FileMeta) -> Result<()> {
        self.files.push(file.sha256);
        let known = self.loaded.get(&file.sha256).copied();
        self.note(|session, bulks| run::unchanged(session, bulks, run, file, known))
            .doing(|| format!("record the file {}", file.name))
    }

    /// Records that a file was ignored, and why: `~$x.xlsx` is a spreadsheet's own lock file, for one.
    ///
    /// # Errors
    /// If the database fails.
    pub fn ignore(&mut self, run: RunId, name: &str, reason: &str) -> Result<()> {
        self.note(|session, bulks| run::ignore(session, bulks, run, name, reason))
            .doing(|| format!("record the ignored file {name}"))
    }

    /// Records that a file was rejected because its bytes could not be read, or were too many.
    ///
    /// # Errors
    /// If the database fails.
    pub fn unread(&mut self, run: RunId, name: &str, reason: &str) -> Result<()> {
        self.note(|session, bulks| run::unread(session, bulks, run, name, reason)).doing(|| format!("record the file {name}"))
    }

    /// Gathers what is loaded from now on into one transaction, until [`Self::commit`] or whatever reads. A kill in between leaves
    /// the database as before the first of these files; an error takes all of them back.
    ///
    /// # Errors
    /// If the database fails.
    pub fn gather(&mut self) -> Result<()> {
        self.commit()?;
        let session = self.session()?;
        // On a server each file that is loaded is a transaction: it holds locks that others wait for.
        let what = if matches!(session, Session::Sqlite(_)) { Gathered::All } else { Gathered::Outcomes };
        session.begin()?;
        self.gathering = Some(what);
        Ok(())
    }

    /// Commits what was gathered, if anything was.
    ///
    /// # Errors
    /// If the database fails; then nothing of it was written.
    pub fn commit(&mut self) -> Result<()> {
        if self.gathering.take().is_none() {
            return Ok(());
        }
        self.end(Ok(()))?;
        if let (true, None, Some(path)) = (self.wrote, &self.copier, self.place.path()) {
            // What is committed is safe without it.
            self.copier = Copier::start(path).ok();
        }
        self.copier.iter().for_each(Copier::wake);
        Ok(())
    }

    /// Has this done before every commit from now on, with the SHA-256 of its files, such as to bring their originals to the disk:
    /// where it fails, nothing is committed. Whichever call it is that commits, no row is ever there before it was done.
    pub fn before_commit(&mut self, work: impl FnMut(&[[u8; 32]]) -> std::result::Result<(), String> + Send + 'static) {
        self.before_commit = BeforeCommit::new(work);
    }

    /// Ends a transaction: commits what went well, and takes back what did not.
    fn end<T>(&mut self, result: Result<T>) -> Result<T> {
        let result = result.and_then(|value| self.before_commit.run(&self.files).map(|()| value));
        let session = self.session()?;
        let result = result.and_then(|value| session.commit().map(|()| value));
        if result.is_err() {
            // The first error is the one to tell.
            session.roll_back();
        }
        self.ids.end_transaction(result.is_ok());
        if result.is_ok() {
            self.files.clear();
        }
        result
    }

    /// Ends a run, and waits until the disk has all of it. `found` is the number of files found, which the database checks against
    /// what became of them.
    ///
    /// # Errors
    /// If the numbers do not add up, which is a fault of ours, or the database fails.
    pub fn finish_run(&mut self, run: RunId, found: u64, finished_at: DateTime<Utc>) -> Result<RunTotals> {
        self.commit()?;
        self.copier = None;
        self.session()?.flushed(true)?;
        let totals = self.write(|session, _, _| run::finish(session, run, found, finished_at));
        let kept = self.place.release(self.session.take());
        self.session = kept;
        let totals = totals?;
        if std::mem::take(&mut self.wrote) {
            self.place.refresh_statistics(self.session.as_ref())?;
        }
        Ok(totals)
    }

    /// Writes the public views as text in a canonical order, without times of runs and without ids: equal databases give equal
    /// dumps, in whatever number of runs they were filled.
    ///
    /// # Errors
    /// If the database fails or the output cannot be written.
    pub fn dump(&mut self, out: &mut impl Write) -> Result<()> {
        self.read(|session| dump::dump(session, out))
    }

    /// Writes the entries of a register that are new or changed, each as a version of its own, and settles anew when replies were
    /// received and from what source. Schemas come first: see [`Self::sync_schemas`]. The lock says that no other process imports.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub fn import_register(
        &mut self,
        _lock: &ImportLock,
        entries: &[RegisterEntry],
        author: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<RegisterChange> {
        self.write(|session, _, _| register::import(session, entries, author, at)).doing(|| "import the register".to_owned())
    }

    /// Records a file that the register has and that is no form: a letter, received and not coded.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub fn letter(&mut self, run: RunId, file: &FileMeta) -> Result<()> {
        self.files.push(file.sha256);
        self.write(|session, bulks, ids| load::letter(session, bulks, ids, run, file))
            .doing(|| format!("record the letter {}", file.name))
    }

    /// Adds what was settled about figures; gives the number of events that were not there yet. The lock says that no other process
    /// imports.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub fn add_clearance(&mut self, _lock: &ImportLock, events: &[ClearanceEvent]) -> Result<u64> {
        self.write(|session, _, _| clearance::add(session, events))
    }

    /// SHA-256 of the files that were loaded: none of these need be read again.
    ///
    /// # Errors
    /// If the database fails.
    pub fn loaded_digests(&mut self) -> Result<HashSet<[u8; 32]>> {
        self.loaded = self.read(query::loaded)?;
        Ok(self.loaded.keys().copied().collect())
    }

    /// One more connection, which only reads.
    pub(crate) fn reader(&mut self) -> Result<Session> {
        self.commit()?;
        self.place.reader()
    }

    /// Closes the database and waits until it is released. Dropping the store does the same, but cannot say that it failed.
    ///
    /// # Errors
    /// If the database fails.
    pub fn close(mut self) -> Result<()> {
        self.copier = None;
        self.place.close(self.session.take())
    }

    pub(crate) fn read<T>(&mut self, work: impl FnOnce(&Session) -> Result<T>) -> Result<T> {
        self.commit()?;
        work(self.session()?)
    }

    /// The connection that reads and writes.
    pub(crate) fn session(&mut self) -> Result<&Session> {
        if self.session.is_none() {
            self.session = Some(self.place.session()?);
        }
        self.session.as_ref().ok_or_else(|| StoreError::fault("use the database", "it was closed"))
    }

    /// Does something in a transaction of its own, or in the one under way. What others on a server have upset is done again.
    pub(crate) fn write<T>(&mut self, work: impl Fn(&Session, &Bulks, &mut Ids) -> Result<T>) -> Result<T> {
        let mut tries = 1;
        loop {
            let result = self.write_once(&work);
            match result {
                Err(error) if matches!(error.kind(), ErrorKind::Conflict) && tries < TRIES => {
                    std::thread::sleep(Duration::from_millis(u64::from(20 * tries)));
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    fn write_once<T>(&mut self, work: impl Fn(&Session, &Bulks, &mut Ids) -> Result<T>) -> Result<T> {
        let gathering = self.gathering;
        if gathering == Some(Gathered::Outcomes) {
            self.commit()?;
        }
        if gathering != Some(Gathered::All) {
            self.session()?.begin()?;
        }
        let result = self.work(work);
        if gathering == Some(Gathered::All) && result.is_ok() {
            return result;
        }
        self.gathering = None;
        let result = self.end(result);
        if gathering == Some(Gathered::Outcomes) && result.is_ok() {
            self.session()?.begin()?;
            self.gathering = gathering;
        }
        result
    }

    fn work<T>(&mut self, work: impl FnOnce(&Session, &Bulks, &mut Ids) -> Result<T>) -> Result<T> {
        match self {
            Self { session: Some(session), bulks, ids, .. } => work(session, bulks, ids),
            _ => Err(StoreError::fault("write to the database", "it was closed")),
        }
    }

    /// Does something that only says what became of a file of which nothing is loaded.
    fn note(&mut self, work: impl Fn(&Session, &Bulks) -> Result<()>) -> Result<()> {
        if self.gathering.is_none() {
            return self.write(|session, bulks, _| work(session, bulks));
        }
        let result = self.work(|session, bulks, _| work(session, bulks));
        if result.is_ok() {
            return result;
        }
        self.gathering = None;
        self.end(result)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.copier = None;
        // Nobody is left to tell. The data are safe in any case: a commit was acknowledged or it was not.
        let _ = self.place.close(self.session.take());
    }
}
