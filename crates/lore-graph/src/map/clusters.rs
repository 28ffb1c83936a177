//! Clusters: groups of nodes with more between them than chance would put there. Leaves out what an edge
//! weighs, which the map says, and what a cluster is called.
//!
//! Blondel, Guillaume, Lambiotte, Lefebvre: "Fast unfolding of communities in large networks"
//! (2008): every node moves to the neighbouring cluster that raises modularity most, then the
//! clusters become the nodes, until nothing moves. Nodes are tried in their order and the lowest
//! number wins a tie, so that the same network always has the same clusters. What a cluster loses
//! when the node that held it together moves on is parted from it before the next round, after
//! Traag, Waltman, van Eck: "From Louvain to Leiden" (2019), so that every cluster hangs together.

use crate::map::network::Network;

/// A gain below this is rounding.
const LEAST_GAIN: f64 = 1e-9;
/// How many times all nodes of a level are tried. Nearly all moves are among the first; along a chain
/// the last come one after the other, and the next level makes up for them.
const MOST_PASSES: usize = 32;

/// A division of all nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The cluster of each node; clusters are numbered by their first nodes.
    pub of_node: Vec<u32>,
    /// How many clusters there are; a node without edges is one by itself.
    pub count: usize,
    /// Newman's modularity of the division: 0 for chance, 1 at most.
    pub modularity: f64,
}

impl Network {
    /// The clusters of the network, by weight of its edges.
    pub fn clusters(&self) -> Clusters {
        let mut level = Level::of(self);
        let mut of_node: Vec<u32> = (0..self.len() as u32).collect();
        loop {
            let mut cluster: Vec<u32> = (0..level.len() as u32).collect();
            if !level.settle(&mut cluster) {
                break;
            }
            let count = level.part(&mut cluster);
            for own in &mut of_node {
                *own = cluster[*own as usize];
            }
            level = level.merged(&cluster, count);
        }
        Clusters { of_node, count: level.len(), modularity: level.modularity() }
    }
}

/// A network whose nodes are clusters of the one before.
struct Level {
    /// Between each node and others, by the other's number.
    edges: Vec<Vec<(u32, f64)>>,
    /// Twice the weight of the edges within each node.
    inner: Vec<f64>,
    /// Twice the weight of all edges.
    total: f64,
}

impl Level {
    fn of(network: &Network) -> Level {
        let edges: Vec<Vec<(u32, f64)>> =
            (0..network.len() as u32).map(|node| network.edges(node).to_vec()).collect();
        let total = edges.iter().flatten().map(|edge| edge.1).sum();
        Level { inner: vec![0.0; edges.len()], edges, total }
    }

    fn len(&self) -> usize {
        self.edges.len()
    }

    /// The weight of all edges of a node, those within counted from both ends.
    fn strength(&self, node: usize) -> f64 {
        self.inner[node] + self.edges[node].iter().map(|edge| edge.1).sum::<f64>()
    }

    /// Moves nodes between clusters until no move raises modularity, or hardly; says whether any did.
    fn settle(&self, cluster: &mut [u32]) -> bool {
        let strength: Vec<f64> = (0..self.len()).map(|node| self.strength(node)).collect();
        let mut within = strength.clone();
        let mut towards = vec![0.0; self.len()];
        let mut near: Vec<u32> = Vec::new();
        let mut moved_at_all = false;
        for _ in 0..MOST_PASSES {
            let mut moved = false;
            for node in 0..self.len() {
                let own = cluster[node];
                within[own as usize] -= strength[node];
                for &(end, weight) in &self.edges[node] {
                    let other = cluster[end as usize];
                    if towards[other as usize] == 0.0 {
                        near.push(other);
                    }
                    towards[other as usize] += weight;
                }
                near.sort_unstable();
                let gain = |cluster: u32| {
                    let expected = within[cluster as usize] * strength[node] / self.total;
                    towards[cluster as usize] - expected
                };
                let (mut best, mut most) = (own, gain(own));
                for &other in &near {
                    if gain(other) > most + LEAST_GAIN {
                        (best, most) = (other, gain(other));
                    }
                }
                for other in near.drain(..) {
                    towards[other as usize] = 0.0;
                }
                within[best as usize] += strength[node];
                cluster[node] = best;
                moved |= best != own;
            }
            if !moved {
                break;
            }
            moved_at_all = true;
        }
        moved_at_all
    }

    /// Parts clusters that do not hang together, numbers all by their first nodes and counts them.
    fn part(&self, cluster: &mut [u32]) -> usize {
        let mut parted = vec![u32::MAX; self.len()];
        let mut count = 0;
        let mut reached: Vec<usize> = Vec::new();
        for start in 0..self.len() {
            if parted[start] != u32::MAX {
                continue;
            }
            parted[start] = count;
            reached.push(start);
            while let Some(node) = reached.pop() {
                for &(end, _) in &self.edges[node] {
                    let end = end as usize;
                    if parted[end] == u32::MAX && cluster[end] == cluster[start] {
                        parted[end] = count;
                        reached.push(end);
                    }
                }
            }
            count += 1;
        }
        cluster.copy_from_slice(&parted);
        count as usize
    }

    /// The network whose nodes are this one's clusters.
    fn merged(&self, cluster: &[u32], count: usize) -> Level {
        let mut inner = vec![0.0; count];
        let mut edges: Vec<Vec<(u32, f64)>> = vec![Vec::new(); count];
        for (node, &own) in cluster.iter().enumerate() {
            inner[own as usize] += self.inner[node];
            for &(end, weight) in &self.edges[node] {
                let other = cluster[end as usize];
                if other == own {
                    inner[own as usize] += weight;
                } else {
                    edges[own as usize].push((other, weight));
                }
            }
        }
        for edges in &mut edges {
            edges.sort_by_key(|edge| edge.0);
            edges.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
        }
        Level { edges, inner, total: self.total }
    }

    fn modularity(&self) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        (0..self.len())
            .map(|node| self.inner[node] / self.total - (self.strength(node) / self.total).powi(2))
            .sum()
    }
}
