//! A connection to a server. Every call waits until the server has answered: no future is ever given up before it is done, because
//! the driver may then leave a transaction open.

use super::copy::{self, Batch};
use super::{open, text};
use crate::error::{Doing, Result, StoreError};
use crate::session::row::Row;
use crate::session::value::Value;
use crate::sqlite::Mode;
use futures_util::TryStreamExt as _;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, Postgres};
use sqlx::{Arguments as _, AssertSqlSafe, PgConnection};
use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use tokio::runtime::Runtime;

/// A connection.
#[derive(Debug)]
pub(crate) struct Server {
    runtime: Runtime,
    connection: RefCell<PgConnection>,
    /// A transaction that is begun with the first that is asked in it.
    beginning: Cell<bool>,
    /// False while a commit need not wait until the disk has it: see [`Self::flushed`].
    flushed: Cell<bool>,
    /// Rows that go to the server before whatever is asked of it next.
    waiting: RefCell<Vec<Batch>>,
}

impl Server {
    /// Opens the database of a URL; for writing, brings it up to date.
    pub(crate) fn open(url: &str, mode: Mode) -> Result<Self> {
        let context = || format!("open the database {}", open::shown(url));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::io(&error, "start the database's runtime"))?;
        let connection = runtime.block_on(open::open(url, mode)).doing(context)?;
        Ok(Self {
            runtime,
            connection: RefCell::new(connection),
            beginning: Cell::new(false),
            flushed: Cell::new(true),
            waiting: RefCell::default(),
        })
    }

    /// Begins a transaction that writes.
    pub(crate) fn begin(&self) {
        self.beginning.set(true);
    }

    /// What begins the transaction that is to begin.
    fn begins(&self) -> &'static str {
        match (self.beginning.replace(false), self.flushed.get()) {
            (false, _) => "",
            (true, true) => "BEGIN",
            (true, false) => "BEGIN; SET LOCAL synchronous_commit TO off",
        }
    }

    /// Commits it; nothing, if nothing was asked in it.
    pub(crate) fn commit(&self) -> Result<()> {
        const DOING: &str = "commit the transaction";
        if self.waiting(|waiting| waiting.is_empty())? && self.beginning.replace(false) {
            return Ok(());
        }
        self.command("COMMIT", DOING)
    }

    /// Whether a commit waits until the disk has it, and all before it.
    pub(crate) fn flushed(&self, on: bool) {
        self.flushed.set(on);
    }

    /// Does something with the rows that wait.
    pub(super) fn waiting<T>(&self, work: impl FnOnce(&mut Vec<Batch>) -> T) -> Result<T> {
        self.waiting.try_borrow_mut().map(|mut waiting| work(&mut waiting)).map_err(|_| in_use())
    }

    /// Sends them.
    pub(super) fn send_waiting(&self) -> Result<()> {
        let begins = self.begins();
        if !begins.is_empty() {
            self.now(async |connection| sqlx::raw_sql(begins).execute(connection).await)?
                .doing(|| "begin a transaction".to_owned())?;
        }
        let waiting = self.waiting(std::mem::take)?;
        if waiting.is_empty() { Ok(()) } else { self.now(async |connection| copy::send(connection, waiting).await)? }
    }

    /// Takes locks, in order. Several take as long as one.
    pub(super) fn lock(&self, locks: &[Lock]) -> Result<()> {
        self.waiting(|waiting| waiting.is_empty())?.then_some(()).map_or_else(|| self.send_waiting(), Ok)?;
        let mut sql = self.begins().to_owned();
        if !sql.is_empty() {
            sql.push_str("; ");
        }
        for (index, Lock { key, shared }) in locks.iter().enumerate() {
            let (before, how) = (if index == 0 { "SELECT" } else { "," }, if *shared { "_shared" } else { "" });
            // Writing into a string cannot fail.
            let _ = write!(sql, "{before} pg_advisory_xact_lock{how}({key})");
        }
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        self.now(async |connection| script.execute(connection).await)?.doing(|| "wait for another import".to_owned())?;
        Ok(())
    }

    /// Does something with the connection, after all that waits.
    pub(crate) fn run<T>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> T) -> Result<T> {
        self.send_waiting()?;
        self.now(work)
    }

    fn now<T>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> T) -> Result<T> {
        let mut connection = self.connection.try_borrow_mut().map_err(|_| in_use())?;
        Ok(self.runtime.block_on(work(&mut connection)))
    }

    /// Runs a statement without parameters that gives nothing.
    pub(crate) fn command(&self, sql: &'static str, doing: &str) -> Result<()> {
        self.run(async |connection| sqlx::raw_sql(sql).execute(connection).await)?.doing(|| doing.to_owned())?;
        Ok(())
    }

    /// Runs a statement that inserts the values of one row for many rows, as one statement. `kinds` says of each column whether it
    /// holds integers (`i`) or texts (`t`).
    pub(crate) fn execute_each(&self, sql: &'static str, kinds: &str, rows: &[Vec<Value<'_>>], doing: &str) -> Result<()> {
        let query = sqlx::query_with(AssertSqlSafe(of_arrays(sql, kinds, doing)?), columns(kinds, rows, doing)?);
        self.run(async |connection| query.execute(connection).await)?.doing(|| doing.to_owned())?;
        Ok(())
    }

    /// Runs statements of our own making one after another.
    pub(crate) fn script(&self, sql: &str, doing: &str) -> Result<()> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        self.run(async |connection| script.execute(connection).await)?.doing(|| doing.to_owned())?;
        Ok(())
    }

    /// Takes the transaction back. Whether that works is not asked: without a commit nothing stays in any case.
    pub(crate) fn roll_back(&self) {
        let _ = self.waiting(Vec::clear);
        if !self.beginning.replace(false) {
            let _ = self.command("ROLLBACK", "take the transaction back");
        }
    }

    /// Runs a statement; gives the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &'static str, params: &[Value<'_>], doing: &str) -> Result<u64> {
        let query = sqlx::query_with(AssertSqlSafe(numbered(sql)), arguments(params, doing)?);
        let done = self.run(async |connection| query.execute(connection).await)?.doing(|| doing.to_owned())?;
        Ok(done.rows_affected())
    }

    /// Inserts a row; gives its id.
    pub(crate) fn insert(&self, sql: &'static str, params: &[Value<'_>], doing: &str) -> Result<i64> {
        let sql = format!("{} RETURNING id", numbered(sql));
        let rows = self.fetch(sql, params, doing)?;
        rows.first().map(|row| Row::Postgres(row).get(0)).transpose()?.ok_or_else(|| missing(doing))
    }

    /// All rows of a query.
    pub(crate) fn all<T>(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
        doing: &str,
    ) -> Result<Vec<T>> {
        let rows = self.fetch(numbered(sql), params, doing)?;
        rows.iter().map(|row| map(&Row::Postgres(row))).collect::<Result<_>>().doing(|| doing.to_owned())
    }

    /// Visits each row of a query, without holding them all.
    pub(crate) fn visit(
        &self,
        sql: &'static str,
        params: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>) -> Result<()>,
        doing: &str,
    ) -> Result<()> {
        let query = sqlx::query_with(AssertSqlSafe(numbered(sql)), arguments(params, doing)?);
        let visited = self.run(async |connection| {
            let mut rows = query.fetch(connection);
            let mut visited = Ok(());
            // Read to its end in any case.
            while let Some(row) = rows.try_next().await? {
                if visited.is_ok() {
                    visited = visit(&Row::Postgres(&row));
                }
            }
            Ok::<_, sqlx::Error>(visited)
        })?;
        visited.doing(|| doing.to_owned())?.doing(|| doing.to_owned())
    }

    /// Takes a block of ids of each table, and gives the first of each.
    pub(crate) fn take(&self, blocks: &[(&'static str, i64)], doing: &str) -> Result<Vec<i64>> {
        let mut arguments = PgArguments::default();
        let (tables, counts): (Vec<&str>, Vec<i64>) = blocks.iter().copied().unzip();
        let unfit = |_| StoreError::fault(doing, "a value does not fit its column");
        arguments.add(tables).map_err(unfit)?;
        arguments.add(counts).map_err(unfit)?;
        let sql = "SELECT _take(wanted.name, wanted.count) FROM unnest($1, $2) AS wanted (name, count)";
        let query = sqlx::query_with(sql, arguments);
        let rows = self.run(async |connection| query.fetch_all(connection).await)?.doing(|| doing.to_owned())?;
        let firsts: Vec<i64> = rows.iter().map(|row| Row::Postgres(row).get(0)).collect::<Result<_>>()?;
        if firsts.len() == blocks.len() { Ok(firsts) } else { Err(missing(doing)) }
    }

    fn fetch(&self, sql: String, params: &[Value<'_>], doing: &str) -> Result<Vec<PgRow>> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(params, doing)?);
        self.run(async |connection| query.fetch_all(connection).await)?.doing(|| doing.to_owned())
    }

    /// Refreshes what the query planner knows of the tables that a load fills. Of a tenth of the rows that it would look at else: that
    /// is enough until the server does it itself, a minute later, and takes a tenth of the time.
    pub(crate) fn refresh_statistics(&self) -> Result<()> {
        let sql = "BEGIN; SET LOCAL default_statistics_target TO 10; \
                   ANALYZE answer, attribute, code, edition, file_record, finding_record, finding_total, item, label_record, \
                   note_record, place, raw_text, reply, reply_receipt, run_file, series, series_dimension, standing, \
                   unplaced_record; \
                   COMMIT";
        // One who may not only gets a warning.
        self.command(sql, "refresh the statistics")
    }

    /// Closes the connection and waits until it is.
    pub(crate) fn close(self) -> Result<()> {
        use sqlx::Connection as _;
        let Self { runtime, connection, .. } = self;
        runtime.block_on(connection.into_inner().close()).doing(|| "close the database".to_owned())
    }
}

/// A lock that the server gives back when the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lock {
    pub(super) key: i64,
    pub(super) shared: bool,
}

fn in_use() -> StoreError {
    StoreError::fault("use the database", "it is in use")
}

fn missing(doing: &str) -> StoreError {
    StoreError::fault(doing, "a row that must be there is missing")
}

fn arguments(params: &[Value<'_>], doing: &str) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for param in params {
        let added = match param {
            Value::Null => arguments.add(Nothing),
            Value::Integer(value) => arguments.add(value),
            Value::Text(value) => arguments.add(text::stored(value).as_ref()),
        };
        added.map_err(|_| StoreError::fault(doing, "a value does not fit its column"))?;
    }
    Ok(arguments)
}

/// The values of many rows, an array for each column.
fn columns(kinds: &str, rows: &[Vec<Value<'_>>], doing: &str) -> Result<PgArguments> {
    let unfit = || StoreError::fault(doing, "a value does not fit its column");
    let mut arguments = PgArguments::default();
    for (index, kind) in kinds.chars().enumerate() {
        let values = rows.iter().map(|row| row.get(index).copied().ok_or_else(unfit));
        let added = if kind == 'i' {
            let integer = |value: Value<'_>| match value {
                Value::Null => Ok(None),
                Value::Integer(value) => Ok(Some(value)),
                Value::Text(_) => Err(unfit()),
            };
            arguments.add(values.map(|value| value.and_then(integer)).collect::<Result<Vec<Option<i64>>>>()?)
        } else {
            let text = |value| match value {
                Value::Null => Ok(None),
                Value::Text(value) => Ok(Some(text::stored(value).into_owned())),
                Value::Integer(_) => Err(unfit()),
            };
            arguments.add(values.map(|value| value.and_then(text)).collect::<Result<Vec<Option<String>>>>()?)
        };
        added.map_err(|_| unfit())?;
    }
    Ok(arguments)
}

/// A statement that inserts `VALUES (?, ?)` as one that inserts the rows of arrays.
fn of_arrays(sql: &str, kinds: &str, doing: &str) -> Result<String> {
    let values = format!("VALUES ({})", vec!["?"; kinds.len()].join(", "));
    let types = kinds.chars().enumerate().map(|(index, kind)| {
        let kind = if kind == 'i' { "BIGINT" } else { "TEXT" };
        format!("CAST(${} AS {kind}[])", index + 1)
    });
    let rows = format!("SELECT * FROM unnest({})", types.collect::<Vec<_>>().join(", "));
    match sql.split_once(&values) {
        Some((before, after)) if !after.contains('?') => Ok(format!("{before}{rows}{after}")),
        _ => Err(StoreError::fault(doing, "the statement inserts other columns than were announced")),
    }
}

/// NULL of the type that the statement asks for.
struct Nothing;

impl sqlx::Type<Postgres> for Nothing {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl sqlx::Encode<'_, Postgres> for Nothing {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

/// The statement with `$1`, `$2` … for its parameters. No statement of ours has a `?` in a text.
fn numbered(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 16);
    let mut parts = sql.split('?');
    numbered.push_str(parts.next().unwrap_or_default());
    for (index, part) in parts.enumerate() {
        numbered.push('$');
        if !part.starts_with(|c: char| c.is_ascii_digit()) {
            // Writing into a string cannot fail.
            let _ = write!(numbered, "{}", index + 1);
        }
        numbered.push_str(part);
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_becomes_many() {
        let sql = "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO NOTHING";
        let expected =
            "INSERT INTO t (a, b) SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[])) ON CONFLICT (a) DO NOTHING";
        assert_eq!(of_arrays(sql, "it", "try").unwrap(), expected);
        assert!(of_arrays(sql, "itt", "try").is_err());
        assert!(of_arrays("UPDATE t SET b = ? WHERE a = ?", "it", "try").is_err());
    }

    #[test]
    fn parameters_are_numbered_in_order_unless_they_have_a_number() {
        for (text, expected) in [
            ("SELECT 1", "SELECT 1"),
            ("SELECT a FROM b WHERE c = ? AND d = ?", "SELECT a FROM b WHERE c = $1 AND d = $2"),
            ("WHERE ?1 IS NULL OR a = ?1", "WHERE $1 IS NULL OR a = $1"),
        ] {
            assert_eq!(numbered(text), expected);
        }
    }
}
