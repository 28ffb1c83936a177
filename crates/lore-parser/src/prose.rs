//! Reads the pieces of each block for what Markdown does not know: tags, bare URLs, block ids,
//! tasks, callouts, block references; and makes runs of them. Leaves out fields (see
//! [`crate::fields`]).

use std::ops::Range;

use lore_core::{
    Block, Field, FieldOrigin, Joint, LineIndex, Link, LinkKind, Profile, Run, RunKind, Section,
    Span, Tag, Task, days, is_placeholder,
};

use crate::beside::Beside;
use crate::entries::DayLine;
use crate::markdown::{Leaf, LeafKind, Piece, PieceKind, Walk};
use crate::sections::block_id;
use crate::{
    Options, comments, fields, head, highlights, html, inserts, links, logseq, properties, tags,
};

/// A stretch of the file in which text is not what it seems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mask {
    pub(crate) span: Span,
    pub(crate) kind: MaskKind,
}

/// What the text under a mask is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum MaskKind {
    /// A comment; this is what its marks stand around.
    Comment(Span),
    /// `id:: uuid` of Logseq; the uuid ends it.
    BlockId,
    /// Code that Markdown does not know.
    Code,
    /// Not text at all.
    Nothing,
}

/// What the blocks of a note say.
#[derive(Debug, Default)]
pub(crate) struct Prose {
    pub(crate) runs: Vec<Run>,
    pub(crate) links: Vec<Link>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) fields: Vec<Field>,
    /// What a section of its own states as the status of the note.
    pub(crate) status: Option<Field>,
    /// Where the lines of fields stand that the note begins with.
    pub(crate) head: Range<usize>,
    /// The fields that say a day in a line of their own.
    pub(crate) days: Vec<DayLine>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) tasks: Vec<Task>,
}

/// Reads all blocks.
pub(crate) fn read(
    text: &str,
    walk: &Walk,
    beside: &Beside,
    sections: &[Section],
    lines: &LineIndex,
    options: &Options,
) -> Prose {
    let (masks, comments) = (&*beside.masks, &*beside.all_comments);
    let mut reader = Reader {
        profile: options.profile,
        topic_fields: &options.topic_fields,
        text,
        masks,
        comments,
        sections,
        lines,
        section: 0,
        mask: 0,
        before: 0,
        joint: Joint::Attached,
        highlights: Vec::new(),
        out: Prose { head: head::find(text, walk, beside, sections), ..Prose::default() },
    };
    for leaf in &walk.leaves {
        if let Some(pieces) = walk.pieces.get(leaf.pieces.clone()) {
            reader.leaf(leaf, pieces, &walk.links);
        }
    }
    let status = head::status(text, walk, comments, sections);
    reader.out.status = status.filter(|status| !reader.is_hidden(status.span.start));
    reader.out
}

struct Reader<'a> {
    profile: Profile,
    /// Names of fields, in lower case, whose values are topics.
    topic_fields: &'a [String],
    text: &'a str,
    masks: &'a [Mask],
    /// Comments of all kinds.
    comments: &'a [Span],
    sections: &'a [Section],
    lines: &'a LineIndex,
    /// The section of the last run: runs come in the order of the file.
    section: usize,
    /// The first mask that does not end before the last run.
    mask: usize,
    /// Where the block before begins.
    before: u32,
    /// How the next run follows the last one.
    joint: Joint,
    /// Where the marks of highlights stand in the block; rising.
    highlights: Vec<usize>,
    out: Prose,
}

impl Reader<'_> {
    fn leaf(&mut self, leaf: &Leaf, pieces: &[Piece], links: &[Link]) {
        let Some(first) = pieces.first() else { return };
        let (mut start, mut end) = (first.span.start, first.span.end);
        for piece in pieces {
            start = start.min(piece.span.start);
            end = end.max(piece.span.end);
        }
        let before = std::mem::replace(&mut self.before, start);
        let is_text = leaf.kind != LeafKind::Heading;
        self.joint = Joint::Block;
        if matches!(leaf.kind, LeafKind::CodeBlock | LeafKind::HtmlBlock) {
            let mut before = start as usize;
            for piece in pieces {
                let between = self.text.get(before..piece.span.start as usize).unwrap_or("");
                if html::parts_blocks(between) {
                    self.joint = Joint::Block;
                }
                before = piece.span.end as usize;
                match piece.kind {
                    PieceKind::Code => self.run(RunKind::Code, piece.span.range()),
                    PieceKind::LinkText => self.run(RunKind::Link, piece.span.range()),
                    PieceKind::Text => self.run(RunKind::Prose, piece.span.range()),
                    _ => {}
                }
            }
            return;
        }
        let hidden = self.is_hidden(start);
        let mut from = start as usize;
        let mut until = end as usize;
        if leaf.opens_quote {
            from = after_callout(&self.text[from..until]).map_or(from, |length| from + length);
        }
        let tasks = self.out.tasks.len();
        if leaf.opens_item && !hidden {
            from = self.task(pieces, from, until);
        }
        let is_task = self.out.tasks.len() > tasks;
        self.property_ids(leaf, before, start, end);
        // Few blocks have an id.
        let may_have_id = !hidden && self.text[from..until].contains('^');
        if may_have_id {
            self.ids_between_lines(from, until);
        }
        if may_have_id
            && let Some(at) = block_id(&self.text[from..until])
            && pieces.last().is_some_and(|last| last.kind == PieceKind::Text)
        {
            let id_start = from + at;
            let written = self.text[id_start..until].trim();
            let line = self.line(id_start);
            let section = self.section_of(start);
            // The id of a block that stands alone belongs to the block before, in the same section.
            self.out.blocks.push(Block { id: written[1..].to_owned(), section, line });
            until = id_start;
        }
        if is_text && !hidden {
            let section = self.section_of(start);
            let masks = self.masks;
            let is_hidden = |at: usize| mask_at(masks, at).is_some();
            let opens = leaf.kind == LeafKind::Paragraph;
            let is_inside = leaf.opens_item || leaf.opens_quote;
            let head = &self.out.head;
            let in_head = opens && head.start <= from && until <= head.end;
            let (text, comments, topic_fields) = (self.text, self.comments, self.topic_fields);
            let content = fields::Content {
                text,
                pieces,
                links,
                comments,
                from,
                until,
                opens,
                is_run: in_head && !is_inside && text[from..until].contains('\n'),
                topic_fields,
            };
            let before = self.out.fields.len();
            fields::read(&content, section, self.lines, is_hidden, &mut self.out.fields);
            if opens && !is_task {
                let told = self.out.fields[before..].iter();
                let days = told.filter_map(|field| day_line(text, from..until, comments, field));
                let days = days.map(|line| DayLine {
                    is_inside: !in_head && (line.is_inside || is_inside),
                    is_marked: line.is_marked || in_head,
                    ..line
                });
                self.out.days.extend(days);
            }
        }
        self.runs(leaf, pieces, from, until);
    }

    /// Block ids that fill a line of their own with more of the block behind it.
    fn ids_between_lines(&mut self, from: usize, until: usize) {
        let mut at = from;
        for line in self.text[from..until].split_inclusive('\n') {
            let start = at;
            at += line.len();
            let id = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
            if at < until && block_id(id) == Some(0) {
                let section = self.section_of(start as u32);
                let line = self.line(start);
                self.out.blocks.push(Block { id: id[1..].to_owned(), section, line });
            }
        }
    }

    /// Ids that are properties of the block that holds them, or, where they are all of it, of the
    /// block before.
    fn property_ids(&mut self, leaf: &Leaf, before: u32, start: u32, end: u32) {
        let first = self.masks.partition_point(|mask| mask.span.end <= start);
        for mask in &self.masks[first..] {
            if mask.span.start >= end {
                break;
            }
            if mask.kind != MaskKind::BlockId {
                continue;
            }
            let alone = mask.span.start == start && !leaf.opens_item;
            let at = if alone { before } else { start };
            let written = mask.span.slice(self.text).unwrap_or("");
            let id = written.split_whitespace().next_back().unwrap_or("").to_owned();
            let (section, line) = (self.section_of(at), self.lines.line(at));
            self.out.blocks.push(Block { id, section, line });
        }
    }

    /// Makes runs of a block's pieces between `from` and `until`.
    fn runs(&mut self, leaf: &Leaf, pieces: &[Piece], from: usize, until: usize) {
        let plain = if leaf.kind == LeafKind::Heading { RunKind::Heading } else { RunKind::Prose };
        // Few blocks have a highlight.
        self.highlights = match self.text[from..until].contains("==") {
            true => highlights::marks(self.text, pieces, from..until),
            false => Vec::new(),
        };
        let mut stretch = from..from;
        let mut entities: Vec<Range<usize>> = Vec::new();
        for piece in pieces {
            let start = (piece.span.start as usize).clamp(from, until);
            let end = (piece.span.end as usize).clamp(from, until);
            let kind = match piece.kind {
                PieceKind::Text | PieceKind::Entity | PieceKind::Break => {
                    if start >= end {
                        continue;
                    }
                    if start == stretch.end && !stretch.is_empty() {
                        stretch.end = end;
                    } else {
                        self.stretch(plain, stretch, &mut entities);
                        stretch = start..end;
                    }
                    if piece.kind == PieceKind::Entity {
                        entities.push(start..end);
                    }
                    continue;
                }
                PieceKind::Strong | PieceKind::Link | PieceKind::Task => continue,
                PieceKind::Nothing => {
                    // Emphasis is such a piece, too, and spans what it emphasises.
                    let tag = piece.span.slice(self.text).filter(|tag| tag.starts_with('<'));
                    if tag.is_some_and(html::parts_blocks) {
                        self.stretch(plain, stretch, &mut entities);
                        stretch = end..end;
                        self.joint = Joint::Block;
                    }
                    continue;
                }
                PieceKind::LinkText => RunKind::Link,
                PieceKind::Code => RunKind::Code,
                PieceKind::Math => RunKind::Math,
            };
            self.stretch(plain, stretch, &mut entities);
            stretch = end..end;
            self.run(kind, start..end);
        }
        self.stretch(plain, stretch, &mut entities);
    }

    /// Reads running text: what is a tag, a URL or a reference in it, and makes runs of the rest.
    fn stretch(&mut self, kind: RunKind, range: Range<usize>, entities: &mut Vec<Range<usize>>) {
        let text = self.text;
        let Some(source) = text.get(range.clone()) else { return };
        let bytes = source.as_bytes();
        let mut plain = 0;
        let mut at = 0;
        let mut entity = 0;
        while at < bytes.len() {
            // Most bytes begin nothing.
            let Some(found) = bytes[at..].iter().position(|&byte| BEGINS[usize::from(byte)]) else {
                break;
            };
            at += found;
            let here = range.start + at;
            match bytes[at] {
                b'#' => {
                    if let Some(length) = self.tag(here, range.start, range.end) {
                        at += length;
                    }
                }
                b'h' | b'H' => {
                    if let Some(length) = self.bare_url(here, range.start, range.end) {
                        self.run(kind, range.start + plain..here);
                        at += length;
                        plain = at;
                        continue;
                    }
                }
                b'(' => {
                    if let Some(uuid) = links::block_reference(&source[at..]) {
                        self.run(kind, range.start + plain..here);
                        self.block_reference(here, uuid);
                        at += uuid.len() + 4;
                        plain = at;
                        continue;
                    }
                }
                b'=' => {
                    if self.highlights.binary_search(&here).is_ok() {
                        self.run(kind, range.start + plain..here);
                        plain = at + 2;
                    }
                    at += bytes[at..].iter().take_while(|&&byte| byte == b'=').count();
                    continue;
                }
                b'&' => {
                    // Both are in the order of the file.
                    while entities.get(entity).is_some_and(|entity| entity.start < here) {
                        entity += 1;
                    }
                    if let Some(entity) = entities.get(entity)
                        && entity.start == here
                    {
                        self.run(kind, range.start + plain..here);
                        at = entity.end - range.start;
                        plain = at;
                        continue;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        entities.clear();
        self.run(kind, range.start + plain..range.end);
    }

    /// A tag whose `#` is at `at`; gives the length of its name.
    fn tag(&mut self, at: usize, from: usize, until: usize) -> Option<usize> {
        let before = self.text[..at].chars().next_back();
        let begins = match before {
            None => true,
            // Behind emphasis, highlights and cell borders, but not behind `\`, a link or code.
            Some('*' | '_' | '~' | '|' | '>') => at == from,
            Some('=') => true,
            Some(before) => tags::may_follow(before),
        };
        if !begins || mask_at(self.masks, at).is_some() {
            return None;
        }
        // `[#A]` says how much a task matters.
        let rest = &self.text[at + 1..until];
        if before == Some('[') && ["A]", "B]", "C]"].iter().any(|sign| rest.starts_with(sign)) {
            return None;
        }
        let length = tags::length(rest)?;
        let name = self.text[at + 1..at + 1 + length].to_owned();
        let (section, line) = (self.section_of(Span::new(at..at).start), self.line(at));
        self.out.tags.push(Tag { name, span: Span::new(at + 1..at + 1 + length), section, line });
        Some(length)
    }

    fn bare_url(&mut self, at: usize, from: usize, until: usize) -> Option<usize> {
        if !self.text.as_bytes()[at..until].get(..4)?.eq_ignore_ascii_case(b"http") {
            return None;
        }
        if at > from && self.text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return None;
        }
        if mask_at(self.masks, at).is_some_and(|mask| mask.kind == MaskKind::Code) {
            return None;
        }
        let until = until.min(self.comment_mark(at));
        let length = links::bare_url_end(&self.text[at..until])?;
        let url = &self.text[at..at + length];
        let span = Span::new(at..at + length);
        self.out.links.push(Link {
            span,
            target_span: span,
            text: url.to_owned(),
            ..Link::new(LinkKind::Markdown, url)
        });
        Some(length)
    }

    /// Where the next mark of a comment behind `at` stands.
    fn comment_mark(&self, at: usize) -> usize {
        let nth = self.masks.partition_point(|mask| mask.span.range().end <= at);
        match self.masks.get(nth).map(|mask| (&mask.kind, mask.span.range())) {
            Some((MaskKind::Comment(inner), span)) if span.start <= at => inner.range().end,
            Some((MaskKind::Comment(_), span)) => span.start,
            _ => self.text.len(),
        }
    }

    fn block_reference(&mut self, at: usize, uuid: &str) {
        let embed = links::is_embedded(self.text, at);
        self.out.links.push(Link {
            embed,
            span: Span::new(at..at + uuid.len() + 4),
            target_span: Span::new(at + 2..at + 2 + uuid.len()),
            ..Link::new(LinkKind::BlockReference, uuid)
        });
    }

    /// A task at the start of a list item; gives where its text begins.
    fn task(&mut self, pieces: &[Piece], from: usize, until: usize) -> usize {
        let source = &self.text[from..until];
        // In code or a link it is what the item is about.
        let may_be_mark = |first: &Piece| matches!(first.kind, PieceKind::Text | PieceKind::Task);
        if !pieces.first().is_some_and(may_be_mark) {
            return from;
        }
        if self.profile == Profile::Logseq
            && let Some((state, length)) = logseq::task(source)
        {
            // The word stays part of the text, as people look for it.
            self.add_task(state, from, from + length, until);
            return from;
        }
        if let Some((state, length)) = inserts::task(source) {
            self.add_task(state, from, from + length, until);
            return from + length;
        }
        let mut chars = source.chars();
        let (Some('['), Some(state), Some(']')) = (chars.next(), chars.next(), chars.next()) else {
            return from;
        };
        let after = from + 2 + state.len_utf8();
        let rest = &self.text[after..until];
        if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
            return from;
        }
        self.add_task(state, from, after, until);
        after
    }

    /// A task whose mark is at `at`, and whose text lies between `from` and `until`.
    fn add_task(&mut self, sign: char, at: usize, from: usize, until: usize) {
        let rest = &self.text[from..until];
        // A template's task is none before it is filled in.
        if is_placeholder(rest) {
            return;
        }
        let start = from + (rest.len() - rest.trim_start().len());
        let span = Span::new(start..start + rest.trim().len());
        let (section, line) = (self.section_of(Span::new(at..at).start), self.line(at));
        self.out.tasks.push(Task { sign, span, section, line });
    }

    /// Adds a run, cut where masks and sections cut it and without spaces at its ends.
    fn run(&mut self, kind: RunKind, range: Range<usize>) {
        let mut at = range.start;
        while let Some(mask) = self.masks.get(self.mask)
            && mask.span.end as usize <= at
        {
            self.mask += 1;
        }
        let mut nth = self.mask;
        while at < range.end {
            let Some(mask) =
                self.masks.get(nth).filter(|mask| (mask.span.start as usize) < range.end)
            else {
                break;
            };
            let span = mask.span.range();
            if at < span.start {
                self.push(kind, at..span.start);
            }
            let covered = at.max(span.start)..range.end.min(span.end);
            match mask.kind {
                MaskKind::Nothing | MaskKind::BlockId => {}
                MaskKind::Code => self.push(RunKind::Code, covered),
                MaskKind::Comment(inner) => {
                    let inner = inner.range();
                    let shown = covered.start.max(inner.start)..covered.end.min(inner.end);
                    self.push(RunKind::Comment, shown);
                }
            }
            at = range.end.min(span.end);
            nth += 1;
        }
        self.push(kind, at..range.end);
    }

    fn push(&mut self, kind: RunKind, range: Range<usize>) {
        let start = range.start.max(self.out.runs.last().map_or(0, |run| run.span.end as usize));
        let Some(source) = self.text.get(start..range.end) else { return };
        if let Some(last) = self.out.runs.last_mut()
            && last.kind == kind
            && last.span.end as usize == start
            && start < self.own_end()
        {
            if range.end <= self.own_end() && !source.is_empty() {
                self.out.runs.last_mut().into_iter().for_each(|run| {
                    run.span = Span::new(run.span.start as usize..range.end);
                });
            }
            return;
        }
        let trimmed = source.trim_start();
        if trimmed.len() < source.len() {
            self.joint = self.joint.max(Joint::Spaced);
        }
        if trimmed.is_empty() {
            return;
        }
        let start = range.end - trimmed.len();
        while let Some(next) = self.sections.get(self.section + 1)
            && next.span.start as usize <= start
        {
            self.section += 1;
        }
        let end = range.end.min(self.own_end());
        // The lines of code stay one run; other text ends where its last word does.
        let source = self.text.get(start..end).unwrap_or("");
        let end = if kind == RunKind::Code { end } else { start + source.trim_end().len() };
        if start < end {
            let section = u32::try_from(self.section).unwrap_or(u32::MAX);
            let joint = std::mem::take(&mut self.joint);
            self.out.runs.push(Run { kind, span: Span::new(start..end), section, joint });
        }
        if end < range.end {
            self.joint = self.joint.max(Joint::Spaced);
        }
    }

    /// Where the own text of the current section ends.
    fn own_end(&self) -> usize {
        self.sections.get(self.section).map_or(0, |section| section.own_end as usize)
    }

    fn section_of(&self, at: u32) -> u32 {
        section_of(self.sections, at)
    }

    fn line(&self, at: usize) -> u32 {
        self.lines.line(Span::new(at..at).start)
    }

    fn is_hidden(&self, at: u32) -> bool {
        is_hidden(self.masks, at as usize)
    }
}

/// Bytes at which a tag, a URL, a reference, a highlight or an entity may begin.
const BEGINS: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    let bytes = b"#hH(=&";
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// The section whose own text holds `at`.
pub(crate) fn section_of(sections: &[Section], at: u32) -> u32 {
    // What precedes all sections is the first one's.
    let begun = sections.partition_point(|section| section.span.start <= at);
    u32::try_from(begun.saturating_sub(1)).unwrap_or(u32::MAX)
}

/// The mask over the byte at `at`.
pub(crate) fn mask_at(masks: &[Mask], at: usize) -> Option<Mask> {
    let nth = masks.partition_point(|mask| mask.span.end as usize <= at);
    masks.get(nth).copied().filter(|mask| mask.span.start as usize <= at)
}

/// Whether the byte at `at` stands in a comment.
pub(crate) fn is_hidden(masks: &[Mask], at: usize) -> bool {
    mask_at(masks, at).is_some_and(|mask| matches!(mask.kind, MaskKind::Comment(_)))
}

/// What a field of the block at `block` says if it fills its line and is a day.
fn day_line(text: &str, block: Range<usize>, comments: &[Span], field: &Field) -> Option<DayLine> {
    /// So many bytes at most stand in a line before its value.
    const LONGEST_OPENING: usize = 200;
    if !properties::names_day(&field.key) {
        return None;
    }
    let day = field.values.first().and_then(|value| days::only(value))?;
    let value = field.span.range();
    let lowest = value.start.saturating_sub(LONGEST_OPENING);
    let newline = text.as_bytes()[lowest..value.start].iter().rposition(|&byte| byte == b'\n');
    let line = match newline {
        Some(newline) => lowest + newline + 1,
        None if lowest == 0 => 0,
        None => return None,
    };
    let begin = line.max(block.start);
    let opening = text.get(begin..value.start)?;
    let around = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '[' | '(' | ':' | '：');
    let behind = comments::skip(text, value.end, comments);
    let behind = text.get(behind..block.end.max(behind))?;
    let behind = behind.trim_start_matches([' ', '\t', '\r', '\\', ']', ')']);
    let fills_line = opening.trim_matches(around) == field.key
        && (behind.is_empty() || behind.starts_with('\n'));
    fills_line.then_some(DayLine {
        day,
        section: field.section,
        is_inside: line < begin || opening.starts_with(char::is_whitespace),
        is_marked: field.origin != FieldOrigin::Plain,
    })
}

/// The length of `[!note]- ` at the start of a quote.
fn after_callout(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("[!")?;
    let end = rest.find([']', '\n'])?;
    let name = &rest[..end];
    let plain = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '|' | ' '));
    let rest = rest[end..].strip_prefix(']').filter(|_| plain)?;
    let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', '\t']);
    Some(text.len() - rest.len())
}
