//! What is narrower than what by names alone: a name that begins with another, a beginning that several
//! names share, levels in the names of notes. Leaves out what notes declare.

use std::borrow::Cow;
use std::collections::BTreeMap;

use lore_core::counted::counted;
use lore_core::{name, words};
use rustc_hash::{FxHashMap, FxHashSet};

use super::concept::{Concept, most_used};
use crate::graph::Kinds;
use crate::names::bare_file_name;

/// Words that number the parts of anything, or days, and so name nothing by themselves.
const PART_WORDS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "chapter", "class", "day", "entry", "lecture", "lesson", "module", "note", "part",
    "section", "session", "step", "unit", "version", "volume", "week",
];

/// What a name begins with has at most so many words.
const WORDS: usize = 12;

/// The levels above a note that are looked for at most, the nearest first.
const LEVELS: usize = 64;

/// What others may begin with of a concept's name; nothing where its parts tell what it is part of.
pub(crate) fn name_with_beginnings(concept: &Concept) -> Option<&str> {
    let named = Kinds::TITLE | Kinds::TOPIC | Kinds::MISSING;
    (concept.kinds() & named != 0 && !concept.key.contains('/')).then(|| concept.name())
}

/// A beginning that two or more names share up to a natural boundary (a number, a dash, a colon, a counted part …)
/// is a concept even if nobody declares it: `DDIA Chapter 3` of `DDIA Chapter 3 #1 …`, and `DDIA` of `DDIA Chapter 3`
/// and `DDIA Chapter 5`. Names are those of
/// the concepts with these numbers. Returns what these beginnings are called, by their keys.
pub(crate) fn shared_beginnings<'a>(
    names: impl Iterator<Item = (u32, &'a str)>,
    is_concept: impl Fn(&str) -> bool,
) -> BTreeMap<String, String> {
    let mut shared: BTreeMap<String, (FxHashSet<u32>, BTreeMap<String, u32>)> = BTreeMap::new();
    for (at, name) in names {
        for beginning in beginnings(name) {
            let key = name::concept_key(beginning);
            if !is_concept(&key) {
                let entry = shared.entry(key).or_default();
                entry.0.insert(at);
                *entry.1.entry(beginning.to_owned()).or_default() += 1;
            }
        }
    }
    // Of two beginnings shared by the same names, the longer says more.
    let mut groups: FxHashMap<Vec<u32>, &str> = FxHashMap::default();
    for (key, (names, _)) in shared.iter().filter(|(_, (names, _))| names.len() >= 2) {
        let mut names: Vec<u32> = names.iter().copied().collect();
        names.sort_unstable();
        let longest = groups.entry(names).or_default();
        if key.len() > longest.len() {
            *longest = key;
        }
    }
    let called = groups.into_values().filter_map(|key| {
        let spellings = shared.get(key)?.1.iter().map(|(name, &count)| (name.as_str(), count));
        Some((key.to_owned(), most_used(spellings)?.to_owned()))
    });
    called.collect()
}

/// The concept whose name is the longest beginning of a name of `concept`. By keys `find` tells which one
/// that may be, unless it is a plain value: these are what sections share, not what they are about. As keys
/// fold plurals and drop signs, `is_called` then tells whether one of its names is a beginning by
/// [`begins_as_written`], the name of a file only up to a natural boundary.
pub(crate) fn nearest_beginning(
    name: &str,
    concept: u32,
    find: impl Fn(&str) -> Option<u32>,
    is_called: impl Fn(u32, &IsName<'_>) -> bool,
) -> Option<u32> {
    let key = name::concept_key(name);
    if key.contains('/') {
        return None;
    }
    let ends_at_boundary = |beginning: &str| {
        let beginning = name::concept_key(beginning);
        beginnings(name).into_iter().any(|other| name::concept_key(other) == beginning)
    };
    words_before(&key)
        .filter(|beginning| says_something(beginning))
        .filter_map(find)
        .filter(|&parent| parent != concept)
        .find(|&parent| {
            is_called(parent, &|beginning, is_file_name| {
                begins_as_written(name, beginning) && (!is_file_name || ends_at_boundary(beginning))
            })
        })
}

/// Whether a concept is meant by one of its names, of which the second tells whether it is that of a file.
pub(crate) type IsName<'a> = dyn Fn(&str, bool) -> bool + 'a;

/// What a value is a counted part of: `Book` of `Book Chapter 3`.
pub(crate) fn counted_whole(name: &str) -> Option<&str> {
    // Most names end in no number.
    if !name.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let words: Vec<_> = words::plain(name).take(WORDS + 1).collect();
    let [first @ .., count, number] = &words[..] else { return None };
    let last = first.last()?;
    let whole = &name[..last.range.end];
    let is_counted = words.len() <= WORDS
        && number.term.bytes().all(|byte| byte.is_ascii_digit())
        && counted(&name[count.range.clone()]).is_some()
        && !words::is_stop_word(&last.term);
    (is_counted && says_something(&name::concept_key(whole))).then_some(whole)
}

/// Whether a name goes on after another as both are written: the same words, plurals apart, with the same
/// signs between and behind them. Case, accents and punctuation do not count.
pub fn begins_as_written(name: &str, beginning: &str) -> bool {
    let (mut name, mut beginning) = (written(name), written(beginning).peekable());
    // What is called by a picture alone begins nothing.
    let says_something = beginning.peek().is_some();
    let all_are_there = beginning.all(|piece| name.next() == Some(piece));
    says_something && all_are_there && name.next().is_some()
}

/// What is written in a name: its words, and the signs that stand outside of them.
fn written(name: &str) -> impl Iterator<Item = Cow<'_, str>> {
    const SIGNS: [char; 15] =
        ['+', '#', '&', '@', '%', '*', '=', '<', '>', '$', '€', '£', '^', '~', '°'];
    let mut end = 0;
    let last = [None].into_iter();
    words::plain(name).map(Some).chain(last).flat_map(move |word| {
        let next = word.as_ref().map_or(name.len(), |word| word.range.start);
        let signs = name[end..next].matches(SIGNS).map(Cow::Borrowed);
        end = word.as_ref().map_or(name.len(), |word| word.range.end);
        signs.chain(word.map(|word| word.term))
    })
}

/// The beginnings of a key at the ends of its words, the longest first: of its first words alone, since a
/// heading may be as long as a note.
pub(crate) fn words_before(key: &str) -> impl Iterator<Item = &str> {
    let mut ends: Vec<usize> = key.match_indices(' ').map(|space| space.0).take(WORDS).collect();
    ends.reverse();
    ends.into_iter().map(|end| &key[..end])
}

/// The name of a note in which levels are told apart by `separator`, given its path and title.
pub(crate) fn level_of(path: &str, title: &str, separator: &str) -> String {
    // Dots are in file names, slashes in titles: a file's name cannot hold one.
    name::link_key(if separator == "/" { title } else { bare_file_name(path) })
}

/// What is narrower than what where the names of notes, each with its concept, hold a hierarchy: `a.b.c`
/// is below `a.b`, or below `a` if there is no note of that name.
pub(crate) fn by_levels(levels: &[(String, u32)], separator: &str) -> Vec<(u32, u32)> {
    let names: FxHashMap<&str, u32> =
        levels.iter().map(|(level, concept)| (level.as_str(), *concept)).collect();
    let below = levels.iter().filter_map(|(level, concept)| {
        let above = level.rmatch_indices(separator).take(LEVELS).map(|(end, _)| &level[..end]);
        let parent = above.filter_map(|above| names.get(above)).find(|&at| at != concept);
        Some((*concept, *parent?))
    });
    below.collect()
}

/// The beginnings of a name that end at a natural boundary.
pub(crate) fn beginnings(name: &str) -> Vec<&str> {
    // Most names have no such boundary.
    let bounds = |byte: u8| !byte.is_ascii() || byte.is_ascii_digit() || b"#:(|;-,".contains(&byte);
    if !name.bytes().any(bounds) {
        return Vec::new();
    }
    let words: Vec<_> = words::plain(name).take(WORDS).collect();
    let mut beginnings = Vec::new();
    let is_number = |word: &words::Word<'_>| word.term.bytes().all(|byte| byte.is_ascii_digit());
    for (at, pair) in words.windows(2).enumerate() {
        let gap = &name[pair[0].range.end..pair[1].range.start];
        let number = pair[0].position > 0 && is_number(&pair[0]);
        let is_count = |at: usize| {
            let [Some(word), Some(number)] = [words.get(at), words.get(at + 1)] else {
                return false;
            };
            is_number(number) && counted(&name[word.range.clone()]).is_some()
        };
        // `DDIA Chapter 3`, and not `Summary of Chapter 3`. Of `Chapter #3` nothing begins between.
        let counts = is_count(at + 1) && !words::is_stop_word(&pair[0].term);
        if is_count(at) {
            continue;
        }
        let boundary = number
            || counts
            || gap.contains(['#', ':', '–', '—', '(', '|', ';'])
            || gap.contains(" - ")
            || gap.contains(", ");
        let beginning = &name[..pair[0].range.end];
        if boundary && says_something(&name::concept_key(beginning)) {
            beginnings.push(beginning);
        }
    }
    beginnings
}

/// Whether a key holds a word that is neither a number, a part word nor a stop word.
pub(crate) fn says_something(key: &str) -> bool {
    key.split(' ').any(|word| {
        word.chars().count() > 1
            && word.chars().any(char::is_alphabetic)
            && !words::is_stop_word(word)
            && !PART_WORDS.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_name_begins_with_the_longest_concept_and_only_its_first_words_are_asked_for() {
        let asked = Cell::new(0);
        let find = |key: &str| {
            asked.set(asked.get() + 1);
            ["data", "data engineering", "chapter"].iter().position(|&known| known == key)
        };
        let find = |key: &str| find(key).map(|at| at as u32);
        let names = ["Data", "data-engineering", "Chapter"];
        let is_called = |at: u32, is: &IsName<'_>| is(names[at as usize], false);
        for (name, wanted) in [
            ("Data Engineering course", Some(1)),
            ("Data engineerings course", Some(0)),
            ("data lake", Some(0)),
            ("datas lake", None),
            ("data", None),
            ("Chapter one", None),
            ("data/lake house", None),
        ] {
            assert_eq!(nearest_beginning(name, 9, find, is_called), wanted, "{name}");
        }
        let course = "data engineering course";
        assert_eq!(nearest_beginning(course, 1, find, is_called), Some(0), "not itself");
        asked.set(0);
        assert_eq!(nearest_beginning(&"word ".repeat(50_000), 9, find, is_called), None);
        assert_eq!(asked.get(), WORDS);
    }

    #[test]
    fn a_name_begins_with_what_is_written() {
        for (name, beginning, wanted) in [
            ("Airflow DAGs", "Airflow", true),
            ("airflow-project", "Airflow", true),
            ("École normale", "ecole", true),
            ("Security + exam", "Security +", true),
            ("Book 3 #1", "Book 3", true),
            ("Kafka (log)", "Kafka", true),
            ("Security groups", "Security +", false),
            ("Command Line", "Commands", false),
            ("Commands of vim", "Command", false),
            ("R&D costs", "R D", false),
            ("Airflow", "airflow", false),
        ] {
            assert_eq!(begins_as_written(name, beginning), wanted, "{name}, {beginning}");
        }
    }

    #[test]
    fn beginnings_end_at_boundaries() {
        for (name, wanted) in [
            ("DDIA Chapter 3", &["DDIA"][..]),
            ("DDIA Chapter 3 #1", &["DDIA", "DDIA Chapter 3"]),
            ("DDIA chapter #3", &["DDIA"]),
            ("DDIA: Chapter 3", &["DDIA"]),
            ("Rust Book, Part 2", &["Rust Book"]),
            ("Kurs Tag 3", &["Kurs"]),
            ("Curso Día 3", &["Curso"]),
            ("Kafka: Log", &["Kafka"]),
            ("DDIA Chapter three", &[]),
            ("Chapter 3", &[]),
            ("Day 3", &[]),
            ("Summary of Chapter 3", &[]),
            ("DDIA 3", &[]),
        ] {
            assert_eq!(beginnings(name), wanted, "{name}");
        }
    }

    #[test]
    fn the_name_of_a_file_is_a_beginning_up_to_a_boundary() {
        let find = |key: &str| (key == "ddia chapter 3" || key == "kafka").then_some(0);
        for (name, file, wanted) in [
            ("DDIA Chapter 3 #1 - Hash indexes", "ddia-chapter-3", Some(0)),
            ("Kafka: the log", "kafka", Some(0)),
            ("Kafka consumers", "kafka", None),
        ] {
            let is_called = |_: u32, is: &IsName<'_>| is(file, true);
            assert_eq!(nearest_beginning(name, 9, find, is_called), wanted, "{name}");
        }
    }

    #[test]
    fn a_value_that_ends_in_a_counted_part_names_the_whole() {
        for (name, wanted) in [
            (
                "Fundamentals of Data Engineering Chapter 3",
                Some("Fundamentals of Data Engineering"),
            ),
            ("SQL course, module 2", Some("SQL course")),
            ("DDIA Chapter 3: Storage", None),
            ("Python 3", None),
            ("Summary of Chapter 3", None),
            ("Chapter 3", None),
            ("Dune page 3", None),
        ] {
            assert_eq!(counted_whole(name), wanted, "{name}");
        }
    }

    #[test]
    fn levels_are_below_the_nearest_one_that_is_there() {
        let levels: Vec<(String, u32)> =
            ["a", "a.b", "a.b.c.d", "e.f"].into_iter().map(str::to_owned).zip(0..).collect();
        assert_eq!(by_levels(&levels, "."), [(1, 0), (2, 1)]);
    }
}
