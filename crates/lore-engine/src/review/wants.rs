//! What current notes and entries lead back to and is due: by links, by what both state, and by topics
//! that belong together. Most of a vault is not due, so that is asked before anything is kept.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::{days, status_name};
use lore_graph::{ConceptId, How, Statement, Target};
use rustc_hash::FxHashMap;

use super::Due;
use super::times::{Thing, Things, Times};
use crate::Engine;

/// Why current things want something. There are very many, so what they state is known by its concept
/// until it is told.
#[derive(Clone, Copy)]
pub(super) struct Want {
    pub(super) weight: f64,
    /// The newest of them.
    pub(super) from: Thing,
    /// The line that shows it.
    pub(super) line: u32,
    /// How many more there are.
    pub(super) more: usize,
    pub(super) evidence: Evidence,
}

#[derive(Clone, Copy)]
pub(super) enum Evidence {
    Link,
    /// What the newest and what is wanted state.
    Shared(ConceptId),
    /// What the newest states, what is wanted states, and the concept above or between both.
    Belongs(ConceptId, ConceptId, ConceptId),
}

/// The statements of a concept, or of what belongs together, by current things, newest first.
type Sources = Vec<Source>;

/// A thing that states a concept, with the line.
#[derive(Clone, Copy)]
struct Source {
    from: Thing,
    concept: ConceptId,
    line: u32,
}

const LINK: f64 = 3.0;
const SHARED: f64 = 2.0;
const BELONGS: f64 = 1.0;
/// In a larger family, belonging to it says nothing.
const LARGEST_FAMILY: usize = 50;
/// What so many things state may be told of each, however few things there are.
const ALWAYS_TELLING: usize = 20;

/// What says where in `due` something is.
#[derive(Clone, Copy)]
enum Slot {
    Unknown,
    NotDue,
    At(u32),
}

/// What is due, with what wants it, while that is collected.
pub(super) struct Wants<'a> {
    engine: &'a Engine,
    current: &'a [Thing],
    things: &'a Things,
    times: &'a Times,
    /// The place among current things, by the number of the section.
    ranks: Vec<Option<u32>>,
    slots: Vec<Slot>,
    pub(super) due: Vec<Due>,
    /// Fields that were met, with whether what they state tells something.
    fields: FxHashMap<&'a str, bool>,
    /// For each section the last concept of which it was found that it states it, and how many were
    /// looked at: what is counted once for each concept needs no set of its own.
    stating: Vec<u32>,
    concepts_asked: u32,
}

impl<'a> Wants<'a> {
    /// Of current things, newest first.
    pub(super) fn new(
        engine: &'a Engine,
        current: &'a [Thing],
        things: &'a Things,
        times: &'a Times,
    ) -> Wants<'a> {
        let sections = engine.graph.section_count();
        let mut ranks = vec![None; sections];
        for (&thing, rank) in current.iter().zip(0..) {
            ranks[thing.0 as usize] = Some(rank);
        }
        Wants {
            engine,
            current,
            things,
            times,
            ranks,
            slots: vec![Slot::Unknown; sections],
            due: Vec::new(),
            fields: FxHashMap::default(),
            stating: vec![0; sections],
            concepts_asked: 0,
        }
    }

    /// Collects what current things lead back to, and how.
    pub(super) fn collect(&mut self) {
        self.add_links();
        let stated = self.stated();
        let most = ALWAYS_TELLING.max(self.things.all.len() / 4);
        for (&concept, sources) in &stated {
            let Some(others) = self.stating(concept, most) else { continue };
            let weight = SHARED * rarity(others.len());
            for (other, _) in others {
                self.add(other, sources, weight, Evidence::Shared);
            }
        }
        for (above, sources) in self.families(&stated) {
            self.add_family(above, &sources, most);
        }
    }

    fn rank(&self, thing: Thing) -> Option<u32> {
        self.ranks[thing.0 as usize]
    }

    /// What current things state, with those that do.
    fn stated(&mut self) -> BTreeMap<ConceptId, Sources> {
        let graph = &self.engine.graph;
        let mut stated: BTreeMap<ConceptId, Sources> = BTreeMap::new();
        for section in graph.sections() {
            let from = self.things.of_section(section);
            if self.rank(from).is_none() {
                continue;
            }
            for statement in graph.statements(section) {
                if !self.is_telling(&statement) {
                    continue;
                }
                let sources = stated.entry(statement.concept).or_default();
                if sources.last().is_none_or(|last| last.from != from) {
                    let Statement { concept, line, .. } = statement;
                    sources.push(Source { from, concept, line });
                }
            }
        }
        stated
            .values_mut()
            .for_each(|sources| sources.sort_by_key(|source| self.rank(source.from)));
        stated
    }

    fn add_links(&mut self) {
        let graph = &self.engine.graph;
        let mut current: Vec<_> = self.current.iter().map(|&thing| graph.note_of(thing)).collect();
        current.sort_unstable();
        current.dedup();
        let mut targets: BTreeMap<Thing, BTreeMap<Thing, u32>> = BTreeMap::new();
        for link in current.into_iter().flat_map(|note| graph.links_of(note)) {
            let from = self.things.of_section(link.section);
            if self.rank(from).is_none() || graph.is_navigation(link.id) {
                continue;
            }
            let target = match link.target {
                Target::Section(section) => Some(self.things.of_section(section)),
                Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => {
                    Some(graph.section_of(note, 0))
                }
                Target::File(_) | Target::External | Target::Missing(_) => None,
            };
            if let Some(target) = target.filter(|&target| target != from) {
                targets.entry(from).or_default().entry(target).or_insert(link.line);
            }
        }
        for (from, targets) in targets {
            let weight = LINK * rarity(targets.len());
            for (target, line) in targets {
                if let Some(due) = self.due(target) {
                    due.wants.push(Want { weight, from, line, more: 0, evidence: Evidence::Link });
                }
            }
        }
    }

    /// The concepts that have others below them, with the current things that state one of these or it.
    fn families(&self, stated: &BTreeMap<ConceptId, Sources>) -> BTreeMap<ConceptId, Sources> {
        let graph = &self.engine.graph;
        let mut families: BTreeMap<ConceptId, Sources> = BTreeMap::new();
        for (&concept, sources) in stated {
            let has_others = graph.narrower(concept).len() > 0;
            let own = has_others.then_some(concept);
            for above in graph.broader(concept).chain(own) {
                families.entry(above).or_default().extend(sources);
            }
        }
        families
            .values_mut()
            .for_each(|sources| sources.sort_by_key(|source| self.rank(source.from)));
        families
    }

    /// Adds what states something below a concept, or it, of which current things state another.
    fn add_family(&mut self, above: ConceptId, sources: &Sources, most: usize) {
        let narrower = self.engine.graph.narrower(above);
        let family: BTreeSet<ConceptId> = narrower.chain(std::iter::once(above)).collect();
        if family.len() > LARGEST_FAMILY {
            return;
        }
        let mut members = Vec::with_capacity(family.len());
        let mut size = 0;
        for &member in &family {
            let Some(stating) = self.stating(member, most) else { return };
            size += stating.len();
            members.push((member, stating));
        }
        if size > most {
            return;
        }
        let weight = BELONGS * rarity(family.len());
        for (member, stating) in members {
            let mut others: Sources =
                sources.iter().copied().filter(|own| own.concept != member).collect();
            others.dedup_by_key(|source| source.from);
            let named = stating
                .into_iter()
                .filter(|(_, how)| matches!(how, How::Title | How::Topic | How::Tag));
            for (thing, _) in named {
                self.add(thing, &others, weight, |own| Evidence::Belongs(own, member, above));
            }
        }
    }

    /// What [`Engine::is_telling`] says.
    fn is_telling(&mut self, statement: &Statement<'a>) -> bool {
        let is_telling = || self.engine.is_telling(statement);
        match statement.how {
            How::Field => *self.fields.entry(statement.field).or_insert_with(is_telling),
            How::Title | How::Topic | How::Tag | How::MissingLink => is_telling(),
        }
    }

    /// The things that state a concept, each with the way of its first statement that tells something;
    /// nothing if there are too many of them to tell anything.
    fn stating(&mut self, concept: ConceptId, most: usize) -> Option<Vec<(Thing, How)>> {
        if self.engine.graph.is_commonplace(concept) {
            return None;
        }
        self.concepts_asked += 1;
        let mut stating = Vec::new();
        for statement in self.engine.graph.concept_statements(concept) {
            let thing = self.things.of_section(statement.section);
            if self.stating[thing.0 as usize] == self.concepts_asked || !self.is_telling(&statement)
            {
                continue;
            }
            self.stating[thing.0 as usize] = self.concepts_asked;
            stating.push((thing, statement.how));
            if stating.len() > most {
                return None;
            }
        }
        Some(stating)
    }

    /// Adds how the newest of what states something wants a thing, and how many more do. Nothing wants itself,
    /// or what is newer.
    fn add(
        &mut self,
        thing: Thing,
        sources: &Sources,
        weight: f64,
        evidence: impl Fn(ConceptId) -> Evidence,
    ) {
        let times = self.times;
        let Some(due) = self.due(thing) else { return };
        // What was touched on no day is not current, so it is not among them.
        let newer = match times.age(thing) {
            Some(age) => sources
                .partition_point(|source| times.age(source.from).is_some_and(|newer| newer < age)),
            None => sources.len(),
        };
        let Some(&Source { from, concept, line }) = sources[..newer].first() else { return };
        let more = newer - 1;
        // Each further one says less than the one before.
        let weight = weight * (newer as f64).sqrt();
        due.wants.push(Want { weight, from, line, more, evidence: evidence(concept) });
    }

    /// Something with what wants it, if it is due.
    fn due(&mut self, thing: Thing) -> Option<&mut Due> {
        let slot = thing.0 as usize;
        if let Slot::Unknown = self.slots[slot] {
            self.slots[slot] = match self.when_due(thing) {
                None => Slot::NotDue,
                Some(due) => {
                    self.due.push(due);
                    Slot::At(self.due.len() as u32 - 1)
                }
            };
        }
        match self.slots[slot] {
            Slot::At(at) => self.due.get_mut(at as usize),
            Slot::Unknown | Slot::NotDue => None,
        }
    }

    fn when_due(&self, thing: Thing) -> Option<Due> {
        // A journal is looked at entry by entry.
        if !self.things.has(thing) {
            return None;
        }
        let is_current = |thing| self.rank(thing).is_some();
        let came_up = || self.engine.came_up(thing, self.things, self.times, is_current);
        let (day, by) = self.times.of(thing).or_else(came_up)?;
        let age = u32::try_from(self.times.now.saturating_sub(day)).unwrap_or_default();
        let interval = super::due(age)?;
        Some(Due { thing, age, by, interval, score: 0, wants: Vec::new() })
    }
}

impl Engine {
    /// Whether a statement says what something is about. How far it has come says nothing of that, and
    /// the tags of a daily note say that it is one.
    fn is_telling(&self, statement: &Statement<'_>) -> bool {
        let graph = &self.graph;
        match statement.how {
            How::Field => status_name(statement.field).is_none(),
            How::Tag => {
                let of_note = graph.place_of(statement.section) == 0;
                !of_note || days::find(graph.stem(graph.note_of(statement.section))).is_none()
            }
            How::Title | How::Topic | How::MissingLink => true,
        }
    }

    /// The first statement of a concept by a thing that tells something.
    pub(super) fn stated_by(
        &self,
        thing: Thing,
        concept: ConceptId,
        things: &Things,
    ) -> Option<Statement<'_>> {
        let graph = &self.graph;
        let (_, _, end) = graph.extent(thing);
        // What is within an entry stands behind it; a note without entries is all of its sections.
        let is_note = graph.place_of(thing) == 0;
        let sections = graph.sections_of(graph.note_of(thing)).skip(graph.place_of(thing) as usize);
        sections
            .take_while(|&section| is_note || graph.extent(section).0 < end)
            .filter(|&section| things.of_section(section) == thing)
            .flat_map(|section| graph.statements(section))
            .find(|statement| statement.concept == concept && self.is_telling(statement))
    }
}

/// Drops what says once more that two things belong together: if they share a topic, all above it is
/// shared, too.
pub(super) fn without_repeats(wants: &mut Vec<Want>) {
    if !wants.iter().any(|want| matches!(want.evidence, Evidence::Belongs(..))) {
        return;
    }
    let shared = wants.iter().filter_map(|want| match want.evidence {
        Evidence::Shared(own) => Some(own),
        Evidence::Link | Evidence::Belongs(..) => None,
    });
    let mut told: BTreeSet<ConceptId> = shared.collect();
    wants.retain(|want| match want.evidence {
        Evidence::Link | Evidence::Shared(..) => true,
        Evidence::Belongs(own, _, above) => !told.contains(&own) && told.insert(above),
    });
}

/// How much what so many have in common says of each.
fn rarity(number: usize) -> f64 {
    1.0 / (1.0 + number.max(1) as f64).log2()
}
