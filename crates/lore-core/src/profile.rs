//! The tools people write their notes with, and what differs between them in how notes are written.
//! Leaves out where links lead, which is the graph's: it has the rules of each profile as data.

use std::fmt;
use std::str::FromStr;

/// Whose conventions a vault follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Profile {
    /// Obsidian, and whatever has no conventions of its own.
    #[default]
    Obsidian,
    /// Plain Markdown as GitHub shows it: relative links only.
    Commonmark,
    /// Foam for VS Code.
    Foam,
    /// Dendron: hierarchies of dotted file names.
    Dendron,
    /// The zk command line.
    Zk,
    /// Logseq: pages, journals, block references.
    Logseq,
    /// A Jekyll site.
    Jekyll,
    /// A Hugo site, or one of Zola's, whose pages have the same addresses.
    Hugo,
    /// A Docusaurus site.
    Docusaurus,
    /// A VitePress site.
    Vitepress,
    /// An Eleventy site.
    Eleventy,
    /// A wiki of GitHub, GitLab or Gollum, which all of them are made with, or of Azure DevOps, whose pages are
    /// named alike.
    Gollum,
}

impl Profile {
    /// Whether an address that leads to no file may be that of a page which the site's generator makes of the notes:
    /// a list of what has a tag, the next page of a list. Its settings decide that.
    pub fn may_make_page(self, address: &str) -> bool {
        // Each page of VitePress is a file.
        if !self.makes_site() || self == Profile::Vitepress {
            return false;
        }
        let last = address.rsplit('/').next().unwrap_or_default();
        let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_made = matches!(extension, "" | "html" | "htm" | "xml" | "css" | "js");
        let is_address = address.starts_with('/') || address.ends_with('/') || extension == "html";
        is_address && is_made
    }

    /// Whether a generator makes a site of the notes, on which they have addresses.
    pub fn makes_site(self) -> bool {
        match self {
            Profile::Jekyll
            | Profile::Hugo
            | Profile::Docusaurus
            | Profile::Vitepress
            | Profile::Eleventy => true,
            Profile::Obsidian
            | Profile::Commonmark
            | Profile::Foam
            | Profile::Dendron
            | Profile::Zk
            | Profile::Logseq
            | Profile::Gollum => false,
        }
    }

    /// Whether the page of `a/b.md` is the folder `a/b/` on the site, where what is relative to it begins.
    pub fn serves_folders(self) -> bool {
        matches!(self, Profile::Hugo | Profile::Eleventy)
    }

    /// All profiles, the default first.
    pub const ALL: [Profile; 12] = [
        Profile::Obsidian,
        Profile::Commonmark,
        Profile::Foam,
        Profile::Dendron,
        Profile::Zk,
        Profile::Logseq,
        Profile::Jekyll,
        Profile::Hugo,
        Profile::Docusaurus,
        Profile::Vitepress,
        Profile::Eleventy,
        Profile::Gollum,
    ];

    /// The name in settings and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Profile::Obsidian => "obsidian",
            Profile::Commonmark => "commonmark",
            Profile::Foam => "foam",
            Profile::Dendron => "dendron",
            Profile::Zk => "zk",
            Profile::Logseq => "logseq",
            Profile::Jekyll => "jekyll",
            Profile::Hugo => "hugo",
            Profile::Docusaurus => "docusaurus",
            Profile::Vitepress => "vitepress",
            Profile::Eleventy => "eleventy",
            Profile::Gollum => "gollum",
        }
    }

    /// Sets of files in a vault's root, each of which shows the profile; folders end in `/`. Nothing
    /// shows plain Markdown.
    fn markers(self) -> &'static [&'static [&'static str]] {
        match self {
            Profile::Obsidian => &[&[".obsidian/"]],
            Profile::Commonmark => &[],
            Profile::Foam => &[&[".foam/"], &[".vscode/foam.json"]],
            Profile::Dendron => &[&["dendron.yml"]],
            Profile::Zk => &[&[".zk/"]],
            // A folder of notes about Logseq is none of its own.
            Profile::Logseq => {
                &[&["logseq/config.edn"], &["logseq/", "pages/"], &["logseq/", "journals/"]]
            }
            Profile::Jekyll => &[&["_config.yml"], &["_config.yaml"], &["_config.toml"]],
            Profile::Hugo => &[
                &["hugo.toml"],
                &["hugo.yaml"],
                &["hugo.yml"],
                &["hugo.json"],
                &["config/_default/"],
                // Zola's sites have both, too.
                &["config.toml", "content/"],
                &["config.yaml", "content/"],
                &["config.json", "content/"],
            ],
            Profile::Docusaurus => &[
                &["docusaurus.config.js"],
                &["docusaurus.config.ts"],
                &["docusaurus.config.mjs"],
                &["docusaurus.config.cjs"],
            ],
            Profile::Vitepress => &[&[".vitepress/"], &["docs/.vitepress/"]],
            Profile::Eleventy => &[
                &[".eleventy.js"],
                &["eleventy.config.js"],
                &["eleventy.config.mjs"],
                &["eleventy.config.cjs"],
            ],
            // GitLab's pages are in lower case, and Azure's wikis have but the order of their pages.
            Profile::Gollum => &[
                &["_Sidebar.md", "Home.md"],
                &["_Footer.md", "Home.md"],
                &["_Header.md", "Home.md"],
                &["_sidebar.md", "home.md"],
                &[".order"],
            ],
        }
    }

    /// Files in a vault's root that say its markers are those of another tool: a book of Jupyter's or MyST's has
    /// a `_config.yml` as well, and a site of Docsify's a `_sidebar.md`.
    fn markers_of_others(self) -> &'static [&'static str] {
        match self {
            Profile::Jekyll => &["_toc.yml", "myst.yml"],
            Profile::Gollum => &["index.html", ".nojekyll"],
            _ => &[],
        }
    }

    /// The profiles that files in a vault's root show, each with the file that shows it. Of several
    /// the first counts, as people open any folder in a second tool now and then.
    pub fn detect(exists: impl Fn(&str) -> bool) -> impl Iterator<Item = (Profile, &'static str)> {
        Profile::ALL.into_iter().filter_map(move |profile| {
            if profile.markers_of_others().iter().any(|file| exists(file)) {
                return None;
            }
            let shown =
                profile.markers().iter().find(|files| files.iter().all(|file| exists(file)))?;
            Some((profile, *shown.first()?))
        })
    }

    /// The folders of a vault's root in which [`Profile::detect`] looks for something, each with what it
    /// looks for there: `.vscode` with `foam.json`.
    pub fn folders_of_markers() -> impl Iterator<Item = (&'static str, &'static str)> {
        let markers =
            Profile::ALL.into_iter().flat_map(|profile| profile.markers().iter().copied());
        markers.flatten().filter_map(|marker| marker.trim_end_matches('/').split_once('/'))
    }

    /// Whether `[[target]]` is a link.
    pub fn has_wiki_links(self) -> bool {
        self != Profile::Commonmark
    }

    /// Whether the label goes first: `[[label|target]]`.
    pub fn label_first(self) -> bool {
        matches!(self, Profile::Dendron | Profile::Gollum)
    }

    /// Whether a hyphen in a file's name may stand for a space in the name of the page.
    pub fn has_hyphens_for_spaces(self) -> bool {
        self == Profile::Gollum
    }

    /// What parts the levels of a hierarchy in a file's name: `a.b.md` is below `a.md`.
    pub fn hierarchy(self) -> Option<&'static str> {
        match self {
            Profile::Dendron => Some("."),
            Profile::Logseq => Some("/"),
            _ => None,
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no profile's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no profile: there are {names}", names = Profile::ALL.map(Profile::as_str).join(", "))]
pub struct UnknownProfile(pub String);

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Profile, UnknownProfile> {
        let wanted = name.trim().to_lowercase();
        let found = Profile::ALL.into_iter().find(|profile| profile.as_str() == wanted);
        found.ok_or_else(|| UnknownProfile(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_the_root_show_the_profile() {
        for (files, profile) in [
            (&[".obsidian/"][..], Some(Profile::Obsidian)),
            (&[".foam/", "_config.yml"], Some(Profile::Foam)),
            (&[".obsidian/", "hugo.toml"], Some(Profile::Obsidian)),
            (&["logseq/"], None),
            (&["logseq/", "pages/"], Some(Profile::Logseq)),
            (&["config.toml"], None),
            (&["config.toml", "content/"], Some(Profile::Hugo)),
            (&["docusaurus.config.mjs"], Some(Profile::Docusaurus)),
            (&["docs/.vitepress/"], Some(Profile::Vitepress)),
            (&["eleventy.config.js"], Some(Profile::Eleventy)),
            (&["_config.yml"], Some(Profile::Jekyll)),
            (&["_config.yml", "_toc.yml"], None),
            (&["_config.yml", "myst.yml"], None),
            (&["_config.yml", "_toc.yml", ".obsidian/"], Some(Profile::Obsidian)),
            (&["dendron.yml"], Some(Profile::Dendron)),
            (&[".zk/"], Some(Profile::Zk)),
            (&["_Sidebar.md", "Home.md"], Some(Profile::Gollum)),
            (&["_Footer.md", "Home.md"], Some(Profile::Gollum)),
            (&["_Header.md", "Home.md"], Some(Profile::Gollum)),
            (&["_sidebar.md", "home.md"], Some(Profile::Gollum)),
            (&["_Sidebar.md"], None),
            (&["Home.md"], None),
            (&[".order"], Some(Profile::Gollum)),
            (&["_sidebar.md", "index.html", "README.md"], None),
            (&["_sidebar.md", "home.md", "index.html"], None),
            (&[".obsidian/", "_Sidebar.md", "Home.md"], Some(Profile::Obsidian)),
            (&[".git/", "README.md"], None),
        ] {
            let found = Profile::detect(|file| files.contains(&file)).next();
            assert_eq!(found.map(|found| found.0), profile, "{files:?}");
        }
    }

    #[test]
    fn markers_in_folders_are_named_apart() {
        let folders: Vec<(&str, &str)> = Profile::folders_of_markers().collect();
        let expected = [
            (".vscode", "foam.json"),
            ("logseq", "config.edn"),
            ("config", "_default"),
            ("docs", ".vitepress"),
        ];
        assert_eq!(folders, expected);
    }

    #[test]
    fn names_go_there_and_back() {
        for profile in Profile::ALL {
            assert_eq!(profile.as_str().parse(), Ok(profile));
        }
        assert!("roam".parse::<Profile>().is_err());
    }
}
