//! What is in force beside what replies, register and decisions give when all of them are gone through once more.

use crate::decision::table;
use crate::error::Result;
use crate::session::Session;
use crate::session::value::params;
use crate::standing::moment;

const CONTEXT: &str = "derive once more what is in force";

/// What is wrong, each in words; nothing if all is well. The connection has the derived tables of its own afterwards.
pub(super) fn faults(session: &Session) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let keys: Vec<(i64, String)> =
        session.all("SELECT id, key FROM decision ORDER BY id", &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    for recorded in table::read(session, None)? {
        if !keys.contains(&(recorded.id, recorded.decision.key())) {
            faults.push(format!("decision {} is not what it is known by: it was changed", recorded.id));
        }
    }
    for (table, differing) in moment::derive_again(session)? {
        let rows = if differing == 1 { "row" } else { "rows" };
        faults.push(format!("{differing} {rows} of `{table}` are not what the replies, the register and the decisions give"));
    }
    let sql = "SELECT count(*) FROM reply WHERE NOT EXISTS (SELECT 1 FROM standing WHERE standing.reply = reply.id)";
    if session.one(sql, params![], |row| row.get::<i64>(0), CONTEXT)? > 0 {
        faults.push("there are replies that stand for nobody".to_owned());
    }
    Ok(faults)
}
