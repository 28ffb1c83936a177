//! The vocabulary of generated vaults: English stop words and 20,000 invented words, used as
//! often as words are used (Zipf). The same for every seed, so that queries can be written down. Words
//! that are new come on top. Leaves out sentences, which `text` makes of them.

use std::collections::HashSet;

use crate::random::Random;

/// The most usual English words, the most usual first.
const STOP_WORDS: [&str; 72] = [
    "the", "of", "and", "to", "a", "in", "is", "that", "it", "for", "as", "with", "be", "on",
    "this", "are", "by", "an", "or", "not", "from", "we", "can", "which", "at", "have", "but",
    "one", "when", "you", "if", "was", "more", "so", "its", "they", "has", "there", "all", "what",
    "how", "than", "their", "then", "may", "other", "these", "about", "only", "some", "each", "no",
    "use", "will", "into", "also", "both", "between", "because", "does", "most", "over", "first",
    "where", "such", "do", "many", "same", "like", "after", "why", "through",
];

const INVENTED_WORDS: usize = 20_000;

const ONSETS: [&str; 24] = [
    "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br",
    "cl", "dr", "pl", "st", "tr", "sh",
];
const NUCLEI: [&str; 9] = ["a", "e", "i", "o", "u", "a", "e", "io", "ea"];
const CODAS: [&str; 12] = ["", "", "", "", "", "n", "r", "l", "s", "t", "m", "nd"];

/// Words together with how often they are used.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// The weights of the words up to and including each.
    cumulative: Vec<u64>,
}

impl Vocabulary {
    pub(crate) fn new() -> Vocabulary {
        let mut words: Vec<String> = STOP_WORDS.map(String::from).to_vec();
        let mut taken: HashSet<String> = words.iter().cloned().collect();
        let mut random = Random::new(0x10e, 0);
        while words.len() < STOP_WORDS.len() + INVENTED_WORDS {
            // Words that are used more are shorter.
            let longest = if words.len() < 1_500 { 2 } else { 4 };
            let word: String =
                (0..random.between(2, longest)).map(|_| syllable(&mut random)).collect();
            if taken.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut total = 0;
        let weights = (0..words.len() as u64).map(|rank| {
            // Zipf and Mandelbrot: the n-th word weighs 1 / (n + 2.7).
            total += (10 << 32) / (rank * 10 + 37);
            total
        });
        let cumulative = weights.collect();
        Vocabulary { words, cumulative }
    }

    #[cfg(test)]
    pub(crate) fn words(&self) -> HashSet<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// A word, drawn as often as it is used.
    pub(crate) fn word(&self, random: &mut Random) -> &str {
        let total = self.cumulative.last().copied().unwrap_or(1);
        let drawn = random.below(total);
        &self.words[self.cumulative.partition_point(|&weight| weight <= drawn)]
    }

    /// An invented word, drawn like [`Vocabulary::word`] but without the stop words.
    pub(crate) fn telling_word(&self, random: &mut Random) -> &str {
        let stop = self.cumulative[STOP_WORDS.len() - 1];
        let total = self.cumulative.last().copied().unwrap_or(stop + 1);
        let drawn = stop + random.below(total - stop);
        &self.words[self.cumulative.partition_point(|&weight| weight <= drawn)]
    }
}

/// A word of three to five syllables that is most likely not in any vocabulary.
pub(crate) fn new_word(random: &mut Random) -> String {
    (0..random.between(3, 5)).map(|_| syllable(random)).collect()
}

fn syllable(random: &mut Random) -> String {
    format!("{}{}{}", random.one_of(&ONSETS), random.one_of(&NUCLEI), random.one_of(&CODAS))
}

/// `word` with a capital at its beginning; the words here are ASCII.
pub(crate) fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_distinct_and_follow_zipf() {
        let vocabulary = Vocabulary::new();
        let distinct: HashSet<&String> = vocabulary.words.iter().collect();
        assert_eq!(distinct.len(), STOP_WORDS.len() + INVENTED_WORDS);
        let mut random = Random::new(3, 0);
        let drawn: Vec<&str> = (0..100_000).map(|_| vocabulary.word(&mut random)).collect();
        let share =
            |wanted: &dyn Fn(&str) -> bool| drawn.iter().filter(|word| wanted(word)).count();
        assert!((2_000..5_000).contains(&share(&|word| word == "the")));
        assert!((30_000..50_000).contains(&share(&|word| STOP_WORDS.contains(&word))));
        assert!(drawn.iter().collect::<HashSet<_>>().len() > 8_000);
        assert!(!STOP_WORDS.contains(&vocabulary.telling_word(&mut random)));
    }
}
