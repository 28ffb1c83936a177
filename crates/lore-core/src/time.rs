//! How times are counted. Leaves out days in text and queries, which `days` and the text index read, and the
//! time zone, which is the vault's.

use std::time::{SystemTime, UNIX_EPOCH};

/// A time in nanoseconds since 1970; 0 for times before.
pub fn since_1970_ns(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// The time it is, in nanoseconds since 1970.
pub fn now_ns() -> i64 {
    since_1970_ns(SystemTime::now())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_before_1970_count_as_none() {
        assert_eq!(since_1970_ns(UNIX_EPOCH + Duration::from_nanos(7)), 7);
        assert_eq!(since_1970_ns(UNIX_EPOCH - Duration::from_secs(1)), 0);
    }
}
