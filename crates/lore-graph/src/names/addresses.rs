//! Where generators of sites put notes: the addresses that front matter and the names of files give them.
//! Leaves out looking addresses up, and what the settings of a site say.

use std::borrow::Cow;

use lore_core::{FieldOrigin, Note, Profile, VaultPath, name, path};

use crate::resolve::{below_content, content_folder, page_of};

use super::called::{Key, last_names};
use super::without_note_extension;

/// The addresses of a note, and what it is called as a post.
pub(super) fn addresses(path: &str, note: &Note, profile: Profile) -> Vec<(Key, String)> {
    let mut found = Vec::new();
    let mut add = |kind, address: &str| found.push((kind, address_key(address)));
    for address in in_front(note, &["permalink", "url", "redirect_from"]).filter(is_address) {
        add(Key::Address, address);
    }
    let page = || match profile {
        Profile::Docusaurus => without_numbers(page_of(path)),
        _ => Cow::Borrowed(below_content(page_of(path))),
    };
    // Hugo's aliases are the page's former addresses, those without a slash from the folder it is
    // served in.
    for alias in &note.aliases {
        if alias.starts_with('/') {
            add(Key::Address, alias);
        } else if content_folder(path).is_some()
            && let Some(address) = VaultPath::join(path::folder(&page()), alias)
        {
            add(Key::Address, &address);
        }
    }
    // A slug stands in the place of the file's name, or is the whole address, of Docusaurus below the
    // first folder.
    let names: &[&str] = if profile == Profile::Docusaurus { &["slug", "id"] } else { &["slug"] };
    for slug in in_front(note, names).filter(is_address) {
        let page = page();
        add(Key::Post, last_names(slug.trim_end_matches('/'), 1));
        let (route, _) = page.split_once('/').unwrap_or_default();
        let folder = match slug.starts_with('/') {
            true if profile == Profile::Docusaurus => route,
            true => "",
            false => path::folder(&page),
        };
        if let Some(address) = VaultPath::join(folder, slug) {
            add(Key::Address, &address);
        }
    }
    if profile == Profile::Docusaurus {
        let numbered = page_of(path);
        let page = without_numbers(numbered);
        if page != numbered {
            let page = page.strip_suffix("/README").unwrap_or(&page);
            add(Key::Address, page);
            // Where what is in the first folder is served at the site's root.
            add(Key::Address, page.split_once('/').map_or(page, |(_, below)| below));
        }
    }
    let bare = without_note_extension(path);
    let bare = bare.strip_suffix("/index").unwrap_or(bare);
    if let Some((date, post)) = dated(last_names(bare, 1)) {
        let day = format!("{}/{post}", date.replace('-', "/"));
        let categories = in_front(note, &["category", "categories"]);
        let folder: Vec<String> = categories
            .flat_map(|value| value.split([' ', ',']))
            .filter(|category| !category.is_empty())
            .map(str::to_lowercase)
            .collect();
        if !folder.is_empty() {
            add(Key::Address, &format!("{}/{day}", folder.join("/")));
        }
        add(Key::Address, &day);
        add(Key::Post, post);
    } else if let Some(collection) = bare.strip_prefix('_') {
        add(Key::Address, collection);
    }
    found
}

/// What the front matter of a note says under some names.
pub(super) fn in_front<'n>(note: &'n Note, names: &[&str]) -> impl Iterator<Item = &'n str> {
    let is_wanted = |key: &str| names.contains(&key);
    let fields = note.fields.iter().filter(move |field| {
        field.origin == FieldOrigin::FrontMatter && is_wanted(field.key.as_str())
    });
    fields.flat_map(|field| field.values.iter().map(String::as_str))
}

/// Whether a text may be an address on the site: it names no host.
fn is_address(text: &&str) -> bool {
    !text.contains(':')
}

/// A path without the numbers by which Docusaurus orders files and folders: `a/b` of `01-a/2. b`. Days and
/// versions stay.
pub(crate) fn without_numbers(path: &str) -> Cow<'_, str> {
    let bare = |part| -> &str {
        let rest = str::trim_start_matches(part, |c: char| c.is_ascii_digit()).trim_start();
        let name = rest.trim_start_matches(['-', '_', '.']).trim_start();
        let is_numbered = rest.len() < part.len()
            && name.len() < rest.len()
            && name.starts_with(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '_' | '.'));
        if is_numbered { name } else { part }
    };
    if path.split('/').all(|part| bare(part) == part) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(path.split('/').map(bare).collect::<Vec<&str>>().join("/"))
}

/// The key by which addresses on a site compare: no slashes at the ends, no `.html`, no `index`.
pub(crate) fn address_key(address: &str) -> String {
    let key = name::link_key(address.trim_matches('/'));
    let key = key.strip_suffix(".html").or_else(|| key.strip_suffix(".htm")).unwrap_or(&key);
    key.strip_suffix("/index").unwrap_or(key).to_owned()
}

/// The day and the rest of a file name such as `2024-01-02-world`.
fn dated(name: &str) -> Option<(&str, &str)> {
    let (date, rest) = (name.get(..10)?, name.get(10..)?.strip_prefix('-')?);
    let is_date = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (is_date && !rest.is_empty()).then_some((date, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_order_files_fall_away() {
        for (path, bare) in [
            ("docs/01-guides/02-config", "docs/guides/config"),
            ("1. a/2 - b/3_c", "a/b/c"),
            ("docs/2024-01-02-post", "docs/2024-01-02-post"),
            ("docs/1.2.3", "docs/1.2.3"),
            ("docs/42", "docs/42"),
            ("docs/7zip", "docs/7zip"),
            ("docs/01-", "docs/01-"),
        ] {
            assert_eq!(without_numbers(path), bare);
        }
    }
}
