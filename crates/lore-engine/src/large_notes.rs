//! What is answered about notes that are large in one way: tests of answers that are found without looking
//! at everything once for each of very many things. Leaves out how long that takes, which `cargo xtask eval
//! growth --notes` measures.

use lore_core::{Code, Date};
use lore_index::Query;
use lore_testkit::VaultFixture;

use crate::reading::Reading;
use crate::related::RelatedOptions;
use crate::{CheckOptions, Engine, Finding, Options, OrphanKind, OrphanOptions, Subject};

fn vault(notes: &[(&str, String)]) -> VaultFixture {
    let vault = VaultFixture::from_str("");
    for (path, text) in notes {
        vault.write(path, text);
    }
    vault
}

fn engine(vault: &VaultFixture) -> Engine {
    let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    Engine::open(&options).expect("an engine in memory")
}

/// As many of something, each with its number.
fn many(count: usize, each: impl Fn(usize) -> String) -> String {
    (0..count).map(each).collect()
}

/// How many sections a query finds, those included that an answer folds into the ones around them.
fn found(engine: &Engine, query: &str) -> usize {
    let query = Query::parse(query, Date::constant(2024, 3, 1));
    engine.state.text.search(&query, &[]).expect("a search in memory").hits.len()
}

fn checked(engine: &Engine) -> Vec<Finding> {
    let options = CheckOptions { hints: true, ..CheckOptions::default() };
    engine.check(&options).expect("nothing unknown").findings
}

#[test]
fn sections_are_found_by_what_the_note_and_the_sections_around_them_say() {
    let tags = many(500, |nth| format!("tag{nth}, "));
    let sections = many(20, |nth| format!("## Part {nth}\n\nwords\n\n"));
    let top = format!("---\ntags: [{tags}]\n---\n");
    let text =
        format!("{top}# Book\n\nvolume:: seven\n#shelf/old\n\n{sections}# Appendix\n\nend\n");
    let vault = vault(&[("book.md", text)]);
    let engine = engine(&vault);
    for (query, count) in [
        ("tag:tag0", 22),
        ("tag:tag499", 22),
        ("topic:tag499", 22),
        ("tag:tag49*", 22),
        ("-tag:tag499", 0),
        ("has:tag", 22),
        ("tag:shelf", 21),
        ("tag:shelf/old", 21),
        ("-tag:shelf", 1),
        ("[volume: seven]", 21),
        ("heading:book", 21),
        ("heading:appendix", 1),
        ("tag:tag499 words", 20),
    ] {
        assert_eq!(found(&engine, query), count, "{query}");
    }
}

/// A note in which every section would be told of a thousand words, tags and fields.
#[test]
fn sections_are_told_of_the_beginning_of_what_nobody_writes() {
    let words = many(1_000, |nth| format!(" word{nth}"));
    let tags = many(1_000, |nth| format!("#tag{nth} "));
    let fields = many(1_000, |nth| format!("field{nth}:: value{nth}\n"));
    let sections = many(3, |nth| format!("## Part {nth}\n\ntext\n\n"));
    let vault = vault(&[("big.md", format!("#{words}\n\n{tags}\n\n{fields}\n{sections}"))]);
    let engine = engine(&vault);
    for (query, count) in [
        ("heading:word0", 4),
        ("heading:word999", 1),
        ("title:word999", 1),
        ("tag:tag0", 4),
        ("tag:tag999", 1),
        ("[field0: value0]", 4),
        ("[field999: value999]", 1),
        ("heading:part", 3),
    ] {
        assert_eq!(found(&engine, query), count, "{query}");
    }
}

#[test]
fn each_backlink_has_its_own_context() {
    let line = many(300, |nth| format!("word{nth} [[good]] "));
    let lines = many(300, |nth| format!("see {nth} in [[good]] here\n\n"));
    let vault = vault(&[("big.md", format!("{line}\n\n{lines}")), ("good.md", "# Good\n".into())]);
    let links = engine(&vault).links("good").expect("a note");
    assert_eq!(links.backlinks.len(), 600);
    for (nth, link) in links.backlinks[..300].iter().enumerate() {
        assert_eq!(link.line, 1);
        assert!(link.context.contains(&format!("word{nth} [[good]]")), "{nth} {}", link.context);
        assert_eq!(link.context.starts_with('…'), nth > 5, "{nth} {}", link.context);
        assert_eq!(link.context.ends_with('…'), nth < 294, "{nth} {}", link.context);
    }
    for (nth, link) in links.backlinks[300..].iter().enumerate() {
        assert_eq!(link.context, format!("see {nth} in [[good]] here"));
        assert_eq!(link.line as usize, 3 + 2 * nth);
    }
}

#[test]
fn the_pieces_of_a_long_section_know_their_lines() {
    let text = format!("# Long\n\n{}", many(6_000, |nth| format!("This is paragraph {nth}.\n\n")));
    let vault = vault(&[("long.md", text.clone())]);
    let engine = engine(&vault);
    let reading = Reading::new(&engine);
    let section = engine.graph.sections().last().expect("a section");
    let mut pieces = 0;
    let third = std::cell::Cell::new(0);
    let wanted = |_: &str| {
        third.set(third.get() + 1);
        third.get() % 3 == 0
    };
    for piece in reading.parts(section, wanted) {
        pieces += 1;
        let before = &text[..piece.start as usize];
        assert_eq!(piece.first_line as usize, before.matches('\n').count() + 1);
        for (at, _) in piece.source.match_indices("paragraph").take(20) {
            let offset = piece.start as usize + at;
            let line = text[..offset].matches('\n').count() + 1;
            assert_eq!(piece.line(offset as u32) as usize, line);
        }
    }
    assert!(pieces > 2, "{pieces}");
}

#[test]
fn a_long_note_is_related_by_its_beginning() {
    let filler = many(6_000, |nth| format!("Nothing but filler number {nth}.\n\n"));
    let vault = vault(&[
        ("long.md", format!("# Long\n\nAbout quaternions first.\n\n{filler}About zeppelins.\n")),
        ("quaternions.md", "# Quaternions\n\nRotations by quaternions.\n".into()),
        ("zeppelins.md", "# Zeppelins\n\nFlights of zeppelins.\n".into()),
    ]);
    let engine = engine(&vault);
    let related = engine.related("long", &RelatedOptions::first(5)).expect("a note").items;
    let first = &related[0];
    assert_eq!(first.path.as_deref(), Some("quaternions.md"));
    assert_eq!(first.reasons[0].line, Some(3), "{:?}", first.reasons);
}

#[test]
fn links_in_comments_are_told_from_others_in_one_section() {
    let text = many(200, |nth| format!("see [[gone {nth}]] %% and [[hidden {nth}]] %% now\n\n"));
    let vault = vault(&[("big.md", text)]);
    let findings = checked(&engine(&vault));
    assert_eq!(findings.len(), 400);
    for finding in findings {
        let is_hint = finding.severity == lore_core::Severity::Hint;
        assert_eq!(is_hint, finding.message.contains("hidden"), "{}", finding.message);
    }
}

#[test]
fn anchors_that_another_tool_made_lead_to_their_headings() {
    let contents = many(400, |nth| format!("- [{nth}](#The-Part-{nth})\n"));
    let parts = many(400, |nth| format!("\n## The part: {nth}\n\ntext\n"));
    let vault = vault(&[("book.md", format!("# Book\n\n{contents}{parts}"))]);
    let findings = checked(&engine(&vault));
    for (nth, finding) in findings.iter().enumerate() {
        assert_eq!((finding.code, finding.suggestions.len()), (Code::DeadAnchor, 1), "{nth}");
    }
}

/// Thousands of letters differ in more than a slip, and to count in how many takes long.
#[test]
fn headings_and_titles_of_thousands_of_letters_are_no_slips() {
    let long = many(400, |nth| format!("word{nth} "));
    let vault = vault(&[
        (
            "big.md",
            format!(
                "[[#{long}x]] [[{long}x]]\n\n[[#Chaptre]] [[Interlde]]\n\n## {long}y\n\n## Chapter\n"
            ),
        ),
        ("long.md", format!("# {long}y\n")),
        ("interlude.md", "# Interlude\n".into()),
    ]);
    let findings = checked(&engine(&vault));
    let suggested: Vec<(u32, usize)> = findings
        .iter()
        .filter(|finding| matches!(finding.code, Code::DeadAnchor | Code::DeadLink))
        .map(|finding| (finding.line, finding.suggestions.len()))
        .collect();
    assert_eq!(suggested, [(1, 1), (1, 0), (3, 1), (3, 1)], "{findings:?}");
}

#[test]
fn names_of_thousands_of_words_are_not_mentioned() {
    let long = "buffalo ".repeat(3_000);
    let vault = vault(&[
        ("long.md", format!("# {long}\n\ntext\n")),
        ("query planner.md", "# Query planner\n\ntext\n".into()),
        ("big.md", format!("{long} {long}\n\nThe query planner of buffalo.\n")),
    ]);
    let findings = checked(&engine(&vault));
    let mentions = findings.iter().filter(|finding| finding.code == Code::UnlinkedMention);
    let mentions: Vec<_> = mentions.map(|finding| (&*finding.path, &*finding.message)).collect();
    assert_eq!(mentions, [("big.md", "“query planner” is not linked")]);
}

#[test]
fn a_note_of_many_names_is_mentioned_by_each() {
    let aliases = many(150, |nth| format!("alias name {nth}, "));
    let text = many(150, |nth| format!("## Part {nth}\n\nHere alias name {nth} stands.\n\n"));
    let vault = vault(&[
        ("title.md", format!("---\naliases: [{aliases}]\n---\n# Title\n")),
        ("big.md", format!("# Big\n\n{text}")),
    ]);
    let engine = engine(&vault);
    let named = engine.find_concept("title").expect("a concept");
    let mentions = engine.mentions_of_concept(&Reading::new(&engine), named, 1_000).mentions;
    let said: Vec<&str> = mentions.iter().map(|mention| mention.text.as_str()).collect();
    let names: Vec<String> = (0..150).map(|nth| format!("alias name {nth}")).collect();
    assert_eq!(said, names);
}

#[test]
fn what_fields_and_tags_state_is_not_mentioned() {
    let stated =
        many(100, |nth| format!("topic:: Query planner {nth}\n\nNotes on #query{nth}.\n\n"));
    let vault = vault(&[
        ("query planner.md", "# Query planner\n".into()),
        ("big.md", format!("# Big\n\n{stated}Here the query planner is mentioned.\n")),
    ]);
    let engine = engine(&vault);
    let found = engine.link_suggestions("big", 10).expect("a note");
    let lines: Vec<u32> = found.iter().map(|found| found.mention.line).collect();
    assert_eq!(lines, [403], "{found:?}");
}

#[test]
fn entries_have_the_topics_of_the_note_each_once() {
    let days = many(28, |nth| format!("## 2024-02-{:02}\n\n**Topic:** own {nth}\n\n", nth + 1));
    let vault = vault(&[("log.md", format!("**Topic:** work\n\n**Topic:** own 3\n\n{days}"))]);
    let entries = engine(&vault).timeline(None, None).expect("all");
    let own = entries.iter().filter(|entry| entry.line > 4);
    for (nth, entry) in own.enumerate() {
        let mut topics = vec![format!("own {nth}"), "work".to_owned(), "own 3".to_owned()];
        topics.dedup();
        if nth == 3 {
            topics = vec!["own 3".to_owned(), "work".to_owned()];
        }
        assert_eq!(entry.topics, topics);
    }
}

#[test]
fn lines_of_stop_words_and_of_one_word_again_and_again_tell_nothing() {
    let log = |word: &str| format!("{}\n", format!("{word} ").repeat(40)).repeat(300);
    let others: String = many(6, |nth| format!("## Tea {nth}\n\nTea and water.\n\n"));
    let vault = vault(&[
        ("stop.md", log("a")),
        ("again.md", log("tea")),
        ("teas.md", others),
        ("sea.md", "Salt and rain.\n".to_owned()),
    ]);
    let engine = engine(&vault);
    let related = |name: &str| -> Vec<String> {
        let items = engine.related(name, &RelatedOptions::first(10)).expect("a note").items;
        items.into_iter().map(|item| item.name).collect()
    };
    assert_eq!(related("stop"), [""; 0]);
    assert!(related("again").iter().all(|name| name != "sea"), "{:?}", related("again"));
}

/// Entries of a journal that name what none of them links.
#[test]
fn the_links_worth_adding_in_a_long_journal_are_told_once_for_each_target() {
    let entries = many(300, |nth| {
        format!("## Day {}\n\nThe oat milk was gone. More oat milk came with tea.\n\n", nth + 1)
    });
    let vault = vault(&[
        ("journal.md", format!("# Journal\n\n{entries}")),
        ("Oat Milk.md", "# Oat Milk\n".into()),
        ("Tea.md", "# Tea\n".into()),
    ]);
    let found = engine(&vault).link_suggestions("journal", 5).expect("a note");
    let seen: Vec<_> = found
        .iter()
        .map(|ranked| (ranked.target.name.as_str(), ranked.mention.line, ranked.mention.count))
        .collect();
    assert_eq!(seen, [("Oat Milk", 5, 2), ("Tea", 5, 1)]);
    assert_eq!(found[0].mention.column, 5);
    assert_eq!(found[0].mention.label, "Day 1");
    assert_eq!(found[0].sections, 300);
}

#[test]
fn what_a_hub_links_to_is_told_from_what_it_does_not() {
    let links = many(300, |nth| format!("- [[Note {nth}]]\n"));
    let vault = vault(&[("Hub.md", format!("Tea and milk.\n\n{links}"))]);
    for nth in 0..300 {
        vault.write(&format!("Note {nth}.md"), "Tea and milk.\n");
    }
    vault.write("Back.md", "See [[Hub]] for tea and milk.\n");
    vault.write("Apart.md", "The hub has tea and milk.\n");
    let engine = engine(&vault);
    let related = |linked| {
        let options = RelatedOptions { linked, ..RelatedOptions::first(1_000) };
        let items = engine.related("Hub", &options).expect("a note").items;
        items.into_iter().map(|item| (item.name, item.linked)).collect::<Vec<_>>()
    };
    let linked = related(Some(true));
    assert!(linked.iter().all(|(name, linked)| *linked && name != "Apart"), "{linked:?}");
    assert!(linked.iter().any(|(name, _)| name == "Back"), "{linked:?}");
    assert!(linked.iter().any(|(name, _)| name == "Note 299") || linked.len() > 300, "{linked:?}");
    assert_eq!(related(Some(false)), [("Apart".to_owned(), false)]);
}

#[test]
fn notes_that_share_their_name_alone_are_not_suggested_to_each_other() {
    let vault = vault(&[("Meadow.md", "The notes of beekeeping are here.\n".into())]);
    for nth in 0..100 {
        vault.write(&format!("p{nth}/Notes.md"), "# Notes\n\nSome text about things.\n");
    }
    vault.write("p7/Notes.md", "# Notes\n\nOf beekeeping and of the meadow.\n");
    let engine = engine(&vault);
    let options = OrphanOptions { suggest: true, ..OrphanOptions::of(OrphanKind::Unreferenced) };
    let orphans = engine.orphans(&options).orphans;
    let suggested = |path: &str| {
        let orphan = orphans.iter().find(|orphan| orphan.path == path).expect("an orphan");
        orphan.suggestions.iter().map(|each| each.path.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(suggested("p7/Notes.md"), ["Meadow.md"]);
    // Of a hundred that are called so, “the notes” means none.
    assert_eq!(suggested("p8/Notes.md"), [""; 0]);
}

#[test]
fn a_word_that_a_huge_section_begins_with_joins_a_phrase() {
    let data = many(9_000, |nth| format!("{{\"id\": {nth}, \"kettle\": \"steam\"}}, "));
    let vault = vault(&[
        ("data.md", format!("# Data\n\n{data}")),
        ("other.md", "A kettle makes steam of water.\n".into()),
    ]);
    for nth in 0..10 {
        vault.write(&format!("n{nth}.md"), "Nothing of that.\n");
    }
    let engine = engine(&vault);
    let items = engine.related("kettle steam", &RelatedOptions::first(5)).expect("words").items;
    let paths: Vec<_> = items.iter().filter_map(|item| item.path.as_deref()).collect();
    assert_eq!(paths, ["other.md", "data.md"]);
}

/// Very many notes of one name were read for each of them, and explained in vain.
#[test]
fn notes_of_one_name_are_not_looked_for_in_each_other() {
    for text in ["# Note\nsee [[note]] in passing\n", "# Note\n\nPackage. See the note.\n"] {
        let vault = VaultFixture::from_str("");
        for nth in 0..120 {
            vault.write(&format!("d{nth}/note.md"), text);
        }
        let engine = engine(&vault);
        let reading = Reading::new(&engine);
        let asked = 10;
        for note in engine.graph.notes().take(asked) {
            assert!(!engine.may_be_meant(note));
            engine.related_items(&reading, Subject::Note(note), &RelatedOptions::first(6));
        }
        assert_eq!(reading.notes_read(), asked, "{text}");
    }
}

/// Each word of a name was compared with each place of every other word of it.
#[test]
fn names_longer_than_any_that_is_looked_up_are_not_looked_for() {
    let vault = vault(&[("big.md", "topic:: ".repeat(2_000)), ("other.md", "topic:: tea".into())]);
    let engine = engine(&vault);
    let long = ["topic ".repeat(41), "tea".to_owned()];
    assert!(engine.sections_naming(&long[..1]).is_empty());
    assert_eq!(engine.sections_naming(&long).len(), 1);
    assert_eq!(engine.gaps(10, None).total, 2);
}

/// Half of the notes were opened to see whether a dead link stands in a comment.
#[test]
fn links_are_checked_without_their_notes() {
    let vault = vault(&[("a.md", "[[one]] %%[[two]]%%\n\n%%\n[[three]]\n%%\n".into())]);
    let engine = engine(&vault);
    vault.remove("a.md");
    let severities = |hidden: bool| {
        let all = checked(&engine).into_iter();
        all.filter(|found| (found.severity == lore_core::Severity::Hint) == hidden).count()
    };
    assert_eq!((severities(false), severities(true)), (1, 2));
}

#[test]
fn of_very_many_files_that_a_link_fits_a_few_are_offered() {
    let vault = vault(&[("a.md", "![[image.png]]\n".into())]);
    for nth in 0..200 {
        vault.write(&format!("folder{nth}/image.png"), "");
    }
    let findings = checked(&engine(&vault));
    assert!(findings[0].message.contains("fits 200 files"), "{}", findings[0].message);
    assert_eq!(findings[0].suggestions.len(), 10);
    assert_eq!(findings[0].suggestions[0], "![[folder0/image.png]]");
}
