//! Reads one Markdown note: text in, [`ParsedNote`] out. No files, no resolving of links, no
//! storage.
//!
//! The order in which a note is read, and the modules that do it:
//!
//! 1. `front_matter` splits off the properties at the top; `properties` says what they mean.
//! 2. `markdown` walks the Markdown parser's events once: headings, links, pieces of text.
//! 3. `comments` and `shortcodes` find what Markdown does not know and what hides other text.
//! 4. `sections` makes sections of headings.
//! 5. `prose` and `fields` read the pieces: tags, URLs, tasks, block ids, fields, runs.
//! 6. `references` reports references that lead nowhere.
//!
//! ```
//! use lore_core::{LinkKind, VaultPath};
//! use lore_parser::{Options, parse};
//!
//! let path = VaultPath::new("journal.md")?;
//! let text = "---\ntags: [log]\n---\n# Journal\n\n## Day 7\n\n**Topic:** [[Docker]]\n\nImages #build\n";
//! let note = parse(&path, text, &Options::default()).note;
//!
//! assert_eq!(note.title, "Journal");
//! assert_eq!(note.sections[2].order, Some(7));
//! assert_eq!(note.topics[0].name, "Docker");
//! assert_eq!((note.links[0].kind, note.links[0].target.as_str()), (LinkKind::Wiki, "Docker"));
//! assert_eq!(note.tags.iter().map(|tag| &tag.name).collect::<Vec<_>>(), ["log", "build"]);
//! # Ok::<(), lore_core::PathError>(())
//! ```

mod comments;
mod dates;
mod fields;
mod front_matter;
mod html;
mod links;
mod markdown;
mod properties;
mod prose;
mod references;
mod sections;
mod shortcodes;
mod tags;
#[cfg(test)]
mod tests;
mod wiki;

use lore_core::{
    Block, FieldOrigin, LineIndex, Link, Note, ParsedNote, Profile, RunKind, Section, Span,
    TitleSource, VaultPath, words,
};

use crate::markdown::Walk;
use crate::prose::{Mask, MaskKind};
use crate::shortcodes::Shortcode;

/// Raised whenever the same text gives another note, so that stored notes are parsed anew.
pub const VERSION: u32 = 3;

/// What differs between vaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Names of fields, in lower case, whose values are topics.
    pub topic_fields: Vec<String>,
    /// Whose conventions the notes follow.
    pub profile: Profile,
}

impl Default for Options {
    fn default() -> Options {
        let names = [
            "topic",
            "topics",
            "subject",
            "subjects",
            "concept",
            "concepts",
            "category",
            "categories",
            "keywords",
            "series",
        ];
        Options { topic_fields: names.map(str::to_owned).to_vec(), profile: Profile::default() }
    }
}

/// Reads one note. Every text is a note: nothing fails, and what is wrong is among its problems.
pub fn parse(path: &VaultPath, text: &str, options: &Options) -> ParsedNote {
    let lines = LineIndex::new(text);
    let header = front_matter::read(text);
    // The Markdown parser has panicked on odd texts in the past: such a note is plain text then.
    let walked = std::panic::catch_unwind(|| markdown::walk(text, header.body));
    let mut walk = walked.unwrap_or_else(|_| Walk::plain(text, header.body));
    walk.opaque.sort_by_key(|span| span.start);

    let comments = comments::find(text, header.body, &walk.opaque);
    let shortcodes = shortcodes::find(text, header.body, &walk.opaque);
    let masks = masks(&comments, &shortcodes);
    let in_comment = |span: Span| {
        let nth = comments.partition_point(|comment| comment.end <= span.start);
        comments.get(nth).is_some_and(|comment| comment.start <= span.start)
    };
    let mut headings = std::mem::take(&mut walk.headings);
    headings.retain(|heading| !in_comment(heading.span));

    let mut sections = sections::build(text, headings, &lines);
    let prose = prose::read(text, &walk, &masks, &sections, &lines);
    count_words(text, &prose.runs, &mut sections);

    let anchors = std::mem::take(&mut walk.anchors).into_iter().map(|(id, at)| {
        let at = Span::new(at..at).start;
        Block { id, section: prose::section_of(&sections, at), line: lines.line(at) }
    });
    let mut blocks = prose.blocks;
    blocks.extend(anchors);
    blocks.sort_by_key(|block| block.line);

    let mut problems: Vec<_> =
        header.error.iter().map(|error| error.problem(text, &lines)).collect();
    problems.extend(references::problems(text, &walk, &lines));

    let mut links = markdown_links(text, walk, shortcodes);
    links.extend(prose.links);
    links.sort_by_key(|link| (link.span.start, std::cmp::Reverse(link.span.end)));
    let mut all_links = properties::links(text, &header);
    all_links.extend(links);
    place(text, &lines, &sections, &mut all_links);

    let properties = &header.properties;
    let mut fields = properties::fields(properties, &lines);
    fields.extend(prose.fields);
    let topics = fields
        .iter()
        .filter(|field| options.topic_fields.contains(&field.key.to_lowercase()))
        .flat_map(fields::topics)
        .collect();
    let kind = properties::kind(properties).or_else(|| {
        let mut inline = fields.iter().filter(|field| field.origin == FieldOrigin::Inline);
        let field = inline.find(|field| field.key.eq_ignore_ascii_case("type"))?;
        field.values.first().map(String::as_str)
    });
    let (title, title_source) = title(path, properties::title(properties), &sections);
    let mut tags = properties::tags(text, properties, &lines);
    tags.extend(prose.tags);

    let note = Note {
        title,
        title_source,
        aliases: properties::aliases(properties),
        date: properties::date(properties).or_else(|| dates::find(path.stem())),
        kind: kind.map(str::to_owned),
        front_matter: header.span,
        links: all_links,
        tags,
        topics,
        blocks,
        tasks: prose.tasks,
        problems,
        ignores: Vec::new(),
        fields,
        sections,
    };
    ParsedNote { note, runs: prose.runs }
}

fn title(path: &VaultPath, property: Option<&str>, sections: &[Section]) -> (String, TitleSource) {
    if let Some(title) = property {
        return (title.to_owned(), TitleSource::FrontMatter);
    }
    // A lesser heading somewhere below names a part, not the note; nor does a paragraph that a
    // rule under it happens to make a heading.
    let nothing_before = sections.first().is_none_or(|first| first.words == 0);
    let names_the_note = |section: &&Section| {
        let is_underlined = section.heading_span.start == section.span.start;
        section.level == 1 || (nothing_before && !is_underlined)
    };
    match sections.iter().find(|section| !section.heading.is_empty()).filter(names_the_note) {
        Some(section) => (section.heading.clone(), TitleSource::Heading),
        None => (path.stem().to_owned(), TitleSource::FileStem),
    }
}

/// Comments and shortcodes as stretches that hide text, none over another.
fn masks(comments: &[Span], shortcodes: &[Shortcode]) -> Vec<Mask> {
    let mut all: Vec<Mask> =
        comments.iter().map(|&span| Mask { span, kind: MaskKind::Comment }).collect();
    for shortcode in shortcodes {
        let nothing = |range| Mask { span: Span::new(range), kind: MaskKind::Nothing };
        match &shortcode.around {
            Some(around) => {
                all.push(nothing(around.span.start..around.text.start));
                let span = Span::new(around.text.clone());
                all.push(Mask { span, kind: MaskKind::LinkText });
                all.push(nothing(around.text.end..around.span.end));
            }
            None => all.push(nothing(shortcode.span.clone())),
        }
    }
    all.sort_by_key(|mask| mask.span.start);
    let mut end = 0;
    all.retain(|mask| {
        let keep = mask.span.start >= end && !mask.span.is_empty();
        if keep {
            end = mask.span.end;
        }
        keep
    });
    all
}

/// The links of the Markdown parser and of shortcodes; what a shortcode is the destination of is
/// the shortcode's.
fn markdown_links(text: &str, walk: Walk, shortcodes: Vec<Shortcode>) -> Vec<Link> {
    let mut links = walk.links;
    let spans: Vec<Span> = shortcodes
        .iter()
        .map(|shortcode| {
            let around = shortcode.around.as_ref();
            Span::new(around.map_or(shortcode.span.clone(), |around| around.span.clone()))
        })
        .collect();
    if !spans.is_empty() {
        links.retain(|link| {
            let nth = spans.partition_point(|span| span.end <= link.target_span.start);
            !spans.get(nth).is_some_and(|span| span.contains(link.target_span))
        });
    }
    for (shortcode, span) in shortcodes.into_iter().zip(spans) {
        let written = &text[shortcode.target.clone()];
        let (target, mut fragment) = links::split_fragment(written);
        let (mut shown, mut embed) = (String::new(), false);
        if let Some(around) = &shortcode.around {
            shown = text[around.text.clone()].trim().to_owned();
            embed = around.embed;
            if fragment.is_none() {
                fragment = links::split_fragment(&text[around.rest.clone()]).1;
            }
        }
        links.push(Link {
            kind: shortcode.kind,
            embed,
            span,
            target_span: Span::new(shortcode.target),
            target: target.to_owned(),
            fragment: fragment.map(str::to_owned),
            text: shown,
            section: 0,
            line: 0,
            column: 0,
        });
    }
    links
}

/// Fills in section, line and column of links that are in the order of the file.
fn place(text: &str, lines: &LineIndex, sections: &[Section], links: &mut [Link]) {
    // Columns count on from the link before: a line may be long and full of links.
    let mut last = (0_u32, 0_u32, 1_u32);
    for link in links {
        let at = link.span.start;
        link.line = lines.line(at);
        link.section = prose::section_of(sections, at);
        let (line, offset, column) = last;
        link.column = match text.get(offset as usize..at as usize) {
            Some(between) if line == link.line => {
                column + u32::try_from(between.chars().count()).unwrap_or(u32::MAX)
            }
            _ => lines.column(text, at),
        };
        last = (link.line, at, link.column);
    }
}

fn count_words(text: &str, runs: &[lore_core::Run], sections: &mut [Section]) {
    for run in runs {
        if run.kind != RunKind::Comment
            && let Some(section) = sections.get_mut(run.section as usize)
        {
            let count = words::plain(run.span.slice(text).unwrap_or("")).count();
            section.words = section.words.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
}
