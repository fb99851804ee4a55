//! Another moment: what was in force then, for one connection.
//!
//! The tables of what is in force are derived again into tables of this connection, and all views are made again over them. A name
//! is looked up among these first, so that every query answers for that moment; nothing that others see is changed, and a file
//! may be open for reading only.

use super::{Derived, Moment, derive_all, write};
use crate::error::Result;
use crate::migrations::{self, Dialect};
use crate::session::Session;

const CONTEXT: &str = "go back to another moment";

/// Makes every query of a connection answer for a moment.
pub(crate) fn enter(session: &Session, moment: Moment) -> Result<()> {
    leave(session)?;
    // Before its own tables are there: what is derived is derived from facts.
    let derived = derive_all(session, moment)?;
    let (begin, dialect) = match session {
        Session::Sqlite(_) => ("BEGIN", Dialect::Sqlite),
        // A connection that only reads may still make tables of its own, if it says so.
        Session::Postgres(_) => ("BEGIN READ WRITE", Dialect::Postgres),
    };
    session.script(begin, CONTEXT)?;
    let made = make(session, &derived, dialect);
    session.script(if made.is_ok() { "COMMIT" } else { "ROLLBACK" }, CONTEXT)?;
    made
}

fn make(session: &Session, derived: &[(i64, Derived)], dialect: Dialect) -> Result<()> {
    let tables = "CREATE TEMP TABLE standing AS SELECT * FROM standing LIMIT 0; \
                  CREATE TEMP TABLE settled AS SELECT * FROM settled LIMIT 0;";
    session.script(tables, CONTEXT)?;
    for (edition, Derived { standings, settled, .. }) in derived {
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
    session.script(&migrations::views(dialect).replace("CREATE VIEW ", "CREATE TEMP VIEW "), CONTEXT)
}

/// Comes back from another moment, if the connection is at one.
fn leave(session: &Session) -> Result<()> {
    if let Session::Postgres(_) = session {
        return session.script("DISCARD TEMP", CONTEXT);
    }
    let sql = "SELECT type, name FROM sqlite_temp_schema WHERE type = 'view' OR name IN ('standing', 'settled')";
    let known: Vec<(String, String)> = session.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    for (kind, name) in known {
        session.script(&format!("DROP {kind} temp.\"{name}\""), CONTEXT)?;
    }
    Ok(())
}
