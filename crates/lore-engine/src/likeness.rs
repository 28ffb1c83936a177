//! How alike two names are that somebody may have meant the same by: which of many names are nearest to one
//! that nothing bears, and what the letters alone tell before their order is looked at. Leaves out what is
//! taken for a slip, which each question decides for itself.

/// How alike two names must be for one to be suggested for the other.
const ALIKE: f64 = 0.72;
/// What goes on after all that was asked for is as good as a name with one slip.
const BEGINS: f64 = 0.9;
/// How many names are suggested.
pub(crate) const SUGGESTIONS: usize = 3;
/// What is longer, in bytes, is no misspelt name; comparing takes time by the product of lengths.
const LONGEST_NAME: usize = 200;

/// The names most like `wanted`, best first.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    if wanted.len() > LONGEST_NAME {
        return Vec::new();
    }
    let wanted = Wanted::new(wanted);
    let scored = names.filter_map(|name| {
        if wanted.begins(name) {
            return Some((BEGINS, name));
        }
        let score = wanted
            .may_be_like(name)
            .then(|| strsim::jaro_winkler(&wanted.lower, &name.to_lowercase()))?;
        (score >= ALIKE).then_some((score, name))
    });
    let mut alike: Vec<(f64, &str)> = scored.collect();
    alike.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    alike.dedup_by(|left, right| left.1 == right.1);
    alike.into_iter().take(SUGGESTIONS).map(|(_, name)| name.to_owned()).collect()
}

/// A name that others are compared with.
struct Wanted {
    lower: String,
    /// Number of characters.
    length: usize,
    letters: LetterCounts,
}

impl Wanted {
    fn new(name: &str) -> Wanted {
        let lower = name.to_lowercase();
        let length = lower.chars().count();
        Wanted { letters: LetterCounts::of(lower.chars()), lower, length }
    }

    /// Whether another name goes on after it with another word.
    fn begins(&self, other: &str) -> bool {
        let mut letters = other.chars().flat_map(char::to_lowercase);
        self.length > 0
            && self.lower.chars().all(|letter| letters.next() == Some(letter))
            && letters.next().is_some_and(|next| !next.is_alphanumeric())
    }

    /// Whether another name can be alike at all. Most are not, which is told much sooner from their letters
    /// than from the order of these.
    fn may_be_like(&self, other: &str) -> bool {
        // Nearly all names of most vaults are plain, and this is asked of every name there is.
        if other.is_ascii() {
            let lower = || other.bytes().map(|byte| char::from(byte.to_ascii_lowercase()));
            self.can_reach(other.len(), lower)
        } else {
            let lower = || other.chars().flat_map(char::to_lowercase);
            self.can_reach(lower().count(), lower)
        }
    }

    /// Whether Jaro's measure, with Winkler's bonus for the first four letters, can reach what is alike: as
    /// if all letters that both have matched in order.
    fn can_reach<I: Iterator<Item = char>>(&self, length: usize, letters: impl Fn() -> I) -> bool {
        let same =
            self.lower.chars().zip(letters()).take(4).take_while(|(own, other)| own == other);
        let bonus = 0.1 * same.count() as f64;
        let reaches = |shared: usize| {
            if shared == 0 {
                return self.length == 0 && length == 0;
            }
            let shared = shared as f64;
            let jaro = (shared / self.length as f64 + shared / length as f64 + 1.0) / 3.0;
            jaro + bonus * (1.0 - jaro) >= ALIKE
        };
        let shared = || self.letters.shared(letters());
        reaches(self.length.min(length)) && reaches(shared())
    }
}

/// How often each letter stands in a text. Letters may share a slot, and of more than a byte tells some are not
/// counted, so what is told from them is a limit. Thousands of names are compared by these.
#[derive(Clone, Copy)]
pub(crate) struct LetterCounts([u8; SLOTS]);

const SLOTS: usize = 64;

impl LetterCounts {
    pub(crate) fn of(letters: impl Iterator<Item = char>) -> LetterCounts {
        let mut counts = [0_u8; SLOTS];
        for letter in letters {
            let count = &mut counts[letter as usize % SLOTS];
            *count = count.saturating_add(1);
        }
        LetterCounts(counts)
    }

    /// At most so many letters these and others have in common, if these are of no more than
    /// [`LONGEST_NAME`] bytes.
    fn shared(self, others: impl Iterator<Item = char>) -> usize {
        let mut left = self.0;
        let mut shared = 0;
        for letter in others {
            let count = &mut left[letter as usize % SLOTS];
            shared += usize::from(*count > 0);
            *count = count.saturating_sub(1);
        }
        shared
    }

    /// At least so many edits make one text of the other: what one has more of some letters, since no edit
    /// changes by more than one how often a letter stands there (the bag distance: Bartolini, Ciaccia and
    /// Patella, *String matching with metric trees using an approximate distance*, 2002).
    pub(crate) fn fewest_edits(&self, other: &LetterCounts) -> usize {
        // Small sums, so that many slots are added up at once; they hold all that the slots can.
        let (mut more, mut fewer) = (0_u16, 0_u16);
        for (&own, &other) in self.0.iter().zip(&other.0) {
            more += u16::from(own.saturating_sub(other));
            fewer += u16::from(other.saturating_sub(own));
        }
        usize::from(more.max(fewer))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use strsim::generic_damerau_levenshtein as edits;

    use super::*;

    proptest! {
        #[test]
        fn letters_never_rule_out_what_is_alike(own in "[a-cé数 ]{0,12}", other in "[a-dA-Cé据 ]{0,12}") {
            if strsim::jaro_winkler(&own, &other.to_lowercase()) >= ALIKE {
                prop_assert!(Wanted::new(&own).may_be_like(&other));
            }
        }

        #[test]
        fn long_texts_are_not_further_apart_than_they_are(left in 0..600_usize, right in 0..600_usize) {
            let counts = |length: usize| LetterCounts::of(std::iter::repeat_n('a', length));
            prop_assert!(counts(left).fewest_edits(&counts(right)) <= left.abs_diff(right));
        }

        #[test]
        fn letters_never_tell_of_more_edits_than_there_are(left in "[abc!数š]{0,9}", right in "[abc!数š]{0,9}") {
            let [left, right] = [left, right].map(|text| text.chars().collect::<Vec<_>>());
            let counts = |text: &[char]| LetterCounts::of(text.iter().copied());
            prop_assert!(counts(&left).fewest_edits(&counts(&right)) <= edits(&left, &right));
        }
    }
}
