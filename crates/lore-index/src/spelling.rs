//! Spelling: words that nothing holds, and the nearest words that something does. Only sections that
//! are there now count; the index still lists the words of replaced ones. Leaves out names that are like
//! what was typed, which the engine compares.

use std::collections::BTreeMap;

use lore_core::Language;
use lore_core::words::{self, WordKind};
use tantivy::query::{FuzzyTermQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, Term};

use crate::compile::compile;
use crate::query::{Clause, Query};
use crate::schema::KeyKind;
use crate::search::Correction;
use crate::stems;
use crate::terms::{Posting, TextIndex};

/// So many unknown words of a query are looked up; a text with more of them is no typing mistake.
const MOST_LOOKED_UP: usize = 8;

/// So many of the words that are equally near are compared by what stands beside them, those first that most
/// sections hold.
const MOST_COMPARED: usize = 12;

/// So many of the other parts of a query are looked at for that.
const MOST_BESIDE: usize = 8;

/// Bits of a number.
const BITS: usize = u64::BITS as usize;

/// Text without spaces begins here; no letter of an alphabet stands for a character of it.
const BEHIND_ALPHABETS: char = '\u{2e80}';

/// What correcting a query has done so far.
#[derive(Default)]
struct Corrected {
    corrections: Vec<Correction>,
    looked_up: usize,
    /// What stands beside the words that were compared, with the sections it is in.
    beside: Vec<(Clause, Documents)>,
}

/// Some sections of each segment, a bit for each.
#[derive(Clone)]
struct Documents(Vec<Vec<u64>>);

impl Documents {
    fn insert(&mut self, segment: usize, document: DocId) {
        self.0[segment][document as usize / BITS] |= 1 << (document as usize % BITS);
    }

    fn each_with(&mut self, other: &Documents, change: impl Fn(&mut u64, u64)) {
        let pairs = self.0.iter_mut().flatten().zip(other.0.iter().flatten());
        pairs.for_each(|(bits, others)| change(bits, *others));
    }

    fn add(&mut self, other: &Documents) {
        self.each_with(other, |bits, others| *bits |= others);
    }

    fn keep(&mut self, other: &Documents) {
        self.each_with(other, |bits, others| *bits &= others);
    }

    fn common_with(&self, other: &Documents) -> u32 {
        let pairs = self.0.iter().flatten().zip(other.0.iter().flatten());
        pairs.map(|(bits, others)| (bits & others).count_ones()).sum()
    }

    fn is_empty(&self) -> bool {
        self.0.iter().flatten().all(|bits| *bits == 0)
    }
}

impl TextIndex {
    /// Replaces words that nothing holds by the nearest that something does. What is excluded stays
    /// as it is: another word would exclude something else.
    pub fn correct(&self, query: Query) -> (Query, Vec<Correction>) {
        let mut corrected = Corrected::default();
        let clauses = self.closed(query.clauses, &mut corrected);
        let clauses = self.correct_all(clauses, &[], &mut corrected);
        (Query { clauses, ..query }, corrected.corrections)
    }

    /// Puts words side by side of which one stands nowhere together, where both as one do: `back fill` as
    /// `backfill`, `4 kB` as `4kB`.
    fn closed(&self, clauses: Vec<Clause>, corrected: &mut Corrected) -> Vec<Clause> {
        let is_letters = |word: &&str| word.chars().all(char::is_alphanumeric);
        let word = |clause: &Clause| clause.word().filter(is_letters).map(str::to_owned);
        let is_unknown = |word: &str| !self.is_known(&words::fold(word), word);
        // In a long text such words are chance.
        let is_short = clauses.len() <= MOST_LOOKED_UP;
        let mut closed: Vec<Clause> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let pair = closed.last().and_then(word).zip(word(&clause));
            if let Some((one, other)) = pair
                && is_short
                && (is_unknown(&one) || is_unknown(&other))
            {
                let to = words::fold(&format!("{one}{other}")).into_owned();
                if self.is_written(&to) {
                    let from = format!("{one} {other}");
                    corrected.corrections.push(Correction { from, to: to.clone() });
                    closed.pop();
                    closed.push(Clause::Word(to));
                    continue;
                }
            }
            closed.push(clause);
        }
        closed
    }

    /// Corrects clauses that all are to match, beside others.
    fn correct_all(
        &self,
        clauses: Vec<Clause>,
        around: &[&Clause],
        corrected: &mut Corrected,
    ) -> Vec<Clause> {
        let corrected = clauses.iter().enumerate().map(|(at, clause)| {
            let others = clauses.iter().enumerate().filter(|(nth, _)| *nth != at);
            let others = others.map(|(_, other)| other).chain(around.iter().copied());
            let beside: Vec<&Clause> = others.filter(|other| self.tells(other)).collect();
            self.correct_clause(clause.clone(), &beside, corrected)
        });
        corrected.collect()
    }

    /// Whether a clause says what a word beside it is about.
    fn tells(&self, clause: &Clause) -> bool {
        match clause {
            Clause::Word(word) => {
                let mut languages = self.languages().iter();
                !languages.any(|&language| stems::is_stop_word(word, language))
            }
            Clause::Not(_) | Clause::Regex(_) | Clause::Graph(_) => false,
            _ => true,
        }
    }

    fn correct_clause(
        &self,
        clause: Clause,
        beside: &[&Clause],
        corrected: &mut Corrected,
    ) -> Clause {
        match clause {
            Clause::Word(from) => {
                let known = corrected.corrections.iter().find(|known| known.from == from);
                if let Some(known) = known {
                    return Clause::Word(known.to.clone());
                }
                let to = self.respelt(&from);
                match to.or_else(|| self.nearest_word(&from, beside, corrected)) {
                    Some(to) => {
                        corrected.corrections.push(Correction { from, to: to.clone() });
                        Clause::Word(to)
                    }
                    None => Clause::Word(from),
                }
            }
            Clause::All(inner) => Clause::All(self.correct_all(inner, beside, corrected)),
            Clause::Any(inner) => {
                let inner = inner.into_iter();
                let inner = inner.map(|clause| self.correct_clause(clause, beside, corrected));
                Clause::Any(inner.collect())
            }
            other => other,
        }
    }

    /// Words that stand in the notes and are like one that does not, nearest first.
    pub fn nearest_words(&self, typed: &str) -> Vec<String> {
        const WORDS: usize = 3;
        let term = words::fold(typed);
        if !is_spellable(&term) {
            return Vec::new();
        }
        let near = (1..=2).find_map(|distance| {
            let near = self.words_within(&term, distance);
            (!near.is_empty()).then_some(near)
        });
        let mut near: Vec<(String, u32)> = near.unwrap_or_default().into_iter().collect();
        near.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        near.into_iter().take(WORDS).map(|(word, _)| word).collect()
    }

    /// The best of the words nearest to one that nothing holds.
    fn nearest_word(
        &self,
        typed: &str,
        beside: &[&Clause],
        corrected: &mut Corrected,
    ) -> Option<String> {
        let mut terms = Vec::new();
        words::indexed(typed, |word| {
            if word.kind != WordKind::Part {
                terms.push(word.term.into_owned());
            }
        });
        let [term] = &terms[..] else { return None };
        let length = term.chars().count();
        let gives_up = corrected.looked_up >= MOST_LOOKED_UP;
        if gives_up || !is_spellable(term) {
            return None;
        }
        if self.is_known(term, typed) {
            return self.misspelt_form(term, typed, corrected);
        }
        corrected.looked_up += 1;
        if let Some(apart) = self.apart(term) {
            return Some(apart);
        }
        let distances = if length >= 8 { 1..=2 } else { 1..=1 };
        let mut distances = distances.into_iter();
        distances.find_map(|distance| self.nearest_within(term, distance, beside, corrected))
    }

    /// Of a word that has the stem of one in the notes, but is no form of it as people write them, that one.
    /// Only where most notes are English is it known how these are written.
    fn misspelt_form(&self, term: &str, typed: &str, corrected: &mut Corrected) -> Option<String> {
        let is_english = self.languages().first() == Some(&Language::English);
        if !is_english
            || !term.is_ascii()
            || self.is_written(term)
            || stems::is_stop_word(typed, Language::English)
            || stems::is_form_of_any(term, |form| self.is_written(form))
        {
            return None;
        }
        corrected.looked_up += 1;
        let near = self.words_within(term, 1).into_iter();
        let near = near.filter(|(word, _)| stems::may_be_slip(term, word));
        near.max_by_key(|(_, sections)| *sections).map(|(word, _)| word)
    }

    /// A word that stands nowhere as the two that do, one behind the other: `chain rule` for `chainrule`.
    fn apart(&self, term: &str) -> Option<String> {
        /// Shorter ones stand side by side by chance.
        const SHORTEST: usize = 3;
        let is_telling = |word: &str| {
            let mut languages = self.languages().iter();
            word.chars().nth(SHORTEST - 1).is_some()
                && !languages.any(|&language| stems::is_stop_word(word, language))
                && self.is_written(word)
        };
        let places = term.char_indices().skip(SHORTEST).map(|(at, _)| term.split_at(at));
        let mut apart = places.filter(|(one, other)| is_telling(one) && is_telling(other));
        apart.find_map(|(one, other)| {
            let phrase = format!("{one} {other}");
            self.is_found(&Clause::Phrase(phrase.clone())).then_some(phrase)
        })
    }

    /// The word in another spelling, if it stands nowhere in its own: closed for one with hyphens, and the number
    /// of a version by itself.
    fn respelt(&self, typed: &str) -> Option<String> {
        let is_word = |part: &str| !part.is_empty() && part.chars().all(char::is_alphanumeric);
        let has_hyphens = typed.contains('-') && typed.split('-').all(is_word);
        let of_version = typed.strip_prefix(['v', 'V']).filter(|number| {
            number.contains('.')
                && number.split('.').all(is_word)
                && number.starts_with(|c: char| c.is_ascii_digit())
        });
        let stands = |text: &str| self.is_found(&Clause::Phrase(text.to_owned()));
        if !has_hyphens && of_version.is_none() || stands(typed) {
            return None;
        }
        if let Some(number) = of_version {
            return stands(number).then(|| number.to_owned());
        }
        let closed = typed.replace('-', "");
        self.is_known(&words::fold(&closed), &closed).then(|| words::fold(&closed).into_owned())
    }

    /// The word that stands with most of what the query asks for beside it, among those within so many
    /// edits; of several the one that most sections hold, then the first in byte order.
    fn nearest_within(
        &self,
        term: &str,
        distance: u8,
        beside: &[&Clause],
        corrected: &mut Corrected,
    ) -> Option<String> {
        let mut near: Vec<(String, u32)> = self.words_within(term, distance).into_iter().collect();
        near.sort_by_key(|(_, sections)| std::cmp::Reverse(*sections));
        near.truncate(MOST_COMPARED);
        if near.len() > 1
            && let Some((all, any)) = self.sections_beside(beside, corrected)
        {
            near.sort_by_cached_key(|(word, _)| {
                let holding = self.documents_with(word);
                std::cmp::Reverse((holding.common_with(&all), holding.common_with(&any)))
            });
        }
        near.into_iter().next().map(|(word, _)| word)
    }

    /// The sections with all of what stands beside a word, and with some of that; nothing if there are none.
    fn sections_beside(
        &self,
        beside: &[&Clause],
        corrected: &mut Corrected,
    ) -> Option<(Documents, Documents)> {
        let mut both: Option<(Documents, Documents)> = None;
        for &clause in beside.iter().take(MOST_BESIDE) {
            // The words of a query stand beside each other, so each is asked for once.
            let known = &mut corrected.beside;
            let at = known.iter().position(|(of, _)| of == clause).unwrap_or_else(|| {
                known.push((clause.clone(), self.documents_of(clause)));
                known.len() - 1
            });
            let found = &known[at].1;
            match &mut both {
                Some((all, any)) => {
                    all.keep(found);
                    any.add(found);
                }
                None => both = Some((found.clone(), found.clone())),
            }
        }
        both.filter(|(_, any)| !any.is_empty())
    }

    /// The sections that match a clause.
    fn documents_of(&self, clause: &Clause) -> Documents {
        let mut documents = self.no_documents();
        let query = Query { clauses: vec![clause.clone()], remarks: Vec::new() };
        if let Some(compiled) = compile(self, &query, &[]) {
            let insert = |segment, document| documents.insert(segment, document);
            self.unless_damaged(self.visit_documents(&*compiled.any, insert));
        }
        documents
    }

    /// The sections that hold a word, in this or another form: read off the lists of its terms.
    fn documents_with(&self, word: &str) -> Documents {
        let exact = self.fields_of_words().map(|field| Term::from_field_text(field, word));
        let stems = stems::stems_of_word(word, self.languages()).into_iter();
        let stems = stems.map(|stem| Term::from_field_text(self.fields.stem, &stem));
        let terms: Vec<Term> = exact.into_iter().chain(stems).collect();
        let mut documents = self.no_documents();
        for (nth, segment) in self.searcher.segment_readers().iter().enumerate() {
            for term in terms.iter().filter(|term| self.present().is_in(nth, term.field())) {
                let inverted = self.unless_damaged(segment.inverted_index(term.field()));
                let Some(inverted) = inverted else { continue };
                let postings = inverted.read_postings(term, IndexRecordOption::Basic);
                let postings = self.unless_damaged(postings).flatten();
                let Some(mut postings) = postings else { continue };
                while postings.doc() != TERMINATED {
                    documents.insert(nth, postings.doc());
                    postings.advance();
                }
            }
        }
        documents
    }

    fn no_documents(&self) -> Documents {
        let segments = self.searcher.segment_readers().iter();
        Documents(segments.map(|it| vec![0; (it.max_doc() as usize).div_ceil(BITS)]).collect())
    }

    /// The words within so many edits, with the number of sections that hold them. Of two edits
    /// neither is the first letter's, which is rarely wrong: elsewhere than behind that letter the
    /// search would come by most words there are.
    fn words_within(&self, term: &str, distance: u8) -> BTreeMap<String, u32> {
        let mut sections: BTreeMap<String, u32> = BTreeMap::new();
        let Some(first) = term.chars().next() else { return sections };
        let beginning = if distance > 1 { first.to_string() } else { String::new() };
        let end = match first {
            first if distance > 1 => format!("{first}{}", char::MAX),
            '\0'..BEHIND_ALPHABETS => BEHIND_ALPHABETS.to_string(),
            _ => char::MAX.to_string(),
        };
        for field in self.fields_of_words() {
            let query = FuzzyTermQuery::new(Term::from_field_text(field, term), distance, true);
            let Ok(automaton) = query.automaton() else { continue };
            for (nth, segment) in self.searcher.segment_readers().iter().enumerate() {
                if !self.present().is_in(nth, field) {
                    continue;
                }
                let inverted = self.unless_damaged(segment.inverted_index(field));
                let Some(inverted) = inverted else { continue };
                let near = inverted.terms().search(&automaton).ge(&beginning).lt(&end);
                let Some(mut stream) = self.unless_damaged(near.into_stream()) else { continue };
                while stream.advance() {
                    if let Ok(found) = std::str::from_utf8(stream.key()) {
                        let living =
                            self.living_sections_in(nth, &Term::from_field_text(field, found));
                        if living > 0 {
                            *sections.entry(found.to_owned()).or_default() += living;
                        }
                    }
                }
            }
        }
        sections
    }

    /// Where words are taken from that are near to others.
    fn fields_of_words(&self) -> [Field; 3] {
        [self.fields.body, self.fields.title, self.fields.value]
    }

    /// A section that holds one of the words that corrections and [`TextIndex::nearest_words`] name, in its
    /// text, its note's names or properties: terms are folded, and there is how it is written.
    pub fn section_with(&self, word: &str) -> Option<Posting> {
        self.fields_of_words().into_iter().find_map(|field| {
            let term = Term::from_field_text(field, word);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let mut first: Option<Posting> = None;
            let keep = |posting: Posting| first = Some(first.map_or(posting, |it| it.min(posting)));
            self.unless_damaged(self.visit_matches(&query, keep));
            first
        })
    }

    /// Whether any section has what a clause asks for. What a plain word needs is read off the list of terms.
    pub fn is_said(&self, clause: &Clause) -> bool {
        let is_known = |word: &str| {
            let mut terms = Vec::new();
            words::indexed(word, |word| terms.push(word.term.into_owned()));
            matches!(&terms[..], [term] if self.is_known(term, word))
        };
        clause.word().is_some_and(is_known) || self.is_found(clause)
    }

    fn is_in_field(&self, field: Field, text: &str) -> bool {
        self.living_sections(&Term::from_field_text(field, text)).any(|count| count > 0)
    }

    /// Whether a word stands anywhere as it is.
    fn is_written(&self, term: &str) -> bool {
        let mut fields =
            self.fields_of_words().into_iter().chain([self.fields.heading, self.fields.topic]);
        fields.any(|field| self.is_in_field(field, term))
    }

    /// Whether a word stands anywhere, in this or another form.
    fn is_known(&self, term: &str, typed: &str) -> bool {
        let in_field = |field, text: &str| self.is_in_field(field, text);
        let fields = &self.fields;
        let stems = stems::stems_of_word(typed, self.languages());
        let stemmed = stems.iter().any(|stem| {
            let of_part = stems::of_part(stem);
            let texts = [stem, &of_part];
            texts
                .iter()
                .any(|stem| in_field(fields.stem, stem) || in_field(fields.value_words, stem))
        });
        let mut languages = self.languages().iter();
        let in_address = in_field(fields.key, &KeyKind::Address.term(term));
        self.is_written(term)
            || stemmed
            || in_address
            || languages.any(|&language| stems::is_stop_word(typed, language))
    }
}

/// Whether a word is long enough to have a nearest one, and no code. Text without spaces is not spelt.
fn is_spellable(term: &str) -> bool {
    let mut places = term.char_indices();
    (4..=32).contains(&term.chars().count())
        && places.all(|(at, c)| c.is_alphabetic() && !words::is_dense(&term[at..]))
}

#[cfg(test)]
mod tests {
    use lore_core::Date;

    use super::*;
    use crate::{NoteText, SectionText, Store};

    #[test]
    fn a_text_of_unknown_words_is_not_corrected_to_its_end() {
        let store = Store::in_memory("spelling");
        let mut writer = store.writer(crate::Base::Nothing, 1).expect("memory");
        let body = "cheese rind mould".to_owned();
        let sections = vec![SectionText { body, ..SectionText::default() }];
        writer.replace(NoteText { key: 1, sections, ..NoteText::default() }).expect("memory");
        let text = writer.commit(|_| Ok(Vec::new())).expect("memory").text;
        let many: Vec<String> = ('a'..='l').map(|c| format!("moul{c}")).collect();
        for (typed, corrected) in [
            ("chese", 1),
            ("cheese rnid", 1),
            ("moulb (moulb OR moulb)", 1),
            (&many.join(" "), MOST_LOOKED_UP),
        ] {
            let query = Query::parse(typed, Date::constant(2024, 3, 13));
            assert_eq!(text.correct(query).1.len(), corrected, "{typed}");
        }
    }

    #[test]
    fn of_words_equally_near_the_one_that_stands_with_the_others_wins() {
        let store = Store::in_memory("beside");
        let mut writer = store.writer(crate::Base::Nothing, 1).expect("memory");
        let bodies = ["a book", "the book of tea", "book shelf", "bloom filter", "room service"];
        for (key, body) in (1..).zip(bodies) {
            let sections = vec![SectionText { body: body.to_owned(), ..SectionText::default() }];
            writer.replace(NoteText { key, sections, ..NoteText::default() }).expect("memory");
        }
        let text = writer.commit(|_| Ok(Vec::new())).expect("memory").text;
        for (typed, to) in [
            ("boom", "book"),
            ("boom filter", "bloom"),
            ("filter (boom OR nothing)", "bloom"),
            ("the boom", "book"),
            ("boom service", "room"),
            ("boom nowhere", "book"),
            ("boom -filter", "book"),
            ("filters boom", "bloom"),
            ("boom nowhere filter", "bloom"),
        ] {
            let query = Query::parse(typed, Date::constant(2024, 3, 13));
            let corrections = text.correct(query).1;
            let of_boom = corrections.iter().find(|correction| correction.from == "boom");
            assert_eq!(of_boom.map(|correction| correction.to.as_str()), Some(to), "{typed}");
        }
    }

    #[test]
    fn two_errors_are_looked_for_behind_the_first_letter_alone() {
        let store = Store::in_memory("first letters");
        let mut writer = store.writer(crate::Base::Nothing, 1).expect("memory");
        let body = "cheeseboard сыроварня 数据库系统".to_owned();
        let sections = vec![SectionText { body, ..SectionText::default() }];
        writer.replace(NoteText { key: 1, sections, ..NoteText::default() }).expect("memory");
        let text = writer.commit(|_| Ok(Vec::new())).expect("memory").text;
        for (typed, nearest) in [
            ("cheeseboad", Some("cheeseboard")),
            ("heeseboard", Some("cheeseboard")),
            ("xheeseboard", Some("cheeseboard")),
            ("cehseeboard", Some("cheeseboard")),
            ("xheeseboad", None),
            ("сыроворня", Some("сыроварня")),
            ("数据库系通", None),
        ] {
            assert_eq!(text.nearest_words(typed).first().map(String::as_str), nearest, "{typed}");
        }
    }
}
