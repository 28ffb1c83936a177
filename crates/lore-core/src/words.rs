//! The one way text is cut into words. Leaves out stemming and stop-word policy, which belong
//! to ranking.
//!
//! Two cuts share one definition of a letter:
//!
//! * [`plain`]: words as people see them, each character of a script without spaces (Chinese,
//!   Japanese, Thai …) a word of its own. Names are compared and found in text by this cut.
//! * [`indexed`]: what the text index stores: the same words in the same places, with `snake_case`
//!   beside its words and the parts of `CamelCase` beside the whole, and two-character pieces for
//!   scripts without spaces.
//!
//! `C`, `C++` and `C#` are three words: `++` and `#` behind a letter belong to it.

mod runs;
mod stop_words;

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::Language;
use runs::{Run, Runs, characters, is_dense_character};

pub use stop_words::{has_grammar, is_stop_word};

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word in lower case, NFC, without accents.
    pub term: Cow<'a, str>,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The place in the sequence of [`plain`] words, counting from 0.
    pub position: u32,
    /// What it is among the others of its text.
    pub kind: WordKind,
}

/// What a word is among the others of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// A word as people see it; of a script without spaces a character with the one behind it.
    Word,
    /// Several that underscores join, at the place of the first.
    Joined,
    /// The last character of a text without spaces, which is in a pair already.
    Last,
    /// A part of a word, at its place: `query` and `bigquery` of `GCSToBigQueryOperator`, `c` of `C++`.
    Part,
}

/// Longest word the index keeps, in bytes; longer runs are cut there, so that a line of base64
/// becomes no term.
pub const LONGEST_WORD: usize = 60;

/// Cuts `text` into words as people see them.
pub fn plain(text: &str) -> impl Iterator<Item = Word<'_>> {
    plain_ranges(text).enumerate().map(move |(position, range)| Word {
        term: fold(&text[range.clone()]),
        range,
        position: u32::try_from(position).unwrap_or(u32::MAX),
        kind: WordKind::Word,
    })
}

/// The bytes of the words that [`plain`] cuts `text` into, for those who know the words already.
pub fn plain_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    Runs::of(text).flat_map(move |run| match run.dense {
        false => Pieces::One(std::iter::once(run.range)),
        true => Pieces::Characters(characters(text, run.range)),
    })
}

/// Of more words that underscores join, or parts that capitals begin, only the words count.
const MOST_PARTS: usize = 12;

/// Cuts `text` into the terms of the text index and hands each to `visit`. Returns how many [`plain`]
/// words there are.
pub fn indexed<'a>(text: &'a str, mut visit: impl FnMut(Word<'a>)) -> usize {
    let mut position = 0;
    let mut runs = Runs::of(text).peekable();
    while let Some(run) = runs.next() {
        if run.dense {
            // a b c → ab, bc, c: pairs, and the last character so that each one begins a term.
            let each: Vec<Range<usize>> = characters(text, run.range).collect();
            for (nth, character) in each.iter().enumerate() {
                let range = match each.get(nth + 1) {
                    Some(next) => character.start..next.end,
                    None => character.clone(),
                };
                let is_last = nth > 0 && nth + 1 == each.len();
                let kind = if is_last { WordKind::Last } else { WordKind::Word };
                visit(Word { term: fold(&text[range.clone()]), range, position, kind });
                position += 1;
            }
            continue;
        }
        if is_joined(text, run.range.end) {
            // `a_b_c` arrives as three runs with one underscore between: the whole goes in front.
            let mut joined = vec![run];
            while let Some(next) = runs.next_if(|next| {
                let end = joined.last().map_or(0, |last| last.range.end);
                !next.dense && next.range.start == end + 1 && is_joined(text, end)
            }) {
                joined.push(next);
            }
            if let [first, .., last] = &joined[..]
                && joined.len() <= MOST_PARTS
            {
                let range = first.range.start..last.range.end;
                let term = fold(&text[range.clone()]);
                visit(Word { term, range, position, kind: WordKind::Joined });
            }
            for run in joined {
                visit_spaced(text, run, position, &mut visit);
                position += 1;
            }
            continue;
        }
        visit_spaced(text, run, position, &mut visit);
        position += 1;
    }
    position as usize
}

fn is_joined(text: &str, end: usize) -> bool {
    text.as_bytes().get(end) == Some(&b'_')
}

/// A word with its parts.
fn visit_spaced<'a>(text: &'a str, run: Run, position: u32, visit: &mut impl FnMut(Word<'a>)) {
    let Run { range, folded, letters, .. } = run;
    let written = &text[range.clone()];
    let term = if folded { Cow::Borrowed(cut(written)) } else { fold(written) };
    let has_symbols = letters < range.end;
    let start = range.start;
    visit(Word { term, range, position, kind: WordKind::Word });
    // Nearly every word is one piece.
    if folded && !has_symbols {
        return;
    }
    let mut visit_part = |range: Range<usize>| {
        let term = fold(&text[range.clone()]);
        visit(Word { term, range, position, kind: WordKind::Part });
    };
    let parts = camel_parts(text, start..letters);
    if has_symbols {
        visit_part(start..letters);
    }
    if parts.len() == 1 || parts.len() > MOST_PARTS {
        return;
    }
    for (nth, part) in parts.iter().enumerate() {
        visit_part(part.clone());
        // `GCSToBigQueryOperator` is found by `bigquery`: neighbours joined, too.
        if let Some(next) = parts.get(nth + 1)
            && parts.len() > 2
        {
            visit_part(part.start..next.end);
        }
    }
}

/// What a word that is written in parts reads like where they stand apart: `Big Query` of `BigQuery`, `4 kB` of
/// `4kB`; nothing if it has no parts, or there are several words.
pub fn apart(word: &str) -> Option<String> {
    let mut runs = Runs::of(word);
    let run = runs.next().filter(|run| !run.dense)?;
    let letters = run.range.start..run.letters;
    let mut parts = camel_parts(word, letters.clone());
    if parts.len() == 1 {
        parts = digits_and_letters(word, letters);
    }
    let has_parts = (2..=MOST_PARTS).contains(&parts.len()) && runs.next().is_none();
    let parts = || parts.iter().map(|part| &word[part.clone()]).collect::<Vec<_>>();
    has_parts.then(|| parts().join(" "))
}

/// The words of scripts with spaces in lower case, accents kept.
pub fn spaced(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    Runs::of(text).filter(|run| !run.dense).map(|run| match run.folded {
        true => Cow::Borrowed(&text[run.range]),
        false => Cow::Owned(text[run.range].to_lowercase()),
    })
}

/// Whether a text begins in a script that is written without spaces.
pub fn is_dense(text: &str) -> bool {
    text.chars().next().is_some_and(is_dense_character)
}

/// Lower case, NFC, Latin, Greek and Cyrillic accents dropped and the dot of `i` not told from none,
/// cut at [`LONGEST_WORD`].
pub fn fold(word: &str) -> Cow<'_, str> {
    let word = cut(word);
    if word.is_ascii() {
        return if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Borrowed(word)
        };
    }
    let lower = word.to_lowercase();
    let bare = lower.nfd().filter(|&c| !('\u{300}'..='\u{36f}').contains(&c));
    // `ISPARTA` and `Isparta` are the same, though Turkish writes one `ı` and the other `i`.
    Cow::Owned(bare.map(|c| if c == 'ı' { 'i' } else { c }).nfc().collect())
}

/// Lower case, NFC, accents kept, cut at [`LONGEST_WORD`]: what endings are known of.
pub fn lower_case(word: &str, language: Language) -> Cow<'_, str> {
    let word = cut(word);
    if word.is_ascii() && language != Language::Turkish {
        return fold(word);
    }
    // Lower case of `İ` is `i` with a dot above it, which no ending knows.
    let word = word.replace('İ', "i");
    let word = if language == Language::Turkish { word.replace('I', "ı") } else { word };
    Cow::Owned(word.to_lowercase().nfc().collect())
}

fn cut(word: &str) -> &str {
    if word.len() <= LONGEST_WORD {
        return word;
    }
    let mut end = LONGEST_WORD;
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

enum Pieces<O, C> {
    One(O),
    Characters(C),
}

impl<T, O: Iterator<Item = T>, C: Iterator<Item = T>> Iterator for Pieces<O, C> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Pieces::One(one) => one.next(),
            Pieces::Characters(characters) => characters.next(),
        }
    }
}

/// Whether a word has a capital behind its first letter.
fn has_humps(word: &str) -> bool {
    word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) && word.is_ascii()
}

/// `BigQueryOperator` → `Big`, `Query`, `Operator`; `HTTPServer` → `HTTP`, `Server`; digits stay
/// with the letters before them.
fn camel_parts(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let word = &text[run.clone()];
    if !has_humps(word) {
        return vec![run];
    }
    let bytes = word.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    for at in 1..bytes.len() {
        let upper = bytes[at].is_ascii_uppercase();
        let after_lower = !bytes[at - 1].is_ascii_uppercase();
        let before_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        // A plural's `s` begins no word: `DAGs` keeps its capitals together.
        let plural = bytes.get(at + 1) == Some(&b's') && at + 2 == bytes.len();
        if upper && (after_lower || (before_lower && !plural)) {
            parts.push(run.start + start..run.start + at);
            start = at;
        }
    }
    parts.push(run.start + start..run.end);
    // Single letters are no words: `iPhone` stays whole.
    if parts.iter().any(|part| part.len() < 2) { vec![run] } else { parts }
}

/// `utf8` → `utf`, `8`. The index holds no such parts: each name with a number would be three terms.
fn digits_and_letters(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut was_digit = None;
    for (at, c) in text[run.clone()].char_indices() {
        let start = run.start + at;
        let is_digit = c.is_numeric();
        match parts.last_mut() {
            Some(part) if was_digit == Some(is_digit) => part.end = start + c.len_utf8(),
            _ => parts.push(start..start + c.len_utf8()),
        }
        was_digit = Some(is_digit);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_terms(text: &str) -> Vec<String> {
        plain(text).map(|word| word.term.into_owned()).collect()
    }

    fn indexed_terms(text: &str) -> Vec<(String, u32)> {
        let mut terms = Vec::new();
        indexed(text, |word| terms.push((word.term.into_owned(), word.position)));
        terms
    }

    #[test]
    fn plain_words_fold_case_accents_and_normal_form() {
        assert_eq!(plain_terms("Café cafe\u{301} CAFE"), ["cafe", "cafe", "cafe"]);
        assert_eq!(plain_terms("İstanbul ISPARTA ısparta"), ["istanbul", "isparta", "isparta"]);
        assert_eq!(plain_terms("today's notes’s don't"), ["today", "notes", "don", "t"]);
        assert_eq!(plain_terms("C++ #1 - a_b"), ["c++", "1", "a", "b"]);
        assert_eq!(plain_terms("学习 SQL笔记"), ["学", "习", "sql", "笔", "记"]);
        assert_eq!(plain_terms("हिन्दी शब्द"), ["हिन्दी", "शब्द"]);
    }

    #[test]
    fn indexed_words_have_wholes_and_parts() {
        let at = |term: &str, position| (term.to_owned(), position);
        assert_eq!(
            indexed_terms("run snake_case now"),
            [at("run", 0), at("snake_case", 1), at("snake", 1), at("case", 2), at("now", 3)]
        );
        assert_eq!(
            indexed_terms("GitHub Actions"),
            [at("github", 0), at("git", 0), at("hub", 0), at("actions", 1)]
        );
        let terms = indexed_terms("GCSToBigQueryOperator");
        for wanted in ["gcstobigqueryoperator", "gcs", "bigquery", "operator", "query"] {
            assert!(terms.iter().any(|(term, _)| term == wanted), "{wanted} in {terms:?}");
        }
        assert_eq!(indexed_terms("DAGs done"), [at("dags", 0), at("done", 1)]);
        assert_eq!(indexed_terms("数据库"), [at("数据", 0), at("据库", 1), at("库", 2)]);
        assert_eq!(indexed_terms("か\u{3099}"), [at("が", 0)]);
        // Marks stay with the letter before them: five characters are three letters of Khmer.
        assert_eq!(indexed_terms("ไทย"), [at("ไท", 0), at("ทย", 1), at("ย", 2)]);
        assert_eq!(indexed_terms("ที่นี่"), [at("ที่นี่", 0), at("นี่", 1)]);
        assert_eq!(indexed_terms("ភាសាខ"), [at("ភាសា", 0), at("សាខ", 1), at("ខ", 2)]);
    }

    #[test]
    fn parts_of_a_word_can_stand_apart() {
        for (word, apart) in [
            ("BigQuery", Some("Big Query")),
            ("(GCSToBigQuery)", Some("GCS To Big Query")),
            ("4kB", Some("4 kB")),
            ("utf8", Some("utf 8")),
            ("16MB", Some("16 MB")),
            ("query", None),
            ("2024", None),
            ("iPhone", None),
            ("Big Query", None),
            ("数据库", None),
            ("", None),
        ] {
            assert_eq!(super::apart(word).as_deref(), apart, "{word}");
        }
    }

    #[test]
    fn spaced_words_keep_their_accents() {
        let words: Vec<_> = spaced("L'Été à 東京, snake_case: வீடு").collect();
        assert_eq!(words, ["l", "été", "à", "snake", "case", "வீடு"]);
    }

    #[test]
    fn lower_case_keeps_accents_and_knows_turkish() {
        for (word, language, lower) in [
            ("HÄUSER", Language::German, "häuser"),
            ("bo\u{301}veda", Language::Spanish, "bóveda"),
            ("Index", Language::English, "index"),
            ("İstanbul", Language::Turkish, "istanbul"),
            ("İstanbul", Language::French, "istanbul"),
            ("ISPARTA", Language::Turkish, "ısparta"),
            ("ISPARTA", Language::French, "isparta"),
            ("ΣΟΦΟΣ", Language::Greek, "σοφος"),
        ] {
            assert_eq!(lower_case(word, language), lower, "{word}");
        }
        assert_eq!(lower_case(&"ä".repeat(100), Language::German).len(), LONGEST_WORD);
    }

    #[test]
    fn symbols_behind_a_letter_belong_to_it() {
        for (text, terms) in [
            ("C, C++ and C#.", &["c", "c++", "and", "c#"][..]),
            ("C++17 in Notepad++, g++", &["c++", "17", "in", "notepad++", "g++"]),
            ("C++/C#-like", &["c++", "c#", "like"]),
            (
                "“C++” C++—fast C++’s C#，C#… 用C++写 C#9 F#",
                &["c++", "c++", "fast", "c++", "c#", "c#", "用", "c++", "写", "c#", "9", "f#"],
            ),
            ("issue#9 a#é C++é", &["issue", "9", "a", "e", "c", "e"]),
            (
                "a+b x++y a+++ b## c#d #1 1++ e# ",
                &["a", "b", "x", "y", "a", "b", "c", "d", "1", "1", "e#"],
            ),
            ("été++ é#", &["ete", "e"]),
        ] {
            assert_eq!(plain_terms(text), terms, "{text}");
        }
        let terms = indexed_terms("use C++ now");
        let at = |term: &str, position| (term.to_owned(), position);
        assert_eq!(terms, [at("use", 0), at("c++", 1), at("c", 1), at("now", 2)]);
    }

    proptest::proptest! {
        #[test]
        fn ranges_slice_their_text_and_positions_never_fall(text in "\\PC{0,80}") {
            let mut last = 0;
            let count = indexed(&text, |word| {
                assert_eq!(word.term, fold(&text[word.range.clone()]));
                assert!(text.get(word.range.clone()).is_some());
                assert!(word.position >= last);
                last = word.position;
                assert!(!word.term.is_empty() || word.range.is_empty() || !text.is_ascii());
                // What is no pair of characters stands where people see it.
                if word.kind == WordKind::Word && !is_dense(&text[word.range.clone()]) {
                    let seen = plain(&text).nth(word.position as usize).map(|seen| seen.range);
                    assert_eq!(seen, Some(word.range));
                }
            });
            assert_eq!(count, plain(&text).count());
            let mut end = 0;
            for word in plain(&text) {
                assert!(word.range.start >= end);
                end = word.range.end;
            }
        }
    }
}
