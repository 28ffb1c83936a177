//! Whole notes: tables of what comes out of small texts, and what holds for every text. Leaves out
//! what each module tests of its own.

mod laws;
mod links;
mod places;
mod profiles;
mod sizes;
mod text;

use lore_core::{
    Code, Field, FieldOrigin, Joint, LinkKind, Note, ParsedNote, RunKind, Span, TitleSource,
};

use super::*;

fn parsed(text: &str) -> ParsedNote {
    parsed_as(Profile::Obsidian, "folder/2024-01-31-note.md", text)
}

fn parsed_as(profile: Profile, path: &str, text: &str) -> ParsedNote {
    let options = Options { profile, ..Options::default() };
    let parsed = parse(&VaultPath::new(path).unwrap(), text, &options);
    check(text, &parsed);
    parsed
}

fn note(text: &str) -> Note {
    parsed(text).note
}

fn note_as(profile: Profile, text: &str) -> Note {
    parsed_as(profile, "folder/note.md", text).note
}

/// The links as `kind target#fragment (text)`, with `!` before those shown in place.
fn written(note: &Note) -> Vec<String> {
    let link = |link: &Link| {
        let embed = if link.embed { "!" } else { "" };
        let fragment = link.fragment.as_ref().map_or(String::new(), |part| format!("#{part}"));
        format!("{embed}{:?} {}{fragment} ({})", link.kind, link.target, link.text)
    };
    note.links.iter().map(link).collect()
}

/// What holds for every note.
fn check(text: &str, parsed: &ParsedNote) {
    let ParsedNote { note, runs, tables } = parsed;
    let slices = |span: Span| span.slice(text).is_some();
    assert!(note.links.is_sorted_by_key(|link| link.span.start), "links in the file's order");
    let root = &note.sections[0];
    assert_eq!((root.level, root.parent, root.span.range()), (0, None, 0..text.len()));
    for (nth, section) in note.sections.iter().enumerate() {
        assert!(slices(section.span) && slices(section.heading_span), "{section:?}");
        assert!(section.span.start <= section.own_end && section.own_end <= section.span.end);
        if let Some(parent) = section.parent {
            let parent = &note.sections[parent as usize];
            assert!((parent.level < section.level) && parent.span.contains(section.span));
            assert!(section.span.contains(section.heading_span));
        }
        if let Some(next) = note.sections.get(nth + 1) {
            assert!(section.own_end == next.span.start && section.span.start <= next.span.start);
        }
    }
    let own = |section: u32| {
        let section = &note.sections[section as usize];
        Span { start: section.span.start, end: section.own_end }
    };
    for table in tables {
        assert!(slices(table.whole) && table.whole.contains(table.head), "{table:?}");
    }
    let mut end = 0;
    for run in runs {
        assert!(run.span.start >= end && !run.span.is_empty() && slices(run.span), "{run:?}");
        assert!(own(run.section).contains(run.span), "{run:?}");
        end = run.span.end;
    }
    let mut last = 0;
    for link in &note.links {
        assert!(slices(link.span) && slices(link.target_span), "{link:?}");
        assert!(link.span.contains(link.target_span), "{link:?}");
        assert!(own(link.section).start <= link.span.start && link.line > 0 && link.column > 0);
        assert!(link.span.start >= last || link.section == 0, "{link:?}");
        last = link.span.start;
        let lines = LineIndex::new(text);
        assert_eq!(link.line, lines.line(link.span.start));
        assert_eq!(link.column, lines.column(text, link.span.start), "{link:?}");
    }
    for tag in &note.tags {
        assert!(slices(tag.span) && !tag.name.is_empty(), "{tag:?}");
    }
    for field in &note.fields {
        assert!(slices(field.span), "{field:?}");
        if field.origin != FieldOrigin::FrontMatter {
            assert_eq!(field.values, [field.span.slice(text).unwrap()]);
        }
    }
    for task in &note.tasks {
        assert!(slices(task.span));
    }
    for block in &note.blocks {
        assert!(!block.id.is_empty() && (block.section as usize) < note.sections.len());
    }
    for ignore in &note.ignores {
        assert!(ignore.first_line > 0 && ignore.first_line <= ignore.last_line, "{ignore:?}");
    }
    assert!(!note.title.is_empty());
}
