//! The rules of each profile, as data: which ways a target may be read, in the order in which they are
//! tried. One resolver follows all of them; leaves out what a rule does.
//!
//! Obsidian's order is as measured on Obsidian 1.13, Foam's, zk's and Logseq's as in their sources,
//! those of sites as documented.

use lore_core::path::FOLDER_NOTES;
use lore_core::{Link, LinkKind, Profile};

use crate::resolve::Rule;

/// What a vault's settings say of how its links are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions<'a> {
    /// Whose rules they follow.
    pub profile: Profile,
    /// The folder on its host that the site is served in, as `/blog`: addresses begin with it, paths do
    /// not. Empty where there is none.
    pub site_folder: &'a str,
}

/// What of a link's target is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The vault that Dendron's `dendron://vault/note` names.
    pub vault: Option<&'a str>,
    /// The path or name, without that vault and without the folder that the site is served in.
    pub name: &'a str,
}

impl Conventions<'_> {
    /// What a link's target has in front of a path from the vault's root, besides a slash: the folder that
    /// the site is served in, or what stands for the site's own folder.
    pub fn root(&self, link: &Link) -> &str {
        if self.wanted(link).name == link.target {
            ""
        } else if self.profile == Profile::Docusaurus {
            SITE_ROOT
        } else {
            self.site_folder
        }
    }

    /// What of a link's target is a name or path of this vault.
    pub fn wanted(self, link: &Link) -> Wanted<'_> {
        let target = link.target.as_str();
        let is_address = link.kind.is_destination();
        match self.profile {
            Profile::Dendron if link.kind == LinkKind::Wiki => match vault_and_note(target) {
                Some((vault, name)) => Wanted { vault: Some(vault), name },
                None => Wanted { vault: None, name: target },
            },
            Profile::Jekyll if is_address && !self.site_folder.is_empty() => {
                let name = match target.strip_prefix(self.site_folder) {
                    Some("") => "/",
                    Some(below) if below.starts_with('/') => below,
                    Some(_) | None => target,
                };
                Wanted { vault: None, name }
            }
            Profile::Docusaurus if is_address => {
                let below = target.strip_prefix(SITE_ROOT).filter(|it| it.starts_with('/'));
                Wanted { vault: None, name: below.unwrap_or(target) }
            }
            _ => Wanted { vault: None, name: target },
        }
    }
}

/// How Docusaurus names the site's own folder in links.
const SITE_ROOT: &str = "@site";

/// The vault and the note that Dendron's `dendron://vault/note` names.
fn vault_and_note(target: &str) -> Option<(&str, &str)> {
    target.strip_prefix("dendron://")?.split_once('/').filter(|(_, note)| !note.trim().is_empty())
}

/// How links are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reading {
    pub(crate) profile: Profile,
    /// Exactly what the profile's own tool does, without what Lore adds for people's sake.
    pub(crate) tool_only: bool,
}

/// The rules of one profile.
struct Rules {
    /// For `[[wiki-links]]`.
    wiki: &'static [Rule],
    /// For `[Markdown](links)`.
    markdown: &'static [Rule],
    /// The same where the tool itself does it in another order.
    tool_markdown: &'static [Rule],
    /// File names that stand for their folder in the tool.
    folder_notes: &'static [&'static str],
    /// The folders whose files are served at the root of the site.
    served_at_root: &'static [&'static str],
    /// Whether the tool follows the rules for names alone, and Lore adds nothing.
    strict: bool,
}

/// What Lore adds for wiki-links that would otherwise be dead.
const ADDED: &[Rule] = &[Rule::FolderNote, Rule::Alias, Rule::Title];

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
const EXPLICIT: &[Rule] = &[Rule::Dotted, Rule::Rooted, Rule::Relative, Rule::Id];

fn rules_of(profile: Profile) -> Rules {
    use Rule::{
        Alias, Day, Dotted, FirstPath, FolderNote, Id, NamePrefix, OwnFolder, PageName, Relative,
        Rooted, ShortestPath, SitePath, Title, VaultPath,
    };
    const OBSIDIAN: &[Rule] = &[Dotted, Rooted, VaultPath, OwnFolder, ShortestPath];
    const VAULT_WIDE: &[Rule] = &[Dotted, Rooted, Relative, Id, VaultPath, ShortestPath];
    const SITE: &[Rule] = &[Dotted, Rooted, Relative, Id, SitePath, VaultPath, ShortestPath];
    const SITE_TOOL: &[Rule] = &[Dotted, Relative, SitePath];
    let note_tool = Rules {
        wiki: OBSIDIAN,
        markdown: EXPLICIT,
        tool_markdown: EXPLICIT,
        folder_notes: &[],
        served_at_root: &[],
        strict: false,
    };
    let site =
        Rules { markdown: SITE, tool_markdown: SITE_TOOL, folder_notes: &["index"], ..note_tool };
    match profile {
        Profile::Obsidian => Rules { markdown: VAULT_WIDE, tool_markdown: OBSIDIAN, ..note_tool },
        Profile::Commonmark => {
            Rules { wiki: &[], folder_notes: &["README"], strict: true, ..note_tool }
        }
        Profile::Foam => Rules {
            wiki: &[Dotted, Rooted, FirstPath, FolderNote],
            folder_notes: &["index", "README"],
            ..note_tool
        },
        Profile::Dendron => Rules { wiki: &[Rooted, OwnFolder, PageName, VaultPath], ..note_tool },
        Profile::Zk => Rules {
            wiki: &[Dotted, Rooted, VaultPath, OwnFolder, ShortestPath, NamePrefix],
            ..note_tool
        },
        Profile::Logseq => {
            Rules { wiki: &[Title, PageName, Alias, Day, Dotted, VaultPath], ..note_tool }
        }
        Profile::Jekyll | Profile::Eleventy => site,
        Profile::Hugo => {
            Rules { folder_notes: &["_index", "index"], served_at_root: &["static"], ..site }
        }
        Profile::Docusaurus => {
            Rules { folder_notes: &["index", "README"], served_at_root: &["static"], ..site }
        }
        Profile::Vitepress => Rules { served_at_root: &["public"], ..site },
        // A page of a wiki is found by its name in whatever folder, by links of both kinds.
        Profile::Gollum => Rules {
            wiki: &[Dotted, Rooted, OwnFolder, VaultPath, ShortestPath],
            markdown: VAULT_WIDE,
            tool_markdown: VAULT_WIDE,
            folder_notes: &["Home", "index", "README"],
            ..note_tool
        },
    }
}

impl Reading {
    /// The rules for a kind of link, in the order in which they are tried.
    pub(crate) fn rules(self, kind: LinkKind) -> impl Iterator<Item = Rule> {
        let rules = rules_of(self.profile);
        let (tool, added): (&[Rule], &[Rule]) = match kind {
            LinkKind::Wiki => (rules.wiki, ADDED),
            LinkKind::Markdown | LinkKind::Reference if self.tool_only => {
                (rules.tool_markdown, &[])
            }
            LinkKind::Markdown | LinkKind::Reference => (rules.markdown, &ADDED[..1]),
            LinkKind::BlockReference => (BLOCK, &[]),
            LinkKind::PostUrl => (JEKYLL_POST, &[]),
            LinkKind::JekyllLink => (JEKYLL_LINK, &[]),
            LinkKind::HugoRef | LinkKind::HugoRelref => (HUGO_TAG, &ADDED[..1]),
        };
        let adds = !self.tool_only && !rules.strict;
        let added = if adds { added } else { &[] };
        tool.iter().chain(added.iter().filter(|rule| !tool.contains(rule))).copied()
    }

    /// The names of notes that stand for their folder.
    pub(crate) fn folder_notes(self) -> &'static [&'static str] {
        let rules = rules_of(self.profile);
        // What stands for a wiki has a name that means nothing to others.
        let is_own = self.tool_only || rules.strict || self.profile == Profile::Gollum;
        if is_own { rules.folder_notes } else { &FOLDER_NOTES }
    }

    /// The folders whose files are served at the root of the site.
    pub(crate) fn served_at_root(self) -> &'static [&'static str] {
        rules_of(self.profile).served_at_root
    }

    /// Whether a link must name the extension of the note's file.
    pub(crate) fn needs_extension(self) -> bool {
        rules_of(self.profile).strict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_of_a_target_is_looked_up() {
        use LinkKind::{JekyllLink, Markdown, Reference, Wiki};
        use Profile::{Dendron, Hugo, Jekyll, Obsidian};
        for (profile, kind, target, vault, name) in [
            (Jekyll, Markdown, "/blog", None, "/"),
            (Jekyll, Markdown, "/blog/", None, "/"),
            (Jekyll, Reference, "/blog/a.md", None, "/a.md"),
            (Jekyll, Markdown, "/blogs/a.md", None, "/blogs/a.md"),
            (Jekyll, Markdown, "blog/a.md", None, "blog/a.md"),
            (Jekyll, JekyllLink, "/blog/a.md", None, "/blog/a.md"),
            (Hugo, Markdown, "/blog/a.md", None, "/blog/a.md"),
            (Dendron, Wiki, "dendron://v/a.b", Some("v"), "a.b"),
            (Dendron, Wiki, "dendron://v/", None, "dendron://v/"),
            (Dendron, Markdown, "dendron://v/a.b", None, "dendron://v/a.b"),
            (Obsidian, Wiki, "dendron://v/a.b", None, "dendron://v/a.b"),
        ] {
            let link = Link::new(kind, target);
            let conventions = Conventions { profile, site_folder: "/blog" };
            assert_eq!(conventions.wanted(&link), Wanted { vault, name }, "{profile} {target}");
        }
    }
}
