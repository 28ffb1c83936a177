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
    /// How often as a [tag, topic or anything else](place_of_use).
    counts: [u32; USES],
}

impl Spelling {
    fn count(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// The uses by which it is counted how a name is spelt.
const USES: usize = 3;
const TAG: usize = 0;
const TOPIC: usize = 1;

/// Where it is counted how often a name of one of [`Kinds`] is spelt in a way: tags and topics are shown as such are
/// spelt.
pub(crate) fn place_of_use(kind: u32) -> usize {
    match kind {
        Kinds::TAG => TAG,
        _ if kind & Kinds::TOPIC != 0 => TOPIC,
        _ => USES - 1,
    }
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
        let spellings = graph.concept_spellings(id);
        let counts: Vec<u32> = match spellings.len() {
            1 => concept.uses().to_vec(),
            _ => counts.collect(),
        };
        let counts = counts.chunks_exact(USES).map(|uses| [uses[0], uses[1], uses[2]]);
        let spellings = spellings.into_iter().zip(counts);
        concept.spellings =
            spellings.map(|(name, counts)| Spelling { name: name.into(), counts }).collect();
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
        self.count_spelling(name, place_of_use(kind), 1);
    }

    /// How often it was named in each use.
    fn uses(&self) -> [u32; USES] {
        let mut uses = [0; USES];
        for (kind, named) in Kinds::ALL.into_iter().zip(self.named) {
            uses[place_of_use(kind)] += named;
        }
        uses
    }

    /// Counts a spelling so often more in one [use](place_of_use); nothing comes back if that is less than never.
    pub(crate) fn count_spelling(&mut self, name: &str, usage: usize, by: i64) -> Option<()> {
        let sum = |count: u32| u32::try_from(i64::from(count) + by).ok();
        match self.place_of_spelling(name) {
            Ok(at) => {
                let count = &mut self.spellings[at].counts[usage];
                *count = sum(*count)?;
                if self.spellings[at].count() == 0 {
                    self.spellings.remove(at);
                    let rest = self.title.filter(|&title| title as usize != at);
                    self.title = rest.map(|title| title - u32::from(title as usize > at));
                }
            }
            Err(at) => {
                // Nearly all are spelled in one way.
                self.spellings.reserve_exact(usize::from(self.spellings.is_empty()));
                let mut counts = [0; USES];
                counts[usage] = sum(0)?;
                self.spellings.insert(at, Spelling { name: name.into(), counts });
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

    /// How often it was named in each way that it was, then, where there are several spellings, in each use of each,
    /// in their order.
    pub(crate) fn counts(&self) -> Vec<u32> {
        let named = self.named.iter().copied().filter(|&named| named > 0);
        let several = if self.spellings.len() > 1 { &self.spellings[..] } else { &[] };
        named.chain(several.iter().flat_map(|spelling| spelling.counts)).collect()
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
        let spelled = || self.spellings.iter().map(|spelling| (&*spelling.name, spelling.count()));
        title.map(|title| &*title.name).or_else(|| most_used(spelled())).unwrap_or(&self.key)
    }

    /// What it is called as a tag: as tags are spelt, one without spaces if there is one; its name if no tag names it.
    pub(crate) fn tag_name(&self) -> &str {
        let mut said = self.spelt_as(TAG);
        if said.iter().any(|(spelling, _)| !spelling.contains(char::is_whitespace)) {
            said.retain(|(spelling, _)| !spelling.contains(char::is_whitespace));
        }
        most_used(said.into_iter()).unwrap_or_else(|| self.name())
    }

    /// What it is called as a topic: as topics are spelt; its name if no topic names it, or its title is spelt so too.
    pub(crate) fn topic_name(&self) -> &str {
        let said = self.spelt_as(TOPIC);
        match said.iter().any(|(spelling, _)| *spelling == self.name()) {
            true => self.name(),
            false => most_used(said.into_iter()).unwrap_or_else(|| self.name()),
        }
    }

    /// How often it is spelt in each way where it has a use.
    fn spelt_as(&self, usage: usize) -> Vec<(&str, u32)> {
        let all = self.spellings.iter().map(|each| (&*each.name, each.counts[usage]));
        all.filter(|(_, count)| *count > 0).collect()
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
    fn tags_and_topics_are_called_as_such_are_written() {
        let mut concept = Concept::new("docker".to_owned());
        for (name, kind) in [
            ("docker", Kinds::TITLE),
            ("docker", Kinds::TAG),
            ("Containers", Kinds::DECLARED),
            ("Containers", Kinds::JOINED),
            ("Container", Kinds::DECLARED),
        ] {
            concept.add(name, kind);
        }
        concept.set_title(Some("docker"));
        assert_eq!((concept.tag_name(), concept.topic_name()), ("docker", "Containers"));
        concept.add("docker", Kinds::DECLARED);
        assert_eq!(concept.topic_name(), "docker");
    }

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
            assert_eq!(concept.tag_name(), wanted, "{title} {others:?}");
        }
    }
}
