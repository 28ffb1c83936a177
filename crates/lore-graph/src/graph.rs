//! The graph as it is read: an immutable view over the columns of its files. Answers what stands
//! where, each kind in a file of its own; the questions with an algorithm of their own have files of their own.

pub(crate) mod column;
mod concepts;
mod links;
mod nodes;
mod notes;
mod packed;
mod phrases;
mod sections;
mod units;
mod views;

use std::fmt;
use std::sync::Arc;

use lore_core::Profile;

use crate::columns::{self, Image, Ints, Lists, Longs, Place as ColumnPlace, Strings};
use crate::names::{Crowds, Names};
use crate::profiles::Reading;

pub use concepts::MOST_BEARERS;
pub use nodes::{Node, NodeId};
pub(crate) use packed::{
    NONE, pack_date, pack_link_kind, parent_of, unpack_date, with_target_kind,
};
pub use phrases::{phrase_hash, phrase_hashes};
pub(crate) use views::Naming;
pub use views::{ConceptKind, How, Kinds, LinkView, Reference, Statement};

/// Version of the stored form. Raise it whenever a column's meaning changes.
pub const FORMAT: u32 = 20;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// Its place, as the index of what is kept of each.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A note: its place among all notes in path order.
    NoteId
    /// A section: its place among all sections, in the order of notes and of their text.
    SectionId
    /// A concept: its place among all concepts in key order.
    ConceptId
    /// A unit: what a person would call one piece: a note, an entry of a journal, or a part of a
    /// long note. Its place among all units in the order of their first sections.
    UnitId
    /// A link: its place among all links, in the order of notes and of their text.
    LinkId
    /// A file that is no note: its place among all such files in path order.
    FileId
}

/// Number of words in a note's stamp: what the vault knows of the file, opaque here.
pub const STAMP: usize = 5;

/// The notes, sections, concepts and edges of one vault at one moment.
///
/// Cheap to clone; every access reads the stored bytes in place.
#[derive(Clone)]
pub struct Graph {
    files: Arc<[(u64, Image)]>,
    places: Arc<[ColumnPlace]>,
    /// The bytes at these places, found once: a question asks for columns a million times.
    columns: Arc<[Image]>,
    /// What its names were asked for and is much.
    crowds: Arc<Crowds>,
}

/// Graphs are the same if all they hold is, in whatever files.
impl PartialEq for Graph {
    fn eq(&self, other: &Graph) -> bool {
        (0..=column::LAST).all(|number| self.bytes(number) == other.bytes(number))
    }
}

impl Eq for Graph {}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph").field("notes", &self.note_count()).finish_non_exhaustive()
    }
}

impl Graph {
    /// Reads a graph that is in one file; nothing comes back if its bytes are damaged or of another
    /// version.
    pub fn open(image: Image) -> Option<Graph> {
        Graph::open_files(&[(1, image)])
    }

    /// Reads a graph from its files with their numbers, the newest last; nothing comes back if their
    /// bytes are damaged, of another version, or not all of them.
    pub fn open_files(files: &[(u64, Image)]) -> Option<Graph> {
        Graph::open_vouched(files).filter(|graph| graph.is_whole())
    }

    /// Reads a stored graph whose bytes were found whole before, which saves reading them all.
    pub fn open_vouched(files: &[(u64, Image)]) -> Option<Graph> {
        let places = columns::open(files, FORMAT)?;
        (places.len() > column::LAST).then(|| Graph {
            files: files.into(),
            columns: places.iter().map(|&place| columns::at_place(files, place)).collect(),
            places: places.into(),
            crowds: Arc::default(),
        })
    }

    /// Whether the bytes of all columns are those that were written. Reads them all.
    fn is_whole(&self) -> bool {
        self.places.iter().zip(&*self.columns).all(|(place, bytes)| place.holds(bytes))
    }

    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        &self.columns[column]
    }

    /// The number of the file that a column is in, and where it is there.
    pub(crate) fn place_of_column(&self, column: usize) -> (u64, ColumnPlace) {
        let place = self.places[column];
        (self.files[place.file].0, place)
    }

    /// The size of one of its files, in bytes.
    pub(crate) fn file_size(&self, number: u64) -> usize {
        let file = self.files.iter().find(|(other, _)| *other == number);
        file.map_or(0, |(_, image)| image.len())
    }

    pub(crate) fn ints(&self, column: usize) -> Ints<'_> {
        Ints::new(self.bytes(column))
    }

    pub(crate) fn longs(&self, column: usize) -> Longs<'_> {
        Longs(self.bytes(column))
    }

    pub(crate) fn strings(&self, column: usize) -> Strings<'_> {
        Strings { offsets: self.ints(column), bytes: self.bytes(column + 1) }
    }

    pub(crate) fn lists(&self, column: usize) -> Lists<'_> {
        Lists { offsets: self.ints(column), values: self.ints(column + 1) }
    }

    /// Whose conventions the links were read by.
    pub fn profile(&self) -> Profile {
        let number = self.ints(column::PROFILE).get(0);
        Profile::ALL.get(number as usize).copied().unwrap_or_default()
    }

    /// What a resolver needs to know of all notes and files.
    pub fn names(&self) -> Names<'_> {
        let reading = Reading { profile: self.profile(), tool_only: false };
        let names = Names::in_columns(reading, |number| self.bytes(number));
        Names { crowds: self.crowds.clone(), ..names }
    }
}

/// The number that stands for a note outside the graph, whatever else the vault holds: the xxh3 of
/// its path.
pub fn note_key(path: &str) -> u64 {
    hash(path)
}

/// The hash of a text, stable across runs and machines.
pub(crate) fn hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}
