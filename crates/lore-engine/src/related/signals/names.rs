//! Who names whom in running text, by how often people link such words, or how rare they are. Leaves out
//! titles of which a text has only some of the words, which are compared in `words`.

use lore_core::words;
use lore_graph::{ConceptId, PHRASE_WORDS, phrase_hash};
use rustc_hash::FxHashMap;

use super::Scores;
use crate::rarity::rarity_with_one_more;
use crate::related::pieces::Pieces;
use crate::related::source::Source;

/// How many different phrases are weighed.
const MOST_PHRASES: usize = 400;

/// What the source names.
pub(super) struct Mentioned {
    /// By how likely a person would link the phrase.
    pub(super) likely: Scores,
    /// By how rare the name is.
    pub(super) rare: Scores,
}

/// The concepts that the source names in its text outside links.
pub(super) fn mentioned_by(pieces: &Pieces<'_>, source: &Source) -> Mentioned {
    let engine = pieces.engine;
    let sections = engine.state.text.section_count();
    let is_told =
        |concept: ConceptId| engine.has_place(concept) && !engine.graph.is_name_of_many(concept);
    let mut rarities: FxHashMap<ConceptId, f64> = FxHashMap::default();
    let mut best: FxHashMap<ConceptId, f64> = FxHashMap::default();
    let mut weighed: FxHashMap<u64, u64> = FxHashMap::default();
    for passage in &source.passages {
        let terms: Vec<_> = words::plain(&passage.text).collect();
        for start in 0..terms.len() {
            for end in start + 1..=(start + PHRASE_WORDS).min(terms.len()) {
                let window = &terms[start..end];
                if end == start + 1 && words::is_stop_word(&window[0].term) {
                    continue;
                }
                let range = window[0].range.start..window[window.len() - 1].range.end;
                if passage.is_link(&range) || passage.is_named_in_field(&range) {
                    continue;
                }
                let key = phrase_hash(window.iter().map(|word| &*word.term));
                // What no unit is about, as a tag that all notes have, or what very many notes are called,
                // adds nothing to any: to look for it in all texts would be in vain.
                let named = engine.graph.phrase(key);
                for reference in named.filter(|each| is_told(each.concept)) {
                    let occurrences = match weighed.get(&key) {
                        Some(&occurrences) => occurrences,
                        None if weighed.len() >= MOST_PHRASES => continue,
                        None => {
                            let phrase = &passage.text[range.clone()];
                            let found = engine.state.text.phrase_frequency(phrase, u64::MAX);
                            weighed.insert(key, found);
                            found
                        }
                    };
                    let half = if reference.is_name { 0.5 } else { 0.0 };
                    let probability = (f64::from(reference.links) + half)
                        / (occurrences.max(u64::from(reference.links)) as f64 + 1.5);
                    let score = best.entry(reference.concept).or_default();
                    *score = score.max(probability);
                    if reference.is_name {
                        let rarity = rarity_with_one_more(sections, occurrences);
                        let rarest = rarities.entry(reference.concept).or_default();
                        *rarest = rarest.max(rarity);
                    }
                }
            }
        }
    }
    let by_unit = |by_concept: &FxHashMap<ConceptId, f64>| {
        let mut scores = Scores::default();
        for (&concept, &score) in by_concept {
            let units = pieces.of_concept(concept);
            let share = score / (units.len().max(1) as f64).sqrt();
            for unit in units {
                let entry = scores.entry(unit).or_default();
                *entry = f64::max(*entry, share);
            }
        }
        scores
    };
    Mentioned { likely: by_unit(&best), rare: by_unit(&rarities) }
}

/// The units that name the source.
pub(super) fn mentioning(pieces: &Pieces<'_>, source: &Source) -> Scores {
    let engine = pieces.engine;
    if !source.may_be_meant(engine) {
        return Scores::default();
    }
    let sections = engine.sections_naming(&source.names);
    let rarity = rarity_with_one_more(engine.state.text.section_count(), sections.len() as u64);
    let mut scores = Scores::default();
    for section in sections {
        scores.insert(pieces.of(section), rarity);
    }
    scores
}
