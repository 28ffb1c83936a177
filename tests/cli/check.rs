//! `lore check`: every code and format, what is suggested, and what is not reported. Leaves out where each
//! way to write a link leads, which is the table of `lore-graph`.

use serde_json::json;

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[&["check"], &["check", "--hints"]]));
}

#[test]
fn sample_json() {
    assert_session!(TestEnvironment::sample().session(&[&["check", "--json"]]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["check", "--hints"]]));
}

#[test]
fn handbook() {
    assert_session!(TestEnvironment::new(HANDBOOK).session(&[&["check", "--hints"]]));
}

#[test]
fn garden() {
    assert_session!(TestEnvironment::new(GARDEN).session(&[&["check", "--hints"]]));
}

#[test]
fn clean() {
    let env = TestEnvironment::new("-- a.md --\n[[b]]\n-- b.md --\n");
    assert_session!(env.session(&[&["check"], &["check", "--json"]]));
}

/// One note for each code that a text alone can bring about.
const EVERY_CODE: &str = "\
-- dead-link.md --
x [[no such note]]
-- dead-anchor.md --
x [[target#no such heading]]
-- dead-block.md --
x [[target#^nosuch]]
-- dead-attachment.md --
x ![[nothing.png]]
-- ambiguous-link.md --
x [[twin]]
-- case-mismatch.md --
x [to](TARGET.md)
-- bad-frontmatter.md --
---
a: [1
---
-- missing-reference.md --
x [text][nobody] defines
-- unused-reference.md --
[nothing]: https://example.org
-- unlinked-mention.md --
The red panda sleeps.
-- target.md --
# Heading
-- red panda.md --
-- one/twin.md --
-- two/twin.md --
";

#[test]
fn every_code_is_found_where_it_is() {
    let env = TestEnvironment::new(EVERY_CODE);
    env.vault().write("invalid-utf8.md", b"caf\xe9\n");
    env.vault().write("binary-file.md", b"\x00\x01\x02\x00");
    let answer = env.json_despite_warnings(&["check", "--hints"]);
    let problems = list(&answer, "problems");
    for problem in problems {
        let (code, path) = (text(problem, "code"), text(problem, "path"));
        let is_twin = code == "duplicate-name" && path.ends_with("/twin.md");
        assert!(is_twin || path == format!("{code}.md"), "{problem:#}");
        assert!(!text(problem, "message").is_empty());
    }
    let mut codes = column(problems, "code");
    codes.sort_unstable();
    codes.dedup();
    let expected = [
        "ambiguous-link", "bad-frontmatter", "binary-file", "case-mismatch", "dead-anchor",
        "dead-attachment", "dead-block", "dead-link", "duplicate-name", "invalid-utf8",
        "missing-reference", "unlinked-mention", "unused-reference",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn json_keeps_the_contract_and_every_code_is_in_the_help() {
    let env = TestEnvironment::sample();
    let answer = env.json(&["check", "--hints"]);
    assert_shape(
        &answer,
        &json!({"problems": [{
            "code": "", "severity": "", "path": "", "line": 0, "column": 0, "message": "",
            "suggestion?": "",
        }], "more": 0, "notes": 0, "ignored": 0}),
    );
    let help = env.lore(&["help", "check"]).expect(0).stdout;
    assert!(!list(&answer, "problems").is_empty());
    for problem in list(&answer, "problems") {
        let (code, severity) = (text(problem, "code"), text(problem, "severity"));
        let documented = |line: &str| line.contains(code) && line.contains(severity);
        assert!(
            help.lines().any(documented) || (severity == "hint" && help.contains(code)),
            "{code}"
        );
        assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()));
        let line = line_of(env.vault(), text(problem, "path"), &problem["line"]);
        let column = problem["column"].as_u64().unwrap();
        assert!((1..=line.chars().count() as u64 + 1).contains(&column), "{problem:#}");
    }
}

#[test]
fn hints_alone_are_no_problems() {
    let env = TestEnvironment::new("-- red panda.md --\n-- a.md --\nA red panda.\n");
    env.lore(&["check"]).expect(0);
    let run = env.lore(&["check", "--hints"]).expect(0);
    assert!(run.stdout.contains("unlinked-mention"), "{run:#?}");
    env.vault().write("b.md", "[[nowhere]]");
    env.lore(&["check"]).expect(1);
}

/// Notes and files that dead links can have meant.
const MEANT: &str = "\
-- notes/Log-structured merge tree.md --
---
aliases: [LSM, Tall tree]
---
# Levels

## What's new? (2024)

## Levels

A claim. ^the-claim
-- notes/Tall grass.md --
---
aliases: Tall tree
---
-- notes/2023-06-01 Matcha.md --
-- notes/SQL (Structured Query Language).md --
-- notes/deep/Kafka.md --
-- notes/Week 5.md --
-- one/Compaction.md --
-- two/Compaction.md --
-- img/old chart (1).png --
-- img/logo.svg --
-- img/scan.pdf --
";

/// What stands between `⟦` and `⟧` in a note is replaced by the first suggestion, which must then
/// be right.
#[test]
fn suggestions_say_what_to_write_and_are_right() {
    for (path, written, code, suggestion) in [
        // Other spellings, titles and aliases of a name.
        ("x.md", "⟦[[Log structured merge trees]]⟧", "dead-link", "[[Log-structured merge tree]]"),
        ("x.md", "[t](⟦LSM.md⟧)", "dead-link", "notes/Log-structured%20merge%20tree.md"),
        ("a/x.md", "[t](⟦lsm⟧)", "dead-link", "../notes/Log-structured%20merge%20tree"),
        ("x.md", "[t](⟦/LSM.md⟧)", "dead-link", "/notes/Log-structured%20merge%20tree.md"),
        (
            "x.md",
            "[t][id]\n\n[id]: ⟦LSM.md⟧",
            "dead-link",
            "notes/Log-structured%20merge%20tree.md",
        ),
        ("x.md", "⟦[[Tall tree]]⟧", "dead-link", "[[Log-structured merge tree]]"),
        // The same name elsewhere; a part is kept if it is there.
        ("x.md", "⟦[[old/Kafka]]⟧", "dead-link", "[[Kafka]]"),
        ("x.md", "⟦[[a/LSM#Levels]]⟧", "dead-link", "[[Log-structured merge tree#Levels]]"),
        ("x.md", "⟦[[a/LSM#Gone]]⟧", "dead-link", "[[Log-structured merge tree]]"),
        ("notes/x.md", "[t](⟦Kafka.txt⟧)", "dead-attachment", "deep/Kafka.md"),
        // Dates in front, brackets behind.
        ("x.md", "⟦[[Matcha]]⟧", "dead-link", "[[2023-06-01 Matcha]]"),
        (
            "x.md",
            "⟦[[Structured Query Language]]⟧",
            "dead-link",
            "[[SQL (Structured Query Language)]]",
        ),
        ("x.md", "⟦[[Kafka (software)]]⟧", "dead-link", "[[Kafka]]"),
        // Slips.
        ("x.md", "⟦[[Kakfa]]⟧", "dead-link", "[[Kafka]]"),
        ("x.md", "⟦![[Log-structred merge tree]]⟧", "dead-link", "![[Log-structured merge tree]]"),
        // URLs.
        ("x.md", "[t](⟦www.example.org/a#b⟧)", "dead-link", "https://www.example.org/a#b"),
        ("x.md", "[t](⟦ada@example.org⟧)", "dead-link", "mailto:ada@example.org"),
        ("x.md", "⟦[[https://example.org]]⟧", "dead-link", "<https://example.org>"),
        // Files.
        (
            "a/x.md",
            "![c](<⟦../old chart (1).png⟧>)",
            "dead-attachment",
            "../img/old%20chart%20%281%29.png",
        ),
        ("x.md", "⟦![[assets/logo.svg]]⟧", "dead-attachment", "![[logo.svg]]"),
        ("x.md", "![](⟦img/logo.png⟧)", "dead-attachment", "img/logo.svg"),
        ("x.md", "⟦![[img/lgoo.svg]]⟧", "dead-attachment", "![[logo.svg]]"),
        ("x.md", "⟦[[scan]]⟧", "dead-link", "[[scan.pdf]]"),
        // Headings and blocks.
        ("x.md", "⟦[[LSM#Level]]⟧", "dead-anchor", "[[LSM#Levels]]"),
        ("x.md", "⟦[[LSM#whats new]]⟧", "dead-anchor", "[[LSM#What's new? (2024)]]"),
        ("notes/x.md", "[t](⟦deep/../2023-06-01%20Matcha.md#gone⟧)", "dead-anchor", ""),
        ("x.md", "# Own heading\n\n[t](⟦#own-headings⟧)", "dead-anchor", "#own-heading"),
        ("x.md", "⟦[[LSM#^the-clam]]⟧", "dead-block", "[[LSM#^the-claim]]"),
        // Several that fit.
        ("x.md", "⟦[[Compaction]]⟧", "ambiguous-link", "[[one/Compaction]]"),
        ("x.md", "⟦![[Compaction]]⟧", "ambiguous-link", "![[one/Compaction]]"),
        // Nothing is near enough.
        ("x.md", "⟦[[Week 6]]⟧", "dead-link", ""),
        ("x.md", "⟦[[Kofka]]⟧", "dead-link", ""),
        ("x.md", "⟦![[scan.png]]⟧", "dead-attachment", ""),
        ("x.md", "⟦[[LSM#Something else]]⟧", "dead-anchor", ""),
        ("x.md", "⟦[[LSM#^other]]⟧", "dead-block", ""),
    ] {
        let env = TestEnvironment::new(MEANT);
        let (before, rest) = written.split_once('⟦').unwrap();
        let (replaced, after) = rest.split_once('⟧').unwrap();
        env.vault().write(path, format!("{before}{replaced}{after}\n"));
        let answer = env.json(&["check", path]);
        let problems = list(&answer, "problems");
        assert_eq!(column(problems, "code"), [code], "{written}: {answer:#}");
        let suggested = problems[0]["suggestion"].as_str().unwrap_or_default();
        assert_eq!(suggested, suggestion, "{written}: {answer:#}");
        if !suggestion.is_empty() {
            env.vault().write(path, format!("{before}{suggestion}{after}\n"));
            let run = env.lore(&["check", path]);
            assert_eq!(run.code(), 0, "{written} as {suggestion}: {run:#?}");
        }
    }
}

#[test]
fn all_candidates_are_suggested() {
    let env = TestEnvironment::new(MEANT);
    env.vault().write("x.md", "[[Compaction]] and [[Tall tree]]\n");
    let answer = env.json(&["check"]);
    let problems = list(&answer, "problems");
    assert_eq!(
        problems[0]["suggestions"],
        json!(["[[one/Compaction]]", "[[two/Compaction]]"]),
        "{answer:#}"
    );
    assert_eq!(
        problems[1]["suggestions"],
        json!(["[[Log-structured merge tree]]", "[[Tall grass]]"]),
        "{answer:#}"
    );
}

#[test]
fn what_is_no_mistake_is_not_reported() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[files]\nignore = [\"drafts/\"]\n-- drafts/idea.md --\n-- .hidden/a.png --\n\
         -- folder/deep/b.md --\n-- note.md --\n# Note\n",
    );
    std::os::unix::fs::symlink("/nowhere", env.vault().path("link.png")).unwrap();
    for written in [
        // Templates.
        "[[{{title}}]]",
        "[t](<{{ url }}>)",
        "[[<% tp.date.now() %>]]",
        "[[<plugin-id>]]",
        "[t](...)",
        "[[note#{{heading}}]]",
        // Comments and code.
        "%%[[nowhere]]%%",
        "%%\n![[nowhere#x]] and [t](nowhere.md)\n%%",
        "<!-- [[nowhere]] -->",
        "`[[nowhere]]`",
        // URLs of all kinds.
        "[m](mailto:ada@example.org) [t](tel:1) [f](file:///etc/passwd) [o](obsidian://open?vault=x)",
        // What is there without being in the vault.
        "[d](drafts/idea.md) [d](drafts/idea) [[drafts/idea]]",
        "![](.hidden/a.png) ![[.hidden/a.png]] ![](link.png)",
        "[f](folder) [f](folder/) [f](folder/deep) [f](/folder) [f](./folder/deep/)",
        // Places that viewers make.
        "[t](#top) [t](#) [t](note.md#L10-L12) [t](note.md#:~:text=x) [t](#fn1)",
        // Sizes.
        "![[link.png|100]] ![a|100x20](link.png)",
    ] {
        env.vault().write("x.md", format!("{written}\n"));
        let run = env.lore(&["check"]);
        assert_eq!(run.code(), 0, "{written}: {run:#?}");
    }
    // The same in a form that is one.
    for written in
        ["[[folder]]", "[t](folder/c)", "[t](note.md#L10-x)", "50%% [[nowhere]]", "[[drafts]]"]
    {
        env.vault().write("x.md", format!("{written}\n"));
        let run = env.lore(&["check"]);
        assert_eq!(run.code(), 1, "{written}: {run:#?}");
    }
}

#[test]
fn pages_of_a_site_have_addresses_of_their_own() {
    let text =
        "[a](/2023/white-tea/) [b](../b/) [c](/about.html) ![d](/images/d.png) ![e](/gone.png)\n";
    for marker in ["_config.yml", "hugo.toml"] {
        let env = TestEnvironment::new("-- static/images/d.png --\n");
        env.vault().write("posts/x.md", text);
        let plain = env.json(&["check"]);
        assert!(list(&plain, "problems").len() > 2, "{plain:#}");
        env.vault().write(marker, "");
        let site = env.json(&["check"]);
        assert_eq!(column(list(&site, "problems"), "message"), ["no file is at “/gone.png”"]);
    }
}

#[test]
fn links_out_of_the_vault_are_not_followed() {
    let env = TestEnvironment::new("-- repo/docs/a.md --\n[l](../LICENSE) [r](../../x.md)\n");
    let check = || env.json(&["--vault", "repo/docs", "check"]);
    let messages = |answer: &serde_json::Value| -> Vec<String> {
        column(list(answer, "problems"), "message").into_iter().map(str::to_owned).collect()
    };
    let out = |target: &str| format!("“{target}” leads out of the vault");
    assert_eq!(messages(&check()), [out("../LICENSE"), out("../../x.md")]);
    // Where the vault is a folder of a repository, the rest of it may be meant.
    env.vault().make_folder("repo/.git");
    assert_eq!(messages(&check()), [out("../../x.md")]);
}

/// A vault below the root of a repository, with names that no format takes as they are.
const REPOSITORY: &str = "\
-- .git/HEAD --
-- the docs/50%, a: b.md --
Twice [[no%where: x, y]] and [[no%where: x, y]].
-- the docs/ünï.md --
Ünï [[50%, a: b#Gone]] and [50](<50%25, A: b.md>).
-- the docs/broken.md --
---
a: [1
---
";

#[test]
fn github() {
    let env = TestEnvironment::new(REPOSITORY);
    let vault = ["--vault", "the docs", "check"];
    let check = [&vault[..], &["--hints", "--format", "github"]].concat();
    assert_session!(env.session(&[&check]));
}

#[test]
fn sarif() {
    let env = TestEnvironment::new(REPOSITORY);
    let run = env.lore(&["--vault", "the docs", "check", "--hints", "--format=sarif"]).expect(1);
    assert_eq!(run.stdout.matches('\n').count(), 1);
    let mut log: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let driver = &mut log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["version"].take(), env!("CARGO_PKG_VERSION"));
    let rules = driver["rules"].take();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let mut fingerprints = Vec::new();
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        fingerprints.push(result["partialFingerprints"]["primaryLocationLineHash"].to_string());
    }
    fingerprints.sort_unstable();
    let all = fingerprints.len();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all, "two alerts would be one");
    assert_session!(format!("{log:#}"));
}

#[test]
fn fingerprints_stay_where_lines_move() {
    let env = TestEnvironment::new("-- a.md --\n[[x]]\n\n[[y]]\n");
    let fingerprints = || {
        let run = env.lore(&["check", "--format", "sarif"]).expect(1);
        let log: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .into_iter()
            .map(|result| result["partialFingerprints"].to_string())
            .collect::<Vec<_>>()
    };
    let before = fingerprints();
    env.vault().write("a.md", "new line\n\n[[x]]\n\n[[y]]\n");
    assert_eq!(fingerprints(), before);
}

#[test]
fn every_format_has_the_same_exit_status() {
    let clean = TestEnvironment::new("-- a.md --\n");
    let dead = TestEnvironment::new("-- a.md --\n[[x]]\n");
    for format in ["text", "json", "github", "sarif"] {
        clean.lore(&["check", "--format", format]).expect(0);
        dead.lore(&["check", "--format", format]).expect(1);
        let run = dead.lore(&["check", "no such note", "--format", format]).expect(2);
        assert!(run.stdout.is_empty(), "{run:#?}");
        let run = dead.lore(&["check", "--json", "--format", format]);
        assert_eq!(run.code(), if format == "json" { 1 } else { 2 }, "{run:#?}");
    }
    assert_eq!(
        dead.lore(&["check", "--json"]).stdout,
        dead.lore(&["check", "--format", "json"]).stdout
    );
    dead.lore(&["check", "--format", "xml"]).expect(2);
}

/// A vault with one problem in each note.
const PROBLEMS: &str = "\
-- a.md --
[[nowhere]]
-- drafts/b.md --
[[nowhere]]
-- drafts/deep/c.md --
[[nowhere]]
-- d.md --
[[a#gone]]
-- e.md --
[[TODO later]]
-- drafts/f.png --
";

/// The notes in which problems are found.
fn notes_with_problems(env: &TestEnvironment, arguments: &[&str]) -> Vec<String> {
    let answer = env.json(&[&["check"], arguments].concat());
    column(list(&answer, "problems"), "path").into_iter().map(str::to_owned).collect()
}

#[test]
fn settings_say_what_is_not_reported() {
    for (settings, reported, ignored) in [
        ("", &["a.md", "d.md", "drafts/b.md", "drafts/deep/c.md", "e.md"][..], 0),
        ("ignore = [\"drafts/\"]", &["a.md", "d.md", "e.md"], 0),
        ("ignore = [\"drafts/*.md\"]", &["a.md", "d.md", "drafts/deep/c.md", "e.md"], 0),
        ("ignore = [\"*.md\", \"!a.md\"]", &["a.md"], 0),
        ("ignore-targets = [\"TODO*\"]", &["a.md", "d.md", "drafts/b.md", "drafts/deep/c.md"], 1),
        ("ignore-targets = [\"nowhere\"]", &["d.md", "e.md"], 3),
        ("ignore-targets = [\"a#gone\"]", &["a.md", "drafts/b.md", "drafts/deep/c.md", "e.md"], 1),
        ("off = [\"dead-link\"]", &["d.md"], 4),
        ("off = [\"dead-link\", \"dead-anchor\"]", &[], 5),
    ] {
        let env = TestEnvironment::new(PROBLEMS);
        env.vault().write("lore.toml", format!("[check]\n{settings}\n"));
        assert_eq!(notes_with_problems(&env, &[]), reported, "{settings}");
        assert_eq!(env.json(&["check"])["ignored"], ignored, "{settings}");
    }
}

#[test]
fn the_summary_says_what_was_left_out() {
    let env = TestEnvironment::new(PROBLEMS);
    env.vault().write(
        "lore.toml",
        "[check]\nignore = [\"deep/\"]\nignore-targets = [\"TODO*\"]\noff = [\"dead-lnk\"]\n",
    );
    assert_session!(env.session(&[&["check"], &["check", "e.md"]]));
}

#[test]
fn paths_say_what_is_checked() {
    let env = TestEnvironment::new(PROBLEMS);
    let all = ["a.md", "d.md", "drafts/b.md", "drafts/deep/c.md", "e.md"];
    let absolute = env.vault().path("drafts/deep");
    for (paths, checked) in [
        (&["."][..], &all[..]),
        (&["a.md"], &["a.md"]),
        (&["./a.md"], &["a.md"]),
        (&["drafts"], &["drafts/b.md", "drafts/deep/c.md"]),
        (&["drafts/", "drafts/b.md", "d.md"], &["d.md", "drafts/b.md", "drafts/deep/c.md"]),
        (&["drafts/../drafts/deep"], &["drafts/deep/c.md"]),
        (&[absolute.to_str().unwrap()], &["drafts/deep/c.md"]),
        // A file that is no note has no problems; hooks pass all that changed.
        (&["drafts/f.png"], &[]),
    ] {
        assert_eq!(notes_with_problems(&env, paths), checked, "{paths:?}");
    }
    // From within a folder, as shells complete them; else from the vault's root.
    for (path, checked) in [("b.md", "drafts/b.md"), ("../a.md", "a.md"), ("a.md", "a.md")] {
        let mut command = env.lore_command(&["--vault", "..", "check", "--json", path]);
        command.current_dir(env.vault().path("drafts"));
        let run = crate::common::run(command).expect(1);
        assert!(run.stdout.contains(&format!("\"path\":\"{checked}\"")), "{path}: {run:#?}");
    }
    // The settings hold for notes that are named, too.
    env.vault().write("lore.toml", "[check]\nignore = [\"drafts/\"]\n");
    assert!(notes_with_problems(&env, &["drafts/b.md"]).is_empty());
}

#[test]
fn checking_a_part_finds_what_checking_all_finds_there() {
    let env = TestEnvironment::sample();
    let all = env.json(&["check", "--hints"]);
    let mut notes = 0;
    for folder in ["books", "concepts", "projects", "reference", "tools", "index.md"] {
        let part = env.json(&["check", "--hints", folder]);
        let of_folder = |problem: &&serde_json::Value| text(problem, "path").starts_with(folder);
        let expected: Vec<_> = list(&all, "problems").iter().filter(of_folder).collect();
        assert_eq!(list(&part, "problems").iter().collect::<Vec<_>>(), expected, "{folder}");
        notes += part["notes"].as_u64().unwrap();
    }
    assert!((50..all["notes"].as_u64().unwrap()).contains(&notes));
}

#[test]
fn a_path_that_is_not_there_is_answered_with_the_nearest() {
    let env = TestEnvironment::new(PROBLEMS);
    assert_session!(env.session(&[
        &["check", "draft/b.md"],
        &["check", "drfts/"],
        &["check", "../elsewhere.md"],
    ]));
}

#[test]
fn a_mention_is_reported_where_a_link_is_missing() {
    for (text, mentions) in [
        ("A red panda and a red panda.", &["1:3"][..]),
        ("# One\n\nRed pandas.\n\n# Two\n\nA red panda.", &["3:1"]),
        // Who links the note has named it.
        ("A red panda. See [[Red panda]].", &[]),
        ("A red panda. See [it](Red%20panda.md).", &[]),
        // The longest name counts.
        ("A red panda bear.", &["1:3"]),
        ("`red panda` [red panda](https://example.org) %%red panda%%", &[]),
        // Several notes bear the name: none is meant.
        ("A twin.", &[]),
    ] {
        let env = TestEnvironment::new(
            "-- Red panda.md --\n-- Red panda bear.md --\n-- one/Twin.md --\n-- two/Twin.md --\n",
        );
        env.vault().write("x.md", format!("{text}\n"));
        let answer = env.json(&["check", "--hints", "x.md"]);
        let found: Vec<String> = list(&answer, "problems")
            .iter()
            .map(|each| format!("{}:{}", each["line"], each["column"]))
            .collect();
        assert_eq!(found, mentions, "{text}: {answer:#}");
    }
}

#[test]
fn links_that_tools_lead_to_different_files_are_named() {
    let env = TestEnvironment::new(
        "\
-- a/src.md --
[both](Note.md), [one](Other.md), [dotted](./Note.md), [[Twin]]
-- a/Note.md --
-- Note.md --
-- a/Other.md --
-- a/Twin.md --
-- 0/Twin.md --
",
    );
    let found = |env: &TestEnvironment| -> Vec<String> {
        let answer = env.json(&["check"]);
        let problems = list(&answer, "problems").iter();
        problems
            .filter(|problem| problem["code"] == "dialect-difference")
            .map(|problem| format!("{} {}", problem["column"], text(problem, "suggestion")))
            .collect()
    };
    // Obsidian begins at the root, other readers of Markdown beside the note.
    assert_eq!(found(&env), ["1 ./Note.md"]);
    // Foam prefers the first path, but who does not use Foam need not know.
    env.vault().write(".foam/x", "");
    env.vault().write(".obsidian/app.json", "{}");
    assert_eq!(found(&env), ["1 ./Note.md", "56 [[a/Twin]]"]);
}

#[test]
fn comments_and_settings_say_what_not_to_report() {
    let env = TestEnvironment::new(
        "\
-- a.md --
[[gone one]] <!-- lore-ignore -->

%% lore-ignore dead-anchor %%
[[#gone]] [[gone two]]

<!-- lore-ignore-start dead-link -->
[[gone three]]
<!-- lore-ignore-end -->

%% [[gone four]] %% `[[gone five]]`
-- b.md --
<!-- lore-ignore-file dead-lnk -->
[[gone six]] [[TODO later]]
-- lore.toml --
[check]
ignore-targets = [\"TODO*\"]
",
    );
    assert_session!(env.session(&[&["check"], &["check", "--hints"]]));
}
