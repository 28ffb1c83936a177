//! `lore map`: in words, as JSON and as drawings. Leaves out the laws of clusters and bridges, which the
//! tests of `lore-graph` try.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, column, list, text};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK, JOURNAL};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[&["map"], &["map", "-n", "1", "--json"]]));
}

#[test]
fn fixtures() {
    let session = |files| TestEnvironment::new(files).session(&[&["map"]]);
    assert_session!([JOURNAL, BLOG, HANDBOOK, GARDEN].map(session).join("\n"));
}

/// Two subjects with one note between them, which a third hangs on, too.
const TWO_SUBJECTS: &str = "\
-- Vectors.md --
[[Matrices]] [[Determinants]]
-- Matrices.md --
[[Determinants]]
-- Determinants.md --
Of a square.
-- Linear Algebra.md --
[[Vectors]] [[Matrices]] [[Bread]] #maths
-- Bread.md --
[[Flour]] [[Yeast]]
-- Flour.md --
[[Yeast]] [[Mill, not yet visited]]
-- Yeast.md --
[[Starter]]
-- Starter.md --
[[Mill, not yet visited]]
-- Primes.md --
Of the #maths that I like.
-- Shed.md --
A spade.
";

#[test]
fn drawings() {
    let env = TestEnvironment::new(TWO_SUBJECTS);
    assert_session!(env.session(&[
        &["map"],
        &["map", "--format", "dot"],
        &["map", "--format", "graphml"],
        &["map", "--format", "mermaid", "--limit", "1"],
    ]));
}

#[test]
fn little_to_show() {
    let session = |files| {
        let env = TestEnvironment::new(files);
        let asked: [&[&str]; 5] = [
            &["map"],
            &["map", "--json"],
            &["map", "--format", "dot"],
            &["map", "--format", "graphml"],
            &["map", "--format", "mermaid"],
        ];
        env.session(&asked)
    };
    let vaults = ["", "-- a.md --\nText.\n", "-- a.md --\nText.\n-- b.md --\nText.\n"];
    assert_session!(vaults.map(session).join("\n"));
}

#[test]
fn json_has_a_format_of_its_own() {
    let env = TestEnvironment::new(GARDEN);
    for format in ["dot", "graphml", "mermaid", "text"] {
        let run = env.lore(&["map", "--json", "--format", format]).expect(2);
        assert!(run.stdout.is_empty() && run.stderr.contains("--format"), "{run:#?}");
    }
    env.lore(&["map", "--format", "svg"]).expect(2);
}

#[test]
fn json_keeps_its_shape_and_adds_up() {
    let node = json!({"name": "", "kind": "", "path?": "", "degree": 0});
    let shape = json!({
        "notes": 0, "components": [0], "isolated": 0, "cluster_count": 0, "modularity": 0.5,
        "clusters": [{
            "name": "", "size": 0, "central": [node], "neighbours": [{"name": "", "links": 0}],
        }],
        "hubs": [node],
        "bridges": [{"name": "", "kind": "", "path?": "", "notes": 0, "cut_off": [""]}],
    });
    for env in
        [TestEnvironment::sample(), TestEnvironment::new(JOURNAL), TestEnvironment::new(GARDEN)]
    {
        let map = env.json(&["map", "-n", "1000"]);
        assert_shape(&map, &shape);
        let number = |value: &Value, name: &str| value[name].as_u64().unwrap();
        let pieces = list(&map, "components").iter().map(|size| size.as_u64().unwrap());
        assert_eq!(pieces.sum::<u64>() + number(&map, "isolated"), number(&map, "notes"));
        let clusters = list(&map, "clusters");
        assert_eq!(clusters.len() as u64, number(&map, "cluster_count"));
        let sizes: Vec<u64> = clusters.iter().map(|cluster| number(cluster, "size")).collect();
        assert!(
            sizes.is_sorted_by(|left, right| left >= right) && sizes.iter().all(|&size| size > 1)
        );
        assert!(sizes.iter().sum::<u64>() + number(&map, "isolated") <= number(&map, "notes"));
        let names: BTreeSet<&str> = column(clusters, "name").into_iter().collect();
        assert_eq!(names.len(), clusters.len(), "each name once");
        for cluster in clusters {
            assert!(text(cluster, "name").starts_with(text(&list(cluster, "central")[0], "name")));
            let neighbours = column(list(cluster, "neighbours"), "name");
            assert!(neighbours.iter().all(|other| names.contains(other)));
            assert!(!neighbours.contains(&text(cluster, "name")));
        }
        for bridge in list(&map, "bridges") {
            assert_eq!(list(bridge, "cut_off").len() as u64, number(bridge, "notes"));
        }
        let few = env.json(&["map", "-n", "2"]);
        for name in ["clusters", "hubs", "bridges"] {
            let first: Vec<_> = list(&map, name).iter().take(2).collect();
            assert_eq!(list(&few, name).iter().collect::<Vec<_>>(), first);
        }
    }
}

#[test]
fn without_a_bridge_its_notes_are_on_their_own() {
    let env = TestEnvironment::new(TWO_SUBJECTS);
    let before = env.json(&["map"]);
    assert_eq!(before["components"], json!([9]));
    let bridges = list(&before, "bridges");
    let linear = bridges.iter().find(|bridge| text(bridge, "name") == "Linear Algebra").unwrap();
    assert_eq!(
        linear["cut_off"],
        json!(["Matrices", "Vectors", "Determinants", "Primes"]),
        "{bridges:#?}"
    );
    env.vault().remove("Linear Algebra.md");
    let after = env.json(&["map"]);
    // Bread with three more, three on vectors, and of the tag only one note is left.
    assert_eq!(after["components"], json!([4, 3]));
    assert_eq!(after["isolated"], 2);
}

/// Titles that mean something to Graphviz, XML, Mermaid, Markdown or a terminal.
const TITLES: [&str; 16] = [
    "\"quoted\" & 'single'",
    "back\\slash\\",
    "new\nline",
    "[brackets](x) {curly} |pipe|",
    "<b>bold</b> &amp; &#27; #quot; #35;",
    "<!-- no --> ]]> <![CDATA[",
    "\u{1b}[31mred",
    "\u{9b}31m\u{7f}",
    "\u{202e}gnp.exe",
    "1. `code` **b** _i_",
    "a --> b; %% c",
    "end",
    "subgraph",
    "\\N \\G \\\"",
    "\u{fffe}\u{ffff}",
    "日本 é 🗂",
];

fn evil_vault() -> TestEnvironment {
    let env = TestEnvironment::new("");
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    for (nth, title) in TITLES.iter().enumerate() {
        env.vault().write(
            &format!("n{nth}.md"),
            format!(
                "---\ntitle: {}\ntype: {}\ntopic: {}\n---\n[[n{}]] [[gone {}]]\n",
                quoted(title),
                quoted(title),
                quoted(&format!("of {}", TITLES[nth / 2])),
                (nth + 1) % TITLES.len(),
                ["\\", "<&>", "`"][nth % 3],
            ),
        );
    }
    env
}

#[test]
fn drawings_are_valid_whatever_the_titles() {
    let env = evil_vault();
    let print = |format| env.lore(&["map", "--format", format, "-n", "100"]).expect(0).stdout;
    let (dot, graphml, mermaid) = (print("dot"), print("graphml"), print("mermaid"));
    for drawing in [&dot, &graphml, &mermaid, &env.lore(&["map"]).expect(0).stdout] {
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!drawing.contains(steers), "{drawing}");
    }
    let (nodes, edges) = read_dot(&dot);
    assert!(nodes.len() > TITLES.len() && edges > TITLES.len());
    let (elements, names) = read_xml(&graphml);
    let count = |name: &str| elements.iter().filter(|element| *element == name).count();
    assert_eq!((count("node"), count("edge")), (nodes.len(), edges));
    for title in ["\"quoted\" & 'single'", "back\\slash\\", "<b>bold</b> &amp; &#27; #quot; #35;"] {
        assert!(names.contains(title) && nodes.contains(title), "{title}: {names:#?} {nodes:#?}");
    }
    assert!(!read_mermaid(&mermaid).is_disjoint(&nodes));
}

/// Reads what the map prints for Graphviz: the labels of nodes, and the number of edges.
#[track_caller]
fn read_dot(dot: &str) -> (BTreeSet<String>, usize) {
    let (mut nodes, mut edges, mut depth) = (BTreeSet::new(), 0, 0);
    for line in dot.lines() {
        let (mut bare, mut label, mut inside) = (String::new(), String::new(), false);
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match (inside, c) {
                (_, '"') => inside = !inside,
                (true, '\\') => label.extend(chars.next()),
                (true, c) => label.push(c),
                (false, c) => bare.push(c),
            }
        }
        assert!(!inside, "{line}");
        assert!(
            bare.chars().all(|c| c.is_ascii_alphanumeric() || " _{}[]=,;-".contains(c)),
            "{line}"
        );
        depth += bare.matches('{').count();
        depth -= bare.matches('}').count();
        edges += bare.matches(" -- ").count();
        if bare.trim_start().starts_with('n') && bare.contains("shape=") {
            nodes.insert(label.replace("&amp;", "&"));
        }
    }
    assert_eq!(depth, 0);
    (nodes, edges)
}

/// Reads XML of elements, attributes and text: the names of the elements, and all text.
#[track_caller]
fn read_xml(xml: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut elements, mut texts, mut open) = (Vec::new(), BTreeSet::new(), Vec::new());
    let body = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap();
    let mut pieces = body.split('<');
    assert_eq!(pieces.next(), Some(""));
    for piece in pieces {
        let (tag, content) = piece.split_once('>').unwrap_or_else(|| panic!("{piece}"));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else {
            let name = tag.split([' ', '/']).next().unwrap();
            assert!(name.chars().all(|c| c.is_ascii_lowercase()), "{tag}");
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            elements.push(name.to_owned());
            if !tag.ends_with('/') {
                open.push(name.to_owned());
            }
        }
        assert!(!content.contains(['>', '\u{fffe}', '\u{ffff}']), "{content}");
        for after in content.split('&').skip(1) {
            assert!(
                ["lt;", "gt;", "amp;"].iter().any(|entity| after.starts_with(entity)),
                "{content}"
            );
        }
        texts.insert(content.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
    }
    assert!(open.is_empty(), "{open:?}");
    (elements, texts)
}

/// Reads what the map prints for Mermaid: the labels of nodes.
#[track_caller]
fn read_mermaid(mermaid: &str) -> BTreeSet<String> {
    let mut lines = mermaid.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let mut nodes = BTreeSet::new();
    for line in lines {
        let parts: Vec<&str> = line.split('"').collect();
        let (before, label) = match parts[..] {
            [bare] => {
                let is_edge = bare.split(" --- ").all(|end| end.trim_start().starts_with('n'));
                assert!(bare == "  end" || is_edge, "{line}");
                continue;
            }
            [before, label, "]" | "])"] => (before, label),
            _ => panic!("{line}"),
        };
        let plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || " #;-,'()/".contains(c);
        assert!(label.chars().all(plain), "{line}");
        let mut pieces = label.split('#');
        let mut text = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (number, rest) = piece.split_once(';').unwrap_or_else(|| panic!("{line}"));
            text.push(char::from(number.parse::<u8>().unwrap()));
            text.push_str(rest);
        }
        if !before.trim_start().starts_with("subgraph c") {
            assert!(before.trim_start().starts_with('n'), "{line}");
            nodes.insert(text);
        }
    }
    nodes
}
