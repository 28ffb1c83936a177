//! Finds what is no text in a note in which Excalidraw keeps a drawing: the banner that says how to look at it, the ids
//! of elements and files in front of what they link to, and below the heading `Drawing` a block of JSON, or of JSON
//! compressed. What the drawing says stands before that as text. Leaves out drawings of other tools.

use std::ops::Range;

use crate::front_matter::Property;

/// In so many bytes the data say what they are.
const SAID_IN: usize = 200;

/// The property by which Excalidraw knows its notes.
const PROPERTY: &str = "excalidraw-plugin";
/// What its notes are called between their name and their extension.
const EXTENSION: &str = ".excalidraw";
/// What the banner says, which is one line that begins with these signs.
const BANNER: (&str, &str) = ("EXCALIDRAW VIEW", "==⚠");
/// The heading above all that the drawing says.
const ALL_OF_IT: &str = "Excalidraw Data";
/// The headings below which lines begin with ids.
const IDS: [&str; 2] = ["Element Links", "Embedded Files"];
/// An id is between so many letters and digits long.
const ID: std::ops::RangeInclusive<usize> = 6..=64;

/// What a note with a drawing is called: as its file, since its headings are the same in all of them. Nothing
/// if the note is none.
pub(crate) fn name<'a>(properties: &[Property], stem: &'a str) -> Option<&'a str> {
    let is_drawing = properties.iter().any(|property| property.key == PROPERTY);
    is_drawing.then(|| stem.strip_suffix(EXTENSION).filter(|name| !name.is_empty()).unwrap_or(stem))
}

/// What is no text, in the order of the file.
pub(crate) fn no_text(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = data(text).into_iter().collect();
    let line_at = |at: usize| {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        start..text[at..].find('\n').map_or(text.len(), |newline| at + newline)
    };
    let banner = text.find(BANNER.0).map(line_at);
    found.extend(banner.filter(|line| text[line.clone()].starts_with(BANNER.1)));
    let headed = |heading: &str| {
        let line = text.find(heading).map(line_at)?;
        let written = &text[line.clone()];
        let is_heading =
            written.starts_with('#') && written.trim_matches(['#', ' ', '\r']) == heading;
        is_heading.then_some(line)
    };
    found.extend(headed(ALL_OF_IT));
    for line in IDS.into_iter().filter_map(headed) {
        let before = found.len();
        let mut start = line.end;
        let heading = line.clone();
        for line in text[line.end..].split_inclusive('\n') {
            if line.starts_with(['#', '%']) {
                break;
            }
            found.extend(id(line).map(|length| start..start + length));
            start += line.len();
        }
        // Others may have such a heading, and their text below it.
        if found.len() > before {
            found.push(heading);
        }
    }
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// How long the id in front of a line is, with the colon and the space behind it.
fn id(line: &str) -> Option<usize> {
    let colon = line.find(':')?;
    let is_id = ID.contains(&colon)
        && line[..colon]
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let behind = &line[colon + 1..];
    is_id.then(|| colon + 1 + (behind.len() - behind.trim_start_matches(' ').len()))
}

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
    fn banner_and_ids_are_no_text() {
        let text = "==⚠  Switch to EXCALIDRAW VIEW in the menu. ⚠== More\n\n# Excalidraw Data\n\n\
            ## Text Elements\nKafka ^a1b2c3d4\n\n## Element Links\naB3dE5fG: [[Kafka]]\n\n\
            ## Embedded Files\n0f1e2d3c4b5a6978: [[a b.png]]\n\n%%\n## Drawing\n";
        let found: Vec<&str> = no_text(text).into_iter().map(|range| &text[range]).collect();
        let banner = "==⚠  Switch to EXCALIDRAW VIEW in the menu. ⚠== More";
        assert_eq!(
            found,
            [
                banner,
                "# Excalidraw Data",
                "## Element Links",
                "aB3dE5fG: ",
                "## Embedded Files",
                "0f1e2d3c4b5a6978: ",
            ]
        );
        for text in ["How to switch to EXCALIDRAW VIEW", "See Element Links\nabcdefgh: x", "a"] {
            assert!(no_text(text).is_empty(), "{text}");
        }
    }

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
