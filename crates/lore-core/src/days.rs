//! Finds a calendar day in a heading, a file name or a property, and tells whether a text is a day and nothing
//! else. Leaves out how months are called, times, words like "yesterday", the days that queries count from today, and
//! weeks, months and years, which are in `periods`.

mod pieces;

use std::time::Duration;

use crate::Date;
pub use crate::calendar_names::is_weekday;
use crate::calendar_names::month_named;
pub use pieces::is_piece_of_date;

/// The day that a text is, perhaps with its day of the week and a time; nothing if it says more.
pub fn only(text: &str) -> Option<Date> {
    find(text).filter(|_| says_no_more(text))
}

/// Whether a name is a day and nothing else, as daily notes are called, be it one that may be another. With a
/// time it is that of a note in a slip box.
pub fn is_day(name: &str) -> bool {
    /// From those of a year, which every form has, to those of `2024-01-31`. This is asked of every note of a vault.
    const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    DIGITS.contains(&digits)
        && says_no_more(name)
        && (find(name).is_some() || either(name).is_some())
}

/// Whether a text that names a day has nothing beside it but the day of the week and a time.
fn says_no_more(text: &str) -> bool {
    /// What may stand before a day or beside a time.
    const BESIDE: [&str; 12] =
        ["le", "el", "il", "den", "the", "am", "pm", "utc", "gmt", "z", "at", "uhr"];
    /// What has more bytes says more.
    const LONGEST: usize = 80;
    let is_part = |word: &str| {
        let is_beside = || BESIDE.iter().any(|known| known.eq_ignore_ascii_case(word));
        is_number(word)
            || is_of(word)
            || is_beside()
            || month_named(word).is_some()
            || is_weekday(word)
    };
    let text = text.trim();
    text.len() <= LONGEST && in_words(text).all(is_part)
}

/// Whether a word is a number as days have them: `05T10`, `31st`, `2024年1月31日`, but not `2024年1月31日会议` or
/// `3rooms`.
fn is_number(word: &str) -> bool {
    const MOST_LETTERS: usize = 2;
    let behind = word.rsplit('日').next().unwrap_or_default();
    let letters = behind.chars().filter(|c| c.is_alphabetic()).count();
    word.starts_with(|c: char| c.is_ascii_digit()) && behind.is_ascii() && letters <= MOST_LETTERS
}

/// The first day named in `text`: `2024-01-31`, `2024_01_31`, `2024/01/31`, `20240131`, `31.01.2024`,
/// `31/01/2024`, `2024年1月31日`, `January 31, 2024` or `31 January 2024`, the month in one of several languages;
/// or the day in UTC of milliseconds since 1970, if that is all.
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

/// The two days that a text may mean which says none else: 1 February and 2 January 2024 for `01/02/2024`, the
/// one with its day first before the other.
pub fn either(text: &str) -> Option<[Date; 2]> {
    let bytes = text.as_bytes();
    let begins =
        |at: &usize| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_digit());
    let mut places = (0..bytes.len()).filter(begins);
    let days = places.find_map(|at| match year_last(bytes, at)? {
        (Some(one), Some(other)) if one != other => Some([one, other]),
        _ => None,
    })?;
    find(text).is_none().then_some(days)
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
            1 | 2 => match year_last(bytes, at) {
                Some((Some(one), Some(other))) if one != other => {}
                Some((Some(date), _) | (None, Some(date))) => return Some(date),
                Some((None, None)) | None => {}
            },
            4 => {
                if let Some(date) = separated(bytes, at).or_else(|| with_signs(&text[at..])) {
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
                if date.is_some() && is_time(&bytes[at + 8..end]) {
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

/// `31.01.2024`, `31/01/2024` or `31-01-2024` at `at`, where a number of one or two digits stands: the day with
/// the first number for its day, and with the first for its month. With dots the day is always first.
fn year_last(bytes: &[u8], at: usize) -> Option<(Option<Date>, Option<Date>)> {
    let first_end = digits_end(bytes, at);
    let sign = *bytes.get(first_end).filter(|sign| matches!(sign, b'.' | b'/' | b'-'))?;
    let before = at.checked_sub(1).map(|before| bytes[before]);
    if before.is_some_and(|byte| byte == sign || byte == b'.' || byte.is_ascii_alphanumeric()) {
        return None;
    }
    let second_end = digits_end(bytes, first_end + 1);
    let year_end = digits_end(bytes, second_end + 1);
    // A version goes on.
    let goes_on =
        bytes.get(year_end) == Some(&sign) && digits_end(bytes, year_end + 1) > year_end + 1;
    let length = second_end.saturating_sub(first_end + 1);
    if bytes.get(second_end) != Some(&sign)
        || goes_on
        || !(1..=2).contains(&length)
        || year_end != second_end + 5
    {
        return None;
    }
    let (first, second) =
        (number(&bytes[at..first_end]), number(&bytes[first_end + 1..second_end]));
    let year = number(&bytes[second_end + 1..year_end]);
    let day_first = day(year, second, first);
    Some((day_first, if sign == b'.' { None } else { day(year, first, second) }))
}

/// `2024年1月31日` at the start of a text, as Chinese and Japanese write it.
fn with_signs(text: &str) -> Option<Date> {
    let part = |text: &'_ str, sign: char| {
        let digits = digits_end(text.as_bytes(), 0);
        let rest = text[digits..].trim_start_matches(' ').strip_prefix(sign)?;
        let fits = (1..=4).contains(&digits);
        fits.then(|| (number(&text.as_bytes()[..digits]), text.len() - rest.len()))
    };
    let (year, length) = part(text, '年')?;
    let text = text[length..].trim_start_matches(' ');
    let (month, length) = part(text, '月')?;
    let text = text[length..].trim_start_matches(' ');
    let (of_month, _) = part(text, '日')?;
    day(year, month, of_month)
}

/// `January 31, 2024`, `31 January 2024`, `31st of Jan 2024`, `31. Januar 2024`, `31 de enero de 2024`.
fn worded(text: &str) -> Option<Date> {
    let words: Vec<&str> = in_words(text).filter(|word| !is_of(word)).collect();
    for (at, word) in words.iter().enumerate() {
        let Some(month) = month_named(word) else { continue };
        let next = |by: usize| words.get(at + by).copied();
        if let (Some(of_month), Some(year)) = (next(1).and_then(ordinal), next(2).and_then(year))
            && let Some(date) = day(year, month, of_month)
        {
            return Some(date);
        }
        let before = words[..at].last();
        if let (Some(of_month), Some(year)) =
            (before.and_then(|word| ordinal(word)), next(1).and_then(year))
            && let Some(date) = day(year, month, of_month)
        {
            return Some(date);
        }
    }
    None
}

/// The words of a text, with the marks that accents may be written as.
fn in_words(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let words = text.split(move |c: char| !c.is_alphanumeric() && !is_mark(c));
    words.filter(|word| !word.is_empty())
}

/// What may stand between a day, its month and its year.
fn is_of(word: &str) -> bool {
    ["of", "de", "del"].iter().any(|of| of.eq_ignore_ascii_case(word))
}

/// `31`, `1st`, `22nd`, `1er`, `1º`.
fn ordinal(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ending = &word[digits.len()..];
    let plain = matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º");
    if plain && (1..=2).contains(&digits.len()) { digits.parse().ok() } else { None }
}

pub(crate) fn year(word: &str) -> Option<u32> {
    if word.len() == 4 { word.parse().ok() } else { None }
}

/// The day, if the calendar has it and it is one a note may be of.
pub(crate) fn day(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1000..=2999).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Whether digits are hours, minutes and seconds, or none.
fn is_time(digits: &[u8]) -> bool {
    const ENDS: [u32; 3] = [24, 60, 60];
    digits.chunks(2).zip(ENDS).all(|(part, end)| number(part) < end)
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
            ("20240131235959", Some("2024-01-31")),
            ("Ticket 20240112345678", None),
            ("202401312400", None),
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
            ("01.03.2024", Some("2024-03-01")),
            ("Notizen vom 1.3.2024.", Some("2024-03-01")),
            ("v1.3.2024", None),
            ("0.1.3.2024", None),
            ("1.3.2024.5", None),
            ("1.3.20245", None),
            ("1.13.2024", None),
            ("1.3.", None),
            ("01/03/2024", None),
            ("01-03-2024", None),
            ("13/01/2024", Some("2024-01-13")),
            ("13-01-2024", Some("2024-01-13")),
            ("1/13/2024, 10:30", Some("2024-01-13")),
            ("05/05/2024", Some("2024-05-05")),
            ("13/13/2024", None),
            ("1/13/2024/5", None),
            ("0-13-01-2024", None),
            ("13-01/2024", None),
            ("2024年3月1日", Some("2024-03-01")),
            ("2024 年 3 月 1 日 会议", Some("2024-03-01")),
            ("2024年3月", None),
            ("2024年13月1日", None),
            ("1. März 2024", Some("2024-03-01")),
            ("1. Ma\u{308}rz 2024", Some("2024-03-01")),
            ("Freitag, 1. MÄRZ 2024", Some("2024-03-01")),
            ("1er août 2024", Some("2024-08-01")),
            ("1 de diciembre del 2024", Some("2024-12-01")),
            ("1º de março de 2024", Some("2024-03-01")),
            ("31 gennaio 2024", Some("2024-01-31")),
            ("31 januari 2024", Some("2024-01-31")),
            ("1 мая 2024 г.", Some("2024-05-01")),
            ("1 Ağustos 2024", Some("2024-08-01")),
            ("31 Aralık 2024", Some("2024-12-31")),
            ("März 2024", None),
            ("1. Mumpitz 2024", None),
        ] {
            assert_eq!(find(text).map(|date| date.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn numbers_that_may_be_day_and_month_mean_two_days() {
        for (text, days) in [
            ("03/04/2024", Some(["2024-04-03", "2024-03-04"])),
            ("on 3-4-2024, 10:30", Some(["2024-04-03", "2024-03-04"])),
            ("03/04/2024 (2024-04-03)", None),
            ("13/04/2024", None),
            ("04/04/2024", None),
            ("03.04.2024", None),
            ("", None),
        ] {
            let found = either(text).map(|days| days.map(|day| day.to_string()));
            assert_eq!(found, days.map(|days| days.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_text_is_a_day_if_it_says_nothing_else() {
        for (text, day) in [
            ("2024-01-05", Some("2024-01-05")),
            ("[[2024-01-05]]", Some("2024-01-05")),
            ("2024-01-05 Friday", Some("2024-01-05")),
            ("2024-01-05T10:30:00Z", Some("2024-01-05")),
            ("January 5, 2024 10:30 AM", Some("2024-01-05")),
            ("Fri, 5th of Jan 2024", Some("2024-01-05")),
            ("Viernes, 5 de enero de 2024", Some("2024-01-05")),
            ("2024年1月5日 星期五", Some("2024-01-05")),
            ("2024年1月5日（金曜日）", Some("2024-01-05")),
            ("13/01/2024", Some("2024-01-13")),
            ("le 5 janvier 2024", Some("2024-01-05")),
            ("2024-01-05 Kafka", None),
            ("sales-2024-01-05.csv", None),
            ("Day 4 (2024-01-05)", None),
            ("2024年1月5日会议", None),
            ("Friday", None),
            ("", None),
        ] {
            assert_eq!(only(text).map(|date| date.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn names_of_daily_notes_are_days() {
        for (name, is) in [
            ("2024-01-31", true),
            ("2024_01_31", true),
            ("20240131", true),
            ("31.01.2024", true),
            ("01-02-2024", true),
            ("2024-01-05 Friday", true),
            ("2024年1月5日", true),
            ("5 January 2024", true),
            ("Jan 5th, 2024", true),
            ("2024-13-31", false),
            ("2023-04-02-white-tea", false),
            ("202401311530", false),
            ("2024-01-31 1530", false),
            ("1704067200000", false),
            ("Day 4 2024-01-05", false),
            ("2024", false),
            ("", false),
        ] {
            assert_eq!(is_day(name), is, "{name}");
        }
    }
}
