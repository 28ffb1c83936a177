//! Counts of what the sections of an answer have: tags, topics, kinds, folders, years. Leaves out how a
//! section comes by topics and tags, which is in `stated`.

use lore_core::path;
use lore_graph::SectionId;
use lore_index::Hit;
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::stated::Stated;

/// What sections can be counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The tags of a section and of those around it.
    Tag,
    /// The topics of a section and of those around it.
    Topic,
    /// What the note says it is.
    Type,
    /// The folder the note lies in.
    Folder,
    /// The year a section, or else its note, is of.
    Year,
}

impl Facet {
    /// All of them.
    pub const ALL: [Facet; 5] = [Facet::Tag, Facet::Topic, Facet::Type, Facet::Folder, Facet::Year];

    /// What it is called, to people and scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::Tag => "tag",
            Facet::Topic => "topic",
            Facet::Type => "type",
            Facet::Folder => "folder",
            Facet::Year => "year",
        }
    }
}

/// How many sections have each value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// What was counted.
    pub facet: Facet,
    /// Values with their number of sections, most first.
    pub values: Vec<(String, usize)>,
}

impl Engine {
    pub(super) fn count(&self, facet: Facet, hits: &[Hit]) -> FacetCounts {
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        let mut stated = Stated::new(&self.graph);
        for section in hits.iter().filter_map(|hit| self.section_of_hit(hit)) {
            for value in self.values(facet, section, &mut stated) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        values.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        FacetCounts { facet, values }
    }

    fn values(&self, facet: Facet, section: SectionId, stated: &mut Stated<'_>) -> Vec<String> {
        let graph = &self.graph;
        let note = graph.note_of(section);
        let given = |value: &str| if value.is_empty() { vec![] } else { vec![value.to_owned()] };
        match facet {
            Facet::Tag => stated.tags(section),
            Facet::Topic => stated.topics(section),
            Facet::Type => given(graph.kind(note)),
            Facet::Folder => {
                vec![format!("{}/", path::folder(graph.path(note)))]
            }
            Facet::Year => {
                let day = self.day_around(section).or_else(|| graph.date(note));
                let year = day.map(|day| day.year().to_string());
                year.into_iter().collect()
            }
        }
    }
}
