//! The graph: notes, sections, concepts and the edges between them.
//!
//! * [`build`] turns parsed notes into columns of bytes, [`splice()`] the graph before into the one after
//!   an edit, and [`Graph`] reads them in place;
//! * [`Names`] resolves links, with the rule that decided;
//! * [`rank`], [`path`] and [`map`] answer the questions that need an algorithm.
//!
//! It knows nothing of files on disk, of Markdown, or of where its bytes are kept.
//!
//! ```
//! use lore_core::VaultPath;
//! use lore_graph::{Conventions, Entry, Graph, build};
//!
//! let entry = |path: &str, text: &str| {
//!     let path = VaultPath::new(path).unwrap();
//!     let parsed = lore_parser::parse(&path, text, &lore_parser::Options::default());
//!     Entry::new(&path, [0; 5], &parsed.note)
//! };
//! let notes = vec![entry("Raft.md", "See [[Paxos]]."), entry("Paxos.md", "Older.")];
//! // All notes hold their records: none has to be asked for.
//! let built = build(notes, Vec::new(), Conventions::default(), |_| None).expect("all records");
//! let graph = Graph::open(built.to_vec().into()).expect("what was just built");
//! let paxos = graph.note_at("Paxos.md").expect("a note");
//! assert_eq!(graph.backlinks(paxos).count(), 1);
//! ```

mod abbreviations;
mod amounts;
mod build;
mod columns;
mod commonplace;
mod concepts;
mod derived;
mod graph;
pub mod map;
mod names;
mod navigation;
pub mod path;
mod profiles;
pub mod rank;
mod resolve;
mod rows;
mod signposts;
mod splice;
mod statements;
mod translations;
mod units;

pub use abbreviations::both_names;
pub use build::{Entry, PHRASE_WORDS, build, note_of_record, stamp_of_record, with_stamp};
pub use columns::{GraphBytes, Image};
pub use concepts::begins_as_written;
pub use graph::{
    ConceptId, ConceptKind, FORMAT, FileId, Graph, How, Kinds, LinkId, LinkView, MOST_BEARERS,
    Node, NodeId, NoteId, Reference, STAMP, SectionId, Statement, UnitId, note_key, phrase_hash,
    phrase_hashes,
};
pub use names::{Names, Place};
pub use profiles::{Conventions, Wanted};
pub use resolve::{Looks, Resolution, Rule, Target, is_relative_address, page_of};
pub use signposts::is_index;
pub use splice::splice;
pub use statements::names_in_field;
