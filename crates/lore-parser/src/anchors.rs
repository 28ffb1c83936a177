//! Tells which sections the ids of HTML tags name, and what else than their text and GitHub's anchor leads to
//! headings. Leaves out finding the tags, which is the walk's over the Markdown.

use std::collections::HashSet;

use lore_core::{Block, Profile, Section, Span, name};

use crate::prose::section_of;

/// Which sections the anchors of HTML tags name.
pub(crate) struct AnchoredSections<'a> {
    text: &'a str,
    sections: &'a [Section],
    /// The section asked for last, and where the tags in it begin that lead up to the next one: anchors
    /// come section by section, and there may be many in one.
    last: Option<(u32, usize)>,
}

impl<'a> AnchoredSections<'a> {
    /// Those of a note.
    pub(crate) fn new(text: &'a str, sections: &'a [Section]) -> AnchoredSections<'a> {
        AnchoredSections { text, sections, last: None }
    }

    /// The section that the anchor at `at` names: the one it stands in, or the next one if nothing but
    /// tags stands before its heading.
    pub(crate) fn named_at(&mut self, at: usize) -> u32 {
        let own = section_of(self.sections, Span::new(at..at).start);
        let leading = match self.last {
            Some((section, leading)) if section == own => leading,
            Some(_) | None => self.leading_tags(own),
        };
        self.last = Some((own, leading));
        let in_heading = at < self.sections[own as usize].heading_span.end as usize;
        own + u32::from(at >= leading && !in_heading)
    }

    /// Where the tags begin between which and the heading of the next section nothing else stands;
    /// beyond the text if there is no next one.
    fn leading_tags(&self, section: u32) -> usize {
        let Some(next) = self.sections.get(section as usize + 1) else { return usize::MAX };
        let start = self.sections[section as usize].span.start as usize;
        let mut begin = next.span.start as usize;
        for (at, _) in self.text.get(start..begin).unwrap_or("").rmatch_indices('<') {
            let tag = self.text.get(start + at + 1..begin).unwrap_or("");
            let behind = tag.split_once('>').map_or(tag, |(_, behind)| behind);
            if !behind.trim().is_empty() {
                break;
            }
            begin = start + at;
        }
        begin
    }
}

/// Longest heading whose source is kept beside its text.
const LONGEST: usize = 400;

/// What tools make of headings as they are written, where that is not what they say: Obsidian's own links name
/// their source, and GitHub's anchors hold the attributes that other sites read.
pub(crate) fn of_sources(
    text: &str,
    sections: &[Section],
    profile: Profile,
) -> impl Iterator<Item = Block> {
    let is_obsidian = profile == Profile::Obsidian;
    let reads_attributes = profile.makes_site();
    // What another heading is called is that one's.
    let slugs: HashSet<&str> = sections.iter().map(|section| section.slug.as_str()).collect();
    sections.iter().zip(0..).flat_map(move |(section, nth)| {
        let written = section.heading_span.slice(text).unwrap_or("");
        let differs = written != section.heading && written.len() <= LONGEST;
        let key = name::heading_key;
        let source = (differs && is_obsidian).then(|| obsidian(written));
        let source = source.filter(|source| key(source) != key(&section.heading));
        let has_attributes = differs && !reads_attributes && written.contains('{');
        let anchor = has_attributes.then(|| name::slug(written));
        let anchor = anchor.filter(|anchor| *anchor != section.slug);
        let numbered = (!reads_attributes).then(|| numbered(section)).flatten();
        let numbered = numbered.filter(|id| !slugs.contains(id.as_str()));
        let ids = [source, anchor, numbered].into_iter().flatten().filter(|id| !id.is_empty());
        ids.map(move |id| Block { id, section: nth, line: section.line })
    })
}

/// What Python-Markdown, and with it MkDocs, calls a heading that stands there again: `linux_1`.
fn numbered(section: &Section) -> Option<String> {
    let plain = name::slug(&section.heading);
    let number = section.slug.strip_prefix(&plain)?.strip_prefix('-')?;
    let is_number = !plain.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("{plain}_{number}"))
}

/// A heading's source as Obsidian writes it into a link: what means something there is a space.
fn obsidian(written: &str) -> String {
    let mut source = written.replace([':', '#', '|', '^', '\\'], " ");
    for mark in ["%%", "[[", "]]"] {
        source = source.replace(mark, " ");
    }
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}
