//! Everything that is so only because the database is `SQLite`: opening it, pragmas, migrations, locks, bulk statements, result
//! codes.

pub(crate) mod bulk;
pub(crate) mod lock;
mod migrate;
mod network;
mod open;

use crate::error::{Doing, ErrorKind, Result};
use sqlx::sqlite::Sqlite;
use sqlx::{Connection, SqliteConnection, Transaction};

pub(crate) use open::{Mode, close, open, path_of};

/// Begins a transaction that may write. A deferred one would fail at once, whatever the busy timeout, when it turns from reading
/// to writing while another process writes.
pub(crate) async fn begin(connection: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>> {
    connection.begin_with("BEGIN IMMEDIATE").await.doing(|| "begin a transaction".to_owned())
}

/// Whether a commit waits until the disk has it, and all before it.
pub(crate) async fn flushed(connection: &mut SqliteConnection, on: bool) -> Result<()> {
    let sql = if on { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = NORMAL" };
    sqlx::raw_sql(sql).execute(connection).await.doing(|| "say when to flush the disk".to_owned())?;
    Ok(())
}

/// Whether the database looks up what each new row refers to.
pub(crate) async fn referring_checked(connection: &mut SqliteConnection, on: bool) -> Result<()> {
    let sql = if on { "PRAGMA foreign_keys = ON" } else { "PRAGMA foreign_keys = OFF" };
    sqlx::raw_sql(sql).execute(connection).await.doing(|| "say what to check".to_owned())?;
    Ok(())
}

/// Refreshes what the query planner knows of the tables. The bound keeps it short on a big database.
pub(crate) async fn refresh_statistics(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;")
        .execute(connection)
        .await
        .doing(|| "refresh the statistics".to_owned())?;
    Ok(())
}

/// What kind of fault a driver error is. Its message is not used, since it is not ours to say what stands in it; the one
/// exception is the name of a constraint, which is.
pub(crate) fn kind_of(error: &sqlx::Error) -> ErrorKind {
    match error {
        sqlx::Error::Io(error) => ErrorKind::Io(error.kind()),
        sqlx::Error::Database(error) => {
            let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
            kind_of_code(code, error.message())
        }
        sqlx::Error::RowNotFound => ErrorKind::Fault("a row that must be there is missing".to_owned()),
        sqlx::Error::Encode(_) => ErrorKind::Fault("a value does not fit its column".to_owned()),
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) => {
            ErrorKind::Fault("a column does not hold what it must".to_owned())
        }
        sqlx::Error::WorkerCrashed => ErrorKind::Fault("the database thread ended".to_owned()),
        _ => ErrorKind::Database("unknown".to_owned()),
    }
}

/// The kind of an extended `SQLite` result code.
fn kind_of_code(code: u32, message: &str) -> ErrorKind {
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

/// True for the name of a constraint, as against an expression.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
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
}
