//! What counts as a match of a query in a text. Leaves out reading the query and cutting texts into terms,
//! which are the text index's, and which of the matches are shown, which `stretch` says.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;

use lore_core::words::{self, WordKind};
use lore_core::{Field, Language, Link, Span, Task, TaskState, character_end, name};
use lore_index::{Address, Clause, Mark, Query, Shown, Test, TextIndex};
use regex::{Regex, RegexBuilder};
use rustc_hash::{FxHashMap, FxHashSet};

/// More matches in one section are not looked at.
const MOST_MATCHES: usize = 2_000;

/// The words, phrases and expressions that are looked for, each with a number.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    terms: FxHashMap<String, usize>,
    stems: FxHashMap<String, usize>,
    /// Rising; none begins another.
    beginnings: Vec<(String, usize)>,
    /// By their first word.
    phrases: FxHashMap<String, Vec<Phrase>>,
    regexes: Vec<(Regex, usize)>,
    /// Kinds of tasks that sections are to have.
    tasks: Vec<Mark>,
    /// What was typed that is an address.
    addresses: Vec<Address>,
    /// Properties that are to be there, where no words are wanted besides.
    properties: Vec<WantedProperty>,
    /// One for each of the terms.
    as_typed: OnceCell<Vec<Regex>>,
    count: usize,
    /// What words seen so far are the same as by their stems: the words of a language come again and
    /// again, and stemming one takes longer than looking it up.
    seen: RefCell<FxHashMap<Language, FxHashMap<String, Option<usize>>>>,
}

#[derive(Debug)]
struct Phrase {
    terms: Vec<String>,
    nth: usize,
}

#[derive(Debug)]
struct WantedProperty {
    /// Its name as names are compared.
    key: String,
    test: Test,
}

/// A place in a text that matches.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) range: Range<usize>,
    /// The number of what was wanted.
    pub(super) nth: usize,
    /// Whether it is the word itself, and not one of the same stem.
    pub(super) exact: bool,
}

impl Wanted {
    /// What a match of a query shows.
    pub(crate) fn of_query(query: &Query, regexes: &[Regex], index: &TextIndex) -> Wanted {
        let mut tasks = query.marks();
        tasks.retain(|mark| matches!(mark, Mark::Task | Mark::Todo | Mark::Done));
        let is_of_properties = regexes.is_empty() && tasks.is_empty();
        let properties = is_of_properties.then(|| properties_alone(query)).flatten();
        let properties = properties.unwrap_or_default();
        let mut wanted = Wanted { tasks, properties, ..Wanted::default() };
        query.shown_texts(|text| {
            let typed = text.text().split_whitespace().filter(|typed| typed.contains(['.', ':']));
            wanted.addresses.extend(typed.filter_map(Address::read));
        });
        let mut texts: Vec<&str> = Vec::new();
        query.shown_texts(|text| match text {
            Shown::Words(text) => texts.push(text),
            Shown::Beginning(text) => {
                // What stands before the last word is whole.
                let last = text.rfind(char::is_whitespace).map_or(0, |space| space + 1);
                texts.extend((last > 0).then_some(&text[..last]));
                wanted.add_beginning(&text[last..]);
            }
            Shown::Phrase(text) => match phrase_terms(text) {
                terms if terms.len() > 1 => wanted.add_phrase(terms),
                _ => texts.push(text),
            },
        });
        for regex in regexes {
            let nth = wanted.next();
            wanted.regexes.push((regex.clone(), nth));
        }
        let spoken: FxHashSet<String> = texts.iter().flat_map(|text| spoken_terms(text)).collect();
        index.query_words(&texts, |term, stems| {
            if spoken.contains(term) {
                wanted.add_term(term, stems);
            }
        });
        texts.iter().flat_map(|text| text.split_whitespace()).for_each(|word| {
            wanted.add_apart(word);
        });
        if wanted.count == 0 {
            // Stop words count if there is nothing else.
            spoken.iter().for_each(|term| wanted.add_term(term, &BTreeSet::new()));
        }
        wanted.beginnings.sort_unstable();
        // The shorter one finds all that the longer one does.
        wanted.beginnings.dedup_by(|later, earlier| later.0.starts_with(&earlier.0));
        wanted
    }

    /// Whether tasks of some kind are wanted, whatever they say.
    pub(super) fn is_of_tasks_alone(&self) -> bool {
        !self.tasks.is_empty() && self.count == 0
    }

    /// Where the tasks stand that are wanted.
    pub(super) fn tasks<'n>(&self, tasks: &'n [Task]) -> impl Iterator<Item = Span> + use<'n, '_> {
        let is_wanted = |task: &&Task| {
            self.tasks.iter().any(|mark| match mark {
                Mark::Todo => task.state() == TaskState::Open,
                Mark::Done => task.state() == TaskState::Done,
                _ => true,
            })
        };
        tasks.iter().filter(is_wanted).map(|task| task.span)
    }

    /// Of fields of a text in this language the first that is wanted by its name; of those that are to hold
    /// something, the first that holds most of it.
    pub(super) fn property<'f>(
        &self,
        fields: impl DoubleEndedIterator<Item = &'f Field>,
        language: Language,
    ) -> Option<&'f Field> {
        if self.properties.is_empty() {
            return None;
        }
        let held_by = |field: &Field| {
            let key = name::concept_key(&field.key);
            let values = &field.values;
            let held = values.iter().map(|value| self.held_by(value, language)).max();
            let held = held.unwrap_or_default();
            let passes = |test: &Test| match test {
                Test::Text(_, None) => held > 0,
                Test::Within(Some(numbers), None) => values.iter().any(|value| numbers.hold(value)),
                // The index knows which days a value names.
                Test::Present | Test::Text(_, Some(_)) | Test::Within(..) => true,
            };
            let mut named = self.properties.iter().filter(|property| property.key == key);
            named.any(|property| passes(&property.test)).then_some(held)
        };
        let fitting = fields.filter_map(|field| Some((held_by(field)?, field)));
        fitting.rev().max_by_key(|(held, _)| *held).map(|(_, field)| field)
    }

    /// Whether a link leads to an address that is wanted.
    pub(super) fn is_address(&self, link: &Link) -> bool {
        link.leads_to_web() && self.addresses.iter().any(|address| address.is_of(&link.target))
    }

    fn next(&mut self) -> usize {
        self.count += 1;
        self.count - 1
    }

    fn add_term(&mut self, term: &str, stems: &BTreeSet<String>) {
        // Words of one stem are one word.
        let known = stems.iter().find_map(|stem| self.stems.get(stem)).or(self.terms.get(term));
        let nth = known.copied().unwrap_or_else(|| self.next());
        for stem in stems {
            self.stems.entry(stem.clone()).or_insert(nth);
        }
        if is_one_dense_character(term) {
            self.beginnings.push((term.to_owned(), nth));
        } else {
            self.terms.insert(term.to_owned(), nth);
        }
    }

    fn add_beginning(&mut self, text: &str) {
        let beginning = words::fold(text);
        if beginning.contains(char::is_alphanumeric) {
            let nth = self.next();
            self.beginnings.push((beginning.into_owned(), nth));
        }
    }

    /// A word that is wanted, where its parts stand apart: `big query` for `BigQuery`.
    fn add_apart(&mut self, word: &str) {
        let Some(apart) = words::apart(word) else { return };
        let whole = words::plain(word).find_map(|word| self.terms.get(&*word.term));
        if let Some(&nth) = whole {
            let terms = phrase_terms(&apart);
            self.phrases.entry(terms[0].clone()).or_default().push(Phrase { terms, nth });
        }
    }

    fn add_phrase(&mut self, terms: Vec<String>) {
        let nth = self.next();
        self.phrases.entry(terms[0].clone()).or_default().push(Phrase { terms, nth });
    }

    /// Whether a text in this language holds anything wanted.
    pub(crate) fn is_in(&self, text: &str, language: Language) -> bool {
        !self.words_in(text, language).is_empty()
            || self.regexes.iter().any(|(regex, _)| regex.find_iter(text).any(|m| !m.is_empty()))
    }

    /// Whether a text has every wanted word as it was typed, but for the case of its letters. Takes a twentieth
    /// of the time of cutting the text into words, and misses what is accented or cut otherwise.
    pub(super) fn are_in_as_typed(&self, text: &str) -> bool {
        let expressions = self.as_typed.get_or_init(|| {
            let expression = |term: &String| {
                RegexBuilder::new(&regex::escape(term)).case_insensitive(true).build().ok()
            };
            self.terms.keys().filter_map(expression).collect()
        });
        expressions.iter().all(|expression| expression.is_match(text))
    }

    /// How much of what is wanted a text in this language holds: different things count more than
    /// that they stand there as they were written.
    pub(super) fn held_by(&self, text: &str, language: Language) -> usize {
        let mut matches = self.words_in(text, language);
        matches.extend(self.expressions_in(text));
        let different: FxHashSet<usize> = matches.iter().map(|each| each.nth).collect();
        let exact = matches.iter().filter(|each| each.exact).map(|each| each.nth);
        different.len() * (self.count + 1) + exact.collect::<FxHashSet<usize>>().len()
    }

    /// [`Wanted::held_by`] of a text that holds everything.
    pub(super) fn most_held(&self) -> usize {
        self.count * (self.count + 1) + self.count
    }

    /// The words and phrases that match in a text in this language, by their places.
    pub(super) fn words_in(&self, text: &str, language: Language) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        let mut sequence: Vec<(String, Range<usize>)> = Vec::new();
        let mut seen = self.seen.borrow_mut();
        let seen = seen.entry(language).or_default();
        words::indexed(text, |word| {
            let mut add = |range: Range<usize>, nth: usize, exact: bool| {
                found.push(Match { range, nth, exact });
            };
            if let Some(&nth) = self.terms.get(&*word.term) {
                add(word.range.clone(), nth, true);
            } else if let Some(nth) = self.by_stem(&text[word.range.clone()], language, seen) {
                add(word.range.clone(), nth, false);
            }
            if let Some((beginning, nth)) = self.beginning_of(&word.term) {
                let mut range = word.range.clone();
                if is_one_dense_character(beginning) {
                    range.end = character_end(text, range.start + 1);
                }
                add(range, nth, true);
            }
            if !self.phrases.is_empty() && word.kind == WordKind::Word {
                sequence.push((word.term.into_owned(), word.range));
            }
        });
        self.add_phrases(&sequence, &mut found);
        in_order(found)
    }

    /// The wanted word of which this one, as written, has the stem.
    fn by_stem(
        &self,
        word: &str,
        language: Language,
        seen: &mut FxHashMap<String, Option<usize>>,
    ) -> Option<usize> {
        if self.stems.is_empty() || word.len() > words::LONGEST_WORD {
            return None;
        }
        if let Some(&known) = seen.get(word) {
            return known;
        }
        let mut wanted = None;
        if TextIndex::stems_keep_beginnings(language) && !self.is_beginning_of_stem(word) {
            seen.insert(word.to_owned(), wanted);
            return wanted;
        }
        TextIndex::stems(word, language, |stem, range| {
            // Of words that are joined, the whole.
            if range == (0..word.len()) {
                wanted = self.stems.get(stem).copied();
            }
        });
        seen.insert(word.to_owned(), wanted);
        wanted
    }

    /// Whether a word begins as a stem that is wanted: most do not, and need not be stemmed.
    fn is_beginning_of_stem(&self, word: &str) -> bool {
        let begins = words::fold(word).chars().next();
        self.stems.keys().any(|stem| stem.chars().next() == begins)
    }

    fn beginning_of(&self, term: &str) -> Option<(&str, usize)> {
        let next = self.beginnings.partition_point(|(beginning, _)| beginning.as_str() <= term);
        let (beginning, nth) = self.beginnings.get(next.checked_sub(1)?)?;
        term.starts_with(beginning).then_some((beginning, *nth))
    }

    fn add_phrases(&self, sequence: &[(String, Range<usize>)], found: &mut Vec<Match>) {
        for (at, (first, start)) in sequence.iter().enumerate() {
            for phrase in self.phrases.get(first).into_iter().flatten() {
                let window = sequence.get(at..at + phrase.terms.len());
                let end = window.filter(|window| {
                    window.iter().zip(&phrase.terms).all(|((term, _), wanted)| term == wanted)
                });
                if let Some((_, last)) = end.and_then(<[_]>::last) {
                    let range = start.start..last.end;
                    found.push(Match { range, nth: phrase.nth, exact: true });
                }
            }
        }
    }

    /// Where the expressions match in the source of a section, by their places; white space at the
    /// ends of a match shows nothing and is left out.
    pub(super) fn expressions_in(&self, source: &str) -> Vec<Match> {
        let mut found = Vec::new();
        for (regex, nth) in &self.regexes {
            let places = regex.find_iter(source).map(|found| shown_part(source, found.range()));
            let places = places.filter(|range| !range.is_empty()).take(MOST_MATCHES);
            found.extend(places.map(|range| Match { range, nth: *nth, exact: true }));
        }
        in_order(found)
    }
}

/// The properties that a query asks for; nothing if it asks for words as well.
fn properties_alone(query: &Query) -> Option<Vec<WantedProperty>> {
    let mut properties = Vec::new();
    let mut left: Vec<&Clause> = query.clauses.iter().collect();
    while let Some(clause) = left.pop() {
        match clause {
            Clause::All(inner) | Clause::Any(inner) | Clause::Ranked(inner) => {
                left.extend(inner);
            }
            Clause::Property(property) => properties.push(WantedProperty {
                key: name::concept_key(&property.name),
                test: property.test.clone(),
            }),
            Clause::Word(_) | Clause::Near(..) | Clause::Phrase(_) | Clause::Prefix(_) => {
                return None;
            }
            _ => {}
        }
    }
    Some(properties)
}

/// A range without what shows nothing at its ends.
fn shown_part(text: &str, range: Range<usize>) -> Range<usize> {
    let shows_nothing = |c: char| c.is_whitespace() || c.is_control();
    let written = &text[range.clone()];
    let rest = written.trim_start_matches(shows_nothing);
    let start = range.end - rest.len();
    start..start + rest.trim_end_matches(shows_nothing).len()
}

/// In order of their places, without those that are too many.
pub(super) fn in_order(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_by_key(|each| (each.range.start, each.range.end, each.nth, !each.exact));
    found.truncate(MOST_MATCHES);
    found
}

/// The terms of a text that stand for what it says: not the character that ends a text without
/// spaces, of which the pair before it says more.
fn spoken_terms(text: &str) -> FxHashSet<String> {
    let mut terms = FxHashSet::default();
    words::indexed(text, |word| {
        if word.kind != WordKind::Last {
            terms.insert(word.term.into_owned());
        }
    });
    terms
}

fn phrase_terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    words::indexed(text, |word| {
        if word.kind == WordKind::Word {
            terms.push(word.term.into_owned());
        }
    });
    terms
}

/// A character of a script without spaces, which begins longer terms.
fn is_one_dense_character(term: &str) -> bool {
    !term.is_ascii() && term.chars().count() == 1
}
