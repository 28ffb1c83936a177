//! The rules for links as one table of examples, `links.txt`: each is parsed, built and resolved
//! here, and the same table is the reference page `docs/links.md`. Leaves out laws that hold for
//! every vault, which are in `laws.rs`.
//!
//! `UPDATE=1 cargo test -p lore-graph --test resolution` writes the page anew.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use lore_core::{Profile, VaultPath};
use lore_graph::{
    Conventions, Entry, Graph, How, LinkView, Rule as By, STAMP, SectionId, Target, build,
};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const DATA: &str = include_str!("links.txt");
const MARK: &str = "<!-- What follows is made from crates/lore-graph/tests/links.txt. -->\n";

type Files = BTreeMap<String, String>;

/// A small vault: whose conventions it follows, and its files.
#[derive(Clone, Default)]
struct Vault {
    profile: Profile,
    files: Files,
}

/// One title of the page with its rules.
struct Chapter {
    title: String,
    rules: Vec<Rule>,
}

/// One rule with its examples, all about one vault.
struct Rule {
    vault: String,
    id: String,
    words: String,
    examples: Vec<Example>,
}

struct Example {
    note: String,
    written: String,
    targets: String,
    why: String,
    candidates: Option<u32>,
    others: Option<u32>,
}

/// Spells out what the table abbreviates.
fn spelled(text: &str) -> String {
    let mut spelled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (code, after) = after.split_once('}').expect("an escape ends");
        spelled.push_str(before);
        spelled.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).unwrap());
        rest = after;
    }
    spelled.push_str(rest);
    spelled.replace('␣', " ").replace('⏎', "\n")
}

fn read_data() -> (BTreeMap<String, Vault>, Vec<Chapter>) {
    let mut vaults: BTreeMap<String, Vault> = BTreeMap::new();
    let mut chapters: Vec<Chapter> = Vec::new();
    let (mut vault, mut file) = (None, None);
    for line in DATA.lines() {
        if let Some(name) = line.strip_prefix("=== vault ") {
            // A vault called after a profile follows it.
            let profile = name.parse().unwrap_or_default();
            vaults.insert(name.to_owned(), Vault { profile, files: Files::new() });
            (vault, file) = (Some(name.to_owned()), None);
        } else if let Some(title) = line.strip_prefix("=== rules ") {
            chapters.push(Chapter { title: title.to_owned(), rules: Vec::new() });
            vault = None;
        } else if let Some(Vault { files, .. }) =
            vault.as_ref().and_then(|name| vaults.get_mut(name))
        {
            match line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                Some(path) => {
                    files.insert(path.to_owned(), String::new());
                    file = Some(path.to_owned());
                }
                None if file.is_some() => {
                    let text = files.get_mut(file.as_ref().unwrap()).unwrap();
                    text.push_str(line);
                    text.push('\n');
                }
                None => {}
            }
        } else if let Some(chapter) = chapters.last_mut().filter(|_| !line.is_empty()) {
            if let Some(rule) = line.strip_prefix("> ") {
                let (vault, rule) = rule.split_once(" | ").expect(line);
                let (id, words) = rule.split_once(' ').expect(line);
                assert!(vaults.contains_key(vault), "{line}");
                chapter.rules.push(Rule {
                    vault: vault.to_owned(),
                    id: id.to_owned(),
                    words: words.trim().to_owned(),
                    examples: Vec::new(),
                });
                continue;
            }
            let columns: Vec<&str> =
                line.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect();
            let why = columns.get(3).copied().unwrap_or("");
            let (why, others) = match why.split_once(" +") {
                Some((why, count)) => (why, Some(count.parse().expect(line))),
                None => (why, None),
            };
            let (why, candidates) = match why.split_once(" ×") {
                Some((why, count)) => (why, Some(count.parse().expect(line))),
                None => (why, None),
            };
            assert!((3..=4).contains(&columns.len()), "{line}");
            chapter.rules.last_mut().expect(line).examples.push(Example {
                note: columns[0].to_owned(),
                written: columns[1].to_owned(),
                targets: columns[2].to_owned(),
                why: why.to_owned(),
                candidates,
                others,
            });
        }
    }
    (vaults, chapters)
}

/// The graph of some files; what is no note is an attachment.
fn graph(files: &Files, profile: Profile) -> Graph {
    let options = lore_parser::Options { profile, ..lore_parser::Options::default() };
    let (mut entries, mut others) = (Vec::new(), Vec::new());
    for (path, text) in files {
        let path = VaultPath::new(path.as_str()).unwrap();
        if matches!(path.extension(), "md" | "markdown" | "mdx") {
            let note = lore_parser::parse(&path, text, &options).note;
            entries.push(Entry::new(&path, [0; STAMP], &note));
        } else {
            others.push(path);
        }
    }
    let image = build(entries, others, Conventions { profile, ..Conventions::default() }, |_| None)
        .expect("all records")
        .to_vec();
    Graph::open(image.into()).expect("what was built opens")
}

fn vault(files: &[(&str, &str)]) -> Graph {
    let files = files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
    graph(&files, Profile::default())
}

/// Where a link leads, as the table writes it.
fn shown(graph: &Graph, link: LinkView) -> String {
    match link.target {
        Target::Note(note) => graph.path(note).to_owned(),
        Target::Section(section) => {
            format!("{}:{}", graph.path(graph.note_of(section)), graph.line(section))
        }
        Target::File(file) => graph.file_path(file).to_owned(),
        Target::External => "outside".to_owned(),
        Target::Missing(None) => "missing".to_owned(),
        Target::Missing(Some(concept)) => {
            format!("missing {}", graph.concept_name(concept))
        }
        Target::DeadAnchor(note) => format!("{} !heading", graph.path(note)),
        Target::DeadBlock(note) => format!("{} !block", graph.path(note)),
    }
}

/// The targets of the links in `text`, which stands at the end of the note at `path`, with the
/// rules and the numbers of candidates.
fn targets(vault: &Vault, path: &str, text: &str) -> (String, String, Vec<(u32, u32)>) {
    let mut files = vault.files.clone();
    let note = files.entry(path.to_owned()).or_default();
    if !note.is_empty() {
        note.push_str("\n\n");
    }
    note.push_str(text);
    let graph = graph(&files, vault.profile);
    let links: Vec<LinkView> = graph.links_of(graph.note_at(path).unwrap()).collect();
    if links.is_empty() {
        return ("no link".to_owned(), String::new(), Vec::new());
    }
    let targets: Vec<String> = links.iter().map(|&link| shown(&graph, link)).collect();
    let rules: Vec<String> = links.iter().map(|link| format!("{:?}", link.rule)).collect();
    let candidates = links.iter().map(|link| (link.candidates, link.others)).collect();
    (targets.join(", "), rules.join(", "), candidates)
}

/// Files with their names and texts spelled out.
fn spelled_files(vault: &Vault) -> Vault {
    let files = vault.files.iter().map(|(path, text)| (spelled(path), spelled(text))).collect();
    Vault { files, ..*vault }
}

fn check(failures: &mut Vec<String>, example: &Example, vault: &Vault, text: &str) {
    let (targets, rules, found) = targets(vault, &spelled(&example.note), text);
    let count = example.candidates.is_none_or(|count| found.iter().all(|found| found.0 == count))
        && example.others.is_none_or(|count| found.iter().all(|found| found.1 == count));
    if targets != spelled(&example.targets) || rules != example.why || !count {
        failures.push(format!(
            "in {}: {text:?}\n   leads to {targets} by {rules} {found:?}\n     wanted {} by {}",
            example.note, example.targets, example.why
        ));
    }
}

#[test]
fn every_example_leads_where_the_table_says() {
    let (vaults, chapters) = read_data();
    let mut failures = Vec::new();
    for rule in chapters.iter().flat_map(|chapter| &chapter.rules) {
        assert!(!rule.examples.is_empty(), "{} has no example", rule.id);
        let files = spelled_files(&vaults[&rule.vault]);
        for example in &rule.examples {
            check(&mut failures, example, &files, &spelled(&example.written));
        }
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
}

/// The same link elsewhere in a note: it leads to the same place by the same rule.
fn elsewhere(written: &str, in_empty_note: bool) -> Vec<String> {
    let escaped = written.replace("\\|", "|").replace('|', "\\|");
    let mut texts = vec![
        format!("- item {written}\n  - sub"),
        format!("1. [ ] {written}"),
        format!("> quoted\n> {written}"),
        format!("> [!note] Title\n> {written}"),
        format!("before {written}, after"),
        format!("| a | b |\n|---|---|\n| x | {escaped} |"),
        format!("text[^1]\n\n[^1]: {written}"),
        format!("**bold {written} bold**"),
        format!("**Topic:** {written}"),
        format!("see:: {written}"),
    ];
    if written.starts_with('[') {
        texts.push(format!("!{written}"));
    }
    if written.starts_with("[[") && in_empty_note {
        texts.push(format!("---\nup: \"{written}\"\n---\n"));
        texts.push(format!("---\nup:\n  - '{written}'\n---\n"));
        texts.push(format!("+++\nup = \"{written}\"\n+++\n"));
    }
    if !written.starts_with("[[")
        && let Some(destination) = written
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(')'))
            .and_then(|rest| Some(rest.split_once("](")?.1))
            // Those are Logseq's alone: a definition cannot hold them.
            .filter(|destination| {
                !destination.contains('{') && !destination.starts_with(['[', '('])
            })
    {
        texts.push(format!("[text][ref]\n\n[ref]: {destination}"));
        texts.push(format!("[ref]: {destination}\n\n[ref]"));
        texts.push(format!("![ref][]\n\n[Ref]: {destination}"));
        texts.push(format!("[*a* `b`]({destination})"));
    }
    texts
}

#[test]
fn it_does_not_matter_where_in_a_note_a_link_stands() {
    let (vaults, chapters) = read_data();
    let (mut failures, mut tried) = (Vec::new(), 0);
    for rule in chapters.iter().flat_map(|chapter| &chapter.rules) {
        let files = spelled_files(&vaults[&rule.vault]);
        for example in &rule.examples {
            let written = spelled(&example.written);
            if !written.starts_with(['[', '!', '{', '<']) || written.contains('\n') {
                continue;
            }
            let empty = files.files.get(&spelled(&example.note)).is_none_or(String::is_empty);
            for text in elsewhere(&written, empty) {
                tried += 1;
                check(&mut failures, example, &files, &text);
            }
        }
    }
    assert!(tried > 1500, "only {tried}");
    assert!(failures.is_empty(), "{} of {tried} failed\n{}", failures.len(), failures.join("\n"));
}

/// A text as code in a table's cell. Bars, backticks and backslashes end cells and code or join
/// with what follows, so that HTML has to spell them.
fn code(text: &str) -> String {
    if !text.contains(['|', '`', '\\']) {
        return format!("`{text}`");
    }
    let mut html = String::from("<code>");
    for c in text.chars() {
        match c {
            '|' | '`' | '\\' | '[' | ']' | '<' | '>' | '&' | '$' | '*' | '_' | '!' => {
                let _ = write!(html, "&#{};", u32::from(c));
            }
            c => html.push(c),
        }
    }
    html + "</code>"
}

/// A target in words.
fn target_in_words(target: &str) -> String {
    match target {
        "no link" => "no link".to_owned(),
        "outside" => "outside the vault".to_owned(),
        "missing" => "nothing".to_owned(),
        target => {
            if let Some(name) = target.strip_prefix("missing ") {
                format!("nothing yet: the concept {name}")
            } else if let Some(note) = target.strip_suffix(" !heading") {
                format!("{}, which has no such heading", code(note))
            } else if let Some(note) = target.strip_suffix(" !block") {
                format!("{}, which has no such block", code(note))
            } else {
                code(target)
            }
        }
    }
}

fn why_in_words(why: &str) -> &'static str {
    let rule = lore_graph::Rule::ALL.into_iter().find(|rule| format!("{rule:?}") == why);
    rule.unwrap_or_else(|| panic!("{why} is no rule")).describe()
}

/// The part of the page that the table makes.
fn page() -> String {
    let (vaults, chapters) = read_data();
    let mut page = String::new();
    for chapter in &chapters {
        let (number, title) = chapter.title.split_once(' ').unwrap();
        let _ = write!(page, "\n## {number}. {title}\n");
        let mut vault = "";
        for rule in &chapter.rules {
            if rule.vault != vault {
                vault = &rule.vault;
                let _ = write!(
                    page,
                    "\nIn the vault [{vault}](#the-vault-{vault}):\n\n\
                     | | Rule | In | Written | Leads to | Because |\n|---|---|---|---|---|---|\n"
                );
            }
            for (at, example) in rule.examples.iter().enumerate() {
                let (id, words) = if at == 0 { (&*rule.id, &*rule.words) } else { ("", "") };
                let targets: Vec<String> =
                    example.targets.split(", ").map(target_in_words).collect();
                let mut why: Vec<&str> = Vec::new();
                for each in example.why.split(", ").filter(|why| !why.is_empty()) {
                    why.push(why_in_words(each));
                }
                let mut why = why.join("; ");
                if let Some(count) = example.candidates.filter(|&count| count > 1) {
                    let _ = write!(why, " ({count} fit)");
                }
                if let Some(count) = example.others.filter(|&count| count > 0) {
                    let _ = write!(why, " (later rules would find {count} more)");
                }
                let _ = writeln!(
                    page,
                    "| {id} | {words} | {} | {} | {} | {why} |",
                    code(&example.note),
                    code(&example.written),
                    targets.join(", ")
                );
            }
        }
    }
    page.push_str("\n## The vaults\n");
    for (name, Vault { files, .. }) in &vaults {
        let _ = write!(page, "\n### The vault {name}\n\n````text\n");
        for (path, text) in files {
            let _ = writeln!(page, "-- {path} --");
            let text = text.trim_end();
            if !text.is_empty() {
                let _ = writeln!(page, "{text}");
            }
        }
        page.push_str("````\n");
    }
    page
}

#[test]
fn the_page_for_people_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/links.md");
    let text = std::fs::read_to_string(&path).expect("docs/links.md can be read");
    let (introduction, rest) = text.split_once(MARK).expect("docs/links.md has the mark");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{introduction}{MARK}{page}")).expect("it can be written");
    } else {
        assert!(rest == page, "docs/links.md is behind: run this test with UPDATE=1");
    }
}

/// The table of profiles is written by hand, and one was missing in it.
#[test]
fn the_page_for_people_names_every_profile() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/links.md");
    let text = std::fs::read_to_string(&path).expect("docs/links.md can be read");
    let rows = text.lines().skip_while(|line| !line.starts_with("| Profile |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with("| `"));
    let named: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let all: Vec<&str> = Profile::ALL.iter().map(|profile| profile.as_str()).collect();
    assert_eq!(named, all);
}

#[test]
fn every_rule_of_the_resolver_has_an_example() {
    let (_, chapters) = read_data();
    let whys: Vec<&str> = chapters
        .iter()
        .flat_map(|chapter| &chapter.rules)
        .flat_map(|rule| &rule.examples)
        .flat_map(|example| example.why.split(", "))
        .collect();
    for rule in
        ["External", "SameNote", "Relative", "VaultPath", "OwnFolder", "ShortestPath", "Alias"]
            .into_iter()
            .chain(["Title", "Nothing"])
    {
        assert!(whys.iter().filter(|&&why| why == rule).count() >= 2, "{rule}");
    }
}

#[test]
fn a_missing_note_is_a_concept_and_becomes_a_note_without_any_file_changing() {
    let mut files: Files = [
        ("a/one.md", "About [[Raft]]."),
        ("b/two.md", "See [raft](../concepts/Raft.md) and ![[raft#Log]]."),
        ("three.md", "---\nup: \"[[concepts/raft|the algorithm]]\"\n---\n"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    let before = graph(&files, Profile::default());
    let concept = before.concept_named("Raft").expect("a missing note is a concept");
    assert_eq!(before.concept_kinds(concept).word(), "missing");
    assert!(before.links().all(|link| link.target == Target::Missing(Some(concept))));
    let mut by: Vec<&str> = before
        .concept_statements(concept)
        .filter(|statement| statement.how == How::MissingLink)
        .map(|statement| before.path(before.note_of(statement.section)))
        .collect();
    by.dedup();
    assert_eq!(by, ["a/one.md", "b/two.md", "three.md"]);

    files.insert("concepts/Raft.md".to_owned(), "# Raft\n\n## Log\n".to_owned());
    let after = graph(&files, Profile::default());
    let raft = after.note_at("concepts/Raft.md").unwrap();
    assert_eq!(after.backlinks(raft).count(), 4);
    assert!(after.links().all(|link| link.target.is_resolved()));
    assert_eq!(after.concept_kinds(after.concept_named("Raft").unwrap()).word(), "note");
}

#[test]
fn a_resolution_names_every_place_that_fitted() {
    let graph = vault(&[
        ("x.md", "[[Twin]] [t](Twin.md)"),
        ("z/Twin.md", ""),
        ("y/Twin.md", ""),
        ("y/deep/Twin.md", ""),
    ]);
    let from = graph.note_at("x.md").unwrap();
    let path = VaultPath::new("x.md").unwrap();
    let text = "[[Twin]] [t](Twin.md)";
    let note = lore_parser::parse(&path, text, &lore_parser::Options::default()).note;
    for link in &note.links {
        let resolution = graph.names().resolve(from, link);
        assert_eq!((resolution.candidates, resolution.others), (3, 0));
        let places: Vec<&str> = graph
            .names()
            .places_for(from, link)
            .into_iter()
            .map(|(_, place)| graph.place_path(place))
            .collect();
        assert_eq!(places, ["y/Twin.md", "z/Twin.md", "y/deep/Twin.md"], "{:?}", link.kind);
    }
}

/// Where the first link of the first file leads, and by which rule.
fn first(files: &[(&str, &str)]) -> String {
    let graph = vault(files);
    let from = graph.note_at(files[0].0).unwrap();
    let link = graph.links_of(from).next().expect("there is a link");
    format!("{} {:?}", shown(&graph, link), link.rule)
}

#[test]
fn regression_a_note_link_is_not_a_file_without_an_extension() {
    let text = "[[Makefile.md]]";
    assert_eq!(first(&[("x.md", text), ("Makefile", "")]), "missing Makefile Nothing");
    let files = [("x.md", "[m](Makefile.md)"), ("Makefile", "")];
    assert_eq!(first(&files), "missing Makefile Nothing");
}

#[test]
fn regression_a_file_is_not_hidden_by_the_note_about_it() {
    for (text, rule) in [("![[a.pdf]]", "VaultPath"), ("[p](a.pdf)", "Relative")] {
        let files = [("x.md", text), ("a.pdf", ""), ("a.pdf.md", "")];
        assert_eq!(first(&files), format!("a.pdf {rule}"));
    }
}

#[test]
fn regression_a_written_extension_is_not_ignored() {
    for (text, rule) in [("[[a.mdx]]", "VaultPath"), ("[a](a.mdx)", "Relative")] {
        let files = [("x.md", text), ("a.md", ""), ("a.mdx", "")];
        assert_eq!(first(&files), format!("a.mdx {rule}"));
    }
}

#[test]
fn regression_a_name_with_a_colon_is_no_url() {
    let files = [("x.md", "[n](<Note: A.md>)"), ("Note: A.md", "")];
    assert_eq!(first(&files), "Note: A.md Relative");
}

#[test]
fn regression_two_steps_up_may_be_the_root() {
    let files = [("a/b/x.md", "[home](../../)"), ("README.md", "")];
    assert_eq!(first(&files), "README.md Dotted");
    let files = [("a/b/x.md", "[home](../../../)"), ("README.md", "")];
    assert_eq!(first(&files), "missing Nothing");
}

#[test]
fn regression_an_anchor_is_the_repeated_heading_and_not_one_that_reads_alike() {
    let text = "# Step\n\n# Step\n\n# Step 1\n\n";
    assert_eq!(first(&[("x.md", &format!("{text}[s](#step-1)"))]), "x.md:3 SameNote");
    assert_eq!(first(&[("x.md", &format!("{text}[[#Step 1]]"))]), "x.md:5 SameNote");
}

#[test]
fn regression_hugo_references_begin_at_the_page() {
    let near = ("a/sub/p.md", "");
    let files = [("a/x.md", "{{< ref \"sub/p\" >}}"), near, ("sub/p.md", "")];
    assert_eq!(first(&files), "a/sub/p.md Relative");
    let files = [("content/x.md", "{{< ref \"/a/p\" >}}"), ("content/a/p/index.md", "")];
    assert_eq!(first(&files), "content/a/p/index.md SitePath");
}

#[test]
fn regression_paths_are_paths_and_no_aliases() {
    let alias = ("n.md", "---\naliases: [short]\n---\n");
    for text in ["{% post_url short %}", "{% link short %}", "{{< ref \"short\" >}}"] {
        assert_eq!(first(&[("x.md", text), alias]), "missing n Nothing", "{text}");
    }
    assert_eq!(first(&[("x.md", "[[short]]"), alias]), "n.md Alias");
}

#[test]
fn regression_spaces_around_inner_names_do_not_count() {
    for target in ["a/b", "b", " a / b "] {
        let files = [("x.md", &*format!("[[{target}]]")), ("a / b.md", "")];
        assert!(first(&files).starts_with("a / b.md"), "{target}");
    }
}

#[test]
fn regression_the_shortest_path_is_counted_in_characters() {
    let files = [("x.md", "[[n]]"), ("ää/n.md", ""), ("bbb/n.md", "")];
    assert_eq!(first(&files), "ää/n.md ShortestPath");
}

#[test]
fn regression_a_site_of_index_pages_was_looked_through_for_each_link() {
    // Every page bears the same file name, and every link tries it as a folder's own note.
    let mut files = Files::new();
    for at in 0..1000 {
        let path = format!("section/page-{at:04}/index.md");
        files.insert(path, format!("[p](/gone/page-{at}/) [[gone {at}]]"));
    }
    let graph = graph(&files, Profile::default());
    assert!(graph.links().all(|link| matches!(link.target, Target::Missing(_))));
}

// How long it takes where very much is alike is for `cargo xtask eval growth`; that it is right is for
// these.

fn graph_of(files: impl IntoIterator<Item = (String, String)>) -> Graph {
    graph(&files.into_iter().collect(), Profile::default())
}

#[test]
fn each_of_very_many_notes_of_one_name_links_to_itself_first() {
    const NOTES: u32 = 3_000;
    let readme = |nth| (format!("f{nth}/README.md"), format!("[[README]] {nth}"));
    let graph = graph_of((0..NOTES).map(readme));
    for link in graph.links() {
        assert_eq!(link.target, Target::Note(graph.note_of(link.section)));
        assert_eq!((link.rule, link.candidates, link.others), (By::OwnFolder, 1, NOTES - 1));
    }
}

#[test]
fn links_lead_to_each_of_the_headings_and_blocks_of_a_large_note() {
    const PARTS: u32 = 10_000;
    let list: String = (0..PARTS)
        .map(|nth| {
            format!("- [[#Part {nth}]] [[#^b{nth}]] [](#part-{nth}) [[#part {nth}#Notes]]\n")
        })
        .collect();
    let parts = (0..PARTS).map(|nth| format!("# Part {nth}\n\nText. ^b{nth}\n\n## Notes\n\n"));
    let graph = graph_of([("big.md".to_owned(), list + &parts.collect::<String>())]);
    for (nth, link) in (0..).zip(graph.links()) {
        let part = nth / 4 * 2 + 1;
        let section = SectionId(if nth % 4 == 3 { part + 1 } else { part });
        assert_eq!(link.target, Target::Section(section), "{nth}");
    }
    assert_eq!(graph.link_count() as u32, 4 * PARTS);
}

#[test]
fn what_is_kept_of_one_tool_is_not_what_another_finds() {
    let files = (0..70).flat_map(|nth| {
        [format!("d{nth}/a-b.md"), format!("deeper/x{nth}/a b.md")]
            .map(|path| (path, String::new()))
    });
    let graph = graph_of(files.chain([("src.md".to_owned(), "[[a b]]".to_owned())]));
    let from = graph.note_at("src.md").unwrap();
    let path = VaultPath::new("src.md").unwrap();
    let link =
        &lore_parser::parse(&path, "[[a b]]", &lore_parser::Options::default()).note.links[0];
    let first = |profile: Profile| {
        let places = graph.names().as_read_by(profile).places_for(from, link);
        places.first().map(|(_, place)| graph.place_path(*place).to_owned())
    };
    for _ in 0..2 {
        for (profile, wanted) in
            [(Profile::Logseq, "deeper/x0/a b.md"), (Profile::Dendron, "d0/a-b.md")]
        {
            assert_eq!(first(profile).as_deref(), Some(wanted), "{}", profile.as_str());
        }
    }
}

#[test]
fn a_name_that_very_many_bear_is_resolved_like_any_other() {
    // Enough for the look-ups to be kept, of several lengths and kinds.
    let mut files: Vec<(String, String)> = (0..100)
        .map(|nth| (format!("{}f{nth}/Twin.md", "x/".repeat(nth % 3)), String::new()))
        .collect();
    files.push(("f1/Twin.markdown".to_owned(), String::new()));
    files.extend((0..100).map(|nth| (format!("p{nth}/Twin.png"), String::new())));
    files.extend((0..2).map(|nth| (format!("q{nth}/Twin.png.md"), String::new())));
    files.push((
        "f9/Start.md".to_owned(),
        "[[Twin]] [[twin.md]] [[Twin.png]] [[x/f1/Twin]]".to_owned(),
    ));
    let graph = graph_of(files.clone());
    let links: Vec<LinkView> = graph.links().collect();
    let counts = links.iter().map(|link| (link.rule, link.candidates, link.others));
    let counts: Vec<(By, u32, u32)> = counts.collect();
    assert_eq!(counts[0], (By::OwnFolder, 1, 100));
    assert_eq!(counts[1], (By::OwnFolder, 1, 99));
    assert_eq!(counts[2], (By::ShortestPath, 100, 0));
    assert_eq!(counts[3], (By::VaultPath, 1, 0));
    let from = graph.note_at("f9/Start.md").unwrap();
    let path = VaultPath::new("f9/Start.md").unwrap();
    let note = lore_parser::parse(&path, "[[Twin]]", &lore_parser::Options::default()).note;
    for profile in Profile::ALL {
        let places = graph.names().as_read_by(profile).places_for(from, &note.links[0]);
        let paths: Vec<&str> = places.iter().map(|(_, place)| graph.place_path(*place)).collect();
        let mut wanted: Vec<&str> = files
            .iter()
            .map(|(path, _)| path.as_str())
            .filter(|path| path.ends_with("/Twin.md") || path.ends_with("/Twin.markdown"))
            .collect();
        match profile {
            Profile::Obsidian
            | Profile::Zk
            | Profile::Jekyll
            | Profile::Hugo
            | Profile::Docusaurus
            | Profile::Vitepress
            | Profile::Eleventy => {
                wanted.sort_by_key(|path| (*path != "f9/Twin.md", path.len(), *path));
            }
            Profile::Foam => wanted.sort_by_key(|path| (path.to_lowercase(), *path)),
            Profile::Dendron | Profile::Gollum => {
                wanted.sort_by_key(|path| (*path != "f9/Twin.md", path.len(), *path))
            }
            Profile::Logseq => wanted.sort_by_key(|path| (path.len(), *path)),
            Profile::Commonmark => wanted.clear(),
        }
        assert_eq!(paths, wanted, "{}", profile.as_str());
    }
}
