//! The map of the workspace, checked: who may import whom, who owns which library, what
//! ARCHITECTURE.md lists, and habits that no lint knows.
#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Each crate with those of the workspace that it may import. What is not here may not be.
const IMPORTS: [(&str, &[&str]); 9] = [
    ("lore-core", &[]),
    ("lore-parser", &["lore-core"]),
    ("lore-vault", &["lore-core"]),
    ("lore-graph", &["lore-core"]),
    ("lore-index", &["lore-core"]),
    ("lore-engine", &["lore-core", "lore-parser", "lore-vault", "lore-graph", "lore-index"]),
    ("lore", &["lore-core", "lore-engine"]),
    ("lore-testkit", &["lore-core"]),
    ("xtask", &["lore-engine", "lore-index", "lore-testkit"]),
];

/// The libraries that do the heavy work, each with the one crate that knows it. The developers' crate
/// has a command line of its own, and holds the parser against the library alone.
const OWNERS: [(&str, &[&str]); 6] = [
    ("pulldown-cmark", &["lore-parser", "xtask"]),
    ("serde-saphyr", &["lore-parser"]),
    ("ignore", &["lore-vault"]),
    ("tantivy", &["lore-index"]),
    ("rayon", &["lore-engine"]),
    ("clap", &["lore", "xtask"]),
];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(repository().join("Cargo.toml")).no_deps();
    command.other_options(["--offline".to_owned()]);
    command.exec().unwrap()
}

fn members(metadata: &Metadata) -> BTreeSet<&str> {
    metadata.workspace_packages().into_iter().map(|package| package.name.as_str()).collect()
}

/// What a package needs to be built, which leaves out what only its tests need.
fn dependencies(package: &Package) -> impl Iterator<Item = &str> {
    let dependencies = package.dependencies.iter();
    dependencies
        .filter(|each| each.kind != DependencyKind::Development)
        .map(|each| each.name.as_str())
}

#[test]
fn imports_point_one_way() {
    let metadata = metadata();
    let members = members(&metadata);
    assert_eq!(members, IMPORTS.iter().map(|(name, _)| *name).collect());
    for package in metadata.workspace_packages() {
        let (_, allowed) = IMPORTS.iter().find(|(name, _)| package.name == *name).unwrap();
        for import in dependencies(package).filter(|import| members.contains(import)) {
            assert!(allowed.contains(&import), "{} must not import {import}", package.name);
        }
    }
}

#[test]
fn each_library_has_one_owner() {
    let metadata = metadata();
    for (library, owners) in OWNERS {
        let packages = metadata.workspace_packages().into_iter();
        let users: BTreeSet<&str> = packages
            .filter(|package| dependencies(package).any(|import| import == library))
            .map(|package| package.name.as_str())
            .collect();
        assert_eq!(users, owners.iter().copied().collect(), "{library}");
    }
}

/// The owners' test dependencies may not be a way around.
#[test]
fn versions_are_named_once() {
    for package in metadata().workspace_packages() {
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        for line in manifest.lines().skip_while(|line| *line != "[dependencies]") {
            let versioned =
                line.contains(" = \"") && line.starts_with(|c: char| c.is_ascii_lowercase());
            let is_target =
                ["name", "path"].iter().any(|key| line.starts_with(&format!("{key} =")));
            assert!(
                !versioned || is_target,
                "{}: {line}: versions stand in the root",
                package.name
            );
        }
    }
}

#[test]
fn the_map_lists_exactly_the_members() {
    let map = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut listed: Vec<&str> = map
        .lines()
        .skip_while(|line| *line != "## Crates")
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, members(&metadata()).into_iter().collect::<Vec<_>>());
}

/// Every Rust file of the repository with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders = vec![repository().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path.strip_prefix(repository()).unwrap().to_owned(), text));
            }
        }
    }
    assert!(sources.len() > 50, "{} files", sources.len());
    sources
}

/// The files with a line that is wrong, and the line.
fn offenders(wrong: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let sources = sources();
    let lines = sources.iter().flat_map(|(path, text)| {
        text.lines().enumerate().map(move |(number, line)| (path, number + 1, line))
    });
    lines
        .filter(|(path, _, line)| wrong(path, line))
        .map(|(path, number, line)| format!("{}:{number}: {}", path.display(), line.trim()))
        .collect()
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for (path, text) in sources() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 10, "{}: {first}", path.display());
    }
}

#[test]
fn errors_have_types() {
    // Written so that this line is none of them.
    let stringly = ["Result<_, String", ", String>"];
    let found = offenders(|_, line| {
        let code = line.split("//").next().unwrap_or_default();
        code.contains("Result<") && code.contains(stringly[1]) && error_is_string(code)
    });
    // Tests may say in words what is wrong.
    let found: Vec<&String> = found.iter().filter(|line| !line.starts_with("tests/")).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Whether a `Result<…, String>` stands in a line, and not a map or tuple that ends so within it.
fn error_is_string(code: &str) -> bool {
    code.match_indices("Result<").any(|(at, _)| {
        let mut depth = 0;
        let inside = &code[at + "Result".len()..];
        let end = inside.char_indices().find(|&(place, c)| {
            match c {
                '<' | '(' | '[' => depth += 1,
                '>' if inside[..place].ends_with('-') => {}
                '>' | ')' | ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some((end, _)) = end else { return false };
        let mut depth = 0;
        let parameters = &inside[1..end];
        let comma = parameters.char_indices().filter(|&(_, c)| {
            match c {
                '<' | '(' | '[' => depth += 1,
                '>' | ')' | ']' => depth -= 1,
                _ => {}
            }
            c == ',' && depth == 0
        });
        comma.last().is_some_and(|(at, _)| parameters[at + 1..].trim() == "String")
    })
}

#[test]
fn only_main_ends_the_process() {
    let call = ["process", "exit("].join("::");
    let found = offenders(|_, line| line.split("//").next().unwrap_or_default().contains(&call));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_results_of_strings_are_found() {
    for wrong in [
        "fn f() -> Result<(), String> {",
        "x: Result<Vec<u8>, String>;",
        "Option<Result<(A, B), String>>",
    ] {
        assert!(error_is_string(wrong), "{wrong}");
    }
    for right in [
        "Result<(u8, String)>",
        "Result<HashMap<A, String>, Error>",
        "Result<String>",
        "io::Result<(A, String), E>",
    ] {
        assert!(!error_is_string(right), "{right}");
    }
}
