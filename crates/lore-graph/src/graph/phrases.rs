//! The keys of phrases in running text. Leaves out what they refer to.

use lore_core::name;

use super::hash;

/// The key of a phrase under which [`Graph::phrase`](crate::Graph::phrase) finds what it refers to: its words as
/// [`lore_core::words::plain`] cuts them, plurals folded.
pub fn phrase_hash<'a>(words: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut key = String::new();
    words.into_iter().for_each(|word| add_word(&mut key, word));
    hash(&key)
}

/// [`phrase_hash`] of one word, of two, and so on, up to all.
pub fn phrase_hashes<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let mut key = String::new();
    let each = words.into_iter().map(|word| {
        add_word(&mut key, word);
        hash(&key)
    });
    each.collect()
}

fn add_word(key: &mut String, word: &str) {
    if !key.is_empty() {
        key.push(' ');
    }
    key.push_str(&name::singular(word));
}
