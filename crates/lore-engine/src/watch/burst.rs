//! When a burst of hints is over: an editor saves in several steps, and a checkout changes a thousand
//! files. Leaves out the waiting.

use std::time::{Duration, Instant};

/// A burst is over when nothing was told for so long.
const QUIET: Duration = Duration::from_millis(100);

/// However long it goes on, so often it is time to look.
const LONGEST: Duration = Duration::from_secs(1);

/// Hints that follow each other closely.
#[derive(Clone, Copy, Debug)]
pub(super) struct Burst {
    first: Instant,
    last: Instant,
}

impl Burst {
    /// A burst whose first hint came `now`.
    pub(super) fn new(now: Instant) -> Burst {
        Burst { first: now, last: now }
    }

    /// Another hint came `now`.
    pub(super) fn goes_on(&mut self, now: Instant) {
        self.last = now;
    }

    /// How long to wait for another hint; zero when the burst is over.
    pub(super) fn left(&self, now: Instant) -> Duration {
        let end = (self.last + QUIET).min(self.first + LONGEST);
        end.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_ends_when_it_is_quiet_or_has_gone_on_for_long() {
        let began = Instant::now();
        let at = |ms| began + Duration::from_millis(ms);
        let left = |hints: &[u64], now| {
            let mut burst = Burst::new(began);
            hints.iter().for_each(|&ms| burst.goes_on(at(ms)));
            burst.left(at(now)).as_millis()
        };
        assert_eq!(left(&[], 0), 100);
        assert_eq!(left(&[], 99), 1);
        assert_eq!(left(&[], 100), 0);
        assert_eq!(left(&[], 5_000), 0);
        assert_eq!(left(&[60], 100), 60);
        assert_eq!(left(&[60, 159], 160), 99);
        assert_eq!(left(&[900], 900), 100);
        assert_eq!(left(&[900, 950], 950), 50);
        assert_eq!(left(&[900, 950, 999], 1_000), 0);
    }
}
