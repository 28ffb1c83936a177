//! Which notes link to which, each pair once, gathered in one pass over all links for questions
//! about the whole vault. Leaves out links of a note to itself, and those that reach no note.

use lore_graph::{Graph, NoteId};

/// The other notes that each note links to, and is linked from.
pub(crate) struct NoteLinks {
    outgoing: Lists,
    incoming: Lists,
}

impl NoteLinks {
    pub(crate) fn of(graph: &Graph) -> NoteLinks {
        let mut pairs: Vec<(NoteId, NoteId)> = graph
            .links()
            .filter_map(|link| Some((graph.note_of(link.section), graph.target_note(link.target)?)))
            .filter(|(source, target)| source != target)
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let outgoing = Lists::of(graph.note_count(), &pairs);
        for pair in &mut pairs {
            *pair = (pair.1, pair.0);
        }
        pairs.sort_unstable();
        NoteLinks { outgoing, incoming: Lists::of(graph.note_count(), &pairs) }
    }

    /// The other notes that link to a note or a part of it, in path order.
    pub(crate) fn to(&self, note: NoteId) -> &[NoteId] {
        self.incoming.get(note)
    }

    /// The other notes that a note links to, in path order.
    pub(crate) fn from(&self, note: NoteId) -> &[NoteId] {
        self.outgoing.get(note)
    }
}

/// A list of notes for each note.
struct Lists {
    /// One more than there are notes.
    starts: Vec<u32>,
    notes: Vec<NoteId>,
}

impl Lists {
    /// From pairs in their order.
    fn of(notes: usize, pairs: &[(NoteId, NoteId)]) -> Lists {
        let mut starts = vec![0; notes + 1];
        for (owner, _) in pairs {
            starts[owner.0 as usize + 1] += 1;
        }
        for at in 0..notes {
            starts[at + 1] += starts[at];
        }
        Lists { starts, notes: pairs.iter().map(|&(_, listed)| listed).collect() }
    }

    fn get(&self, note: NoteId) -> &[NoteId] {
        let at = note.0 as usize;
        &self.notes[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
