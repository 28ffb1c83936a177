//! Concepts with their final numbers, and the columns they are stored in. Leaves out how they are
//! collected and related.

use super::Concept;
use crate::columns;
use crate::derived;
use crate::graph::{SectionId, column};
use crate::resolve::Target;
use crate::statements::Statement;

/// Concepts with their final ids, in key order.
pub(crate) struct Finished {
    /// Final id of each provisional one.
    pub(crate) id_of: Vec<u32>,
    /// Concept of each note.
    pub(crate) of_note: Vec<u32>,
    /// The [`phrase_key`](crate::build::phrase_key) of everything concepts are called, with the concept.
    pub(crate) names: Vec<(u64, u32)>,
    /// In the order of sections and lines.
    pub(crate) statements: Vec<Statement>,
    /// Each with one that is broader, rising.
    pub(crate) broader: Vec<(u32, u32)>,
    /// Hashes of the keys of values that stand in one section alone and are no concepts; sorted.
    pub(crate) lone_values: Vec<u64>,
    /// The same of those that are taken in parts.
    pub(crate) divided_values: Vec<u64>,
    /// Hashes of the keys by which what may be several names is read, sorted.
    pub(crate) joined_keys: Vec<u64>,
    /// The same of values that can be nothing else than one name.
    pub(crate) alone_values: Vec<u64>,
    pub(super) concepts: Vec<Concept>,
    /// The hash of every key that leads to a concept, with the concept; sorted.
    pub(super) keys: Vec<(u64, u32)>,
    pub(super) field_names: Vec<String>,
    /// Narrower, broader, and how often that is declared.
    pub(super) declared: Vec<[u32; 3]>,
}

impl Finished {
    /// The columns of concepts.
    pub(crate) fn columns(&self) -> Vec<(usize, Vec<u8>)> {
        let count = self.concepts.len();
        let broader = self.broader.iter().copied();
        let narrower = self.broader.iter().map(|&(narrow, broad)| (broad, narrow));
        let notes = (0..).zip(&self.of_note).map(|(note, &concept)| (concept, note));
        let names = self.concepts.iter().map(|concept| concept.name());
        let pairs = [
            (column::CONCEPT_NAME, columns::strings(names)),
            (column::CONCEPT_BROADER, lists(count, broader)),
            (column::CONCEPT_NARROWER, lists(count, narrower)),
            (column::CONCEPT_NOTE, lists(count, notes)),
            (column::CONCEPT_COUNT, columns::lists(self.concepts.iter().map(Concept::counts))),
            (
                column::CONCEPT_SPELLING,
                columns::strings(self.concepts.iter().map(Concept::stored_spellings)),
            ),
            (column::FIELD_NAME, columns::strings(&self.field_names)),
        ];
        let pairs = pairs
            .into_iter()
            .flat_map(|(number, (offsets, values))| [(number, offsets), (number + 1, values)]);
        let ints = |values: &mut dyn Iterator<Item = u32>| columns::ints(values);
        let longs = |values: &mut dyn Iterator<Item = u64>| columns::longs(values);
        let single = [
            (column::CONCEPT_FLAGS, ints(&mut self.concepts.iter().map(Concept::kinds))),
            (column::DECLARED, ints(&mut self.declared.iter().flatten().copied())),
            (column::NOTE_CONCEPT, ints(&mut self.of_note.iter().copied())),
            (column::DIVIDED_VALUE, longs(&mut self.divided_values.iter().copied())),
            (column::ALONE_VALUE, longs(&mut self.alone_values.iter().copied())),
            (column::JOINED_KEY, longs(&mut self.joined_keys.iter().copied())),
            (column::LONE_VALUE, longs(&mut self.lone_values.iter().copied())),
            (column::CONCEPT_KEY_HASH, longs(&mut self.keys.iter().map(|key| key.0))),
            (column::CONCEPT_KEY_ID, ints(&mut self.keys.iter().map(|key| key.1))),
        ];
        pairs.chain(single).collect()
    }

    /// The concept that a link leads to; `note_of` tells the number of the note of a section.
    pub(crate) fn of_target(
        &self,
        target: Target,
        note_of: impl Fn(SectionId) -> usize,
    ) -> Option<u32> {
        match target {
            Target::Note(to) => Some(self.of_note[to.at()]),
            Target::Section(to) => Some(self.of_note[note_of(to)]),
            Target::Missing(concept) => concept.map(|concept| concept.0),
            Target::DeadAnchor(_) | Target::DeadBlock(_) | Target::File(_) | Target::External => {
                None
            }
        }
    }
}

/// The items of so many lists, each item with its list, as the bytes of two columns.
fn lists(count: usize, items: impl Iterator<Item = (u32, u32)> + Clone) -> (Vec<u8>, Vec<u8>) {
    derived::lists(count, items).map(columns::ints).into()
}
