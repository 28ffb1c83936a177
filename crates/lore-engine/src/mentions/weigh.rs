//! How likely a person would make a mention a link, as one number between 0 and 1. Leaves out finding
//! mentions, and which are shown, which is in `worth`.
//!
//! Its core is link probability: the share of a phrase's occurrences that are links (Mihalcea and
//! Csomai 2007, there *keyphraseness*; Milne and Witten 2008), with a guess for phrases of which
//! little is known. The guess counts like [`GUESSES`] occurrences (additive smoothing towards a
//! prior), so that a vault's own links soon outweigh it. Occurrences without a link speak against a
//! phrase only as far as people link at all here: in a folder of text without links nobody declined to.
//!
//! ```text
//!              links + GUESSES · guess                    ln((sections + 1) / (occurrences + 1))
//! ─────────────────────────────────────────────   guess = ────────────────────────────────────── · form
//! links of the phrase + habit · others + GUESSES                    ln(sections + 1)
//! ```
//!
//! `form` is what the phrase looks like: several words or an acronym name something, a single common
//! word may be just that. `habit` is the share of notes that link to another note. Where several
//! notes bear a name, each gets the share of the links that lead to it (*commonness*, Milne and Witten
//! 2008). The place counts, too: a name written without its capital is often a plain word, and who
//! links the first mention in a note does not link the second.

use lore_core::{name, words};
use lore_graph::{ConceptId, NoteId, PHRASE_WORDS, phrase_hash};

use crate::Engine;

/// How many occurrences the guess counts as.
const GUESSES: f64 = 2.0;
/// What a single word is worth beside a name of several.
const ONE_WORD: f64 = 0.5;
/// An acronym, or a name with a digit or a capital inside.
const CODE_NAME: f64 = 0.8;
/// A single word of three letters or fewer.
const SHORT_WORD: f64 = 0.25;
/// A mention in lower case of a name of one word with a capital.
const LOWER_CASE: f64 = 0.5;
/// A mention in lower case of a name of several words with capitals.
const LOWER_CASE_WORDS: f64 = 0.8;
/// A topic that no note is about: a link can only lead to where it is declared.
pub(super) const NO_NOTE: f64 = 0.7;
/// A mention in a note that mentions the same before.
pub(super) const REPEATED: f64 = 0.5;

/// What a phrase is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weight {
    /// How likely it is made a link.
    pub(super) probability: f64,
    /// How many links bear it.
    pub(super) links: usize,
    /// In how many sections it stands.
    pub(super) sections: usize,
}

/// What weighing any phrase of a vault needs.
pub(super) struct Weigher<'a> {
    engine: &'a Engine,
    sections: f64,
    /// The share of notes that link to another note.
    habit: f64,
}

impl<'a> Weigher<'a> {
    pub(super) fn new(engine: &'a Engine) -> Weigher<'a> {
        let graph = &engine.graph;
        let links_to_another = |note: &NoteId| {
            let targets = graph.links_of(*note).filter_map(|link| graph.target_note(link.target));
            targets.into_iter().any(|target| target != *note)
        };
        let linking = graph.notes().filter(links_to_another).count();
        Weigher {
            engine,
            sections: engine.state.text.section_count() as f64,
            habit: linking as f64 / graph.note_count().max(1) as f64,
        }
    }

    /// How likely a phrase that stands in so many sections is made a link to what a concept is about.
    pub(super) fn weight(&self, name: &str, concept: ConceptId, sections: usize) -> Weight {
        let (mut links, mut of_phrase) = self.links_of_phrase(name, concept);
        for numbered in self.numbered_names(name, concept) {
            let (of_numbered, _) = self.links_of_phrase(numbered, concept);
            links += of_numbered;
            of_phrase += of_numbered;
        }
        let occurrences = sections as f64;
        let rarity = ((self.sections + 1.0) / (occurrences + 1.0)).ln().max(0.0)
            / (self.sections + 1.0).ln().max(1.0);
        let guess = rarity * form(name);
        let declined = self.habit * (occurrences - of_phrase as f64).max(0.0);
        let probability =
            (links as f64 + GUESSES * guess) / (of_phrase as f64 + declined + GUESSES);
        Weight { probability, links, sections }
    }

    /// How many links bear a phrase: those that lead to a concept, and all.
    fn links_of_phrase(&self, phrase: &str, concept: ConceptId) -> (usize, usize) {
        let (mut links, mut all) = (0, 0);
        let words: Vec<_> = words::plain(phrase).take(PHRASE_WORDS + 1).collect();
        if words.len() <= PHRASE_WORDS {
            let key = phrase_hash(words.iter().map(|word| &*word.term));
            for reference in self.engine.graph.phrase(key) {
                all += reference.links as usize;
                if reference.concept == concept {
                    links = reference.links as usize;
                }
            }
        }
        (links, all)
    }

    /// The names of a concept's files that are this name behind a number: who links `[[12.03 Kafka]]` links Kafka.
    fn numbered_names(&self, name: &str, concept: ConceptId) -> Vec<&'a str> {
        if behind_number(name).is_some() {
            return Vec::new();
        }
        let graph = &self.engine.graph;
        let stems = graph.concept_notes(concept).map(|note| graph.stem(note));
        let mut names: Vec<&str> = stems.filter(|stem| behind_number(stem) == Some(name)).collect();
        // Names that say the same in words have the same links.
        names.sort_by_cached_key(|name| name::concept_key(name));
        names.dedup_by_key(|name| name::concept_key(name));
        names
    }

    /// The share of a concept's links that lead to one of its notes.
    pub(super) fn commonness(&self, note: NoteId) -> f64 {
        let graph = &self.engine.graph;
        let count = |note: NoteId| 1.0 + graph.backlinks(note).len() as f64;
        let all: f64 = graph.concept_notes(graph.concept_of(note)).map(count).sum();
        count(note) / all.max(1.0)
    }
}

/// What stands behind the number that a name begins with, as people number what they file: `12.03 Kafka`,
/// `202401151200 Eigenwert`, `1.2 - Kafka`, and not `3D printing`.
fn behind_number(name: &str) -> Option<&str> {
    let is_sign = |c: char| matches!(c, '.' | '-' | '–' | '—') || c.is_whitespace();
    let rest = name.trim_start_matches(|c: char| c.is_numeric() || is_sign(c));
    if rest.is_empty() {
        return None;
    }
    // The last digits may belong to what follows them.
    let number = name[..name.len() - rest.len()].trim_end_matches(char::is_numeric);
    number.starts_with(char::is_numeric).then(|| &name[number.len()..])
}

/// What a name looks like: 1 for several words.
fn form(name: &str) -> f64 {
    let words: Vec<_> = words::plain(name).collect();
    let telling: Vec<_> = words.iter().filter(|word| !words::is_stop_word(&word.term)).collect();
    let [only] = telling[..] else { return 1.0 };
    if words::is_dense(&only.term) {
        return ONE_WORD;
    }
    let written = &name[only.range.clone()];
    let inner = written.chars().skip(1);
    if inner.clone().any(|c| c.is_uppercase() || c.is_numeric()) && written.chars().count() > 1 {
        CODE_NAME
    } else if words.len() > 1 {
        // `The Shed`, `on call`.
        (1.0 + ONE_WORD) / 2.0
    } else if written.chars().count() <= 3 {
        SHORT_WORD
    } else {
        ONE_WORD
    }
}

/// What the way a mention is written makes of its probability: 1 if as the name is.
pub(super) fn as_written(name: &str, said: &str) -> f64 {
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
    let is_lower = capitals(said) == 0 && capitals(name) > 0;
    match is_lower {
        false => 1.0,
        true if words::plain(name).nth(1).is_some() => LOWER_CASE_WORDS,
        true => LOWER_CASE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_their_form() {
        for (name, worth) in [
            ("Log-structured merge tree", 1.0),
            ("数据库", 1.0),
            ("DAG", CODE_NAME),
            ("BigQuery", CODE_NAME),
            ("GPT4", CODE_NAME),
            ("Airflow", ONE_WORD),
            ("tags", ONE_WORD),
            ("Raft", ONE_WORD),
            ("dbt", SHORT_WORD),
            ("The Shed", 0.75),
        ] {
            assert_eq!(form(name), worth, "{name}");
        }
    }

    #[test]
    fn names_behind_numbers() {
        for (name, rest) in [
            ("12.03 Kafka", Some("Kafka")),
            ("202401151200 Eigenwert", Some("Eigenwert")),
            ("1.2 - Kafka", Some("Kafka")),
            ("12.01 3D printing", Some("3D printing")),
            ("2024-01-20-Über uns", Some("Über uns")),
            ("3 数据库", Some("数据库")),
            ("3D printing", None),
            ("12Kafka", None),
            ("Kafka", None),
            ("- Kafka", None),
            ("2024", None),
            ("2024-01-20", None),
            ("", None),
        ] {
            assert_eq!(behind_number(name), rest, "{name}");
        }
    }

    #[test]
    fn mentions_by_how_they_are_written() {
        for (name, said, worth) in [
            ("Airflow", "Airflow", 1.0),
            ("Airflow", "airflow", LOWER_CASE),
            ("airflow", "airflow", 1.0),
            ("Event Sourcing", "event sourcing", LOWER_CASE_WORDS),
            ("温室", "温室", 1.0),
        ] {
            assert_eq!(as_written(name, said), worth, "{name} {said}");
        }
    }
}
