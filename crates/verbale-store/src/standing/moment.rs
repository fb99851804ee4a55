//! Another moment: what was in force then, for one connection.
//!
//! The tables of what is in force are derived again into tables of this connection, and all views are made again over them. A name
//! is looked up among these first, so that every query answers for that moment; nothing that others see is changed, and a file
//! may be open for reading only.

use super::{Derived, Moment, derive_all, write};
use crate::error::{Result, StoreError};
use crate::migrations::{self, Dialect};
use crate::register;
use crate::session::Session;
use chrono::NaiveDate;

const CONTEXT: &str = "go back to another moment";

/// Tables that one connection may have of its own at another moment.
const OWN: [&str; 8] =
    ["standing", "settled", "decision", "clearance_event", "register_record", "register_file", "file_entry", "reply_receipt"];

/// Makes every query of a connection answer for a moment.
pub(crate) fn enter(session: &Session, moment: Moment) -> Result<()> {
    leave(session)?;
    let sql = "SELECT count(*) FROM (SELECT id FROM register_record LIMIT 1) AS entry";
    let has_register = session.one(sql, &[], |row| row.get::<i64>(0), CONTEXT)? > 0;
    on_own_tables(session, |dialect| make(session, moment, has_register, dialect))
}

/// Derives all that is derived once more, as it should be now, and compares it with what stands in the tables; gives the tables in
/// which something differs, and in how many rows.
pub(crate) fn derive_again(session: &Session) -> Result<Vec<(&'static str, i64)>> {
    leave(session)?;
    on_own_tables(session, |dialect| {
        make(session, Moment { as_of: NaiveDate::from_ymd_opt(9999, 12, 31), as_at: None }, true, dialect)?;
        let (public, own) = match dialect {
            Dialect::Sqlite => ("main".to_owned(), own(dialect)),
            Dialect::Postgres => {
                let sql = "SELECT quote_ident(current_schema())";
                (session.one(sql, &[], |row| row.get(0), CONTEXT)?, own(dialect))
            }
        };
        let mut differing = Vec::new();
        for (table, columns) in DERIVED {
            let sql = format!(
                "DROP TABLE IF EXISTS {own}._differing; \
                 CREATE TEMP TABLE _differing AS SELECT count(*) AS found FROM ( \
                 SELECT * FROM (SELECT {columns} FROM {public}.{table} EXCEPT SELECT {columns} FROM {own}.{table}) AS more UNION ALL \
                 SELECT * FROM (SELECT {columns} FROM {own}.{table} EXCEPT SELECT {columns} FROM {public}.{table}) AS less) AS either"
            );
            session.script(&sql, CONTEXT)?;
            look_up_anew(session)?;
            let found = session.one("SELECT found FROM _differing", &[], |row| row.get::<i64>(0), CONTEXT)?;
            if found > 0 {
                differing.push((table, found));
            }
        }
        session.script(&format!("DROP TABLE {own}._differing"), CONTEXT)?;
        Ok(differing)
    })
}

/// What is derived from facts, register and decisions, with the columns that say so.
const DERIVED: [(&str, &str); 4] = [
    ("file_entry", "file, record, ordinal"),
    ("reply_receipt", "reply, record, received_on, source, ambiguous"),
    ("standing", "edition, area, reply, role, ordinal, revision, received_on, settled, proposed, source"),
    ("settled", "area, answer, counts, decision, changed, status, number, scale, low, high, code, text"),
];

fn on_own_tables<T>(session: &Session, work: impl FnOnce(Dialect) -> Result<T>) -> Result<T> {
    let (begin, dialect) = match session {
        Session::Sqlite(_) => ("BEGIN", Dialect::Sqlite),
        // A connection that only reads may still make tables of its own, if it says so. All is read as of one moment.
        Session::Postgres(_) => ("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE", Dialect::Postgres),
    };
    session.script(begin, CONTEXT)?;
    let made = work(dialect);
    session.script(if made.is_ok() { "COMMIT" } else { "ROLLBACK" }, CONTEXT)?;
    made
}

fn make(session: &Session, moment: Moment, has_register: bool, dialect: Dialect) -> Result<()> {
    if let Some(day) = moment.as_of {
        known_by(session, day, has_register, dialect)?;
    }
    // Before its own tables are there: what is derived is derived from facts.
    let derived = derive_all(session, moment)?;
    if let Some(day) = moment.as_at.filter(|_| has_register) {
        received_by(session, day, moment.as_of.is_some(), dialect)?;
    }
    let tables = "CREATE TEMP TABLE standing AS SELECT * FROM standing LIMIT 0; \
                  CREATE TEMP TABLE settled AS SELECT * FROM settled LIMIT 0;";
    session.script(tables, CONTEXT)?;
    for (edition, Derived { standings, settled, .. }) in &derived {
        for standing in standings {
            write::insert(session, *edition, standing)?;
        }
        for row in settled {
            write::insert_settled(session, row)?;
        }
    }
    let indexes = match dialect {
        Dialect::Sqlite => {
            "CREATE UNIQUE INDEX temp.standing_at ON standing (edition, area, reply); \
             CREATE INDEX temp.standing_of ON standing (reply); CREATE UNIQUE INDEX temp.settled_at ON settled (area, answer);"
        }
        Dialect::Postgres => {
            "CREATE UNIQUE INDEX standing_at ON pg_temp.standing (edition, area, reply); \
             CREATE INDEX standing_of ON pg_temp.standing (reply); \
             CREATE UNIQUE INDEX settled_at ON pg_temp.settled (area, answer);"
        }
    };
    session.script(indexes, CONTEXT)?;
    // Our own text, in which nothing else begins so.
    session.script(&migrations::views(dialect).replace("CREATE VIEW ", "CREATE TEMP VIEW "), CONTEXT)?;
    look_up_anew(session)
}

/// Tables of what was written down by a day: decisions, clearance and the register, and when replies were received by that.
fn known_by(session: &Session, day: NaiveDate, has_register: bool, dialect: Dialect) -> Result<()> {
    for table in ["decision", "clearance_event"] {
        let sql = format!("CREATE TEMP TABLE {table} AS SELECT * FROM {table} WHERE substr(recorded_at, 1, 10) <= '{day}'");
        session.script(&sql, CONTEXT)?;
    }
    if !has_register {
        return Ok(());
    }
    let sql = format!(
        "CREATE TEMP TABLE register_record AS SELECT * FROM register_record WHERE substr(recorded_at, 1, 10) <= '{day}'; \
         CREATE TEMP TABLE file_entry AS SELECT * FROM file_entry LIMIT 0; \
         CREATE TEMP TABLE reply_receipt AS SELECT * FROM reply_receipt LIMIT 0;"
    );
    session.script(&sql, CONTEXT)?;
    let index = match dialect {
        Dialect::Sqlite => "CREATE UNIQUE INDEX temp.receipt_at ON reply_receipt (reply)",
        Dialect::Postgres => "CREATE UNIQUE INDEX receipt_at ON pg_temp.reply_receipt (reply)",
    };
    session.script(index, CONTEXT)?;
    let views = migrations::views(dialect);
    let begin = "CREATE VIEW _register AS";
    let view = views.split_once(begin).and_then(|(_, rest)| rest.split_once(';')).map(|(view, _)| view);
    let view = view.ok_or_else(|| StoreError::fault(CONTEXT, "the view of the register is missing"))?;
    session.script(&format!("CREATE TEMP VIEW _register AS{view}"), CONTEXT)?;
    look_up_anew(session)?;
    register::settle_all(session)?;
    register::settle_datasets(session)?;
    // It is made once more with all the others.
    session.script(&format!("DROP VIEW {}._register", own(dialect)), CONTEXT)
}

/// The register as far as anything had been received by a day; what has no day was received when it was first written down. Who
/// was asked stays.
fn received_by(session: &Session, day: NaiveDate, is_own: bool, dialect: Dialect) -> Result<()> {
    let own = own(dialect);
    if !is_own {
        session.script("CREATE TEMP TABLE register_record AS SELECT * FROM register_record", CONTEXT)?;
    }
    let sql = format!(
        "CREATE TEMP TABLE register_file AS SELECT named.* FROM register_file AS named \
         JOIN register_record AS entry ON entry.id = named.record \
         WHERE coalesce(entry.received_on, (SELECT min(substr(first.recorded_at, 1, 10)) FROM register_record AS first \
         WHERE first.edition = entry.edition AND first.entry = entry.entry)) <= '{day}'; \
         UPDATE {own}.register_record SET acknowledged_on = NULL WHERE acknowledged_on > '{day}'; \
         UPDATE {own}.register_record SET received_on = NULL, acknowledged_on = NULL, transmitted_by = NULL, channel = NULL, \
         language = NULL WHERE received_on > '{day}';"
    );
    session.script(&sql, CONTEXT)
}

/// A server keeps what a name meant when a statement was prepared.
fn look_up_anew(session: &Session) -> Result<()> {
    if let Session::Postgres(_) = session { session.script("DISCARD PLANS", CONTEXT) } else { Ok(()) }
}

/// How a table of this connection alone is called.
const fn own(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "temp",
        Dialect::Postgres => "pg_temp",
    }
}

/// Comes back from another moment, if the connection is at one.
fn leave(session: &Session) -> Result<()> {
    if let Session::Postgres(_) = session {
        return session.script("DISCARD TEMP", CONTEXT);
    }
    let sql = "SELECT type, name FROM sqlite_temp_schema WHERE type IN ('view', 'table') ORDER BY type DESC";
    let known: Vec<(String, String)> = session.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    for (kind, name) in known.iter().filter(|(kind, name)| kind == "view" || OWN.contains(&name.as_str())) {
        session.script(&format!("DROP {kind} temp.\"{name}\""), CONTEXT)?;
    }
    Ok(())
}
