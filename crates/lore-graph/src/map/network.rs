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
        let mut both: Vec<(u32, u32, f64)> = Vec::new();
        for (left, right, weight) in edges.into_iter().filter(|edge| edge.0 != edge.1) {
            both.push((left, right, weight));
            both.push((right, left, weight));
        }
        both.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        both.dedup_by_key(|edge| (edge.0, edge.1));
        let mut first = vec![0; nodes + 1];
        for edge in &both {
            first[edge.0 as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        Network { first, ends: both.into_iter().map(|(_, end, weight)| (end, weight)).collect() }
    }

    /// Some of the nodes, given in rising order and numbered anew, with the edges between them.
    pub(crate) fn part(&self, nodes: &[u32]) -> Network {
        let mut number = vec![None; self.len()];
        for (&node, new) in nodes.iter().zip(0..) {
            number[node as usize] = Some(new);
        }
        let edges = nodes.iter().zip(0..).flat_map(|(&node, new)| {
            let number = &number;
            let edges = self.edges(node).iter();
            edges.filter_map(move |&(end, weight)| Some((new, number[end as usize]?, weight)))
        });
        Network::new(nodes.len(), edges.filter(|edge| edge.0 < edge.1))
    }

    /// The same edges with other weights, which both ends must agree on.
    pub(crate) fn weighed(self, weigh: impl Fn(&Network, u32, u32, f64) -> f64) -> Network {
        let mut ends = self.ends.clone();
        for node in 0..self.len() as u32 {
            for (end, weight) in &mut ends[self.range(node)] {
                *weight = weigh(&self, node, *end, *weight);
            }
        }
        Network { first: self.first, ends }
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
