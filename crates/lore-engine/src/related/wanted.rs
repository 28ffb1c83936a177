//! Which units a question asks for: of a kind, linked or not, near enough, new enough. Leaves out how
//! well they fit.

use std::cell::OnceCell;

use lore_core::name;
use lore_graph::{How, UnitId};
use rustc_hash::FxHashSet;

use crate::Engine;
use crate::related::RelatedOptions;
use crate::related::signals::HUB;
use crate::related::source::Source;

/// What a question asks for.
pub(crate) struct Wanted<'a> {
    engine: &'a Engine,
    source: &'a Source,
    options: &'a RelatedOptions,
    /// The units that are near enough, if that was asked.
    within: Option<FxHashSet<UnitId>>,
    /// The units that a link connects with the question, gathered when first asked for: a hub has tens of
    /// thousands of links, which are not read again for each unit.
    linked: OnceCell<FxHashSet<UnitId>>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        source: &'a Source,
        options: &'a RelatedOptions,
    ) -> Wanted<'a> {
        let within = options.depth.map(|depth| within(engine, source, depth));
        Wanted { engine, source, options, within, linked: OnceCell::new() }
    }

    /// Whether a unit is asked for.
    pub(crate) fn accepts(&self, unit: UnitId) -> bool {
        let RelatedOptions { kind, linked, since, .. } = self.options;
        kind.as_deref().is_none_or(|kind| self.is_of_kind(unit, kind))
            && linked.is_none_or(|linked| linked == self.is_linked(unit))
            && self.within.as_ref().is_none_or(|within| within.contains(&unit))
            && since.is_none_or(|since| self.engine.unit_day(unit).is_some_and(|day| day >= since))
    }

    /// Whether a link connects a unit with the question, either way.
    pub(crate) fn is_linked(&self, unit: UnitId) -> bool {
        self.linked.get_or_init(|| self.source.linked(self.engine)).contains(&unit)
    }

    fn is_of_kind(&self, unit: UnitId, kind: &str) -> bool {
        let graph = &self.engine.graph;
        let wanted = kind.to_lowercase();
        let note = graph.unit_note(unit);
        let singular = |word: &str| name::singular(word).into_owned();
        let folder = graph.path(note).rsplit('/').nth(1).unwrap_or("").to_lowercase();
        let tagged = || {
            graph.unit_sections(unit).any(|section| {
                graph.statements(section).any(|statement| {
                    statement.how == How::Tag
                        && graph.concept_name(statement.concept).eq_ignore_ascii_case(&wanted)
                })
            })
        };
        self.engine.unit_kind(unit).eq_ignore_ascii_case(&wanted)
            || graph.kind(note) == wanted
            || (graph.kind(note).is_empty() && singular(&folder) == singular(&wanted))
            || tagged()
    }
}

/// The units that so many steps reach from the source: along a link either way, or through a concept
/// that both name, unless that is as good as everything's.
fn within(engine: &Engine, source: &Source, depth: u32) -> FxHashSet<UnitId> {
    let graph = &engine.graph;
    let units = graph.unit_count();
    let mut reached: FxHashSet<usize> = source.nodes(engine).into_iter().collect();
    let mut border: Vec<usize> = reached.iter().copied().collect();
    for _ in 0..depth {
        let mut next = Vec::new();
        while let Some(node) = border.pop() {
            for neighbour in graph.neighbours(node) {
                let neighbour = neighbour as usize;
                if !reached.insert(neighbour) {
                    continue;
                }
                if neighbour < units {
                    next.push(neighbour);
                } else if graph.neighbours(neighbour).len() <= HUB {
                    let around = graph.neighbours(neighbour).map(|unit| unit as usize);
                    next.extend(around.filter(|&unit| unit < units && reached.insert(unit)));
                }
            }
        }
        border = next;
    }
    let units = reached.into_iter().filter(|&node| node < units);
    units.map(|node| UnitId(node as u32)).collect()
}
