//! What notes and topics are called in running text, and three ways to look names up in it: those
//! that are given, those the graph knows by hash (for one note), and all of the vault's as one tree
//! of words (for all notes). Leaves out which text counts, which `scan` says.

use std::cmp::Reverse;

use lore_core::words::{self, Word};
use lore_core::{ParsedNote, Span, days, name, path};
use lore_graph::{ConceptId, How, Kinds, MOST_BEARERS, PHRASE_WORDS, SectionId, phrase_hashes};
use lore_index::{Phrases, Posting, Stretch};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::scan::{Names, Where, mentions_in};
use crate::Engine;
use crate::section_finder::SectionFinder;

/// How many words of the vault are read together, on each core, where all names are looked up: 50 MB.
const WORDS_AT_ONCE: usize = 1 << 22;

/// Longer names are not looked up in all texts, in words; of a script without spaces in characters. From
/// each word of a text it is read on as far as a name goes: of a title of ten thousand times the same
/// word, to the end of every text of that word.
const LONGEST_NAME: usize = 40;

impl Engine {
    /// What a concept is called in running text: its names of more than one character that say
    /// something.
    pub(crate) fn names_in_text(&self, concept: ConceptId) -> Vec<String> {
        let mut names = vec![self.graph.concept_name(concept)];
        // Where very many notes have one name, its words are looked at once.
        let mut known: FxHashSet<&str> = names.iter().copied().collect();
        for note in self.graph.concept_notes(concept).filter(|&note| !self.graph.is_template(note))
        {
            let aliases = self.graph.aliases(note).chain(self.graph.short_names(note));
            names.extend(aliases.filter(|&alias| known.insert(alias)));
            let stem = self.graph.stem(note);
            if !known.contains(stem) && !is_word_like_any(stem) {
                known.insert(stem);
                names.push(stem);
            }
        }
        names.retain(|name| {
            let says_something = |word: Word<'_>| !words::is_stop_word(&word.term);
            name.chars().nth(1).is_some() && words::plain(name).any(says_something)
        });
        names.sort_by_cached_key(|name| name::concept_key(name));
        names.dedup_by_key(|name| name::concept_key(name));
        names.into_iter().map(str::to_owned).collect()
    }

    /// Whether there is a place that a mention of the concept could be linked to: a note, or an entry
    /// or section that declares it as its topic.
    pub(crate) fn has_place(&self, concept: ConceptId) -> bool {
        let kinds = self.graph.concept_kinds(concept);
        kinds.any(Kinds::TITLE)
            || kinds.any(Kinds::TOPIC)
                && self.graph.concept_statements(concept).any(|stated| stated.how == How::Topic)
    }

    /// The sections that hold one of the names in one form or another; none for a name that is too long to
    /// be looked up.
    pub(crate) fn sections_naming(&self, names: &[String]) -> Vec<SectionId> {
        let forms = names.iter().flat_map(|name| forms_looked_up(name));
        self.sections_at(forms.flat_map(|form| self.state.text.phrase(&form)))
    }

    /// For each of very many names the sections that hold it in one form or another, in the order of
    /// the names, by one pass over all texts: what [`Engine::sections_naming`] says of each.
    pub(super) fn sections_naming_each(&self, names: &[&str]) -> Vec<Vec<SectionId>> {
        self.sections_where_each(names, |stretch, phrases, visit| {
            self.state.text.phrases_in(stretch, phrases, visit);
        })
    }

    /// The same for [`Engine::sections_below_headings_naming`].
    pub(super) fn sections_below_headings_naming_each(
        &self,
        names: &[&str],
    ) -> Vec<Vec<SectionId>> {
        self.sections_where_each(names, |stretch, phrases, visit| {
            self.state.text.phrases_in_headings(stretch, phrases, visit);
        })
    }

    fn sections_where_each(
        &self,
        names: &[&str],
        look: impl Fn(&Stretch, &Phrases, &mut dyn FnMut(usize, u64, u32)) + Sync,
    ) -> Vec<Vec<SectionId>> {
        let mut phrases = Phrases::default();
        let of_names: Vec<Vec<usize>> = names
            .iter()
            .map(|name| forms_looked_up(name).iter().filter_map(|form| phrases.add(form)).collect())
            .collect();
        let in_stretch = |stretch: &Stretch| {
            let mut found: Vec<(usize, SectionId)> = Vec::new();
            let mut finder = SectionFinder::new(&self.graph);
            look(stretch, &phrases, &mut |phrase, key, place| {
                found.extend(finder.section(key, place).map(|section| (phrase, section)));
            });
            found
        };
        let stretches = self.state.text.stretches(WORDS_AT_ONCE);
        let found: Vec<Vec<(usize, SectionId)>> = stretches.par_iter().map(in_stretch).collect();
        let mut of_phrases: Vec<Vec<SectionId>> = vec![Vec::new(); phrases.count()];
        for (phrase, section) in found.into_iter().flatten() {
            of_phrases[phrase].push(section);
        }
        let sections = |phrases: Vec<usize>| {
            let mut sections: Vec<SectionId> =
                phrases.into_iter().flat_map(|phrase| &of_phrases[phrase]).copied().collect();
            sections.sort_unstable();
            sections.dedup();
            sections
        };
        of_names.into_iter().map(sections).collect()
    }

    /// The sections of which the heading holds the name in one form or another, or that of a section
    /// around it does.
    pub(super) fn sections_below_headings_naming(&self, name: &str) -> Vec<SectionId> {
        let forms = forms_looked_up(name).into_iter();
        self.sections_at(forms.flat_map(|form| self.state.text.phrase_in_headings(&form)))
    }

    fn sections_at(&self, postings: impl Iterator<Item = Posting>) -> Vec<SectionId> {
        let mut sections: Vec<SectionId> = postings
            .filter_map(|posting| self.graph.section_by_key(posting.note, posting.place))
            .collect();
        sections.sort_unstable();
        sections.dedup();
        sections
    }
}

/// Whether a file is called so for its place, as each folder has one, or the whole vault: in a text the name is a word
/// like any other.
fn is_word_like_any(stem: &str) -> bool {
    path::is_folder_note(stem) || stem.eq_ignore_ascii_case("home")
}

/// Whether a name is a day and nothing else, as daily notes are called: texts state days of tasks and of
/// events, and no one asks for a link there.
pub(crate) fn is_bare_day(name: &str) -> bool {
    days::only(name).is_some()
}

/// A name as the words that mentions are compared by.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    words::plain(name).map(|word| name::singular(&word.term).into_owned()).collect()
}

/// A name as it may stand in text: as it is, in the plural, in the singular.
fn forms(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let mut forms = vec![lower.clone()];
    let singular = name::singular(&lower);
    if singular != lower {
        forms.push(singular.into_owned());
    } else if lower.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        forms.push(name::plural(&lower));
    }
    forms
}

/// The forms by which a name is looked up in all texts: none of one that is longer than any that is, since
/// each of its words is compared with each place of every other.
fn forms_looked_up(name: &str) -> Vec<String> {
    match words::plain_ranges(name).nth(LONGEST_NAME) {
        Some(_) => Vec::new(),
        None => forms(name),
    }
}

/// Whether some words of a text are a name in one of these forms: what the text index does not find, no
/// command is to find.
pub(crate) fn is_form_of(said: &str, name: &str) -> bool {
    let terms = |text| words::plain(text).map(|word| word.term);
    forms(name).iter().any(|form| terms(form).eq(terms(said)))
}

/// Names by the forms in which a text may say them: a text says thousands, and a note may have as many aliases.
pub(crate) struct Forms {
    /// The first name of each form, by its place.
    names: FxHashMap<String, usize>,
}

impl Forms {
    pub(crate) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Forms {
        let mut known = FxHashMap::default();
        for (at, name) in names.into_iter().enumerate() {
            for form in forms(name) {
                known.entry(joined_words(&form)).or_insert(at);
            }
        }
        Forms { names: known }
    }

    /// Which of the names some words of a text are, as [`is_form_of`] says.
    pub(crate) fn name_said(&self, said: &str) -> Option<usize> {
        self.names.get(&joined_words(said)).copied()
    }
}

/// The words of a text, one space between them.
fn joined_words(text: &str) -> String {
    let terms: Vec<_> = words::plain(text).map(|word| word.term).collect();
    terms.join(" ")
}

/// A few names, or as many as a note has aliases.
pub(crate) struct TheseNames<'a> {
    names: Vec<String>,
    forms: Forms,
    tree: WordTree,
    /// Of which concept they are, and what else has names.
    among: Option<(GraphNames<'a>, ConceptId)>,
}

impl<'a> TheseNames<'a> {
    /// Names of which nobody knows what they are of.
    pub(crate) fn new(names: Vec<String>) -> TheseNames<'a> {
        let mut tree = WordTree::default();
        for name in &names {
            tree.add(&name_words(name));
        }
        let forms = Forms::of(names.iter().map(String::as_str));
        TheseNames { names, forms, tree, among: None }
    }

    /// The names of a concept among those of all others: what is a part of a longer name, or the name of
    /// another that more links lead to, does not name it.
    pub(crate) fn of_concept(engine: &'a Engine, concept: ConceptId) -> TheseNames<'a> {
        TheseNames::among(engine, concept, engine.names_in_text(concept))
    }

    /// The same where what the concept is called is known.
    pub(crate) fn among(
        engine: &'a Engine,
        concept: ConceptId,
        names: Vec<String>,
    ) -> TheseNames<'a> {
        let among = Some((GraphNames(engine), concept));
        TheseNames { among, ..TheseNames::new(names) }
    }

    /// The names as they are written.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Where a text says one of them.
    pub(super) fn in_text(&self, parsed: &ParsedNote, text: &str) -> Vec<Span> {
        let mut found = mentions_in(parsed, text, &self.tree, Where::TEXT);
        if self.among.is_some() && !found.is_empty() {
            let among = mentions_in(parsed, text, self, Where::TEXT);
            let own: FxHashSet<Span> =
                among.into_iter().filter(|(_, is_own)| *is_own).map(|(span, _)| span).collect();
            found.retain(|(span, _)| own.contains(span));
        }
        let is_said =
            |span: &Span| self.forms.name_said(span.slice(text).unwrap_or_default()).is_some();
        found.into_iter().map(|(span, _)| span).filter(is_said).collect()
    }
}

impl Names for TheseNames<'_> {
    /// Whether it is one of these.
    type Name = bool;

    fn longest(&self, words: &[Word<'_>]) -> Option<(usize, bool)> {
        let own = self.tree.longest(words).map(|(length, _)| length);
        let Some((others, concept)) = &self.among else { return Some((own?, true)) };
        let Some((length, named)) = others.longest(words) else { return Some((own?, true)) };
        // A name that no link could lead to is nobody else's.
        let is_other = named != *concept && others.0.has_place(*concept);
        match own {
            Some(own) if own > length || own == length && !is_other => Some((own, true)),
            Some(_) | None => Some((length, false)),
        }
    }
}

impl Names for WordTree {
    type Name = u32;

    fn longest(&self, words: &[Word<'_>]) -> Option<(usize, u32)> {
        WordTree::longest(self, words)
    }
}

/// Names as one tree of words, along which any number of texts can be read: how many names there are
/// does not count.
#[derive(Default)]
struct WordTree {
    /// From a node and the hash of a word to the next node. The root is 0.
    steps: FxHashMap<(u32, u64), u32>,
    /// The nodes where a name ends.
    ends: FxHashSet<u32>,
}

impl WordTree {
    /// Adds a name by its words, and tells where it ends; nothing if it is too long to be looked up.
    fn add(&mut self, words: &[String]) -> Option<u32> {
        if words.is_empty() || words.len() > LONGEST_NAME {
            return None;
        }
        let mut node = 0;
        for word in words {
            let next = self.steps.len() as u32 + 1;
            node = *self.steps.entry((node, xxh3_64(word.as_bytes()))).or_insert(next);
        }
        self.ends.insert(node);
        Some(node)
    }

    /// The longest name that the words begin with: its number of words, and where it ends.
    fn longest(&self, words: &[Word<'_>]) -> Option<(usize, u32)> {
        let mut node = 0;
        let mut longest = None;
        for (nth, word) in words.iter().enumerate() {
            let hash = xxh3_64(name::singular(&word.term).as_bytes());
            let Some(&next) = self.steps.get(&(node, hash)) else { break };
            node = next;
            if self.ends.contains(&node) {
                longest = Some((nth + 1, node));
            }
        }
        longest
    }
}

/// All names of up to eight words, as the graph knows them by hash. Nothing is prepared: for one
/// note, or a few.
pub(crate) struct GraphNames<'a>(pub(crate) &'a Engine);

impl GraphNames<'_> {
    /// What a name means where it stands in a text.
    pub(super) fn meant(&self, name: &str) -> Option<ConceptId> {
        let words: Vec<Word<'_>> = words::plain(name).take(PHRASE_WORDS + 1).collect();
        if words.len() > PHRASE_WORDS {
            return None;
        }
        let key = phrase_hashes(words.iter().map(|word| &*word.term)).pop()?;
        self.named(&words, key)
    }

    /// What a phrase is a name of, and could be linked to; of several what most links with this text
    /// lead to. `key` is the phrase's.
    fn named(&self, words: &[Word<'_>], key: u64) -> Option<ConceptId> {
        if words.iter().all(|word| words::is_stop_word(&word.term)) {
            return None;
        }
        let only = (words.len() == 1).then(|| &*words[0].term);
        if only.is_some_and(|word| word.chars().count() < 2) {
            return None;
        }
        let graph = &self.0.graph;
        let names = |concept: ConceptId| {
            only.is_none_or(|word| !is_word_like_any(word))
                || name_words(graph.concept_name(concept)).len() == 1
        };
        let phrase = graph.phrase(key);
        // Of very many that are called so only those are meant that links with this text lead to.
        let is_of_many = phrase.len() > MOST_BEARERS;
        phrase
            .filter(|reference| reference.is_name)
            .filter(|reference| !is_of_many || reference.links > 0)
            .filter(|reference| self.0.has_place(reference.concept))
            .filter(|reference| names(reference.concept))
            .max_by_key(|reference| (reference.links, Reverse(reference.concept)))
            .map(|reference| reference.concept)
    }
}

impl Names for GraphNames<'_> {
    type Name = ConceptId;

    fn longest(&self, words: &[Word<'_>]) -> Option<(usize, ConceptId)> {
        let words = &words[..words.len().min(PHRASE_WORDS)];
        let keys = phrase_hashes(words.iter().map(|word| &*word.term));
        let mut longest_first = keys.into_iter().enumerate().rev();
        longest_first.find_map(|(last, key)| Some((last + 1, self.named(&words[..=last], key)?)))
    }
}

/// All names of the vault that a mention could be linked by, but for bare days.
pub(crate) struct AllNames {
    tree: WordTree,
    /// What ends at a node, by its place in `names`.
    ends: FxHashMap<u32, u32>,
    names: Vec<NameOf>,
}

/// A name of a concept.
pub(crate) struct NameOf {
    /// As it is written.
    pub(crate) text: String,
    /// What is called so; nothing if several are: of those none is meant.
    pub(crate) concept: Option<ConceptId>,
}

impl AllNames {
    pub(crate) fn of(engine: &Engine) -> AllNames {
        let concepts: Vec<ConceptId> = engine.graph.concepts().collect();
        let names: Vec<(ConceptId, Vec<String>)> = concepts
            .into_par_iter()
            .filter(|&concept| engine.has_place(concept))
            .map(|concept| (concept, engine.names_in_text(concept)))
            .collect();
        let (tree, ends) = (WordTree::default(), FxHashMap::default());
        let mut all = AllNames { tree, ends, names: Vec::new() };
        for (concept, names) in names {
            for name in names.into_iter().filter(|name| !is_bare_day(name)) {
                all.add(concept, name);
            }
        }
        all
    }

    fn add(&mut self, concept: ConceptId, text: String) {
        let words = name_words(&text);
        // One letter is none, as everywhere.
        if matches!(&words[..], [only] if only.chars().count() < 2) {
            return;
        }
        let Some(node) = self.tree.add(&words) else { return };
        let next = self.names.len() as u32;
        let at = *self.ends.entry(node).or_insert(next);
        match self.names.get_mut(at as usize) {
            Some(known) if known.concept != Some(concept) => known.concept = None,
            Some(_) => {}
            None => self.names.push(NameOf { text, concept: Some(concept) }),
        }
    }

    /// A name by what [`Names::longest`] found.
    pub(crate) fn name(&self, at: u32) -> &NameOf {
        &self.names[at as usize]
    }
}

impl Names for AllNames {
    type Name = u32;

    fn longest(&self, words: &[Word<'_>]) -> Option<(usize, u32)> {
        let (length, node) = self.tree.longest(words)?;
        Some((length, *self.ends.get(&node)?))
    }
}
