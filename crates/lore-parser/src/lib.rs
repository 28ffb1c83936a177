//! Reads one Markdown note: text in, [`ParsedNote`] out. No files, no resolving of links, no
//! storage.
//!
//! The order in which a note is read, and the modules that do it:
//!
//! 1. `front_matter` splits off the properties at the top; `properties` says what they mean.
//! 2. `markdown` walks the Markdown parser's events once: headings, links, pieces of text.
//!    `templates` reads what other languages write in a destination, `tables` keeps the tables that
//!    say how far things have come.
//! 3. `comments`, `inserts`, `shortcodes`, `attributes`, `labels` and `logseq` find what Markdown does not
//!    know and what hides other text; `ignores` reads where comments say not to report problems.
//! 4. `sections` makes sections of headings, `entries` reads which of a journal they are, and `anchors` tells what else leads to them: ids, their source.
//! 5. `head` finds what stands below the title instead of front matter; `prose` and `fields` read the pieces: tags,
//!    URLs, tasks, block ids, fields, runs; `topics` what fields name.
//! 6. `references` reports references that lead nowhere.
//! 7. `language` tells which language it is in.
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

mod anchors;
mod attributes;
mod beside;
mod comments;
mod drawings;
mod entries;
mod fields;
mod front_matter;
mod head;
mod highlights;
mod html;
mod ignores;
mod inserts;
mod labels;
mod language;
mod links;
mod logseq;
mod markdown;
mod math;
mod properties;
mod prose;
mod references;
mod sections;
mod shortcodes;
mod tables;
mod tags;
mod templates;
#[cfg(test)]
mod tests;
mod titles;
mod topics;
mod wiki;

pub use drawings::{data as drawing_data, headings_of_drawings, may_be_heading_of_drawing};
pub use entries::{EntryName, counts_parts, entry_name, number as entry_number};

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hasher;
use std::ops::Range;

use lore_core::{
    Block, Field, FieldOrigin, Language, LineIndex, Link, Note, ParsedNote, Problem, Profile, Run,
    RunKind, Section, Span, Tag, TitleSource, Topic, VaultPath, days, is_placeholder, periods,
    words,
};

use rustc_hash::FxHasher;

use crate::anchors::AnchoredSections;
use crate::beside::Beside;
use crate::front_matter::{FrontMatter, Property};
use crate::markdown::Walk;
use crate::prose::Prose;
use crate::shortcodes::Shortcode;

/// Raised whenever the same text gives another note, so that stored notes are parsed anew.
pub const VERSION: u32 = 22;

/// The folder in which Jekyll's `include` begins.
const INCLUDES: &str = "_includes/";

/// What differs between vaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Names of fields, in lower case, whose values are topics.
    pub topic_fields: Vec<String>,
    /// Whose conventions the notes follow.
    pub profile: Profile,
    /// The language of notes that do not say theirs; nothing means that of their text.
    pub language: Option<Language>,
}

impl Default for Options {
    fn default() -> Options {
        let names = [
            "topic", "topics", "subject", "subjects", "concept", "concepts", "category",
            "categories", "keywords", "series",
        ];
        let topic_fields = names.map(str::to_owned).to_vec();
        Options { topic_fields, profile: Profile::default(), language: None }
    }
}

/// Reads one note. Every text is a note: nothing fails, and what is wrong is among its problems.
pub fn parse(path: &VaultPath, text: &str, options: &Options) -> ParsedNote {
    parse_part(path, text, "", options)
}

/// Reads a part of a note as if it were all of it, but for what only the front matter of the `whole` text tells.
pub fn parse_part(path: &VaultPath, text: &str, whole: &str, options: &Options) -> ParsedNote {
    let text = &*with_newlines(text);
    let source = &Source { path, text, lines: &LineIndex::new(text), options };
    let mut header = header(text);
    let mut walk = walk(text, header.body, options.profile);
    let mut beside = Beside::find(text, header.body, &mut walk, options.profile);
    let is_drawing = drawings::is_drawing(&header.properties) || drawings::is_text_of_one(whole);
    let (mut sections, prose) = sections_and_prose(source, &mut walk, &beside, is_drawing);
    let blocks = blocks(source, prose.blocks, &mut walk, &mut beside, &sections);
    let problems = problems(source, &header, &walk);
    let table_spans = std::mem::take(&mut walk.table_spans);
    let mut tables = std::mem::take(&mut walk.tables);
    tables.retain(|table| !lies_in(&beside.comments, table.at));
    let status_tables = tables::finish(tables, &sections, source.lines);
    let mut links = all_links(source, &header, walk, beside.shortcodes, prose.links, &sections);
    for link in &mut links {
        link.in_comment = prose::is_hidden(&beside.masks, link.span.range().start);
    }

    let mut fields = properties::fields(&header.properties, source.lines, options.profile);
    let in_head = properties::in_head(text, &prose.fields, &prose.head);
    let mut properties = std::mem::take(&mut header.properties);
    if source.is_logseq() {
        properties.extend(logseq::page_properties(text, header.body));
    }
    let (title, title_source) = titles::title(source, &properties, &sections);
    properties.extend(in_head);
    // Of a day it is how somebody was.
    let is_of_day = || [path.stem(), &*title].into_iter().any(days::is_day);
    let status = prose.status.filter(|_| !is_of_day());
    let mut in_text = prose.fields;
    if let Some(status) = status {
        let at = in_text.partition_point(|field| field.span.start < status.span.start);
        in_text.insert(at, status);
    }
    fields.extend(in_text);

    let topics = topics(source, &fields);
    // Logseq's fields are those of blocks.
    let said = match source.is_logseq() {
        true => None,
        false => entries::dated_by_fields(&mut sections, title_source, &prose.days, &topics),
    };
    if title_source == TitleSource::Heading
        && let Some(day) = properties::stated_date(&properties, path.stem()).or(said)
    {
        sections::of_day(&mut sections, day);
    }
    // The first day of a week or month is that of a note of it, but for a journal whose entries say theirs.
    let is_journal = || sections.iter().any(|section| section.date.is_some());
    let begins = || periods::period_start(path.stem()).filter(|_| !is_journal());
    let said = said.or_else(begins);
    let note = Note {
        title,
        title_source,
        aliases: properties::aliases(&properties),
        date: properties::date(&properties, path.stem(), said),
        modified: properties::modified(&properties),
        kind: kind(source, &properties, &fields).map(str::to_owned),
        language: language(source, &properties, &prose.runs),
        front_matter: header.span,
        tags: all_tags(source, &properties, prose.tags, &links),
        links,
        headed: topics::headed(&sections, &topics, options.profile),
        topics,
        blocks,
        tasks: prose.tasks,
        status_tables,
        problems,
        ignores: ignores::find(text, &beside.all_comments, source.lines),
        fields,
        sections,
    };
    ParsedNote { note, runs: prose.runs, tables: table_spans }
}

/// What the steps of reading a note are told of it.
struct Source<'a> {
    path: &'a VaultPath,
    text: &'a str,
    lines: &'a LineIndex,
    options: &'a Options,
}

impl Source<'_> {
    fn is_logseq(&self) -> bool {
        self.options.profile == Profile::Logseq
    }
}

/// The front matter, without values that a template is still to fill in.
fn header(text: &str) -> FrontMatter {
    let mut header = front_matter::read(text);
    for property in &mut header.properties {
        property.values.retain(|value| !is_placeholder(value));
    }
    header
}

/// What the Markdown parser finds. It has panicked on odd texts in the past: such a note is plain text then.
fn walk(text: &str, body: usize, profile: Profile) -> Walk {
    let walked = std::panic::catch_unwind(|| markdown::walk(text, body, profile));
    let mut walk = walked.unwrap_or_else(|_| Walk::plain(text, body));
    walk.templates.sort_by_key(|span| span.start);
    walk
}

/// The sections, with their words counted, and what their text holds.
fn sections_and_prose(
    source: &Source,
    walk: &mut Walk,
    beside: &Beside,
    is_drawing: bool,
) -> (Vec<Section>, Prose) {
    let &Source { text, lines, options, .. } = source;
    let mut headings = std::mem::take(&mut walk.headings);
    headings.retain(|heading| !lies_in(&beside.comments, heading.span.range().start));
    let (mut sections, anchors) = sections::build(text, headings, &beside.no_heading, lines);
    // Logseq's headings all stand in lists, and have ids of their own.
    if !source.is_logseq() {
        walk.anchors.extend(anchors);
        walk.anchors.sort_by_key(|(_, at)| *at);
    }
    let mut prose = prose::read(text, walk, beside, &sections, lines, options);
    let no_text = drawings::no_text(text, is_drawing);
    if !no_text.is_empty() {
        without(text, &no_text, &mut prose);
    }
    count_words(text, &prose.runs, &mut sections);
    (sections, prose)
}

/// Takes out of a note what is no text, stretches in the order of the file and none over another, and the fields that
/// it would be the keys of.
fn without(text: &str, no_text: &[Range<usize>], prose: &mut Prose) {
    let holding = |place: usize| {
        let nth = no_text.partition_point(|range| range.end <= place);
        no_text.get(nth).filter(|range| range.start <= place)
    };
    prose.runs.retain_mut(|run| {
        let span = run.span.range();
        let Some(range) = holding(span.start) else { return true };
        run.span = Span::new(range.end.min(span.end)..span.end);
        run.span.slice(text).is_some_and(|rest| !rest.trim().is_empty())
    });
    let is_text = |field: &Field| {
        let value = field.span.range().start;
        holding(value).is_none() && no_text.binary_search_by_key(&value, |range| range.end).is_err()
    };
    prose.fields.retain(is_text);
    prose.status.take_if(|status| !is_text(status));
}

/// The places that links can name: those of the text, in the order of their lines, then what else leads to a
/// heading, as what a note calls a place itself comes first.
fn blocks(
    source: &Source,
    in_text: Vec<Block>,
    walk: &mut Walk,
    beside: &mut Beside,
    sections: &[Section],
) -> Vec<Block> {
    let &Source { text, lines, options, .. } = source;
    let mut anchored = AnchoredSections::new(text, sections);
    let of_tags = std::mem::take(&mut walk.anchors);
    let of_attributes = std::mem::take(&mut beside.anchors);
    let mut blocks = in_text;
    blocks.extend(of_tags.into_iter().chain(of_attributes).map(|(id, at)| {
        let line = lines.line(Span::new(at..at).start);
        Block { id, section: anchored.named_at(at), line }
    }));
    blocks.sort_by_key(|block| block.line);
    blocks.extend(anchors::of_sources(text, sections, options.profile));
    blocks
}

fn problems(source: &Source, header: &FrontMatter, walk: &Walk) -> Vec<Problem> {
    let &Source { text, lines, .. } = source;
    let of_header = header.error.iter().map(|error| error.problem(text, lines));
    let of_days = properties::problems(text, &header.properties, lines);
    of_header.chain(of_days).chain(references::problems(text, walk, lines)).collect()
}

/// All links: those of the front matter, then those of the text, in its order.
fn all_links(
    source: &Source,
    header: &FrontMatter,
    walk: Walk,
    shortcodes: Vec<Shortcode>,
    in_prose: Vec<Link>,
    sections: &[Section],
) -> Vec<Link> {
    let &Source { text, lines, options, .. } = source;
    let mut in_text = markdown_links(text, walk, shortcodes);
    in_text.extend(in_prose);
    in_text.sort_by_key(|link| (link.span.start, std::cmp::Reverse(link.span.end)));
    let mut links = properties::links(text, header, options.profile);
    links.extend(in_text);
    place(text, lines, sections, &mut links);
    links
}

fn topics(source: &Source, fields: &[Field]) -> Vec<Topic> {
    let Options { topic_fields, profile, .. } = source.options;
    let named = fields.iter().filter(|field| topic_fields.contains(&field.key.to_lowercase()));
    named.flat_map(|field| topics::read(field, *profile)).collect()
}

/// What the note says it is: a book, a course. A link to it says so by its name.
fn kind<'a>(source: &Source, properties: &'a [Property], fields: &'a [Field]) -> Option<&'a str> {
    let stated = properties::kind(properties).or_else(|| {
        let mut inline = fields.iter().filter(|field| field.origin == FieldOrigin::Inline);
        // Below the top, Logseq's properties are those of blocks.
        let field =
            inline.find(|field| !source.is_logseq() && field.key.eq_ignore_ascii_case("type"))?;
        field.values.first().map(String::as_str)
    })?;
    Some(wiki::only_name(stated, source.options.profile).unwrap_or(stated))
}

/// The tags of the front matter, then those of the text.
fn all_tags(
    source: &Source,
    properties: &[Property],
    mut in_text: Vec<Tag>,
    links: &[Link],
) -> Vec<Tag> {
    let &Source { text, lines, options, .. } = source;
    let mut tags = properties::tags(text, properties, lines, options.profile);
    if source.is_logseq() {
        in_text.extend(logseq::tags(text, links, lines));
        in_text.sort_by_key(|tag| tag.span.start);
    }
    // In a property that stands in the text a tag may have its sign.
    if !tags.is_empty() {
        let known: HashSet<Span> = tags.iter().map(|tag| tag.span).collect();
        in_text.retain(|tag| !known.contains(&tag.span));
    }
    tags.extend(in_text);
    tags.retain(|tag| tags::fits(&tag.name));
    tags
}

/// The language that the note states, else the one of the settings, else that of its text.
fn language(source: &Source, properties: &[Property], runs: &[Run]) -> Language {
    let detect = || {
        let runs = runs.iter().filter(|run| run.kind == RunKind::Prose);
        language::detect(runs.filter_map(|run| run.span.slice(source.text)))
    };
    let stated = properties::language(properties).or(source.options.language);
    stated.or_else(detect).unwrap_or_default()
}

/// The text with a `\n` for each `\r` that ends a line alone: so does Markdown read it. Every byte keeps
/// its place.
fn with_newlines(text: &str) -> Cow<'_, str> {
    let is_alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !text.match_indices('\r').any(|(at, _)| is_alone(at)) {
        return Cow::Borrowed(text);
    }
    let newline = |(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c };
    Cow::Owned(text.char_indices().map(newline).collect())
}

/// The links of the Markdown parser and of shortcodes; what lies in a shortcode is the shortcode's.
fn markdown_links(text: &str, walk: Walk, shortcodes: Vec<Shortcode>) -> Vec<Link> {
    let mut links = walk.links;
    let spans: Vec<Span> =
        shortcodes.iter().map(|shortcode| Span::new(shortcode.span.clone())).collect();
    links.retain(|link| !lies_in(&spans, link.target_span.range().start));
    for (shortcode, span) in shortcodes.into_iter().zip(spans) {
        let (target, fragment) = links::split_fragment(&text[shortcode.target.clone()]);
        let target =
            if shortcode.embed { format!("{INCLUDES}{target}") } else { target.to_owned() };
        links.push(Link {
            embed: shortcode.embed,
            span,
            target_span: Span::new(shortcode.target),
            fragment: fragment.map(str::to_owned),
            language: shortcode.language.map(|language| text[language].to_owned()),
            ..Link::new(shortcode.kind, target)
        });
    }
    links
}

/// Whether one of the spans, which are in the order of the file, holds the byte at `at`.
fn lies_in(spans: &[Span], at: usize) -> bool {
    let nth = spans.partition_point(|span| span.range().end <= at);
    spans.get(nth).is_some_and(|span| span.range().start <= at)
}

/// As much of the text from `at` on as `length` bytes hold.
fn window(text: &str, at: usize, length: usize) -> &str {
    let mut until = (at + length).min(text.len());
    while !text.is_char_boundary(until) {
        until -= 1;
    }
    text.get(at..until).unwrap_or("")
}

/// Where the line of `at` ends, its newline included.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// Fills in section, line and column of links that are in the order of the file.
fn place(text: &str, lines: &LineIndex, sections: &[Section], links: &mut [Link]) {
    let mut places = Places::new(text, lines);
    for link in links {
        let at = link.span.start;
        link.section = prose::section_of(sections, at);
        (link.line, link.column) = places.of(at);
    }
}

/// Lines and columns of places that are asked for in the order of the file. Columns count on from the
/// place before: a line may be long and full of them.
struct Places<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    /// The place before, its line and its column.
    last: (u32, u32, u32),
}

impl<'a> Places<'a> {
    fn new(text: &'a str, lines: &'a LineIndex) -> Places<'a> {
        Places { text, lines, last: (0, 0, 1) }
    }

    fn of(&mut self, at: u32) -> (u32, u32) {
        let (before, same, counted) = self.last;
        let line = self.lines.line(at);
        let column = match self.text.get(before as usize..at as usize) {
            Some(between) if line == same => {
                counted + u32::try_from(between.chars().count()).unwrap_or(u32::MAX)
            }
            _ => self.lines.column(self.text, at),
        };
        self.last = (at, line, column);
        (line, column)
    }
}

/// Counts the words of each section, and how often each one stands there. Runs come section by section.
fn count_words(text: &str, runs: &[Run], sections: &mut [Section]) {
    // Of a word only its hash is asked.
    let mut terms: Vec<u64> = Vec::new();
    for of_section in runs.chunk_by(|left, right| left.section == right.section) {
        let Some(section) = sections.get_mut(of_section[0].section as usize) else { continue };
        terms.clear();
        for run in of_section.iter().filter(|run| run.kind != RunKind::Comment) {
            let count = words::indexed(run.span.slice(text).unwrap_or(""), |word| {
                if word.kind != words::WordKind::Part && !words::is_stop_word(&word.term) {
                    let mut hasher = FxHasher::default();
                    hasher.write(word.term.as_bytes());
                    terms.push(hasher.finish());
                }
            });
            section.words = section.words.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
        terms.sort_unstable();
        let squares = terms
            .chunk_by(|left, right| left == right)
            .map(|same| (1.0 + (same.len() as f64).ln()).powi(2));
        section.squared_norm += squares.sum::<f64>().round() as u32;
    }
}
