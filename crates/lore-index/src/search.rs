//! Ranking: from a query to the sections that answer it, best first.
//!
//! Words score by BM25 in title, headings, topics, text and stems, added up. Above that stand steps
//! that no sum of words can climb: a note or section that is called exactly what was asked, and a
//! section that has all the words.

use std::collections::BTreeSet;

use lore_core::{name, words};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur,
    Query as TantivyQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{Field as SchemaField, IndexRecordOption};
use tantivy::{DocAddress, Term};

use crate::query::{Clause, Field, Query};
use crate::schema;
use crate::store::StoreError;
use crate::terms::{Addresses, TextIndex, phrase_query};

/// A section that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Key of the note.
    pub note: u64,
    /// Place of the section in the note.
    pub place: u32,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
}

/// A word that nothing holds, with the one that was searched instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// As it stands in the notes.
    pub to: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The best sections, best first.
    pub hits: Vec<Hit>,
    /// Number of sections that match at all.
    pub total: usize,
    /// Number of sections that have everything that was asked for.
    pub complete: usize,
    /// Words that were corrected because no section holds them.
    pub corrections: Vec<Correction>,
}

/// Weights of a word's score by field.
const TITLE: f32 = 2.0;
const HEADING: f32 = 1.6;
const TOPIC: f32 = 1.6;
const BODY: f32 = 1.0;
const STEM: f32 = 0.8;
/// Weight of neighbouring words that stand as neighbours.
const NEIGHBOURS: f32 = 1.0;
/// Steps above all scores: the note is called what was asked, the section is, it has all the words.
const EXACT_NAME: f32 = 2000.0;
const EXACT_HEADING: f32 = 500.0;
const ALL_WORDS: f32 = 1000.0;
/// A question of more content words is a sentence: that one section has them all is chance.
const SENTENCE_WORDS: usize = 7;

type Boxed = Box<dyn TantivyQuery>;

impl TextIndex {
    /// The best `limit` sections for a query. Ties go by note key and place, so that the answer
    /// does not depend on how segments lie.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Answer, StoreError> {
        let (query, corrections) = self.correct(query);
        let Some(compiled) = self.compile(&query) else { return Ok(Answer::default()) };
        let (total, mut ranked) = self.searcher.search(
            &*compiled.any,
            &(Count, TopDocs::with_limit(limit.max(1) + 64).order_by_score()),
        )?;
        let complete = match &compiled.all {
            Some(all) => self.searcher.search(&**all, &Count)?,
            None => total,
        };
        let mut hits = self.addresses(&ranked)?;
        ranked.clear();
        hits.sort_by(|left, right| {
            right
                .score
                .total_cmp(&left.score)
                .then_with(|| (left.note, left.place).cmp(&(right.note, right.place)))
        });
        hits.truncate(limit);
        Ok(Answer { hits, total, complete, corrections })
    }

    fn addresses(&self, ranked: &[(f32, DocAddress)]) -> tantivy::Result<Vec<Hit>> {
        let segments: Vec<Addresses> =
            self.searcher.segment_readers().iter().map(Addresses::new).collect::<Result<_, _>>()?;
        let hit = |&(score, address): &(f32, DocAddress)| {
            let (note, place) = segments[address.segment_ord as usize].get(address.doc_id);
            Hit { note, place, score }
        };
        Ok(ranked.iter().map(hit).collect())
    }

    fn compile(&self, query: &Query) -> Option<Compiled> {
        let words: Vec<&str> = query
            .clauses
            .iter()
            .filter_map(|clause| match clause {
                Clause::Word(word) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        let content = content_words(&words);
        let mut should: Vec<(Occur, Boxed)> = Vec::new();
        let mut must: Vec<(Occur, Boxed)> = Vec::new();
        let mut all: Vec<Boxed> = Vec::new();
        for clause in &query.clauses {
            match clause {
                Clause::Word(word) => {
                    if content.contains(word.as_str()) {
                        should.push((Occur::Should, self.word(word)?));
                        all.push(self.word(word)?);
                    }
                }
                Clause::Not(inner) => must.push((Occur::MustNot, self.clause(inner)?)),
                wanted => must.push((Occur::Must, self.clause(wanted)?)),
            }
        }
        if should.is_empty() && !must.iter().any(|(occur, _)| *occur == Occur::Must) {
            return None;
        }
        let asked = words.join(" ");
        if !asked.is_empty() {
            let key = name::concept_key(&asked);
            for (field, step) in
                [(self.fields.name, EXACT_NAME), (self.fields.called, EXACT_HEADING)]
            {
                let term = Term::from_field_text(field, &key);
                let exact = TermQuery::new(term, IndexRecordOption::Basic);
                should.push((Occur::Should, constant(Box::new(exact), step)));
            }
            self.add_neighbours(&words, &mut should);
        }
        let complete: Option<Boxed> = (!all.is_empty()).then(|| {
            let mut clauses: Vec<(Occur, Boxed)> =
                all.into_iter().map(|word| (Occur::Must, word)).collect();
            clauses.extend(must.iter().map(|(occur, query)| (*occur, query.box_clone())));
            Box::new(BooleanQuery::new(clauses)) as Boxed
        });
        if let Some(complete) = &complete
            && (2..=SENTENCE_WORDS).contains(&content.len())
        {
            should.push((Occur::Should, constant(complete.box_clone(), ALL_WORDS)));
        }
        if !content.is_empty() {
            // One of the words at least, whatever else is required.
            must.push((Occur::Must, Box::new(BooleanQuery::new(should))));
        }
        Some(Compiled { any: Box::new(BooleanQuery::new(must)), all: complete })
    }

    /// Words typed side by side that stand side by side.
    fn add_neighbours(&self, words: &[&str], should: &mut Vec<(Occur, Boxed)>) {
        for pair in words.windows(2).take(SENTENCE_WORDS) {
            let phrase = pair.join(" ");
            for (field, weight) in [
                (self.fields.title, TITLE),
                (self.fields.heading, HEADING),
                (self.fields.body, BODY),
            ] {
                if let Some(query) = phrase_query(field, &phrase) {
                    should.push((
                        Occur::Should,
                        Box::new(BoostQuery::new(query, weight * NEIGHBOURS)),
                    ));
                }
            }
        }
    }

    fn clause(&self, clause: &Clause) -> Option<Boxed> {
        match clause {
            Clause::Word(word) => self.word(word),
            Clause::Prefix(prefix) => Some(self.prefix(&words::fold(prefix))),
            Clause::Phrase(phrase) => {
                let fields = [
                    (self.fields.title, TITLE),
                    (self.fields.heading, HEADING),
                    (self.fields.topic, TOPIC),
                    (self.fields.body, BODY),
                ];
                either(fields.into_iter().filter_map(|(field, weight)| {
                    Some(Box::new(BoostQuery::new(phrase_query(field, phrase)?, weight)) as Boxed)
                }))
            }
            Clause::Field(field, value) => self.field(*field, value),
            Clause::Not(inner) => Some(Box::new(BooleanQuery::new(vec![
                (Occur::Must, Box::new(AllQuery)),
                (Occur::MustNot, self.clause(inner)?),
            ]))),
            Clause::Or(clauses) => either(clauses.iter().filter_map(|clause| self.clause(clause))),
        }
    }

    fn field(&self, field: Field, value: &str) -> Option<Boxed> {
        let key = |field, key: &str| -> Boxed {
            let term = Term::from_field_text(field, key);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        match field {
            Field::Title => phrase_query(self.fields.title, value),
            Field::Heading => phrase_query(self.fields.heading, value),
            Field::Path => phrase_query(self.fields.path, value),
            Field::Tag => Some(key(self.fields.tag, &name::concept_key(value))),
            Field::Topic => Some(key(self.fields.about, &name::concept_key(value))),
            Field::Type => Some(key(self.fields.kind, &value.to_lowercase())),
        }
    }

    /// A word as typed: in any field, exact before stemmed. Text that is cut into several words
    /// (`event-driven`, a Chinese sentence) needs each of them.
    fn word(&self, typed: &str) -> Option<Boxed> {
        let mut parts: Vec<Boxed> = Vec::new();
        let mut whole: Option<Boxed> = None;
        let mut lone: Option<String> = None;
        let mut count = 0;
        words::indexed(typed, |word| {
            count += 1;
            if word.compound && word.range.start == 0 {
                whole.get_or_insert_with(|| self.term(&word.term));
            } else if !word.compound {
                lone = Some(word.term.clone().into_owned());
                parts.push(self.term(&word.term));
            }
        });
        let is_dense = lone.as_ref().is_some_and(|term| !term.is_ascii());
        match (parts.len(), lone) {
            (0, _) => None,
            // One character of a script without spaces begins longer terms.
            (1, Some(term)) if count == 1 && is_dense && term.chars().count() == 1 => {
                Some(self.prefix(&term))
            }
            (1, _) => parts.pop(),
            // A sentence without spaces is many words: most of them are enough.
            (many, _) if is_dense && many > 3 => {
                let clauses = parts.into_iter().map(|part| (Occur::Should, part)).collect();
                Some(Box::new(BooleanQuery::with_minimum_required_clauses(clauses, many / 2)))
            }
            _ => {
                let parts: Boxed = Box::new(BooleanQuery::intersection(parts));
                either(whole.into_iter().chain([parts]))
            }
        }
    }

    fn term(&self, term: &str) -> Boxed {
        let mut clauses: Vec<Boxed> = Vec::new();
        let mut add = |field: SchemaField, text: &str, weight: f32| {
            let term = Term::from_field_text(field, text);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            clauses.push(Box::new(BoostQuery::new(Box::new(query), weight)));
        };
        add(self.fields.title, term, TITLE);
        add(self.fields.heading, term, HEADING);
        add(self.fields.topic, term, TOPIC);
        add(self.fields.body, term, BODY);
        schema::stems_of(term, |stem, _| add(self.fields.stem, stem, STEM));
        Box::new(BooleanQuery::union(clauses))
    }

    fn prefix(&self, prefix: &str) -> Boxed {
        // Words hold letters, digits and underscores alone: nothing to escape.
        let pattern = format!("{prefix}.*");
        let fields = [self.fields.title, self.fields.heading, self.fields.topic, self.fields.body];
        let queries = fields.into_iter().filter_map(|field| {
            Some(Box::new(RegexQuery::from_pattern(&pattern, field).ok()?) as Boxed)
        });
        either(queries).unwrap_or_else(|| Box::new(EmptyQuery))
    }

    /// Replaces words that nothing holds by the nearest that something does.
    fn correct(&self, query: &Query) -> (Query, Vec<Correction>) {
        let mut corrections = Vec::new();
        let clauses = query
            .clauses
            .iter()
            .map(|clause| {
                let Clause::Word(word) = clause else { return clause.clone() };
                match self.nearest_word(word) {
                    Some(to) => {
                        corrections.push(Correction { from: word.clone(), to: to.clone() });
                        Clause::Word(to)
                    }
                    None => clause.clone(),
                }
            })
            .collect();
        (Query { clauses }, corrections)
    }

    /// The word most sections hold among those nearest to one that none holds.
    fn nearest_word(&self, typed: &str) -> Option<String> {
        let mut terms = Vec::new();
        words::indexed(typed, |word| terms.push(word.term.into_owned()));
        let [term] = &terms[..] else { return None };
        let length = term.chars().count();
        let searchable = term.chars().all(char::is_alphabetic) && (4..=32).contains(&length);
        if !searchable || self.is_known(term) {
            return None;
        }
        let distances = if length >= 8 { 1..=2 } else { 1..=1 };
        for distance in distances {
            let mut best: Option<(u32, String)> = None;
            for field in [self.fields.body, self.fields.title] {
                let term = Term::from_field_text(field, term);
                let automaton = FuzzyTermQuery::new(term, distance, true).automaton().ok()?;
                for segment in self.searcher.segment_readers() {
                    let inverted = segment.inverted_index(field).ok()?;
                    let mut stream = inverted.terms().search(&automaton).into_stream().ok()?;
                    while stream.advance() {
                        let sections = stream.value().doc_freq;
                        if let Ok(found) = std::str::from_utf8(stream.key())
                            && best.as_ref().is_none_or(|(most, first)| {
                                (sections, first.as_str()) > (*most, found)
                            })
                        {
                            best = Some((sections, found.to_owned()));
                        }
                    }
                }
            }
            if let Some((_, found)) = best {
                return Some(found);
            }
        }
        None
    }

    fn is_known(&self, term: &str) -> bool {
        let in_field = |field, text: &str| {
            self.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or(0) > 0
        };
        let fields = &self.fields;
        let exact = [fields.body, fields.title, fields.heading, fields.topic]
            .into_iter()
            .any(|field| in_field(field, term));
        let mut stemmed = false;
        schema::stems_of(term, |stem, _| stemmed |= in_field(fields.stem, stem));
        exact || stemmed || words::is_stop_word(term)
    }
}

struct Compiled {
    any: Boxed,
    /// Matches what has everything that was asked for; nothing if that is the same.
    all: Option<Boxed>,
}

/// The words that say what is looked for: stop words only if there is nothing else.
fn content_words<'a>(words: &[&'a str]) -> BTreeSet<&'a str> {
    let content: BTreeSet<&str> =
        words.iter().copied().filter(|word| !words::is_stop_word(&words::fold(word))).collect();
    if content.is_empty() { words.iter().copied().collect() } else { content }
}

fn constant(query: Boxed, score: f32) -> Boxed {
    Box::new(ConstScoreQuery::new(query, score))
}

fn either(queries: impl IntoIterator<Item = Boxed>) -> Option<Boxed> {
    let queries: Vec<Boxed> = queries.into_iter().collect();
    (!queries.is_empty()).then(|| Box::new(BooleanQuery::union(queries)) as Boxed)
}
