//! A splice is what a build makes, by examples and as a law.

use std::sync::Arc;

use lore_core::{Profile, VaultPath};
use proptest::prelude::*;

use super::*;
use crate::{STAMP, build};

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

fn built(notes: Vec<Entry>) -> Vec<u8> {
    let files = vec![VaultPath::new("pic.png").unwrap()];
    build(notes, files, Profile::default()).to_vec()
}

/// The graph of some notes with `changed` ones in the place of others, as a splice makes it.
fn spliced(notes: Vec<Entry>, changed: &[&Entry]) -> Option<Vec<u8>> {
    let records: FxHashMap<String, Note> =
        notes.iter().map(|entry| (entry.path.clone(), entry.note())).collect();
    let graph = Graph::open(Arc::new(built(notes))).unwrap();
    let record = |note: NoteId| records.get(graph.path(note)).cloned();
    splice(&graph, changed, record).map(|bytes| bytes.to_vec())
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
fn edits_that_name_nothing_new_are_spliced_and_others_are_not() {
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
        ("a tag", format!("{note}\n#more\n")),
        ("a missing note", format!("{note}\n[[Elsewhere]]\n")),
        ("a value that another has", format!("{note}\nby:: Eve\n")),
        ("what is above another", format!("{note}\nup:: [[c]]\n").replace("## Log", "")),
    ] {
        assert!(!is_spliced(note, &new, true), "{what}");
        assert!(!is_spliced(&new, note, true), "{what}, undone");
    }
}

#[test]
fn a_note_that_grows_long_is_divided_anew() {
    let parts = |words: usize| format!("## Animals\n\n{}\n\n", "word ".repeat(words)).repeat(9);
    assert!(is_spliced(&parts(10), &parts(20), true));
    assert!(is_spliced(&parts(10), &parts(400), true));
    assert!(is_spliced(&parts(400), &parts(10), true));
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
    assert!(spliced(entries(&[]), &[&entry("new.md", "", 1)]).is_none());
}

const PIECES: [&str; 24] = [
    "word",
    "more words",
    "[[a]]",
    "[[a|See]]",
    "[[c#End]]",
    "[[#Log]]",
    "[[Nowhere]]",
    "[[nowhere]]",
    "#data",
    "#data/new",
    "# T",
    "## Log",
    "## Day 1",
    "## Day 2",
    "author:: Ada",
    "author:: [[a]]",
    "by:: Eve",
    "by:: Grace Hopper",
    "**Topic:** Docker, [[c]]",
    "up:: [[d]]",
    "claim ^c",
    "- [ ] x",
    "```\n[[a]]\n```",
    "| Status |\n|---|\n| x |",
];

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
        texts in prop::collection::vec((text(), text(), any::<bool>()), 1..6),
    ) {
        let entries = |new: bool| -> Vec<Entry> {
            let text = |(old, newer, changes): &(Vec<&str>, Vec<&str>, bool)| {
                if new && *changes { newer.join("\n\n") } else { old.join("\n\n") }
            };
            let names = ["a.md", "b.md", "c.md", "d.md", "e.md"];
            let texts = names.iter().zip(&texts);
            texts.map(|(path, texts)| entry(path, &text(texts), u64::from(new))).collect()
        };
        let all = entries(true);
        let changed: Vec<&Entry> = all.iter().collect();
        if let Some(image) = spliced(entries(false), &changed) {
            prop_assert!(image == built(entries(true)));
        }
    }
}
