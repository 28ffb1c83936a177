//! The different headings and titles of a vault, each with the sections where it stands. Leaves out
//! what they have in common.

use lore_core::name;
use lore_graph::{Graph, NoteId, SectionId};
use rustc_hash::FxHashMap;

/// Different headings and titles. Those that are the same but for case and punctuation are one.
pub(super) struct Texts<'a> {
    graph: &'a Graph,
    /// The place of each in `texts`, by the number that its sections share.
    known: FxHashMap<u64, u32>,
    /// Each as the first section has it.
    pub(super) texts: Vec<&'a str>,
    /// Which text stands where.
    stands: Vec<(u32, SectionId)>,
}

impl<'a> Texts<'a> {
    /// The headings of all notes that are no entries of journals, in the order of their first sections.
    pub(super) fn of_headings(graph: &'a Graph) -> Texts<'a> {
        let mut texts =
            Texts { graph, known: FxHashMap::default(), texts: Vec::new(), stands: Vec::new() };
        for (section, key) in graph.headings_of_no_entries() {
            texts.add(key, section, || graph.heading(section));
        }
        texts
    }

    /// Adds the titles of all notes, each for the first section of its note.
    pub(super) fn add_titles(&mut self) {
        let graph = self.graph;
        for note in graph.notes() {
            let title = graph.title(note);
            let mut sections = graph.sections_of(note);
            let first = sections.next();
            // A title that is a heading is there already: nearly always the first one, word for word.
            if sections.next().is_some_and(|section| graph.heading(section) == title) {
                continue;
            }
            let key = xxhash_rust::xxh3::xxh3_64(name::heading_key(title).as_bytes());
            if !graph.sections_of(note).any(|section| graph.heading_hash(section) == key)
                && let Some(first) = first
            {
                self.add(key, first, || title);
            }
        }
    }

    fn add(&mut self, key: u64, section: SectionId, text: impl FnOnce() -> &'a str) {
        let next = self.texts.len() as u32;
        let at = *self.known.entry(key).or_insert(next);
        if at == next {
            self.texts.push(text());
        }
        self.stands.push((at, section));
    }

    /// The sections of each text, headings first, in the order of notes and of their text.
    pub(super) fn sections(&self) -> Grouped<SectionId> {
        Grouped::new(self.texts.len(), &self.stands)
    }
}

/// The notes of some sections that are in the order of notes, each once.
pub(super) fn notes_of(graph: &Graph, sections: &[SectionId]) -> impl Iterator<Item = NoteId> {
    let mut last = None;
    let notes = sections.iter().map(|&section| graph.note_of(section));
    notes.filter(move |&note| last.replace(note) != Some(note))
}

/// Values by the number of the group that each is in, in the order they came in: one list instead of
/// one for each of very many groups.
pub(super) struct Grouped<T> {
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy> Grouped<T> {
    /// Divides values among so many groups.
    pub(super) fn new(groups: usize, values: &[(u32, T)]) -> Grouped<T> {
        let mut starts = vec![0; groups + 1];
        for (group, _) in values {
            starts[*group as usize + 1] += 1;
        }
        for group in 0..groups {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        let mut grouped: Vec<T> = values.iter().map(|&(_, value)| value).collect();
        for &(group, value) in values {
            grouped[next[group as usize] as usize] = value;
            next[group as usize] += 1;
        }
        Grouped { starts, values: grouped }
    }

    /// The values of a group.
    pub(super) fn of(&self, group: usize) -> &[T] {
        &self.values[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_order() {
        let grouped = Grouped::new(4, &[(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd'), (2, 'b')]);
        let groups: Vec<&[char]> = (0..4).map(|group| grouped.of(group)).collect();
        assert_eq!(groups, [&['b'][..], &[], &['a', 'c', 'b'], &['d']]);
        assert_eq!(Grouped::<u8>::new(1, &[]).of(0), [0; 0]);
    }
}
