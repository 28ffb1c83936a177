//! From a query as read to tantivy's queries: which fields a word is looked for in, and what each
//! counts. Leaves out what only the vault knows of a query, which the engine has settled by then, and
//! running the queries, which `search` does.

mod keys;
mod property;
mod queries;
mod weights;
mod words;

use std::collections::BTreeSet;
use std::ops::Bound;

use lore_core::words::WordKind;
use lore_core::{Language, name};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, EmptyQuery, Occur, Query as TantivyQuery, RangeQuery,
};
use tantivy::schema::Field as SchemaField;

use self::queries::{
    constant, either, excluded, filter, key_query, often, phrase_beginning, terms_from,
    whole_notes, whole_query, word_term,
};
pub(crate) use self::weights::LEAST_STEP;
use self::weights::{
    ALL_IN_NAME, ALL_WORDS, DENSE, EXACT_HEADING, EXACT_NAME, FEW_WORDS, SAME_SPELLING, SENTENCE,
    Weights,
};
use self::words::{content_words, counted, telling_words, words_of};
use crate::address::Address;
use crate::among::SectionsAmong;
use crate::document::spelling_key;
use crate::present::Present;
use crate::query::{Clause, Day, Days, Field, Query, Value};
use crate::schema::{Fields, KeyKind, day_number};
use crate::stems;
use crate::terms::TextIndex;

pub(crate) type Boxed = Box<dyn TantivyQuery>;

/// A question of more words is a sentence: that one section has them all is chance.
const FEW: usize = 6;

/// A query ready to run.
pub(crate) struct Compiled {
    /// Matches and ranks whatever has something that was asked for.
    pub(crate) any: Boxed,
    /// Matches what has everything that was asked for; nothing if that is the same.
    pub(crate) all: Option<Boxed>,
    /// What a score of `any` is the sum of.
    pub(crate) parts: Vec<Part>,
}

/// One summand of scores.
pub(crate) struct Part {
    /// What was asked for.
    pub(crate) what: String,
    /// Where it was found.
    pub(crate) place: &'static str,
    pub(crate) query: Boxed,
}

/// Compiles a query to a text index; nothing comes back if it asks for nothing. `likely` are stems that
/// answers probably hold, with their weights.
pub(crate) fn compile(
    text: &TextIndex,
    query: &Query,
    likely: &[(String, f32)],
) -> Option<Compiled> {
    let words = words_of(&query.clauses);
    let weights = match words.len() > FEW {
        true if words.iter().any(|word| lore_core::words::is_dense(word)) => DENSE,
        true => SENTENCE,
        false => FEW_WORDS,
    };
    Compiler::of(text, weights).compile(query, &words, likely)
}

/// The sections with an address that is what was typed, or has all its words.
pub(crate) fn in_address(text: &TextIndex, typed: &str) -> Option<Boxed> {
    Compiler::of(text, FEW_WORDS).in_address(typed)
}

impl Query {
    /// Whether this is a question in a sentence rather than a few words.
    pub fn is_sentence(&self) -> bool {
        words_of(&self.clauses).len() > FEW
    }
}

#[derive(Clone, Copy)]
struct Compiler<'a> {
    fields: Fields,
    /// Those that notes are in, that of most sections first.
    languages: &'a [Language],
    present: &'a Present,
    weights: Weights,
    /// Whether words are looked for in addresses, too.
    addresses: bool,
}

impl<'a> Compiler<'a> {
    fn of(text: &'a TextIndex, weights: Weights) -> Compiler<'a> {
        let (fields, languages, present) = (text.fields, text.languages(), text.present());
        Compiler { fields, languages, present, weights, addresses: true }
    }

    fn compile(&self, query: &Query, words: &[&str], likely: &[(String, f32)]) -> Option<Compiled> {
        let is_sentence = words.len() > FEW;
        let typed: Vec<&str> = query.clauses.iter().filter_map(Clause::word).collect();
        let asked = typed.join(" ");
        let content = content_words(words, self.languages);
        // Beside a phrase or beginning, which must be there, words say what comes first.
        let is_text = |clause: &Clause| {
            matches!(clause, Clause::Prefix(_) | Clause::Phrase(_) | Clause::Near(..))
        };
        let has_text = query.clauses.iter().any(is_text);
        let mut matching: Vec<(Occur, Boxed)> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        for clause in query.clauses.iter().filter(|clause| clause.word().is_none()) {
            match clause {
                Clause::Not(inner) => matching.extend(self.excluded(inner)),
                wanted => {
                    let query = self.clause(wanted).unwrap_or_else(|| Box::new(EmptyQuery));
                    let what = wanted.to_string();
                    parts.push(Part { what, place: "as asked", query: query.box_clone() });
                    matching.push((Occur::Must, query));
                }
            }
        }
        let mut scored: Vec<Part> = Vec::new();
        // Whatever holds a word, and what says it where it counts more than to be there.
        let (mut every, mut every_said): (Vec<Boxed>, Vec<Boxed>) = (Vec::new(), Vec::new());
        // What is said twice counts twice, but is looked for once.
        for (word, times) in counted(words.iter().filter(|word| content.contains(**word))) {
            let mut found = self.word(word);
            if found.is_empty() {
                continue;
            }
            found.extend(self.day(word));
            for part in &mut found {
                part.query = often(part.query.box_clone(), times);
            }
            every_said.push(union_of(&found));
            // In a sentence that a word stands in an address is chance.
            if !is_sentence && let Some(query) = self.in_address(word) {
                found.push(Part { what: (*word).to_owned(), place: "address", query });
            }
            every.push(union_of(&found));
            scored.extend(found);
        }
        if matching.is_empty() && scored.is_empty() {
            return None;
        }
        let mut all: Option<Boxed> = None;
        if !every.is_empty() {
            self.add_names(&asked, &mut scored);
            self.add_neighbours(words, &mut scored);
            if !is_sentence && let Some(query) = self.all_in_name(&content, true) {
                let query = constant(query, ALL_IN_NAME);
                scored.push(Part { what: asked.clone(), place: "every word in the name", query });
            }
            let several = every.len() > 1 || has_text;
            let every: Boxed = Box::new(BooleanQuery::intersection(every));
            if several && !is_sentence {
                // What else is required holds for whatever matches.
                let every_said = Box::new(BooleanQuery::intersection(every_said));
                let query = constant(every_said, ALL_WORDS);
                scored.push(Part { what: asked, place: "every word", query });
            }
            let others = matching.iter().map(|(occur, query)| (*occur, query.box_clone()));
            let complete = others.chain([(Occur::Must, every)]).collect();
            all = Some(Box::new(BooleanQuery::new(complete)));
            for (stem, weight) in likely {
                let query = BoostQuery::new(self.term_query(self.fields.stem, stem), *weight);
                let query = Box::new(query);
                scored.push(Part { what: stem.clone(), place: "first answers say", query });
            }
            // One of the words at least, whatever else is required that is no text.
            let occur = if has_text { Occur::Should } else { Occur::Must };
            matching.push((occur, union_of(&scored)));
            parts.extend(scored);
        }
        if matching.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            matching.push((Occur::Must, filter(Box::new(AllQuery))));
        }
        Some(Compiled { any: Box::new(BooleanQuery::new(matching)), all, parts })
    }

    /// Notes and sections that are called exactly what was asked.
    fn add_names(&self, asked: &str, parts: &mut Vec<Part>) {
        let (key, spelling) = (name::concept_key(asked), spelling_key(asked));
        for (kind, key, place, step) in [
            (KeyKind::Name, &key, "called so", EXACT_NAME),
            (KeyKind::Name, &spelling, "spelt so", SAME_SPELLING),
            (KeyKind::Called, &key, "section called so", EXACT_HEADING),
        ] {
            let query = constant(key_query(self.fields.keys(kind), key), step);
            parts.push(Part { what: asked.to_owned(), place, query });
        }
    }

    /// Notes whose name has all the words; with `or_folder` some may be those of a folder it lies in.
    fn all_in_name(&self, words: &BTreeSet<&str>, or_folder: bool) -> Option<Boxed> {
        let mut every: Vec<Boxed> = Vec::new();
        let mut any: Vec<Boxed> = Vec::new();
        for word in words {
            lore_core::words::indexed(word, |part| {
                if part.kind != WordKind::Word {
                    return;
                }
                let mut stems = stems::stems_of_word(&word[part.range], self.languages);
                let of_parts: Vec<String> = stems.iter().map(|stem| stems::of_part(stem)).collect();
                stems.extend(of_parts);
                let with_stem =
                    |field| {
                        either(stems.iter().map(|stem| {
                            self.present.only(field, whole_query(word_term(field, stem)))
                        }))
                    };
                let in_name = with_stem(self.fields.name_words);
                any.extend(in_name.as_ref().map(|query| query.box_clone()));
                let in_folder = with_stem(self.fields.folder_words).filter(|_| or_folder);
                every.extend(either(in_name.into_iter().chain(in_folder)));
            });
        }
        if every.is_empty() {
            return None;
        }
        every.push(Box::new(BooleanQuery::union(any)));
        Some(Box::new(BooleanQuery::intersection(every)))
    }

    /// Words typed side by side that stand side by side.
    fn add_neighbours(&self, words: &[&str], parts: &mut Vec<Part>) {
        for pair in words.windows(2).take(FEW) {
            let phrase = pair.join(" ");
            for (field, place, weight) in self.places() {
                if field != self.fields.topic
                    && let Some(query) = self.phrase_query(field, &phrase, 0)
                {
                    let query = BoostQuery::new(query, weight * self.weights.neighbours);
                    let what = format!("\"{phrase}\"");
                    parts.push(Part { what, place, query: Box::new(query) });
                }
            }
        }
    }

    /// A clause by itself; nothing if it has no word to look for.
    fn clause(&self, clause: &Clause) -> Option<Boxed> {
        match clause {
            Clause::Word(word) => {
                let parts = self.word(word);
                let said = (!parts.is_empty()).then(|| union_of(&parts))?;
                either([said].into_iter().chain(self.in_address(word)))
            }
            Clause::Prefix(beginning) => self.beginning(beginning),
            Clause::Phrase(phrase) => {
                let address = Address::read(phrase).and_then(|_| self.in_address(phrase));
                either(self.phrase(phrase, 0).into_iter().chain(address))
            }
            Clause::Near(phrase, moves) => self.phrase(phrase, *moves),
            Clause::Field(field, value) => self.field(*field, value),
            Clause::Property(property) => {
                let of = |kind| property::query(self.fields.keys(kind), property);
                let of_note = of(KeyKind::NoteProperty).map(whole_notes);
                let of_section = of(KeyKind::Property).map(filter);
                either([of_note, of_section].into_iter().flatten())
            }
            Clause::On(day, days) => Some(filter(self.on(*day, *days))),
            Clause::Mark(mark) => {
                Some(filter(key_query(self.fields.keys(KeyKind::Mark), mark.name())))
            }
            Clause::Among(among) => Some(filter(Box::new(SectionsAmong(among.sections.clone())))),
            Clause::Regex(_) | Clause::Graph(_) => Some(Box::new(EmptyQuery)),
            Clause::Not(inner) => Some(Box::new(BooleanQuery::new(vec![
                (Occur::Must, filter(Box::new(AllQuery))),
                self.excluded(inner)?,
            ]))),
            Clause::All(clauses) => self.all(clauses),
            Clause::Any(clauses) => either(clauses.iter().filter_map(|clause| self.clause(clause))),
            Clause::Ranked(clauses) => {
                let (first, others) = clauses.split_first()?;
                let first = self.clause(first).map(|query| constant(query, LEAST_STEP));
                let others = others.iter().filter_map(|clause| self.clause(clause)).map(filter);
                either(first.into_iter().chain(others))
            }
        }
    }

    /// Leaves out what matches a clause by its text: an address behind the text of a link nobody sees, and
    /// who leaves words out does not mean it.
    fn excluded(&self, clause: &Clause) -> Option<(Occur, Boxed)> {
        Compiler { addresses: false, ..*self }.clause(clause).map(excluded)
    }

    /// All of the clauses; stop words only if there is nothing else.
    fn all(&self, clauses: &[Clause]) -> Option<Boxed> {
        if clauses.is_empty() {
            return Some(filter(Box::new(AllQuery)));
        }
        let words: Vec<&str> = clauses.iter().filter_map(Clause::word).collect();
        let content = match words.len() < clauses.len() {
            true => telling_words(&words, self.languages),
            false => content_words(&words, self.languages),
        };
        let mut queries: Vec<(Occur, Boxed)> = Vec::new();
        for clause in clauses {
            if clause.word().is_some_and(|word| !content.contains(word)) {
                continue;
            }
            match clause {
                Clause::Not(inner) => queries.extend(self.excluded(inner)),
                wanted => queries.extend(self.clause(wanted).map(|query| (Occur::Must, query))),
            }
        }
        if queries.iter().all(|(occur, _)| *occur == Occur::MustNot) && !queries.is_empty() {
            queries.push((Occur::Must, filter(Box::new(AllQuery))));
        }
        (!queries.is_empty()).then(|| Box::new(BooleanQuery::new(queries)) as Boxed)
    }

    fn field(&self, field: Field, value: &Value) -> Option<Boxed> {
        let words = |field: SchemaField| match value.prefix {
            false => self.phrase_query(field, &value.text, 0),
            true => Some(self.present.only(field, phrase_beginning(field, &value.text)?)),
        };
        let named = |kind: KeyKind| {
            let keys = self.fields.keys(kind);
            match value.prefix {
                false => Some(key_query(keys, &name::concept_key(&value.text))),
                true => keys::beginning(keys, &value.text),
            }
        };
        let of_note_or_section = |of_note: KeyKind, of_section: KeyKind| {
            let (of_note, of_section) = (named(of_note)?, named(of_section)?);
            either([whole_notes(of_note), filter(of_section)])
        };
        match field {
            Field::Title => {
                // What the note is called includes its file's name.
                let content = BTreeSet::from([value.text.as_str()]);
                let is_word = !value.prefix && !value.text.contains(char::is_whitespace);
                let in_name = self.all_in_name(&content, false).filter(|_| is_word).map(filter);
                either(words(self.fields.title).into_iter().chain(in_name))
            }
            Field::Heading => words(self.fields.heading),
            Field::Alias => words(self.fields.alias).map(whole_notes),
            Field::Path => words(self.fields.path).map(whole_notes),
            Field::Tag => of_note_or_section(KeyKind::NoteTag, KeyKind::Tag),
            Field::Topic => of_note_or_section(KeyKind::NoteAbout, KeyKind::About),
            Field::Type => {
                let (keys, kind) =
                    (self.fields.keys(KeyKind::Type), value.text.trim().to_lowercase());
                Some(whole_notes(match value.prefix {
                    false => key_query(keys, &kind),
                    true => terms_from(|kind| keys.term(kind), &kind),
                }))
            }
        }
    }

    fn on(&self, day: Day, days: Days) -> Boxed {
        match day {
            Day::Date => self.between(self.fields.date, days),
            Day::Modified => self.between(self.fields.modified, days),
            Day::Created => {
                let of_day = vec![
                    (Occur::Must, self.between(self.fields.date, days)),
                    excluded(self.between(self.fields.created, Days::EVER)),
                ];
                let says_itself = self.between(self.fields.created, days);
                let of_day = Box::new(BooleanQuery::new(of_day));
                Box::new(BooleanQuery::union(vec![says_itself, of_day]))
            }
        }
    }

    fn between(&self, field: SchemaField, days: Days) -> Boxed {
        let bound = |day: Option<_>, open: i64| {
            let number = day.map_or(open, day_number);
            Bound::Included(Term::from_field_i64(field, number))
        };
        Box::new(RangeQuery::new(bound(days.from, i64::MIN), bound(days.to, i64::MAX)))
    }

    /// A word that is a day, as in `2024-01-31`: of sections of that day, too.
    fn day(&self, typed: &str) -> Option<Part> {
        let day: lore_core::Date = typed.parse().ok()?;
        let days = Days { from: Some(day), to: Some(day) };
        let query = constant(self.on(Day::Date, days), self.weights.as_typed);
        Some(Part { what: typed.to_owned(), place: "its day", query })
    }
}

fn union_of(parts: &[Part]) -> Boxed {
    Box::new(BooleanQuery::union(parts.iter().map(|part| part.query.box_clone()).collect()))
}
