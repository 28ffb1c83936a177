//! What people wrote as values of properties, for plain words to find. Leaves out dates, numbers, ids,
//! addresses and yes or no, which nobody looks for without the property's name, and the properties that
//! search knows by another way: names, topics and tags.

use lore_core::{Field, FieldOrigin, Note};
use lore_parser::find_date;
use rustc_hash::FxHashSet;

/// Properties whose values are told otherwise, or are for programs.
#[rustfmt::skip]
const NOT_TOLD: &[&str] = &[
    "alias", "aliases", "banner", "cover", "cssclass", "cssclasses", "icon", "id", "image", "lang",
    "language", "layout", "permalink", "slug", "tag", "tags", "template", "title", "uid", "url", "uuid",
];
/// A longer word with a digit is an id.
const LONGEST_WITH_DIGITS: usize = 8;
/// A day in a longer value is not what the value is.
const LONGEST_DAY: usize = 40;
/// Of all values together so many bytes are told.
const TOLD: usize = 4_000;

/// The front matter's fields whose values plain words find, in the order of the file.
pub(crate) fn fields_told(note: &Note) -> impl Iterator<Item = &Field> {
    let of_topics: FxHashSet<u32> =
        note.topics.iter().filter(|topic| topic.section == 0).map(|topic| topic.line).collect();
    note.fields.iter().filter(move |field| {
        let key = field.key.to_lowercase();
        field.origin == FieldOrigin::FrontMatter
            && NOT_TOLD.binary_search(&key.as_str()).is_err()
            && !of_topics.contains(&field.line)
    })
}

/// The words of these values, each value a text.
pub(super) fn values_told(note: &Note) -> Vec<String> {
    let mut left = TOLD;
    let values = fields_told(note).flat_map(|field| &field.values);
    let texts = values.map(|value| words_of(value)).filter(|text| !text.is_empty());
    let fits = |text: &String| {
        let rest = left.checked_sub(text.len());
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    texts.take_while(fits).collect()
}

/// The words of a value that somebody wrote; nothing of what is not text.
fn words_of(value: &str) -> String {
    let is_day = value.len() <= LONGEST_DAY && find_date(value).is_some();
    let says_nothing = ["true", "false", "yes", "no", "null", "none"];
    if is_day || says_nothing.iter().any(|known| known.eq_ignore_ascii_case(value.trim())) {
        return String::new();
    }
    let is_word = |piece: &&str| {
        let is_id =
            piece.len() > LONGEST_WITH_DIGITS && piece.contains(|c: char| c.is_ascii_digit());
        piece.chars().any(char::is_alphabetic) && !piece.contains("://") && !is_id
    };
    value.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_values_the_words_are_told_that_somebody_wrote() {
        for (value, told) in [
            ("Martin Kleppmann", "Martin Kleppmann"),
            ("[[Martin Kleppmann]]", "[[Martin Kleppmann]]"),
            ("O'Reilly, 2nd edition, 2017", "O'Reilly, 2nd edition,"),
            ("see https://example.org/a for more", "see for more"),
            ("2024-01-31", ""),
            ("31 January 2024", ""),
            ("350", ""),
            ("4.5", ""),
            ("True", ""),
            ("64f1c3a2-1111-4222-8333-abcdefabcdef", ""),
            ("1704067200000", ""),
            ("", ""),
        ] {
            assert_eq!(words_of(value), told, "{value}");
        }
    }

    #[test]
    fn names_topics_and_tags_are_told_otherwise() {
        assert!(NOT_TOLD.is_sorted());
        let text = "---\ntitle: A\naliases: [b]\ntags: [c]\ntopic: d\nauthor: [e, f]\nStatus: g\n---\nx:: h\n";
        let path = lore_core::VaultPath::new("a.md").expect("a path");
        let note = lore_parser::parse(&path, text, &lore_parser::Options::default()).note;
        assert_eq!(values_told(&note), ["e", "f", "g"]);
    }

    #[test]
    fn of_very_many_values_the_first_are_told() {
        let text = format!("---\nwords: [{}]\n---\n", "word, ".repeat(5_000));
        let path = lore_core::VaultPath::new("a.md").expect("a path");
        let note = lore_parser::parse(&path, &text, &lore_parser::Options::default()).note;
        assert_eq!(values_told(&note).len(), TOLD / "word".len());
    }
}
