//! How months are called and how times are counted. Leaves out days in text and queries, which parser and
//! text index read, and the time zone, which is the vault's.

use std::time::{SystemTime, UNIX_EPOCH};

/// The English names of the months in lower case, January first.
pub const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
];

/// The month of an English name in lower case, or of its usual short form: `mar`, `sept`.
pub fn month(name: &str) -> Option<i8> {
    let is_called = |month: &str| {
        month == name || month[..3] == *name || (month == "september" && name == "sept")
    };
    let place = MONTHS.iter().position(|month| is_called(month))?;
    i8::try_from(place + 1).ok()
}

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
    fn months_have_a_long_and_a_short_name() {
        for (name, wanted) in [
            ("january", Some(1)),
            ("may", Some(5)),
            ("sep", Some(9)),
            ("sept", Some(9)),
            ("september", Some(9)),
            ("dec", Some(12)),
            ("janu", None),
            ("ja", None),
            ("", None),
        ] {
            assert_eq!(month(name), wanted, "{name}");
        }
    }

    #[test]
    fn times_before_1970_count_as_none() {
        assert_eq!(since_1970_ns(UNIX_EPOCH + Duration::from_nanos(7)), 7);
        assert_eq!(since_1970_ns(UNIX_EPOCH - Duration::from_secs(1)), 0);
    }
}
