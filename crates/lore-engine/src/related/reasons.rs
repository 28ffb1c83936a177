//! What contributed to a relation, in words that are true of the files, with the line that shows it.
//! A reason is worked out from the graph and the files, never from the score, which only says which
//! ones are worth telling.

use std::collections::BTreeMap;

use lore_core::{name, words};
use lore_graph::{ConceptId, How, LinkView, SectionId, Statement, UnitId};
use lore_index::TextIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
use crate::mentions::{TheseNames, is_form_of, name_words};
use crate::reading::Reading;
use crate::related::signals::{Evidence, Signal};
use crate::related::source::{Named, Source};
use crate::related::{Reason, ReasonKind};

/// How many reasons a line carries.
const REASONS: usize = 3;
/// How many shared words a reason names.
const WORDS: usize = 4;
/// How many sections of a unit are read for them, the likest first, until one has some.
const SECTIONS_READ: usize = 3;

/// A title of which less adds to the score shares words by chance.
const CLOSE_TITLE: f64 = 0.4;

/// What a reason can rest on.
#[derive(Clone, Copy, Debug)]
enum Ground {
    Stated,
    Link,
    Mentions,
    Mentioned,
    Shared,
    Words,
    Title,
    Entry,
    LinkedAlike,
}

/// Every ground with the signals that it explains, in the order in which they are told: the plainest
/// first.
const GROUNDS: [(Ground, &[Signal]); 9] = [
    (Ground::Stated, &[Signal::Stated]),
    (Ground::Link, &[Signal::Nearness, Signal::Shared]),
    (Ground::Mentions, &[Signal::Mentions]),
    (Ground::Mentioned, &[Signal::Mentioned, Signal::Named]),
    (Ground::Shared, &[Signal::Nearness, Signal::Shared]),
    (Ground::Words, &[Signal::Likeness, Signal::Telling, Signal::Passage]),
    (Ground::Title, &[Signal::Title]),
    (Ground::LinkedAlike, &[Signal::Neighbours, Signal::Contexts]),
    (Ground::Entry, &[Signal::Adjacent]),
];

impl Evidence {
    /// The reasons why a unit belongs with the source, what contributed most first.
    pub(crate) fn reasons(
        &self,
        engine: &Engine,
        reading: &Reading<'_>,
        source: &Source,
        unit: UnitId,
    ) -> Vec<Reason> {
        // Signals of one ground say much the same: the strongest of them is what it adds.
        let strongest = |signals: &[Signal]| {
            let all = signals.iter().map(|&signal| self.contribution(signal, unit));
            all.fold(0.0, f64::max)
        };
        let mut grounds: Vec<(usize, f64)> =
            GROUNDS.iter().map(|(_, signals)| strongest(signals)).enumerate().collect();
        grounds.retain(|&(_, adds)| adds > 0.0);
        grounds.sort_by(|left, right| right.1.total_cmp(&left.1));
        // What a person wrote down about the two is told in any case.
        let stated = hierarchy(engine, source, unit).or_else(|| fields(engine, source, unit));
        let link = direct_link(engine, source, unit);
        let is_linked = link.is_some();
        let mut reasons: Vec<(usize, Reason)> = [stated, link]
            .into_iter()
            .enumerate()
            .filter_map(|(at, reason)| Some((at, reason?)))
            .collect();
        for (at, _) in grounds {
            if reasons.len() >= REASONS {
                break;
            }
            let reason = match GROUNDS[at].0 {
                Ground::Stated | Ground::Link => None,
                // Whoever links it need not be told what else lies between, or how it is called.
                Ground::Shared | Ground::Title if is_linked => None,
                Ground::Shared => shared(engine, source, unit),
                Ground::Mentions => mentions(engine, reading, source, unit),
                Ground::Mentioned => mentioned(engine, source, unit),
                Ground::Words => self.words_reason(engine, reading, source, unit),
                Ground::Title => self.title_reason(engine, source, unit),
                Ground::LinkedAlike => self
                    .context_reason(engine, unit)
                    .or_else(|| self.neighbour_reason(engine, source, unit)),
                Ground::Entry => entry(engine, source, unit),
            };
            reasons.extend(reason.map(|reason| (at, reason)));
        }
        reasons.sort_by_key(|&(at, _)| at);
        let mut reasons: Vec<Reason> = reasons.into_iter().map(|(_, reason)| reason).collect();
        // Whoever names it has the words of its title.
        if reasons.iter().any(|reason| reason.kind == ReasonKind::Mentioned) {
            reasons.retain(|reason| reason.kind != ReasonKind::Title);
        }
        if reasons.is_empty() {
            reasons.extend(near(engine, source, unit));
        }
        reasons
    }

    /// Telling words that stand in both.
    fn words_reason(
        &self,
        engine: &Engine,
        reading: &Reading<'_>,
        source: &Source,
        unit: UnitId,
    ) -> Option<Reason> {
        // The likest section shows most of them, and reading a whole handbook for a line is slow.
        let mut sections: Vec<(SectionId, f64)> = engine
            .graph
            .unit_sections(unit)
            .filter_map(|section| Some((section, self.section_likeness(section)?)))
            .collect();
        sections.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        // Where each of the source's telling words stands first, and how; its own before those of the
        // answers to it.
        let mut first: BTreeMap<(bool, usize), (u32, String)> = BTreeMap::new();
        for (section, _) in sections.into_iter().take(SECTIONS_READ) {
            if !first.is_empty() {
                break;
            }
            for text in reading.beginning(section) {
                for run in &text.parsed.runs {
                    let Some(words) = run.span.slice(&text.source) else { continue };
                    TextIndex::stems(words, text.language, |stem, range| {
                        let own = self.stems.get(stem);
                        // What the source only links to is not a word of its own.
                        let is_said = own.is_none_or(|at| at.written);
                        if let Some(&rank) = self.term_ranks.get(stem).filter(|_| is_said) {
                            let is_learned = own.is_none();
                            first.entry((is_learned, rank)).or_insert_with(|| {
                                let at = text.start + run.span.start + range.start as u32;
                                (text.line(at), words[range].to_lowercase())
                            });
                        }
                    });
                }
            }
        }
        let ((is_learned, _), (line, _)) = first.first_key_value()?;
        let alike = first.iter().filter(|((learned, _), _)| learned == is_learned);
        let words: Vec<&str> = alike.take(WORDS).map(|(_, (_, word))| word.as_str()).collect();
        let words = match words[..] {
            [word] => format!("shares the word {word}"),
            _ => format!("shares the words {}", words.join(", ")),
        };
        let of_answers =
            || format!("{words} with the first answers to “{}”", source.titles.join(" "));
        Some(Reason {
            kind: ReasonKind::Words,
            detail: if *is_learned { of_answers() } else { words },
            path: Some(engine.graph.path(engine.graph.unit_note(unit)).to_owned()),
            line: Some(*line),
        })
    }

    /// A unit like the source links to it.
    fn neighbour_reason(&self, engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
        let graph = &engine.graph;
        let likeness = |unit| self.score(Signal::Likeness, unit);
        let linking = links_to(engine, unit).filter(|other| !source.units.contains(other));
        let like = linking
            .filter_map(|other| Some((other, likeness(other)?)))
            .max_by(|left, right| left.1.total_cmp(&right.1).then(right.0.cmp(&left.0)))?;
        let (section, line) = engine.unit_link(like.0, unit)?;
        Some(Reason {
            kind: ReasonKind::Neighbours,
            detail: format!(
                "the similar “{}” links to it",
                graph.label(graph.unit_section(like.0))
            ),
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            line: Some(line),
        })
    }

    /// The section most like the source that links to it.
    fn context_reason(&self, engine: &Engine, unit: UnitId) -> Option<Reason> {
        let graph = &engine.graph;
        let note = graph.unit_note(unit);
        let (link, _) = graph
            .backlinks(note)
            .filter(|link| engine.target_unit(link.target) == Some(unit))
            .filter(|link| graph.unit_of(link.section) != unit)
            .filter_map(|link| Some((link, self.section_likeness(link.section)?)))
            .max_by(|left, right| {
                left.1.total_cmp(&right.1).then(right.0.line.cmp(&left.0.line))
            })?;
        Some(Reason {
            kind: ReasonKind::Context,
            detail: format!("“{}” links to it from a similar text", graph.label(link.section)),
            path: Some(graph.path(graph.note_of(link.section)).to_owned()),
            line: Some(link.line),
        })
    }

    /// The words of its title stand in the source.
    fn title_reason(&self, engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
        if self.contribution(Signal::Title, unit) < CLOSE_TITLE {
            return None;
        }
        let graph = &engine.graph;
        let note = graph.unit_note(unit);
        let title = graph.title(note);
        let of_passage = |nth: usize| graph.unit_of(source.passages[nth].section);
        let mut found: Vec<(&str, usize, usize)> = Vec::new();
        TextIndex::stems(title, graph.language(note), |stem, range| {
            if let Some((nth, place)) = self.stems.get(stem).and_then(|at| at.first.clone()) {
                found.push((&title[range], nth, place.start));
            }
        });
        let &(_, nth, start) = found.first()?;
        // Those of one unit, so that it is true of that one.
        found.retain(|&(_, other, _)| of_passage(other) == of_passage(nth));
        let mut words: Vec<&str> = found.into_iter().map(|(word, ..)| word).collect();
        words.dedup();
        let passage = &source.passages[nth];
        let own = graph.label(graph.unit_section(of_passage(nth)));
        Some(Reason {
            kind: ReasonKind::Title,
            detail: match words[..] {
                [word] => format!("“{own}” has the word {word} of its title"),
                _ => format!("“{own}” has the words {} of its title", words.join(", ")),
            },
            path: Some(graph.path(graph.note_of(passage.section)).to_owned()),
            line: Some(passage.line(start)),
        })
    }

    /// Why a concept without a note belongs: which unit near the source states it.
    pub(crate) fn concept_reason(
        &self,
        engine: &Engine,
        source: &Source,
        concept: ConceptId,
    ) -> Option<Reason> {
        let graph = &engine.graph;
        let name = graph.concept_name(concept);
        for &own in &source.concepts {
            let (kind, part, whole) = if graph.broader(own).any(|broader| broader == concept) {
                (ReasonKind::Broader, own, concept)
            } else if graph.narrower(own).any(|narrower| narrower == concept) {
                (ReasonKind::Narrower, concept, own)
            } else {
                continue;
            };
            let detail = is_part_of(engine, part, whole);
            let first = declaration(engine, part, whole)
                .or_else(|| graph.concept_statements(concept).next());
            return Some(Reason {
                kind,
                detail,
                path: first.map(|each| graph.path(graph.note_of(each.section)).to_owned()),
                line: first.map(|each| each.line),
            });
        }
        let mut own = source.units.iter();
        let statement = own.find_map(|&own| statement_in(engine, own, concept))?;
        let owner = graph.label(graph.unit_section(graph.unit_of(statement.section)));
        let detail = match statement.how {
            How::Tag => format!("“{owner}” is tagged #{}", tag_as_written(engine, statement)),
            How::MissingLink => format!("“{owner}” links to {name}, which has no note yet"),
            How::Field => format!("the field {} of “{owner}” names {name}", statement.field),
            How::Topic | How::Title => format!("“{owner}” is about {name}"),
        };
        let is_tag = statement.how == How::Tag;
        Some(Reason {
            kind: if is_tag { ReasonKind::Tag } else { ReasonKind::Topic },
            detail,
            path: Some(graph.path(graph.note_of(statement.section)).to_owned()),
            line: Some(statement.line),
        })
    }
}

/// `once`, `2 times`.
fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// A tag as its note has it; the concept may be better known by a note's title.
fn tag_as_written(engine: &Engine, statement: Statement<'_>) -> String {
    let graph = &engine.graph;
    let tags = engine.record(graph.note_of(statement.section)).tags;
    let is_it = |name: &str| graph.concept_named(name) == Some(statement.concept);
    let written = tags.into_iter().find(|tag| tag.line == statement.line && is_it(&tag.name));
    written.map_or_else(|| graph.concept_name(statement.concept).to_owned(), |tag| tag.name)
}

/// The topics a unit declares.
fn topics(engine: &Engine, unit: UnitId) -> Vec<ConceptId> {
    let section = engine.graph.unit_section(unit);
    let statements = engine.graph.statements(section);
    statements.filter(|each| each.how == How::Topic).map(|each| each.concept).collect()
}

/// How a unit states a concept, the first of its statements that does.
fn statement_in(engine: &Engine, unit: UnitId, concept: ConceptId) -> Option<Statement<'_>> {
    let graph = &engine.graph;
    let mut statements = graph.unit_sections(unit).flat_map(|section| graph.statements(section));
    statements.find(|statement| statement.concept == concept)
}

/// The units that link to a unit.
fn links_to(engine: &Engine, unit: UnitId) -> impl Iterator<Item = UnitId> {
    let graph = &engine.graph;
    graph
        .backlinks(graph.unit_note(unit))
        .filter(move |link| engine.target_unit(link.target) == Some(unit))
        .map(|link| graph.unit_of(link.section))
        .filter(move |&other| other != unit)
}

/// It is the entry before or after, or one of the same day.
fn entry(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    let section = graph.unit_section(unit);
    let reason = |detail: String| Reason {
        kind: ReasonKind::Entry,
        detail,
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(graph.line(section)),
    };
    for &own in &source.units {
        let label = graph.label(graph.unit_section(own));
        if let Some(day) = engine.stated_day(own)
            && engine.stated_day(unit) == Some(day)
        {
            return Some(reason(format!("is of {day}, like “{label}”")));
        }
        if graph.unit_note(own) == graph.unit_note(unit) && own.0.abs_diff(unit.0) == 1 {
            let side = if unit < own { "before" } else { "after" };
            return Some(reason(format!("is the entry {side} “{label}”")));
        }
    }
    None
}

/// One name begins with the other, or a field says so.
fn hierarchy(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    let mut concepts = topics(engine, unit);
    if graph.place_of(graph.unit_section(unit)) == 0 {
        concepts.push(graph.concept_of(graph.unit_note(unit)));
    }
    for &concept in &concepts {
        for &own in &source.concepts {
            let (part, whole, kind) = if graph.broader(concept).any(|broader| broader == own) {
                (concept, own, ReasonKind::Narrower)
            } else if graph.broader(own).any(|broader| broader == concept) {
                (own, concept, ReasonKind::Broader)
            } else {
                continue;
            };
            let statement =
                declaration(engine, part, whole).or_else(|| statement_in(engine, unit, concept))?;
            let is_its_name = concept == graph.concept_of(graph.unit_note(unit));
            let is_note = graph.place_of(graph.unit_section(unit)) == 0;
            let of = if is_note && !is_its_name { "its topic " } else { "" };
            return Some(Reason {
                kind,
                detail: format!("{of}{}", is_part_of(engine, part, whole)),
                path: Some(graph.path(graph.note_of(statement.section)).to_owned()),
                line: Some(statement.line),
            });
        }
    }
    None
}

/// `Docker Volumes is part of Docker`; where an alias of one says so, with that: `Lambda (AWS Lambda) is part
/// of Amazon Web Services (AWS)`.
fn is_part_of(engine: &Engine, part: ConceptId, whole: ConceptId) -> String {
    let graph = &engine.graph;
    let aliases = |concept| graph.concept_notes(concept).flat_map(|note| graph.aliases(note));
    let names = |concept| [graph.concept_name(concept)].into_iter().chain(aliases(concept));
    let by_names = names(part)
        .flat_map(|name| names(whole).map(move |beginning| (name, beginning)))
        .find(|(name, beginning)| lore_graph::begins_as_written(name, beginning));
    let is_stated = declaration(engine, part, whole).is_some();
    let called = |concept, name: Option<&str>| {
        let own = graph.concept_name(concept);
        match name {
            Some(name) if !is_stated && name != own => format!("{own} ({name})"),
            Some(_) | None => own.to_owned(),
        }
    };
    let (part_as, whole_as) = by_names.unzip();
    format!("{} is part of {}", called(part, part_as), called(whole, whole_as))
}

/// The field that says that one concept is part of another, if one does: names may say so as well.
fn declaration(engine: &Engine, part: ConceptId, whole: ConceptId) -> Option<Statement<'_>> {
    let graph = &engine.graph;
    let at_top = |concept| {
        // No field further down is about its note.
        let tops = graph.concept_notes(concept).flat_map(|note| graph.sections_of(note).take(2));
        tops.flat_map(|section| graph.statements(section))
    };
    let is_broader = |each: &Statement<'_>| each.is_broader() && each.concept == whole;
    let is_narrower = |each: &Statement<'_>| each.is_narrower() && each.concept == part;
    at_top(part).find(is_broader).or_else(|| at_top(whole).find(is_narrower))
}

/// A field of one names the other, or both have the same value in a field or topic.
fn fields(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    for section in graph.unit_sections(unit) {
        for statement in graph.statements(section) {
            if source.concepts.contains(&statement.concept) && statement.how != How::Title {
                let name = graph.concept_name(statement.concept);
                let (kind, detail) = match statement.how {
                    How::Field => {
                        (ReasonKind::Field, format!("its field {} names {name}", statement.field))
                    }
                    How::Tag => (
                        ReasonKind::Tag,
                        format!("is tagged #{}", tag_as_written(engine, statement)),
                    ),
                    How::MissingLink => {
                        (ReasonKind::Link, format!("links to {name}, which has no note yet"))
                    }
                    How::Topic | How::Title => (ReasonKind::Topic, format!("is about {name}")),
                };
                return Some(Reason {
                    kind,
                    detail,
                    path: Some(graph.path(graph.note_of(section)).to_owned()),
                    line: Some(statement.line),
                });
            }
        }
    }
    let own_concepts = {
        let mut concepts = topics(engine, unit);
        if graph.place_of(graph.unit_section(unit)) == 0 {
            concepts.push(graph.concept_of(graph.unit_note(unit)));
        }
        concepts
    };
    for &own in &source.units {
        for section in graph.unit_sections(own) {
            for statement in graph.statements(section) {
                if statement.how == How::Field && own_concepts.contains(&statement.concept) {
                    return Some(Reason {
                        kind: ReasonKind::Field,
                        detail: format!(
                            "the field {} of “{}” names {}",
                            statement.field,
                            graph.label(graph.unit_section(own)),
                            graph.concept_name(statement.concept)
                        ),
                        path: Some(graph.path(graph.note_of(section)).to_owned()),
                        line: Some(statement.line),
                    });
                }
            }
        }
    }
    None
}

/// A link from one to the other.
fn direct_link(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    let reason = |detail: String, section, line| Reason {
        kind: ReasonKind::Link,
        detail,
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(line),
    };
    // The first link to each, looked for once: the unit may hold as many links as the source has units.
    let mut linked: FxHashMap<UnitId, LinkView> = FxHashMap::default();
    for link in engine.unit_links(unit) {
        if let Some(target) = engine.target_unit(link.target) {
            linked.entry(target).or_insert(link);
        }
    }
    for &own in &source.units {
        let name = || graph.label(graph.unit_section(own));
        if let Some((section, line)) = engine.unit_link(own, unit) {
            return Some(reason(format!("“{}” links to it", name()), section, line));
        }
        if let Some(link) = linked.get(&own) {
            return Some(reason(format!("links to “{}”", name()), link.section, link.line));
        }
    }
    None
}

/// It names the source without linking it.
fn mentions(
    engine: &Engine,
    reading: &Reading<'_>,
    source: &Source,
    unit: UnitId,
) -> Option<Reason> {
    let keys: Vec<Vec<String>> = source.names.iter().map(|name| name_words(name)).collect();
    // Most of a long text names nothing: to look for one word of each name costs less than to parse it.
    let longest: FxHashSet<&str> = keys
        .iter()
        .filter_map(|words| words.iter().map(String::as_str).max_by_key(|word| word.len()))
        .collect();
    let may_name =
        |text: &str| words::plain(text).any(|word| longest.contains(&*name::singular(&word.term)));
    let names = match source.named {
        Some(concept) => TheseNames::of_concept(engine, concept),
        None => TheseNames::new(source.names.clone()),
    };
    let mut first = None;
    let mut count = 0;
    for section in engine.graph.unit_sections(unit) {
        for text in reading.parts(section, may_name) {
            if let Some(mention) = engine.mention_in(section, &text, &names) {
                count += mention.count;
                first.get_or_insert(mention);
            }
        }
    }
    let first = first?;
    let times = times(count);
    let linked = source.is_linked_from(engine, unit);
    let rest = if linked || source.named.is_none() { "" } else { " without linking it" };
    Some(Reason {
        kind: ReasonKind::Mention,
        detail: format!("mentions {} {times}{rest}", first.text),
        path: Some(first.path),
        line: Some(first.line),
    })
}

/// The source's text names it: of several sections that do the one that does so most.
fn mentioned(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    let concepts = match graph.place_of(graph.unit_section(unit)) {
        0 => vec![graph.concept_of(graph.unit_note(unit))],
        _ => topics(engine, unit),
    };
    concepts.into_iter().find_map(|concept| {
        let names = engine.names_in_text(concept);
        let names_it = |named: &&Named| {
            named.concept == concept && names.iter().any(|name| is_form_of(&named.text, name))
        };
        let mut most: Option<(usize, SectionId, &Named)> = None;
        // The pieces of a very long section are beside each other.
        for pieces in source.passages.chunk_by(|left, right| left.section == right.section) {
            let mut places = pieces.iter().flat_map(|piece| &piece.mentions).filter(names_it);
            let Some(first) = places.next() else { continue };
            let count = 1 + places.count();
            if most.is_none_or(|(known, ..)| count > known) {
                most = Some((count, pieces[0].section, first));
            }
        }
        let (count, section, first) = most?;
        let (own, name, times) = (graph.label(section), graph.concept_name(concept), times(count));
        let detail = match &first.text {
            text if text.eq_ignore_ascii_case(name) => format!("“{own}” mentions {name} {times}"),
            text => format!("“{own}” mentions {name} as “{text}”"),
        };
        Some(Reason {
            kind: ReasonKind::Mentioned,
            detail,
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            line: Some(first.line),
        })
    })
}

/// The rarest concept or link target that both state.
fn shared(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    let units = graph.unit_count();
    let mut best: Option<(usize, u32)> = None;
    let around: Vec<u32> = graph.neighbours(unit.0 as usize).collect();
    let mut own_names = topics(engine, unit);
    own_names.push(graph.concept_of(graph.unit_note(unit)));
    for &own in &source.units {
        for between in graph.neighbours(own.0 as usize) {
            if around.binary_search(&between).is_ok()
                && !source.units.contains(&UnitId(between))
                && (between as usize)
                    .checked_sub(units)
                    .map(|at| ConceptId(at as u32))
                    .is_none_or(|at| !source.concepts.contains(&at) && !own_names.contains(&at))
            {
                let common = (graph.neighbours(between as usize).len(), between);
                best = Some(best.map_or(common, |best| best.min(common)));
            }
        }
    }
    let (_, between) = best?;
    let path = |section| Some(graph.path(graph.note_of(section)).to_owned());
    match (between as usize).checked_sub(units) {
        Some(concept) => {
            let concept = ConceptId(concept as u32);
            let name = graph.concept_name(concept);
            let here = statement_in(engine, unit, concept)?;
            let mut own = source.units.iter();
            let there = own.find_map(|&own| statement_in(engine, own, concept))?;
            let (kind, detail) = match (here.how, there.how) {
                (How::Tag, How::Tag) => {
                    (ReasonKind::Tag, format!("both are tagged #{}", tag_as_written(engine, here)))
                }
                (How::Field, How::Field) if here.field == there.field => {
                    (ReasonKind::Field, format!("both have {}: {name}", here.field))
                }
                (How::MissingLink, How::MissingLink) => {
                    (ReasonKind::SharedLink, format!("both link to {name}, which has no note yet"))
                }
                _ => (ReasonKind::Topic, format!("both name {name}")),
            };
            Some(Reason { kind, detail, path: path(here.section), line: Some(here.line) })
        }
        None => {
            let between = UnitId(between);
            let name = graph.label(graph.unit_section(between));
            if let Some((section, line)) = engine.unit_link(unit, between) {
                let both = source.units.iter().any(|&own| engine.unit_link(own, between).is_some());
                let detail = if both {
                    format!("both link to “{name}”")
                } else {
                    format!("links to “{name}”, which links to the other")
                };
                return Some(Reason {
                    kind: ReasonKind::SharedLink,
                    detail,
                    path: path(section),
                    line: Some(line),
                });
            }
            let (section, line) = engine.unit_link(between, unit)?;
            let both = source.is_linked_from(engine, between);
            let detail = if both {
                format!("“{name}” links to both")
            } else {
                format!("“{name}” links to it")
            };
            Some(Reason {
                kind: ReasonKind::SharedLink,
                detail,
                path: path(section),
                line: Some(line),
            })
        }
    }
}

/// What lies between, if nothing else is to be said.
fn near(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let nodes = source.nodes(engine);
    let way = lore_graph::path::between(&engine.graph, &nodes, &[unit.0 as usize])?;
    if way.len() > 5 {
        return None;
    }
    let units = engine.graph.unit_count();
    let names: Vec<String> = way[1..way.len() - 1]
        .iter()
        .map(|&node| match node.checked_sub(units) {
            Some(concept) => engine.graph.concept_name(ConceptId(concept as u32)).to_owned(),
            None => engine.graph.label(engine.graph.unit_section(UnitId(node as u32))),
        })
        .collect();
    // The step that leads to it is what its own note, or the note before it, shows.
    let last = *way[1..way.len() - 1].last()?;
    let graph = &engine.graph;
    let (section, line) = match last.checked_sub(units) {
        Some(concept) => {
            let statement = statement_in(engine, unit, ConceptId(concept as u32))?;
            (statement.section, statement.line)
        }
        None => {
            let last = UnitId(last as u32);
            engine.unit_link(unit, last).or_else(|| engine.unit_link(last, unit))?
        }
    };
    Some(Reason {
        kind: ReasonKind::Near,
        detail: format!("connected through {}", names.join(" and ")),
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(line),
    })
}
