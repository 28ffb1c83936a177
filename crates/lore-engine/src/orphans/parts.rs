//! The parts of long notes and entries of journals that nothing outside them links to or shares a
//! topic or tag with. A topic is shared, too, by a note that bears its name, and where both belong to
//! the same broader one. A link to the whole note leads to none of its parts. Leaves out notes as a whole,
//! which are in `kinds`.

use lore_graph::{ConceptId, Graph, How, NoteId, SectionId, Statement, Target, UnitId};
use rustc_hash::FxHashMap;

use super::Standing;
use crate::Engine;

impl Engine {
    /// The first sections of the parts that are orphans, in the order of notes and of their text.
    /// Parts without words are none.
    pub(super) fn orphan_parts(&self, standing: &Standing<'_>) -> Vec<SectionId> {
        let graph = &self.graph;
        let is_part = |unit: UnitId| {
            graph.unit_words(unit) > 0
                && graph.place_of(graph.unit_section(unit)) > 0
                && !standing.is_ignored(graph.unit_note(unit))
        };
        let mut are_alone: Vec<bool> = graph.units().map(is_part).collect();
        for (from, target) in graph.targets() {
            if let Target::Section(section) = target {
                let unit = graph.unit_of(section);
                are_alone[unit.at()] &= unit == graph.unit_of(from);
            }
        }
        let mut spreads = Spreads::new(self);
        for stated in graph.all_statements().filter(is_topic_or_tag) {
            let unit = graph.unit_of(stated.section);
            let is_alone = &mut are_alone[unit.at()];
            *is_alone = *is_alone && !spreads.around(stated.concept).is_beyond(unit);
        }
        let alone = graph.units().zip(are_alone).filter(|&(_, is_alone)| is_alone);
        alone.map(|(unit, _)| graph.unit_section(unit)).collect()
    }

    /// The topics and tags that a unit states.
    pub(super) fn topics_of(&self, unit: UnitId) -> impl Iterator<Item = ConceptId> {
        let graph = &self.graph;
        let statements = graph.unit_sections(unit).flat_map(|section| graph.statements(section));
        statements.filter(is_topic_or_tag).map(|stated| stated.concept)
    }

    /// Number of other notes that a part links to.
    pub(super) fn notes_linked_by_part(&self, section: SectionId) -> usize {
        let graph = &self.graph;
        let note = graph.note_of(section);
        let mut linked: Vec<NoteId> = graph
            .unit_sections(graph.unit_of(section))
            .flat_map(|section| graph.links_of_section(section))
            .filter_map(|link| graph.target_note(link.target))
            .filter(|&target| target != note)
            .collect();
        linked.sort_unstable();
        linked.dedup();
        linked.len()
    }
}

fn is_topic_or_tag(stated: &Statement<'_>) -> bool {
    matches!(stated.how, How::Topic | How::Tag)
}

/// How many things have to do with a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// Nothing.
    None,
    /// One unit, and no note of its name.
    One(UnitId),
    /// Several units, or a note of its name.
    Many,
}

impl Spread {
    fn and(self, other: Spread) -> Spread {
        match (self, other) {
            (Spread::None, spread) | (spread, Spread::None) => spread,
            (Spread::One(left), Spread::One(right)) if left == right => self,
            (Spread::One(_) | Spread::Many, Spread::One(_) | Spread::Many) => Spread::Many,
        }
    }

    fn is_beyond(self, unit: UnitId) -> bool {
        match self {
            Spread::None => false,
            Spread::One(only) => only != unit,
            Spread::Many => true,
        }
    }
}

/// How many things have to do with each concept, found when it is first asked.
struct Spreads<'a> {
    graph: &'a Graph,
    /// With the concept itself.
    of: FxHashMap<ConceptId, Spread>,
    /// With the concept, with what is part of it, and with what it is part of and all that is part of that.
    around: FxHashMap<ConceptId, Spread>,
}

impl Spreads<'_> {
    fn new(engine: &Engine) -> Spreads<'_> {
        Spreads { graph: &engine.graph, of: FxHashMap::default(), around: FxHashMap::default() }
    }

    fn around(&mut self, concept: ConceptId) -> Spread {
        if let Some(&known) = self.around.get(&concept) {
            return known;
        }
        let graph = self.graph;
        let above = graph.broader(concept);
        let beside = above.clone().flat_map(|broader| graph.narrower(broader));
        let family = std::iter::once(concept).chain(graph.narrower(concept)).chain(above);
        let mut around = Spread::None;
        for member in family.chain(beside) {
            around = around.and(self.of(member));
            if around == Spread::Many {
                break;
            }
        }
        self.around.insert(concept, around);
        around
    }

    fn of(&mut self, concept: ConceptId) -> Spread {
        let graph = self.graph;
        *self.of.entry(concept).or_insert_with(|| {
            if graph.concept_notes(concept).len() > 0 {
                return Spread::Many;
            }
            let stated = graph.concept_statements(concept);
            let units = stated.map(|stated| Spread::One(graph.unit_of(stated.section)));
            units.fold(Spread::None, Spread::and)
        })
    }
}
