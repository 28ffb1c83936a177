//! Links that help to turn pages and say nothing of what belongs together: those between a table of contents and
//! the headings that it lists, back to the beginning of a note, and between notes of days, weeks, months and years.
//! Leaves out what else leads on: notes that are an index (`path`).

use rustc_hash::FxHashMap;

use crate::columns::Ints;
use crate::derived::Base;
use crate::graph::{Graph, LinkId, NoteId, SectionId, column};
use crate::resolve::Target;

/// Contents list at least so many headings …
const FEWEST_LISTED: usize = 3;
/// … and say no more than so many words for each, its name included: more is a text.
const WORDS_FOR_EACH: u32 = 20;
/// So many headings lead back to one that says nothing of any of them.
const FEWEST_BACK: usize = 5;
/// Levels of headings; what stands before any is of level 0.
const LEVELS: usize = 7;

impl Graph {
    /// Whether a link only helps to turn pages.
    pub fn is_navigation(&self, link: LinkId) -> bool {
        self.ints(column::LINK_NAVIGATION).get(link.at()) == 1
    }

    /// Whether a note is called as a day, week, month or year is, and nothing else.
    pub(crate) fn is_of_period(&self, note: NoteId) -> bool {
        self.ints(column::NOTE_PERIOD).get(note.at()) == 1
    }

    /// Whether a section lists what stands below the other headings of its note, and says no more.
    pub fn is_contents(&self, section: SectionId) -> bool {
        self.ints(column::SECTION_CONTENTS).get(section.at()) == 1
    }
}

/// Which sections help to turn pages.
pub(crate) struct Pages {
    /// Those that list the headings of their note and say no more.
    pub(crate) contents: Vec<bool>,
    /// Those that the headings of their note lead back to.
    leads_back: Vec<bool>,
}

impl Base<'_> {
    /// Which sections list at least two thirds of the headings of one level of their note, or are linked from so many.
    pub(crate) fn pages(self, section_notes: &[u32]) -> Pages {
        let no_section = || vec![false; section_notes.len()];
        let mut pages = Pages { contents: no_section(), leads_back: no_section() };
        let within = (0..self.link_targets.len()).filter_map(|link| {
            let Target::Section(to) = self.target(link) else { return None };
            let from = self.link_sections.get(link);
            let is_within = to.0 != from && section_notes[to.at()] == section_notes[from as usize];
            is_within.then_some((from, to.0))
        });
        let mut within: Vec<(u32, u32)> = within.collect();
        self.mark_those_with_most(&mut within, FEWEST_LISTED, section_notes, &mut pages.contents);
        for (from, to) in &mut within {
            std::mem::swap(from, to);
        }
        self.mark_those_with_most(&mut within, FEWEST_BACK, section_notes, &mut pages.leads_back);
        let mut links: FxHashMap<u32, u32> = FxHashMap::default();
        for section in self.link_sections.iter() {
            if pages.contents[section as usize] {
                *links.entry(section).or_default() += 1;
            }
        }
        for (section, links) in links {
            let words = self.section_words.get(section as usize);
            pages.contents[section as usize] = words <= WORDS_FOR_EACH.saturating_mul(links);
        }
        pages
    }

    /// Marks the first of each pair of sections of one note that has two thirds of a level beside it, and not fewer
    /// than these.
    fn mark_those_with_most(
        self,
        pairs: &mut Vec<(u32, u32)>,
        fewest: usize,
        section_notes: &[u32],
        marked: &mut [bool],
    ) {
        pairs.sort_unstable();
        pairs.dedup();
        let mut counted: Option<(u32, [usize; LEVELS])> = None;
        for of_one in pairs.chunk_by(|left, right| left.0 == right.0) {
            if of_one.len() < fewest {
                continue;
            }
            let section = of_one[0].0;
            let note = section_notes[section as usize];
            let all = match counted {
                Some((of, all)) if of == note => all,
                _ => {
                    let sections = self.note_sections.get(note as usize)
                        ..self.note_sections.get(note as usize + 1);
                    levels(self.section_levels, sections)
                }
            };
            counted = Some((note, all));
            let beside = levels(self.section_levels, of_one.iter().map(|&(_, other)| other));
            let own = levels(self.section_levels, [section].into_iter());
            let has_most = |level: usize| {
                let others = all[level] - own[level];
                beside[level] >= fewest && 3 * beside[level] >= 2 * others
            };
            marked[section as usize] = (1..LEVELS).any(has_most);
        }
    }

    /// For each link whether it only helps to turn pages.
    pub(crate) fn navigation(
        self,
        section_notes: &[u32],
        section_units: &[u32],
        pages: &Pages,
    ) -> Vec<bool> {
        let is_period = |note: u32| self.note_periods.get(note as usize) == 1;
        let is_navigation = |link: usize| {
            let from = self.link_sections.get(link) as usize;
            let note = section_notes[from];
            let to = match self.target(link) {
                Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                    self.note_sections.get(to.at()) as usize
                }
                Target::Section(to) => to.at(),
                Target::Missing(_) | Target::File(_) | Target::External => return false,
            };
            if section_notes[to] != note {
                return is_period(note) && is_period(section_notes[to]);
            }
            let beginning = section_units[self.note_sections.get(note as usize) as usize];
            pages.contents[from]
                || pages.contents[to]
                || pages.leads_back[to]
                || section_units[to] == beginning
        };
        (0..self.link_targets.len()).map(is_navigation).collect()
    }
}

/// How many of some sections are of each level.
fn levels(section_levels: Ints<'_>, sections: impl Iterator<Item = u32>) -> [usize; LEVELS] {
    let mut levels = [0; LEVELS];
    for section in sections {
        let level = section_levels.get(section as usize) as usize;
        levels[level.min(LEVELS - 1)] += 1;
    }
    levels
}
