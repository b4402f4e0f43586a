//! Work that is divided among the cores; the results come back in the order of the work.

use std::panic::resume_unwind;
use std::thread;

/// Below this, starting threads costs more than it saves.
const WORTHWHILE: usize = 64;

/// The result of `work` for each item.
pub fn on_all_cores<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if cores == 1 || items.len() < WORTHWHILE {
        return items.iter().map(work).collect();
    }
    // Smaller pieces than cores, so that a slow one does not keep the others waiting.
    let pieces: Vec<&[I]> = items.chunks(items.len().div_ceil(cores * 8)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let run = || {
        let mut done: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(piece) = pieces.get(number) else {
                return done;
            };
            done.push((number, piece.iter().map(&work).collect()));
        }
    };
    let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(run)).collect();
        let ended = workers.into_iter().map(thread::ScopedJoinHandle::join);
        ended
            .flat_map(|result| result.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_work() {
        for count in [0, 1, 63, 64, 65, 1_000, 1_001] {
            let items: Vec<usize> = (0..count).collect();
            let expected: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(on_all_cores(&items, |item| item * 2), expected, "{count}");
        }
    }
}
