//! The map as text for programs that draw: Graphviz, GraphML, Mermaid. Every name is made inert and
//! then escaped as the format wants it, so that whatever a title holds, the text stays valid. Leaves out
//! where on a page things stand, which those programs work out.

use lore_engine::{Drawing, MapNode};

use crate::screen::safe;

/// The lines of a graph for Graphviz, with a subgraph for each cluster.
pub(crate) fn dot(drawing: &Drawing) -> Vec<String> {
    let mut lines = vec!["graph vault {".to_owned()];
    let node = |at: usize| {
        let node = &drawing.nodes[at];
        let shape = if node.path.is_some() { "box" } else { "ellipse" };
        format!("n{at} [label=\"{}\", shape={shape}];", in_dot(&node.name))
    };
    for (number, (name, members)) in drawing.clusters.iter().enumerate() {
        lines.push(format!("  subgraph cluster_{number} {{"));
        lines.push(format!("    label=\"{}\";", in_dot(name)));
        lines.extend(members.iter().map(|&at| format!("    {}", node(at))));
        lines.push("  }".to_owned());
    }
    let clustered = cluster_names(drawing);
    let others = (0..drawing.nodes.len()).filter(|&at| clustered[at].is_none());
    lines.extend(others.map(|at| format!("  {}", node(at))));
    lines.extend(drawing.edges.iter().map(|(from, to)| format!("  n{from} -- n{to};")));
    lines.push("}".to_owned());
    lines
}

/// The lines of a graph as GraphML, each node with its name, kind, path and cluster.
pub(crate) fn graphml(drawing: &Drawing) -> Vec<String> {
    let mut lines = vec![
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">".to_owned(),
    ];
    lines.extend(["name", "kind", "path", "cluster"].map(|key| {
        format!("  <key id=\"{key}\" for=\"node\" attr.name=\"{key}\" attr.type=\"string\"/>")
    }));
    lines.push("  <graph id=\"vault\" edgedefault=\"undirected\">".to_owned());
    let clusters = cluster_names(drawing);
    for (at, MapNode { name, kind, path, .. }) in drawing.nodes.iter().enumerate() {
        let known = [
            ("name", Some(name.as_str())),
            ("kind", Some(kind.as_str())),
            ("path", path.as_deref()),
            ("cluster", clusters[at]),
        ];
        let data = known.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let data = data.map(|(key, value)| format!("<data key=\"{key}\">{}</data>", in_xml(value)));
        lines.push(format!("    <node id=\"n{at}\">{}</node>", data.collect::<String>()));
    }
    lines.extend(
        drawing
            .edges
            .iter()
            .map(|(from, to)| format!("    <edge source=\"n{from}\" target=\"n{to}\"/>")),
    );
    lines.push("  </graph>".to_owned());
    lines.push("</graphml>".to_owned());
    lines
}

/// The lines of a flowchart for Mermaid.
pub(crate) fn mermaid(drawing: &Drawing) -> Vec<String> {
    let mut lines = vec!["flowchart LR".to_owned()];
    for (number, (name, members)) in drawing.clusters.iter().enumerate() {
        lines.push(format!("  subgraph c{number}[\"{}\"]", in_mermaid(name)));
        lines.extend(members.iter().map(|&at| {
            let MapNode { name, path, .. } = &drawing.nodes[at];
            let (open, close) = if path.is_some() { ("[", "]") } else { ("([", "])") };
            format!("    n{at}{open}\"{}\"{close}", in_mermaid(name))
        }));
        lines.push("  end".to_owned());
    }
    lines.extend(drawing.edges.iter().map(|(from, to)| format!("  n{from} --- n{to}")));
    lines
}

/// The cluster of each node.
fn cluster_names(drawing: &Drawing) -> Vec<Option<&str>> {
    let mut names = vec![None; drawing.nodes.len()];
    for (name, members) in &drawing.clusters {
        for &at in members {
            names[at] = Some(name.as_str());
        }
    }
    names
}

/// A text within the quotes of a label, where Graphviz knows entities and backslashes.
fn in_dot(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '&' => escaped.push_str("&amp;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text between two tags.
fn in_xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // No character of XML 1.0, not even as a number.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text within the quotes of a label, where Mermaid reads Markdown and HTML: what could be either
/// is written by its number.
fn in_mermaid(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in safe(text).chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !" -,'()/".contains(c) {
            escaped.push_str(&format!("#{};", c as u32));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_escapes_what_it_reads() {
        let title = "a \"b\" \\ <i>&amp;\n#1; `x` [y]\u{1b}\u{202e}\u{ffff}";
        assert_eq!(in_dot(title), "a \\\"b\\\" \\\\ <i>&amp;amp;␊#1; `x` [y]␛<U+202E>\u{ffff}");
        assert_eq!(
            in_xml(title),
            "a \"b\" \\ &lt;i&gt;&amp;amp;␊#1; `x` [y]␛&lt;U+202E&gt;\u{fffd}"
        );
        assert_eq!(
            in_mermaid(title),
            "a #34;b#34; #92; #60;i#62;#38;amp#59;␊#35;1#59; #96;x#96; #91;y#93;␛#60;U#43;202E#62;\u{ffff}"
        );
    }
}
