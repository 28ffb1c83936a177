//! The threads that work is spread over: one for each core up to eight, or as many as the system starts, which
//! may be fewer, as in a container with a limit of processes. Leaves out the walk through the folders, which has
//! threads of its own.

use std::num::NonZero;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use lore_index::StoreError;
use rayon::{ThreadBuilder, ThreadPoolBuilder};

use crate::Error;

/// More are of no use: a first index waits for the threads of the text index, and each command starts them.
const MOST: usize = 8;

/// Starts the threads, unless that was done. rayon would start them by itself, and panic where one of them
/// does not start; here they are there before it is told how many.
pub(crate) fn start() -> Result<(), Error> {
    static STARTED: Mutex<bool> = Mutex::new(false);
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if *started {
        return Ok(());
    }
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(MOST);
    let mut waiting: Vec<Sender<ThreadBuilder>> = Vec::new();
    for _ in 0..cores {
        let (tell, told) = channel::<ThreadBuilder>();
        let thread = move || told.into_iter().for_each(ThreadBuilder::run);
        if thread::Builder::new().spawn(thread).is_err() {
            break;
        }
        waiting.push(tell);
    }
    if waiting.is_empty() {
        return Err(Error::Store(StoreError::Threads));
    }
    let pool = ThreadPoolBuilder::new().num_threads(waiting.len());
    let pool = pool.spawn_handler(|thread| {
        // There is one for each: none of them ends before it is told.
        let waits = waiting.pop().ok_or(std::io::ErrorKind::WouldBlock)?;
        waits.send(thread).map_err(|_| std::io::ErrorKind::WouldBlock.into())
    });
    // The program around the engine may have made a pool: then that one is used.
    let _ = pool.build_global();
    *started = true;
    Ok(())
}
