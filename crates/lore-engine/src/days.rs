//! The day of every note, for questions about the whole vault: its own, else that on which its file
//! was changed. Leaves out the days of sections, and when something came up elsewhere.

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
        let changed = graph.notes().map(|note| engine.changed_day(note)).collect();
        Days { changed: without_most_common(changed) }
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

/// The days on which files were changed without one that most of them share: then they were copied rather than
/// written.
pub(crate) fn without_most_common(mut days: Vec<Option<Date>>) -> Vec<Option<Date>> {
    let shared = most_common_by_far(&days);
    for day in days.iter_mut().filter(|day| **day == shared) {
        *day = None;
    }
    days
}

/// The day of more than half of all, if there is one: each that differs from the one held takes one of its
/// votes away, so no other can be left (Boyer and Moore, 1981: MJRTY).
fn most_common_by_far(days: &[Option<Date>]) -> Option<Date> {
    let (mut held, mut votes) = (None, 0_usize);
    for &day in days {
        match votes {
            0 => (held, votes) = (day, 1),
            _ if day == held => votes += 1,
            _ => votes -= 1,
        }
    }
    let count = days.iter().filter(|&&day| day == held).count();
    held.filter(|_| 2 * count > days.len())
}

#[cfg(test)]
mod tests {
    use lore_core::Date;

    use super::most_common_by_far;

    #[test]
    fn a_day_is_most_common_by_far_only_with_more_than_half() {
        let day = |day: i8| Some(Date::constant(2024, 1, day));
        for (days, most) in [
            (vec![], None),
            (vec![None, None, day(1)], None),
            (vec![day(1)], day(1)),
            (vec![day(1), day(2)], None),
            (vec![day(1), day(2), day(2)], day(2)),
            (vec![day(1), None, day(1), None], None),
            (vec![day(3), day(1), day(2), day(1), day(1)], day(1)),
            (vec![day(1), day(1), day(1), day(2), day(3), day(4)], None),
        ] {
            assert_eq!(most_common_by_far(&days), most, "{days:?}");
        }
    }
}
