//! `cargo xtask eval` from the files of a collection to the printed figures, on collections small enough to
//! check by hand, and the floors under the figures of `related` and `mentions`. Leaves out the measures by
//! themselves, which are tested where they are.
#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use lore_engine::{Engine, LinkKind, Options};
use lore_testkit::VaultFixture;
use serde_json::{Value, json};

/// A cellar of four notes, for questions about cheese.
const CHEESE: &str = "\
-- Brie.md --
Soft, white rind. Ripens in four weeks and runs when warm.
-- Comté.md --
Hard, from raw milk. Ripens for a year in a cellar.
## Smell
Nuts and hay.
-- Cellar.md --
# Cellar
Cold and damp. Wheels are turned and rubbed with salt, or the rind cracks.
## Mould
Blue mould wanders from one shelf to the next.
-- Milk.md --
Raw or heated. Comes at five in the morning.
";

/// Compares what a session shows with the snapshot named after the test.
macro_rules! assert_session {
    ($session:expr) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!($session);
        })
    };
}

/// What `xtask eval` prints in a folder.
fn eval(folder: &VaultFixture, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("eval").args(arguments).env_clear().current_dir(folder.root());
    let output = command.output().unwrap();
    let mut printed = String::from_utf8(output.stdout).unwrap();
    if !output.stderr.is_empty() {
        printed.push_str(&format!("[stderr]\n{}", String::from_utf8(output.stderr).unwrap()));
    }
    if !output.status.success() {
        printed.push_str(&format!("[{}]\n", output.status));
    }
    printed
}

/// The files of a vault, in the form of [`VaultFixture::from_str`], moved to a folder.
fn in_folder(files: &str, folder: &str) -> String {
    files.replace("\n-- ", &format!("\n-- {folder}/")).replacen("-- ", &format!("-- {folder}/"), 1)
}

#[test]
fn search() {
    let collection = VaultFixture::from_str(&format!(
        "{}\
-- queries.tsv --
1\twhich cheese ripens for a year in a cellar
2\twhy does the rind of a wheel crack when nobody rubs it with salt
3\twhat did the postman say about the weather in Lisbon
4\tnobody judged this one
-- qrels.tsv --
1\tComté.md\t1
1\tBrie.md\t0
2\tCellar.md\t1
2\tMilk.md\t1
3\tMilk.md\t1
",
        in_folder(CHEESE, "vault")
    ));
    let printed = eval(&collection, &["search", "."]);
    let (figures, times) = printed.split_once('\n').unwrap();
    // Comté comes first; Cellar does, but Milk is not found; nor is it the third time.
    // nDCG: (1 + 1 / (1 + .6309) + 0) / 3; P: (.1 + .1 + 0) / 3; R and MAP: (1 + .5 + 0) / 3.
    assert_session!(figures);
    assert!(times.starts_with("time per question: mean ") && times.matches(" ms").count() == 4);
}

#[test]
fn search_says_what_is_wrong_with_a_collection() {
    let said: Vec<String> = ["", "1 a.md 1\n", "2\ta.md\t1\n"]
        .into_iter()
        .map(|judged| {
            let collection =
                VaultFixture::from_str("-- vault/a.md --\n-- queries.tsv --\n1\twhat\n");
            collection.write("qrels.tsv", judged);
            eval(&collection, &["search", "."])
        })
        .collect();
    let empty = eval(&VaultFixture::new(), &["search", "."]);
    assert_session!(said.join("\n") + "\n" + &empty);
}

#[test]
fn known_items() {
    let folder = VaultFixture::from_str(&format!(
        "{}\
-- items.tsv --
# vault, kind, query, wanted

cheese\ttitle\tbrie\tBrie.md
cheese\ttitle\tcellar\tMilk.md | Comté.md
cheese\ttext\tblue mould\tCellar.md#Mould
cheese\ttext\traw\tMilk.md
cheese\ttext\tpostman\tMilk.md
journal\ttext\tday\tday.md
",
        in_folder(CHEESE, "vaults/cheese")
    ));
    assert_session!(eval(&folder, &["known-items", "items.tsv", "vaults"]));
}

#[test]
fn known_items_says_what_is_wrong_with_a_question() {
    let folder = VaultFixture::from_str(&in_folder(CHEESE, "vaults/cheese"));
    let said = |line: &str| {
        folder.write("items.tsv", format!("# a comment\n{line}\n"));
        eval(&folder, &["known-items", "items.tsv", "vaults"])
    };
    let said: Vec<String> = [
        "cheese\tbrie\tBrie.md",
        "cheese\ttitle\tbrie\tBre.md",
        "cheese\ttitle\tbrie\tBrie",
        "cheese\ttitle\tmould\tCellar#Mould",
        "cheese\ttitle\tmould\tCellar.md#Salt",
        "wine\ttitle\tmerlot\tMerlot.md",
    ]
    .into_iter()
    .map(said)
    .collect();
    assert_session!(said.join("\n"));
}

#[test]
fn related() {
    let vault = "\
-- bread.md --
Flour, water, [[salt]]. Sourdough makes it rise.
-- pizza.md --
Flour, water, [[salt]], and the oven as hot as it gets.
-- salt.md --
Dry.
-- sourdough.md --
Flour and water, fed every day. For bread.
-- oven.md --
Hot.
";
    let folder = VaultFixture::from_str(&format!(
        "{}{}\
-- queries.jsonl --
{{\"vault\":\"bakery\",\"setting\":\"A\",\"source\":\"bread.md\",\"target\":\"sourdough.md\",\"exclude\":[\"salt.md\"]}}
{{\"vault\":\"bakery\",\"setting\":\"A\",\"source\":\"rye.md\",\"target\":\"bread.md\",\"exclude\":[]}}
{{\"vault\":\"other\",\"setting\":\"A\",\"source\":\"pizza.md\",\"target\":\"oven.md\",\"exclude\":[\"salt.md\"]}}
",
        in_folder(vault, "bakery/A"),
        in_folder(vault, "other/A"),
    ));
    let printed: Vec<String> =
        [&["related", "."][..], &["related", ".", "other"], &["related", ".", "others"]]
            .into_iter()
            .map(|arguments| eval(&folder, arguments))
            .collect();
    assert_session!(printed.join("\n"));
}

#[test]
fn mentions() {
    let vault = "\
-- bread.md --
Flour, water, salt. Sourdough makes it rise.
-- pizza.md --
Flour, water, [[salt]], and the oven as hot as it gets. No sourdough.
-- salt.md --
Dry.
-- sourdough.md --
Flour and water, fed every day. Smells of an oven.
-- oven.md --
Hot.
";
    let link = |source: &str, target: &str, mentioned: bool| {
        json!({
            "vault": "bakery", "setting": "A", "source": source, "target": target, "exclude": [],
            "meta": {"mentioned": mentioned},
        })
    };
    let links = [
        link("bread.md", "sourdough.md", true),
        link("pizza.md", "oven.md", true),
        link("pizza.md", "bread.md", true),
        link("salt.md", "bread.md", false),
    ];
    let lines: Vec<String> = links.iter().map(ToString::to_string).collect();
    let folder = VaultFixture::from_str(&format!(
        "{}-- queries.jsonl --\n{}\n",
        in_folder(vault, "bakery/A"),
        lines.join("\n"),
    ));
    assert_session!(eval(&folder, &["mentions", "."]));
}

/// What the figures of `mentions` must not fall below on the sample vault with hidden links: the share
/// that is listed, and the area under the curve in the notes that hide a link. On 2026-11-21 they are
/// .939 and .924. If the score forgets what links say, the area falls to .840.
const MENTIONS_FLOOR: (f64, f64) = (0.90, 0.88);

#[test]
fn mentions_that_were_links_stand_above_others_in_the_sample_vault() {
    let printed = eval(&hidden_links_bench(), &["mentions", "."]);
    let row = printed.lines().nth(1).expect(&printed);
    let figures: Vec<f64> =
        row.split_whitespace().skip(1).map(|figure| figure.parse().unwrap()).collect();
    let (links, listed, area) = (figures[0], figures[3], figures[8]);
    assert!(links > 40.0, "too few for a figure:\n{printed}");
    assert!(listed >= MENTIONS_FLOOR.0 && area >= MENTIONS_FLOOR.1, "{printed}");
}

#[test]
fn hostile_queries_are_answered() {
    // A search may be saved under a name that leads back to it.
    let files = "\
-- lore.toml --
[searches]
a = \"@b OR brie\"
b = \"@a -rind\"
-- datierung.md --
---
tags: [käse/blau, 数据]
date: 2024-02-29
rating: 4
---
up:: [[Brie]]

La première fromagerie, שלום, 数据库. - [ ] TODO(a): `code` $x^2$

| a | b |
|---|---|
| c | [[Nowhere]] |
";
    let vault = VaultFixture::from_str(&format!("{CHEESE}{files}"));
    let said = |seed: &str| eval(&vault, &["hostile", ".", "--queries", "210", "--seed", seed]);
    let printed = said("7");
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("queries 210  with hits "), "{printed}");
    let all = lines.iter().position(|line| line.starts_with("all ")).expect(&printed);
    let asked: usize =
        lines[2..all].iter().map(|line| line[20..29].trim().parse::<usize>().unwrap()).sum();
    assert_eq!(asked, 210, "{printed}");
    assert_eq!((lines[all + 1], lines.len()), ("slowest", all + 12), "{printed}");
    let hits = |printed: &str| printed.split("  over").next().unwrap().to_owned();
    assert_eq!(hits(&printed), hits(&said("7")), "a seed gives the same queries");
}

#[test]
fn notes_of_hostile_shapes_are_parsed() {
    let nowhere = VaultFixture::from_str("");
    let printed = eval(&nowhere, &["growth", "--bytes", "300"]);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("notes of 300 and 600 bytes"), "{printed}");
    let summary = lines.iter().position(|line| line.starts_with("shapes ")).expect(&printed);
    let over: usize = lines[summary].rsplit(' ').next().unwrap().parse().unwrap();
    assert_eq!(summary, 2 + over, "{printed}");
    assert_eq!((lines[summary + 1], lines.len()), ("slowest", summary + 12), "{printed}");

    let named = eval(&nowhere, &["growth", "--bytes", "300", "anchors before"]);
    assert!(
        named.contains("\nanchors before a heading ") && named.contains("\nshapes 1 "),
        "{named}"
    );
}

/// What nDCG@10 of `related` must not fall below on the sample vault with hidden links. On 2026-11-21
/// it is .882 in setting A and .563 in B. Without one of the signals `mentioned` and `named`, A falls
/// to .83, without both to .73; without likeness of words, B falls to .54, without the signals from
/// links to .50. So what falls below has lost evidence; what stays above may still be worse, which
/// only larger vaults tell.
const FLOORS: [(&str, f64); 2] = [("A", 0.85), ("B", 0.54)];

#[test]
fn related_finds_links_that_are_hidden_in_the_sample_vault() {
    let bench = hidden_links_bench();
    let printed = eval(&bench, &["related", "."]);
    for (setting, floor) in FLOORS {
        let beginning = ["sample", setting];
        let mut rows = printed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let row = rows.find(|row| row.starts_with(&beginning)).expect(&printed);
        let (questions, ndcg): (usize, f64) = (row[2].parse().unwrap(), row[3].parse().unwrap());
        assert!(questions > 60, "too few for a figure:\n{printed}");
        assert!(ndcg >= floor, "{setting} must not fall below {floor}:\n{printed}");
    }
}

/// The sample vault with a link hidden in every note that links to at least two others, once with
/// its words left in place (setting A) and once without (B).
fn hidden_links_bench() -> VaultFixture {
    let notes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../notes");
    let sample = VaultFixture::copy_of(notes);
    let engine = engine_on(sample.root());
    let bench = VaultFixture::new();
    let mut questions = Vec::new();
    for (number, note) in engine.graph().notes().enumerate() {
        let source = engine.graph().path(note);
        let text = sample.read(source);
        let linked = linked_notes(&engine, source);
        // Now the first, now a later one, since the first link of a note is often of one kind.
        let hidden = linked.keys().nth(number % linked.len().max(1)).filter(|_| linked.len() > 1);
        for (setting, words_stay) in [("A", true), ("B", false)] {
            let path = format!("sample/{setting}/{source}");
            let Some(target) = hidden else {
                bench.write(&path, &text);
                continue;
            };
            let hidden = without_links(&text, &linked[target], words_stay);
            let title = engine.graph().note_at(target).map(|note| engine.graph().title(note));
            let mentioned = words_stay
                && title.is_some_and(|title| hidden.to_lowercase().contains(&title.to_lowercase()));
            bench.write(&path, hidden);
            let exclude: Vec<&String> = linked.keys().filter(|path| *path != target).collect();
            questions.push(json!({
                "vault": "sample", "setting": setting,
                "source": source, "target": target, "exclude": exclude,
                "meta": {"mentioned": mentioned},
            }));
        }
    }
    for setting in ["A", "B"] {
        let engine = engine_on(&bench.path(&format!("sample/{setting}")));
        for question in questions.iter().filter(|question| question["setting"] == setting) {
            let outgoing = engine.links(question["source"].as_str().unwrap()).unwrap().outgoing;
            let still = outgoing
                .iter()
                .find(|link| link.destination.path.as_deref() == question["target"].as_str());
            assert!(still.is_none(), "{question}: {still:?}");
        }
    }
    let lines: Vec<String> = questions.iter().map(Value::to_string).collect();
    bench.write("queries.jsonl", lines.join("\n"));
    bench
}

fn engine_on(vault: &Path) -> Engine {
    let options = Options { vault: Some(vault.to_owned()), ..Options::default() };
    Engine::open(&options).unwrap()
}

/// The other notes that a note links to, with the targets of these links as written; none if one is
/// linked otherwise than by wiki-links.
fn linked_notes(engine: &Engine, source: &str) -> BTreeMap<String, Vec<String>> {
    let mut linked = BTreeMap::<String, Vec<String>>::new();
    for link in engine.links(source).unwrap().outgoing {
        let Some(path) = link.destination.path.filter(|path| path != source) else { continue };
        if link.kind != LinkKind::Wiki {
            return BTreeMap::new();
        }
        linked.entry(path).or_default().push(link.target);
    }
    linked
}

/// The text without the links to `targets`, whose words may stay: `words` of `[[target|words]]`.
fn without_links(text: &str, targets: &[String], words_stay: bool) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[[")
        && let Some((inside, after)) = link.split_once("]]")
    {
        let (target, words) = inside.split_once('|').unwrap_or((inside, inside));
        left.push_str(before);
        // In a table the bar is escaped.
        let target = target.trim_end_matches('\\');
        if !targets.iter().any(|hidden| hidden == target) {
            left.push_str(&format!("[[{inside}]]"));
        } else if words_stay {
            left.push_str(words);
        }
        rest = after;
    }
    left + rest
}
