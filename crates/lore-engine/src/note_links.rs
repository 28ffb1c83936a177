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
        let pairs = graph.links_between_notes().filter(|(source, target)| source != target);
        let mut pairs: Vec<(NoteId, NoteId)> = pairs.collect();
        // Links come note by note: only those of one note are out of order.
        pairs.chunk_by_mut(|left, right| left.0 == right.0).for_each(<[_]>::sort_unstable);
        pairs.dedup();
        let notes = graph.note_count();
        let outgoing = Lists::of(notes, pairs.iter().copied());
        let incoming = Lists::of(notes, pairs.iter().map(|&(source, target)| (target, source)));
        NoteLinks { outgoing, incoming }
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
    /// From pairs of the list's owner and what goes into the list, which keeps their order.
    fn of(notes: usize, pairs: impl Iterator<Item = (NoteId, NoteId)> + Clone) -> Lists {
        let mut starts = vec![0; notes + 1];
        for (owner, _) in pairs.clone() {
            starts[owner.at() + 1] += 1;
        }
        for at in 0..notes {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut lists = vec![NoteId(0); next[notes] as usize];
        for (owner, listed) in pairs {
            let place = &mut next[owner.at()];
            lists[*place as usize] = listed;
            *place += 1;
        }
        Lists { starts, notes: lists }
    }

    fn get(&self, note: NoteId) -> &[NoteId] {
        let at = note.at();
        &self.notes[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
