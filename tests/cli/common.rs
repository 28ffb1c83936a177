//! Runs `lore` where nothing of the machine shows: temporary folders for vault, cache and home, an
//! empty environment, and outputs in which paths, times and sizes are placeholders. Leaves out the vaults,
//! which are in `fixtures`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use lore_testkit::VaultFixture;
use serde_json::Value;
use tempfile::TempDir;

/// Compares what a session shows with the snapshot named after the test.
macro_rules! assert_session {
    ($session:expr) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!($session);
        })
    };
}

/// A run that takes longer than this hangs. No measure of speed: a hundred times what is usual.
const PATIENCE: Duration = Duration::from_secs(120);

/// A vault with a cache and a home of its own.
pub(crate) struct TestEnvironment {
    vault: VaultFixture,
    folder: TempDir,
}

/// How a run ended, byte for byte.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: ExitStatus,
}

impl Run {
    /// The exit status; a run that was killed has none.
    #[track_caller]
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("killed: {self:#?}"))
    }

    /// Fails unless the run ended so.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Run {
        assert_eq!(self.code(), code, "{self:#?}");
        self
    }

    /// Fails if the program panicked, however it ended.
    #[track_caller]
    pub(crate) fn expect_no_panic(self) -> Run {
        assert!(self.code() <= 2 && !self.stderr.contains("panicked"), "{self:#?}");
        self
    }
}

impl TestEnvironment {
    /// An environment on a vault whose files stand in one string; see [`VaultFixture::from_str`].
    pub(crate) fn new(files: &str) -> TestEnvironment {
        TestEnvironment::on(VaultFixture::from_str(files))
    }

    /// An environment on a copy of the sample vault.
    pub(crate) fn sample() -> TestEnvironment {
        TestEnvironment::on(VaultFixture::copy_of(repository().join("notes")))
    }

    /// An environment on a vault.
    pub(crate) fn on(vault: VaultFixture) -> TestEnvironment {
        let folder = tempfile::Builder::new().prefix("lore-home-").tempdir().unwrap();
        std::fs::create_dir(folder.path().join("home")).unwrap();
        TestEnvironment { vault, folder }
    }

    pub(crate) fn vault(&self) -> &VaultFixture {
        &self.vault
    }

    /// The folder given to the program as its cache.
    pub(crate) fn cache(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("cache")
    }

    /// The folder given to the program for what users decide.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("data")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("home")
    }

    /// Any program with an empty environment but for this cache and home, in the vault's folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home())
            .env("LORE_CACHE_DIR", self.cache())
            .env("LORE_DATA_DIR", self.data())
            .current_dir(self.vault.root())
            .stdin(Stdio::null());
        command
    }

    /// `lore` with arguments, for a test that wants other surroundings.
    pub(crate) fn lore_command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = self.command(lore());
        command.args(arguments);
        command
    }

    /// Runs `lore` in the vault's folder.
    #[track_caller]
    pub(crate) fn lore<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        run(self.lore_command(arguments))
    }

    /// Runs a line of `sh` in which `$LORE` is the program.
    #[track_caller]
    pub(crate) fn shell(&self, line: &str) -> Run {
        let mut command = self.command("/bin/sh");
        command.args(["-c", line]).env("LORE", lore()).env("PATH", "/usr/bin:/bin");
        run(command)
    }

    /// Runs `lore … --json` and reads the answer, which is one object on one line. There is no warning, as of
    /// a setting that is spelled wrong.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let run = self.lore(&[&["--json"], arguments].concat());
        assert!(run.stderr.is_empty(), "{run:#?}");
        json_of(run)
    }

    /// The same where files or settings are meant to be bad, so that there may be warnings.
    #[track_caller]
    pub(crate) fn json_despite_warnings(&self, arguments: &[&str]) -> Value {
        json_of(self.lore(&[&["--json"], arguments].concat()))
    }

    /// What a terminal would show of some commands, one after the other.
    #[track_caller]
    pub(crate) fn session(&self, commands: &[&[&str]]) -> String {
        let mut session = String::new();
        for arguments in commands {
            let run = self.lore(arguments).expect_no_panic();
            if !session.is_empty() {
                session.push('\n');
            }
            session.push_str(&format!("$ lore {}\n", quoted(arguments)));
            session.push_str(&self.shown(arguments, &run.stdout));
            if !run.stderr.is_empty() {
                session.push_str(&format!("[stderr]\n{}", self.redact(&run.stderr)));
            }
            if run.code() != 0 {
                session.push_str(&format!("[exit {}]\n", run.code()));
            }
        }
        session
    }

    fn shown(&self, arguments: &[&str], stdout: &str) -> String {
        let shown = match serde_json::from_str::<Value>(stdout) {
            Ok(mut value) if arguments.contains(&"--json") => {
                redact_json(&mut value);
                format!("{value:#}\n")
            }
            _ if arguments.first() == Some(&"index") => {
                redact_number(&redact_number(stdout, " ms"), " KiB")
            }
            _ => stdout.to_owned(),
        };
        self.redact(&shown)
    }

    /// Replaces the paths of this machine.
    pub(crate) fn redact(&self, text: &str) -> String {
        let folder = self.folder.path().canonicalize().unwrap();
        let text = text.replace(&*self.vault.root().to_string_lossy(), "[vault]");
        let text = text.replace(&*folder.to_string_lossy(), "[temp]");
        // What is about a vault is named after a hash of its path.
        for folder in ["[temp]/cache/", "[temp]/data/vaults/"] {
            if let Some((before, after)) = text.split_once(folder) {
                let rest = after.trim_start_matches(|c: char| c.is_ascii_hexdigit());
                return format!("{before}{folder}[hash]{rest}");
            }
        }
        text
    }
}

/// The answer of a run with `--json`.
#[track_caller]
fn json_of(run: Run) -> Value {
    let run = run.expect_no_panic();
    assert!(run.code() < 2, "{run:#?}");
    assert_eq!(run.stdout.matches('\n').count(), 1, "one line: {run:#?}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(answer.is_object(), "{answer}");
    answer
}

/// The built program.
pub(crate) fn lore() -> &'static str {
    env!("CARGO_BIN_EXE_lore")
}

/// The folder with the root manifest.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command to its end; one that hangs is killed and fails the test.
#[track_caller]
pub(crate) fn run(mut command: Command) -> Run {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    run_with_own_streams(command)
}

/// Like [`run`], with the streams as the command has them; what is no pipe comes back empty.
#[track_caller]
pub(crate) fn run_with_own_streams(mut command: Command) -> Run {
    let mut child = command.spawn().unwrap();
    let stdout = child.stdout.take().map(|pipe| thread::spawn(|| read_all(pipe)));
    let stderr = child.stderr.take().map(|pipe| thread::spawn(|| read_all(pipe)));
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("hangs: {command:?}");
        }
        thread::sleep(Duration::from_millis(2));
    };
    let text = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
        let bytes = reader.map_or_else(Vec::new, |reader| reader.join().unwrap());
        String::from_utf8(bytes).expect("the program writes UTF-8")
    };
    Run { stdout: text(stdout), stderr: text(stderr), status }
}

fn read_all(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The arguments as one would type them.
fn quoted(arguments: &[&str]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=".contains(c);
    let quoted = arguments.iter().map(|argument| {
        if !argument.is_empty() && argument.chars().all(plain) {
            (*argument).to_owned()
        } else if argument.contains('\'') {
            format!("\"{argument}\"")
        } else {
            format!("'{argument}'")
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// Scores order an answer; what they are may change with every improvement.
fn redact_json(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(redact_json),
        Value::Object(fields) => {
            for (name, value) in fields {
                if matches!(name.as_str(), "score" | "elapsed_ms" | "index_bytes") {
                    *value = Value::String(format!("[{name}]"));
                }
                redact_json(value);
            }
        }
        _ => {}
    }
}

/// Replaces every number in front of a unit.
fn redact_number(text: &str, unit: &str) -> String {
    let mut pieces = text.split(unit).peekable();
    let mut redacted = String::new();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_some() {
            let kept = piece.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
            redacted.push_str(&format!("{kept}[n]{unit}"));
        } else {
            redacted.push_str(piece);
        }
    }
    redacted
}

/// Fails unless a value has at least the shape of another: the same fields, of the same types; a
/// field `name?` may be missing; of a list, the first item says what all must be.
#[track_caller]
pub(crate) fn assert_shape(value: &Value, shape: &Value) {
    if let Err(difference) = compare_shapes(value, shape) {
        panic!("{difference}\nin {value:#}");
    }
}

fn compare_shapes(value: &Value, shape: &Value) -> Result<(), String> {
    match (value, shape) {
        (Value::Object(value), Value::Object(shape)) => {
            for (name, shape) in shape {
                match (value.get(name.trim_end_matches('?')), name.ends_with('?')) {
                    (Some(value), _) => {
                        compare_shapes(value, shape).map_err(|why| format!("{name}: {why}"))?;
                    }
                    (None, true) => {}
                    (None, false) => return Err(format!("{name} is missing")),
                }
            }
            Ok(())
        }
        (Value::Array(values), Value::Array(shape)) => {
            values.iter().try_for_each(|value| compare_shapes(value, &shape[0]))
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => Ok(()),
        _ => Err(format!("{value} where something like {shape} should be")),
    }
}

/// The items of a list in an answer.
#[track_caller]
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name} in {value:#}"))
}

/// A string in an answer.
#[track_caller]
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no string {name} in {value:#}"))
}

/// The strings `name` of all items of a list.
#[track_caller]
pub(crate) fn column<'a>(items: &'a [Value], name: &str) -> Vec<&'a str> {
    items.iter().map(|item| text(item, name)).collect()
}

/// Fails unless the scores of a list fall.
#[track_caller]
pub(crate) fn assert_best_first(items: &[Value]) {
    let scores: Vec<f64> = items.iter().map(|item| item["score"].as_f64().unwrap()).collect();
    assert!(scores.iter().all(|score| score.is_finite() && *score > 0.0), "{scores:?}");
    assert!(scores.is_sorted_by(|left, right| left >= right), "{scores:?}");
}

/// The text of a line of a note and of the one after it, over which a phrase may be broken.
#[track_caller]
pub(crate) fn line_of(vault: &VaultFixture, path: &str, line: &Value) -> String {
    let number = line.as_u64().unwrap_or_else(|| panic!("{path}: {line} is no line")) as usize;
    let note = vault.read(path);
    let lines: Vec<&str> = note.lines().collect();
    assert!((1..=lines.len()).contains(&number), "{path} has no line {number}");
    lines[number - 1..lines.len().min(number + 1)].join(" ")
}

/// Everything about a folder that a command could change: kinds, modes, times, numbers, bytes.
pub(crate) fn tree(root: &Path) -> BTreeMap<PathBuf, (u32, i64, i64, u64, Vec<u8>)> {
    let mut tree = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = path.symlink_metadata().unwrap();
            let bytes = match metadata.file_type() {
                kind if kind.is_file() => std::fs::read(&path).unwrap(),
                kind if kind.is_symlink() => {
                    std::fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
                }
                kind => {
                    if kind.is_dir() {
                        folders.push(path.clone());
                    }
                    Vec::new()
                }
            };
            let state =
                (metadata.mode(), metadata.mtime(), metadata.mtime_nsec(), metadata.ino(), bytes);
            tree.insert(path, state);
        }
    }
    let metadata = root.metadata().unwrap();
    let state =
        (metadata.mode(), metadata.mtime(), metadata.mtime_nsec(), metadata.ino(), Vec::new());
    tree.insert(root.to_owned(), state);
    tree
}
