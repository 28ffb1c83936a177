//! A file that one at a time holds, so that what is loaded, changed and written is not changed by
//! somebody else in between. Leaves out what it is held for: the store writes under one, and the user's
//! decisions under another.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::directory::private_file;

/// How long one waits for another that gives no sign.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often who holds a lock gives a sign.
const SIGN_EVERY: Duration = Duration::from_secs(1);

/// How long one looks for a sign of another whose last one is older than one waits for it: it may just have
/// begun.
const LOOK: Duration = Duration::from_millis(2500);

/// What takes less than this is over before one has read that it is waited for.
const SILENCE: Duration = Duration::from_millis(400);

/// Why a lock is not held.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Somebody else holds it and does not go on: `process 123`, if that can be read.
    Held(Option<String>),
    /// The file cannot be used.
    System(io::Error),
}

/// A lock that is held until this is dropped. The file stays, for the next one.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    /// The thread that gives signs ends when this does.
    _signs: Sender<()>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file would do it, too.
        let _ = self.file.unlock();
    }
}

/// Holds a lock, and waits for it as long as who has it gives signs; `waits` is told once for whom, if it
/// takes a while.
pub(crate) fn hold(path: &Path, waits: impl Fn(Option<String>)) -> Result<Lock, LockError> {
    let mut file = private_file().read(true).open(path).map_err(LockError::System)?;
    let began = Instant::now();
    let sign = |file: &File| file.metadata().and_then(|state| state.modified()).ok();
    let (mut last_sign, mut signed) = (sign(&file), began);
    let silent_for = last_sign.and_then(|sign| sign.elapsed().ok()).unwrap_or_default();
    let mut patience = if silent_for >= PATIENCE { LOOK } else { PATIENCE };
    let mut is_told = false;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) => {
                let now = sign(&file);
                if now != last_sign {
                    (last_sign, signed) = (now, Instant::now());
                    patience = PATIENCE;
                }
                if signed.elapsed() >= patience {
                    return Err(LockError::Held(holder(&mut file)));
                }
                if !is_told && began.elapsed() >= SILENCE {
                    is_told = true;
                    waits(holder(&mut file));
                }
                thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::Error(error)) => return Err(LockError::System(error)),
        }
    }
    // For whoever waits.
    let _ = file.set_len(0).and_then(|()| file.rewind());
    let _ = write!(file, "process {}", std::process::id());
    Ok(Lock { file, _signs: give_signs(path) })
}

/// Gives signs until what comes back is dropped. Where the system starts no thread for it, others wait as long
/// as they do for one that is stopped.
fn give_signs(path: &Path) -> Sender<()> {
    let (until, over) = channel::<()>();
    let path = path.to_owned();
    let sign = move || {
        while over.recv_timeout(SIGN_EVERY) == Err(RecvTimeoutError::Timeout) {
            let file = File::options().write(true).open(&path);
            let _ = file.and_then(|file| file.set_modified(SystemTime::now()));
        }
    };
    let _ = thread::Builder::new().spawn(sign);
    until
}

fn holder(file: &mut File) -> Option<String> {
    let mut holder = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut holder));
    (read.is_ok() && !holder.is_empty()).then_some(holder)
}

/// Who holds a lock, as it stands in a message behind what is told of them.
pub(crate) fn in_brackets(holder: &Option<String>) -> String {
    holder.as_ref().map(|holder| format!(" ({holder})")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn who_waits_is_told_for_whom_and_has_the_lock_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let lock = hold(&path, |_| panic!("nobody has it")).unwrap();
        let (tell, told) = channel();
        thread::scope(|scope| {
            let other = scope.spawn(|| hold(&path, |holder| tell.send(holder).unwrap()).map(drop));
            let holder = told.recv().unwrap();
            assert_eq!(holder, Some(format!("process {}", std::process::id())));
            let before = std::fs::metadata(&path).unwrap().modified().unwrap();
            while std::fs::metadata(&path).unwrap().modified().unwrap() == before {
                thread::sleep(Duration::from_millis(20));
            }
            drop(lock);
            assert!(other.join().unwrap().is_ok());
        });
    }
    #[test]
    fn one_does_not_wait_long_for_who_was_silent_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let file = private_file().open(&path).unwrap();
        file.lock().unwrap();
        file.set_modified(SystemTime::now() - PATIENCE * 2).unwrap();
        let began = Instant::now();
        assert!(matches!(hold(&path, |_| ()), Err(LockError::Held(None))));
        assert!((LOOK..PATIENCE).contains(&began.elapsed()));
    }
}
