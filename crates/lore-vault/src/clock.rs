//! Days and times as this machine's time zone has them: today, now, and the day of a file's time. Leaves
//! out the days that notes and queries name, which parser and text index read.

use std::fs;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use lore_core::Date;

/// Found once, as it is asked for each of many notes.
static HERE: LazyLock<TimeZone> = LazyLock::new(here);

/// The day it is.
pub fn today() -> Date {
    now().date()
}

/// The time of day, as in `14:03:59`.
pub fn time_of_day() -> String {
    now().strftime("%H:%M:%S").to_string()
}

/// The day of a time in ns since 1970; nothing if it is out of range.
pub fn day_of(ns: i64) -> Option<Date> {
    let time = Timestamp::from_nanosecond(i128::from(ns)).ok()?;
    Some(time.to_zoned(HERE.clone()).date())
}

/// Who watches for days may be elsewhere by now.
fn now() -> Zoned {
    Timestamp::now().to_zoned(here())
}

/// The time zone of this machine. Its rules are all that is needed: jiff looks for its name, too, in the
/// folders of all time zones, which takes longer than most questions.
fn here() -> TimeZone {
    let rules = match std::env::var_os("TZ") {
        Some(_) => None,
        None => fs::read("/etc/localtime").ok(),
    };
    rules.and_then(|rules| TimeZone::tzif("", &rules).ok()).unwrap_or_else(TimeZone::system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_zone_is_that_of_the_system() {
        for ns in [0, 1_700_000_000_000_000_000, 1_720_000_000_000_000_000] {
            let time = Timestamp::from_nanosecond(ns).expect("in range");
            let as_told = time.to_zoned(TimeZone::system());
            assert_eq!(time.to_zoned(here()).datetime(), as_told.datetime());
            assert_eq!(day_of(ns as i64), Some(as_told.date()));
        }
    }
}
