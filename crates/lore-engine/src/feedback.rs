//! What the first answers to a question in a sentence say: their telling words, added to the question,
//! find the notes that answer it in other words. Leaves out which questions learn from their answers:
//! search asks for it, and `related` for words that name nothing.
//!
//! Lavrenko, Croft: "Relevance-Based Language Models" (2001), in the form known as RM3: words of the
//! first answers by how much of each they make up, the best answers' most.

use lore_core::{Run, RunKind, words};
use lore_graph::{NoteId, SectionId};
use lore_index::{Hit, Query, TextIndex};
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::rarity::rarity_with_one_more;
use crate::reading::Reading;
use crate::texts::values::fields_told;

/// Number of first answers that are read.
pub(crate) const ANSWERS: usize = 8;
/// Number of words they give.
const WORDS: usize = 30;
/// The weight of the most telling one beside 1 for a word of the question.
const WEIGHT: f64 = 1.0;
/// How much more a better answer's words count. The model weighs an answer by how likely it makes the
/// question, which falls much faster than BM25's score; a power of it comes near.
const CERTAINTY: i32 = 3;

/// A field that says some words.
#[derive(Debug)]
pub(crate) struct FieldSaying {
    pub(crate) key: String,
    pub(crate) line: u32,
    pub(crate) said: String,
}

impl Engine {
    /// The first answers to a few words, and the stems that most tell them from other sections, with their
    /// weights.
    pub(crate) fn words_of_answers(
        &self,
        reading: &Reading<'_>,
        text: &str,
    ) -> (Vec<SectionId>, Vec<(String, f32)>) {
        let best = self.first_answers(text);
        let sections = best.iter().filter_map(|hit| self.section_of_hit(hit)).collect();
        (sections, self.likely_words(reading, &best))
    }

    fn first_answers(&self, text: &str) -> Vec<Hit> {
        let answer = self.state.text.search(&Query::of_words(text), &[]);
        // What cannot be searched gives no words; a search says why.
        let hits = answer.map(|answer| answer.hits).unwrap_or_default();
        self.best(&hits, ANSWERS)
    }

    /// Whether the front matter of a first answer to a few words says them, as a value that plain words find.
    pub(crate) fn is_said_in_fields(&self, text: &str) -> bool {
        let hits = self.first_answers(text).into_iter();
        let mut sections = hits.filter_map(|hit| self.section_of_hit(&hit));
        sections.any(|section| self.field_saying(self.graph.note_of(section), text).is_some())
    }

    /// The first field of a note's front matter that says a few words, with the words as it has them.
    pub(crate) fn field_saying(&self, note: NoteId, text: &str) -> Option<FieldSaying> {
        let asked: Vec<_> = words::plain(text).map(|word| word.term).collect();
        if asked.is_empty() {
            return None;
        }
        let said_in = |value: &str| {
            let words: Vec<_> = words::plain(value).collect();
            let mut stretches = words.windows(asked.len());
            let said = stretches.find(|some| some.iter().map(|word| &word.term).eq(&asked))?;
            Some(value[said[0].range.start..said[said.len() - 1].range.end].to_owned())
        };
        let record = self.record(note);
        let mut fields = fields_told(&record);
        fields.find_map(|field| {
            let said = field.values.iter().find_map(|value| said_in(value))?;
            Some(FieldSaying { key: field.key.clone(), line: field.line, said })
        })
    }

    /// The stems that most tell the first answers from other sections, with their weights.
    pub(crate) fn likely_words(&self, reading: &Reading<'_>, hits: &[Hit]) -> Vec<(String, f32)> {
        let mut weights: FxHashMap<String, f64> = FxHashMap::default();
        for hit in hits.iter().take(ANSWERS) {
            let Some(section) = self.section_of_hit(hit) else { continue };
            let mut counts: FxHashMap<String, u32> = FxHashMap::default();
            let mut total = 0;
            // Of a very long section the beginning says enough, and reading all of it would take longer than
            // all else.
            // What counts the entries of a journal stands in all of them.
            let is_counted = self.graph.order(section).is_some();
            let tells = |run: &&Run| match run.kind {
                RunKind::Comment => false,
                RunKind::Heading => !is_counted,
                _ => true,
            };
            for source in reading.beginning(section) {
                for run in source.parsed.runs.iter().filter(tells) {
                    let Some(text) = run.span.slice(&source.source) else { continue };
                    TextIndex::stems(text, source.language, |stem, _| {
                        *counts.entry(stem.to_owned()).or_default() += 1;
                        total += 1;
                    });
                }
            }
            for (stem, count) in counts {
                let share = f64::from(count) / f64::from(total);
                *weights.entry(stem).or_default() += share * f64::from(hit.score).powi(CERTAINTY);
            }
        }
        let sections = self.state.text.section_count();
        let mut words: Vec<(String, f64)> = weights
            .into_iter()
            .map(|(stem, weight)| {
                let frequency = self.state.text.stem_frequency(&stem);
                (stem, weight * rarity_with_one_more(sections, frequency))
            })
            .collect();
        words.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        words.truncate(WORDS);
        let most = words.first().map_or(1.0, |word| word.1);
        let weight = |weight: f64| (WEIGHT * weight / most) as f32;
        words.into_iter().map(|(stem, found)| (stem, weight(found))).collect()
    }
}
