//! What the figures mean: measures of a ranking against the set of relevant notes, and of times.
//! Knows nothing of vaults and questions.
//!
//! Relevance is yes or no. A ranking is best first, without repetitions. A set of relevant notes is
//! never empty: where nothing is relevant there is nothing to measure.

use std::collections::BTreeSet;
use std::time::Duration;

/// Normalised discounted cumulated gain of the first `depth` places: what each relevant note gains,
/// 1 / log2(1 + its place), divided by what the best possible ranking would have gained.
///
/// Järvelin and Kekäläinen, *Cumulated gain-based evaluation of IR techniques*, 2002, with the
/// discount from the first place on that has become usual since.
pub(crate) fn ndcg(ranking: &[&str], relevant: &BTreeSet<&str>, depth: usize) -> f64 {
    let gain = |place: usize| 1.0 / (1.0 + place as f64).log2();
    let gained: f64 = places(ranking, relevant, depth).map(gain).sum();
    let possible: f64 = (1..=relevant.len().min(depth)).map(gain).sum();
    gained / possible
}

/// The share of the first `depth` places that hold a relevant note; places that a short ranking
/// leaves empty hold none.
///
/// Manning, Raghavan and Schütze, *Introduction to Information Retrieval*, 2008, section 8.4.
pub(crate) fn precision(ranking: &[&str], relevant: &BTreeSet<&str>, depth: usize) -> f64 {
    places(ranking, relevant, depth).count() as f64 / depth as f64
}

/// The share of the relevant notes that stand in the first `depth` places.
///
/// Manning, Raghavan and Schütze 2008, section 8.3.
pub(crate) fn recall(ranking: &[&str], relevant: &BTreeSet<&str>, depth: usize) -> f64 {
    places(ranking, relevant, depth).count() as f64 / relevant.len() as f64
}

/// Average precision within the first `depth` places: precision at the place of each relevant note,
/// added up and divided by the number of relevant notes that could stand there. Its mean over
/// questions is MAP.
///
/// Manning, Raghavan and Schütze 2008, section 8.4. They rank everything; `trec_eval` cuts off and
/// still divides by all relevant notes, so its figure is lower where there are more than `depth`.
pub(crate) fn average_precision(ranking: &[&str], relevant: &BTreeSet<&str>, depth: usize) -> f64 {
    let precisions = places(ranking, relevant, depth)
        .enumerate()
        .map(|(before, place)| (before + 1) as f64 / place as f64);
    precisions.sum::<f64>() / relevant.len().min(depth) as f64
}

/// The places, counted from 1, of the relevant notes among the first `depth`.
fn places(
    ranking: &[&str],
    relevant: &BTreeSet<&str>,
    depth: usize,
) -> impl Iterator<Item = usize> {
    let ranked = ranking.iter().take(depth).enumerate();
    ranked.filter(|(_, note)| relevant.contains(*note)).map(|(index, _)| index + 1)
}

/// The area under the curve of true against false positives: how often something relevant stands above
/// something that is not; equal scores count half. Not a number if there is nothing of one kind. The
/// items come with their scores, in any order.
///
/// Fawcett, *An introduction to ROC analysis*, 2006; the same as the statistic of Mann and Whitney.
pub(crate) fn area_under_curve(items: &[(f64, bool)]) -> f64 {
    let mut items = items.to_vec();
    items.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (mut relevant, mut others, mut above) = (0.0, 0.0, 0.0);
    for equal in items.chunk_by(|left, right| left.0 == right.0) {
        let hits = equal.iter().filter(|item| item.1).count() as f64;
        let misses = equal.len() as f64 - hits;
        above += hits * (others + misses / 2.0);
        relevant += hits;
        others += misses;
    }
    above / (relevant * others)
}

/// Each name once, where it appears first.
pub(crate) fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(*name)).collect()
}

/// The mean; not a number if there are no values.
pub(crate) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let number = values.len() as f64;
    values.sum::<f64>() / number
}

/// The smallest of the times that at least `percent` of them do not exceed (the nearest rank);
/// zero if there are none. They must be in ascending order.
pub(crate) fn percentile(ascending: &[Duration], percent: usize) -> Duration {
    let place = (ascending.len() * percent).div_ceil(100);
    ascending.get(place.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ranking as a word, a letter per note; the relevant notes as another.
    fn of(measure: fn(&[&str], &BTreeSet<&str>, usize) -> f64, case: (&str, &str, usize)) -> f64 {
        let (ranking, relevant, depth) = case;
        let letters = |word| str::split(word, "").filter(|letter| !letter.is_empty());
        measure(&letters(ranking).collect::<Vec<_>>(), &letters(relevant).collect(), depth)
    }

    #[track_caller]
    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
    }

    #[test]
    fn measures_by_hand() {
        // Gains: place 1: 1; place 2: 1 / log2(3) = .630930; place 3: 1 / 2; place 4: .430677.
        let (second, third) = (0.630_929_753_571_457_4, 0.5);
        for (case, ndcg_, precision_, recall_, average_precision_) in [
            // All in front.
            (("ab", "ab", 2), 1.0, 1.0, 1.0, 1.0),
            // The one relevant note in the second and the third place.
            (("xa", "a", 2), second, 0.5, 1.0, 1.0 / 2.0),
            (("xya", "a", 3), third, 1.0 / 3.0, 1.0, 1.0 / 3.0),
            // Two of three, in the first and the third place.
            (
                ("axb", "abc", 4),
                (1.0 + third) / (1.0 + second + third),
                2.0 / 4.0,
                2.0 / 3.0,
                (1.0 + 2.0 / 3.0) / 3.0,
            ),
            // What stands below the depth does not count, nor what could not stand above it.
            (("axb", "abc", 2), 1.0 / (1.0 + second), 1.0 / 2.0, 1.0 / 3.0, 1.0 / 2.0),
            // Nothing found; nothing answered.
            (("xyz", "a", 3), 0.0, 0.0, 0.0, 0.0),
            (("", "a", 10), 0.0, 0.0, 0.0, 0.0),
        ] {
            assert_near(of(ndcg, case), ndcg_);
            assert_near(of(precision, case), precision_);
            assert_near(of(recall, case), recall_);
            assert_near(of(average_precision, case), average_precision_);
        }
    }

    #[test]
    fn areas_by_hand() {
        for (items, area) in [
            (&[(0.9, true), (0.1, false)][..], 1.0),
            (&[(0.1, true), (0.9, false)], 0.0),
            (&[(0.5, true), (0.5, false)], 0.5),
            // Above two of three, and level with one of them.
            (&[(0.5, false), (0.4, true), (0.4, false), (0.1, false)], 0.5),
        ] {
            assert_near(area_under_curve(items), area);
        }
        assert!(area_under_curve(&[(0.5, true)]).is_nan());
    }

    #[test]
    fn names_count_where_they_appear_first() {
        assert_eq!(distinct(["b", "a", "b", "c", "a"]), ["b", "a", "c"]);
    }

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times: Vec<Duration> = (1..=10).map(Duration::from_millis).collect();
        for (percent, expected) in [(50, 5), (95, 10), (90, 9), (100, 10), (1, 1)] {
            assert_eq!(percentile(&times, percent), Duration::from_millis(expected), "{percent}");
        }
        assert_eq!(percentile(&times[..1], 50), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
        assert_near(mean([1.0, 2.0, 6.0].into_iter()), 3.0);
    }
}
