//! Bridges: nodes without which a piece of the network falls apart, with what they hold. Leaves out which
//! nodes count, which whoever asks says.
//!
//! Hopcroft, Tarjan: "Efficient algorithms for graph manipulation" (1973). One walk in depth gives
//! every bridge and, as stretches of the order of the walk, what each holds: taking every bridge
//! out by turns would cost its square.

use std::ops::Range;

use crate::map::network::Network;

/// A node without which others lose touch with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// The node.
    pub node: u32,
    /// How many of the nodes that count it holds.
    pub holds: usize,
    /// All nodes that are cut off from the largest part that remains, rising.
    pub cut_off: Vec<u32>,
}

impl Network {
    /// The bridges that hold most of the nodes that `counts` names, so many of them, most first.
    /// Those that hold none are left out.
    pub fn bridges(&self, counts: impl Fn(u32) -> bool, limit: usize) -> Vec<Bridge> {
        let walk = Walk::new(self);
        let mut before = vec![0];
        for &node in &walk.order {
            before.push(before[before.len() - 1] + usize::from(counts(node)));
        }
        let size = |range: &Range<usize>| before[range.end] - before[range.start];
        let mut cuts: Vec<Cut> = vec![Cut::default(); self.len()];
        for &node in &walk.order {
            if let Some(parent) = walk.cut_off_by(node) {
                let size = size(&walk.below(node));
                let cut = &mut cuts[parent as usize];
                cut.sum += size;
                cut.largest = cut.largest.max(size);
            }
        }
        let holds = |(node, cut): (u32, &Cut)| {
            if cut.sum == 0 {
                return None;
            }
            let others = size(&walk.piece_of(node)) - cut.sum - usize::from(counts(node));
            let holds = cut.sum + others - cut.largest.max(others);
            (holds > 0).then_some((holds, node))
        };
        let mut bridges: Vec<(usize, u32)> = (0..).zip(&cuts).filter_map(holds).collect();
        bridges.sort_by_key(|&(holds, node)| (std::cmp::Reverse(holds), node));
        bridges.truncate(limit);
        let bridge = |(holds, node)| {
            let mut parts = walk.parts_without(self, node);
            let size = |part: &Part| part.iter().map(size).sum::<usize>();
            // Of parts of one size, the first is the rest.
            let largest = (0..parts.len()).rev().max_by_key(|&at| size(&parts[at]));
            if let Some(largest) = largest {
                parts.remove(largest);
            }
            let ranges = parts.into_iter().flatten();
            let mut cut_off: Vec<u32> =
                ranges.flat_map(|range| walk.order[range].iter().copied()).collect();
            cut_off.sort_unstable();
            Bridge { node, holds, cut_off }
        };
        bridges.into_iter().map(bridge).collect()
    }
}

/// What a node cuts off from all that was reached before it: how many of the nodes that count there are in
/// all parts of it, and in the largest.
#[derive(Clone, Default)]
struct Cut {
    sum: usize,
    largest: usize,
}

/// A part that remains, as stretches of the walk's order.
type Part = Vec<Range<usize>>;

/// A walk in depth through every piece.
struct Walk {
    /// The nodes in the order in which they were reached.
    order: Vec<u32>,
    /// The place of each node in that order.
    place: Vec<usize>,
    /// Where the stretch of what was reached through each node ends.
    end: Vec<usize>,
    /// The first place that an edge leads to from what was reached through each node.
    low: Vec<usize>,
    /// From where each node was reached; itself for the first of a piece.
    parent: Vec<u32>,
    /// The first node of each node's piece.
    start: Vec<u32>,
}

impl Walk {
    fn new(network: &Network) -> Walk {
        let nodes = network.len();
        let mut walk = Walk {
            order: Vec::with_capacity(nodes),
            place: vec![usize::MAX; nodes],
            end: vec![0; nodes],
            low: vec![0; nodes],
            parent: (0..nodes as u32).collect(),
            start: (0..nodes as u32).collect(),
        };
        for start in 0..nodes as u32 {
            if walk.place[start as usize] == usize::MAX {
                walk.piece(network, start);
            }
        }
        walk
    }

    fn piece(&mut self, network: &Network, start: u32) {
        // Each node on the way down, with how many of its edges were followed.
        let mut way = vec![(start, 0)];
        self.reach(start);
        while let Some((node, followed)) = way.last_mut() {
            let at = *node as usize;
            if let Some(&(end, _)) = network.edges(*node).get(*followed) {
                *followed += 1;
                if self.place[end as usize] == usize::MAX {
                    self.parent[end as usize] = *node;
                    self.start[end as usize] = start;
                    self.reach(end);
                    way.push((end, 0));
                } else {
                    self.low[at] = self.low[at].min(self.place[end as usize]);
                }
            } else {
                self.end[at] = self.order.len();
                let parent = self.parent[at] as usize;
                self.low[parent] = self.low[parent].min(self.low[at]);
                way.pop();
            }
        }
    }

    fn reach(&mut self, node: u32) {
        self.place[node as usize] = self.order.len();
        self.low[node as usize] = self.order.len();
        self.order.push(node);
    }

    /// The node from which another was reached, if without it nothing leads from there to what was reached
    /// before; always, if the walk through a piece began with it.
    fn cut_off_by(&self, node: u32) -> Option<u32> {
        let parent = self.parent[node as usize];
        // Nothing that was reached through it leads past the parent.
        let is_cut_off = self.low[node as usize] >= self.place[parent as usize];
        (parent != node && is_cut_off).then_some(parent)
    }

    /// The stretch of what was reached through a node, itself included.
    fn below(&self, node: u32) -> Range<usize> {
        self.place[node as usize]..self.end[node as usize]
    }

    /// The stretch of a node's piece.
    fn piece_of(&self, node: u32) -> Range<usize> {
        self.below(self.start[node as usize])
    }

    /// The parts into which a node's piece falls without it, the one it was reached from first.
    fn parts_without(&self, network: &Network, node: u32) -> Vec<Part> {
        let at = node as usize;
        let mut parts: Vec<Range<usize>> = network
            .neighbours(node)
            .filter(|&end| self.cut_off_by(end) == Some(node))
            .map(|end| self.below(end))
            .collect();
        parts.sort_unstable_by_key(|part| part.start);
        let piece = self.piece_of(node);
        let mut rest: Part = Vec::with_capacity(parts.len() + 2);
        let mut from = piece.start;
        let itself = self.place[at]..self.place[at] + 1;
        for cut in std::iter::once(&itself).chain(&parts) {
            rest.push(from..cut.start);
            from = cut.end;
        }
        rest.push(from..piece.end);
        rest.retain(|range| !range.is_empty());
        std::iter::once(rest)
            .chain(parts.into_iter().map(|part| vec![part]))
            .filter(|part| !part.is_empty())
            .collect()
    }
}
