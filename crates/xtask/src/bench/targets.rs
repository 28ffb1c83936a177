//! What the figures should be, for vaults of three sizes on two cores with the files in the system's
//! cache. Leaves out whether they are met, which the table says.

use std::time::Duration;

/// Targets for vaults up to a size.
#[derive(Debug)]
pub(super) struct Targets {
    /// The most notes that they are for.
    pub(super) notes: u64,
    /// A question, the look at the vault included.
    pub(super) question: Duration,
    /// A question to what is stored.
    pub(super) stored: Duration,
    /// A question after one note changed.
    pub(super) changed: Duration,
    /// Reading everything.
    pub(super) index: Duration,
    /// The peak memory of that, in bytes.
    pub(super) index_memory: u64,
}

const TARGETS: [Targets; 3] = [
    Targets {
        notes: 10_000,
        question: Duration::from_millis(15),
        stored: Duration::from_millis(5),
        changed: Duration::from_millis(35),
        index: Duration::from_millis(600),
        index_memory: 100_000_000,
    },
    Targets {
        notes: 64_000,
        question: Duration::from_millis(80),
        stored: Duration::from_millis(8),
        changed: Duration::from_millis(60),
        index: Duration::from_millis(4_500),
        index_memory: 350_000_000,
    },
    Targets {
        notes: 1_000_000,
        question: Duration::from_secs(1),
        stored: Duration::from_millis(60),
        changed: Duration::from_millis(250),
        index: Duration::from_secs(75),
        index_memory: 1_200_000_000,
    },
];

/// CPU of a full index, as so many times that of the text index alone.
pub(super) const TIMES_TEXT_INDEX: f64 = 1.6;
/// The look at the vault, as so many times bare calls for the state of each note.
pub(super) const TIMES_STATES: f64 = 1.3;
/// A question to what is stored, as so many times opening the text index and searching it.
pub(super) const TIMES_OPEN_AND_SEARCH: f64 = 2.0;
/// What is stored, as so many times the size of the notes.
pub(super) const TIMES_TEXT: f64 = 0.6;

/// The targets for a vault of so many notes; nothing if it is larger than all that have some.
pub(super) fn targets_for(notes: u64) -> Option<&'static Targets> {
    TARGETS.iter().find(|targets| notes <= targets.notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_has_the_targets_of_the_next_larger_size() {
        let size = |notes| targets_for(notes).map(|targets| targets.notes);
        for (notes, expected) in [
            (0, Some(10_000)),
            (10_000, Some(10_000)),
            (10_001, Some(64_000)),
            (64_001, Some(1_000_000)),
            (1_000_001, None),
        ] {
            assert_eq!(size(notes), expected, "{notes}");
        }
    }
}
