//! The graph after some notes changed in nothing that any other note can notice: words were added,
//! lines moved. Most of the stored columns stay as they are, so most edits cost little more than
//! writing them. Leaves every other change to [`build`](crate::build()), which gives the same bytes.

use std::borrow::Cow;

use lore_core::{Note, Span};

use crate::build::{Entry, has_remarks, has_statuses, title_line};
use crate::columns::{Ints, Writer};
use crate::graph::{FORMAT, Graph, NoteId, STAMP, column};
use crate::units;

/// What [`build`](crate::build()) would make of the notes of `graph` with the `changed` ones in place
/// of those at their paths. Nothing comes back where that takes a build.
pub fn splice(graph: &Graph, changed: &[&Entry<'_>]) -> Option<Vec<u8>> {
    let mut changed: Vec<(NoteId, &Entry<'_>)> = changed
        .iter()
        .map(|&entry| Some((graph.note_at(&entry.path)?, entry)))
        .collect::<Option<_>>()?;
    changed.sort_unstable_by_key(|(note, _)| *note);
    let mut columns = Columns::of(graph);
    for &(id, entry) in &changed {
        let old = graph.record(id);
        let new = &entry.note;
        if !looks_the_same(&old, new, graph.note_count()) {
            return None;
        }
        columns.set_lines_of_statements(graph, id, &lines(&old, new)?);
        columns.set_sections(graph, id, new);
        columns.set_lines(graph, id, new);
        columns.set_int(column::NOTE_REMARKS, id.at(), has_remarks(new));
        columns.set_int(column::NOTE_STATUS, id.at(), has_statuses(new));
        columns.set_stamp(id, &entry.stamp);
    }
    columns.set_records(graph, &changed);
    let mut writer = Writer::default();
    for (number, bytes) in columns.0.into_iter().enumerate() {
        writer.put(number, bytes);
    }
    Some(writer.finish(FORMAT))
}

/// Whether two states of a note are the same to all other notes: what differs is where in the file
/// things stand and what of it the graph keeps in columns of its own.
fn looks_the_same(old: &Note, new: &Note, note_count: usize) -> bool {
    // Which links and topics belong to a field is told by where they stand.
    let belongings = |note: &Note| -> Vec<_> {
        let is_topic = |section, line| {
            note.topics.iter().any(|topic| (topic.section, topic.line) == (section, line))
        };
        let fields = note.fields.iter();
        fields.map(|field| (note.related_by(field), is_topic(field.section, field.line))).collect()
    };
    without_places(old) == without_places(new)
        && belongings(old) == belongings(new)
        && units::beginnings_in(old, note_count) == units::beginnings_in(new, note_count)
}

/// A note without what says where in the file something stands, and without what the graph keeps
/// in its record alone.
fn without_places(note: &Note) -> Note {
    let mut note = note.clone();
    note.front_matter = None;
    for section in &mut note.sections {
        (section.span, section.heading_span) = (Span::default(), Span::default());
        (section.own_end, section.line) = (0, 0);
        (section.words, section.squared_norm) = (0, 0);
    }
    for link in &mut note.links {
        (link.span, link.target_span) = (Span::default(), Span::default());
        (link.line, link.column) = (0, 0);
    }
    for tag in &mut note.tags {
        (tag.span, tag.line) = (Span::default(), 0);
    }
    for field in &mut note.fields {
        (field.span, field.line) = (Span::default(), 0);
    }
    for topic in &mut note.topics {
        topic.line = 0;
    }
    for block in &mut note.blocks {
        block.line = 0;
    }
    note.tasks.clear();
    note.status_tables.clear();
    note.problems.clear();
    note.ignores.clear();
    note
}

/// The lines of everything that can be a statement: section in the note, old line, new line; sorted.
/// Nothing comes back if what stood in one line no longer does, or in another order: the statements
/// are ordered by their lines, and equal ones in one line are one.
fn lines(old: &Note, new: &Note) -> Option<Vec<(u32, u32, u32)>> {
    let mut lines = vec![(0, title_line(old), title_line(new))];
    let pairs = old.topics.iter().zip(&new.topics);
    lines.extend(pairs.map(|(old, new)| (old.section, old.line, new.line)));
    let pairs = old.tags.iter().zip(&new.tags);
    lines.extend(pairs.map(|(old, new)| (old.section, old.line, new.line)));
    let pairs = old.links.iter().zip(&new.links);
    lines.extend(pairs.map(|(old, new)| (old.section, old.line, new.line)));
    let pairs = old.fields.iter().zip(&new.fields);
    lines.extend(pairs.map(|(old, new)| (old.section, old.line, new.line)));
    lines.sort_unstable();
    lines.dedup();
    let in_order = lines.windows(2).all(|pair| {
        let ((section, old, new), (next_section, next_old, next_new)) = (pair[0], pair[1]);
        section != next_section || old < next_old && new < next_new
    });
    in_order.then_some(lines)
}

/// The columns of a graph, copied where they change.
struct Columns<'a>(Vec<Cow<'a, [u8]>>);

impl<'a> Columns<'a> {
    fn of(graph: &'a Graph) -> Columns<'a> {
        Columns((0..=column::LAST).map(|number| Cow::Borrowed(graph.bytes(number))).collect())
    }

    fn set_int(&mut self, column: usize, at: usize, value: impl Into<u32>) {
        let value: u32 = value.into();
        // Most values stay, and so do whole columns.
        if Ints(&self.0[column]).get(at) != value {
            self.0[column].to_mut()[at * 4..at * 4 + 4].copy_from_slice(&value.to_le_bytes());
        }
    }

    fn set_stamp(&mut self, note: NoteId, stamp: &[u64; STAMP]) {
        let stamps = self.0[column::NOTE_STAMP].to_mut();
        let words = stamps[note.at() * STAMP * 8..].chunks_exact_mut(8);
        for (bytes, word) in words.zip(stamp) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
    }

    fn set_lines_of_statements(&mut self, graph: &Graph, id: NoteId, lines: &[(u32, u32, u32)]) {
        let starts = graph.ints(column::SECTION_STATEMENT);
        let stored = graph.ints(column::STATEMENT_LINE);
        for (nth, section) in (0..).zip(graph.sections_of(id)) {
            for at in starts.get(section.at())..starts.get(section.at() + 1) {
                let old = (nth, stored.get(at as usize));
                let found = lines.binary_search_by_key(&old, |&(nth, old, _)| (nth, old));
                if let Ok(found) = found {
                    self.set_int(column::STATEMENT_LINE, at as usize, lines[found].2);
                }
            }
        }
    }

    fn set_sections(&mut self, graph: &Graph, id: NoteId, note: &Note) {
        let mut sums: Vec<(usize, u32, u32)> = Vec::new();
        for (id, section) in graph.sections_of(id).zip(&note.sections) {
            for (number, value) in [
                (column::SECTION_LINE, section.line),
                (column::SECTION_START, section.span.start),
                (column::SECTION_END, section.span.end),
                (column::SECTION_OWN_END, section.own_end),
                (column::SECTION_WORDS, section.words),
                (column::SECTION_SQUARED_NORM, section.squared_norm),
            ] {
                self.set_int(number, id.at(), value);
            }
            let unit = graph.unit_of(id).at();
            let at = sums.iter().position(|sum| sum.0 == unit).unwrap_or_else(|| {
                sums.push((unit, 0, 0));
                sums.len() - 1
            });
            sums[at].1 = sums[at].1.saturating_add(section.words);
            sums[at].2 = sums[at].2.saturating_add(section.squared_norm);
        }
        for (unit, words, squared_norm) in sums {
            self.set_int(column::UNIT_WORDS, unit, words);
            self.set_int(column::UNIT_SQUARED_NORM, unit, squared_norm);
        }
    }

    fn set_lines(&mut self, graph: &Graph, id: NoteId, note: &Note) {
        let first = graph.ints(column::BLOCK_NOTE).get(id.at()) as usize;
        for (at, block) in (first..).zip(&note.blocks) {
            self.set_int(column::BLOCK_LINE, at, block.line);
        }
        let first = graph.ints(column::NOTE_LINK).get(id.at()) as usize;
        for (at, link) in (first..).zip(&note.links) {
            self.set_int(column::LINK_LINE, at, link.line);
        }
    }

    /// Puts the records of the notes, in their order, between those that stay.
    fn set_records(&mut self, graph: &Graph, changed: &[(NoteId, &Entry<'_>)]) {
        let stored = graph.strings(column::NOTE_RECORD);
        let mut offsets: Vec<u8> = Vec::with_capacity(stored.offsets.len() * 4);
        let mut bytes: Vec<u8> = Vec::with_capacity(stored.bytes.len() + (1 << 16));
        let mut next = 0;
        let end = (stored.len(), None);
        for (note, entry) in changed.iter().map(|(id, entry)| (id.at(), Some(entry))).chain([end]) {
            let from = stored.offsets.get(next);
            let moved = (bytes.len() as u32).wrapping_sub(from);
            let ends = (next..note).map(|at| stored.offsets.get(at).wrapping_add(moved));
            offsets.extend(ends.flat_map(u32::to_le_bytes));
            bytes
                .extend_from_slice(&stored.bytes[from as usize..stored.offsets.get(note) as usize]);
            offsets.extend((bytes.len() as u32).to_le_bytes());
            if let Some(entry) = entry {
                bytes.extend_from_slice(&entry.record);
            }
            next = note + 1;
        }
        self.0[column::NOTE_RECORD] = Cow::Owned(offsets);
        self.0[column::NOTE_RECORD + 1] = Cow::Owned(bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use lore_core::{Profile, VaultPath};
    use proptest::prelude::*;

    use super::*;
    use crate::build;

    fn entry(path: &str, text: &str, stamp: u64) -> Entry<'static> {
        let path = VaultPath::new(path).unwrap();
        let parsed = lore_parser::parse(&path, text, &lore_parser::Options::default());
        Entry::new(&path, [stamp; STAMP], parsed.note)
    }

    /// The graph with `text` as one of its notes, and if asked for, with `more` notes around it.
    fn built(text: &str, stamp: u64, more: bool) -> Vec<u8> {
        let mut notes = vec![entry("b.md", text, stamp)];
        if more {
            notes.push(entry("a.md", "See [[b]], [[b#Log]] and #data.\n", 1));
            notes.push(entry("c.md", "---\naliases: [See]\n---\nup:: [[a]]\n\nword\n", 1));
            notes.push(entry("d.md", "author:: Ada\n\n[[Nowhere]] [b](b.md)\n", 1));
        }
        build(notes, vec![VaultPath::new("pic.png").unwrap()], Profile::default())
    }

    /// Checks a splice against a build, and says whether there was one.
    fn is_spliced(old: &str, new: &str, more: bool) -> bool {
        let graph = Graph::open(Arc::new(built(old, 1, more))).unwrap();
        let image = splice(&graph, &[&entry("b.md", new, 2)]);
        if let Some(image) = &image {
            assert!(*image == built(new, 2, more), "{old:?} to {new:?} is not what a build makes");
        }
        image.is_some()
    }

    #[test]
    fn edits_that_no_other_note_can_notice_are_spliced_and_others_are_not() {
        let note = "# T\n\nOne [[a]] two.\n\n## Log\n\nauthor:: Ada\n\nA claim ^claim\n\n[[Nowhere]] #data\n";
        for (what, new) in [
            ("nothing", note.to_owned()),
            ("words at the end", format!("{note}\nmore\n")),
            ("words at the top", note.replace("One", "One more line.\n\nNow one")),
            ("words in between", note.replace("A claim", "A longer\nclaim")),
            ("fewer words", note.replace("One ", "")),
            ("a task and a bad character", format!("{note}\n- [ ] x\n")),
        ] {
            assert!(is_spliced(note, &new, true), "{what}");
            assert!(is_spliced(&new, note, true), "{what}, undone");
        }
        for (what, new) in [
            ("a link", format!("{note}\n[[c]]\n")),
            ("another target", note.replace("[[a]]", "[[c]]")),
            ("another text", note.replace("[[a]]", "[[a|x]]")),
            ("a heading", format!("{note}\n## End\n")),
            ("another heading", note.replace("Log", "Leg")),
            ("another title", note.replace("# T", "# U")),
            ("a tag", format!("{note}\n#more\n")),
            ("another value", note.replace("Ada", "Eve")),
            ("another block", note.replace("^claim", "^other")),
            ("lines in another order", note.replace("[[Nowhere]] #data", "#data\n[[Nowhere]]")),
        ] {
            assert!(!is_spliced(note, &new, true), "{what}");
        }
    }

    #[test]
    fn a_note_that_grows_long_is_divided_anew() {
        let parts = |words: usize| format!("## Animals\n\n{}\n\n", "word ".repeat(words)).repeat(9);
        assert!(is_spliced(&parts(10), &parts(20), true));
        assert!(!is_spliced(&parts(10), &parts(400), true));
    }

    #[test]
    fn several_notes_are_spliced_together() {
        let text =
            |nth: usize, more: &str| format!("# N{nth}\n\nSome [[n{}]] text. {more}\n", nth + 1);
        let entries = |changed: &[usize]| -> Vec<Entry<'static>> {
            (0..9)
                .map(|nth| {
                    let (more, stamp) = if changed.contains(&nth) { ("More.", 2) } else { ("", 1) };
                    entry(&format!("n{nth}.md"), &text(nth, more), stamp)
                })
                .collect()
        };
        let graph = build(entries(&[]), Vec::new(), Profile::default());
        let graph = Graph::open(Arc::new(graph)).unwrap();
        for changed in [&[][..], &[0], &[8], &[3, 4], &[8, 0, 5]] {
            let all = entries(changed);
            let some: Vec<&Entry<'_>> = changed.iter().map(|&nth| &all[nth]).collect();
            let spliced = splice(&graph, &some).unwrap();
            assert!(
                spliced == build(entries(changed), Vec::new(), Profile::default()),
                "{changed:?}"
            );
        }
        assert!(splice(&graph, &[&entry("new.md", "", 1)]).is_none());
    }

    const PIECES: [&str; 16] = [
        "word",
        "more words",
        "[[a]]",
        "[[Nowhere]]",
        "#data",
        "# T",
        "## Log",
        "## Day 1",
        "## Day 2",
        "author:: Ada",
        "**Topic:** Docker, [[c]]",
        "up:: [[d]]",
        "claim ^c",
        "- [ ] x",
        "```\n[[a]]\n```",
        "| Status |\n|---|\n| x |",
    ];

    fn text() -> impl Strategy<Value = Vec<&'static str>> {
        prop::collection::vec(prop::sample::select(&PIECES[..]), 0..10)
    }

    proptest! {
        #[test]
        fn a_splice_is_what_a_build_makes(
            old in text(),
            at in any::<prop::sample::Index>(),
            put in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..3),
            removed in 0..2_usize,
            separator in prop::sample::select(&["\n\n", "\n", " "][..]),
            more in any::<bool>(),
        ) {
            let mut new = old.clone();
            let at = at.index(old.len() + 1);
            new.splice(at..(at + removed).min(old.len()), put);
            is_spliced(&old.join(separator), &new.join(separator), more);
        }
    }
}
