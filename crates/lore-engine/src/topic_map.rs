//! `topics --map`: the topics as a tree of broader and narrower ones, and which of them stand together.
//! Leaves out where each is stated, which `topics` tells, and links without a topic, which `map` draws.
//!
//! Two topics stand together in a unit that states or links to both, or to one and names the other. A
//! unit counts the less the more topics it has (an index stands for nothing), half if one is only named,
//! and a topic the more the fewer units have it. Only the largest topics are looked for by name, however
//! many of them are shown, so that numbers do not depend on it. What is above or below a topic is in the tree already.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use lore_graph::{ConceptId, ConceptKind, Kinds, SectionId, UnitId};
use rustc_hash::FxHashMap;

use crate::forest::Trees;
use crate::rarity::rarity;
use crate::topics::Place;
use crate::{Engine, Topic, Unknown};

/// How much of the tree is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicMapOptions {
    /// Levels below the first.
    pub depth: usize,
    /// Topics at the top, and below each; of a topic alone, how many stand around it.
    pub limit: usize,
    /// Every concept: names of notes and of notes not yet written, too.
    pub all: bool,
}

/// The landscape of topics.
#[derive(Clone, Debug)]
pub struct TopicMap {
    /// The tree, each topic before what is below it; largest first.
    pub nodes: Vec<TopicNode>,
    /// How many more topics would stand at the top.
    pub more: usize,
    /// What stands around the topic that was asked for, nearest first.
    pub around: Vec<RelatedTopic>,
}

/// A topic in the tree.
#[derive(Clone, Debug)]
pub struct TopicNode {
    /// It, with how deep it stands.
    pub topic: Topic,
    /// How many sections state it or something below it.
    pub sections_in_all: usize,
    /// How many topics right below it are not shown.
    pub more: usize,
    /// The topics it stands together with most, nearest first.
    pub related: Vec<RelatedTopic>,
}

/// A topic that stands together with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedTopic {
    /// What it is called.
    pub name: String,
    /// What it is first of all.
    pub kind: ConceptKind,
    /// In how many units both are stated or linked.
    pub together: usize,
    /// In how many more one is only named.
    pub named: usize,
    /// One of these units.
    pub place: Place,
}

/// Related topics behind each of the tree.
const RELATED: usize = 3;
/// So many topics are looked for by name; each costs a question to the text index.
const SOUGHT: usize = 300;
/// What so many times as many units name as state is a word rather than a name, beyond a few.
const OFTEN_NAMED: usize = 4;
const FEW_NAMED: usize = 3;
/// That topics stand together in fewer than one in so many units of the smaller is chance.
const ONE_IN: usize = 20;

/// Which units have which topics.
#[derive(Default)]
struct Units {
    of_topic: FxHashMap<ConceptId, BTreeSet<UnitId>>,
    topics: FxHashMap<UnitId, BTreeSet<ConceptId>>,
    naming: FxHashMap<ConceptId, BTreeSet<UnitId>>,
    named: FxHashMap<UnitId, BTreeSet<ConceptId>>,
}

impl Units {
    fn number(&self, concept: ConceptId) -> usize {
        self.of_topic.get(&concept).map_or(0, BTreeSet::len)
    }
}

/// How two topics stand together.
#[derive(Default)]
struct Together {
    both: usize,
    named: usize,
    weight: f64,
    best: Option<(f64, UnitId)>,
}

impl Engine {
    /// The topics as a tree.
    pub fn topic_map(&self, options: &TopicMapOptions) -> TopicMap {
        let (listed, trees) = (self.landscape(options.all), Trees::of(self));
        // Circles of `up::` fields have no top: any of them begins.
        let roots = self.tops(&listed).into_iter().chain(listed.iter().copied());
        let order = self.downwards(roots, |concept, _| self.graph.narrower(concept).collect());
        let tops = order.into_iter().filter(|&(_, depth)| depth == 0);
        let tops = tops.map(|(concept, _)| concept).collect();
        self.grow(&listed, &trees, tops, None, options).0
    }

    /// One topic with what is below and around it.
    ///
    /// # Errors
    ///
    /// [`Unknown::NotFound`] when nothing bears the name, [`Unknown::Ambiguous`] when several notes do and no
    /// concept.
    pub fn topic_map_of(&self, name: &str, options: &TopicMapOptions) -> Result<TopicMap, Unknown> {
        let concept = self.find_concept(name)?;
        let mut listed = self.landscape(options.all);
        listed.insert(concept);
        listed.extend(self.below(concept));
        let trees = Trees::of(self);
        let (map, units) = self.grow(&listed, &trees, vec![concept], Some(concept), options);
        let around = self.related_topics(concept, &units, &trees, options.limit);
        Ok(TopicMap { around, ..map })
    }

    /// The tree below some topics, and which units have those that are listed.
    fn grow(
        &self,
        listed: &BTreeSet<ConceptId>,
        trees: &Trees,
        tops: Vec<ConceptId>,
        asked: Option<ConceptId>,
        options: &TopicMapOptions,
    ) -> (TopicMap, Units) {
        let all = tops.len();
        // How many right below each are not shown.
        let mut left_out: Vec<usize> = Vec::new();
        let tree = self.downwards(self.largest(trees, tops, options.limit), |concept, depth| {
            let narrower: Vec<ConceptId> =
                self.graph.narrower(concept).filter(|below| listed.contains(below)).collect();
            let below = narrower.len();
            let limit = if depth < options.depth { options.limit } else { 0 };
            let shown = self.largest(trees, narrower, limit);
            left_out.push(below - shown.len());
            shown
        });
        let units = self.units_of_topics(listed, asked);
        let nodes = tree.into_iter().zip(left_out).map(|((concept, depth), more)| TopicNode {
            topic: Topic { depth, ..self.topic(concept) },
            sections_in_all: self.sections_in_all(trees, concept),
            more,
            related: self.related_topics(concept, &units, trees, RELATED),
        });
        let nodes: Vec<TopicNode> = nodes.collect();
        let shown = nodes.iter().filter(|node| node.topic.depth == 0).count();
        (TopicMap { nodes, more: all.saturating_sub(shown), around: Vec::new() }, units)
    }

    /// The first of some topics by the number of sections that state them or what is below.
    fn largest(&self, trees: &Trees, mut concepts: Vec<ConceptId>, limit: usize) -> Vec<ConceptId> {
        if limit > 0 {
            concepts.sort_by_cached_key(|&concept| {
                (Reverse(self.sections_in_all(trees, concept)), concept)
            });
        }
        concepts.truncate(limit);
        concepts
    }

    /// How many sections state a concept or something below it.
    fn sections_in_all(&self, trees: &Trees, concept: ConceptId) -> usize {
        trees.sections_in_all(concept).unwrap_or_else(|| {
            let concepts = std::iter::once(concept).chain(self.below(concept));
            let sections = concepts.flat_map(|concept| self.sections_stating(concept));
            sections.collect::<BTreeSet<SectionId>>().len()
        })
    }

    /// Which units state or link to the listed topics, and which name the largest of them and `asked`.
    fn units_of_topics(&self, listed: &BTreeSet<ConceptId>, asked: Option<ConceptId>) -> Units {
        let graph = &self.graph;
        let mut units = Units::default();
        for &concept in listed {
            let stating = graph.concept_statements(concept).map(|statement| statement.section);
            let linking = graph
                .concept_notes(concept)
                .flat_map(|note| graph.backlinks(note).map(|link| link.section));
            for unit in stating.chain(linking).map(|section| graph.unit_of(section)) {
                units.of_topic.entry(concept).or_default().insert(unit);
                units.topics.entry(unit).or_default().insert(concept);
            }
        }
        // A tag of one word is a word like any other, even if a note bears its name.
        let is_tag = |concept: ConceptId| {
            let kinds = graph.concept_kinds(concept);
            let is_word = !graph.concept_name(concept).contains(' ');
            kinds.first() == ConceptKind::Tag
                || (is_word && kinds.any(Kinds::TAG) && !kinds.any(Kinds::TOPIC | Kinds::DERIVED))
        };
        let mut sought: Vec<ConceptId> =
            listed.iter().copied().filter(|&concept| !is_tag(concept)).collect();
        sought.sort_by_key(|&concept| (Reverse(units.number(concept)), concept));
        sought.truncate(SOUGHT);
        if let Some(asked) = asked.filter(|asked| !sought.contains(asked)) {
            sought.push(asked);
        }
        for concept in sought {
            let own = units.of_topic.get(&concept);
            let sections = self.sections_naming(&self.names_in_text(concept)).into_iter();
            let naming: BTreeSet<UnitId> = sections
                .map(|section| graph.unit_of(section))
                .filter(|unit| own.is_none_or(|own| !own.contains(unit)))
                .collect();
            // `Projects`, stated twice and named everywhere, is a word like any other, too.
            if naming.len() > OFTEN_NAMED * own.map_or(0, BTreeSet::len) + FEW_NAMED {
                continue;
            }
            for &unit in &naming {
                units.named.entry(unit).or_default().insert(concept);
            }
            units.naming.insert(concept, naming);
        }
        units
    }

    /// The topics that a topic stands together with most.
    fn related_topics(
        &self,
        concept: ConceptId,
        units: &Units,
        trees: &Trees,
        limit: usize,
    ) -> Vec<RelatedTopic> {
        const ONLY_NAMED: f64 = 0.5;
        let mut found: BTreeMap<ConceptId, Together> = BTreeMap::new();
        let mut add = |other: ConceptId, unit: UnitId, is_named: bool| {
            let together = found.entry(other).or_default();
            let topics = units.topics.get(&unit).map_or(0, BTreeSet::len);
            // By their number alone: it tells how much one unit says of each, and not how rare anything is.
            let mut weight = 1.0 / (2.0 + topics as f64).log2();
            if is_named {
                together.named += 1;
                weight *= ONLY_NAMED;
            } else {
                together.both += 1;
            }
            together.weight += weight;
            if together.best.is_none_or(|(best, _)| best < weight) {
                together.best = Some((weight, unit));
            }
        };
        for &unit in units.of_topic.get(&concept).into_iter().flatten() {
            units.topics[&unit].iter().for_each(|&other| add(other, unit, false));
            let named = units.named.get(&unit).into_iter().flatten();
            named.for_each(|&other| add(other, unit, true));
        }
        for &unit in units.naming.get(&concept).into_iter().flatten() {
            let stated = units.topics.get(&unit).into_iter().flatten();
            stated.for_each(|&other| add(other, unit, true));
        }
        let line = LazyCell::new(|| {
            let mut line: BTreeSet<ConceptId> = self.below(concept).into_iter().collect();
            line.insert(concept);
            self.add_above(&mut line, vec![concept]);
            line
        });
        let is_of_line = |other: ConceptId| {
            trees.are_of_one_line(concept, other).unwrap_or_else(|| line.contains(&other))
        };
        let all = self.graph.unit_count() as u64;
        let mut found: Vec<(f64, ConceptId, Together)> = found
            .into_iter()
            .filter(|(other, together)| {
                let fewest = units.number(*other).min(units.number(concept));
                let is_chance = (together.both + together.named) * ONE_IN < fewest;
                !is_of_line(*other) && !is_chance
            })
            .map(|(other, together)| {
                (together.weight * rarity(all, units.number(other) as u64), other, together)
            })
            .collect();
        found.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        found.truncate(limit);
        let related = found.into_iter().filter_map(|(_, other, together)| {
            Some(RelatedTopic {
                name: self.graph.concept_name(other).to_owned(),
                kind: self.graph.concept_kinds(other).first(),
                together: together.both,
                named: together.named,
                place: self.place_of_unit(together.best?.1, other),
            })
        });
        related.collect()
    }

    /// Where a unit states or links to a topic, else where the unit begins.
    fn place_of_unit(&self, unit: UnitId, concept: ConceptId) -> Place {
        let graph = &self.graph;
        let begin = graph.unit_section(unit);
        let mut stated = graph.unit_sections(unit).flat_map(|section| graph.statements(section));
        if let Some(statement) = stated.find(|statement| statement.concept == concept) {
            let how = statement.word().to_owned();
            return Place {
                label: graph.label(begin),
                ..self.place(statement.section, statement.line, how)
            };
        }
        let links = graph.concept_notes(concept).flat_map(|note| graph.backlinks(note));
        match links.into_iter().find(|link| graph.unit_of(link.section) == unit) {
            Some(link) => Place {
                label: graph.label(begin),
                ..self.place(link.section, link.line, "link".to_owned())
            },
            None => self.place(begin, graph.line(begin), "mention".to_owned()),
        }
    }
}
