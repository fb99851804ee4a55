//! Inserting many rows: statements of many rows, prepared once.

use super::direct::Direct;
use crate::error::{Doing, Result, StoreError};
use rusqlite::{CachedStatement, ToSql};

/// Rows of a statement, longest first; what does not fill one goes into shorter ones. Beyond 64 rows nothing is gained.
const LENGTHS: [usize; 3] = [64, 8, 1];

/// The rows that go into one table.
#[derive(Debug)]
pub(crate) struct Bulk {
    table: &'static str,
    width: usize,
    /// By length.
    statements: [String; LENGTHS.len()],
}

impl Bulk {
    /// For a table and columns. Both are constants of this crate: this is the one place where SQL is put together.
    pub(crate) fn new(table: &'static str, columns: &'static [&'static str]) -> Self {
        let names = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let row = format!("({})", vec!["?"; columns.len()].join(","));
        let statements = LENGTHS.map(|rows| format!("INSERT INTO \"{table}\" ({names}) VALUES {}", vec![&*row; rows].join(",")));
        Self { table, width: columns.len(), statements }
    }

    /// Inserts `count` rows; `bind` gives the values of each, in the order of the columns.
    pub(crate) fn insert<R>(
        &self,
        direct: &Direct,
        count: usize,
        rows: impl IntoIterator<Item = R>,
        mut bind: impl FnMut(&mut Values<'_, '_>, R) -> Result<()>,
    ) -> Result<()> {
        let mut rows = rows.into_iter();
        let mut left = count;
        for (length, sql) in LENGTHS.into_iter().zip(&self.statements) {
            if left < length {
                continue;
            }
            let mut statement = direct.prepared(sql, || self.context())?;
            while left >= length {
                self.bind(&mut statement, rows.by_ref().take(length), length, &mut bind)?;
                statement.raw_execute().doing(|| self.context())?;
                left -= length;
            }
        }
        if rows.next().is_some() { Err(self.fault("there are more rows than were announced")) } else { Ok(()) }
    }

    /// Inserts rows whose number is known.
    pub(crate) fn insert_all<R>(
        &self,
        direct: &Direct,
        rows: impl IntoIterator<Item = R, IntoIter: ExactSizeIterator>,
        bind: impl FnMut(&mut Values<'_, '_>, R) -> Result<()>,
    ) -> Result<()> {
        let rows = rows.into_iter();
        self.insert(direct, rows.len(), rows, bind)
    }

    fn bind<R>(
        &self,
        statement: &mut CachedStatement<'_>,
        rows: impl Iterator<Item = R>,
        length: usize,
        bind: &mut impl FnMut(&mut Values<'_, '_>, R) -> Result<()>,
    ) -> Result<()> {
        let mut values = Values { statement, bound: 0 };
        let mut bound = 0;
        for row in rows {
            bind(&mut values, row)?;
            bound += 1;
            // A missing value would silently become that of an earlier row.
            if values.bound != bound * self.width {
                return Err(self.fault("a row has too few or too many values"));
            }
        }
        if bound == length { Ok(()) } else { Err(self.fault("there are fewer rows than were announced")) }
    }

    fn context(&self) -> String {
        format!("write to the table {}", self.table)
    }

    fn fault(&self, what: &str) -> StoreError {
        StoreError::fault(self.context(), what)
    }
}

/// The values of a statement.
pub(crate) struct Values<'s, 'c> {
    statement: &'s mut CachedStatement<'c>,
    bound: usize,
}

impl Values<'_, '_> {
    /// Adds the next value. Floating-point numbers never go in: a not-a-number would become NULL.
    pub(crate) fn add(&mut self, value: impl ToSql) -> Result<&mut Self> {
        self.bound += 1;
        match self.statement.raw_bind_parameter(self.bound, value) {
            Ok(()) => Ok(self),
            Err(_) => Err(StoreError::fault("prepare a value", "a value does not fit its column")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Mode;

    #[test]
    fn all_rows_go_in_and_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)").unwrap();
        let direct = Direct::open(&path, Mode::Write).unwrap();
        let bulk = Bulk::new("t", &["a", "b"]);
        let mut total = 0;
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 72, 73, 200] {
            let rows: Vec<i64> = (total..total + count).collect();
            let both = |values: &mut Values<'_, '_>, row: i64| values.add(row)?.add(Some("x")).map(drop);
            bulk.insert_all(&direct, rows, both).unwrap();
            total += count;
        }
        let sums = "SELECT count(*), sum(a = id - 1), sum(b = 'x') FROM t";
        let row = |row: &rusqlite::Row<'_>| Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?]);
        assert_eq!(direct.one(sums, [], row, "ask").unwrap(), [total; 3]);
    }

    #[test]
    fn a_row_too_short_or_too_long_and_a_wrong_count_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a, b)").unwrap();
        let direct = Direct::open(&path, Mode::Write).unwrap();
        let bulk = Bulk::new("t", &["a", "b"]);
        let short = |values: &mut Values<'_, '_>, row: i64| values.add(row).map(drop);
        let right = |values: &mut Values<'_, '_>, row: i64| values.add(row)?.add(row).map(drop);
        let long = |values: &mut Values<'_, '_>, row: i64| values.add(row)?.add(row)?.add(row).map(drop);
        assert!(bulk.insert(&direct, 9, 0..9, short).is_err());
        assert!(bulk.insert(&direct, 9, 0..9, long).is_err());
        assert!(bulk.insert(&direct, 9, 0..8, right).is_err());
        assert!(bulk.insert(&direct, 9, 0..10, right).is_err());
        assert!(bulk.insert(&direct, 9, 0..9, right).is_ok());
    }
}
