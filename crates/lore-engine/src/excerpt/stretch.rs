//! Which stretch of a text to show for its matches, and how to cut it out readably. Leaves out what matches
//! (`wanted`) and how markup became text (`plain_text`).

use std::ops::Range;

use lore_core::words::LONGEST_WORD;
use lore_core::{character_end, character_start};

use super::wanted::Match;
use crate::plain_text::{BETWEEN_BLOCKS, PlainText};

/// Most characters of a stretch; those of three bytes and more, which are wide, count as two.
pub(super) const LONGEST: usize = 260;
/// How far back a stretch may reach to begin with its sentence, counted likewise.
const RUN_UP: usize = 90;
/// So many are enough: a stretch may end with a sentence although there was room for more.
const ENOUGH: usize = 150;

/// The matches worth showing together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) range: Range<usize>,
    /// How many different things that were wanted it holds.
    pub(super) different: usize,
}

/// A cut-out text.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) text: String,
    pub(super) marks: Vec<Range<usize>>,
    /// Where the first mark, else the whole, begins in the text it is from.
    pub(super) at: usize,
}

/// The place with most of the different matches: of such places that with most of the words as they
/// were written, then the narrowest, then the first.
pub(super) fn anchor(text: &str, matches: &[Match]) -> Anchor {
    /// Narrower by less is as good.
    const STEP: usize = 24;
    let mut best = Anchor::default();
    let mut best_rank = (0, 0, std::cmp::Reverse(0));
    for (first, start) in matches.iter().enumerate().map(|(nth, each)| (nth, each.range.start)) {
        let limit = forward(text, start, LONGEST - RUN_UP);
        let mut seen: Vec<(usize, bool)> = Vec::new();
        let mut end = start;
        for each in &matches[first..] {
            if each.range.start >= limit {
                break;
            }
            match seen.iter_mut().find(|(nth, _)| *nth == each.nth) {
                Some((_, exact)) if *exact || !each.exact => continue,
                Some((_, exact)) => *exact = true,
                None => seen.push((each.nth, each.exact)),
            }
            end = end.max(each.range.end.min(limit));
        }
        let exact = seen.iter().filter(|(_, exact)| *exact).count();
        let rank = (seen.len(), exact, std::cmp::Reverse((end - start) / STEP));
        if rank > best_rank {
            best_rank = rank;
            best = Anchor { range: start..end, different: seen.len() };
        }
    }
    best
}

/// Cuts out the stretch around an anchor, from the start of its sentence if that is near, and marks
/// the matches in it.
pub(super) fn cut(plain: &PlainText, anchor: &Anchor, matches: &[Match]) -> Cut {
    let text = &plain.text;
    let start = start(plain, anchor.range.start);
    let end = end(plain, start, anchor.range.end);
    if start >= end {
        return Cut::default();
    }
    let mut cut = Cut::default();
    if !begins_sentence(plain, start) && !text[start..].starts_with('…') {
        cut.text.push('…');
    }
    let shift = cut.text.len();
    cut.text.push_str(&text[start..end]);
    let marks = marks(text, start..end, matches);
    cut.at = marks.first().map_or(start, |mark| mark.start);
    let shifted = |at: usize| at - start + shift;
    cut.marks = marks.into_iter().map(|mark| shifted(mark.start)..shifted(mark.end)).collect();
    let rest = text[end..].trim_start();
    if !rest.is_empty() && !ends_sentence(&text[start..end]) {
        let at_block = rest.starts_with(BETWEEN_BLOCKS.trim());
        cut.text.push_str(if at_block { " …" } else { "…" });
    }
    cut
}

/// Where the anchor's sentence begins, if that is near, else a word. A short text is shown whole.
fn start(plain: &PlainText, anchor: usize) -> usize {
    let text = &plain.text;
    if forward(text, 0, ENOUGH) == text.len() {
        return 0;
    }
    if begins_sentence(plain, anchor) {
        return anchor;
    }
    let from = backward(text, anchor, RUN_UP);
    let mut places = text[from..anchor].char_indices().rev().map(|(at, _)| from + at);
    if let Some(sentence) = places.find(|&at| begins_sentence(plain, at)) {
        return sentence;
    }
    let space = text[from..anchor].find(' ');
    space.map_or_else(|| character_start(text, from), |space| from + space + 1)
}

fn end(plain: &PlainText, start: usize, anchor: usize) -> usize {
    let text = &plain.text;
    let limit = forward(text, start, LONGEST);
    if limit == text.len() {
        return limit;
    }
    let enough = anchor.max(forward(text, start, ENOUGH)).min(limit);
    let mut places = text[enough..limit].char_indices().rev().map(|(at, _)| enough + at);
    let sentence = places.find(|&at| begins_sentence(plain, at));
    // Else whole words, if the script has spaces.
    let word = || text[start..limit].rfind(' ').map(|space| start + space);
    let end = sentence.or_else(|| word().filter(|&word| word >= anchor));
    let end = end.unwrap_or_else(|| character_start(text, limit));
    let shown = text[start..end].trim_end_matches([' ', '·', '|']);
    // A character that fills the whole stretch is torn.
    if shown.is_empty() { limit } else { start + shown.len() }
}

/// The matches within a range as whole characters, rising, joined where only a space is between:
/// `hash index` is one match.
fn marks(text: &str, range: Range<usize>, matches: &[Match]) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for each in matches {
        let whole = character_start(text, each.range.start)..character_end(text, each.range.end);
        let (start, end) = (whole.start.max(range.start), whole.end.min(range.end));
        // A word is marked if it is there, and if it is so long that no more of it counts.
        if start > whole.start || (end < whole.end && end.saturating_sub(start) < LONGEST_WORD) {
            continue;
        }
        match marks.last_mut() {
            Some(last) if start <= last.end || text[last.end..start].trim().is_empty() => {
                last.end = last.end.max(end);
            }
            _ => marks.push(start..end),
        }
    }
    marks
}

/// Whether a sentence or block begins at a place.
fn begins_sentence(plain: &PlainText, at: usize) -> bool {
    if plain.begins_block(at) {
        return true;
    }
    let (before, after) = plain.text.split_at(at);
    let next = after.chars().next().unwrap_or(' ');
    match before.strip_suffix(' ') {
        Some(before) => ends_sentence(before) && !next.is_lowercase() && next != '·',
        None => {
            let closes = |c: char| matches!(c, '」' | '』' | '）' | '”' | '。' | '？' | '！' | ' ');
            before.ends_with(['。', '？', '！'])
                && !closes(next)
                && character_start(&plain.text, at) == at
        }
    }
}

/// Whether a text ends with the end of a sentence.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', ')', ']', '»', '”', '’', '」', '』', '）']);
    if text.ends_with(['?', '!', '…', '。', '？', '！', '؟', '۔', '।']) {
        return true;
    }
    let Some(before) = text.strip_suffix('.') else { return false };
    // `e.g.`, `Ph.D.`, `J. Gray`
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_initial =
        |part: &str| part.chars().count() == 1 && part.chars().all(char::is_alphabetic);
    !word.rsplit('.').next().is_some_and(is_initial)
}

/// The place so many characters behind `at`.
fn forward(text: &str, at: usize, room: usize) -> usize {
    let mut left = room;
    for (offset, c) in text[at..].char_indices() {
        match left.checked_sub(width(c)) {
            Some(rest) => left = rest,
            None => return at + offset,
        }
    }
    text.len()
}

/// The place so many characters before `at`.
fn backward(text: &str, at: usize, room: usize) -> usize {
    let mut left = room;
    let mut place = at;
    for c in text[..at].chars().rev() {
        match left.checked_sub(width(c)) {
            Some(rest) => left = rest,
            None => break,
        }
        place -= c.len_utf8();
    }
    place
}

pub(super) fn width(c: char) -> usize {
    c.len_utf8().div_ceil(2)
}
