//! A splice is what a build makes, by examples and as a law. Leaves out that a build is right, which the
//! tests of the crate say.

use lore_core::{Profile, VaultPath};
use proptest::prelude::*;
use rustc_hash::FxHashMap;

use super::*;
use crate::graph::hash;
use crate::profiles::Conventions;
use crate::{STAMP, build, stamp_of_record};

fn entry(path: &str, text: &str, stamp: u64) -> Entry {
    let path = VaultPath::new(path).unwrap();
    let parsed = lore_parser::parse(&path, text, &lore_parser::Options::default());
    Entry::new(&path, [stamp; STAMP], &parsed.note)
}

/// The notes of a vault in which `text` is one note, alone or with `more` around it.
fn notes(text: &str, stamp: u64, more: bool) -> Vec<Entry> {
    let mut notes = vec![entry("b.md", text, stamp)];
    if more {
        notes.push(entry("a.md", "See [[b]], [[b#Log]], [[b#^claim|log]] and #data.\n", 1));
        notes.push(entry("c.md", "---\naliases: [See]\n---\nup:: [[a]]\nby:: Eve\n\nword\n", 1));
        notes.push(entry("d.md", "author:: Ada\n\n[[Nowhere]] [b](b.md) #data #data/new\n", 1));
        notes.push(entry("e.md", "author:: Ada\n\n[[Nowhere]] [[c]] [[b#Log]]\n\n## End\n", 1));
    }
    notes
}

fn picture() -> VaultPath {
    VaultPath::new("pic.png").unwrap()
}

fn built(notes: Vec<Entry>) -> Vec<u8> {
    build(notes, vec![picture()], Conventions::default(), |_| None).expect("whole").to_vec()
}

/// The graph of some notes with `changed` ones in the place of others, as a splice makes it.
fn spliced(notes: Vec<Entry>, changed: &[&Entry]) -> Option<Vec<u8>> {
    with_removed(notes, changed, &[])
}

/// Checks a splice against a build, and says whether there was one.
fn is_spliced(old: &str, new: &str, more: bool) -> bool {
    let image = spliced(notes(old, 1, more), &[&entry("b.md", new, 2)]);
    if let Some(image) = &image {
        let wanted = built(notes(new, 2, more));
        assert!(*image == wanted, "{old:?} to {new:?} is not what a build makes");
    }
    image.is_some()
}

#[test]
fn edits_are_spliced_unless_other_notes_would_read_otherwise() {
    let note =
        "# T\n\nOne [[a]] two.\n\n## Log\n\nauthor:: Ada\n\nA claim ^claim\n\n[[Nowhere]] #data\n";
    for (what, new) in [
        ("nothing", note.to_owned()),
        ("words at the end", format!("{note}\nmore\n")),
        ("words at the top", note.replace("One", "One more line.\n\nNow one")),
        ("words in between", note.replace("A claim", "A longer\nclaim")),
        ("fewer words", note.replace("One ", "")),
        ("a task and a bad character", format!("{note}\n- [ ] x\n")),
        ("a link", format!("{note}\n[[c]]\n")),
        ("another target", note.replace("[[a]]", "[[c]]")),
        ("another text", note.replace("[[a]]", "[[a|x]]")),
        ("a heading", format!("{note}\n## End\n")),
        ("another heading", note.replace("Log", "Leg")),
        ("another block", note.replace("^claim", "^other")),
        ("lines in another order", note.replace("[[Nowhere]] #data", "#data\n[[Nowhere]]")),
        ("a link that others have", note.replace("[[Nowhere]] ", "")),
        ("a tag that others have", note.replace("#data", "")),
        ("a value that no other has", format!("{note}\nby:: Grace Hopper\n")),
        ("a journal", format!("{note}\n## Day 1\n\n## Day 2\n\n#data\n")),
    ] {
        assert!(is_spliced(note, &new, true), "{what}");
        assert!(is_spliced(&new, note, true), "{what}, undone");
    }
    for (what, new) in [
        ("another title", note.replace("# T", "# U")),
        ("an alias", format!("---\naliases: [B side]\n---\n{note}")),
        ("a tag", format!("{note}\n#more\n")),
        ("a nested tag", format!("{note}\n#more/and/more\n")),
        ("another spelling", format!("{note}\n#Data\n")),
        ("a missing note", format!("{note}\n[[Elsewhere]]\n")),
        ("another field", format!("{note}\neditor:: Ada\n")),
        ("what is above another", format!("{note}\nup:: [[c]]\n").replace("## Log", "")),
        ("what several names begin with", format!("{note}\n[[Book: one]] [[Book: two]]\n")),
    ] {
        assert!(is_spliced(note, &new, true), "{what}");
        assert!(is_spliced(&new, note, true), "{what}, undone");
    }
    // How another note reads would change.
    let new = format!("{note}\nby:: Eve\n");
    assert!(!is_spliced(note, &new, true) && !is_spliced(&new, note, true));
}

#[test]
fn what_may_be_several_names_is_read_anew_where_one_becomes_known() {
    let other = |text| entry("a.md", text, 1);
    let few = ["c.md", "d.md", "e.md"].map(|path| (path, ""));
    for (holds, says, is_spliced) in [
        ("Topic:: Ada and Eve", "Topic:: Ada", false),
        ("Topic:: Ada/Eve", "#eve", false),
        ("Topic:: Ada and Eve", "Topic:: Grace", true),
        ("## Day 1 - Ada\n\n## Day 2\n", "Topic:: Ada", false),
        ("## Day 1 - Ada\n\n## Day 2\n", "Topic:: Grace", true),
        ("by:: Ada and Eve", "[[Eve]]", false),
        ("by:: Ada and Eve", "for:: Eve", false),
        ("by:: Ada and Eve", "for:: Adam and Eve", true),
        ("by:: Grace, Ada and Eve", "for:: Adam", true),
        ("by:: Grace, Ada and Eve", "[[Ada and Eve]]", false),
        ("by:: Ada Week 2", "for:: Ada Week 3", false),
        ("by:: Ada Week 2", "[[Ada Week 2]]", false),
        ("## Day 1 - Ada and Eve\n\n## Day 2\n", "[[Eve]]", false),
    ] {
        let notes = |new: &str, stamp| -> Vec<Entry> {
            let few = few.iter().map(|(path, text)| entry(path, text, 1));
            few.chain([other(holds), entry("b.md", new, stamp)]).collect()
        };
        for (before, after) in [("", says), (says, "")] {
            let image = spliced(notes(before, 1), &[&entry("b.md", after, 2)]);
            assert_eq!(image.is_some(), is_spliced, "{holds}: {before:?} to {after:?}");
            assert!(image.is_none_or(|image| image == built(notes(after, 2))), "{holds}");
        }
        let image = spliced(notes("", 1), &[&entry("a.md", says, 2), &entry("b.md", holds, 2)]);
        let mut wanted = notes(holds, 2);
        wanted.retain(|entry| entry.path.as_str() != "a.md");
        wanted.push(entry("a.md", says, 2));
        assert!(image.is_none_or(|image| image == built(wanted)), "{holds}, turned round");
    }
}

#[test]
fn a_field_of_another_name_relates_what_it_named() {
    assert!(is_spliced("author:: Ada [[a]]", "parent:: Ada [[a]]", false));
}

#[test]
fn a_note_that_grows_long_is_divided_anew() {
    let parts = |words: usize| format!("## Animals\n\n{}\n\n", "word ".repeat(words)).repeat(9);
    assert!(is_spliced(&parts(10), &parts(20), true));
    assert!(is_spliced(&parts(10), &parts(400), true));
    assert!(is_spliced(&parts(400), &parts(10), true));
}

#[test]
fn columns_take_more_bytes_and_fewer_again() {
    // Sections, lines, links and statements, more than one byte counts.
    let note = |parts: usize| format!("# T\n\n{}", "## Log\n\n[[a]] #data\n\n".repeat(parts));
    for (few, many) in [(3, 300), (84, 85), (126, 127), (127, 128), (250, 253), (253, 257)] {
        assert!(is_spliced(&note(few), &note(many), true), "{few} to {many}");
        assert!(is_spliced(&note(many), &note(few), true), "{many} to {few}");
    }
    let long = note(300);
    let vault = [("a.md", "[[c]]"), ("b.md", "#data"), ("c.md", ""), ("d.md", ""), ("e.md", &long)];
    come_and_go(&vault, &vault[..4]);
}

#[test]
fn several_notes_are_spliced_together() {
    let text = |nth: usize, more: &str| {
        format!("# N{nth}\n\nSome [[n{}]] text. [[n{}#More]]{more}\n", nth + 1, nth / 2)
    };
    let entries = |changed: &[usize]| -> Vec<Entry> {
        (0..9)
            .map(|nth| {
                let (more, stamp) = match changed.iter().position(|&other| other == nth) {
                    None => ("", 1),
                    Some(0) => ("More.", 2),
                    Some(_) => (" [[n0]]\n\n## More\n\n[[n2]]", 3),
                };
                entry(&format!("n{nth}.md"), &text(nth, more), stamp)
            })
            .collect()
    };
    for changed in [&[][..], &[0], &[8], &[3, 4], &[8, 0, 5], &[0, 1, 2, 3, 4]] {
        let all = entries(changed);
        let some: Vec<&Entry> = changed.iter().map(|&nth| &all[nth]).collect();
        let spliced = spliced(entries(&[]), &some).unwrap();
        assert!(spliced == built(entries(changed)), "{changed:?}");
    }
}

/// Checks that notes come and go without a build, one after the other and back again.
#[track_caller]
fn come_and_go(before: &[(&str, &str)], after: &[(&str, &str)]) {
    let entries = |notes: &[(&str, &str)]| -> Vec<Entry> {
        notes.iter().map(|(path, text)| entry(path, text, hash(text))).collect()
    };
    for (before, after) in [(before, after), (after, before)] {
        let new = entries(after);
        let differs = |entry: &&Entry| {
            !before.iter().any(|(path, text)| {
                *path == entry.path.as_str()
                    && stamp_of_record(entry.record()) == Some([hash(text); STAMP])
            })
        };
        let changed: Vec<&Entry> = new.iter().filter(differs).collect();
        let is_gone = |path: &&str| after.iter().all(|(other, _)| other != path);
        let removed: Vec<&str> = before.iter().map(|note| note.0).filter(is_gone).collect();
        let image = with_removed(entries(before), &changed, &removed).expect("a splice");
        assert!(image == built(entries(after)), "{before:?} to {after:?}");
    }
}

/// What a splice makes where notes are removed, too.
fn with_removed(notes: Vec<Entry>, changed: &[&Entry], removed: &[&str]) -> Option<Vec<u8>> {
    let records: FxHashMap<String, Note> = notes
        .iter()
        .filter_map(|entry| Some((entry.path.as_str().to_owned(), entry.read()?.0)))
        .collect();
    let graph = Graph::open(built(notes).into()).unwrap();
    let record = |note: NoteId| records.get(graph.path(note)).cloned();
    splice(&graph, changed, removed, &[], &[picture()], record).map(|bytes| bytes.to_vec())
}

#[test]
fn notes_come_and_go() {
    let vault = [
        ("a/one.md", "# One\n\n[[two]] [[Three]] [[a/two|x]] #data\n\nauthor:: Ada\n"),
        ("b/Three.md", "## Log\n\n[[one#Part]] [two](../a/two.md) [[Nowhere]]\n"),
        ("c.md", "---\naliases: [See, Sea]\nup: \"[[one]]\"\n---\nauthor:: Ada\n"),
        ("d.md", "[[See]] [[b/Three#Log]] **Topic:** See, Docker\n"),
        ("e.md", "[[DDIA: Chapter 1]] #data/new\n"),
    ];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        let mut notes = vault.to_vec();
        notes.extend(more);
        notes.sort_unstable();
        notes
    };
    for more in [
        ("zz.md", "# New note"),
        ("0.md", ""),
        ("a/two.md", "The missing one. ^claim\n"),
        ("b/two.md", "Another of that name. [[c]]\n\n## Part\n"),
        ("b/one.md", "# Uno\n\nNow there are two. #data #fresh\n"),
        ("Docker.md", "A topic becomes a note.\n\nby:: Grace\n"),
        ("f.md", "[[DDIA: Chapter 2]] and so there is a book.\n"),
        ("DDIA.md", "The book itself.\n"),
        ("data.md", "up:: [[c]]\n\neditor:: Ada, Grace and Eve\n"),
        ("DDIA books.md", "---\naliases: [DDIAs, See]\n---\n"),
    ] {
        come_and_go(&vault, &with(&[more]));
    }
    come_and_go(&vault, &with(&[("a/two.md", "x"), ("b/two.md", "[[two]]"), ("x.md", "[[two]]")]));
    come_and_go(&with(&[("q.md", "[[r]]")]), &with(&[("r.md", "[[q]]")]));
}

#[test]
fn what_begins_with_the_name_of_a_file_follows_its_title() {
    let vault = |text: &'static str| {
        [
            ("Ada 3.md", text),
            ("b.md", "[[Ada 3 #1]] [[Ada 3 #2]]"),
            ("c.md", ""),
            ("d.md", ""),
            ("e.md", ""),
        ]
    };
    let titles = ["", "# Ada 3 - Logs", "# Logs", "---\naliases: [Ada 3]\n---\n# Logs"];
    for before in titles {
        for after in titles {
            come_and_go(&vault(before), &vault(after));
        }
        come_and_go(&vault(before), &vault(before)[1..]);
    }
}

#[test]
fn names_in_titles_give_way_to_aliases() {
    let vault = |a: &'static str, b: &'static str| {
        [
            ("a.md", a),
            ("b.md", b),
            ("c.md", "[[VPC]] [[VPC peering]]"),
            ("d.md", "#vpc"),
            ("e.md", ""),
        ]
    };
    let titles = [
        "",
        "# Virtual Private Cloud (VPC)",
        "# Very Plain Cake (VPC)",
        "# VPC",
        "---\naliases: [VPC]\n---\n",
    ];
    for [a, b, other] in titles
        .into_iter()
        .flat_map(|a| titles.into_iter().flat_map(move |b| titles.map(|other| [a, b, other])))
    {
        let entries = |notes: &[(&str, &str)]| -> Vec<Entry> {
            notes.iter().map(|(path, text)| entry(path, text, hash(text))).collect()
        };
        let changed = entry("a.md", other, hash(other));
        if let Some(image) = spliced(entries(&vault(a, b)), &[&changed]) {
            assert!(image == built(entries(&vault(other, b))), "{a:?} to {other:?}, {b:?}");
        }
    }
    let [without, with] = ["# Cloud", "# Virtual Private Cloud (VPC)"]
        .map(|a| vault(a, "").map(|(path, text)| (path, if path > "b.md" { "" } else { text })));
    come_and_go(&without, &with);
}

#[test]
fn what_begins_with_a_name_follows_how_it_is_written() {
    let vault = |aliases: &'static str| {
        [("Links.md", aliases), ("Link notes.md", ""), ("Links of mine.md", ""), ("a.md", "#link")]
    };
    let spellings =
        ["", "# Link", "---\naliases: [Link]\n---\n", "---\naliases: [LINKS]\n---\n# Link"];
    for before in spellings {
        for after in spellings {
            come_and_go(&vault(before), &vault(after));
        }
    }
}

/// A concept is touched, too, where it is named as often and in the same spellings by others.
#[test]
fn titles_trade_spellings() {
    let others = [("c1.md", ""), ("c2.md", ""), ("c3.md", ""), ("c4.md", "")];
    let with = |notes: &[(&'static str, &'static str)]| [notes, &others].concat();
    for (before, after) in [
        (
            &[("a.md", "# Event log\n\nTopic:: Event Log\n")][..],
            &[("a.md", "# Event Log\n\nTopic:: Event log\n")][..],
        ),
        (&[("a.md", "# Kafka\n\n#kafka\n")], &[("a.md", "# kafka\n\n#Kafka\n")]),
        (
            &[("a.md", "# Event Log\n"), ("b.md", "# event-log\n")],
            &[("a.md", "# event-log\n"), ("b.md", "# Event Log\n")],
        ),
        (
            &[("new/machine-learning.md", ""), ("old/machine-learning.md", "# Machine Learning\n")],
            &[("new/machine-learning.md", "# Machine Learning\n"), ("old/machine-learning.md", "")],
        ),
        (
            &[
                ("a.md", "# Event Logs\n"),
                ("b.md", "# event log\n"),
                ("z.md", "[[Event log of Kafka]]"),
            ],
            &[
                ("a.md", "# event log\n"),
                ("b.md", "# Event Logs\n"),
                ("z.md", "[[Event log of Kafka]]"),
            ],
        ),
    ] {
        come_and_go(&with(before), &with(after));
    }
}

#[test]
fn what_is_below_a_name_follows_all_aliases_of_its_note() {
    for (aliases, title, below) in [
        ("📚", "Event Logs", "[[Event Log of Kafka]]"),
        ("Event/Log", "Event Logs", "[[Event Log of Kafka]]"),
        ("Event log", "Event Logs", "[[Event Log of Kafka]]"),
        ("The", "The Logs", "[[The log of Kafka]]"),
        ("!!!", "Gammas", "[[Gamma 1 – Two (Alpha)]]"),
    ] {
        let without = format!("---\ntitle: {title}\n---\n");
        let with = format!("---\ntitle: {title}\naliases: [\"{aliases}\"]\n---\n");
        let [without, with] = [without, with].map(|note| {
            [("a.md", note), ("b.md", below.to_owned())]
                .into_iter()
                .chain(["c1.md", "c2.md", "c3.md"].map(|path| (path, String::new())))
                .collect::<Vec<_>>()
        });
        let [without, with] = [&without, &with].map(|notes| {
            notes.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>()
        });
        come_and_go(&without, &with);
    }
}

const PIECES: [&str; 77] = [
    "# Guide (G3)",
    "# Guide Group of Ghent (G3)",
    "#g3 [[G3 book]]",
    "book:: Eve and Ada",
    "book:: Eve and Adam",
    "book:: Eve",
    "tools:: Guide, Eve & Adam",
    "content:: Ada Week 1",
    "reads:: Ada Week 2",
    "reads:: Guide Chapter 2",
    "word",
    "[[Ada Chapter 3]]",
    "[[Ada Chapter 5]] [[Chapter 5]]",
    "Topic: Ada Week 2",
    "[b](b%20c.md) [d](%64.md)",
    "more words",
    "[[a]]",
    "[[a|See]]",
    "[[c#End]]",
    "[[#Log]]",
    "[[Nowhere]]",
    "[[nowhere]]",
    "[[Guide]]",
    "[[x/d]]",
    "[d](x/d.md)",
    "[[index]]",
    "[x](x/)",
    "![[pic.png]]",
    "#data",
    "#Data",
    "#data/new",
    "#guide",
    "# T",
    "# Guide",
    "# Chapter 3: Ada",
    "# Chapter 4: Ada",
    "# Ada",
    "## Log",
    "## Day 1",
    "## Day 2",
    "author:: Ada",
    "author:: [[a]]",
    "author:: Ada, Guide and Eve",
    "by:: Eve",
    "by:: Grace Hopper",
    "**Topic:** Docker, [[c]]",
    "**Topic:** Ada and Eve",
    "**Topic:** Ada",
    "**Topic:** Guide & Ada",
    "**Topic:** Guide/Ada",
    "## Day 3 - Guide",
    "## Day 4: Ada and Eve",
    "## 2024-01-05 Guide book",
    "#🌱/🚀",
    "up:: [[d]]",
    "parent:: Guide",
    "alias:: x",
    "[[Book: one]]",
    "[[Book: one 2: x]]",
    "[[Book: one 2: y]]",
    "**Topic:** Book 3 #1",
    "#book",
    "#guide/one",
    "[[Guide book]]",
    "**Topic:** Guide book one",
    "editor:: Guide book",
    "# Guide book: one",
    "# Guides",
    "[[Guides + book]]",
    "**Topic:** Guide +",
    "#guides",
    "claim ^c",
    "- [ ] x",
    "```\n[[a]]\n```",
    "| Status |\n|---|\n| x |",
    "[[2024-01-31]] [[2024-W05]] [[2024-02]]",
    "[[#A]] [[#B]] [[#C]]\n\n## A\n\n[[#B]]\n\n## B\n\n## C\n",
];

const PATHS: [&str; 16] = [
    "Book 3.md", "Chapter 5.md", "a.md", "b.md", "c.md", "d.md", "index.md", "x.y.md",
    "x/Guide.md", "x/b.md", "x/d.md", "x/index.md", "y/2024-01-02-d.md", "Templates/Docker.md",
    "2024-01-31.md", "2024-W05.md",
];

const FILES: [&str; 4] = ["Guide.pdf", "data", "pic.png", "x/pic.png"];

/// A note before and after: the same, another, new, gone, or never there.
fn states() -> impl Strategy<Value = [Option<String>; 2]> {
    let alias =
        prop::sample::select(&["", "", "", "See", "Guide", "Guides", "Ada", "Chapter 3: Ada"][..]);
    let one = || {
        (text(), alias.clone()).prop_map(|(text, alias)| match alias {
            "" => text.join("\n\n"),
            alias => format!("---\naliases: [\"{alias}\"]\n---\n{}", text.join("\n\n")),
        })
    };
    (one(), one(), 0..10_usize).prop_map(|(old, new, what)| match what {
        0 => [Some(old), None],
        1 => [None, Some(new)],
        2 => [None, None],
        3 | 4 => [Some(old), Some(new)],
        5 => [Some(old.clone()), Some(format!("{old}\n\n#fresh\n"))],
        _ => [Some(old.clone()), Some(old)],
    })
}

fn text() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        // What fails becomes a named test, not a file of seeds.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_splice_is_what_a_build_makes(
        old in text(),
        at in any::<prop::sample::Index>(),
        put in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..3),
        removed in 0..2_usize,
        separator in prop::sample::select(&["\n\n", "\n", " "][..]),
        more in any::<bool>(),
    ) {
        let mut new = old.clone();
        let at = at.index(old.len() + 1);
        new.splice(at..(at + removed).min(old.len()), put);
        is_spliced(&old.join(separator), &new.join(separator), more);
    }

    #[test]
    fn a_splice_of_several_notes_is_what_a_build_makes(
        notes in prop::collection::vec(states(), 1..PATHS.len()),
        files in prop::array::uniform2(prop::sample::subsequence(&FILES[..], 0..FILES.len())),
        profile in prop::sample::select(&Profile::ALL[..]),
        is_touched in prop::collection::vec(any::<bool>(), PATHS.len()),
    ) {
        let entries = |nth: usize| -> Vec<Entry> {
            let notes = PATHS.iter().zip(&notes).zip(&is_touched);
            let there = notes.filter_map(|((path, states), touched)| {
                Some((path, states[nth].as_ref()?, u64::from(*touched && nth > 0)))
            });
            there.map(|(path, text, more)| {
                entry(path, text, xxhash_rust::xxh3::xxh3_64(text.as_bytes()).wrapping_add(more))
            }).collect()
        };
        let files = |nth: usize| -> Vec<VaultPath> {
            files[nth].iter().map(|file| VaultPath::new(*file).unwrap()).collect()
        };
        let build = |nth: usize| {
            build(entries(nth), files(nth), Conventions { profile, ..Conventions::default() }, |_| None).expect("whole").to_vec()
        };
        let (before, after) = (entries(0), entries(1));
        let note = |entry: &Entry| entry.read().expect("a record").0;
        let stays = |entry: &Entry| {
            before.iter().any(|old| old.path == entry.path && note(old) == note(entry))
        };
        let changed: Vec<&Entry> = after.iter().filter(|entry| !stays(entry)).collect();
        let is_gone = |path: &&str| after.iter().all(|entry| entry.path.as_str() != *path);
        let removed = before.iter().map(|entry| entry.path.as_str()).filter(is_gone);
        let removed: Vec<&str> = removed.collect();
        let records: FxHashMap<&str, Note> = before
            .iter()
            .filter_map(|entry| Some((entry.path.as_str(), entry.read()?.0)))
            .collect();
        let graph = Graph::open(build(0).into()).unwrap();
        let touched: Vec<(NoteId, [u64; STAMP])> = after
            .iter()
            .filter(|entry| stays(entry))
            .filter_map(|entry| Some((graph.note_at(entry.path.as_str())?, entry.read()?.1)))
            .filter(|(note, stamp)| graph.stamp(*note) != *stamp)
            .collect();
        let record = |note: NoteId| records.get(graph.path(note)).cloned();
        if let Some(image) = splice(&graph, &changed, &removed, &touched, &files(1), record) {
            prop_assert!(image.to_vec() == build(1));
        }
    }
}
