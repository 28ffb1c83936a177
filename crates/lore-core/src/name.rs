//! How names are compared: file names, headings, anchors and concepts each have one key
//! function, used wherever two names may meet; and how numbers of things are worded, with the plurals of
//! what is counted. Leaves out what a name refers to.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::words;

/// The key by which link targets and file names compare: NFC, lower case, no spaces at the ends.
///
/// Punctuation and inner spaces count. A macOS file name in NFD meets a link in NFC here.
pub fn link_key(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let lower = match is_nfc_quick(name.chars()) {
        IsNormalized::Yes => name.to_lowercase(),
        _ => name.nfc().collect::<String>().to_lowercase(),
    };
    // Lower-casing may leave a decomposed pair (İ becomes i and a dot): compose once more.
    match is_nfc_quick(lower.chars()) {
        IsNormalized::Yes => lower,
        _ => lower.nfc().collect(),
    }
}

/// The length of a name in characters as it is composed, however a file system stores it.
pub fn length(name: &str) -> usize {
    if name.is_ascii() { name.len() } else { name.nfc().count() }
}

/// The key by which `[[note#heading]]` finds a heading: words only, so that case, punctuation
/// and repeated spaces do not count. A heading of symbols alone is its own key.
pub fn heading_key(heading: &str) -> String {
    let mut key = String::with_capacity(heading.len());
    for word in words::plain(heading) {
        if !key.is_empty() {
            key.push(' ');
        }
        // Those who link to a heading leave symbols out, and Obsidian must.
        key.push_str(word.term.trim_end_matches(['+', '#']));
    }
    if key.is_empty() { link_key(heading) } else { key }
}

/// GitHub's anchor for a heading, before repeats are numbered: lower case, spaces to dashes,
/// letters, digits, `-` and `_` kept, everything else dropped.
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' | '_' => slug.push(c),
            ' ' => slug.push('-'),
            _ if c.is_alphanumeric() || is_combining_mark(c) => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// The key by which two names are one concept: words in lower case without accents,
/// punctuation and English plural endings; `/` of nested tags is kept. What is made of symbols alone is its own key.
pub fn concept_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for part in name.split('/') {
        let length = key.len();
        if !key.is_empty() {
            key.push('/');
        }
        let start = key.len();
        for word in words::plain(part) {
            if key.len() > start {
                key.push(' ');
            }
            key.push_str(&singular(&word.term));
        }
        if key.len() == start && part.contains(is_symbol) {
            key.push_str(&symbols_key(part));
        } else if key.len() == start {
            key.truncate(length);
        }
    }
    if key.is_empty() { symbols_key(name) } else { key }
}

/// Whether one of the levels of `a/b` is made of symbols alone.
pub fn has_level_of_symbols(name: &str) -> bool {
    let is_of_symbols =
        |part: &str| part.contains(is_symbol) && words::plain(part).next().is_none();
    !name.is_ascii() && name.split('/').any(is_of_symbols)
}

/// The key of what has no words. Whether a symbol is to be shown in colours does not count.
fn symbols_key(name: &str) -> String {
    link_key(name).replace('\u{fe0f}', "")
}

/// Whether a character means something by itself, as an emoji does and a dash does not.
fn is_symbol(c: char) -> bool {
    let is_punctuation = matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ffef}');
    !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !is_punctuation
}

/// Words that end like plurals of other words and are none.
const NO_PLURALS: [&str; 7] = ["always", "canvas", "lens", "news", "perhaps", "series", "species"];
/// Words of which the plural ends in `ies` that have an `ie` themselves.
const WITH_IE: [&str; 28] = [
    "birdie", "brownie", "budgie", "calorie", "collie", "cookie", "foodie", "freebie", "genie",
    "goalie", "groupie", "hippie", "hoodie", "indie", "junkie", "magpie", "movie", "necktie",
    "newbie", "pixie", "prairie", "rookie", "selfie", "smoothie", "techie", "trie", "veggie",
    "zombie",
];

/// An English word without the plural's ending; other words as they are. Of several words the last.
///
/// Only endings that are safe with a short dictionary: `databases` → `database`, `queries` → `query`; not
/// `class`, `status`, `analysis`, `dbms`, `news`.
pub fn singular(name: &str) -> Cow<'_, str> {
    let word = name.rsplit(' ').next().unwrap_or(name);
    let bytes = word.as_bytes();
    if bytes.len() < 4 || !word.is_ascii() || !word.ends_with('s') {
        return Cow::Borrowed(name);
    }
    let before = bytes[bytes.len() - 2];
    let ends_otherwise = matches!(before, b's' | b'u' | b'i') || !before.is_ascii_alphabetic();
    if ends_otherwise || NO_PLURALS.contains(&word) {
        return Cow::Borrowed(name);
    }
    let one = &word[..word.len() - 1];
    if one.ends_with("ie") && word.len() > 4 && !WITH_IE.contains(&one) {
        return Cow::Owned(format!("{}y", &name[..name.len() - "ies".len()]));
    }
    let has_vowel = one.bytes().any(|byte| b"aeiouy".contains(&byte));
    Cow::Borrowed(if has_vowel { &name[..name.len() - 1] } else { name })
}

/// The plural of an English name that is none.
pub fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(before) if !before.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{before}ies"),
        Some(_) | None => {
            let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| name.ends_with(end));
            format!("{name}{}", if hisses { "es" } else { "s" })
        }
    }
}

/// `once`, `twice`, `3 times`.
pub fn times(number: usize) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{} times", thousands(more as u64)),
    }
}

/// `12345` as `12,345`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() <= 3 {
        return digits;
    }
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!([1, 2, 1000].map(times), ["once", "twice", "1,000 times"]);
    }

    #[test]
    fn link_keys_ignore_case_and_normal_form_and_keep_punctuation() {
        assert_eq!(link_key(" Cafe\u{301}.MD "), link_key("café.md"));
        assert_eq!(link_key("İ"), link_key("i\u{307}"));
        assert_ne!(link_key("a-b"), link_key("a b"));
    }

    #[test]
    fn heading_keys_are_words() {
        assert_eq!(heading_key("Why C++?"), heading_key("why c"));
        assert_eq!(heading_key("What's  new? (2024)"), heading_key("what's new 2024"));
        assert_eq!(heading_key("???"), "???");
    }

    #[test]
    fn slugs_are_githubs() {
        for (heading, anchor) in [
            ("Some heading", "some-heading"),
            ("What's new? (v1.2)", "whats-new-v12"),
            ("snake_case & CamelCase", "snake_case--camelcase"),
            ("Größe 日本語", "größe-日本語"),
        ] {
            assert_eq!(slug(heading), anchor);
        }
    }

    #[test]
    fn concept_keys_meet_across_spelling() {
        for (left, right) in [
            ("LSM-Trees", "lsm tree"),
            ("Data Warehouses", "data warehouse"),
            ("café", "Cafe"),
            ("storage/engines", "Storage/Engine"),
            ("Libraries", "library"),
            ("GitHub Actions", "github action"),
            ("❤", "❤\u{fe0f}"),
            ("Project/🚀", "projects/🚀"),
            ("🌱 garden", "garden"),
            ("a/–", "a"),
        ] {
            assert_eq!(concept_key(left), concept_key(right), "{left} {right}");
        }
        for (left, right) in [
            ("class", "clas"),
            ("a/b", "a b"),
            ("C++", "C"),
            ("C#", "C++"),
            ("new", "news"),
            ("a/🚀", "a"),
            ("🌱", "🚀"),
            ("🌱/a", "a"),
        ] {
            assert_ne!(concept_key(left), concept_key(right), "{left} {right}");
        }
    }

    #[test]
    fn plurals_are_spelt() {
        for (one, several) in [
            ("note", "notes"),
            ("library", "libraries"),
            ("essay", "essays"),
            ("box", "boxes"),
            ("class", "classes"),
            ("sketch", "sketches"),
        ] {
            assert_eq!(plural(one), several);
        }
    }

    #[test]
    fn only_safe_plurals_are_folded() {
        for (plural, word) in [
            ("databases", "database"),
            ("status", "status"),
            ("class", "class"),
            ("analysis", "analysis"),
            ("dbms", "dbms"),
            ("dags", "dag"),
            ("gas", "gas"),
            ("queries", "query"),
            ("python libraries", "python library"),
            ("movies", "movie"),
            ("ties", "tie"),
            ("suffix tries", "suffix trie"),
            ("café libraries", "café library"),
            ("news", "news"),
            ("time series", "time series"),
        ] {
            assert_eq!(singular(plural), word);
            assert_eq!(singular(word), word, "one is no plural");
        }
    }
}
