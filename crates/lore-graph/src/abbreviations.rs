//! Titles that hold a name and what it is short for: `S3 (Simple Storage Service)`, `Virtual Private Cloud (VPC)`. Both
//! are names of the note, as an alias is. Leaves out whether another note bears one of them.

use lore_core::words;

/// What is short for something has no more characters than this, in at most so many words, and stands for no more
/// words.
const LONGEST: usize = 10;
const WORDS: usize = 10;

/// The two names of a title whose last part, in brackets, is short for the rest of it, or the other way round.
/// `Compaction (Kafka)` has one name: Kafka tells of which compaction it is.
pub fn both_names(title: &str) -> Option<[&str; 2]> {
    let (before, inside) = title.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let names = [before, inside].map(str::trim);
    let [before, inside] = names;
    (is_short_for(before, inside) || is_short_for(inside, before)).then_some(names)
}

/// Whether one name consists of the initials of another, with numbers that count: `S3` for three words with an S,
/// `K8s` for a K, eight letters and an s. In capitals alone (`SSH`), it may hold more letters of a word than the first.
fn is_short_for(short: &str, long: &str) -> bool {
    let count = short.chars().count();
    // The plural of `VPC` is `VPCs`.
    let stem = short.strip_suffix('s').filter(|stem| stem.ends_with(char::is_uppercase));
    if !(2..=LONGEST).contains(&count)
        || short.contains(char::is_whitespace)
        || !short.contains(|c: char| c.is_uppercase() || c.is_ascii_digit())
        || count >= long.chars().count()
    {
        return false;
    }
    let words = pieces(long);
    if words.is_empty() || words.len() > WORDS {
        return false;
    }
    [Some(short), stem].into_iter().flatten().any(|short| {
        let has_only_capitals = !short.contains(char::is_lowercase);
        let letters = with_numbers_spelt_out(short);
        words.len() > 1
            && (2..=LONGEST).contains(&letters.len())
            && begin(&words, &letters, has_only_capitals)
            || counts_letters(short, &words)
    })
}

/// A word in small letters, and whether it may be left out.
type Piece = (Vec<char>, bool);

/// The words of a name, those within `JavaScript` told apart.
fn pieces(name: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for word in words::plain(name).take(WORDS + 1) {
        let written = &name[word.range.clone()];
        let is_left_out = words::is_stop_word(&word.term);
        let mut was_lower = false;
        let mut piece = String::new();
        for c in written.chars() {
            if c.is_uppercase() && was_lower {
                let whole = std::mem::take(&mut piece);
                pieces.push((whole.to_lowercase().chars().collect(), false));
            }
            was_lower = c.is_lowercase();
            piece.push(c);
        }
        pieces.push((piece.to_lowercase().chars().collect(), is_left_out));
    }
    pieces
}

/// Its letters in small, the one before a number as often as that says: `sss` of `S3`.
fn with_numbers_spelt_out(short: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::new();
    for c in short.chars().flat_map(char::to_lowercase) {
        match (c.to_digit(10), letters.last().copied()) {
            (Some(times), Some(last)) => {
                letters.extend(std::iter::repeat_n(last, times.saturating_sub(1) as usize));
            }
            _ if c.is_alphanumeric() => letters.push(c),
            _ => {}
        }
    }
    letters
}

/// Whether letters are the first ones of words one after the other, or with `more` some of each word's from its first
/// on.
fn begin(words: &[Piece], letters: &[char], more: bool) -> bool {
    let Some(((word, is_left_out), rest)) = words.split_first() else { return letters.is_empty() };
    if *is_left_out && begin(rest, letters, more) {
        return true;
    }
    if word.first() != letters.first() || letters.is_empty() {
        return false;
    }
    let mut behind = word[1..].iter();
    let found = letters[1..].iter().take_while(|&&letter| behind.any(|&other| other == letter));
    let most = if more { found.count() } else { 0 };
    (1..=1 + most).any(|taken| begin(rest, &letters[taken..], more))
}

/// Whether a number between the first and last letter of a word counts those left out: `K8s`, `i18n`.
fn counts_letters(short: &str, words: &[Piece]) -> bool {
    let [(word, _)] = words else { return false };
    let short: Vec<char> = short.to_lowercase().chars().collect();
    let [first, number @ .., last] = &short[..] else { return false };
    let number: String = number.iter().collect();
    word.first() == Some(first)
        && word.last() == Some(last)
        && number.parse().is_ok_and(|number: usize| number + 2 == word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_for_the_other_is_a_name_too() {
        for (title, both) in [
            ("S3 (Simple Storage Service)", true),
            ("Virtual Private Cloud (VPC)", true),
            ("Virtual Private Clouds (VPCs)", true),
            ("Kubernetes (K8s)", true),
            ("i18n (Internationalization)", true),
            ("Elastic Compute Cloud (EC2)", true),
            ("Internet of Things (IoT)", true),
            ("Secure Shell (SSH)", true),
            ("JavaScript (JS)", true),
            ("Domain-driven design (DDD)", true),
            ("Extract, Transform, Load (ETL)", true),
            ("Compaction (Kafka)", false),
            ("Compaction (LSM)", false),
            ("Kafka (book)", false),
            ("Python (3)", false),
            ("Notes (2024)", false),
            ("Apple (A)", false),
            ("Shell", false),
            ("(VPC)", false),
        ] {
            assert_eq!(both_names(title).is_some(), both, "{title}");
        }
        assert_eq!(both_names("Amazon S3 (AS3)"), None);
    }
}
