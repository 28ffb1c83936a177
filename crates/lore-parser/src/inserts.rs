//! Finds what other tools read before or after Markdown and what is no Markdown itself: template code `<% … %>` of
//! Templater and EJS, comments `{/* … */}` of MDX, Roam's macros `{{[[…]]…}}` and the lines `[[_TOC_]]` that ask
//! for a table of contents. Leaves out what Jekyll and Hugo write (see [`crate::shortcodes`] and [`crate::templates`]).

use std::ops::Range;

use lore_core::Span;

use crate::prose::{Mask, MaskKind};
use crate::window;

/// One such piece.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Insert {
    pub(crate) kind: InsertKind,
    /// All of it, its marks included.
    pub(crate) span: Range<usize>,
}

/// What an insert is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum InsertKind {
    Code,
    Comment,
    Macro,
}

impl Insert {
    /// What is between the marks of a comment.
    pub(crate) fn inner(&self) -> Range<usize> {
        self.span.start + 3..self.span.end - 3
    }

    /// The id that a comment gives to its heading, as in `{/* #id */}` of Docusaurus.
    pub(crate) fn id<'t>(&self, text: &'t str) -> Option<&'t str> {
        let id = text.get(self.inner())?.trim().strip_prefix('#')?;
        let is_id = self.kind == InsertKind::Comment && !id.contains(char::is_whitespace);
        (is_id && !id.is_empty()).then_some(id)
    }

    /// What the text is that it covers.
    pub(crate) fn mask(&self) -> Mask {
        let kind = match self.kind {
            InsertKind::Code => MaskKind::Code,
            InsertKind::Comment => MaskKind::Comment(Span::new(self.inner())),
            InsertKind::Macro => MaskKind::Nothing,
        };
        Mask { span: Span::new(self.span.clone()), kind }
    }
}

/// Longest macro that is looked at.
const LONGEST_MACRO: usize = 1000;

/// Those in `text` from `from` on, in no order. What Markdown takes for code is among them.
pub(crate) fn find(text: &str, from: usize) -> Vec<Insert> {
    let mut found = Vec::new();
    let body = text.get(from..).unwrap_or("");
    // Most texts hold none of them, which single characters tell fastest.
    if body.contains('%') {
        between(text, from, ("<%", "%>"), InsertKind::Code, &mut found);
    }
    if body.contains('{') {
        between(text, from, ("{/*", "*/}"), InsertKind::Comment, &mut found);
        for (at, _) in body.match_indices("{{[[") {
            let at = from + at;
            if let Some(end) = macro_end(text, at).filter(|_| !text[..at].ends_with('`')) {
                found.push(Insert { kind: InsertKind::Macro, span: at..end });
            }
        }
    }
    for (at, _) in body.match_indices('[') {
        // `[[toc]]` of VitePress may be the name of a note.
        // The second is Azure's, of the pages below.
        const CONTENTS: [&str; 2] = ["[[_TOC_]]", "[[_TOSP_]]"];
        let contents = CONTENTS.into_iter().find(|mark| body[at..].starts_with(mark));
        if let Some(mark) = contents.filter(|mark| is_alone(body, &(at..at + mark.len()))) {
            let at = from + at;
            found.push(Insert { kind: InsertKind::Macro, span: at..at + mark.len() });
        }
    }
    found
}

/// Whether nothing else stands in the line of a piece.
fn is_alone(text: &str, piece: &Range<usize>) -> bool {
    let before = text[..piece.start].trim_end_matches([' ', '\t']);
    let behind = text[piece.end..].trim_start_matches([' ', '\t', '\r']);
    (before.is_empty() || before.ends_with('\n')) && (behind.is_empty() || behind.starts_with('\n'))
}

/// What stands between two marks. Marks between ticks are what the text is about.
fn between(
    text: &str,
    from: usize,
    (open, close): (&str, &str),
    kind: InsertKind,
    found: &mut Vec<Insert>,
) {
    let mut at = from;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(open)).map(|found| at + found)
    {
        at = start + open.len();
        if text[..start].ends_with(['`', '\\']) {
            continue;
        }
        let Some(end) = text[at..].find(close).map(|found| at + found + close.len()) else {
            return;
        };
        if is_one_piece(text, &(start..end), kind) && !text[end..].starts_with('`') {
            found.push(Insert { kind, span: start..end });
        }
        at = end;
    }
}

/// Whether two marks with what stands between them are one piece rather than two that a text tells of: code
/// ends in its line, unless it is Templater's `<%*`, and a comment in its block, unless it has its lines for itself; of ticks and fences between
/// them one is never alone.
fn is_one_piece(text: &str, place: &Range<usize>, kind: InsertKind) -> bool {
    let piece = &text[place.clone()];
    let is_script = piece.starts_with("<%*");
    let fences = piece
        .lines()
        .filter(|line| ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence)))
        .count();
    let stays_together = match kind {
        InsertKind::Code => is_script || !piece.contains('\n'),
        InsertKind::Comment | InsertKind::Macro => {
            is_alone(text, place) || !piece.lines().any(|line| line.trim().is_empty())
        }
    };
    let is_whole = if is_script { fences == 0 } else { fences % 2 == 0 };
    stays_together && is_whole && piece.matches('`').count().is_multiple_of(2)
}

/// Where the macro at `at` ends, with the braces in it, in its line.
fn macro_end(text: &str, at: usize) -> Option<usize> {
    let line = window(text, at, LONGEST_MACRO).split('\n').next()?;
    let mut depth = 0_u32;
    for (length, byte) in line.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at + length + 1);
        }
    }
    None
}

/// The state of the task that Roam's macro at the start of a list item says it is, and the macro's length.
pub(crate) fn task(text: &str) -> Option<(char, usize)> {
    const TASKS: [(&str, char); 2] = [("{{[[TODO]]}}", ' '), ("{{[[DONE]]}}", 'x')];
    let (mark, state) = TASKS.iter().find(|(mark, _)| text.starts_with(mark))?;
    Some((*state, mark.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts_are_found() {
        for (text, wanted) in [
            ("a <% b %> c <%* d\n\n[[e]] -%>", vec!["<% b %>", "<%* d\n\n[[e]] -%>"]),
            ("`<%` opens, `%>` closes, `<% a %>`", vec![]),
            ("```\n<% a\n```\nb %>", vec![]),
            ("{/*\n```\n[[a]]\n```\n*/}", vec!["{/*\n```\n[[a]]\n```\n*/}"]),
            ("<% a", vec![]),
            (
                "{/* a [[b]] */} {/**/} {/*\nc\n*/}",
                vec!["{/* a [[b]] */}", "{/**/}", "{/*\nc\n*/}"],
            ),
            ("{{[[TODO]]}} a", vec!["{{[[TODO]]}}"]),
            (
                "{{[[query]]: {and: [[a]] {not: [[b]]}}}} c}}",
                vec!["{{[[query]]: {and: [[a]] {not: [[b]]}}}}"],
            ),
            ("{{[[a]] \n}} {{embed [[b]]}}", vec![]),
            ("[[toc]]\r\n  [[_TOC_]]\r\n[[_TOC_]] x", vec!["[[_TOC_]]"]),
            ("```\n<% if x\n```\n[[a]]\n```\nend %>\n```", vec![]),
            ("Use `if <% x` [[a]]\n`y %> z` <% a\n\nb %>", vec![]),
            ("/{/*,foo}\n\n[[a]] **/{*/}", vec![]),
        ] {
            let found = find(text, 0);
            let found: Vec<&str> = found.iter().map(|insert| &text[insert.span.clone()]).collect();
            assert_eq!(found, wanted, "{text}");
        }
        let many = "`<%".repeat(100_000) + "<% {/* {{[[";
        assert_eq!(find(&many, 0), []);
    }
}
