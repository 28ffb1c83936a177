//! The graph: notes, sections, concepts and the edges between them.
//!
//! * [`build`] turns parsed notes into one block of bytes, [`Graph`] reads that block in place;
//! * [`Names`] resolves links, with the rule that decided;
//! * [`rank`] and [`path`] answer the questions that need an algorithm.
//!
//! It knows nothing of files on disk, of Markdown, or of where its bytes are kept.

mod build;
mod columns;
mod concepts;
mod graph;
pub mod path;
pub mod rank;
mod resolve;
mod units;

pub use build::{Entry, build};
pub use graph::{
    ConceptId, FORMAT, FileId, Graph, How, Kinds, LinkId, LinkView, NoteId, Reference, STAMP,
    SectionId, Statement, UnitId, note_key, phrase_hash,
};
pub use resolve::{Names, Place, Resolution, Rule, Target};
