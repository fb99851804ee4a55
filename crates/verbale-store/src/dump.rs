//! A canonical text of the public views, by which tests compare databases.
//!
//! Left out are times of runs, the runs themselves (a database filled in two runs holds the same as one filled in one) and the
//! ids of answers (they depend on the order of files); dimensions and attributes stand with their answer's own columns instead.
//! Left out, too, are findings that compare a file with what was in force when it came (`COMPARING`): they are true of that day,
//! and another one where the same files and decisions came in another order.

use crate::error::{Doing, Result, StoreError};
use crate::postgres::server::Server;
use crate::postgres::text;
use crate::session::Session;
use crate::sqlite::direct::Direct;
use rusqlite::types::ValueRef;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Column, Connection as _, Row as _, TypeInfo as _, ValueRef as _};
use std::io::Write;

/// The rules that compare a file with what came before it. The statements below name their codes.
#[cfg(test)]
const COMPARING: [&verbale_model::Kind; 5] = {
    use verbale_model::catalogue::{FIGURE_REVISED, REPLIES_IDENTICAL, REPLY_PENDING, REPLY_RESENT, SECOND_SUBMISSION};
    [SECOND_SUBMISSION, REPLY_RESENT, REPLIES_IDENTICAL, REPLY_PENDING, FIGURE_REVISED]
};

/// Rows taken from a server at a time, so that a dump of a million answers needs no more memory than one of ten thousand.
const PAGE: &str = "FETCH 10000 FROM dumped";

/// Each view, and the statement that puts its rows in a canonical order.
const VIEWS: &[(&str, &str)] = &[
    ("area", "SELECT * FROM area ORDER BY code"),
    (
        "files",
        "SELECT file, sha256, size, format, instrument, edition, layout, language, outcome, reason, cells, mapped, template,
        unmapped, \"rows\", rows_answered, rows_unplaced, source FROM files ORDER BY file",
    ),
    (
        "current_answer",
        "SELECT area, instrument, edition, edition_kind, revision, item, section, pillar, year, sex, age,
        exploitation, citizenship, counterpart, number, low, high, text, code, status, disputed, raw, file, sheet, cell, source,
        decision FROM current_answer
        ORDER BY 23, 24, 25, 1, 2, 3, 6, 9, 10, 11, 12, 13, 14, 22, 15, 16, 17, 18, 19, 20, 21, 26, 27",
    ),
    (
        "answer_dimension",
        "SELECT file, sheet, cell, item, raw, dimension, answer_dimension.code
        FROM answer_dimension JOIN current_answer USING (answer) ORDER BY 1, 2, 3, 4, 5, 6, 7",
    ),
    (
        "answer_attribute",
        "SELECT file, sheet, cell, item, current_answer.raw AS answer_raw, name, answer_attribute.raw AS raw
        FROM answer_attribute JOIN current_answer USING (answer) ORDER BY 1, 2, 3, 4, 5, 6, 7",
    ),
    ("unplaced", "SELECT * FROM unplaced ORDER BY 1, 2, 3, 4, 5, 6"),
    ("findings", "SELECT * FROM findings WHERE rule NOT IN ('K06', 'K09', 'K10', 'K11', 'T07') ORDER BY 1, 2, 3, 4, 5, 6, 7"),
    ("finding_count", "SELECT * FROM finding_count WHERE rule NOT IN ('K06', 'K09', 'K10', 'K11', 'T07') ORDER BY 1, 2"),
    ("label_readings", "SELECT * FROM label_readings ORDER BY 1, 2, 3, 4, 5, 6"),
    ("cell_note", "SELECT * FROM cell_note ORDER BY 1, 2, 3, 4, 5"),
    ("respondent", "SELECT * FROM respondent ORDER BY 1, 2, 3"),
    ("measure_tally", "SELECT * FROM measure_tally ORDER BY 1, 2, 3"),
    ("pillar_coverage", "SELECT * FROM pillar_coverage ORDER BY 1, 2, 3, 4"),
    ("observation", "SELECT * FROM observation ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16"),
    ("replies", "SELECT * FROM replies ORDER BY 1, 2, 3, 4, 10"),
    ("decisions", "SELECT * FROM decisions ORDER BY 2, 3, 1"),
    ("addressee", "SELECT * FROM addressee ORDER BY 2, 3, 1"),
    (
        "register",
        "SELECT instrument, edition, entry, area, note, note_date, channel, received_on, late, language, acknowledged_on, source
        FROM register ORDER BY 1, 2, 3",
    ),
    ("register_on_behalf_of", "SELECT * FROM register_on_behalf_of ORDER BY 1, 2, 3, 4"),
    ("register_attachment", "SELECT * FROM register_attachment ORDER BY 1, 2, 3, 4, 5"),
    ("clearance_history", "SELECT * FROM clearance_history ORDER BY 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13"),
    ("public_answer", "SELECT * FROM public_answer ORDER BY 1, 2, 3, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20"),
    ("protocol_status", "SELECT * FROM protocol_status ORDER BY 1, 2, 3, 4, 5, 7, 8, 9"),
    ("crosswalk", "SELECT * FROM crosswalk ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"),
];

/// Writes all views.
pub(crate) fn dump(session: &Session, out: &mut impl Write) -> Result<()> {
    for (view, sql) in VIEWS {
        let written = match session {
            Session::Sqlite(direct) => of_file(direct, sql, out),
            Session::Postgres(server) => of_server(server, sql, out),
        };
        written.doing(|| format!("dump the view {view}"))?;
    }
    out.flush().map_err(|error| StoreError::io(&error, "dump the views"))
}

/// A line of a dump: values between tabs, and nothing is `\N`.
#[derive(Default)]
struct Line {
    text: String,
    begun: bool,
}

impl Line {
    /// Adds the next value.
    fn push(&mut self, value: Option<&str>) {
        if std::mem::replace(&mut self.begun, true) {
            self.text.push('\t');
        }
        let Some(value) = value else {
            self.text.push_str("\\N");
            return;
        };
        for c in value.chars() {
            match c {
                // What could be taken for a separator.
                '\\' => self.text.push_str("\\\\"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                c => self.text.push(c),
            }
        }
    }

    fn end(&mut self, out: &mut impl Write) -> Result<()> {
        self.text.push('\n');
        out.write_all(self.text.as_bytes()).map_err(|error| StoreError::io(&error, "write its rows"))?;
        self.text.clear();
        self.begun = false;
        Ok(())
    }
}

fn head(names: &[&str], out: &mut impl Write) -> Result<()> {
    writeln!(out, "# {}", names.join("\t")).map_err(|error| StoreError::io(&error, "write its rows"))
}

fn of_file(direct: &Direct, sql: &str, out: &mut impl Write) -> Result<()> {
    let (mut first, mut line) = (true, Line::default());
    direct.each(sql, |names, row| {
        if std::mem::take(&mut first) {
            head(names, out)?;
        }
        for index in 0..names.len() {
            match row.get_ref(index).doing(|| "read its rows".to_owned())? {
                ValueRef::Null => line.push(None),
                ValueRef::Integer(value) => line.push(Some(&value.to_string())),
                ValueRef::Real(value) => line.push(Some(&value.to_string())),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    let text = std::str::from_utf8(bytes);
                    line.push(Some(text.map_err(|_| StoreError::fault("read its rows", "a text is no text"))?));
                }
            }
        }
        line.end(out)
    })
}

fn of_server(server: &Server, sql: &str, out: &mut impl Write) -> Result<()> {
    let context = || "read its rows".to_owned();
    // SQLite puts what is missing first.
    let (select, order) = sql.rsplit_once("ORDER BY ").unwrap_or((sql, "1"));
    let order = order.split(',').map(|column| format!("{} NULLS FIRST", column.trim())).collect::<Vec<_>>().join(", ");
    let cursor = AssertSqlSafe(format!("DECLARE dumped NO SCROLL CURSOR FOR {select} ORDER BY {order}"));
    server.run(async |connection| {
        // Given up at the end, and with it the cursor.
        let mut transaction = connection.begin().await.doing(context)?;
        // All rows are wanted. A server plans cursors for the first tenth of theirs, and takes some views for shorter than they are:
        // one join in loops for each row then takes minutes where it takes seconds otherwise.
        let whole = "SET LOCAL cursor_tuple_fraction = 1; SET LOCAL enable_nestloop = off";
        sqlx::raw_sql(whole).execute(&mut *transaction).await.doing(context)?;
        sqlx::raw_sql(cursor).execute(&mut *transaction).await.doing(context)?;
        let (mut first, mut line) = (true, Line::default());
        loop {
            // Not prepared, so that values come as text.
            let rows = sqlx::raw_sql(PAGE).fetch_all(&mut *transaction).await.doing(context)?;
            if let (true, Some(row)) = (first, rows.first()) {
                head(&row.columns().iter().map(Column::name).collect::<Vec<_>>(), out)?;
            }
            for row in &rows {
                for index in 0..row.len() {
                    push_of_server(&mut line, row, index).doing(context)?;
                }
                line.end(out)?;
            }
            if rows.is_empty() {
                return transaction.rollback().await.doing(context);
            }
            first = false;
        }
    })?
}

fn push_of_server(line: &mut Line, row: &PgRow, index: usize) -> std::result::Result<(), sqlx::Error> {
    let value = row.try_get_raw(index)?;
    if value.is_null() {
        line.push(None);
        return Ok(());
    }
    let numeric = value.type_info().name() == "NUMERIC";
    let stored = value.as_str().map_err(sqlx::Error::Decode)?;
    match nearest(stored).filter(|_| numeric) {
        Some(number) => line.push(Some(&number.to_string())),
        None => line.push(Some(&text::read(stored))),
    }
    Ok(())
}

/// An exact decimal as a file gives it: the double nearest to its digits, divided by a power of ten.
fn nearest(decimal: &str) -> Option<f64> {
    let (whole, part) = decimal.split_once('.')?;
    let digits: f64 = format!("{whole}{part}").parse().ok()?;
    let power: f64 = format!("1e{}", part.len()).parse().ok()?;
    Some(digits / power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_the_double_that_a_file_gives() {
        for (decimal, expected) in [("-12345.67", -12_345.67_f64), ("1.00", 1.0), ("0.1", 0.1), ("0.30", 0.3)] {
            assert_eq!(nearest(decimal).map(f64::to_bits), Some(expected.to_bits()), "{decimal}");
        }
        assert_eq!(nearest("9007199254740993"), None);
    }

    #[test]
    fn separators_in_a_text_are_escaped() {
        let mut line = Line::default();
        for value in [Some(""), Some("a\tb"), None, Some("\\N"), Some("c\r\n")] {
            line.push(value);
        }
        let mut out = Vec::new();
        line.end(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\ta\\tb\t\\N\t\\\\N\tc\\r\\n\n");
    }
}

#[cfg(test)]
mod left_out {
    use super::{COMPARING, VIEWS};

    #[test]
    fn findings_that_compare_with_earlier_files_are_left_out_by_their_codes() {
        let codes = COMPARING.map(|kind| format!("'{}'", kind.code)).join(", ");
        let statements = VIEWS.iter().filter(|(view, _)| view.starts_with("finding"));
        assert!(
            statements.clone().count() == 2 && statements.into_iter().all(|(_, sql)| sql.contains(&format!("NOT IN ({codes})")))
        );
    }
}
