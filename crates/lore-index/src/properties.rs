//! Properties as terms of the text index: which there are, the words, numbers and days in them.
//! Leaves out which days a value names, which the parser says.
//!
//! All terms of one property begin with its key, so that numbers and days between two bounds are the
//! terms between two terms.

use std::collections::BTreeSet;

use lore_core::words::{self, WordKind};
use lore_core::{Date, name};

use crate::schema::{KeyKind, day_number};

/// More words of one value are text rather than a value.
const MOST_WORDS: usize = 64;

/// A property or field with what it says, as terms.
#[derive(Clone, Debug)]
pub struct PropertyText {
    terms: BTreeSet<String>,
    /// Bytes of the terms.
    bytes: usize,
}

impl PropertyText {
    /// A property by its name and values as written, and the days that its values name.
    pub fn new<'a>(
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
        days: impl IntoIterator<Item = Date>,
    ) -> PropertyText {
        let key = key(name);
        let mut terms = BTreeSet::new();
        for value in values {
            let unit = match number(value) {
                Some((number, unit)) => {
                    terms.insert(number_term(&key, number));
                    if unit.is_empty() {
                        terms.insert(bare_number_term(&key, number));
                    }
                    Some(unit)
                }
                None => None,
            };
            // What stands behind a number may be a unit or a name: `350 pages`, `12 Monkeys`.
            if unit.is_none_or(|unit| !unit.is_empty()) {
                let mut count = 0;
                let mut before: Option<String> = None;
                words::indexed(value, |word| {
                    count += usize::from(word.kind != WordKind::Part);
                    if word.kind == WordKind::Part || count > MOST_WORDS {
                        return;
                    }
                    terms.insert(word_term(&key, &word.term));
                    if word.kind == WordKind::Word {
                        terms.extend(before.as_ref().map(|it| pair_term(&key, it, &word.term)));
                        before = Some(word.term.into_owned());
                    }
                });
            }
        }
        terms.extend(days.into_iter().map(|day| day_term(&key, day)));
        terms.insert(key);
        let bytes = terms.iter().map(String::len).sum();
        PropertyText { terms, bytes }
    }

    /// Makes its terms keys of a kind.
    pub(crate) fn mark(&mut self, kind: KeyKind) {
        let terms = std::mem::take(&mut self.terms).into_iter();
        self.terms = terms.map(|term| kind.term(&term)).collect();
    }

    pub(crate) fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(String::as_str)
    }

    /// How long its terms are together, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The key of a property's name: `Date_created` and `date created` are one.
pub(crate) fn key(name: &str) -> String {
    name::concept_key(name)
}

/// The term of a property with this word, as [`words::indexed`] cuts it.
pub(crate) fn word_term(key: &str, word: &str) -> String {
    format!("{key}\u{1}:{word}")
}

/// The term of a property with two words of which one follows the other: terms have no places.
pub(crate) fn pair_term(key: &str, word: &str, next: &str) -> String {
    format!("{key}\u{1}+{word} {next}")
}

/// The term of a property with this number; terms rise with numbers.
pub(crate) fn number_term(key: &str, number: f64) -> String {
    format!("{key}\u{1}#{:016x}", rising(number))
}

/// The term of a property that is this number, and nothing is said of what.
pub(crate) fn bare_number_term(key: &str, number: f64) -> String {
    format!("{key}\u{1}={:016x}", rising(number))
}

fn rising(number: f64) -> u64 {
    let bits = number.to_bits();
    // Negative numbers fall with their bits, and come before all others.
    if number.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

/// The term of a property with this day; terms rise with days.
pub(crate) fn day_term(key: &str, day: Date) -> String {
    format!("{key}\u{1}@{:08}", day_number(day).max(0))
}

/// The number that a value is, and the unit behind it, which may be empty: `350 pages`, `4.5`, `80 %`.
pub(crate) fn number(value: &str) -> Option<(f64, &str)> {
    const LONGEST_UNIT: usize = 12;
    let value = value.trim();
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    let digits = unsigned.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let unit = digits.trim();
    let is_unit = unit.len() <= LONGEST_UNIT
        && unit.chars().all(|c| c.is_alphabetic() || matches!(c, '%' | '€' | '$' | '°'));
    if !is_unit {
        return None;
    }
    // `+0.0` makes one zero of two.
    let number = value[..value.len() - digits.len()].parse::<f64>().ok()?;
    Some((number + 0.0, unit))
}

/// Whether a word behind a number says what is counted rather than what the number is part of the name of.
pub(crate) fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "b", "c", "cal", "chapter", "cm", "cup", "d", "day", "dollar", "episode", "euro", "f",
        "ft", "g", "gb", "h", "hour", "hr", "hz", "in", "kb", "kcal", "kg", "km", "l", "lb", "m",
        "mb", "mg", "mi", "mile", "min", "minute", "ml", "mm", "month", "ms", "oz", "p", "page",
        "percent", "point", "pp", "s", "sec", "second", "star", "tb", "time", "w", "week", "word",
        "year", "yr",
    ];
    let word = word.to_lowercase();
    let is_sign = !word.contains(char::is_alphabetic);
    is_sign || [&*word, word.strip_suffix('s').unwrap_or(&word)].iter().any(|it| UNITS.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_told_from_names() {
        for unit in ["", "%", "€", "pages", "page", "Minutes", "km", "hrs", "°"] {
            assert!(is_unit(unit), "{unit}");
        }
        for name in ["monkeys", "apes", "Angry"] {
            assert!(!is_unit(name), "{name}");
        }
    }

    #[test]
    fn values_that_are_numbers() {
        for (value, read) in [
            ("4", Some((4.0, ""))),
            (" 4.5 ", Some((4.5, ""))),
            ("-3", Some((-3.0, ""))),
            ("350 pages", Some((350.0, "pages"))),
            ("80 %", Some((80.0, "%"))),
            ("-0", Some((0.0, ""))),
            ("4/5", None),
            ("2024-05-01", None),
            ("1.2.3", None),
            ("pages", None),
            ("", None),
        ] {
            assert_eq!(number(value), read, "{value}");
        }
        assert!(number("-0").is_some_and(|(number, _)| number.is_sign_positive()));
    }

    proptest::proptest! {
        #[test]
        fn terms_rise_with_numbers(left: f64, right: f64) {
            let (left, right) = (left + 0.0, right + 0.0);
            if let Some(order) = left.partial_cmp(&right) {
                let terms = number_term("x", left).cmp(&number_term("x", right));
                proptest::prop_assert_eq!(terms, order);
            }
        }
    }
}
