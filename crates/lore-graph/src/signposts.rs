//! Notes that are there to lead on and are about nothing: indexes, and notes of days and other periods. Leaves out
//! links that only help to turn pages, which are in `navigation`.

use lore_core::periods::is_period;

use crate::graph::{Graph, UnitId};

impl Graph {
    /// Whether a unit is an index or the note of a day or another period: it leads to many things and is about none.
    pub(crate) fn is_signpost(&self, unit: UnitId) -> bool {
        let section = self.unit_section(unit);
        let is_entry = self.place_of(section) > 0;
        if is_entry && self.whole(unit).is_none() {
            return false;
        }
        let note = self.note_of(section);
        is_index(self.stem(note))
            || self.is_of_period(note)
            || (is_entry && is_period(self.heading(section)))
    }
}

/// Names of files that are there to lead on, by their words without numbers.
const INDEX_NAMES: [&[&str]; 8] = [
    &["index"],
    &["readme"],
    &["home"],
    &["start"],
    &["toc"],
    &["contents"],
    &["start", "here"],
    &["table", "of", "contents"],
];
/// The most words of one.
const LONGEST_INDEX_NAME: usize = 3;

/// Whether the name of a file without its extension says that it is there to lead on: `index`, `00 Index`,
/// `_index`, `README`, `Home`, `Start here`, `Contents`, `Physics MOC`.
pub fn is_index(stem: &str) -> bool {
    // This is asked of every note of a vault: words are cut once, and no more than can be a name.
    let mut first = [""; LONGEST_INDEX_NAME + 1];
    let mut count = 0;
    for word in stem.split(|c: char| !c.is_alphanumeric()) {
        if word.eq_ignore_ascii_case("moc") {
            return true;
        }
        if count < first.len() && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            first[count] = word;
            count += 1;
        }
    }
    let is_word = |(name, word): (&&str, &&str)| name.eq_ignore_ascii_case(word);
    let is_named = |name: &&[&str]| name.len() == count && name.iter().zip(&first).all(is_word);
    INDEX_NAMES.iter().any(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_leads_on_is_known_by_its_name() {
        for (stem, index) in [
            ("index", true),
            ("_index", true),
            ("00 - Index", true),
            ("README", true),
            ("Home", true),
            ("Physics MOC", true),
            ("MOC_physics", true),
            ("Table of Contents", true),
            ("00 - Start here", true),
            ("Hash Index", false),
            ("Home cooking", false),
            ("Democracy", false),
            ("2024-01-31", false),
            ("2023-04-02-white-tea", false),
            ("2024", false),
            ("", false),
        ] {
            assert_eq!(is_index(stem), index, "{stem}");
        }
    }
}
