//! `links`: what a note links to, what links to it, and what names it without linking. Leaves out why a
//! link leads where it does, which `resolve` explains, and what counts as naming, which `mentions` says.

use lore_core::{Field, Link, LinkKind};
use lore_graph::{LinkView, Rule, SectionId, Target};

use crate::mentions::{Judge, Mention, RankedMention, SomeMentions};
use crate::reading::Reading;
use crate::unread::Unread;
use crate::{Engine, LeftOut, NotePart, Unknown};

/// The links of a note or section.
#[derive(Clone, Debug)]
pub struct Links {
    /// The note.
    pub path: String,
    /// The note's title.
    pub title: String,
    /// The section, if the question was about one.
    pub section: Option<LinkedSection>,
    /// Links it holds, in the order of the text.
    pub outgoing: Vec<OutgoingLink>,
    /// Links that lead to it from other notes or other sections, in the order of paths and lines.
    pub backlinks: Vec<Backlink>,
    /// Text elsewhere that names the note, or the topic of the section, without linking it, most likely
    /// links first.
    pub mentions: Vec<Mention>,
    /// Whether there can be mentions: not of a section without a topic of its own.
    pub mentions_sought: bool,
    /// Whether there are more of these.
    pub has_more_mentions: bool,
    /// How many places that hold a name of the note were left unread before as many mentions were found as
    /// are listed.
    pub unread: usize,
}

/// A section whose links are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedSection {
    /// What people would call it.
    pub label: String,
    /// The headings from the note's top down to it.
    pub heading: Vec<String>,
    /// The line of its heading, counting from 1.
    pub line: u32,
}

/// A link that the note holds.
#[derive(Clone, Debug)]
pub struct OutgoingLink {
    /// Line, counting from 1.
    pub line: u32,
    /// The text shown.
    pub text: String,
    /// The target as written, with its sub-path.
    pub target: String,
    /// How it is written.
    pub kind: LinkKind,
    /// Whether it shows its target in place.
    pub embed: bool,
    /// The field whose value it stands in, which says how note and target relate.
    pub field: Option<String>,
    /// Where it leads.
    pub destination: Destination,
    /// Why it is not dead although it leads nowhere, as [`Engine::check`] says as well.
    pub left_out: Option<LeftOut>,
}

/// Where a link leads, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Whether the link leads to all it names.
    pub resolved: bool,
    /// Whether it leads out of the vault.
    pub external: bool,
    /// The note or file it leads to, be it without the heading or block that is named.
    pub path: Option<String>,
    /// The headings down to the section it leads to.
    pub heading: Option<Vec<String>>,
    /// The line of that section's heading, counting from 1.
    pub line: Option<u32>,
    /// Why it leads there; [`Rule::describe`] has it in a few words.
    pub rule: Rule,
    /// Whether it leads nowhere because what it names is there and is not read: a symbolic link, or what is hidden
    /// or ignored.
    pub unread: bool,
}

impl Destination {
    /// Why it leads there, or nowhere, in a few words.
    pub fn describe(&self) -> &'static str {
        if self.unread { "exists, but is not read" } else { self.rule.describe() }
    }
}

/// A link from elsewhere.
#[derive(Clone, Debug)]
pub struct Backlink {
    /// The linking note.
    pub path: String,
    /// The linking note's title.
    pub title: String,
    /// The linking section, as people would call it.
    pub section: String,
    /// Line, counting from 1.
    pub line: u32,
    /// The line the link stands in, shortened around it.
    pub context: String,
}

/// How many mentions are listed.
const MOST_MENTIONS: usize = 100;

impl Engine {
    /// The links of the note or section that `name` names.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n-- Milk.md --\nFor tea.\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let links = engine.links("Milk")?;
    /// assert_eq!(links.backlinks[0].path, "Tea.md");
    /// assert!(links.outgoing.is_empty());
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the name names nothing in the vault, or several notes; [`Unknown`] has the names that may have
    /// been meant.
    pub fn links(&self, name: &str) -> Result<Links, Unknown> {
        let part = self.find_part(name)?;
        let NotePart { note, section } = part;
        let inside =
            |link: &LinkView| section.is_none_or(|within| self.is_within(link.section, within));
        let record = self.record(note);
        let mut field_of: Vec<Option<&Field>> = vec![None; record.links.len()];
        for field in record.fields.iter().rev() {
            field_of[record.related_by(field)].fill(Some(field));
        }
        let unread = Unread::new(self);
        let outgoing = self
            .graph
            .links_of(note)
            .zip(record.links.iter().zip(field_of))
            .filter(|(view, _)| inside(view))
            .map(|(view, (link, field))| {
                let mut outgoing = self.outgoing_link(view, link, field);
                let left_out = unread.left_out(view.target, note, link);
                outgoing.destination.unread = left_out == Some(LeftOut::NotRead);
                outgoing.left_out = left_out;
                outgoing
            })
            .collect();
        let reading = Reading::new(self);
        let backlinks = self
            .graph
            .backlinks(note)
            .filter(|link| match section {
                None => self.graph.note_of(link.section) != note,
                Some(within) => self.leads_into(link, within),
            })
            .map(|link| Backlink {
                path: self.graph.path(self.graph.note_of(link.section)).to_owned(),
                title: self.graph.title(self.graph.note_of(link.section)).to_owned(),
                section: self.graph.label(link.section),
                line: link.line,
                context: reading.link_context(link),
            })
            .collect();
        let target = self.target_of_part(part);
        let found = target.map(|target| self.mentions_of_target(&reading, target, MOST_MENTIONS));
        let mentions_sought = found.is_some();
        let SomeMentions { mentions, has_more, unread } = found.unwrap_or_default();
        Ok(Links {
            path: self.graph.path(note).to_owned(),
            title: self.graph.title(note).to_owned(),
            section: section.map(|section| LinkedSection {
                label: self.graph.label(section),
                heading: self.headings_to(section),
                line: self.graph.line(section),
            }),
            outgoing,
            backlinks,
            mentions,
            mentions_sought,
            has_more_mentions: has_more,
            unread,
        })
    }

    /// The links worth adding in the note or section that `name` names, most likely first: mentions of
    /// notes and topics, the first of each.
    ///
    /// # Errors
    ///
    /// As [`Engine::links`].
    pub fn link_suggestions(
        &self,
        name: &str,
        limit: usize,
    ) -> Result<Vec<RankedMention>, Unknown> {
        let NotePart { note, section } = self.find_part(name)?;
        Ok(self.suggested_links(&Reading::new(self), &Judge::new(self), note, section, limit))
    }

    /// Whether a link leads from elsewhere to a section or a part of it.
    pub(crate) fn leads_into(&self, link: &LinkView, within: SectionId) -> bool {
        matches!(link.target, Target::Section(to) if self.is_within(to, within))
            && !self.is_within(link.section, within)
    }

    /// Whether a section is `within` or part of it.
    pub(crate) fn is_within(&self, section: SectionId, within: SectionId) -> bool {
        let mut at = Some(section);
        while let Some(section) = at {
            if section == within {
                return true;
            }
            at = self.graph.parent(section);
        }
        false
    }

    fn outgoing_link(&self, view: LinkView, link: &Link, field: Option<&Field>) -> OutgoingLink {
        OutgoingLink {
            line: view.line,
            text: link.text.clone(),
            target: written_target(link),
            kind: view.kind,
            embed: view.embed,
            field: field.map(|field| field.key.clone()),
            destination: self.destination(view.target, view.rule),
            left_out: None,
        }
    }

    /// A target in names and paths.
    pub(crate) fn destination(&self, target: Target, rule: Rule) -> Destination {
        let path = match target {
            Target::File(file) => Some(self.graph.file_path(file)),
            target => self.graph.target_note(target).map(|note| self.graph.path(note)),
        };
        let section = match target {
            Target::Section(section) => Some(section),
            _ => None,
        };
        Destination {
            resolved: target.is_resolved(),
            external: target == Target::External,
            path: path.map(str::to_owned),
            heading: section.map(|section| self.headings_to(section)),
            line: section.map(|section| self.graph.line(section)),
            rule,
            unread: false,
        }
    }
}

/// A link's target with its sub-path.
pub(crate) fn written_target(link: &Link) -> String {
    match &link.fragment {
        Some(fragment) => format!("{}#{fragment}", link.target),
        None => link.target.clone(),
    }
}
