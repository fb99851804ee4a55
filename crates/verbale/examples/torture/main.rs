//! Long sweeps of what an import must survive: `torture [--rounds=N] [--only=SWEEP] [--on=file|server] [BINARY]`, in release mode.
//!
//! Each sweep disturbs imports of the shipped replies in one way. Afterwards the import is run again, undisturbed, and the
//! database has to hold what that of an import never disturbed holds: the same canonical dump, whole, nothing twice, and verified
//! against its originals. Without `--on`, all of it is done with a file of `SQLite`, and then with a server of `PostgreSQL` that is
//! started for it.
//!
//! | sweep | disturbs |
//! | --- | --- |
//! | `kill` | the process is killed at N random instants |
//! | `fault` | the operating system refuses or kills at each k-th write, flush or rename (needs `strace`); files alone |
//! | `crowd` | 8 processes on a file, 16 on a server, import overlapping parts of 500 files at once |
//! | `first` | 8 processes make the same database at once, N / 2 times |
//! | `cut` | the connection is cut at a COMMIT, before, after and while the server does it, N times; servers alone |
//! | `flip` | no import: 50 N single bits of originals and of the chains, each of which has to be noticed; files alone |

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it prints what it saw, and stops where it cannot go on")]

mod crowd;
mod cut;
mod desk;
mod fault;
mod flip;
mod kill;
mod random;
#[path = "../../../verbale-store/tests/support/server.rs"]
#[expect(dead_code, reason = "the tests of the store use more of it")]
mod server;
mod workload;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use workload::Workload;

/// What a sweep came to.
struct Verdict {
    /// What was done, in a few words.
    done: String,
    /// What should not have happened.
    faults: Vec<String>,
}

type Sweep = fn(&Workload, usize) -> Verdict;

const ON_A_FILE: &[(&str, Sweep)] =
    &[("kill", kill::sweep), ("fault", fault::sweep), ("crowd", crowd::sweep), ("first", crowd::first), ("flip", flip::sweep)];
const ON_A_SERVER: &[(&str, Sweep)] =
    &[("kill", kill::sweep), ("cut", cut::sweep), ("crowd", crowd::sweep), ("first", crowd::first)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().find_map(|argument| argument.strip_prefix(name).map(str::to_owned));
    let rounds: usize = option("--rounds=").map_or(200, |rounds| rounds.parse().unwrap());
    let (only, on) = (option("--only="), option("--on="));
    let binary = arguments.iter().find(|argument| !argument.starts_with("--")).map_or_else(beside, PathBuf::from);
    let mut bad = false;
    for (place, server, sweeps) in [("file", false, ON_A_FILE), ("server", true, ON_A_SERVER)] {
        let wanted: Vec<_> = sweeps.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)).collect();
        if on.as_deref().is_some_and(|on| on != place) || wanted.is_empty() {
            continue;
        }
        let load = Workload::new(binary.clone(), server);
        for (name, sweep) in wanted {
            let started = Instant::now();
            let verdict = sweep(&load, rounds);
            let seconds = started.elapsed().as_secs_f64();
            println!("{place:<6} {name:<6} {} in {seconds:.0} s: {} faults", verdict.done, verdict.faults.len());
            for fault in &verdict.faults {
                println!("       {fault}");
            }
            bad |= !verdict.faults.is_empty();
        }
    }
    ExitCode::from(u8::from(bad))
}

/// The program beside this example.
fn beside() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("verbale")
}
