//! Addresses on the sites that generators make of notes: Jekyll's posts and links to sources, Hugo's
//! pages, references and languages. Leaves out in which order rules are tried.

use lore_core::{Link, Profile, name, path};

use crate::names::{Key, Names, Place, Places, address_key, without_numbers};
use crate::translations::{self, folder_of_language, language_of, without_language};

use super::{Asked, Rule, Start, below};

impl Names<'_> {
    /// The page that an address names in whatever language it is asked for: behind `/de` the German one,
    /// with nothing in front the one whose name tells none, which is in the language of the site.
    pub(super) fn served_at(
        &self,
        rule: Rule,
        asked: &Asked<'_>,
        in_language: impl Fn(&str, &str) -> Option<Places>,
    ) -> Places {
        let address = asked.name.trim_start_matches('/');
        if let Some((language, rest)) = address.split_once('/')
            && translations::is_language(language)
            && let Some(places) = in_language(&format!("/{rest}"), language)
        {
            return places;
        }
        let key = address_key(address);
        let is_served_here = |place: &Place| {
            let path = self.path(*place);
            language_of(path).is_none() && address_key(below_content(page_of(path))) == key
        };
        match self.places_as_written(rule, asked) {
            Places::Few(mut few) => {
                few.retain(is_served_here);
                few.into()
            }
            Places::Many { .. } => Places::none(),
        }
    }

    /// Jekyll's `link`: the file whose path from the site's root is written, to the last letter of its
    /// extension. Where the vault is no site of Jekyll's the root may be any folder of it, and where it is
    /// one that of a collection (`collections_dir`).
    pub(super) fn sources(&self, rule: Rule, asked: &Asked<'_>) -> Vec<Place> {
        let path = asked.target.trim_start_matches('/');
        let is_anywhere = self.reading.profile != Profile::Jekyll || path.starts_with('_');
        let mut places = match rule {
            Rule::Rooted | Rule::VaultPath => self.at(path, asked.files_first),
            Rule::ShortestPath if is_anywhere => self.ending_in(path, asked.files_first).to_vec(),
            _ => Vec::new(),
        };
        let file = name::link_key(path::file_name(path));
        places.retain(|&place| name::link_key(path::file_name(self.path(place))) == file);
        places
    }

    /// Hugo's references: pages alone, from the linking page's folder, else from that of all pages, and
    /// wherever they are only if no folder is named.
    pub(super) fn references(&self, rule: Rule, asked: &Asked<'_>, content: &str) -> Places {
        let name = asked.name.trim_start_matches('/');
        let is_bare = !name.contains('/');
        let pages = |places: Places| match places {
            Places::Few(mut few) => {
                few.retain(|&place| self.path(place).starts_with(content));
                few.into()
            }
            // Of so many of one name none is meant.
            many @ Places::Many { .. } => many,
        };
        match rule {
            Rule::SitePath => {
                let content_root = content.trim_end_matches('/');
                let of_language = match asked.language {
                    Some(language) => Some(below(content_root, language)),
                    None => folder_of_language(asked.path).map(str::to_owned),
                };
                let roots = [of_language.as_deref(), Some(content_root)];
                let at = |root: &str| self.at_or_below(Some(below(root, name)), false);
                let found = roots.into_iter().flatten().map(at).find(|found| !found.is_empty());
                match found {
                    Some(found) => found.into(),
                    None if is_bare && asked.start == Start::Root => {
                        pages(self.ending_in(name, false))
                    }
                    None => Places::none(),
                }
            }
            Rule::ShortestPath | Rule::FolderNote if !is_bare => Places::none(),
            Rule::Rooted | Rule::VaultPath => Places::none(),
            _ => pages(self.by_rule(rule, asked)),
        }
    }

    /// Jekyll's posts: `a/2024-01-02-b` is in `_posts/a` or in `a/_posts`.
    pub(super) fn posts_called(&self, name: &str) -> Places {
        let (folder, post) = name.rsplit_once('/').unwrap_or(("", name));
        [below("_posts", name), below(&below(folder, "_posts"), post)]
            .iter()
            .map(|path| self.ending_in(path, false))
            .find(|places| !places.is_empty())
            .unwrap_or_else(Places::none)
    }

    /// Where what is relative to the linking page may begin on the site: in the folder that the page is
    /// served as, and what names another page's file in the folder of its own.
    pub(super) fn served_in<'s>(&self, asked: &Asked<'s>) -> Vec<&'s str> {
        let page = page_of(asked.path);
        let is_folder = match self.reading.profile {
            profile if profile.serves_folders() => true,
            // A page is served beside those that are in its folder.
            Profile::Docusaurus => return vec![asked.folder],
            // Where its front matter says so.
            _ => self
                .having(Key::Address, &address_key(page))
                .any(|it| it == Place::Note(asked.note)),
        };
        let is_file = has_html_extension(asked.target);
        [is_file.then_some(asked.folder), is_folder.then_some(page)].into_iter().flatten().collect()
    }

    /// The page at an address on the site: what front matter and file name make it, a path from
    /// the site's root wherever that is in the vault, or the only post of this name.
    pub(super) fn at_address(&self, address: &str, files_first: bool) -> Places {
        let key = address_key(address);
        if key.is_empty() {
            return self.folder_notes_called("", "content");
        }
        let mut places: Vec<Place> = self.having(Key::Address, &key).collect();
        if places.is_empty() {
            places = self.at_or_below(Some(key.clone()), files_first);
        }
        if places.is_empty() && self.reading.profile == Profile::Docusaurus {
            places = self.having(Key::Address, &without_numbers(&key)).collect();
        }
        if !places.is_empty() {
            return places.into();
        }
        let address = address.trim_matches('/');
        for folder in self.reading.served_at_root() {
            let places = self.ending_in(&below(folder, address), true);
            if places.has_files() {
                return places.only_files();
            }
        }
        let mut places = self.ending_in(address, files_first);
        if places.is_empty() && has_html_extension(address) {
            places = self.ending_in(&key, false);
        }
        if places.is_empty() {
            places = self.folder_notes_called("", &key);
        }
        if places.is_empty() {
            let post = key.rsplit('/').next().unwrap_or(&key);
            places = self.only(Key::Post, post).into_iter().collect::<Vec<Place>>().into();
        }
        places
    }
}

/// Whether a link may be the address of a page relative to its own: it names no file.
pub fn is_relative_address(link: &Link) -> bool {
    let last = link.target.rsplit('/').next().unwrap_or_default();
    link.kind.is_destination()
        && !link.target.is_empty()
        && !link.target.starts_with('/')
        && (matches!(last, "." | "..") || !last.contains('.'))
}

/// The page that a site makes of the note at `path`, as a folder: what is relative to it begins there.
pub fn page_of(path: &str) -> &str {
    let bare = without_language(path);
    match bare.rsplit_once('/') {
        Some((folder, "index" | "_index")) => folder,
        None if matches!(bare, "index" | "_index") => "",
        _ => bare,
    }
}

/// The folder that holds the pages of a site, if a page lies in one, with the slash at its end.
pub(crate) fn content_folder(page: &str) -> Option<&str> {
    const CONTENT: &str = "content/";
    if page.starts_with(CONTENT) {
        return Some(CONTENT);
    }
    page.find("/content/").map(|at| &page[..=at + CONTENT.len()])
}

/// A path from the folder that holds the pages of a site on, if it lies in one.
pub(crate) fn below_content(page: &str) -> &str {
    content_folder(page).map_or(page, |folder| &page[folder.len()..])
}

fn has_html_extension(target: &str) -> bool {
    target.ends_with(".html") || target.ends_with(".htm")
}
