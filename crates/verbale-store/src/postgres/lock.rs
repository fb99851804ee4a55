//! Locks. The server gives them back when the transaction ends, in whatever way.
//!
//! Importers take those of a file, of its replies, of its name and of the edition's series in this order, and of several replies in
//! order of number, so that no two wait for each other.

use super::server::Server;
use super::text::number_of;
use crate::error::Result;
use crate::session::value::params;

/// `verb`: locks of other programs on the same server have other numbers.
const OURS: i64 = 0x7665_7262;

/// A file of more replies takes all of its edition.
const REPLIES: usize = 64;

/// What a lock is for.
#[derive(Debug, Clone, Copy)]
enum For {
    Schemas,
    File,
    Edition,
    Reply,
    Name,
    Series,
    Chains,
    Run,
}

/// Keeps others from bringing the schemas in line, and waits for imports under way.
pub(crate) fn schemas(server: &Server) -> Result<()> {
    exclusive(server, key(For::Schemas, 0))
}

/// Keeps others from changing the schemas, and from loading the same bytes, while a file is loaded.
pub(crate) fn file(server: &Server, sha256: &[u8; 32]) -> Result<()> {
    shared(server, key(For::Schemas, 0))?;
    exclusive(server, key(For::File, number_of(sha256)))
}

/// Keeps others from loading replies of the same areas for the same edition.
pub(crate) fn replies(server: &Server, edition: i64, areas: &[Option<i64>]) -> Result<()> {
    let all = key(For::Edition, edition);
    if areas.len() > REPLIES {
        return exclusive(server, all);
    }
    shared(server, all)?;
    let of = |area: &Option<i64>| key(For::Reply, number_of(format!("{edition} {}", area.unwrap_or(0)).as_bytes()));
    let mut keys: Vec<i64> = areas.iter().map(of).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().try_for_each(|key| exclusive(server, key))
}

/// Keeps others from naming a file of the same name.
pub(crate) fn name(server: &Server, name: &str) -> Result<()> {
    exclusive(server, key(For::Name, number_of(name.as_bytes())))
}

/// Keeps others from adding series to an edition.
pub(crate) fn series(server: &Server, edition: i64) -> Result<()> {
    exclusive(server, key(For::Series, edition))
}

/// Keeps others from adding to the chains.
pub(crate) fn chains(server: &Server) -> Result<()> {
    exclusive(server, key(For::Chains, 0))
}

/// Says that a run is alive: a lock that the server gives back when the connection ends.
pub(crate) fn mark_alive(server: &Server, run: i64) -> Result<()> {
    server.execute("SELECT pg_advisory_lock(?)", params![key(For::Run, run)], "begin a run").map(drop)
}

/// True if the connection of a run is there, or that of another one that falls together with it.
pub(crate) fn is_alive(server: &Server, run: i64) -> Result<bool> {
    let sql = "SELECT pg_try_advisory_xact_lock(?)";
    let free = server.all(sql, params![key(For::Run, run)], |row| row.get::<bool>(0), "look for runs under way")?;
    Ok(!free.contains(&true))
}

fn exclusive(server: &Server, key: i64) -> Result<()> {
    server.execute("SELECT pg_advisory_xact_lock(?)", params![key], "wait for another import").map(drop)
}

fn shared(server: &Server, key: i64) -> Result<()> {
    server.execute("SELECT pg_advisory_xact_lock_shared(?)", params![key], "wait for another import").map(drop)
}

/// Two that fall together wait for each other for a moment, no more.
fn key(what: For, which: i64) -> i64 {
    let what = match what {
        For::Schemas => 1,
        For::File => 2,
        For::Edition => 3,
        For::Reply => 4,
        For::Name => 5,
        For::Series => 6,
        For::Chains => 7,
        For::Run => 0,
    };
    (OURS << 32) | (what << 29) | (which.wrapping_mul(0x9e37_79b9) & 0x1fff_ffff)
}
