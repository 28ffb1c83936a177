//! Finds what is no text in a note in which Excalidraw keeps a drawing: the banner that says how to look at it, the ids
//! of elements and files in front of what they link to, and below the heading `Drawing` a block of JSON, or of JSON
//! compressed. What the drawing says stands before that as text. Leaves out drawings of other tools.

use std::ops::Range;

use lore_core::{FieldOrigin, Note};

use crate::front_matter::Property;
use crate::window;

/// In so many bytes the data say what they are.
const SAID_IN: usize = 200;

/// The property by which Excalidraw knows its notes.
const PROPERTY: &str = "excalidraw-plugin";
/// What its notes are called between their name and their extension.
const EXTENSION: &str = ".excalidraw";
/// What the banner says, which is one line that begins with these signs.
const BANNER: (&str, &str) = ("EXCALIDRAW VIEW", "==⚠");
/// The headings below which a drawing is kept, in lower case; they are the same in all of them.
const HEADINGS: [&str; 5] = ["excalidraw data", "text elements", "drawing", IDS[0], IDS[1]];
/// Those below which lines begin with ids.
const IDS: [&str; 2] = ["element links", "embedded files"];
/// An id is between so many letters and digits long.
const ID: std::ops::RangeInclusive<usize> = 6..=64;

/// Whether the note with these properties keeps a drawing.
pub(crate) fn is_drawing(properties: &[Property]) -> bool {
    properties.iter().any(|property| property.key == PROPERTY)
}

/// Whether a text begins like that of such a note. It is asked of each part of a note, so no more than the beginning
/// is looked at.
pub(crate) fn is_text_of_one(text: &str) -> bool {
    const BEGINNING: usize = 10_000;
    let mut lines = window(text, 0, BEGINNING).lines();
    let is_property =
        |line: &str| line.strip_prefix(PROPERTY).is_some_and(|rest| rest.starts_with(':'));
    lines.next() == Some("---") && lines.take_while(|line| *line != "---").any(is_property)
}

/// Whether a heading may be one of those: of a note that is no drawing it says what any heading does.
pub fn may_be_heading_of_drawing(heading: &str) -> bool {
    HEADINGS.iter().any(|known| known.eq_ignore_ascii_case(heading))
}

/// The headings of a note that say nothing of it, in lower case: those below which a drawing is kept, if it is one.
pub fn headings_of_drawings(note: &Note) -> &'static [&'static str] {
    let mut properties =
        note.fields.iter().take_while(|field| field.origin == FieldOrigin::FrontMatter);
    if properties.any(|field| field.key == PROPERTY) { &HEADINGS } else { &[] }
}

/// What a note with a drawing is called: as its file, since its headings are the same in all of them. Nothing
/// if the note is none.
pub(crate) fn name<'a>(properties: &[Property], stem: &'a str) -> Option<&'a str> {
    let name = || stem.strip_suffix(EXTENSION).filter(|name| !name.is_empty()).unwrap_or(stem);
    is_drawing(properties).then(name)
}

/// What is no text, in the order of the file and none over another. Of a note that is no drawing, which may have
/// such headings and lines as well, it is the data alone.
pub(crate) fn no_text(text: &str, is_drawing: bool) -> Vec<Range<usize>> {
    let data = data(text);
    if !is_drawing {
        return data.into_iter().collect();
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut data = data.into_iter().peekable();
    let mut has_ids = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        found.extend(data.next_if(|data| data.start < at));
        let written = line.trim_end();
        if found.last().is_some_and(|before| start < before.end) {
            continue;
        }
        if line.starts_with(['#', '%']) {
            let heading = written.trim_matches(['#', ' ']);
            let is = |known: &&str| known.eq_ignore_ascii_case(heading);
            has_ids = IDS.iter().any(is);
            if line.starts_with('#') && HEADINGS.iter().any(is) {
                found.push(start..start + written.len());
            }
        } else if has_ids {
            found.extend(id(line).map(|length| start..start + length));
        } else if line.starts_with(BANNER.1) && line.contains(BANNER.0) {
            found.push(start..start + written.len());
        }
    }
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
        let found = |text: &'static str, is_drawing| -> Vec<&str> {
            no_text(text, is_drawing).into_iter().map(|range| &text[range]).collect()
        };
        let banner = "==⚠  Switch to EXCALIDRAW VIEW in the menu. ⚠== More";
        assert_eq!(
            found(text, true),
            [
                banner, "# Excalidraw Data", "## Text Elements", "## Element Links", "aB3dE5fG: ",
                "## Embedded Files", "0f1e2d3c4b5a6978: ", "## Drawing",
            ]
        );
        assert!(found(text, false).is_empty());
        assert_eq!(found("# Embedded files\r\nx\n", true), ["# Embedded files"]);
        for text in ["How to switch to EXCALIDRAW VIEW", "See Element Links\nabcdefgh: x", "a"] {
            assert!(found(text, true).is_empty(), "{text}");
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
