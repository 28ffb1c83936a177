//! Cuts a very long section into pieces, of which one is read for an excerpt: parsing hundreds of
//! kilobytes for a sentence takes longer than the search. Leaves out which piece that is.

use std::ops::Range;

use lore_core::character_start;

/// A section of more bytes is cut.
pub(crate) const LONG: usize = 64 << 10;
/// About the bytes of a piece.
const PIECE: usize = 16 << 10;

/// The places of pieces in a text, one behind the other. They begin with the empty line before a
/// paragraph, where there is one, so that none begins like a front matter.
pub(crate) fn cut(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while text.len() - start > PIECE + PIECE / 2 {
        let limit = character_start(text, start + PIECE);
        let behind = &text[start..limit];
        let paragraph = behind.rfind("\n\n").map(|at| at + 1);
        let line = || behind.rfind('\n').map(|at| at + 1);
        let end = start + paragraph.or_else(line).filter(|&end| end > 1).unwrap_or(behind.len());
        pieces.push(start..end);
        start = end;
    }
    pieces.push(start..text.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text_cut_between_paragraphs() {
        let paragraph = format!("{}.\n\n---\n\n", "word ".repeat(200));
        for text in [
            paragraph.repeat(90),
            paragraph.replace("\n\n", "\n").repeat(90),
            "数".repeat(40_000),
            "\n".repeat(90_000),
            String::new(),
        ] {
            let pieces = cut(&text);
            let joined: String = pieces.iter().map(|range| &text[range.clone()]).collect();
            assert_eq!(joined, text);
            assert!(pieces.iter().all(|range| range.len() <= PIECE + PIECE / 2));
            assert_eq!(pieces.len() > 1, text.len() > LONG);
            if text.contains(".\n\n") {
                assert!(pieces[1..].iter().all(|range| text[range.clone()].starts_with('\n')));
            }
        }
    }
}
