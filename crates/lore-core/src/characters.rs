//! Where a text can be cut without tearing what people see as one character: a letter from its marks,
//! an emoji from what it is joined with. Leaves out the rarer rules of Unicode's annex 29, under which
//! a cut does not show.

use unicode_normalization::char::is_combining_mark;

/// More code points in one character are no character that anybody reads: they may be torn.
const LONGEST: usize = 32;

/// The start of the character that holds the byte `at`, or `at` itself between two characters.
pub fn character_start(text: &str, at: usize) -> usize {
    let boundary = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    let boundary = boundary.unwrap_or(0);
    let mut start = boundary;
    for _ in 0..LONGEST {
        if !is_inside(text, start) {
            return start;
        }
        let before = text[..start].chars().next_back().map_or(0, char::len_utf8);
        start -= before;
    }
    boundary
}

/// The end of the character that holds the byte `at`, or `at` itself between two characters.
pub fn character_end(text: &str, at: usize) -> usize {
    let boundary = (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let mut end = boundary;
    for _ in 0..LONGEST {
        if !is_inside(text, end) {
            return end;
        }
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    boundary
}

/// Whether what stands before and behind a place, which is between two code points, is one character.
fn is_inside(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    let stands_alone = |c: char| c.is_control() || c.is_whitespace();
    if stands_alone(last) || stands_alone(next) {
        return false;
    }
    let continues = is_combining_mark(next)
        || matches!(next,
            '\u{200c}' | '\u{200d}'
            // Thai and Lao vowels that are drawn over the letter before.
            | '\u{e33}' | '\u{eb3}'
            | '\u{ff9e}' | '\u{ff9f}'
            // Skin tones, and the letters of flags such as Scotland's.
            | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
    let is_regional = |c: char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    let second_of_flag = is_regional(next)
        && before.chars().rev().take_while(|&c| is_regional(c)).take(LONGEST).count() % 2 == 1;
    continues || last == '\u{200d}' || second_of_flag || is_syllable(last, next)
}

/// Whether a Korean vowel or final consonant follows what it makes a syllable with.
fn is_syllable(last: char, next: char) -> bool {
    let takes_vowel = matches!(last, '\u{1100}'..='\u{11a7}' | '\u{ac00}'..='\u{d7a3}');
    let takes_final = matches!(last, '\u{1160}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}');
    match next {
        '\u{1160}'..='\u{11a7}' => takes_vowel,
        '\u{11a8}'..='\u{11ff}' => takes_final,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text with a bar wherever it can be cut.
    fn characters(text: &str) -> String {
        let mut shown = String::new();
        for (at, c) in text.char_indices() {
            if at > 0 && character_start(text, at) == at {
                shown.push('|');
            }
            shown.push(c);
        }
        shown
    }

    #[test]
    fn marks_and_joiners_stay_with_what_they_belong_to() {
        for text in [
            "a|b",
            "e\u{301}\u{323}|e",
            "\u{301}|a",
            "か\u{3099}|き",
            "नि|न्|दी",
            "ก\u{e33}|ข",
            "👩\u{200d}👩\u{200d}👧|x",
            "☺\u{fe0f}|☺",
            "👍\u{1f3fd}|👍",
            "🇩🇪|🇫🇷|🇩",
            "🏴\u{e0067}\u{e007f}|x",
            "\u{1112}\u{1161}\u{11ab}|\u{1100}\u{1173}",
            "한|글",
            "a| |\u{301}",
            "a\u{200d}| ",
        ] {
            assert_eq!(characters(&text.replace('|', "")), text);
        }
    }

    #[test]
    fn a_heap_of_marks_may_be_torn() {
        let text = format!("a{}", "\u{301}".repeat(1000));
        assert_eq!(character_start(&text, 1001), 1001);
        assert_eq!(character_start(&text, 11), 0);
    }

    proptest! {
        #[test]
        fn a_character_holds_the_byte_asked_for(text in ".{0,40}", at in 0_usize..200) {
            let at = at.min(text.len());
            let (start, end) = (character_start(&text, at), character_end(&text, at));
            prop_assert!(start <= at && at <= end);
            prop_assert!(text.get(start..end).is_some());
            prop_assert_eq!(character_start(&text, start), start);
            prop_assert_eq!(character_end(&text, end), end);
        }
    }
}
