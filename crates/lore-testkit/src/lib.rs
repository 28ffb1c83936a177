//! Vaults for tests and benchmarks. Never part of the program, and knows nothing of how Lore
//! reads a vault.
//!
//! Its main nouns:
//!
//! * [`VaultFixture`]: a small vault in a temporary folder, written down in one string;
//! * [`Recipe`] and [`generate`]: a vault of any size that looks like real notes, the same bytes
//!   for the same seed on every machine.
//!
//! Everything here panics with the path when the file system refuses: a test has no use for the
//! error.
//!
//! ```
//! let vault = lore_testkit::VaultFixture::from_str(
//!     "\
//! -- tea.md --
//! Needs [[water]].
//! -- drinks/water.md --
//! Wet.
//! ",
//! );
//! assert!(vault.path("drinks/water.md").is_file());
//!
//! let recipe = lore_testkit::Recipe { notes: 20, seed: 1, ..Default::default() };
//! assert_eq!(lore_testkit::generate(vault.root(), recipe).notes, 20);
//! ```

mod fixture;
mod generate;
mod random;
mod text;
mod words;

pub use fixture::VaultFixture;
pub use generate::{Generated, Recipe, generate};
