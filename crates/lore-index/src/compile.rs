//! From a query as read to tantivy's queries: which fields a word is looked for in, and what each
//! counts. Leaves out what only the vault knows of a query, which the engine has settled by then, and
//! running the queries, which `search` does.

mod keys;
mod property;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use lore_core::words::{self, WordKind};
use lore_core::{Language, name};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query as TantivyQuery,
    RangeQuery, TermQuery,
};
use tantivy::schema::{Field as SchemaField, IndexRecordOption};

use crate::address::Address;
use crate::among::{Gathered, SectionsAmong};
use crate::beginning::PhraseBeginning;
use crate::document::spelling_key;
use crate::present::Present;
use crate::query::{self, Clause, Day, Days, Field, Query, Value};
use crate::schema::{Fields, KeyKind, Keys, day_number};
use crate::stems;
use crate::terms::{TextIndex, phrase_query, phrase_terms};

pub(crate) type Boxed = Box<dyn TantivyQuery>;

/// Weights of a word's score by field.
#[derive(Clone, Copy)]
struct Weights {
    title: f32,
    heading: f32,
    topic: f32,
    body: f32,
    stem: f32,
    /// Of a stem in the note's names and folders, for its first section.
    name: f32,
    /// Of a stem in the note's properties, for its first section.
    value: f32,
    /// Of neighbouring words that stand as neighbours.
    neighbours: f32,
    /// Of a word of several parts that stands so: `get_object_or_404`, `event-driven`. A step.
    as_typed: f32,
}

/// What a word counts as a part of another, `query` in `BigQuery`, beside a word by itself.
const OF_PART: f32 = 0.5;
/// For a few words, which mostly name what is wanted.
const FEW_WORDS: Weights = Weights {
    title: 2.0,
    heading: 1.6,
    topic: 1.6,
    body: 0.8,
    stem: 1.0,
    name: 0.3,
    value: 0.3,
    neighbours: 1.0,
    as_typed: LEAST_STEP,
};
/// For a question in a sentence, which mostly does not use the note's own words: stems decide.
const SENTENCE: Weights = Weights {
    title: 0.3,
    heading: 0.2,
    topic: 0.4,
    body: 0.3,
    stem: 1.0,
    name: 0.0,
    value: 0.1,
    neighbours: 0.2,
    as_typed: 0.0,
};
/// For a question in a script without spaces, whose pairs of characters are words and halves of two:
/// where they stand together tells more than how often.
const DENSE: Weights = Weights {
    title: 1.0,
    heading: 0.4,
    topic: 0.8,
    body: 0.3,
    stem: 1.0,
    name: 0.3,
    value: 0.3,
    neighbours: 1.0,
    as_typed: 0.0,
};
/// Steps above all scores: the note is called what was asked, to the letter too; the section has all
/// the words; the note's name does; the section is called so.
pub(crate) const LEAST_STEP: f32 = 100.0;
const EXACT_NAME: f32 = 4000.0;
const SAME_SPELLING: f32 = 200.0;
const ALL_WORDS: f32 = 1000.0;
const ALL_IN_NAME: f32 = 600.0;
const EXACT_HEADING: f32 = 500.0;
/// A question of more words is a sentence: that one section has them all is chance.
const FEW: usize = 6;
/// Written without spaces, more pairs of characters than this are no name, but several words.
const NAME_PAIRS: usize = 3;

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
        true if words.iter().any(|word| words::is_dense(word)) => DENSE,
        true => SENTENCE,
        false => FEW_WORDS,
    };
    let (fields, languages, present) = (text.fields, text.languages(), text.present());
    let compiler = Compiler { fields, languages, present, weights, addresses: true };
    compiler.compile(query, &words, likely)
}

/// The sections with an address that is what was typed, or has all its words.
pub(crate) fn in_address(text: &TextIndex, typed: &str) -> Option<Boxed> {
    let (fields, languages, present) = (text.fields, text.languages(), text.present());
    let compiler = Compiler { fields, languages, present, weights: FEW_WORDS, addresses: true };
    compiler.in_address(typed)
}

impl Query {
    /// Whether this is a question in a sentence rather than a few words.
    pub fn is_sentence(&self) -> bool {
        words_of(&self.clauses).len() > FEW
    }
}

/// The words among clauses. What is written without spaces is as many words as it has pairs of
/// characters, if these are more than a name has.
fn words_of(clauses: &[Clause]) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    for typed in clauses.iter().filter_map(Clause::word) {
        let mut pieces: Vec<&str> = Vec::new();
        let mut pairs = 0;
        words::indexed(typed, |word| {
            if word.kind == WordKind::Word {
                let piece = &typed[word.range];
                pairs += usize::from(words::is_dense(piece));
                pieces.push(piece);
            }
        });
        if pairs <= NAME_PAIRS {
            words.push(typed);
            continue;
        }
        let telling = |piece: &&&str| !words::has_grammar(piece);
        let only_telling = pieces.iter().filter(telling).count() > 1;
        words.extend(pieces.iter().filter(|piece| !only_telling || telling(piece)));
    }
    words
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

impl Compiler<'_> {
    fn compile(&self, query: &Query, words: &[&str], likely: &[(String, f32)]) -> Option<Compiled> {
        let is_sentence = words.len() > FEW;
        let typed: Vec<&str> = query.clauses.iter().filter_map(Clause::word).collect();
        let asked = typed.join(" ");
        let content = content_words(words, self.languages);
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
            let several = every.len() > 1;
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
            // One of the words at least, whatever else is required.
            matching.push((Occur::Must, union_of(&scored)));
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
            words::indexed(word, |part| {
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

    /// The fields that words are looked for in, with their names and weights.
    fn places(&self) -> [(SchemaField, &'static str, f32); 4] {
        [
            (self.fields.title, "title", self.weights.title),
            (self.fields.heading, "headings", self.weights.heading),
            (self.fields.topic, "topics and tags", self.weights.topic),
            (self.fields.body, "text", self.weights.body),
        ]
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

    fn phrase(&self, phrase: &str, moves: u32) -> Option<Boxed> {
        let values = (self.fields.value, "property", self.weights.value);
        either(self.places().into_iter().chain([values]).filter_map(|(field, _, weight)| {
            let query = self.phrase_query(field, phrase, moves)?;
            Some(Box::new(BoostQuery::new(query, weight)) as Boxed)
        }))
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

    /// A word as typed: in any field, exact before stemmed. Text that is cut into several words
    /// (`event-driven`, a Chinese sentence) needs each of them; one that is written in parts (`BigQuery`) is
    /// found where these stand apart, too.
    fn word(&self, typed: &str) -> Vec<Part> {
        // Each as the index has it and as typed.
        let mut terms: Vec<(String, &str)> = Vec::new();
        let mut whole: Option<(String, &str)> = None;
        words::indexed(typed, |word| {
            let (start, written) = (word.range.start, &typed[word.range.clone()]);
            match word.kind {
                WordKind::Word => terms.push((word.term.into_owned(), written)),
                WordKind::Joined if start == 0 => whole = Some((word.term.into_owned(), written)),
                WordKind::Joined | WordKind::Last | WordKind::Part => {}
            }
        });
        let is_dense = terms.last().is_some_and(|(term, _)| !term.is_ascii());
        let union = |(term, typed): &(String, &str)| union_of(&self.term(term, typed));
        let one = |query| vec![Part { what: typed.to_owned(), place: "anywhere", query }];
        match &terms[..] {
            [] => Vec::new(),
            // One character of a script without spaces begins longer terms.
            [(term, _)] if whole.is_none() && is_dense && term.chars().count() == 1 => {
                one(self.prefix(term))
            }
            [(term, typed)] => {
                let mut parts = self.term(term, typed);
                if let Some(apart) = words::apart(typed)
                    && let Some(query) = self.phrase(&apart, 0)
                {
                    parts.push(Part { what: apart, place: "its parts", query });
                }
                parts
            }
            several => {
                let parts = counted(several).into_iter();
                let parts = parts.map(|(part, times)| often(union(part), times)).collect();
                let parts: Boxed = Box::new(BooleanQuery::intersection(parts));
                let whole = whole.as_ref().map(union);
                let literal = self.phrase(typed, 0).filter(|_| self.weights.as_typed > 0.0);
                let literal = literal.map(|phrase| constant(phrase, self.weights.as_typed));
                let queries = whole.into_iter().chain(literal).chain([parts.box_clone()]);
                one(either(queries).unwrap_or(parts))
            }
        }
    }

    /// Sections with an address that is what was typed, or has all its words.
    fn in_address(&self, typed: &str) -> Option<Boxed> {
        if !self.addresses {
            return None;
        }
        let keys = self.fields.keys(KeyKind::Address);
        let mut words: Vec<String> = Vec::new();
        let address = Address::read(typed);
        match &address {
            // `node.js` is no address with `node` in it.
            Some(address) if address.is_host() => {}
            Some(address) => {
                let mut any_behind_host = false;
                address.words_of_path(|word| {
                    any_behind_host = true;
                    words.push(word.to_owned());
                });
                // Else every address of the host would be this one.
                if any_behind_host {
                    address.words_of_host(|word| words.push(word.to_owned()));
                }
            }
            None => words.extend(phrase_terms(typed).into_iter().map(|(_, word)| word)),
        }
        let whole = address.map(|address| key_query(keys, &address.key()));
        let words: Vec<Boxed> = words.iter().map(|word| key_query(keys, word)).collect();
        let all: Option<Boxed> = match words.is_empty() {
            true => None,
            false => Some(Box::new(BooleanQuery::intersection(words))),
        };
        either(whole.into_iter().chain(all)).map(filter)
    }

    /// A word as the index has it and as typed, in each place.
    fn term(&self, term: &str, typed: &str) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut add = |field: SchemaField, place, weight: f32, text: &str, what: String| {
            let query = Box::new(BoostQuery::new(self.term_query(field, text), weight));
            parts.push(Part { what, place, query });
        };
        for (field, place, weight) in self.places() {
            add(field, place, weight, term, term.to_owned());
        }
        for stem in stems::stems_of_word(typed, self.languages) {
            for (field, place, weight) in self.places_of_stems() {
                add(field, place, weight, &stem, stem.clone());
                add(field, place, OF_PART * weight, &stems::of_part(&stem), format!("…{stem}…"));
            }
        }
        parts
    }

    /// The fields that stems are looked for in, with their names and weights.
    fn places_of_stems(&self) -> impl Iterator<Item = (SchemaField, &'static str, f32)> {
        let places = [
            (self.fields.stem, "stems", self.weights.stem),
            (self.fields.value_words, "property", self.weights.value),
            (self.fields.name_words, "name", self.weights.name),
            (self.fields.folder_words, "folder", self.weights.name),
        ];
        places.into_iter().filter(|(.., weight)| *weight > 0.0)
    }

    fn term_query(&self, field: SchemaField, text: &str) -> Boxed {
        let query = TermQuery::new(word_term(field, text), IndexRecordOption::WithFreqs);
        self.present.only(field, Box::new(query))
    }

    fn phrase_query(&self, field: SchemaField, phrase: &str, moves: u32) -> Option<Boxed> {
        Some(self.present.only(field, phrase_query(field, phrase, moves)?))
    }

    /// Words of which the last only begins so, anywhere.
    fn beginning(&self, text: &str) -> Option<Boxed> {
        match &phrase_terms(text)[..] {
            [(_, word)] if !text.contains('_') => Some(self.prefix(word)),
            // What underscores join is one word, which may go on with one.
            all if text.contains('_')
                && query::is_bare_beginning(text)
                && !all.iter().any(|(_, word)| words::is_dense(word)) =>
            {
                Some(self.prefix(&words::fold(text)))
            }
            _ => {
                let places = self.places().map(|(field, ..)| field).into_iter();
                either(places.chain([self.fields.value]).filter_map(|field| {
                    Some(self.present.only(field, phrase_beginning(field, text)?))
                }))
            }
        }
    }

    /// One word that begins so, anywhere.
    fn prefix(&self, prefix: &str) -> Boxed {
        let stem_term = |stem: &str| word_term(self.fields.stem, stem);
        // Of parts the stems alone are there: what is a whole word may have one that begins otherwise.
        let stems = stems::stems_of_word(prefix, self.languages).into_iter();
        let stems = stems.filter(|stem| !stem.starts_with(prefix));
        let of_parts =
            stems.map(|stem| constant(whole_query(stem_term(&stems::of_part(&stem))), 1.0));
        let of_parts = of_parts.chain([terms_from(stem_term, &stems::of_part(prefix))]);
        let fields = self.places().map(|(field, ..)| field).into_iter().chain([self.fields.value]);
        let queries = fields.map(|field| {
            self.present.only(field, terms_from(|word| word_term(field, word), prefix))
        });
        let keys = self.fields.keys(KeyKind::Address);
        let addresses = self.addresses.then(|| filter(terms_from(|key| keys.term(key), prefix)));
        either(queries.chain(of_parts).chain(addresses)).unwrap_or_else(|| Box::new(EmptyQuery))
    }
}

/// Different items in their order, each with how often it comes.
fn counted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<(T, u16)> {
    let mut times: BTreeMap<T, (usize, u16)> = BTreeMap::new();
    for (nth, item) in items.into_iter().enumerate() {
        let (_, times) = times.entry(item).or_insert((nth, 0));
        *times = times.saturating_add(1);
    }
    let mut counted: Vec<(T, (usize, u16))> = times.into_iter().collect();
    counted.sort_by_key(|(_, (nth, _))| *nth);
    counted.into_iter().map(|(item, (_, times))| (item, times)).collect()
}

/// A query that counts as if it were asked so often.
fn often(query: Boxed, times: u16) -> Boxed {
    if times > 1 { Box::new(BoostQuery::new(query, f32::from(times))) } else { query }
}

/// The words that say what is looked for: stop words only if there is nothing else.
fn content_words<'a>(words: &[&'a str], languages: &[Language]) -> BTreeSet<&'a str> {
    let telling = telling_words(words, languages);
    if telling.is_empty() { words.iter().copied().collect() } else { telling }
}

/// The words that are no stop words.
fn telling_words<'a>(words: &[&'a str], languages: &[Language]) -> BTreeSet<&'a str> {
    let language = stems::query_language(words, languages);
    words.iter().copied().filter(|word| !stems::is_stop_word(word, language)).collect()
}

/// The sections with a term, however often.
fn whole_query(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn key_query(keys: Keys, key: &str) -> Boxed {
    whole_query(keys.term(key))
}

fn word_term(field: SchemaField, word: &str) -> Term {
    Term::from_field_text(field, word)
}

/// The sections with a term that begins so.
fn terms_from(term: impl Fn(&str) -> Term, beginning: &str) -> Boxed {
    // No term has the last character there is.
    terms_between(term(beginning), term(&format!("{beginning}{}", char::MAX)))
}

fn terms_between(from: Term, to: Term) -> Boxed {
    Box::new(RangeQuery::new(Bound::Included(from), Bound::Included(to)))
}

/// Words one after another of which the last only begins so.
fn phrase_beginning(field: SchemaField, text: &str) -> Option<Boxed> {
    let mut terms = phrase_terms(text);
    let (place, last) = terms.pop()?;
    if terms.is_empty() {
        return Some(terms_from(|word| word_term(field, word), &last));
    }
    let terms = terms.into_iter().map(|(place, word)| (place, word_term(field, &word))).collect();
    Some(Box::new(PhraseBeginning::new(field, terms, place, &last)))
}

fn excluded(query: Boxed) -> (Occur, Boxed) {
    (Occur::MustNot, Box::new(Gathered::matches(query)))
}

/// Picks sections without a say in their order.
fn filter(query: Boxed) -> Boxed {
    constant(query, 0.0)
}

/// Picks all sections of the notes with a section that matches.
fn whole_notes(query: Boxed) -> Boxed {
    filter(Box::new(Gathered::whole_notes(query)))
}

fn constant(query: Boxed, score: f32) -> Boxed {
    Box::new(ConstScoreQuery::new(query, score))
}

fn union_of(parts: &[Part]) -> Boxed {
    Box::new(BooleanQuery::union(parts.iter().map(|part| part.query.box_clone()).collect()))
}

fn either(queries: impl IntoIterator<Item = Boxed>) -> Option<Boxed> {
    let queries: Vec<Boxed> = queries.into_iter().collect();
    (!queries.is_empty()).then(|| Box::new(BooleanQuery::union(queries)) as Boxed)
}
