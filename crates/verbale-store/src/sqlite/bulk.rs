//! Inserting many rows: statements of many rows, prepared once.

use super::direct::Direct;
use crate::error::{Doing, Result, StoreError};
use crate::session::value::Value;
use rusqlite::CachedStatement;
use rusqlite::types::Null;

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
        // Whoever inserts takes the whole transaction back where a row is refused. So nothing need be kept for taking back a statement
        // alone (`OR ABORT`, without a word), which would be a copy of every page that it touches.
        let statements =
            LENGTHS.map(|rows| format!("INSERT OR FAIL INTO \"{table}\" ({names}) VALUES {}", vec![&*row; rows].join(",")));
        Self { table, width: columns.len(), statements }
    }

    /// Inserts `count` rows; `bind` gives the values of each, in the order of the columns.
    pub(crate) fn insert<R>(
        &self,
        direct: &Direct,
        count: usize,
        rows: impl IntoIterator<Item = R>,
        mut bind: impl FnMut(&mut Values<'_>, R) -> Result<()>,
    ) -> Result<()> {
        let mut rows = rows.into_iter();
        let mut left = count;
        for (length, sql) in LENGTHS.into_iter().zip(&self.statements) {
            if left < length {
                continue;
            }
            // Fresh from the cache, all its values are NULL.
            let statement = direct.prepared(sql, || self.context())?;
            let mut values = Values { statement, bound: 0, filled: vec![false; length * self.width] };
            while left >= length {
                self.bind(&mut values, rows.by_ref().take(length), length, &mut bind)?;
                values.statement.raw_execute().doing(|| self.context())?;
                left -= length;
            }
        }
        if rows.next().is_some() { Err(self.fault("there are more rows than were announced")) } else { Ok(()) }
    }

    fn bind<'c, R>(
        &self,
        values: &mut Values<'c>,
        rows: impl Iterator<Item = R>,
        length: usize,
        bind: &mut impl FnMut(&mut Values<'c>, R) -> Result<()>,
    ) -> Result<()> {
        let mut bound = 0;
        values.bound = 0;
        for row in rows {
            bind(values, row)?;
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
pub(crate) struct Values<'c> {
    statement: CachedStatement<'c>,
    bound: usize,
    /// Which of them are not NULL. Half of all values are, mostly in the same columns: those need no call.
    filled: Vec<bool>,
}

impl Values<'_> {
    /// Adds the next value.
    pub(crate) fn add<'v>(&mut self, value: impl Into<Value<'v>>) -> Result<&mut Self> {
        let no_room = || StoreError::fault("prepare a value", "a row has too many values");
        let filled = self.filled.get_mut(self.bound).ok_or_else(no_room)?;
        self.bound += 1;
        let value = value.into();
        let was = std::mem::replace(filled, !matches!(value, Value::Null));
        let done = match value {
            Value::Null if !was => Ok(()),
            Value::Null => self.statement.raw_bind_parameter(self.bound, Null),
            Value::Integer(value) => self.statement.raw_bind_parameter(self.bound, value),
            Value::Text(value) => self.statement.raw_bind_parameter(self.bound, value),
        };
        done.map(|()| self).map_err(|_| StoreError::fault("prepare a value", "a value does not fit its column"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::row::Row;
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
            let both = |values: &mut Values<'_>, row: i64| values.add(row)?.add(Some("x")).map(drop);
            bulk.insert(&direct, rows.len(), rows, both).unwrap();
            total += count;
        }
        let sums = "SELECT count(*), sum(a = id - 1), sum(b = 'x') FROM t";
        let row = |row: &Row<'_>| Ok([row.get::<i64>(0)?, row.get(1)?, row.get(2)?]);
        assert_eq!(direct.first(sums, &[], row, "ask").unwrap(), Some([total; 3]));
    }

    #[test]
    fn nothing_stays_nothing_after_something_and_the_other_way_round() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)").unwrap();
        let direct = Direct::open(&path, Mode::Write).unwrap();
        let bulk = Bulk::new("t", &["a", "b"]);
        // Three numbers and a text by turns, out of step with the rows of a statement.
        let a = |row: i64| (row % 3 > 0).then_some(row);
        let b = |row: i64| (row % 7 > 3).then_some("x");
        for _ in 0..2 {
            bulk.insert(&direct, 300, 0..300_i64, |values, row| values.add(a(row))?.add(b(row)).map(drop)).unwrap();
        }
        let read = direct.all("SELECT a, b FROM t ORDER BY id", &[], |row| Ok((row.get(0)?, row.get(1)?)), "ask").unwrap();
        let expected: Vec<(Option<i64>, Option<String>)> =
            (0..300).chain(0..300).map(|row| (a(row), b(row).map(str::to_owned))).collect();
        assert_eq!(read, expected);
    }

    #[test]
    fn a_row_too_short_or_too_long_and_a_wrong_count_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a, b)").unwrap();
        let direct = Direct::open(&path, Mode::Write).unwrap();
        let bulk = Bulk::new("t", &["a", "b"]);
        let short = |values: &mut Values<'_>, row: i64| values.add(row).map(drop);
        let right = |values: &mut Values<'_>, row: i64| values.add(row)?.add(row).map(drop);
        let long = |values: &mut Values<'_>, row: i64| values.add(row)?.add(row)?.add(row).map(drop);
        assert!(bulk.insert(&direct, 9, 0..9, short).is_err());
        assert!(bulk.insert(&direct, 9, 0..9, long).is_err());
        assert!(bulk.insert(&direct, 9, 0..8, right).is_err());
        assert!(bulk.insert(&direct, 9, 0..10, right).is_err());
        assert!(bulk.insert(&direct, 9, 0..9, right).is_ok());
    }
}
