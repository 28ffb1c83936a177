//! The best of many, in order: only what is taken is sorted, since a question looks at a few dozen of
//! tens of thousands. Leaves out what the scores mean.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What is scored, the best first; of equals, the smaller one.
pub(crate) fn best_first<K: Ord>(
    scores: impl IntoIterator<Item = (K, f64)>,
) -> impl Iterator<Item = (K, f64)> {
    let scored = scores.into_iter().map(|(what, score)| Scored { score, what: Reverse(what) });
    let mut heap = BinaryHeap::from(scored.collect::<Vec<_>>());
    std::iter::from_fn(move || heap.pop()).map(|scored| (scored.what.0, scored.score))
}

struct Scored<K> {
    score: f64,
    what: Reverse<K>,
}

impl<K: Ord> Ord for Scored<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| self.what.cmp(&other.what))
    }
}

impl<K: Ord> PartialOrd for Scored<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> PartialEq for Scored<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<K: Ord> Eq for Scored<K> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greater_score_comes_first_and_of_equals_the_smaller() {
        let scores = [(4, 0.5), (2, 0.5), (9, 2.0), (1, 0.0), (3, 0.5)];
        let sorted: Vec<i32> = best_first(scores).map(|(what, _)| what).collect();
        assert_eq!(sorted, [9, 2, 3, 4, 1]);
    }
}
