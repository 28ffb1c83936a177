//! Links that help to turn pages and say nothing of what belongs together: those between a table of contents and
//! the headings that it lists, back to the beginning of a note, to the day before and after, several periods in one
//! line, and what a form for notes links. Leaves out notes that are there to lead on, which are in `signposts`.

use lore_core::{Link, Note};

use crate::derived::Base;
use crate::graph::{Graph, LinkId, Naming, NoteId, SectionId, column, unpack_date};

use crate::resolve::Target;

/// Contents list at least so many headings …
const FEWEST_LISTED: usize = 3;
/// … and say no more than so many words for each, its name included: more is a text.
const WORDS_FOR_EACH: u32 = 20;
/// Levels of headings; what stands before any is of level 0.
const LEVELS: usize = 7;

impl Graph {
    /// Whether a link only helps to turn pages.
    pub fn is_navigation(&self, link: LinkId) -> bool {
        self.ints(column::LINK_NAVIGATION).get(link.at()) == 1
    }

    /// Whether a note is called as a day, week, month or year is, and nothing else.
    pub fn is_of_period(&self, note: NoteId) -> bool {
        self.ints(column::NOTE_PERIOD).get(note.at()) == 1
    }

    /// Whether a section lists what stands below the other headings of its note, and says no more.
    pub fn is_contents(&self, section: SectionId) -> bool {
        self.ints(column::SECTION_CONTENTS).get(section.at()) == 1
    }
}

/// For each section of a note whether it lists at least two thirds of the headings of one level, each in a line of its
/// own, and says no more. Links are taken as they are written.
pub(crate) fn contents(note: &Note) -> Vec<bool> {
    let mut are_contents = vec![false; note.sections.len()];
    let within = |link: &&Link| link.target.is_empty() && link.fragment.is_some();
    let within: Vec<&Link> = note.links.iter().filter(within).collect();
    if within.len() < FEWEST_LISTED {
        return are_contents;
    }
    let mut of_level = [0_usize; LEVELS];
    for section in &note.sections {
        of_level[usize::from(section.level).min(LEVELS - 1)] += 1;
    }
    for links in within.chunk_by(|left, right| left.section == right.section) {
        let Some(section) = note.sections.get(links[0].section as usize) else { continue };
        let lines = links.chunk_by(|left, right| left.line == right.line).count();
        let mut listed: Vec<&str> =
            links.iter().filter_map(|link| link.fragment.as_deref()).collect();
        listed.sort_unstable();
        listed.dedup();
        let others =
            |level: usize| of_level[level] - usize::from(usize::from(section.level) == level);
        let lists =
            |level: usize| others(level) >= FEWEST_LISTED && 3 * listed.len() >= 2 * others(level);
        are_contents[links[0].section as usize] = lines >= FEWEST_LISTED
            && section.words <= WORDS_FOR_EACH.saturating_mul(lines as u32)
            && (1..LEVELS).any(lists);
    }
    are_contents
}

impl Base<'_> {
    /// For each link whether it only helps to turn pages.
    pub(crate) fn navigation(self, section_notes: &[u32]) -> Vec<bool> {
        let is_period = |note: u32| self.note_periods.get(note as usize) == 1;
        let is_form =
            |note: u32| Naming::unpack(self.note_namings.get(note as usize)) == Naming::Path;
        let first_section = |note: u32| self.note_sections.get(note as usize) as usize;
        let is_contents = |section: usize| self.section_contents.get(section) == 1;
        let is_navigation = |link: usize| {
            let from = self.link_sections.get(link) as usize;
            let to = match self.target(link) {
                Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                    first_section(to.0)
                }
                Target::Section(to) => to.at(),
                Target::Missing(_) | Target::File(_) | Target::External => return false,
            };
            let notes = (section_notes[from], section_notes[to]);
            if notes.0 == notes.1 {
                let beginning = first_section(notes.0);
                let is_title = to == beginning + 1 && self.section_levels.get(to) == 1;
                return is_contents(from) || is_contents(to) || to == beginning || is_title;
            }
            let is_of_periods = is_period(notes.0) && is_period(notes.1);
            let is_beside = self.link_beside.get(link) == 1;
            is_form(notes.0) || is_of_periods && (is_beside || self.is_next_day(notes))
        };
        (0..self.link_targets.len()).map(is_navigation).collect()
    }

    /// Whether two notes are of days one after the other.
    fn is_next_day(self, notes: (u32, u32)) -> bool {
        let day = |note: u32| unpack_date(self.note_dates.get(note as usize));
        let (Some(one), Some(other)) = (day(notes.0), day(notes.1)) else { return false };
        one.tomorrow().is_ok_and(|next| next == other)
            || other.tomorrow().is_ok_and(|next| next == one)
    }
}
