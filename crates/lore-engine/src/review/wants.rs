//! What current notes and entries lead back to: by links, by what both state, and by topics that belong
//! together. Leaves out whether it is due.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::status_name;
use lore_graph::{ConceptId, How, Statement, Target};
use lore_parser::find_date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::times::{Thing, Things, Times};
use crate::Engine;

/// Why current things want something.
#[derive(Clone, Copy)]
pub(super) struct Want<'a> {
    pub(super) weight: f64,
    /// The newest of them.
    pub(super) from: Thing,
    /// The line that shows it.
    pub(super) line: u32,
    /// How many more there are.
    pub(super) more: usize,
    pub(super) evidence: Evidence<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum Evidence<'a> {
    Link,
    /// The statements of the newest and of what is wanted.
    Shared(Statement<'a>, Statement<'a>),
    /// The statement of the newest, the concept of what is wanted, and the one above or between both.
    Belongs(Statement<'a>, ConceptId, ConceptId),
}

type Wants<'a> = BTreeMap<Thing, Vec<Want<'a>>>;

/// The statements of a concept, or of what belongs together, by current things, newest first.
type Sources<'a> = Vec<(Thing, Statement<'a>)>;

const LINK: f64 = 3.0;
const SHARED: f64 = 2.0;
const BELONGS: f64 = 1.0;
/// In a larger family, belonging to it says nothing.
const LARGEST_FAMILY: usize = 50;
/// What so many things state may be told of each, however few things there are.
const ALWAYS_TELLING: usize = 20;

impl Engine {
    /// What current things, newest first, lead back to, and how.
    pub(super) fn wants<'a>(
        &'a self,
        current: &[Thing],
        things: &Things,
        times: &Times,
    ) -> Wants<'a> {
        let mut wants = Wants::new();
        let is_thing: FxHashSet<Thing> = things.all.iter().copied().collect();
        let ranks: FxHashMap<Thing, usize> = current.iter().copied().zip(0..).collect();
        self.add_links(&ranks, things, &mut wants);
        let stated = self.stated(&ranks, things);
        let most = ALWAYS_TELLING.max(things.all.len() / 4);
        for (&concept, sources) in &stated {
            let Some(others) = self.stating(concept, things, most) else { continue };
            let weight = SHARED * rarity(others.len());
            for (other, theirs) in others {
                let evidence = |own| Evidence::Shared(own, theirs);
                add(other, sources, times, weight, evidence, &mut wants);
            }
        }
        for (above, sources) in self.families(&stated, &ranks) {
            self.add_family(above, &sources, things, times, most, &mut wants);
        }
        // A journal is looked at entry by entry.
        wants.retain(|thing, _| is_thing.contains(thing));
        wants
    }

    /// What current things state, with those that do.
    fn stated<'a>(
        &'a self,
        ranks: &FxHashMap<Thing, usize>,
        things: &Things,
    ) -> BTreeMap<ConceptId, Sources<'a>> {
        let mut stated: BTreeMap<ConceptId, Sources<'a>> = BTreeMap::new();
        for section in self.graph.sections() {
            let from = things.of_section(section);
            if !ranks.contains_key(&from) {
                continue;
            }
            for statement in self.graph.statements(section).filter(|it| self.is_telling(it)) {
                let sources = stated.entry(statement.concept).or_default();
                if sources.last().is_none_or(|(last, _)| *last != from) {
                    sources.push((from, statement));
                }
            }
        }
        stated.values_mut().for_each(|sources| sources.sort_by_key(|(from, _)| ranks[from]));
        stated
    }

    fn add_links<'a>(
        &'a self,
        ranks: &FxHashMap<Thing, usize>,
        things: &Things,
        wants: &mut Wants<'a>,
    ) {
        let graph = &self.graph;
        let mut targets: BTreeMap<Thing, BTreeMap<Thing, u32>> = BTreeMap::new();
        for link in graph.links() {
            let from = things.of_section(link.section);
            if !ranks.contains_key(&from) {
                continue;
            }
            let target = match link.target {
                Target::Section(section) => Some(things.of_section(section)),
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
                let want = Want { weight, from, line, more: 0, evidence: Evidence::Link };
                wants.entry(target).or_default().push(want);
            }
        }
    }

    /// The concepts that have others below them, with the current things that state one of these or it.
    fn families<'a>(
        &'a self,
        stated: &BTreeMap<ConceptId, Sources<'a>>,
        ranks: &FxHashMap<Thing, usize>,
    ) -> BTreeMap<ConceptId, Sources<'a>> {
        let mut families: BTreeMap<ConceptId, Sources<'a>> = BTreeMap::new();
        for (&concept, sources) in stated {
            let has_others = self.graph.narrower(concept).len() > 0;
            let own = has_others.then_some(concept);
            for above in self.graph.broader(concept).chain(own) {
                families.entry(above).or_default().extend(sources);
            }
        }
        families.values_mut().for_each(|sources| sources.sort_by_key(|(from, _)| ranks[from]));
        families
    }

    /// Adds what states something below a concept, or it, of which current things state another.
    fn add_family<'a>(
        &'a self,
        above: ConceptId,
        sources: &Sources<'a>,
        things: &Things,
        times: &Times,
        most: usize,
        wants: &mut Wants<'a>,
    ) {
        let family: BTreeSet<ConceptId> =
            self.graph.narrower(above).chain(std::iter::once(above)).collect();
        if family.len() > LARGEST_FAMILY {
            return;
        }
        let members = family.iter().map(|&member| (member, self.stating(member, things, most)));
        let members: Vec<_> = members.collect();
        let size: usize = members
            .iter()
            .map(|(_, members)| members.as_ref().map_or(most + 1, BTreeMap::len))
            .sum();
        if size > most {
            return;
        }
        let weight = BELONGS * rarity(family.len());
        for (member, stating) in members {
            let mut others: Sources<'a> =
                sources.iter().copied().filter(|(_, own)| own.concept != member).collect();
            others.dedup_by_key(|(from, _)| *from);
            let named = stating
                .into_iter()
                .flatten()
                .filter(|(_, theirs)| matches!(theirs.how, How::Title | How::Topic | How::Tag));
            for (thing, _) in named {
                let evidence = |own| Evidence::Belongs(own, member, above);
                add(thing, &others, times, weight, evidence, wants);
            }
        }
    }

    /// Whether a statement says what something is about. How far it has come says nothing of that, and
    /// the tags of a daily note say that it is one.
    fn is_telling(&self, statement: &Statement<'_>) -> bool {
        let graph = &self.graph;
        match statement.how {
            How::Field => status_name(statement.field).is_none(),
            How::Tag => {
                let of_note = graph.place_of(statement.section) == 0;
                !of_note || find_date(graph.stem(graph.note_of(statement.section))).is_none()
            }
            How::Title | How::Topic | How::MissingLink => true,
        }
    }

    /// The things that state a concept, each with its first statement that tells something; nothing if
    /// there are too many of them to tell anything.
    fn stating(
        &self,
        concept: ConceptId,
        things: &Things,
        most: usize,
    ) -> Option<BTreeMap<Thing, Statement<'_>>> {
        let mut stating = BTreeMap::new();
        for statement in self.graph.concept_statements(concept).filter(|it| self.is_telling(it)) {
            stating.entry(things.of_section(statement.section)).or_insert(statement);
            if stating.len() > most {
                return None;
            }
        }
        Some(stating)
    }
}

/// Adds how the newest of what states something wants a thing, and how many more do. Nothing wants itself,
/// or what is newer.
fn add<'a>(
    thing: Thing,
    sources: &Sources<'a>,
    times: &Times,
    weight: f64,
    evidence: impl Fn(Statement<'a>) -> Evidence<'a>,
    wants: &mut Wants<'a>,
) {
    // What was touched on no day is not current, so it is not among them.
    let newer = match times.age(thing) {
        Some(age) => sources.partition_point(|(from, _)| times.age(*from).is_some_and(|a| a < age)),
        None => sources.len(),
    };
    let Some(&(from, own)) = sources[..newer].first() else { return };
    let more = newer - 1;
    // Each further one says less than the one before.
    let weight = weight * (newer as f64).sqrt();
    let want = Want { weight, from, line: own.line, more, evidence: evidence(own) };
    wants.entry(thing).or_default().push(want);
}

/// Drops what says once more that two things belong together: if they share a topic, all above it is
/// shared, too.
pub(super) fn without_repeats(wants: &mut Vec<Want<'_>>) {
    let shared = wants.iter().filter_map(|want| match want.evidence {
        Evidence::Shared(own, _) => Some(own.concept),
        Evidence::Link | Evidence::Belongs(..) => None,
    });
    let mut told: BTreeSet<ConceptId> = shared.collect();
    wants.retain(|want| match want.evidence {
        Evidence::Link | Evidence::Shared(..) => true,
        Evidence::Belongs(own, _, above) => !told.contains(&own.concept) && told.insert(above),
    });
}

/// How much what so many have in common says of each.
fn rarity(number: usize) -> f64 {
    1.0 / (1.0 + number.max(1) as f64).log2()
}
