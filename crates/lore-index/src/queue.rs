//! How much text waits to be indexed: reading notes is faster than indexing them, and without a bound
//! thousands of them would wait in memory. Leaves out who indexes them.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Bytes that may wait before the next note does.
const MOST_BYTES: usize = 4_000_000;

/// What is on its way.
#[derive(Clone, Default)]
pub(crate) struct Queue(Arc<Waiting>);

#[derive(Default)]
struct Waiting {
    bytes: Mutex<usize>,
    less: Condvar,
}

/// A place in the queue, left when it is dropped.
pub(crate) struct QueuePlace {
    waiting: Arc<Waiting>,
    bytes: usize,
}

impl Queue {
    /// Takes a place for so many bytes, as soon as not too much waits before.
    pub(crate) fn enter(&self, bytes: usize) -> QueuePlace {
        let waiting = self.0.clone();
        let held = waiting.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let held = waiting.less.wait_while(held, |held| *held > MOST_BYTES);
        *held.unwrap_or_else(PoisonError::into_inner) += bytes;
        QueuePlace { waiting: self.0.clone(), bytes }
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        *self.waiting.bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.waiting.less.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::time::Duration;

    use super::*;

    #[test]
    fn who_brings_more_waits_until_there_is_less() {
        let queue = Queue::default();
        // Larger than all that may wait, and taken, as nothing waits before.
        let large = queue.enter(MOST_BYTES + 1);
        let (entered, enters) = channel();
        let other = queue.clone();
        let waiter = std::thread::spawn(move || {
            let place = other.enter(1);
            entered.send(()).expect("somebody listens");
            drop(place);
        });
        assert_eq!(enters.recv_timeout(Duration::from_millis(50)), Err(RecvTimeoutError::Timeout));
        drop(large);
        enters.recv().expect("it entered");
        waiter.join().expect("it ended");
        assert_eq!(*queue.0.bytes.lock().expect("nobody failed"), 0);
    }
}
