//! Walks the events of the Markdown parser once and writes down what stands where: headings, links
//! and, block by block, pieces of text. Leaves out everything that Markdown does not know (tags,
//! fields, comments, block ids), which is read from the pieces afterwards.

mod directive;
mod open_link;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use lore_core::{Link, Profile, Span, TableSpan};
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
};

use self::directive::Directive;
use self::open_link::{Form, OpenLink};
use crate::html;
use crate::inserts::Insert;
use crate::lies_in;
use crate::tables::{OpenTable, Table};
use crate::templates::{Destination, Markup};

/// Front matter is split off before, tags in headings are ours: no other options.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_MATH);

/// Deeper links and images keep no text of their own, so that `![![![…` stays cheap.
const DEEPEST_TEXT: usize = 8;

/// What the walk finds.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The blocks that hold text, in the order of the file.
    pub(crate) leaves: Vec<Leaf>,
    /// The pieces of all leaves, in the order of the file.
    pub(crate) pieces: Vec<Piece>,
    /// The headings that are not part of a quote or list.
    pub(crate) headings: Vec<Heading>,
    /// The links; section, line and column are not filled in.
    pub(crate) links: Vec<Link>,
    /// The ids that HTML tags give to places, with the offset of the tag.
    pub(crate) anchors: Vec<(String, usize)>,
    /// Code, math, HTML comments and inserts, in which nothing of ours is looked for; in the order of the file.
    pub(crate) opaque: Vec<Span>,
    /// HTML comments.
    pub(crate) comments: Vec<Span>,
    /// What other tools read, where it is not code for Markdown; in the order of the file.
    pub(crate) inserts: Vec<Insert>,
    /// Tables that say how far things have come.
    pub(crate) tables: Vec<Table>,
    /// Where all tables stand; in the order of the file.
    pub(crate) table_spans: Vec<TableSpan>,
    /// Destinations that hold tags which say where they lead.
    pub(crate) templates: Vec<Span>,
    /// Reference definitions.
    pub(crate) definitions: Vec<Definition>,
    /// Keys of the labels that are used.
    pub(crate) used: HashSet<String>,
    /// `[text][label]` without a definition.
    pub(crate) undefined: Vec<Range<usize>>,
}

impl Walk {
    /// A note read as one block of text without any markup.
    pub(crate) fn plain(text: &str, body: usize) -> Walk {
        let span = Span::new(body..text.len());
        Walk {
            leaves: vec![Leaf {
                kind: LeafKind::HtmlBlock,
                pieces: 0..1,
                opens_item: false,
                opens_quote: false,
            }],
            pieces: vec![Piece { kind: PieceKind::Text, span }],
            ..Walk::default()
        }
    }
}

/// A block that holds text.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) kind: LeafKind,
    /// Indexes of its pieces.
    pub(crate) pieces: Range<usize>,
    /// Whether it is the first block of a list item.
    pub(crate) opens_item: bool,
    /// Whether it is the first block of a quote.
    pub(crate) opens_quote: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum LeafKind {
    Paragraph,
    /// Also a heading in a quote or list.
    Heading,
    Cell,
    CodeBlock,
    HtmlBlock,
}

/// A piece of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) kind: PieceKind,
    pub(crate) span: Span,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PieceKind {
    Text,
    /// `&amp;` and the like.
    Entity,
    /// Text shown for a link.
    LinkText,
    Code,
    Math,
    /// The end of a line within the block.
    Break,
    /// Something without text of its own: a footnote's number, a tag, emphasis around text.
    Nothing,
    /// `**…**`, in front of the pieces in it.
    Strong,
    /// A link, in front of the pieces in it.
    Link,
    /// `[x]` of a task.
    Task,
}

/// A heading.
#[derive(Debug)]
pub(crate) struct Heading {
    pub(crate) level: u8,
    /// The whole block.
    pub(crate) span: Span,
    /// Its text without markup.
    pub(crate) text: String,
    /// Whether it begins no section: it stands in a quote or list, or is HTML. It has an anchor like the others.
    pub(crate) is_nested: bool,
}

/// `[label]: destination`
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) label: String,
    pub(crate) destination: String,
    pub(crate) at: usize,
}

/// Walks the Markdown of `text` from `body` on.
pub(crate) fn walk(text: &str, body: usize, profile: Profile) -> Walk {
    let markup = Markup::new(text, body);
    let markdown = markup.text.get(body..).unwrap_or("");
    let options = options(profile);
    let mut undefined: Vec<Range<usize>> = Vec::new();
    let mut on_broken_link = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            undefined.push(body + link.span.start..body + link.span.end);
        }
        None
    };
    let parser =
        Parser::new_with_broken_link_callback(markdown, options, Some(&mut on_broken_link));
    let mut walker = Walker::new(text, body, profile, &markup);
    for (label, definition) in parser.reference_definitions().iter() {
        let at = body + definition.span.start;
        walker.definition(label, &definition.dest, at..body + definition.span.end);
    }
    walker.run(parser.into_offset_iter());
    let mut walk = walker.walk;
    walk.undefined = undefined;
    walk.opaque.sort_by_key(|span| span.start);
    walk.inserts = markup.inserts;
    walk.inserts.retain(|insert| !lies_in(&walk.opaque, insert.span.start));
    walk.opaque.extend(walk.inserts.iter().map(|insert| Span::new(insert.span.clone())));
    walk.opaque.sort_by_key(|span| span.start);
    walk
}

fn options(profile: Profile) -> Options {
    let mut options = OPTIONS;
    options.set(Options::ENABLE_WIKILINKS, profile.has_wiki_links());
    options
}

/// Deeper directives stay code: each is read once more than the one around it.
const DEEPEST_DIRECTIVE: usize = 4;

/// A directive that is being read as code.
struct OpenDirective {
    /// Where its fence begins.
    at: usize,
    /// Where its lines stand.
    lines: Option<Range<usize>>,
}

struct Walker<'a> {
    text: &'a str,
    /// Where what is read begins.
    body: usize,
    profile: Profile,
    /// The text as the Markdown parser sees it.
    markup: &'a Markup<'a>,
    walk: Walk,
    /// Definitions that hold tags, by the key of their label, and where they lead if that is known.
    templates: HashMap<String, Option<Destination>>,
    /// Quotes, lists, items and footnotes around the current block.
    depth: usize,
    /// Kind of the block that the next text belongs to.
    kind: LeafKind,
    leaf_open: bool,
    next_opens_item: bool,
    next_opens_quote: bool,
    /// The text of the heading or link being read, without markup.
    shown: String,
    in_heading: bool,
    /// Where the texts of pictures stand in that of the heading, and whether they say what is in them.
    pictures: Vec<(Range<usize>, bool)>,
    open: Vec<OpenLink<'a>>,
    /// The table being read.
    table: Option<OpenTable>,
    /// The HTML block being read.
    html: Option<Range<usize>>,
    directive: Option<OpenDirective>,
    /// Directives around the current block.
    directives: usize,
}

impl<'a> Walker<'a> {
    fn new(text: &'a str, body: usize, profile: Profile, markup: &'a Markup<'a>) -> Walker<'a> {
        Walker {
            text,
            body,
            profile,
            markup,
            walk: Walk::default(),
            templates: HashMap::new(),
            depth: 0,
            kind: LeafKind::Paragraph,
            leaf_open: false,
            next_opens_item: false,
            next_opens_quote: false,
            shown: String::new(),
            in_heading: false,
            pictures: Vec::new(),
            open: Vec::new(),
            table: None,
            html: None,
            directive: None,
            directives: 0,
        }
    }

    fn run<F: pulldown_cmark::BrokenLinkCallback<'a>>(&mut self, events: OffsetIter<'a, F>) {
        for (event, range) in events {
            let range = self.body + range.start..self.body + range.end;
            // A range that does not slice the text says nothing about it.
            if self.text.get(range.clone()).is_none() {
                continue;
            }
            if let Some(directive) = &mut self.directive {
                match event {
                    Event::End(_) => self.directive(),
                    _ => {
                        let lines = directive.lines.get_or_insert(range.clone());
                        lines.end = lines.end.max(range.end);
                    }
                }
                continue;
            }
            // A start covers the whole construct; the end of a link is no part of its text.
            if let Some(link) = self.open.last_mut()
                && !matches!(event, Event::End(_))
            {
                link.inner = link.inner.max(range.end);
            }
            match event {
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag),
                Event::Text(shown) => self.text(self.written(&shown, &range), range),
                Event::Code(shown) => {
                    self.walk.opaque.push(Span::new(range.clone()));
                    let inner = unfenced(self.text, range, '`');
                    self.show(self.written(&shown, &inner));
                    self.piece(PieceKind::Code, inner);
                }
                Event::InlineMath(shown) | Event::DisplayMath(shown) => {
                    self.walk.opaque.push(Span::new(range.clone()));
                    let inner = unfenced(self.text, range, '$');
                    self.show(self.written(&shown, &inner));
                    self.piece(PieceKind::Math, inner);
                }
                Event::Html(_) => match &mut self.html {
                    Some(block) => block.end = range.end,
                    None => self.html = Some(range),
                },
                Event::InlineHtml(_) => self.inline_html(range),
                Event::SoftBreak | Event::HardBreak => {
                    self.show(" ");
                    self.piece(PieceKind::Break, range);
                }
                Event::TaskListMarker(_) => self.piece(PieceKind::Task, range),
                Event::FootnoteReference(_) => self.piece(PieceKind::Nothing, range),
                Event::Rule => self.close_leaf(),
            }
        }
        self.close_leaf();
    }

    /// What an event shows; where something stands in for the text, the text itself.
    fn written<'s>(&self, shown: &'s str, range: &Range<usize>) -> &'s str
    where
        'a: 's,
    {
        if self.markup.differs(range) { &self.text[range.clone()] } else { shown }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.block(LeafKind::Paragraph),
            Tag::Heading { level, .. } => {
                self.block(LeafKind::Heading);
                self.shown.clear();
                self.pictures.clear();
                self.in_heading = true;
                self.walk.headings.push(Heading {
                    level: level as u8,
                    span: Span::new(range),
                    text: String::new(),
                    is_nested: self.depth > 0,
                });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info))
                if self.is_directive(&info, range.start) =>
            {
                self.block(LeafKind::Paragraph);
                self.directive = Some(OpenDirective { at: range.start, lines: None });
            }
            Tag::CodeBlock(kind) => {
                if let CodeBlockKind::Fenced(info) = kind
                    && directive::name(&info).is_some()
                {
                    self.label(&directive::read_code(self.text, range.clone()), range.start);
                }
                self.block(LeafKind::CodeBlock);
                self.walk.opaque.push(Span::new(range));
            }
            Tag::HtmlBlock => {
                self.block(LeafKind::HtmlBlock);
                self.html = None;
            }
            Tag::Table(_) => {
                self.table = Some(OpenTable::default());
                let whole = Span::new(range);
                self.walk.table_spans.push(TableSpan { whole, head: Span::default() });
            }
            tag @ (Tag::TableHead | Tag::TableRow) => {
                if matches!(tag, Tag::TableHead)
                    && let Some(table) = self.walk.table_spans.last_mut()
                {
                    table.head = Span::new(range.clone());
                }
                if let Some(table) = &mut self.table {
                    table.begin_row(range.start);
                }
            }
            Tag::TableCell => {
                self.block(LeafKind::Cell);
                if let Some(table) = &mut self.table {
                    table.begin_cell();
                }
            }
            Tag::BlockQuote(_) => {
                self.block(LeafKind::Paragraph);
                self.depth += 1;
                self.next_opens_quote = true;
            }
            Tag::Item => {
                self.block(LeafKind::Paragraph);
                self.depth += 1;
                self.next_opens_item = true;
            }
            Tag::List(_) | Tag::FootnoteDefinition(_) => {
                self.block(LeafKind::Paragraph);
                self.depth += 1;
            }
            Tag::Strong => self.piece(PieceKind::Strong, range),
            // Their marks belong to the block, too: without them a value would end before `*`.
            Tag::Emphasis | Tag::Strikethrough => self.piece(PieceKind::Nothing, range),
            Tag::Link { link_type, dest_url, id, .. } => {
                self.open_link(link_type, dest_url, id, false, range);
            }
            Tag::Image { link_type, dest_url, id, .. } => {
                self.open_link(link_type, dest_url, id, true, range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => {
                // An `<a>` that nothing closed ends with the link around it.
                while self.open.last().is_some_and(|link| matches!(link.form, Form::Html(_))) {
                    self.close_link();
                }
                self.close_link();
            }
            TagEnd::Heading(_) => {
                self.close_leaf();
                self.kind = LeafKind::Paragraph;
                if self.in_heading {
                    self.in_heading = false;
                    if let Some(heading) = self.walk.headings.last_mut() {
                        heading.text = without_pictures(&self.shown, &self.pictures);
                    }
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(block) = self.html.take() {
                    self.html_block(block);
                }
                self.close_leaf();
                self.kind = LeafKind::Paragraph;
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.close_leaf();
                self.depth = self.depth.saturating_sub(1);
                self.next_opens_quote = false;
            }
            TagEnd::Item => {
                self.close_leaf();
                self.depth = self.depth.saturating_sub(1);
                self.next_opens_item = false;
            }
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::TableCell => {
                self.close_leaf();
                self.kind = LeafKind::Paragraph;
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.end_head();
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            TagEnd::Table => {
                let table = self.table.take().and_then(OpenTable::close);
                self.walk.tables.extend(table);
            }
            _ => {}
        }
    }

    /// Whether the fence at `at` opens a directive that holds Markdown. In a list or quote its lines begin with what
    /// is none of it.
    fn is_directive(&self, info: &str, at: usize) -> bool {
        directive::holds_markdown(info)
            && self.directives < DEEPEST_DIRECTIVE
            && self.text[..at].chars().next_back().is_none_or(|before| before == '\n')
    }

    /// Notes what a directive at `at` is called.
    fn label(&mut self, directive: &Directive, at: usize) {
        if let Some(label) = directive.label.clone() {
            self.walk.anchors.push((self.text[label].to_owned(), at));
        }
    }

    /// Walks the Markdown in the directive that was read. It knows no references defined outside of it.
    fn directive(&mut self) {
        let Some(OpenDirective { at, lines }) = self.directive.take() else { return };
        let read = directive::read(self.text, at, lines.unwrap_or(at..at));
        self.label(&read, at);
        let before = self.body;
        self.depth += 1;
        self.directives += 1;
        for part in [read.title, read.body] {
            self.body = part.start;
            let markup = self.markup;
            let markdown = markup.text.get(part).unwrap_or("");
            let parser = Parser::new_ext(markdown, options(self.profile));
            for (label, definition) in parser.reference_definitions().iter() {
                let span = self.body + definition.span.start..self.body + definition.span.end;
                self.definition(label, &definition.dest, span);
            }
            self.run(parser.into_offset_iter());
        }
        self.directives -= 1;
        self.depth -= 1;
        self.body = before;
    }

    /// A new block begins.
    fn block(&mut self, kind: LeafKind) {
        self.close_leaf();
        self.kind = kind;
    }

    fn close_leaf(&mut self) {
        // An `<a>` that nothing closed ends with its block.
        while !self.open.is_empty() {
            self.close_link();
        }
        self.leaf_open = false;
    }

    fn piece(&mut self, kind: PieceKind, range: Range<usize>) {
        if !self.leaf_open {
            let at = self.walk.pieces.len();
            self.walk.leaves.push(Leaf {
                kind: self.kind,
                pieces: at..at,
                opens_item: std::mem::take(&mut self.next_opens_item),
                opens_quote: std::mem::take(&mut self.next_opens_quote),
            });
            self.leaf_open = true;
        }
        self.walk.pieces.push(Piece { kind, span: Span::new(range) });
        if let Some(leaf) = self.walk.leaves.last_mut() {
            leaf.pieces.end = self.walk.pieces.len();
        }
    }

    fn text(&mut self, shown: &str, range: Range<usize>) {
        self.show(shown);
        if range.is_empty() {
            return;
        }
        let kind = if self.is_silent() {
            PieceKind::Nothing
        } else if self.kind == LeafKind::CodeBlock {
            PieceKind::Code
        } else if self.open.iter().any(|link| !matches!(link.form, Form::Refused)) {
            PieceKind::LinkText
        } else if shown.len() != range.len() && self.text.as_bytes()[range.start] == b'&' {
            PieceKind::Entity
        } else {
            PieceKind::Text
        };
        self.piece(kind, range);
    }

    /// Notes text that a heading, link or cell shows.
    fn show(&mut self, shown: &str) {
        if let Some(table) = &mut self.table
            && !self.open.last().is_some_and(|link| link.silent)
        {
            table.show(shown);
        }
        if (self.in_heading || !self.open.is_empty()) && !self.is_silent() {
            self.shown.push_str(shown);
        }
    }

    fn is_silent(&self) -> bool {
        self.open.last().is_some_and(|link| link.silent)
    }

    fn inline_html(&mut self, range: Range<usize>) {
        let source = &self.text[range.clone()];
        if source.starts_with("<!--") {
            self.comment(range.clone());
        }
        self.piece(PieceKind::Nothing, range.clone());
        self.tag(range);
    }

    fn comment(&mut self, range: Range<usize>) {
        let span = Span::new(range);
        self.walk.opaque.push(span);
        self.walk.comments.push(span);
    }

    /// Notes the links in a tag, and the id by which links can reach its place.
    fn tag(&mut self, range: Range<usize>) {
        let tag = &self.markup.text[range.clone()];
        let id = html::attribute(tag, "id")
            .or_else(|| html::attribute(tag, "name").filter(|_| html::is_tag(tag, "a")));
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            self.walk.anchors.push((tag[id].to_owned(), range.start));
        }
        let place = |value: Range<usize>| range.start + value.start..range.start + value.end;
        if html::is_tag(tag, "a") {
            if let Some(value) = html::attribute(tag, "href").filter(|value| !value.is_empty()) {
                self.push_link(Form::Html(place(value)), false, range);
            }
        } else if html::is_tag(tag, "img") {
            if let Some(value) = html::attribute(tag, "src").filter(|value| !value.is_empty()) {
                let alt = html::attribute(tag, "alt").map_or("", |alt| &tag[alt]);
                let form = Form::Html(place(value));
                let open =
                    OpenLink { form, embed: true, span: range, shown: 0, inner: 0, silent: false };
                if let Some(link) = self.build(open, alt.to_owned()) {
                    self.walk.links.push(link);
                }
            }
        } else if tag.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("</a"))
            && let Some(link) = self.open.last_mut()
            && matches!(link.form, Form::Html(_))
        {
            link.span.end = range.end;
            self.close_link();
        }
    }

    fn html_block(&mut self, block: Range<usize>) {
        let mut heading: Option<Heading> = None;
        for part in html::parts(&self.markup.text, block) {
            match part {
                html::Part::Comment(range) => self.comment(range),
                html::Part::Tag(range) => {
                    let tag = &self.markup.text[range.clone()];
                    let is_end = tag.starts_with("</h");
                    if let Some(level) = html::heading_level(tag) {
                        let (span, text) = (Span::new(range.clone()), String::new());
                        heading = Some(Heading { level, span, text, is_nested: true });
                    } else if let Some(heading) = heading.take_if(|_| is_end) {
                        self.walk.headings.push(heading);
                    }
                    self.tag(range);
                }
                html::Part::Text(range) => {
                    let shown = self.text[range.clone()].trim();
                    if let Some(heading) = &mut heading {
                        heading.text.push_str(&self.text[range.clone()]);
                    }
                    if !shown.is_empty() {
                        self.text(shown, range);
                    }
                }
            }
        }
    }
}

/// The text of a heading. A picture is none, as in anchors; where nothing else stands there, what is said
/// instead of it.
fn without_pictures(shown: &str, pictures: &[(Range<usize>, bool)]) -> String {
    let cut = |keeps: bool| {
        let mut text = String::with_capacity(shown.len());
        let mut at = 0;
        for (picture, _) in pictures.iter().filter(|(_, says)| !(keeps && *says)) {
            text.push_str(shown.get(at..picture.start).unwrap_or(""));
            at = picture.end;
        }
        text.push_str(shown.get(at..).unwrap_or(""));
        text
    };
    let text = cut(false);
    if text.trim().is_empty() { cut(true) } else { text }
}

/// What stands between the marks of inline code or math.
fn unfenced(text: &str, range: Range<usize>, mark: char) -> Range<usize> {
    let source = &text[range.clone()];
    let inner = source.trim_start_matches(mark);
    let start = range.start + source.len() - inner.len();
    let inner = inner.trim_end_matches(mark);
    start..start + inner.len()
}
