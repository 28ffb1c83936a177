//! One concept: how often it is named in which spelling and way, and by which notes. Leaves out how
//! concepts are found and how they relate.

use lore_core::name;

use crate::build::{PHRASE_WORDS, phrase_key};
use crate::graph::{ConceptId, Graph, Kinds, column, hash};

/// What is known of a concept beside its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Concept {
    pub(crate) key: String,
    /// In byte order.
    pub(crate) spellings: Vec<Spelling>,
    /// The place among them of its first note's title, which beats every other.
    title: Option<u32>,
    /// How often it was named, by the places of [`Kinds`].
    pub(crate) named: [u32; Kinds::ALL.len()],
}

/// A way in which a concept is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub(crate) name: Box<str>,
    /// How often.
    pub(crate) count: u32,
}

impl Concept {
    pub(crate) fn new(mut key: String) -> Concept {
        key.shrink_to_fit();
        Concept { key, spellings: Vec::new(), title: None, named: [0; Kinds::ALL.len()] }
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
        let spellings = graph.concept_spellings(id).into_iter().zip(counts);
        concept.spellings =
            spellings.map(|(name, count)| Spelling { name: name.into(), count }).collect();
        concept.set_title(kinds.any(Kinds::TITLE).then_some(name));
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
        self.count_spelling(name, 1);
    }

    /// Counts a spelling so often more; nothing comes back if that is less than never.
    pub(crate) fn count_spelling(&mut self, name: &str, by: i64) -> Option<()> {
        let sum = |count: u32| u32::try_from(i64::from(count) + by).ok();
        match self.place_of_spelling(name) {
            Ok(at) => match sum(self.spellings[at].count)? {
                0 => {
                    self.spellings.remove(at);
                    let rest = self.title.filter(|&title| title as usize != at);
                    self.title = rest.map(|title| title - u32::from(title as usize > at));
                }
                count => self.spellings[at].count = count,
            },
            Err(at) => {
                // Nearly all are spelled in one way.
                self.spellings.reserve_exact(usize::from(self.spellings.is_empty()));
                self.spellings.insert(at, Spelling { name: name.into(), count: sum(0)? });
                self.title = self.title.map(|title| title + u32::from(title as usize >= at));
            }
        }
        Some(())
    }

    /// Says which of its spellings is the title of its first note, or that there is none.
    pub(crate) fn set_title(&mut self, title: Option<&str>) {
        let place = title.and_then(|title| self.place_of_spelling(title).ok());
        self.title = place.and_then(|place| u32::try_from(place).ok());
    }

    pub(crate) fn has_title(&self) -> bool {
        self.title.is_some()
    }

    /// Where a spelling is, or would be.
    pub(crate) fn place_of_spelling(&self, name: &str) -> Result<usize, usize> {
        self.spellings.binary_search_by(|other| (*other.name).cmp(name))
    }

    /// How often it was named in each way that it was, then in each spelling, in their order.
    pub(crate) fn counts(&self) -> Vec<u32> {
        let named = self.named.iter().copied().filter(|&named| named > 0);
        named.chain(self.spellings.iter().map(|spelling| spelling.count)).collect()
    }

    /// Its spellings, each with a 0 behind it, unless the only one is its name.
    pub(crate) fn stored_spellings(&self) -> String {
        match self.spellings.as_slice() {
            [only] if self.name() == &*only.name => String::new(),
            spellings => spellings.iter().flat_map(|spelling| [&*spelling.name, "\0"]).collect(),
        }
    }

    /// The [`phrase_key`] of each of its names.
    pub(crate) fn phrase_keys(&self) -> impl Iterator<Item = u64> {
        let (one, several) = match self.spellings.as_slice() {
            // It has the concept's key.
            [_] => (phrase_of_key(&self.key), [].as_slice()),
            spellings => (None, spellings),
        };
        one.into_iter().chain(several.iter().filter_map(|spelling| phrase_key(&spelling.name)))
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        let title = self.title.and_then(|title| self.spellings.get(title as usize));
        let spelled = || self.spellings.iter().map(|spelling| (&*spelling.name, spelling.count));
        title.map(|title| &*title.name).or_else(|| most_used(spelled())).unwrap_or(&self.key)
    }

    /// What it is called as a tag, if the notes it bears the title of are called `titles`.
    pub(crate) fn tag_name<'a>(&'a self, titles: impl Iterator<Item = &'a str>) -> &'a str {
        let said = self.spellings.iter().map(|spelling| (&*spelling.name, spelling.count));
        let mut said: Vec<(&str, u32)> = said.collect();
        for title in titles {
            if let Ok(at) = self.place_of_spelling(spelling(title)) {
                said[at].1 = said[at].1.saturating_sub(1);
            }
        }
        said.retain(|(_, count)| *count > 0);
        if said.iter().any(|(spelling, _)| !spelling.contains(char::is_whitespace)) {
            said.retain(|(spelling, _)| !spelling.contains(char::is_whitespace));
        }
        most_used(said.into_iter()).unwrap_or_else(|| self.name())
    }
}

/// The spelling of a name as it is counted. It holds no 0, behind which the next one is stored.
pub(crate) fn spelling(name: &str) -> &str {
    name.trim().split('\0').next().unwrap_or("")
}

/// Of spellings in byte order the one that is most used; of those used equally often the first.
pub(super) fn most_used<'a>(
    mut spellings: impl Iterator<Item = (&'a str, u32)> + Clone,
) -> Option<&'a str> {
    let most = spellings.clone().map(|(_, count)| count).max()?;
    spellings.find(|(_, count)| *count == most).map(|(name, _)| name)
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
            concept.add(title, Kinds::TITLE);
            concept.set_title(Some(title));
            others.iter().for_each(|other| concept.add(other, Kinds::TAG));
            assert_eq!(concept.tag_name([title].into_iter()), wanted, "{title} {others:?}");
        }
    }
}
