//! Which `#words` are tags. Leaves out where in a note they are looked for.

/// The length of the tag that `text` holds right behind its `#`, without a `/` at the end.
///
/// Numbers (`#1`), colours (`#1a2b3c`, `#fff`) and marks alone are no tags.
pub(crate) fn length(text: &str) -> Option<usize> {
    let end = text.find(|c| !is_tag_char(c)).unwrap_or(text.len());
    let name = text[..end].trim_end_matches('/');
    is_tag(name).then_some(name.len())
}

/// Deeper tags than anybody writes are none: what keeps tags keeps each with all that are above it, so that a
/// line of slashes would take memory by its square. Front matter is read as deep.
const DEEPEST: usize = 32;

/// Longest tag in bytes, which is also the longest name of a file.
const LONGEST: usize = 255;

/// Whether a name is short enough for a tag, wherever it is written.
pub(crate) fn fits(name: &str) -> bool {
    name.len() <= LONGEST && name.bytes().filter(|&byte| byte == b'/').count() < DEEPEST
}

/// Whether a word, without its `#`, is a tag when it stands in text.
fn is_tag(name: &str) -> bool {
    let says_something = name.chars().any(|c| !matches!(c, '_' | '-' | '/'));
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    says_something && !number && !is_colour(name)
}

/// Whether a tag may begin behind this character.
pub(crate) fn may_follow(before: char) -> bool {
    before.is_whitespace()
        || matches!(before, '(' | '[' | '"' | '\'' | '“' | '‘' | '„' | '«' | '‹' | '¿' | '¡')
        || matches!(before, '（' | '【' | '「' | '『' | '《' | '，' | '。' | '、' | '：' | '；')
        || matches!(before, ',' | ';' | '—' | '–' | '\u{feff}')
}

fn is_tag_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/');
    }
    c.is_alphanumeric()
        || matches!(c,
            '\u{300}'..='\u{36f}'       // accents
            | '\u{900}'..='\u{dff}'     // vowel signs of India
            | '\u{200d}' | '\u{fe0f}' | '\u{20e3}'
            | '\u{2190}'..='\u{21ff}'   // arrows
            | '\u{2300}'..='\u{23ff}'
            | '\u{2600}'..='\u{27bf}'   // symbols and dingbats
            | '\u{2b00}'..='\u{2bff}'
            | '\u{1f000}'..='\u{1faff}' // emoji
            | '\u{e0020}'..='\u{e007f}')
}

/// `1a2b3c`, `0f0`, `fff`: three, six or eight hexadecimal digits with a decimal one among them,
/// or all the same.
fn is_colour(name: &str) -> bool {
    let bytes = name.as_bytes();
    matches!(bytes.len(), 3 | 6 | 8)
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && (bytes.iter().any(u8::is_ascii_digit)
            || bytes.iter().all(|byte| byte.eq_ignore_ascii_case(&bytes[0])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_no_tag() {
        for (name, wanted) in [
            ("a".to_owned(), true),
            (["a"; 32].join("/"), true),
            (["a"; 33].join("/"), false),
            ("/".repeat(32), false),
            ("a".repeat(255), true),
            ("数".repeat(85), true),
            ("数".repeat(86), false),
        ] {
            assert_eq!(fits(&name), wanted, "{name}");
        }
    }

    #[test]
    fn words_that_are_tags() {
        for (text, tag) in [
            ("data/pipelines, x", Some("data/pipelines")),
            ("a-b_c.", Some("a-b_c")),
            ("nested/", Some("nested")),
            ("数据库。", Some("数据库")),
            ("größe!", Some("größe")),
            ("🚀 go", Some("🚀")),
            ("2024/01", Some("2024/01")),
            ("y1984", Some("y1984")),
            ("feed", Some("feed")),
            ("abc", Some("abc")),
            ("1", None),
            ("1984", None),
            ("fff", None),
            ("FFFFFF", None),
            ("1a2b3c", None),
            ("0f0f0f80", None),
            ("-", None),
            ("/", None),
            ("", None),
            ("!x", None),
            (" x", None),
        ] {
            assert_eq!(length(text).map(|end| &text[..end]), tag, "{text}");
        }
    }
}
