//! A weighted undirected graph in one block, and its pieces. Leaves out what the nodes are.

/// Nodes numbered from 0, with weighted edges between them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Where the edges of each node begin, and where the last ones end.
    first: Vec<usize>,
    ends: Vec<(u32, f64)>,
}

impl Network {
    /// A network of so many nodes. Edges from a node to itself are left out; of several between
    /// two nodes, the heaviest counts.
    pub fn new(nodes: usize, edges: impl IntoIterator<Item = (u32, u32, f64)>) -> Network {
        let edges: Vec<(u32, u32, f64)> =
            edges.into_iter().filter(|edge| edge.0 != edge.1).collect();
        let both = |&(left, right, weight)| [(left, right, weight), (right, left, weight)];
        let unsorted = Network::of_rows(nodes, edges.iter().flat_map(both));
        // Each edge is there from both ends: turned round they are the same ones, now by the other end.
        let rows = (0..nodes as u32).flat_map(|node| {
            unsorted.edges(node).iter().map(move |&(end, weight)| (end, node, weight))
        });
        let mut network = Network::of_rows(nodes, rows);
        network.keep_heaviest();
        network
    }

    /// The edges by the nodes that they begin at, those of each node in the order in which they came.
    fn of_rows(nodes: usize, edges: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Network {
        let mut first = vec![0; nodes + 1];
        for edge in edges.clone() {
            first[edge.0 as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut ends = vec![(0, 0.0); first[nodes]];
        for (node, end, weight) in edges {
            ends[next[node as usize]] = (end, weight);
            next[node as usize] += 1;
        }
        Network { first, ends }
    }

    /// Of several edges between two nodes, which follow each other, leaves the heaviest.
    fn keep_heaviest(&mut self) {
        let mut kept = 0;
        for node in 0..self.len() {
            let row = self.first[node]..self.first[node + 1];
            self.first[node] = kept;
            for at in row {
                let (end, weight) = self.ends[at];
                if kept > self.first[node] && self.ends[kept - 1].0 == end {
                    let heaviest = &mut self.ends[kept - 1].1;
                    *heaviest = heaviest.max(weight);
                } else {
                    self.ends[kept] = (end, weight);
                    kept += 1;
                }
            }
        }
        if let Some(end) = self.first.last_mut() {
            *end = kept;
        }
        self.ends.truncate(kept);
    }

    /// Adds a node behind the others, with its edges: the other ends, rising.
    pub(super) fn push(&mut self, edges: impl IntoIterator<Item = (u32, f64)>) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        self.ends.extend(edges);
        self.first.push(self.ends.len());
    }

    /// Some of the nodes, given in rising order and numbered anew, with the edges between them.
    pub(crate) fn part(&self, nodes: &[u32]) -> Network {
        let mut number = vec![None; self.len()];
        for (&node, new) in nodes.iter().zip(0..) {
            number[node as usize] = Some(new);
        }
        // New numbers rise as the old ones do, and so do the ends of each node.
        let mut part = Network::default();
        for &node in nodes {
            let edges = self.edges(node).iter();
            part.push(edges.filter_map(|&(end, weight)| Some((number[end as usize]?, weight))));
        }
        part
    }

    /// The same edges with other weights, which both ends must agree on.
    pub(crate) fn weighed(mut self, weigh: impl Fn(u32, u32, f64) -> f64) -> Network {
        for node in 0..self.len() as u32 {
            let range = self.range(node);
            for (end, weight) in &mut self.ends[range] {
                *weight = weigh(node, *end, *weight);
            }
        }
        self
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn range(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize]..self.first[node as usize + 1]
    }

    /// The weight of all edges, counted from both ends.
    pub(super) fn weight(&self) -> f64 {
        self.ends.iter().map(|edge| edge.1).sum()
    }

    /// The edges of a node: the other ends, rising, with their weights.
    pub fn edges(&self, node: u32) -> &[(u32, f64)] {
        &self.ends[self.range(node)]
    }

    /// The nodes that edges lead to, rising.
    pub fn neighbours(&self, node: u32) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.edges(node).iter().map(|&(end, _)| end)
    }

    /// Number of edges of a node.
    pub fn degree(&self, node: u32) -> usize {
        self.range(node).len()
    }

    /// The pieces that no edge connects with each other, by their first nodes; the nodes of each
    /// rise.
    pub fn pieces(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.len()];
        let mut pieces = Vec::new();
        for start in 0..self.len() as u32 {
            if std::mem::replace(&mut seen[start as usize], true) {
                continue;
            }
            let mut piece = vec![start];
            let mut next = 0;
            while next < piece.len() {
                for end in self.neighbours(piece[next]) {
                    if !std::mem::replace(&mut seen[end as usize], true) {
                        piece.push(end);
                    }
                }
                next += 1;
            }
            piece.sort_unstable();
            pieces.push(piece);
        }
        pieces
    }
}
