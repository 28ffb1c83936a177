//! The part of watching that other systems than Linux have: the passing of time.

use std::convert::Infallible;
use std::path::Path;
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
    pub fn new(_: &Vault, _: &[String], _: Option<&Path>) -> Result<Watch, NoEvents> {
        Err(NoEvents::OtherSystem)
    }

    /// Watches the folders that are part of the vault now.
    ///
    /// # Errors
    ///
    /// Never, as there is no watch.
    pub fn follow(&mut self, _: &[String]) -> Result<(), NoEvents> {
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

/// Waits for `longest`.
pub fn wait<T>(_: Option<&Watch>, _: Option<&T>, longest: Duration) -> Woken {
    std::thread::sleep(longest);
    Woken::Time
}
