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

/// What may stand behind the end of a sentence.
const CLOSING: [char; 7] = ['"', '\'', ')', ']', '*', '_', '”'];

/// A value without emphasis markup.
pub(super) fn plain_name(value: &str) -> String {
    let name = value.trim().trim_matches(['*', '`', '"', '\'', '_']).trim();
    name.trim_start_matches('#').to_owned()
}

/// Splits at commas, semicolons and `and`, outside brackets.
fn split_names(value: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0i32);
    let mut skip_to = 0;
    for (at, c) in value.char_indices() {
        if at < skip_to {
            continue;
        }
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            ',' | ';' if depth <= 0 => {
                parts.push(&value[start..at]);
                start = at + 1;
            }
            ' ' if depth <= 0 && value[at..].starts_with(" and ") => {
                parts.push(&value[start..at]);
                start = at + 5;
                skip_to = start;
            }
            _ => {}
        }
    }
    parts.push(&value[start..]);
    parts
}

/// What may be names in a value: the items of a list. A sentence is none, unless it lists a few things, and then
/// what is long in it is none of them.
pub(super) fn names_in(value: &str) -> Vec<&str> {
    let mut parts = split_names(value);
    let ends = |text: &str| text.trim_end_matches(CLOSING).ends_with(SENTENCE_ENDS);
    let is_end = |word: &str| word.chars().count() > 2 && ends(word);
    if parts.len() == 1 || !value.split_whitespace().any(is_end) {
        return parts;
    }
    let length = |part: &str| words::plain(part).take(NAME_WORDS + 1).count();
    let words: usize = parts.iter().map(|part| length(part)).sum();
    match words > LISTED_WORDS * parts.len() {
        true => parts.clear(),
        false => parts.retain(|part| length(part) <= ITEM_WORDS),
    }
    // The sentence ends, and not the name of its last item.
    if let Some(last) = parts.last_mut() {
        *last = last.trim_end().trim_end_matches(SENTENCE_ENDS);
    }
    parts
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
            let found: Vec<&str> = names_in(value).into_iter().map(str::trim).collect();
            assert_eq!(found, names, "{value}");
        }
    }
}
