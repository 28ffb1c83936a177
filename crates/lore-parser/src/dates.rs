//! Finds a calendar day in a heading, a file name or a property. Leaves out times and words
//! like "yesterday".

use std::time::Duration;

use lore_core::{Date, MONTHS};

/// The first day named in `text`: `2024-01-31`, `2024_01_31`, `2024/01/31`, `20240131`,
/// `January 31, 2024` or `31 January 2024`; or the day in UTC of milliseconds since 1970, if that is all.
pub fn find(text: &str) -> Option<Date> {
    // Every form has the four digits of a year.
    if text.bytes().filter(u8::is_ascii_digit).take(4).count() < 4 {
        return None;
    }
    since_1970(text).or_else(|| numeric(text)).or_else(|| worded(text))
}

/// `1704067200000`, as Dendron writes days.
fn since_1970(text: &str) -> Option<Date> {
    /// The year 2100: the numbers of books have as many digits, and are greater.
    const END: u64 = 4_102_444_800_000;
    let digits = text.trim();
    if digits.len() != 13 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let milliseconds = digits.parse().ok().filter(|&milliseconds| milliseconds < END)?;
    Date::constant(1970, 1, 1).checked_add(Duration::from_millis(milliseconds)).ok()
}

fn numeric(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = digits_end(bytes, at);
        match end - at {
            4 => {
                if let Some(date) = separated(bytes, at) {
                    return Some(date);
                }
            }
            // 12 and 14 digits are a day with its time, as in the ids of a slip box.
            8 | 12 | 14 => {
                let date = day(
                    number(&bytes[at..at + 4]),
                    number(&bytes[at + 4..at + 6]),
                    number(&bytes[at + 6..at + 8]),
                );
                if date.is_some() {
                    return date;
                }
            }
            _ => {}
        }
        at = end;
    }
    None
}

/// `2024-01-31` at `at`, where a number of four digits stands.
fn separated(bytes: &[u8], at: usize) -> Option<Date> {
    let separator = *bytes.get(at + 4)?;
    if !matches!(separator, b'-' | b'_' | b'/' | b'.') {
        return None;
    }
    let month_end = digits_end(bytes, at + 5);
    let length = month_end - (at + 5);
    if !(1..=2).contains(&length) || bytes.get(month_end) != Some(&separator) {
        return None;
    }
    let day_end = digits_end(bytes, month_end + 1);
    if !(1..=2).contains(&(day_end - (month_end + 1))) {
        return None;
    }
    day(
        number(&bytes[at..at + 4]),
        number(&bytes[at + 5..month_end]),
        number(&bytes[month_end + 1..day_end]),
    )
}

/// `January 31, 2024`, `31 January 2024`, `31st of Jan 2024`.
fn worded(text: &str) -> Option<Date> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate() {
        let Some(month) = month(word) else { continue };
        let next = |by: usize| words.get(at + by).copied();
        if let (Some(of_month), Some(year)) = (next(1).and_then(ordinal), next(2).and_then(year))
            && let Some(date) = day(year, month, of_month)
        {
            return Some(date);
        }
        let mut before = words[..at].iter().rev().filter(|word| !word.eq_ignore_ascii_case("of"));
        if let (Some(of_month), Some(year)) =
            (before.next().and_then(|word| ordinal(word)), next(1).and_then(year))
            && let Some(date) = day(year, month, of_month)
        {
            return Some(date);
        }
    }
    None
}

fn month(word: &str) -> Option<u32> {
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let fits = |name: &str| {
        *name == *word || name[..3] == *word || (name == "september" && word == "sept")
    };
    let index = MONTHS.iter().position(|name| fits(name))?;
    u32::try_from(index + 1).ok()
}

/// `31`, `1st`, `22nd`.
fn ordinal(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let plain = matches!(ending, "" | "st" | "nd" | "rd" | "th");
    if plain && (1..=2).contains(&digits.len()) { digits.parse().ok() } else { None }
}

fn year(word: &str) -> Option<u32> {
    if word.len() == 4 { word.parse().ok() } else { None }
}

/// The day, if the calendar has it and it is one a note may be of.
fn day(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1000..=2999).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn digits_end(bytes: &[u8], from: usize) -> usize {
    let mut end = from;
    while end < bytes.len() && bytes[end].is_ascii_digit() {
        end += 1;
    }
    end
}

/// The value of at most four digits.
fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_the_usual_spellings() {
        for (text, day) in [
            ("2024-01-31", Some("2024-01-31")),
            ("2024_01_31 notes", Some("2024-01-31")),
            ("2024/01/31", Some("2024-01-31")),
            ("20240131", Some("2024-01-31")),
            ("202401311530 slip", Some("2024-01-31")),
            ("2024-01-31T10:00:00Z", Some("2024-01-31")),
            ("Log of 2024-1-3", Some("2024-01-03")),
            ("January 31, 2024", Some("2024-01-31")),
            ("31 January 2024", Some("2024-01-31")),
            ("Wed, 31st of Jan 2024", Some("2024-01-31")),
            ("Sept 1st, 2024", Some("2024-09-01")),
            ("1704067200000", Some("2024-01-01")),
            (" 1706745599999 ", Some("2024-01-31")),
            ("1704067200000 ms", None),
            ("9781449373320", None),
            ("2024-02-30", None),
            ("20241301", None),
            ("123456789", None),
            ("1.2.3", None),
            ("May 2024", None),
            ("", None),
        ] {
            assert_eq!(find(text).map(|date| date.to_string()).as_deref(), day, "{text}");
        }
    }
}
