//! What people wrote down: links and the text around them, fields and topics, days and the order of a
//! journal. Leaves out nearness over many links, which the graph ranks, and what the words say, which is in
//! `words`.

use std::collections::BTreeSet;

use lore_core::Date;
use lore_graph::{How, SectionId};
use rustc_hash::FxHashSet;

use super::Scores;
use crate::related::best_first::best_first;
use crate::related::pieces::{Piece, Pieces};
use crate::related::source::Source;

/// Number of similar units whose links are looked at.
const NEIGHBOURS: usize = 20;
/// Number of similar sections whose links are looked at.
const CONTEXTS: usize = 300;
/// What more than so many share says nothing about any of them.
pub(crate) const HUB: usize = 2_000;

/// What the units most like the source link to.
pub(super) fn neighbours_links(pieces: &Pieces<'_>, likeness: &[(Piece, f64)]) -> Scores {
    let nearest = best_first(likeness.iter().copied());
    let mut scores = Scores::default();
    for (unit, likeness) in nearest.take(NEIGHBOURS) {
        for target in links_from(pieces, unit) {
            *scores.entry(target).or_default() += likeness;
        }
    }
    scores
}

/// How like the source the sections are that link to a unit, the best of them.
pub(super) fn link_contexts(pieces: &Pieces<'_>, likeness: &[(SectionId, f64)]) -> Scores {
    let nearest = best_first(likeness.iter().copied());
    let mut scores = Scores::default();
    for (section, likeness) in nearest.take(CONTEXTS) {
        for link in pieces.section_links(section) {
            if let Some(target) = pieces.target(link.target) {
                let score = scores.entry(target).or_default();
                *score = f64::max(*score, likeness);
            }
        }
    }
    scores
}

/// The units that a unit links to, each once.
pub(super) fn links_from(pieces: &Pieces<'_>, unit: Piece) -> FxHashSet<Piece> {
    pieces
        .links(unit)
        .filter_map(|link| pieces.target(link.target))
        .filter(|&target| target != unit)
        .collect()
}

/// Concepts that the source and a unit both state, and targets that both link to, by rarity.
pub(super) fn shared_concepts(pieces: &Pieces<'_>, source: &Source) -> Scores {
    let graph = &pieces.engine.graph;
    let mut scores = Scores::default();
    let mut seen = FxHashSet::default();
    for &unit in &source.units {
        for between in pieces.neighbours(pieces.node(unit)) {
            let crowd = pieces.crowd(between);
            let is_name = |concept| pieces.engine.graph.is_name_of_many(concept);
            if pieces.at_node(between).is_err_and(is_name) {
                continue;
            }
            if !seen.insert(between) || crowd > HUB || graph.is_commonplace_node(between) {
                continue;
            }
            // By the number of its neighbours, as Adamic and Adar ("Friends and neighbors on the Web", 2003) weigh
            // what two have in common.
            let rarity = 1.0 / (1.0 + crowd as f64).ln().max(0.7);
            let around = pieces.neighbours(between);
            for other in around.filter_map(|node| pieces.at_node(node).ok()) {
                *scores.entry(other).or_default() += rarity;
            }
        }
    }
    scores
}

/// Entries of a journal beside the source's, and what is of the same day.
pub(super) fn adjacent(pieces: &Pieces<'_>, source: &Source) -> Scores {
    let graph = &pieces.engine.graph;
    let mut scores = Scores::default();
    // A heading inside of an entry is none itself.
    for own in source.units.iter().copied().filter(|&own| pieces.unit(own).is_some()) {
        let note = pieces.note(own);
        let is_entry = |unit: Piece| {
            let section = pieces.section(unit);
            graph.order(section).is_some() || graph.section_date(section).is_some()
        };
        if is_entry(own) {
            let beside = own.0.checked_sub(1).into_iter().chain([own.0 + 1]).map(Piece);
            let known = beside.filter(|&unit| pieces.unit(unit).is_some());
            for entry in known.filter(|&unit| pieces.note(unit) == note && is_entry(unit)) {
                scores.insert(entry, 1.0);
            }
        }
    }
    let day = |piece| pieces.stated_day(piece);
    let days: BTreeSet<Date> = source.units.iter().copied().filter_map(day).collect();
    if !days.is_empty() {
        let of_days = pieces.all().filter(|&unit| day(unit).is_some_and(|day| days.contains(&day)));
        scores.extend(of_days.map(|unit| (unit, 1.0)));
    }
    scores
}

/// Units that a field, a topic, a heading or the hierarchy of names connects with the source.
pub(super) fn stated(pieces: &Pieces<'_>, source: &Source) -> Scores {
    let graph = &pieces.engine.graph;
    let mut scores = Scores::default();
    let mut add = |unit: Piece, score: f64| {
        let entry = scores.entry(unit).or_default();
        *entry = f64::max(*entry, score);
    };
    for &concept in &source.concepts {
        let is_name_of_many = pieces.engine.graph.is_name_of_many(concept);
        for statement in graph.concept_statements(concept) {
            if is_name_of_many && statement.how == How::Title {
                continue;
            }
            let score = match statement.how {
                How::Field | How::MissingLink | How::Topic => 1.0,
                How::Tag | How::Title => 0.7,
            };
            add(pieces.of(statement.section), score);
        }
        for other in graph.broader(concept).chain(graph.narrower(concept)) {
            for unit in pieces.of_concept(other) {
                add(unit, 1.0);
            }
        }
    }
    for &unit in source.saying.keys() {
        add(unit, 1.0);
    }
    for &section in &source.called {
        add(pieces.of(section), 1.0);
    }
    for &unit in &source.units {
        for section in pieces.sections(unit) {
            for statement in graph.statements(section).filter(|each| each.how == How::Field) {
                for unit in pieces.of_concept(statement.concept) {
                    add(unit, 0.9);
                }
            }
        }
    }
    scores
}
