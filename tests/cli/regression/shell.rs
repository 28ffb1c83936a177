//! Bugs in options, arguments, streams and disks.

use std::fs::{File, OpenOptions};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use crate::common::{TestEnvironment, column, list, run, run_with_own_streams};

/// Everything behind the first word of a query was taken for words.
#[test]
fn options_after_a_query_were_searched_for() {
    let env = TestEnvironment::new("-- a.md --\nword\n-- b.md --\nword one\n");
    let run = env.lore(&["search", "word", "--json", "-n", "1", "--color", "always"]).expect(0);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&answer["query"], list(&answer, "hits").len()), (&"word".into(), 1), "{answer:#}");
    let answer = env.json(&["search", "word", "-one", "--limit", "5", "--no-refresh"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"]);
    env.lore(&["search", "word", "--limit", "0"]).expect(2);
    // Behind `--` everything is a word.
    env.lore(&["search", "--", "--json"]).expect(1);
}

/// clap_complete panics where its output cannot be written.
#[test]
fn completions_panicked_on_a_closed_pipe() {
    let env = TestEnvironment::new("");
    let run = env.shell("\"$LORE\" completions bash | true");
    assert!(run.stderr.is_empty(), "{run:#?}");
}

#[test]
#[cfg(target_os = "linux")]
fn completions_panicked_on_a_full_disk() {
    let env = TestEnvironment::new("");
    let mut command = env.lore_command(&["completions", "bash"]);
    command.stdout(OpenOptions::new().write(true).open("/dev/full").unwrap());
    command.stderr(Stdio::piped());
    run_with_own_streams(command).expect_no_panic().expect(2);
}

/// A warning that could not be shown took the answer with it.
#[test]
#[cfg(target_os = "linux")]
fn a_full_stderr_lost_the_answer() {
    let env = TestEnvironment::new("-- a.md --\nword\n-- lore.toml --\nunknown = 1\n");
    let mut command = env.lore_command(&["search", "word"]);
    command.stdout(Stdio::piped());
    command.stderr(OpenOptions::new().write(true).open("/dev/full").unwrap());
    let run = run_with_own_streams(command).expect(0);
    assert!(run.stdout.contains("a.md"), "{run:#?}");
}

/// What was written before the disk was full stayed there, read by nobody, and the reason was that of a
/// library.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_kept_what_nobody_reads() {
    let files: String =
        (0..300).map(|nth| format!("-- {nth}.md --\nword{nth} tea and milk\n")).collect();
    let env = TestEnvironment::new(&files);
    let stored = || {
        let folder = env.cache().read_dir().unwrap().next().unwrap().unwrap().path();
        let entries = [folder.clone(), folder.join("text")].into_iter();
        let entries = entries.flat_map(|folder| folder.read_dir().into_iter().flatten());
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.retain(|name| !name.to_string_lossy().ends_with("lock"));
        names.sort();
        names
    };
    // No file may be larger than a few kilobytes. By itself the system ends a program whose files are.
    let limited = "ulimit -f 8; exec \"$LORE\" search --files word7";
    let run = env.shell(limited).expect(0);
    assert_eq!(run.stdout, "7.md\n");
    let cache = env.cache().display().to_string();
    assert!(run.stderr.contains(&format!("cannot use the cache folder {cache}/")), "{run:#?}");
    assert!(run.stderr.contains("File too large (os error 27); nothing is kept"), "{run:#?}");
    assert!(!run.stderr.contains(['{', '\'']), "{run:#?}");
    assert_eq!(stored(), <[&str; 0]>::default());

    env.lore(&["index"]).expect(0);
    let before = stored();
    for nth in 300..600 {
        env.vault().write(&format!("{nth}.md"), format!("word{nth} tea and milk\n"));
    }
    let run = env.shell(&limited.replace("word7", "word599")).expect(0);
    assert_eq!((&*run.stdout, run.stderr.contains("nothing is kept")), ("599.md\n", true));
    assert_eq!(stored(), before);
    assert_eq!(env.json(&["index"])["added"], 300);
}

/// Only the command that happened to read a note that is no text said so.
#[test]
fn index_did_not_say_again_what_is_not_wholly_read() {
    let env = TestEnvironment::new("-- a.md --\nword [[a]]\n");
    env.vault().write("bad.md", b"tea \xff and \xff milk");
    env.vault().write("binary.md", b"\0");
    let first = env.lore(&["index"]).expect(0);
    assert!(first.stderr.contains("bad.md: here and in 1 more place is something"), "{first:#?}");
    assert_eq!(first.stderr.matches("warning: ").count(), 2, "{first:#?}");
    assert_eq!(env.lore(&["index"]).expect(0).stderr, first.stderr);
}

/// `-n=2` is how clap has it, too.
#[test]
fn a_limit_behind_an_equals_sign_was_searched_for() {
    let env = TestEnvironment::new("-- a.md --\ntea\n-- b.md --\ntea\n-- c.md --\ntea\n");
    let run = env.lore(&["search", "tea", "--files", "-n=2"]).expect(0);
    assert_eq!(run.stdout.lines().count(), 2, "{run:#?}");
}

/// Sentences about one thing, or about what was only filtered out, said what is not so.
#[test]
fn summaries_were_untrue_or_ungrammatical() {
    let env = TestEnvironment::new(
        "-- A.md --\nSee [[B]].\n-- B.md --\nEnd.\n-- C.md --\nArt of tea, with an Art.\n-- Art.md --\nBack to [[C]] and [[B]].\n\
         -- library/x.md --\ntopic: tea\n-- library/y.md --\ntopic: tea\n",
    );
    let shown = |arguments: &[&str]| env.lore(arguments).stdout;
    assert!(
        shown(&["related", "A", "--unlinked", "--kind", "tag"])
            .starts_with("nothing of the kind “tag” is related to “A” and is not linked to it yet")
    );
    assert!(
        shown(&["related", "A", "--linked", "--kind", "tag", "--depth", "1"])
            .contains("“A” is linked to it and is at most 1 link away")
    );
    assert!(shown(&["review", "--as-of", "2999-12-31"]).contains("nothing"));
    let env = TestEnvironment::new("-- A.md --\nSee [[B]].\n-- B.md --\nEnd.\n");
    let dead_ends = env.lore(&["orphans", "--kind", "dead-end"]).expect(0).stdout;
    assert!(dead_ends.contains("1 of 2 notes links to no other note"), "{dead_ends}");
}

/// A name of several words was taken for a phrase, and a phrase is never near anything.
#[test]
fn path_had_no_suggestion_for_several_words() {
    let env = TestEnvironment::new("-- Bloom Filter.md --\n-- Docker.md --\n");
    let run = env.lore(&["path", "Docker", "Blom Filter"]).expect(2);
    assert!(run.stderr.contains("did you mean “Bloom Filter”"), "{run:#?}");
}

/// The file name of a note whose title is another was not among the near names.
#[test]
fn file_names_were_no_suggestions() {
    let env = TestEnvironment::new("-- Plants/Tomato.md --\n---\ntitle: Love apple\n---\n");
    env.lore(&["links", "Tomato"]).expect(1);
    let run = env.lore(&["links", "Tomatto"]).expect(2);
    assert!(run.stderr.contains("did you mean") && run.stderr.contains("Tomato"), "{run:#?}");
}

/// The cause was printed by the error and once more behind it.
#[test]
fn causes_were_printed_twice() {
    let env = TestEnvironment::new("-- a.md --\n");
    env.lore(&["stats"]).expect(0);
    env.vault().write("b.md", "");
    let folder = std::fs::read_dir(env.cache()).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(folder.join("lock")).unwrap();
    std::fs::create_dir(folder.join("lock")).unwrap();
    let run = env.lore(&["stats"]).expect_no_panic();
    assert_eq!(run.stderr.matches("os error").count(), 1, "{run:#?}");
}

/// Only `check` took the paths that shells complete.
#[test]
fn paths_from_the_current_folder_named_nothing() {
    let env = TestEnvironment::new(
        "-- Note.md --\n# Root\n-- a/Note.md --\n# Inner\n-- b/Note.md --\n# Other\n",
    );
    for (folder, name, title) in [
        ("a", "Note.md", "Inner"),
        ("a", "./Note.md", "Inner"),
        ("a", "../Note.md", "Root"),
        ("a", "../b/Note.md", "Other"),
        ("a", "b/Note.md", "Other"),
        ("a", "../a/../b/Note.md", "Other"),
    ] {
        let folder = env.vault().path(folder);
        let absolute = folder.join(name).to_string_lossy().into_owned();
        let is_from_root = name == "b/Note.md";
        for name in [name, &absolute].into_iter().take(if is_from_root { 1 } else { 2 }) {
            let root = env.vault().root().to_string_lossy().into_owned();
            let mut command = env.lore_command(&["links", name, "--json", "--vault", &root]);
            command.current_dir(&folder);
            let run = run(command).expect_no_panic();
            let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect(name);
            assert_eq!(answer["note"]["title"], title, "{name} in {}", folder.display());
        }
    }
}

/// Lists for programs left out what was not searched for as it stands.
#[test]
fn lists_of_files_left_out_the_remarks() {
    let env = TestEnvironment::new("-- a.md --\nkafka a\n-- b.md --\nraft\n");
    for arguments in [&["--files"][..], &["--jsonl"], &["--format", "{path}"], &["--files", "-0"]] {
        for (query, remark) in [("-kafka", "on its own it was searched for"), ("k*", "two letters")]
        {
            let run = env.lore(&[&["search"], arguments, &["--", query]].concat());
            assert!(run.stderr.contains(remark), "{arguments:?}: {run:#?}");
            assert!(!run.stdout.contains(remark), "{arguments:?}: {run:#?}");
        }
    }
}

/// What was refused as the name of a note was offered as one.
#[test]
fn the_name_that_was_refused_was_suggested() {
    let env = TestEnvironment::new(
        "-- 202301011200 Spaced.md --\nx\n-- a.md --\n[[202301011200]] next, see [[docker]] #docker #dockr\n",
    );
    for (name, is) in [
        ("202301011200", "notes link to it, but it has not been written yet"),
        ("docker", "it is a tag; notes link to it, but it has not been written yet"),
    ] {
        for command in ["links", "mentions"] {
            let run = env.lore(&[command, name]).expect(2);
            assert!(run.stderr.contains(is), "{run:#?}");
            assert!(run.stderr.contains(&format!("`lore related {name}`")), "{run:#?}");
            let offered = run.stderr.split_once("did you mean").map_or("", |(_, offered)| offered);
            assert!(!offered.contains(&format!("“{name}”")), "{run:#?}");
            assert_eq!(offered.contains("“202301011200 Spaced”"), name != "docker", "{run:#?}");
        }
    }
    // Of other names only those of notes are offered.
    let run = env.lore(&["links", "dock"]).expect(2);
    assert!(!run.stderr.contains("did you mean"), "{run:#?}");
}

/// Letters beyond ASCII had no case in names of notes.
#[test]
fn arguments_found_other_notes_than_links() {
    let env = TestEnvironment::new(
        "-- école.md --\nx\n-- sub/école.md --\ny\n-- a.md --\n[[École]] and [[École.md]]\n",
    );
    for name in ["École", "école", "École.md"] {
        let answer = env.json(&["links", name]);
        assert_eq!(answer["note"]["path"], "école.md", "{name}: {answer:#}");
    }
}

/// The root of a site was said to lie outside the vault.
#[test]
fn the_root_led_out_of_the_vault() {
    let env = TestEnvironment::new("-- a/x.md --\n[home](/) [up](..) [up](../)\n");
    env.lore(&["check"]).expect(0);
    env.vault().write("_config.yml", "");
    env.lore(&["check"]).expect(0);
    env.vault().write("a/x.md", "[out](../..)\n");
    let answer = env.json(&["check"]);
    assert_eq!(
        column(list(&answer, "problems"), "message"),
        ["“../..” leads out of the vault"],
        "{answer:#}"
    );
}

/// What a link out of the vault leads to was read and repeated in a warning.
#[test]
fn an_ignore_file_showed_what_lies_outside() {
    let elsewhere = lore_testkit::VaultFixture::from_str("-- rules --\ntoken-abc{secret\na.md\n");
    let env = TestEnvironment::new("-- a.md --\nword\n");
    std::os::unix::fs::symlink(elsewhere.path("rules"), env.vault().path(".gitignore")).unwrap();
    for options in [&["index"][..], &["index", "--rebuild"]] {
        let run = env.lore(options).expect(0);
        assert!(!run.stderr.contains("token"), "{run:#?}");
        assert!(run.stderr.contains(".gitignore: is a symbolic link out of the vault"), "{run:#?}");
        assert_eq!(env.lore(&["search", "--files", "word"]).stdout, "a.md\n");
    }
}

/// Numbers of one stood before plurals.
#[test]
fn one_word_was_one_words() {
    let env = TestEnvironment::new("-- Sea.md --\nSalt\n");
    let stats = env.lore(&["stats"]).expect(0).stdout;
    assert!(stats.contains("1 note, 1 section, 1 word, 0 other files"), "{stats}");
    env.vault().write("Sea.md", "[[{{title}}]]\n");
    let check = env.lore(&["check"]).expect(0).stdout;
    assert!(check.contains("links not reported: 1 placeholder of a template"), "{check}");
}

/// A reader that had read enough made a check with problems one without.
#[test]
fn a_closed_pipe_changed_the_verdict() {
    // More than fits into a pipe, so that writing fails.
    let files: String =
        (0..2_000).map(|nth| format!("-- {nth}.md --\n[[nowhere at all]]\n")).collect();
    let env = TestEnvironment::new(&files);
    env.lore(&["index"]).expect(0);
    for (arguments, code) in [
        ("check", 1),
        ("check --json", 1),
        ("search --files -n 5000 nowhere", 0),
        ("search --files nothing", 1),
    ] {
        let line = format!("{{ \"$LORE\" {arguments}; echo $? >&2; }} | true");
        let run = env.shell(&line);
        assert_eq!(run.stderr, format!("{code}\n"), "{arguments}");
    }
}

/// The path of an editor ended at its first space, whatever was around it.
#[test]
#[cfg(unix)]
fn an_editor_in_quotes_was_not_found() {
    let env = TestEnvironment::new("-- a b.md --\ntea\n");
    let editor = env.home().join("my editor");
    std::os::unix::fs::symlink("/bin/echo", &editor).unwrap();
    let open = |command: String| {
        let mut lore = env.lore_command(&["search", "tea", "--open"]);
        lore.env("EDITOR", command);
        run(lore)
    };
    let run = open(format!("'{}' -w", editor.display())).expect(0);
    assert_eq!(env.redact(&run.stdout), "-w +1 [vault]/a b.md\n");
    let run = open(format!("'{} -w", editor.display())).expect(2);
    assert!(run.stderr.contains("is not closed; check $VISUAL and $EDITOR"), "{run:#?}");
}

/// An empty phrase was kept as no mention, and an empty kind stood for notes without one.
#[test]
fn empty_values_meant_something() {
    let env = TestEnvironment::new("-- a.md --\ntea\n");
    for arguments in [
        &["mentions", "--reject", "a", ""][..],
        &["mentions", "--reject", " ", "tea"],
        &["related", "a", "--kind", ""],
        &["progress", "--kind", " "],
        &["resolve", "a", ""],
        &["search", "tea", "--format", ""],
    ] {
        let run = env.lore(arguments).expect(2);
        assert!(run.stderr.contains("it is empty; write what is meant"), "{run:#?}");
    }
    env.lore(&["mentions", "--rejected"]).expect(1);
    // What was kept before can be taken back.
    env.lore(&["mentions", "--unreject", "a", ""]).expect(1);
}

/// A relative path in a variable of the desktop's made a folder in the vault.
#[test]
fn relative_folders_of_the_desktop_were_in_the_vault() {
    let env = TestEnvironment::new("-- a.md --\ntea\n");
    for (name, value) in [("XDG_CACHE_HOME", "cache"), ("XDG_DATA_HOME", "data"), ("HOME", "home")]
    {
        let mut command = env.lore_command(&["mentions", "--reject", "a", "tea"]);
        command.env_remove("LORE_CACHE_DIR").env_remove("LORE_DATA_DIR").env(name, value);
        run(command);
        assert!(!env.vault().path(value).exists(), "{name}");
    }
}

/// What is stored was asked for, and the whole vault was read and stored for it.
#[test]
fn to_ask_what_is_stored_stored_it() {
    let env = TestEnvironment::new("-- a.md --\n# A\n");
    for question in [&["index", "status", "--no-refresh"][..], &["--no-refresh", "index", "status"]]
    {
        let run = env.lore(question).expect(1);
        assert!(run.stdout.starts_with("this vault has not been indexed yet"), "{run:#?}");
        assert!(!env.cache().exists(), "{question:?} wrote");
    }
    let run = env.lore(&["index", "status", "--no-refresh", "--json"]).expect(1);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&answer["notes"], &answer["folder"]), (&0.into(), &().into()), "{answer:#}");
    // Whatever else is asked is answered.
    env.lore(&["stats", "--no-refresh"]).expect(0);
    env.lore(&["index", "status", "--no-refresh"]).expect(0);
    // With other settings it is another vault.
    env.vault().write("lore.toml", "[topics]\nfields = [\"x\"]\n");
    env.lore(&["index", "status", "--no-refresh"]).expect(1);
}

/// A process that was stopped while it wrote made every question beside it fail.
#[test]
fn a_stopped_writer_stopped_every_question() {
    let env = TestEnvironment::new("-- a.md --\n# A\n\n[[b]]\n-- b.md --\n# B\n");
    env.lore(&["index"]).expect(0);
    let folder = std::fs::read_dir(env.cache()).unwrap().next().unwrap().unwrap().path();
    let lock = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(folder.join("lock"));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    // It was silent for long already, so nobody waits for long.
    lock.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
    // As long as nothing changed there is nothing to write.
    assert!(env.lore(&["links", "a"]).expect(0).stderr.is_empty());
    env.vault().write("c.md", "# C\n\n[[a]]\n");
    let run = env.lore(&["links", "c", "--json"]).expect(0);
    assert!(run.stdout.contains("\"path\":\"a.md\""), "{run:#?}");
    assert!(
        run.stderr.contains("is not responding") && run.stderr.contains("until then"),
        "{run:#?}"
    );
    std::thread::scope(|scope| {
        for writer in [&["index"][..], &["index", "--rebuild"], &["watch"]] {
            let env = &env;
            scope.spawn(move || {
                let run = env.lore(writer).expect(2);
                assert!(run.stderr.contains("resume or stop it"), "{run:#?}");
            });
        }
    });
    drop(lock);
    assert!(env.lore(&["links", "c"]).expect(0).stderr.is_empty());
}

/// A name of several words without quotes was refused, word by word.
#[test]
fn names_of_several_words_needed_quotes() {
    let env = TestEnvironment::new(
        "-- Bloom Filter.md --\n# Bloom Filter\n\nstatus:: done\n\n## Day 3\n\n**Topic:** Bloom Filter\n\n## Day 4\n\nx\n\
         -- a.md --\n# A\n\nA bloom filter, and [[Bloom Filter]].\n",
    );
    for verb in ["related", "links", "topics", "mentions", "timeline", "progress"] {
        let quoted = env.lore(&[verb, "Bloom Filter"]).expect_no_panic();
        let bare = env.lore(&[verb, "Bloom", "Filter"]).expect_no_panic();
        assert!(bare.code() < 2, "{verb}: {bare:#?}");
        assert_eq!((bare.stdout, bare.stderr), (quoted.stdout, quoted.stderr), "{verb}");
    }
    for (arguments, tip) in [
        ("path Bloom Filter Airflow", "as in `lore path 'FIRST NAME' 'SECOND NAME'`\n"),
        ("path -- -a b c", "as in `lore path -- 'FIRST NAME' 'SECOND NAME'`\n"),
        ("resolve Bloom Filter [[x]]", "as in `lore resolve 'FIRST NAME' 'SECOND NAME'`\n"),
        (
            "mentions --reject Home at home",
            "as in `lore mentions --reject 'THE NOTE' 'THE PHRASE'`\n\n\
             Usage: lore mentions --reject <NOTE> <PHRASE>\n",
        ),
        ("check Bloom Filter.md", "as in `lore check 'A NOTE.md'`\n"),
    ] {
        let run = env.lore(&arguments.split(' ').collect::<Vec<_>>()).expect(2);
        assert!(run.stderr.contains(tip), "{run:#?}");
    }
}

/// Tips led to commands that do something else, or were none.
#[test]
fn tips_led_astray() {
    let env = TestEnvironment::new("-- a.md --\nx\n");
    for (line, tip) in [
        ("tags", "tip: `lore topics`: "),
        ("find raft", "tip: `lore search raft`: find"),
        ("graph --format dot", "tip: `lore map --format dot`: "),
        ("lint -n 5", "tip: `lore check -n 5`: "),
        ("find raft -btree -n 3", "tip: `lore search raft -btree -n 3`: "),
        ("--vault v/notes --json lint", "tip: `lore --vault v/notes --json check`: "),
        ("--vault=v lint", "tip: `lore --vault=v check`: "),
        ("backlinks -- -n", "tip: `lore links -- -n`: "),
        ("raft a;b -n 3", "use `lore search raft 'a;b' -n 3`\n"),
        ("STATS", "tip: `lore stats`: "),
        ("version", "tip: `lore --version` prints the version\n"),
        ("help lint", "tip: `lore help check`: "),
        ("help foo", "For more information, try 'lore --help'.\n"),
        ("search x --absolute", "are for lists: add --files or --format\n"),
        ("backlinks Docker", "tip: `lore links Docker`: "),
        ("serach x", "tip: `lore search x`: "),
        ("raft", "tip: to search for words, use `lore search raft`\n"),
        ("search raft -n -3", "-n takes a whole number from 1 to 1,000,000\n"),
        ("timeline -n x", "-n takes a whole number from 1 to 1,000,000\n"),
        ("search raft --offset x", "it takes a whole number from 0 to "),
        ("stats --knd", "For more information, try 'lore stats --help'.\n"),
        ("--json check --format sarif", "For more information, try 'lore check --help'.\n"),
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let run = env.lore(&arguments).expect(2);
        assert!(run.stderr.contains(tip), "{line}: {run:#?}");
        assert_eq!(run.stderr.matches("error: ").count(), 1, "{line}: {run:#?}");
    }
    // Where no word is expected, an option that is none is not to be passed as one.
    let run = env.lore(&["path", "-n", "3", "a", "b"]).expect(2);
    assert!(!run.stderr.contains("-- -n"), "{run:#?}");
}

/// Long lists could not be cut.
#[test]
fn timeline_and_check_had_no_limit() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## 2024-03-01\n\n[[x]]\n\n## 2024-03-02\n\n[[y]]\n\n## 2024-03-03\n\nx\n",
    );
    let run = env.lore(&["timeline", "-n", "1"]).expect(0);
    assert!(run.stdout.contains("2024-03-03") && !run.stdout.contains("2024-03-02"), "{run:#?}");
    assert!(run.stdout.ends_with("the latest of 3 entries\n"), "{run:#?}");
    assert_eq!(env.json(&["timeline", "-n", "1"])["left_out"], 2);
    let run = env.lore(&["check", "-n", "1"]).expect(1);
    assert!(run.stdout.contains("“x”") && !run.stdout.contains("“y”"), "{run:#?}");
    assert!(run.stdout.contains("2 errors in 1 note: 2 dead-link; 1 not shown\n"), "{run:#?}");
    assert_eq!(env.json(&["check", "-n", "1"])["more"], 1);
    for (question, more) in [("check", "more"), ("timeline", "left_out")] {
        assert_eq!(env.json(&[question])[more], 0, "{question}");
    }
    for format in ["github", "sarif"] {
        let run = env.lore(&["check", "-n", "1", "--format", format]).expect(1);
        assert_eq!(run.stderr, "1 more not shown\n", "{run:#?}");
    }
}

/// A name was said not to be in “this vault”, and no message told which that is.
#[test]
fn no_message_said_which_folder_was_asked() {
    let env = TestEnvironment::new("-- a.md --\n[[x]]\n");
    let root = env.vault().root().display().to_string();
    let bare = format!("the vault is {root}, the current folder");
    let unknown = env.lore(&["links", "Docker"]).expect(2);
    assert!(
        unknown.stderr.contains(&format!("{bare}; use --vault DIR for another\n")),
        "{unknown:#?}"
    );
    let dead = env.lore(&["check"]).expect(1);
    assert!(dead.stdout.contains(&bare), "{dead:#?}");
    env.vault().write("lore.toml", "");
    let unknown = env.lore(&["links", "Docker"]).expect(2);
    assert!(unknown.stderr.ends_with(&format!("the vault is {root}\n")), "{unknown:#?}");
    let dead = env.lore(&["check"]).expect(1);
    assert!(!dead.stdout.contains(&root), "{dead:#?}");
    let none = TestEnvironment::new("");
    let run = none.lore(&["mentions"]).expect(1);
    assert_eq!(run.stdout, "no notes here to look at\n");
    assert!(run.stderr.contains("(looked for .md, .markdown and .mdx)"), "{run:#?}");
}

/// A list for `xargs -0` was of use in the vault's own folder alone.
#[test]
fn lists_of_files_were_for_the_vaults_folder_alone() {
    let env = TestEnvironment::new("-- b/a c.md --\nkafka here\n");
    let vault = env.vault().root().display().to_string();
    let line = format!(
        "cd / && $LORE --vault {vault} search kafka --files --absolute -0 | xargs -0 wc -w"
    );
    let run = env.shell(&line).expect(0);
    assert!(run.stderr.is_empty() && run.stdout.contains("2 "), "{run:#?}");
    let run = env.lore(&["search", "kafka", "--absolute", "--format", "{path}"]).expect(0);
    assert_eq!(run.stdout, format!("{vault}/b/a c.md\n"));
}

/// A command that an error proposed forgot which vault was asked, and the shell read signs in the name.
#[test]
fn proposed_commands_could_not_be_pasted() {
    let env = TestEnvironment::new("-- a.md --\n#garden/vegetable [[a$b `c`]]\n");
    let vault = env.vault().root().display().to_string();
    let run = env.lore(&["--vault", &vault, "links", "a$b `c`"]).expect(2);
    let command = format!("lore --vault {vault} related 'a$b `c`'");
    assert!(run.stderr.contains(&format!("`{command}` tells")), "{run:#?}");
    env.shell(&command.replacen("lore", "$LORE", 1)).expect_no_panic();
    let run = env.lore(&["related", "#garden/vegetabel"]).expect(2);
    assert!(run.stderr.contains("did you mean “#garden/vegetable”"), "{run:#?}");
}

/// A slip in one of the words behind `is:` was answered with the list of all.
#[test]
fn a_slip_in_a_mark_was_not_seen() {
    let env = TestEnvironment::new("-- a.md --\nx\n");
    for (typed, meant) in
        [("is:daed", "is:dead"), ("is:orphn", "is:orphan"), ("is:tsak", "is:task")]
    {
        let run = env.lore(&["search", typed]).expect_no_panic();
        assert!(run.stdout.contains(&format!("; did you mean {meant}?\n")), "{run:#?}");
    }
    let run = env.lore(&["search", "is:something"]).expect_no_panic();
    assert!(!run.stdout.contains("did you mean"), "{run:#?}");
}
