//! The map of the workspace, checked: who may import whom, who owns which library, what
//! ARCHITECTURE.md lists, and habits that no lint knows.
#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// The crates that no user runs.
const DEVELOPERS: [&str; 2] = ["lore-testkit", "xtask"];

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

/// A crate as ARCHITECTURE.md lists it.
struct Listed {
    name: String,
    imports: BTreeSet<String>,
    /// The libraries that it alone uses.
    owns: BTreeSet<String>,
}

fn listed() -> Vec<Listed> {
    let map = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows = map
        .lines()
        .skip_while(|line| *line != "## Crates")
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter(|line| line.starts_with("| `"));
    let words = |cell: &str| -> BTreeSet<String> {
        let words = cell.split(", ").map(|word| word.split(" (").next().unwrap().trim());
        words.filter(|word| *word != "–").map(str::to_owned).collect()
    };
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let imports = words(cells[2]).into_iter().map(|name| match &*name {
            "xtask" => name,
            _ => format!("lore-{name}"),
        });
        Listed {
            name: cells[0].trim().trim_matches('`').to_owned(),
            imports: imports.collect(),
            owns: words(cells[3]),
        }
    })
    .collect()
}

#[test]
fn the_map_lists_the_members_and_imports_point_one_way() {
    let metadata = metadata();
    let members = members(&metadata);
    let listed = listed();
    assert_eq!(listed.iter().map(|each| &*each.name).collect::<BTreeSet<_>>(), members);
    for package in metadata.workspace_packages() {
        let Some(row) = listed.iter().find(|each| package.name.as_str() == each.name) else {
            continue;
        };
        let imports = dependencies(package).filter(|import| members.contains(import));
        let imports: BTreeSet<String> = imports.map(str::to_owned).collect();
        assert_eq!(imports, row.imports, "{}", package.name);
    }
}

/// The developers' crates have a command line of their own, and hold libraries against the engine: they
/// may use what a crate of the program owns, and own what no other crate uses.
#[test]
fn the_map_lists_each_library_that_one_crate_owns() {
    let metadata = metadata();
    let members = members(&metadata);
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in metadata.workspace_packages() {
        for library in dependencies(package).filter(|library| !members.contains(library)) {
            users.entry(library).or_default().push(&package.name);
        }
    }
    let is_for_developers = |name: &str| DEVELOPERS.contains(&name);
    for row in listed() {
        let is_owned = |users: &[&str]| {
            let rivals = users.iter().filter(|user| {
                **user != row.name && (is_for_developers(&row.name) || !is_for_developers(user))
            });
            users.contains(&&*row.name) && rivals.count() == 0
        };
        let owned = users.iter().filter(|(_, users)| is_owned(users));
        let owned: BTreeSet<String> = owned.map(|(library, _)| (*library).to_owned()).collect();
        assert_eq!(owned, row.owns, "{}", row.name);
    }
}

/// What a crate alone owns, no other crate of the program uses in its tests either: they would hold the engine
/// against itself.
#[test]
fn tests_leave_owned_libraries_to_their_owners() {
    let metadata = metadata();
    let listed = listed();
    let (mut of_tests, mut found) = (0, Vec::new());
    for package in metadata.workspace_packages() {
        if DEVELOPERS.contains(&package.name.as_str()) {
            continue;
        }
        let of_this = package.dependencies.iter();
        for each in of_this.filter(|each| each.kind == DependencyKind::Development) {
            of_tests += 1;
            let owner = listed.iter().find(|row| row.owns.contains(&each.name));
            if let Some(owner) = owner.filter(|row| package.name.as_str() != row.name) {
                found.push(format!("{} tests with {} of {}", package.name, each.name, owner.name));
            }
        }
    }
    assert!(of_tests > 5, "{of_tests}");
    assert!(found.is_empty(), "{found:#?}");
}

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
    let found = offenders(|_, line| error_is_string(line.split("//").next().unwrap_or_default()));
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

/// What opens a file to be read, or lists a folder.
const READS: [&str; 8] = [
    "fs::read", "File::open", "fs::File", "fs::open", "openat", ".read_dir(", "ReadDir",
    "WalkBuilder::new",
];

/// What changes a file or folder, or opens a file so that it can be changed.
const WRITES: [&str; 28] = [
    "fs::write(", "File::create", "File::options", "OpenOptions", "DirBuilder", "fs::rename(",
    "fs::remove", "fs::create_dir", "fs::copy(", "fs::hard_link(", "fs::soft_link(",
    "fs::symlink(", "fs::set_permissions(", ".set_len(", ".set_permissions(", ".set_modified(",
    ".set_times(", "OFlags::WRONLY", "OFlags::RDWR", "OFlags::CREATE", "OFlags::TRUNC",
    "OFlags::APPEND", "unlinkat(", "fs::unlink(", "renameat", "mkdirat(", "fs::mkdir(",
    "ftruncate(",
];

/// What opens and writes files under whatever name it is imported.
const FILES: [&str; 5] = ["std::fs", "std::{fs", ", fs::", "::fs as", "rustix::fs"];

/// The lines of some crates, without their tests, that hold one of these calls.
fn calls(crates: &[&str], calls: &[&str]) -> Vec<String> {
    let folders: Vec<PathBuf> =
        crates.iter().map(|name| Path::new("crates").join(name).join("src")).collect();
    let mut found = Vec::new();
    for (path, text) in sources() {
        let is_test = path.ends_with("tests.rs") || path.iter().any(|part| part == "tests");
        if is_test || !folders.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = code.lines().map(|line| line.split("//").next().unwrap_or_default());
        let code = code.filter(|line| calls.iter().any(|call| line.contains(call)));
        found.extend(code.map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    found
}

/// The calls below are found by how they are written, and a name of one's own would hide them.
#[test]
fn only_vault_and_index_name_what_handles_files() {
    let others = ["lore-core", "lore-parser", "lore-graph", "lore-engine", "lore"];
    assert_eq!(calls(&others, &FILES), <[String; 0]>::default());
    assert!(!calls(&["lore-vault"], &FILES).is_empty());
    for line in ["use std::fs as f;", "use std::{fs, io};", "use std::{io, fs::File};"] {
        assert!(FILES.iter().any(|name| line.contains(name)), "{line}");
    }
}

#[test]
fn only_the_index_writes() {
    let others = ["lore-core", "lore-parser", "lore-vault", "lore-graph", "lore-engine", "lore"];
    assert_eq!(calls(&others, &WRITES), <[String; 0]>::default());
    assert!(!calls(&["lore-index"], &WRITES).is_empty());
}

#[test]
fn only_vault_and_index_open_files() {
    let others = ["lore-core", "lore-parser", "lore-graph", "lore-engine", "lore"];
    assert_eq!(calls(&others, &READS), <[String; 0]>::default());
    assert!(!calls(&["lore-vault"], &READS).is_empty());
}

/// What writes to a stream that somebody may look at, or asks for one.
const PRINTS: [&str; 13] = [
    "print!(", "println!(", "dbg!(", "io::stdout", "io::stderr", "stdout()", "stderr()",
    "/dev/stdout", "/dev/stderr", "/dev/fd", "/dev/tty", "libc::write(", "from_raw_fd(",
];

/// What reaches the streams past the screen, all of it without a word of the vault, and why.
const PAST_THE_SCREEN: [&str; 3] = [
    // The completion script, which clap writes.
    "crates/lore/src/commands/mod.rs: let mut stdout = std::io::stdout();",
    // Nothing is written: it tells when nobody reads any more.
    "crates/lore/src/commands/watch.rs: let started = Watcher::start(options, Until::unread(std::io::stdout()));",
    // Numbers of notes and times.
    "crates/lore/src/progress_bar.rs: bar.set_draw_target(ProgressDrawTarget::stderr());",
];

#[test]
fn every_text_reaches_the_terminal_through_the_screen() {
    let all = [
        "lore-core", "lore-parser", "lore-vault", "lore-graph", "lore-index", "lore-engine", "lore",
    ];
    let (screen, mut others): (Vec<String>, Vec<String>) = calls(&all, &PRINTS)
        .into_iter()
        .partition(|line| line.starts_with("crates/lore/src/screen.rs: "));
    others.sort();
    assert_eq!(others, PAST_THE_SCREEN);
    assert!(!screen.is_empty());
}

#[test]
fn json_is_made_in_one_file() {
    let found = calls(&["lore"], &["serde_json::", "serde_json}"]);
    let elsewhere = found.iter().filter(|line| !line.starts_with("crates/lore/src/json.rs: "));
    assert_eq!(elsewhere.collect::<Vec<_>>(), <[&String; 0]>::default());
    assert!(!found.is_empty());
}

#[test]
fn whatever_prints_is_found() {
    for line in [
        "println!(\"{title}\");",
        "eprint!(\"{title}\");",
        "dbg!(title);",
        "let mut out = std::io::stdout().lock();",
        "use std::io::stderr;",
        "writeln!(stdout(), \"{title}\")?;",
        "File::create(\"/dev/tty\")",
    ] {
        assert!(PRINTS.iter().any(|call| line.contains(call)), "{line}");
    }
}

#[test]
fn only_main_ends_the_process() {
    // The last two are how clap ends it; developers' programs may be ended so.
    let calls = [["process", "exit("], ["", "parse_from("], ["Cli", "parse("]];
    let mut calls: Vec<String> = calls.iter().map(|call| call.join("::")).collect();
    calls.push([".exit", "()"].concat());
    let found = offenders(|path, line| {
        let code = line.split("//").next().unwrap_or_default();
        let is_for_developers = DEVELOPERS.iter().any(|name| path.iter().any(|part| part == *name));
        let calls = if is_for_developers { &calls[..1] } else { &calls[..] };
        calls.iter().any(|call| code.contains(call))
    });
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
