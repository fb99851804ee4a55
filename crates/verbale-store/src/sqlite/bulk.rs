//! Inserting many rows: they are gathered, over several files, until a statement of many rows is full.

use crate::error::{Doing, Result, StoreError};
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, Encode, SqlSafeStr, SqlStr, SqliteConnection, Type};
use std::cell::RefCell;
use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Rows of a full statement. It is built once and prepared once; what is left over waits for more rows, or for the end of the
/// transaction.
const FULL: usize = 1_024;

/// Statements of so few rows come often enough to be kept prepared.
const FEW: usize = 4;

/// `SQLite` takes no more values in one statement.
const MAX_VALUES: usize = 32_766;

/// The rows that go into one table.
#[derive(Debug)]
pub(crate) struct Bulk {
    table: &'static str,
    width: usize,
    /// `INSERT … VALUES`, and the placeholders of a row.
    head: String,
    row: String,
    full: SqlStr,
    waiting: RefCell<Waiting>,
}

/// Rows that wait to be written.
#[derive(Default)]
struct Waiting {
    values: SqliteArguments,
    rows: usize,
}

impl std::fmt::Debug for Waiting {
    /// Nothing of the values: they are what people wrote.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows", self.rows)
    }
}

impl Bulk {
    /// For a table and columns. Both are constants of this crate: this is the one place where SQL is put together.
    pub(crate) fn new(table: &'static str, columns: &'static [&'static str]) -> Self {
        assert!(columns.len() * FULL <= MAX_VALUES, "{table}: too many columns for {FULL} rows");
        let names = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let row = format!("({})", vec!["?"; columns.len()].join(","));
        let head = format!("INSERT INTO \"{table}\" ({names}) VALUES ");
        let full = sql(&head, &row, FULL);
        Self { table, width: columns.len(), head, row, full, waiting: RefCell::default() }
    }

    /// Takes rows; `bind` gives the values of each, in the order of the columns. They are written when there are enough of them,
    /// or by [`Self::flush`].
    pub(crate) async fn insert<R>(
        &self,
        connection: &mut SqliteConnection,
        rows: impl IntoIterator<Item = R>,
        mut bind: impl FnMut(&mut Values, R) -> Result<()>,
    ) -> Result<()> {
        let mut rows = rows.into_iter();
        let mut batch = self.take(&mut rows, &mut bind)?;
        while let Some(values) = batch {
            let mut running = pin!(sqlx::query_with(self.full.clone(), values).execute(&mut *connection));
            // The first poll hands the statement to the driver's thread. While that works, the next one is made ready here.
            let first = poll_fn(|context| Poll::Ready(running.as_mut().poll(context))).await;
            let next = self.take(&mut rows, &mut bind);
            let done = match first {
                Poll::Ready(done) => done,
                Poll::Pending => running.await,
            };
            done.doing(|| self.context())?;
            batch = next?;
        }
        Ok(())
    }

    /// Takes rows until there are enough for a full statement, and gives its values; `None` when no row is left.
    fn take<R>(
        &self,
        rows: &mut impl Iterator<Item = R>,
        bind: &mut impl FnMut(&mut Values, R) -> Result<()>,
    ) -> Result<Option<SqliteArguments>> {
        let mut waiting = self.waiting.borrow_mut();
        let mut values = Values(std::mem::take(&mut waiting.values));
        while waiting.rows < FULL {
            let Some(row) = rows.next() else {
                waiting.values = values.0;
                return Ok(None);
            };
            bind(&mut values, row)?;
            waiting.rows += 1;
        }
        waiting.rows = 0;
        self.check(&values.0, FULL)?;
        Ok(Some(values.0))
    }

    /// Writes the rows that wait.
    pub(crate) async fn flush(&self, connection: &mut SqliteConnection) -> Result<()> {
        let Waiting { values, rows } = self.waiting.take();
        if rows == 0 {
            return Ok(());
        }
        self.check(&values, rows)?;
        let statement = sqlx::query_with(sql(&self.head, &self.row, rows), values).persistent(rows <= FEW);
        statement.execute(connection).await.doing(|| self.context())?;
        Ok(())
    }

    /// Forgets the rows that wait: their transaction is rolled back.
    pub(crate) fn clear(&self) {
        self.waiting.take();
    }

    /// A missing value would silently become NULL.
    fn check(&self, values: &SqliteArguments, rows: usize) -> Result<()> {
        if sqlx::Arguments::len(values) == rows * self.width {
            Ok(())
        } else {
            Err(StoreError::fault(self.context(), "a row has too few or too many values"))
        }
    }

    fn context(&self) -> String {
        format!("write to the table {}", self.table)
    }
}

fn sql(head: &str, row: &str, rows: usize) -> SqlStr {
    let sql: std::sync::Arc<str> = format!("{head}{}", vec![row; rows].join(",")).into();
    AssertSqlSafe(sql).into_sql_str()
}

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
