//! Many imports at once.

use crate::Verdict;
use crate::desk::{Desk, complaint};
use crate::random::Random;
use crate::workload::{MANY, Share, Workload};
use std::process::Child;

/// Imports of overlapping parts of many files at once, several times. Each file is given to one importer at least, and to others
/// by chance.
pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    let processes = if load.server { 16 } else { 8 };
    let rounds = rounds.div_ceil(20);
    let (mut faults, mut given) = (Vec::new(), 0);
    let mut random = Random::new();
    for round in 0..rounds {
        let desk = Desk::new(load);
        let mut import = |importer: usize| {
            let mine = |number: &usize| number % processes == importer || random.below(4) > 0;
            let files: Vec<_> = (0..MANY).filter(mine).map(|number| load.one_of_many(number)).collect();
            given += files.len();
            desk.import_files(load, Share::Many, &files).spawn().unwrap()
        };
        let children: Vec<_> = (0..processes).map(&mut import).collect();
        faults.extend(after(children, &desk, load, Share::Many).map(|fault| format!("round {round}: {fault}")));
    }
    Verdict {
        done: format!("{rounds} times {processes} imports at once, {} of {MANY} files each", given / rounds / processes),
        faults,
    }
}

/// The same with few files, all of them for each: what they meet in is the making of the database.
pub(crate) fn first(load: &Workload, rounds: usize) -> Verdict {
    const PROCESSES: usize = 8;
    let rounds = rounds.div_ceil(2);
    let mut faults = Vec::new();
    for round in 0..rounds {
        let desk = Desk::new(load);
        let children = (0..PROCESSES).map(|_| desk.import(load, Share::Few).spawn().unwrap()).collect();
        faults.extend(after(children, &desk, load, Share::Few).map(|fault| format!("round {round}: {fault}")));
    }
    Verdict { done: format!("{rounds} databases made by {PROCESSES} imports at once"), faults }
}

/// What was wrong when all have ended.
fn after(children: Vec<Child>, desk: &Desk, load: &Workload, share: Share) -> impl Iterator<Item = String> + use<> {
    let complaints: Vec<_> = children.into_iter().filter_map(|child| complaint(&child.wait_with_output().unwrap())).collect();
    let wrong = desk.holds(load, share).err();
    complaints.into_iter().chain(wrong).chain(desk.recovered(load, share).err())
}
