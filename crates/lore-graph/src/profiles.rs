//! The rules of each profile, as data: which ways a target may be read, in the order in which they are
//! tried. One resolver follows all of them; leaves out what a rule does.
//!
//! Obsidian's order is as measured on Obsidian 1.13, Foam's, zk's and Logseq's as in their sources,
//! Jekyll's and Hugo's as documented.

use lore_core::{LinkKind, Profile};

use crate::resolve::Rule;

/// How links are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reading {
    pub(crate) profile: Profile,
    /// Exactly what the profile's own tool does, without what Lore adds for people's sake.
    pub(crate) tool_only: bool,
}

/// The conventions of one profile.
struct Conventions {
    /// For `[[wiki-links]]`.
    wiki: &'static [Rule],
    /// For `[Markdown](links)`.
    markdown: &'static [Rule],
    /// The same where the tool itself does it in another order.
    tool_markdown: &'static [Rule],
    /// File names that stand for their folder in the tool.
    folder_notes: &'static [&'static str],
    /// Whether the tool follows the rules for names alone, and Lore adds nothing.
    strict: bool,
}

/// What Lore adds for wiki-links that would otherwise be dead.
const ADDED: &[Rule] = &[Rule::FolderNote, Rule::Alias, Rule::Title];

/// File names that stand for their folder when a link names the folder.
const FOLDER_NOTES: &[&str] = &["index", "README", "_index"];

const BLOCK: &[Rule] = &[Rule::BlockId];
const JEKYLL_POST: &[Rule] = &[Rule::Post, Rule::ShortestPath];
const JEKYLL_LINK: &[Rule] = &[Rule::Rooted, Rule::VaultPath, Rule::ShortestPath];
const HUGO_TAG: &[Rule] = &[
    Rule::Dotted,
    Rule::Rooted,
    Rule::Relative,
    Rule::SitePath,
    Rule::VaultPath,
    Rule::ShortestPath,
];
const EXPLICIT: &[Rule] = &[Rule::Dotted, Rule::Rooted, Rule::Relative];

fn conventions(profile: Profile) -> Conventions {
    use Rule::{
        Alias, Day, Dotted, FirstPath, FolderNote, NamePrefix, OwnFolder, PageName, Relative,
        Rooted, ShortestPath, SitePath, Title, VaultPath,
    };
    const OBSIDIAN: &[Rule] = &[Dotted, Rooted, VaultPath, OwnFolder, ShortestPath];
    const VAULT_WIDE: &[Rule] = &[Dotted, Rooted, Relative, VaultPath, ShortestPath];
    const SITE: &[Rule] = &[Dotted, Rooted, Relative, SitePath, VaultPath, ShortestPath];
    const SITE_TOOL: &[Rule] = &[Dotted, Relative, SitePath];
    let note_tool = Conventions {
        wiki: OBSIDIAN,
        markdown: EXPLICIT,
        tool_markdown: EXPLICIT,
        folder_notes: &[],
        strict: false,
    };
    match profile {
        Profile::Obsidian => {
            Conventions { markdown: VAULT_WIDE, tool_markdown: OBSIDIAN, ..note_tool }
        }
        Profile::Commonmark => {
            Conventions { wiki: &[], folder_notes: &["README"], strict: true, ..note_tool }
        }
        Profile::Foam => Conventions {
            wiki: &[Dotted, Rooted, FirstPath, FolderNote],
            folder_notes: &["index", "README"],
            ..note_tool
        },
        Profile::Dendron => {
            Conventions { wiki: &[Rooted, OwnFolder, PageName, VaultPath], ..note_tool }
        }
        Profile::Zk => Conventions {
            wiki: &[Dotted, Rooted, VaultPath, OwnFolder, ShortestPath, NamePrefix],
            ..note_tool
        },
        Profile::Logseq => {
            Conventions { wiki: &[Title, PageName, Alias, Day, Dotted, VaultPath], ..note_tool }
        }
        Profile::Jekyll | Profile::Hugo => Conventions {
            markdown: SITE,
            tool_markdown: SITE_TOOL,
            folder_notes: if profile == Profile::Hugo { &["_index", "index"] } else { &["index"] },
            ..note_tool
        },
    }
}

impl Reading {
    /// The rules for a kind of link, in the order in which they are tried.
    pub(crate) fn rules(self, kind: LinkKind) -> impl Iterator<Item = Rule> {
        let conventions = conventions(self.profile);
        let (tool, added): (&[Rule], &[Rule]) = match kind {
            LinkKind::Wiki => (conventions.wiki, ADDED),
            LinkKind::Markdown | LinkKind::Reference if self.tool_only => {
                (conventions.tool_markdown, &[])
            }
            LinkKind::Markdown | LinkKind::Reference => (conventions.markdown, &ADDED[..1]),
            LinkKind::BlockReference => (BLOCK, &[]),
            LinkKind::PostUrl => (JEKYLL_POST, &[]),
            LinkKind::JekyllLink => (JEKYLL_LINK, &[]),
            LinkKind::HugoRef | LinkKind::HugoRelref => (HUGO_TAG, &ADDED[..1]),
        };
        let adds = !self.tool_only && !conventions.strict;
        let added = if adds { added } else { &[] };
        tool.iter().chain(added.iter().filter(|rule| !tool.contains(rule))).copied()
    }

    /// The names of notes that stand for their folder.
    pub(crate) fn folder_notes(self) -> &'static [&'static str] {
        let conventions = conventions(self.profile);
        if self.tool_only || conventions.strict { conventions.folder_notes } else { FOLDER_NOTES }
    }

    /// Whether a generator makes a site of the notes, with pages that may be written in HTML.
    pub(crate) fn is_site(self) -> bool {
        matches!(self.profile, Profile::Jekyll | Profile::Hugo)
    }

    /// Whether a link must name the extension of the note's file.
    pub(crate) fn needs_extension(self) -> bool {
        conventions(self.profile).strict
    }
}
