//! The folder of notes on disk. The only crate that opens the user's files, and it only reads.
//!
//! Its main nouns:
//!
//! * [`Vault`]: a folder of notes, found once;
//! * [`Listing`]: the notes and other files that are there now, and what could not be looked at;
//! * [`ReadNote`]: one note's text, together with the [`StatKey`] it had while it was read;
//! * [`Changes`]: how a listing differs from what was known before;
//! * [`Watch`]: is told by the system when it is time to look again.
//!
//! Three promises hold throughout. Nothing is opened but regular files inside the vault: no
//! symbolic link is followed below the root, but from an ignore file to another in the vault, and a
//! named pipe cannot make Lore wait. What could not be looked at is never taken for gone. A note that changes while it is read is read again.
//!
//! What a note says is the parser's business; what is remembered of it, the index's.
//!
//! ```
//! use lore_vault::{Known, Vault, compare};
//!
//! let fixture = lore_testkit::VaultFixture::from_str("-- tea.md --\n# Tea\n");
//! let vault = Vault::open(fixture.root())?;
//! let listing = vault.list(&[]);
//! let tea = &listing.notes[0];
//! assert_eq!(vault.read(&tea.path)?.text, "# Tea\n");
//!
//! let known = vec![Known { path: tea.path.as_str(), stat: tea.stat }];
//! fixture.write("milk.md", "# Milk\n");
//! let changes = compare(known, &vault.list(&[]), i64::MAX);
//! assert_eq!(changes.added[0].as_str(), "milk.md");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod again;
mod clock;
mod compare;
mod error;
mod folders;
mod ignore_files;
mod list;
mod open;
mod patterns;
mod read;
mod skip;
mod stat;
mod vault;
mod watch;

pub use again::Look;
pub use clock::{day_of, time_of_day, today};
pub use compare::{Changes, Known, RACY_WINDOW_NS, compare};
pub use error::{NamedBy, ReadError, VaultError};
pub use folders::Folders;
pub use list::{ListedNote, Listing};
pub use patterns::{PatternError, Patterns};
pub use read::{ReadNote, YoungNote};
pub use skip::{SkipReason, Skipped};
pub use stat::StatKey;
pub use vault::Vault;
pub use watch::{Hints, NoEvents, Stop, Until, Watch, Woken, wait};
