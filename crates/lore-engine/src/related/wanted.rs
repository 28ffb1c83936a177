//! Which units a question asks for: of a kind, linked or not, near enough, new enough. Leaves out how
//! well they fit.

use std::cell::OnceCell;

use lore_graph::NodeId;
use rustc_hash::FxHashSet;

use crate::related::RelatedOptions;
use crate::related::kinds::Kind;
use crate::related::pieces::{Piece, Pieces};
use crate::related::signals::HUB;
use crate::related::source::Source;

/// What a question asks for.
pub(crate) struct Wanted<'a> {
    pieces: &'a Pieces<'a>,
    source: &'a Source,
    options: &'a RelatedOptions,
    /// The units that are near enough, if that was asked.
    within: Option<FxHashSet<Piece>>,
    kind: Option<Kind>,
    /// The units that a link connects with the question, gathered when first asked for: a hub has tens of
    /// thousands of links, which are not read again for each unit.
    linked: OnceCell<FxHashSet<Piece>>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn new(
        pieces: &'a Pieces<'a>,
        source: &'a Source,
        options: &'a RelatedOptions,
    ) -> Wanted<'a> {
        let within = options.depth.map(|depth| within(pieces, source, depth));
        let kind = options.kind.as_deref().map(Kind::new);
        Wanted { pieces, source, options, within, kind, linked: OnceCell::new() }
    }

    /// Whether a unit is asked for.
    pub(crate) fn accepts(&self, unit: Piece) -> bool {
        let RelatedOptions { linked, since, .. } = self.options;
        !self.is_template(unit)
            && self.kind.as_ref().is_none_or(|kind| kind.is_of(self.pieces, unit))
            && linked.is_none_or(|linked| linked == self.is_linked(unit))
            && self.within.as_ref().is_none_or(|within| within.contains(&unit))
            && since.is_none_or(|since| self.pieces.day(unit).is_some_and(|day| day >= since))
    }

    /// Whether a link connects a unit with the question, either way.
    pub(crate) fn is_linked(&self, unit: Piece) -> bool {
        self.linked.get_or_init(|| self.source.linked(self.pieces)).contains(&unit)
    }

    /// Whether a unit is a form for notes, which is about nothing; beside another form it is an answer.
    fn is_template(&self, unit: Piece) -> bool {
        let graph = &self.pieces.engine.graph;
        let is_template = |piece: Piece| graph.is_template(self.pieces.note(piece));
        is_template(unit) && !self.source.units.iter().any(|&own| is_template(own))
    }
}

/// The units that so many steps reach from the source: along a link either way, or through a concept
/// that both name, unless that is as good as everything's.
fn within(pieces: &Pieces<'_>, source: &Source, depth: u32) -> FxHashSet<Piece> {
    let is_piece = |node: NodeId| pieces.at_node(node).is_ok();
    let mut reached: FxHashSet<NodeId> = source.nodes(pieces).into_iter().collect();
    let mut border: Vec<NodeId> = reached.iter().copied().collect();
    for _ in 0..depth {
        let mut next = Vec::new();
        while let Some(node) = border.pop() {
            for neighbour in pieces.neighbours(node) {
                if !reached.insert(neighbour) {
                    continue;
                }
                if is_piece(neighbour) {
                    next.push(neighbour);
                } else if pieces.crowd(neighbour) <= HUB
                    && !pieces.engine.graph.is_commonplace_node(neighbour)
                {
                    let around = pieces.neighbours(neighbour);
                    next.extend(around.filter(|&node| is_piece(node) && reached.insert(node)));
                }
            }
        }
        border = next;
    }
    reached.into_iter().filter_map(|node| pieces.at_node(node).ok()).collect()
}
