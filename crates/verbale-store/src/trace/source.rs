//! Where a figure comes from: one answer, with the reply, the file and the cell that it stood in.

use super::ruling::{Rulings, Settled};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::Value;
use serde::Serialize;

/// The file of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Original {
    /// The name by which the views call it.
    pub file: String,
    /// SHA-256 of its bytes, under which the archive keeps it.
    pub sha256: String,
    /// The day on which it was received, `YYYY-MM-DD`, where known.
    pub received_on: Option<String>,
    /// The run that saw it first.
    pub run: i64,
    /// When that run began.
    pub imported_at: String,
}

/// One answer of a reply in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// Its number in the views.
    pub answer: i64,
    /// Its area.
    pub area: Option<String>,
    /// Whether that is an aggregate of unknown membership, which is never added to States.
    pub aggregate: bool,
    /// The edition.
    pub edition: String,
    /// The revision of the reply: its place in the order in which they were received.
    pub revision: i64,
    /// How the reply stands for the area: `main`, `joint`, `supplement`, `corrigendum`.
    pub role: Option<String>,
    /// From what kind of source it is.
    pub from: Option<String>,
    /// The canonical name of its series: the item and its dimensions.
    pub series: String,
    /// Reference year.
    pub year: Option<i64>,
    /// Status, as it counts.
    pub status: String,
    /// The number, where there is one, as it counts: of a sum the sum, of a correction the correction.
    pub number: Option<f64>,
    /// The least that is known of it.
    pub low: Option<f64>,
    /// The most that is known of it.
    pub high: Option<f64>,
    /// The code, where there is one.
    pub code: Option<String>,
    /// Whether it contradicts another answer.
    pub disputed: bool,
    /// How far it has come on its way to publication.
    pub clearance: String,
    /// The file.
    pub original: Original,
    /// The sheet of a workbook, or the path in an XML document.
    pub sheet: Option<String>,
    /// The cell, or line and column.
    pub cell: Option<String>,
    /// What stood there, digit for digit. Left out where values are hidden, and of what the sender wrote on itself.
    pub raw: Option<String>,
    /// The decisions by which it counts as it does: that on its reply, and that on the answer.
    pub decisions: Vec<Settled>,
}

/// The columns that [`all`] takes, of a view of answers. A condition follows.
macro_rules! sources {
    ($view:literal, $condition:literal) => {
        concat!(
            "SELECT said.answer, said.area, CASE WHEN area_record.kind = 'aggregate' THEN 1 ELSE 0 END, ",
            "said.instrument || '/' || said.edition, said.revision, series.name, said.year, said.status, ",
            "CAST(said.number AS DOUBLE PRECISION), CAST(said.low AS DOUBLE PRECISION), CAST(said.high AS DOUBLE PRECISION), ",
            "said.code, said.disputed, file_record.label, file_record.sha256, standing.received_on, run_record.id, ",
            "run_record.started_at, said.sheet, said.cell, said.raw, standing.role, said.source, said.decision, reply.id ",
            "FROM ",
            $view,
            " AS said JOIN answer ON answer.id = said.answer ",
            "LEFT JOIN series ON series.id = answer.series LEFT JOIN reply ON reply.id = answer.reply ",
            "LEFT JOIN code AS spoken ON spoken.code = said.area ",
            "LEFT JOIN standing ON standing.edition = reply.edition AND standing.area = coalesce(spoken.id, 0) ",
            "AND standing.reply = reply.id LEFT JOIN area_record ON area_record.code = spoken.id ",
            "LEFT JOIN file_record ON file_record.id = reply.file LEFT JOIN run_record ON run_record.id = file_record.first_run ",
            "WHERE said.item_kind <> 'contact' AND ",
            $condition
        )
    };
}
pub(super) use sources;

/// The answers of a query made by [`sources`], with what was decided on them.
pub(super) fn all(session: &Session, rulings: &Rulings, sql: &'static str, params: &[Value<'_>]) -> Result<Vec<Source>> {
    let rows = session.all(sql, params, of_row, "list the answers")?;
    rows.into_iter()
        .map(|(mut source, reply, key)| {
            source.decisions = rulings.on(reply, key.as_deref());
            if let Some(state) = rulings.clearance(session, source.answer, source.area.as_deref())? {
                source.clearance = state;
            }
            Ok(source)
        })
        .collect()
}

fn of_row(row: &Row<'_>) -> Result<(Source, i64, Option<String>)> {
    let source = Source {
        answer: row.get(0)?,
        area: row.get(1)?,
        aggregate: row.get(2)?,
        edition: row.get(3)?,
        revision: row.get(4)?,
        role: row.get(21)?,
        from: row.get(22)?,
        series: row.get(5)?,
        year: row.get(6)?,
        status: row.get(7)?,
        number: row.get(8)?,
        low: row.get(9)?,
        high: row.get(10)?,
        code: row.get(11)?,
        disputed: row.get(12)?,
        clearance: verbale_model::ClearanceState::Received.code().to_owned(),
        original: Original {
            file: row.get(13)?,
            sha256: row.get(14)?,
            received_on: row.get(15)?,
            run: row.get(16)?,
            imported_at: row.get(17)?,
        },
        sheet: row.get(18)?,
        cell: row.get(19)?,
        raw: row.get(20)?,
        decisions: Vec::new(),
    };
    Ok((source, row.get(24)?, row.get(23)?))
}
