//! Many rows into one table.

use super::Session;
use super::value::Value;
use crate::error::{Result, StoreError, int};
use crate::{postgres, sqlite};

/// The rows that go into one table.
#[derive(Debug)]
pub(crate) struct Bulk {
    sqlite: sqlite::bulk::Bulk,
    postgres: postgres::copy::Copy,
}

/// The values of rows on their way.
pub(crate) enum Values<'v, 'c> {
    Sqlite(&'v mut sqlite::bulk::Values<'c>),
    Postgres(&'v mut postgres::copy::Rows),
}

impl Values<'_, '_> {
    /// Adds the next value.
    #[inline]
    pub(crate) fn add<'v>(&mut self, value: impl Into<Value<'v>>) -> Result<&mut Self> {
        match self {
            Self::Sqlite(values) => values.add(value).map(drop),
            Self::Postgres(rows) => rows.add(value.into()),
        }?;
        Ok(self)
    }
}

impl Bulk {
    /// For a table and columns, of each of which `kinds` says whether it holds integers (`i`) or texts (`t`). All are constants of
    /// this crate.
    pub(crate) fn new(table: &'static str, kinds: &'static str, columns: &'static [&'static str]) -> Self {
        Self { sqlite: sqlite::bulk::Bulk::new(table, columns), postgres: postgres::copy::Copy::new(table, kinds, columns) }
    }

    /// Inserts `count` rows; `bind` gives the values of each, in the order of the columns, and asks the database nothing.
    pub(crate) fn insert<R>(
        &self,
        session: &Session,
        count: usize,
        rows: impl IntoIterator<Item = R>,
        mut bind: impl FnMut(&mut Values<'_, '_>, R) -> Result<()>,
    ) -> Result<()> {
        match session {
            Session::Sqlite(direct) => {
                self.sqlite.insert(direct, count, rows, |values, row| bind(&mut Values::Sqlite(values), row))
            }
            Session::Postgres(server) => {
                let rows = rows.into_iter();
                self.postgres.insert(server, None, count, rows, |values, row| bind(&mut Values::Postgres(values), row))
            }
        }
    }

    /// Inserts rows whose number is known.
    pub(crate) fn insert_all<R>(
        &self,
        session: &Session,
        rows: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
        bind: impl FnMut(&mut Values<'_, '_>, R) -> Result<()>,
    ) -> Result<()> {
        let rows = rows.into_iter();
        self.insert(session, rows.len(), rows, bind)
    }

    /// Inserts `count` rows with consecutive ids. `SQLite` numbers them one by one, which costs a third less than to be told the
    /// number of each; it is refused if it has numbered them otherwise, since what refers to them would refer to others.
    pub(crate) fn insert_numbered<R>(
        &self,
        session: &Session,
        first: i64,
        count: usize,
        rows: impl IntoIterator<Item = R>,
        mut bind: impl FnMut(&mut Values<'_, '_>, R) -> Result<()>,
    ) -> Result<()> {
        match session {
            Session::Sqlite(direct) => {
                self.sqlite.insert(direct, count, rows, |values, row| bind(&mut Values::Sqlite(values), row))?;
                if count == 0 || direct.newest_id() == first + int(count)? - 1 {
                    Ok(())
                } else {
                    Err(StoreError::fault("number the rows", "the database numbered them otherwise"))
                }
            }
            Session::Postgres(server) => {
                let rows = rows.into_iter();
                self.postgres.insert(server, Some(first), count, rows, |values, row| bind(&mut Values::Postgres(values), row))
            }
        }
    }
}
