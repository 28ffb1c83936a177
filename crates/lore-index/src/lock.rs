//! A file that one at a time holds, so that what is loaded, changed and written is not changed by
//! somebody else in between. Leaves out what it is held for: the store writes under one, and the user's
//! decisions under another.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::directory::private_file;

/// How long one waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a lock is not held.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Somebody else holds it: `process 123`, if that can be read.
    Held(Option<String>),
    /// The file cannot be used.
    System(io::Error),
}

/// Holds a lock, and waits for it if need be; it is free again when the file is closed. The file stays,
/// for the next one.
pub(crate) fn hold(path: &Path) -> Result<File, LockError> {
    let mut file = private_file().read(true).open(path).map_err(LockError::System)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let read = file.read_to_string(&mut holder);
                return Err(LockError::Held(
                    (read.is_ok() && !holder.is_empty()).then_some(holder),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(LockError::System(error)),
        }
    }
    // For the message of whoever waits in vain.
    let _ = file.set_len(0).and_then(|()| file.rewind());
    let _ = write!(file, "process {}", std::process::id());
    Ok(file)
}

/// Who holds a lock, as it stands in a message behind what is told of them.
pub(crate) fn in_brackets(holder: &Option<String>) -> String {
    holder.as_ref().map(|holder| format!(" ({holder})")).unwrap_or_default()
}
