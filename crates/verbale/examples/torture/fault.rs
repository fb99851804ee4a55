//! Faults of the operating system, one at a time: at each k-th call of a kind.

use crate::Verdict;
use crate::desk::Desk;
use crate::workload::{Share, Workload};
use std::path::Path;
use std::process::Command;

/// Calls of each kind that are disturbed, spread over all of them.
const PLACES: usize = 40;

/// The calls by which something is written, and what becomes of them.
const FAULTS: [(&str, &str); 9] = [
    ("pwrite64", "error=ENOSPC"),
    ("pwrite64", "error=EIO"),
    ("pwrite64", "signal=KILL"),
    ("write", "error=ENOSPC"),
    ("write", "signal=KILL"),
    ("fsync,fdatasync,syncfs", "error=EIO"),
    ("fsync,fdatasync,syncfs", "signal=KILL"),
    ("rename,renameat,renameat2,link,linkat", "error=EIO"),
    ("rename,renameat,renameat2,link,linkat", "signal=KILL"),
];

pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    if Command::new("strace").arg("-V").output().is_err() {
        return Verdict { done: "nothing disturbed".to_owned(), faults: vec!["there is no strace".to_owned()] };
    }
    let places = PLACES.min(rounds);
    let (mut faults, mut disturbed) = (Vec::new(), 0);
    for (calls, what) in FAULTS {
        let count = count(load, calls);
        for place in 0..places.min(count) {
            let which = 1 + place * count / places.min(count);
            let desk = Desk::new(load);
            let inject = format!("inject={calls}:{what}:when={which}");
            let output = desk.import_by(strace(Path::new("/dev/null"), calls, Some(&inject)), load, Share::Few).output().unwrap();
            disturbed += 1;
            let said = String::from_utf8_lossy(&output.stderr);
            if said.contains("panicked") || output.status.code() == Some(70) {
                faults.push(format!("{inject}: {}", said.lines().last().unwrap_or_default()));
            }
            if let Err(fault) = desk.recovered(load, Share::Few) {
                faults.push(format!("{inject}: {fault}"));
            }
        }
    }
    Verdict { done: format!("{disturbed} imports disturbed"), faults }
}

/// `strace` of a program and all that it starts.
fn strace(log: &Path, calls: &str, inject: Option<&str>) -> Command {
    let mut command = Command::new("strace");
    command.arg("-f").arg("-o").arg(log).args(["-e", &format!("trace={calls}")]);
    if let Some(inject) = inject {
        command.args(["-e", inject]);
    }
    command.arg("--");
    command
}

/// How often an import makes these calls in one process, at most.
fn count(load: &Workload, calls: &str) -> usize {
    let desk = Desk::new(load);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("calls");
    desk.import_by(strace(&log, calls, None), load, Share::Few).output().unwrap();
    let text = std::fs::read_to_string(&log).unwrap();
    // Each thread counts its own calls.
    let mut by_thread = std::collections::BTreeMap::<&str, usize>::new();
    for line in text.lines().filter(|line| line.contains('(')) {
        *by_thread.entry(line.split(' ').next().unwrap_or_default()).or_default() += 1;
    }
    by_thread.into_values().max().unwrap_or(0)
}
