//! `lore map`: tells the shape of the vault in words or JSON. Leaves out the formats for programs that
//! draw, which are in `drawing`, and what the shape is, which the engine says.

mod drawing;

use lore_engine::{Bridge, Cluster, MapNode, VaultMap};
use serde::Serialize;

use super::{Context, Outcome, count, thousands, with_sign};
use crate::cli::{MapArgs, MapFormat};
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    notes: usize,
    components: &'a [usize],
    isolated: usize,
    cluster_count: usize,
    clusters: Vec<JsonCluster<'a>>,
    hubs: Vec<JsonNode<'a>>,
    bridges: Vec<JsonBridge<'a>>,
    modularity: f64,
}

#[derive(Serialize)]
struct JsonNode<'a> {
    name: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    degree: usize,
}

#[derive(Serialize)]
struct JsonCluster<'a> {
    name: &'a str,
    size: usize,
    central: Vec<JsonNode<'a>>,
    neighbours: Vec<JsonNeighbour<'a>>,
}

#[derive(Serialize)]
struct JsonNeighbour<'a> {
    name: &'a str,
    links: usize,
}

#[derive(Serialize)]
struct JsonBridge<'a> {
    name: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    notes: usize,
    cut_off: &'a [String],
}

/// A sentence names this many notes.
const NAMES: usize = 5;

pub(crate) fn run(context: &mut Context<'_>, args: &MapArgs) -> anyhow::Result<Outcome> {
    let engine = context.engine;
    let limit = args.limit as usize;
    match args.format.unwrap_or(MapFormat::Text) {
        MapFormat::Text if context.json => {
            context.screen.json(&json::line(&to_json(&engine.map(limit)))?)?;
        }
        MapFormat::Text => show(context.screen, &engine.map(limit))?,
        MapFormat::Dot => print(context.screen, &drawing::dot(&engine.drawing()))?,
        MapFormat::Graphml => print(context.screen, &drawing::graphml(&engine.drawing()))?,
        MapFormat::Mermaid => print(context.screen, &drawing::mermaid(&engine.sketch(limit)))?,
    }
    Ok(Outcome::answer_if(context.engine.refreshed().notes > 0))
}

fn print(screen: &mut Screen, lines: &[String]) -> anyhow::Result<()> {
    for line in lines {
        screen.lines(line)?;
    }
    Ok(())
}

fn to_json(map: &VaultMap) -> Answer<'_> {
    fn node(node: &MapNode) -> JsonNode<'_> {
        JsonNode {
            name: &node.name,
            kind: &node.kind,
            path: node.path.as_deref(),
            degree: node.degree,
        }
    }
    fn cluster(cluster: &Cluster) -> JsonCluster<'_> {
        let neighbours = cluster.neighbours.iter();
        JsonCluster {
            name: &cluster.name,
            size: cluster.size,
            central: cluster.central.iter().map(node).collect(),
            neighbours: neighbours
                .map(|(name, links)| JsonNeighbour { name, links: *links })
                .collect(),
        }
    }
    fn bridge(bridge: &Bridge) -> JsonBridge<'_> {
        JsonBridge {
            name: &bridge.node.name,
            kind: &bridge.node.kind,
            path: bridge.node.path.as_deref(),
            notes: bridge.notes,
            cut_off: &bridge.cut_off,
        }
    }
    Answer {
        notes: map.notes,
        components: &map.components,
        isolated: map.isolated.len(),
        cluster_count: map.cluster_count,
        clusters: map.clusters.iter().map(cluster).collect(),
        hubs: map.hubs.iter().map(node).collect(),
        bridges: map.bridges.iter().map(bridge).collect(),
        modularity: json::thousandths(map.modularity),
    }
}

fn show(screen: &mut Screen, map: &VaultMap) -> anyhow::Result<()> {
    screen.paragraph(0, &pieces(map), &[], None)?;
    if !map.isolated.is_empty() && map.notes > 1 {
        let names = map.isolated.iter().map(|node| node.name.as_str());
        let stand = if map.isolated.len() == 1 { "stands" } else { "stand" };
        let alone = format!("{} {stand} alone: {}", count(map.isolated.len(), "note"), some(names));
        screen.paragraph(0, &alone, &[], None)?;
    }
    if !map.clusters.is_empty() {
        let shown = map.clusters.len();
        let of = if shown < map.cluster_count {
            thousands(map.cluster_count as u64)
        } else {
            String::new()
        };
        heading(screen, "clusters", &of)?;
        for cluster in &map.clusters {
            show_cluster(screen, cluster)?;
        }
    }
    if !map.hubs.is_empty() {
        heading(screen, "hubs", "")?;
        let hubs = map.hubs.iter().map(|hub| {
            format!("{} ({})", with_sign(&hub.name, &hub.kind), thousands(hub.degree as u64))
        });
        screen.paragraph(2, &hubs.collect::<Vec<_>>().join(", "), &[], None)?;
    }
    if !map.bridges.is_empty() {
        heading(screen, "bridges", "")?;
        for bridge in &map.bridges {
            screen.paragraph(2, &in_words(bridge), &[], None)?;
        }
    }
    Ok(())
}

/// How many pieces there are, in a sentence.
fn pieces(map: &VaultMap) -> String {
    let notes = if map.has_parts {
        format!("{} (entries and parts counted one by one)", count(map.notes, "note"))
    } else {
        count(map.notes, "note")
    };
    match (map.components.first(), map.components.len() + map.isolated.len()) {
        (None, 0) => "no notes in this vault".to_owned(),
        (None, 1) => notes,
        (None, _) => format!("{notes} and nothing that connects them"),
        (Some(_), 1) => format!("{notes} in one piece"),
        (Some(&largest), pieces) => {
            let pieces = thousands(pieces as u64);
            format!("{notes} in {pieces} pieces, the largest of {}", count(largest, "note"))
        }
    }
}

fn heading(screen: &mut Screen, name: &str, of: &str) -> anyhow::Result<()> {
    screen.end_line()?;
    screen.styled(Style::Group, name)?;
    if !of.is_empty() {
        screen.styled(Style::Faint, &format!("  the largest of {of}"))?;
    }
    screen.end_line()?;
    Ok(())
}

fn show_cluster(screen: &mut Screen, cluster: &Cluster) -> anyhow::Result<()> {
    screen.styled(Style::Title, &cluster.name)?;
    screen.styled(Style::Faint, &format!("  {}", count(cluster.size, "note")))?;
    screen.end_line()?;
    // The first gives the cluster its name.
    let around: Vec<&str> = cluster.central.iter().skip(1).map(|node| node.name.as_str()).collect();
    screen.paragraph(2, &format!("with {}", around.join(", ")), &[], None)?;
    if !cluster.neighbours.is_empty() {
        let neighbours = cluster
            .neighbours
            .iter()
            .map(|(name, links)| format!("{name} ({})", thousands(*links as u64)));
        let linked = format!("linked with {}", neighbours.collect::<Vec<_>>().join(", "));
        screen.remark(2, &linked)?;
    }
    Ok(())
}

fn in_words(bridge: &Bridge) -> String {
    let name = &bridge.node.name;
    let without = match (bridge.node.path.is_some(), bridge.node.kind.as_str()) {
        (false, "missing") => format!("{name}, which has no note yet"),
        (false, kind) => format!("the {kind} {}", with_sign(name, kind)),
        (true, _) => name.clone(),
    };
    let lose = if bridge.notes == 1 { "note loses" } else { "notes lose" };
    let these = match bridge.notes {
        1 => "1".to_owned(),
        notes => format!("these {}", thousands(notes as u64)),
    };
    let names = some(bridge.cut_off.iter().map(String::as_str));
    format!("without {without}, {these} {lose} touch with the rest: {names}")
}

/// The first few names, and how many more there are.
fn some<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(NAMES);
    let first = names.take(NAMES).collect::<Vec<_>>().join(", ");
    if more == 0 { first } else { format!("{first} and {} more", thousands(more as u64)) }
}
