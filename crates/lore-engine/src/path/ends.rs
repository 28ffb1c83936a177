//! The ends of a path, with the steps that the graph does not have: those of headings inside of units, and what
//! is mentioned without a link. Leaves out the words for a step, which are in `told`.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::Span;
use lore_graph::path::{self, Added, Walk, Way};
use lore_graph::{ConceptId, How, LinkView, NodeId, NoteId, SectionId, Statement, UnitId};
use rustc_hash::FxHashMap;

use super::nearest::NearestFirst;
use super::{PART, Via};
use crate::lookup::Sought;
use crate::mentions::{Forms, GraphNames, MOST_IN_VAIN, Mention, TheseNames, Where, mentions_in};
use crate::reading::{Reading, SectionSource};
use crate::related::source::name_of_heading;
use crate::{Engine, Subject, Unknown};

/// How many mentions of an end, and headings that are its name, are looked for.
const MOST_MENTIONS: usize = 100;

/// In how many places that state an end as their topic mentions are looked for.
const MOST_STATING: usize = 100;

/// One end of a path.
pub(super) struct End {
    /// Its nodes. There is at least one.
    pub(super) nodes: Vec<NodeId>,
    /// What it is called in running text.
    concept: Option<ConceptId>,
    /// The heading that it is, if that is inside of a unit: a node of its own, added to those of the graph.
    pub(super) heading: Option<SectionId>,
    /// The sections that are its own text.
    sections: Vec<SectionId>,
    /// The sections of what states it, or a part of it, as its topic, if it is a concept that others are about.
    stating: Vec<SectionId>,
}

/// Both ends of a path, with the steps that only they know of.
pub(super) struct Ends<'a> {
    pub(super) engine: &'a Engine,
    pub(super) ends: [End; 2],
    pub(super) steps: Vec<Step>,
}

/// A step between two nodes, of which one says so.
pub(super) struct Step {
    pub(super) saying: NodeId,
    pub(super) said: NodeId,
    pub(super) via: Via,
}

impl Step {
    fn edge(&self) -> Added {
        // What is called alike is no more than that.
        let is_mention = matches!(self.via.kind.as_str(), "mention" | "heading");
        Added { ends: (self.saying, self.said), is_mention }
    }
}

impl<'a> Ends<'a> {
    /// The ends that two subjects are, with the steps of headings.
    pub(super) fn new(engine: &'a Engine, [from, to]: [Subject; 2]) -> Result<Ends<'a>, Unknown> {
        // A heading that is both ends is one node.
        let nth_of_other = if from == to { 0 } else { 1 };
        let ends = [
            engine.path_end(from, engine.graph.added_node(0))?,
            engine.path_end(to, engine.graph.added_node(nth_of_other))?,
        ];
        let mut ends = Ends { engine, ends, steps: Vec::new() };
        ends.add_steps_of_headings();
        Ok(ends)
    }

    /// The cheapest way between the two, with the steps known so far.
    pub(super) fn cheapest(&self) -> Option<Way> {
        let [from, to] = &self.ends;
        path::cheapest(&self.engine.graph, &from.nodes, &to.nodes, &self.edges())
    }

    /// The nodes from one end to the other, one of which is part of the other; nothing if neither is.
    pub(super) fn way_to_whole(&self) -> Option<Vec<NodeId>> {
        self.upwards(0).or_else(|| {
            let mut nodes = self.upwards(1)?;
            nodes.reverse();
            Some(nodes)
        })
    }

    /// The nodes from an end up to the other, if that is what it is part of.
    fn upwards(&self, nth: usize) -> Option<Vec<NodeId>> {
        let graph = &self.engine.graph;
        let mut nodes = vec![self.ends[nth].nodes[0]];
        while let Some(&node) = nodes.last()
            && !self.ends[1 - nth].nodes.contains(&node)
        {
            let whole = match self.step_to_whole(node) {
                Some(step) => step.said,
                None => graph.node_of(graph.whole(graph.node(node).ok()?.unit()?)?),
            };
            nodes.push(whole);
        }
        Some(nodes)
    }

    /// The step from a heading inside of a unit to what it is part of.
    pub(super) fn step_to_whole(&self, node: NodeId) -> Option<&Step> {
        let is_end = self.ends.iter().any(|end| end.heading.is_some() && end.nodes[0] == node);
        // The last: a field of it may be called so as well.
        let is_to_whole = |step: &&Step| step.saying == node && step.via.kind == PART;
        is_end.then(|| self.steps.iter().rfind(is_to_whole))?
    }

    fn edges(&self) -> Vec<Added> {
        self.steps.iter().map(Step::edge).collect()
    }

    /// The node of a section, which is an end if it is a heading that the section is below.
    fn node(&self, section: SectionId) -> NodeId {
        let is_below =
            |end: &&End| end.heading.is_some_and(|heading| self.engine.is_within(section, heading));
        // Of two that are, the one that is below the other.
        let end = self.ends.iter().filter(is_below).max_by_key(|end| end.heading);
        end.map_or_else(|| self.engine.node_of_unit(section), |end| end.nodes[0])
    }

    /// The steps at headings inside of units: their links, both ways, what they state, and what they are
    /// part of.
    fn add_steps_of_headings(&mut self) {
        let engine = self.engine;
        let graph = &engine.graph;
        let mut steps = Vec::new();
        for (nth, end) in self.ends.iter().enumerate() {
            let (Some(heading), own) = (end.heading, end.nodes[0]) else { continue };
            let mut say = |saying, said, kind: &str, section, line| {
                let via = engine.said(kind, section, line, false);
                steps.push(Step { saying, said, via });
            };
            let is_outside = |section: SectionId| !engine.is_within(section, heading);
            for &section in &end.sections {
                for stated in graph.statements(section) {
                    let concept = graph.node_of(stated.concept);
                    say(own, concept, stated.word(), section, stated.line);
                }
                for link in graph.links_of_section(section) {
                    let target = graph.target_section(link.target);
                    if let Some(target) = target.filter(|&target| is_outside(target)) {
                        let word = engine.link_word(link, target);
                        say(own, self.node(target), word, section, link.line);
                    }
                }
            }
            let note = graph.note_of(heading);
            for link in graph.backlinks(note).filter(|link| is_outside(link.section)) {
                let target = graph.target_section(link.target);
                if target.is_some_and(|target| !is_outside(target)) {
                    say(self.node(link.section), own, "link", link.section, link.line);
                }
            }
            // What it is part of may be the other end.
            let other = self.ends[1 - nth].heading;
            let whole = match other.filter(|&other| is_outside(other)) {
                Some(other) if engine.is_within(heading, other) => self.ends[1 - nth].nodes[0],
                Some(_) | None => engine.node_of_unit(heading),
            };
            say(own, whole, PART, heading, graph.line(heading));
        }
        // A heading's own unit says nothing of it but that it is part of it.
        let units: Vec<(NodeId, NodeId)> = self
            .ends
            .iter()
            .filter_map(|end| Some((end.nodes[0], engine.node_of_unit(end.heading?))))
            .collect();
        steps.retain(|step| {
            step.via.kind == PART
                || !units.contains(&(step.saying, step.said))
                    && !units.contains(&(step.said, step.saying))
        });
        self.steps.extend(steps);
    }

    /// What an end's own text names without linking it, where that could beat the way there is.
    pub(super) fn add_mentions_by(&mut self, reading: &Reading<'_>, nth: usize, way: Option<&Way>) {
        let steps = self.mentions_in(reading, nth, &self.ends[nth].sections, way);
        self.steps.extend(steps);
    }

    /// What is named without a link where an end is the topic, for want of any way; whether anything is.
    pub(super) fn add_mentions_by_stating(&mut self, reading: &Reading<'_>, nth: usize) -> bool {
        let steps = self.mentions_in(reading, nth, &self.ends[nth].stating, None);
        let is_any = !steps.is_empty();
        self.steps.extend(steps);
        is_any
    }

    fn mentions_in(
        &self,
        reading: &Reading<'_>,
        nth: usize,
        sections: &[SectionId],
        way: Option<&Way>,
    ) -> Vec<Step> {
        let (engine, end) = (self.engine, &self.ends[nth]);
        let graph = &engine.graph;
        let mut beaten = way.map(|way| way.beaten_from(graph, &end.nodes));
        let is_one_unit =
            |&left: &SectionId, &right: &SectionId| graph.unit_of(left) == graph.unit_of(right);
        let mut steps = Vec::new();
        for sections in sections.chunk_by(is_one_unit) {
            let unit = graph.unit_of(sections[0]);
            // The unit around a heading is not where its mentions are.
            let is_unit = end.heading.is_none();
            if beaten.as_mut().is_some_and(|beaten| is_unit && !beaten.by_mention_in(unit)) {
                continue;
            }
            for &section in sections {
                let Some(source) = reading.section(section) else { continue };
                let named = engine.named_in(&source).into_iter();
                let others = named.filter(|(concept, _)| end.concept != Some(*concept));
                steps.extend(others.filter_map(|(concept, (first, count))| {
                    let mention = engine.mention(section, &source, first, count)?;
                    let via = Via {
                        text: mention.text,
                        ..engine.said("mention", section, mention.line, false)
                    };
                    let said = graph.node_of(concept);
                    Some(Step { saying: self.node(section), said, via })
                }));
            }
        }
        steps
    }

    /// Where other notes name an end without linking it, in a text or as a heading. Says how many places that
    /// may do so were left unread.
    pub(super) fn add_mentions_of(
        &mut self,
        reading: &Reading<'_>,
        nth: usize,
        way: Option<&Way>,
    ) -> usize {
        let (engine, end) = (self.engine, &self.ends[nth]);
        let graph = &engine.graph;
        let these = match (end.concept, end.heading) {
            (Some(concept), _) => TheseNames::of_concept(engine, concept),
            (None, Some(heading)) => {
                TheseNames::new(name_of_heading(engine, heading).into_iter().collect())
            }
            (None, None) => return 0,
        };
        let own: BTreeSet<NoteId> =
            end.sections.iter().map(|&section| graph.note_of(section)).collect();
        let is_other = |section: &SectionId| !own.contains(&graph.note_of(*section));
        let mut steps = Vec::new();
        let mut naming = engine.sections_naming(these.names());
        naming.retain(is_other);
        let mut unread = naming.len();
        let mut naming: Box<dyn Iterator<Item = SectionId>> = if naming.len() > MOST_MENTIONS {
            Box::new(self.nearest_first(nth, way, naming))
        } else {
            Box::new(naming.into_iter())
        };
        let mut in_vain = 0;
        while steps.len() < MOST_MENTIONS
            && in_vain < MOST_IN_VAIN
            && let Some(section) = naming.next()
        {
            unread -= 1;
            let source = reading.section(section);
            match source.and_then(|source| engine.mention_in(section, &source, &these)) {
                None => in_vain += 1,
                Some(Mention { text, line, .. }) => {
                    let via = Via { text, ..engine.said("mention", section, line, false) };
                    steps.push(Step { saying: self.node(section), said: end.nodes[0], via });
                }
            }
        }
        let headed = end.concept.into_iter().flat_map(|topic| engine.sections_called(topic));
        for section in headed.filter(is_other).take(MOST_MENTIONS) {
            let via = Via {
                text: graph.heading(section).to_owned(),
                ..engine.said("heading", section, graph.line(section), false)
            };
            steps.push(Step { saying: self.node(section), said: end.nodes[0], via });
        }
        self.steps.extend(steps);
        unread
    }

    /// Sections that may mention the `nth` end by how near the other they are: the first that does makes
    /// the cheapest way. Where there is a `way` already, those that cannot beat it are left out.
    fn nearest_first(
        &self,
        nth: usize,
        way: Option<&Way>,
        sections: Vec<SectionId>,
    ) -> NearestFirst<'a> {
        let (engine, other) = (self.engine, &self.ends[1 - nth]);
        // What mentions a heading need not be as far as the unit around it.
        let are_units = self.ends.iter().all(|end| end.heading.is_none());
        let reach = way.map(|way| {
            // Those of the other end are looked for later.
            let reach = if are_units { way.reach_of_mention(nth == 0) } else { None };
            reach.unwrap_or(way.cost - 1)
        });
        let names = other.concept.map(|concept| engine.names_in_text(concept));
        let names_other = names.map(|names| engine.sections_naming(&names)).unwrap_or_default();
        let walk = Walk::from(&engine.graph, &other.nodes, &self.edges());
        NearestFirst::new(&engine.graph, walk, reach, sections, &names_other)
    }
}

impl Engine {
    /// An end; `added` is its node if the graph has none for it.
    fn path_end(&self, subject: Subject, added: NodeId) -> Result<End, Unknown> {
        let graph = &self.graph;
        Ok(match subject {
            Subject::Note(note) => End {
                nodes: self.note_nodes(note),
                concept: Some(graph.concept_of(note)),
                heading: None,
                sections: graph.sections_of(note).collect(),
                stating: Vec::new(),
            },
            Subject::Section(section) if self.unit_around(section).is_some() => {
                let of_note = graph.sections_of(graph.note_of(section));
                let sections = of_note.filter(|&other| self.is_within(other, section)).collect();
                let (nodes, heading) = (vec![added], Some(section));
                End { nodes, concept: None, heading, sections, stating: Vec::new() }
            }
            Subject::Section(section) => {
                let unit = graph.unit_of(section);
                let sections = graph.unit_sections(unit).collect();
                let nodes = vec![graph.node_of(unit)];
                End { nodes, concept: None, heading: None, sections, stating: Vec::new() }
            }
            Subject::Concept(concept) => {
                let notes = || graph.concept_notes(concept);
                let mut nodes = vec![graph.node_of(concept)];
                nodes.extend(notes().flat_map(|note| self.note_nodes(note)));
                let sections = notes().flat_map(|note| graph.sections_of(note)).collect();
                let topics = std::iter::once(concept).chain(self.below(concept));
                let stated = topics.flat_map(|topic| graph.concept_statements(topic));
                let stated = stated.filter(|each| each.how == How::Topic);
                let units: BTreeSet<UnitId> =
                    stated.map(|each| graph.unit_of(each.section)).take(MOST_STATING).collect();
                let stating =
                    units.into_iter().flat_map(|unit| graph.unit_sections(unit)).collect();
                End { nodes, concept: Some(concept), heading: None, sections, stating }
            }
            Subject::Phrase(name) => return Err(self.not_found(Sought::Anything, &name)),
        })
    }

    /// The node of the unit that a section belongs to.
    fn node_of_unit(&self, section: SectionId) -> NodeId {
        self.graph.node_of(self.graph.unit_of(section))
    }

    /// A note's beginning and its entries; parts hang on the beginning.
    fn note_nodes(&self, note: NoteId) -> Vec<NodeId> {
        let graph = &self.graph;
        let units = graph.sections_of(note).map(|section| graph.unit_of(section));
        let of_its_own = units.filter(|&unit| graph.whole(unit).is_none());
        let mut nodes: Vec<NodeId> = of_its_own.map(|unit| graph.node_of(unit)).collect();
        nodes.dedup();
        nodes
    }

    /// The notes and topics whose names stand in a section's text, with the first place of each and the
    /// number of all.
    fn named_in(&self, source: &SectionSource) -> BTreeMap<ConceptId, (Span, usize)> {
        let found = mentions_in(&source.parsed, &source.source, &GraphNames(self), Where::TEXT);
        let mut forms: FxHashMap<ConceptId, Forms> = FxHashMap::default();
        let mut named = BTreeMap::new();
        for (span, concept) in found {
            let forms = forms.entry(concept).or_insert_with(|| {
                Forms::of(self.names_in_text(concept).iter().map(String::as_str))
            });
            let said = span.slice(&source.source).unwrap_or_default();
            // What links to it are called elsewhere is no name of it.
            if forms.name_said(said).is_some() {
                named.entry(concept).or_insert((span, 0)).1 += 1;
            }
        }
        named
    }

    /// The field that a link to a note stands in, else that it is a link.
    fn link_word(&self, link: LinkView, target: SectionId) -> &str {
        let graph = &self.graph;
        let is_whole = graph.place_of(target) == 0;
        let concept = is_whole.then(|| graph.concept_of(graph.note_of(target)));
        let says_so = |stated: &Statement<'_>| {
            stated.how == How::Field && stated.line == link.line && Some(stated.concept) == concept
        };
        graph.statements(link.section).find(says_so).map_or("link", |stated| stated.word())
    }
}
