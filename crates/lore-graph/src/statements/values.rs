//! Which words of a field's value are names: of a list each item, of running text none. Leaves out which names
//! the vault knows, and which fields name anything at all.

use lore_core::{Date, has_scheme, words};

use crate::amounts::is_amount;

/// A value is a name up to this many words.
const NAME_WORDS: usize = 8;

/// The items of a list that is written as a sentence have no more words than this, and fewer on average: `Docker,
/// Kafka and change data capture.`
const ITEM_WORDS: usize = 4;
const LISTED_WORDS: usize = 3;

const SENTENCE_ENDS: [char; 6] = ['.', '!', '?', '。', '！', '？'];

/// What joins two names, or is part of one: `Pride and Prejudice`.
const JOINS: [&str; 2] = [" and ", " & "];

/// What may stand behind the end of a sentence.
const CLOSING: [char; 7] = ['"', '\'', ')', ']', '*', '_', '”'];

/// A value without emphasis markup.
pub(super) fn plain_name(value: &str) -> String {
    let name = value.trim().trim_matches(['*', '`', '"', '\'', '_']).trim();
    name.trim_start_matches('#').to_owned()
}

/// A piece of a value between commas.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'a> {
    pub(super) whole: &'a str,
    /// The names it may be instead; none where nothing joins two.
    pub(super) parts: Vec<&'a str>,
    /// Whether it is the last of several: `and` stands before the last name of a list.
    pub(super) ends_list: bool,
}

impl<'a> Item<'a> {
    fn one(whole: &'a str) -> Item<'a> {
        Item { whole, parts: Vec::new(), ends_list: false }
    }
}

/// Cuts outside of brackets at what is found at the beginning of a rest, which says how long it is.
fn split(value: &str, cut: impl Fn(&str) -> Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0i32);
    for (at, c) in value.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ if depth > 0 || at < start => {}
            _ => {
                if let Some(length) = cut(&value[at..]) {
                    parts.push(&value[start..at]);
                    start = at + length;
                }
            }
        }
    }
    parts.push(&value[start..]);
    parts
}

/// The pieces between commas and semicolons, with what `and` joins in each.
fn items<'a>(value: &'a str) -> Vec<Item<'a>> {
    let pieces = split(value, |rest| rest.starts_with([',', ';']).then_some(1));
    let count = pieces.len();
    let item = |(at, piece): (usize, &'a str)| {
        let ends_list = count > 1 && at + 1 == count;
        // `Docker, Kafka, and Airflow`
        let whole = JOINS.into_iter().find_map(|and| piece.strip_prefix(and));
        let whole = whole.filter(|_| ends_list).unwrap_or(piece).trim();
        let join = |rest: &str| JOINS.into_iter().find(|and| rest.starts_with(and)).map(str::len);
        let parts = split(whole, join);
        let parts = if parts.len() > 1 { parts } else { Vec::new() };
        Item { whole, parts, ends_list }
    };
    pieces.into_iter().enumerate().map(item).collect()
}

/// What may be names in a value: the items of a list. A sentence is none, unless it lists a few things, and then
/// what is long in it is none of them.
pub(super) fn names_in<'a>(value: &'a str) -> Vec<Item<'a>> {
    let mut items = items(value);
    let ends = |text: &str| text.trim_end_matches(CLOSING).ends_with(SENTENCE_ENDS);
    let is_end = |word: &str| word.chars().count() > 2 && ends(word);
    let is_one = matches!(&items[..], [item] if item.parts.is_empty());
    if is_one || !value.split_whitespace().any(is_end) {
        return items;
    }
    // The sentence ends, and not the name of its last item.
    if let Some(last) = items.last_mut() {
        let without_end = |name: &'a str| name.trim_end().trim_end_matches(SENTENCE_ENDS);
        last.whole = without_end(last.whole);
        last.parts.last_mut().into_iter().for_each(|part| *part = without_end(part));
    }
    let length = |part: &str| words::plain(part).take(NAME_WORDS + 1).count();
    let each = |item: &Item<'a>| match item.parts[..] {
        [] => vec![item.whole],
        _ => item.parts.clone(),
    };
    let all: Vec<&str> = items.iter().flat_map(each).collect();
    if all.iter().map(|part| length(part)).sum::<usize>() > LISTED_WORDS * all.len() {
        return Vec::new();
    }
    let is_short = |part: &&str| length(part) <= ITEM_WORDS;
    let short = |item: Item<'a>| {
        let parts = each(&item);
        match parts.iter().all(is_short) {
            true => vec![item],
            false => parts.into_iter().filter(is_short).map(Item::one).collect(),
        }
    };
    items.into_iter().flat_map(short).collect()
}

/// Whether a value is a name rather than a sentence, a number, an amount, a date, a URL or yes and no.
pub(super) fn is_name(value: &str) -> bool {
    let count = words::plain(value).take(NAME_WORDS + 1).count();
    (1..=NAME_WORDS).contains(&count)
        && value.chars().any(char::is_alphabetic)
        && !has_scheme(value)
        && !value.ends_with(SENTENCE_ENDS)
        && !is_amount(value)
        && value.get(..10).is_none_or(|start| start.parse::<Date>().is_err())
        && !matches!(
            value.to_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "none" | "null"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_of_running_text_are_no_names() {
        for (value, names) in [
            ("Docker, Kafka and Airflow", &["Docker", "Kafka", "Airflow"][..]),
            ("Docker, change data capture.", &["Docker", "change data capture"]),
            (
                "exactly-once delivery in a log, Docker",
                &["exactly-once delivery in a log", "Docker"],
            ),
            ("Layers are cached, which I did not know, and then I fixed the build.", &[]),
            ("It runs daily. Layers are cached, which I did not know", &[]),
            ("Today I read about Docker, Kafka, dbt, Spark.", &["Kafka", "dbt", "Spark"]),
            ("One sentence without a comma.", &["One sentence without a comma."]),
        ] {
            let all = |item: Item<'static>| match item.parts[..] {
                [] => vec![item.whole],
                _ => item.parts,
            };
            let found: Vec<&str> =
                names_in(value).into_iter().flat_map(all).map(str::trim).collect();
            assert_eq!(found, names, "{value}");
        }
    }

    #[test]
    fn what_and_joins_may_be_one_name_and_ends_a_list() {
        for (value, whole, parts, ends_list) in [
            ("Pride and Prejudice", "Pride and Prejudice", &["Pride", "Prejudice"][..], false),
            ("Emma, War & Peace", "War & Peace", &["War", "Peace"], true),
            ("Docker, Kafka, and Airflow", "Airflow", &[], true),
            ("Hound (of fire and fog)", "Hound (of fire and fog)", &[], false),
            ("Sense and Sensibility.", "Sense and Sensibility", &["Sense", "Sensibility"], false),
        ] {
            let last = names_in(value).pop().unwrap();
            let found = (last.whole.trim(), &last.parts[..], last.ends_list);
            assert_eq!(found, (whole, parts, ends_list), "{value}");
        }
    }
}
