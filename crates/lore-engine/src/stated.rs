//! The topics and tags that sections have: those they state themselves, and those of the sections around
//! them. Leaves out what titles, links and other fields state, which is neither a topic nor a tag here.

use lore_graph::{ConceptId, Graph, How, SectionId};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many topics, and how many tags, a section has of one around it. Nobody states more of them; told
/// of thousands of sections each, thousands would be millions.
const MOST_OF_ONE: usize = 200;

/// Topics and tags of sections; what a section states is looked up once, however many are in it.
pub(crate) struct Stated<'a> {
    graph: &'a Graph,
    own: FxHashMap<SectionId, Own>,
    tag_names: FxHashMap<ConceptId, String>,
    topic_names: FxHashMap<ConceptId, String>,
}

/// What a section states itself.
#[derive(Default)]
struct Own {
    topics: Vec<ConceptId>,
    tags: Vec<ConceptId>,
}

impl<'a> Stated<'a> {
    pub(crate) fn new(graph: &'a Graph) -> Stated<'a> {
        let (tag_names, topic_names) = Default::default();
        Stated { graph, own: FxHashMap::default(), tag_names, topic_names }
    }

    /// The topics of a section, its own first, each once, and as people write topics.
    pub(crate) fn topics(&mut self, section: SectionId) -> Vec<String> {
        let topics = self.concepts(section, |own| &own.topics);
        let graph = self.graph;
        let name = |topic| {
            self.topic_names.entry(topic).or_insert_with(|| graph.topic_name(topic)).clone()
        };
        topics.into_iter().map(name).collect()
    }

    /// The tags of a section, its own first, each once, and as people write them: a note of another
    /// title may be about the same.
    pub(crate) fn tags(&mut self, section: SectionId) -> Vec<String> {
        let tags = self.concepts(section, |own| &own.tags);
        let graph = self.graph;
        let name = |tag| self.tag_names.entry(tag).or_insert_with(|| graph.tag_name(tag)).clone();
        tags.into_iter().map(name).collect()
    }

    fn concepts(
        &mut self,
        section: SectionId,
        list: impl Fn(&Own) -> &[ConceptId],
    ) -> Vec<ConceptId> {
        let graph = self.graph;
        let mut seen: FxHashSet<ConceptId> = FxHashSet::default();
        let mut concepts: Vec<ConceptId> = Vec::new();
        let mut most = usize::MAX;
        let mut at = Some(section);
        while let Some(section) = at {
            let own = self.own.entry(section).or_insert_with(|| own(graph, section));
            concepts.extend(list(own).iter().take(most).filter(|&&concept| seen.insert(concept)));
            most = MOST_OF_ONE;
            at = graph.parent(section);
        }
        concepts
    }
}

fn own(graph: &Graph, section: SectionId) -> Own {
    let mut own = Own::default();
    for statement in graph.statements(section) {
        match statement.how {
            How::Topic => own.topics.push(statement.concept),
            How::Tag => own.tags.push(statement.concept),
            How::Title | How::Field | How::MissingLink => {}
        }
    }
    own
}
