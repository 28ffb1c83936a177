//! Laws of pieces, clusters, bridges and paths, tried on random networks and vaults, and what is on
//! a map in examples. Where petgraph answers the same question, it is the second opinion. Leaves out what
//! is said of a map in words, which the tests of `lore map` show.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use lore_core::VaultPath;
use lore_graph::map::{Clusters, Map, Network};
use lore_graph::path::cheapest;
use lore_graph::{Conventions, Entry, Graph, Node, NodeId, build};
use petgraph::algo::articulation_points::articulation_points;
use petgraph::graph::UnGraph;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;

type Edges = Vec<(u32, u32, f64)>;

/// Few edges to a node, so that there are pieces and bridges; weights of which some are equal.
fn network() -> impl Strategy<Value = (usize, Edges)> {
    (1_usize..24).prop_flat_map(|nodes| {
        let node = 0..nodes as u32;
        let edge = (node.clone(), node, select(&[0.25, 0.5, 1.0][..]));
        (Just(nodes), prop::collection::vec(edge, 0..nodes * 2))
    })
}

fn config(cases: u32) -> ProptestConfig {
    // What fails becomes a named test, not a file of seeds.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The nodes that edges connect with one, itself included, if another is taken out.
fn reached(network: &Network, start: u32, without: Option<u32>) -> BTreeSet<u32> {
    let mut seen = BTreeSet::from([start]);
    let mut ahead = vec![start];
    while let Some(node) = ahead.pop() {
        for end in network.neighbours(node).filter(|&end| Some(end) != without) {
            if seen.insert(end) {
                ahead.push(end);
            }
        }
    }
    seen
}

/// What remains of a node's piece without it, part by part.
fn parts_without(network: &Network, node: u32) -> Vec<BTreeSet<u32>> {
    let mut parts: Vec<BTreeSet<u32>> = Vec::new();
    for end in network.neighbours(node) {
        if !parts.iter().any(|part| part.contains(&end)) {
            parts.push(reached(network, end, Some(node)));
        }
    }
    parts
}

/// Two nodes of one cluster that no edges within it connect.
fn apart(network: &Network, of_node: &[u32]) -> Option<(u32, u32)> {
    let cluster = |node: u32| of_node[node as usize];
    (0..network.len() as u32).find_map(|node| {
        let mut seen = BTreeSet::from([node]);
        let mut ahead = vec![node];
        while let Some(at) = ahead.pop() {
            let inside = network.neighbours(at).filter(|&end| cluster(end) == cluster(node));
            ahead.extend(inside.filter(|&end| seen.insert(end)));
        }
        let others = 0..network.len() as u32;
        let missed =
            others.filter(|other| cluster(*other) == cluster(node) && !seen.contains(other));
        missed.map(|other| (node, other)).next()
    })
}

/// Newman's modularity, from its definition over all pairs of nodes.
fn modularity(network: &Network, of_node: &[u32]) -> f64 {
    let nodes = 0..network.len() as u32;
    let strength = |node| network.edges(node).iter().map(|edge| edge.1).sum::<f64>();
    let total: f64 = nodes.clone().map(strength).sum();
    let mut sum = 0.0;
    for left in nodes.clone() {
        for right in
            nodes.clone().filter(|&right| of_node[right as usize] == of_node[left as usize])
        {
            let edge = network.edges(left).iter().find(|edge| edge.0 == right);
            sum += edge.map_or(0.0, |edge| edge.1) - strength(left) * strength(right) / total;
        }
    }
    if total == 0.0 { 0.0 } else { sum / total }
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn a_bridge_cuts_off_what_it_says((nodes, edges) in network(), counted in any::<u32>()) {
        let network = Network::new(nodes, edges);
        let counts = |node: u32| counted >> (node % 32) & 1 == 0;
        let bridges = network.bridges(counts, usize::MAX);
        for bridge in &bridges {
            let mut parts = parts_without(&network, bridge.node);
            let cut_off: BTreeSet<u32> = bridge.cut_off.iter().copied().collect();
            prop_assert_eq!(cut_off.len(), bridge.cut_off.len());
            // All parts but one are cut off, and none that is has more than that one.
            let size = |part: &BTreeSet<u32>| part.iter().filter(|&&node| counts(node)).count();
            parts.sort_by_key(size);
            let rest: Vec<_> = parts.iter().filter(|part| part.is_disjoint(&cut_off)).collect();
            prop_assert_eq!(rest.len(), 1);
            prop_assert_eq!(size(rest[0]), size(parts.last().unwrap()));
            prop_assert!(parts.iter().all(|part| part.is_disjoint(&cut_off) || part.is_subset(&cut_off)));
            prop_assert_eq!(cut_off.len() + rest[0].len(), parts.iter().map(BTreeSet::len).sum::<usize>());
            prop_assert_eq!(size(&cut_off), bridge.holds);
            prop_assert!(bridge.holds > 0);
        }
        prop_assert!(bridges.is_sorted_by_key(|bridge| (std::cmp::Reverse(bridge.holds), bridge.node)));
        let first: Vec<_> = bridges.iter().take(2).cloned().collect();
        prop_assert_eq!(network.bridges(counts, 2), first);
    }

    #[test]
    fn every_bridge_is_found((nodes, edges) in network()) {
        let network = Network::new(nodes, edges);
        let found: BTreeSet<u32> =
            network.bridges(|_| true, usize::MAX).iter().map(|bridge| bridge.node).collect();
        let plain: BTreeSet<u32> =
            (0..nodes as u32).filter(|&node| parts_without(&network, node).len() > 1).collect();
        prop_assert_eq!(&found, &plain);
        let mut graph = UnGraph::<u32, ()>::new_undirected();
        let ids: Vec<_> = (0..nodes as u32).map(|node| graph.add_node(node)).collect();
        for node in 0..nodes as u32 {
            for end in network.neighbours(node).filter(|&end| end > node) {
                graph.add_edge(ids[node as usize], ids[end as usize], ());
            }
        }
        let second: BTreeSet<u32> =
            articulation_points(&graph).into_iter().map(|id| graph[id]).collect();
        prop_assert_eq!(found, second);
    }

    #[test]
    fn pieces_are_what_edges_connect((nodes, edges) in network()) {
        let network = Network::new(nodes, edges);
        let pieces = network.pieces();
        prop_assert_eq!(pieces.iter().map(Vec::len).sum::<usize>(), nodes);
        for piece in pieces {
            let plain: Vec<u32> = reached(&network, piece[0], None).into_iter().collect();
            prop_assert_eq!(piece, plain);
        }
    }

    #[test]
    fn clusters_divide_all_nodes_and_hang_together((nodes, edges) in network()) {
        let network = Network::new(nodes, edges);
        let Clusters { of_node, count, modularity: claimed } = network.clusters();
        prop_assert_eq!(of_node.len(), nodes);
        prop_assert_eq!(of_node.iter().collect::<BTreeSet<_>>().len(), count);
        // Numbered by their first nodes.
        let mut next = 0;
        for &cluster in &of_node {
            prop_assert!(cluster <= next);
            next = next.max(cluster + 1);
        }
        prop_assert_eq!(apart(&network, &of_node), None);
        for node in 0..nodes as u32 {
            let own = of_node[node as usize];
            let size = of_node.iter().filter(|&&cluster| cluster == own).count();
            prop_assert!(size > 1 || network.degree(node) == 0, "{} is left alone", node);
        }
        let plain = modularity(&network, &of_node);
        prop_assert!((claimed - plain).abs() < 1e-9, "{claimed} {plain}");
        // No worse than all in one, nor than the pieces.
        let mut of_piece = vec![0; nodes];
        for (number, piece) in network.pieces().into_iter().enumerate() {
            for node in piece {
                of_piece[node as usize] = number as u32;
            }
        }
        prop_assert!(plain > -1e-9);
        prop_assert!(plain >= modularity(&network, &of_piece) - 1e-9);
    }

    #[test]
    fn a_network_is_the_same_whatever_the_order_of_its_edges((nodes, edges) in network()) {
        let network = Network::new(nodes, edges.clone());
        let turned = edges.iter().rev().map(|&(left, right, weight)| (right, left, weight));
        let again = Network::new(nodes, turned);
        prop_assert_eq!(network.clusters(), again.clusters());
        prop_assert_eq!(network.pieces(), again.pieces());
        prop_assert_eq!(network.bridges(|_| true, 9), again.bridges(|_| true, 9));
    }
}

#[test]
fn a_cluster_whose_middle_moved_on_is_parted() {
    // 6 connects 0 and 7 with 2, and leaves them for heavier edges.
    let edges = [
        (8, 10, 0.25),
        (1, 5, 1.0),
        (3, 1, 0.5),
        (6, 2, 0.25),
        (6, 10, 1.0),
        (2, 8, 0.25),
        (5, 2, 0.25),
        (4, 9, 1.0),
        (6, 0, 0.25),
        (4, 10, 0.25),
        (6, 4, 1.0),
        (7, 0, 0.25),
    ];
    let network = Network::new(12, edges);
    assert_eq!(apart(&network, &network.clusters().of_node), None);
}

const PATHS: [&str; 10] = [
    "index.md", "2024-01-31.md", "Raft.md", "a/Note.md", "b/Note.md", "Streams.md",
    "Streams of bytes.md", "Log.md", "Long.md", "Alone.md",
];

const PIECES: [&str; 16] = [
    "[[Raft]]", "[[a/Note]]", "[[b/Note]]", "[[Streams]]", "[[Log]]", "[[2024-01-31]]",
    "[[Missing Thing]]", "[[Log#Day 1]]", "#tag/sub", "#raft", "up:: [[Streams]]",
    "author:: Ada Lovelace", "# Day 1\n\n**Topic:** Raft", "# Day 2\n\n**Topic:** Paxos",
    "# Step 1\n\ntext", "# Step 2\n\n[[index]]",
];

type Vault = Vec<(&'static str, Vec<&'static str>)>;

fn vault() -> impl Strategy<Value = Vault> {
    prop::sample::subsequence(PATHS.to_vec(), 0..=PATHS.len()).prop_flat_map(|paths| {
        let note = |path| (Just(path), prop::collection::vec(select(&PIECES[..]), 0..6));
        paths.into_iter().map(note).collect::<Vec<_>>()
    })
}

fn graph(notes: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> Graph {
    let entry = |(path, text): (_, _)| {
        let path = VaultPath::new(AsRef::<str>::as_ref(&path)).unwrap();
        let options = lore_parser::Options::default();
        let note = lore_parser::parse(&path, AsRef::<str>::as_ref(&text), &options).note;
        Entry::new(&path, [0; 5], &note)
    };
    let image =
        build(notes.into_iter().map(entry).collect(), Vec::new(), Conventions::default(), |_| None)
            .expect("all records");
    Graph::open(image.to_vec().into()).expect("what was built opens")
}

fn texts(vault: &Vault) -> Vec<(&'static str, String)> {
    vault.iter().map(|(path, pieces)| (*path, pieces.join("\n\n"))).collect()
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_vault_has_one_map(vault in vault()) {
        let (graph, map) = {
            let graph = graph(texts(&vault));
            let map = Map::of(&graph);
            (graph, map)
        };
        let again = Map::of(&self::graph(texts(&vault).into_iter().rev()));
        prop_assert_eq!(map.nodes(), again.nodes());
        prop_assert_eq!(map.network().clusters(), again.network().clusters());
        let all: Vec<Vec<(u32, f64)>> =
            (0..map.nodes().len() as u32).map(|node| map.network().edges(node).to_vec()).collect();
        for (node, edges) in all.iter().enumerate() {
            prop_assert_eq!(edges.as_slice(), again.network().edges(node as u32));
            for &(end, weight) in edges {
                let back = all[end as usize].iter().find(|edge| edge.0 as usize == node);
                prop_assert_eq!(back.map(|edge| edge.1), Some(weight));
                prop_assert!(weight > 0.0);
            }
        }
        // Units first, each once; only what stands before a journal's entries may be missing.
        prop_assert!(map.nodes().is_sorted() && map.nodes().windows(2).all(|pair| pair[0] < pair[1]));
        for unit in graph.units() {
            let place = map.nodes().iter().position(|&node| node == Node::Unit(unit));
            let note = graph.unit_note(unit);
            let has_entries = graph.units().filter(|&other| graph.unit_note(other) == note).count() > 1;
            let begins = graph.place_of(graph.unit_section(unit)) == 0;
            prop_assert!(place.is_some_and(|place| place < map.units()) || (begins && has_entries));
        }
        for (at, node) in map.nodes().iter().enumerate().skip(map.units()) {
            let Node::Concept(concept) = *node else { panic!("a unit behind a concept") };
            prop_assert_eq!(graph.concept_notes(concept).count(), 0);
            prop_assert!(map.network().degree(at as u32) > 1, "{}", graph.concept_name(concept));
        }
    }

    #[test]
    fn a_path_follows_edges_and_none_is_cheaper(vault in vault()) {
        let graph = graph(texts(&vault));
        let nodes: Vec<NodeId> = graph.nodes().collect();
        let step = |left: NodeId, right: NodeId| {
            let unit = |node| graph.node(node).ok().and_then(Node::unit);
            let part = |part: NodeId, whole: NodeId| {
                let its_whole = unit(part).and_then(|part| graph.whole(part));
                its_whole.map(|unit| graph.node_of(unit)) == Some(whole)
            };
            graph.neighbours(left).any(|end| end == right)
                || part(left, right)
                || part(right, left)
        };
        let mut costs = vec![vec![None; nodes.len()]; nodes.len()];
        for (row, from) in costs.iter_mut().zip(&nodes) {
            for (cost, to) in row.iter_mut().zip(&nodes) {
                let Some(way) = cheapest(&graph, &[*from], &[*to], &[]) else { continue };
                prop_assert_eq!((way.nodes.first(), way.nodes.last()), (Some(from), Some(to)));
                prop_assert!(way.nodes.windows(2).all(|pair| step(pair[0], pair[1])));
                *cost = Some(way.cost);
            }
        }
        for from in 0..nodes.len() {
            prop_assert_eq!(costs[from][from], Some(0));
            for to in 0..nodes.len() {
                prop_assert_eq!(costs[from][to], costs[to][from]);
                prop_assert!(costs[from][to].is_some() || !step(nodes[from], nodes[to]));
                for over in 0..nodes.len() {
                    if let (Some(first), Some(second)) = (costs[from][over], costs[over][to]) {
                        prop_assert!(costs[from][to].is_some_and(|cost| cost <= first + second));
                    }
                }
            }
        }
    }
}

/// The map of a vault in words: each edge as `a -- b`, in order.
fn drawn(notes: &[(&str, &str)]) -> Vec<String> {
    let graph = graph(notes.iter().copied());
    let map = Map::of(&graph);
    let name = |node: u32| match map.nodes()[node as usize] {
        Node::Unit(unit) => graph.label(graph.unit_section(unit)),
        Node::Concept(concept) => format!("({})", graph.concept_name(concept)),
    };
    let nodes = 0..map.nodes().len() as u32;
    let edges = nodes.clone().flat_map(|node| {
        let ends = map.network().neighbours(node).filter(move |&end| end > node);
        ends.map(|end| format!("{} -- {}", name(node), name(end))).collect::<Vec<_>>()
    });
    let alone = nodes.filter(|&node| map.network().degree(node) == 0).map(name);
    edges.chain(alone).collect()
}

#[test]
fn a_note_and_its_name_are_one() {
    let notes = [("Raft.md", "Text."), ("a.md", "#raft"), ("b.md", "**Topic:** Raft")];
    assert_eq!(drawn(&notes), ["Raft -- a", "Raft -- b"]);
    // Several notes of one name have only that in common.
    let notes = [("a/Log.md", "Text."), ("b/Log.md", "Text."), ("c.md", "#log")];
    assert_eq!(drawn(&notes), ["Log -- c", "Log"]);
}

#[test]
fn a_concept_is_there_if_it_connects() {
    let notes = [("a.md", "[[Gone]] [[Lost]] #one"), ("b.md", "[[Gone]] #two #three/four")];
    assert_eq!(drawn(&notes), ["a -- (Gone)", "b -- (Gone)"]);
    let notes = [("a.md", "#x/one"), ("b.md", "#x/two")];
    assert_eq!(drawn(&notes), ["a -- (x/one)", "b -- (x/two)", "(x) -- (x/one)", "(x) -- (x/two)"]);
}

#[test]
fn an_entry_is_what_it_alone_is_about() {
    let journal = "# Log\n\n## Day 1\n\n**Topic:** Raft\n\n## Day 2\n\n**Topic:** Raft logs\n\n\
                   ## Day 3\n\n**Topic:** Tea\n\n## Day 4\n\n**Topic:** Tea\n\n## Day 5\n\n\
                   **Topic:** Bread\n";
    assert_eq!(
        drawn(&[("Log.md", journal)]),
        [
            "Day 1 · Raft -- Day 2 · Raft logs",
            "Day 3 · Tea -- (Tea)",
            "Day 4 · Tea -- (Tea)",
            "Day 5 · Bread",
        ]
    );
}

#[test]
fn a_part_hangs_on_its_note() {
    let lecture = "# Lecture\n\nText.\n\n## Part 1\n\n[[a]]\n\n## Part 2\n\nText.\n";
    let notes = [("Lecture.md", lecture), ("a.md", "Text.")];
    assert_eq!(drawn(&notes), ["Lecture -- Part 1", "Lecture -- Part 2", "Part 1 -- a"]);
}

/// The clusters of eight rings of six notes, each of which links to the next and has some more text.
fn clusters_of_rings(more: &str) -> Vec<BTreeSet<u32>> {
    let notes = (0..8).flat_map(|ring| (0..6).map(move |nth| (ring, nth)));
    let note = |(ring, nth)| {
        (format!("r{ring}n{nth}.md"), format!("[[r{ring}n{}]] {more}", (nth + 1) % 6))
    };
    let firsts: String = (0..8).map(|ring| format!("[[r{ring}n0]] ")).collect();
    let graph = graph(notes.map(note).chain([("index.md".to_owned(), firsts)]));
    let clusters = Map::of(&graph).network().clusters();
    let cluster = |path: String| clusters.of_node[graph.note_at(&path).unwrap().0 as usize];
    (0..8).map(|ring| (0..6).map(|nth| cluster(format!("r{ring}n{nth}.md"))).collect()).collect()
}

#[test]
fn what_everything_bears_does_not_glue_everything() {
    for more in ["", "#note", "#note [[index]]", "#note [[index]] author:: Ada Lovelace"] {
        let clusters = clusters_of_rings(more);
        assert!(clusters.iter().all(|ring| ring.len() == 1), "{more}: {clusters:?}");
        let different: BTreeSet<_> = clusters.iter().collect();
        assert_eq!(different.len(), 8, "{more}: {clusters:?}");
    }
}

#[test]
fn a_vault_without_notes_has_an_empty_map() {
    let map = Map::of(&graph(Vec::<(&str, &str)>::new()));
    assert!(map.nodes().is_empty() && map.network().is_empty());
    assert_eq!(map.network().clusters(), Clusters::default());
    assert!(map.network().bridges(|_| true, 9).is_empty());
}

/// The clusters of a journal as one file draws it: each entry with the one before, with its topic and
/// with the whole.
fn clusters_of_journal(entries: u32) -> (Network, Clusters) {
    let whole = entries + 50;
    let edges = (0..entries).flat_map(|entry| {
        let before = entry.checked_sub(1).map(|before| (before, entry, 0.05));
        before.into_iter().chain([(entry, entries + entry % 50, 0.01), (entry, whole, 0.002)])
    });
    let network = Network::new(whole as usize + 1, edges);
    let clusters = network.clusters();
    (network, clusters)
}

#[test]
fn a_long_journal_falls_into_clusters_that_hang_together() {
    let (network, clusters) = clusters_of_journal(20_000);
    assert_eq!(apart_at_all(&network, &clusters.of_node), None);
    assert!(clusters.modularity > 0.79, "{}", clusters.modularity);
}

/// A cluster that does not hang together, looked for in time by the number of edges.
fn apart_at_all(network: &Network, of_node: &[u32]) -> Option<u32> {
    let mut seen = vec![false; network.len()];
    let mut begun = BTreeSet::new();
    for start in 0..network.len() as u32 {
        if std::mem::replace(&mut seen[start as usize], true) {
            continue;
        }
        let own = of_node[start as usize];
        if !begun.insert(own) {
            return Some(own);
        }
        let mut ahead = vec![start];
        while let Some(at) = ahead.pop() {
            for end in network.neighbours(at).filter(|&end| of_node[end as usize] == own) {
                if !std::mem::replace(&mut seen[end as usize], true) {
                    ahead.push(end);
                }
            }
        }
    }
    None
}
