//! What one file states, as data. Everything here is local to the file: link targets are as
//! written, and whether they lead anywhere is the graph's to say.

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Language, Problem, Span};

/// One note: the statements of one Markdown file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What the note is called.
    pub title: String,
    /// Where the title comes from.
    pub title_source: TitleSource,
    /// Other names of the note.
    pub aliases: Vec<String>,
    /// The day the note is of: front matter, else file name.
    pub date: Option<Date>,
    /// The day on which it was last changed, as the front matter says.
    pub modified: Option<Date>,
    /// What the note says it is (`type: project`), as written.
    pub kind: Option<String>,
    /// The language it is written in, for the stems of its words.
    pub language: Language,
    /// The front matter with its fences.
    pub front_matter: Option<Span>,
    /// The sections in the order of the file. The first is the text before any heading; it spans
    /// the whole file and is there even if empty.
    pub sections: Vec<Section>,
    /// The links in the order of the file.
    pub links: Vec<Link>,
    /// The tags in the order of the file, front matter first.
    pub tags: Vec<Tag>,
    /// `key: value` statements in the order of the file, front matter first.
    pub fields: Vec<Field>,
    /// The topics that fields declare, in the order of the file.
    pub topics: Vec<Topic>,
    /// What stands behind the number or day in the headings of entries that declare no topic, in the order of
    /// the file: their topics where it is the name of something.
    pub headed: Vec<Topic>,
    /// Block ids in the order of the file.
    pub blocks: Vec<Block>,
    /// Tasks in the order of the file.
    pub tasks: Vec<Task>,
    /// Tables that say how far things have come, in the order of the file.
    pub status_tables: Vec<StatusTable>,
    /// What is wrong with the file taken alone.
    pub problems: Vec<Problem>,
    /// Where comments say not to report problems, in the order of the file.
    pub ignores: Vec<Ignore>,
}

/// A note together with where its words stand.
///
/// The runs are needed once, to fill the text index; only the [`Note`] is stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedNote {
    /// The statements.
    pub note: Note,
    /// The text of the note in pieces, in the order of the file.
    pub runs: Vec<Run>,
    /// Where its tables stand, in the order of the file.
    pub tables: Vec<TableSpan>,
}

impl ParsedNote {
    /// Whether a run is part of the heading that its section begins with, be it code or a link's text. A
    /// heading in a quote or list begins none.
    pub fn is_in_heading(&self, run: &Run) -> bool {
        let section = self.note.sections.get(run.section as usize);
        section.is_some_and(|section| section.level > 0 && section.heading_span.contains(run.span))
    }

    /// The table that a span stands in.
    pub fn table_around(&self, span: Span) -> Option<&TableSpan> {
        let next = self.tables.partition_point(|table| table.whole.start <= span.start);
        self.tables[..next].last().filter(|table| table.whole.contains(span))
    }
}

/// Where a table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSpan {
    /// From its head to its last row.
    pub whole: Span,
    /// The row that names its columns.
    pub head: Span,
}

/// Where a note's title comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TitleSource {
    /// `title:` in the front matter, or among the properties of a Logseq page.
    FrontMatter,
    /// The first heading, which is of level 1.
    Heading,
    /// The file's name without its extension.
    #[default]
    FileStem,
}

/// A heading and what follows up to the next heading of the same or a higher level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading's text without markup; empty for the first section.
    pub heading: String,
    /// 1 to 6; 0 for the first section.
    pub level: u8,
    /// GitHub's anchor for the heading, with `-1`, `-2` … for repeats; empty for the first section.
    pub slug: String,
    /// Index of the section this one is part of; nothing for the first section.
    pub parent: Option<u32>,
    /// From the heading to the end of the last part: a parent spans its children.
    pub span: Span,
    /// Offset at which the section's own text ends: its first child's heading, or `span.end`.
    pub own_end: u32,
    /// The heading's text as written, without `#` marks; empty for the first section.
    pub heading_span: Span,
    /// The heading's line, counting from 1.
    pub line: u32,
    /// The day in the heading, if there is one.
    pub date: Option<Date>,
    /// `7` in `Day 7`: the entry's place in a sequence.
    pub order: Option<u32>,
    /// Number of words in the section's own text.
    pub words: u32,
    /// The squared length of its own text as a vector of words: (1 + ln n)² for each different word
    /// that stands there n times, stop words left out; rounded.
    pub squared_norm: u32,
}

/// How a link is written. Stored by number, told by [`LinkKind::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LinkKind {
    /// `[[target]]`, and `[text]([[target]])` of Logseq
    Wiki,
    /// `[text](target)` and `<https://…>`
    Markdown,
    /// `[text][id]`, `[id][]`, `[id]` with a definition
    Reference,
    /// `((uuid))` of Logseq
    BlockReference,
    /// `{% post_url … %}` of Jekyll
    PostUrl,
    /// `{% link … %}` of Jekyll
    JekyllLink,
    /// `{{< ref … >}}` and `{{% ref … %}}` of Hugo
    HugoRef,
    /// `{{< relref … >}}` and `{{% relref … %}}` of Hugo
    HugoRelref,
}

impl LinkKind {
    /// The word for it in answers, in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            LinkKind::Wiki => "wiki",
            LinkKind::Markdown => "markdown",
            LinkKind::Reference => "reference",
            LinkKind::BlockReference => "block-reference",
            LinkKind::PostUrl => "post-url",
            LinkKind::JekyllLink => "jekyll-link",
            LinkKind::HugoRef => "hugo-ref",
            LinkKind::HugoRelref => "hugo-relref",
        }
    }

    /// Whether the target is written as Markdown's destinations are: a path from the note's folder, or a URL.
    pub fn is_destination(self) -> bool {
        matches!(self, LinkKind::Markdown | LinkKind::Reference)
    }
}

/// One link as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// Whether the target is shown in place: `![[x]]`, `![alt](x)`.
    pub embed: bool,
    /// The whole construct.
    pub span: Span,
    /// The bytes of the target where they stand in the link itself, sub-path included unless a tag
    /// of Jekyll or Hugo ends between them.
    pub target_span: Span,
    /// The target without its sub-path: trimmed, for Markdown links percent-decoded and with
    /// `{{ site.baseurl }}` and the like expanded to `/`, for wiki-links without the `\` of `\|` and
    /// the vault of `dendron://vault/note`. Empty for a link into the same note.
    pub target: String,
    /// What follows the first `#`: a heading, several with `#` between, or `^id`.
    pub fragment: Option<String>,
    /// The target of a Markdown link as it is written, if it has percent codes: the name of a file may have them, too.
    pub encoded: Option<String>,
    /// The language in which the page is meant, where the link says it: `lang` of Hugo's references.
    pub language: Option<String>,
    /// The text shown, without markup.
    pub text: String,
    /// Index of the section it stands in.
    pub section: u32,
    /// Line, counting from 1.
    pub line: u32,
    /// Column in characters, counting from 1.
    pub column: u32,
    /// Whether it stands in a comment of Obsidian, Jekyll or MDX, which readers do not see.
    pub in_comment: bool,
}

impl Link {
    /// A link with this target that stands nowhere yet: without text and place.
    pub fn new(kind: LinkKind, target: impl Into<String>) -> Link {
        Link {
            kind,
            embed: false,
            span: Span::default(),
            target_span: Span::default(),
            target: target.into(),
            fragment: None,
            encoded: None,
            language: None,
            text: String::new(),
            section: 0,
            line: 0,
            column: 0,
            in_comment: false,
        }
    }

    /// Whether it leads to a page of the web.
    pub fn leads_to_web(&self) -> bool {
        let begins = |scheme: &str| {
            let beginning = self.target.get(..scheme.len());
            beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme))
        };
        begins("https://") || begins("http://")
    }

    /// Whether it is an address that stands bare in the text.
    pub fn is_bare_address(&self) -> bool {
        self.kind == LinkKind::Markdown && self.span == self.target_span
    }
}

/// A tag: `#data/pipelines` in the text or `tags:` in the front matter, without its `#`; in Logseq
/// also `#[[several words]]` and `tags::` at the top of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// The tag without `#`.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// Index of the section it stands in; 0 for front matter.
    pub section: u32,
    /// Line, counting from 1.
    pub line: u32,
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldOrigin {
    /// A front-matter property.
    FrontMatter,
    /// `**Key:** value` opening a line, or behind another such field in it; also in italics.
    Bold,
    /// `Key: value` opening a paragraph or list item.
    Plain,
    /// Dataview's `key:: value`, `[key:: value]` or `(key:: value)`.
    Inline,
}

/// A statement `key: value` about the section it stands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// How it is written.
    pub origin: FieldOrigin,
    /// The key as written, without markup and colon.
    pub key: String,
    /// The values as text: the items of a list, else one; link markup left as written.
    pub values: Vec<String>,
    /// The value's bytes as written.
    pub span: Span,
    /// Index of the section it stands in; 0 for front matter.
    pub section: u32,
    /// Line of the key, counting from 1.
    pub line: u32,
}

impl Field {
    /// Whether links in the value relate what they lead to by the field's name. A sentence behind
    /// a bold lead-in only looks like a value: there the value must be links and nothing else.
    pub fn relates(&self) -> bool {
        match self.origin {
            FieldOrigin::FrontMatter | FieldOrigin::Inline => true,
            FieldOrigin::Bold | FieldOrigin::Plain => {
                self.values.iter().all(|value| without_links(value).is_some_and(is_separator))
            }
        }
    }
}

impl Note {
    /// The places in [`Note::links`] of the links in a field's value, if they relate what they lead to
    /// by the field's name.
    pub fn related_by(&self, field: &Field) -> Range<usize> {
        if !field.relates() {
            return 0..0;
        }
        // Links come in the order of the file, and a note may have very many of both.
        let first = self.links.partition_point(|link| link.span.start < field.span.start);
        let inside = self.links[first..].iter().take_while(|link| field.span.contains(link.span));
        first..first + inside.count()
    }
}

/// What stands around the links of a value; nothing if there are none.
fn without_links(value: &str) -> Option<Vec<&str>> {
    let mut around = Vec::new();
    let mut rest = value;
    while let Some(open) = rest.find('[') {
        let link = &rest[open..];
        let end = if link.starts_with("[[") {
            link.find("]]").map(|close| close + 2)
        } else {
            link.find("](").and_then(|text| Some(text + link[text..].find(')')? + 1))
        };
        around.push(&rest[..open]);
        rest = &link[end?..];
    }
    (rest.len() < value.len()).then(|| {
        around.push(rest);
        around
    })
}

fn is_separator(around: Vec<&str>) -> bool {
    let mut words = around.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.all(|word| word.is_empty() || word.eq_ignore_ascii_case("and"))
}

/// A topic that a field declares for its section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// The topic's name without link markup.
    pub name: String,
    /// The names in it, if it may be several that `and`, `&` or `/` join: which it is depends on what the other
    /// notes know.
    pub parts: Vec<String>,
    /// Index of the section it is declared for; 0 for front matter.
    pub section: u32,
    /// Line, counting from 1.
    pub line: u32,
}

/// A place with a name of its own: `^id` behind a block, `id="…"` in an HTML tag, `id:: uuid` of
/// Logseq, `{#id}` behind a heading, `{: #id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// The id, without `^`.
    pub id: String,
    /// Index of the section it stands in.
    pub section: u32,
    /// Line, counting from 1: the block's first for `id:: uuid`, else where the id stands.
    pub line: u32,
}

/// A task: `- [ ] text`, and `- TODO text` in Logseq.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What stands between the brackets: a space for open, `x` for done, `-` for given up, others as
    /// people use them.
    pub sign: char,
    /// The item's first paragraph behind the brackets.
    pub span: Span,
    /// Index of the section it stands in.
    pub section: u32,
    /// Line, counting from 1.
    pub line: u32,
}

impl Task {
    /// How far it has come.
    pub fn state(&self) -> TaskState {
        match self.sign {
            'x' | 'X' => TaskState::Done,
            '-' => TaskState::GivenUp,
            _ => TaskState::Open,
        }
    }
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// There is something left to do; what people mark as begun, put off or uncertain (`[/]`, `[>]`, `[?]`) is
    /// open as well.
    Open,
    /// `[x]`
    Done,
    /// `[-]`: neither open nor done.
    GivenUp,
}

/// A table with a column whose name is that of a status: `| Book | Status |`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusTable {
    /// The names of the columns, without markup.
    pub columns: Vec<String>,
    /// Which of them names a status: the first that surely does, else the first that may.
    pub status: u32,
    /// The rows below.
    pub rows: Vec<StatusRow>,
    /// Index of the section it stands in.
    pub section: u32,
}

/// A row of a table that says how far things have come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusRow {
    /// The text of as many cells as there are columns, without markup; empty cells are empty.
    pub cells: Vec<String>,
    /// Line, counting from 1.
    pub line: u32,
}

/// Lines in which problems are not to be reported: `<!-- lore-ignore dead-link -->`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// The codes as written, in lower case; none means every code.
    pub codes: Vec<String>,
    /// The first line, counting from 1.
    pub first_line: u32,
    /// The last line; `u32::MAX` for the end of the file.
    pub last_line: u32,
}

/// What the text of a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Ordinary text.
    Prose,
    /// Text of a heading.
    Heading,
    /// Text shown for a link.
    Link,
    /// Inline code or a code block.
    Code,
    /// TeX between dollars.
    Math,
    /// Text inside `%%…%%`.
    Comment,
}

/// How a run follows the one before it, for whoever shows text without its markup. The greater one
/// parts more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Joint {
    /// Only markup stands between: `**bold**ly`.
    #[default]
    Attached,
    /// Spaces or the end of a line stand between.
    Spaced,
    /// It begins a block: a paragraph, a list item, a cell of a table; or a `<br>` stands between.
    Block,
}

/// A piece of text of one kind in one section. Runs do not overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What kind of text.
    pub kind: RunKind,
    /// Its bytes.
    pub span: Span,
    /// Index of the section it stands in.
    pub section: u32,
    /// How it follows the run before.
    pub joint: Joint,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_a_sentence_are_no_values() {
        for (origin, value, relates) in [
            (FieldOrigin::Bold, "[[Docker]]", true),
            (FieldOrigin::Bold, "[[Docker]], [dbt](dbt.md) and [[Airflow|the scheduler]].", true),
            (FieldOrigin::Plain, "it builds on [[Docker]]", false),
            (FieldOrigin::Bold, "Docker", false),
            (FieldOrigin::Bold, "[not a link", false),
            (FieldOrigin::Inline, "it builds on [[Docker]]", true),
            (FieldOrigin::FrontMatter, "[[Docker]]", true),
        ] {
            let field = Field {
                origin,
                key: "uses".to_owned(),
                values: vec![value.to_owned()],
                span: Span::new(0..0),
                section: 0,
                line: 1,
            };
            assert_eq!(field.relates(), relates, "{value}");
        }
    }
}
