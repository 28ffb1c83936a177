//! From a test of a property as read to tantivy's queries. Leaves out which terms a property has, which
//! `properties` says, and whether it is one of the note or of a section.

use std::ops::Bound;

use tantivy::query::{BooleanQuery, RangeQuery};

use super::Boxed;
use super::queries::{either, key_query, terms_between, terms_from};
use crate::properties;
use crate::query::{Days, Numbers, Property, Test, Value};
use crate::schema::Keys;
use crate::terms::phrase_terms;

/// The sections with a property as wanted; nothing if no word or number is.
pub(super) fn query(keys: Keys, property: &Property) -> Option<Boxed> {
    let key = properties::key(&property.name);
    match &property.test {
        Test::Present => Some(key_query(keys, &key)),
        Test::Text(value, days) => {
            let number = properties::number(&value.text)
                .and_then(|(number, unit)| with_number(keys, &key, number, unit));
            let days = days.map(|days| between_days(keys, &key, days));
            let words = with_words(keys, &key, value);
            either([words, number, days].into_iter().flatten())
        }
        Test::Within(numbers, days) => {
            let numbers = numbers.map(|numbers| between_numbers(keys, &key, numbers));
            let days = days.map(|days| between_days(keys, &key, days));
            either([numbers, days].into_iter().flatten())
        }
    }
}

/// The words of a value one after another, as far as each pair of them says so.
fn with_words(keys: Keys, key: &str, value: &Value) -> Option<Boxed> {
    let words = phrase_terms(&value.text);
    let mut terms: Vec<String> = match &words[..] {
        [(_, word)] => vec![properties::word_term(key, word)],
        several => {
            let pairs = several.windows(2);
            pairs.map(|pair| properties::pair_term(key, &pair[0].1, &pair[1].1)).collect()
        }
    };
    let last = terms.pop()?;
    let last = match value.prefix {
        true => terms_from(|term| keys.term(term), &last),
        false => key_query(keys, &last),
    };
    let mut queries: Vec<Boxed> = terms.iter().map(|term| key_query(keys, term)).collect();
    queries.push(last);
    Some(Box::new(BooleanQuery::intersection(queries)))
}

/// A number by itself whatever it counts; with a unit behind it of what has no other unit. With another
/// word only if that word is there, too, which is for its words to find.
fn with_number(keys: Keys, key: &str, number: f64, unit: &str) -> Option<Boxed> {
    let of_number = key_query(keys, &properties::number_term(key, number));
    if unit.is_empty() {
        return Some(of_number);
    }
    if !properties::is_unit(unit) {
        return None;
    }
    let bare = key_query(keys, &properties::bare_number_term(key, number));
    let with_unit = with_words(keys, key, &Value::words(unit))
        .map(|words| Box::new(BooleanQuery::intersection(vec![of_number, words])) as Boxed);
    either(with_unit.into_iter().chain([bare]))
}

fn between_numbers(keys: Keys, key: &str, numbers: Numbers) -> Boxed {
    let term = |number: f64| properties::number_term(key, number);
    let low = numbers.low.map_or(f64::NEG_INFINITY, |(low, _)| low);
    let high = numbers.high.map_or(f64::INFINITY, |(high, _)| high);
    let bound = |number: f64, within: bool| {
        let term = keys.term(&term(number));
        if within { Bound::Included(term) } else { Bound::Excluded(term) }
    };
    let within = |bound: Option<(f64, bool)>| bound.is_none_or(|(_, within)| within);
    Box::new(RangeQuery::new(
        bound(low + 0.0, within(numbers.low)),
        bound(high + 0.0, within(numbers.high)),
    ))
}

fn between_days(keys: Keys, key: &str, days: Days) -> Boxed {
    let from = days.from.unwrap_or(lore_core::Date::ZERO);
    let to = days.to.unwrap_or(lore_core::Date::MAX);
    let term = |day| keys.term(&properties::day_term(key, day));
    terms_between(term(from), term(to))
}
