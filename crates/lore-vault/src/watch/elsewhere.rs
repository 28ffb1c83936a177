//! The part of watching that other systems than Linux have: the passing of time. Leaves out any watch:
//! whoever wants to know of changes looks now and then.

use std::convert::Infallible;
use std::io::{self, Stdout};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::{Hints, NoEvents, Woken};
use crate::vault::Vault;

/// A watch over a vault, which there is none of on this system.
#[derive(Debug)]
pub struct Watch(Infallible);

impl Watch {
    /// Begins to watch a vault.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn new(_: &Vault, _: &[String]) -> Result<Watch, NoEvents> {
        Err(NoEvents::OtherSystem)
    }

    /// Watches the folders that are part of a vault now.
    ///
    /// # Errors
    ///
    /// Never, as there is no watch.
    pub fn follow(&mut self, _: &Vault, _: &[String]) -> Result<(), NoEvents> {
        match self.0 {}
    }

    /// Which folder is watched as the root.
    pub fn identity(&self) -> Option<u64> {
        match self.0 {}
    }

    /// Whether all changes are told of.
    pub fn is_told_of_all(&self) -> bool {
        match self.0 {}
    }

    /// What the system told.
    pub fn take(&mut self) -> Hints {
        match self.0 {}
    }
}

/// Until when to wait, however often. Whoever waits says so, as only they know whom they wait for.
#[derive(Debug)]
pub struct Until(Option<Arc<Stopped>>);

/// Whether it is over, and where one is told that it is.
#[derive(Debug, Default)]
struct Stopped {
    is: Mutex<bool>,
    told: Condvar,
}

impl Until {
    /// Until nobody reads the standard output any more, which only writing to it tells on this system.
    pub fn unread(_: Stdout) -> Until {
        Until(None)
    }
}

/// Stops who waits when it is dropped, by whichever thread.
#[derive(Debug)]
pub struct Stop(Arc<Stopped>);

impl Stop {
    /// Somebody who can be waited for.
    ///
    /// # Errors
    ///
    /// Never on this system.
    pub fn new() -> io::Result<Stop> {
        Ok(Stop(Arc::default()))
    }

    /// Until this is dropped.
    pub fn until(&self) -> Until {
        Until(Some(self.0.clone()))
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        *self.0.is.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.told.notify_all();
    }
}

/// Waits for `longest`, unless it is over before.
pub fn wait<T>(until: &Until, _: Option<&Watch>, _: Option<&T>, longest: Duration) -> Woken {
    let Some(stopped) = &until.0 else {
        std::thread::sleep(longest);
        return Woken::Time;
    };
    let is_over = stopped.is.lock().unwrap_or_else(PoisonError::into_inner);
    let told = stopped.told.wait_timeout_while(is_over, longest, |is_over| !*is_over);
    let (is_over, _) = told.unwrap_or_else(PoisonError::into_inner);
    if *is_over { Woken::Over } else { Woken::Time }
}
