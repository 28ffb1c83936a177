//! Words so common that they say nothing about a topic: those of English, and the characters of grammar in
//! Chinese and Japanese. Leaves out those of other languages, which the index has with their stems.

/// Whether an English word is so common that it says nothing about a topic, or a piece of Chinese or
/// Japanese holds nothing but characters of grammar.
pub fn is_stop_word(term: &str) -> bool {
    let Some(&first) = term.as_bytes().first() else { return false };
    if !first.is_ascii() {
        return term.chars().all(is_grammar);
    }
    // Asked of every word of every note: only short ones with the same first letter are compared.
    if term.len() > LONGEST_STOP_WORD {
        return false;
    }
    let letter = usize::from(first.wrapping_sub(b'a'));
    let from = STOP_WORDS_FROM.get(letter).zip(STOP_WORDS_FROM.get(letter + 1));
    let packed = packed(term.as_bytes());
    from.is_some_and(|(&from, &to)| PACKED_STOP_WORDS[from..to].contains(&packed))
}

/// Whether a piece of Chinese or Japanese holds a character of grammar: mostly the end of one word
/// with the beginning of another.
pub fn has_grammar(piece: &str) -> bool {
    piece.chars().any(is_grammar)
}

fn is_grammar(c: char) -> bool {
    let is_hiragana = ('\u{3040}'..='\u{309f}').contains(&c);
    is_hiragana || GRAMMAR.contains(c)
}

/// Chinese particles, pronouns, auxiliaries and question words, character by character.
const GRAMMAR: &str = "的了吗呢吧啊么嗎麼是在和与與及或我你您他她它们們这這那哪有个個怎什样樣可以能不会會要把被让讓为為就都也还還又很如何请請问問里裡里";

/// Where the words with each letter begin, and where those with the last one end.
const STOP_WORDS_FROM: [usize; 27] = {
    let mut from = [0; 27];
    let mut letter = 0;
    let mut at = 0;
    while letter < 27 {
        while at < STOP_WORDS.len() && ((STOP_WORDS[at].as_bytes()[0] - b'a') as usize) < letter {
            at += 1;
        }
        from[letter] = at;
        letter += 1;
    }
    from
};

/// In bytes; more than 8 do not fit into a number.
const LONGEST_STOP_WORD: usize = 7;

/// The stop words as numbers.
const PACKED_STOP_WORDS: [u64; STOP_WORDS.len()] = {
    let mut all = [0; STOP_WORDS.len()];
    let mut at = 0;
    while at < all.len() {
        assert!(STOP_WORDS[at].len() <= LONGEST_STOP_WORD);
        all[at] = packed(STOP_WORDS[at].as_bytes());
        at += 1;
    }
    all
};

/// A short word as a number.
const fn packed(word: &[u8]) -> u64 {
    let mut packed = 0;
    let mut at = 0;
    while at < word.len() {
        packed = packed << 8 | word[at] as u64;
        at += 1;
    }
    packed
}

/// Sorted by their first letters.
const STOP_WORDS: &[&str] = &[
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as",
    "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by",
    "can", "could", "did", "do", "does", "doing", "don", "down", "during", "each", "few", "for",
    "from", "further", "had", "has", "have", "having", "he", "her", "here", "him", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "itself", "just", "like", "made", "make", "many",
    "may", "me", "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once", "one",
    "only", "or", "other", "our", "out", "over", "own", "s", "same", "she", "should", "so", "some",
    "such", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "to", "too", "under", "until", "up", "use", "used", "using", "very", "was",
    "we", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "would",
    "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted_and_found() {
        assert!(STOP_WORDS.is_sorted());
        assert!(STOP_WORDS.iter().all(|word| is_stop_word(word)));
        for word in ["", "9", "aboutx", "abou", "yourselves", "thé", "the ", "{the"] {
            assert!(!is_stop_word(word), "{word}");
        }
    }

    #[test]
    fn pieces_of_grammar_are_stop_words() {
        for (piece, stops) in [
            ("です", true),
            ("的", true),
            ("怎么", true),
            ("快照", false),
            ("的笔", false),
            ("é", false),
        ] {
            assert_eq!(is_stop_word(piece), stops, "{piece}");
        }
    }
}
