//! Clusters: groups of nodes with more between them than chance would put there. Leaves out what an edge
//! weighs, which the map says, and what a cluster is called.
//!
//! Blondel, Guillaume, Lambiotte, Lefebvre: "Fast unfolding of communities in large networks"
//! (2008): every node moves to the neighbouring cluster that raises modularity most, then the
//! clusters become the nodes, until nothing moves. Nodes are tried in their order and the lowest
//! number wins a tie, so that the same network always has the same clusters. After Traag, Waltman, van Eck:
//! "From Louvain to Leiden" (2019), a node is tried again only when one beside it has moved elsewhere, and what
//! a cluster loses when the node that held it together moves on is parted from it before the next round, so that
//! every cluster hangs together.

use std::borrow::Cow;

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
        let mut beside = Beside::of(self.len());
        loop {
            let mut cluster: Vec<u32> = (0..level.len() as u32).collect();
            if !level.settle(&mut cluster, &mut beside) {
                break;
            }
            let count = level.part(&mut cluster);
            for own in &mut of_node {
                *own = cluster[*own as usize];
            }
            level = level.merged(&cluster, count, &mut beside);
        }
        Clusters { of_node, count: level.len(), modularity: level.modularity() }
    }
}

/// The clusters beside a node, with the weight of the edges to each; emptied before the next node.
struct Beside {
    towards: Vec<f64>,
    clusters: Vec<u32>,
}

impl Beside {
    /// For clusters with numbers below this.
    fn of(count: usize) -> Beside {
        Beside { towards: vec![0.0; count], clusters: Vec::new() }
    }

    fn add(&mut self, cluster: u32, weight: f64) {
        let towards = &mut self.towards[cluster as usize];
        if *towards == 0.0 {
            self.clusters.push(cluster);
        }
        *towards += weight;
    }

    fn clear(&mut self) {
        for cluster in self.clusters.drain(..) {
            self.towards[cluster as usize] = 0.0;
        }
    }

    /// Where a node of `own` gains most, by the gain of each cluster; the lowest number wins a tie.
    fn best(&mut self, own: u32, gain: impl Fn(u32, f64) -> f64) -> u32 {
        let Beside { towards, clusters } = self;
        let gain = |cluster: u32| gain(cluster, towards[cluster as usize]);
        let own_gain = gain(own);
        let (mut best, mut most, mut second) = (own, own_gain, f64::NEG_INFINITY);
        for &other in clusters.iter().filter(|&&other| other != own) {
            let gain = gain(other);
            if gain > most {
                (best, second, most) = (other, most, gain);
            } else {
                second = second.max(gain);
            }
        }
        if best == own || most > second + LEAST_GAIN {
            return best;
        }
        // Some gain about the same: which one it is depends on the order in which they are tried.
        clusters.sort_unstable();
        let (mut best, mut most) = (own, own_gain);
        for &other in clusters.iter() {
            let gain = gain(other);
            if gain > most + LEAST_GAIN {
                (best, most) = (other, gain);
            }
        }
        best
    }
}

/// A network whose nodes are clusters of the one before.
struct Level<'a> {
    /// What is between different nodes.
    network: Cow<'a, Network>,
    /// Twice the weight of the edges within each node.
    inner: Vec<f64>,
    /// Twice the weight of all edges.
    total: f64,
}

impl Level<'_> {
    fn of(network: &Network) -> Level<'_> {
        Level {
            network: Cow::Borrowed(network),
            inner: vec![0.0; network.len()],
            total: network.weight(),
        }
    }

    fn len(&self) -> usize {
        self.network.len()
    }

    fn edges(&self, node: usize) -> &[(u32, f64)] {
        self.network.edges(node as u32)
    }

    /// The weight of all edges of a node, those within counted from both ends.
    fn strength(&self, node: usize) -> f64 {
        self.inner[node] + self.edges(node).iter().map(|edge| edge.1).sum::<f64>()
    }

    /// Moves nodes between clusters until none moves any more, or hardly; says whether any did. Each move raises
    /// modularity.
    fn settle(&self, cluster: &mut [u32], beside: &mut Beside) -> bool {
        let strength: Vec<f64> = (0..self.len()).map(|node| self.strength(node)).collect();
        let mut within = strength.clone();
        let mut stays = vec![false; self.len()];
        let mut moved_at_all = false;
        for _ in 0..MOST_PASSES {
            let mut moved = false;
            for node in 0..self.len() {
                if std::mem::replace(&mut stays[node], true) {
                    continue;
                }
                let (own, strength) = (cluster[node], strength[node]);
                let share = strength / self.total;
                for &(end, weight) in self.edges(node) {
                    beside.add(cluster[end as usize], weight);
                }
                let best = match beside.clusters[..] {
                    // Where else would it go?
                    [] => own,
                    [only] if only == own => own,
                    _ => beside.best(own, |cluster, towards| {
                        let itself = if cluster == own { strength } else { 0.0 };
                        towards - (within[cluster as usize] - itself) * share
                    }),
                };
                beside.clear();
                if best != own {
                    within[own as usize] -= strength;
                    within[best as usize] += strength;
                    cluster[node] = best;
                    for &(end, _) in self.edges(node) {
                        stays[end as usize] &= cluster[end as usize] == best;
                    }
                    moved = true;
                }
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
                for &(end, _) in self.edges(node) {
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
    fn merged(&self, cluster: &[u32], count: usize, beside: &mut Beside) -> Level<'static> {
        let mut inner = vec![0.0; count];
        let mut network = Network::default();
        for (own, members) in members(cluster, count).iter().enumerate() {
            for &node in members {
                inner[own] += self.inner[node as usize];
                for &(end, weight) in self.network.edges(node) {
                    match cluster[end as usize] {
                        other if other as usize == own => inner[own] += weight,
                        other => beside.add(other, weight),
                    }
                }
            }
            beside.clusters.sort_unstable();
            let clusters = beside.clusters.iter();
            network.push(clusters.map(|&other| (other, beside.towards[other as usize])));
            beside.clear();
        }
        Level { network: Cow::Owned(network), inner, total: self.total }
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

/// The nodes of each of so many clusters, rising.
fn members(cluster: &[u32], count: usize) -> Vec<Vec<u32>> {
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (&own, node) in cluster.iter().zip(0..) {
        members[own as usize].push(node);
    }
    members
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// How much worse a small network may be divided, as the order of tries has it.
    const WORSE: f64 = 0.1;

    /// The same with all nodes tried in every pass.
    fn settled_plainly(level: &Level<'_>) -> Vec<u32> {
        let mut cluster: Vec<u32> = (0..level.len() as u32).collect();
        for _ in 0..MOST_PASSES {
            let before = cluster.clone();
            for node in 0..level.len() {
                let gain = |other: u32| {
                    let of_other = |&end: &usize| cluster[end] == other && end != node;
                    let within: f64 =
                        (0..level.len()).filter(of_other).map(|end| level.strength(end)).sum();
                    let edges = level.edges(node).iter();
                    let towards = edges.filter(|edge| cluster[edge.0 as usize] == other);
                    let towards: f64 = towards.map(|edge| edge.1).sum();
                    towards - within * level.strength(node) / level.total
                };
                let mut best = cluster[node];
                let mut beside: Vec<u32> =
                    level.edges(node).iter().map(|edge| cluster[edge.0 as usize]).collect();
                beside.sort_unstable();
                for other in beside {
                    if gain(other) > gain(best) + LEAST_GAIN {
                        best = other;
                    }
                }
                cluster[node] = best;
            }
            if cluster == before {
                break;
            }
        }
        cluster
    }

    /// Newman's modularity of a division, by its definition.
    fn modularity(network: &Network, cluster: &[u32]) -> f64 {
        let total = network.weight();
        let nodes = || 0..network.len() as u32;
        let strength =
            |node: u32| -> f64 { network.edges(node).iter().map(|edge| edge.1).sum::<f64>() };
        let of_pair = |left: u32, right: u32| {
            let edge = network.edges(left).iter().find(|edge| edge.0 == right);
            let expected = strength(left) * strength(right) / total;
            edge.map_or(0.0, |edge| edge.1) - expected
        };
        let alike = |left: u32, right: u32| cluster[left as usize] == cluster[right as usize];
        let pairs = nodes().flat_map(|left| nodes().map(move |right| (left, right)));
        pairs.filter(|&(l, r)| alike(l, r)).map(|(l, r)| of_pair(l, r)).sum::<f64>() / total
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 256,
            // What fails becomes a named test, not a file of seeds.
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn clusters_are_about_as_good_as_those_with_all_nodes_tried_in_every_pass(
            (nodes, edges) in (2_usize..60).prop_flat_map(|nodes| {
                let node = 0..nodes as u32;
                let edge = (node.clone(), node, select(&[0.1, 0.25, 0.3, 0.5, 1.0][..]));
                (Just(nodes), prop::collection::vec(edge, 1..nodes * 3))
            })
        ) {
            let network = Network::new(nodes, edges);
            prop_assume!(network.weight() > 0.0);
            let clusters = network.clusters();
            let own = modularity(&network, &clusters.of_node);
            prop_assert!((own - clusters.modularity).abs() < 1e-9);
            let plain = modularity(&network, &settled_plainly(&Level::of(&network)));
            prop_assert!(own > plain - WORSE, "{own} {plain}");
            // Every cluster hangs together.
            let parts = Level::of(&network).part(&mut clusters.of_node.clone());
            prop_assert_eq!(parts, clusters.count);
        }
    }
}
