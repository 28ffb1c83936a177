//! A small seeded generator of numbers. Its own, so that no release of a library changes the
//! vaults; integers only, so that no machine does either. Not for secrets.

/// SplitMix64: passes the usual statistical tests and fits in five lines.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// The `stream`-th generator for a seed; the streams are unrelated to each other.
    pub(crate) fn new(seed: u64, stream: u64) -> Random {
        Random(mixed(mixed(seed).wrapping_add(stream.wrapping_mul(STEP))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number below `end`, which is above 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // The high half of the product: no division, and next to no bias for small ends.
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below((high - low + 1) as u64) as usize
    }

    /// Whether something of `percent` likelihood happens.
    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One of `items`, which are not empty.
    pub(crate) fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }

    /// A number around `median`, log-normal with a sigma of 0.35: 19 of 20 lie between half and
    /// twice the median.
    pub(crate) fn around(&mut self, median: usize) -> usize {
        // Many small factors multiply to a log-normal number; exp and ln differ by machine.
        let mut number = (median as u64) << 16;
        for _ in 0..32 {
            number = if self.chance(50) { number / 1000 * 1064 } else { number / 1064 * 1000 };
        }
        (number >> 16) as usize
    }
}

fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_fixed_for_good() {
        let mut random = Random(0);
        // Published test vector of SplitMix64 for the seed 0.
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn numbers_around_a_median_have_that_median_and_a_long_tail() {
        let mut random = Random::new(1, 0);
        let mut numbers: Vec<usize> = (0..10_000).map(|_| random.around(200)).collect();
        numbers.sort_unstable();
        assert!((190..210).contains(&numbers[5_000]), "{}", numbers[5_000]);
        assert!((90..115).contains(&numbers[250]), "{}", numbers[250]);
        assert!((350..450).contains(&numbers[9_750]), "{}", numbers[9_750]);
    }
}
