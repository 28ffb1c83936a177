//! What is compared with a question: the units; and where it is about a heading inside of one, the pieces
//! of that one, so that what stands below another of its headings is said of that one and not of what was
//! asked. Leaves out what is found out about them.

use std::sync::OnceLock;

use lore_graph::path::Ways;
use lore_graph::{
    ConceptId, How, LinkView, Node, NodeId, NoteId, SectionId, Statement, Target, UnitId,
};
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::labels::Labels;

/// A unit, or a piece of the one that is divided: units are numbered as in the graph, pieces after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Piece(pub(crate) u32);

/// The units and pieces that a question tells apart.
///
/// Their *nodes* are those of the graph, to which the pieces are added.
pub(crate) struct Pieces<'a> {
    pub(crate) engine: &'a Engine,
    divided: Option<Divided>,
    ways: OnceLock<Ways>,
    labels: Labels,
}

/// A unit in pieces: its beginning with the text of the sections around the heading that was asked about,
/// and each heading beside those, or that heading itself, with all that is below it.
struct Divided {
    unit: UnitId,
    /// The sections of each piece, in the order of the text.
    sections: Vec<Vec<SectionId>>,
    of_section: FxHashMap<SectionId, usize>,
    /// The heading that was asked about.
    asked: SectionId,
    /// The sections around it.
    around_asked: Vec<SectionId>,
    /// The nodes beside each piece, and of others the pieces beside them, rising.
    beside: FxHashMap<NodeId, Vec<NodeId>>,
}

impl Engine {
    /// The unit that a section is inside of, without being all of it.
    pub(crate) fn unit_around(&self, section: SectionId) -> Option<UnitId> {
        let graph = &self.graph;
        let unit = graph.unit_of(section);
        let first = graph.unit_section(unit);
        // A note's title is its beginning where nothing stands before it.
        let is_empty = |other: SectionId| graph.place_of(other) == 0 && graph.words(other) == 0;
        let mut others = graph.unit_sections(unit).filter(|&other| !self.is_within(other, section));
        (section != first && !others.all(is_empty)).then_some(unit)
    }
}

impl<'a> Pieces<'a> {
    /// The units, of which the one that `heading` is inside of is divided.
    pub(crate) fn new(engine: &'a Engine, heading: Option<SectionId>) -> Pieces<'a> {
        let mut pieces =
            Pieces { engine, divided: None, ways: OnceLock::new(), labels: Labels::default() };
        let inside = heading.and_then(|heading| Some((heading, engine.unit_around(heading)?)));
        if let Some((heading, unit)) = inside {
            pieces.divided = Some(Divided::new(engine, heading, unit));
            let beside = pieces.nodes_beside_pieces();
            pieces.divided = pieces.divided.map(|divided| Divided { beside, ..divided });
        }
        pieces
    }

    /// The edges with a piece at one end, from both ends.
    fn nodes_beside_pieces(&self) -> FxHashMap<NodeId, Vec<NodeId>> {
        let graph = &self.engine.graph;
        let mut beside: FxHashMap<NodeId, Vec<NodeId>> = FxHashMap::default();
        let Some(divided) = &self.divided else { return beside };
        let mut edges: Vec<(NodeId, NodeId)> = Vec::new();
        for &section in divided.of_section.keys() {
            let node = self.node(self.of(section));
            let links = self.section_links(section);
            let linked = links.filter_map(|link| Some(self.node(self.target(link.target)?)));
            let stated = graph.statements(section).map(|stated| graph.node_of(stated.concept));
            edges.extend(linked.chain(stated).map(|other| (node, other)));
        }
        let backlinks = graph.backlinks(graph.unit_note(divided.unit));
        for link in backlinks.filter(|link| !graph.is_navigation(link.id)) {
            let target = self.target(link.target).map(|target| self.node(target));
            edges.extend(target.map(|target| (target, self.node(self.of(link.section)))));
        }
        edges.retain(|(left, right)| left != right);
        let both = edges.into_iter().flat_map(|(left, right)| [(left, right), (right, left)]);
        for (node, other) in both {
            if self.is_of_divided(node) || self.is_of_divided(other) {
                beside.entry(node).or_default().push(other);
            }
        }
        // What is stated around a heading holds below it, but connects it with nothing else there.
        let inherited = divided.inherited(self.engine);
        let inherited = inherited.map(|stated| graph.node_of(stated.concept));
        beside.entry(self.node(self.of(divided.asked))).or_default().extend(inherited);
        for nodes in beside.values_mut() {
            nodes.sort_unstable();
            nodes.dedup();
        }
        beside
    }

    /// The piece a section belongs to.
    pub(crate) fn of(&self, section: SectionId) -> Piece {
        let in_divided = self.divided.as_ref().and_then(|divided| divided.of_section.get(&section));
        match in_divided {
            Some(&nth) => self.nth_of_divided(nth),
            None => Piece(self.engine.graph.unit_of(section).0),
        }
    }

    /// A piece of the unit that is divided.
    fn nth_of_divided(&self, nth: usize) -> Piece {
        Piece((self.engine.graph.unit_count() + nth) as u32)
    }

    /// Which of the pieces of the unit that is divided one is; nothing for a whole unit.
    fn nth_in_divided(&self, piece: Piece) -> Option<usize> {
        (piece.0 as usize).checked_sub(self.engine.graph.unit_count())
    }

    /// The sections of a piece of the unit that is divided; nothing for a whole unit.
    fn sections_in_divided(&self, piece: Piece) -> Option<&[SectionId]> {
        let nth = self.nth_in_divided(piece)?;
        self.divided.as_ref()?.sections.get(nth).map(Vec::as_slice)
    }

    /// The unit that a piece is, unless it is only a part of one.
    pub(crate) fn unit(&self, piece: Piece) -> Option<UnitId> {
        self.nth_in_divided(piece).is_none().then_some(UnitId(piece.0))
    }

    /// The unit that is divided.
    pub(crate) fn divided(&self) -> Option<UnitId> {
        self.divided.as_ref().map(|divided| divided.unit)
    }

    /// Number of pieces that a number can be of, the divided unit's included.
    pub(crate) fn count(&self) -> usize {
        let in_divided = self.divided.as_ref().map_or(0, |divided| divided.sections.len());
        self.engine.graph.unit_count() + in_divided
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = Piece> + '_ {
        let divided = self.divided();
        let all = (0..self.count() as u32).map(Piece);
        all.filter(move |piece| divided.is_none_or(|unit| unit.0 != piece.0))
    }

    /// The section a piece begins with; it gives the piece its name.
    pub(crate) fn section(&self, piece: Piece) -> SectionId {
        let of_divided = self.sections_in_divided(piece).map(|sections| sections[0]);
        of_divided.unwrap_or_else(|| self.engine.graph.unit_section(UnitId(piece.0)))
    }

    /// The note a piece is, or is part of.
    pub(crate) fn note(&self, piece: Piece) -> NoteId {
        self.engine.graph.note_of(self.section(piece))
    }

    /// The piece that a note begins with.
    pub(crate) fn beginning(&self, note: NoteId) -> Piece {
        self.of(self.engine.graph.section_of(note, 0))
    }

    /// What people would call a piece, told from others of its note.
    pub(crate) fn label(&self, piece: Piece) -> String {
        self.label_in_note(self.section(piece))
    }

    /// The same of a section.
    pub(crate) fn label_in_note(&self, section: SectionId) -> String {
        self.labels.label(&self.engine.graph, section)
    }

    /// The sections of a piece.
    pub(crate) fn sections(&self, piece: Piece) -> impl Iterator<Item = SectionId> {
        let of_divided = self.sections_in_divided(piece);
        let of_unit = self.unit(piece).map(|unit| self.engine.graph.unit_sections(unit));
        of_divided.into_iter().flatten().copied().chain(of_unit.into_iter().flatten())
    }

    /// Number of words in a piece's text.
    pub(crate) fn words(&self, piece: Piece) -> u32 {
        let graph = &self.engine.graph;
        match self.sections_in_divided(piece) {
            Some(sections) => sections.iter().map(|&section| graph.words(section)).sum(),
            None => graph.unit_words(UnitId(piece.0)),
        }
    }

    /// The squared length of a piece's text as a vector of words, as that of a unit.
    pub(crate) fn squared_norm(&self, piece: Piece) -> u32 {
        let graph = &self.engine.graph;
        match self.sections_in_divided(piece) {
            Some(sections) => sections.iter().map(|&section| graph.squared_norm(section)).sum(),
            None => graph.unit_squared_norm(UnitId(piece.0)),
        }
    }

    /// The links that stand in a piece, but for those that only help to turn pages.
    pub(crate) fn links(&self, piece: Piece) -> impl Iterator<Item = LinkView> {
        self.sections(piece).flat_map(|section| self.section_links(section))
    }

    /// The same of a section.
    pub(crate) fn section_links(&self, section: SectionId) -> impl Iterator<Item = LinkView> {
        let links = self.engine.graph.links_of_section(section);
        links.filter(|link| !self.engine.graph.is_navigation(link.id))
    }

    /// Whether a piece is there to list the headings of its note.
    pub(crate) fn is_contents(&self, piece: Piece) -> bool {
        let graph = &self.engine.graph;
        let mut sections = self.sections(piece).filter(|&section| graph.words(section) > 0);
        sections.next().is_some_and(|first| graph.is_contents(first))
            && sections.all(|section| graph.is_contents(section))
    }

    /// The piece a link leads to.
    pub(crate) fn target(&self, target: Target) -> Option<Piece> {
        self.engine.graph.target_section(target).map(|section| self.of(section))
    }

    /// The first link from one piece to another.
    pub(crate) fn link(&self, from: Piece, to: Piece) -> Option<LinkView> {
        self.links(from).find(|link| self.target(link.target) == Some(to))
    }

    /// The links to a piece from others, but for those that only help to turn pages.
    pub(crate) fn backlinks(&self, piece: Piece) -> impl Iterator<Item = LinkView> {
        let links = self.engine.graph.backlinks(self.note(piece));
        links
            .filter(move |link| self.target(link.target) == Some(piece))
            .filter(move |link| self.of(link.section) != piece)
            .filter(|link| !self.engine.graph.is_navigation(link.id))
    }

    /// How a piece states a concept, the first of its statements that does, else of those around it.
    pub(crate) fn statement(&self, piece: Piece, concept: ConceptId) -> Option<Statement<'_>> {
        let graph = &self.engine.graph;
        let states_it = |statement: &Statement<'_>| statement.concept == concept;
        let own = self.sections(piece).flat_map(|section| graph.statements(section));
        // A field tells more than that there is a link in it.
        let own = own.filter(states_it).min_by_key(|each| each.how == How::MissingLink);
        own.or_else(|| {
            let divided = self.divided.as_ref()?;
            let is_asked = piece == self.of(divided.asked);
            divided.inherited(self.engine).find(|stated| is_asked && states_it(stated))
        })
    }

    /// The pieces that a concept is the name or topic of: its notes, else the entries that declare it.
    pub(crate) fn of_concept(&self, concept: ConceptId) -> Vec<Piece> {
        let graph = &self.engine.graph;
        let notes = graph.concept_notes(concept);
        let mut pieces: Vec<Piece> = notes.map(|note| self.beginning(note)).collect();
        if pieces.is_empty() {
            let stated = graph.concept_statements(concept);
            let topics = stated.filter(|statement| statement.how == How::Topic);
            pieces.extend(topics.map(|statement| self.of(statement.section)));
        }
        pieces
    }

    /// The node of a piece.
    pub(crate) fn node(&self, piece: Piece) -> NodeId {
        match self.nth_in_divided(piece) {
            None => self.engine.graph.node_of(UnitId(piece.0)),
            Some(nth) => self.engine.graph.added_node(nth),
        }
    }

    /// The piece that a node is, or the concept.
    pub(crate) fn at_node(&self, node: NodeId) -> Result<Piece, ConceptId> {
        match self.engine.graph.node(node) {
            Ok(Node::Unit(unit)) => Ok(Piece(unit.0)),
            Ok(Node::Concept(concept)) => Err(concept),
            Err(nth) => Ok(self.nth_of_divided(nth)),
        }
    }

    fn is_of_divided(&self, node: NodeId) -> bool {
        self.engine.graph.node(node).is_err()
    }

    /// The nodes beside a node, rising.
    pub(crate) fn neighbours(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let divided = self.divided.as_ref();
        let unit = self.divided().map(|unit| self.engine.graph.node_of(unit));
        let of_graph = (!self.is_of_divided(node)).then(|| self.engine.graph.neighbours(node));
        let whole = of_graph.into_iter().flatten();
        let whole = whole.filter(move |&other| unit != Some(other));
        let pieces = divided.and_then(|divided| divided.beside.get(&node));
        whole.chain(pieces.into_iter().flatten().copied())
    }

    /// About how many nodes are beside a node, without passing over them.
    pub(crate) fn crowd(&self, node: NodeId) -> usize {
        match self.is_of_divided(node) {
            false => self.engine.graph.neighbours(node).len(),
            true => self.neighbours(node).count(),
        }
    }

    /// The ways from nodes of the graph, which are the same in all of a question.
    pub(crate) fn ways_from(&self, nodes: &[NodeId]) -> &Ways {
        self.ways.get_or_init(|| Ways::from(&self.engine.graph, nodes))
    }

    /// Nodes of the graph for some nodes: for a piece, of which the graph knows nothing, what is beside it.
    pub(crate) fn in_graph(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut known: Vec<NodeId> = Vec::new();
        for &node in nodes {
            if self.is_of_divided(node) {
                known.extend(self.neighbours(node).filter(|&other| !self.is_of_divided(other)));
            } else {
                known.push(node);
            }
        }
        known
    }
}

impl Divided {
    fn new(engine: &Engine, asked: SectionId, unit: UnitId) -> Divided {
        let graph = &engine.graph;
        let in_unit = |section: &SectionId| graph.unit_of(*section) == unit;
        let parent = |section: SectionId| graph.parent(section).filter(in_unit);
        let mut around_asked: Vec<SectionId> =
            std::iter::successors(parent(asked), |&section| parent(section)).collect();
        around_asked.push(graph.unit_section(unit));
        around_asked.sort_unstable();
        around_asked.dedup();
        let mut sections: Vec<Vec<SectionId>> = vec![Vec::new()];
        let mut of_section: FxHashMap<SectionId, usize> = FxHashMap::default();
        for section in graph.unit_sections(unit) {
            let is_around = around_asked.binary_search(&section).is_ok();
            // What a section is part of stands before it.
            let above = parent(section).filter(|above| around_asked.binary_search(above).is_err());
            let nth = match above.and_then(|above| of_section.get(&above)) {
                _ if is_around => 0,
                Some(&nth) => nth,
                None => {
                    sections.push(Vec::new());
                    sections.len() - 1
                }
            };
            sections[nth].push(section);
            of_section.insert(section, nth);
        }
        Divided { unit, sections, of_section, asked, around_asked, beside: FxHashMap::default() }
    }

    /// What the sections around the heading that was asked about state for it as well.
    fn inherited<'e>(&self, engine: &'e Engine) -> impl Iterator<Item = Statement<'e>> {
        let around = self.around_asked.clone().into_iter();
        let stated = around.flat_map(|section| engine.graph.statements(section));
        stated.filter(|stated| matches!(stated.how, How::Topic | How::Tag | How::Field))
    }
}
