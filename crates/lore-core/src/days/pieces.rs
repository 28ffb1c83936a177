//! Whether a stretch of a text is a piece of a date that is longer, as `March` is in `9 March 2024`. Leaves out which
//! day that is.

use std::ops::Range;

use super::{in_words, is_of, ordinal, year};
use crate::calendar_names::{is_weekday, month_named};
use crate::character_start;

/// What a word of a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Weekday,
    Day,
    Month,
    Year,
}

impl Part {
    fn of(word: &str) -> Option<Part> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let of_month = ordinal(word).filter(|of_month| (1..=31).contains(of_month));
            let year = || year(word).filter(|year| (1000..=2999).contains(year));
            return of_month.map(|_| Part::Day).or_else(|| year().map(|_| Part::Year));
        }
        let weekday = || is_weekday(word).then_some(Part::Weekday);
        month_named(word).map(|_| Part::Month).or_else(weekday)
    }

    /// Whether words that are such parts are a date: at least a month with its day or year.
    fn are_date(parts: &[Part]) -> bool {
        use Part::{Day, Month, Weekday, Year};
        let parts = parts.strip_prefix(&[Weekday]).unwrap_or(parts);
        let (day, year) = match parts {
            [Day, Month, year @ ..] | [Month, Day, year @ ..] => (true, year),
            [Month, year @ ..] => (false, year),
            _ => return false,
        };
        matches!((day, year), (true, [] | [Year]) | (false, [Year]))
    }
}

/// Whether a stretch of a text is a piece of a date that is longer: the month or year in `9 March 2024`,
/// `March 2024`, `March 9`, `2024年3月9日`, but not all of it.
pub fn is_piece_of_date(text: &str, range: Range<usize>) -> bool {
    /// So many bytes around hold what a date has besides.
    const REACH: usize = 40;
    let from = character_start(text, range.start.saturating_sub(REACH));
    let to = character_start(text, text.len().min(range.end + REACH)).max(range.end);
    let around = &text[from..to];
    let range = range.start - from..range.end - from;
    around.bytes().any(|byte| byte.is_ascii_digit())
        && (is_piece_in_words(around, &range) || is_piece_with_signs(around, &range))
}

fn is_piece_in_words(text: &str, range: &Range<usize>) -> bool {
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let words = in_words(text).filter(|word| !is_of(word));
    let words: Vec<(usize, &str)> = words.map(|word| (place(word), word)).collect();
    let first = words.partition_point(|(at, word)| at + word.len() <= range.start);
    let end = words.partition_point(|(at, _)| *at < range.end);
    let part = |at: usize| words.get(at).and_then(|(_, word)| Part::of(word));
    let Some(said) = (first..end).map(part).collect::<Option<Vec<Part>>>() else { return false };
    if said.is_empty() {
        return false;
    }
    // Whether a word and the next may be parts of one date.
    let goes_on = |at: usize| {
        let Some([(one, word), (next, _)]) = words.get(at..at + 2) else { return false };
        let between = &text[one + word.len()..*next];
        let signs: String = between.chars().filter(|c| !c.is_alphanumeric()).collect();
        let is_line = signs.matches('\n').count() < 2;
        is_line
            && match signs.trim() {
                "" | "," => !signs.is_empty(),
                // Behind a longer word it ends a sentence.
                "." => word.len() <= "Sept".len(),
                "-" | "/" => signs.len() == 1,
                _ => false,
            }
    };
    let mut parts = said;
    let mut befores = 0;
    while first > befores && goes_on(first - befores - 1) {
        let Some(before) = part(first - befores - 1) else { break };
        parts.insert(0, before);
        befores += 1;
    }
    let length = end - first;
    let mut after = end;
    while goes_on(after - 1) {
        let Some(next) = part(after) else { break };
        parts.push(next);
        after += 1;
    }
    (0..=befores).any(|from| {
        (befores + length..=parts.len())
            .any(|to| to - from > length && Part::are_date(&parts[from..to]))
    })
}

/// As Chinese and Japanese write days.
fn is_piece_with_signs(text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (text[..range.start].trim_end(), text[range.end..].trim_start());
    let said = &text[range.clone()];
    let is_digit = |c: char| c.is_ascii_digit();
    let signs = ['年', '月'];
    let counts = |text: &str| text.strip_suffix(signs).is_some_and(|text| text.ends_with(is_digit));
    let next = after.trim_start_matches(is_digit);
    said.ends_with(is_digit) && after.starts_with(signs)
        || said.starts_with(is_digit) && counts(before)
        || counts(said) && next.len() < after.len() && next.starts_with(['月', '日'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_in_dates_are_pieces_of_these() {
        // What stands in brackets is asked for.
        for (text, is) in [
            ("9 [March] 2024", true),
            ("9 March [2024]", true),
            ("[9] March 2024", true),
            ("9 [March 2024]", true),
            ("[March 9], 2024", true),
            ("In [March] 2024 I read", true),
            ("on [March] 9", true),
            ("the 9th of [March], at noon", true),
            ("9-[Mar]-2024", true),
            ("[Sat], 9 March", true),
            ("Jan. [2024]", true),
            ("in May\n[1984]", true),
            ("Born 5 May [1984]. Read", true),
            ("am 9. [März]", true),
            ("le 1er [août]", true),
            ("9 de [marzo] de 2024", true),
            ("9 [марта] 2024", true),
            ("[1984]年5月", true),
            ("2024年[3月]9日", true),
            ("[2024年3月]9日", true),
            ("[9 March 2024]", false),
            ("[March 2024] was", false),
            ("[2024年3月9日]", false),
            ("I read [March] by Brooks", false),
            ("Read [1984] in May", false),
            ("In March. [1984] is a novel", false),
            ("in May\n\n[1984]", false),
            ("May, or [1984]", false),
            ("chapter 40, [March]", false),
            ("9 [March winds]", false),
            ("9 [Dune] 2024", false),
            ("[1984] 9", false),
            ("9 [】]", false),
            ("[]", false),
        ] {
            let start = text.find('[').expect("it is there");
            let end = text.find(']').expect("it is there") - 1;
            let plain = text.replace(['[', ']'], "");
            assert_eq!(is_piece_of_date(&plain, start..end), is, "{text}");
        }
    }
}
