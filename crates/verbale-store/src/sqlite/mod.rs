//! Everything that is so only because the database is `SQLite`: opening it, pragmas, migrations, locks, the connection that writes
//! and its bulk statements, result codes.

pub(crate) mod bulk;
pub(crate) mod copier;
pub(crate) mod direct;
pub(crate) mod lock;
mod migrate;
mod network;
mod open;

use crate::error::{Doing, ErrorKind, Result, is_name};
use sqlx::sqlite::Sqlite;
use sqlx::{Connection, SqliteConnection, Transaction};
use std::time::Duration;

pub(crate) use open::{Mode, close, is_there, open, path_of};

/// How long a statement waits for another process. A second import waits for the first by a lock of its own; this is for the
/// rest, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_mins(10);

/// Not a flush of the disk a file: a kill loses nothing, and after a power cut the database is as after an earlier file, and the
/// next run goes on from there. What a run reports was flushed: see [`direct::Direct::flushed`].
const SYNCHRONOUS: &str = "NORMAL";

/// What every connection is told.
const PRAGMAS: [(&str, &str); 5] = [
    // Ids of what a row refers to are those under which it was just written: looking each up again costs a third of a load. The
    // tests look for rows that refer to nothing.
    ("foreign_keys", "OFF"),
    ("synchronous", SYNCHRONOUS),
    // 24 MiB of pages instead of 2: what a bulk load appends to stays in memory.
    ("cache_size", "-24576"),
    // Copying the log back takes two flushes of the disk: every 32 MiB instead of every 4, so not after every file. A run that
    // commits more than once has it copied beside.
    ("wal_autocheckpoint", "4096"),
    // The write-ahead log of a big load is cut down again once it has been copied.
    ("journal_size_limit", "67108864"),
];

/// Begins a transaction that may write. A deferred one would fail at once, whatever the busy timeout, when it turns from reading
/// to writing while another process writes.
pub(crate) async fn begin(connection: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>> {
    connection.begin_with("BEGIN IMMEDIATE").await.doing(|| "begin a transaction".to_owned())
}

/// Refreshes what the query planner knows of the tables. The bound keeps it short on a big database.
pub(crate) async fn refresh_statistics(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;")
        .execute(connection)
        .await
        .doing(|| "refresh the statistics".to_owned())?;
    Ok(())
}

/// What kind of fault an error of the connection that writes is; see [`crate::error::kind_of`].
fn kind_of_direct(error: &rusqlite::Error) -> ErrorKind {
    match error {
        rusqlite::Error::SqliteFailure(error, message) => {
            kind_of_code(u32::try_from(error.extended_code).unwrap_or(0), message.as_deref().unwrap_or_default())
        }
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..) => ErrorKind::Fault("a column does not hold what it must".to_owned()),
        rusqlite::Error::ToSqlConversionFailure(_) => ErrorKind::Fault("a value does not fit its column".to_owned()),
        _ => ErrorKind::Database("unknown".to_owned()),
    }
}

/// The kind of an extended `SQLite` result code.
pub(crate) fn kind_of_code(code: u32, message: &str) -> ErrorKind {
    const CHECK: u32 = 275;
    match (code, code & 0xff) {
        (CHECK, _) => match message.strip_prefix("CHECK constraint failed: ").filter(|name| is_name(name)) {
            Some(name) => ErrorKind::Fault(format!("the constraint {name} refused the data")),
            None => ErrorKind::Fault("a constraint refused the data".to_owned()),
        },
        (_, 5 | 6) => ErrorKind::Busy,
        (_, 8) => ErrorKind::ReadOnly,
        (_, 11) => ErrorKind::Damaged,
        (_, 13) => ErrorKind::Full,
        (_, 14) => ErrorKind::CannotOpen,
        (_, 19) => ErrorKind::Fault(format!("the database refused the data, SQLite result code {code}")),
        (_, 26) => ErrorKind::NotOurs,
        _ => ErrorKind::Database(code.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_code_says_what_to_do_and_a_message_is_never_quoted() {
        let canary = "CANARY-4711";
        for code in [0, 1, 5, 8, 10, 11, 13, 14, 19, 26, 275, 517, 787, 2067, 3091] {
            assert!(!kind_of_code(code, canary).to_string().contains(canary), "{code}");
            assert!(!kind_of_code(code, &format!("CHECK constraint failed: {canary}")).to_string().contains(canary), "{code}");
        }
        assert!(kind_of_code(275, "CHECK constraint failed: every_cell_accounted").to_string().contains("every_cell_accounted"));
        assert!(matches!(kind_of_code(5, ""), ErrorKind::Busy));
        assert!(matches!(kind_of_code(517, ""), ErrorKind::Busy));
        assert!(matches!(kind_of_code(26, ""), ErrorKind::NotOurs));
    }

    #[test]
    fn both_drivers_say_the_same() {
        let canary = "CANARY-4711";
        for code in [0, 1, 5, 8, 10, 11, 13, 14, 19, 26, 275, 517, 787, 2067, 3091] {
            for message in [canary, "CHECK constraint failed: every_cell_accounted"] {
                let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), Some(message.to_owned()));
                let said = kind_of_direct(&error).to_string();
                assert_eq!(said, kind_of_code(code.unsigned_abs(), message).to_string(), "{code}");
                assert!(!said.contains(canary), "{code}");
            }
        }
        let column = rusqlite::Error::InvalidColumnType(0, canary.to_owned(), rusqlite::types::Type::Text);
        let value = rusqlite::Error::ToSqlConversionFailure(canary.into());
        for error in [column, value, rusqlite::Error::InvalidColumnName(canary.to_owned())] {
            assert!(!kind_of_direct(&error).to_string().contains(canary));
        }
    }
}
