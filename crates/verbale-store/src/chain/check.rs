//! Whether the chains are whole.

use super::{Act, CONTEXT, NONE, acts, hash};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use std::fmt;

/// The chains of runs and of acts, looked at link by link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The hashes of the links of runs, the newest last.
    pub hashes: Vec<String>,
    /// The hashes of the links of acts, the newest last.
    pub acts: Vec<String>,
    /// Runs that are under way or were killed: they have no link yet.
    pub open: Vec<i64>,
    /// What is wrong with it.
    pub faults: Vec<ChainFault>,
}

/// Something that is wrong with the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainFault {
    /// Links were removed before this one.
    Missing {
        /// Number of the link.
        link: i64,
    },
    /// A link is not the hash of the one before it and of what its run did: one of the three was changed.
    Altered {
        /// Number of the link.
        link: i64,
        /// The run.
        run: i64,
    },
    /// A run has no link although it has ended or others came after it.
    Unlinked {
        /// The run.
        run: i64,
    },
    /// Links of acts were removed before this one.
    ActsMissing {
        /// Number of the link.
        link: i64,
    },
    /// A link of acts is not the hash of the one before it and of what was written down: one of the three was changed.
    ActAltered {
        /// Number of the link.
        link: i64,
        /// What was written down.
        act: Act,
    },
    /// Something was written down past the chain.
    ActUnlinked {
        /// What.
        act: Act,
    },
    /// The totals of a run are not those of its files.
    Totals {
        /// The run.
        run: i64,
    },
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { link } => write!(f, "links are missing before link {link}"),
            Self::Altered { link, run } => {
                write!(f, "link {link} does not fit run {run}: the link or a row of the run was changed")
            }
            Self::Unlinked { run } => write!(f, "run {run} has no link"),
            Self::ActsMissing { link } => write!(f, "links of acts are missing before link {link}"),
            Self::ActAltered { link, act } => write!(f, "link {link} of the acts does not fit: it or {act} was changed or removed"),
            Self::ActUnlinked { act } => write!(f, "{act} has no link"),
            Self::Totals { run } => write!(f, "the totals of run {run} are not those of its files"),
        }
    }
}

/// Computes every link again.
pub(crate) fn check(session: &Session) -> Result<Chain> {
    let mut faults = Vec::new();
    let acts = acts::check(session, &mut faults)?;
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let sql = "SELECT id, run, acts, hash FROM run_link ORDER BY id";
    let links: Vec<(i64, i64, i64, String)> = session.all(sql, &[], row, CONTEXT)?;
    let (mut expected, mut previous) = (1, NONE);
    for (link, run, newest, stored) in &links {
        if *link != expected {
            faults.push(ChainFault::Missing { link: *link });
        }
        let act = acts.get(newest).map_or(NONE, String::as_str);
        if hash(session, previous, *link, (*newest, act), *run)? != *stored {
            faults.push(ChainFault::Altered { link: *link, run: *run });
        }
        (expected, previous) = (link.saturating_add(1), stored);
    }
    let unlinked = "SELECT id, CASE WHEN finished_at IS NULL THEN 1 ELSE 0 END, \
        CASE WHEN EXISTS (SELECT 1 FROM run_record AS later WHERE later.id > run_record.id) THEN 1 ELSE 0 END \
        FROM run_record WHERE NOT EXISTS (SELECT 1 FROM run_link WHERE run_link.run = run_record.id) ORDER BY id";
    let on_server = matches!(session, Session::Postgres(_));
    let mut open = Vec::new();
    for (run, unfinished, followed) in session.all(unlinked, &[], row_of_flags, CONTEXT)? {
        // On a server several are under way at once.
        if unfinished && (on_server || !followed) {
            open.push(run);
        } else {
            faults.push(ChainFault::Unlinked { run });
        }
    }
    let totals = "SELECT run_record.id FROM run_record \
        LEFT JOIN (SELECT run, count(*) AS found, \
            count(*) FILTER (WHERE outcome = 'loaded') AS loaded, count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged, \
            count(*) FILTER (WHERE outcome = 'rejected') AS rejected, count(*) FILTER (WHERE outcome = 'ignored') AS ignored, \
            count(*) FILTER (WHERE outcome = 'registered') AS registered \
            FROM run_file GROUP BY run) AS counted ON counted.run = run_record.id \
        WHERE run_record.found IS NOT NULL AND (run_record.found <> coalesce(counted.found, 0) \
            OR run_record.loaded <> coalesce(counted.loaded, 0) OR run_record.unchanged <> coalesce(counted.unchanged, 0) \
            OR run_record.rejected <> coalesce(counted.rejected, 0) OR run_record.ignored <> coalesce(counted.ignored, 0) \
            OR run_record.registered <> coalesce(counted.registered, 0)) \
        ORDER BY run_record.id";
    let totals: Vec<i64> = session.all(totals, &[], |row| row.get(0), CONTEXT)?;
    faults.extend(totals.into_iter().map(|run| ChainFault::Totals { run }));
    let hashes = links.into_iter().map(|(.., hash)| hash).collect();
    Ok(Chain { hashes, acts: acts.into_values().collect(), open, faults })
}

fn row_of_flags(row: &Row<'_>) -> Result<(i64, bool, bool)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}
