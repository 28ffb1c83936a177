//! Random histories of a vault: files that are written, edited, moved and removed, with what notes hold.
//! Leaves out what must hold after them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use lore_testkit::VaultFixture;

pub(crate) const FOLDERS: [&str; 6] = ["", "a/", "b/", "a/deep/", "old/", "Ünïcode/"];
pub(crate) const NAMES: [&str; 14] = [
    "Raft.md", "raft.md", "Docker.md", "Home.md", "index.md", "Event log.md", "Streams.md",
    "stream.mdx", "2024-01-31.md", "Cafe\u{301}.md", "Café.md", "notes.txt", "pic.png",
    "Day 1.markdown",
];
const PIECES: [&str; 47] = [
    "uses:: [[Docker]], [[Nowhere]]",
    "down:: [[Raft]]",
    "((64a1b2c3-0000-4000-8000-0123456789ab))",
    "- block\n  id:: 64a1b2c3-0000-4000-8000-0123456789ab",
    "[[Jan 31st, 2024]] {% post_url 2024-01-31 %}",
    "<!-- lore-ignore dead-link -->",
    "[[Raft]]",
    "[[raft#Log]]",
    "[log](Raft.md#log)",
    "[[Docker|the tool]]",
    "[up](../Home.md)",
    "![[pic.png]]",
    "[[Nowhere]]",
    "[[Event log#^claim]]",
    "[[Nick]]",
    "[[a/]]",
    "[h](./)",
    "# Log",
    "## Setup",
    "### Deeper",
    "# Day 1",
    "## Day 2",
    "## 2024-02-03",
    "a claim ^claim",
    "#data/streams",
    "#data",
    "**Topic:** Docker, [[Raft]]",
    "status:: reading",
    "| Book | Status |\n|---|---|\n| [[Raft]] | ✅ |\n| Dune | |",
    "up:: [[Streams]]",
    "author:: Ada Lovelace",
    "- [ ] write it down",
    "Kafka keeps an event log.",
    "The raft protocol elects a leader.",
    "Docker builds images.",
    "An image is layers.",
    "Streams of events, one after the other.",
    "```\nlet code = 1;\n```",
    "word word words",
    "日本語のメモ",
    "naïve café",
    "> [!note] Mind this",
    "Die Häuser sind alt und schön.",
    "Las notas no están en la bóveda.",
    "Les chevaux sont dans le pré.",
    "Заметки лежат на диске, и не там.",
    "lang:: de",
];
const HEADERS: [&str; 9] = [
    "",
    "---\naliases: [Nick]\n---\n",
    "---\ntitle: The Log\ntags: [data, data/kafka]\n---\n",
    "---\ntype: book\ncategories: [Streams]\n---\n",
    "---\nbroken: [\n---\n",
    "+++\ntitle = \"Toml\"\n+++\n",
    "---\nlang: de\n---\n",
    "---\nlanguage: Spanish\n---\n",
    "---\nlang: tlh\n---\n",
];
pub(crate) const CONFIGS: [&str; 12] = [
    "",
    "[links]\nprofile = \"commonmark\"\n",
    "[links]\nprofile = \"foam\"\n",
    "[links]\nprofile = \"dendron\"\n",
    "[links]\nprofile = \"zk\"\n",
    "[links]\nprofile = \"logseq\"\n",
    "[links]\nprofile = \"jekyll\"\n[check]\nignore-targets = [\"Now*\"]\n",
    "[files]\nignore = [\"old/\"]\n",
    "[topics]\nfields = [\"author\"]\n",
    "[files]\nignore = [\"*.mdx\"]\n[orphans]\nignore = [\"a/\"]\n",
    "[search]\nlanguage = \"spanish\"\n",
    "[search]\nlanguage = \"klingon\"\n",
];
pub(crate) const QUERIES: [&str; 35] = [
    "raft",
    "docker image",
    "event log",
    "\"event log\"",
    "tag:data",
    "topic:streams",
    "type:book",
    "path:a",
    "title:raft",
    "heading:setup",
    "strea*",
    "words -docker",
    "kafka OR leader",
    "日本",
    "cafe",
    "\"leader log\"~4",
    "(raft OR docker) -kafka",
    "/[Rr]aft\\b/",
    "-/raft/ log",
    "(/raft/ OR kafka)",
    "alias:raft",
    "link:raft",
    "is:orphan",
    "is:dead",
    "is:todo",
    "has:link -has:tag",
    "date:2024..",
    "created:<2030",
    "type:book -[topic]",
    "[date: 2024..]",
    "Haus",
    "bovedas",
    "man die war",
    "wo sind die alten Häuser in der Stadt und warum",
    "chevaux заметка",
];

/// A small generator: histories must be the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as usize % end
    }

    pub(crate) fn of<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }

    pub(crate) fn text(&mut self) -> String {
        let mut text = self.of(&HEADERS).to_owned();
        for _ in 0..self.below(9) {
            text.push_str(self.of(&PIECES));
            text.push_str(self.of(&["\n\n", "\n", " "]));
        }
        text
    }

    pub(crate) fn path(&mut self) -> String {
        format!("{}{}", self.of(&FOLDERS), self.of(&NAMES))
    }
}

/// A vault with what is in it, so that a history can choose.
pub(crate) struct History {
    pub(crate) vault: VaultFixture,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) random: Random,
    pub(crate) log: Vec<String>,
}

impl History {
    pub(crate) fn new(seed: u64) -> History {
        let random = Random(seed);
        let vault = VaultFixture::new();
        History { vault, files: BTreeMap::new(), random, log: vec![format!("seed {seed}")] }
    }

    pub(crate) fn write(&mut self, path: String, bytes: Vec<u8>) {
        self.vault.write(&path, &bytes);
        self.files.insert(path, bytes);
    }

    pub(crate) fn existing(&mut self) -> Option<String> {
        let at = self.random.below(self.files.len().max(1));
        self.files.keys().nth(at).cloned()
    }

    /// Makes one change that people or programs make.
    pub(crate) fn step(&mut self) {
        let kind = self.random.below(16);
        let existing = self.existing();
        let change = match (kind, existing) {
            (0..=3, _) | (_, None) => {
                let (path, text) = (self.random.path(), self.random.text());
                self.write(path.clone(), text.into_bytes());
                format!("write {path}")
            }
            // Settings that are no TOML stop everything, which is a test of its own elsewhere.
            (4 | 5 | 15, Some(path)) if path == "lore.toml" => "nothing".to_owned(),
            (4 | 5, Some(path)) => {
                let mut bytes = self.files[&path].clone();
                bytes.extend(format!("\n\n{}\n", self.random.of(&PIECES)).bytes());
                self.write(path.clone(), bytes);
                format!("append to {path}")
            }
            (6 | 7, Some(path)) => {
                self.edit_in_place(&path);
                format!("edit {path} to the same size and time")
            }
            (8, Some(path)) => {
                let all = self.files.clone().into_iter();
                let all = all.skip_while(|(first, _)| *first != path);
                all.for_each(|(path, bytes)| self.write(path, bytes));
                format!("touch {path} and all behind it")
            }
            (9 | 10, Some(path)) => {
                self.vault.remove(&path);
                self.files.remove(&path);
                format!("remove {path}")
            }
            (11 | 12, Some(path)) => {
                let to = self.random.path();
                self.vault.rename(&path, &to);
                let bytes = self.files.remove(&path).unwrap();
                self.files.insert(to.clone(), bytes);
                format!("rename {path} to {to}")
            }
            (13, Some(path)) => match path.rsplit_once('/') {
                Some((folder, _)) => self.move_folder(folder),
                None => "nothing".to_owned(),
            },
            (14, Some(_)) => {
                let config = self.random.of(&CONFIGS);
                self.write("lore.toml".to_owned(), config.as_bytes().to_vec());
                format!("set {config:?}")
            }
            (_, Some(path)) => {
                let mut bytes = self.files[&path].clone();
                bytes.extend(b"bad \xff byte\n");
                self.write(path.clone(), bytes);
                format!("spoil {path}")
            }
        };
        self.log.push(change);
    }

    /// Changes one letter and sets the file's time back to what it was.
    pub(crate) fn edit_in_place(&mut self, path: &str) {
        let mut bytes = self.files[path].clone();
        let letters: Vec<usize> =
            (0..bytes.len()).filter(|&at| bytes[at].is_ascii_lowercase()).collect();
        if letters.is_empty() || path == "lore.toml" {
            return;
        }
        let at = letters[self.random.below(letters.len())];
        bytes[at] = if bytes[at] == b'z' { b'a' } else { bytes[at] + 1 };
        let file = self.vault.path(path);
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        self.write(path.to_owned(), bytes);
        set_modified(&file, modified);
    }

    pub(crate) fn move_folder(&mut self, folder: &str) -> String {
        let to = format!("{folder} moved");
        if self.vault.path(&to).exists() {
            self.vault.remove(folder);
            self.files.retain(|path, _| !path.starts_with(&format!("{folder}/")));
            return format!("remove the folder {folder}");
        }
        self.vault.rename(folder, &to);
        let moved = std::mem::take(&mut self.files).into_iter().map(|(path, bytes)| {
            match path.strip_prefix(&format!("{folder}/")) {
                Some(rest) => (format!("{to}/{rest}"), bytes),
                None => (path, bytes),
            }
        });
        self.files = moved.collect();
        format!("move the folder {folder} to {to}")
    }
}

pub(crate) fn set_modified(file: &Path, time: SystemTime) {
    fs::File::options().write(true).open(file).unwrap().set_modified(time).unwrap();
}
