//! A canonical text of the public views, by which tests compare databases.
//!
//! Left out are times of runs, the runs themselves (a database filled in two runs holds the same as one filled in one) and the
//! ids of answers (they depend on the order of files); dimensions and attributes stand with their answer's own columns instead.

use crate::error::{Doing, Result, StoreError};
use sqlx::{Row as _, SqliteConnection, TypeInfo as _, ValueRef as _};
use std::fmt::Write as _;
use std::io::Write;

/// Rows read at a time, so that a dump of a million answers needs no more memory than one of ten thousand.
const PAGE: i64 = 10_000;

macro_rules! views {
    ($($view:literal: $sql:literal;)*) => { &[$(($view, concat!("CREATE TEMP TABLE dumped AS ", $sql))),*] };
}

/// Each view, and the statement that puts its rows in a canonical order.
const VIEWS: &[(&str, &str)] = views! {
    "area": "SELECT * FROM area ORDER BY code";
    "files": "SELECT file, sha256, size, format, instrument, edition, layout, language, outcome, reason, cells, mapped, template,
        unmapped, \"rows\", rows_answered, rows_unplaced FROM files ORDER BY file";
    "current_answer": "SELECT area, instrument, edition, edition_kind, revision, item, section, pillar, year, sex, age,
        exploitation, citizenship, counterpart, number, low, high, text, code, status, disputed, raw, file, sheet, cell
        FROM current_answer ORDER BY 23, 24, 25, 1, 2, 3, 6, 9, 10, 11, 12, 13, 14, 22, 15, 16, 17, 18, 19, 20, 21";
    "answer_dimension": "SELECT file, sheet, cell, item, raw, dimension, answer_dimension.code
        FROM answer_dimension JOIN current_answer USING (answer) ORDER BY 1, 2, 3, 4, 5, 6, 7";
    "answer_attribute": "SELECT file, sheet, cell, item, current_answer.raw AS answer_raw, name, answer_attribute.raw AS raw
        FROM answer_attribute JOIN current_answer USING (answer) ORDER BY 1, 2, 3, 4, 5, 6, 7";
    "unplaced": "SELECT * FROM unplaced ORDER BY 1, 2, 3, 4, 5, 6";
    "findings": "SELECT * FROM findings ORDER BY 1, 2, 3, 4, 5, 6, 7";
    "finding_count": "SELECT * FROM finding_count ORDER BY 1, 2";
    "label_readings": "SELECT * FROM label_readings ORDER BY 1, 2, 3, 4, 5, 6";
    "cell_note": "SELECT * FROM cell_note ORDER BY 1, 2, 3, 4, 5";
    "respondent": "SELECT * FROM respondent ORDER BY 1, 2, 3";
    "measure_tally": "SELECT * FROM measure_tally ORDER BY 1, 2, 3";
    "pillar_coverage": "SELECT * FROM pillar_coverage ORDER BY 1, 2, 3, 4";
    "observation": "SELECT * FROM observation ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15";
};

/// Writes all views.
pub(crate) async fn dump(connection: &mut SqliteConnection, out: &mut impl Write) -> Result<()> {
    for (view, sql) in VIEWS {
        write_view(connection, sql, out).await.doing(|| format!("dump the view {view}"))?;
    }
    out.flush().map_err(|error| StoreError::io(&error, "dump the views"))
}

async fn write_view(connection: &mut SqliteConnection, sql: &'static str, out: &mut impl Write) -> Result<()> {
    let context = || "read its rows".to_owned();
    let written = |result: std::io::Result<()>| result.map_err(|error| StoreError::io(&error, "write its rows"));
    // A table of this connection alone; sorting once into it is what makes pages cheap.
    sqlx::raw_sql("DROP TABLE IF EXISTS temp.dumped").execute(&mut *connection).await.doing(context)?;
    sqlx::query(sql).persistent(false).execute(&mut *connection).await.doing(context)?;
    let (mut after, mut line) = (0_i64, String::new());
    loop {
        let page = "SELECT rowid, * FROM temp.dumped WHERE rowid > ? ORDER BY rowid LIMIT ?";
        let query = sqlx::query(page).bind(after).bind(PAGE).persistent(false);
        let rows = query.fetch_all(&mut *connection).await.doing(context)?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { break };
        if after == 0 {
            let names: Vec<&str> = first.columns().iter().skip(1).map(sqlx::Column::name).collect();
            written(writeln!(out, "# {}", names.join("\t")))?;
        }
        after = last.try_get(0).doing(context)?;
        for row in &rows {
            line.clear();
            for index in 1..row.len() {
                push(&mut line, row, index).doing(context)?;
                line.push(if index + 1 == row.len() { '\n' } else { '\t' });
            }
            written(out.write_all(line.as_bytes()))?;
        }
    }
    Ok(())
}

/// Adds a value; what could be taken for a separator is escaped, and nothing is `\N`.
fn push(line: &mut String, row: &sqlx::sqlite::SqliteRow, index: usize) -> std::result::Result<(), sqlx::Error> {
    let value = row.try_get_raw(index)?;
    if value.is_null() {
        line.push_str("\\N");
        return Ok(());
    }
    let kind = value.type_info();
    // Writing into a string cannot fail.
    match kind.name() {
        "INTEGER" => {
            let _ = write!(line, "{}", row.try_get::<i64, _>(index)?);
        }
        "REAL" => {
            let _ = write!(line, "{}", row.try_get::<f64, _>(index)?);
        }
        _ => {
            for c in row.try_get::<&str, _>(index)?.chars() {
                match c {
                    '\\' => line.push_str("\\\\"),
                    '\t' => line.push_str("\\t"),
                    '\n' => line.push_str("\\n"),
                    '\r' => line.push_str("\\r"),
                    c => line.push(c),
                }
            }
        }
    }
    Ok(())
}
