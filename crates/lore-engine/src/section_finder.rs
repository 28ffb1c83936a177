//! From what the text index finds, by the keys of notes, to the sections of the graph. Leaves out what is
//! sought.

use lore_graph::{Graph, NoteId, SectionId};

/// Finds one section after the other. The note is looked up once for all of its sections that follow each
/// other.
pub(crate) struct SectionFinder<'a> {
    graph: &'a Graph,
    /// The last key, and its note.
    last: Option<(u64, Option<NoteId>)>,
}

impl SectionFinder<'_> {
    pub(crate) fn new(graph: &Graph) -> SectionFinder<'_> {
        SectionFinder { graph, last: None }
    }

    /// The section at a place in the note of this key; nothing if there is no such note.
    pub(crate) fn section(&mut self, key: u64, place: u32) -> Option<SectionId> {
        let note = match self.last {
            Some((last, note)) if last == key => note,
            _ => {
                let note = self.graph.note_by_key(key);
                self.last = Some((key, note));
                note
            }
        };
        note.map(|note| self.graph.section_of(note, place))
    }
}
