//! What scripts rely on, whatever the verb: which vault, which exit status, what goes to which
//! stream, and that nothing is left behind. Leaves out what each verb answers, which is in its own module.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use lore_testkit::VaultFixture;

use crate::common::{TestEnvironment, column, list, run, run_with_own_streams, tree};
use crate::fixtures::GARDEN;

/// Every command that answers, in every variety.
const QUESTIONS: [&[&str]; 30] = [
    &["search", "tomato"],
    &["search", "--json", "tomato"],
    &["search", "nothing says this"],
    &["related", "Tomato"],
    &["related", "Tomato", "--json"],
    &["related", "garden/vegetable"],
    &["topics"],
    &["topics", "--json"],
    &["topics", "--all"],
    &["topics", "garden"],
    &["orphans"],
    &["orphans", "--suggest", "--json"],
    &["orphans", "--kind", "dead-end", "--sort", "suggested"],
    &["gaps", "--json"],
    &["links", "Tomato"],
    &["links", "Tomato", "--json"],
    &["links", "Tomato", "--suggest"],
    &["mentions"],
    &["mentions", "Tomato", "--json"],
    &["mentions", "--rejected"],
    &["check"],
    &["check", "--hints", "--json"],
    &["path", "温室", "Potato"],
    &["path", "温室", "Potato", "--json"],
    &["map"],
    &["map", "--json"],
    &["stats"],
    &["stats", "--json"],
    &["index"],
    &["index", "status"],
];

fn root_of(
    env: &TestEnvironment,
    arguments: &[&str],
    inside: &str,
    variable: Option<&str>,
) -> String {
    let mut command = env.lore_command(&[arguments, &["stats"]].concat());
    command.current_dir(env.vault().path(inside));
    if let Some(variable) = variable {
        command.env("LORE_VAULT", variable);
    }
    let first = run(command).expect(0).stdout.lines().next().unwrap().to_owned();
    let root = env.vault().root().to_str().unwrap();
    first.strip_prefix(root).unwrap_or(&first).trim_start_matches('/').to_owned()
}

#[test]
fn the_vault_is_found() {
    let env = TestEnvironment::new(
        "-- marked/lore.toml --\n-- marked/a/b/x.md --\n-- obsidian/.obsidian/app.json --\n\
         -- obsidian/c/x.md --\n-- plain/d/x.md --\n",
    );
    assert_eq!(root_of(&env, &[], "marked/a/b", None), "marked");
    assert_eq!(root_of(&env, &[], "obsidian/c", None), "obsidian");
    assert_eq!(root_of(&env, &[], "plain/d", None), "plain/d");
    assert_eq!(root_of(&env, &[], "marked/a", Some("../../plain")), "plain");
    assert_eq!(root_of(&env, &[], "marked/a", Some("")), "marked");
    assert_eq!(root_of(&env, &["--vault", "../c"], "obsidian/c", Some("nowhere")), "obsidian/c");
    assert_eq!(root_of(&env, &["--vault=."], "marked/a", None), "marked/a");
}

#[test]
fn the_vault_may_be_named_behind_the_command() {
    let env = TestEnvironment::new("-- v/x.md --\n");
    for arguments in [["stats", "--vault", "v"], ["--vault", "v", "stats"]] {
        assert!(env.lore(&arguments).expect(0).stdout.contains("1 note"));
    }
}

#[test]
fn a_vault_that_is_none_is_an_error_that_names_it() {
    let env = TestEnvironment::new("-- a.md --\n");
    for wrong in ["nowhere", "a.md", "a.md/b"] {
        let run = env.lore(&["--vault", wrong, "stats"]).expect(2);
        assert!(run.stdout.is_empty() && run.stderr.contains(wrong), "{run:#?}");
        let mut command = env.lore_command(&["stats"]);
        command.env("LORE_VAULT", wrong);
        let run = self::run(command).expect(2);
        assert!(run.stderr.contains(wrong) && run.stderr.contains("LORE_VAULT"), "{run:#?}");
    }
}

#[test]
fn exit_status_says_whether_there_is_an_answer() {
    let env = TestEnvironment::new(GARDEN);
    let expected: [(i32, &[&str]); 25] = [
        (0, &["search", "tomato"]),
        (1, &["search", "zzyzx"]),
        (1, &["search", "--json", "zzyzx"]),
        (2, &["search"]),
        (2, &["search", "--limit", "0", "x"]),
        (2, &["search", "--limit", "many", "x"]),
        (0, &["related", "Tomato"]),
        (1, &["related", "Tomato", "--kind", "no such kind"]),
        (2, &["related", "Tomatto"]),
        (0, &["topics"]),
        (2, &["topics", "no such topic"]),
        (0, &["orphans"]),
        (0, &["links", "Tomato"]),
        (1, &["links", "Shed"]),
        (2, &["links", "no such note"]),
        (2, &["links", "Tomato#No such heading"]),
        (1, &["check"]),
        (0, &["path", "温室", "Potato"]),
        (1, &["path", "Shed", "Potato"]),
        (2, &["path", "Shed", "no such note"]),
        (0, &["stats"]),
        (0, &["index"]),
        (2, &["no-such-command"]),
        (2, &[]),
        (0, &["--version"]),
    ];
    for (code, arguments) in expected {
        let run = env.lore(arguments);
        assert_eq!(run.code(), code, "{arguments:?}: {run:#?}");
        assert_eq!(run.code() == 2, !run.stderr.is_empty(), "{arguments:?}: {run:#?}");
        assert!(run.code() < 2 || run.stdout.is_empty(), "{arguments:?}: {run:#?}");
    }
    let tidy = TestEnvironment::new("-- a.md --\n[[b]]\n-- b.md --\n[[a]]\n");
    tidy.lore(&["check"]).expect(0);
    tidy.lore(&["orphans"]).expect(1);
    tidy.lore(&["topics"]).expect(1);
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let env = TestEnvironment::new(GARDEN);
    for arguments in [["links", "Tomatto"], ["related", "Tomatto"]] {
        let run = env.lore(&arguments).expect(2);
        assert!(run.stdout.is_empty());
        assert!(run.stderr.contains("did you mean") && run.stderr.contains("Tomato"), "{run:#?}");
    }
    let run = env.lore(&["topics", "gardn/vegetable"]).expect(2);
    assert!(run.stderr.contains("did you mean") && run.stderr.contains("garden/vegetable"));
    let run = env.lore(&["links", "Tomato#Sewing"]).expect(2);
    assert!(run.stderr.contains("did you mean") && run.stderr.contains("Sowing"), "{run:#?}");
}

#[test]
fn an_ambiguous_name_is_answered_with_the_candidates() {
    let env = TestEnvironment::new("-- one/Twin.md --\n-- two/Twin.md --\n");
    for arguments in [vec!["links", "Twin"], vec!["links", "twin", "--json"]] {
        let run = env.lore(&arguments).expect(2);
        assert!(run.stdout.is_empty(), "{run:#?}");
        assert!(run.stderr.contains("one/Twin.md") && run.stderr.contains("two/Twin.md"));
    }
    assert_eq!(env.json(&["links", "two/Twin"])["note"]["path"], "two/Twin.md");
}

#[test]
fn warnings_go_to_stderr_and_the_answer_to_stdout() {
    let env = TestEnvironment::new(GARDEN);
    let clean: Vec<String> = QUESTIONS.iter().map(|each| env.lore(each).stdout).collect();
    assert!(QUESTIONS.iter().all(|each| env.lore(each).stderr.is_empty()));
    symlink("Shed.md", env.vault().path("Link.md")).unwrap();
    for (question, clean) in QUESTIONS.iter().zip(clean) {
        let run = env.lore(question);
        assert!(run.stderr.contains("Link.md"), "{question:?}: {run:#?}");
        assert!(!run.stderr.contains('\u{1b}'));
        if question[0] != "index" {
            assert_eq!(run.stdout, clean, "{question:?}");
        }
    }
}

#[test]
fn json_is_one_object_whatever_else_is_asked_for() {
    let env = TestEnvironment::new(GARDEN);
    for question in QUESTIONS {
        let mut arguments = question.to_vec();
        arguments.retain(|argument| *argument != "--json");
        env.json(&arguments);
        let plain = env.lore(&[&["--json"], &arguments[..]].concat()).stdout;
        let colored = env.lore(&[&["--json", "--color", "always"], &arguments[..]].concat()).stdout;
        if question[0] != "index" {
            assert_eq!(plain, colored, "{question:?}");
        }
    }
}

#[test]
fn color_is_for_terminals_unless_it_is_asked_for() {
    let env = TestEnvironment::new(GARDEN);
    for question in QUESTIONS.iter().filter(|each| !each.contains(&"--json") && each[0] != "index")
    {
        let plain = env.lore(question).stdout;
        assert!(!plain.contains('\u{1b}'), "{question:?}");
        let always = env.lore(&[&["--color", "always"][..], question].concat()).stdout;
        assert!(always.contains("\u{1b}[") || plain.lines().count() < 2, "{question:?}");
        assert_eq!(without_sgr(&always), plain, "{question:?}");
        let never = env.lore(&[&["--color=never"][..], question].concat()).stdout;
        assert_eq!(never, plain);
        // Whoever types `always` means it.
        let mut command = env.lore_command(&[&["--color", "always"][..], question].concat());
        command.env("NO_COLOR", "1");
        assert_eq!(run(command).stdout, always);
        let mut command = env.lore_command(question);
        command.env("NO_COLOR", "1").env("TERM", "xterm-256color").env("COLORTERM", "truecolor");
        assert_eq!(run(command).stdout, plain);
    }
}

pub(crate) fn without_sgr(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(piece.split_once('m').expect("only colours").1);
    }
    plain
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let env = TestEnvironment::sample();
    for arguments in [
        "search -n 1000 data", "search --json -n 1000 data", "related Kafka -n 1000", "topics",
        "topics --json", "orphans --suggest", "links Kafka", "check --hints", "check --json",
        "path Docker Kafka", "stats", "index",
    ] {
        let run = env.shell(&format!("\"$LORE\" {arguments} | head -c 1"));
        assert!(run.stderr.is_empty(), "{arguments}: {run:#?}");
        // Nobody reads at all.
        let run = env.shell(&format!("{{ \"$LORE\" {arguments}; echo $? >&2; }} | true"));
        let code = run.stderr.trim();
        assert!(["0", "1"].contains(&code), "{arguments}: {run:#?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let env = TestEnvironment::new(GARDEN);
    for question in QUESTIONS {
        let mut command = env.lore_command(question);
        command.stdout(OpenOptions::new().write(true).open("/dev/full").unwrap());
        command.stderr(Stdio::piped());
        let run = run_with_own_streams(command).expect(2).expect_no_panic();
        assert!(run.stderr.starts_with("error: "), "{question:?}: {run:#?}");
        assert!(run.stderr.contains("No space left"), "{question:?}: {run:#?}");
    }
}

/// What would be dropped without a word is refused, wherever the option stands.
#[test]
fn options_that_exclude_each_other_are_refused_in_one_way() {
    let env = TestEnvironment::new("-- a.md --\n# Tea\n");
    for (arguments, one, other) in [
        ("--json search tea --files", "--json", "--files"),
        ("search tea --format {path} --json", "--json", "--format <TEMPLATE>"),
        ("--json search tea --jsonl", "--json", "--jsonl"),
        ("--json search tea --open", "--json", "--open"),
        ("search tea --files --facet tag", "--facet <WHAT>", "--files"),
        ("search tea --jsonl --facet tag", "--facet <WHAT>", "--jsonl"),
        ("search tea --format {path} --explain", "--format <TEMPLATE>", "--explain"),
        ("search tea --open --files", "--open", "--files"),
        ("--json map --format dot", "--json", "--format <FORMAT>"),
        ("check --format text --json", "--json", "--format <FORMAT>"),
        ("index --no-refresh --rebuild", "--no-refresh", "--rebuild"),
        ("--no-refresh watch", "--no-refresh", "watch"),
        ("--json completions bash", "--json", "completions"),
    ] {
        let run = env.lore(&Vec::from_iter(arguments.split(' '))).expect(2);
        let said = |one: &str, other: &str| {
            run.stderr
                .starts_with(&format!("error: the argument '{one}' cannot be used with '{other}'"))
        };
        assert!(run.stdout.is_empty(), "{run:#?}");
        assert!(said(one, other) || said(other, one), "{arguments}: {}", run.stderr);
        assert!(run.stderr.contains("\nUsage: lore "), "{arguments}: {}", run.stderr);
    }
    let json = env.lore(&["check", "--json", "--format", "json"]).expect(0).stdout;
    assert_eq!(json, env.lore(&["check", "--json"]).expect(0).stdout);
}

#[test]
fn no_refresh_answers_from_what_is_stored() {
    let env = TestEnvironment::new(GARDEN);
    env.lore(&["index"]).expect(0);
    env.vault().write("Later.md", "A quince.\n");
    env.lore(&["--no-refresh", "search", "quince"]).expect(1);
    env.lore(&["search", "quince"]).expect(0);
    env.lore(&["--no-refresh", "search", "quince"]).expect(0);
    // Without anything stored there is nothing else to answer from than the files.
    fs::remove_dir_all(env.cache()).unwrap();
    env.lore(&["--no-refresh", "search", "quince"]).expect(0);
}

#[test]
fn the_answer_is_from_the_files_as_they_are_now() {
    let env = TestEnvironment::new("-- a.md --\nzero\n");
    for number in 1..20 {
        // The same size, within one tick of a coarse clock.
        env.vault().write("a.md", format!("word{number:04}\n"));
        env.lore(&["search", &format!("word{number:04}")]).expect(0);
        env.lore(&["search", &format!("word{:04}", number - 1)]).expect(1);
    }
    env.vault().remove("a.md");
    env.lore(&["search", "word0019"]).expect(1);
}

#[test]
fn reading_changes_nothing_in_the_vault() {
    let env = TestEnvironment::new(GARDEN);
    symlink("Shed.md", env.vault().path("Link.md")).unwrap();
    env.vault().write("binary.md", b"\x00\xff\x00");
    fs::set_permissions(env.vault().path("Shed.md"), fs::Permissions::from_mode(0o444)).unwrap();
    let before = tree(env.vault().root());
    for question in QUESTIONS.iter().chain(&[&["index", "--rebuild"][..], &["completions", "bash"]])
    {
        env.lore(question).expect_no_panic();
        assert!(tree(env.vault().root()) == before, "{question:?} changed the vault");
        env.lore(&[&["--no-refresh"][..], question].concat()).expect_no_panic();
        assert!(tree(env.vault().root()) == before, "{question:?} --no-refresh changed the vault");
    }
    assert!(fs::read_dir(env.home()).unwrap().next().is_none(), "something in the home folder");
}

#[test]
fn state_is_where_the_environment_says() {
    let env = TestEnvironment::new(GARDEN);
    let elsewhere = VaultFixture::new();
    let folder = |name: &str| elsewhere.path(name);
    let stored = |set: &[(&str, &Path)]| {
        let mut command = env.lore_command(&["index", "status", "--json"]);
        command.env_remove("LORE_CACHE_DIR").envs(set.iter().copied());
        let run = run(command).expect(0);
        assert!(run.stderr.is_empty(), "{run:#?}");
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        Path::new(answer["folder"].as_str().unwrap()).parent().unwrap().to_owned()
    };
    let (cache, home, own) = (folder("cache"), folder("home"), folder("own"));
    if cfg!(target_os = "linux") {
        assert_eq!(stored(&[("HOME", &home)]), home.join(".cache/lore"));
    }
    assert_eq!(stored(&[("HOME", &home), ("XDG_CACHE_HOME", &cache)]), cache.join("lore"));
    let all = [("HOME", &*home), ("XDG_CACHE_HOME", &*cache), ("LORE_CACHE_DIR", &*own)];
    assert_eq!(stored(&all), own);
    assert!(tree(env.vault().root()) == tree(env.vault().root()));
}

#[test]
fn state_is_private() {
    let env = TestEnvironment::new(GARDEN);
    env.shell("umask 000; \"$LORE\" search tomato && \"$LORE\" stats").expect(0);
    let stored = tree(&env.cache());
    assert!(stored.len() > 3);
    for (path, (mode, ..)) in stored {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        // Nobody else gets past the folders, so what the files allow matters less; still.
        assert_eq!(mode & 0o777, expected, "{}", path.display());
    }
}

#[test]
fn state_in_a_folder_that_others_may_read_is_private() {
    let env = TestEnvironment::new(GARDEN);
    fs::create_dir(env.cache()).unwrap();
    fs::set_permissions(env.cache(), fs::Permissions::from_mode(0o755)).unwrap();
    env.shell("umask 000; \"$LORE\" stats").expect(0);
    for entry in fs::read_dir(env.cache()).unwrap() {
        assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn state_may_be_deleted_at_any_time() {
    let env = TestEnvironment::new(GARDEN);
    let with: Vec<_> = QUESTIONS.iter().map(|each| env.lore(each).stdout).collect();
    for (question, with) in QUESTIONS.iter().zip(with) {
        fs::remove_dir_all(env.cache()).unwrap();
        let run = env.lore(question).expect_no_panic();
        assert!(run.stderr.is_empty(), "{run:#?}");
        if question[0] != "index" {
            assert_eq!(run.stdout, with, "{question:?}");
        }
    }
}

#[test]
fn without_a_place_for_state_there_is_a_warning_and_an_answer() {
    let env = TestEnvironment::new(GARDEN);
    let expected: Vec<String> = QUESTIONS.iter().map(|each| env.lore(each).stdout).collect();
    fs::remove_dir_all(env.cache()).unwrap();
    File::create(env.cache()).unwrap();
    for (question, expected) in QUESTIONS.iter().zip(&expected) {
        let run = env.lore(question).expect_no_panic();
        assert!(run.code() < 2 && run.stderr.starts_with("warning: "), "{question:?}: {run:#?}");
        assert!(run.stderr.contains("LORE_CACHE_DIR"), "{run:#?}");
        if question[0] != "index" {
            assert_eq!(&run.stdout, expected, "{question:?}");
        }
    }
    // No home at all.
    let mut command = env.lore_command(&["stats", "--json"]);
    command.env_remove("HOME").env_remove("LORE_CACHE_DIR");
    let run = run(command).expect(0);
    assert!(run.stderr.starts_with("warning: "), "{run:#?}");
}

#[test]
fn state_that_cannot_be_written_any_more_is_a_warning() {
    let env = TestEnvironment::new(GARDEN);
    env.lore(&["stats"]).expect(0);
    env.vault().write("Later.md", "A quince.\n");
    // Stands for a folder without write permission, which would not stop root.
    let folder = fs::read_dir(env.cache()).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(folder.join("lock")).unwrap();
    fs::create_dir(folder.join("lock")).unwrap();
    let run = env.lore(&["search", "quince"]).expect(0);
    assert!(run.stderr.starts_with("warning: "), "{run:#?}");
}

#[test]
fn two_vaults_do_not_mix() {
    let env = TestEnvironment::new("-- one/a.md --\napple\n-- two/a.md --\npear\n");
    for _ in 0..2 {
        env.lore(&["--vault", "one", "search", "apple"]).expect(0);
        env.lore(&["--vault", "two", "search", "apple"]).expect(1);
        env.lore(&["--vault", "two", "search", "pear"]).expect(0);
    }
    // A vault that was moved is a vault at another place, not the old one.
    env.vault().rename("one", "three");
    env.vault().rename("two", "one");
    env.lore(&["--vault", "one", "search", "pear"]).expect(0);
    env.lore(&["--vault", "one", "search", "apple"]).expect(1);
}

#[test]
fn many_at_once_all_answer() {
    let env = TestEnvironment::sample();
    let expected = TestEnvironment::sample().lore(&["stats", "--json"]).stdout;
    let run = env.shell("for n in 1 2 3 4 5 6 7 8; do \"$LORE\" stats --json & done; wait");
    assert_eq!(run.stdout, expected.repeat(8), "{}", run.stderr);
    assert!(run.stderr.is_empty(), "{run:#?}");
}

#[test]
fn nothing_outside_the_vault_is_read() {
    let env = TestEnvironment::new(
        "-- vault/a.md --\ninside [x](../outside.md) ![[../outside]]\n-- outside.md --\ncanary\n-- folder/b.md --\ncanary\n",
    );
    symlink("../outside.md", env.vault().path("vault/link.md")).unwrap();
    symlink("../folder", env.vault().path("vault/folder")).unwrap();
    let canary =
        |run: crate::common::Run| run.stdout.contains("canary") || run.stderr.contains("canary");
    for question in
        [&["search", "inside"][..], &["links", "a"], &["related", "a"], &["check"], &["stats"]]
    {
        assert!(!canary(env.lore(&[&["--vault", "vault"], question].concat()).expect_no_panic()));
    }
    env.lore(&["--vault", "vault", "search", "--json", "canary"]).expect(1);
    let answer = env.json_despite_warnings(&["--vault", "vault", "search", "inside"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"]);
}

#[test]
fn settings_are_data_and_mistakes_in_them_warnings() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[files]\nignore = [\"drafts/\"]\n[alias]\nx = \"!touch evil\"\n\
         -- a.md --\nword\n-- drafts/b.md --\nword\n",
    );
    let run = env.lore(&["search", "--json", "word"]).expect(0);
    assert!(run.stderr.contains("lore.toml:3") && run.stderr.contains("alias"), "{run:#?}");
    assert!(run.stdout.contains("\"total\":1"), "{run:#?}");
    // It may say what is not to be shown.
    env.vault().write("lore.toml", "this is no TOML");
    let run = env.lore(&["search", "--json", "word"]).expect(2);
    assert!(run.stderr.contains("lore.toml:1") && run.stdout.is_empty(), "{run:#?}");
    assert!(!env.vault().path("evil").exists());
}
