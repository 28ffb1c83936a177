//! Links, from the event that opens one to what it says: kind, target, text. Leaves out the walk over
//! the events and the text between.

use std::ops::Range;

use lore_core::{Link, LinkKind, Span};
use pulldown_cmark::{CowStr, LinkType};

use super::{DEEPEST_TEXT, Definition, PieceKind, Walker};
use crate::{links, templates, wiki};

/// A link whose end has not come yet.
pub(super) struct OpenLink<'a> {
    pub(super) form: Form<'a>,
    pub(super) embed: bool,
    pub(super) span: Range<usize>,
    /// Where its text begins in [`Walker::shown`].
    pub(super) shown: usize,
    /// Where the last event in it ends.
    pub(super) inner: usize,
    /// Whether the text in it is not what it shows.
    pub(super) silent: bool,
}

pub(super) enum Form<'a> {
    /// With its destination and, for references, its label.
    Markdown(LinkType, CowStr<'a>, CowStr<'a>),
    Wiki(wiki::Parts<'a>),
    /// `<a href="…">`; the value stands here.
    Html(Range<usize>),
    /// Two brackets around something that is no target.
    Refused,
}

impl<'a> Walker<'a> {
    /// Notes `[label]: destination`.
    pub(super) fn definition(&mut self, label: &str, destination: &str, range: Range<usize>) {
        let at = range.start;
        let mut destination = destination.to_owned();
        if self.markup.differs(&range)
            && let Some(written) = links::defined(&self.markup.text, range)
            && self.markup.differs(&written)
        {
            destination = self.text[written.clone()].to_owned();
            let found = templates::read(self.text, written.clone(), self.profile);
            if found.is_some() {
                self.walk.templates.push(Span::new(written));
            }
            self.templates.insert(links::label_key(label), found);
        }
        self.walk.definitions.push(Definition { label: label.to_owned(), destination, at });
    }

    pub(super) fn open_link(
        &mut self,
        kind: LinkType,
        destination: CowStr<'a>,
        id: CowStr<'a>,
        embed: bool,
        mut range: Range<usize>,
    ) {
        // Something stands in for an embed inside the text of a link.
        let stood_in = embed
            && self.text[range.start..].starts_with("![[")
            && self.markup.differs(&(range.start..range.start + 1));
        if !stood_in && !matches!(kind, LinkType::WikiLink { .. }) {
            if kind == LinkType::Collapsed && self.text[range.end..].starts_with("[]") {
                range.end += 2;
            }
            self.push_link(Form::Markdown(kind, destination, id), embed, range);
            return;
        }
        let Some(parts) = wiki::parts(self.text, range.clone(), self.profile) else {
            let bar =
                self.text[range.clone()].find('|').map_or(range.start, |bar| range.start + bar);
            self.push_link(Form::Refused, embed, range.clone());
            // What follows the bar comes as text by itself.
            self.text(&self.text[range.start..bar], range.start..bar);
            return;
        };
        let embed = embed || links::is_embedded(self.text, range.start);
        // The Markdown parser takes for the text what follows the bar.
        let without_size = parts.shown.clone().filter(|_| embed);
        let without_size = without_size.and_then(|shown| wiki::without_size(self.text, shown));
        let label = match &parts.shown {
            Some(_) if let Some(caption) = without_size => match caption.is_empty() {
                true => parts.target_span.clone(),
                false => caption,
            },
            Some(shown) if stood_in || self.profile.label_first() => shown.clone(),
            None if stood_in => parts.target_span.clone(),
            Some(_) | None => 0..0,
        };
        self.push_link(Form::Wiki(parts), embed, range);
        if !label.is_empty() {
            self.text(&self.text[label.clone()], label);
            if let Some(link) = self.open.last_mut() {
                link.silent = true;
            }
        }
    }

    pub(super) fn push_link(&mut self, form: Form<'a>, embed: bool, range: Range<usize>) {
        if !matches!(form, Form::Refused) {
            self.piece(PieceKind::Link, range.clone());
        }
        if self.open.is_empty() && !self.in_heading {
            self.shown.clear();
        }
        let inner = range.start + if embed { 2 } else { 1 };
        let (span, shown) = (range, self.shown.len());
        self.open.push(OpenLink { form, embed, span, shown, inner, silent: false });
    }

    pub(super) fn close_link(&mut self) {
        let Some(link) = self.open.pop() else { return };
        if let Some(parent) = self.open.last_mut() {
            parent.inner = parent.inner.max(link.span.end);
        }
        let shown = match self.open.len() < DEEPEST_TEXT {
            true => self.shown.get(link.shown..).unwrap_or("").trim().to_owned(),
            false => String::new(),
        };
        if link.embed && self.in_heading {
            // Those in its own text go with it.
            while self.pictures.pop_if(|(inner, _)| inner.start >= link.shown).is_some() {}
            let says = matches!(link.form, Form::Markdown(..));
            self.pictures.push((link.shown..self.shown.len(), says));
        }
        if let Some(link) = self.build(link, shown) {
            self.walk.links.push(link);
        }
    }

    /// Notes the labels of definitions that a wiki-link stands for.
    fn uses(&mut self, parts: &wiki::Parts<'a>) {
        self.walk.used.insert(links::label_key(&self.text[parts.target_span.clone()]));
        if let Some(alias) = parts.shown.clone() {
            // Foam writes `[target|text]: path` for `[[target|text]]`.
            let whole = format!("{}|{}", parts.target, &self.text[alias]);
            self.walk.used.insert(links::label_key(&whole));
        }
    }

    pub(super) fn build(&mut self, open: OpenLink<'a>, shown: String) -> Option<Link> {
        let OpenLink { form, embed, span, inner, .. } = open;
        let mut link = Link {
            embed,
            span: Span::new(span.clone()),
            text: shown,
            ..Link::new(LinkKind::Markdown, "")
        };
        let target_span = match form {
            Form::Refused => return None,
            Form::Html(value) => {
                let written = self.text.get(value.clone())?.replace("&amp;", "&");
                self.lead(&mut link, &written, value)?
            }
            Form::Wiki(parts) => {
                link.kind = LinkKind::Wiki;
                link.target = parts.target.to_owned();
                link.fragment = parts.fragment.map(str::to_owned);
                // Only definitions ask which labels are used, and most notes have none.
                if !self.walk.definitions.is_empty() {
                    self.uses(&parts);
                }
                parts.target_span
            }
            Form::Markdown(LinkType::Inline, destination, _) => {
                // A wiki-link's bar may cut off the beginning of what is around it.
                if !self.text[span.clone()].starts_with(if embed { "![" } else { "[" }) {
                    return None;
                }
                let written = links::destination(&self.markup.text, inner, span.end)?;
                if written.is_empty() {
                    return None;
                }
                match links::block_reference(&destination) {
                    Some(uuid) => {
                        link.kind = LinkKind::BlockReference;
                        link.target = uuid.to_owned();
                        written.start + 2..written.end.checked_sub(2)?
                    }
                    None => self.lead(&mut link, &destination, written)?,
                }
            }
            Form::Markdown(
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut,
                destination,
                id,
            ) => {
                let label = links::label(self.text, span, inner)?;
                let key = links::label_key(&id);
                self.walk.used.insert(key.clone());
                if destination.is_empty() {
                    return None;
                }
                link.kind = LinkKind::Reference;
                match self.templates.get(&key) {
                    Some(found) => {
                        let found = found.as_ref()?;
                        if found.kind != LinkKind::Markdown {
                            link.kind = found.kind;
                        }
                        link.target.clone_from(&found.target);
                        link.fragment.clone_from(&found.fragment);
                        link.language.clone_from(&found.language);
                    }
                    None => {
                        (link.target, link.fragment) = links::target(&destination);
                        link.encoded = links::encoded(&destination);
                    }
                }
                label
            }
            Form::Markdown(kind @ (LinkType::Autolink | LinkType::Email), ..) => {
                let scheme = if kind == LinkType::Email { "mailto:" } else { "" };
                let target_span = span.start + 1..span.end.checked_sub(1)?;
                // As it is written: what the Markdown parser saw may hold stand-ins.
                link.target = format!("{scheme}{}", self.text.get(target_span.clone())?);
                target_span
            }
            Form::Markdown(..) => return None,
        };
        self.text.get(target_span.clone())?;
        link.target_span = Span::new(target_span);
        Some(link)
    }

    /// Fills in where a destination at `written` leads, which Markdown reads as `destination`; gives
    /// the place of the target.
    fn lead(
        &mut self,
        link: &mut Link,
        destination: &str,
        written: Range<usize>,
    ) -> Option<Range<usize>> {
        if !self.markup.differs(&written) {
            (link.target, link.fragment) = links::target(destination);
            link.encoded = links::encoded(destination);
            return Some(written);
        }
        let found = templates::read(self.text, written.clone(), self.profile)?;
        self.walk.templates.push(Span::new(written));
        (link.kind, link.target, link.fragment) = (found.kind, found.target, found.fragment);
        link.language = found.language;
        Some(found.span)
    }
}
