//! The row of a file.

use super::Job;
use crate::error::{Doing, Result, int};
use crate::record::{FileMeta, FileOutcome, FileState, RunId};
use sqlx::SqliteConnection;
use verbale_model::digest::hex;

/// The id and state of a file's bytes.
pub(crate) async fn state(connection: &mut SqliteConnection, sha256: &[u8; 32]) -> Result<(Option<i64>, FileState)> {
    let row: Option<(i64, String)> = sqlx::query_as("SELECT id, outcome FROM file_record WHERE sha256 = ?")
        .bind(hex(sha256))
        .fetch_optional(connection)
        .await
        .doing(|| "look up the file".to_owned())?;
    Ok(match row {
        None => (None, FileState::Unknown),
        Some((id, outcome)) if outcome == FileOutcome::Rejected.code() => (Some(id), FileState::Rejected),
        Some((id, _)) => (Some(id), FileState::Loaded),
    })
}

/// Writes the row of a file that was read, with its accounting, whose sums the database checks; gives its id.
pub(super) async fn write_loaded(
    connection: &mut SqliteConnection,
    run: RunId,
    known: Option<i64>,
    job: &Job<'_>,
    outcome: FileOutcome,
) -> Result<i64> {
    let Job { reading, meta, .. } = job;
    let accounting = reading.accounting;
    let id = ensure(connection, run, known, meta).await?;
    let sql = "UPDATE file_record SET outcome = ?, reason = NULL, edition = ?, layout = ?, language = ?, received_on = ?, \
               cells = ?, mapped = ?, template = ?, unmapped = ?, \"rows\" = ?, rows_answered = ?, rows_unplaced = ? WHERE id = ?";
    sqlx::query(sql)
        .bind(outcome.code())
        .bind(job.edition)
        .bind(&reading.layout)
        .bind(reading.language.code())
        .bind(meta.received_on.map(|day| day.to_string()))
        .bind(int(accounting.cells)?)
        .bind(int(accounting.mapped)?)
        .bind(int(accounting.template)?)
        .bind(int(accounting.unmapped)?)
        .bind(int(accounting.rows)?)
        .bind(int(accounting.rows_answered)?)
        .bind(int(accounting.rows_unplaced)?)
        .bind(id)
        .execute(connection)
        .await
        .doing(|| "write the row of the file".to_owned())?;
    Ok(id)
}

/// Writes the row of a file that could not be read; gives its id.
pub(super) async fn write_rejected(
    connection: &mut SqliteConnection,
    run: RunId,
    known: Option<i64>,
    meta: &FileMeta,
    reason: &str,
) -> Result<i64> {
    let id = ensure(connection, run, known, meta).await?;
    sqlx::query("UPDATE file_record SET reason = ? WHERE id = ?")
        .bind(reason)
        .bind(id)
        .execute(connection)
        .await
        .doing(|| "write the row of the file".to_owned())?;
    Ok(id)
}

/// The row of a file, made as that of a rejected one if it is new; the caller fills it in.
async fn ensure(connection: &mut SqliteConnection, run: RunId, known: Option<i64>, meta: &FileMeta) -> Result<i64> {
    if let Some(id) = known {
        return Ok(id);
    }
    let label = free_label(connection, &meta.name).await?;
    let sql = "INSERT INTO file_record (sha256, name, label, size, format, encoding, first_run, outcome, reason) \
               VALUES (?, ?, ?, ?, ?, ?, ?, 'rejected', '') RETURNING id";
    sqlx::query_scalar(sql)
        .bind(hex(&meta.sha256))
        .bind(&meta.name)
        .bind(label)
        .bind(int(meta.size)?)
        .bind(&meta.format)
        .bind(&meta.encoding)
        .bind(run.0)
        .fetch_one(connection)
        .await
        .doing(|| "write the row of the file".to_owned())
}

/// The name by which the views call a file. A corrected file often comes under its old name, and a name that stood for two files
/// would make every join on it wrong: the second one is `albania.xlsx (2)`.
async fn free_label(connection: &mut SqliteConnection, name: &str) -> Result<String> {
    let context = || "name the file".to_owned();
    let (namesakes, taken): (i64, bool) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM file_record WHERE name = ?1), EXISTS (SELECT 1 FROM file_record WHERE label = ?1)",
    )
    .bind(name)
    .fetch_one(&mut *connection)
    .await
    .doing(context)?;
    if namesakes == 0 && !taken {
        return Ok(name.to_owned());
    }
    let mut number = namesakes + 1;
    loop {
        let label = if number == 1 { name.to_owned() } else { format!("{name} ({number})") };
        let taken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM file_record WHERE label = ?)")
            .bind(&label)
            .fetch_one(&mut *connection)
            .await
            .doing(context)?;
        if !taken {
            return Ok(label);
        }
        number += 1;
    }
}
