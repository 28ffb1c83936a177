//! Reasons that people wrote down: links, fields, topics, tags, the hierarchy of names, the order of a
//! journal. Leaves out what the words of the texts say, which is in `words`.

use lore_graph::{ConceptId, How, LinkView, NodeId, Statement};
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::feedback::FieldSaying;
use crate::reading::Reading;
use crate::related::pieces::{Piece, Pieces};
use crate::related::signals::Evidence;
use crate::related::source::Source;
use crate::related::{Reason, ReasonKind};

impl<'a> Evidence<'a> {
    /// A unit like the source links to it.
    pub(super) fn neighbour_reason(
        &self,
        pieces: &Pieces<'a>,
        reading: &Reading<'_>,
        source: &Source,
        unit: Piece,
    ) -> Option<Reason> {
        let graph = &pieces.engine.graph;
        let linking = pieces
            .backlinks(unit)
            .map(|link| pieces.of(link.section))
            .filter(|other| !source.units.contains(other));
        let (like, _) = linking
            .filter_map(|other| Some((other, self.unit_alike(other)?)))
            .max_by(|left, right| left.1.total_cmp(&right.1).then(right.0.cmp(&left.0)))?;
        let link = pieces.link(like, unit)?;
        let label = pieces.label(like);
        let shared = self.words_reason(pieces, reading, source, like);
        let like = match shared {
            Some(shared) => format!("“{label}”, which {},", shared.detail),
            None => format!("the similar “{label}”"),
        };
        Some(Reason {
            kind: ReasonKind::Neighbours,
            detail: format!("{like} links to it"),
            path: Some(graph.path(graph.note_of(link.section)).to_owned()),
            line: Some(link.line),
        })
    }

    /// The section most like the source that links to it.
    pub(super) fn context_reason(
        &self,
        pieces: &Pieces<'a>,
        reading: &Reading<'_>,
        source: &Source,
        unit: Piece,
    ) -> Option<Reason> {
        let graph = &pieces.engine.graph;
        let (link, _) = pieces
            .backlinks(unit)
            .filter_map(|link| Some((link, self.section_alike(link.section)?)))
            .max_by(|left, right| {
                left.1.total_cmp(&right.1).then(right.0.line.cmp(&left.0.line))
            })?;
        let section = std::iter::once(link.section);
        let shared = self.shared_words(pieces, reading, source, section);
        let text = match shared {
            Some(shared) => format!("text that {}", shared.said),
            None => "similar text".to_owned(),
        };
        Some(Reason {
            kind: ReasonKind::Context,
            detail: format!("“{}” links to it from a {text}", pieces.label_in_note(link.section)),
            path: Some(graph.path(graph.note_of(link.section)).to_owned()),
            line: Some(link.line),
        })
    }

    /// Why a concept without a note belongs: which unit near the source states it.
    pub(crate) fn concept_reason(
        &self,
        pieces: &Pieces<'_>,
        source: &Source,
        concept: ConceptId,
    ) -> Option<Reason> {
        let engine = pieces.engine;
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
            // A tag has its whole in its own name.
            let is_tag = |each: &Statement<'_>| each.how == How::Tag;
            let first = engine
                .declaration(part, whole)
                .or_else(|| graph.concept_statements(part).find(is_tag))
                .or_else(|| graph.concept_statements(concept).next());
            return Some(Reason {
                kind,
                detail,
                path: first.map(|each| graph.path(graph.note_of(each.section)).to_owned()),
                line: first.map(|each| each.line),
            });
        }
        let mut own = source.units.iter();
        let statement = own.find_map(|&own| pieces.statement(own, concept))?;
        let owner = pieces.label(pieces.of(statement.section));
        let detail = match statement.how {
            How::Tag => format!("“{owner}” is tagged #{}", tag_as_written(engine, statement)),
            How::MissingLink => format!("“{owner}” {}", names_in_link(engine, statement)),
            How::Field => format!("the field “{}” of “{owner}” names “{name}”", statement.field),
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

/// What a piece is about by its own word: the topics it declares, and where a note begins with it, the
/// note's name.
pub(super) fn subjects(pieces: &Pieces<'_>, piece: Piece) -> Vec<ConceptId> {
    let (graph, section) = (&pieces.engine.graph, pieces.section(piece));
    let statements = graph.statements(section).filter(|each| each.how == How::Topic);
    let mut subjects: Vec<ConceptId> = statements.map(|each| each.concept).collect();
    if graph.place_of(section) == 0 {
        subjects.push(graph.concept_of(graph.note_of(section)));
    }
    subjects
}

/// One name begins with the other, or a field says so.
pub(super) fn hierarchy(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let engine = pieces.engine;
    let graph = &engine.graph;
    let concepts = subjects(pieces, unit);
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
                engine.declaration(part, whole).or_else(|| pieces.statement(unit, concept))?;
            let is_its_name = concept == graph.concept_of(pieces.note(unit));
            let is_note = graph.place_of(pieces.section(unit)) == 0;
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
    let aliases = |concept| {
        let notes = graph.concept_notes(concept);
        notes.flat_map(|note| graph.aliases(note).chain(graph.short_names(note)))
    };
    let names = |concept| [graph.concept_name(concept)].into_iter().chain(aliases(concept));
    let by_names = names(part)
        .flat_map(|name| names(whole).map(move |beginning| (name, beginning)))
        .find(|(name, beginning)| lore_graph::begins_as_written(name, beginning));
    let is_stated = engine.declaration(part, whole).is_some();
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

impl Engine {
    /// The field that says that one concept is part of another, if one does: names may say so as well.
    pub(crate) fn declaration(&self, part: ConceptId, whole: ConceptId) -> Option<Statement<'_>> {
        let graph = &self.graph;
        let at_top = |concept| {
            // No field further down is about its note.
            let tops =
                graph.concept_notes(concept).flat_map(|note| graph.sections_of(note).take(2));
            tops.flat_map(|section| graph.statements(section))
        };
        let is_broader = |each: &Statement<'_>| each.is_broader() && each.concept == whole;
        let is_narrower = |each: &Statement<'_>| each.is_narrower() && each.concept == part;
        at_top(part).find(is_broader).or_else(|| at_top(whole).find(is_narrower))
    }
}

/// What one states of the other: it states the source, or a field of the source names it.
pub(super) fn fields(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let engine = pieces.engine;
    let graph = &engine.graph;
    let stated = || {
        let all = pieces.sections(unit).flat_map(|section| graph.statements(section));
        all.filter(|each| source.concepts.contains(&each.concept) && each.how != How::Title)
    };
    if let Some(first) = stated().next() {
        // A field tells more than that there is a link in it.
        let of_field =
            || stated().find(|each| each.how == How::Field && each.concept == first.concept);
        let field = if first.how == How::MissingLink { of_field() } else { None };
        let statement = field.unwrap_or(first);
        let section = statement.section;
        let name = graph.concept_name(statement.concept);
        let (kind, detail) = match statement.how {
            How::Field => {
                (ReasonKind::Field, format!("its field “{}” names “{name}”", statement.field))
            }
            How::Tag => {
                (ReasonKind::Tag, format!("is tagged #{}", tag_as_written(engine, statement)))
            }
            How::MissingLink => (ReasonKind::Link, names_in_link(engine, statement)),
            How::Topic | How::Title => (ReasonKind::Topic, format!("is about {name}")),
        };
        return Some(Reason {
            kind,
            detail,
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            line: Some(statement.line),
        });
    }
    let own_concepts = subjects(pieces, unit);
    for &own in &source.units {
        let own_sections = pieces.sections(own);
        let stated = own_sections.flat_map(|section| graph.statements(section)).filter(|each| {
            matches!(each.how, How::Field | How::MissingLink)
                && own_concepts.contains(&each.concept)
        });
        if let Some(statement) = stated.min_by_key(|each| each.how == How::MissingLink) {
            let (label, name) = (pieces.label(own), graph.concept_name(statement.concept));
            let (kind, detail) = match statement.how {
                How::MissingLink => {
                    let detail = format!("“{label}” {}", names_in_link(engine, statement));
                    (ReasonKind::Link, detail)
                }
                _ => {
                    let detail =
                        format!("the field “{}” of “{label}” names “{name}”", statement.field);
                    (ReasonKind::Field, detail)
                }
            };
            return Some(Reason {
                kind,
                detail,
                path: Some(graph.path(graph.note_of(statement.section)).to_owned()),
                line: Some(statement.line),
            });
        }
    }
    None
}

/// What a link says that leads nowhere.
fn names_in_link(engine: &Engine, statement: Statement<'_>) -> String {
    let name = engine.graph.concept_name(statement.concept);
    match engine.dead_link(statement) {
        Some(link) => format!("names {name} in a dead link {link}"),
        None => format!("links to {name}, which has no note yet"),
    }
}

/// A heading of it is the name of the source.
pub(super) fn called(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let graph = &pieces.engine.graph;
    let &section = source.called.iter().find(|&&section| pieces.of(section) == unit)?;
    let is_its_own = section == pieces.section(unit);
    let what = if is_its_own { "its heading is" } else { "has the heading" };
    Some(Reason {
        kind: ReasonKind::Topic,
        detail: format!("{what} “{}”", graph.heading(section)),
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(graph.line(section)),
    })
}

/// Its front matter says the words that were asked about.
pub(super) fn said_in_field(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let FieldSaying { key, line, said } = source.saying.get(&unit)?;
    Some(Reason {
        kind: ReasonKind::Field,
        detail: format!("its field “{key}” says “{said}”"),
        path: Some(pieces.engine.graph.path(pieces.note(unit)).to_owned()),
        line: Some(*line),
    })
}

/// A tag as its note has it; the concept may be better known by a note's title.
fn tag_as_written(engine: &Engine, statement: Statement<'_>) -> String {
    let graph = &engine.graph;
    let tags = engine.record(graph.note_of(statement.section)).tags;
    let is_it = |name: &str| graph.concept_named(name) == Some(statement.concept);
    let written = tags.into_iter().find(|tag| tag.line == statement.line && is_it(&tag.name));
    written.map_or_else(|| graph.concept_name(statement.concept).to_owned(), |tag| tag.name)
}

/// A link from one to the other.
pub(super) fn direct_link(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let graph = &pieces.engine.graph;
    let reason = |detail: String, link: LinkView| Reason {
        kind: ReasonKind::Link,
        detail,
        path: Some(graph.path(graph.note_of(link.section)).to_owned()),
        line: Some(link.line),
    };
    // The first link to each, looked for once: the unit may hold as many links as the source has units.
    let mut linked: FxHashMap<Piece, LinkView> = FxHashMap::default();
    for link in pieces.links(unit) {
        if let Some(target) = pieces.target(link.target) {
            linked.entry(target).or_insert(link);
        }
    }
    for &own in &source.units {
        let name = || pieces.label(own);
        if let Some(link) = pieces.link(own, unit) {
            return Some(reason(format!("“{}” links to it", name()), link));
        }
        if let Some(&link) = linked.get(&own) {
            return Some(reason(format!("links to “{}”", name()), link));
        }
    }
    None
}

/// What both state or link, or what links both: of several the one that the fewest do.
pub(super) fn shared(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    match pieces.at_node(rarest_between(pieces, source, unit)?) {
        Ok(between) => linked_between(pieces, source, unit, between),
        Err(concept) => stated_by_both(pieces, source, unit, concept),
    }
}

/// The node that is beside both, and beside the fewest others.
fn rarest_between(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<NodeId> {
    let around: Vec<NodeId> = pieces.neighbours(pieces.node(unit)).collect();
    // That a part has to do with its own note says nothing.
    let mut own_names = subjects(pieces, unit);
    own_names.push(pieces.engine.graph.concept_of(pieces.note(unit)));
    let own = source.units.iter().flat_map(|&own| pieces.neighbours(pieces.node(own)));
    let is_between = |&node: &NodeId| {
        around.binary_search(&node).is_ok()
            && match pieces.at_node(node) {
                Ok(piece) => !source.units.contains(&piece),
                Err(concept) => {
                    !source.concepts.contains(&concept)
                        && !own_names.contains(&concept)
                        && !pieces.engine.graph.is_commonplace(concept)
                }
            }
    };
    let between = own.filter(is_between).map(|node| (pieces.crowd(node), node));
    between.min().map(|(_, node)| node)
}

/// That both state a concept.
fn stated_by_both(
    pieces: &Pieces<'_>,
    source: &Source,
    unit: Piece,
    concept: ConceptId,
) -> Option<Reason> {
    let graph = &pieces.engine.graph;
    let name = graph.concept_name(concept);
    let here = pieces.statement(unit, concept)?;
    let there = source.units.iter().find_map(|&own| pieces.statement(own, concept))?;
    // What stands around what was asked about is stated for both at once.
    if here == there {
        return None;
    }
    let (kind, detail) = match (here.how, there.how) {
        (How::Tag, How::Tag) => {
            (ReasonKind::Tag, format!("both are tagged #{}", tag_as_written(pieces.engine, here)))
        }
        (How::Field, How::Field) if here.field == there.field => {
            (ReasonKind::Field, format!("both have {}: {name}", here.field))
        }
        (How::MissingLink, How::MissingLink) => {
            let detail = match pieces.engine.dead_link(here) {
                Some(_) => format!("both name {name} in dead links"),
                None => format!("both link to {name}, which has no note yet"),
            };
            (ReasonKind::SharedLink, detail)
        }
        _ => (ReasonKind::Topic, format!("both name {name}")),
    };
    let path = graph.path(graph.note_of(here.section)).to_owned();
    Some(Reason { kind, detail, path: Some(path), line: Some(here.line) })
}

/// That a link leads from one to what lies between, or from there to it.
fn linked_between(
    pieces: &Pieces<'_>,
    source: &Source,
    unit: Piece,
    between: Piece,
) -> Option<Reason> {
    let graph = &pieces.engine.graph;
    let name = pieces.label(between);
    let (link, detail) = match pieces.link(unit, between) {
        Some(link) if source.units.iter().any(|&own| pieces.link(own, between).is_some()) => {
            (link, format!("both link to “{name}”"))
        }
        Some(link) => (link, format!("links to “{name}”, which links to the other")),
        None => {
            let both = source.is_linked_from(pieces, between);
            let what = if both { "both" } else { "it" };
            (pieces.link(between, unit)?, format!("“{name}” links to {what}"))
        }
    };
    Some(Reason {
        kind: ReasonKind::SharedLink,
        detail,
        path: Some(graph.path(graph.note_of(link.section)).to_owned()),
        line: Some(link.line),
    })
}

/// It is the entry before or after, or one of the same day.
pub(super) fn entry(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let graph = &pieces.engine.graph;
    let section = pieces.section(unit);
    let reason = |detail: String| Reason {
        kind: ReasonKind::Entry,
        detail,
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(graph.line(section)),
    };
    for &own in &source.units {
        let label = pieces.label(own);
        if let Some(day) = pieces.stated_day(own)
            && pieces.stated_day(unit) == Some(day)
        {
            return Some(reason(format!("is of {day}, like “{label}”")));
        }
        if pieces.note(own) == pieces.note(unit) && own.0.abs_diff(unit.0) == 1 {
            let side = if unit < own { "before" } else { "after" };
            return Some(reason(format!("is the entry {side} “{label}”")));
        }
    }
    None
}

/// What lies between, if nothing else is to be said.
pub(super) fn near(pieces: &Pieces<'_>, source: &Source, unit: Piece) -> Option<Reason> {
    let graph = &pieces.engine.graph;
    let own = source.nodes(pieces);
    let nodes = pieces.in_graph(&own);
    let goal = graph.node_of(pieces.unit(unit)?);
    // Of a heading few units have a reason, so that this is asked of many.
    let way = match pieces.divided() {
        Some(_) => pieces.ways_from(&nodes).to(graph, goal)?,
        None => lore_graph::path::between(graph, &nodes, &[goal])?,
    };
    // Where it begins beside what was asked about, its first stop lies between as well.
    let first = if pieces.divided().is_some() { 0 } else { 1 };
    let divided = pieces.divided().map(|unit| graph.node_of(unit));
    if way.len() - first > 4 || way.iter().any(|&node| divided == Some(node)) {
        return None;
    }
    let between = way.get(first..way.len() - 1)?;
    if between.iter().any(|&node| graph.is_commonplace_node(node)) {
        return None;
    }
    let name = |&node: &NodeId| match pieces.at_node(node) {
        Ok(piece) => pieces.label(piece),
        Err(concept) => graph.concept_name(concept).to_owned(),
    };
    let names: Vec<String> = between.iter().map(name).collect();
    // The step that leads to it is what its own note, or the note before it, shows.
    let (section, line) = match pieces.at_node(*between.last()?) {
        Err(concept) => {
            let statement = pieces.statement(unit, concept)?;
            (statement.section, statement.line)
        }
        Ok(last) => {
            let link = pieces.link(unit, last).or_else(|| pieces.link(last, unit))?;
            (link.section, link.line)
        }
    };
    Some(Reason {
        kind: ReasonKind::Near,
        detail: format!("connected through {}", names.join(" and ")),
        path: Some(graph.path(graph.note_of(section)).to_owned()),
        line: Some(line),
    })
}
