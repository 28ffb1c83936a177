//! From a query as read to tantivy's queries: which fields a word is looked for in, and what each
//! counts.

use std::collections::BTreeSet;

use lore_core::{name, words};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query as TantivyQuery,
    RegexQuery, TermQuery,
};
use tantivy::schema::{Field as SchemaField, IndexRecordOption};

use crate::query::{Clause, Field, Query};
use crate::schema::{self, Fields};
use crate::terms::phrase_query;

pub(crate) type Boxed = Box<dyn TantivyQuery>;

/// Weights of a word's score by field.
#[derive(Clone, Copy)]
struct Weights {
    title: f32,
    heading: f32,
    topic: f32,
    body: f32,
    stem: f32,
    /// Of neighbouring words that stand as neighbours.
    neighbours: f32,
}

/// For a few words, which mostly name what is wanted.
const FEW_WORDS: Weights =
    Weights { title: 2.0, heading: 1.6, topic: 1.6, body: 0.8, stem: 1.0, neighbours: 1.0 };
/// For a question in a sentence, which mostly does not use the note's own words: stems decide.
const SENTENCE: Weights =
    Weights { title: 0.3, heading: 0.2, topic: 0.4, body: 0.3, stem: 1.0, neighbours: 0.2 };
/// Steps above all scores: the note is called what was asked, the section is, it has all the words.
const EXACT_NAME: f32 = 2000.0;
const EXACT_HEADING: f32 = 500.0;
const ALL_WORDS: f32 = 1000.0;
/// A question of more words is a sentence: that one section has them all is chance.
const FEW: usize = 6;

/// A query ready to run.
pub(crate) struct Compiled {
    /// Matches and ranks whatever has something that was asked for.
    pub(crate) any: Boxed,
    /// Matches what has everything that was asked for; nothing if that is the same.
    pub(crate) all: Option<Boxed>,
}

/// Compiles a query; nothing comes back if it asks for nothing. `likely` are stems that answers
/// probably hold, with their weights.
pub(crate) fn compile(fields: Fields, query: &Query, likely: &[(String, f32)]) -> Option<Compiled> {
    let words: Vec<&str> = query.clauses.iter().filter_map(Clause::word).collect();
    let content = content_words(&words);
    let weights = if query.is_sentence() { SENTENCE } else { FEW_WORDS };
    Compiler { fields, weights, likely }.compile(query, &words, &content)
}

impl Query {
    /// Whether this is a question in a sentence rather than a few words.
    pub fn is_sentence(&self) -> bool {
        self.clauses.iter().filter_map(Clause::word).count() > FEW
    }
}

struct Compiler<'a> {
    fields: Fields,
    weights: Weights,
    likely: &'a [(String, f32)],
}

impl Compiler<'_> {
    fn compile(&self, query: &Query, words: &[&str], content: &BTreeSet<&str>) -> Option<Compiled> {
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
            self.add_neighbours(words, &mut should);
            for (stem, weight) in self.likely {
                let term = Term::from_field_text(self.fields.stem, stem);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                let query = BoostQuery::new(Box::new(query), *weight);
                should.push((Occur::Should, Box::new(query)));
            }
        }
        let complete: Option<Boxed> = (!all.is_empty()).then(|| {
            let mut clauses: Vec<(Occur, Boxed)> =
                all.into_iter().map(|word| (Occur::Must, word)).collect();
            clauses.extend(must.iter().map(|(occur, query)| (*occur, query.box_clone())));
            Box::new(BooleanQuery::new(clauses)) as Boxed
        });
        if let Some(complete) = &complete
            && content.len() > 1
            && !query.is_sentence()
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
        for pair in words.windows(2).take(FEW) {
            let phrase = pair.join(" ");
            for (field, weight) in [
                (self.fields.title, self.weights.title),
                (self.fields.heading, self.weights.heading),
                (self.fields.body, self.weights.body),
            ] {
                if let Some(query) = phrase_query(field, &phrase) {
                    should.push((
                        Occur::Should,
                        Box::new(BoostQuery::new(query, weight * self.weights.neighbours)),
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
                    (self.fields.title, self.weights.title),
                    (self.fields.heading, self.weights.heading),
                    (self.fields.topic, self.weights.topic),
                    (self.fields.body, self.weights.body),
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
        add(self.fields.title, term, self.weights.title);
        add(self.fields.heading, term, self.weights.heading);
        add(self.fields.topic, term, self.weights.topic);
        add(self.fields.body, term, self.weights.body);
        schema::stems_of(term, |stem, _| add(self.fields.stem, stem, self.weights.stem));
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
