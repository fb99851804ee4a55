//! Clearance in the database: events are only ever added; views say what holds.

use crate::chain::{Act, acts};
use crate::error::{Result, StoreError};
use crate::registered::Cleared;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::BTreeSet;
use verbale_model::{ClearanceEvent, ClearanceState};

const CONTEXT: &str = "write what was settled about figures";

/// Adds the events that are not there yet; gives their number.
pub(crate) fn add(session: &Session, events: &[ClearanceEvent]) -> Result<u64> {
    session.lock_chains()?;
    let known: BTreeSet<ClearanceEvent> = all(session)?.into_iter().collect();
    let mut added = 0;
    for event in events.iter().filter(|event| !known.contains(event)) {
        let Some((instrument, edition)) = event.edition.split_once('/') else {
            return Err(StoreError::fault(CONTEXT, "its edition is none"));
        };
        let sql = "INSERT INTO clearance_event (instrument, edition, area, item, series, year, content, state, decided_on, \
                   recorded_at, author, authority, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let (state, decided_on) = (event.state.code(), event.decided_on.to_string());
        let recorded_at = moment(event.recorded_at);
        let values = params![
            instrument,
            edition,
            event.area,
            event.item,
            event.series,
            event.year,
            event.content,
            state,
            decided_on,
            recorded_at,
            event.author,
            event.authority,
            event.reason
        ];
        let id = session.insert(sql, values, CONTEXT)?;
        acts::link(session, Act::Clearance(id))?;
        added += 1;
    }
    Ok(added)
}

/// All events, in an order that does not depend on when they were added.
pub(crate) fn all(session: &Session) -> Result<Vec<ClearanceEvent>> {
    let sql = "SELECT instrument || '/' || edition, area, item, series, year, content, state, decided_on, recorded_at, author, \
               authority, reason FROM clearance_event ORDER BY decided_on, recorded_at";
    let rows = session.all(sql, &[], read, "read what was settled about figures")?;
    let events: Option<Vec<_>> = rows.into_iter().collect();
    let mut events = events.ok_or_else(|| StoreError::fault("read what was settled about figures", "an event cannot be read"))?;
    events.sort_by(|left, right| (left.decided_on, left.recorded_at, left).cmp(&(right.decided_on, right.recorded_at, right)));
    Ok(events)
}

fn read(row: &Row<'_>) -> Result<Option<ClearanceEvent>> {
    let (state, day, at): (String, String, String) = (row.get(6)?, row.get(7)?, row.get(8)?);
    let (edition, area, item, series) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    let (year, content, author) = (row.get(4)?, row.get(5)?, row.get(9)?);
    let (authority, reason) = (row.get(10)?, row.get(11)?);
    let event = || {
        let (state, decided_on) = (ClearanceState::from_code(&state)?, day.parse().ok()?);
        let recorded_at = DateTime::parse_from_rfc3339(&at).ok()?.to_utc();
        let event = ClearanceEvent {
            edition,
            area,
            item,
            series,
            year,
            content,
            state,
            decided_on,
            recorded_at,
            author,
            authority,
            reason,
        };
        Some(event)
    };
    Ok(event())
}

/// The content digests of the replies in force of an area for an edition.
pub(crate) fn contents(session: &Session, edition: &str, area: &str) -> Result<Vec<String>> {
    let sql = "SELECT reply.digest FROM _reply_in_force AS in_force JOIN reply ON reply.id = in_force.id \
               JOIN edition ON edition.id = in_force.edition JOIN code ON code.id = in_force.area \
               WHERE edition.instrument || '/' || edition.name = ? AND code.code = ? ORDER BY reply.digest";
    session.all(sql, params![edition, area], |row| row.get(0), "look up the replies in force")
}

/// The areas with a reply in force for an edition.
pub(crate) fn areas(session: &Session, edition: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT code.code FROM _reply_in_force AS reply JOIN edition ON edition.id = reply.edition \
               JOIN code ON code.id = reply.area WHERE edition.instrument || '/' || edition.name = ? ORDER BY code.code";
    session.all(sql, params![edition], |row| row.get(0), "look up the areas")
}

/// How many answers in force an event would be about.
pub(crate) fn covered(session: &Session, event: &ClearanceEvent) -> Result<u64> {
    let sql = "SELECT count(*) FROM _stated AS answer \
               JOIN reply ON reply.id = answer.reply JOIN edition ON edition.id = answer.edition \
               JOIN code ON code.id = answer.area JOIN series ON series.id = answer.series JOIN item ON item.id = series.item \
               WHERE edition.instrument || '/' || edition.name = ?1 AND code.code = ?2 AND item.kind <> 'contact' \
               AND (CAST(?3 AS TEXT) IS NULL OR item.code = CAST(?3 AS TEXT)) \
               AND (CAST(?4 AS TEXT) IS NULL OR series.name = CAST(?4 AS TEXT)) \
               AND (CAST(?5 AS BIGINT) IS NULL OR answer.year = CAST(?5 AS BIGINT)) \
               AND (CAST(?6 AS TEXT) IS NULL OR reply.digest = CAST(?6 AS TEXT))";
    let values = params![event.edition, event.area, event.item, event.series, event.year, event.content];
    let count: i64 = session.one(sql, values, |row| row.get(0), "count the figures")?;
    u64::try_from(count).map_err(|_| StoreError::fault("count the figures", "a count is negative"))
}

/// How far figures have come, of the editions about which something was settled.
pub(crate) fn counts(session: &Session) -> Result<Vec<Cleared>> {
    const CONTEXT: &str = "count the figures";
    let sql = "SELECT count(*) FROM (SELECT id FROM clearance_event LIMIT 1) AS first";
    if session.one(sql, &[], |row| row.get::<i64>(0), CONTEXT)? == 0 {
        return Ok(Vec::new());
    }
    let sql = "SELECT instrument, edition, state, count(*) AS answers FROM clearance GROUP BY instrument, edition, state \
               ORDER BY instrument, edition, state";
    let row =
        |row: &Row<'_>| Ok(Cleared { instrument: row.get(0)?, edition: row.get(1)?, state: row.get(2)?, answers: row.get(3)? });
    session.all(sql, &[], row, CONTEXT)
}

/// A moment as events have it: texts compare as moments do.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
