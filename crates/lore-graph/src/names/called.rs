//! What notes and files are called by links: the keys of the table of names, and how it is filled.
//! Leaves out looking names up, and where generators of sites put notes.

use std::collections::BTreeSet;
use std::iter;

use lore_core::{Note, Profile, is_joplin_id, is_uuid, name, path};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::columns;

use super::addresses::{addresses, in_front};
use super::asked_for::last_word;
use super::without_note_extension;

/// What a key of the table is. One name may be several keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The whole path; notes without their extension.
    Path = 1,
    /// The path's last name.
    Name,
    /// The path's last two names.
    Tail,
    /// A note's title.
    Title,
    /// A note's alias.
    Alias,
    /// The id of a block, or of a note or file of Joplin's: unique in the world.
    Block,
    /// The address of a page on a site.
    Address,
    /// What a post is called in its address.
    Post,
}

impl Key {
    pub(super) fn hash(self, text: &str) -> u64 {
        // xxh3 gives short texts the same hash under different small seeds, so the kind of key is spread over
        // all 64 bits of the seed.
        xxh3_64_with_seed(text.as_bytes(), (self as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

/// The table while it is filled.
#[derive(Default)]
pub(crate) struct NameTable {
    entries: Vec<(u64, u32)>,
}

impl NameTable {
    /// Adds what one note or file is called; files that are no notes are numbered on from the notes.
    pub(crate) fn add(&mut self, id: u32, called: &Called) {
        self.entries.extend(called.keys.iter().map(|&key| (key, id)));
    }

    /// Adds what a stored table says of a note or file that has this number now.
    pub(crate) fn add_key(&mut self, id: u32, key: u64) {
        self.entries.push((key, id));
    }

    /// The two columns of the table: hashes and ids.
    pub(crate) fn columns(mut self) -> (Vec<u8>, Vec<u8>) {
        self.entries.sort_unstable();
        self.entries.dedup();
        let hashes = self.entries.iter().flat_map(|entry| entry.0.to_le_bytes()).collect();
        (hashes, columns::ints(self.entries.iter().map(|entry| entry.1)))
    }
}

/// What one note or file is called by links.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct Called {
    /// Hashes of [`Key`]s, each once and rising.
    keys: Vec<u64>,
    /// The [`last_word`] of each.
    last_words: BTreeSet<u32>,
}

impl Called {
    /// What a note is called, on the site as well that a tool of this profile makes.
    pub(crate) fn of_note(path: &str, note: &Note, profile: Profile) -> Called {
        let mut called = Called::default();
        called.add_path(without_note_extension(path));
        called.add(Key::Title, &name::link_key(&note.title));
        for alias in &note.aliases {
            called.add(Key::Alias, &name::link_key(alias));
        }
        for block in note.blocks.iter().filter(|block| is_uuid(&block.id)) {
            called.add(Key::Block, &block.id.to_lowercase());
        }
        let ids = in_front(note, &["id"]).chain([path::stem(path)]);
        called.add_joplin_ids(ids);
        for (kind, address) in addresses(path, note, profile) {
            called.add(kind, &address);
        }
        called.in_order()
    }

    /// What a file that is no note is called.
    pub(crate) fn of_file(path: &str) -> Called {
        let mut called = Called::default();
        called.add_path(path);
        called.add_joplin_ids(iter::once(path::stem(path)));
        called.in_order()
    }

    /// The last words of the names: a link can lead here only if it asks for one of them.
    pub(crate) fn last_words(&self) -> impl Iterator<Item = u32> {
        self.last_words.iter().copied()
    }

    fn in_order(mut self) -> Called {
        self.keys.sort_unstable();
        self.keys.dedup();
        self
    }

    fn add(&mut self, kind: Key, key: &str) {
        self.keys.push(kind.hash(key));
        self.last_words.insert(last_word(key));
    }

    /// Adds those of some texts that are ids of Joplin.
    fn add_joplin_ids<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        for id in texts.filter(|text| is_joplin_id(text)) {
            self.add(Key::Block, &id.to_lowercase());
        }
    }

    fn add_path(&mut self, path: &str) {
        let key = path_key(path);
        self.add(Key::Path, &key);
        self.add(Key::Name, last_names(&key, 1));
        if key.contains('/') {
            self.add(Key::Tail, last_names(&key, 2));
        }
    }
}

/// The key by which paths compare: each name on its own, so that spaces at the ends of any do not
/// count.
pub(super) fn path_key(path: &str) -> String {
    if !path.contains("/ ") && !path.contains(" /") {
        return name::link_key(path);
    }
    let names: Vec<String> = path.split('/').map(name::link_key).collect();
    names.join("/")
}

/// The last names of a path.
pub(super) fn last_names(path: &str, count: usize) -> &str {
    path.rmatch_indices('/').nth(count - 1).map_or(path, |(slash, _)| &path[slash + 1..])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// `aws` as a file's name was `awp` as a title.
    #[test]
    fn short_names_of_different_kinds_are_told_apart() {
        let kinds = [
            Key::Path,
            Key::Name,
            Key::Tail,
            Key::Title,
            Key::Alias,
            Key::Block,
            Key::Address,
            Key::Post,
        ];
        let letters = || 'a'..='z';
        let two = letters().flat_map(|first| letters().map(move |next| format!("{first}{next}")));
        let three = two.clone().flat_map(|two| letters().map(move |last| format!("{two}{last}")));
        let han = ('\u{4e00}'..'\u{4f00}').map(String::from);
        let names: Vec<String> = two.chain(three).chain(han).collect();
        let hashes: HashSet<u64> =
            kinds.iter().flat_map(|kind| names.iter().map(|name| kind.hash(name))).collect();
        assert_eq!(hashes.len(), kinds.len() * names.len());
    }
}
