//! Where a database is, and what is done there beside reading and writing.

use crate::error::{Doing, ErrorKind, Result, StoreError};
use crate::postgres;
use crate::session::Session;
use crate::sqlite::direct::Direct;
use crate::sqlite::lock::{self, ImportLock};
use crate::sqlite::{self, Mode};
use sqlx::SqliteConnection;
use std::path::{Path, PathBuf};
use tokio::runtime::Runtime;

/// Where a database is.
#[derive(Debug)]
pub(crate) enum Place {
    /// A file.
    ///
    /// It has two connections. What migrates, and what copies the log back at the end, goes through an asynchronous driver, of which
    /// no future is ever given up before it is done; what reads and writes goes through one in the caller's thread.
    File {
        runtime: Runtime,
        /// `None` once it was closed.
        connection: Option<SqliteConnection>,
        path: PathBuf,
        mode: Mode,
    },
    /// A server, whose one connection is opened at once.
    Server(Url),
}

/// The URL of a server, which may hold a password.
pub(crate) struct Url(String);

impl std::fmt::Debug for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&postgres::shown(&self.0))
    }
}

impl Place {
    /// Opens the database of a URL; gives the connection to a server.
    pub(crate) fn open(url: &str, mode: Mode) -> Result<(Self, Option<Session>)> {
        if postgres::is_url(url) {
            let server = postgres::server::Server::open(url, mode)?;
            return Ok((Self::Server(Url(url.to_owned())), Some(Session::Postgres(Box::new(server)))));
        }
        let path = sqlite::path_of(url)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(|error| StoreError::io(&error, "start the database's runtime"))?;
        let connection = Some(runtime.block_on(sqlite::open(&path, mode))?);
        Ok((Self::File { runtime, connection, path, mode }, None))
    }

    /// True if there is a database at a URL: a server's is there.
    pub(crate) fn is_there(url: &str) -> Result<bool> {
        if postgres::is_url(url) {
            return Ok(true);
        }
        let path = sqlite::path_of(url)?;
        sqlite::is_there(&path).doing(|| format!("open the database {}", path.display()))
    }

    /// The path of the file of a URL; that of a server has none.
    pub(crate) fn path_of(url: &str) -> Result<Option<PathBuf>> {
        if postgres::is_url(url) { Ok(None) } else { sqlite::path_of(url).map(Some) }
    }

    /// The path of a file.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Server(_) => None,
        }
    }

    /// Opens the connection that reads and writes anew.
    pub(crate) fn session(&self) -> Result<Session> {
        match self {
            Self::File { path, mode, .. } => Direct::open(path, *mode).map(Session::Sqlite),
            Self::Server(_) => Err(StoreError::new(ErrorKind::Unreachable, "use the database")),
        }
    }

    /// Opens one more connection, which only reads.
    pub(crate) fn reader(&self) -> Result<Session> {
        match self {
            Self::File { path, .. } => Direct::open(path, Mode::Read).map(Session::Sqlite),
            Self::Server(Url(url)) => Ok(Session::Postgres(Box::new(postgres::server::Server::open(url, Mode::Read)?))),
        }
    }

    /// The end of a run: the connection to a file is closed, since it keeps in memory what is needed no more.
    pub(crate) fn release(&self, session: Option<Session>) -> Option<Session> {
        match self {
            Self::File { .. } => None,
            Self::Server(_) => session,
        }
    }

    /// Refreshes what the query planner knows of the tables.
    pub(crate) fn refresh_statistics(&mut self, session: Option<&Session>) -> Result<()> {
        match (self, session) {
            (Self::File { runtime, connection: Some(connection), .. }, _) => {
                runtime.block_on(sqlite::refresh_statistics(connection))
            }
            (Self::Server(_), Some(Session::Postgres(server))) => server.refresh_statistics(),
            _ => Err(StoreError::fault("use the database", "it was closed")),
        }
    }

    /// Waits until no other process imports into a file.
    pub(crate) fn lock_import(&self) -> Result<ImportLock> {
        self.path().map_or_else(|| Ok(ImportLock::none()), lock::lock)
    }

    /// Takes that lock if it is free.
    pub(crate) fn try_lock_import(&self) -> Result<Option<ImportLock>> {
        self.path().map_or_else(|| Ok(Some(ImportLock::none())), lock::try_lock)
    }

    /// Closes the database and waits until it is released.
    pub(crate) fn close(&mut self, session: Option<Session>) -> Result<()> {
        match (self, session) {
            (Self::Server(_), Some(Session::Postgres(server))) => server.close(),
            (Self::Server(_), _) => Ok(()),
            (Self::File { runtime, connection, .. }, session) => {
                // The one that migrates is closed last: it copies the log back, and says whether that went well.
                drop(session);
                connection.take().map_or(Ok(()), |connection| runtime.block_on(sqlite::close(connection)))
            }
        }
    }
}
