//! What a question about relations is about: the units, concepts and words of its subject. Leaves out what
//! belongs with it, which the signals measure.

use std::collections::BTreeSet;
use std::ops::Range;

use lore_core::{Run, RunKind};
use lore_graph::{ConceptId, How, LinkView, NoteId, SectionId, UnitId};
use rustc_hash::FxHashSet;

use crate::mentions::{GraphNames, Where, mentions_in};
use crate::plain_text::PlainText;
use crate::reading::{Reading, SectionSource};
use crate::{Engine, Subject};

/// Enough text to know what it is about, in bytes.
const MOST_TEXT: usize = 60_000;

/// The subject of a question, spelled out.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Its own units.
    pub(crate) units: BTreeSet<UnitId>,
    /// Its concept, of an entry its topics; if nothing states the concept, its parts, too.
    pub(crate) concepts: BTreeSet<ConceptId>,
    /// The concept that is its own name.
    pub(crate) named: Option<ConceptId>,
    /// Notes to leave out of the answer.
    notes: BTreeSet<NoteId>,
    /// Running text of its sections, with where each begins.
    pub(crate) passages: Vec<Passage>,
    /// Its titles and headings.
    pub(crate) titles: Vec<String>,
    /// What it is called in running text.
    pub(crate) names: Vec<String>,
    /// If it has no text of its own: stems of the first answers to it, with their weights.
    pub(crate) answers: Vec<(String, f32)>,
    by_concept: bool,
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
    pub(crate) fn new(engine: &Engine, reading: &Reading<'_>, subject: Subject) -> Source {
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
                source.units.insert(graph.unit_of(section));
                let topics = graph.statements(section).filter(|each| each.how == How::Topic);
                source.concepts.extend(topics.map(|each| each.concept));
            }
            Subject::Concept(concept) => {
                source.by_concept = true;
                source.named = Some(concept);
                source.concepts.insert(concept);
                source.add_concept(engine, concept, &mut sections);
                if sections.is_empty() {
                    // A beginning that names share is what its parts say.
                    for part in engine.below(concept) {
                        source.concepts.insert(part);
                        source.add_concept(engine, part, &mut sections);
                    }
                }
            }
            Subject::Phrase(phrase) => {
                source.by_concept = true;
                source.answers = engine.words_of_answers(reading, &phrase);
                source.titles.push(phrase);
            }
        }
        sections.sort_unstable();
        sections.dedup();
        source.concepts.extend(source.named);
        source.titles.extend(source.named.map(|concept| graph.concept_name(concept).to_owned()));
        source.names = match source.named {
            Some(concept) => engine.names_in_text(concept),
            None => source.titles.clone(),
        };
        let mut size = 0;
        for section in sections {
            if size > MOST_TEXT {
                break;
            }
            source.units.insert(graph.unit_of(section));
            let heading = graph.heading(section);
            if !heading.is_empty() {
                source.titles.push(heading.to_owned());
            }
            for passage in passages(engine, reading, section) {
                size += passage.text.len();
                source.passages.push(passage);
                if size > MOST_TEXT {
                    break;
                }
            }
        }
        source
    }

    /// Adds the notes that bear a concept's name and the units that declare it.
    fn add_concept(&mut self, engine: &Engine, concept: ConceptId, sections: &mut Vec<SectionId>) {
        let graph = &engine.graph;
        for note in graph.concept_notes(concept) {
            self.notes.insert(note);
            sections.extend(graph.sections_of(note));
        }
        for statement in graph.concept_statements(concept) {
            if matches!(statement.how, How::Topic | How::Tag) {
                sections.extend(graph.unit_sections(graph.unit_of(statement.section)));
            }
        }
    }

    /// Whether a unit links to one of its own.
    pub(crate) fn is_linked_from(&self, engine: &Engine, unit: UnitId) -> bool {
        let mut targets =
            engine.unit_links(unit).filter_map(|link| engine.target_unit(link.target));
        targets.any(|target| self.units.contains(&target))
    }

    /// The units that a link connects with one of its own, either way.
    pub(crate) fn linked(&self, engine: &Engine) -> FxHashSet<UnitId> {
        let graph = &engine.graph;
        let own = self.units.iter();
        let targets = own.flat_map(|&own| engine.unit_links(own));
        let mut linked: FxHashSet<UnitId> =
            targets.filter_map(|link| engine.target_unit(link.target)).collect();
        let notes: BTreeSet<NoteId> = self.units.iter().map(|&own| graph.unit_note(own)).collect();
        let leads_here = |link: &LinkView| {
            engine.target_unit(link.target).is_some_and(|target| self.units.contains(&target))
        };
        let links = notes.into_iter().flat_map(|note| graph.backlinks(note)).filter(leads_here);
        linked.extend(links.map(|link| graph.unit_of(link.section)));
        linked
    }

    /// The units that are part of the question itself.
    pub(crate) fn excluded(&self, engine: &Engine) -> BTreeSet<UnitId> {
        let graph = &engine.graph;
        let of_notes = self.notes.iter().flat_map(|&note| graph.sections_of(note));
        of_notes.map(|section| graph.unit_of(section)).chain(self.units.iter().copied()).collect()
    }

    /// Whether the answer is in terms of concepts rather than entries.
    pub(crate) fn asks_for_topics(&self) -> bool {
        self.by_concept
    }

    /// The nodes from which nearness is measured: units first, then concepts.
    pub(crate) fn nodes(&self, engine: &Engine) -> Vec<usize> {
        let units = engine.graph.unit_count();
        let own = self.units.iter().map(|unit| unit.0 as usize);
        let named = self.named.iter().map(|concept| units + concept.0 as usize);
        own.chain(named).collect()
    }
}

/// A section's prose with the lines it stands in, as far as it is taken.
fn passages(
    engine: &Engine,
    reading: &Reading<'_>,
    section: SectionId,
) -> impl Iterator<Item = Passage> {
    let has_words = engine.graph.words(section) > 0;
    let parts = has_words.then(|| reading.parts(section, |_| true));
    parts.into_iter().flatten().map(move |part| passage(engine, section, &part))
}

fn passage(engine: &Engine, section: SectionId, source: &SectionSource) -> Passage {
    let is_passage =
        |run: &&Run| matches!(run.kind, RunKind::Prose | RunKind::Link | RunKind::Code);
    let plain = PlainText::new(source, source.parsed.runs.iter().filter(is_passage));
    let mut lines = Vec::new();
    let mut links = Vec::new();
    for piece in plain.pieces() {
        let line = source.line(piece.offset);
        lines.push((piece.range.start, line));
        // Wrapped lines are one piece.
        let start = (piece.offset - source.start) as usize;
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
    Passage { section, mentions: mentions.collect(), text: plain.text, lines, links }
}
