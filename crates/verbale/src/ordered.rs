//! Work in parallel, results in order: a bounded queue between the workers and the one who writes.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many results a worker may be ahead of the writer.
const AHEAD: usize = 4;

/// Runs `work` over all inputs on `threads` threads and hands the results to `sink` in the order of the inputs, with what `begin`
/// made for it, which is given back in the end. Both run on the calling thread, beside the work; with one thread, all is done
/// there in turn. Few results are held at a time, however many inputs there are and whichever of them takes longest.
/// Each thread that works has what `worker` makes for it to itself.
///
/// # Errors
/// The first error of `begin` or `sink`; work not yet begun is then left undone.
pub fn in_order<I, W, T, S, E>(
    inputs: &[I],
    threads: usize,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &I) -> T + Sync,
    begin: impl FnOnce() -> Result<S, E>,
    mut sink: impl FnMut(&mut S, T) -> Result<(), E>,
) -> Result<S, E>
where
    I: Sync,
    T: Send,
{
    if threads <= 1 {
        let mut kept = begin()?;
        let mut own = worker();
        inputs.iter().try_for_each(|input| sink(&mut kept, work(&mut own, input)))?;
        return Ok(kept);
    }
    let queue = Queue { state: Mutex::default(), changed: Condvar::new(), inputs: inputs.len(), window: threads * AHEAD };
    std::thread::scope(|scope| {
        for _ in 0..threads.min(inputs.len()) {
            scope.spawn(|| {
                let _stop = StopOnPanic(&queue);
                let mut own = worker();
                while let Some(index) = queue.take() {
                    queue.put(index, work(&mut own, &inputs[index]));
                }
            });
        }
        let _stop = StopOnPanic(&queue);
        let done = begin().and_then(|mut kept| {
            while let Some(result) = queue.next() {
                sink(&mut kept, result)?;
            }
            Ok(kept)
        });
        if done.is_err() {
            queue.stop();
        }
        done
    })
}

/// Which work has begun, and the results that wait for those before them.
struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    inputs: usize,
    /// How many results may be under way or wait.
    window: usize,
}

struct State<T> {
    begun: usize,
    written: usize,
    stopped: bool,
    waiting: BTreeMap<usize, T>,
}

impl<T> Default for State<T> {
    fn default() -> Self {
        Self { begun: 0, written: 0, stopped: false, waiting: BTreeMap::new() }
    }
}

impl<T> Queue<T> {
    /// The state stays whole when a thread panics: nothing is done under the lock that could.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, waits: impl Fn(&State<T>) -> bool) -> MutexGuard<'_, State<T>> {
        self.changed.wait_while(self.lock(), |state| waits(state)).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next input to work on, as soon as its result may wait.
    fn take(&self) -> Option<usize> {
        let (inputs, window) = (self.inputs, self.window);
        let mut state = self.wait_while(|state| !state.stopped && state.begun < inputs && state.begun >= state.written + window);
        if state.stopped || state.begun == inputs {
            return None;
        }
        state.begun += 1;
        Some(state.begun - 1)
    }

    fn put(&self, index: usize, result: T) {
        let mut state = self.lock();
        state.waiting.insert(index, result);
        if index == state.written {
            self.changed.notify_all();
        }
    }

    /// The next result in order.
    fn next(&self) -> Option<T> {
        let inputs = self.inputs;
        let mut state = self.wait_while(|state| {
            !state.stopped
                && state.written < inputs
                && state.waiting.first_key_value().is_none_or(|(next, _)| *next != state.written)
        });
        if state.stopped || state.written == inputs {
            return None;
        }
        let result = state.waiting.pop_first().map(|(_, result)| result);
        state.written += 1;
        self.changed.notify_all();
        result
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }
}

/// Nobody waits for a thread that has panicked; the scope passes the panic on.
struct StopOnPanic<'q, T>(&'q Queue<T>);

impl<T> Drop for StopOnPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        let inputs: Vec<u64> = (0..1000).collect();
        for threads in [1, 2, 3, 16] {
            let mut seen = Vec::new();
            let work = |(): &mut (), input: &u64| {
                std::thread::sleep(std::time::Duration::from_micros(input * 7919 % 50));
                *input
            };
            let done: Result<_, ()> = in_order(
                &inputs,
                threads,
                || (),
                work,
                || Ok(7),
                |begun, result| {
                    assert_eq!(*begun, 7);
                    seen.push(result);
                    Ok(())
                },
            );
            assert_eq!(done, Ok(7));
            assert_eq!(seen, inputs);
        }
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        let inputs: Vec<u64> = (0..100_000).collect();
        for threads in [1, 4] {
            let begun = AtomicUsize::new(0);
            let work = |(): &mut (), input: &u64| {
                begun.fetch_add(1, Ordering::Relaxed);
                *input
            };
            let sink = |(): &mut (), input| if input == 10 { Err("disk full") } else { Ok(()) };
            let done = in_order(&inputs, threads, || (), work, || Ok(()), sink);
            assert_eq!(done, Err("disk full"));
            assert!(begun.into_inner() <= 11 + threads * (AHEAD + 1), "{threads}");
        }
    }

    #[test]
    fn what_cannot_begin_ends_the_work() {
        let inputs: Vec<u64> = (0..100_000).collect();
        for threads in [1, 4] {
            let begun = AtomicUsize::new(0);
            let work = |(): &mut (), _: &u64| begun.fetch_add(1, Ordering::Relaxed);
            let done = in_order(&inputs, threads, || (), work, || Err::<(), _>("no folder"), |(), _| Ok(()));
            assert_eq!(done, Err("no folder"));
            assert!(begun.into_inner() <= threads * (AHEAD + 1), "{threads}");
        }
    }

    #[test]
    fn few_results_wait_for_a_slow_one() {
        let inputs: Vec<usize> = (0..500).collect();
        let (made, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |(): &mut (), input: &usize| {
            if input.is_multiple_of(100) {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            let ahead = made.fetch_add(1, Ordering::SeqCst) + 1 - written.load(Ordering::SeqCst);
            assert!(ahead <= 2 * AHEAD + 2, "{ahead}");
        };
        let sink = |(): &mut (), ()| {
            written.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        let done: Result<(), ()> = in_order(&inputs, 2, || (), work, || Ok(()), sink);
        assert_eq!(done, Ok(()));
    }

    #[test]
    fn a_panic_of_the_work_is_passed_on_and_nobody_waits_for_it() {
        let inputs: Vec<u64> = (0..100).collect();
        let work = |(): &mut (), input: &u64| assert!(*input != 50, "a fault");
        let run = || in_order(&inputs, 4, || (), work, || Ok(()), |(), ()| Ok::<(), ()>(()));
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
