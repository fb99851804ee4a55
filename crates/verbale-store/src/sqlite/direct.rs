//! The connection that writes: prepared statements in the thread of the caller.
//!
//! The asynchronous driver hands each statement to a thread of its own and takes its values as one owned list, which costs more
//! than writing the rows. What migrates and what reads goes through that driver; what writes goes through this one.

use super::{BUSY_TIMEOUT, Mode, kind_of_direct};
use crate::error::{Doing, Result, StoreError};
use crate::session::row::Row;
use crate::session::value::Value;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, params_from_iter};
use std::path::Path;

/// Statements kept prepared: those of the loader, each table in three lengths.
const KEPT: usize = 64;

/// A connection for writing.
#[derive(Debug)]
pub(crate) struct Direct(Connection);

impl Direct {
    /// Opens a database that is known to be one of ours and up to date.
    pub(crate) fn open(path: &Path, mode: Mode) -> Result<Self> {
        let context = || format!("open the database {}", path.display());
        let access = match mode {
            Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).doing(context)?;
        connection.busy_timeout(BUSY_TIMEOUT).doing(context)?;
        connection.set_prepared_statement_cache_capacity(KEPT);
        for (name, value) in super::PRAGMAS {
            connection.pragma_update(None, name, value).doing(context)?;
        }
        Ok(Self(connection))
    }

    /// Begins a transaction that writes. A deferred one would fail at once, whatever the busy timeout, when it turns from reading
    /// to writing while another process writes.
    pub(crate) fn begin(&self) -> Result<()> {
        self.0.execute_batch("BEGIN IMMEDIATE").doing(|| "begin a transaction".to_owned())
    }

    /// Commits it.
    pub(crate) fn commit(&self) -> Result<()> {
        self.0.execute_batch("COMMIT").doing(|| "commit the transaction".to_owned())
    }

    /// Takes it back. Whether that works is not asked: without a commit nothing stays in any case.
    pub(crate) fn roll_back(&self) {
        let _ = self.0.execute_batch("ROLLBACK");
    }

    /// Copies what is committed from the write-ahead log into the database, as far as nobody is in the way.
    pub(super) fn copy_log(&self) -> Result<()> {
        self.first("PRAGMA wal_checkpoint(PASSIVE)", &[], |_| Ok(()), "copy the write-ahead log").map(|_| ())
    }

    /// Whether a commit waits until the disk has it, and all before it.
    pub(crate) fn flushed(&self, on: bool) -> Result<()> {
        let value = if on { "FULL" } else { super::SYNCHRONOUS };
        self.0.pragma_update(None, "synchronous", value).doing(|| "say when to flush the disk".to_owned())
    }

    /// Whether the database looks up what each new row refers to.
    pub(crate) fn referring_checked(&self, on: bool) -> Result<()> {
        self.0.pragma_update(None, "foreign_keys", on).doing(|| "say what to check".to_owned())
    }

    /// A prepared statement, kept for the next time.
    pub(super) fn prepared(&self, sql: &str, doing: impl FnOnce() -> String) -> Result<CachedStatement<'_>> {
        self.0.prepare_cached(sql).doing(doing)
    }

    /// Runs a statement; gives the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &'static str, params: &[Value<'_>], doing: &str) -> Result<u64> {
        let changed = self.prepared(sql, || doing.to_owned())?.execute(params_from_iter(params)).doing(|| doing.to_owned())?;
        u64::try_from(changed).map_err(|_| StoreError::fault(doing, "more rows changed than there can be"))
    }

    /// Runs statements of our own making one after another.
    pub(crate) fn script(&self, sql: &str, doing: &str) -> Result<()> {
        self.0.execute_batch(sql).doing(|| doing.to_owned())
    }

    /// Inserts a row; gives its id.
    pub(crate) fn insert(&self, sql: &'static str, params: &[Value<'_>], doing: &str) -> Result<i64> {
        self.execute(sql, params, doing)?;
        Ok(self.newest_id())
    }

    /// The id of the row inserted last.
    pub(crate) fn newest_id(&self) -> i64 {
        self.0.last_insert_rowid()
    }

    /// The first row of a query, if it has one.
    pub(crate) fn first<T>(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
        doing: &str,
    ) -> Result<Option<T>> {
        let context = || doing.to_owned();
        let mut statement = self.prepared(sql, context)?;
        let mut rows = statement.query(params_from_iter(params)).doing(context)?;
        let row = rows.next().doing(context)?;
        row.map(|row| map(&Row::Sqlite(row))).transpose().doing(context)
    }

    /// All rows of a query.
    pub(crate) fn all<T>(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
        doing: &str,
    ) -> Result<Vec<T>> {
        let context = || doing.to_owned();
        let mut statement = self.prepared(sql, context)?;
        let mut rows = statement.query(params_from_iter(params)).doing(context)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().doing(context)? {
            all.push(map(&Row::Sqlite(row)).doing(context)?);
        }
        Ok(all)
    }

    /// Does something with each row of a query that is asked once; it is told the names of the columns, too.
    pub(crate) fn each(&self, sql: &str, mut work: impl FnMut(&[&str], &rusqlite::Row<'_>) -> Result<()>) -> Result<()> {
        let context = || "read its rows".to_owned();
        let mut statement = self.0.prepare(sql).doing(context)?;
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut rows = statement.query([]).doing(context)?;
        while let Some(row) = rows.next().doing(context)? {
            work(&names, row)?;
        }
        Ok(())
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Integer(value) => ValueRef::Integer(value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, context: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| StoreError::new(kind_of_direct(&error), context()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::session::value::params;

    fn opened(folder: &Path, sql: &str) -> Direct {
        let path = folder.join("a.db");
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        Direct::open(&path, Mode::Write).unwrap()
    }

    #[test]
    fn a_connection_that_writes_is_told_what_the_other_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let direct = opened(folder.path(), "PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
        let value = |sql| direct.first(sql, &[], |row| row.get::<i64>(0), "ask").unwrap().unwrap();
        assert_eq!(value("PRAGMA foreign_keys"), 0);
        assert_eq!(value("PRAGMA cache_size"), -24_576);
        assert_eq!(value("PRAGMA wal_autocheckpoint"), 4_096);
        assert_eq!(value("PRAGMA journal_size_limit"), 67_108_864);
        assert_eq!(value("PRAGMA busy_timeout"), 600_000);
        for (on, expected) in [(true, 2), (false, 1)] {
            direct.flushed(on).unwrap();
            assert_eq!(value("PRAGMA synchronous"), expected);
        }
    }

    #[test]
    fn a_full_disk_and_a_busy_database_are_said_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let direct = opened(folder.path(), "CREATE TABLE t (a)");
        direct.0.pragma_update(None, "max_page_count", 3).unwrap();
        direct.begin().unwrap();
        let text = "CANARY".repeat(9_000);
        let error = direct.execute("INSERT INTO t VALUES (?)", params![text], "write").unwrap_err();
        direct.roll_back();
        assert!(matches!(error.kind(), ErrorKind::Full), "{error}");
        assert!(!format!("{error} {error:?}").contains("CANARY"));
        let other = Connection::open(folder.path().join("a.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        direct.0.busy_timeout(std::time::Duration::ZERO).unwrap();
        assert!(matches!(direct.begin().unwrap_err().kind(), ErrorKind::Busy));
        drop(direct);
        let direct = Direct::open(&folder.path().join("a.db"), Mode::Read).unwrap();
        let error = direct.execute("INSERT INTO t VALUES (?)", params![1_i64], "write").unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::ReadOnly), "{error}");
    }
}
