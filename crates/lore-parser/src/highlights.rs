//! Finds the marks of `==highlights==`. Leaves out what they stand around, which is text like any other.

use std::ops::Range;

use crate::markdown::{Piece, PieceKind};

/// Where the marks stand between the bounds of a block, rising: each that opens and that which closes it.
/// As with emphasis, what stands beside a mark tells which it is; a comparison such as `a==b` is none.
pub(crate) fn marks(text: &str, pieces: &[Piece], bounds: Range<usize>) -> Vec<usize> {
    let mut marks = Vec::new();
    let mut open: Option<usize> = None;
    let mut next = bounds.start;
    for piece in pieces.iter().filter(|piece| piece.kind == PieceKind::Text) {
        let range = piece.span.range();
        let start = range.start.max(next);
        let end = range.end.min(bounds.end);
        let Some(source) = text.get(start..end) else { continue };
        for (found, _) in source.match_indices("==") {
            let at = start + found;
            if at < next {
                continue;
            }
            let signs = text[at..].bytes().take_while(|&byte| byte == b'=').count();
            next = at + signs;
            if signs != 2 {
                continue;
            }
            let before = Beside::of(text[bounds.start..at].chars().next_back());
            let after = Beside::of(text[next..bounds.end.max(next)].chars().next());
            match open {
                Some(start) if closes(before, after) && start + 2 < at => {
                    marks.extend([start, at]);
                    open = None;
                }
                _ if closes(after, before) => open = Some(at),
                _ => {}
            }
        }
    }
    marks
}

/// What stands beside a mark.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Space,
    Sign,
    Letter,
    /// Of a script without spaces, in which a highlight begins and ends within the line.
    Unspaced,
}

impl Beside {
    fn of(c: Option<char>) -> Beside {
        match c {
            Some(c) if c.is_alphanumeric() && c.len_utf8() > 2 => Beside::Unspaced,
            Some(c) if c.is_alphanumeric() => Beside::Letter,
            Some(c) if !c.is_whitespace() => Beside::Sign,
            _ => Beside::Space,
        }
    }
}

/// Whether a mark closes with `inner` before and `outer` behind it; one opens the other way round.
fn closes(inner: Beside, outer: Beside) -> bool {
    match inner {
        Beside::Space => false,
        Beside::Letter | Beside::Sign => outer != Beside::Letter,
        Beside::Unspaced => true,
    }
}
