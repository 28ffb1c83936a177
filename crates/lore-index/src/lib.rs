//! The text index over sections, and the stored state that it shares with the graph.
//!
//! * [`Store`]: a cache folder with one commit point. A commit switches the text index and the
//!   graph's bytes together; any doubt about what is stored reads as "nothing is stored".
//! * [`Writer`]: replaces notes, each a [`NoteText`] with one [`SectionText`] per section, and commits.
//! * [`TextIndex`]: one committed moment, for questions: [`TextIndex::search`] and the word
//!   statistics in [`TextIndex::holders`] and [`TextIndex::phrase`].
//! * [`Phrases`]: very many phrases, looked up in all texts at once.
//! * [`Query`]: what a person typed, as it was read.
//! * [`Kept`]: what the user decided, in a file outside vault and cache.
//! * [`Voucher`]: says to other processes that the stored state is up to date.
//!
//! It knows nothing of files in the vault, of Markdown, or of what the graph's bytes mean.
//!
//! ```
//! use lore_index::{Base, NoteText, Query, SectionText, Store};
//!
//! let store = Store::in_memory("example");
//! let mut writer = store.writer(Base::Nothing, 1)?;
//! let section = SectionText { body: "a hash index".to_owned(), ..SectionText::default() };
//! let (record, sections) = (b"its record".to_vec(), vec![section]);
//! writer.replace(NoteText { key: 7, record, sections, ..NoteText::default() })?;
//! let state = writer.commit(|_| Ok(Vec::new()))?;
//! let today = lore_core::Date::constant(2024, 3, 1);
//! let answer = state.text.search(&Query::parse("index", today), &[])?;
//! assert_eq!(answer.hits[0].note, 7);
//! assert_eq!(state.text.record(7).as_deref(), Some(&b"its record"[..]));
//! # Ok::<(), lore_index::StoreError>(())
//! ```

mod address;
mod among;
mod batch;
mod beginning;
mod compile;
mod damage;
mod directory;
mod document;
mod holders;
mod kept;
mod lock;
mod phrases;
mod present;
mod properties;
mod query;
mod queue;
mod records;
mod schema;
mod search;
mod spelling;
mod statistics;
mod stems;
mod store;
mod stored;
mod terms;
mod voucher;
mod writer;

pub use address::{Address, AddressText};
pub use document::{NoteText, SectionText};
pub use holders::Holders;
pub use kept::{Kept, KeptError};
pub use phrases::{Phrases, Stretch};
pub use properties::PropertyText;
pub use query::{
    Among, Clause, Day, Days, Field, GraphFact, Mark, Numbers, Property, Query, Remark, Shown,
    Test, Value,
};
pub use records::Records;
pub use search::{Answer, Correction, Hit, Share};
pub use store::{Base, GraphError, State, Store, StoreError, Unfinished};
pub use terms::{Posting, TextIndex};
pub use voucher::{Claim, Voucher};
pub use writer::Writer;

/// Version of the schema and of the way text is cut into terms. Raise it when either changes.
pub const FORMAT: u32 = 17;
