//! `map`: the vault's shape: the pieces it falls into, clusters of what belongs together, hubs, and
//! the bridges on which others hang. Leaves out how they are found, which is the graph's, and the formats
//! of drawings, which are the program's.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use lore_graph::Node;
use lore_graph::map::{Clusters, Map};

use crate::Engine;

/// The vault as it hangs together.
#[derive(Clone, Debug)]
pub struct VaultMap {
    /// Notes, where each entry of a journal and each part of a long note counts as one.
    pub notes: usize,
    /// Whether any of them is an entry or a part.
    pub has_parts: bool,
    /// How many notes each piece has that has more than one, most first.
    pub components: Vec<usize>,
    /// The notes that nothing connects with another.
    pub isolated: Vec<MapNode>,
    /// What belongs together, largest first.
    pub clusters: Vec<Cluster>,
    /// How many clusters of at least two notes there are.
    pub cluster_count: usize,
    /// What is connected with most others, most first.
    pub hubs: Vec<MapNode>,
    /// That without which most others lose touch with the rest, most first.
    pub bridges: Vec<Bridge>,
    /// Newman's modularity of the clusters: 0 for chance, 1 at most.
    pub modularity: f64,
}

/// Something on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapNode {
    /// What it is called; a part of a note with the note's title in front.
    pub name: String,
    /// What a note says it is, else `note`; `section`, `topic`, `tag` or `missing`.
    pub kind: String,
    /// The note, if it is one or part of one.
    pub path: Option<String>,
    /// How many others it is connected with.
    pub degree: usize,
}

/// Notes that have more to do with each other than with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The name of its most central member.
    pub name: String,
    /// How many notes it has.
    pub size: usize,
    /// The members most connected within it, that which gives it its name first.
    pub central: Vec<MapNode>,
    /// The clusters it is most linked with, by name, and the number of connections.
    pub neighbours: Vec<(String, usize)>,
}

/// Something on which others hang.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// What they hang on.
    pub node: MapNode,
    /// How many notes lose touch with the rest without it.
    pub notes: usize,
    /// Their names, the most connected first.
    pub cut_off: Vec<String>,
}

/// The map as something to draw.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// What stands on it.
    pub nodes: Vec<MapNode>,
    /// What connects two of them, each pair once.
    pub edges: Vec<(usize, usize)>,
    /// The clusters, largest first, with their members; not all nodes need be in one.
    pub clusters: Vec<(String, Vec<usize>)>,
}

/// How many members and neighbours of a cluster are named.
const CENTRAL: usize = 5;
const NEIGHBOURS: usize = 3;

impl Engine {
    /// The shape of the vault, with at most so many clusters, hubs and bridges.
    pub fn map(&self, limit: usize) -> VaultMap {
        let map = Map::of(&self.graph);
        let network = map.network();
        let (clusters, (bridges, (isolated, components))) = rayon::join(
            || Grouped::new(self, &map, limit),
            || (self.bridges(&map, limit), self.pieces(&map)),
        );
        let mut hubs: Vec<u32> =
            (0..network.len() as u32).filter(|&node| network.degree(node) > 1).collect();
        keep_first(&mut hubs, limit, |&node| (Reverse(network.degree(node)), node));
        VaultMap {
            notes: map.units(),
            has_parts: map.units() > self.graph.note_count(),
            components,
            isolated,
            clusters: (0..clusters.groups.len().min(limit))
                .map(|at| clusters.cluster(self, &map, at))
                .collect(),
            cluster_count: clusters.groups.len(),
            hubs: hubs.into_iter().map(|node| self.map_node(&map, node)).collect(),
            bridges,
            modularity: clusters.modularity,
        }
    }

    /// Everything on the map, for drawing it.
    pub fn drawing(&self) -> Drawing {
        let map = Map::of(&self.graph);
        let all: Vec<u32> = (0..map.network().len() as u32).collect();
        let clusters = Grouped::new(self, &map, usize::MAX);
        self.draw(&map, &clusters, &all, clusters.groups.len())
    }

    /// The most central members of the largest clusters, at most so many, for drawing them.
    pub fn sketch(&self, limit: usize) -> Drawing {
        let map = Map::of(&self.graph);
        let clusters = Grouped::new(self, &map, limit);
        let groups = clusters.groups.iter().take(limit);
        let mut nodes: Vec<u32> =
            groups.flat_map(|group| group.members.iter().take(CENTRAL).copied()).collect();
        nodes.sort_unstable();
        self.draw(&map, &clusters, &nodes, limit)
    }

    /// Draws some nodes, given in rising order, with so many of the clusters.
    fn draw(&self, map: &Map, clusters: &Grouped, nodes: &[u32], limit: usize) -> Drawing {
        let place = |node: u32| nodes.binary_search(&node).ok();
        let mut edges = Vec::new();
        for (at, &node) in nodes.iter().enumerate() {
            let ends = map.network().neighbours(node).filter(|&end| end > node);
            edges.extend(ends.filter_map(place).map(|end| (at, end)));
        }
        let members =
            |group: &Group| group.members.iter().filter_map(|&node| place(node)).collect();
        Drawing {
            nodes: nodes.iter().map(|&node| self.map_node(map, node)).collect(),
            edges,
            clusters: clusters
                .groups
                .iter()
                .take(limit)
                .map(|group| (group.name.clone(), members(group)))
                .collect(),
        }
    }

    /// What stands alone, and the sizes of the other pieces.
    fn pieces(&self, map: &Map) -> (Vec<MapNode>, Vec<usize>) {
        let mut isolated = Vec::new();
        let mut sizes = Vec::new();
        for piece in map.network().pieces() {
            match notes_among(map, &piece) {
                1 => isolated.push(self.map_node(map, piece[0])),
                size => sizes.push(size),
            }
        }
        sizes.sort_unstable_by_key(|&size| Reverse(size));
        (isolated, sizes)
    }

    fn bridges(&self, map: &Map, limit: usize) -> Vec<Bridge> {
        let is_note = |node: u32| (node as usize) < map.units();
        let bridges = map.network().bridges(is_note, limit).into_iter();
        bridges
            .map(|bridge| {
                let mut cut_off = bridge.cut_off;
                cut_off.retain(|&node| is_note(node));
                cut_off.sort_by_key(|&node| Reverse(map.network().degree(node)));
                Bridge {
                    node: self.map_node(map, bridge.node),
                    notes: bridge.holds,
                    cut_off: cut_off.iter().map(|&node| self.map_name(map, node)).collect(),
                }
            })
            .collect()
    }

    fn map_node(&self, map: &Map, node: u32) -> MapNode {
        let hop = self.hop(map.nodes()[node as usize]);
        let name = self.map_name(map, node);
        MapNode { name, kind: hop.kind, path: hop.path, degree: map.network().degree(node) }
    }

    /// What something is called. `Introduction` says nothing by itself; an entry has its topic.
    fn map_name(&self, map: &Map, node: u32) -> String {
        let graph = &self.graph;
        let unit = match map.nodes()[node as usize] {
            Node::Unit(unit) => unit,
            Node::Concept(concept) => return graph.concept_name(concept).to_owned(),
        };
        let section = graph.unit_section(unit);
        let label = graph.label(section);
        if graph.whole(unit).is_some() {
            format!("{} › {label}", graph.title(graph.note_of(section)))
        } else {
            label
        }
    }
}

/// How many of some nodes, which rise, are notes.
fn notes_among(map: &Map, nodes: &[u32]) -> usize {
    nodes.partition_point(|&node| (node as usize) < map.units())
}

/// The clusters of at least two notes.
struct Grouped {
    /// Which of the groups each node is in.
    group_of: Vec<Option<usize>>,
    groups: Vec<Group>,
    modularity: f64,
}

/// A cluster with its members.
struct Group {
    name: String,
    notes: usize,
    /// Most central first; where none but the first is asked for, the others rise.
    members: Vec<u32>,
}

impl Grouped {
    /// The clusters, of which so many, the largest, have all their members in order.
    fn new(engine: &Engine, map: &Map, ordered: usize) -> Grouped {
        let Clusters { of_node, count, modularity } = map.network().clusters();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (node, &cluster) in of_node.iter().enumerate() {
            members[cluster as usize].push(node as u32);
        }
        members.retain(|members| notes_among(map, members) > 1);
        members.sort_by_key(|members| Reverse(notes_among(map, members)));
        let mut group_of = vec![None; of_node.len()];
        for (group, members) in members.iter().enumerate() {
            for &node in members {
                group_of[node as usize] = Some(group);
            }
        }
        // The weight of a node's edges within its own group.
        let within = |node: u32, group: usize| -> f64 {
            let edges = map.network().edges(node).iter();
            let inside = edges.filter(|edge| group_of[edge.0 as usize] == Some(group));
            inside.map(|edge| edge.1).sum()
        };
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let groups = members.into_iter().enumerate().map(|(group, members)| {
            let notes = notes_among(map, &members);
            let mut members: Vec<(f64, u32)> =
                members.into_iter().map(|node| (within(node, group), node)).collect();
            let central_first = |left: &(f64, u32), right: &(f64, u32)| {
                right.0.total_cmp(&left.0).then(left.1.cmp(&right.1))
            };
            if group < ordered {
                members.sort_unstable_by(central_first);
            } else if let Some(most) = (0..members.len())
                .min_by(|&left, &right| central_first(&members[left], &members[right]))
            {
                members[..=most].rotate_right(1);
            }
            let members: Vec<u32> = members.into_iter().map(|(_, node)| node).collect();
            let name = engine.map_name(map, members[0]);
            Group { name: first_or_numbered(&mut taken, name), notes, members }
        });
        let groups = groups.collect();
        Grouped { group_of, groups, modularity }
    }

    fn cluster(&self, engine: &Engine, map: &Map, at: usize) -> Cluster {
        let group = &self.groups[at];
        let mut links: BTreeMap<usize, usize> = BTreeMap::new();
        for &node in &group.members {
            for end in map.network().neighbours(node) {
                if let Some(other) = self.group_of[end as usize].filter(|&other| other != at) {
                    *links.entry(other).or_default() += 1;
                }
            }
        }
        let mut links: Vec<(usize, usize)> = links.into_iter().collect();
        links.sort_by_key(|&(_, links)| Reverse(links));
        links.truncate(NEIGHBOURS);
        let central = group.members.iter().take(CENTRAL);
        Cluster {
            name: group.name.clone(),
            size: group.notes,
            central: central.map(|&node| engine.map_node(map, node)).collect(),
            neighbours: links
                .into_iter()
                .map(|(other, links)| (self.groups[other].name.clone(), links))
                .collect(),
        }
    }
}

/// Leaves the first of some things by a key that no two share, in order.
fn keep_first<T, K: Ord>(things: &mut Vec<T>, count: usize, key: impl Fn(&T) -> K) {
    if count < things.len() {
        things.select_nth_unstable_by_key(count, &key);
        things.truncate(count);
    }
    things.sort_unstable_by_key(key);
}

/// A name, with a number behind it if others bear it.
fn first_or_numbered(taken: &mut BTreeMap<String, usize>, name: String) -> String {
    let count = taken.entry(name.clone()).or_default();
    *count += 1;
    if *count == 1 { name } else { format!("{name} ({count})") }
}
