//! What one note states of concepts: its title, topics, tags, links that lead nowhere, and fields. The
//! same rules whether a build makes the concepts or a splice knows them. Leaves out which names are one
//! concept, and what follows from all notes together.

use lore_core::{Date, LinkKind, Note, name, stands_for_another, words};
use rustc_hash::FxHashSet;

use crate::amounts::is_amount;
use crate::graph::{ConceptId, How, Kinds, NONE, NoteId, SectionId, hash};
use crate::names::without_note_extension;
use crate::profiles::Conventions;
use crate::resolve::{Target, has_scheme, names_a_note};

/// Fields that describe the note itself, or tell a tool how to show it, and relate it to nothing.
#[rustfmt::skip]
const META_FIELDS: &[&str] = &[
    "alias", "aliases", "always allow html", "background color", "background image", "banner",
    "banner icon", "banner x", "banner y", "biblatexoptions", "biblio style", "biblio title",
    "bibliography", "bibliographystyle", "cascade", "citation package", "citecolor", "citeproc",
    "classoption", "classoptions", "code fold", "code overflow", "code tools", "collapsed",
    "colorlinks", "cover", "cover x", "cover y", "created", "created at", "csl", "css",
    "cssclass", "cssclasses", "custom edit url", "date", "date created", "date modified",
    "description", "df print", "displayed sidebar", "documentclass", "draft", "editor options",
    "embed resources", "excerpt", "exclude from graph view", "execute", "fig cap location",
    "fig format", "fontfamily", "fontsize", "freeze", "header includes",
    "heading", "headingdivider", "hide table of contents", "hide title", "highlight style",
    "hl color", "hl page", "hl stamp", "hl type", "html math method", "icon", "iconcolor", "id",
    "image", "include after", "include after body", "include before", "include before body",
    "include in header", "jupyter", "kernelspec", "knitr", "lang", "language", "last modified at",
    "lastmod", "latex engine", "layout", "level", "linestretch", "link", "link citations",
    "linkcolor", "links", "linktitle", "ls type", "mainfont", "markup", "marp", "modified",
    "monofont", "nav exclude", "nav order", "nav title", "nocite", "note", "number sections",
    "obsidianeditingmode", "obsidianuimode", "order", "outputs", "paginate", "pagination label",
    "pagination next", "pagination prev", "papersize", "pdf engine", "pdf engine opts",
    "permalink", "priority", "progress", "publish", "published", "query properties",
    "query sort by", "query sort desc", "query table", "rating", "redirect from", "redirect to",
    "reference doc", "reference section title", "resource path", "robots", "runtime", "sansfont",
    "secnumdepth", "self contained", "sidebar", "sidebar class name", "sidebar label",
    "sidebar position", "sitemap", "slug", "source", "standalone", "status", "sticker", "stub",
    "summary", "tag", "tags", "taxonomies.tags", "template", "template including parent", "title",
    "title block banner", "toc", "toc depth", "toc expand", "toc location", "toc title",
    "toccolor", "tocopen", "traitids", "type", "uid", "updated", "updated at", "url", "urlcolor",
    "uuid", "version", "vignette", "warning", "weight",
];

/// Maps in which tools keep their settings: `execute.cache`.
#[rustfmt::skip]
const TOOL_MAPS: [&str; 10] = [
    "bibliography", "csl", "editor options", "execute", "format", "jupyter", "kernelspec", "knitr",
    "logseq", "output",
];

/// How the names of tools' own fields begin: `excalidraw-autoexport`, `dg-publish`.
const TOOL_BEGINNINGS: [&str; 2] = ["dg ", "excalidraw "];

/// Fields that tools have for what they make, and people for other things: `format: html` is the
/// tool's, `format: vinyl` is not.
#[rustfmt::skip]
const TOOL_VALUES: &[(&[&str], &[&str])] = &[
    (
        &["format", "output", "to"],
        &[
            "asciidoc", "beamer", "commonmark", "dashboard", "docx", "epub", "gfm", "hugo md",
            "html", "ipynb", "jats", "latex", "markdown", "md", "odt", "pdf", "pptx", "revealjs",
            "rst", "typst",
        ],
    ),
    (&["engine"], &["julia", "jupyter", "knitr", "markdown"]),
    (&["editor"], &["source", "visual"]),
    (&["filetype", "document type"], &["markdown", "md"]),
];

/// How the files end that tools take styles, references and pictures from: their names name nothing
/// that notes are about.
#[rustfmt::skip]
const TOOL_FILES: [&str; 15] = [
    "bib", "bibtex", "cls", "csl", "css", "gif", "jpeg", "jpg", "lua", "png", "scss", "sty", "svg",
    "tex", "webp",
];

/// Fields that name a broader concept.
const BROADER_FIELDS: [&str; 6] = ["belongs to", "broader", "parent", "parents", "part of", "up"];

/// Fields that name narrower concepts.
const NARROWER_FIELDS: [&str; 5] = ["child", "children", "down", "narrower", "parts"];

/// A value is a name up to this many words.
const NAME_WORDS: usize = 8;

/// The items of a list that is written as a sentence have no more words than this, and fewer on average: `Docker,
/// Kafka and change data capture.`
const ITEM_WORDS: usize = 4;
const LISTED_WORDS: usize = 3;

const SENTENCE_ENDS: [char; 6] = ['.', '!', '?', '。', '！', '？'];

/// What may stand behind the end of a sentence.
const CLOSING: [char; 7] = ['"', '\'', ')', ']', '*', '_', '”'];

/// Takes what notes state of concepts: a build makes those that are new, a splice knows them all.
pub(crate) trait Namer {
    /// The concept of a note's name.
    fn concept_of(&self, note: NoteId) -> u32;
    /// The note a section is part of.
    fn note_of(&self, section: SectionId) -> NoteId;
    /// Whether `a/b` is the whole name of a note, rather than that of `b` in a folder.
    fn has_paths_as_names(&self) -> bool;
    /// Whether a key is that of a note's name, a topic that can be nothing else, a tag or a missing note.
    fn is_known(&self, key: &str) -> bool;
    /// The concept of a name that is of this one of [`Kinds`].
    fn named(&mut self, name: &str, kind: u32) -> u32;
    /// The number of a field's name.
    fn field(&mut self, name: &str) -> u32;
    /// A section states a concept.
    fn state(&mut self, statement: Statement);
    /// One concept is part of another.
    fn declare(&mut self, narrow: u32, broad: u32);
    /// A field's value, which is a concept if it is known or stands in several sections.
    fn value(&mut self, value: Value);
    /// A field's value, by the hash of its key, that would be one name if that were known.
    fn divided(&mut self, key: u64);
    /// A topic that may be several is read by whether this, by the hash of its key, is known.
    fn joined(&mut self, key: u64);
}

/// A name among the values of a field.
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) statement: Statement,
    note: NoteId,
    direction: Direction,
}

/// What a field says of the note and the concept it names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The concept is broader than the note's.
    Broader,
    Narrower,
    Neither,
}

impl Direction {
    /// What a field at a note's top says by its [key](field_key).
    pub(crate) fn of(key: &str) -> Direction {
        if BROADER_FIELDS.contains(&key) {
            Direction::Broader
        } else if NARROWER_FIELDS.contains(&key) {
            Direction::Narrower
        } else {
            Direction::Neither
        }
    }
}

/// A field's name as the names of fields are compared.
pub(crate) fn field_key(field: &str) -> String {
    field.trim().to_lowercase().replace(['_', '-'], " ")
}

/// Whether a field of this [key](field_key) says nothing of what the note is about.
fn is_meta(key: &str) -> bool {
    META_FIELDS.binary_search(&key).is_ok()
        || key.ends_with(" plugin")
        || key.split_once('.').is_some_and(|(map, _)| TOOL_MAPS.contains(&map))
        || TOOL_BEGINNINGS.iter().any(|beginning| key.starts_with(beginning))
}

/// Whether a value tells a tool what to make, or which of its files to take.
fn is_of_tool(key: &str, value: &str) -> bool {
    let value = plain_name(value).to_lowercase();
    let is_choice = |(keys, values): &(&[&str], &[&str])| {
        keys.contains(&key) && values.contains(&&*value.replace(['-', '_'], " "))
    };
    // R's formats are functions: `html_document`, `bookdown::gitbook`.
    let is_function = key == "output"
        && (value.contains("::")
            || value.ends_with("_document")
            || value.ends_with("_presentation"));
    let is_file = || {
        let (name, extension) = value.rsplit_once('.').unwrap_or_default();
        !name.is_empty() && !name.contains(' ') && TOOL_FILES.contains(&extension)
    };
    is_function || TOOL_VALUES.iter().any(is_choice) || is_file()
}

/// One statement; the concept is filled in by whoever knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Statement {
    pub(crate) section: u32,
    pub(crate) line: u32,
    pub(crate) how: How,
    pub(crate) concept: u32,
    pub(crate) field: u32,
}

impl Statement {
    fn of(section: u32, line: u32, how: How, concept: u32) -> Statement {
        Statement { section, line, how, concept, field: NONE }
    }
}

/// States what a note is called.
pub(crate) fn state_title(at: NoteId, line: u32, first_section: u32, namer: &mut impl Namer) {
    let concept = namer.concept_of(at);
    namer.state(Statement::of(first_section, line, How::Title, concept));
}

/// States the topics and tags of a note, but for topics that may be several.
pub(crate) fn state_topics_and_tags(note: &Note, first_section: u32, namer: &mut impl Namer) {
    for topic in note.topics.iter().filter(|topic| topic.parts.is_empty()) {
        let concept = namer.named(&topic.name, Kinds::DECLARED);
        let section = first_section + topic.section;
        namer.state(Statement::of(section, topic.line, How::Topic, concept));
    }
    for tag in &note.tags {
        let concept = state_tag(&tag.name, namer);
        namer.state(Statement::of(first_section + tag.section, tag.line, How::Tag, concept));
    }
}

/// The concept of a tag; `a/b` makes `a`, too.
fn state_tag(tag: &str, namer: &mut impl Namer) -> u32 {
    let concept = namer.named(tag, Kinds::TAG);
    let mut end = tag.len();
    let mut child = concept;
    while let Some(slash) = tag[..end].rfind('/') {
        let parent = namer.named(&tag[..slash], Kinds::TAG);
        if parent != child {
            namer.declare(child, parent);
        }
        (child, end) = (parent, slash);
    }
    concept
}

/// The links that lead nowhere name concepts, too, but for addresses of pages that are made of the notes. Their
/// targets get the concept.
pub(crate) fn state_missing_targets(
    note: &Note,
    first_section: u32,
    targets: &mut [Target],
    conventions: Conventions<'_>,
    namer: &mut impl Namer,
) {
    for (link, target) in note.links.iter().zip(targets) {
        let named = conventions.wanted(link).name;
        let is_address = matches!(link.kind, LinkKind::Markdown | LinkKind::Reference);
        if *target != Target::Missing(None)
            || is_address && conventions.profile.may_make_page(named)
            || !names_a_note(link.kind, named)
            || has_scheme(named) && named.contains("//")
        {
            continue;
        }
        let whole = named.trim_end_matches('/');
        let last = match namer.has_paths_as_names() && link.kind == LinkKind::Wiki {
            true => whole.trim_start_matches('/'),
            false => whole.rsplit('/').next().unwrap_or(whole),
        };
        let last = without_note_extension(last);
        if last.is_empty() || last.starts_with('.') || stands_for_another(last) {
            continue;
        }
        let concept = namer.named(last, Kinds::MISSING);
        *target = Target::Missing(Some(ConceptId(concept)));
        let section = first_section + link.section;
        namer.state(Statement::of(section, link.line, How::MissingLink, concept));
    }
}

/// Whether a note says something that is read by what all notes are about.
pub(crate) fn has_values(note: &Note) -> bool {
    !note.fields.is_empty() || !note.headed.is_empty()
}

/// What depends on the names that all notes know: topics that may be several, what entries are headed, links
/// in field values, which name what they lead to, and values that may name a concept. `targets` are those of the
/// note's links.
pub(crate) fn state_values(
    at: NoteId,
    note: &Note,
    first_section: u32,
    targets: &[Target],
    namer: &mut impl Namer,
) {
    state_joined_topics(note, first_section, namer);
    for topic in &note.headed {
        let whole = std::slice::from_ref(&topic.name);
        let key = name::concept_key(&topic.name);
        let is_one = topic.parts.is_empty() || namer.is_known(&key);
        if !is_one {
            namer.divided(hash(&key));
        }
        let section = first_section + topic.section;
        let statement = Statement::of(section, topic.line, How::Topic, NONE);
        for name in if is_one { whole } else { &topic.parts[..] } {
            if is_name(name) {
                let name = name.clone();
                namer.value(Value { name, statement, note: at, direction: Direction::Neither });
            }
        }
    }
    state_fields(at, note, first_section, targets, namer);
}

/// States topics that may be several: `Kafka and Spark` is one where that is the name of something, and else
/// several where one of them is. `TCP/IP` is several only where each is.
fn state_joined_topics(note: &Note, first_section: u32, namer: &mut impl Namer) {
    for topic in note.topics.iter().filter(|topic| !topic.parts.is_empty()) {
        let mut is_known = |name: &String| {
            let key = name::concept_key(name);
            namer.joined(hash(&key));
            namer.is_known(&key)
        };
        let is_one = is_known(&topic.name);
        let known = topic.parts.iter().filter(|part| is_known(part)).count();
        let enough = if topic.parts.join("/") == topic.name { topic.parts.len() } else { 1 };
        let names = match !is_one && known >= enough {
            true => &topic.parts[..],
            false => std::slice::from_ref(&topic.name),
        };
        for name in names {
            let concept = namer.named(name, Kinds::JOINED);
            let section = first_section + topic.section;
            namer.state(Statement::of(section, topic.line, How::Topic, concept));
        }
    }
}

fn state_fields(
    at: NoteId,
    note: &Note,
    first_section: u32,
    targets: &[Target],
    namer: &mut impl Namer,
) {
    let topic_lines: FxHashSet<(u32, u32)> =
        note.topics.iter().map(|topic| (topic.section, topic.line)).collect();
    for field in &note.fields {
        let key = field_key(&field.key);
        if topic_lines.contains(&(field.section, field.line)) {
            continue;
        }
        // Only what stands at the note's top is about the note.
        let at_top = field.section == 0 || field.section == 1 && note.sections[1].level == 1;
        let direction = if at_top { Direction::of(&key) } else { Direction::Neither };
        let statement = Statement {
            field: namer.field(&field.key),
            ..Statement::of(first_section + field.section, field.line, How::Field, NONE)
        };
        let inside = note.related_by(field);
        for (link, target) in note.links[inside.clone()].iter().zip(&targets[inside]) {
            // To another place of the same page: it helps to turn pages.
            if link.target.is_empty() {
                continue;
            }
            let concept = match *target {
                Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                    namer.concept_of(to)
                }
                Target::Section(to) => namer.concept_of(namer.note_of(to)),
                Target::Missing(Some(concept)) => concept.0,
                Target::Missing(None) | Target::File(_) | Target::External => continue,
            };
            let statement = Statement { line: link.line, concept, ..statement };
            state_field(at, statement, direction, namer);
        }
        if is_meta(&key) || field.values.iter().all(|value| is_of_tool(&key, value)) {
            continue;
        }
        for name in pieces(&field.values, namer) {
            namer.value(Value { name, statement, note: at, direction });
        }
    }
}

/// States a value whose concept is `concept`.
pub(crate) fn state_value(value: &Value, concept: u32, namer: &mut impl Namer) {
    let statement = Statement { concept, ..value.statement };
    state_field(value.note, statement, value.direction, namer);
}

fn state_field(at: NoteId, statement: Statement, direction: Direction, namer: &mut impl Namer) {
    namer.state(statement);
    let (note, concept) = (namer.concept_of(at), statement.concept);
    if note != concept {
        match direction {
            Direction::Broader => namer.declare(note, concept),
            Direction::Narrower => namer.declare(concept, note),
            Direction::Neither => {}
        }
    }
}

/// The names in a field's values: whole if that is a known concept, else split at commas and `and`.
fn pieces(values: &[String], namer: &mut impl Namer) -> Vec<String> {
    let mut pieces = Vec::new();
    // Links say themselves what they lead to.
    let is_link = |text: &str| text.contains("[[") || text.contains("](");
    for value in values.iter().filter(|value| value.len() <= 300) {
        let whole = plain_name(value);
        let key = name::concept_key(&whole);
        if !is_link(value) && namer.is_known(&key) {
            pieces.push(whole);
            continue;
        }
        let before = pieces.len();
        let names = names_in(value).into_iter().filter(|part| !is_link(part)).map(plain_name);
        pieces.extend(names.filter(|name| is_name(name)));
        // A value that is one name is told apart as such when it becomes known.
        if !is_link(value) && pieces[before..] != [whole] {
            namer.divided(hash(&key));
        }
    }
    pieces
}

/// A value without emphasis markup.
fn plain_name(value: &str) -> String {
    let name = value.trim().trim_matches(['*', '`', '"', '\'', '_']).trim();
    name.trim_start_matches('#').to_owned()
}

/// Splits at commas, semicolons and `and`, outside brackets.
fn split_names(value: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0i32);
    let mut skip_to = 0;
    for (at, c) in value.char_indices() {
        if at < skip_to {
            continue;
        }
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            ',' | ';' if depth <= 0 => {
                parts.push(&value[start..at]);
                start = at + 1;
            }
            ' ' if depth <= 0 && value[at..].starts_with(" and ") => {
                parts.push(&value[start..at]);
                start = at + 5;
                skip_to = start;
            }
            _ => {}
        }
    }
    parts.push(&value[start..]);
    parts
}

/// What may be names in a value: the items of a list. A sentence is none, unless it lists a few things, and then
/// what is long in it is none of them.
fn names_in(value: &str) -> Vec<&str> {
    let mut parts = split_names(value);
    let ends = |text: &str| text.trim_end_matches(CLOSING).ends_with(SENTENCE_ENDS);
    let is_end = |word: &str| word.chars().count() > 2 && ends(word);
    if parts.len() == 1 || !value.split_whitespace().any(is_end) {
        return parts;
    }
    let length = |part: &str| words::plain(part).take(NAME_WORDS + 1).count();
    let words: usize = parts.iter().map(|part| length(part)).sum();
    match words > LISTED_WORDS * parts.len() {
        true => parts.clear(),
        false => parts.retain(|part| length(part) <= ITEM_WORDS),
    }
    // The sentence ends, and not the name of its last item.
    if let Some(last) = parts.last_mut() {
        *last = last.trim_end().trim_end_matches(SENTENCE_ENDS);
    }
    parts
}

/// Whether a value is a name rather than a sentence, a number, an amount, a date, a URL or yes and no.
fn is_name(value: &str) -> bool {
    let count = words::plain(value).take(NAME_WORDS + 1).count();
    (1..=NAME_WORDS).contains(&count)
        && value.chars().any(char::is_alphabetic)
        && !has_scheme(value)
        && !value.ends_with(SENTENCE_ENDS)
        && !is_amount(value)
        && value.get(..10).is_none_or(|start| start.parse::<Date>().is_err())
        && !matches!(
            value.to_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "none" | "null"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order_and_as_fields_are_compared() {
        assert!(META_FIELDS.is_sorted());
        for field in META_FIELDS.iter().chain(&TOOL_MAPS) {
            assert_eq!(field_key(field), *field);
        }
    }

    #[test]
    fn clauses_of_running_text_are_no_names() {
        for (value, names) in [
            ("Docker, Kafka and Airflow", &["Docker", "Kafka", "Airflow"][..]),
            ("Docker, change data capture.", &["Docker", "change data capture"]),
            (
                "exactly-once delivery in a log, Docker",
                &["exactly-once delivery in a log", "Docker"],
            ),
            ("Layers are cached, which I did not know, and then I fixed the build.", &[]),
            ("It runs daily. Layers are cached, which I did not know", &[]),
            ("Today I read about Docker, Kafka, dbt, Spark.", &["Kafka", "dbt", "Spark"]),
            ("One sentence without a comma.", &["One sentence without a comma."]),
        ] {
            let found: Vec<&str> = names_in(value).into_iter().map(str::trim).collect();
            assert_eq!(found, names, "{value}");
        }
    }

    #[test]
    fn settings_of_tools_relate_notes_to_nothing() {
        for (field, value, says_nothing) in [
            ("bibliography", "refs.bib", true),
            ("output", "html_document", true),
            ("output.pdf_document.toc", "yes", true),
            ("output", "bookdown::gitbook", true),
            ("output", "A longer paper", false),
            ("references", "library.bib", true),
            ("format", "html", true),
            ("format.html.theme", "cosmo", true),
            ("format", "vinyl", false),
            ("formats", "vinyl", false),
            ("engine", "knitr", true),
            ("engine", "Diesel", false),
            ("editor", "Ada Lovelace", false),
            ("logseq.order-list-type", "number", true),
            ("background-color", "red", true),
            ("query-sort-by", "page", true),
            ("jupyter.kernelspec.name", "python3", true),
            ("kanban-plugin", "board", true),
            ("excalidraw-autoexport", "svg", true),
            ("created_at", "Monday", true),
            ("framework", "Vue.js", false),
            ("author", "Ada Lovelace", false),
        ] {
            let key = field_key(field);
            assert_eq!(is_meta(&key) || is_of_tool(&key, value), says_nothing, "{field}: {value}");
        }
    }
}
