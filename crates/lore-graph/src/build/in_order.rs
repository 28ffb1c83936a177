//! Work on all cores whose results come in order. Leaves out what the work is.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, OnceLock};
use std::thread;

use super::Entry;

/// Entries that one thread reads at a time: what they state is in memory until it is taken.
const SHARE: usize = 32;

/// Makes something of each entry on all cores, and takes it here in their order. Only a few shares of
/// them are in memory at a time.
pub(super) fn for_each<T: Send>(
    entries: &[Entry],
    make: impl Fn(usize, &Entry) -> T + Sync,
    mut take: impl FnMut(usize, T),
) {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get().min(8));
    let threads = if cores == 1 || entries.len() <= SHARE { 0 } else { cores };
    thread::scope(|scope| {
        let make = &make;
        // Where the system starts fewer threads, each has more shares: how many there are they learn before
        // they begin.
        let started = Arc::new(OnceLock::new());
        let mut made: Vec<Receiver<Vec<T>>> = Vec::new();
        for thread in 0..threads {
            let (send, receive) = mpsc::sync_channel(2);
            let started = started.clone();
            let work = move || {
                let shares = entries.chunks(SHARE).enumerate();
                for (nth, share) in shares.skip(thread).step_by(*started.wait()) {
                    let entries = (nth * SHARE..).zip(share);
                    let made = entries.map(|(at, entry)| make(at, entry)).collect();
                    if send.send(made).is_err() {
                        return;
                    }
                }
            };
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
            made.push(receive);
        }
        if made.is_empty() {
            return entries.iter().enumerate().for_each(|(at, entry)| take(at, make(at, entry)));
        }
        // Nobody else sets it.
        let _ = started.set(made.len());
        let mut at = 0;
        for receive in made.iter().cycle().take(entries.len().div_ceil(SHARE)) {
            // A thread that panicked sends nothing more; the scope passes its panic on.
            for made in receive.recv().into_iter().flatten() {
                take(at, made);
                at += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use lore_core::VaultPath;

    use super::*;

    #[test]
    fn entries_are_taken_in_their_order_on_any_number_of_threads() {
        for count in [0, 1, SHARE, SHARE + 1, 5 * SHARE + 7] {
            let path = |at| VaultPath::new(format!("{at}.md")).expect("a path");
            let entries: Vec<Entry> = (0..count).map(|at| Entry::stored(path(at))).collect();
            let mut taken = Vec::new();
            let make = |at: usize, entry: &Entry| (at, entry.path.clone());
            for_each(&entries, make, |at, made| taken.push((at, made)));
            let wanted = entries.iter().enumerate();
            let wanted = wanted.map(|(at, entry)| (at, (at, entry.path.clone())));
            assert!(taken.into_iter().eq(wanted), "{count}");
        }
    }
}
