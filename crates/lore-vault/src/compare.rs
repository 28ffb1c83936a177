//! Says what changed between what was known of a vault and what is there. Pure: the listing did
//! the looking, and reading is the caller's.

use std::cmp::Ordering;

use lore_core::VaultPath;

use crate::list::Listing;
use crate::stat::StatKey;

/// How long before a check a change can hide from it: the times of some file systems have two
/// seconds for a tick. In nanoseconds.
pub const RACY_WINDOW_NS: i64 = 2_000_000_000;

/// A note as it was when it was last read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known<'a> {
    /// Where it was: the text of a [`VaultPath`].
    pub path: &'a str,
    /// The state that was read.
    pub stat: StatKey,
}

/// How a vault differs from what was known. Every list is in the byte order of the paths, and no
/// path is in two of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// There, and not known.
    pub added: Vec<VaultPath>,
    /// There in another state than the known one.
    pub changed: Vec<VaultPath>,
    /// Known, and not there.
    pub removed: Vec<VaultPath>,
    /// In the known state, which came about so late that a later change could look the same: the
    /// hash has to decide.
    pub racy: Vec<VaultPath>,
}

/// Compares the notes that are `known`, in the byte order of their paths, with the `listing`.
///
/// Known notes that the listing could not look for, because they lie in a folder or are a file
/// that cannot be read, are in no list of the result.
///
/// Notes that are in their known state and were modified at `racy_since_ns` (nanoseconds since
/// 1970) or later are reported as racy. That is the start of the last check minus
/// [`RACY_WINDOW_NS`]; `i64::MAX` finds none, `i64::MIN` doubts all.
pub fn compare<'a>(
    known: impl IntoIterator<Item = Known<'a>>,
    listing: &Listing,
    racy_since_ns: i64,
) -> Changes {
    let blind_spots = listing.blind_spots();
    let could_look = |path: &str| {
        blind_spots.is_empty() || !with_folders(path).any(|place| blind_spots.contains(place))
    };
    let mut changes = Changes::default();
    let mut known = known.into_iter().peekable();
    let mut there = listing.notes.iter().peekable();
    loop {
        let order = match (known.peek(), there.peek()) {
            (Some(old), Some(new)) => old.path.cmp(new.path.as_str()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return changes,
        };
        let old = if order.is_le() { known.next() } else { None };
        let new = if order.is_ge() { there.next() } else { None };
        if let (Some(old), Some(next)) = (&old, known.peek()) {
            debug_assert!(old.path < next.path, "known notes are out of order at {}", next.path);
        }
        match (old, new) {
            (Some(old), Some(new)) if old.stat != new.stat => {
                changes.changed.push(new.path.clone());
            }
            (Some(_), Some(new)) if new.stat.since_ns() >= racy_since_ns => {
                changes.racy.push(new.path.clone());
            }
            (Some(old), None) if could_look(old.path) => {
                changes.removed.extend(VaultPath::new(old.path).ok());
            }
            (None, Some(new)) => changes.added.push(new.path.clone()),
            _ => {}
        }
    }
}

/// The path itself, then each folder it is in, the root (`""`) last.
pub(crate) fn with_folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |place| match place.rfind('/') {
        Some(slash) => Some(&place[..slash]),
        None if place.is_empty() => None,
        None => Some(""),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::io;

    use proptest::prelude::*;

    use super::*;
    use crate::folders::Folders;
    use crate::list::ListedNote;
    use crate::skip::{SkipReason, Skipped};

    type State = BTreeMap<VaultPath, StatKey>;

    fn state() -> impl Strategy<Value = State> {
        let path = "[ab](/[ab.]b){0,2}".prop_filter_map("a path", |path| VaultPath::new(path).ok());
        let stat = (0..3_u64, 0..4_i64, 0..4_i64).prop_map(|(size, modified_ns, changed_ns)| {
            StatKey { size, modified_ns, changed_ns, inode: 1 }
        });
        prop::collection::btree_map(path, stat, 0..12)
    }

    fn known(state: &State) -> Vec<Known<'_>> {
        state.iter().map(|(path, &stat)| Known { path: path.as_str(), stat }).collect()
    }

    fn listing(state: &State, blind: &[&str]) -> Listing {
        let is_seen =
            |path: &VaultPath| !with_folders(path.as_str()).any(|place| blind.contains(&place));
        let notes = state.iter().filter(|(path, _)| is_seen(path));
        let skipped = blind.iter().map(|path| Skipped {
            path: (*path).to_owned(),
            why: SkipReason::Unreadable(io::Error::other("no")),
        });
        Listing {
            notes: notes.map(|(path, &stat)| ListedNote { path: path.clone(), stat }).collect(),
            files: Vec::new(),
            skipped: skipped.collect(),
            links: Vec::new(),
            folders: Folders::default(),
        }
    }

    proptest! {
        #[test]
        fn applying_the_changes_to_what_was_known_gives_what_is_there(
            old in state(),
            new in state(),
            racy_since in 0..5_i64,
        ) {
            let changes = compare(known(&old), &listing(&new, &[]), racy_since);
            let mut applied = old.clone();
            for path in &changes.removed {
                prop_assert!(applied.remove(path).is_some());
            }
            for path in &changes.changed {
                prop_assert_ne!(applied.insert(path.clone(), new[path]), Some(new[path]));
            }
            for path in &changes.added {
                prop_assert_eq!(applied.insert(path.clone(), new[path]), None);
            }
            prop_assert_eq!(&applied, &new);
            let racy: Vec<VaultPath> = old
                .iter()
                .filter(|(path, stat)| new.get(path) == Some(stat))
                .filter(|(_, stat)| stat.since_ns() >= racy_since)
                .map(|(path, _)| path.clone())
                .collect();
            prop_assert_eq!(&changes.racy, &racy);
            for list in [&changes.added, &changes.changed, &changes.removed] {
                prop_assert!(list.is_sorted_by(|a, b| a < b));
            }
        }

        #[test]
        fn only_what_was_looked_for_is_removed(
            old in state(),
            new in state(),
            blind in prop::sample::subsequence(vec!["a", "b/ab", "a/bb", ""], 0..=2),
        ) {
            let there = listing(&new, &blind);
            let changes = compare(known(&old), &there, i64::MAX);
            let removed: BTreeSet<&VaultPath> = changes.removed.iter().collect();
            let listed: BTreeSet<&VaultPath> = there.notes.iter().map(|note| &note.path).collect();
            for path in old.keys().filter(|path| !listed.contains(path)) {
                let hidden = with_folders(path.as_str()).any(|place| blind.contains(&place));
                prop_assert_eq!(removed.contains(path), !hidden, "{}", path);
            }
        }
    }

    #[test]
    fn a_path_is_in_each_of_its_folders_and_in_the_root() {
        let path = VaultPath::new("a/bc/d.md").unwrap();
        assert_eq!(with_folders(path.as_str()).collect::<Vec<_>>(), ["a/bc/d.md", "a/bc", "a", ""]);
        let at_root = VaultPath::new("d.md").unwrap();
        assert_eq!(with_folders(at_root.as_str()).collect::<Vec<_>>(), ["d.md", ""]);
    }
}
