//! `lore mentions`, and `lore links --suggest`, which is the same from the other side. Leaves out mentions
//! as hints, which are in `check`.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_best_first, assert_shape, column, list, text, tree};
use crate::fixtures::{GARDEN, JOURNAL};

/// More mentions than any of these vaults has.
const ALL: &str = "1000000";

#[test]
fn sample() {
    assert_session!(TestEnvironment::sample().session(&[
        &["mentions", "-n", "8"],
        &["mentions", "PostgreSQL", "-n", "2"],
        &["mentions", "version control"],
        &["mentions", "Nowhere"],
        &["links", "concepts/Column-oriented Storage.md", "--suggest", "-n", "3"],
    ]));
}

#[test]
fn sample_json() {
    assert_session!(TestEnvironment::sample().session(&[&["mentions", "-n", "1", "--json"]]));
}

#[test]
fn rejections() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["mentions", "Home"],
        &["mentions", "--rejected"],
        &["mentions", "--reject", "Home", "Homes"],
        &["mentions", "--reject", "Home", "home"],
        &["mentions", "--reject", "Nowhere", "home"],
        &["mentions", "Home"],
        &["mentions", "--rejected"],
        &["mentions", "--rejected", "--json"],
        &["mentions", "--unreject", "Home", "home"],
        &["mentions", "--unreject", "Home", "home"],
    ]));
}

/// The column of the mention of `Hash Index`, alias `Probe`, in a note with this text.
fn column_in(note: &str) -> Option<u64> {
    let env = TestEnvironment::new(&format!(
        "-- Hash Index.md --\n---\naliases: [Probe, 散列索引, Café]\n---\nA map.\n\
         -- Hash Index and others.md --\nB\n-- a.md --\n{note}\n"
    ));
    let answer = env.json(&["mentions", "Hash Index"]);
    list(&answer, "mentions").first().map(|mention| mention["column"].as_u64().unwrap())
}

#[test]
fn what_is_a_mention() {
    for (note, column) in [
        // Whole words, whatever their case, number, accents and script.
        ("A Hash Index is.", Some(3)),
        ("a hash index.", Some(3)),
        ("Hash indexes", None),
        ("Two probes.", Some(5)),
        ("Probed", None),
        ("(probe)", Some(2)),
        ("**probe**", Some(3)),
        ("probe-based", Some(1)),
        ("read/probe ratio", Some(6)),
        ("probe's end.", Some(1)),
        ("le cafe\u{301} noir", Some(4)),
        ("数据库的散列索引很快", Some(5)),
        // The longest name.
        ("Hash index and others", None),
        ("Hash index and others, probe", Some(24)),
        // Running text.
        ("`probe` and `x probe`", None),
        ("```\nprobe\n```", None),
        ("$probe$", None),
        ("%%probe%%", None),
        ("<!-- probe -->", None),
        ("# Probe\n\nx", None),
        ("---\nx: probe\n---\ny", None),
        ("#probe", None),
        ("**Topic:** Probe", None),
        ("**Uses:** Probe", Some(11)),
        ("**Uses:** Docker, Probe", Some(19)),
        ("**Uses:** what a probe says", Some(18)),
        // Links and addresses.
        ("[probe](https://example.org)", None),
        ("https://example.org/probe", None),
        ("example.org/probe", None),
        ("probe.conf and my_probe", None),
        ("./probe/x", None),
        // Who links it once does not link it again.
        ("A probe. [[Hash Index]]", None),
        ("A probe. ![[Hash Index]]", None),
        ("A probe. [[Hash Index and others]]", Some(3)),
    ] {
        assert_eq!(column_in(note), column, "{note}");
    }
}

#[test]
fn headings_count_if_asked_for() {
    let env = TestEnvironment::new(
        "-- Raft.md --\nx\n-- a.md --\n# Consensus\n\n## By Raft\n\n### More\n\nText.\n",
    );
    assert!(list(&env.json(&["mentions"]), "mentions").is_empty());
    let answer = env.json(&["mentions", "--headings"]);
    let mentions = list(&answer, "mentions");
    assert_eq!(mentions.len(), 1, "{answer:#}");
    assert_eq!((&mentions[0]["line"], &mentions[0]["column"]), (&json!(3), &json!(7)));
    assert_eq!(env.json(&["mentions", "Raft", "--headings"]), answer);
}

#[test]
fn names_of_more_than_eight_words_are_no_mentions_and_do_not_count() {
    for (name, at_most) in
        [("One of two or three of four five", 1), ("One of two or three of four five six", 0)]
    {
        let vault = format!("-- {name}.md --\nx\n-- a.md --\n{name}.\n-- b.md --\nx\n");
        let answer = TestEnvironment::new(&vault).json(&["mentions"]);
        assert_eq!(answer["at_most"], at_most, "{name}");
        assert_eq!(list(&answer, "mentions").len(), at_most, "{name}");
    }
}

#[test]
fn of_each_section_the_first() {
    let env = TestEnvironment::new(
        "-- Raft.md --\nx\n-- a.md --\nRaft and Raft.\n\n# One\n\nRaft again.\n\n# Two\n\nNo.\n",
    );
    let answer = env.json(&["mentions", "Raft"]);
    let places: Vec<_> = list(&answer, "mentions")
        .iter()
        .map(|mention| (mention["line"].as_u64().unwrap(), mention["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [(1, 2), (5, 1)]);
    // In the note itself one link is enough.
    let answer = env.json(&["links", "a", "--suggest"]);
    let suggestions = list(&answer, "suggestions");
    assert_eq!(suggestions.len(), 1, "{answer:#}");
    assert_eq!(suggestions[0]["count"], 3);
}

/// Notes that all say the same, and three that are named.
fn vault_of_words(links: &str) -> TestEnvironment {
    let mut files = "-- Tags.md --\nx\n-- Merge tree.md --\nx\n-- Airflow.md --\nx\n".to_owned();
    for number in 0..30 {
        files.push_str(&format!("-- {number}.md --\nHere are tags, static and dynamic.\n"));
    }
    files.push_str(&format!(
        "-- last.md --\nA merge tree.\n\nRuns on Airflow.\n\nMore tags.\n-- links.md --\n{links}\n"
    ));
    TestEnvironment::new(&files)
}

#[test]
fn common_words_come_last_and_are_learned_from_links() {
    let names = |links: &str| -> Vec<String> {
        let answer = vault_of_words(links).json(&["mentions", "-n", ALL]);
        let mentions = list(&answer, "mentions");
        assert_best_first(mentions);
        let targets = mentions.iter().map(|mention| text(&mention["target"], "name").to_owned());
        targets.collect()
    };
    // Three of each note in the list of the vault.
    assert_eq!(names(""), ["Merge tree", "Airflow", "Tags", "Tags", "Tags"]);
    let linked = names(
        "[[Airflow]] [[airflow]] [the Airflow](Airflow.md)\n\n# Two\n\n[[Airflow]]\n\n# Three\n\n[[Airflow]]",
    );
    assert_eq!(linked[0], "Airflow", "{linked:?}");
}

#[test]
fn entries_of_a_journal_lead_to_those_that_declare_a_topic() {
    let env = TestEnvironment::new(
        "-- journal.md --\n# Days\n\n## Day 1\n\n**Topic:** Docker\n\nImages.\n\n## Day 2\n\n\
         **Topic:** Airflow\n\nIt runs in Docker. A scheduler.\n\n## Day 3\n\n**Topic:** Project\n\n\
         Airflow runs it, in docker.\n\n**Content:** Airflow\n",
    );
    let answer = env.json(&["mentions", "Airflow"]);
    let mentions = list(&answer, "mentions");
    assert_eq!(column(mentions, "section"), ["Day 3 · Project"]);
    assert_eq!(mentions[0]["line"], 19);
    assert_eq!(
        mentions[0]["target"],
        json!({
            "name": "Airflow", "kind": "topic", "path": "journal.md",
            "heading": ["Days", "Day 2"], "line": 9,
        })
    );
    let answer = env.json(&["links", "journal", "--suggest"]);
    let suggested: Vec<_> = list(&answer, "suggestions")
        .iter()
        .map(|each| (text(each, "text"), each["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(suggested, [("Airflow", 19), ("Docker", 13)]);
    let answer = env.json(&["links", "journal#Day 2", "--suggest"]);
    assert_eq!(column(list(&answer, "suggestions"), "text"), ["Docker"]);
}

#[test]
fn json_tells_the_truth() {
    let shape = json!({
        "at_most": 0,
        "mentions": [{
            "path": "", "section": "", "line": 0, "column": 0, "text": "", "context": "",
            "count": 0, "score": 0.0, "links": 0, "sections": 0, "link?": "",
            "target": {"name": "", "kind": "", "path": "", "heading": [""], "line": 0},
        }],
    });
    for env in
        [TestEnvironment::sample(), TestEnvironment::new(GARDEN), TestEnvironment::new(JOURNAL)]
    {
        let answer = env.json(&["mentions", "-n", ALL]);
        assert_shape(&answer, &shape);
        let mentions = list(&answer, "mentions");
        assert!(
            !mentions.is_empty() && mentions.len() as u64 <= answer["at_most"].as_u64().unwrap()
        );
        for mention in mentions {
            let note = env.vault().read(text(mention, "path"));
            let line = note.lines().nth(mention["line"].as_u64().unwrap() as usize - 1).unwrap();
            let before = mention["column"].as_u64().unwrap() as usize - 1;
            let rest: String = line.chars().skip(before).collect();
            assert!(rest.starts_with(text(mention, "text")), "{mention:#}");
            assert!(text(mention, "context").contains(text(mention, "text")), "{mention:#}");
            assert!((0.0..=1.0).contains(&mention["score"].as_f64().unwrap()), "{mention:#}");
        }
    }
}

#[test]
fn both_directions_say_the_same() {
    for env in [TestEnvironment::sample(), TestEnvironment::new(GARDEN)] {
        let key = |mention: &Value| {
            let target = text(&mention["target"], "path").to_owned();
            let place = |name: &str| mention[name].as_u64().unwrap();
            (text(mention, "path").to_owned(), target, place("line"), place("column"))
        };
        let score = |mention: &Value| mention["score"].as_f64().unwrap();
        let mut towards: BTreeMap<_, f64> = BTreeMap::new();
        let mut from: BTreeMap<_, f64> = BTreeMap::new();
        let stats = env.json(&["topics", "--all"]);
        let mut notes: Vec<String> = list(&stats, "topics")
            .iter()
            .flat_map(|topic| list(topic, "where").iter())
            .map(|place| text(place, "path").to_owned())
            .collect();
        notes.sort();
        notes.dedup();
        for note in &notes {
            let answer = env.json(&["mentions", note, "-n", ALL]);
            let mentions = list(&answer, "mentions").iter();
            towards.extend(mentions.map(|mention| (key(mention), score(mention))));
            let answer = env.json(&["links", note, "--suggest", "-n", ALL]);
            let suggestions = list(&answer, "suggestions").iter();
            let to_notes = suggestions.filter(|each| text(&each["target"], "kind") == "note");
            from.extend(to_notes.map(|mention| (key(mention), score(mention))));
        }
        assert!(!from.is_empty());
        for (mention, score) in &from {
            assert_eq!(towards.get(mention), Some(score), "{mention:?}");
        }
    }
}

#[test]
fn settings_reject_for_all_who_use_the_vault() {
    let env = TestEnvironment::new(
        "-- Home.md --\n---\naliases: [House]\n---\nx\n-- a.md --\nA house at home.\n",
    );
    let mentions = || list(&env.json(&["mentions"]), "mentions").len();
    assert_eq!(mentions(), 1);
    let settings = "[mentions]\nreject = { Home = [\"home\", \"Houses\"], Lair = \"den\" }\n";
    std::fs::write(env.vault().path("lore.toml"), settings).unwrap();
    assert_eq!(mentions(), 0);
    env.lore(&["mentions", "--reject", "a", "A"]).expect(0);
    let rejected = env.json(&["mentions", "--rejected"]);
    let rejected = list(&rejected, "rejected");
    assert_eq!(column(rejected, "note"), ["a.md", "Home.md", "Home.md", "Lair"]);
    assert_eq!(column(rejected, "phrase"), ["A", "home", "Houses", "den"]);
    assert_eq!(rejected.iter().filter(|each| each["in_settings"] == true).count(), 3);
    let listed = env.lore(&["mentions", "--rejected"]).expect(0).stdout;
    assert!(listed.contains("“Houses”  is not  Home.md  (lore.toml)"), "{listed}");
    assert!(listed.ends_with("; 3 rejections in lore.toml\n"), "{listed}");
}

#[test]
fn what_is_rejected_is_no_mention_anywhere_and_outlives_the_cache() {
    let env = TestEnvironment::new(
        "-- Home.md --\n---\naliases: [House]\n---\nx\n-- a.md --\nA house at home.\n",
    );
    let files = tree(env.vault().root());
    let said = || {
        let hints = env.json(&["check", "--hints"]);
        let is_mention = |problem: &&Value| text(problem, "code") == "unlinked-mention";
        [
            list(&env.json(&["mentions"]), "mentions").len(),
            list(&env.json(&["links", "Home"]), "mentions").len(),
            list(&env.json(&["links", "a", "--suggest"]), "suggestions").len(),
            list(&hints, "problems").iter().filter(is_mention).count(),
        ]
    };
    assert_eq!(said(), [1; 4]);
    env.lore(&["mentions", "--reject", "Home", "home"]).expect(0);
    assert_eq!(said(), [1; 4], "there is still the house");
    env.lore(&["mentions", "--unreject", "Home", "homes"]).expect(0);
    env.lore(&["mentions", "--reject", "Home", "HOUSES"]).expect(0);
    assert_eq!(said(), [1; 4], "there is still the home");
    env.lore(&["mentions", "--reject", "Home", "home"]).expect(0);
    std::fs::remove_dir_all(env.cache()).unwrap();
    assert_eq!(said(), [0; 4]);
    assert_eq!(tree(env.vault().root()), files);
    // A note that is gone can still be named by its path.
    std::fs::remove_file(env.vault().path("Home.md")).unwrap();
    env.lore(&["mentions", "--unreject", "Home.md", "house"]).expect(0);
    assert_eq!(list(&env.json(&["mentions", "--rejected"]), "rejected").len(), 1);
}

#[test]
fn a_score_that_no_mention_reaches_is_not_taken_for_none() {
    let env = TestEnvironment::new("-- Home.md --\nx\n-- a.md --\nAt home.\n");
    for arguments in [&[][..], &["Home"]] {
        let run = env.lore(&[&["mentions", "--min-score", "1"], arguments].concat()).expect(1);
        assert_eq!(run.stdout, "no unlinked mention has a score of 1 or more\n");
    }
    for wrong in ["5", "nan", "-1", "1.01", "much"] {
        let run = env.lore(&["mentions", &format!("--min-score={wrong}")]).expect(2);
        assert!(run.stderr.contains("it is a number from 0 to 1"), "{}", run.stderr);
    }
}

#[test]
fn rejections_of_many_commands_at_once_are_all_kept() {
    let env = TestEnvironment::new("-- Home.md --\nx\n-- a.md --\nx\n");
    env.lore(&["index"]).expect(0);
    let run = env.shell(
        "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n\
         \"$LORE\" mentions --reject Home \"phrase $n\" || echo failed &\ndone\nwait",
    );
    assert!(run.stderr.is_empty() && !run.stdout.contains("failed"), "{run:#?}");
    assert_eq!(list(&env.json(&["mentions", "--rejected"]), "rejected").len(), 20);
}

#[test]
fn rejections_follow_a_note_that_is_moved() {
    let env = TestEnvironment::new(
        "-- Home.md --\n---\ntitle: Our Home\naliases: [House]\n---\nx\n-- a.md --\nA house.\n",
    );
    let vault = env.vault();
    let mentions = || list(&env.json(&["mentions"]), "mentions").len();
    let rejected = || {
        let answer = env.json(&["mentions", "--rejected"]);
        column(list(&answer, "rejected"), "note").join(" ")
    };
    env.lore(&["mentions", "--reject", "Home", "house"]).expect(0);
    std::fs::create_dir(vault.path("places")).unwrap();
    std::fs::rename(vault.path("Home.md"), vault.path("places/Den.md")).unwrap();
    assert_eq!((mentions(), rejected()), (0, "places/Den.md".to_owned()));
    // Which of two it was nobody knows.
    std::fs::copy(vault.path("places/Den.md"), vault.path("b.md")).unwrap();
    assert_eq!((mentions(), rejected()), (1, "Home.md".to_owned()));
    std::fs::remove_file(vault.path("b.md")).unwrap();
    // What is kept is as it was when something was kept last.
    env.lore(&["mentions", "--reject", "Our Home", "the house"]).expect(0);
    std::fs::rename(vault.path("places/Den.md"), vault.path("Lair.md")).unwrap();
    assert_eq!((mentions(), rejected()), (0, "Lair.md Lair.md".to_owned()));
    env.lore(&["mentions", "--unreject", "Lair", "house"]).expect(0);
    assert_eq!((mentions(), rejected()), (1, "Lair.md".to_owned()));
}

#[test]
fn what_cannot_be_kept_is_said_and_nothing_is_lost() {
    let env = TestEnvironment::new("-- Home.md --\nx\n-- a.md --\nAt home.\n");
    let mut command = env.lore_command(&["mentions", "--reject", "Home", "home"]);
    command.env_remove("HOME").env_remove("LORE_DATA_DIR");
    let run = crate::common::run(command).expect(2);
    assert!(run.stderr.contains("LORE_DATA_DIR"), "{run:#?}");
    env.lore(&["mentions", "--reject", "Home", "home"]).expect(0);
    let vaults = env.data().join("vaults");
    let files = std::fs::read_dir(&vaults).unwrap().map(|file| file.unwrap().path());
    let (file, lock): (Vec<_>, Vec<_>) =
        files.partition(|path| path.extension().unwrap() == "json");
    let (file, lock) = (file[0].clone(), lock[0].clone());
    for (path, mode) in [(vaults, 0o700), (file.clone(), 0o600), (lock, 0o600)] {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode, "{path:?}");
    }
    std::fs::write(&file, "{ half").unwrap();
    for arguments in [&["mentions", "--rejected"][..], &["mentions", "--reject", "Home", "x"]] {
        let run = env.lore(arguments).expect(2);
        assert!(run.stderr.contains("damaged"), "{run:#?}");
    }
    // What was rejected comes back, and not in silence.
    let run = env.lore(&["mentions", "Home"]).expect(0);
    assert!(run.stderr.contains("damaged") && run.stdout.contains("home"), "{run:#?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{ half");
}

/// More notes that hold the name of another as a part of a longer name, or in code, than were read.
fn one_mention_among_many_places(text: &str) -> TestEnvironment {
    let mut files = "-- Docker.md --\n# Docker\n-- Docker Compose.md --\n# Docker Compose\n\
                     -- Q.md --\n# Q\n-- z.md --\nI like docker a lot.\n\nSee [[Q]].\n"
        .to_owned();
    for number in 1000..1450 {
        files.push_str(&format!(
            "-- n{number}.md --\n{}\n",
            text.replace("NUMBER", &number.to_string())
        ));
    }
    TestEnvironment::new(&files)
}

#[test]
fn what_holds_no_mention_does_not_hide_the_one_that_there_is() {
    for text in ["We run docker compose number NUMBER here.", "Here `docker NUMBER` is run."] {
        let env = one_mention_among_many_places(text);
        for question in [
            vec!["mentions", "Docker"],
            vec!["mentions", "Docker", "-n", "1"],
            vec!["mentions", "Docker", "-n", "2"],
            vec!["mentions", "Docker", "-n", "1000"],
            vec!["links", "Docker"],
            vec!["topics", "Docker"],
        ] {
            let answer = env.json(&question);
            assert_eq!(column(list(&answer, "mentions"), "path"), ["z.md"], "{question:?}");
            assert!(answer["unread"].is_null(), "{question:?}: {answer:#}");
        }
        let answer = env.json(&["path", "Q", "Docker"]);
        let names = column(list(&answer, "path"), "name");
        assert_eq!(names, ["Q", "z", "Docker"], "{text}");
        let answer = env.json(&["path", "Docker", "Q"]);
        let names = column(list(&answer, "path"), "name");
        assert_eq!(names, ["Docker", "z", "Q"], "{text}");
    }
}

/// The notes of which the mentions come first are not all that mention it.
#[test]
fn a_mention_that_connects_is_found_behind_those_that_do_not() {
    let env = one_mention_among_many_places("We run docker NUMBER times.");
    let answer = env.json(&["path", "Q", "Docker"]);
    let names = column(list(&answer, "path"), "name");
    assert_eq!(names, ["Q", "z", "Docker"]);
}

#[test]
fn places_that_were_not_read_are_told() {
    let code = "Here `docker` is run.\n\n";
    let mut text = String::new();
    for number in 0..2_300 {
        text.push_str(&format!("## {number}\n\n{code}"));
    }
    let env = TestEnvironment::new(&format!(
        "-- Docker.md --\n# Docker\n-- a.md --\n{text}\n-- z.md --\nI like docker a lot.\n"
    ));
    // Who asks for more has a few more read.
    for (question, unread) in [("mentions", 301), ("links", 281), ("topics", 301)] {
        let answer = env.json(&[question, "Docker"]);
        assert_eq!(answer["unread"], unread, "{question}");
        let run = env.lore(&[question, "Docker"]);
        assert!(run.stdout.contains(&format!("{unread} places")), "{run:#?}");
        assert!(!run.stdout.contains("nothing names it"), "{run:#?}");
    }
    let run = env.lore(&["path", "a", "Docker"]).expect(1);
    assert!(run.stdout.contains("301 places that may mention one of them were not checked"));
    assert_eq!(env.json(&["path", "a", "Docker"])["unread"], 301);
    let answer = env.json(&["mentions", "Docker", "-n", "10000"]);
    assert_eq!(column(list(&answer, "mentions"), "path"), ["z.md"]);
    assert!(answer["unread"].is_null());
}

#[test]
fn a_topic_says_that_it_has_more_mentions_than_it_lists() {
    for (sections, has_more) in [(20, false), (21, true)] {
        let text: String =
            (0..sections).map(|nth| format!("## {nth}\n\nAbout raft.\n\n")).collect();
        let env = TestEnvironment::new(&format!("-- Raft.md --\n-- a.md --\n{text}"));
        let page = env.json(&["topics", "Raft"]);
        assert_eq!(list(&page, "mentions").len(), 20);
        assert_eq!(page["has_more_mentions"] == true, has_more);
        let run = env.lore(&["topics", "Raft"]).expect(0);
        assert_eq!(run.stdout.contains("lists more"), has_more, "{run:#?}");
        assert_eq!(run.stdout.contains("(the first 20)"), has_more, "{run:#?}");
    }
}

#[test]
fn of_the_whole_vault_the_total_stays_true_where_not_all_was_read() {
    let code = "Here `docker` is run.\n\n";
    let text: String = (0..2_300).map(|number| format!("## {number}\n\n{code}")).collect();
    let env = TestEnvironment::new(&format!(
        "-- Docker.md --\n# Docker\n-- a.md --\n{text}\n-- z.md --\nI like docker a lot.\n"
    ));
    let run = env.lore(&["mentions"]).expect(1);
    assert_eq!(
        run.stdout,
        "0 of at most 2,301 unlinked mentions, no more than 3 of each note; `lore mentions NOTE` has all \
         of one\n301 places were not checked, because too many before proved not to be mentions; \
         `lore mentions -n 10000` checks all\n"
    );
    let run = env.lore(&["mentions", "--min-score", "0.00001", "Docker"]).expect(1);
    assert!(run.stdout.starts_with("0 of at most 2,301 unlinked mentions\n301 places"), "{run:#?}");
    assert!(run.stdout.contains("mentions with a score of 0.00001 or more; "), "{run:#?}");
    assert!(run.stdout.contains("`lore mentions Docker -n 10000 --min-score 0.00001`"), "{run:#?}");
    for question in [
        "mentions -n 10000",
        "mentions Docker -n 10000 --min-score 0.00001",
        "mentions --headings -n 10000 -- Docker",
    ] {
        let run = env.shell(&format!("$LORE {question}")).expect(0);
        assert!(run.stdout.contains("z.md:1:8") && !run.stdout.contains("not checked"), "{run:#?}");
    }
}

#[test]
fn what_is_offered_for_a_heading_of_several_parts_can_be_asked_for() {
    let mut handbook = "-- H.md --\n# H\n".to_owned();
    for number in 0..30 {
        handbook.push_str(&format!("\n## Part {number}\n\n### Definition\n\nText.\n"));
    }
    let journal =
        "-- J.md --\n# J\n\n## Log\n\n**Topic:** Kafka\n\nx\n\n## Log\n\n**Topic:** Raft\n\nx\n";
    let env = TestEnvironment::new(&format!(
        "{handbook}{journal}-- K.md --\n# K\n\n## Log\n\nx\n-- P.md --\nOn Raft.\n"
    ));
    for name in ["Definition", "H#Definition"] {
        for question in [&["mentions", name][..], &["mentions", "--reject", name, "x"]] {
            let run = env.lore(question).expect(2);
            assert_eq!(
                run.stderr,
                format!(
                    "error: no note or topic is called “{name}”: it is ambiguous (several sections have this heading), and \
                     mentions are of whole notes and topics\n  `lore related {}` tells what it belongs with\n  did you mean “H.md”?\n",
                    if name.contains('#') { format!("'{name}'") } else { name.to_owned() }
                )
            );
        }
    }
    for name in ["Log", "J#Log"] {
        let run = env.lore(&["mentions", name]).expect(2);
        let offered: Vec<&str> = run.stderr.lines().skip(2).map(str::trim).collect();
        assert_eq!(offered, ["J.md:3", "J.md:9"], "{run:#?}");
    }
    assert_eq!(column(list(&env.json(&["mentions", "J.md:9"]), "mentions"), "text"), ["Raft"]);
    let run = env.lore(&["mentions", "--reject", "J#Log", "x"]).expect(2);
    assert!(run.stderr.contains("mentions are of whole notes and topics"), "{run:#?}");
}

/// A handbook and a journal whose parts notes name.
const PARTS: &str = "-- Handbook.md --\n# Handbook\n\nOn all.\n\n## Bloom Filter\n\nBits.\n\
    -- Journal.md --\n# Journal\n\n## Day 1\n\n**Topic:** Kafka\n\nLogs.\n\n## Day 2\n\n**Topic:** Raft\n\nVotes.\n\
    -- P.md --\nA Bloom Filter would help, says the Handbook, and Kafka.\n";

#[test]
fn mentions_of_a_part_are_those_of_its_topic_or_refused() {
    let env = TestEnvironment::new(PARTS);
    for part in ["Handbook#Bloom Filter", "Handbook.md#bloom-filter", "Bloom Filter"] {
        let run = env.lore(&["mentions", part]).expect(2);
        assert!(run.stderr.contains("mentions are of whole notes"), "{run:#?}");
        assert!(run.stderr.contains("did you mean “Handbook.md”"), "{run:#?}");
    }
    for (name, text) in [
        ("Handbook", "Handbook"),
        ("Handbook#Handbook", "Handbook"),
        ("Journal#Day 1", "Kafka"),
        ("Day 1 · Kafka", "Kafka"),
        ("Kafka", "Kafka"),
    ] {
        let answer = env.json(&["mentions", name]);
        assert_eq!(column(list(&answer, "mentions"), "text"), [text], "{name}");
    }
}

#[test]
fn nothing_is_rejected_for_more_than_was_asked() {
    let env = TestEnvironment::new(PARTS);
    for part in ["Handbook#Bloom Filter", "Journal#Day 1"] {
        for option in ["--reject", "--unreject"] {
            let run = env.lore(&["mentions", option, part, "filter"]).expect(2);
            assert!(run.stderr.contains("mentions are of whole notes"), "{run:#?}");
        }
    }
    assert!(list(&env.json(&["mentions", "--rejected"]), "rejected").is_empty());
    env.lore(&["mentions", "--reject", "Kafka", "kafka"]).expect(0);
}

#[test]
fn links_of_a_heading_say_nothing_of_mentions() {
    let env = TestEnvironment::new(PARTS);
    let run = env.lore(&["links", "Handbook#Bloom Filter"]);
    assert!(!run.stdout.contains("mentioned without a link"), "{run:#?}");
    assert!(run.stdout.contains(
        "mentions are of whole notes and topics; `lore mentions Handbook.md` looks for those of this note"
    ));
    assert_eq!(env.json(&["links", "Handbook#Bloom Filter"])["mentions_sought"], false);
    for name in ["Handbook", "Journal#Day 1"] {
        let answer = env.json(&["links", name]);
        assert!(answer["mentions_sought"].is_null());
        assert_eq!(column(list(&answer, "mentions"), "path"), ["P.md"], "{name}");
    }
}

/// What was rejected was kept for a path, and lost with it.
#[test]
fn rejections_follow_a_vault_that_is_moved() {
    let env = TestEnvironment::new(
        "-- v/Home.md --\nx\n-- v/a.md --\nAt home.\n-- w/Home.md --\n-- w/a.md --\nAt home.\n",
    );
    let rejected = |vault: &str| {
        let run = env.lore(&["mentions", "--rejected", "--json", "--vault", vault]);
        let answer: Value = serde_json::from_str(&run.stdout).unwrap();
        (list(&answer, "rejected").len(), env.redact(&run.stderr))
    };
    let nothing = String::new();
    env.lore(&["mentions", "--reject", "Home", "home", "--vault", "v"]).expect(0);
    env.vault().rename("v", "moved");
    // Nobody else is taken for it, and what is told is told once.
    assert_eq!(rejected("w"), (0, nothing.clone()));
    let told = "warning: the vault was in [vault]/v: what was rejected as mentions there is rejected here from now on\n";
    assert_eq!(rejected("moved"), (1, told.to_owned()));
    assert_eq!(rejected("moved"), (1, nothing.clone()));
    // There and back again, with what came to it meanwhile.
    env.lore(&["mentions", "--reject", "Home", "at home", "--vault", "moved"]).expect(0);
    env.vault().rename("moved", "v");
    assert_eq!(rejected("v"), (2, told.replace("/v:", "/moved:")));
    // Each takes its own along, also where another one was.
    env.lore(&["mentions", "--reject", "Home", "home", "--vault", "w"]).expect(0);
    env.vault().rename("v", "x");
    env.vault().rename("w", "v");
    let (number, said) = rejected("v");
    assert!(number == 1 && said.contains("another folder was here before"), "{number} {said}");
    assert!(said.ends_with(&told.replace("/v:", "/w:")), "{said}");
    assert_eq!(rejected("v"), (1, nothing.clone()));
    assert_eq!(rejected("x"), (2, told.to_owned()));
    assert_eq!(rejected("x"), (2, nothing));
}

/// What was decided of a vault was that of the next one at its path, which kept its own in the same file, and
/// the vault that was moved had nothing left.
#[test]
fn rejections_went_to_the_next_vault_at_the_path() {
    let env = TestEnvironment::new("-- v/Home.md --\nx\n-- v/a.md --\nAt home.\n");
    let rejected = |vault: &str| {
        let run = env.lore(&["mentions", "--rejected", "--json", "--vault", vault]);
        let answer: Value = serde_json::from_str(&run.stdout).unwrap();
        column(list(&answer, "rejected"), "phrase")
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let reject = |text: &str, vault: &str| {
        env.lore(&["mentions", "--reject", "Home", text, "--vault", vault]).expect(0);
    };
    reject("home", "v");
    env.vault().rename("v", "old");
    env.vault().write("v/Home.md", "y\n");
    reject("at home", "v");
    assert_eq!((rejected("v"), rejected("old")), (vec!["at home".into()], vec!["home".into()]));
    // Back at its path, while the other one is elsewhere: before anybody asks there.
    env.vault().rename("v", "new");
    env.vault().rename("old", "v");
    assert_eq!((rejected("v"), rejected("new")), (vec!["home".into()], vec!["at home".into()]));
    // The other one was here for a while, and what was kept was not asked for elsewhere.
    env.vault().rename("v", "old");
    env.vault().rename("new", "v");
    assert_eq!(rejected("v"), ["at home"]);
    env.vault().rename("v", "new");
    env.vault().rename("old", "v");
    assert_eq!((rejected("v"), rejected("new")), (vec!["home".into()], vec!["at home".into()]));
}
