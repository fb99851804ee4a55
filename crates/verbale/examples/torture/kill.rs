//! Kills at random instants.

use crate::Verdict;
use crate::desk::Desk;
use crate::random::Random;
use crate::workload::{Share, Workload};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Every tenth killed import is followed by further kills of the imports that should have finished its work.
const CHAIN: usize = 10;

pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    let started = Instant::now();
    Desk::new(load).import(load, Share::Whole).output().unwrap();
    let whole = started.elapsed();
    let mut random = Random::new();
    let (mut faults, mut early) = (Vec::new(), 0);
    for round in 0..rounds {
        let desk = Desk::new(load);
        let kills = if round % CHAIN == 0 { 4 } else { 1 };
        for _ in 0..kills {
            let instant = whole.mul_f64(random.part());
            early += usize::from(killed(&desk, load, instant));
        }
        if let Err(fault) = desk.recovered(load, Share::Whole) {
            faults.push(format!("round {round}: {fault}"));
        }
    }
    Verdict { done: format!("{rounds} imports killed, {early} kills before their end"), faults }
}

/// Kills an import at an instant; false if it had ended before.
fn killed(desk: &Desk, load: &Workload, instant: Duration) -> bool {
    let mut command = desk.import(load, Share::Whole);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(instant);
    let early = child.try_wait().unwrap().is_none();
    // It may have ended by itself already.
    let _ = child.kill();
    child.wait().unwrap();
    early
}
