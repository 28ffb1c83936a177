//! What a thing with a status is: `book` for what stands under the heading `Books`. Leaves out how far it
//! has come.

use std::ops::Range;

use lore_core::{counted, name, words};
use lore_graph::{NoteId, SectionId};
use lore_parser::entry_number;

use crate::Engine;

impl Engine {
    /// What a note says it is, else what its folder holds.
    pub(super) fn kind_of_note(&self, note: NoteId) -> String {
        let kind = self.graph.kind(note);
        if !kind.is_empty() {
            return kind.to_owned();
        }
        let folder = self.graph.path(note).rsplit('/').nth(1).unwrap_or("");
        one_of(folder).unwrap_or_else(|| "note".to_owned())
    }

    /// What a section is: `chapter` by its own heading, `book` by that of the section around it or by the folder,
    /// and a mere section of what the note says it is itself.
    pub(super) fn kind_of_section(&self, section: SectionId) -> String {
        let graph = &self.graph;
        if self.is_of_journal(section) {
            return "entry".to_owned();
        }
        if let Some(kind) = graph.order(section).and_then(|_| part_of(graph.heading(section))) {
            return kind;
        }
        let around = graph.parent(section).filter(|&parent| graph.order(parent).is_none());
        let note = graph.note_of(section);
        around.and_then(|parent| one_of(graph.heading(parent))).unwrap_or_else(|| {
            match graph.kind(note).is_empty() {
                true => self.kind_of_note(note),
                false => "section".to_owned(),
            }
        })
    }

    /// Whether a section is an entry of a journal.
    pub(super) fn is_of_journal(&self, section: SectionId) -> bool {
        let graph = &self.graph;
        graph.section_date(section).is_some()
            || graph.order(section).is_some() && part_of(graph.heading(section)).is_none()
    }

    /// Whether a section is an entry of a journal, or within one.
    pub(super) fn is_in_journal(&self, section: SectionId) -> bool {
        let mut around = std::iter::successors(Some(section), |&at| self.graph.parent(at));
        around.any(|at| self.is_of_journal(at))
    }

    /// What the heading above a table says its rows are, else the name of their column.
    pub(super) fn kind_of_table(&self, note: NoteId, section: SectionId, column: &str) -> String {
        const NO_KINDS: [&str; 6] = ["name", "title", "item", "what", "note", "task"];
        let of_column = || {
            // Kept as written: an `s` at its end may be one of the word's own, as in `Kurs`.
            let kind = in_words(column);
            let says_something = !kind.is_empty() && !NO_KINDS.contains(&kind.as_str());
            says_something.then_some(kind)
        };
        // `Chapter`, whatever the heading is.
        let part = part_called(column).map(str::to_owned);
        let of_heading = || one_of(self.graph.heading(section));
        part.or_else(of_heading).or_else(of_column).unwrap_or_else(|| self.kind_of_note(note))
    }
}

/// The key by which kinds are the same, one or several: `Books` and `book`.
pub(crate) fn kind_key(kind: &str) -> String {
    name::concept_key(&one_of(kind).unwrap_or_else(|| in_words(kind)))
}

/// What a kind or a column counts of a book or course: `chapter` of `Chapters`; nothing if it counts no parts.
pub(super) fn part_called(name: &str) -> Option<&'static str> {
    counted::counted(&kind_key(name)).filter(|word| counted::is_part(word))
}

/// What a heading counts, as in `Chapter 3: Storage`, if it is the part of a whole and no entry of a journal.
fn part_of(heading: &str) -> Option<String> {
    const ENTRIES: [&str; 3] = ["day", "entry", "session"];
    let (word, _) = entry_number(heading)?;
    (!ENTRIES.contains(&word)).then(|| word.to_owned())
}

/// Whether a field is called as several things: `chapters`, but not `series`, of which one is called so, too.
pub(super) fn is_plural(field: &str) -> bool {
    one_of(field).is_some() && !field.eq_ignore_ascii_case("series")
}

/// What each of several is: `research paper` of `Research Papers`; nothing if a name is no plural.
fn one_of(names: &str) -> Option<String> {
    /// Longer headings say more than what stands below them.
    const MOST_WORDS: usize = 3;
    let names = in_words(names);
    let (before, last) =
        names.rsplit_once(' ').map_or(("", names.as_str()), |(before, last)| (before, last));
    if names.split(' ').count() > MOST_WORDS {
        return None;
    }
    let one = match last.strip_suffix("es") {
        Some(one) if one.ends_with("ss") || one.ends_with("ch") => one.to_owned(),
        Some(_) | None => name::singular(last).into_owned(),
    };
    let is_plural = one != last;
    is_plural.then(|| if before.is_empty() { one } else { format!("{before} {one}") })
}

/// The words of a heading or a folder's name in lower case, without a number in front. Spaces stand where
/// something divides them: scripts without spaces stay as they are written.
fn in_words(text: &str) -> String {
    let ranges = words::plain_ranges(text);
    let is_number =
        |range: &Range<usize>| text[range.clone()].bytes().all(|byte| byte.is_ascii_digit());
    let mut shown = String::new();
    let mut end = 0;
    for range in ranges.skip_while(is_number) {
        if !shown.is_empty() && range.start > end {
            shown.push(' ');
        }
        end = range.end;
        shown.push_str(&text[range].to_lowercase());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_their_heading_counts() {
        for (heading, kind) in [
            ("Chapter 3: Storage", Some("chapter")),
            ("Week 4", Some("week")),
            ("Day 7 · Docker", None),
            ("Tag 7", None),
            ("Session 2", None),
            ("2024-03-01", None),
        ] {
            assert_eq!(part_of(heading).as_deref(), kind, "{heading}");
        }
    }

    #[test]
    fn words_are_divided_as_they_are_written() {
        for (text, words) in [
            ("月份", "月份"),
            ("03 学习 SQL笔记", "学习 sql笔记"),
            ("📚 Research-Papers", "research papers"),
            ("2024", ""),
        ] {
            assert_eq!(in_words(text), words, "{text}");
        }
    }

    #[test]
    fn kinds_are_what_one_of_them_is() {
        for (names, one) in [
            ("Books", Some("book")),
            ("📚 Research Papers", Some("research paper")),
            ("02 Projects", Some("project")),
            ("Classes", Some("class")),
            ("Stories", Some("story")),
            ("Movies", Some("movie")),
            ("Reading list", None),
            ("Progress", None),
            ("Series", None),
            ("Books that I read this year", None),
            ("", None),
        ] {
            assert_eq!(one_of(names).as_deref(), one, "{names}");
        }
    }
}
