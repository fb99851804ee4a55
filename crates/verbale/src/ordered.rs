//! Work in parallel, results in order: one bounded queue between the workers and the one who writes.

use rayon::prelude::*;
use std::sync::mpsc::sync_channel;

/// How many pieces of work go into one round.
const ROUND: usize = 64;

/// Runs `work` over all inputs on the threads of the current rayon pool and hands the results to `sink` in the order of the
/// inputs. At most two rounds of results are held at a time. `sink` runs on the calling thread, beside the work.
///
/// # Errors
/// The first error of `sink`; work not yet begun is then left undone.
pub fn in_order<I, T, E>(inputs: &[I], work: impl Fn(&I) -> T + Sync, mut sink: impl FnMut(T) -> Result<(), E>) -> Result<(), E>
where
    I: Sync,
    T: Send,
{
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<T>>(1);
        let work = &work;
        scope.spawn(move || {
            for round in inputs.chunks(ROUND) {
                if sender.send(round.par_iter().map(work).collect()).is_err() {
                    return;
                }
            }
        });
        for round in receiver {
            for result in round {
                sink(result)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        let inputs: Vec<u64> = (0..1000).collect();
        let mut seen = Vec::new();
        let work = |input: &u64| {
            std::thread::sleep(std::time::Duration::from_micros(input * 7919 % 50));
            *input
        };
        let done: Result<(), ()> = in_order(&inputs, work, |result| {
            seen.push(result);
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(seen, inputs);
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        let inputs: Vec<u64> = (0..100_000).collect();
        let mut written = 0;
        let done = in_order(
            &inputs,
            |input| *input,
            |input| {
                written += 1;
                if input == 10 { Err("disk full") } else { Ok(()) }
            },
        );
        assert_eq!(done, Err("disk full"));
        assert_eq!(written, 11);
    }
}
