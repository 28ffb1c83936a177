//! Other systems than Linux, where nobody vouches. Leaves out any socket: each question looks at the vault
//! itself.

use std::convert::Infallible;
use std::path::Path;

use super::Claim;

/// Vouches for the stored state, which nobody does on this system.
#[derive(Debug)]
pub struct Voucher(Infallible);

impl Voucher {
    pub(super) fn in_folder(_: &Path) -> Option<Voucher> {
        None
    }

    pub(super) fn ask(_: &Path) -> Option<Claim> {
        None
    }

    /// Answers whoever has asked.
    pub fn answer(&self, _: impl FnMut() -> Option<Claim>) {
        match self.0 {}
    }
}
