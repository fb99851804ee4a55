//! A connection to either database, and the statements that both understand.
//!
//! Statements are written once, with `?` for their parameters, in the SQL that `SQLite` and `PostgreSQL` share. What cannot be
//! shared (opening, locks, numbering, bulk loads) is in [`crate::sqlite`] and [`crate::postgres`].

pub(crate) mod bulk;
pub(crate) mod row;
pub(crate) mod value;

use crate::error::{Result, StoreError};
use crate::postgres::{lock, server::Server};
use crate::sqlite::direct::Direct;
use row::Row;
use value::Value;

/// An open connection.
#[derive(Debug)]
pub(crate) enum Session {
    /// A file.
    Sqlite(Direct),
    /// A server.
    Postgres(Box<Server>),
}

/// Runs what both connections can do.
macro_rules! either {
    ($session:expr, $connection:ident => $work:expr) => {
        match $session {
            Session::Sqlite($connection) => $work,
            Session::Postgres($connection) => $work,
        }
    };
}

impl Session {
    /// Begins a transaction that writes.
    pub(crate) fn begin(&self) -> Result<()> {
        match self {
            Self::Sqlite(direct) => direct.begin(),
            Self::Postgres(server) => {
                server.begin();
                Ok(())
            }
        }
    }

    /// Reads several times as of one moment, whatever others write meanwhile.
    pub(crate) fn at_once<T>(&self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let doing = "read the database";
        match self {
            Self::Sqlite(direct) => direct.script("BEGIN", doing)?,
            Self::Postgres(server) => server.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", doing)?,
        }
        let read = work(self);
        self.roll_back();
        read
    }

    /// Commits it.
    pub(crate) fn commit(&self) -> Result<()> {
        match self {
            Self::Sqlite(direct) => direct.commit(),
            Self::Postgres(server) => server.commit(),
        }
    }

    /// Takes it back. Whether that works is not asked: without a commit nothing stays in any case.
    pub(crate) fn roll_back(&self) {
        either!(self, connection => connection.roll_back());
    }

    /// Whether a commit waits until the disk has it, and all before it. A file's does not unless it is told to, a server's does unless
    /// it is told not to.
    pub(crate) fn flushed(&self, on: bool) -> Result<()> {
        match self {
            Self::Sqlite(direct) => direct.flushed(on),
            Self::Postgres(server) => {
                server.flushed(on);
                Ok(())
            }
        }
    }

    /// Whether the database looks up what each new row refers to. A server does so at all times.
    pub(crate) fn referring_checked(&self, on: bool) -> Result<()> {
        match self {
            Self::Sqlite(direct) => direct.referring_checked(on),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Runs a statement; gives the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &'static str, params: &[Value<'_>], doing: &str) -> Result<u64> {
        either!(self, connection => connection.execute(sql, params, doing))
    }

    /// Runs a statement that inserts one row, `VALUES (?, ?)`, for each of many; on a server as one statement. `kinds` says of each
    /// column whether it holds integers (`i`) or texts (`t`).
    pub(crate) fn execute_each(&self, sql: &'static str, kinds: &str, rows: &[Vec<Value<'_>>], doing: &str) -> Result<()> {
        match self {
            Self::Sqlite(direct) => rows.iter().try_for_each(|row| direct.execute(sql, row, doing).map(drop)),
            Self::Postgres(_) if rows.is_empty() => Ok(()),
            Self::Postgres(server) => server.execute_each(sql, kinds, rows, doing),
        }
    }

    /// Runs statements of our own making one after another, without parameters.
    pub(crate) fn script(&self, sql: &str, doing: &str) -> Result<()> {
        either!(self, connection => connection.script(sql, doing))
    }

    /// Inserts a row; gives its id.
    pub(crate) fn insert(&self, sql: &'static str, params: &[Value<'_>], doing: &str) -> Result<i64> {
        either!(self, connection => connection.insert(sql, params, doing))
    }

    /// All rows of a query.
    pub(crate) fn all<T>(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
        doing: &str,
    ) -> Result<Vec<T>> {
        either!(self, connection => connection.all(sql, params, map, doing))
    }

    /// Visits each row of a query, without holding them all.
    pub(crate) fn each(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        visit: impl FnMut(&Row<'_>) -> Result<()>,
        doing: &str,
    ) -> Result<()> {
        match self {
            // Nothing is kept: rows of nothing take no memory.
            Self::Sqlite(direct) => direct.all(sql, params, visit, doing).map(drop),
            Self::Postgres(server) => server.visit(sql, params, visit, doing),
        }
    }

    /// The first row of a query, if it has one.
    pub(crate) fn first<T>(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
        doing: &str,
    ) -> Result<Option<T>> {
        match self {
            Self::Sqlite(direct) => direct.first(sql, params, map, doing),
            Self::Postgres(server) => Ok(server.all(sql, params, map, doing)?.into_iter().next()),
        }
    }

    /// The row of a query that always has one.
    pub(crate) fn one<T>(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
        doing: &str,
    ) -> Result<T> {
        self.first(sql, params, map, doing)?.ok_or_else(|| StoreError::fault(doing, "a row that must be there is missing"))
    }

    /// Keeps other importers from loading the same bytes, and from changing the schemas meanwhile. A file has one importer.
    pub(crate) fn lock_file(&self, sha256: &[u8; 32]) -> Result<()> {
        self.lock(|server| lock::file(server, sha256))
    }

    /// Keeps other importers from loading replies of the same areas for the same edition.
    pub(crate) fn lock_replies(&self, edition: i64, areas: &[Option<i64>]) -> Result<()> {
        self.lock(|server| lock::replies(server, edition, areas))
    }

    /// Keeps other importers from naming a file of the same name.
    pub(crate) fn lock_name(&self, name: &str) -> Result<()> {
        self.lock(|server| lock::name(server, name))
    }

    /// All that the loading of a file keeps others from: that of the same bytes, that of replies of the same areas for the same
    /// edition, and that of a file of the same name.
    pub(crate) fn lock_load(&self, sha256: &[u8; 32], edition: i64, areas: &[Option<i64>], name: &str) -> Result<()> {
        self.lock(|server| lock::load(server, sha256, edition, areas, name))
    }

    /// Keeps other importers from adding series to the edition.
    pub(crate) fn lock_series(&self, edition: i64) -> Result<()> {
        self.lock(|server| lock::series(server, edition))
    }

    /// Keeps others from adding to the chains. It is taken before the locks of replies.
    pub(crate) fn lock_chains(&self) -> Result<()> {
        self.lock(lock::chains)
    }

    /// Says that a run is alive, for as long as the connection is.
    pub(crate) fn mark_alive(&self, run: i64) -> Result<()> {
        self.lock(|server| lock::mark_alive(server, run))
    }

    /// True if the connection of a run may still be there. The caller holds the lock of the import into a file: no other run is alive.
    pub(crate) fn may_be_alive(&self, run: i64) -> Result<bool> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(server) => lock::is_alive(server, run),
        }
    }

    /// Keeps other importers from bringing the schemas in line, and waits for those under way.
    pub(crate) fn lock_schemas(&self) -> Result<()> {
        self.lock(lock::schemas)
    }

    fn lock(&self, take: impl FnOnce(&Server) -> Result<()>) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(server) => take(server),
        }
    }
}
