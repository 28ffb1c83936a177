//! The only way to JSON: one line, in which whatever a terminal could obey is escaped. Leaves out the
//! shapes, which each verb writes down as types, so that renaming a field shows in a review.

use serde::Serialize;

use crate::screen::is_unsafe;

/// One line of JSON, with everything a terminal could obey written as `\u` escapes.
pub(crate) fn line(value: &impl Serialize) -> anyhow::Result<String> {
    let json = serde_json::to_string(value)?;
    if !json.chars().any(is_unsafe) {
        return Ok(json);
    }
    // Such characters stand in strings only: between them JSON is ASCII.
    let escaped = json.chars().flat_map(|c| {
        let units: Vec<char> =
            if is_unsafe(c) { format!("\\u{:04x}", c as u32).chars().collect() } else { vec![c] };
        units
    });
    Ok(escaped.collect())
}

/// A number as scripts get it, to three places: the rest is noise.
pub(crate) fn thousandths(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn json_is_inert_and_says_the_same() {
        let text = "a\u{1b}[0m\u{9b}\u{202e}\"\u{7f}é";
        let line = super::line(&text).unwrap();
        assert!(!line.chars().any(super::is_unsafe));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
