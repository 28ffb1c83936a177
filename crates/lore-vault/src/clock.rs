//! Days and times as this machine's time zone has them: today, now, and the day of a file's time. Leaves
//! out the days that notes and queries name, which parser and text index read.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use lore_core::Date;

/// Found once, as it is asked for each of many notes.
static HERE: LazyLock<TimeZone> = LazyLock::new(here);

/// Where the system keeps the rules of its time zone.
const RULES: &str = "/etc/localtime";

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
        None => of_rules(Path::new(RULES)),
    };
    rules.unwrap_or_else(TimeZone::system)
}

/// The time zone whose rules are in a file; nothing if there is none.
fn of_rules(file: &Path) -> Option<TimeZone> {
    TimeZone::tzif("", &fs::read(file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;

    use super::*;

    /// A file of rules (RFC 8536) whose one rule is that of India.
    fn india() -> Vec<u8> {
        let mut rules = Vec::new();
        for _ in ["for old programs", "for all others"] {
            let counts = [0_u32, 0, 0, 0, 1, 4].map(u32::to_be_bytes).concat();
            rules.extend([b"TZif2".as_slice(), &[0; 15], &counts].concat());
            rules.extend([&19_800_i32.to_be_bytes()[..], &[0, 0], b"IST\0"].concat());
        }
        rules.extend(b"\nIST-5:30\n");
        rules
    }

    #[test]
    fn the_rules_of_the_time_zone_are_read_from_their_file() {
        let files = VaultFixture::new();
        files.write("rules", india());
        files.write("other", "no rules");
        let time = Timestamp::from_second(1_720_000_000).expect("in range");
        let read = of_rules(&files.path("rules")).expect("a time zone");
        assert_eq!(read.to_offset(time).seconds(), 19_800);
        assert!(of_rules(&files.path("other")).is_none());
        assert!(of_rules(&files.path("missing")).is_none());
    }

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
