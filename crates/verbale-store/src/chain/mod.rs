//! Two chains, so that a row of history that is changed or removed later is noticed: that of runs, and that of acts, which are
//! decisions, entries of the register and events of clearance. Each link is a hash over the link before it and over what it is about.
//!
//! ```text
//! act n = SHA-256(act n-1, n, the row and those that belong to it)
//! run n = SHA-256(run n-1, n, the newest act, the run, its files in order, each with the accounting, replies and findings that it
//!         brought)
//! ```
//!
//! An act is linked in the transaction that writes it, for people decide between runs, and a run on a server ends while others
//! write: a chain of one kind of link would have to wait. A run is linked in the transaction that ends it, and with it all acts
//! before: removing the newest of these breaks the chain of runs. A run that was killed is linked by the next one that begins, as
//! it was left. No id enters a link, only what the rows say. That the newest links were cut off cannot be told from the chains
//! themselves: whoever keeps the newest hash elsewhere can tell.

pub(crate) mod acts;
mod check;
mod content;

pub use acts::Act;
pub(crate) use check::check;
pub use check::{Chain, ChainFault};

use crate::error::Result;
use crate::record::RunId;
use crate::session::Session;
use crate::session::value::params;
use verbale_model::digest::{hex, sha256};

const CONTEXT: &str = "link the run to those before it";

/// What stands in place of a link before the first.
const NONE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Links a run that has ended. It belongs into the transaction that ends it.
pub(crate) fn link(session: &Session, run: RunId) -> Result<()> {
    // On a server others may end a run, or decide, at the same time.
    session.lock_chains()?;
    let newest = "SELECT id, hash FROM run_link ORDER BY id DESC LIMIT 1";
    let newest = session.first(newest, &[], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)), CONTEXT)?;
    let (before, previous) = newest.unwrap_or_else(|| (0, NONE.to_owned()));
    let number = before + 1;
    let (acts, act) = acts::newest(session)?;
    let hash = hash(session, &previous, number, (acts, &act), run.0)?;
    let sql = "INSERT INTO run_link (id, run, acts, hash) VALUES (?, ?, ?, ?)";
    session.execute(sql, params![number, run.0, acts, hash], CONTEXT)?;
    Ok(())
}

/// Links the runs that were killed. The caller holds the lock of the import into a file, so that none of them is alive. On a server
/// one is whose connection is there.
pub(crate) fn link_killed(session: &Session) -> Result<()> {
    session.lock_chains()?;
    let sql = "SELECT id FROM run_record WHERE NOT EXISTS (SELECT 1 FROM run_link WHERE run_link.run = run_record.id) ORDER BY id";
    let killed: Vec<i64> = session.all(sql, &[], |row| row.get(0), CONTEXT)?;
    for run in killed {
        if !session.may_be_alive(run)? {
            link(session, RunId(run))?;
        }
    }
    Ok(())
}

/// The hash of a link, from the one before it and the rows of its run.
fn hash(session: &Session, previous: &str, number: i64, (acts, act): (i64, &str), run: i64) -> Result<String> {
    let mut content = content::Content::default();
    content.text("link").text(previous).integer(number).integer(acts).text(act);
    content::run(session, &mut content, run)?;
    Ok(hex(&sha256(content.bytes())))
}
