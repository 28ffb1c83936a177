//! What concepts are called in running text, as columns. Leaves out looking phrases up, which is in
//! `graph`.

use std::num::NonZeroU64;

use lore_core::{name, words};

use crate::columns;
use crate::concepts;
use crate::graph::{column, phrase_hash};
use crate::rows::Rows;

/// The concepts that links from other notes lead to, each with the key of the link's text.
pub(super) fn links_to_concepts(
    rows: &Rows,
    phrase_keys: &[Option<NonZeroU64>],
    concepts: &concepts::Finished,
    first_section: &[u32],
) -> impl Iterator<Item = (u64, u32)> {
    phrase_keys.iter().enumerate().filter_map(|(link, key)| {
        let concept = concepts.of_target(rows.target(link), |section| {
            first_section.partition_point(|&first| first <= section.0) - 1
        })?;
        Some(((*key)?.get(), concept))
    })
}

/// What concepts are called in running text: their names, and the texts of links to them, each by its key
/// and concept.
pub(super) fn phrase_columns(
    names: &[(u64, u32)],
    links: impl Iterator<Item = (u64, u32)>,
) -> [(usize, Vec<u8>); 3] {
    // Each with twice as many as the links it stands for, and one more if it is a name, as it is stored.
    let mut phrases: Vec<(u64, u32, u32)> = Vec::with_capacity(names.len());
    phrases.extend(names.iter().map(|&(key, concept)| (key, concept, 1)));
    phrases.extend(links.map(|(key, concept)| (key, concept, 2)));
    phrases.sort_unstable();
    phrases.dedup_by(|other, kept| {
        let is_same = (other.0, other.1) == (kept.0, kept.1);
        if is_same {
            kept.2 = ((kept.2 & !1) + (other.2 & !1)) | (kept.2 | other.2) & 1;
        }
        is_same
    });
    [
        (column::PHRASE_HASH, columns::longs(phrases.iter().map(|phrase| phrase.0))),
        (column::PHRASE_CONCEPT, columns::ints(phrases.iter().map(|phrase| phrase.1))),
        (column::PHRASE_LINKS, columns::ints(phrases.iter().map(|phrase| phrase.2))),
    ]
}

/// The key of a text that can stand for what it leads to; nothing if it is empty or too long.
pub(crate) fn phrase_key(text: &str) -> Option<u64> {
    let terms: Vec<_> = words::plain(text).take(PHRASE_WORDS + 1).collect();
    // Text names `a/🚀` by no words: those of it name `a`.
    let fits = (1..=PHRASE_WORDS).contains(&terms.len()) && !name::has_level_of_symbols(text);
    fits.then(|| phrase_hash(terms.iter().map(|word| &*word.term)))
}

/// The longest phrase, in words, that is looked for in text.
pub const PHRASE_WORDS: usize = 8;
