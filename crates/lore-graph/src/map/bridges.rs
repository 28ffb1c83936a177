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
        let size = |part: &Part| -> usize {
            part.iter().map(|range| before[range.end] - before[range.start]).sum()
        };
        let held = |node: u32| -> (usize, Vec<Part>) {
            let mut parts = walk.parts_without(self, node);
            // Of parts of one size, the first is the rest.
            let largest = (0..parts.len()).rev().max_by_key(|&at| size(&parts[at]));
            if let Some(largest) = largest {
                parts.remove(largest);
            }
            (parts.iter().map(size).sum(), parts)
        };
        let mut bridges: Vec<(usize, u32)> = (0..self.len() as u32)
            .map(|node| (held(node).0, node))
            .filter(|&(holds, _)| holds > 0)
            .collect();
        bridges.sort_by_key(|&(holds, node)| (std::cmp::Reverse(holds), node));
        bridges.truncate(limit);
        let bridge = |(holds, node)| {
            let ranges = held(node).1.into_iter().flatten();
            let mut cut_off: Vec<u32> =
                ranges.flat_map(|range| walk.order[range].iter().copied()).collect();
            cut_off.sort_unstable();
            Bridge { node, holds, cut_off }
        };
        bridges.into_iter().map(bridge).collect()
    }
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

    /// The parts into which a node's piece falls without it, the one it was reached from first.
    fn parts_without(&self, network: &Network, node: u32) -> Vec<Part> {
        let at = node as usize;
        let mut parts: Vec<Range<usize>> = network
            .neighbours(node)
            .map(|end| end as usize)
            // Nothing below leads past the node.
            .filter(|&end| self.parent[end] == node && self.low[end] >= self.place[at])
            .map(|end| self.place[end]..self.end[end])
            .collect();
        parts.sort_unstable_by_key(|part| part.start);
        let start = self.start[at] as usize;
        let mut rest: Part = Vec::with_capacity(parts.len() + 2);
        let mut from = self.place[start];
        let itself = self.place[at]..self.place[at] + 1;
        for cut in std::iter::once(&itself).chain(&parts) {
            rest.push(from..cut.start);
            from = cut.end;
        }
        rest.push(from..self.end[start]);
        rest.retain(|range| !range.is_empty());
        std::iter::once(rest)
            .chain(parts.into_iter().map(|part| vec![part]))
            .filter(|part| !part.is_empty())
            .collect()
    }
}
