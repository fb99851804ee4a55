//! A connection to a server. Every call waits until the server has answered: no future is ever given up before it is done, because
//! the driver may then leave a transaction open.

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
use std::cell::RefCell;
use std::fmt::Write as _;
use tokio::runtime::Runtime;

/// A connection.
#[derive(Debug)]
pub(crate) struct Server {
    runtime: Runtime,
    connection: RefCell<PgConnection>,
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
        Ok(Self { runtime, connection: RefCell::new(connection) })
    }

    /// Does something with the connection.
    pub(crate) fn run<T>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> T) -> Result<T> {
        let mut connection = self.connection.try_borrow_mut().map_err(|_| StoreError::fault("use the database", "it is in use"))?;
        Ok(self.runtime.block_on(work(&mut connection)))
    }

    /// Runs a statement without parameters that gives nothing.
    pub(crate) fn command(&self, sql: &'static str, doing: &str) -> Result<()> {
        self.run(async |connection| sqlx::raw_sql(sql).execute(connection).await)?.doing(|| doing.to_owned())?;
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
        let _ = self.command("ROLLBACK", "take the transaction back");
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

    /// Takes a block of ids of a table, and gives the first.
    pub(crate) fn take(&self, table: &'static str, count: i64, doing: &str) -> Result<i64> {
        let params = [Value::Text(table), Value::Integer(count)];
        let first = self.all("SELECT _take(?, ?)", &params, |row| row.get(0), doing)?;
        first.first().copied().ok_or_else(|| missing(doing))
    }

    fn fetch(&self, sql: String, params: &[Value<'_>], doing: &str) -> Result<Vec<PgRow>> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(params, doing)?);
        self.run(async |connection| query.fetch_all(connection).await)?.doing(|| doing.to_owned())
    }

    /// Refreshes what the query planner knows of the tables.
    pub(crate) fn refresh_statistics(&self) -> Result<()> {
        // Autovacuum does it too, a minute later; the first questions come at once. One who may not only gets a warning.
        self.command("ANALYZE", "refresh the statistics")
    }

    /// Closes the connection and waits until it is.
    pub(crate) fn close(self) -> Result<()> {
        use sqlx::Connection as _;
        let Self { runtime, connection } = self;
        runtime.block_on(connection.into_inner().close()).doing(|| "close the database".to_owned())
    }
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
