//! The same work for many things, on every core, in order.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does `work` for each item; the results stand in the order of the items. Threads take `share`
/// items at a time, so that each should be worth more than the start of a thread.
pub fn map<T: Sync, R: Send>(items: &[T], share: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let shares: Vec<&[T]> = items.chunks(share.max(1)).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if cores == 1 || shares.len() < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let work_off = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(share) = shares.get(number) else {
                return done;
            };
            done.push((number, share.iter().map(&work).collect::<Vec<R>>()));
        }
    };
    let mut done = thread::scope(|scope| {
        let others = cores.min(shares.len()) - 1;
        let others: Vec<_> = (0..others).map(|_| scope.spawn(work_off)).collect();
        let mut done = work_off();
        for other in others {
            // A panic there is one of the program.
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1_000).collect();
        for share in [0, 1, 7, 999, 1_000, 5_000] {
            let squares = map(&items, share, |item| item * item);
            let expected: Vec<u64> = items.iter().map(|item| item * item).collect();
            assert_eq!(squares, expected);
        }
        assert!(map(&[], 3, |item: &u64| *item).is_empty());
    }
}
