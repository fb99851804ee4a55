//! Where the time of an import goes, for the log and for benchmarks.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time spent on reading (all threads together) and on writing.
#[derive(Debug, Default)]
pub struct Meter {
    reading: AtomicU64,
    writing: AtomicU64,
}

impl Meter {
    /// Does some reading.
    pub fn reading<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.reading, work)
    }

    /// Does some writing.
    pub fn writing<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.writing, work)
    }

    /// Says in the log where the time went.
    pub fn log(&self, files: usize, total: Duration) {
        let millis = |nanos: &AtomicU64| nanos.load(Ordering::Relaxed) / 1_000_000;
        tracing::info!(
            files,
            total_ms = u64::try_from(total.as_millis()).unwrap_or(u64::MAX),
            reading_ms = millis(&self.reading),
            writing_ms = millis(&self.writing),
            peak_kib = peak_memory(),
            "import done"
        );
    }
}

fn timed<T>(spent: &AtomicU64, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    spent.fetch_add(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    result
}

/// The most memory that this process had at a time, in KiB; unknown on systems other than Linux.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_counted_where_it_was_spent() {
        let meter = Meter::default();
        assert_eq!(meter.reading(|| std::thread::sleep(Duration::from_millis(2))), ());
        assert!(meter.reading.into_inner() >= 2_000_000 && meter.writing.into_inner() == 0);
        assert!(cfg!(not(target_os = "linux")) || peak_memory().is_some_and(|kib| kib > 100));
    }
}
