//! Acronyms: names that a short word has the initials of, `CDC` of `Change data capture`. Looked up among the
//! names that are there, so that the index need not hold the initials of each. Leaves out acronyms that a text
//! explains itself.

use lore_core::words;
use lore_graph::Kinds;
use lore_index::{Answer, Clause, Correction, Field, Query, Value};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::{Engine, Error};

/// How many letters an acronym has.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;
/// Two letters are the initials of too many names to be sought where notes say them as they are.
const SURE_LETTERS: usize = 3;
/// So many words of a query are looked up: each takes a look at all names.
const MOST_LOOKED_UP: usize = 4;
/// A longer name, in bytes, is a sentence.
const LONGEST_NAME: usize = 100;

/// A word with the name that it may stand for.
pub(super) struct Acronym {
    pub(super) word: String,
    pub(super) name: String,
}

impl Engine {
    /// The query with names in the place of acronyms that no note says, and which these are: of words with capitals,
    /// or of those without.
    pub(super) fn spell_out(
        &self,
        mut query: Query,
        capitals: bool,
        corrections: &mut Vec<Correction>,
    ) -> Query {
        let mut looked_up = 0;
        for clause in &mut query.clauses {
            let Clause::Word(word) = &*clause else { continue };
            let letters = letters_of(word).filter(|_| has_capitals(word) == capitals);
            let Some(letters) = letters.filter(|_| !self.state.text.is_said(clause)) else {
                continue;
            };
            looked_up += 1;
            if looked_up > MOST_LOOKED_UP {
                break;
            }
            if let Some(name) = self.name_with_initials(&letters) {
                corrections.push(Correction { from: word.clone(), to: name.clone() });
                *clause = Clause::Word(name);
            }
        }
        query
    }

    /// Adds the sections of what has the initials of an acronym behind those that say it. Returns what was
    /// sought and found.
    pub(super) fn add_spelt_out(
        &self,
        query: &Query,
        answer: &mut Answer,
    ) -> Result<Vec<Acronym>, Error> {
        let mut added = Vec::new();
        let mut looked_up = 0;
        for (at, clause) in query.clauses.iter().enumerate() {
            let Clause::Word(word) = clause else { continue };
            let letters = letters_of(word).filter(|letters| letters.len() >= SURE_LETTERS);
            let letters = letters.filter(|_| has_capitals(word) && looked_up < MOST_LOOKED_UP);
            looked_up += usize::from(letters.is_some());
            let Some(name) = letters.and_then(|letters| self.name_with_initials(&letters)) else {
                continue;
            };
            let called = [Field::Title, Field::Heading, Field::Topic];
            let called = called.map(|field| Clause::Field(field, Value::words(name.as_str())));
            let mut spelt_out = query.clone();
            spelt_out.clauses[at] = Clause::Any(called.to_vec());
            let found = self.state.text.search(&spelt_out, &[])?;
            let known: FxHashSet<(u64, u32)> =
                answer.hits.iter().map(|hit| (hit.note, hit.place)).collect();
            let mut others = found.hits;
            others.retain(|hit| !known.contains(&(hit.note, hit.place)));
            if others.is_empty() {
                continue;
            }
            let lowest = answer.hits.iter().map(|hit| hit.score).fold(f32::INFINITY, f32::min);
            let highest = others.iter().map(|hit| hit.score).fold(0.0, f32::max);
            if lowest.is_finite() {
                others.iter_mut().for_each(|hit| hit.score *= lowest / (1.0 + highest));
            }
            // Beside no other word all of them have everything.
            if answer.complete == answer.hits.len() {
                answer.complete += others.len();
            }
            answer.hits.extend(others);
            answer.hits.sort_by_key(|hit| hit.note);
            added.push(Acronym { word: word.clone(), name });
        }
        Ok(added)
    }

    /// The first name that has these initials: titles before aliases and topics. Headings are far more.
    fn name_with_initials(&self, letters: &[char]) -> Option<String> {
        let graph = &self.graph;
        let has = |name: &&str| has_initials(name, letters);
        let notes: Vec<_> = graph.notes().collect();
        let title = notes.par_iter().map(|&note| graph.title(note)).filter(has).min();
        let alias =
            || notes.par_iter().filter_map(|&note| graph.aliases(note).filter(has).min()).min();
        let is_topic = |concept: &_| graph.concept_kinds(*concept).any(Kinds::TOPIC);
        let topics = || graph.concepts().filter(is_topic);
        let topic = || topics().map(|topic| graph.concept_name(topic)).filter(has).min();
        title.or_else(alias).or_else(topic).map(str::to_owned)
    }
}

/// The letters of a word that may be an acronym, in lower case; of `DAGs` without the ending of its plural.
fn letters_of(word: &str) -> Option<Vec<char>> {
    let singular = word.strip_suffix('s').filter(|rest| rest.chars().all(char::is_uppercase));
    let word = singular.unwrap_or(word);
    let is_one = LETTERS.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic);
    is_one.then(|| word.to_lowercase().chars().collect())
}

/// Whether a word is written as acronyms are: `WAL`, `IoT`.
fn has_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// Whether the words of a name begin with these letters, all of them or those that tell something.
fn has_initials(name: &str, letters: &[char]) -> bool {
    let is_first = |c: char| c.to_lowercase().next() == letters.first().copied();
    // Nearly all names of a vault begin otherwise.
    if name.len() > LONGEST_NAME
        || !name.chars().find(|c| c.is_alphanumeric()).is_some_and(is_first)
    {
        return false;
    }
    let parts = || name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let initial = |part: &str| part.chars().next().and_then(|c| c.to_lowercase().next());
    let wanted = || letters.iter().copied().map(Some);
    let telling = || parts().filter(|part| !words::is_stop_word(&words::fold(part)));
    parts().map(initial).eq(wanted()) || telling().map(initial).eq(wanted())
}

#[cfg(test)]
mod tests {
    use super::{has_initials, letters_of};

    #[test]
    fn initials_are_those_of_all_words_or_of_the_telling_ones() {
        for (name, word, has) in [
            ("Change data capture", "CDC", true),
            ("Write-ahead log", "WAL", true),
            ("Internet of Things", "IoT", true),
            ("Internet of Things", "IT", true),
            ("Directed acyclic graphs", "DAGs", true),
            ("Écriture après lecture", "ÉAL", true),
            ("Change data capture in practice", "CDC", false),
            ("Write-ahead log", "WA", false),
            ("Cold drinks and cakes", "CDC", true),
            ("Cat", "CA", false),
            ("", "CA", false),
        ] {
            let letters = letters_of(word).expect("an acronym");
            assert_eq!(has_initials(name, &letters), has, "{name} {word}");
        }
        for word in ["C", "CAPITALS", "B2B", "C++", ""] {
            assert!(letters_of(word).is_none(), "{word}");
        }
    }
}
