//! Long sweeps of what an import must survive: `torture [--rounds=N] [--only=SWEEP] [BINARY]`, in release mode.
//!
//! Each sweep disturbs imports of the shipped replies in one way. Afterwards the import is run again, undisturbed, and the
//! database has to hold what that of an import never disturbed holds: the same canonical dump, whole, nothing twice.
//!
//! | sweep | disturbs |
//! | --- | --- |
//! | `kill` | the process is killed at N random instants |
//! | `fault` | the operating system refuses or kills at each k-th write, flush or rename (needs `strace`) |
//! | `crowd` | 8 processes import overlapping files at once |
//! | `first` | 8 processes make the same database at once, N / 2 times |

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it prints what it saw, and stops where it cannot go on")]

mod crowd;
mod desk;
mod fault;
mod kill;

use desk::Workload;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// What a sweep came to.
struct Verdict {
    /// What was done, in a few words.
    done: String,
    /// What should not have happened.
    faults: Vec<String>,
}

type Sweep = fn(&Workload, usize) -> Verdict;

const SWEEPS: [(&str, Sweep); 4] =
    [("kill", kill::sweep), ("fault", fault::sweep), ("crowd", crowd::sweep), ("first", crowd::first)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().find_map(|argument| argument.strip_prefix(name).map(str::to_owned));
    let rounds: usize = option("--rounds=").map_or(200, |rounds| rounds.parse().unwrap());
    let only = option("--only=");
    let binary = arguments.iter().find(|argument| !argument.starts_with("--")).map_or_else(beside, PathBuf::from);
    let load = Workload::new(binary);
    let mut bad = false;
    for (name, sweep) in SWEEPS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let started = Instant::now();
        let verdict = sweep(&load, rounds);
        println!("{name:<6} {} in {:.0} s: {} faults", verdict.done, started.elapsed().as_secs_f64(), verdict.faults.len());
        for fault in &verdict.faults {
            println!("       {fault}");
        }
        bad |= !verdict.faults.is_empty();
    }
    ExitCode::from(u8::from(bad))
}

/// The program beside this example.
fn beside() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("verbale")
}
