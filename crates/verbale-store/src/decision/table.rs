//! The tables of decisions.

use super::text::instant;
use super::{Action, Cell, Class, Decision};
use crate::chain::{Act, acts};
use crate::error::{ErrorKind, Result, StoreError, int};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::HashMap;
use verbale_model::Status;

const CONTEXT: &str = "read the decisions";

/// A decision as it is recorded.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) id: i64,
    pub(crate) decision: Decision,
}

/// Writes a decision; gives its id. One that is there already is left as it is.
pub(crate) fn insert(session: &Session, decision: &Decision) -> Result<Option<i64>> {
    const CONTEXT: &str = "record a decision";
    let key = decision.key();
    session.lock_chains()?;
    let sql = "SELECT id FROM decision WHERE key = ?";
    if session.first(sql, params![key], |row| row.get::<i64>(0), CONTEXT)?.is_some() {
        return Ok(None);
    }
    let sql = "INSERT INTO decision (key, decided_on, recorded_at, author, authority, reason, action, class, sha256, instrument, \
               edition, area, series, year, sheet, cell, value, status) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Decision { author, authority, reason, sha256, instrument, edition, area, series, year, value, .. } = decision;
    let (sheet, cell) = (decision.cell.as_ref().map(|at| &at.sheet), decision.cell.as_ref().map(|at| &at.cell));
    let (day, at) = (decision.decided_on.to_string(), instant(decision.recorded_at));
    let (action, class, status) = (decision.action.code(), decision.class.map(Class::code), decision.status.map(Status::code));
    let values = params![
        key, day, at, author, authority, reason, action, class, sha256, instrument, edition, area, series, year, sheet, cell,
        value, status
    ];
    let id = session.insert(sql, values, CONTEXT)?;
    for (ordinal, Cell { sheet, cell }) in decision.cells.iter().enumerate() {
        let sql = "INSERT INTO decision_cell (decision, ordinal, sheet, cell) VALUES (?, ?, ?, ?)";
        session.execute(sql, params![id, int(ordinal)?, sheet, cell], CONTEXT)?;
    }
    for (ordinal, area) in decision.areas.iter().enumerate() {
        let sql = "INSERT INTO decision_area (decision, ordinal, area) VALUES (?, ?, ?)";
        session.execute(sql, params![id, int(ordinal)?, area], CONTEXT)?;
    }
    acts::link(session, Act::Decision(id))?;
    Ok(Some(id))
}

/// True if there is any decision on an edition.
pub(crate) fn any(session: &Session, edition: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM decision JOIN edition ON edition.instrument = decision.instrument \
               AND edition.name = decision.edition WHERE edition.id = ?)";
    session.one(sql, params![edition], |row| row.get(0), CONTEXT)
}

/// The decisions on an edition, or all, in the order in which they hold.
pub(crate) fn read(session: &Session, edition: Option<i64>) -> Result<Vec<Recorded>> {
    let sql = "SELECT decision.id, decided_on, recorded_at, author, authority, reason, action, class, sha256, decision.instrument, \
               decision.edition, area, series, year, sheet, cell, value, status FROM decision \
               LEFT JOIN edition ON edition.instrument = decision.instrument AND edition.name = decision.edition \
               WHERE CAST(?1 AS BIGINT) IS NULL OR edition.id = CAST(?1 AS BIGINT) ORDER BY decided_on, recorded_at, key";
    let mut cells: HashMap<i64, Vec<Cell>> = HashMap::new();
    let of_cell = |row: &Row<'_>| Ok((row.get(0)?, Cell { sheet: row.get(1)?, cell: row.get(2)? }));
    for (decision, cell) in
        session.all("SELECT decision, sheet, cell FROM decision_cell ORDER BY decision, ordinal", &[], of_cell, CONTEXT)?
    {
        cells.entry(decision).or_default().push(cell);
    }
    let mut areas: HashMap<i64, Vec<String>> = HashMap::new();
    let of_area = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    for (decision, area) in
        session.all("SELECT decision, area FROM decision_area ORDER BY decision, ordinal", &[], of_area, CONTEXT)?
    {
        areas.entry(decision).or_default().push(area);
    }
    let rows = session.all(sql, params![edition], row, CONTEXT)?;
    rows.into_iter()
        .map(|row| {
            let mut recorded = recorded(row)?;
            recorded.decision.cells = cells.remove(&recorded.id).unwrap_or_default();
            recorded.decision.areas = areas.remove(&recorded.id).unwrap_or_default();
            Ok(recorded)
        })
        .collect()
}

/// A row, before its codes are read.
struct Codes {
    id: i64,
    decided_on: String,
    recorded_at: String,
    action: String,
    class: Option<String>,
    status: Option<String>,
    rest: Decision,
}

fn row(row: &Row<'_>) -> Result<Codes> {
    let (sheet, cell): (Option<String>, Option<String>) = (row.get(14)?, row.get(15)?);
    Ok(Codes {
        id: row.get(0)?,
        decided_on: row.get(1)?,
        recorded_at: row.get(2)?,
        action: row.get(6)?,
        class: row.get(7)?,
        status: row.get(17)?,
        rest: Decision {
            decided_on: chrono::NaiveDate::default(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            author: row.get(3)?,
            authority: row.get(4)?,
            reason: row.get(5)?,
            action: Action::Revoke,
            class: None,
            sha256: row.get(8)?,
            instrument: row.get(9)?,
            edition: row.get(10)?,
            area: row.get(11)?,
            series: row.get(12)?,
            year: row.get(13)?,
            cell: cell.map(|cell| Cell { sheet: sheet.unwrap_or_default(), cell }),
            value: row.get(16)?,
            status: None,
            cells: Vec::new(),
            areas: Vec::new(),
        },
    })
}

fn recorded(row: Codes) -> Result<Recorded> {
    let damaged = || StoreError::new(ErrorKind::Damaged, CONTEXT);
    let decision = Decision {
        decided_on: row.decided_on.parse().map_err(|_| damaged())?,
        recorded_at: row.recorded_at.parse().map_err(|_| damaged())?,
        action: Action::from_code(&row.action).ok_or_else(damaged)?,
        class: row.class.map(|code| Class::from_code(&code).ok_or_else(damaged)).transpose()?,
        status: row.status.map(|code| Status::from_code(&code).ok_or_else(damaged)).transpose()?,
        ..row.rest
    };
    Ok(Recorded { id: row.id, decision })
}

/// The newest time at which a decision was recorded, as text.
pub(crate) fn newest(session: &Session) -> Result<Option<String>> {
    session.one("SELECT max(recorded_at) FROM decision", &[], |row| row.get(0), CONTEXT)
}
