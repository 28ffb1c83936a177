//! The program as people and scripts meet it: every test here starts the built `lore` and looks at
//! what comes out. One binary, because each further one would be linked anew. Leaves out what a crate
//! promises by itself, which is tested there.
//!
//! * `common` runs the program in surroundings of its own, `fixtures` holds the small vaults;
//! * one module per verb has whole outputs as snapshots, and what must hold whatever the wording;
//! * `contract`, `hostile` and `regression` are about all verbs at once, `help` and `readme` about
//!   what is promised in writing.
//!
//! After a change of wording: `INSTA_UPDATE=always cargo test --test cli`, then read the
//! difference in `tests/cli/snapshots`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

#[macro_use]
mod common;
mod check;
mod contract;
mod fixtures;
mod gaps;
mod help;
mod hostile;
mod index;
mod links;
mod map;
mod mentions;
mod orphans;
mod path;
mod progress;
mod query;
mod readme;
mod regression;
mod related;
mod resolve;
mod review;
mod search;
mod sections;
mod stats;
mod timeline;
mod topics;
mod watch;
