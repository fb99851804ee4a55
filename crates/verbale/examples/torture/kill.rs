//! Kills at random instants.

use crate::Verdict;
use crate::desk::{Desk, Share, Workload};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Every tenth killed import is followed by further kills of the imports that should have finished its work.
const CHAIN: usize = 10;

pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    let started = Instant::now();
    Desk::new().import(load, Share::Whole).output().unwrap();
    let whole = started.elapsed();
    // A fixed seed: what happens depends on the machine in any case, but not on anything that cannot be repeated.
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut faults, mut early) = (Vec::new(), 0);
    for round in 0..rounds {
        let desk = Desk::new();
        let kills = if round % CHAIN == 0 { 4 } else { 1 };
        for _ in 0..kills {
            let instant = random.part_of(whole);
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

/// xorshift64.
struct Random(u64);

impl Random {
    fn part_of(&mut self, whole: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        whole.mul_f64(f64::from(u32::try_from(self.0 >> 40).unwrap()) / f64::from(1 << 24))
    }
}
