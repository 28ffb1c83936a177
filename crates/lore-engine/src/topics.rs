//! `topics`: the concepts of the vault, what is broader and narrower, and where each is stated. Leaves out
//! the tree of `topics --map`, which is in `topic_map`, and what makes a concept, which is the graph's.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;

use lore_graph::{ConceptId, ConceptKind, How, Kinds, LinkView, NoteId, SectionId, Statement};
use rayon::prelude::*;

use crate::mentions::{Mention, SomeMentions};
use crate::reading::Reading;
use crate::{Engine, Unknown};

/// How many mentions of one concept are listed.
const MOST_MENTIONS: usize = 20;
/// So many topics at least are told by one core: fewer are not worth the handing over.
const AT_ONCE: usize = 200;

/// A concept as the answer to `topics`.
#[derive(Clone, Debug)]
pub struct Topic {
    /// What it is called.
    pub name: String,
    /// What it is first of all.
    pub kind: ConceptKind,
    /// Number of notes that state it.
    pub notes: usize,
    /// Number of sections that state it.
    pub sections: usize,
    /// Names of what it is part of.
    pub broader: Vec<String>,
    /// Names of its parts.
    pub narrower: Vec<String>,
    /// The notes that bear its name.
    pub about: Vec<String>,
    /// How many levels of broader topics are above it.
    pub depth: usize,
    /// The concept it is: where it is stated, [`Engine::places_stating`] tells.
    pub(crate) concept: ConceptId,
}

/// Everything about one concept.
#[derive(Clone, Debug)]
pub struct TopicPage {
    /// The concept, then everything below it.
    pub topics: Vec<Topic>,
    /// What kinds of notes state, are or link to it (`project`, `book`), with their number, most
    /// first; notes that do not say what they are do not count.
    pub kinds: Vec<(String, usize)>,
    /// What fields relate it to, in both directions.
    pub relations: Vec<Relation>,
    /// Where it is linked.
    pub links: Vec<Place>,
    /// Where it is mentioned without a link; of a note or topic what [`Engine::mentions`] lists, most
    /// likely links first.
    pub mentions: Vec<Mention>,
    /// Whether there are more of these.
    pub has_more_mentions: bool,
    /// How many places that hold its name were left unread before as many mentions were found as are
    /// listed: so many others turned out to be none.
    pub unread: usize,
    /// By which name [`Engine::mentions`] lists the same; nothing if none does, as no link can lead to it.
    pub mentions_name: Option<String>,
}

/// A relation that a field states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The field's name: `author`, `uses`.
    pub field: String,
    /// What stands at the other end.
    pub name: String,
    /// Whether the other end is the one that states it.
    pub incoming: bool,
    /// The note that states it.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
}

/// A place that states a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The note.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
    /// The headings from the note's top to the section.
    pub heading: Vec<String>,
    /// What the section is called.
    pub label: String,
    /// `title`, `topic`, `tag`, `link` or the field's name.
    pub how: String,
}

/// Compares names whatever their case, and the numbers in them as numbers.
fn by_numbers(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (lower_case(left), lower_case(right));
    loop {
        let (one, other) = match (left.peek().copied(), right.peek().copied()) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.cmp(&other),
        };
        let order = if one.is_ascii_digit() && other.is_ascii_digit() {
            number(&mut left).cmp(&number(&mut right))
        } else {
            left.next().cmp(&right.next())
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn lower_case(name: &str) -> Peekable<impl Iterator<Item = char>> {
    name.chars().flat_map(char::to_lowercase).peekable()
}

/// The number whose digits come next.
fn number(letters: &mut Peekable<impl Iterator<Item = char>>) -> u64 {
    let digits = std::iter::from_fn(|| letters.next_if(char::is_ascii_digit));
    let digits = digits.filter_map(|digit| digit.to_digit(10));
    digits.fold(0, |number, digit| number.saturating_mul(10).saturating_add(digit.into()))
}

impl Engine {
    /// The declared topics and tags of the vault with what is broader, as a forest read from the top:
    /// each topic is followed by its parts. With `all`, every concept, names of notes included.
    pub fn topics(&self, all: bool) -> Vec<Topic> {
        let graph = &self.graph;
        let landscape = self.landscape(all);
        let mut shown = vec![false; graph.concept_count()];
        landscape.iter().for_each(|concept| shown[concept.at()] = true);
        let is_shown = |concept: &ConceptId| shown[concept.at()];
        let size = |concept: ConceptId| graph.concept_statements(concept).len();
        let total = |concept: ConceptId| -> usize {
            size(concept) + self.below(concept).into_iter().map(size).sum::<usize>()
        };
        let mut tops = self.tops(&landscape);
        tops.sort_by_cached_key(|&concept| (std::cmp::Reverse(total(concept)), concept));
        // Circles of `up::` fields have no top: any of them begins.
        let roots = tops.into_iter().chain(landscape.iter().copied());
        let narrower =
            |concept, _| self.in_counting_order(graph.narrower(concept).filter(is_shown));
        let order = self.downwards(roots, narrower);
        let topic = |(concept, depth)| Topic { depth, ..self.topic(concept) };
        order.into_par_iter().with_min_len(AT_ONCE).map(topic).collect()
    }

    /// The topics, tags and derived concepts and what is above them, or all concepts but mere values.
    pub(crate) fn landscape(&self, all: bool) -> BTreeSet<ConceptId> {
        let listed = |concept: ConceptId| {
            let kinds = self.graph.concept_kinds(concept);
            all && kinds.any(!Kinds::VALUE) || kinds.any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED)
        };
        let mut shown: BTreeSet<ConceptId> =
            self.graph.concepts().filter(|&concept| listed(concept)).collect();
        // What is above a topic belongs to its landscape even if it is only a note's name.
        let listed = shown.iter().copied().collect();
        self.add_above(&mut shown, listed);
        shown
    }

    /// One concept with everything below it and everything that has to do with it.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nTopic: Drinks\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let topic = engine.topic_named("drinks")?.topics.remove(0);
    /// let lines: Vec<u32> = engine.places_stating(&topic).map(|place| place.line).collect();
    /// assert_eq!((topic.name.as_str(), lines), ("Drinks", vec![1]));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unknown::NotFound`] when nothing bears the name, [`Unknown::Ambiguous`] when several notes do and no
    /// concept.
    pub fn topic_named(&self, name: &str) -> Result<TopicPage, Unknown> {
        let concept = self.find_concept(name)?;
        let mut topics = vec![self.topic(concept)];
        topics.extend(self.below(concept).into_iter().map(|below| self.topic(below)));
        let links = self.links_to(concept);
        let linking = links.iter().map(|link| self.graph.note_of(link.section));
        let stating = self.graph.concept_statements(concept);
        let stating = stating.map(|statement| self.graph.note_of(statement.section));
        let mut notes: Vec<NoteId> =
            linking.chain(stating).chain(self.graph.concept_notes(concept)).collect();
        notes.sort_unstable();
        notes.dedup();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for &note in &notes {
            let kind = self.graph.kind(note);
            if !kind.is_empty() {
                *kinds.entry(kind.to_owned()).or_default() += 1;
            }
        }
        let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
        kinds.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        let SomeMentions { mentions, has_more, unread } =
            self.mentions_of_concept(&Reading::new(self), concept, MOST_MENTIONS);
        Ok(TopicPage {
            topics,
            kinds,
            relations: self.relations(concept),
            links: links
                .into_iter()
                .map(|link| self.place(link.section, link.line, "link".to_owned()))
                .collect(),
            mentions,
            has_more_mentions: has_more,
            unread,
            mentions_name: self.name_for_mentions(concept, name),
        })
    }

    /// The links to the notes of a concept, from elsewhere.
    fn links_to(&self, concept: ConceptId) -> Vec<LinkView> {
        let graph = &self.graph;
        let notes = graph.concept_notes(concept);
        let links = notes.flat_map(|note| {
            graph.backlinks(note).filter(move |link| graph.note_of(link.section) != note)
        });
        let mut links: Vec<LinkView> = links.collect();
        links.sort_by_key(|link| link.id);
        links
    }

    /// What fields relate a concept to: those of its own notes, and those that name it.
    fn relations(&self, concept: ConceptId) -> Vec<Relation> {
        let graph = &self.graph;
        let relation = |statement: Statement<'_>, name: &str, incoming: bool| Relation {
            field: statement.field.to_owned(),
            name: name.to_owned(),
            incoming,
            path: graph.path(graph.note_of(statement.section)).to_owned(),
            line: statement.line,
        };
        let is_field = |statement: &Statement<'_>| statement.how == How::Field;
        let own = graph
            .concept_notes(concept)
            .flat_map(|note| graph.sections_of(note))
            .flat_map(|section| graph.statements(section))
            .filter(|statement| is_field(statement) && statement.concept != concept)
            .map(|statement| relation(statement, graph.concept_name(statement.concept), false));
        let others = graph
            .concept_statements(concept)
            .filter(is_field)
            .map(|statement| relation(statement, &graph.label(statement.section), true));
        own.chain(others).collect()
    }

    /// Concepts by their names, with chapter 2 before chapter 11.
    fn in_counting_order(&self, concepts: impl Iterator<Item = ConceptId>) -> Vec<ConceptId> {
        let mut concepts: Vec<ConceptId> = concepts.collect();
        let name = |concept: &ConceptId| self.graph.concept_name(*concept);
        concepts.sort_by(|left, right| by_numbers(name(left), name(right)));
        concepts
    }

    pub(crate) fn topic(&self, concept: ConceptId) -> Topic {
        let graph = &self.graph;
        let names = |concepts: Vec<ConceptId>| -> Vec<String> {
            concepts.into_iter().map(|concept| graph.concept_name(concept).to_owned()).collect()
        };
        // Statements are in the order of notes.
        let mut last = None;
        let notes = graph.concept_statements(concept).map(|at| graph.note_of(at.section));
        let notes = notes.filter(|&note| last.replace(note) != Some(note)).count();
        Topic {
            name: graph.concept_name(concept).to_owned(),
            kind: graph.concept_kinds(concept).first(),
            notes,
            sections: self.sections_stating(concept).count(),
            broader: names(graph.broader(concept).collect()),
            narrower: names(self.in_counting_order(graph.narrower(concept))),
            about: graph.concept_notes(concept).map(|note| graph.path(note).to_owned()).collect(),
            depth: 0,
            concept,
        }
    }

    /// Where a topic is stated, in the order of notes and of their text.
    pub fn places_stating(&self, topic: &Topic) -> impl Iterator<Item = Place> {
        self.graph.concept_statements(topic.concept).map(|statement| {
            self.place(statement.section, statement.line, statement.word().to_owned())
        })
    }

    pub(crate) fn place(&self, section: SectionId, line: u32, how: String) -> Place {
        let graph = &self.graph;
        Place {
            path: graph.path(graph.note_of(section)).to_owned(),
            line,
            heading: self.headings_to(section),
            label: graph.label(section),
            how,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count() {
        let mut names = ["v1.10", "Chapter 11", "chapter 2", "v1.9", "Chapter", "Chapter 1", "b"];
        names.sort_by(|left, right| by_numbers(left, right));
        assert_eq!(
            names,
            ["b", "Chapter", "Chapter 1", "chapter 2", "Chapter 11", "v1.9", "v1.10"]
        );
    }
}
