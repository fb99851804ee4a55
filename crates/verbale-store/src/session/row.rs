//! A row of either database.

use crate::error::{ErrorKind, Result, StoreError};
use crate::postgres::text;
use crate::session::value::Value;
use rusqlite::types::ValueRef;
use sqlx::postgres::PgRow;
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

/// A row that a query gave.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r PgRow),
}

impl Row<'_> {
    /// True if a column holds exactly this.
    pub(crate) fn holds(&self, index: usize, value: Value<'_>) -> Result<bool> {
        if let Self::Sqlite(row) = self {
            let stored = row.get_ref(index).map_err(|_| StoreError::fault("read a column", "it is not there"))?;
            return Ok(match (value, stored) {
                (Value::Null, ValueRef::Null) => true,
                (Value::Integer(value), ValueRef::Integer(stored)) => value == stored,
                (Value::Text(text), ValueRef::Text(stored)) => text.as_bytes() == stored,
                _ => false,
            });
        }
        match value {
            Value::Null => self.is_null(index),
            Value::Integer(value) => Ok(!self.is_null(index)? && self.get::<i64>(index).is_ok_and(|stored| stored == value)),
            Value::Text(value) => Ok(!self.is_null(index)? && self.get::<String>(index).is_ok_and(|stored| stored == value)),
        }
    }

    fn is_null(&self, index: usize) -> Result<bool> {
        let missing = || StoreError::fault("read a column", "it is not there");
        match self {
            Self::Sqlite(row) => row.get_ref(index).map(|value| value == ValueRef::Null).map_err(|_| missing()),
            Self::Postgres(row) => row.try_get_raw(index).map(|value| value.is_null()).map_err(|_| missing()),
        }
    }

    /// The value of a column. A flag may be a number or a truth value.
    pub(crate) fn get<T: Column>(&self, index: usize) -> Result<T> {
        let context = "read a column";
        match self {
            Self::Sqlite(row) => {
                T::of_file(row, index).map_err(|_| StoreError::fault(context, "a column does not hold what it must"))
            }
            Self::Postgres(row) => T::of_server(row, index).map_err(|error| {
                let kind = match error {
                    sqlx::Error::Io(_) => crate::error::kind_of(&error),
                    _ => ErrorKind::Fault("a column does not hold what it must".to_owned()),
                };
                StoreError::new(kind, context)
            }),
        }
    }
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    /// From a file.
    fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self>;
    /// From a server.
    fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error>;
}

impl Column for i64 {
    fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self> {
        row.get(index)
    }

    fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error> {
        let kind = row.try_get_raw(index)?.type_info().into_owned();
        match kind.name() {
            "BOOL" => row.try_get::<bool, _>(index).map(Self::from),
            "INT2" => row.try_get::<i16, _>(index).map(Self::from),
            "INT4" => row.try_get::<i32, _>(index).map(Self::from),
            _ => row.try_get(index),
        }
    }
}

macro_rules! smaller {
    ($($kind:ty),*) => { $(impl Column for $kind {
        fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self> {
            row.get(index)
        }

        fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error> {
            i64::of_server(row, index)?.try_into().map_err(|_| sqlx::Error::ColumnNotFound(String::new()))
        }
    })* };
}

smaller!(u8, i16, u32);

impl Column for f64 {
    fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self> {
        row.get(index)
    }

    fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error> {
        row.try_get(index)
    }
}

impl Column for bool {
    fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self> {
        row.get(index)
    }

    fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error> {
        i64::of_server(row, index).map(|flag| flag != 0)
    }
}

impl Column for String {
    fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self> {
        row.get(index)
    }

    fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error> {
        row.try_get(index).map(|stored: &str| text::read(stored).into_owned())
    }
}

impl<T: Column> Column for Option<T> {
    fn of_file(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Self> {
        match row.get_ref(index)? {
            ValueRef::Null => Ok(None),
            _ => T::of_file(row, index).map(Some),
        }
    }

    fn of_server(row: &PgRow, index: usize) -> std::result::Result<Self, sqlx::Error> {
        if row.try_get_raw(index)?.is_null() { Ok(None) } else { T::of_server(row, index).map(Some) }
    }
}
