//! Inserting many rows: multi-row statements of a few fixed sizes, built once and prepared once.

use crate::error::{Doing, Result, StoreError};
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, Encode, SqlSafeStr, SqlStr, SqliteConnection, Type};
use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Rows of a statement. What is left over from one size goes on with the next, so that no statement is ever prepared for one use.
const SIZES: [usize; 11] = [1_024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1];

/// `SQLite` takes no more values in one statement.
const MAX_VALUES: usize = 32_766;

/// The statements that insert into one table.
#[derive(Debug)]
pub(crate) struct Bulk {
    table: &'static str,
    width: usize,
    statements: [SqlStr; SIZES.len()],
}

impl Bulk {
    /// Statements for a table and columns. Both are constants of this crate: this is the one place where SQL is put together.
    pub(crate) fn new(table: &'static str, columns: &'static [&'static str]) -> Self {
        assert!(columns.len() * SIZES[0] <= MAX_VALUES, "{table}: too many columns for {} rows", SIZES[0]);
        let names = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let row = format!("({})", vec!["?"; columns.len()].join(","));
        let statements = SIZES.map(|size| {
            let rows = vec![row.as_str(); size].join(",");
            let sql: std::sync::Arc<str> = format!("INSERT INTO \"{table}\" ({names}) VALUES {rows}").into();
            AssertSqlSafe(sql).into_sql_str()
        });
        Self { table, width: columns.len(), statements }
    }

    /// Inserts rows; `bind` gives the values of each, in the order of the columns.
    pub(crate) async fn insert<R>(
        &self,
        connection: &mut SqliteConnection,
        rows: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
        mut bind: impl FnMut(&mut Values, R) -> Result<()>,
    ) -> Result<()> {
        let mut rows = rows.into_iter();
        let mut batch = self.batch(&mut rows, &mut bind)?;
        while let Some((statement, values)) = batch {
            let mut running = pin!(sqlx::query_with(statement, values).execute(&mut *connection));
            // The first poll hands the statement to the driver's thread. While that works, the next one is made ready here.
            let first = poll_fn(|context| Poll::Ready(running.as_mut().poll(context))).await;
            let next = self.batch(&mut rows, &mut bind);
            let done = match first {
                Poll::Ready(done) => done,
                Poll::Pending => running.await,
            };
            done.doing(|| self.context())?;
            batch = next?;
        }
        Ok(())
    }

    /// The next statement and its values; `None` when no row is left.
    fn batch<R>(
        &self,
        rows: &mut impl ExactSizeIterator<Item = R>,
        bind: &mut impl FnMut(&mut Values, R) -> Result<()>,
    ) -> Result<Option<(SqlStr, SqliteArguments)>> {
        let left = rows.len();
        let Some((size, statement)) = SIZES.into_iter().zip(&self.statements).find(|(size, _)| *size <= left) else {
            return Ok(None);
        };
        let mut values = Values(SqliteArguments::default());
        sqlx::Arguments::reserve(&mut values.0, size * self.width, 0);
        for row in rows.take(size) {
            bind(&mut values, row)?;
        }
        if sqlx::Arguments::len(&values.0) != size * self.width {
            // A missing value would silently become NULL.
            return Err(StoreError::fault(self.context(), "a row has too few or too many values"));
        }
        Ok(Some((statement.clone(), values.0)))
    }

    fn context(&self) -> String {
        format!("write to the table {}", self.table)
    }
}

/// An iterator whose length is known from elsewhere.
pub(crate) struct Counted<I> {
    rows: I,
    left: usize,
}

/// Says how many rows an iterator gives.
pub(crate) const fn counted<I>(rows: I, count: usize) -> Counted<I> {
    Counted { rows, left: count }
}

impl<I: Iterator> Iterator for Counted<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let row = self.rows.next()?;
        self.left = self.left.saturating_sub(1);
        Some(row)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<I: Iterator> ExactSizeIterator for Counted<I> {}

/// The values of a statement.
pub(crate) struct Values(SqliteArguments);

impl Values {
    /// Adds the next value. Floating-point numbers never go in: a not-a-number would become NULL.
    pub(crate) fn add<'v, V: Encode<'v, Sqlite> + Type<Sqlite>>(&mut self, value: V) -> Result<&mut Self> {
        match sqlx::Arguments::add(&mut self.0, value) {
            Ok(()) => Ok(self),
            Err(_) => Err(StoreError::fault("prepare a value", "a value does not fit its column")),
        }
    }
}
