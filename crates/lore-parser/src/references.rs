//! Reference links without a definition and definitions without a link. Leaves out links that
//! resolve, which are links like others.

use lore_core::{Code, LineIndex, Problem, Span};

use crate::fields::LONGEST_KEY;
use crate::links::label_key;
use crate::markdown::Walk;
use crate::{Places, window};

/// The problems of a note's references.
pub(crate) fn problems(text: &str, walk: &Walk, lines: &LineIndex) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |code, at: usize, message| {
        let at = Span::new(at..at).start;
        problems.push((at, Problem { code, line: 0, column: 0, message }));
    };
    for range in &walk.undefined {
        if let Some(label) = undefined_label(text, range.start, range.end) {
            let message = format!("there is no definition `[{label}]: …` in this note");
            add(Code::MissingReference, range.start, message);
        }
    }
    for definition in &walk.definitions {
        let label = definition.label.trim();
        // `[//]: # (…)` is how Markdown without comments writes one.
        let comment = matches!(definition.destination.as_str(), "#" | "");
        if !comment && !walk.used.contains(&label_key(label)) {
            add(
                Code::UnusedReference,
                definition.at,
                format!("no link uses the definition `[{label}]`"),
            );
        }
    }
    problems.sort_by(|(left, a), (right, b)| left.cmp(right).then_with(|| a.code.cmp(&b.code)));
    problems.dedup_by(|(left, a), (right, b)| left == right && a.code == b.code);
    let mut places = Places::new(text, lines);
    let placed = problems.into_iter().map(|(at, mut problem)| {
        (problem.line, problem.column) = places.of(at);
        problem
    });
    placed.collect()
}

/// The label of a `[text][label]` or `[label][]` that is meant as a link.
fn undefined_label(text: &str, start: usize, end: usize) -> Option<&str> {
    let source = text.get(start..end)?;
    // What stands behind the label alone is none of the link that was not found.
    let is_collapsed = !source.contains("][") && text[end..].starts_with("[]");
    let source = if is_collapsed { text.get(start..end + 2)? } else { source };
    let middle = source.rfind("][")?;
    let shown = source[..middle].trim_start_matches('!').strip_prefix('[')?;
    let label = source[middle + 2..].strip_suffix(']')?;
    let label = if label.is_empty() { shown } else { label };
    // `x[0][1]` is an index, `[ ][x]` a task, `[a:: b][c:: d]` are fields, `[^1][^2]` footnotes.
    let indexed =
        text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'));
    let field = |part| window(part, 0, LONGEST_KEY + 2).contains("::");
    let citation = [shown, label].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let odd = citation
        || shown.trim().is_empty()
        || (shown.chars().count() == 1 && is_in_place_of_a_box(&text[..start]))
        || label.trim().is_empty()
        || shown.starts_with(['^', '!', '['])
        || label.starts_with(['^', '!', '['])
        || field(shown)
        || field(label)
        || label.contains('\n');
    (!indexed && !odd).then_some(label)
}

/// Whether the box of a task could stand behind a text: what is before it in its line is the sign of an item.
fn is_in_place_of_a_box(before: &str) -> bool {
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let sign = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let number = sign.trim_end_matches(['.', ')']);
    matches!(sign, "-" | "*" | "+")
        || number.len() < sign.len() && number.bytes().all(|byte| byte.is_ascii_digit())
}
