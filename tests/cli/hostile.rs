//! Notes by somebody who means harm, and files that are no notes. Whatever they hold, the output
//! steers no terminal, the rest is answered, and every run ends. Leaves out queries that mean harm, which
//! `cargo xtask eval hostile` makes up.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::common::{Run, TestEnvironment, column, list, run};

/// Sets a colour, the window's title and the clipboard, moves the cursor, turns text around.
const EVIL: [&str; 10] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;ZXZpbA==\u{1b}\\",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "over\rwritten",
    "\u{8}\u{8}\u{7f}",
    "\u{202e}gnp.exe\u{202c}",
    "\u{2066}in\u{2069}\u{200f}\u{61c}",
    "\u{0}\u{85}",
];

/// Characters that could steer a terminal or turn around the text beside them.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[track_caller]
fn assert_inert(arguments: &[&str], run: &Run) {
    for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        let plain =
            if arguments.contains(&"always") { without_own_colors(text) } else { text.clone() };
        if let Some(at) = plain.find(steers) {
            let from = plain[..at].rfind('\n').map_or(0, |line| line + 1);
            let line = plain[from..].lines().next().unwrap_or_default();
            panic!("{arguments:?} writes {:?} to {stream}: {line:?}", plain[at..].chars().next());
        }
    }
}

/// Takes out `ESC [ digits and semicolons m`, and nothing else.
fn without_own_colors(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('m') {
            Some((code, rest)) if code.chars().all(|c| c.is_ascii_digit() || c == ';') => {
                plain.push_str(rest)
            }
            _ => plain.push_str(&format!("\u{1b}[{piece}")),
        }
    }
    plain
}

/// A text as the inside of a quoted string in YAML.
fn in_yaml(text: &str) -> String {
    text.chars().map(|c| format!("\\u{:04x}", c as u32)).collect()
}

fn evil_vault() -> TestEnvironment {
    let env = TestEnvironment::new("-- good.md --\n# Good\n\nA kind word.\n");
    for (nth, evil) in EVIL.iter().enumerate() {
        let name = evil.replace(['\0', '/'], "");
        env.vault().write(
            &format!("{nth} {name}.md"),
            format!(
                "---\ntitle: \"{quoted}\"\naliases: [\"alias {quoted}\"]\ntags: [\"tag{nth}\", \"x{quoted}\"]\n\
                 type: \"{quoted}\"\n---\n# Heading {evil}\n\n**Topic:** Topic {evil}\n\n\
                 A kind word {evil} and [[good|text {evil}]], [[missing {evil}]], \
                 [a]({nth}{evil}.md), ![[pic{evil}.png]], [[good#part {evil}]] #tag{evil}\n\n\
                 field{evil}:: value {evil}\n\n[x][ref {evil}]\n",
                quoted = in_yaml(evil),
            ),
        );
        env.vault().write(
            &format!("folder {name}/inner.md"),
            format!("---\n{evil}: [\n---\n# {evil}\n[[0 {evil}]]\n"),
        );
        env.vault().write(&format!("{name}.txt"), "");
        symlink("good.md", env.vault().path(&format!("link {name}.md"))).unwrap();
    }
    env.vault().write("two\nlines.md", "# Two\n\nA kind word. [[good]]\n");
    env.vault()
        .write("lore.toml", "\"\u{9b}31m\\u001b[31m\" = 1\n[files]\nignore = [\"[\\u001b\"]\n");
    let not_utf8 = env.vault().root().join(OsStr::from_bytes(b"\xff\x1b[31m.md"));
    fs::write(not_utf8, "A kind word.\n").unwrap();
    env
}

#[test]
fn output_steers_no_terminal() {
    let env = evil_vault();
    let topics = env.json_despite_warnings(&["topics", "--all"]);
    let mut asked: Vec<Vec<String>> = [
        &["search", "-n", "100", "kind", "word"][..],
        &["search", "nothing \u{1b}[31m such \u{9b}31m"],
        &["topics"],
        &["topics", "--all"],
        &["orphans", "--suggest"],
        &["orphans", "--isolated"],
        &["orphans", "--kind", "sections", "--sort", "suggested"],
        &["orphans", "--kind", "dead-end", "--all"],
        &["orphans", "--kind", "unreachable", "--sort", "oldest"],
        &["orphans", "--kind", "only-from-hubs"],
        &["gaps", "-n", "100"],
        &["check"],
        &["check", "--hints"],
        &["stats"],
        &["map", "-n", "100"],
        &["progress", "-n", "100"],
        &["topics", "--map", "--all", "-n", "1000"],
        &["topics", "good", "--map"],
        &["review", "-n", "100", "--days", "10000"],
        &["review", "--as-of", "\u{9b}31m\u{1b}[1m"],
        &["progress", "nosuch\u{1b}[31m\u{9b}"],
        &["progress", "--kind", "\u{9b}31m\u{1b}[1m"],
        &["index"],
        &["index", "--rebuild"],
        &["index", "status"],
        &["links", "good", "--suggest"],
        &["mentions", "-n", "1000", "--headings"],
        &["mentions", "--reject", "good", "\u{9b}31m\u{1b}[1m"],
        &["mentions", "--rejected"],
        &["mentions", "nosuch\u{1b}[31m\u{9b}"],
        &["links", "two\nlines"],
        &["related", "good", "-n", "100"],
        &["related", "no \u{1b}[31m such \u{202e} phrase"],
        &["related", "good", "--kind", "\u{9b}31m\u{1b}[1m"],
        &["related", "nosuch\u{1b}[31m"],
        &["links", "nosuch\u{202e}\u{9b}"],
        &["links", "good#nosuch\u{202e}\u{9b}"],
        &["topics", "nosuch\u{1b}[31m\u{9b}"],
        &["path", "good", "nosuch\u{1b}[31m\u{9b}"],
        &["--vault", "nosuch\u{1b}[31m\u{9b}\u{202e}", "stats"],
        &["--vault", "good.md", "stats"],
    ]
    .iter()
    .map(|question| question.iter().map(ToString::to_string).collect())
    .collect();
    let names =
        column(list(&topics, "topics"), "name").into_iter().filter(|name| name.contains(steers));
    for name in names.filter(|name| !name.contains('\0')).take(30) {
        for verb in ["related", "topics", "links"] {
            asked.push(vec![verb.to_owned(), "--".to_owned(), name.to_owned()]);
        }
        asked.push(["path", "--", "good", name].map(str::to_owned).to_vec());
    }
    for question in &asked {
        for options in
            [&[][..], &["--json"], &["--color", "always"], &["--json", "--color", "always"]]
        {
            let question: Vec<&str> = question.iter().map(String::as_str).collect();
            let arguments = [options, &question].concat();
            let run = env.lore(&arguments).expect_no_panic();
            assert_inert(&arguments, &run);
            if options.contains(&"--json") && run.code() < 2 {
                serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
            }
        }
    }
}

#[test]
fn what_is_made_inert_is_still_told() {
    let env = evil_vault();
    let answer = env.json_despite_warnings(&["search", "-n", "100", "kind", "word"]);
    let paths = column(list(&answer, "hits"), "path");
    assert!(paths.contains(&"two\nlines.md"), "{paths:?}");
    assert!(paths.contains(&"3 \u{9b}31m.md"), "{paths:?}");
    let text = env.lore(&["search", "-n", "100", "kind", "word"]).expect(0).stdout;
    assert!(text.contains("two␊lines.md") && text.contains("␛[31mred␛[0m.md"), "{text}");
}

/// Questions whose answers in a vault with one bad file do not depend on it.
#[track_caller]
fn assert_the_rest_is_answered(env: &TestEnvironment) {
    let questions: [&[&str]; 10] = [
        &["search", "spade"],
        &["related", "good"],
        &["topics"],
        &["orphans", "--suggest"],
        &["links", "good"],
        &["check", "--hints"],
        &["path", "good", "other"],
        &["map"],
        &["stats"],
        &["index"],
    ];
    for question in questions {
        for options in [&[][..], &["--json"]] {
            let arguments = [options, question].concat();
            let run = env.lore(&arguments).expect_no_panic();
            assert!(run.code() < 2, "{arguments:?}: {run:#?}");
            assert_inert(&arguments, &run);
        }
    }
    let answer = env.json_despite_warnings(&["search", "spade"]);
    assert!(column(list(&answer, "hits"), "path").contains(&"good.md"), "{answer:#}");
    assert_eq!(
        column(list(&env.json_despite_warnings(&["links", "good"]), "outgoing"), "target"),
        ["other"]
    );
}

fn good_vault() -> TestEnvironment {
    TestEnvironment::new("-- good.md --\nA spade. [[other]] #tool\n-- other.md --\nA rake.\n")
}

/// A bad file is named when it is read, and by `check` for as long as it is bad.
#[track_caller]
fn bad_file(path: &str, bytes: impl AsRef<[u8]>, code: &str) {
    let env = good_vault();
    env.vault().write(path, bytes);
    let run = env.lore(&["stats"]).expect_no_panic().expect(0);
    let named = run.stderr.lines().any(|line| line.starts_with("warning: ") && line.contains(path));
    // What the parser finds in a note is for `check`; what cannot be read is for everybody.
    assert!(named || matches!(code, "bad-frontmatter" | ""), "{run:#?}");
    assert_the_rest_is_answered(&env);
    let problems = env.json(&["check"]);
    let problems = list(&problems, "problems");
    if !code.is_empty() {
        assert!(
            problems.iter().any(|each| each["path"] == path && each["code"] == code),
            "{problems:#?}"
        );
        env.lore(&["check"]).expect(1);
    }
}

#[test]
fn invalid_utf8() {
    bad_file("bad.md", b"caf\xe9 au lait\n", "invalid-utf8");
}

#[test]
fn binary() {
    bad_file("bad.md", [0, 159, 146, 150, 0, 0, 1, 2, 3], "binary-file");
}

#[test]
fn utf16() {
    let text: Vec<u8> = "# Title\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bad_file("bad.md", [&b"\xff\xfe"[..], &text].concat(), "binary-file");
}

#[test]
fn too_large() {
    let env = good_vault();
    // Text, and behind it a hole, which takes no room.
    env.vault().write("bad.md", "Remarkable [[good]] words.\n".repeat(1000));
    let file = fs::File::options().write(true).open(env.vault().path("bad.md")).unwrap();
    file.set_len(1 << 36).unwrap();
    let run = env.lore(&["stats"]).expect(0);
    assert!(run.stderr.contains("bad.md"), "{run:#?}");
    assert_the_rest_is_answered(&env);
    let problems = env.json(&["check"]);
    let codes = list(&problems, "problems").iter().map(|problem| problem["code"].clone());
    assert!(codes.clone().any(|code| code == "too-large"), "{:?}", codes.collect::<Vec<_>>());
    let found = env.json(&["search", "remarkable"]);
    assert_eq!(list(&found, "hits")[0]["path"], "bad.md", "its beginning is indexed");
}

#[test]
fn broken_yaml() {
    for header in ["a: [1", "a: b: c", "\ta: 1", "a: \"open", "- a\nb: c", "&a *a", "? ", "%YAML 9"]
    {
        bad_file("bad.md", format!("---\n{header}\n---\nA broken word.\n"), "");
    }
    bad_file("bad.md", "---\na: [1\n---\nA broken word.\n", "bad-frontmatter");
}

#[test]
fn broken_toml() {
    bad_file("bad.md", "+++\na = = 1\n+++\nA broken word.\n", "bad-frontmatter");
}

#[test]
fn broken_json() {
    bad_file("bad.md", "{\n\"a\": [1,\n}\n\nA broken word.\n", "");
}

#[test]
fn a_note_with_broken_front_matter_is_found() {
    let env = TestEnvironment::new(
        "-- yaml.md --\n---\na: [1\n---\nquince\n-- toml.md --\n+++\na = = 1\n+++\nquince\n\
         -- open.md --\n---\ntitle: x\nquince\n",
    );
    let answer = env.json(&["search", "quince"]);
    let mut paths = column(list(&answer, "hits"), "path");
    paths.sort_unstable();
    assert_eq!(paths, ["open.md", "toml.md", "yaml.md"]);
}

#[test]
fn yaml_billion_laughs() {
    let mut header = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let item = format!("*a{}", level - 1);
        header.push_str(&format!("a{level}: &a{level} [{}]\n", [item.as_str(); 9].join(",")));
    }
    bad_file("bad.md", format!("---\n{header}tags: *a11\n---\nA word.\n"), "bad-frontmatter");
}

#[test]
fn nested_front_matter() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    bad_file("bad.md", format!("---\na: {deep}\n---\n"), "");
    bad_file("bad.md", format!("+++\na = {deep}\n+++\n"), "");
    bad_file("bad.md", format!("{{\"a\": {deep}}}\n"), "");
    let blocks: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    bad_file("bad.md", format!("---\n{blocks}---\n"), "");
}

#[test]
fn nested_markdown() {
    let nested = 2_000;
    for opening in [
        ">", "> ", "- ", "* > ", "1. ", "[", "![", "[[", "(", "*", "**a ", "`", "<div>", "[a](",
        "$",
    ] {
        bad_file("bad.md", format!("{}deep\n", opening.repeat(nested)), "");
    }
    let steps: String =
        (0..nested / 4).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    bad_file("bad.md", steps, "");
    let headings: String =
        (0..5_000).map(|nth| format!("{} H{nth}\n", "#".repeat(nth % 6 + 1))).collect();
    bad_file("bad.md", headings, "");
}

#[test]
fn a_line_of_five_megabytes() {
    for line in ["word ".repeat(1_000_000), "a".repeat(5_000_000)] {
        let env = good_vault();
        env.vault().write("bad.md", format!("{line} needle"));
        let answer = env.json(&["search", "needle"]);
        assert_eq!(column(list(&answer, "hits"), "path"), ["bad.md"]);
        for question in [&["search", "spade"][..], &["links", "good"], &["orphans"], &["stats"]] {
            env.lore(question).expect(0);
        }
        env.lore(&["check"]).expect(0);
    }
}

#[test]
fn ten_thousand_links() {
    let links: String = (0..10_000).map(|nth| format!("[[good]] [[missing {nth}]] ")).collect();
    let env = good_vault();
    env.vault().write("bad.md", links);
    assert_eq!(env.json(&["stats"])["dead_links"], 10_000);
    env.lore(&["check"]).expect(1);
    env.lore(&["related", "good"]).expect(0);
}

#[test]
fn many_notes_that_embed_each_other() {
    let env = good_vault();
    for nth in 0..50 {
        let embeds: String = (0..50).map(|other| format!("![[n{other}]] ")).collect();
        env.vault().write(&format!("n{nth}.md"), embeds);
    }
    assert_the_rest_is_answered(&env);
    env.lore(&["related", "n1"]).expect(0);
    env.lore(&["path", "n1", "n2"]).expect(0);
}

#[test]
fn pipes_and_sockets_are_not_opened() {
    let env = good_vault();
    let made = Command::new("mkfifo").arg(env.vault().path("pipe.md")).status().unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(env.vault().path("socket.md")).unwrap();
    let run = env.lore(&["stats"]).expect(0);
    assert!(run.stderr.contains("pipe.md") && run.stderr.contains("socket.md"), "{run:#?}");
    assert_the_rest_is_answered(&env);
    // One that stands in for a file Lore reads by name.
    let made = Command::new("mkfifo").arg(env.vault().path(".gitignore")).status().unwrap();
    assert!(made.success());
    env.lore(&["stats"]).expect_no_panic();
    fs::remove_file(env.vault().path(".gitignore")).unwrap();
    let made = Command::new("mkfifo").arg(env.vault().path("lore.toml")).status().unwrap();
    assert!(made.success());
    let run = env.lore(&["stats"]).expect(2);
    assert!(run.stderr.contains("lore.toml") || run.stderr.contains("configuration"), "{run:#?}");
}

#[test]
fn loops_of_links_end() {
    let env = good_vault();
    env.vault().make_folder("folder");
    symlink("..", env.vault().path("folder/up")).unwrap();
    symlink("a.md", env.vault().path("b.md")).unwrap();
    symlink("b.md", env.vault().path("a.md")).unwrap();
    symlink(".", env.vault().path("self")).unwrap();
    let run = env.lore(&["stats"]).expect(0);
    assert!(["a.md", "b.md", "folder/up"].iter().all(|link| run.stderr.contains(link)), "{run:#?}");
    assert_the_rest_is_answered(&env);
    assert_eq!(env.json_despite_warnings(&["stats"])["notes"], 2);
}

#[test]
fn names_that_are_not_utf8() {
    let env = good_vault();
    fs::write(env.vault().root().join(OsStr::from_bytes(b"caf\xe9.md")), "spade").unwrap();
    fs::create_dir(env.vault().root().join(OsStr::from_bytes(b"d\xe9"))).unwrap();
    fs::write(env.vault().root().join(OsStr::from_bytes(b"d\xe9/a.md")), "spade").unwrap();
    let run = env.lore(&["stats"]).expect(0);
    assert!(run.stderr.contains("not UTF-8"), "{run:#?}");
    assert_the_rest_is_answered(&env);
}

#[test]
fn an_empty_folder_is_a_vault() {
    let env = TestEnvironment::new("");
    for (code, question) in [
        (1, &["search", "x"][..]),
        (1, &["topics"]),
        (1, &["orphans"]),
        (0, &["check"]),
        (0, &["stats"]),
        (0, &["index"]),
        (2, &["links", "x"]),
        (2, &["related", "x"]),
        (2, &["path", "x", "y"]),
    ] {
        for options in [&[][..], &["--json"]] {
            env.lore(&[options, question].concat()).expect_no_panic().expect(code);
        }
    }
}

#[test]
fn empty_notes_and_odd_ends() {
    let env = good_vault();
    for (nth, text) in [
        "", "\n", "---", "---\n", "---\n---", "+++\n+++", "#", "# ", "\u{feff}# Title", "\r\n\r\n",
        "[[", "[[]]", "[]()", "![[]]", "[[#]]", "[[|]]", "#\t", "```", "%%", "<!--", "$$", "\\",
    ]
    .iter()
    .enumerate()
    {
        env.vault().write(&format!("odd {nth}.md"), text);
    }
    assert_the_rest_is_answered(&env);
    for nth in 0..22 {
        env.lore(&["links", &format!("odd {nth}")]).expect_no_panic();
        env.lore(&["related", &format!("odd {nth}")]).expect_no_panic();
    }
}

#[test]
fn arguments_that_are_not_utf8() {
    let env = good_vault();
    for verb in ["search", "links", "related", "topics", "--vault"] {
        let mut command = env.lore_command(&[OsStr::new(verb), OsStr::from_bytes(b"caf\xe9")]);
        if verb == "--vault" {
            command.arg("stats");
        }
        let run = run(command).expect_no_panic();
        assert!(!run.stderr.is_empty() && run.code() == 2, "{run:#?}");
    }
}

#[test]
fn a_current_folder_that_is_gone() {
    let env = TestEnvironment::new("-- gone/a.md --\n");
    let run = env.shell("cd gone && rm -r ../gone && \"$LORE\" stats").expect(2).expect_no_panic();
    assert!(run.stderr.starts_with("error: "), "{run:#?}");
}
