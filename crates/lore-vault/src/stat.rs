//! What the file system says about a file without opening it. Leaves out the content.

use std::fs::Metadata;

/// What tells two states of one file apart without reading it.
///
/// Only equality means anything. "Newer than" does not: clocks jump, and copying or unpacking
/// sets old times on new content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StatKey {
    /// Length in bytes.
    pub size: u64,
    /// When the content last changed, in nanoseconds since 1970; any program can set it.
    pub modified_ns: i64,
    /// When content or attributes last changed, in nanoseconds since 1970; programs cannot set
    /// it. 0 where the system has no such time.
    pub changed_ns: i64,
    /// The file's number in its file system; differs when a file was replaced by another. 0 where
    /// the system has no such number.
    pub inode: u64,
}

impl StatKey {
    /// The key of a file whose metadata is at hand.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> StatKey {
        use std::os::unix::fs::MetadataExt;
        StatKey {
            size: metadata.len(),
            modified_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }

    /// The key of a file whose metadata is at hand.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> StatKey {
        let modified_ns = metadata.modified().map_or(0, lore_core::since_1970_ns);
        StatKey { size: metadata.len(), modified_ns, changed_ns: 0, inode: 0 }
    }

    /// When this state came about, in nanoseconds since 1970: whatever changes a file sets its change
    /// time. The modification time, which may lie years ahead, counts only where there is no other.
    pub fn since_ns(&self) -> i64 {
        if self.changed_ns == 0 { self.modified_ns } else { self.changed_ns }
    }
}

/// A time as the system has it, in the form of [`StatKey`].
#[cfg(unix)]
pub(crate) fn nanoseconds(seconds: impl TryInto<i64>, rest: impl TryInto<i64>) -> i64 {
    let (seconds, rest) = (seconds.try_into().unwrap_or(0), rest.try_into().unwrap_or(0));
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time that a program set years ahead would make a file look young for ever.
    #[test]
    fn a_state_is_as_old_as_its_change_time_where_there_is_one() {
        let since = |modified_ns, changed_ns| {
            StatKey { modified_ns, changed_ns, ..StatKey::default() }.since_ns()
        };
        assert_eq!(since(9, 5), 5);
        assert_eq!(since(1, 5), 5);
        assert_eq!(since(9, 0), 9);
    }
}
