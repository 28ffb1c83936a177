//! Where words stand in a text: stretches of letters and digits with the symbols that belong to them. Leaves out
//! what becomes of a stretch.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// A stretch of letters and digits, either spaced or of a script without spaces.
pub(super) struct Run {
    pub(super) range: Range<usize>,
    pub(super) dense: bool,
    /// Whether it holds nothing but small ASCII letters, digits and symbols, and so is folded as it
    /// stands.
    pub(super) folded: bool,
    /// Where its letters and digits end, and its symbols begin: the `++` of `C++`.
    pub(super) letters: usize,
}

/// The stretches of a text, one after the other.
pub(super) struct Runs<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Runs<'_> {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        let bytes = self.text.as_bytes();
        loop {
            let mut start = self.at;
            while kind_of(*bytes.get(start)?) == 0 {
                start += 1;
            }
            // Most words of most notes are ASCII.
            let mut kinds = 0;
            let mut end = start;
            while let Some(&byte) = bytes.get(end)
                && kind_of(byte) & (SMALL | CAPITAL) != 0
            {
                kinds |= kind_of(byte);
                end += 1;
            }
            let mut run =
                Run { range: start..end, dense: false, folded: kinds == SMALL, letters: end };
            if bytes.get(end).is_some_and(|&byte| kind_of(byte) == BEYOND) {
                let first = self.text[start..].chars().next()?;
                if !is_letter(first) {
                    self.at = start + first.len_utf8();
                    continue;
                }
                run.dense = is_dense_character(first);
                end = self.end_of_run(end, run.dense);
                run.folded &= end == run.range.end;
                run.range.end = end;
                run.letters = end;
            }
            if !run.dense {
                run.range.end += symbols_behind(self.text, start..end);
            }
            self.at = run.range.end;
            if is_possessive(self.text, start, end) {
                continue;
            }
            return Some(run);
        }
    }
}

impl<'a> Runs<'a> {
    pub(super) fn of(text: &'a str) -> Runs<'a> {
        Runs { text, at: 0 }
    }

    /// Where the run ends that holds what stands before `end`.
    fn end_of_run(&self, mut end: usize, dense: bool) -> usize {
        let bytes = self.text.as_bytes();
        while end < bytes.len() {
            if bytes[end] < 128 {
                if dense || kind_of(bytes[end]) == 0 {
                    break;
                }
                end += 1;
                continue;
            }
            let Some(c) = self.text[end..].chars().next() else { break };
            let continues =
                is_combining_mark(c) || (is_letter(c) && is_dense_character(c) == dense);
            if !continues {
                break;
            }
            end += c.len_utf8();
        }
        end
    }
}

/// How many symbols belong to the letter in front of them: `C++` and `C#`, also in `C++17` and `C#9`; not
/// those of `a+b`, `page#part`, `issue#9` and `#1`.
fn symbols_behind(text: &str, letters: Range<usize>) -> usize {
    let end = letters.end;
    if !text.as_bytes()[..end].last().is_some_and(u8::is_ascii_alphabetic) {
        return 0;
    }
    let symbols = ["++", "#"].into_iter().find(|symbols| text[end..].starts_with(symbols));
    let Some(symbols) = symbols else { return 0 };
    let goes_on = text[end + symbols.len()..].chars().next().is_some_and(|next| match next {
        '0'..='9' => symbols == "#" && letters.len() > 1,
        '+' | '#' | '_' => true,
        next => is_letter(next) && !is_dense_character(next),
    });
    if goes_on { 0 } else { symbols.len() }
}

/// The `s` of `today's`.
fn is_possessive(text: &str, start: usize, end: usize) -> bool {
    let is_s = end == start + 1 && matches!(text.as_bytes()[start], b's' | b'S');
    let before = || text[..start].strip_suffix(['\'', '’']);
    let ends_a_word = |c: char| c.is_alphabetic() || matches!(c, '+' | '#');
    is_s && before().is_some_and(|word| word.chars().next_back().is_some_and(ends_a_word))
}

/// The characters of a run, each with the marks that combine with it.
pub(super) fn characters(text: &str, run: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = run.start;
    std::iter::from_fn(move || {
        let rest = text.get(at..run.end)?;
        let mut chars = rest.chars();
        let mut end = at + chars.next()?.len_utf8();
        for mark in chars.take_while(|&c| is_combining_mark(c)) {
            end += mark.len_utf8();
        }
        let range = at..end;
        at = end;
        Some(range)
    })
}

/// A small ASCII letter or a digit.
const SMALL: u8 = 1;
/// A capital ASCII letter.
const CAPITAL: u8 = 2;
/// A byte of a character beyond ASCII.
const BEYOND: u8 = 4;

/// Which of these each byte is; no bit for what stands between words.
const KINDS: [u8; 256] = {
    let mut kinds = [BEYOND; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            _ => 0,
        };
        byte += 1_u8;
    }
    kinds
};

fn kind_of(byte: u8) -> u8 {
    KINDS[usize::from(byte)]
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether a letter belongs to a script written without spaces.
pub(super) fn is_dense_character(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'     // Thai, Lao
        | '\u{1000}'..='\u{109f}'   // Myanmar
        | '\u{1780}'..='\u{17ff}'   // Khmer
        | '\u{2e80}'..='\u{2fdf}'   // CJK radicals
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'   // Kana
        | '\u{3100}'..='\u{312f}'   // Bopomofo
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'   // Han
        | '\u{ac00}'..='\u{d7af}'   // Hangul
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}
