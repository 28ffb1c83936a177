//! The words that count the entries of a journal and the parts of a book or course: `Day 7`, `Chapter 3`. Leaves
//! out the numbers behind them, and what stands in an entry or part.

/// The word for a day, which is known in other languages, too.
pub const DAY: &str = "day";

/// What the headings of a journal count, `day` in other languages aside.
const ENTRIES: [&str; 4] = [DAY, "week", "entry", "session"];

/// What the headings of a book or course count.
const PARTS: [&str; 6] = ["lesson", "lecture", "module", "unit", "part", "chapter"];

/// `Day` in other languages: German, French, Spanish, Portuguese, Italian, Dutch, Russian, Turkish.
const OTHER_DAYS: [&str; 8] = ["tag", "jour", "día", "dia", "giorno", "dag", "день", "gün"];

/// What a word counts, in English and lower case.
pub fn counted(word: &str) -> Option<&'static str> {
    let mut known = ENTRIES.into_iter().chain(PARTS);
    let of_day = || OTHER_DAYS.contains(&&*word.to_lowercase()).then_some(DAY);
    known.find(|known| known.eq_ignore_ascii_case(word)).or_else(of_day)
}

/// Whether what a word counts are the parts of a book or course.
pub fn is_part(word: &str) -> bool {
    PARTS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_count_are_known_in_any_case() {
        for (word, wanted) in [
            ("Chapter", Some("chapter")),
            ("WEEK", Some("week")),
            ("Tag", Some(DAY)),
            ("DÍA", Some(DAY)),
            ("chapters", None),
            ("kafka", None),
        ] {
            assert_eq!(counted(word), wanted, "{word}");
        }
        assert!(is_part("lesson") && !is_part("week"));
    }
}
