//! Runs, and what became of each file in them.

use crate::error::{Doing, Result, StoreError, int};
use crate::load::file;
use crate::record::{FileMeta, FileOutcome, FileState, RunId, RunMeta, RunTotals};
use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

/// Begins a run.
pub(crate) async fn begin(connection: &mut SqliteConnection, meta: &RunMeta) -> Result<RunId> {
    let sql = "INSERT INTO run_record (started_at, tool, schemas, operator, host) VALUES (?, ?, ?, ?, ?) RETURNING id";
    sqlx::query_scalar(sql)
        .bind(time(meta.started_at))
        .bind(&meta.tool)
        .bind(&meta.schemas)
        .bind(&meta.operator)
        .bind(&meta.host)
        .fetch_one(connection)
        .await
        .doing(|| "begin a run".to_owned())
        .map(RunId)
}

/// Records what became of a file in a run.
pub(crate) async fn record(
    connection: &mut SqliteConnection,
    run: RunId,
    name: &str,
    file: Option<i64>,
    outcome: FileOutcome,
    reason: Option<&str>,
) -> Result<()> {
    sqlx::query("INSERT INTO run_file (run, name, file, outcome, reason) VALUES (?, ?, ?, ?, ?)")
        .bind(run.0)
        .bind(name)
        .bind(file)
        .bind(outcome.code())
        .bind(reason)
        .execute(connection)
        .await
        .doing(|| "record the outcome of a file".to_owned())?;
    Ok(())
}

/// Records a file whose bytes had been loaded before.
pub(crate) async fn unchanged(connection: &mut SqliteConnection, run: RunId, meta: &FileMeta) -> Result<()> {
    match file::state(connection, &meta.sha256).await? {
        (Some(id), FileState::Loaded) => record(connection, run, &meta.name, Some(id), FileOutcome::Unchanged, None).await,
        _ => Err(StoreError::fault("record a file as unchanged", "it was never loaded")),
    }
}

/// Records a file that is none to be read.
pub(crate) async fn ignore(connection: &mut SqliteConnection, run: RunId, name: &str, reason: &str) -> Result<()> {
    record(connection, run, name, None, FileOutcome::Ignored, Some(reason)).await
}

/// Records a file whose bytes could not be read.
pub(crate) async fn unread(connection: &mut SqliteConnection, run: RunId, name: &str, reason: &str) -> Result<()> {
    record(connection, run, name, None, FileOutcome::Rejected, Some(reason)).await
}

/// Ends a run. The totals come from the files recorded, the number found from the caller; the database checks that they agree.
pub(crate) async fn finish(
    connection: &mut SqliteConnection,
    run: RunId,
    found: u64,
    finished_at: DateTime<Utc>,
) -> Result<RunTotals> {
    let context = || "end the run".to_owned();
    let counted: Vec<(String, i64)> =
        sqlx::query_as("SELECT outcome, count(*) FROM run_file WHERE run = ? GROUP BY outcome ORDER BY outcome")
            .bind(run.0)
            .fetch_all(&mut *connection)
            .await
            .doing(context)?;
    let of = |outcome: FileOutcome| counted.iter().find(|(code, _)| code == outcome.code()).map_or(0, |(_, count)| *count);
    let (loaded, unchanged) = (of(FileOutcome::Loaded), of(FileOutcome::Unchanged));
    let (rejected, ignored) = (of(FileOutcome::Rejected), of(FileOutcome::Ignored));
    let sql = "UPDATE run_record SET finished_at = ?, found = ?, loaded = ?, unchanged = ?, rejected = ?, ignored = ? \
               WHERE id = ? AND finished_at IS NULL";
    let done = sqlx::query(sql)
        .bind(time(finished_at))
        .bind(int(found)?)
        .bind(loaded)
        .bind(unchanged)
        .bind(rejected)
        .bind(ignored)
        .bind(run.0)
        .execute(connection)
        .await
        .doing(context)?;
    if done.rows_affected() != 1 {
        return Err(StoreError::fault(context(), "the run is unknown or has ended already"));
    }
    let count = |value: i64| u64::try_from(value).map_err(|_| StoreError::fault(context(), "a count is negative"));
    Ok(RunTotals {
        found,
        loaded: count(loaded)?,
        unchanged: count(unchanged)?,
        rejected: count(rejected)?,
        ignored: count(ignored)?,
    })
}

/// A time as the database writes it: ISO 8601 in UTC, to the second, so that texts compare as times do.
fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
