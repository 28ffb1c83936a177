//! What a note says of itself right below its title, where it has no front matter for it: lines of fields, and a
//! section that holds nothing but a status. Leaves out what the fields mean (see [`crate::properties`]) and how the
//! lines are read (see [`crate::fields`]).

use std::collections::HashSet;
use std::ops::Range;

use lore_core::{
    Field, FieldOrigin, Section, Span, days, ends_validity, is_placeholder, status_name,
};

use crate::beside::Beside;
use crate::markdown::{Leaf, LeafKind, Piece, PieceKind, Walk};
use crate::prose::{mask_at, section_of};
use crate::{comments, fields, properties};

/// Where the lines stand, each of them `Key: value`, that a note begins with above all headings or below the first:
/// one paragraph of them, several, or a list. Elsewhere this is how prose goes on.
///
/// A line alone is one if it says a day. Where a key comes again, somebody speaks or several things are listed.
pub(crate) fn find(text: &str, walk: &Walk, beside: &Beside, sections: &[Section]) -> Range<usize> {
    let is_masked = |span: Range<usize>| {
        mask_at(&beside.masks, span.start).is_some_and(|mask| mask.span.range().end >= span.end)
    };
    let is_text =
        |leaf: &&Leaf| leaf.kind != LeafKind::Heading && !span(walk, leaf).is_some_and(is_masked);
    let first = walk.leaves.iter().find(is_text);
    let first = first.filter(|leaf| leaf.kind == LeafKind::Paragraph && !leaf.opens_quote);
    let Some(begin) = first.and_then(|leaf| span(walk, leaf)).map(|span| span.start) else {
        return 0..0;
    };
    let section = section_of(sections, Span::new(begin..begin).start);
    // The first heading may be the title.
    let is_title = |section: &&Section| section.level <= 1;
    let titled = sections.get(section as usize).filter(is_title).filter(|_| section <= 1);
    let Some(end) = titled.map(|section| section.own_end as usize) else { return 0..0 };
    let begin = text[..begin].rfind('\n').map_or(0, |newline| newline + 1);
    let mut head = begin..begin;
    let mut keys = HashSet::new();
    let mut says_day = false;
    let mut of_block = Vec::new();
    let mut at = begin;
    // The end of the section ends its last block, as an empty line does.
    let lines = text.get(begin..end).unwrap_or("").split_inclusive('\n').chain([""]);
    for line in lines {
        if line.trim().is_empty() {
            if !of_block.drain(..).all(|key: String| keys.insert(key)) {
                break;
            }
            head.end = at;
        } else {
            let said = comments::trimmed(text, at..at + line.len(), &beside.all_comments);
            let said = &text[said];
            if !said.is_empty() {
                let Some((key, value)) = fields::key_and_value(item(said).unwrap_or(said)) else {
                    break;
                };
                says_day = properties::names_day(key) && days::only(value.trim()).is_some();
                of_block.push(key.to_lowercase());
            }
        }
        at += line.len();
    }
    let is_head = keys.len() > 1 || says_day;
    if is_head { head } else { 0..0 }
}

/// Whether the field is an item of a list. There are lists that describe the fields of something else, so that less of
/// them is told of the note.
pub(crate) fn is_item(text: &str, field: &Field) -> bool {
    /// So many bytes at most stand in a line before its value.
    const LONGEST_OPENING: usize = 200;
    let value = field.span.range().start;
    let before = &text.as_bytes()[value.saturating_sub(LONGEST_OPENING)..value];
    let line = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let opening = before[line..].trim_ascii_start();
    matches!(opening, [b'-' | b'*' | b'+', b' ', ..])
}

/// What the item of a list says.
fn item(line: &str) -> Option<&str> {
    let item = line.strip_prefix(['-', '*', '+']).filter(|item| item.starts_with(' '));
    item.map(str::trim_start)
}

/// The status that a section of its own states, as in the records of decisions that `adr-tools` makes: a section
/// right below the title whose heading means “status” and whose text is one short line. Below that may stand what
/// the note replaces, amends or belongs to, a line with a link each; one that says that the note holds no longer is
/// its status.
///
/// In a note of a day it is how somebody was: that a heading says the day is seen here, that the title or the file does
/// is for the caller to see.
pub(crate) fn status(
    text: &str,
    walk: &Walk,
    comments: &[Span],
    sections: &[Section],
) -> Option<Field> {
    let first = sections.iter().position(|section| !section.heading.is_empty())?;
    let titled = if sections[first].level == 1 { first } else { 0 };
    if sections[titled].date.is_some() {
        return None;
    }
    let parent = u32::try_from(titled).ok();
    let is_own = |section: &&Section| section.parent == parent && section.level > 1;
    let mut own = (0..).zip(sections).filter(|(_, section)| is_own(section));
    own.find_map(|(nth, section)| {
        status_name(&section.heading)?;
        let begins = |leaf: &Leaf| span(walk, leaf).map_or(0, |span| span.start);
        let from = section.heading_span.range().end;
        let skipped = walk.leaves.partition_point(|leaf| begins(leaf) < from);
        let own = walk.leaves[skipped..].iter();
        let mut own = own.take_while(|leaf| begins(leaf) < section.own_end as usize);
        let said = |leaf| Some(comments::trimmed(text, span(walk, leaf)?, comments));
        let mut stated = said(own.next().filter(|leaf| is_short(text, walk, leaf))?)?;
        for leaf in own {
            let other = said(leaf).filter(|_| is_short(text, walk, leaf))?;
            let has_link = pieces(walk, leaf).iter().any(|piece| piece.kind == PieceKind::LinkText);
            if ends_validity(text.get(other.clone())?) {
                stated = other;
            } else if !has_link {
                return None;
            }
        }
        let written = text.get(stated.clone())?;
        let is_picture = || ["![", "<img"].iter().any(|mark| written.contains(mark));
        (!written.is_empty() && !is_placeholder(written) && !is_picture()).then(|| Field {
            origin: FieldOrigin::Plain,
            key: section.heading.clone(),
            values: vec![written.to_owned()],
            span: Span::new(stated),
            section: nth,
            line: section.line,
        })
    })
}

/// Whether a block is a paragraph or item of one line that says little beside its links.
fn is_short(text: &str, walk: &Walk, leaf: &Leaf) -> bool {
    const MOST_WORDS: usize = 4;
    const LONGEST: usize = 300;
    let is_one_line = |range: Range<usize>| range.len() <= LONGEST && !text[range].contains('\n');
    let is_text = |piece: &&Piece| piece.kind == PieceKind::Text;
    let written = pieces(walk, leaf).iter().filter(is_text);
    let words =
        written.map(|piece| piece.span.slice(text).unwrap_or("").split_whitespace().count());
    leaf.kind == LeafKind::Paragraph
        && !leaf.opens_quote
        && span(walk, leaf).is_some_and(is_one_line)
        && pieces(walk, leaf).iter().all(|piece| piece.kind != PieceKind::Task)
        && words.sum::<usize>() <= MOST_WORDS
}

fn pieces<'a>(walk: &'a Walk, leaf: &Leaf) -> &'a [Piece] {
    walk.pieces.get(leaf.pieces.clone()).unwrap_or(&[])
}

/// Where the text of a block stands.
fn span(walk: &Walk, leaf: &Leaf) -> Option<Range<usize>> {
    let pieces = pieces(walk, leaf);
    let end = pieces.iter().map(|piece| piece.span.end).max()?;
    Some(pieces.first()?.span.range().start..end as usize)
}
