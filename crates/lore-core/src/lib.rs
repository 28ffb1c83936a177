//! The dictionary that every other crate of Lore speaks. No I/O, no parsing, no storage.
//!
//! Its main nouns:
//!
//! * [`VaultPath`]: where a file is, relative to the vault, validated once at the door;
//! * [`Note`]: everything one file states (sections, links, fields, tags), as the parser saw it;
//! * [`Span`]: the bytes of the file a statement stands in;
//! * [`words`] and [`name`]: the one way text is cut into words and names are compared.
//!
//! ```
//! use lore_core::{VaultPath, name};
//!
//! let path = VaultPath::new("books/DDIA.md")?;
//! assert_eq!(path.stem(), "DDIA");
//! assert_eq!(name::concept_key("Data-Architectures"), name::concept_key("data architecture"));
//! # Ok::<(), lore_core::PathError>(())
//! ```

mod calendar_names;
mod characters;
pub mod counted;
pub mod days;
mod forms;
mod language;
pub mod name;
mod note;
pub mod path;
pub mod periods;
mod placeholder;
mod problem;
mod profile;
mod span;
mod status;
mod time;
pub mod words;

pub use calendar_names::month;
pub use characters::{character_end, character_start};
pub use forms::{has_scheme, is_joplin_id, is_uuid};
pub use jiff::civil::Date;
pub use language::{Language, UnknownLanguage};
pub use note::{
    Block, Field, FieldOrigin, Ignore, Joint, Link, LinkKind, Note, ParsedNote, Run, RunKind,
    Section, StatusRow, StatusTable, TableSpan, Tag, Task, TaskState, TitleSource, Topic,
};
pub use path::{PathError, VaultPath};
pub use placeholder::{PLACEHOLDERS, holds_placeholder, is_placeholder, stands_for_another};
pub use problem::{Code, Problem, Severity, UnknownCode};
pub use profile::{Profile, UnknownProfile};
pub use span::{LineIndex, Span};
pub use status::{StatusName, ends_validity, status_name};
pub use time::{now_ns, since_1970_ns};

/// Bytes that stay as they are while somebody reads them: a stored file, mapped or in memory, or a piece of
/// one. Clones and pieces share them.
pub type Image = bytes::Bytes;
