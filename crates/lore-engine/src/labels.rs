//! What people would call a section, told from others of its note: where others are called so as well, the
//! headings above that tell it from them stand before it, as in `Process › Pitfalls`. One pass over a note serves
//! all of its sections. Leaves out what a section alone is called, which the graph says.

use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use lore_graph::{Graph, NoteId, SectionId};
use rustc_hash::FxHashMap;

/// How many headings above each section of a note tell it from others.
pub(crate) struct NoteLabels {
    /// Of those that need one.
    above: FxHashMap<SectionId, usize>,
}

/// Those of several notes, each looked at once.
#[derive(Default)]
pub(crate) struct Labels {
    of_note: Mutex<FxHashMap<NoteId, Arc<NoteLabels>>>,
}

impl NoteLabels {
    pub(crate) fn of(graph: &Graph, note: NoteId) -> NoteLabels {
        let headed = || graph.sections_of(note).filter(|&section| graph.level(section) > 0);
        let mut headings: FxHashMap<u64, usize> = FxHashMap::default();
        headed().for_each(|section| *headings.entry(graph.heading_hash(section)).or_default() += 1);
        let is_alone = |section: &SectionId| headings[&graph.heading_hash(*section)] == 1;
        let mut alike: Vec<Alike> = headed()
            .filter(|section| !is_alone(section))
            .map(|section| Alike { section, at: section, way: 0 })
            .collect();
        let (mut above, mut names) = (FxHashMap::default(), Names::default());
        let mut climbed = 0;
        while !alike.is_empty() {
            // By the labels from the section up: the first heading there, and whether there is another one.
            let mut ways: FxHashMap<(usize, usize), (usize, SectionId, bool)> =
                FxHashMap::default();
            for each in &mut alike {
                let next = ways.len();
                let way = match ways.entry((each.way, names.of(graph, each.at))) {
                    Entry::Vacant(new) => new.insert((next, each.at, false)),
                    Entry::Occupied(known) => {
                        let known = known.into_mut();
                        known.2 |= known.1 != each.at;
                        known
                    }
                };
                each.way = way.0;
            }
            let mut is_shared = vec![false; ways.len()];
            ways.values().for_each(|&(way, _, several)| is_shared[way] = several);
            climbed += 1;
            alike.retain_mut(|each| {
                let to = headed_above(graph, each.at).filter(|_| is_shared[each.way]);
                each.at = to.unwrap_or(each.at);
                if to.is_some() {
                    above.insert(each.section, climbed);
                }
                to.is_some()
            });
        }
        NoteLabels { above }
    }

    /// What people would call a section of the note.
    pub(crate) fn label(&self, graph: &Graph, section: SectionId) -> String {
        let above = self.above.get(&section).copied().unwrap_or_default();
        let around = std::iter::successors(Some(section), |&at| headed_above(graph, at));
        let mut labels: Vec<String> = around.take(above + 1).map(|at| graph.label(at)).collect();
        labels.reverse();
        labels.join(" › ")
    }
}

impl Labels {
    /// What people would call a section.
    pub(crate) fn label(&self, graph: &Graph, section: SectionId) -> String {
        let known = || self.of_note.lock().unwrap_or_else(PoisonError::into_inner);
        let note = graph.note_of(section);
        let of_note = known().get(&note).cloned();
        let of_note = of_note.unwrap_or_else(|| {
            let labels = Arc::new(NoteLabels::of(graph, note));
            known().entry(note).or_insert(labels).clone()
        });
        of_note.label(graph, section)
    }
}

/// A section that others are called like, as far as one looked.
struct Alike {
    section: SectionId,
    /// The heading above it that one looks at.
    at: SectionId,
    /// What the sections that are called alike from there down have in common.
    way: usize,
}

/// Numbers for what sections are called.
#[derive(Default)]
struct Names {
    of_section: FxHashMap<SectionId, usize>,
    numbers: FxHashMap<(u64, String), usize>,
}

impl Names {
    fn of(&mut self, graph: &Graph, section: SectionId) -> usize {
        *self.of_section.entry(section).or_insert_with(|| {
            let next = self.numbers.len();
            let name = (graph.heading_hash(section), graph.label(section));
            *self.numbers.entry(name).or_insert(next)
        })
    }
}

fn headed_above(graph: &Graph, section: SectionId) -> Option<SectionId> {
    graph.parent(section).filter(|&above| graph.level(above) > 0)
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;

    use super::*;
    use crate::{Engine, Options};

    #[test]
    fn headings_above_tell_sections_apart() {
        let vault = VaultFixture::from_str(
            "-- a.md --\n# A\n\n## One\n\n### Pitfalls\n\n#### More\n\n### Pitfalls\n\n## Two\n\n\
             ### Pitfalls\n\n#### More\n\n## Three\n\n### Only\n",
        );
        let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
        let engine = Engine::open(&options).expect("a vault");
        let graph = &engine.graph;
        let note = graph.note_at("a.md").expect("the note");
        let labels = NoteLabels::of(graph, note);
        let labels: Vec<String> =
            graph.sections_of(note).skip(1).map(|section| labels.label(graph, section)).collect();
        assert_eq!(
            labels,
            [
                "A", "One", "One › Pitfalls", "One › Pitfalls › More", "One › Pitfalls", "Two",
                "Two › Pitfalls", "Two › Pitfalls › More", "Three", "Only",
            ]
        );
    }
}
