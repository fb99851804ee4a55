//! Writes files for benchmarks: `workload replies COUNT FOLDER` (statistical workbooks, one a State) and `workload records ROWS
//! FILE` (one published table). Beside them stands the overlay with the States that speak.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use verbale_fixtures::{Fault, Workload, Workshop, records_workload, repository, statistical_workload};

/// The same files each time.
const SEED: u64 = 2_018;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let start = Instant::now();
    match run(&arguments) {
        None => say("workload replies COUNT FOLDER\nworkload records ROWS FILE"),
        Some(Err(fault)) => say(&fault.to_string()),
        Some(Ok(load)) => {
            let (files, answers, seconds) = (load.replies.len(), load.answers, start.elapsed().as_secs_f64());
            say(&format!("{files} files, {answers} answers, overlay {}, {seconds:.1} s", load.overlay.display()));
            return ExitCode::SUCCESS;
        }
    }
    ExitCode::FAILURE
}

fn run(arguments: &[&str]) -> Option<Result<Workload, Fault>> {
    let &[what, count, path] = arguments else { return None };
    let (count, path) = (count.parse().ok()?, Path::new(path));
    let workshop = match Workshop::open(&repository()) {
        Ok(workshop) => workshop,
        Err(fault) => return Some(Err(fault)),
    };
    match what {
        "replies" => Some(statistical_workload(&workshop, SEED, count, path)),
        "records" => Some(records_workload(&workshop, SEED, count, path)),
        _ => None,
    }
}

#[expect(clippy::print_stdout, reason = "an example says what it did")]
fn say(text: &str) {
    println!("{text}");
}
