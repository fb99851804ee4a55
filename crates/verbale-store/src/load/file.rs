//! The row of a file.

use super::Job;
use crate::error::{Result, int};
use crate::record::{FileMeta, FileOutcome, FileState, RunId};
use crate::session::Session;
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

/// Writes the row of a file that was read, with its accounting, whose sums the database checks; gives its id.
pub(super) fn write_loaded(session: &Session, run: RunId, known: Option<i64>, job: &Job<'_>, outcome: FileOutcome) -> Result<i64> {
    let Job { reading, meta, .. } = job;
    let written = Written {
        outcome,
        reason: None,
        edition: Some(job.edition),
        layout: Some(&reading.layout),
        language: Some(reading.language),
        received_on: meta.received_on.map(|day| day.to_string()),
        accounting: Some(reading.accounting),
    };
    write(session, run, known, meta, &written)
}

/// Writes the row of a file that could not be read; gives its id.
pub(super) fn write_rejected(session: &Session, run: RunId, known: Option<i64>, meta: &FileMeta, reason: &str) -> Result<i64> {
    let written = Written {
        outcome: FileOutcome::Rejected,
        reason: Some(reason),
        edition: None,
        layout: None,
        language: None,
        received_on: None,
        accounting: None,
    };
    write(session, run, known, meta, &written)
}

/// Writes the row of a letter that the register has; gives its id.
pub(super) fn write_registered(session: &Session, run: RunId, known: Option<i64>, meta: &FileMeta) -> Result<i64> {
    let written = Written {
        outcome: FileOutcome::Registered,
        reason: None,
        edition: None,
        layout: None,
        language: None,
        received_on: meta.received_on.map(|day| day.to_string()),
        accounting: None,
    };
    write(session, run, known, meta, &written)
}

/// Writes a new row, or what changes in the row of a file that gave no answers before.
fn write(session: &Session, run: RunId, known: Option<i64>, meta: &FileMeta, written: &Written<'_>) -> Result<i64> {
    let count = |of: fn(&Accounting) -> u64| written.accounting.as_ref().map(|accounting| int(of(accounting))).transpose();
    let (cells, mapped) = (count(|sums| sums.cells)?, count(|sums| sums.mapped)?);
    let (template, unmapped) = (count(|sums| sums.template)?, count(|sums| sums.unmapped)?);
    let (rows, answered) = (count(|sums| sums.rows)?, count(|sums| sums.rows_answered)?);
    let unplaced = count(|sums| sums.rows_unplaced)?;
    let Written { outcome, reason, edition, layout, received_on, .. } = written;
    let (outcome, language) = (outcome.code(), written.language.map(Language::code));
    let source = meta.source.map(SourceType::code);
    if let Some(id) = known {
        let sql = "UPDATE file_record SET outcome = ?, reason = ?, edition = ?, layout = ?, language = ?, received_on = ?, \
                   source = ?, cells = ?, mapped = ?, template = ?, unmapped = ?, \"rows\" = ?, rows_answered = ?, rows_unplaced = ? \
                   WHERE id = ?";
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
        return Ok(id);
    }
    let sql = "INSERT INTO file_record (sha256, name, label, size, format, encoding, first_run, outcome, reason, edition, layout, \
               language, received_on, source, cells, mapped, template, unmapped, \"rows\", rows_answered, rows_unplaced) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (sha256, label, size) = (hex(&meta.sha256), free_label(session, &meta.name)?, int(meta.size)?);
    let (name, format, encoding) = (&meta.name, &meta.format, &meta.encoding);
    let values = params![
        sha256,
        name,
        label,
        size,
        format,
        encoding,
        run.0,
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
        unplaced
    ];
    session.insert(sql, values, CONTEXT)
}

/// The name by which the views call a file. A corrected file often comes under its old name, and a name that stood for two files
/// would make every join on it wrong: the second one is `albania.xlsx (2)`.
fn free_label(session: &Session, name: &str) -> Result<String> {
    const CONTEXT: &str = "name the file";
    session.lock_name(name)?;
    let sql = "SELECT (SELECT count(*) FROM file_record WHERE name = ?1), EXISTS (SELECT 1 FROM file_record WHERE label = ?1)";
    let (namesakes, taken): (i64, bool) = session.one(sql, params![name], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    if namesakes == 0 && !taken {
        return Ok(name.to_owned());
    }
    let mut number = namesakes + 1;
    loop {
        let label = if number == 1 { name.to_owned() } else { format!("{name} ({number})") };
        let sql = "SELECT EXISTS (SELECT 1 FROM file_record WHERE label = ?)";
        if !session.one(sql, params![&label], |row| row.get::<bool>(0), CONTEXT)? {
            return Ok(label);
        }
        number += 1;
    }
}
