//! Days as people name them: `2023-03`, `2023-03..`, `<2024`, `last week`, `3 days ago`. Leaves out
//! times of the day.

use std::fmt;
use std::time::Duration;

use lore_core::Date;

/// Days one after another, both ends among them; an end that is missing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Days {
    /// Every day there is.
    pub const EVER: Days = Days { from: Some(Date::MIN), to: Some(Date::MAX) };

    /// Reads `text` as days, seen from `today`; nothing if it names none.
    ///
    /// A year, a month or a week means all its days; weeks begin on Monday (ISO 8601). `-` and `_`
    /// may stand for the spaces between words.
    pub fn read(text: &str, today: Date) -> Option<Days> {
        let text = text.trim().to_lowercase();
        if let Some((from, to)) = text.split_once("..") {
            let end = |text: &str| match text.trim() {
                "" => Some(None),
                text => Some(Some(period(text, today)?)),
            };
            let (from, to) = (end(from)?, end(to)?);
            let days =
                Days { from: from.and_then(|days| days.from), to: to.and_then(|days| days.to) };
            return (days != Days::default()).then_some(days);
        }
        if let Some(rest) = text.strip_prefix(">=") {
            return Some(Days { from: period(rest, today)?.from, to: None });
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return Some(Days { from: None, to: period(rest, today)?.to });
        }
        if let Some(rest) = text.strip_prefix('>') {
            let last = period(rest, today)?.to?;
            return Some(Days { from: Some(last.tomorrow().ok()?), to: None });
        }
        if let Some(rest) = text.strip_prefix('<') {
            let first = period(rest, today)?.from?;
            return Some(Days { from: None, to: Some(first.yesterday().ok()?) });
        }
        period(text.strip_prefix('=').unwrap_or(&text), today)
    }

    /// Whether a day is among them.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    fn one(day: Date) -> Days {
        Days { from: Some(day), to: Some(day) }
    }

    fn between(from: Date, to: Date) -> Days {
        Days { from: Some(from), to: Some(to) }
    }
}

/// The days of a single name: a day, week, month or year.
fn period(text: &str, today: Date) -> Option<Days> {
    let text = text.trim();
    calendar(text).or_else(|| {
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | ',')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        in_words(&words, today)
    })
}

/// `2023`, `2023-03`, `2023-03-05`; `/`, `.` and `_` may stand for `-`.
fn calendar(text: &str) -> Option<Days> {
    let mut parts = text.split(['-', '/', '.', '_']);
    let year = parts.next()?;
    if year.len() != 4 {
        return None;
    }
    let year: i16 = number(year)?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let month_days = |month: i8| {
        let first = Date::new(year, month, 1).ok()?;
        Some(Days::between(first, first.last_of_month()))
    };
    match (month, day) {
        (None, _) => {
            Some(Days::between(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
        }
        (Some(month), None) => month_days(number(month)?),
        (Some(month), Some(day)) => {
            Some(Days::one(Date::new(year, number(month)?, number(day)?).ok()?))
        }
    }
}

/// Digits alone.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn in_words(words: &[&str], today: Date) -> Option<Days> {
    match *words {
        ["today"] => Some(Days::one(today)),
        ["yesterday"] => Some(Days::one(today.yesterday().ok()?)),
        ["tomorrow"] => Some(Days::one(today.tomorrow().ok()?)),
        ["this", unit] => Unit::named(unit)?.around(today),
        ["last" | "previous", unit] if Unit::named(unit).is_some() => {
            let unit = Unit::named(unit)?;
            unit.around(unit.around(today)?.from?.yesterday().ok()?)
        }
        ["next", unit] => {
            let unit = Unit::named(unit)?;
            unit.around(unit.around(today)?.to?.tomorrow().ok()?)
        }
        ["past", unit] => Unit::named(unit)?.back(1, today),
        ["last" | "past", count, unit] => Unit::named(unit)?.back(number(count)?, today),
        [count, unit, "ago"] => {
            let day = Unit::named(unit)?.before(number(count)?, today)?;
            Unit::named(unit)?.around(day)
        }
        ["last", weekday] => Some(Days::one(latest(weekday, today.yesterday().ok()?)?)),
        [name] => match month(name) {
            Some(month) => {
                // The latest that has begun.
                let year = if month > today.month() { today.year() - 1 } else { today.year() };
                month_of(year, month)
            }
            None => Some(Days::one(latest(name, today)?)),
        },
        [name, year] if month(name).is_some() => month_of(number(year)?, month(name)?),
        [year, name] => month_of(number(year)?, month(name)?),
        _ => None,
    }
}

/// A month by its name or its short form, with or without a dot.
fn month(name: &str) -> Option<i8> {
    lore_core::month(name.strip_suffix('.').unwrap_or(name))
}

fn month_of(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    Some(Days::between(first, first.last_of_month()))
}

/// The last such weekday up to a day, itself among them.
fn latest(weekday: &str, up_to: Date) -> Option<Date> {
    let wanted = WEEKDAYS.iter().position(|day| *day == weekday || day[..3] == *weekday)?;
    let wanted = i8::try_from(wanted).ok()?;
    let back = (up_to.weekday().to_monday_zero_offset() - wanted).rem_euclid(7);
    up_to.checked_sub(DAY * u32::try_from(back).ok()?).ok()
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn named(name: &str) -> Option<Unit> {
        match name {
            "day" | "days" => Some(Unit::Day),
            "week" | "weeks" => Some(Unit::Week),
            "month" | "months" => Some(Unit::Month),
            "year" | "years" => Some(Unit::Year),
            _ => None,
        }
    }

    /// The unit that a day lies in.
    fn around(self, day: Date) -> Option<Days> {
        match self {
            Unit::Day => Some(Days::one(day)),
            Unit::Week => {
                let monday = latest("monday", day)?;
                Some(Days::between(monday, monday.checked_add(DAY * 6).ok()?))
            }
            Unit::Month => Some(Days::between(day.first_of_month(), day.last_of_month())),
            Unit::Year => Some(Days::between(day.first_of_year(), day.last_of_year())),
        }
    }

    /// The day so many units earlier.
    fn before(self, count: u16, day: Date) -> Option<Date> {
        match self {
            Unit::Day => day.checked_sub(DAY * u32::from(count)).ok(),
            Unit::Week => day.checked_sub(DAY * (7 * u32::from(count))).ok(),
            Unit::Month => {
                let months = i32::from(day.year()) * 12 + i32::from(day.month() - 1);
                let months = months - i32::from(count);
                let year = i16::try_from(months.div_euclid(12)).ok()?;
                let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                Date::new(year, month, day.day().min(first.days_in_month())).ok()
            }
            Unit::Year => Unit::Month.before(count.checked_mul(12)?, day),
        }
    }

    /// So many units up to today: `last 7 days` are seven with today.
    fn back(self, count: u16, today: Date) -> Option<Days> {
        let from = self.before(count, today)?.tomorrow().ok()?;
        (count > 0).then(|| Days::between(from, today))
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (from, to) => {
                let end = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
                write!(f, "{}..{}", end(from), end(to))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_named_in_many_ways() {
        // A Wednesday.
        let today = Date::constant(2024, 3, 13);
        for (text, days) in [
            ("2023", "2023-01-01..2023-12-31"),
            ("2024-02", "2024-02-01..2024-02-29"),
            ("2024-2", "2024-02-01..2024-02-29"),
            ("2024/02/03", "2024-02-03"),
            ("2023-03..", "2023-03-01.."),
            ("..2023-03", "..2023-03-31"),
            ("2023-03..2023-05", "2023-03-01..2023-05-31"),
            ("<2024", "..2023-12-31"),
            ("<=2024", "..2024-12-31"),
            (">2023", "2024-01-01.."),
            (">= 2023", "2023-01-01.."),
            ("today", "2024-03-13"),
            ("Yesterday", "2024-03-12"),
            ("tomorrow", "2024-03-14"),
            ("this week", "2024-03-11..2024-03-17"),
            ("last week", "2024-03-04..2024-03-10"),
            ("last-week", "2024-03-04..2024-03-10"),
            ("next month", "2024-04-01..2024-04-30"),
            ("last month", "2024-02-01..2024-02-29"),
            ("last year", "2023-01-01..2023-12-31"),
            ("past week", "2024-03-07..2024-03-13"),
            ("last 7 days", "2024-03-07..2024-03-13"),
            ("last 2 months", "2024-01-14..2024-03-13"),
            ("3 days ago", "2024-03-10"),
            ("2 weeks ago", "2024-02-26..2024-03-03"),
            ("13 months ago", "2023-02-01..2023-02-28"),
            ("monday", "2024-03-11"),
            ("wednesday", "2024-03-13"),
            ("last wednesday", "2024-03-06"),
            ("march", "2024-03-01..2024-03-31"),
            ("december", "2023-12-01..2023-12-31"),
            ("march 2022", "2022-03-01..2022-03-31"),
            ("2022 mar", "2022-03-01..2022-03-31"),
            ("sept 2023", "2023-09-01..2023-09-30"),
            ("2023-Sept", "2023-09-01..2023-09-30"),
            ("Sept. 2023", "2023-09-01..2023-09-30"),
            ("last month..yesterday", "2024-02-01..2024-03-12"),
        ] {
            let read = Days::read(text, today).map(|days| days.to_string());
            assert_eq!(read.as_deref(), Some(days), "{text}");
        }
    }

    #[test]
    fn other_text_names_no_day() {
        let today = Date::constant(2024, 3, 13);
        for text in [
            "", "..", "kafka", "2024-13", "2024-02-30", "1", "20240", "last", "0 days",
            "last 0 days", "99999 days ago", "9999 years ago", "<", "é", "mär",
        ] {
            assert_eq!(Days::read(text, today), None, "{text}");
        }
    }
}
