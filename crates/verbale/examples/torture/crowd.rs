//! Many imports at once.

use crate::Verdict;
use crate::desk::{Desk, Share, Workload, complaint};

const PROCESSES: usize = 8;

/// Imports of all files at once, several times.
pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    let rounds = rounds.div_ceil(20);
    let mut faults = Vec::new();
    for round in 0..rounds {
        let desk = Desk::new();
        faults.extend(at_once(&desk, load, Share::Whole).map(|fault| format!("round {round}: {fault}")));
    }
    Verdict { done: format!("{rounds} times {PROCESSES} imports at once"), faults }
}

/// The same with few files: what they meet in is the making of the database.
pub(crate) fn first(load: &Workload, rounds: usize) -> Verdict {
    let rounds = rounds.div_ceil(2);
    let mut faults = Vec::new();
    for round in 0..rounds {
        let desk = Desk::new();
        faults.extend(at_once(&desk, load, Share::Few).map(|fault| format!("round {round}: {fault}")));
    }
    Verdict { done: format!("{rounds} databases made by {PROCESSES} imports at once"), faults }
}

fn at_once(desk: &Desk, load: &Workload, share: Share) -> impl Iterator<Item = String> + use<> {
    let children: Vec<_> = (0..PROCESSES).map(|_| desk.import(load, share).spawn().unwrap()).collect();
    let complaints: Vec<_> = children.into_iter().filter_map(|child| complaint(&child.wait_with_output().unwrap())).collect();
    let wrong = match desk.digest() {
        Ok(digest) if digest == load.expected(share) => None,
        Ok(_) => Some("the database holds something else".to_owned()),
        Err(error) => Some(error),
    };
    complaints.into_iter().chain(wrong).chain(desk.recovered(load, share).err())
}
