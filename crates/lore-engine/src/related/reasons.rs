//! What contributed to a relation, in words that are true of the files, with the line that shows it.

use std::collections::BTreeMap;

use lore_graph::{ConceptId, How, Statement, UnitId};
use lore_index::TextIndex;

use crate::Engine;
use crate::mentions::name_words;
use crate::reading::Reading;
use crate::related::Reason;
use crate::related::signals::{Signals, links_from};
use crate::related::source::Source;

/// How many reasons a line carries.
const REASONS: usize = 3;
/// How many shared words a reason names.
const WORDS: usize = 4;

impl Signals {
    /// The reasons why a unit belongs with the source, the strongest kinds of evidence first.
    pub(crate) fn reasons(
        &self,
        engine: &Engine,
        reading: &Reading<'_>,
        source: &Source,
        unit: UnitId,
    ) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        reasons.extend(hierarchy(engine, source, unit));
        reasons.extend(fields(engine, source, unit));
        reasons.extend(direct_link(engine, source, unit));
        if self.mentions.contains_key(&unit) {
            reasons.extend(mentions(engine, reading, source, unit));
        }
        reasons.extend(self.mentioned_reason(engine, source, unit));
        reasons.extend(shared(engine, source, unit));
        if reasons.len() < REASONS {
            reasons.extend(self.words_reason(engine, reading, unit));
        }
        if reasons.is_empty() && self.neighbours.contains_key(&unit) {
            reasons.extend(self.neighbour_reason(engine, source, unit));
        }
        if reasons.is_empty() {
            reasons.extend(near(engine, source, unit));
        }
        reasons.truncate(REASONS);
        reasons
    }

    /// The source's text names it.
    fn mentioned_reason(&self, engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
        self.mentioned.get(&unit)?;
        let graph = &engine.graph;
        let section = graph.unit_section(unit);
        let concepts = match graph.place_of(section) {
            0 => vec![graph.concept_of(graph.unit_note(unit))],
            _ => topics(engine, unit),
        };
        let place =
            concepts.into_iter().find_map(|concept| Some((concept, self.places.get(&concept)?)));
        let (concept, place) = place?;
        let passage = &source.passages[place.passage];
        let own = graph.label(passage.section);
        let words = &passage.text[place.range.clone()];
        let name = graph.concept_name(concept);
        let times = times(place.count as usize);
        let detail = if words.eq_ignore_ascii_case(name) {
            format!("“{own}” mentions {name} {times}")
        } else {
            format!("“{own}” mentions {name} as “{words}”")
        };
        Some(Reason {
            kind: "mentioned",
            detail,
            path: Some(graph.path(graph.note_of(passage.section)).to_owned()),
            line: Some(passage.line(place.range.start)),
        })
    }

    /// Telling words that stand in both.
    fn words_reason(&self, engine: &Engine, reading: &Reading<'_>, unit: UnitId) -> Option<Reason> {
        self.likeness.get(&unit)?;
        // Where in the unit each of the source's telling words stands first, and how.
        let mut first: BTreeMap<usize, (u32, String)> = BTreeMap::new();
        for section in engine.graph.unit_sections(unit) {
            let Some(text) = reading.section(section) else { continue };
            for run in &text.parsed.runs {
                let Some(words) = run.span.slice(&text.source) else { continue };
                TextIndex::stems(words, text.language, |stem, range| {
                    if let Some(&rank) = self.term_ranks.get(stem) {
                        first.entry(rank).or_insert_with(|| {
                            let at = text.start + run.span.start + range.start as u32;
                            (text.line(at), words[range].to_lowercase())
                        });
                    }
                });
            }
        }
        let line = first.first_key_value().map(|(_, (line, _))| *line);
        let shared: Vec<&str> = first.values().take(WORDS).map(|(_, word)| word.as_str()).collect();
        (!shared.is_empty()).then(|| Reason {
            kind: "words",
            detail: format!("shares the words {}", shared.join(", ")),
            path: Some(engine.graph.path(engine.graph.unit_note(unit)).to_owned()),
            line,
        })
    }

    /// A unit like the source links to it.
    fn neighbour_reason(&self, engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
        let graph = &engine.graph;
        let like = self
            .likeness
            .iter()
            .filter(|(other, _)| !source.units.contains(other) && **other != unit)
            .filter(|(other, _)| links_from(engine, **other).contains(&unit))
            .max_by(|left, right| left.1.total_cmp(right.1).then(right.0.cmp(left.0)))?;
        let (section, line) = engine.unit_link(*like.0, unit)?;
        Some(Reason {
            kind: "neighbours",
            detail: format!(
                "the similar “{}” links to it",
                graph.label(graph.unit_section(*like.0))
            ),
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            line: Some(line),
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
            let (kind, detail) = if graph.broader(own).any(|broader| broader == concept) {
                ("broader", format!("{} is part of {name}", graph.concept_name(own)))
            } else if graph.narrower(own).any(|narrower| narrower == concept) {
                ("narrower", format!("{name} is part of {}", graph.concept_name(own)))
            } else {
                continue;
            };
            let first = graph.concept_statements(concept).next();
            return Some(Reason {
                kind,
                detail,
                path: first.map(|each| graph.path(graph.note_of(each.section)).to_owned()),
                line: first.map(|each| each.line),
            });
        }
        let statement = graph
            .concept_statements(concept)
            .find(|statement| source.units.contains(&graph.unit_of(statement.section)))?;
        let owner = graph.label(graph.unit_section(graph.unit_of(statement.section)));
        let detail = match statement.how {
            How::Tag => format!("“{owner}” is tagged #{}", tag_as_written(engine, statement)),
            How::MissingLink => format!("“{owner}” links to {name}, which has no note yet"),
            How::Field => format!("the field {} of “{owner}” names {name}", statement.field),
            How::Topic | How::Title => format!("“{owner}” is about {name}"),
        };
        Some(Reason {
            kind: if statement.how == How::Tag { "tag" } else { "topic" },
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
    let tags = graph.record(graph.note_of(statement.section)).tags;
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
                (concept, own, "narrower")
            } else if graph.broader(own).any(|broader| broader == concept) {
                (own, concept, "broader")
            } else {
                continue;
            };
            let statement = graph
                .concept_statements(concept)
                .find(|statement| graph.unit_of(statement.section) == unit)?;
            return Some(Reason {
                kind,
                detail: format!(
                    "{} is part of {}",
                    graph.concept_name(part),
                    graph.concept_name(whole)
                ),
                path: Some(graph.path(graph.note_of(statement.section)).to_owned()),
                line: Some(statement.line),
            });
        }
    }
    None
}

/// A field of one names the other, or both have the same value in a field or topic.
fn fields(engine: &Engine, source: &Source, unit: UnitId) -> Option<Reason> {
    let graph = &engine.graph;
    for section in graph.unit_sections(unit) {
        for statement in graph.statements(section) {
            if source.concepts.contains(&statement.concept) && statement.how != How::Title {
                let name = graph.concept_name(statement.concept);
                let (kind, detail) = match statement.how {
                    How::Field => ("field", format!("its field {} names {name}", statement.field)),
                    How::Tag => {
                        ("tag", format!("is tagged #{}", tag_as_written(engine, statement)))
                    }
                    How::MissingLink => ("link", format!("links to {name}, which has no note yet")),
                    How::Topic | How::Title => ("topic", format!("is about {name}")),
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
                        kind: "field",
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
        kind: "link",
        detail,
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(line),
    };
    for &own in &source.units {
        let name = graph.label(graph.unit_section(own));
        if let Some((section, line)) = engine.unit_link(own, unit) {
            return Some(reason(format!("“{name}” links to it"), section, line));
        }
        if let Some((section, line)) = engine.unit_link(unit, own) {
            return Some(reason(format!("links to “{name}”"), section, line));
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
    let mut first = None;
    let mut count = 0;
    for section in engine.graph.unit_sections(unit) {
        let Some(text) = reading.section(section) else { continue };
        if let Some(mention) = engine.mention_in(section, &text, &keys) {
            count += mention.count;
            first.get_or_insert(mention);
        }
    }
    let first = first?;
    let times = times(count);
    let linked = source.units.iter().any(|&own| engine.unit_link(unit, own).is_some());
    let rest = if linked || source.named.is_none() { "" } else { " without linking it" };
    Some(Reason {
        kind: "mention",
        detail: format!("mentions {} {times}{rest}", first.text),
        path: Some(first.path),
        line: Some(first.line),
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
            let of_unit = |unit: UnitId| {
                graph
                    .concept_statements(concept)
                    .find(move |statement| graph.unit_of(statement.section) == unit)
            };
            let here = of_unit(unit)?;
            let there = source.units.iter().find_map(|&own| of_unit(own))?;
            let (kind, detail) = match (here.how, there.how) {
                (How::Tag, How::Tag) => {
                    ("tag", format!("both are tagged #{}", tag_as_written(engine, here)))
                }
                (How::Field, How::Field) if here.field == there.field => {
                    ("field", format!("both have {}: {name}", here.field))
                }
                (How::MissingLink, How::MissingLink) => {
                    ("shared-link", format!("both link to {name}, which has no note yet"))
                }
                _ => ("topic", format!("both name {name}")),
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
                    kind: "shared-link",
                    detail,
                    path: path(section),
                    line: Some(line),
                });
            }
            let (section, line) = engine.unit_link(between, unit)?;
            let both = source.units.iter().any(|&own| engine.unit_link(between, own).is_some());
            let detail = if both {
                format!("“{name}” links to both")
            } else {
                format!("“{name}” links to it")
            };
            Some(Reason { kind: "shared-link", detail, path: path(section), line: Some(line) })
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
    (!names.is_empty()).then(|| Reason {
        kind: "near",
        detail: format!("connected through {}", names.join(" and ")),
        path: None,
        line: None,
    })
}
