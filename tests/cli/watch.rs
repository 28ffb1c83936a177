//! `lore watch`: runs beside the test, which changes files and reads what comes out. Leaves out that what
//! is watched equals what is read anew, which the tests of `lore-engine` try.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, ChildStdout, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape};
use crate::fixtures::GARDEN;

/// No measure of speed: whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running `lore watch`, killed in the end.
struct Watching {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    stderr: BufReader<ChildStderr>,
}

impl Watching {
    /// Starts it in an environment, and waits until it watches.
    fn start(env: &TestEnvironment, arguments: &[&str]) -> (Watching, String) {
        let mut command = env.lore_command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().map(BufReader::new);
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut watching = Watching { child, stdout, stderr };
        let ready = watching.line();
        (watching, ready)
    }

    /// Starts it with `--json`.
    fn json(env: &TestEnvironment) -> (Watching, Value) {
        let (watching, ready) = Watching::start(env, &["watch", "--json"]);
        (watching, serde_json::from_str(&ready).unwrap())
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.as_mut().unwrap().read_line(&mut line).unwrap();
        line
    }

    fn event(&mut self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    fn warning(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    /// How it ends by itself, and what it said on stderr.
    fn end(&mut self) -> (ExitStatus, String) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < PATIENCE, "hangs");
            std::thread::sleep(Duration::from_millis(5));
        };
        let stderr = std::io::read_to_string(&mut self.stderr).unwrap();
        (status, stderr)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn json_tells_every_change() {
    let env = TestEnvironment::new(GARDEN);
    let (mut watching, ready) = Watching::json(&env);
    assert_shape(&ready, &json!({"event": "", "notes": 0, "generation": 0, "mode": ""}));
    assert_eq!(ready["event"], "ready");
    assert_eq!(ready["notes"], env.json(&["stats"])["notes"]);
    assert_eq!(ready["mode"], "events", "{ready}");

    let shape = json!({
        "event": "", "generation": 0, "added": [""], "changed": [""], "removed": [""],
        "links": [""], "settings": false, "elapsed_ms": 0,
    });
    let lists = |event: &Value| {
        assert_shape(event, &shape);
        let lists = ["added", "changed", "removed", "links", "settings"];
        lists.map(|list| event[list].clone()).to_vec()
    };
    env.vault().write("Hut.md", "Two spades, and a [[Tomato]].\n");
    let event = watching.event();
    let links = json!(["Hut.md", "Plants/Tomato.md"]);
    assert_eq!(lists(&event), [json!(["Hut.md"]), json!([]), json!([]), links, json!(false)]);
    // Whoever asks now gets the state of just this event.
    assert_eq!(env.json(&["index", "status"])["generation"], event["generation"]);

    env.vault().write("Hut.md", "Three spades, and a [[Tomato]].\n");
    let nothing = json!([]);
    let changed = [nothing.clone(), json!(["Hut.md"]), nothing.clone(), nothing, json!(false)];
    assert_eq!(lists(&watching.event()), changed);

    env.vault().remove("Hut.md");
    let event = watching.event();
    assert_eq!(
        (&event["removed"], &event["links"]),
        (&json!(["Hut.md"]), &json!(["Plants/Tomato.md"]))
    );

    env.vault().write("lore.toml", "[files]\nignore = [\"Plants/\"]\n");
    let event = watching.event();
    assert_eq!(event["settings"], true);
    assert!(event["removed"].as_array().unwrap().contains(&json!("Plants/Tomato.md")), "{event}");
}

#[test]
fn text_is_a_line_for_each_burst() {
    let env = TestEnvironment::new(GARDEN);
    let (mut watching, mut shown) = Watching::start(&env, &["watch"]);
    type Step = fn(&TestEnvironment);
    let steps: [Step; 4] = [
        |env| env.vault().write("Shed.md", "Two spades.\n"),
        |env| env.vault().rename("Plants", "Beds"),
        |env| env.vault().write("seeds.png", ""),
        |env| env.vault().write("lore.toml", "[orphans]\nignore = [\"Shed.md\"]\n"),
    ];
    env.vault().write("Seeds.md", "![[seeds.png]]\n");
    shown.push_str(&watching.line());
    for step in steps {
        step(&env);
        shown.push_str(&watching.line());
    }
    let shown: String = shown.lines().map(|line| format!("{}\n", redact(line))).collect();
    assert_session!(env.redact(&shown));
}

/// Without the time of day and that which it took.
fn redact(line: &str) -> String {
    let (time, rest) = line.split_at(8);
    assert!(time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':'), "{line}");
    match rest.rsplit_once("  ") {
        Some((before, took)) if took.ends_with(" ms") => format!("[time]{before}  [n] ms"),
        _ => format!("[time]{rest}"),
    }
}

#[test]
fn other_commands_see_every_edit_while_it_runs() {
    let env = TestEnvironment::new(GARDEN);
    let (_watching, _) = Watching::json(&env);
    for at in 0..30 {
        env.vault().write("Shed.md", format!("spades{at}x\n"));
        std::thread::sleep(Duration::from_millis([0, 0, 5, 150][at % 4]));
        env.lore(&["search", &format!("spades{at}x")]).expect(0);
    }
}

#[test]
fn it_ends_quietly_when_nobody_reads_any_more() {
    let env = TestEnvironment::new(GARDEN);
    let (mut watching, _) = Watching::json(&env);
    drop(watching.stdout.take());
    let (status, stderr) = watching.end();
    assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn it_ends_with_the_vault() {
    let env = TestEnvironment::new("-- in/Home.md --\n");
    let (mut watching, _) = Watching::start(&env, &["watch", "--vault", "in"]);
    env.vault().rename("in", "out");
    let (status, stderr) = watching.end();
    assert_eq!(status.code(), Some(2));
    assert_eq!(
        env.redact(&stderr),
        "error: the vault [vault]/in is gone, so there is nothing left to watch\n"
    );
}

#[test]
fn one_that_was_killed_leaves_nothing_in_the_way() {
    let env = TestEnvironment::new(GARDEN);
    let (watching, _) = Watching::json(&env);
    drop(watching);
    env.vault().write("Shed.md", "Two spades.\n");
    env.lore(&["search", "spades"]).expect(0);
    let (mut watching, _) = Watching::json(&env);
    env.vault().write("Shed.md", "Three spades.\n");
    assert_eq!(watching.event()["changed"], json!(["Shed.md"]));
}

#[test]
fn what_is_wrong_is_said_once_and_watching_goes_on() {
    let env = TestEnvironment::new(GARDEN);
    env.vault().write("Bad.md", b"\xff\n");
    let (mut watching, _) = Watching::json(&env);
    let warning = watching.warning();
    assert!(warning.contains("Bad.md: "), "{warning}");
    env.vault().write("lore.toml", b"\xff");
    let warning = watching.warning();
    assert!(warning.contains("lore.toml: line 1 is not UTF-8"), "{warning}");
    // Time for another try, which fails for the same reason.
    std::thread::sleep(Duration::from_millis(2_500));
    env.vault().remove("lore.toml");
    env.vault().write("Hut.md", "Two spades.\n");
    assert_eq!(watching.event()["added"], json!(["Hut.md"]));
    std::os::unix::fs::symlink("Hut.md", env.vault().path("Link.md")).unwrap();
    let warning = watching.warning();
    assert!(warning.contains("Link.md: is a symbolic link"), "{warning}");
    env.vault().write("Hut.md", "Three spades.\n");
    assert_eq!(watching.event()["changed"], json!(["Hut.md"]));
    drop(watching.stdout.take());
    let (status, stderr) = watching.end();
    assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
}

/// The settings were forgotten, and the files they leave out were read.
#[test]
fn settings_that_cannot_be_read_for_a_moment_stay_as_they_were() {
    let env = TestEnvironment::new(GARDEN);
    env.vault().write("lore.toml", "[files]\nignore = [\"Plants/\"]\n");
    let (mut watching, _) = Watching::json(&env);
    env.vault().write("lore.toml", "[files]\nignore = [\"Plants/]\n");
    let warning = watching.warning();
    assert!(warning.contains("lore.toml:2: "), "{warning}");
    env.vault().write("lore.toml", "[files]\nignore = [\"Plants/\"]\n");
    env.vault().write("Hut.md", "Two spades.\n");
    assert_eq!(watching.event()["added"], json!(["Hut.md"]));
}

/// What was read before was read again where it was no longer, to tell what changed.
#[test]
fn one_whose_state_is_damaged_reads_everything_anew() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [Damage; 3] = [
        |bytes| bytes.truncate(8192),
        |bytes| bytes.truncate(10),
        |bytes| bytes.iter_mut().for_each(|byte| *byte = !*byte),
    ];
    let files: String =
        (0..500).map(|nth| format!("-- {nth}.md --\nSee [[{}]].\n", nth + 1)).collect();
    let env = TestEnvironment::new(&files);
    let (mut watching, _) = Watching::json(&env);
    for (nth, damage) in (0..).zip(damages) {
        let folder = env.cache().read_dir().unwrap().next().unwrap().unwrap().path();
        for file in folder.read_dir().unwrap().map(|file| file.unwrap().path()) {
            if file.extension().is_some_and(|extension| extension == "bin") {
                let mut bytes = std::fs::read(&file).unwrap();
                damage(&mut bytes);
                std::fs::write(&file, bytes).unwrap();
            }
        }
        env.vault().write("new.md", format!("{nth} milk\n"));
        let event = watching.event();
        assert_eq!((&event["rebuilt"], &event["changed"]), (&json!(true), &json!([])), "{event}");
        env.lore(&["search", &nth.to_string(), "milk"]).expect(0);
        env.vault().write("0.md", format!("{nth} tea\n"));
        let event = watching.event();
        assert_eq!(
            (&event["rebuilt"], &event["changed"]),
            (&Value::Null, &json!(["0.md"])),
            "{event}"
        );
    }
}

/// What a look had left out was said by every command, but not beside a watcher.
#[test]
fn what_is_left_out_is_said_beside_it_too() {
    let env = TestEnvironment::new("-- a.md --\n[[Link]] tea\n-- b/c.md --\n");
    std::os::unix::fs::symlink("a.md", env.vault().path("Link.md")).unwrap();
    let asks = || ["index", "check", "gaps"].map(|verb| env.lore(&[verb, "--json"]));
    let said = || {
        asks().map(|run| {
            let mut answer: Value = serde_json::from_str(&run.stdout).unwrap();
            for key in ["elapsed_ms", "added"] {
                answer.as_object_mut().unwrap().remove(key);
            }
            (answer, run.stderr, run.status)
        })
    };
    env.lore(&["index"]).expect(0);
    let alone = said();
    let (mut watching, _) = Watching::json(&env);
    assert_eq!(said(), alone);
    std::os::unix::fs::symlink("a.md", env.vault().path("b/Other.md")).unwrap();
    let mut warning = watching.warning();
    assert!(warning.contains(" Link.md: is a symbolic link"), "{warning}");
    warning = watching.warning();
    assert!(warning.contains("b/Other.md: is a symbolic link"), "{warning}");
    let beside = said();
    assert_eq!(beside[0].0["skipped"], 2);
    drop(watching);
    assert_eq!(said(), beside);
    // Whoever does not look says what the last look found.
    std::fs::remove_file(env.vault().path("Link.md")).unwrap();
    let run = env.lore(&["index", "status", "--no-refresh"]).expect(0);
    assert_eq!(run.stderr.matches("is a symbolic link").count(), 2, "{run:#?}");
    env.lore(&["index"]).expect(0);
    let run = env.lore(&["index", "status", "--no-refresh"]).expect(0);
    assert_eq!(run.stderr.matches("is a symbolic link").count(), 1, "{run:#?}");
}

/// A vault that is a symbolic link was watched where it led at first.
#[test]
fn a_link_that_leads_elsewhere_is_followed() {
    let env = TestEnvironment::new("-- one/A.md --\n-- two/B.md --\n");
    let link = |to: &str| {
        std::os::unix::fs::symlink(to, env.vault().path("new")).unwrap();
        env.vault().rename("new", "link");
    };
    link("one");
    let (mut watching, _) = Watching::start(&env, &["watch", "--json", "--vault", "link"]);
    link("two");
    let event = watching.event();
    assert_eq!((&event["added"], &event["removed"]), (&json!(["B.md"]), &json!(["A.md"])));
    let warning = watching.warning();
    assert!(warning.contains("the vault is now in") && warning.contains("/two"), "{warning}");
    env.vault().write("one/C.md", "not the vault's");
    env.vault().write("two/D.md", "new");
    assert_eq!(watching.event()["added"], json!(["D.md"]));
}
