//! What people wrote down: links and the text around them, fields and topics, days and the order of a
//! journal. Leaves out nearness over many links, which the graph ranks, and what the words say, which is in
//! `words`.

use std::collections::BTreeSet;

use lore_core::Date;
use lore_graph::{How, SectionId, UnitId};
use rustc_hash::FxHashSet;

use super::Scores;
use crate::Engine;
use crate::related::best_first::best_first;
use crate::related::source::Source;

/// Number of similar units whose links are looked at.
const NEIGHBOURS: usize = 20;
/// Number of similar sections whose links are looked at.
const CONTEXTS: usize = 300;
/// What more than so many share says nothing about any of them.
pub(crate) const HUB: usize = 2_000;

/// What the units most like the source link to.
pub(super) fn neighbours_links(engine: &Engine, likeness: &[(UnitId, f64)]) -> Scores {
    let nearest = best_first(likeness.iter().copied());
    let mut scores = Scores::default();
    for (unit, likeness) in nearest.take(NEIGHBOURS) {
        for target in links_from(engine, unit) {
            *scores.entry(target).or_default() += likeness;
        }
    }
    scores
}

/// How like the source the sections are that link to a unit, the best of them.
pub(super) fn link_contexts(engine: &Engine, likeness: &[(SectionId, f64)]) -> Scores {
    let nearest = best_first(likeness.iter().copied());
    let mut scores = Scores::default();
    for (section, likeness) in nearest.take(CONTEXTS) {
        for link in engine.section_links(section) {
            if let Some(target) = engine.target_unit(link.target) {
                let score = scores.entry(target).or_default();
                *score = f64::max(*score, likeness);
            }
        }
    }
    scores
}

/// The units that a unit links to, each once.
pub(super) fn links_from(engine: &Engine, unit: UnitId) -> FxHashSet<UnitId> {
    engine
        .unit_links(unit)
        .filter_map(|link| engine.target_unit(link.target))
        .filter(|&target| target != unit)
        .collect()
}

/// Concepts that the source and a unit both state, and targets that both link to, by rarity.
pub(super) fn shared_concepts(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let units = graph.unit_count();
    let mut scores = Scores::default();
    let mut seen = FxHashSet::default();
    for &unit in &source.units {
        for between in graph.neighbours(unit.0 as usize) {
            if !seen.insert(between) {
                continue;
            }
            let around = graph.neighbours(between as usize);
            if around.len() > HUB {
                continue;
            }
            let rarity = 1.0 / (1.0 + around.len() as f64).ln().max(0.7);
            for other in around.filter(|&other| (other as usize) < units) {
                *scores.entry(UnitId(other)).or_default() += rarity;
            }
        }
    }
    scores
}

/// Entries of a journal beside the source's, and what is of the same day.
pub(super) fn adjacent(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let mut scores = Scores::default();
    for &own in &source.units {
        let note = graph.unit_note(own);
        let is_entry = |unit: UnitId| {
            let section = graph.unit_section(unit);
            graph.order(section).is_some() || graph.section_date(section).is_some()
        };
        if is_entry(own) {
            let beside = own.0.checked_sub(1).into_iter().chain([own.0 + 1]).map(UnitId);
            let known = beside.filter(|unit| (unit.0 as usize) < graph.unit_count());
            for entry in known.filter(|&unit| graph.unit_note(unit) == note && is_entry(unit)) {
                scores.insert(entry, 1.0);
            }
        }
    }
    let day = |unit| engine.stated_day(unit);
    let days: BTreeSet<Date> = source.units.iter().copied().filter_map(day).collect();
    if !days.is_empty() {
        let of_days =
            graph.units().filter(|&unit| day(unit).is_some_and(|day| days.contains(&day)));
        scores.extend(of_days.map(|unit| (unit, 1.0)));
    }
    scores
}

/// Units that a field, a topic or the hierarchy of names connects with the source.
pub(super) fn stated(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let mut scores = Scores::default();
    let mut add = |unit: UnitId, score: f64| {
        let entry = scores.entry(unit).or_default();
        *entry = f64::max(*entry, score);
    };
    for &concept in &source.concepts {
        for statement in graph.concept_statements(concept) {
            let score = match statement.how {
                How::Field | How::MissingLink | How::Topic => 1.0,
                How::Tag | How::Title => 0.7,
            };
            add(graph.unit_of(statement.section), score);
        }
        for other in graph.broader(concept).chain(graph.narrower(concept)) {
            for unit in engine.units_of_concept(other) {
                add(unit, 1.0);
            }
        }
    }
    for &unit in &source.units {
        for section in graph.unit_sections(unit) {
            for statement in graph.statements(section).filter(|each| each.how == How::Field) {
                for unit in engine.units_of_concept(statement.concept) {
                    add(unit, 0.9);
                }
            }
        }
    }
    scores
}
