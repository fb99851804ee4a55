//! Runs, and what became of each file in them.

use crate::chain;
use crate::error::{Result, StoreError, int};
use crate::load::{Bulks, file};
use crate::record::{FileMeta, FileOutcome, FileState, RunId, RunMeta, RunTotals};
use crate::session::Session;
use crate::session::value::params;
use chrono::{DateTime, Utc};

/// Begins a run. Those before it that were killed are linked as they were left.
pub(crate) fn begin(session: &Session, meta: &RunMeta) -> Result<RunId> {
    let sql = "INSERT INTO run_record (started_at, tool, schemas, operator, host) VALUES (?, ?, ?, ?, ?)";
    chain::link_killed(session)?;
    let at = time(meta.started_at);
    let values = params![at, meta.tool, meta.schemas, meta.operator, meta.host];
    let run = session.insert(sql, values, "begin a run")?;
    session.mark_alive(run)?;
    Ok(RunId(run))
}

/// Records what became of a file in a run.
pub(crate) fn record(
    session: &Session,
    bulks: &Bulks,
    run: RunId,
    name: &str,
    file: Option<i64>,
    outcome: FileOutcome,
    reason: Option<&str>,
) -> Result<()> {
    bulks.outcomes.insert_all(session, [()], |values, ()| {
        values.add(run.0)?.add(name)?.add(file)?.add(outcome.code())?.add(reason)?;
        Ok(())
    })
}

/// Records a file whose bytes had been loaded before; `known` is the id of its row, where the caller has it.
pub(crate) fn unchanged(session: &Session, bulks: &Bulks, run: RunId, meta: &FileMeta, known: Option<i64>) -> Result<()> {
    let file = match known {
        Some(id) => id,
        None => match file::state(session, &meta.sha256)? {
            (Some(id), FileState::Loaded) => id,
            _ => return Err(StoreError::fault("record a file as unchanged", "it was never loaded")),
        },
    };
    record(session, bulks, run, &meta.name, Some(file), FileOutcome::Unchanged, None)
}

/// Records a file that is none to be read.
pub(crate) fn ignore(session: &Session, bulks: &Bulks, run: RunId, name: &str, reason: &str) -> Result<()> {
    record(session, bulks, run, name, None, FileOutcome::Ignored, Some(reason))
}

/// Records a file whose bytes could not be read.
pub(crate) fn unread(session: &Session, bulks: &Bulks, run: RunId, name: &str, reason: &str) -> Result<()> {
    record(session, bulks, run, name, None, FileOutcome::Rejected, Some(reason))
}

/// Ends a run. The totals come from the files recorded, the number found from the caller; the database checks that they agree.
pub(crate) fn finish(session: &Session, run: RunId, found: u64, finished_at: DateTime<Utc>) -> Result<RunTotals> {
    const CONTEXT: &str = "end the run";
    let sql = "SELECT outcome, count(*) FROM run_file WHERE run = ? GROUP BY outcome ORDER BY outcome";
    let counted: Vec<(String, i64)> = session.all(sql, params![run.0], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    let of = |outcome: FileOutcome| counted.iter().find(|(code, _)| code == outcome.code()).map_or(0, |(_, count)| *count);
    let (loaded, unchanged) = (of(FileOutcome::Loaded), of(FileOutcome::Unchanged));
    let (rejected, ignored) = (of(FileOutcome::Rejected), of(FileOutcome::Ignored));
    let registered = of(FileOutcome::Registered);
    let sql = "UPDATE run_record SET finished_at = ?, found = ?, loaded = ?, unchanged = ?, rejected = ?, ignored = ?, registered = ? \
               WHERE id = ? AND finished_at IS NULL";
    let (at, counted) = (time(finished_at), int(found)?);
    let values = params![at, counted, loaded, unchanged, rejected, ignored, registered, run.0];
    if session.execute(sql, values, CONTEXT)? != 1 {
        return Err(StoreError::fault(CONTEXT, "the run is unknown or has ended already"));
    }
    chain::link(session, run)?;
    let count = |value: i64| u64::try_from(value).map_err(|_| StoreError::fault(CONTEXT, "a count is negative"));
    Ok(RunTotals {
        found,
        loaded: count(loaded)?,
        unchanged: count(unchanged)?,
        rejected: count(rejected)?,
        ignored: count(ignored)?,
        registered: count(registered)?,
    })
}

/// A time as the database writes it: ISO 8601 in UTC, to the second, so that texts compare as times do.
pub(crate) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
