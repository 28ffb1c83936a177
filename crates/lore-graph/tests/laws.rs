//! Laws of the graph that hold for every vault, tried on random small ones. Leaves out which target
//! a link should have, which is the table's in `resolution.rs`.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use lore_core::{Link, Note, Profile, VaultPath};
use lore_graph::{
    Conventions, Entry, Graph, LinkId, NoteId, Place, Rule, STAMP, SectionId, Target, build,
    note_of_record,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names that collide by case, normal form, extension, folder and title.
const PATHS: [&str; 22] = [
    "Note.md", "a/Note.md", "b/note.md", "a/b/Note.md", "a/index.md", "b/README.md",
    "Cafe\u{301}.md", "a/Café.md", "Raft.md", "x.mdx", "x.md", "a/x.markdown", "pic.png.md",
    "Day 1.md", "Day 2.md", "日本/東京.md", "Streams.md", "stream.md", "2024-01-31.md",
    "deep/er/est/n.md", "DDIA Chapter 3.md", "DDIA Chapter 4 Encoding.md",
];

const FILES: [&str; 6] = ["pic.png", "a/pic.png", "b/doc.pdf", "Note", "a/data.csv", "x.txt"];

/// Pieces that notes are made of: each means something to the graph.
const PIECES: [&str; 46] = [
    "[[Note]]",
    "[[note|shown]]",
    "[[a/Note#Setup]]",
    "[[#Setup]]",
    "[[Note#^block]]",
    "[[b/Note#Gone]]",
    "![[pic.png]]",
    "[[Raft]]",
    "[[Missing Thing]]",
    "[[missing things]]",
    "[[Café]]",
    "[[A title]]",
    "[[Nick]]",
    "[t](Note.md)",
    "[t](../Note.md#setup)",
    "[t](a/)",
    "[t](/b/doc.pdf)",
    "[t](https://x.y/z)",
    "[t][r]\n\n[r]: x.md",
    "[[https://x.y]]",
    "[[../x]]",
    "[[x.mdx]]",
    "{% post_url 2024-01-31 %}",
    "{{< ref \"est/n\" >}}",
    "((64f1c3a2-1111-4222-8333-abcdefabcdef))",
    "# Setup",
    "## Setup",
    "### Deeper",
    "# Day 1",
    "## Day 2",
    "## 2024-02-03",
    "###### Low",
    "text with words",
    "a claim ^block",
    "#tag/sub",
    "#Tag",
    "**Topic:** [[Raft]], Streams",
    "**Topic:** DDIA Chapter 3",
    "up:: [[Streams]]",
    "part of:: Raft",
    "part of:: Streams",
    "author:: Ada Lovelace",
    "tools:: Docker, Git and Make",
    "- [ ] todo",
    "> [[日本/東京]]",
    "```\n[[Note]]\n```",
];

const HEADERS: [&str; 7] = [
    "",
    "---\naliases: [Nick]\n---\n",
    "---\ntitle: A title\n---\n",
    "---\ntitle: Raft\ntags: [tag, other/deep/er]\n---\n",
    "---\ncategories: [Streams, Missing Thing]\nup: \"[[Note]]\"\n---\n",
    "---\naliases: [Note, Streams]\ntype: book\n---\n",
    "---\ntitle: \"\"\nparent: A title\n---\n",
];

type Vault = (Vec<(String, String)>, Vec<String>);

fn text() -> impl Strategy<Value = String> {
    let pieces =
        prop::collection::vec((select(&PIECES[..]), select(&["\n\n", "\n", " "][..])), 0..12);
    (select(&HEADERS[..]), pieces).prop_map(|(header, pieces)| {
        let pieces = pieces.iter().map(|(piece, gap)| format!("{piece}{gap}"));
        header.to_owned() + &pieces.collect::<String>()
    })
}

fn vault() -> impl Strategy<Value = Vault> {
    let files = subsequence(FILES.to_vec(), 0..=FILES.len());
    (subsequence(PATHS.to_vec(), 0..=PATHS.len()), files).prop_flat_map(|(paths, files)| {
        let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
        let notes: Vec<_> = paths.into_iter().map(|path| (Just(path.to_owned()), text())).collect();
        (notes, Just(files))
    })
}

fn parsed(path: &str, text: &str) -> Note {
    let path = VaultPath::new(path).unwrap();
    lore_parser::parse(&path, text, &lore_parser::Options::default()).note
}

fn entries(notes: &[(String, String)]) -> Vec<Entry> {
    let entry = |(path, text): &(String, String)| {
        let stamp: [u64; STAMP] = std::array::from_fn(|nth| (nth + text.len()) as u64);
        Entry::new(&VaultPath::new(path.as_str()).unwrap(), stamp, &parsed(path, text))
    };
    notes.iter().map(entry).collect()
}

fn paths(files: &[String]) -> Vec<VaultPath> {
    files.iter().map(|path| VaultPath::new(path.as_str()).unwrap()).collect()
}

fn image(vault: &Vault) -> Vec<u8> {
    image_by(vault, Profile::default())
}

fn image_by((notes, files): &Vault, profile: Profile) -> Vec<u8> {
    build(entries(notes), paths(files), Conventions { profile, ..Conventions::default() }, |_| None)
        .expect("all records")
        .to_vec()
}

fn profile() -> impl Strategy<Value = Profile> {
    select(&Profile::ALL[..])
}

fn open(image: Vec<u8>) -> Graph {
    Graph::open(image.into()).expect("what was built opens")
}

fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    // Fisher and Yates with a generator good enough to mix.
    let mut state = seed | 1;
    for at in (1..items.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(at, (state >> 33) as usize % (at + 1));
    }
    items
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        // What fails becomes a named test, not a file of seeds.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_of_notes_and_files_does_not_matter(vault in vault(), seed in any::<u64>()) {
        let sorted = image(&vault);
        let (notes, files) = (shuffled(entries(&vault.0), seed), shuffled(paths(&vault.1), seed));
        let again = build(notes, files, Conventions::default(), |_| None).unwrap().to_vec();
        prop_assert!(sorted == again, "another order gives another image");
    }

    #[test]
    fn stored_notes_are_as_good_as_parsed_ones(vault in vault()) {
        let image = image(&vault);
        let entries = entries(&vault.0);
        for ((path, text), entry) in vault.0.iter().zip(&entries) {
            prop_assert_eq!(note_of_record(entry.record()), Some(parsed(path, text)));
        }
        let records: HashMap<&str, Vec<u8>> = vault.0.iter().zip(&entries)
            .map(|((path, _), entry)| (path.as_str(), entry.record().to_vec()))
            .collect();
        let again = |stored: &(dyn Fn(&VaultPath) -> Option<Vec<u8>> + Sync)| {
            let entries = vault.0.iter().map(|(path, _)| {
                Entry::stored(VaultPath::new(path.as_str()).unwrap())
            });
            build(entries.collect(), paths(&vault.1), Conventions::default(), stored)
        };
        let whole = again(&|path| records.get(path.as_str()).cloned());
        prop_assert!(image == whole.expect("all records").to_vec());
        // One that is missing is noticed, rather than taken for an empty note.
        let first = vault.0.first().map(|(path, _)| path.as_str());
        let without = again(&|path| {
            records.get(path.as_str()).filter(|_| Some(path.as_str()) != first).cloned()
        });
        prop_assert_eq!(without.is_none(), first.is_some());
    }

    #[test]
    fn every_link_has_one_target_and_the_rule_for_it(vault in vault(), profile in profile()) {
        let graph = open(image_by(&vault, profile));
        prop_assert_eq!(graph.profile(), profile);
        let names = graph.names();
        let mut links = 0;
        for note in graph.notes() {
            let (path, text) = vault.0.iter().find(|(path, _)| path == graph.path(note)).unwrap();
            let record = parsed(path, text);
            prop_assert_eq!(graph.links_of(note).len(), record.links.len());
            for (view, link) in graph.links_of(note).zip(&record.links) {
                links += 1;
                prop_assert_eq!(graph.note_of(view.section), note);
                prop_assert_eq!(graph.place_of(view.section), link.section);
                prop_assert_eq!((view.kind, view.embed, view.line), (link.kind, link.embed, link.line));
                check_target(&graph, note, link, view.target, view.rule)?;
                // Asked again, the stored graph says what building it said.
                let again = names.resolve(note, link);
                prop_assert_eq!(again.rule, view.rule);
                prop_assert_eq!(again.candidates, view.candidates);
                prop_assert_eq!(again.others, view.others);
                let same = match (again.target, view.target) {
                    (Target::Missing(_), Target::Missing(_)) => true,
                    (again, stored) => again == stored,
                };
                prop_assert!(same, "{:?} {:?}", again.target, view.target);
                let all = names.places_for(note, link);
                let found: Vec<Place> = all.iter().map(|(_, place)| *place).collect();
                prop_assert_eq!(found.len() as u32, view.candidates + view.others);
                prop_assert_eq!(found.first().copied(), again.place);
                let fitting = all.iter().filter(|(rule, _)| *rule == view.rule).count();
                prop_assert_eq!(fitting as u32, view.candidates);
                let unique: BTreeSet<Place> = found.iter().copied().collect();
                prop_assert_eq!(unique.len(), found.len(), "a place twice");
                let steps: Vec<_> = names.steps(note, link);
                let finds = |place| steps.iter().any(|(_, places)| places.contains(place));
                prop_assert!(found.iter().all(finds), "what no step found");
                if let (Some(chosen), false) = (found.first(), view.rule == Rule::External) {
                    let step = steps.iter().find(|(rule, _)| *rule == view.rule);
                    prop_assert!(step.is_some_and(|(_, places)| places.contains(chosen)));
                }
            }
        }
        prop_assert_eq!(links, graph.link_count());
    }

    #[test]
    fn backlinks_are_links_read_backwards(vault in vault()) {
        let graph = open(image(&vault));
        let mut reached: BTreeMap<NoteId, Vec<LinkId>> = BTreeMap::new();
        for link in graph.links() {
            if let Some(note) = graph.target_note(link.target) {
                reached.entry(note).or_default().push(link.id);
            }
        }
        for note in graph.notes() {
            let backlinks: Vec<LinkId> = graph.backlinks(note).map(|link| link.id).collect();
            prop_assert_eq!(backlinks, reached.remove(&note).unwrap_or_default());
        }
    }

    #[test]
    fn sections_stay_in_their_notes(vault in vault()) {
        let graph = open(image(&vault));
        let mut next = 0;
        for note in graph.notes() {
            let sections: Vec<SectionId> = graph.sections_of(note).collect();
            prop_assert!(!sections.is_empty());
            for (nth, &section) in sections.iter().enumerate() {
                prop_assert_eq!(section.0, next);
                next += 1;
                prop_assert_eq!(graph.note_of(section), note);
                prop_assert_eq!(graph.section_of(note, nth as u32), section);
                match graph.parent(section) {
                    None => prop_assert_eq!((nth, graph.level(section)), (0, 0)),
                    Some(parent) => {
                        prop_assert!(parent < section && sections.contains(&parent));
                        prop_assert!(graph.level(parent) < graph.level(section));
                        let (inner, outer) = (graph.extent(section), graph.extent(parent));
                        prop_assert!(outer.0 <= inner.0 && inner.2 <= outer.2);
                    }
                }
                let unit = graph.unit_of(section);
                prop_assert_eq!(graph.unit_note(unit), note);
                prop_assert!(graph.unit_sections(unit).any(|each| each == section));
            }
        }
        prop_assert_eq!(next as usize, graph.section_count());
        prop_assert!(graph.units().all(|unit| graph.unit_of(graph.unit_section(unit)) == unit));
    }

    #[test]
    fn concepts_agree_with_each_other_and_with_notes(vault in vault()) {
        let graph = open(image(&vault));
        for concept in graph.concepts() {
            for broader in graph.broader(concept) {
                prop_assert!(broader != concept, "{} is part of itself", graph.concept_name(concept));
                prop_assert!(graph.narrower(broader).any(|narrow| narrow == concept));
            }
            for narrower in graph.narrower(concept) {
                prop_assert!(graph.broader(narrower).any(|broad| broad == concept));
            }
            prop_assert!(!graph.concept_name(concept).is_empty());
            for note in graph.concept_notes(concept) {
                prop_assert_eq!(graph.concept_of(note), concept);
            }
            for statement in graph.concept_statements(concept) {
                prop_assert_eq!(statement.concept, concept);
                prop_assert!(graph.statements(statement.section).any(|other| other == statement));
            }
        }
        for note in graph.notes() {
            let concept = graph.concept_of(note);
            prop_assert!(graph.concept_notes(concept).any(|other| other == note));
            prop_assert_eq!(graph.concept_named(graph.title(note)), Some(concept));
            for section in graph.sections_of(note) {
                for statement in graph.statements(section) {
                    prop_assert_eq!(statement.section, section);
                    let mut others = graph.concept_statements(statement.concept);
                    prop_assert!(others.any(|other| other == statement));
                }
            }
        }
        for node in graph.nodes() {
            for other in graph.neighbours(node) {
                prop_assert!(graph.neighbours(other).any(|back| back == node));
            }
        }
    }

    #[test]
    fn notes_are_found_by_path_and_key(vault in vault()) {
        let graph = open(image(&vault));
        prop_assert_eq!(graph.note_count(), vault.0.len());
        prop_assert!(graph.notes().is_sorted_by_key(|note| graph.path(note).to_owned()));
        for (path, _) in &vault.0 {
            let note = graph.note_at(path).unwrap();
            prop_assert_eq!(graph.path(note), path);
            prop_assert_eq!(graph.note_by_key(lore_graph::note_key(path)), Some(note));
        }
        prop_assert_eq!(graph.note_at("no such.md"), None);
        prop_assert_eq!(graph.files().count(), vault.1.len());
    }

    #[test]
    fn a_name_that_is_not_shared_is_that_of_one_note_at_most(vault in vault(), other in target_text()) {
        let graph = open(image(&vault));
        let names = graph.names();
        let title = |note| graph.title(note).to_uppercase();
        let of_notes = graph.notes().flat_map(|note| [graph.stem(note).to_owned(), title(note)]);
        for name in of_notes.chain([other]) {
            let bearers: BTreeSet<NoteId> =
                names.notes_called(&name).into_iter().chain(names.notes_titled(&name)).collect();
            prop_assert!(bearers.len() < 2 || names.is_shared(&name), "{name:?}: {bearers:?}");
        }
        let paths = graph.paths().eq(graph.notes().map(|note| graph.path(note)));
        prop_assert!(paths, "paths come in the order of notes");
    }

    #[test]
    fn links_between_notes_are_those_that_reach_one(vault in vault()) {
        let graph = open(image(&vault));
        let reaching = graph.links().filter_map(|link| {
            Some((graph.note_of(link.section), graph.target_note(link.target)?))
        });
        prop_assert!(graph.links_between_notes().eq(reaching));
        let targets = graph.links().map(|link| (link.section, link.target));
        prop_assert!(graph.targets().eq(targets));
    }

    #[test]
    fn resolving_is_total(vault in vault(), profile in profile(), target in any::<String>(), written in target_text()) {
        let graph = open(image_by(&vault, profile));
        for target in [target, written] {
            for note in graph.notes().take(3) {
                for kind in KINDS {
                    let link = Link { kind, target: target.clone(), encoded: None, ..link_of(&graph, note) };
                    let resolution = graph.names().resolve(note, &link);
                    prop_assert_eq!(&graph.names().resolve(note, &link), &resolution);
                    check_target(&graph, note, &link, resolution.target, resolution.rule)?;
                    for profile in Profile::ALL {
                        let there = graph.names().as_read_by(profile).resolve(note, &link);
                        check_target(&graph, note, &link, there.target, there.rule)?;
                    }
                }
            }
            graph.names().notes_called(&target);
            graph.names().notes_titled(&target);
        }
    }
}

const KINDS: [lore_core::LinkKind; 5] = [
    lore_core::LinkKind::Wiki,
    lore_core::LinkKind::Markdown,
    lore_core::LinkKind::BlockReference,
    lore_core::LinkKind::PostUrl,
    lore_core::LinkKind::HugoRelref,
];

/// Targets of the characters that resolution looks at.
fn target_text() -> impl Strategy<Value = String> {
    const PARTS: [&str; 18] = [
        "/", "//", ".", "..", "./", "../", "a", "Note", ".md", ".mdx", " ", ":", "https:",
        "\u{301}", "e", "index", "日本", "\0",
    ];
    prop::collection::vec(select(&PARTS[..]), 0..8).prop_map(|parts| parts.concat())
}

fn link_of(graph: &Graph, note: NoteId) -> Link {
    let path = graph.path(note);
    let link = parsed(path, "[[x#Setup]]").links.remove(0);
    assert_eq!(link.fragment.as_deref(), Some("Setup"));
    link
}

/// A target is inside the graph and fits its rule.
fn check_target(
    graph: &Graph,
    from: NoteId,
    link: &Link,
    target: Target,
    rule: Rule,
) -> Result<(), TestCaseError> {
    let in_graph = match target {
        Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => {
            note.0 < graph.note_count() as u32
        }
        Target::Section(section) => section.0 < graph.section_count() as u32,
        Target::File(file) => file.0 < graph.file_count() as u32,
        Target::Missing(concept) => {
            concept.is_none_or(|concept| concept.0 < graph.concept_count() as u32)
        }
        Target::External => true,
    };
    prop_assert!(in_graph, "{target:?}");
    prop_assert_eq!(rule == Rule::External, target == Target::External);
    prop_assert_eq!(rule == Rule::Nothing, matches!(target, Target::Missing(_)));
    if rule == Rule::SameNote {
        prop_assert!(link.target.is_empty());
        prop_assert_eq!(graph.target_note(target), Some(from));
    }
    if matches!(target, Target::Note(_) | Target::External) {
        prop_assert!(target == Target::External || link.fragment.is_none());
    }
    Ok(())
}

#[test]
fn damage_is_noticed_unless_it_is_between_the_columns() {
    let notes = [
        (
            "a.md",
            "---\naliases: [Nick]\n---\n# A\n\n[[b#^id]] #tag\n\n## Day 1\n\n**Topic:** [[Raft]]",
        ),
        ("b.md", "text ^id\n\n[[a]] [[Raft]] ![[p.png]]"),
    ];
    let notes = notes.map(|(path, text)| (path.to_owned(), text.to_owned())).to_vec();
    let image = image(&(notes, vec!["p.png".to_owned()]));
    let graph = Graph::open(image.clone().into()).expect("as it was built");
    for length in 0..image.len() {
        assert!(Graph::open(image[..length].to_vec().into()).is_none(), "{length} bytes");
    }
    for at in 0..image.len() {
        let mut damaged = image.clone();
        damaged[at] ^= 0x10;
        let opened = Graph::open(damaged.into());
        assert!(opened.is_none_or(|opened| opened == graph), "byte {at}");
    }
    assert!(Graph::open(vec![0; 4096].into()).is_none());
}

#[test]
fn a_vault_without_notes_is_a_graph() {
    let graph = open(image(&(Vec::new(), Vec::new())));
    let counts = (graph.note_count(), graph.section_count(), graph.link_count());
    assert_eq!((counts, graph.concept_count(), graph.unit_count()), ((0, 0, 0), 0, 0));
    assert_eq!(graph.note_at("a.md"), None);
    assert_eq!(graph.concept_named("a"), None);
    assert!(graph.names().notes_called("a").is_empty());
}
