//! `related`: what belongs with a note, a section, a concept or a phrase, best first, each with the
//! reasons that are true of the files.
//!
//! `source` gathers what the question is about, `signals` score all units by independent evidence,
//! here they are added up, and `reasons` says in words what contributed. Each signal is divided by
//! its largest value first, so that each has the same say.

mod reasons;
mod signals;
mod source;

use std::collections::BTreeSet;

use lore_graph::{ConceptId, How, Kinds, NoteId, UnitId};
use rustc_hash::FxHashMap;

use crate::reading::Reading;
use crate::{Engine, Subject, Unknown};
use signals::Signals;
use source::Source;

/// How to answer.
#[derive(Clone, Debug)]
pub struct RelatedOptions {
    /// Number of items wanted.
    pub limit: usize,
    /// Only items of this kind: what notes say they are, their folder, or a tag.
    pub kind: Option<String>,
    /// Only items that a link connects with the question already, or only others.
    pub linked: Option<bool>,
}

impl RelatedOptions {
    /// The first items of any kind.
    pub fn first(limit: usize) -> RelatedOptions {
        RelatedOptions { limit, kind: None, linked: None }
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
    /// What contributed most first.
    pub reasons: Vec<Reason>,
}

/// Why something belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// `link`, `shared-link`, `topic`, `tag`, `field`, `mention`, `mentioned`, `words`, `title`,
    /// `broader`, `narrower`, `neighbours` or `near`.
    pub kind: &'static str,
    /// In words.
    pub detail: String,
    /// The note that shows it.
    pub path: Option<String>,
    /// The line that shows it.
    pub line: Option<u32>,
}

/// How many units' reasons are worked out at most.
const MOST_EXPLAINED: usize = 400;
/// How many units of one note are shown.
const UNITS_PER_NOTE: usize = 3;

impl Engine {
    /// What belongs with `name`, best first.
    pub fn related(
        &self,
        name: &str,
        options: &RelatedOptions,
    ) -> Result<(RelatedTo, Vec<RelatedItem>), Unknown> {
        let subject = self.find_subject(name)?;
        let about = self.related_to(&subject);
        Ok((about, self.related_items(subject, options)))
    }

    /// What belongs with a note.
    pub(crate) fn related_to_note(
        &self,
        note: NoteId,
        options: &RelatedOptions,
    ) -> Vec<RelatedItem> {
        self.related_items(Subject::Note(note), options)
    }

    fn related_to(&self, subject: &Subject) -> RelatedTo {
        let graph = &self.graph;
        let path = |note: NoteId| Some(graph.path(note).to_owned());
        match subject {
            Subject::Note(note) => RelatedTo {
                name: graph.title(*note).to_owned(),
                kind: self.note_kind(*note),
                path: path(*note),
            },
            Subject::Section(section) => RelatedTo {
                name: graph.label(*section),
                kind: "section".to_owned(),
                path: path(graph.note_of(*section)),
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
                }
            }
            Subject::Phrase(phrase) => {
                RelatedTo { name: phrase.clone(), kind: "phrase".to_owned(), path: None }
            }
        }
    }

    /// What a note says it is, else `note`.
    pub(crate) fn note_kind(&self, note: NoteId) -> String {
        let kind = self.graph.kind(note);
        if kind.is_empty() { "note".to_owned() } else { kind.to_owned() }
    }

    /// What a unit is: what its note says, `note`, or `section` for a part of a note.
    pub(crate) fn unit_kind(&self, unit: UnitId) -> String {
        if self.graph.place_of(self.graph.unit_section(unit)) == 0 {
            self.note_kind(self.graph.unit_note(unit))
        } else {
            "section".to_owned()
        }
    }

    fn related_items(&self, subject: Subject, options: &RelatedOptions) -> Vec<RelatedItem> {
        let reading = Reading::new(self);
        let source = &Source::new(self, &reading, subject);
        let signals = Signals::measure(self, source);
        let mut ranked: Vec<(UnitId, f64)> = signals
            .totals()
            .into_iter()
            .filter(|(unit, score)| *score > 0.0 && !source.excludes(self, *unit))
            .collect();
        ranked.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));

        let mut items: Vec<RelatedItem> = Vec::new();
        let mut topics_shown: BTreeSet<ConceptId> = BTreeSet::new();
        let mut of_note: FxHashMap<NoteId, usize> = FxHashMap::default();
        let one_note = self.graph.note_count() == 1;
        for (unit, score) in ranked.into_iter().take(MOST_EXPLAINED) {
            if items.len() >= options.limit {
                break;
            }
            if options.kind.as_deref().is_some_and(|kind| !self.is_of_kind(unit, kind)) {
                continue;
            }
            if options.linked.is_some_and(|linked| linked != self.is_linked(source, unit)) {
                continue;
            }
            // A question about a concept is answered with concepts: an entry stands for its topic.
            let topic = source.asks_for_topics().then(|| self.entry_topic(unit)).flatten();
            if let Some(topic) = topic
                && (source.concepts.contains(&topic) || !topics_shown.insert(topic))
            {
                continue;
            }
            let count = of_note.entry(self.graph.unit_note(unit)).or_default();
            *count += 1;
            if *count > UNITS_PER_NOTE && !one_note && topic.is_none() {
                continue;
            }
            let reasons = signals.reasons(self, &reading, source, unit);
            if reasons.is_empty() {
                continue;
            }
            items.push(self.related_item(source, unit, topic, score, reasons));
        }
        self.add_concepts(source, &signals, &topics_shown, options, &mut items);
        items
    }

    fn related_item(
        &self,
        source: &Source,
        unit: UnitId,
        topic: Option<ConceptId>,
        score: f64,
        reasons: Vec<Reason>,
    ) -> RelatedItem {
        let graph = &self.graph;
        let section = graph.unit_section(unit);
        let is_part = graph.place_of(section) > 0;
        RelatedItem {
            name: topic
                .map_or_else(|| graph.label(section), |topic| graph.concept_name(topic).to_owned()),
            kind: topic.map_or_else(|| self.unit_kind(unit), |_| "topic".to_owned()),
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            heading: if is_part {
                graph.heading_path(section).into_iter().map(str::to_owned).collect()
            } else {
                Vec::new()
            },
            line: is_part.then(|| graph.line(section)),
            score,
            linked: self.is_linked(source, unit),
            reasons,
        }
    }

    /// Whether a link connects a unit with the question, either way.
    fn is_linked(&self, source: &Source, unit: UnitId) -> bool {
        let links = |from, to| self.unit_link(from, to).is_some();
        source.units.iter().any(|&own| links(own, unit) || links(unit, own))
    }

    /// The topic that an entry of a journal declares first.
    fn entry_topic(&self, unit: UnitId) -> Option<ConceptId> {
        let section = self.graph.unit_section(unit);
        if self.graph.place_of(section) == 0 {
            return None;
        }
        let topic = self.graph.statements(section).find(|statement| statement.how == How::Topic)?;
        // A topic with a note of its own is found there.
        let has_note = self.graph.concept_notes(topic.concept).next().is_some();
        (!has_note).then_some(topic.concept)
    }

    fn is_of_kind(&self, unit: UnitId, kind: &str) -> bool {
        let wanted = kind.to_lowercase();
        let note = self.graph.unit_note(unit);
        let singular = |word: &str| lore_core::name::singular(word).to_owned();
        let folder = self.graph.path(note).rsplit('/').nth(1).unwrap_or("").to_lowercase();
        let tagged = || {
            self.graph.unit_sections(unit).any(|section| {
                self.graph.statements(section).any(|statement| {
                    statement.how == How::Tag
                        && self.graph.concept_name(statement.concept).eq_ignore_ascii_case(&wanted)
                })
            })
        };
        self.unit_kind(unit).eq_ignore_ascii_case(&wanted)
            || self.graph.kind(note) == wanted
            || (self.graph.kind(note).is_empty() && singular(&folder) == singular(&wanted))
            || tagged()
    }

    /// Concepts without a note or entry of their own: tags and topics the units above share.
    fn add_concepts(
        &self,
        source: &Source,
        signals: &Signals,
        shown: &BTreeSet<ConceptId>,
        options: &RelatedOptions,
        items: &mut Vec<RelatedItem>,
    ) {
        let wanted = |word: &str| options.kind.as_deref().is_none_or(|kind| kind == word);
        // Concepts without a note have no link to lead to them.
        if options.linked == Some(true) || (!wanted("topic") && !wanted("tag")) {
            return;
        }
        let best = items.first().map_or(1.0, |item| item.score);
        let mut concepts: Vec<(f64, ConceptId)> = self
            .graph
            .concepts()
            .map(|concept| (signals.concept_nearness(self, concept), concept))
            .filter(|&(score, concept)| {
                let kinds = self.graph.concept_kinds(concept);
                score > 0.0
                    && kinds.any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED | Kinds::MISSING)
                    && !kinds.any(Kinds::TITLE)
                    && wanted(kinds.word())
                    && !shown.contains(&concept)
                    && !source.concepts.contains(&concept)
            })
            .collect();
        concepts.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        concepts.truncate(options.limit.div_ceil(3));
        for (score, concept) in concepts {
            let Some(reason) = signals.concept_reason(self, source, concept) else { continue };
            let word = self.graph.concept_kinds(concept).word();
            items.push(RelatedItem {
                name: self.graph.concept_name(concept).to_owned(),
                kind: if word == "missing" { "topic" } else { word }.to_owned(),
                path: None,
                heading: Vec::new(),
                line: None,
                score: score * best,
                linked: false,
                reasons: vec![reason],
            });
        }
        items.sort_by(|left, right| right.score.total_cmp(&left.score));
        items.truncate(options.limit);
    }
}
