//! Lines that many notes share, as templates leave them, say little about the notes they stand in: a
//! hit that matches in such lines alone comes after the others, but not after those that have less of what was
//! asked: a repeated `### Pitfalls` below `## Mutex` stays what “mutex pitfalls” means.
//!
//! Which lines these are is seen in the hits themselves, so nothing needs to be stored about lines,
//! and the answer depends on the notes alone. Leaves out words that many notes share, which BM25
//! weighs.

use std::cmp::Reverse;

use lore_core::name;
use lore_graph::SectionId;
use lore_index::Hit;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::Engine;
use crate::excerpt::Wanted;
use crate::reading::Reading;

/// Number of first hits whose lines are compared.
const COMPARED: usize = 30;
/// Number of first hits that are put in another order if some of these share a line.
pub(super) const REORDERED: usize = 200;
/// A line that so many of the compared sections share is a template's.
const SHARED: usize = 5;
/// More lines of one section are not looked at.
const MOST_LINES: usize = 400;

impl Engine {
    /// The hits, those that match in lines of templates alone behind the others.
    pub(super) fn templates_last(
        &self,
        mut hits: Vec<Hit>,
        wanted: &Wanted,
        reading: &Reading<'_>,
    ) -> Vec<Hit> {
        let mut lines_of: FxHashMap<SectionId, Vec<u64>> = FxHashMap::default();
        let mut shared: FxHashMap<u64, usize> = FxHashMap::default();
        for section in hits.iter().take(COMPARED).filter_map(|hit| self.section_of_hit(hit)) {
            let lines = self.matching_lines(section, wanted, reading);
            for &line in &lines {
                *shared.entry(line).or_default() += 1;
            }
            lines_of.insert(section, lines);
        }
        shared.retain(|_, sections| *sections >= SHARED);
        if shared.is_empty() {
            return hits;
        }
        let rest = hits.split_off(hits.len().min(REORDERED));
        let is_template = |hit: &Hit| {
            let Some(section) = self.section_of_hit(hit) else { return false };
            let note = self.graph.note_of(section);
            let names = [self.graph.title(note), self.graph.stem(note)];
            if names.iter().any(|name| wanted.is_in(name, self.graph.language(note))) {
                return false;
            }
            let lines = match lines_of.get(&section) {
                Some(lines) => lines.clone(),
                None => self.matching_lines(section, wanted, reading),
            };
            !lines.is_empty() && lines.iter().all(|line| shared.contains_key(line))
        };
        // Stable: within a step, those of templates and the others each stay in their order.
        hits.sort_by_cached_key(|hit| (Reverse(hit.step()), is_template(hit)));
        hits.extend(rest);
        hits
    }

    /// Hashes of the different lines of a section that hold something wanted, however they are
    /// marked up.
    fn matching_lines(
        &self,
        section: SectionId,
        wanted: &Wanted,
        reading: &Reading<'_>,
    ) -> Vec<u64> {
        let (start, end, _) = self.graph.extent(section);
        let note = self.graph.note_of(section);
        let (text, language) = (reading.text(note), self.graph.language(note));
        let own = text.get(start as usize..end as usize).unwrap_or_default();
        let matching = own.lines().take(MOST_LINES).filter(|line| wanted.is_in(line, language));
        let different: FxHashSet<u64> =
            matching.map(|line| xxh3_64(name::heading_key(line).as_bytes())).collect();
        different.into_iter().collect()
    }
}
