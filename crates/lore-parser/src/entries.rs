//! What the heading of an entry of a journal says: its number, its day, what stands behind them, and by
//! what it can be asked for alone. Leaves out how days are spelt, and sections.

use lore_core::counted::{self, DAY};
use lore_core::{Date, Section, TitleSource, Topic, days};

/// A name of entries that says nothing but which they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryName {
    /// Those of a day.
    Day(Date),
    /// What they count, in English and lower case, and the place in it.
    Number(&'static str, u32),
}

/// What a name says if it is a day or number alone: `Day 4`, `第4天`, `2024-01-31`.
pub fn entry_name(name: &str) -> Option<EntryName> {
    if let Some((word, number, end)) = number_and_end(name) {
        let is_all = !name[end..].contains(char::is_alphanumeric);
        return is_all.then_some(EntryName::Number(word, number));
    }
    days::only(name).map(EntryName::Day)
}

impl EntryName {
    /// Whether an entry with this heading and day is of this name.
    pub fn fits(self, heading: &str, day: Option<Date>) -> bool {
        match self {
            EntryName::Day(own) => day == Some(own),
            EntryName::Number(word, number) => number_and_end(heading).is_some_and(|found| {
                let (found_word, found_number, end) = found;
                (found_word, found_number) == (word, number) && !is_divided(&heading[end..])
            }),
        }
    }
}

/// Whether a heading counts the parts of a book or course: `Chapter 3`, and not the days of a journal.
pub fn counts_parts(heading: &str) -> bool {
    number(heading).is_some_and(|(word, _)| counted::is_part(word))
}

/// What a heading counts, in English and lower case, and its place: `7` in `Day 7: …`.
pub fn number(heading: &str) -> Option<(&'static str, u32)> {
    number_and_end(heading).map(|(word, number, _)| (word, number))
}

/// The same, and where the number ends. Signs such as 📅 may stand before it.
fn number_and_end(heading: &str) -> Option<(&'static str, u32, usize)> {
    let begin = heading.find(char::is_alphanumeric)?;
    let text = &heading[begin..];
    if let Some((day, end)) = day_between_signs(text) {
        return Some((DAY, day, begin + end));
    }
    let word_end = text.find(|c: char| !c.is_alphabetic())?;
    let word = &text[..word_end];
    let word = counted::counted(word)?;
    let rest = text[word_end..].trim_start().trim_start_matches(['#', '-']).trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    // `Part 2nd`, `Unit 5b` are names.
    if rest[digits..].starts_with(char::is_alphabetic) {
        return None;
    }
    Some((word, rest[..digits].parse().ok()?, heading.len() - rest.len() + digits))
}

/// `4` in `第4天 …` and `第4日 …`, as Chinese and Japanese count days, and in `4日目 …`; and where it ends.
fn day_between_signs(text: &str) -> Option<(u32, usize)> {
    let counted = text.strip_prefix('第');
    let rest = counted.unwrap_or(text).trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let after = rest[digits..].trim_start();
    let behind = match counted {
        // `第4日曜日` is the fourth Sunday.
        Some(_) if after.starts_with("日曜") => return None,
        Some(_) => after.strip_prefix(['天', '日'])?,
        None => after.strip_prefix("日目")?,
    };
    Some((rest[..digits].parse().ok()?, text.len() - behind.len()))
}

/// Whether a number goes on: `Chapter 3.2`, `Day 1.5`.
fn is_divided(behind: &str) -> bool {
    behind.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A field whose line says a day and nothing else: `**Date:** 2024-01-31`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayLine {
    pub(crate) day: Date,
    pub(crate) section: u32,
    /// Whether it stands in a list or quote, and so may be that of one of several things.
    pub(crate) is_inside: bool,
    /// Whether it is written as a field, or stands in a run of such lines. A letter in the text begins like one
    /// that is not.
    pub(crate) is_marked: bool,
}

/// Gives entries the day that a line of theirs says where their headings say none, and tells the day of the whole
/// note: what a line says above all headings or below the title, in no list and the only one to do so. `days` are in
/// the order of the file.
pub(crate) fn dated_by_fields(
    sections: &mut [Section],
    title: TitleSource,
    days: &[DayLine],
    topics: &[Topic],
) -> Option<Date> {
    let heading = sections.iter().position(|section| !section.heading.is_empty());
    let titled = heading.filter(|_| title == TitleSource::Heading).unwrap_or_default();
    let mut of_note: Vec<Date> = Vec::new();
    for of_section in days.chunk_by(|left, right| left.section == right.section) {
        let section_id = of_section[0].section;
        let at = section_id as usize;
        let Some(section) = sections.get_mut(at) else { continue };
        let free = || of_section.iter().filter(|line| !line.is_inside);
        if (at == 0 || at == titled) && section.order.is_none() {
            of_note.extend(free().filter(|line| line.is_marked).map(|line| line.day));
            continue;
        }
        let is_entry = || {
            // Topics are in the order of the file.
            section.order.is_some()
                || topics.binary_search_by_key(&section_id, |topic| topic.section).is_ok()
        };
        let in_list = || match of_section {
            [line] => Some(line.day),
            _ => None,
        };
        if section.date.is_none() && is_entry() {
            section.date = free().next().map(|line| line.day).or_else(in_list);
        }
    }
    let day = of_note.first().copied()?;
    of_note.iter().all(|other| *other == day).then_some(day)
}

/// A day that a heading begins with ends within so many bytes.
const LONGEST_DAY: usize = 60;

/// What stands behind the number or day that a heading begins with: `Kafka` in `Day 7 (2024-01-05) - Kafka`.
pub(crate) fn behind_number(section: &Section) -> Option<&str> {
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '#' | '"' | '“' | '.' | '(');
    let mut rest = section.heading.as_str();
    if section.order.is_some() {
        rest = &rest[number_and_end(rest)?.2..];
        if is_divided(rest) {
            return None;
        }
    }
    if let Some(day) = section.date {
        // In brackets, or behind a sign.
        let from = rest.find(char::is_alphanumeric)?;
        match day_end(&rest[from..], day) {
            Some(end) => rest = rest[from + end..].trim_start_matches([')', ']']),
            // A number comes first, and the day later.
            None if section.order.is_some() => {}
            None => return None,
        }
    }
    let mut rest = rest[rest.find(begins)?..].trim_end();
    // `2024-01-05 (Friday)`
    let word = rest.trim_start_matches('(').split([' ', ')', ',', ':']).next().unwrap_or_default();
    if section.date.is_some() && days::is_weekday(word) {
        let after = &rest[rest.find(word)? + word.len()..];
        rest = after[after.find(char::is_alphanumeric)?..].trim_end();
    }
    Some(rest)
}

/// Where the day ends that a text begins with; its name of the week may stand before it.
fn day_end(text: &str, day: Date) -> Option<usize> {
    let is_end = |end: &usize| {
        let next = text[*end..].chars().next();
        next.is_none_or(|c| !c.is_alphanumeric() || text[..*end].ends_with('日'))
            && !text[..*end].ends_with(char::is_whitespace)
    };
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let ends = ends.take_while(|&end| end <= LONGEST_DAY);
    let end = ends.filter(is_end).find(|&end| days::find(&text[..end]) == Some(day))?;
    let starts = text[..end].char_indices().map(|(at, _)| at);
    let start = starts.rev().find(|&at| {
        let is_start = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        is_start && days::find(&text[at..end]) == Some(day)
    })?;
    let before = text[..start].trim();
    (before.is_empty() || days::is_weekday(before)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_from_the_start_of_a_heading() {
        for (heading, wanted) in [
            ("Day 7", Some(7)),
            ("day #12 - x", Some(12)),
            ("Chapter 3.2", Some(3)),
            ("Week 03", Some(3)),
            ("Lesson", None),
            ("Daily 7", None),
            ("On Day 7", None),
            ("Unit 5b", None),
            ("Day 99999999999", None),
            ("Tag 7", Some(7)),
            ("Jour 7 : Kafka", Some(7)),
            ("Día 7", Some(7)),
            ("DIA 7", Some(7)),
            ("Giorno 7", Some(7)),
            ("Dag 7", Some(7)),
            ("День 7", Some(7)),
            ("Gün 7", Some(7)),
            ("Tagebuch 7", None),
            ("第4天", Some(4)),
            ("第 4 天：Kafka", Some(4)),
            ("第4日", Some(4)),
            ("第4日曜日", None),
            ("4日目", Some(4)),
            ("4日", None),
            ("第4章", None),
            ("第天", None),
            ("📅 Day 7", Some(7)),
            ("🗓\u{fe0f} 第4天", Some(4)),
            ("[Day 7] Kafka", Some(7)),
            ("7 Day", None),
        ] {
            assert_eq!(number(heading).map(|(_, number)| number), wanted, "{heading}");
        }
    }

    #[test]
    fn behind_a_number_or_day_stands_what_an_entry_is_about() {
        for (heading, rest) in [
            ("Day 2 - Kafka", Some("Kafka")),
            ("Day 2: Kafka and Spark", Some("Kafka and Spark")),
            ("Day #12 – dbt", Some("dbt")),
            ("Day 2", None),
            ("Day 2.5", None),
            ("Chapter 3.2", None),
            ("Day 7 (2024-01-05): Kafka", Some("Kafka")),
            ("Day 7 - 2024-01-05", None),
            ("Day 7 - Kafka, 2024-01-05", Some("Kafka, 2024-01-05")),
            ("Tag 7: Größe", Some("Größe")),
            ("第4天：Kafka", Some("Kafka")),
            ("4日目 Kafka", Some("Kafka")),
            ("2024-01-05 Kafka basics", Some("Kafka basics")),
            ("[2024-01-05] .NET", Some(".NET")),
            ("Friday, 2024-01-05: Kafka", Some("Kafka")),
            ("2024-01-05 (Friday)", None),
            ("2024-01-05, Freitag", None),
            ("2024-01-05 Fri - Kafka", Some("Kafka")),
            ("Jan 5th, 2024: Kafka", Some("Kafka")),
            ("5. Januar 2024 Kafka", Some("Kafka")),
            ("2024年1月5日 会议", Some("会议")),
            ("2024年1月5日会议", Some("会议")),
            ("What came of the meeting on 2024-01-05 at noon", None),
            ("Kafka 2024-01-05", None),
            ("📅 Day 7: Kafka", Some("Kafka")),
            ("📅 2024-01-05 Kafka", Some("Kafka")),
            ("2日目（2024年1月2日）", None),
            ("2024-01-05", None),
        ] {
            let section = Section {
                heading: heading.to_owned(),
                date: days::find(heading),
                order: number(heading).map(|(_, number)| number),
                ..Section::default()
            };
            assert_eq!(behind_number(&section), rest, "{heading}");
        }
    }

    #[test]
    fn entries_are_named_by_their_number_or_day_alone() {
        for (name, heading, fits) in [
            ("Day 4", "Day 4: Kafka", true),
            ("day #4", "Day 4 - Kafka", true),
            ("Day 4", "Day 4 (2024-01-05)", true),
            ("Day 4", "📅 Day 4 | Kafka", true),
            ("Día 2", "Día 2 — 4 de enero de 2024", true),
            ("2日目", "2日目（2024年1月2日）", true),
            ("第 4 天", "第4天：Kafka", true),
            ("Day 4", "Day 40: Kafka", false),
            ("Day 4", "Week 4: Kafka", false),
            ("Chapter 3", "Chapter 3.2 Storage", false),
            ("Day 4: Kafka", "Day 4 - Kafka", false),
            ("Day 1.5", "Day 1: Kafka", false),
            ("2024-01-05", "Day 4 (2024-01-05)", true),
            ("January 5, 2024", "2024-01-05 Kafka", true),
            ("2024-01-05 Kafka", "2024-01-05 Spark", false),
            ("Kafka", "Kafka", false),
        ] {
            let found =
                entry_name(name).is_some_and(|name| name.fits(heading, days::find(heading)));
            assert_eq!(found, fits, "{name} {heading}");
        }
    }
}
