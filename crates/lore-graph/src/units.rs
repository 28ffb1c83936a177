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
        let words: u32 = note.sections.iter().map(|section| section.words).sum();
        if words > long.0 && note.sections.len() >= long.1 {
            let level = (1..=6).find(|&level| {
                note.sections.iter().filter(|section| section.level == level).count() >= 3
            });
            for (begins, section) in begins.iter_mut().zip(&note.sections) {
                *begins = level.is_some_and(|level| (1..=level).contains(&section.level));
            }
            // The title's own section is the note's beginning, not a part beside it.
            if note.sections[0].words == 0 && note.sections[1].level == 1 {
                begins[1] = false;
            }
        }
    }
    begins
}
