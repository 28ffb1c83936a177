//! Makes sections of headings: which holds which, their anchors, their day and place in a
//! sequence. Leaves out finding the headings.

use std::ops::Range;

use lore_core::{Date, LineIndex, Section, Span, name};
use rustc_hash::FxHashMap;

use crate::dates;
use crate::markdown::Heading;

/// The sections of a note: the text before any heading, then one for each heading, and the anchors of the
/// headings that begin none, each with its place. `hidden` is what stands in headings and is none of their text;
/// both are in the order of the file.
pub(crate) fn build(
    text: &str,
    headings: Vec<Heading>,
    hidden: &[Range<usize>],
    lines: &LineIndex,
) -> (Vec<Section>, Vec<(String, usize)>) {
    let end = Span::new(text.len()..text.len()).start;
    let mut sections = Vec::with_capacity(headings.len() + 1);
    sections.push(Section {
        heading: String::new(),
        level: 0,
        slug: String::new(),
        parent: None,
        span: Span { start: 0, end },
        own_end: end,
        heading_span: Span::default(),
        line: 1,
        date: None,
        order: None,
        words: 0,
        squared_norm: 0,
    });
    // The sections that are still open, the outermost first.
    let mut open: Vec<u32> = vec![0];
    let mut slugs: FxHashMap<String, u32> = FxHashMap::default();
    let mut anchors: Vec<(String, usize)> = Vec::new();
    for heading in headings {
        let start = heading.span.start;
        if heading.is_nested {
            let slug = name::slug(&in_one_line(&heading_text(&heading.text)));
            if !slug.is_empty() {
                anchors.push((unique(&mut slugs, slug), start as usize));
            }
            continue;
        }
        if let Some(last) = sections.last_mut() {
            last.own_end = start;
        }
        while open.len() > 1
            && let Some(&last) = open.last()
            && sections[last as usize].level >= heading.level
        {
            sections[last as usize].span.end = start;
            open.pop();
        }
        let own = |range: &&Range<usize>| heading.span.range().contains(&range.start);
        let first = hidden.partition_point(|range| range.start < start as usize);
        let hidden =
            hidden[first..].iter().take_while(own).filter_map(|range| text.get(range.clone()));
        let shown = heading_text(&without(&heading.text, hidden));
        let index = u32::try_from(sections.len()).unwrap_or(u32::MAX);
        sections.push(Section {
            level: heading.level,
            slug: unique(&mut slugs, name::slug(&shown)),
            parent: open.last().copied(),
            span: Span { start, end },
            own_end: end,
            heading_span: written(text, heading.span),
            line: lines.line(start),
            date: dates::find(&shown),
            order: order(&shown),
            words: 0,
            squared_norm: 0,
            heading: shown,
        });
        open.push(index);
    }
    (sections, anchors)
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A day in the title of a note that is of another day is what the note is about, unless the title is the
/// first entry of several in a journal.
pub(crate) fn of_day(sections: &mut [Section], day: Date) {
    let Some(at) = sections.iter().position(|section| !section.heading.is_empty()) else { return };
    let (title, rest) = (&sections[at], &sections[at + 1..]);
    let is_entry = rest.iter().any(|part| part.level <= title.level && part.date.is_some());
    if !is_entry && title.date != Some(day) {
        sections[at].date = None;
    }
}

/// GitHub's way of telling equal anchors apart.
fn unique(slugs: &mut FxHashMap<String, u32>, slug: String) -> String {
    let Some(&seen) = slugs.get(&slug) else {
        slugs.insert(slug.clone(), 0);
        return slug;
    };
    let mut count = seen;
    loop {
        count += 1;
        let candidate = format!("{slug}-{count}");
        if !slugs.contains_key(&candidate) {
            slugs.insert(slug, count);
            slugs.insert(candidate.clone(), 0);
            return candidate;
        }
    }
}

/// So many pieces of a heading are not found in its text before the others are left there, too.
const MOST_MISSED: usize = 8;

/// The text without the pieces of it, which come in its order. They are looked for from its end: what looks like
/// one of them may stand before it, and what is told of a heading stands behind.
fn without<'a>(shown: &str, pieces: impl Iterator<Item = &'a str>) -> String {
    let (mut kept, mut rest) = (Vec::new(), shown);
    // Markup inside a piece may show it another way; many such are not looked for over and over.
    let mut missed = 0;
    let pieces: Vec<&str> = pieces.collect();
    for piece in pieces.into_iter().rev() {
        match rest.rsplit_once(piece) {
            Some((before, behind)) => {
                kept.push(behind);
                rest = before;
            }
            None if missed < MOST_MISSED => missed += 1,
            None => break,
        }
    }
    kept.push(rest);
    kept.into_iter().rev().collect()
}

/// The heading's text without a block id and highlight marks.
fn heading_text(shown: &str) -> String {
    let mut shown = shown.trim();
    if let Some(at) = block_id(shown) {
        shown = shown[..at].trim_end();
    }
    match shown.matches("==").count() {
        count if count > 0 && count % 2 == 0 => shown.replace("==", ""),
        _ => shown.to_owned(),
    }
}

/// Where the ` ^id` at the end of a block begins, if there is one.
pub(crate) fn block_id(block: &str) -> Option<usize> {
    let end = block.trim_end();
    let name = end.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    if name.len() == end.len() {
        return None;
    }
    let before = name.strip_suffix('^')?;
    // The space behind the mark of a quote may be left out.
    let line = before.rsplit('\n').next().unwrap_or(before);
    let begins_line = line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    (begins_line || before.ends_with(char::is_whitespace)).then_some(before.len())
}

/// The heading's content as written.
fn written(text: &str, heading: Span) -> Span {
    let block = heading.slice(text).unwrap_or("");
    let start = heading.start as usize;
    let content = block.trim_start();
    let marks = content.len() - content.trim_start_matches('#').len();
    let is_atx = (1..=6).contains(&marks)
        && content[marks..].chars().next().is_none_or(char::is_whitespace)
        && !block.trim_end().contains('\n');
    let content = if is_atx {
        let content = content[marks..].trim();
        let unmarked = content.trim_end_matches('#');
        // `C#` keeps its sign; marks that close a heading stand apart.
        if unmarked.is_empty() || unmarked.ends_with([' ', '\t']) {
            unmarked.trim_end()
        } else {
            content
        }
    } else {
        // The last line is the rule under the heading.
        let block = block.trim_end();
        block[..block.rfind('\n').unwrap_or(block.len())].trim()
    };
    let from = content.as_ptr() as usize - block.as_ptr() as usize + start;
    Span::new(from..from + content.len())
}

/// `Day` in other languages: German, French, Spanish, Portuguese, Italian, Dutch, Russian, Turkish.
const OTHER_DAYS: [&str; 8] = ["tag", "jour", "día", "dia", "giorno", "dag", "день", "gün"];

/// Whether a heading that begins with a place in a sequence counts days.
pub fn counts_days(heading: &str) -> bool {
    let word = heading.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let word = word.to_lowercase();
    word == "day" || OTHER_DAYS.contains(&&*word) || day_between_signs(heading).is_some()
}

/// `4` in `第4天 …` and `第4日 …`, as Chinese and Japanese count days, and in `4日目 …`.
fn day_between_signs(heading: &str) -> Option<u32> {
    let counted = heading.strip_prefix('第');
    let rest = counted.unwrap_or(heading).trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let after = rest[digits..].trim_start();
    // `第4日曜日` is the fourth Sunday.
    let is_day = match counted {
        Some(_) => after.starts_with(['天', '日']) && !after.starts_with("日曜"),
        None => after.starts_with("日目"),
    };
    is_day.then(|| rest[..digits].parse().ok())?
}

/// A day that a heading begins with ends within so many bytes.
const LONGEST_DAY: usize = 60;

/// What stands behind the number or day that a heading begins with: `Kafka` in `Day 7 (2024-01-05) - Kafka`.
pub(crate) fn behind_number(section: &Section) -> Option<&str> {
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '#' | '"' | '“' | '.' | '(');
    let mut rest = section.heading.as_str();
    if section.order.is_some() {
        rest = &rest[order_and_end(rest)?.1..];
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
    if section.date.is_some() && dates::is_weekday(word) {
        let after = &rest[rest.find(word)? + word.len()..];
        rest = after[after.find(char::is_alphanumeric)?..].trim_end();
    }
    // `Chapter 3.2`, `Day 1.5`
    let is_number = rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    (!is_number).then_some(rest)
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
    let end = ends.filter(is_end).find(|&end| dates::find(&text[..end]) == Some(day))?;
    let starts = text[..end].char_indices().map(|(at, _)| at);
    let start = starts.rev().find(|&at| {
        let is_start = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        is_start && dates::find(&text[at..end]) == Some(day)
    })?;
    let before = text[..start].trim();
    (before.is_empty() || dates::is_weekday(before)).then_some(end)
}

/// `7` in `Day 7: …`.
fn order(heading: &str) -> Option<u32> {
    order_and_end(heading).map(|(order, _)| order)
}

/// The number that a heading begins with, and where it ends.
fn order_and_end(heading: &str) -> Option<(u32, usize)> {
    const WORDS: [&str; 10] = [
        "day", "week", "lesson", "entry", "session", "lecture", "module", "unit", "part", "chapter",
    ];
    if let Some(day) = day_between_signs(heading) {
        let sign = heading.find(['天', '日'])? + '日'.len_utf8();
        let end = sign + if heading[sign..].starts_with('目') { '目'.len_utf8() } else { 0 };
        return Some((day, end));
    }
    let word_end = heading.find(|c: char| !c.is_alphabetic())?;
    let word = &heading[..word_end];
    let is_known = WORDS.iter().any(|known| known.eq_ignore_ascii_case(word));
    if !is_known && !counts_days(word) {
        return None;
    }
    let rest = heading[word_end..].trim_start().trim_start_matches(['#', '-']).trim_start();
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    // `Part 2nd`, `Unit 5b` are names.
    if rest[digits..].starts_with(char::is_alphabetic) {
        return None;
    }
    Some((rest[..digits].parse().ok()?, heading.len() - rest.len() + digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_from_the_start_of_a_heading() {
        for (heading, number) in [
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
        ] {
            assert_eq!(order(heading), number, "{heading}");
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
            ("2024-01-05", None),
        ] {
            let section = Section {
                heading: heading.to_owned(),
                date: dates::find(heading),
                order: order(heading),
                ..Section::default()
            };
            assert_eq!(behind_number(&section), rest, "{heading}");
        }
    }

    #[test]
    fn slugs_are_numbered_and_never_meet() {
        let mut slugs = FxHashMap::default();
        let names = ["a", "a", "a-1", "a", "", ""].map(|name| unique(&mut slugs, name.to_owned()));
        assert_eq!(names, ["a", "a-1", "a-1-1", "a-2", "", "-1"]);
    }

    #[test]
    fn headings_as_written() {
        for (block, content) in [
            ("# A", "A"),
            ("##  A b ##  \n", "A b"),
            ("# C#\n", "C#"),
            ("#\n", ""),
            ("## ##\n", ""),
            ("A\n===\n", "A"),
            ("A\nb\n---", "A\nb"),
            ("#nope\n---\n", "#nope"),
        ] {
            let span = written(block, Span::new(0..block.len()));
            assert_eq!(span.slice(block), Some(content), "{block:?}");
        }
    }

    #[test]
    fn block_ids_stand_at_the_end() {
        for (text, at) in [
            ("a ^b-1", Some(2)),
            ("^x ", Some(0)),
            ("a^b", None),
            ("a ^", None),
            ("a ^b c", None),
            ("x ^b_c", None),
            ("a\n>^b", Some(3)),
            ("a >^b", None),
        ] {
            assert_eq!(block_id(text), at, "{text}");
        }
    }
}
