//! The parts of long notes and entries of journals that nothing outside them links to or shares a
//! topic or tag with. A topic is shared, too, by a note that bears its name, and where both belong to
//! the same broader one. A link to the whole note leads to none of its parts. Leaves out notes as a whole,
//! which are in `kinds`.

use lore_graph::{ConceptId, How, NoteId, SectionId, Target, UnitId};
use rustc_hash::FxHashMap;

use super::Standing;
use crate::Engine;

impl Engine {
    /// The first sections of the parts that are orphans, in the order of notes and of their text.
    /// Parts without words are none.
    pub(super) fn orphan_parts(&self, standing: &Standing<'_>) -> Vec<SectionId> {
        let graph = &self.graph;
        let mut is_linked = vec![false; graph.unit_count()];
        for (from, target) in graph.targets() {
            if let Target::Section(section) = target {
                let unit = graph.unit_of(section);
                if unit != graph.unit_of(from) {
                    is_linked[unit.0 as usize] = true;
                }
            }
        }
        let parts = graph.units().filter(|&unit| {
            graph.place_of(graph.unit_section(unit)) > 0
                && graph.unit_words(unit) > 0
                && !is_linked[unit.0 as usize]
                && !standing.is_ignored(graph.unit_note(unit))
        });
        let mut spreads = Spreads { engine: self, of: FxHashMap::default() };
        let is_alone = |&unit: &UnitId| !self.topics_of(unit).any(|of| spreads.is_shared(of, unit));
        parts.filter(is_alone).map(|unit| graph.unit_section(unit)).collect()
    }

    /// The topics and tags that a unit states.
    pub(super) fn topics_of(&self, unit: UnitId) -> impl Iterator<Item = ConceptId> {
        let graph = &self.graph;
        let statements = graph.unit_sections(unit).flat_map(|section| graph.statements(section));
        let stated = statements.filter(|stated| matches!(stated.how, How::Topic | How::Tag));
        stated.map(|stated| stated.concept)
    }

    /// Number of other notes that a part links to.
    pub(super) fn notes_linked_by_part(&self, section: SectionId) -> usize {
        let graph = &self.graph;
        let note = graph.note_of(section);
        let mut linked: Vec<NoteId> = self
            .unit_links(graph.unit_of(section))
            .filter_map(|link| graph.target_note(link.target))
            .filter(|&target| target != note)
            .collect();
        linked.sort_unstable();
        linked.dedup();
        linked.len()
    }
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

struct Spreads<'a> {
    engine: &'a Engine,
    of: FxHashMap<ConceptId, Spread>,
}

impl Spreads<'_> {
    /// Whether something other than a unit has to do with a concept or with what it is part of.
    fn is_shared(&mut self, concept: ConceptId, unit: UnitId) -> bool {
        let graph = &self.engine.graph;
        let mut family: Vec<ConceptId> = vec![concept];
        family.extend(graph.narrower(concept));
        if family.into_iter().any(|member| self.spread(member).is_beyond(unit)) {
            return true;
        }
        graph.broader(concept).any(|broader| {
            self.spread(broader).is_beyond(unit)
                || graph.narrower(broader).any(|sibling| self.spread(sibling).is_beyond(unit))
        })
    }

    fn spread(&mut self, concept: ConceptId) -> Spread {
        let graph = &self.engine.graph;
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
