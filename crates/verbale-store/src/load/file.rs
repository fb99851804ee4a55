//! The row of a file.

use super::known::Known;
use super::{Bulks, Job};
use crate::error::{Result, int};
use crate::ids::{Ids, Numbered};
use crate::record::{FileMeta, FileOutcome, FileState, RunId};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use verbale_model::digest::hex;
use verbale_model::reading::Accounting;
use verbale_model::{Language, SourceType};

const CONTEXT: &str = "write the row of the file";

/// The id and state of a file's bytes.
pub(crate) fn state(session: &Session, sha256: &[u8; 32]) -> Result<(Option<i64>, FileState)> {
    let sql = "SELECT id, outcome IN ('rejected', 'registered') FROM file_record WHERE sha256 = ?";
    let row: Option<(i64, bool)> =
        session.first(sql, params![hex(sha256)], |row| Ok((row.get(0)?, row.get(1)?)), "look up the file")?;
    Ok(match row {
        None => (None, FileState::Unknown),
        Some((id, true)) => (Some(id), FileState::Rejected),
        Some((id, false)) => (Some(id), FileState::Loaded),
    })
}

/// What is written of a file, beside its name and bytes.
struct Written<'a> {
    outcome: FileOutcome,
    reason: Option<&'a str>,
    edition: Option<i64>,
    layout: Option<&'a str>,
    language: Option<Language>,
    received_on: Option<String>,
    /// `None` of a file that could not be read.
    accounting: Option<Accounting>,
}

impl Written<'_> {
    /// Nothing but what became of it.
    const fn bare(outcome: FileOutcome) -> Self {
        Self { outcome, reason: None, edition: None, layout: None, language: None, received_on: None, accounting: None }
    }

    /// The accounting, in the order of its columns.
    fn counts(&self) -> Result<[Option<i64>; 7]> {
        let count = |of: fn(&Accounting) -> u64| self.accounting.as_ref().map(|accounting| int(of(accounting))).transpose();
        Ok([
            count(|sums| sums.cells)?,
            count(|sums| sums.mapped)?,
            count(|sums| sums.template)?,
            count(|sums| sums.unmapped)?,
            count(|sums| sums.rows)?,
            count(|sums| sums.rows_answered)?,
            count(|sums| sums.rows_unplaced)?,
        ])
    }
}

/// Writes the row of a file that was read, with its accounting, whose sums the database checks; gives its id.
pub(super) fn write_loaded(
    session: &Session,
    ids: &mut Ids,
    run: RunId,
    known: &Known,
    job: &Job<'_>,
    outcome: FileOutcome,
) -> Result<i64> {
    let Job { reading, meta, bulks, .. } = job;
    let written = Written {
        outcome,
        reason: None,
        edition: Some(job.edition),
        layout: Some(&reading.layout),
        language: Some(reading.language),
        received_on: meta.received_on.map(|day| day.to_string()),
        accounting: Some(reading.accounting),
    };
    if let Some(id) = known.file {
        return update(session, id, meta, &written);
    }
    let label = free_label(session, &meta.name, known.name)?;
    insert(session, bulks, ids, (run, &label), meta, &written)
}

/// Writes the row of a file that could not be read; gives its id.
pub(super) fn write_rejected(
    session: &Session,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    known: Option<i64>,
    meta: &FileMeta,
    reason: &str,
) -> Result<i64> {
    let written = Written { reason: Some(reason), ..Written::bare(FileOutcome::Rejected) };
    write(session, bulks, ids, run, known, meta, &written)
}

/// Writes the row of a letter that the register has; gives its id.
pub(super) fn write_registered(
    session: &Session,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    known: Option<i64>,
    meta: &FileMeta,
) -> Result<i64> {
    let written = Written { received_on: meta.received_on.map(|day| day.to_string()), ..Written::bare(FileOutcome::Registered) };
    write(session, bulks, ids, run, known, meta, &written)
}

/// Writes a new row, or what changes in the row of a file that gave no answers before.
fn write(
    session: &Session,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    known: Option<i64>,
    meta: &FileMeta,
    written: &Written<'_>,
) -> Result<i64> {
    if let Some(id) = known {
        return update(session, id, meta, written);
    }
    session.lock_name(&meta.name)?;
    let sql = "SELECT (SELECT count(*) FROM file_record WHERE name = ?1), EXISTS (SELECT 1 FROM file_record WHERE label = ?1)";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let known = session.one(sql, params![meta.name], row, "name the file")?;
    let label = free_label(session, &meta.name, known)?;
    insert(session, bulks, ids, (run, &label), meta, written)
}

/// The columns of a new row.
pub(super) const COLUMNS: &[&str] = &[
    "id",
    "sha256",
    "name",
    "label",
    "size",
    "format",
    "encoding",
    "first_run",
    "outcome",
    "reason",
    "edition",
    "layout",
    "language",
    "received_on",
    "source",
    "cells",
    "mapped",
    "template",
    "unmapped",
    "rows",
    "rows_answered",
    "rows_unplaced",
];

fn insert(
    session: &Session,
    bulks: &Bulks,
    ids: &mut Ids,
    (run, label): (RunId, &str),
    meta: &FileMeta,
    written: &Written<'_>,
) -> Result<i64> {
    let id = ids.blocks.take(session, Numbered::File, 1)?;
    let (sha256, size, counts) = (hex(&meta.sha256), int(meta.size)?, written.counts()?);
    let Written { outcome, reason, edition, layout, received_on, .. } = written;
    bulks.files.insert_all(session, [()], |values, ()| {
        values.add(id)?.add(&*sha256)?.add(&*meta.name)?.add(label)?.add(size)?.add(&*meta.format)?;
        values.add(meta.encoding.as_deref())?.add(run.0)?.add(outcome.code())?.add(*reason)?.add(*edition)?.add(*layout)?;
        values.add(written.language.map(Language::code))?.add(received_on.as_deref())?;
        values.add(meta.source.map(SourceType::code))?;
        counts.iter().try_for_each(|count| values.add(*count).map(drop))
    })?;
    Ok(id)
}

fn update(session: &Session, id: i64, meta: &FileMeta, written: &Written<'_>) -> Result<i64> {
    let sql = "UPDATE file_record SET outcome = ?, reason = ?, edition = ?, layout = ?, language = ?, received_on = ?, \
               source = ?, cells = ?, mapped = ?, template = ?, unmapped = ?, \"rows\" = ?, rows_answered = ?, rows_unplaced = ? \
               WHERE id = ?";
    let Written { outcome, reason, edition, layout, received_on, .. } = written;
    let (outcome, language) = (outcome.code(), written.language.map(Language::code));
    let source = meta.source.map(SourceType::code);
    let [cells, mapped, template, unmapped, rows, answered, unplaced] = written.counts()?;
    let values = params![
        outcome,
        reason,
        edition,
        layout,
        language,
        received_on,
        source,
        cells,
        mapped,
        template,
        unmapped,
        rows,
        answered,
        unplaced,
        id
    ];
    session.execute(sql, values, CONTEXT)?;
    Ok(id)
}

/// The name by which the views call a file, of whose name there are so many files, and which a file may be called already. A corrected
/// file often comes under its old name, and a name that stood for two files would make every join on it wrong: the second one is
/// `albania.xlsx (2)`. The caller holds the lock of the name.
fn free_label(session: &Session, name: &str, (namesakes, called): (i64, bool)) -> Result<String> {
    if namesakes == 0 && !called {
        return Ok(name.to_owned());
    }
    let mut number = namesakes + 1;
    loop {
        let label = if number == 1 { name.to_owned() } else { format!("{name} ({number})") };
        let sql = "SELECT EXISTS (SELECT 1 FROM file_record WHERE label = ?)";
        if !session.one(sql, params![&label], |row| row.get::<bool>(0), "name the file")? {
            return Ok(label);
        }
        number += 1;
    }
}
