//! `related`: what belongs with a note, a section, a concept or a phrase, best first, each with the
//! reasons that are true of the files.
//!
//! `source` gathers what the question is about, `signals` score units by independent evidence and
//! add it up, `wanted` leaves out what was not asked for, and `reasons` says in words what contributed
//! most.

mod best_first;
mod kinds;
pub(crate) mod pieces;
mod reasons;
mod repeated;
mod signals;
pub(crate) mod source;
mod wanted;

use std::collections::BTreeSet;

use lore_core::{Date, words};
use lore_graph::{ConceptId, How, Kinds, NoteId, SectionId};
use lore_index::{Correction, Query};
use rustc_hash::FxHashMap;

use crate::reading::Reading;
use crate::{Engine, Subject, Unknown};
use best_first::best_first;
use kinds::Kind;
pub use kinds::UnknownKind;
use pieces::{Piece, Pieces};
use signals::Evidence;
pub use signals::Signal;
use source::Source;
use wanted::Wanted;

/// How to answer.
#[derive(Clone, Debug)]
pub struct RelatedOptions {
    /// Number of items wanted.
    pub limit: usize,
    /// Only items of this kind, one or several: what notes say they are, else their folder, or a tag.
    pub kind: Option<String>,
    /// Only items that a link connects with the question already, or only others.
    pub linked: Option<bool>,
    /// Only items at most so many links away; what both name counts as a link between them.
    pub depth: Option<u32>,
    /// Only items of this day or later: an entry's day, the note's, else that on which its file
    /// changed.
    pub since: Option<Date>,
}

impl RelatedOptions {
    /// The first items of any kind.
    pub fn first(limit: usize) -> RelatedOptions {
        RelatedOptions { limit, kind: None, linked: None, depth: None, since: None }
    }
}

/// What the question was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedTo {
    /// What it is called.
    pub name: String,
    /// `note`, `section`, `topic`, `tag`, `missing`, `phrase`, or what the note says it is.
    pub kind: String,
    /// The note, if it is one or part of one.
    pub path: Option<String>,
    /// The headings down to the section, if it is part of a note.
    pub heading: Vec<String>,
    /// The line it begins at, if it is part of a note.
    pub line: Option<u32>,
}

/// The answer: what belongs with something.
#[derive(Clone, Debug)]
pub struct Related {
    /// What was asked about.
    pub of: RelatedTo,
    /// What belongs with it, best first.
    pub items: Vec<RelatedItem>,
    /// Words that no note says, with what was asked about instead.
    pub corrections: Vec<Correction>,
    /// Words that no note says, and none is like, although others of the question are said.
    pub missing: Vec<String>,
    /// That nothing in the vault is of the kind in the options, and so nothing comes back.
    pub unknown_kind: Option<UnknownKind>,
}

/// Something that belongs with it.
#[derive(Clone, Debug)]
pub struct RelatedItem {
    /// What it is called.
    pub name: String,
    /// `note`, `section`, `topic`, `tag`, or what the note says it is.
    pub kind: String,
    /// The note, if it is one or part of one.
    pub path: Option<String>,
    /// The headings down to the section, if it is part of a note.
    pub heading: Vec<String>,
    /// The line it begins at.
    pub line: Option<u32>,
    /// Higher is better; comparable within one answer only.
    pub score: f64,
    /// Whether a link connects the two already.
    pub linked: bool,
    /// Whether one word that many texts have is all that speaks for it.
    pub is_faint: bool,
    /// What contributed most first.
    pub reasons: Vec<Reason>,
    /// What each piece of evidence adds to the score, most first; nothing for a concept, whose score
    /// is its nearness. For what stands further down because much of its note stands above, each adds less.
    pub signals: Vec<(Signal, f64)>,
}

/// Why something belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it rests on.
    pub kind: ReasonKind,
    /// In words.
    pub detail: String,
    /// The note that shows it.
    pub path: Option<String>,
    /// The line that shows it.
    pub line: Option<u32>,
}

/// What a reason rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    /// One links to the other.
    Link,
    /// Both link to a third, a third links to both, or one links to what links to the other.
    SharedLink,
    /// Both state a topic, or one is about the other.
    Topic,
    /// Both have a tag, or one is tagged with the other.
    Tag,
    /// A field of one names the other, or a field of both has the same value.
    Field,
    /// It names what was asked about, without a link.
    Mention,
    /// What was asked about names it.
    Mentioned,
    /// Telling words stand in both.
    Words,
    /// Words of its title stand in what was asked about.
    Title,
    /// What was asked about is part of it.
    Broader,
    /// It is part of what was asked about.
    Narrower,
    /// Something like what was asked about links to it.
    Neighbours,
    /// A text like what was asked about stands around a link to it.
    Context,
    /// It is the entry before or after, or one of the same day.
    Entry,
    /// A few steps lie between, and nothing else is to be said.
    Near,
}

impl ReasonKind {
    /// The word for it: `link`, `shared-link`, `topic`, and so on.
    pub fn as_str(self) -> &'static str {
        match self {
            ReasonKind::Link => "link",
            ReasonKind::SharedLink => "shared-link",
            ReasonKind::Topic => "topic",
            ReasonKind::Tag => "tag",
            ReasonKind::Field => "field",
            ReasonKind::Mention => "mention",
            ReasonKind::Mentioned => "mentioned",
            ReasonKind::Words => "words",
            ReasonKind::Title => "title",
            ReasonKind::Broader => "broader",
            ReasonKind::Narrower => "narrower",
            ReasonKind::Neighbours => "neighbours",
            ReasonKind::Context => "context",
            ReasonKind::Entry => "entry",
            ReasonKind::Near => "near",
        }
    }
}

/// What a unit is called, what it is and where.
struct Named {
    name: String,
    kind: String,
    path: String,
    heading: Vec<String>,
    line: Option<u32>,
}

/// How many units' reasons are worked out at most, unless more are asked for.
const MOST_EXPLAINED: usize = 400;
/// How many units of one note are shown before those of others; what a link connects with the question comes
/// in its own place.
const UNITS_PER_NOTE: usize = 3;

impl RelatedItem {
    /// The item with so much of its score, which stays the sum of its parts.
    fn lowered(mut self, share: f64) -> RelatedItem {
        self.score *= share;
        self.signals.iter_mut().for_each(|(_, adds)| *adds *= share);
        self
    }
}

impl Engine {
    /// What belongs with what `name` names: a note, a section, a topic, or any words.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n-- Milk.md --\nWhite.\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let related = engine.related("Tea", &RelatedOptions::first(10))?;
    /// let milk = &related.items[0];
    /// assert_eq!((milk.name.as_str(), milk.reasons[0].kind), ("Milk", ReasonKind::Link));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`], but several words that name nothing, or one that stands in the text of a
    /// note, are a phrase, which can be asked about.
    pub fn related(&self, name: &str, options: &RelatedOptions) -> Result<Related, Unknown> {
        let reading = Reading::new(self);
        let mut subject = self.find_subject(name)?;
        let (mut corrections, mut missing) = (Vec::new(), Vec::new());
        // Who quotes words means them as they are.
        if let Subject::Phrase(words) = &subject
            && words == name
        {
            let (corrected, others) = self.corrected_words(&reading, words);
            missing = others;
            if !corrected.is_empty() {
                let words = words.split_whitespace().map(|word| {
                    let known = corrected.iter().find(|known| known.from == word);
                    known.map_or(word, |known| known.to.as_str())
                });
                let words = words.collect::<Vec<_>>().join(" ");
                subject = self.find_subject(&words).unwrap_or(Subject::Phrase(words));
                corrections = corrected;
            }
        }
        let of = self.related_to(&subject);
        let items = self.related_items(&reading, subject, options);
        let kind = options.kind.as_deref();
        let unknown_kind = kind.and_then(|kind| self.kind_asked(kind).err());
        Ok(Related { of, items, corrections, missing, unknown_kind })
    }

    /// Of some words those that no note says: with what they were probably meant to be, as in a search, and those
    /// that nothing is like.
    fn corrected_words(
        &self,
        reading: &Reading<'_>,
        asked: &str,
    ) -> (Vec<Correction>, Vec<String>) {
        /// Who asks about a whole text finds what is like it, whatever a word of it is.
        const MOST_WORDS: usize = 16;
        let text = &self.state.text;
        if asked.split_whitespace().nth(MOST_WORDS).is_some() {
            return (Vec::new(), Vec::new());
        }
        let (_, mut corrections) = text.correct(Query::of_words(asked));
        let is_corrected = |word: &str| corrections.iter().any(|known| known.from == word);
        let is_said = |word: &str| {
            text.phrase_frequency(word, 1) > 0
                || text
                    .search(&Query::of_words(word), &[])
                    .map_or(true, |answer| !answer.hits.is_empty())
        };
        let is_word = |word: &str| words::plain(word).next().is_some();
        let words = asked.split_whitespace().filter(|word| is_word(word) && !is_corrected(word));
        let missing: Vec<String> = words.filter(|word| !is_said(word)).map(str::to_owned).collect();
        for Correction { to, .. } in &mut corrections {
            *to = self.as_written(reading, to);
        }
        (corrections, missing)
    }

    fn related_to(&self, subject: &Subject) -> RelatedTo {
        let graph = &self.graph;
        let path = |note: NoteId| Some(graph.path(note).to_owned());
        match subject {
            Subject::Note(note) => RelatedTo {
                name: graph.title(*note).to_owned(),
                kind: self.note_kind(*note),
                path: path(*note),
                heading: Vec::new(),
                line: None,
            },
            Subject::Section(section) => RelatedTo {
                name: graph.label(*section),
                kind: "section".to_owned(),
                path: path(graph.note_of(*section)),
                heading: self.headings_to(*section),
                line: Some(graph.line(*section)),
            },
            Subject::Concept(concept) => {
                let note = graph.concept_notes(*concept).next();
                RelatedTo {
                    name: graph.concept_name(*concept).to_owned(),
                    kind: note.map_or_else(
                        || graph.concept_kinds(*concept).word().to_owned(),
                        |note| self.note_kind(note),
                    ),
                    path: note.and_then(path),
                    heading: Vec::new(),
                    line: None,
                }
            }
            Subject::Phrase(phrase) => RelatedTo {
                name: phrase.clone(),
                kind: "phrase".to_owned(),
                path: None,
                heading: Vec::new(),
                line: None,
            },
        }
    }

    /// What a note says it is, else `note`.
    pub(crate) fn note_kind(&self, note: NoteId) -> String {
        let kind = self.graph.kind(note);
        if kind.is_empty() { "note".to_owned() } else { kind.to_owned() }
    }

    /// What a section stands for: the first for its note, which says what it is, any other for itself.
    pub(crate) fn section_kind(&self, section: SectionId) -> String {
        if self.graph.place_of(section) == 0 {
            self.note_kind(self.graph.note_of(section))
        } else {
            "section".to_owned()
        }
    }

    /// The headings down to a section; none for the beginning of a note.
    pub(crate) fn headings_to(&self, section: SectionId) -> Vec<String> {
        self.graph.heading_path(section).into_iter().map(str::to_owned).collect()
    }

    /// What belongs with something, best first.
    pub(crate) fn related_items(
        &self,
        reading: &Reading<'_>,
        subject: Subject,
        options: &RelatedOptions,
    ) -> Vec<RelatedItem> {
        let heading = match subject {
            Subject::Section(section) => Some(section),
            Subject::Note(_) | Subject::Concept(_) | Subject::Phrase(_) => None,
        };
        let pieces = &Pieces::new(self, heading);
        let source = &Source::new(pieces, reading, subject);
        let evidence = Evidence::measure(pieces, source);
        let wanted = Wanted::new(pieces, source, options);
        let ranked = best_first(evidence.totals(pieces));

        let mut items: Vec<RelatedItem> = Vec::new();
        let mut topics_shown: BTreeSet<ConceptId> = BTreeSet::new();
        let mut shown: FxHashMap<NoteId, usize> = FxHashMap::default();
        let mut delayed: Vec<(Piece, f64)> = Vec::new();
        let one_note = self.graph.note_count() == 1;
        let ranked = ranked.filter(|&(unit, _)| wanted.accepts(unit));
        let item = |unit: Piece, score: f64, topic: Option<ConceptId>| {
            let reasons = evidence.reasons(pieces, reading, source, unit);
            if reasons.is_empty() {
                return None;
            }
            let Named { name, kind, path, heading, line } =
                self.name_section(pieces.section(unit), topic);
            Some(RelatedItem {
                name,
                kind,
                path: Some(path),
                heading,
                line,
                score,
                linked: wanted.is_linked(unit),
                is_faint: reasons.iter().all(|reason| reason.kind == ReasonKind::Words)
                    && evidence.unit_alike(unit).is_none(),
                reasons,
                signals: evidence.contributions(unit),
            })
        };
        for (unit, score) in ranked.take(options.limit.max(MOST_EXPLAINED)) {
            if items.len() >= options.limit {
                break;
            }
            // A question about a concept is answered with concepts: an entry stands for its topic.
            let topic =
                source.asks_for_topics().then(|| self.entry_topic(pieces.section(unit))).flatten();
            if let Some(topic) = topic
                && (source.concepts.contains(&topic) || topics_shown.contains(&topic))
            {
                continue;
            }
            let of_note = shown.entry(pieces.note(unit)).or_default();
            let is_more = *of_note >= UNITS_PER_NOTE && !one_note && topic.is_none();
            // Nor does a table of contents stand before what it lists.
            if is_more && !wanted.is_linked(unit) || pieces.is_contents(unit) {
                delayed.push((unit, score));
                continue;
            }
            let Some(item) = item(unit, score, topic) else { continue };
            *of_note += 1;
            topics_shown.extend(topic);
            items.push(item);
        }
        // Those stand below all others, so they score no better.
        let last = items.last().map_or(0.0, |item| item.score);
        let share = delayed.first().map_or(1.0, |&(_, best)| (last / best).min(1.0));
        for (unit, score) in delayed {
            if items.len() >= options.limit {
                break;
            }
            items.extend(item(unit, score, None).map(|item| item.lowered(share)));
        }
        self.add_concepts(pieces, source, &evidence, &topics_shown, options, &mut items);
        items
    }

    /// What the unit that begins with a section is called, what it is and where.
    fn name_section(&self, section: SectionId, topic: Option<ConceptId>) -> Named {
        let graph = &self.graph;
        let is_part = graph.place_of(section) > 0;
        Named {
            name: topic
                .map_or_else(|| graph.label(section), |topic| graph.concept_name(topic).to_owned()),
            kind: topic.map_or_else(|| self.section_kind(section), |_| "topic".to_owned()),
            path: graph.path(graph.note_of(section)).to_owned(),
            heading: if is_part { self.headings_to(section) } else { Vec::new() },
            line: is_part.then(|| graph.line(section)),
        }
    }

    /// The topic that an entry of a journal declares first.
    fn entry_topic(&self, section: SectionId) -> Option<ConceptId> {
        if self.graph.place_of(section) == 0 {
            return None;
        }
        let topic = self.graph.statements(section).find(|statement| statement.how == How::Topic)?;
        // A topic with a note of its own is found there.
        let has_note = self.graph.concept_notes(topic.concept).next().is_some();
        (!has_note).then_some(topic.concept)
    }

    /// Concepts without a note or entry of their own: tags and topics the units above share.
    fn add_concepts(
        &self,
        pieces: &Pieces<'_>,
        source: &Source,
        evidence: &Evidence<'_>,
        shown: &BTreeSet<ConceptId>,
        options: &RelatedOptions,
        items: &mut Vec<RelatedItem>,
    ) {
        let kind = options.kind.as_deref().map(Kind::new);
        let wanted = |word: &str| kind.as_ref().is_none_or(|kind| kind.is(word));
        // Concepts without a note are of no day, and have no link to lead to them.
        let of_notes_alone = options.linked == Some(true) || options.since.is_some();
        if of_notes_alone || (!wanted("topic") && !wanted("tag")) {
            return;
        }
        let best = items.first().map_or(1.0, |item| item.score);
        let concepts = evidence.near_concepts(self).filter(|&(concept, _)| {
            let kinds = self.graph.concept_kinds(concept);
            kinds.any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED | Kinds::MISSING)
                && !kinds.any(Kinds::TITLE)
                && wanted(kinds.word())
                && !shown.contains(&concept)
                && !source.concepts.contains(&concept)
        });
        for (concept, score) in best_first(concepts).take(options.limit.div_ceil(3)) {
            let Some(reason) = evidence.concept_reason(pieces, source, concept) else { continue };
            let word = self.graph.concept_kinds(concept).word();
            items.push(RelatedItem {
                name: self.graph.concept_name(concept).to_owned(),
                kind: if word == "missing" { "topic" } else { word }.to_owned(),
                path: None,
                heading: Vec::new(),
                line: None,
                score: score * best,
                linked: false,
                is_faint: false,
                reasons: vec![reason],
                signals: Vec::new(),
            });
        }
        items.sort_by(|left, right| right.score.total_cmp(&left.score));
        items.truncate(options.limit);
    }
}
