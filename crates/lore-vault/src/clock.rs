//! Days and times as this machine's time zone has them: today, now, and the day of a file's time.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use lore_core::Date;

/// The day it is.
pub fn today() -> Date {
    Zoned::now().date()
}

/// The time of day, as in `14:03:59`.
pub fn time_of_day() -> String {
    Zoned::now().strftime("%H:%M:%S").to_string()
}

/// The day of a time in ns since 1970; nothing if it is out of range.
pub fn day_of(ns: i64) -> Option<Date> {
    let time = Timestamp::from_nanosecond(i128::from(ns)).ok()?;
    Some(time.to_zoned(TimeZone::system()).date())
}
