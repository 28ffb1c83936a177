//! Makes sections of headings: which holds which, their anchors, their day and place in a
//! sequence. Leaves out finding the headings.

use std::ops::Range;

use lore_core::{Date, LineIndex, Section, Span, days, name};
use rustc_hash::FxHashMap;

use crate::entries;
use crate::markdown::Heading;

/// The sections of a note: the text before any heading, then one for each heading, and the anchors of the
/// headings that begin none, each with its place. `hidden` is what stands in headings and is none of their text;
/// both are in the order of the file.
pub(crate) fn build(
    text: &str,
    headings: Vec<Heading>,
    hidden: &[Range<usize>],
    lines: &LineIndex,
) -> (Vec<Section>, Vec<(String, usize)>) {
    let end = Span::new(text.len()..text.len()).start;
    let mut sections = Vec::with_capacity(headings.len() + 1);
    sections.push(Section {
        heading: String::new(),
        level: 0,
        slug: String::new(),
        parent: None,
        span: Span { start: 0, end },
        own_end: end,
        heading_span: Span::default(),
        line: 1,
        date: None,
        order: None,
        words: 0,
        squared_norm: 0,
    });
    // The sections that are still open, the outermost first.
    let mut open: Vec<u32> = vec![0];
    let mut slugs: FxHashMap<String, u32> = FxHashMap::default();
    let mut anchors: Vec<(String, usize)> = Vec::new();
    for heading in headings {
        let start = heading.span.start;
        if heading.is_nested {
            let slug = name::slug(&in_one_line(&heading_text(&heading.text)));
            if !slug.is_empty() {
                anchors.push((unique(&mut slugs, slug), start as usize));
            }
            continue;
        }
        if let Some(last) = sections.last_mut() {
            last.own_end = start;
        }
        while open.len() > 1
            && let Some(&last) = open.last()
            && sections[last as usize].level >= heading.level
        {
            sections[last as usize].span.end = start;
            open.pop();
        }
        let own = |range: &&Range<usize>| heading.span.range().contains(&range.start);
        let first = hidden.partition_point(|range| range.start < start as usize);
        let hidden =
            hidden[first..].iter().take_while(own).filter_map(|range| text.get(range.clone()));
        let shown = heading_text(&without(&heading.text, hidden));
        let index = u32::try_from(sections.len()).unwrap_or(u32::MAX);
        sections.push(Section {
            level: heading.level,
            slug: unique(&mut slugs, name::slug(&shown)),
            parent: open.last().copied(),
            span: Span { start, end },
            own_end: end,
            heading_span: written(text, heading.span),
            line: lines.line(start),
            date: days::find(&shown),
            order: entries::number(&shown).map(|(_, number)| number),
            words: 0,
            squared_norm: 0,
            heading: shown,
        });
        open.push(index);
    }
    (sections, anchors)
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A day in the title of a note that is of another day is what the note is about, unless the title is the
/// first entry of several in a journal.
pub(crate) fn of_day(sections: &mut [Section], day: Date) {
    let Some(at) = sections.iter().position(|section| !section.heading.is_empty()) else { return };
    let (title, rest) = (&sections[at], &sections[at + 1..]);
    let is_entry = rest.iter().any(|part| part.level <= title.level && part.date.is_some());
    if !is_entry && title.date != Some(day) {
        sections[at].date = None;
    }
}

/// GitHub's way of telling equal anchors apart.
fn unique(slugs: &mut FxHashMap<String, u32>, slug: String) -> String {
    let Some(&seen) = slugs.get(&slug) else {
        slugs.insert(slug.clone(), 0);
        return slug;
    };
    let mut count = seen;
    loop {
        count += 1;
        let candidate = format!("{slug}-{count}");
        if !slugs.contains_key(&candidate) {
            slugs.insert(slug, count);
            slugs.insert(candidate.clone(), 0);
            return candidate;
        }
    }
}

/// So many pieces of a heading are not found in its text before the others are left there, too.
const MOST_MISSED: usize = 8;

/// The text without the pieces of it, which come in its order. They are looked for from its end: what looks like
/// one of them may stand before it, and what is told of a heading stands behind.
fn without<'a>(shown: &str, pieces: impl Iterator<Item = &'a str>) -> String {
    let (mut kept, mut rest) = (Vec::new(), shown);
    // Markup inside a piece may show it another way; many such are not looked for over and over.
    let mut missed = 0;
    let pieces: Vec<&str> = pieces.collect();
    for piece in pieces.into_iter().rev() {
        match rest.rsplit_once(piece) {
            Some((before, behind)) => {
                kept.push(behind);
                rest = before;
            }
            None if missed < MOST_MISSED => missed += 1,
            None => break,
        }
    }
    kept.push(rest);
    kept.into_iter().rev().collect()
}

/// The heading's text without a block id and highlight marks.
fn heading_text(shown: &str) -> String {
    let mut shown = shown.trim();
    if let Some(at) = block_id(shown) {
        shown = shown[..at].trim_end();
    }
    match shown.matches("==").count() {
        count if count > 0 && count % 2 == 0 => shown.replace("==", ""),
        _ => shown.to_owned(),
    }
}

/// Where the ` ^id` at the end of a block begins, if there is one.
pub(crate) fn block_id(block: &str) -> Option<usize> {
    let end = block.trim_end();
    let name = end.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    if name.len() == end.len() {
        return None;
    }
    let before = name.strip_suffix('^')?;
    // The space behind the mark of a quote may be left out.
    let line = before.rsplit('\n').next().unwrap_or(before);
    let begins_line = line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    (begins_line || before.ends_with(char::is_whitespace)).then_some(before.len())
}

/// The heading's content as written.
fn written(text: &str, heading: Span) -> Span {
    let block = heading.slice(text).unwrap_or("");
    let start = heading.start as usize;
    let content = block.trim_start();
    let marks = content.len() - content.trim_start_matches('#').len();
    let is_atx = (1..=6).contains(&marks)
        && content[marks..].chars().next().is_none_or(char::is_whitespace)
        && !block.trim_end().contains('\n');
    let content = if is_atx {
        let content = content[marks..].trim();
        let unmarked = content.trim_end_matches('#');
        // `C#` keeps its sign; marks that close a heading stand apart.
        if unmarked.is_empty() || unmarked.ends_with([' ', '\t']) {
            unmarked.trim_end()
        } else {
            content
        }
    } else {
        // The last line is the rule under the heading.
        let block = block.trim_end();
        block[..block.rfind('\n').unwrap_or(block.len())].trim()
    };
    let from = content.as_ptr() as usize - block.as_ptr() as usize + start;
    Span::new(from..from + content.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_numbered_and_never_meet() {
        let mut slugs = FxHashMap::default();
        let names = ["a", "a", "a-1", "a", "", ""].map(|name| unique(&mut slugs, name.to_owned()));
        assert_eq!(names, ["a", "a-1", "a-1-1", "a-2", "", "-1"]);
    }

    #[test]
    fn headings_as_written() {
        for (block, content) in [
            ("# A", "A"),
            ("##  A b ##  \n", "A b"),
            ("# C#\n", "C#"),
            ("#\n", ""),
            ("## ##\n", ""),
            ("A\n===\n", "A"),
            ("A\nb\n---", "A\nb"),
            ("#nope\n---\n", "#nope"),
        ] {
            let span = written(block, Span::new(0..block.len()));
            assert_eq!(span.slice(block), Some(content), "{block:?}");
        }
    }

    #[test]
    fn block_ids_stand_at_the_end() {
        for (text, at) in [
            ("a ^b-1", Some(2)),
            ("^x ", Some(0)),
            ("a^b", None),
            ("a ^", None),
            ("a ^b c", None),
            ("x ^b_c", None),
            ("a\n>^b", Some(3)),
            ("a >^b", None),
        ] {
            assert_eq!(block_id(text), at, "{text}");
        }
    }
}
