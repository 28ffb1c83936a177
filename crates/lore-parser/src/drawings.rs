//! Finds the data of a drawing that Excalidraw keeps in a note: a block of JSON, or of JSON
//! compressed, below the heading `Drawing`. What the drawing says stands before it as text. Leaves out
//! drawings of other tools.

use std::ops::Range;

/// In so many bytes the data say what they are.
const SAID_IN: usize = 200;

/// Where the data of the first drawing in `text` stand, without the fences around them.
pub fn data(text: &str) -> Option<Range<usize>> {
    text.match_indices("Drawing").find_map(|(at, heading)| below(text, at, at + heading.len()))
}

/// The data below a heading of which the text stands at `start..end`.
fn below(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let before = text[..start].trim_end_matches(['#', ' ']);
    let is_heading = text[before.len()..start].starts_with('#');
    if !is_heading || !(before.is_empty() || before.ends_with('\n')) {
        return None;
    }
    let mut lines = text[end..].split_inclusive('\n');
    let (rest, fence) = (lines.next()?, lines.next()?);
    let from = end + rest.len() + fence.len();
    let content = &text[from..];
    let is_data = rest.trim().is_empty()
        && match fence.trim_end() {
            "```compressed-json" => true,
            "```json" => {
                let beginning = content.as_bytes().iter().take(SAID_IN).copied();
                let beginning: Vec<u8> =
                    beginning.filter(|byte| !byte.is_ascii_whitespace()).collect();
                beginning.starts_with(b"{\"type\":\"excalidraw\"")
            }
            _ => false,
        };
    is_data.then(|| from..from + content.find("\n```").unwrap_or(content.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_stand_below_their_heading() {
        let json = "{\n\t\"type\": \"excalidraw\",\n\t\"version\": 2\n}";
        for (text, wanted) in [
            (
                format!("# Text Elements\nRust ^a\n\n%%\n# Drawing\n```json\n{json}\n```\n%%"),
                Some(json),
            ),
            (format!("## Drawing\r\n```json\r\n{json}\n```"), Some(json)),
            (format!("## Drawing\n```json\n{json}"), Some(json)),
            (
                "a\n## Drawing\n```compressed-json\nN4Ig\n\nxyz\n```\n".to_owned(),
                Some("N4Ig\n\nxyz"),
            ),
            (format!("# Drawings\n```json\n{json}\n```"), None),
            (format!("Drawing\n```json\n{json}\n```"), None),
            (format!("# My Drawing\n```json\n{json}\n```"), None),
            (format!("# Drawing\n\n```json\n{json}\n```"), None),
            ("# Drawing\n```json\n{\"a\": 1}\n```".to_owned(), None),
            ("# Drawing\n```rust\nx\n```".to_owned(), None),
            ("# Drawing".to_owned(), None),
        ] {
            let found = data(&text).map(|range| &text[range]);
            assert_eq!(found, wanted, "{text}");
        }
    }
}
