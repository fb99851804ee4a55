//! The store: a database, opened.

use crate::error::{Doing, Result, StoreError};
use crate::ids::Ids;
use crate::load::{self, Bulks};
use crate::record::{Digests, FileMeta, FileState, Loaded, RunId, RunMeta, RunTotals};
use crate::sqlite::direct::Direct;
use crate::sqlite::lock::{self, ImportLock};
use crate::sqlite::{self, Mode};
use crate::{dump, query, run, sync};
use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;
use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use tokio::runtime::Runtime;
use verbale_model::{Reading, Rejection, Schemas};

/// A reporting database, opened. All methods block.
///
/// Inside, there are two connections. What migrates and what reads goes through an asynchronous driver; the runtime
/// that drives it belongs to the store, and no future is ever given up before it is done, because a driver may then leave a
/// transaction open. What writes goes through a connection of its own, in the caller's thread.
#[derive(Debug)]
pub struct Store {
    runtime: Runtime,
    /// `None` only while it is being closed.
    connection: Option<SqliteConnection>,
    /// Opened for a run, and closed at its end: until then it holds pages in memory.
    direct: Option<Direct>,
    path: PathBuf,
    mode: Mode,
    bulks: Bulks,
    ids: Ids,
    /// True while files are gathered into one transaction.
    gathering: bool,
}

impl Store {
    /// Opens a database for reading and writing, from a URL such as `sqlite:verbale.db`. A missing database is made, readable and
    /// writable by its owner only; an older one is brought up to date.
    ///
    /// # Errors
    /// If the URL names no database, the file is none of ours, or a newer program made it.
    pub fn open(url: &str) -> Result<Self> {
        Self::open_as(url, Mode::Write)
    }

    /// Opens a database for reading. Nothing is made and nothing changed.
    ///
    /// # Errors
    /// As [`Self::open`], and if there is no such file or it is of an older version.
    pub fn open_read_only(url: &str) -> Result<Self> {
        Self::open_as(url, Mode::Read)
    }

    fn open_as(url: &str, mode: Mode) -> Result<Self> {
        let path = sqlite::path_of(url)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(|error| StoreError::io(&error, "start the database's runtime"))?;
        let connection = runtime.block_on(sqlite::open(&path, mode))?;
        let (bulks, ids) = (Bulks::new(), Ids::default());
        Ok(Self { runtime, connection: Some(connection), direct: None, path, mode, bulks, ids, gathering: false })
    }

    /// The path of the database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until no other process imports into this database, and keeps others out until the lock is dropped.
    ///
    /// # Errors
    /// If the lock file beside the database cannot be written.
    pub fn lock_import(&self) -> Result<ImportLock> {
        lock::lock(&self.path)
    }

    /// Takes the lock if it is free, so that a caller can say that it waits.
    ///
    /// # Errors
    /// If the lock file beside the database cannot be written.
    pub fn try_lock_import(&self) -> Result<Option<ImportLock>> {
        lock::try_lock(&self.path)
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
        self.direct()?.referring_checked(true)?;
        let synchronized = self.write(|direct, _, _| sync::sync(direct, schemas));
        self.direct()?.referring_checked(false)?;
        self.ids = synchronized?;
        Ok(())
    }

    /// Begins a run. The lock says that no other process imports; it has to be held until the run is finished.
    ///
    /// # Errors
    /// If the database fails.
    pub fn begin_run(&mut self, _lock: &ImportLock, meta: &RunMeta) -> Result<RunId> {
        self.write(|direct, _, _| run::begin(direct, meta))
    }

    /// What the database knows of a file's bytes. A file that was loaded need not be read again: see [`Self::unchanged`].
    ///
    /// # Errors
    /// If the database fails.
    pub fn file_state(&mut self, sha256: &[u8; 32]) -> Result<FileState> {
        self.commit()?;
        Ok(load::file::state(self.direct()?, sha256)?.1)
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
        self.write(|direct, bulks, ids| load::load(direct, bulks, ids, run, file, schemas, reading, &digests.0))
            .doing(|| format!("load the file {}", file.name))
    }

    /// Records that a file was rejected, with its findings in place of those of an earlier try.
    ///
    /// # Errors
    /// If the database fails; then nothing was written.
    pub fn reject(&mut self, run: RunId, file: &FileMeta, rejection: &Rejection, schemas: &Schemas) -> Result<()> {
        self.write(|direct, bulks, ids| load::reject(direct, bulks, ids, run, file, rejection, schemas))
            .doing(|| format!("record the rejected file {}", file.name))
    }

    /// Records that a file's bytes had been loaded before: see [`Self::file_state`].
    ///
    /// # Errors
    /// If the database fails, or the file was never loaded.
    pub fn unchanged(&mut self, run: RunId, file: &FileMeta) -> Result<()> {
        self.write(|direct, _, _| run::unchanged(direct, run, file)).doing(|| format!("record the file {}", file.name))
    }

    /// Records that a file was ignored, and why: `~$x.xlsx` is a spreadsheet's own lock file, for one.
    ///
    /// # Errors
    /// If the database fails.
    pub fn ignore(&mut self, run: RunId, name: &str, reason: &str) -> Result<()> {
        self.write(|direct, _, _| run::ignore(direct, run, name, reason)).doing(|| format!("record the ignored file {name}"))
    }

    /// Records that a file was rejected because its bytes could not be read, or were too many.
    ///
    /// # Errors
    /// If the database fails.
    pub fn unread(&mut self, run: RunId, name: &str, reason: &str) -> Result<()> {
        self.write(|direct, _, _| run::unread(direct, run, name, reason)).doing(|| format!("record the file {name}"))
    }

    /// Gathers what is loaded from now on into one transaction, until [`Self::commit`] or whatever reads. A kill in between leaves
    /// the database as before the first of these files; an error takes all of them back.
    ///
    /// # Errors
    /// If the database fails.
    pub fn gather(&mut self) -> Result<()> {
        self.commit()?;
        self.direct()?.begin()?;
        self.gathering = true;
        Ok(())
    }

    /// Commits what was gathered, if anything was.
    ///
    /// # Errors
    /// If the database fails; then nothing of it was written.
    pub fn commit(&mut self) -> Result<()> {
        if !self.gathering {
            return Ok(());
        }
        self.gathering = false;
        self.end(Ok(()))
    }

    /// Ends a transaction: commits what went well, and takes back what did not.
    fn end<T>(&mut self, result: Result<T>) -> Result<T> {
        let direct = self.direct()?;
        let result = result.and_then(|value| direct.commit().map(|()| value));
        if result.is_err() {
            // The first error is the one to tell.
            direct.roll_back();
        }
        self.ids.end_transaction(result.is_ok());
        result
    }

    /// Ends a run, and waits until the disk has all of it. `found` is the number of files found, which the database checks against what became of them.
    ///
    /// # Errors
    /// If the numbers do not add up, which is a fault of ours, or the database fails.
    pub fn finish_run(&mut self, run: RunId, found: u64, finished_at: DateTime<Utc>) -> Result<RunTotals> {
        self.commit()?;
        self.direct()?.flushed(true)?;
        let totals = self.write(|direct, _, _| run::finish(direct, run, found, finished_at));
        // What it keeps in memory is needed no more.
        self.direct = None;
        let totals = totals?;
        self.read(async |connection| sqlite::refresh_statistics(connection).await)?;
        Ok(totals)
    }

    /// Writes the public views as text in a canonical order, without times of runs and without ids: equal databases give equal
    /// dumps, in whatever number of runs they were filled.
    ///
    /// # Errors
    /// If the database fails or the output cannot be written.
    pub fn dump(&mut self, out: &mut impl Write) -> Result<()> {
        self.read(async |connection| dump::dump(connection, out).await)
    }

    /// Who replied, in order of instrument, edition and area; for all editions, or for one such as `tip-measures/2019`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn status(&mut self, edition: Option<&str>) -> Result<Vec<query::Respondent>> {
        self.read(async |connection| query::status(connection, edition).await)
    }

    /// The replies in force, in the order in which they came.
    ///
    /// # Errors
    /// If the database fails.
    pub fn replied(&mut self) -> Result<Vec<query::Replied>> {
        self.read(async |connection| query::replied(connection).await)
    }

    /// What a reply in force says in whole figures and codes.
    ///
    /// # Errors
    /// If the database fails.
    pub fn stated(&mut self, reply: i64) -> Result<Vec<query::Stated>> {
        self.read(async |connection| query::stated(connection, reply).await)
    }

    /// The tally of each measure of an edition such as `tip-measures/2019`, in the order of the questionnaire.
    ///
    /// # Errors
    /// If the database fails.
    pub fn tally(&mut self, edition: &str) -> Result<Vec<query::Tally>> {
        self.read(async |connection| query::tally(connection, edition).await)
    }

    /// How much of each pillar the replies in force answer, in order of edition and pillar.
    ///
    /// # Errors
    /// If the database fails.
    pub fn coverage(&mut self) -> Result<Vec<query::PillarCoverage>> {
        self.read(async |connection| query::coverage(connection).await)
    }

    /// SHA-256 of the files that were loaded: none of these need be read again.
    ///
    /// # Errors
    /// If the database fails.
    pub fn loaded_digests(&mut self) -> Result<HashSet<[u8; 32]>> {
        self.read(async |connection| query::loaded_digests(connection).await)
    }

    /// The whole database in a few numbers.
    ///
    /// # Errors
    /// If the database fails.
    pub fn summary(&mut self) -> Result<query::Summary> {
        self.read(async |connection| query::summary(connection).await)
    }

    /// Closes the database and waits until the file is released. Dropping the store does the same, but cannot say that it failed.
    ///
    /// # Errors
    /// If the database fails.
    pub fn close(mut self) -> Result<()> {
        // The one that reads is closed last: it copies the log back, and says whether that went well.
        self.direct = None;
        match self.connection.take() {
            Some(connection) => self.runtime.block_on(sqlite::close(connection)),
            None => Ok(()),
        }
    }

    fn read<T>(&mut self, work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T>) -> Result<T> {
        self.commit()?;
        let (runtime, connection) = parts(&self.runtime, &mut self.connection)?;
        runtime.block_on(work(connection))
    }

    /// The connection that writes.
    fn direct(&mut self) -> Result<&Direct> {
        if self.direct.is_none() {
            self.direct = Some(Direct::open(&self.path, self.mode)?);
        }
        self.direct.as_ref().ok_or_else(|| StoreError::fault("write to the database", "it was closed"))
    }

    fn write<T>(&mut self, work: impl FnOnce(&Direct, &Bulks, &mut Ids) -> Result<T>) -> Result<T> {
        if !self.gathering {
            self.direct()?.begin()?;
        }
        self.direct()?;
        let Self { direct: Some(direct), bulks, ids, .. } = self else {
            return Err(StoreError::fault("write to the database", "it was closed"));
        };
        let result = work(direct, bulks, ids);
        if self.gathering && result.is_ok() {
            return result;
        }
        self.gathering = false;
        self.end(result)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.direct = None;
        if let Some(connection) = self.connection.take() {
            // Nobody is left to tell. The data are safe in any case: a commit was acknowledged or it was not.
            let _ = self.runtime.block_on(sqlite::close(connection));
        }
    }
}

fn parts<'a>(
    runtime: &'a Runtime,
    connection: &'a mut Option<SqliteConnection>,
) -> Result<(&'a Runtime, &'a mut SqliteConnection)> {
    match connection {
        Some(connection) => Ok((runtime, connection)),
        None => Err(StoreError::fault("use the database", "it was closed")),
    }
}
