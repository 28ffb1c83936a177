//! The properties at the top of a note: finds the block and reads it, strictly first and leniently
//! if that fails. Leaves out what single properties mean (see [`crate::properties`]).

mod salvage;
mod toml;
mod yaml;

use std::ops::Range;

use lore_core::{Code, LineIndex, Problem, Span, holds_placeholder};

use crate::line_end;

/// Front matter larger than this is read line by line only.
const LARGEST: usize = 256 * 1024;

/// What stands at the top of a note.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    /// The block with its fences.
    pub(crate) span: Option<Span>,
    /// What lies between the fences, or the JSON object.
    pub(crate) content: Range<usize>,
    /// Whether it is TOML, where `[[x]]` on a line of its own is no link.
    pub(crate) is_toml: bool,
    /// Offset at which the Markdown begins.
    pub(crate) body: usize,
    /// The properties in the order of the file.
    pub(crate) properties: Vec<Property>,
    /// Why the block could not be read as it should.
    pub(crate) error: Option<Error>,
}

/// One property; nested ones have `a.b` for a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
    /// Whether the values were written as a list.
    pub(crate) is_list: bool,
    /// Where the key stands in the file.
    pub(crate) at: usize,
    /// Where the value stands in the file.
    pub(crate) span: Range<usize>,
}

/// Why a block cannot be read, and where in the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Error {
    pub(crate) message: String,
    pub(crate) at: usize,
}

/// How a block is written.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Yaml,
    Toml,
    Json,
}

/// Reads the front matter of a note.
pub(crate) fn read(text: &str) -> FrontMatter {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let none = FrontMatter { body: start, ..FrontMatter::default() };
    let Some((format, block, content)) = find(text, start) else { return none };
    let written = &text[content.clone()];

    let strict = if written.len() > LARGEST {
        let message = format!("front matter above {} KiB is read line by line", LARGEST / 1024);
        Err(Error { message, at: 0 })
    } else {
        match format {
            Format::Toml => toml::read(written),
            Format::Yaml => yaml::read(written),
            // JSON is YAML, whose reader knows where each value stands; it dislikes some tabs.
            Format::Json => yaml::read(written).or_else(|error| {
                if written.contains('\t') {
                    yaml::read(&written.replace('\t', " "))
                } else {
                    Err(error)
                }
            }),
        }
    };
    let (mut properties, mut error) = match strict {
        Ok(properties) => (properties, None),
        Err(error) => {
            let (properties, strange) = salvage::read(written);
            // More prose than properties: a page that begins with a rule, and not a header.
            if format == Format::Yaml && strange > properties.len() {
                return none;
            }
            // What a template leaves open is no slip.
            (properties, Some(error).filter(|_| !holds_placeholder(written)))
        }
    };

    for property in &mut properties {
        property.at += content.start;
        property.span.start += content.start;
        property.span.end += content.start;
    }
    if let Some(error) = &mut error {
        error.at += content.start;
    }
    let body = line_end(text, block.end);
    FrontMatter {
        span: Some(Span::new(block)),
        content,
        is_toml: format == Format::Toml,
        body,
        properties,
        error,
    }
}

impl Error {
    /// The problem as it is reported.
    pub(crate) fn problem(&self, text: &str, lines: &LineIndex) -> Problem {
        let at = Span::new(self.at..self.at).start;
        Problem {
            code: Code::BadFrontmatter,
            line: lines.line(at),
            column: lines.column(text, at),
            message: self.message.clone(),
        }
    }
}

/// The block with its fences and what is between them.
fn find(text: &str, start: usize) -> Option<(Format, Range<usize>, Range<usize>)> {
    let rest = &text[start..];
    let format = match rest.as_bytes() {
        [b'-', b'-', b'-', ..] => Format::Yaml,
        [b'+', b'+', b'+', ..] => Format::Toml,
        [b'{', ..] => {
            let end = start + json_end(rest)?;
            return Some((Format::Json, start..end, start..end));
        }
        _ => return None,
    };
    let content = line_end(text, start);
    if content == text.len() || text[start + 3..content].trim() != "" {
        return None;
    }
    let mut at = content;
    let mut empty = true;
    let mut keys = false;
    while at < text.len() {
        let next = line_end(text, at);
        let line = &text[at..next];
        let trimmed = line.trim_end();
        let closes = match format {
            Format::Toml => trimmed == "+++",
            _ => matches!(trimmed, "---" | "..."),
        };
        if closes {
            // A block without any key is a letterhead or a quotation between two rules.
            return (empty || keys).then(|| (format, start..at + trimmed.len(), content..at));
        }
        let trimmed = trimmed.trim_start();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            empty = false;
        }
        keys |= match format {
            Format::Toml => trimmed.contains('='),
            _ => salvage::key(trimmed.trim_start_matches(['{', ' '])).is_some(),
        };
        at = next;
    }
    None
}

/// Where the JSON object at the start of `text` ends, if it is one and stands alone on its lines.
fn json_end(text: &str) -> Option<usize> {
    // Prose may begin with a brace, too: look for a key before reading on.
    if !text[1..].trim_start().starts_with(['"', '}']) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    let rest = text[end..].trim_start_matches([' ', '\t']);
    (rest.is_empty() || rest.starts_with(['\n', '\r'])).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(text: &str) -> Vec<(String, String)> {
        let pairs = read(text).properties.into_iter();
        pairs.map(|property| (property.key, property.values.join("|"))).collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn blocks_are_found_at_the_first_byte_only() {
        for (text, body) in [
            ("---\na: 1\n---\nx", Some("x")),
            ("---\r\na: 1\r\n---\r\nx", Some("x")),
            ("\u{feff}---\na: 1\n---\nx", Some("x")),
            ("---\n\n\na: 1\n...\nx", Some("x")),
            ("---\n---\nx", Some("x")),
            ("---\n# only a comment\n---\nx", Some("x")),
            ("--- \na: 1\n---\t\nx", Some("x")),
            ("+++\na = 1\n+++\nx", Some("x")),
            ("{\"a\": 1}\nx", Some("x")),
            ("{}\n", Some("")),
            ("---\na: 1\n---", Some("")),
            ("---\nAcme Corporation\n---\nx", None),
            ("---\nDear reader,\nthis is prose.\nIt says: much\nand more\n---\nx", None),
            ("---\na: 1\nx", None),
            ("\n---\na: 1\n---\nx", None),
            ("----\na: 1\n---\nx", None),
            ("{a: 1}\nx", None),
            ("{\"a\": 1} x", None),
            ("{% include x %}", None),
            ("---", None),
            ("", None),
        ] {
            let header = read(text);
            let found = header.span.map(|_| &text[header.body..]);
            assert_eq!(found, body, "{text:?}");
        }
    }

    #[test]
    fn scalars_keep_their_spelling() {
        let text = "---\ntags: [2024, 1.10, no, 007, 2024-01-02, 0x1F, \"q é\"]\nflag: yes\nnone:\n\
                    other: ~\nlong: >\n  two\n  lines\n---\n";
        let wanted = [
            pair("tags", "2024|1.10|no|007|2024-01-02|0x1F|q é"),
            pair("flag", "yes"),
            pair("none", ""),
            pair("other", ""),
            pair("long", "two lines"),
        ];
        assert_eq!(properties(text), wanted);
        assert_eq!(
            properties("+++\na = 1.10\nb = 2024-01-02\nc = ['x', \"y\"]\n[d]\ne = true\n+++\n"),
            [pair("a", "1.10"), pair("b", "2024-01-02"), pair("c", "x|y"), pair("d.e", "true")]
        );
        assert_eq!(
            properties("{\n\t\"b\": 1.10,\n\t\"a\": [\"x\", {\"c\": null}]\n}\n"),
            [pair("b", "1.10"), pair("a.c", ""), pair("a", "x")]
        );
    }

    #[test]
    fn maps_are_flattened_and_links_stay_links() {
        let text = "---\nup: [[A b]]\nlist:\n- [[C|d]]\n- \"[[E]]\"\nmap: {x: 1, y: {z: two}}\n\
                    nested: [[a, b], [c]]\n---\n";
        let wanted = [
            pair("up", "[[A b]]"),
            pair("list", "[[C|d]]|[[E]]"),
            pair("map.x", "1"),
            pair("map.y.z", "two"),
            pair("nested", "a|b|c"),
        ];
        assert_eq!(properties(text), wanted);
    }

    #[test]
    fn values_stand_where_they_are_written() {
        let text = "---\ntitle: \"T\" # note\nlist:\n  - a\n  - b\n\n# comment\nlast: x\n---\n";
        let header = read(text);
        let spans: Vec<&str> =
            header.properties.iter().map(|property| &text[property.span.clone()]).collect();
        assert_eq!(spans[0], "\"T\"");
        assert!(spans[1].starts_with("- a\n  - b"));
        assert_eq!(spans[2], "x");
        assert_eq!(
            &text[header.content],
            "title: \"T\" # note\nlist:\n  - a\n  - b\n\n# comment\nlast: x\n"
        );
    }

    #[test]
    fn broken_blocks_are_salvaged_and_reported() {
        for (text, key, value, line) in [
            ("---\na: 1\ntitle: Rust: the book\n---\n", "title", "Rust: the book", 3),
            ("---\nup: [[A]], [[B]]\n---\n", "up", "[[A]]|[[B]]", 2),
            ("---\ntags: [a, b\nx: y\n---\n", "tags", "a|b", 0),
            ("---\nx: @y\ntags:\n  - a\n  - 'b'\n---\n", "tags", "a|b", 2),
            ("---\ndate: %x\ntitle: \"T\"\n---\n", "title", "T", 2),
            ("+++\ntitle = \"T\"\nx = y z\n+++\n", "title", "T", 3),
        ] {
            let header = read(text);
            let property = header.properties.iter().find(|property| property.key == key).unwrap();
            assert_eq!(property.values.join("|"), value, "{text}");
            let error = header.error.unwrap();
            let problem = error.problem(text, &LineIndex::new(text));
            assert!(line == 0 || problem.line == line, "{text}: {problem:?}");
            assert!(!problem.message.is_empty());
        }
    }

    #[test]
    fn hostile_blocks_end_soon() {
        let deep = format!("---\na: {}\n---\n", "[".repeat(100_000));
        assert!(read(&deep).error.is_some());
        let laughs: String =
            (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect();
        let laughs = format!("---\na0: &a0 [x]\n{laughs}---\n");
        assert!(read(&laughs).error.is_some());
    }
}
