//! Rows of the database beside those that an original gives today.

use super::difference::{Differences, Spot};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::Value;
use std::borrow::Cow;

/// A value that a column should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field<'a> {
    Null,
    Integer(i64),
    Text(Cow<'a, str>),
}

impl Field<'_> {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(value) => Value::Integer(*value),
            Self::Text(text) => Value::Text(text),
        }
    }
}

impl<'a> From<&'a str> for Field<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Field<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Field<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl<'a, T: Into<Field<'a>>> From<Option<T>> for Field<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A table as it is compared: its name, its columns, and the query that gives them in this order.
pub(super) struct Table<const N: usize> {
    pub(super) name: &'static str,
    pub(super) columns: [&'static str; N],
    pub(super) sql: &'static str,
}

impl<const N: usize> Table<N> {
    /// Compares the rows of the query with those expected, one by one in their order. Stored rows that `passes` are left out.
    pub(super) fn compare<'a>(
        &self,
        direct: &Session,
        params: &[Value<'_>],
        expected: impl IntoIterator<Item = (Spot<'a>, [Field<'a>; N])>,
        passes: impl Fn(&Row<'_>) -> Result<bool>,
        found: &mut Differences,
    ) -> Result<u64> {
        let mut expected = expected.into_iter();
        let mut rows = 0;
        let visit = |row: &Row<'_>| {
            if passes(row)? {
                return Ok(());
            }
            rows += 1;
            let Some((spot, fields)) = expected.next() else {
                found.add(|| (format!("a row of `{}` that the original does not give", self.name), String::new()));
                return Ok(());
            };
            for (index, (field, column)) in fields.iter().zip(self.columns).enumerate() {
                if !row.holds(index, field.value())? {
                    found.add(|| (format!("`{column}` of `{}` is not what the original gives", self.name), spot.to_string()));
                }
            }
            Ok(())
        };
        direct.each(self.sql, params, visit, "compare with the original")?;
        for (spot, _) in expected {
            found.add(|| (format!("a row of `{}` is missing", self.name), spot.to_string()));
        }
        Ok(rows)
    }
}

/// Compares all stored rows.
#[expect(clippy::unnecessary_wraps, reason = "it stands where a row may fail to be read")]
pub(super) const fn all(_: &Row<'_>) -> Result<bool> {
    Ok(false)
}
