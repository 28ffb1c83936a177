//! Names of weeks, months, quarters and years, as periodic notes are called. Leaves out what days are called, which
//! is in `days`.

use crate::Date;
use crate::days::{day, is_day, year};

/// The first day of the week, month or quarter that a text is: `2024-W02`, `2024-01`, `2024-Q1`.
pub fn period_start(text: &str) -> Option<Date> {
    let (year, rest) = text.trim().split_at_checked(4)?;
    let year = self::year(year)?;
    let rest =
        rest.strip_prefix('-').or_else(|| Some(rest).filter(|rest| rest.starts_with('W')))?;
    let count = |digits: &str, length: usize| -> Option<u32> {
        let fits = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| digits.parse().ok())?
    };
    if let Some(week) = rest.strip_prefix(['W', 'w']) {
        let week = i8::try_from(count(week, 2)?).ok()?;
        let year = i16::try_from(year).ok().filter(|year| (1000..=2999).contains(year))?;
        let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday);
        return monday.ok().map(|monday| monday.date());
    }
    let month = match rest.strip_prefix(['Q', 'q']) {
        Some(quarter) => 3 * count(quarter, 1).filter(|quarter| (1..=4).contains(quarter))? - 2,
        None => count(rest, 2)?,
    };
    day(year, month, 1)
}

/// Years that are no titles: the others name novels as well.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2099;

/// Whether a name is that of a period and nothing else: a day, `2024-W02`, `2024-02`, `2024-Q1`, `2024`.
pub fn is_period(name: &str) -> bool {
    let name = name.trim();
    if is_day(name) {
        return true;
    }
    let Some(year) = name.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return false;
    };
    if !year.parse().is_ok_and(|year| YEARS.contains(&year)) {
        return false;
    }
    let rest = &name[4..];
    let behind = rest.trim_start_matches(['-', '_', '.', ' ']);
    let number = |text: &str| match text.len() {
        1 | 2 if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().unwrap_or(99),
        _ => 99,
    };
    let is_divided = behind.len() < rest.len();
    // `2024-01-00`, which a day before the first is called, is of no day, but means one.
    let two = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((month, day)) = behind.split_once(['-', '_', '.', ' ']) {
        return is_divided && two(month) && two(day);
    }
    match behind.as_bytes().first() {
        None => rest.is_empty(),
        Some(b'W' | b'w') => (0..=53).contains(&number(&behind[1..])),
        Some(b'Q' | b'q') => (0..=4).contains(&number(&behind[1..])),
        Some(_) => is_divided && behind.len() == 2 && (0..=13).contains(&number(behind)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_told_by_names_that_are_nothing_else() {
        for (name, wanted) in [
            ("2024-01-31", true),
            ("2024_01_31", true),
            ("31.01.2024", true),
            ("2024-W02", true),
            ("2024W02", true),
            ("2024-w2", true),
            ("2024-02", true),
            ("2024_02", true),
            ("2024-Q1", true),
            ("2024 Q4", true),
            ("2024", true),
            ("1984", false),
            ("2666", false),
            ("202402", false),
            ("2024-13", true),
            ("2024-01-00", true),
            ("2024-W00", true),
            ("2024-14", false),
            ("2024-01-31-1", false),
            ("2024-01-3", true),
            ("2024-01-xy", false),
            ("2024-W54", false),
            ("2024-Q5", false),
            ("2024-", false),
            ("2024-2", false),
            ("2024-02 Plans", false),
            ("2024 Plans", false),
            ("Week 2", false),
            ("二零二四年", false),
            ("", false),
        ] {
            assert_eq!(is_period(name), wanted, "{name}");
        }
    }

    #[test]
    fn weeks_months_and_quarters_begin_on_a_day() {
        for (text, day) in [
            ("2024-W02", Some("2024-01-08")),
            ("2024W02", Some("2024-01-08")),
            ("2024-W53", None),
            ("2020-W53", Some("2020-12-28")),
            ("2024-01", Some("2024-01-01")),
            ("2024-13", None),
            ("2024-Q2", Some("2024-04-01")),
            ("2024-Q5", None),
            ("2024-1", None),
            ("202401", None),
            ("2024", None),
            ("2024-01 Plans", None),
            ("日本2024-01", None),
            ("", None),
        ] {
            assert_eq!(period_start(text).map(|date| date.to_string()).as_deref(), day, "{text}");
        }
    }
}
