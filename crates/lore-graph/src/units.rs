//! How notes divide into units, the pieces a person would name: a note, an entry of a journal, a
//! part of a long note. Search ranks sections; what belongs with what is asked of units. Leaves out which
//! unit the other sections belong to, which follows from the rows (`derived`).

use lore_core::Note;

/// A note is long enough to divide by its headings from this many words and sections on …
const LONG_NOTE: (u32, usize) = (3_000, 8);
/// … and where up to so many notes are the whole vault, from any length on: a handbook in one file.
const FEW_NOTES: usize = 3;

/// Whether so many notes are a vault of few.
pub(crate) fn are_few(note_count: usize) -> bool {
    note_count <= FEW_NOTES
}

/// Which sections of a note begin a unit in a vault of `note_count` notes.
pub(crate) fn beginnings_in(note: &Note, note_count: usize) -> Vec<bool> {
    beginnings(note, if are_few(note_count) { (0, 4) } else { LONG_NOTE })
}

/// Which sections of a note begin a unit; a note is `long` from so many words and sections on.
fn beginnings(note: &Note, long: (u32, usize)) -> Vec<bool> {
    let mut begins: Vec<bool> = note
        .sections
        .iter()
        .map(|section| section.order.is_some() || section.date.is_some())
        .collect();
    for topic in &note.topics {
        begins[topic.section as usize] = true;
    }
    if let Some(first) = begins.first_mut() {
        *first = false;
    }
    if begins.iter().filter(|&&begins| begins).count() < 2 {
        begins.fill(false);
        divide(note, long, &mut begins);
    } else {
        // Two days in the history of a handbook make no journal of the handbook.
        divide(note, LONG_NOTE, &mut begins);
    }
    begins
}

/// Divides what is in no entry by its headings, if it is `long`. `begins` says which sections begin an entry.
fn divide(note: &Note, long: (u32, usize), begins: &mut [bool]) {
    // That of the outermost entry: others may lie within it.
    let mut entry: Option<u8> = None;
    let mut outside: Vec<usize> = Vec::new();
    for (at, section) in note.sections.iter().enumerate() {
        let is_within = entry.is_some_and(|level| section.level > level);
        if !is_within {
            entry = begins[at].then_some(section.level);
            if entry.is_none() {
                outside.push(at);
            }
        }
    }
    let of_level =
        |wanted: u8| outside.iter().filter(move |&&at| note.sections[at].level == wanted);
    let words: u32 = outside.iter().map(|&at| note.sections[at].words).sum();
    if words <= long.0 || outside.len() < long.1 {
        return;
    }
    let Some(level) = (1..=6).find(|&level| of_level(level).count() >= 3) else { return };
    for &at in &outside {
        begins[at] = (1..=level).contains(&note.sections[at].level);
    }
    // The title's own section is the note's beginning, not a part beside it.
    if note.sections[0].words == 0 && note.sections[1].level == 1 && outside.contains(&1) {
        begins[1] = false;
    }
}

#[cfg(test)]
mod tests {
    use lore_core::Section;

    use super::*;

    /// Sections by level and words; a day where one is told.
    fn begin(sections: &[(u8, u32, bool)]) -> Vec<usize> {
        let section = |&(level, words, is_day): &(u8, u32, bool)| Section {
            level,
            words,
            date: is_day.then(|| lore_core::Date::constant(2024, 3, 1)),
            ..Section::default()
        };
        let note = Note { sections: sections.iter().map(section).collect(), ..Note::default() };
        let begins = beginnings_in(&note, 100);
        (0..begins.len()).filter(|&at| begins[at]).collect()
    }

    #[test]
    fn a_handbook_with_a_history_is_no_journal() {
        let part = (2, 1_000, false);
        let parts = [(0, 0, false), (1, 10, false), part, part, part, part, (3, 10, false)];
        assert_eq!(begin(&[&parts[..], &[(3, 5, false)]].concat()), [2, 3, 4, 5]);
        let history = [(2, 0, false), (3, 20, true), (4, 5, false), (3, 20, true)];
        assert_eq!(begin(&[&parts[..], &history].concat()), [2, 3, 4, 5, 7, 8, 10]);
        // What stands in an entry stays there, behind an entry within it, too.
        let nested = [(2, 0, true), (3, 900, true), (3, 900, false)];
        let days = [&[(0, 0, false), (1, 10, false)][..], &nested, &nested, &nested].concat();
        assert_eq!(begin(&days), [2, 3, 5, 6, 8, 9]);
        // Of a journal, what stands around its entries stays together.
        let day = (3, 900, true);
        let around = [(0, 0, false), (1, 50, false), (2, 10, false), day, day, (2, 10, false), day];
        assert_eq!(begin(&[&around[..], &[day, (2, 10, false), day]].concat()), [3, 4, 6, 7, 9]);
    }
}
