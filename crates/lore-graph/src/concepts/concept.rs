//! One concept: how often it is named in which spelling and way, and by which notes. Leaves out how
//! concepts are found and how they relate.

use lore_core::name;

use crate::build::{PHRASE_WORDS, phrase_key};
use crate::graph::{ConceptId, Graph, Kinds, column, hash};

/// What is known of a concept beside its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Concept {
    pub(crate) key: String,
    /// A note's title, which beats every other spelling.
    pub(crate) title: Option<String>,
    /// How often it was named in each spelling, in byte order.
    pub(crate) spellings: Vec<(String, u32)>,
    /// How often it was named, by the places of [`Kinds`].
    pub(crate) named: [u32; Kinds::ALL.len()],
    /// The notes of this title, rising.
    pub(crate) notes: Vec<u32>,
}

impl Concept {
    pub(crate) fn new(key: String) -> Concept {
        Concept {
            key,
            title: None,
            spellings: Vec::new(),
            named: [0; Kinds::ALL.len()],
            notes: Vec::new(),
        }
    }

    /// A concept as a graph holds it.
    pub(crate) fn stored(graph: &Graph, id: ConceptId) -> Concept {
        let name = graph.concept_name(id);
        let kinds = graph.concept_kinds(id);
        let mut concept = Concept::new(name::concept_key(name));
        let mut counts = graph.lists(column::CONCEPT_COUNT).get(id.at());
        for kind in Kinds::ALL.into_iter().filter(|&kind| kinds.any(kind)) {
            concept.named[Kinds::place(kind)] = counts.next().unwrap_or(0);
        }
        let spellings = graph.concept_spellings(id).into_iter().map(str::to_owned);
        concept.spellings = spellings.zip(counts).collect();
        concept.title = kinds.any(Kinds::TITLE).then(|| name.to_owned());
        concept.notes = graph.concept_notes(id).map(|note| note.0).collect();
        concept
    }

    pub(crate) fn kinds(&self) -> u32 {
        Kinds::ALL
            .iter()
            .zip(self.named)
            .filter(|(_, named)| *named > 0)
            .map(|(kind, _)| kind)
            .sum()
    }

    /// Counts one more of its names, which is of one of [`Kinds`].
    pub(crate) fn add(&mut self, name: &str, kind: u32) {
        self.named[Kinds::place(kind)] += 1;
        match self.place_of_spelling(name) {
            Ok(at) => self.spellings[at].1 += 1,
            Err(at) => {
                // Nearly all are spelled in one way.
                self.spellings.reserve_exact(1);
                self.spellings.insert(at, (name.to_owned(), 1));
            }
        }
    }

    /// Where a spelling is, or would be.
    pub(crate) fn place_of_spelling(&self, name: &str) -> Result<usize, usize> {
        self.spellings.binary_search_by(|(other, _)| other.as_str().cmp(name))
    }

    /// How often it was named in each way that it was, then in each spelling, in their order.
    pub(crate) fn counts(&self) -> Vec<u32> {
        let named = self.named.iter().copied().filter(|&named| named > 0);
        named.chain(self.spellings.iter().map(|(_, count)| *count)).collect()
    }

    /// Its spellings, each with a 0 behind it, unless the only one is its name.
    pub(crate) fn stored_spellings(&self) -> String {
        match self.spellings.as_slice() {
            [(spelling, _)] if self.name() == spelling => String::new(),
            spellings => spellings.iter().flat_map(|(spelling, _)| [spelling, "\0"]).collect(),
        }
    }

    /// The [`phrase_key`] of each of its names.
    pub(crate) fn phrase_keys(&self) -> impl Iterator<Item = u64> {
        let (one, several) = match self.spellings.as_slice() {
            // It has the concept's key.
            [_] => (phrase_of_key(&self.key), [].as_slice()),
            spellings => (None, spellings),
        };
        one.into_iter().chain(several.iter().filter_map(|(spelling, _)| phrase_key(spelling)))
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        let name = self.title.as_deref().or_else(|| most_used(&self.spellings));
        name.unwrap_or(&self.key)
    }

    /// What it is called as a tag, if the notes it bears the title of are called `titles`.
    pub(crate) fn tag_name<'a>(&'a self, titles: impl Iterator<Item = &'a str>) -> &'a str {
        let mut said: Vec<(String, u32)> = self.spellings.clone();
        for title in titles {
            if let Ok(at) = self.place_of_spelling(spelling(title)) {
                said[at].1 = said[at].1.saturating_sub(1);
            }
        }
        said.retain(|(_, count)| *count > 0);
        if said.iter().any(|(spelling, _)| !spelling.contains(char::is_whitespace)) {
            said.retain(|(spelling, _)| !spelling.contains(char::is_whitespace));
        }
        let used = most_used(&said).and_then(|used| self.place_of_spelling(used).ok());
        used.map_or_else(|| self.name(), |at| &self.spellings[at].0)
    }
}

/// The spelling of a name as it is counted. It holds no 0, behind which the next one is stored.
pub(crate) fn spelling(name: &str) -> &str {
    name.trim().split('\0').next().unwrap_or("")
}

/// Of spellings in byte order the one that is most used; of those used equally often the first.
pub(super) fn most_used(spellings: &[(String, u32)]) -> Option<&str> {
    let most = spellings.iter().map(|(_, count)| count).max()?;
    spellings.iter().find(|(_, count)| count == most).map(|(name, _)| name.as_str())
}

/// The hash of a name's key.
pub(crate) fn key_hash(name: &str) -> u64 {
    hash(&name::concept_key(name))
}

/// The [`phrase_key`] of names with this key: the same words, unless the name has several parts, or no
/// word at all.
pub(crate) fn phrase_of_key(key: &str) -> Option<u64> {
    let is_words = !key.contains('/') && key.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if !is_words {
        return phrase_key(key);
    }
    let words = key.bytes().filter(|&byte| byte == b' ').count() + 1;
    (words <= PHRASE_WORDS).then(|| hash(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_called_as_people_write_it() {
        for (title, others, wanted) in [
            ("Machine Learning", &["ml"][..], "ml"),
            ("Kafka", &["kafka"], "kafka"),
            ("kafka", &["kafka", "Kafka", "Kafka"], "Kafka"),
            ("kafka", &["kafka"], "kafka"),
            ("A", &["several words", "several words", "several-words"], "several-words"),
            ("A", &["several words"], "several words"),
            ("A", &[], "A"),
        ] {
            let mut concept = Concept::new(name::concept_key(title));
            concept.title = Some(title.to_owned());
            concept.add(title, Kinds::TITLE);
            others.iter().for_each(|other| concept.add(other, Kinds::TAG));
            assert_eq!(concept.tag_name([title].into_iter()), wanted, "{title} {others:?}");
        }
    }
}
