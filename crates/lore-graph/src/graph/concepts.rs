//! Concepts, what they are called and where they are stated. Leaves out how names become concepts.

use lore_core::name;

use crate::abbreviations::both_names;
use crate::concepts::Concept;

use super::{ConceptId, Graph, Kinds, NoteId, Reference, Statement, column, hash};

/// Where more notes than this have one name, it tells of none of them: text that says it is worth less than any
/// suggestion, and is no step from one of them to another, or for `path` the last.
pub const MOST_BEARERS: usize = 50;

impl Graph {
    /// Number of concepts.
    pub fn concept_count(&self) -> usize {
        self.ints(column::CONCEPT_FLAGS).len()
    }

    /// All concepts in key order.
    pub fn concepts(&self) -> impl ExactSizeIterator<Item = ConceptId> + use<> {
        (0..self.concept_count() as u32).map(ConceptId)
    }

    /// What the concept is called: a note's title, else the spelling most used.
    pub fn concept_name(&self, concept: ConceptId) -> &str {
        self.strings(column::CONCEPT_NAME).get(concept.at())
    }

    /// All that the concept is called where it is named, each once and in byte order.
    pub fn concept_spellings(&self, concept: ConceptId) -> Vec<&str> {
        match self.strings(column::CONCEPT_SPELLING).get(concept.at()) {
            "" => vec![self.concept_name(concept)],
            spellings => spellings.split_terminator('\0').collect(),
        }
    }

    /// What the concept is called as a tag: the spelling most used of tags, one without spaces if there is one; its
    /// name if no tag names it.
    pub fn tag_name(&self, concept: ConceptId) -> String {
        Concept::stored(self, concept).tag_name().to_owned()
    }

    /// What the concept is called as a topic: its name if topics are spelt so or none names it, else the spelling most
    /// used of topics.
    pub fn topic_name(&self, concept: ConceptId) -> String {
        Concept::stored(self, concept).topic_name().to_owned()
    }

    /// What made it a concept.
    pub fn concept_kinds(&self, concept: ConceptId) -> Kinds {
        Kinds(self.ints(column::CONCEPT_FLAGS).get(concept.at()))
    }

    /// The concepts this one is part of.
    pub fn broader(
        &self,
        concept: ConceptId,
    ) -> impl ExactSizeIterator<Item = ConceptId> + Clone + '_ {
        self.lists(column::CONCEPT_BROADER).get(concept.at()).map(ConceptId)
    }

    /// The concepts that are part of this one.
    pub fn narrower(&self, concept: ConceptId) -> impl ExactSizeIterator<Item = ConceptId> + '_ {
        self.lists(column::CONCEPT_NARROWER).get(concept.at()).map(ConceptId)
    }

    /// The notes that bear the concept's name.
    pub fn concept_notes(&self, concept: ConceptId) -> impl ExactSizeIterator<Item = NoteId> + '_ {
        self.lists(column::CONCEPT_NOTE).get(concept.at()).map(NoteId)
    }

    /// What the name of a note holds and is short for, each of which leads to its concept: `VPC` and `Virtual Private
    /// Cloud` of `Virtual Private Cloud (VPC)`.
    pub fn short_names(&self, note: NoteId) -> impl Iterator<Item = &str> {
        let concept = self.concept_of(note);
        let name = (!self.is_template(note)).then(|| self.name_of(note));
        let names = name.and_then(both_names).into_iter().flatten();
        names.filter(move |name| self.concept_named(name) == Some(concept))
    }

    /// Whether so many notes are called the same that the name tells of none of them.
    pub fn is_name_of_many(&self, concept: ConceptId) -> bool {
        self.concept_notes(concept).len() > MOST_BEARERS
    }

    /// Where the concept is stated, in the order of notes and of their text.
    pub fn concept_statements(
        &self,
        concept: ConceptId,
    ) -> impl ExactSizeIterator<Item = Statement<'_>> {
        let columns = self.statement_columns();
        self.lists(column::CONCEPT_STATEMENT).get(concept.at()).map(move |at| columns.get(at))
    }

    /// The concept of a name, whatever its case, punctuation or plural.
    pub fn concept_named(&self, name: &str) -> Option<ConceptId> {
        self.concept_by_hash(hash(&name::concept_key(name)))
    }

    pub(crate) fn concept_by_hash(&self, key: u64) -> Option<ConceptId> {
        let range = self.longs(column::CONCEPT_KEY_HASH).equal_range(key);
        (!range.is_empty()).then(|| ConceptId(self.ints(column::CONCEPT_KEY_ID).get(range.start)))
    }

    /// What a phrase refers to in this vault. The key is [`phrase_hash`](crate::phrase_hash)'s.
    pub fn phrase(&self, key: u64) -> impl ExactSizeIterator<Item = Reference> {
        self.longs(column::PHRASE_HASH).equal_range(key).map(|at| {
            let concept = ConceptId(self.ints(column::PHRASE_CONCEPT).get(at));
            let packed = self.ints(column::PHRASE_LINKS).get(at);
            Reference { concept, links: packed >> 1, is_name: packed & 1 == 1 }
        })
    }
}
