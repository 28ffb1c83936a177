//! The day of every note, for questions about the whole vault: its own, else that on which its file
//! was changed. Leaves out the days of sections, and when something came up elsewhere.

use std::collections::BTreeMap;

use lore_core::Date;
use lore_graph::{Graph, NoteId};

use crate::Engine;

/// When the files of notes were changed, where that says something.
pub(crate) struct Days {
    changed: Vec<Option<Date>>,
}

impl Days {
    pub(crate) fn of(engine: &Engine) -> Days {
        let graph = &engine.graph;
        let changed: Vec<Option<Date>> =
            graph.notes().map(|note| engine.changed_day(note)).collect();
        let mut counts: BTreeMap<Date, usize> = BTreeMap::new();
        for &day in changed.iter().flatten() {
            *counts.entry(day).or_default() += 1;
        }
        // On a day that most files share they were copied rather than written.
        let says_something =
            |day: &Date| 2 * counts.get(day).copied().unwrap_or(0) <= changed.len();
        let changed = changed.iter().map(|day| day.filter(says_something)).collect();
        Days { changed }
    }

    /// The day a note is of, in its front matter or the name of its file, else that on which its file
    /// was changed.
    pub(crate) fn day(&self, graph: &Graph, note: NoteId) -> Option<Date> {
        graph.date(note).or_else(|| self.changed(note))
    }

    /// The day on which a note's file was changed; nothing of a day that most files share.
    pub(crate) fn changed(&self, note: NoteId) -> Option<Date> {
        self.changed[note.0 as usize]
    }
}
