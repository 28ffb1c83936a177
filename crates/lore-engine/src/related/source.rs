//! What a question about relations is about: the units, concepts and words of its subject. Leaves out what
//! belongs with it, which the signals measure.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use lore_core::{Language, Run, RunKind, Span, words};
use lore_graph::{ConceptId, How, Kinds, LinkView, NodeId, NoteId, SectionId, Statement};
use rustc_hash::FxHashSet;

use crate::feedback::FieldSaying;
use crate::mentions::{GraphNames, NamedInFields, Where, mentions_in};
use crate::plain_text::PlainText;
use crate::reading::{Reading, SectionSource};
use crate::related::pieces::{Piece, Pieces};
use crate::related::repeated::Repeated;
use crate::related::signals::StemAt;
use crate::{Engine, Subject};

/// Enough text to know what it is about, in bytes.
const MOST_TEXT: usize = 60_000;
/// Less text, in bytes, leaves open what a topic is about: what others say of it tells.
const LEAST_TEXT: usize = 300;

/// The subject of a question, spelled out.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Its own units.
    pub(crate) units: BTreeSet<Piece>,
    /// Its concept, of an entry its topics; if nothing is there to be about the concept, its parts, too.
    pub(crate) concepts: BTreeSet<ConceptId>,
    /// The concept that is its own name.
    pub(crate) named: Option<ConceptId>,
    /// Notes to leave out of the answer.
    notes: BTreeSet<NoteId>,
    /// The sections that are headed by its name, if it is a concept without a note.
    pub(crate) called: Vec<SectionId>,
    /// Running text of its sections, with where each begins.
    pub(crate) passages: Vec<Passage>,
    /// Its titles and headings.
    pub(crate) titles: Vec<String>,
    /// Of its titles and headings what other headings of the same note do not say as well.
    pub(crate) telling_titles: Vec<String>,
    /// What it is called in running text.
    pub(crate) names: Vec<String>,
    /// If it has hardly any text of its own: the words to which there are answers …
    pub(crate) asked: String,
    /// … stems of the first ones, with their weights …
    pub(crate) answers: Vec<(String, f32)>,
    /// … and these answers.
    pub(crate) answering: BTreeSet<Piece>,
    /// Of words: the first answers that say them in their front matter, and where.
    pub(crate) saying: BTreeMap<Piece, FieldSaying>,
    by_concept: bool,
    is_phrase: bool,
    /// Whether something that states its topic is an answer, and so no part of it.
    is_stated_by_answers: bool,
}

/// The text of one section of the source, or of a piece of a very long one.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) section: SectionId,
    pub(crate) text: String,
    /// Line in the file for places in the text, rising.
    lines: Vec<(usize, u32)>,
    /// The texts of links, rising: what they name is linked, not mentioned.
    links: Vec<Range<usize>>,
    /// The labels that several sections of its note have, rising.
    labels: Vec<Range<usize>>,
    /// Where the pieces of the text begin, with where they stand in what was read, rising.
    pieces: Vec<(usize, usize)>,
    /// What its fields name, which is not mentioned as well.
    named_in_fields: NamedInFields,
    /// What it mentions, in its order.
    pub(crate) mentions: Vec<Named>,
}

/// A place that names a concept.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) concept: ConceptId,
    /// The words, as written.
    pub(crate) text: String,
    /// Line in the file.
    pub(crate) line: u32,
}

impl Passage {
    /// Whether a stretch of the text is, in part, the text of a link.
    pub(crate) fn is_link(&self, range: &Range<usize>) -> bool {
        let next = self.links.partition_point(|link| link.end <= range.start);
        self.links.get(next).is_some_and(|link| link.start < range.end)
    }

    /// Whether a stretch of the text is what a field names.
    pub(crate) fn is_named_in_field(&self, range: &Range<usize>) -> bool {
        let next = self.pieces.partition_point(|&(start, _)| start <= range.start);
        self.pieces.get(next.wrapping_sub(1)).is_some_and(|&(start, read)| {
            let at = read + (range.start - start);
            self.named_in_fields.hold(Span::new(at..at + range.len()))
        })
    }

    /// Whether a stretch of the text is, in part, a label.
    pub(crate) fn is_label(&self, range: &Range<usize>) -> bool {
        let next = self.labels.partition_point(|label| label.end <= range.start);
        self.labels.get(next).is_some_and(|label| label.start < range.end)
    }

    /// The stretches of the text that stand in one line of the file each.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        let of_line = self.lines.chunk_by(|left, right| left.1 == right.1);
        let starts = of_line.map(|pieces| pieces[0].0);
        let ends = starts.clone().skip(1).chain([self.text.len()]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    /// The line in the file of a place in the text.
    pub(crate) fn line(&self, at: usize) -> u32 {
        let next = self.lines.partition_point(|&(start, _)| start <= at);
        self.lines.get(next.wrapping_sub(1)).map_or(1, |&(_, line)| line)
    }
}

impl Source {
    pub(crate) fn new(pieces: &Pieces<'_>, reading: &Reading<'_>, subject: Subject) -> Source {
        let engine = pieces.engine;
        let graph = &engine.graph;
        let mut source = Source::default();
        let mut sections: Vec<SectionId> = Vec::new();
        match subject {
            Subject::Note(note) => {
                source.notes.insert(note);
                source.named = Some(graph.concept_of(note));
                sections.extend(graph.sections_of(note));
            }
            Subject::Section(section) => {
                let within = |&other: &SectionId| engine.is_within(other, section);
                sections.extend(graph.sections_of(graph.note_of(section)).filter(within));
                source.units.insert(pieces.of(section));
                let topics = graph.statements(section).filter(|each| each.how == How::Topic);
                source.concepts.extend(topics.map(|each| each.concept));
                source.names.extend(name_of_heading(engine, section));
            }
            Subject::Concept(concept) => {
                source.by_concept = true;
                source.named = Some(concept);
                source.concepts.insert(concept);
                source.add_concept(engine, concept, &mut sections);
                if sections.is_empty() {
                    // A beginning that names share, or a tag, is what its parts say. Beside notes with the tag
                    // a note that is called so is an answer as well.
                    let is_stated = source.is_stated_by_answers;
                    let has_note = |&part: &ConceptId| graph.concept_notes(part).next().is_some();
                    let parts = engine.below(concept).into_iter();
                    for part in parts.filter(|part| !is_stated || !has_note(part)) {
                        source.concepts.insert(part);
                        source.add_concept(engine, part, &mut sections);
                    }
                } else {
                    // Of a tag with a note of its name those below it are the same question.
                    let tags = engine.below(concept).into_iter();
                    let is_tag = |part: &ConceptId| {
                        let kinds = graph.concept_kinds(*part);
                        kinds.any(Kinds::TAG) && !kinds.any(Kinds::TITLE)
                    };
                    source.concepts.extend(tags.filter(is_tag));
                }
            }
            Subject::Phrase(phrase) => {
                source.by_concept = true;
                source.is_phrase = true;
                source.learn(pieces, reading, &phrase);
                let notes = source.answering.iter().map(|&answer| pieces.note(answer));
                let saying = notes.filter_map(|note| {
                    Some((pieces.beginning(note), engine.field_saying(note, &phrase)?))
                });
                source.saying = saying.collect();
                source.names.push(phrase.clone());
                source.titles.push(phrase);
            }
        }
        sections.sort_unstable();
        sections.dedup();
        source.concepts.extend(source.named);
        source.titles.extend(source.named.map(|concept| graph.concept_name(concept).to_owned()));
        let names = source.named.map(|named| reading.names_in_text(named));
        source.names.extend(names.iter().flat_map(|names| names.iter().cloned()));
        let named = source.named.into_iter();
        source.called.extend(named.flat_map(|named| engine.sections_called(named)));
        source.telling_titles.clone_from(&source.titles);
        let mut size = 0;
        let mut repeated: Option<(NoteId, Repeated<'_>)> = None;
        for section in sections {
            if size > MOST_TEXT {
                break;
            }
            source.units.insert(pieces.of(section));
            let note = graph.note_of(section);
            let repeated = match &mut repeated {
                Some((of_note, repeated)) if *of_note == note => repeated,
                other => &mut other.insert((note, Repeated::in_note(engine, note))).1,
            };
            let heading = graph.heading(section);
            if !heading.is_empty() && !repeated.is_of_drawing(section) {
                source.titles.push(heading.to_owned());
                source.telling_titles.push(repeated.telling_heading(section));
            }
            for passage in passages(engine, reading, repeated, section) {
                size += passage.text.len();
                source.passages.push(passage);
                if size > MOST_TEXT {
                    break;
                }
            }
        }
        if let Some(named) =
            source.named.filter(|_| source.is_stated_by_answers && size < LEAST_TEXT)
        {
            source.learn(pieces, reading, graph.concept_name(named));
        }
        source
    }

    /// Takes the words of the first answers to a few words.
    fn learn(&mut self, pieces: &Pieces<'_>, reading: &Reading<'_>, asked: &str) {
        let (answering, words) = pieces.engine.words_of_answers(reading, asked);
        self.asked = asked.to_owned();
        self.answers = words;
        self.answering = answering.into_iter().map(|each| pieces.of(each)).collect();
    }

    /// Adds the notes that bear a concept's name and the units that are there to be about it. A note that
    /// declares it and is something of its own, a project or a course, is an answer; so is any note that does
    /// beside one of its name, and whatever is merely tagged with it.
    fn add_concept(&mut self, engine: &Engine, concept: ConceptId, sections: &mut Vec<SectionId>) {
        let graph = &engine.graph;
        for note in graph.concept_notes(concept) {
            self.notes.insert(note);
            sections.extend(graph.sections_of(note));
        }
        let has_note = !self.notes.is_empty();
        for statement in declarations(engine, concept) {
            let unit = graph.unit_of(statement.section);
            let first = graph.unit_section(unit);
            let is_of_a_kind = || !matches!(graph.kind(graph.note_of(first)), "" | "note");
            let is_note = || graph.place_of(first) == 0;
            let is_answer = statement.how == How::Tag || is_note() && (has_note || is_of_a_kind());
            if is_answer {
                self.is_stated_by_answers = true;
            } else {
                sections.extend(graph.unit_sections(unit));
            }
        }
    }

    /// Whether a piece links to one of its own.
    pub(crate) fn is_linked_from(&self, pieces: &Pieces<'_>, piece: Piece) -> bool {
        let mut targets = pieces.links(piece).filter_map(|link| pieces.target(link.target));
        targets.any(|target| self.units.contains(&target))
    }

    /// The pieces that a link connects with one of its own, either way.
    pub(crate) fn linked(&self, pieces: &Pieces<'_>) -> FxHashSet<Piece> {
        let graph = &pieces.engine.graph;
        let sections = self.units.iter().flat_map(|&own| pieces.sections(own));
        let links = sections.flat_map(|section| graph.links_of_section(section));
        let mut linked: FxHashSet<Piece> =
            links.filter_map(|link| pieces.target(link.target)).collect();
        let notes: BTreeSet<NoteId> = self.units.iter().map(|&own| pieces.note(own)).collect();
        let leads_here = |link: &LinkView| {
            pieces.target(link.target).is_some_and(|target| self.units.contains(&target))
        };
        let links = notes.into_iter().flat_map(|note| graph.backlinks(note)).filter(leads_here);
        linked.extend(links.map(|link| pieces.of(link.section)));
        linked
    }

    /// The pieces that are part of the question itself.
    pub(crate) fn excluded(&self, pieces: &Pieces<'_>) -> BTreeSet<Piece> {
        let graph = &pieces.engine.graph;
        let of_notes = self.notes.iter().flat_map(|&note| graph.sections_of(note));
        of_notes.map(|section| pieces.of(section)).chain(self.units.iter().copied()).collect()
    }

    /// Whether the answer is in terms of concepts rather than entries.
    pub(crate) fn asks_for_topics(&self) -> bool {
        self.by_concept
    }

    /// Whether text that says what it is called may mean it.
    pub(crate) fn may_be_meant(&self, engine: &Engine) -> bool {
        self.by_concept || self.notes.iter().all(|&note| engine.may_be_meant(note))
    }

    /// Whether whoever names it could link it.
    pub(crate) fn can_be_linked(&self) -> bool {
        !self.is_phrase
    }

    /// Whether it says a word of a text in some language, which has a stem of it: in another language, other
    /// words may have the same.
    pub(crate) fn says(
        &self,
        engine: &Engine,
        at: &StemAt,
        word: &str,
        language: Language,
    ) -> bool {
        let graph = &engine.graph;
        let language_of = |passage: &Passage| graph.language(graph.note_of(passage.section));
        let is_it = |said: &str| said.to_lowercase() == word.to_lowercase();
        match &at.first {
            Some((nth, range)) => {
                let passage = &self.passages[*nth];
                language_of(passage) == language || is_it(&passage.text[range.clone()])
            }
            None => {
                self.passages.first().is_none_or(|passage| language_of(passage) == language)
                    || self
                        .titles
                        .iter()
                        .any(|title| words::plain(title).any(|word| is_it(&word.term)))
            }
        }
    }

    /// The nodes from which nearness is measured.
    pub(crate) fn nodes(&self, pieces: &Pieces<'_>) -> Vec<NodeId> {
        let own = self.units.iter().map(|&unit| pieces.node(unit));
        // What very many notes are called brings none of them near to another.
        let is_name_alone =
            |concept| !self.by_concept && pieces.engine.graph.is_name_of_many(concept);
        let named = self.named.into_iter().filter(|&concept| !is_name_alone(concept));
        own.chain(named.map(|concept| pieces.engine.graph.node_of(concept))).collect()
    }
}

/// Where topics and tags say of what they are part that it is about a concept.
fn declarations(engine: &Engine, concept: ConceptId) -> impl Iterator<Item = Statement<'_>> {
    let statements = engine.graph.concept_statements(concept);
    statements.filter(|each| matches!(each.how, How::Topic | How::Tag))
}

impl Engine {
    /// The sections headed by the name of a topic, in their order. None for one with a note of its own: what a
    /// note is about is found there.
    pub(crate) fn sections_called(&self, topic: ConceptId) -> Vec<SectionId> {
        if self.graph.concept_notes(topic).len() > 0 {
            return Vec::new();
        }
        self.graph.sections_headed(self.graph.concept_name(topic)).collect()
    }
}

/// What a heading inside of a unit is called in running text: a unit has names of its own. Nothing if
/// other headings read so as well, or the words name something else.
pub(crate) fn name_of_heading(engine: &Engine, section: SectionId) -> Option<String> {
    let graph = &engine.graph;
    let heading = graph.heading(section);
    let is_inside = engine.unit_around(section).is_some();
    let is_alone = || graph.sections_headed(heading).take(2).count() == 1;
    let says_something = || words::plain(heading).any(|word| !words::is_stop_word(&word.term));
    let names_it =
        is_inside && graph.concept_named(heading).is_none() && says_something() && is_alone();
    names_it.then(|| heading.to_owned())
}

/// A section's prose with the lines it stands in, as far as it is taken.
fn passages(
    engine: &Engine,
    reading: &Reading<'_>,
    repeated: &Repeated<'_>,
    section: SectionId,
) -> impl Iterator<Item = Passage> {
    let has_words = engine.graph.words(section) > 0;
    let parts = has_words.then(|| reading.parts(section, |_| true));
    parts.into_iter().flatten().map(move |part| passage(engine, repeated, section, &part))
}

fn passage(
    engine: &Engine,
    repeated: &Repeated<'_>,
    section: SectionId,
    source: &SectionSource,
) -> Passage {
    let is_passage =
        |run: &&Run| matches!(run.kind, RunKind::Prose | RunKind::Link | RunKind::Code);
    let plain = PlainText::new(source, source.parsed.runs.iter().filter(is_passage));
    let mut lines = Vec::new();
    let mut links = Vec::new();
    let mut pieces = Vec::new();
    let written_labels = repeated.labels(source);
    let mut labels = Vec::new();
    for piece in plain.pieces() {
        let line = source.line(piece.offset);
        lines.push((piece.range.start, line));
        pieces.push((piece.range.start, (piece.offset - source.start) as usize));
        let start = (piece.offset - source.start) as usize;
        let end = start + piece.range.len();
        for label in &written_labels {
            let within = (label.start as usize).max(start)..(label.end as usize).min(end);
            if !within.is_empty() {
                let at = piece.range.start + (within.start - start);
                labels.push(at..at + within.len());
            }
        }
        // Wrapped lines are one piece.
        let written = source.source.get(start..start + piece.range.len()).unwrap_or("");
        let next = written.match_indices('\n').zip(line + 1..);
        lines.extend(next.map(|((newline, _), line)| (piece.range.start + newline + 1, line)));
        if piece.kind == RunKind::Link {
            links.push(piece.range.clone());
        }
    }
    let found = mentions_in(&source.parsed, &source.source, &GraphNames(engine), Where::TEXT);
    let mentions = found.into_iter().map(|(span, concept)| Named {
        concept,
        text: span.slice(&source.source).unwrap_or_default().to_owned(),
        line: source.line(source.start + span.start),
    });
    let mentions = mentions.collect();
    let named_in_fields = NamedInFields::of(&source.parsed, &source.source);
    Passage { section, text: plain.text, lines, links, labels, pieces, named_in_fields, mentions }
}
