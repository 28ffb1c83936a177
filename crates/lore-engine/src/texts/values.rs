//! What people wrote as values of properties, for plain words to find. Leaves out dates, small numbers and
//! yes or no, which nobody looks for without the property's name, what programs made and nobody types, and
//! the properties that search knows by another way: names, topics and tags.

use lore_core::{Field, FieldOrigin, Note, days};
use rustc_hash::FxHashSet;

/// Properties whose values are told otherwise, or are for programs.
const NOT_TOLD: &[&str] = &[
    "alias", "aliases", "banner", "cover", "cssclass", "cssclasses", "icon", "id", "image", "lang",
    "language", "layout", "permalink", "slug", "tag", "tags", "template", "title", "uid", "uuid",
];
/// A number by itself has so many digits.
const SMALLEST_NUMBER: usize = 4;
/// Hexadecimal digits from here on are a hash.
const LONG_HEX: usize = 16;
/// From here on letters and digits that take turns so often are random.
const LONG_RANDOM: usize = 20;
const SWITCHES_OF_RANDOM: usize = 4;
/// Nobody types more without a space.
const LONGEST_TYPED: usize = 64;
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

/// The addresses of the web among these values, which in the text would be links.
pub(super) fn addresses_told(note: &Note) -> impl Iterator<Item = &str> {
    let pieces = fields_told(note).flat_map(|field| &field.values);
    let pieces = pieces.flat_map(|value| value.split_whitespace());
    let pieces = pieces.map(|piece| piece.trim_matches(['<', '>', '(', ')', ',', ';', '"']));
    pieces.filter(|piece| {
        let scheme = piece.split_once("://").map_or("", |(scheme, _)| scheme);
        ["https", "http"].iter().any(|known| known.eq_ignore_ascii_case(scheme))
    })
}

/// The words of a value that somebody wrote or would type; nothing of what is not text.
fn words_of(value: &str) -> String {
    let says_nothing = ["true", "false", "yes", "no", "null", "none"];
    let is_nothing = says_nothing.iter().any(|known| known.eq_ignore_ascii_case(value.trim()));
    if is_nothing || is_small_number(value) || days::only(value).is_some() {
        return String::new();
    }
    let pieces = value.split_whitespace().flat_map(parts_of_address);
    pieces.filter(|piece| !is_generated(piece)).collect::<Vec<_>>().join(" ")
}

/// Whether a value is a number, a share, a time of day: these are looked for by the property's name. A year
/// or the number of a book is known by itself.
fn is_small_number(value: &str) -> bool {
    let mut runs = value.split(|c: char| !c.is_ascii_digit());
    !value.contains(char::is_alphabetic) && runs.all(|run| run.len() < SMALLEST_NUMBER)
}

/// The names in a web address; anything else as it is.
fn parts_of_address(piece: &str) -> impl Iterator<Item = &str> {
    let (before, address) = match piece.split_once("://") {
        Some((before, address)) => (before, Some(address)),
        None => (piece, None),
    };
    let before = match address {
        Some(_) => before.trim_end_matches(|c: char| c.is_ascii_alphabetic()),
        None => before,
    };
    let parts = address.into_iter().flat_map(|address| address.split(['/', '?', '&', '=', '#']));
    let parts = parts.map(|part| part.trim_start_matches("www."));
    [before].into_iter().chain(parts).filter(|part| part.contains(char::is_alphanumeric))
}

/// Whether a piece is what programs make and nobody types: a UUID, a hash, an encoded text.
fn is_generated(piece: &str) -> bool {
    let last = piece.rsplit(':').next().unwrap_or(piece);
    let mut letters = last.bytes().filter(|&byte| byte != b'-');
    let is_long_hex = last.len() >= LONG_HEX
        && letters.all(|byte| byte.is_ascii_hexdigit())
        && last.contains(|c: char| c.is_ascii_digit())
        && last.contains(|c: char| c.is_ascii_alphabetic());
    let kinds = piece.as_bytes().windows(2);
    let switches = kinds.filter(|pair| {
        pair.iter().all(u8::is_ascii_alphanumeric)
            && pair[0].is_ascii_digit() != pair[1].is_ascii_digit()
    });
    let is_random = piece.len() >= LONG_RANDOM && switches.count() >= SWITCHES_OF_RANDOM;
    is_long_hex || piece.is_ascii() && (is_random || piece.len() > LONGEST_TYPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_values_the_words_are_told_that_somebody_wrote() {
        for (value, told) in [
            ("Martin Kleppmann", "Martin Kleppmann"),
            ("[[Martin Kleppmann]]", "[[Martin Kleppmann]]"),
            ("O'Reilly, 2nd edition, 2017", "O'Reilly, 2nd edition, 2017"),
            ("12 Monkeys", "12 Monkeys"),
            ("see https://www.example.org/a-b?id=7 for more", "see example.org a-b id 7 for more"),
            ("[Intro](https://x.org/kafka-intro)", "[Intro]( x.org kafka-intro)"),
            ("9781455586691", "9781455586691"),
            ("1998", "1998"),
            ("ebbinghaus1885", "ebbinghaus1885"),
            ("INV-2024-0042", "INV-2024-0042"),
            ("三体2黑暗森林", "三体2黑暗森林"),
            ("seen on 2024-01-31 at home", "seen on 2024-01-31 at home"),
            ("2024-01-31-kafka-intro", "2024-01-31-kafka-intro"),
            ("2024-01-31", ""),
            ("2024-01-31T10:00:00Z", ""),
            ("31 January 2024", ""),
            ("350", ""),
            ("4.5", ""),
            ("10:30", ""),
            ("True", ""),
            ("64f1c3a2-1111-4222-8333-abcdefabcdef", ""),
            ("sha256:9f86d081884c7d659a2feaa0c55ad015", ""),
            ("01ARZ3NDEKTSV4RRFFQ69G5FAV", ""),
            ("https://x.org/9f86d081884c7d659a2feaa0c55ad015", "x.org"),
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
    fn addresses_in_values_are_told_as_such() {
        let text = "---\nsource: \"https://clip.example.com/post/slug\"\ncover: https://x.org/a.png\n\
                    seen:\n  - at HTTP://y.org, <https://z.org/a>\n  - ftp://w.org\n---\n";
        let path = lore_core::VaultPath::new("a.md").expect("a path");
        let note = lore_parser::parse(&path, text, &lore_parser::Options::default()).note;
        let told: Vec<&str> = addresses_told(&note).collect();
        assert_eq!(told, ["https://clip.example.com/post/slug", "HTTP://y.org", "https://z.org/a"]);
    }

    #[test]
    fn of_very_many_values_the_first_are_told() {
        let text = format!("---\nwords: [{}]\n---\n", "word, ".repeat(5_000));
        let path = lore_core::VaultPath::new("a.md").expect("a path");
        let note = lore_parser::parse(&path, &text, &lore_parser::Options::default()).note;
        assert_eq!(values_told(&note).len(), TOLD / "word".len());
    }
}
