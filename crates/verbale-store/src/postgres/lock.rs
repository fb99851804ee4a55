//! Locks. The server gives them back when the transaction ends, in whatever way.
//!
//! Importers take those of a file, of its replies, of its name and of the edition's series in this order, and of several replies in
//! order of number, so that no two wait for each other.

use super::server::{Lock, Server};
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
    server.lock(&[exclusive(key(For::Schemas, 0))])
}

/// Keeps others from changing the schemas, and from loading the same bytes, while a file is loaded.
pub(crate) fn file(server: &Server, sha256: &[u8; 32]) -> Result<()> {
    server.lock(&of_file(sha256))
}

/// Keeps others from loading replies of the same areas for the same edition.
pub(crate) fn replies(server: &Server, edition: i64, areas: &[Option<i64>]) -> Result<()> {
    server.lock(&of_replies(edition, areas))
}

/// Keeps others from naming a file of the same name.
pub(crate) fn name(server: &Server, name: &str) -> Result<()> {
    server.lock(&[of_name(name)])
}

/// All that the loading of a file takes: those of the file, of its replies and of its name.
pub(crate) fn load(server: &Server, sha256: &[u8; 32], edition: i64, areas: &[Option<i64>], name: &str) -> Result<()> {
    let mut locks = of_file(sha256).to_vec();
    locks.extend(of_replies(edition, areas));
    locks.push(of_name(name));
    server.lock(&locks)
}

/// Keeps others from adding series to an edition.
pub(crate) fn series(server: &Server, edition: i64) -> Result<()> {
    server.lock(&[exclusive(key(For::Series, edition))])
}

/// Keeps others from adding to the chains.
pub(crate) fn chains(server: &Server) -> Result<()> {
    server.lock(&[exclusive(key(For::Chains, 0))])
}

fn of_file(sha256: &[u8; 32]) -> [Lock; 2] {
    [shared(key(For::Schemas, 0)), exclusive(key(For::File, number_of(sha256)))]
}

fn of_replies(edition: i64, areas: &[Option<i64>]) -> Vec<Lock> {
    let all = key(For::Edition, edition);
    if areas.len() > REPLIES {
        return vec![exclusive(all)];
    }
    let of = |area: &Option<i64>| key(For::Reply, number_of(format!("{edition} {}", area.unwrap_or(0)).as_bytes()));
    let mut keys: Vec<i64> = areas.iter().map(of).collect();
    keys.sort_unstable();
    keys.dedup();
    std::iter::once(shared(all)).chain(keys.into_iter().map(exclusive)).collect()
}

fn of_name(name: &str) -> Lock {
    exclusive(key(For::Name, number_of(name.as_bytes())))
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

const fn exclusive(key: i64) -> Lock {
    Lock { key, shared: false }
}

const fn shared(key: i64) -> Lock {
    Lock { key, shared: true }
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
