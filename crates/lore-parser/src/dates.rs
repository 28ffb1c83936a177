//! Finds a calendar day in a heading, a file name or a property. Leaves out times, words
//! like "yesterday", and forms that mean two days (`01/02/2024`).

use std::time::Duration;

use lore_core::{Date, words};

/// The months of other languages as texts name them with a day, without accents, January first:
/// German, French, Spanish, Portuguese, Italian, Dutch, Russian, Turkish.
#[rustfmt::skip]
const OTHER_MONTHS: [&[&str]; 12] = [
    &["januar", "janner", "janvier", "enero", "janeiro", "gennaio", "januari", "января", "ocak"],
    &["februar", "fevrier", "febrero", "fevereiro", "febbraio", "februari", "февраля", "subat"],
    &["marz", "mars", "marzo", "marco", "maart", "марта", "mart"],
    &["avril", "abril", "aprile", "апреля", "nisan"],
    &["mai", "mayo", "maio", "maggio", "mei", "мая", "mayis"],
    &["juni", "juin", "junio", "junho", "giugno", "июня", "haziran"],
    &["juli", "juillet", "julio", "julho", "luglio", "июля", "temmuz"],
    &["aout", "agosto", "augustus", "августа", "agustos"],
    &["septembre", "septiembre", "setembro", "settembre", "сентября", "eylul"],
    &["oktober", "octobre", "octubre", "outubro", "ottobre", "октября", "ekim"],
    &["novembre", "noviembre", "novembro", "ноября", "kasim"],
    &["dezember", "decembre", "diciembre", "dezembro", "dicembre", "декабря", "aralik"],
];

/// The days of the week as texts name them with a day, without accents, Monday first: English, German, French,
/// Spanish, Portuguese, Italian, Dutch, Russian, Turkish.
#[rustfmt::skip]
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "montag", "mo", "lundi", "lunes", "segunda", "lunedi", "maandag", "понедельник", "pazartesi"],
    &["tuesday", "tue", "dienstag", "di", "mardi", "martes", "terca", "martedi", "dinsdag", "вторник", "sali"],
    &["wednesday", "wed", "mittwoch", "mi", "mercredi", "miercoles", "quarta", "mercoledi", "woensdag", "среда", "carsamba"],
    &["thursday", "thu", "donnerstag", "do", "jeudi", "jueves", "quinta", "giovedi", "donderdag", "четверг", "persembe"],
    &["friday", "fri", "freitag", "fr", "vendredi", "viernes", "sexta", "venerdi", "vrijdag", "пятница", "cuma"],
    &["saturday", "sat", "samstag", "sa", "samedi", "sabado", "sabato", "zaterdag", "суббота", "cumartesi"],
    &["sunday", "sun", "sonntag", "so", "dimanche", "domingo", "domenica", "zondag", "воскресенье", "pazar"],
];

/// Whether a word is the name of a day of the week.
pub(crate) fn is_weekday(word: &str) -> bool {
    let word = words::fold(word.trim_end_matches(['.', ',']));
    WEEKDAYS.iter().any(|names| names.contains(&&*word))
}

/// The first day named in `text`: `2024-01-31`, `2024_01_31`, `2024/01/31`, `20240131`, `31.01.2024`,
/// `2024年1月31日`, `January 31, 2024` or `31 January 2024`, the month in one of several languages; or the day
/// in UTC of milliseconds since 1970, if that is all.
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
            1 | 2 => {
                if let Some(date) = dotted(bytes, at) {
                    return Some(date);
                }
            }
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

/// `31.01.2024` at `at`, where a number of one or two digits stands: with dots the day is always first.
fn dotted(bytes: &[u8], at: usize) -> Option<Date> {
    let before = at.checked_sub(1).map(|before| bytes[before]);
    if before.is_some_and(|byte| byte == b'.' || byte.is_ascii_alphanumeric()) {
        return None;
    }
    let day_end = digits_end(bytes, at);
    let month_end = digits_end(bytes, day_end + 1);
    let year_end = digits_end(bytes, month_end + 1);
    let has_dots = bytes.get(day_end) == Some(&b'.') && bytes.get(month_end) == Some(&b'.');
    // A version goes on.
    let goes_on =
        bytes.get(year_end) == Some(&b'.') && digits_end(bytes, year_end + 1) > year_end + 1;
    let month_length = month_end.saturating_sub(day_end + 1);
    if !has_dots || goes_on || !(1..=2).contains(&month_length) || year_end != month_end + 5 {
        return None;
    }
    day(
        number(&bytes[month_end + 1..year_end]),
        number(&bytes[day_end + 1..month_end]),
        number(&bytes[at..day_end]),
    )
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
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && !is_mark(c))
        .filter(|word| !word.is_empty() && !is_of(word))
        .collect();
    for (at, word) in words.iter().enumerate() {
        let Some(month) = month(word) else { continue };
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

/// What may stand between a day, its month and its year.
fn is_of(word: &str) -> bool {
    ["of", "de", "del"].iter().any(|of| of.eq_ignore_ascii_case(word))
}

fn month(word: &str) -> Option<u32> {
    if word.len() < 3 || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let word = words::fold(word);
    if let Some(month) = lore_core::month(&word) {
        return u32::try_from(month).ok();
    }
    let index = OTHER_MONTHS.iter().position(|names| names.contains(&&*word))?;
    u32::try_from(index + 1).ok()
}

/// `31`, `1st`, `22nd`, `1er`, `1º`.
fn ordinal(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ending = &word[digits.len()..];
    let plain = matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º");
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
    fn months_are_in_the_table_as_they_are_compared_and_once() {
        let mut names: Vec<&str> = OTHER_MONTHS.concat();
        assert!(names.iter().all(|name| words::fold(name) == *name), "{names:?}");
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
