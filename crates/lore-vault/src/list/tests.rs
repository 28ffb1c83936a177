//! Cases for the listing: what is hidden, what is skipped and said, what must not hang. Leave out second
//! looks, which are tested with `again`.

use std::fs;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use lore_testkit::VaultFixture;

use super::*;
use crate::{Changes, Known, Vault, compare};

fn listed(vault: &VaultFixture, ignore: &[&str]) -> Listing {
    let ignore: Vec<String> = ignore.iter().map(ToString::to_string).collect();
    Vault::open(vault.root()).unwrap().list(&ignore)
}

fn notes(listing: &Listing) -> Vec<&str> {
    listing.notes.iter().map(|note| note.path.as_str()).collect()
}

fn files(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(VaultPath::as_str).collect()
}

fn skipped(listing: &Listing) -> Vec<String> {
    let line = |skipped: &Skipped| format!("{}: {}", skipped.path, skipped.why);
    listing.skipped.iter().map(line).collect()
}

fn known(listing: &Listing) -> Vec<Known<'_>> {
    listing.notes.iter().map(|note| Known { path: note.path.as_str(), stat: note.stat }).collect()
}

#[test]
fn an_empty_folder_is_a_vault_without_notes() {
    let listing = listed(&VaultFixture::new(), &[]);
    assert!(listing.notes.is_empty() && listing.files.is_empty() && listing.skipped.is_empty());
}

#[test]
fn endings_tell_notes_and_lists_are_in_byte_order() {
    let vault = VaultFixture::from_str(
        "-- b.md --\n-- a/z.MD --\n-- a.md --\n-- a b.markdown --\n-- Z.mdx --\n-- é.md --\n\
         -- a/pic.png --\n-- md --\n-- x.md.txt --\n-- new\u{7}line.md --\n",
    );
    let listing = listed(&vault, &[]);
    let expected = ["Z.mdx", "a b.markdown", "a.md", "a/z.MD", "b.md", "new\u{7}line.md", "é.md"];
    assert_eq!(notes(&listing), expected);
    assert_eq!(files(&listing), ["a/pic.png", "md", "x.md.txt"]);
    assert_eq!(skipped(&listing), [""; 0]);
}

#[test]
fn what_is_hidden_or_ignored_is_not_listed() {
    let vault = VaultFixture::from_str(
        "\
-- .gitignore --
drafts/
*.tmp.md
!.obsidian
-- .ignore --
private.md
-- .loreignore --
/old
!kept.tmp.md
-- deep/.gitignore --
inner.md
-- .git/info/exclude --
a.md
-- .obsidian/x.md --
-- .trash/x.md --
-- .hidden.md --
-- node_modules/x.md --
-- deep/node_modules/x.md --
-- logseq/bak/pages/x/1.md --
-- logseq/version-files/local/x.md --
-- logseq/.recycle/x.md --
-- drafts/x.md --
-- x.tmp.md --
-- kept.tmp.md --
-- private.md --
-- old/x.md --
-- deep/old/x.md --
-- deep/inner.md --
-- inner.md --
-- secret/x.md --
-- a.md --
",
    );
    let expected = ["a.md", "deep/old/x.md", "inner.md", "kept.tmp.md"];
    assert_eq!(notes(&listed(&vault, &["/secret/", "# a comment"])), expected);
    let with_more = listed(&vault, &["secret", "inner.md", "*.tmp.*", "!drafts/"]);
    assert_eq!(notes(&with_more), ["a.md", "deep/old/x.md"]);
    assert_eq!(skipped(&with_more), [""; 0]);
}

#[test]
fn ignore_files_above_the_vault_have_no_say() {
    let outer = VaultFixture::from_str(
        "-- .gitignore --\n*.md\n-- .ignore --\n*.md\n-- .loreignore --\n*.md\n-- in/a.md --\n",
    );
    let vault = Vault::open(&outer.path("in")).unwrap();
    assert_eq!(notes(&vault.list(&[])), ["a.md"]);
}

#[test]
fn patterns_without_meaning_are_reported_and_the_others_hold() {
    let vault =
        VaultFixture::from_str("-- a.md --\n-- b.md --\n-- c.md --\n-- .gitignore --\na{\nb.md\n");
    let listing = listed(&vault, &["c.md", "x{"]);
    assert_eq!(notes(&listing), ["a.md"]);
    let paths: Vec<&str> = listing.skipped.iter().map(|skipped| &*skipped.path).collect();
    assert_eq!(paths, [".gitignore", "lore.toml"]);
    assert!(listing.skipped.iter().all(|skipped| !skipped.why.may_hide_notes()));
}

#[test]
fn the_strongest_ignore_file_with_a_word_on_a_file_decides() {
    let vault = VaultFixture::from_str(
        "-- .gitignore --\n\u{feff}*.md\n/out/\n-- .ignore --\n!b.md\n-- in/.gitignore --\n!a.md\n\
         -- in/.loreignore --\nb.md\n-- in/deep/.ignore --\n# b.md\n/c.md\n-- a.md --\n-- b.md --\n\
         -- in/a.md --\n-- in/b.md --\n-- in/c.md --\n-- in/deep/a.md --\n-- in/deep/b.md --\n\
         -- in/deep/c.md --\n-- out/.gitignore --\n!b.md\n-- out/b.md --\n-- in/out/b.mdx --\n",
    );
    assert_eq!(notes(&listed(&vault, &[])), ["b.md", "in/a.md", "in/deep/a.md", "in/out/b.mdx"]);
}

/// A vault may come from anywhere, and its warnings repeat the patterns.
#[cfg(unix)]
#[test]
fn an_ignore_file_that_leads_out_of_the_vault_is_not_read() {
    use std::os::unix::fs::symlink;
    let elsewhere = VaultFixture::from_str("-- rules --\ntoken-abc{secret\n*.md\n");
    let vault = VaultFixture::from_str("-- a.md --\n-- in/b.md --\n-- .git/rules --\nb.md\n");
    symlink(elsewhere.path("rules"), vault.path(".gitignore")).unwrap();
    symlink(vault.path(".gitignore"), vault.path("in/.loreignore")).unwrap();
    symlink(elsewhere.root(), vault.path(".ignore")).unwrap();
    let listing = listed(&vault, &[]);
    assert_eq!(notes(&listing), ["a.md", "in/b.md"]);
    let paths: Vec<&str> = listing.skipped.iter().map(|skipped| &*skipped.path).collect();
    assert_eq!(paths, [".gitignore", ".ignore", "in/.loreignore"]);
    assert!(listing.skipped.iter().all(|skipped| matches!(skipped.why, SkipReason::IgnoreLink)));
    symlink("../.git/rules", vault.path("in/.gitignore")).unwrap();
    assert_eq!(notes(&listed(&vault, &[])), ["a.md"]);
}

#[test]
fn an_ignore_file_that_is_not_utf8_is_reported() {
    let vault = VaultFixture::from_str("-- a.md --\n");
    vault.write("in/.gitignore", b"x.md\n# \xe9\nb.md\n");
    vault.write("in/b.md", "");
    let listing = listed(&vault, &[]);
    assert_eq!(notes(&listing), ["a.md", "in/b.md"]);
    assert_eq!(listing.skipped.len(), 1);
    assert_eq!(listing.skipped[0].path, "in/.gitignore");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_loops_end() {
    use std::os::unix::fs::symlink;
    let elsewhere = VaultFixture::from_str("-- outside.md --\nsecret\n-- pic.png --\n");
    let vault = VaultFixture::from_str("-- a.md --\n-- in/b.md --\n");
    symlink(vault.root(), vault.path("in/loop")).unwrap();
    symlink(elsewhere.root(), vault.path("out")).unwrap();
    symlink(elsewhere.path("outside.md"), vault.path("link.md")).unwrap();
    symlink(elsewhere.path("pic.png"), vault.path("quiet.png")).unwrap();
    symlink("nowhere", vault.path("dangling")).unwrap();
    let listing = listed(&vault, &[]);
    assert_eq!(notes(&listing), ["a.md", "in/b.md"]);
    assert_eq!(files(&listing), [""; 0]);
    let paths: Vec<&str> = listing.skipped.iter().map(|skipped| &*skipped.path).collect();
    assert_eq!(paths, ["in/loop", "link.md", "out"]);
    assert!(listing.skipped.iter().all(|skipped| matches!(skipped.why, SkipReason::Link)));
}

#[cfg(unix)]
fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Fails instead of hanging.
#[cfg(unix)]
fn within_seconds<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_secs(10)).expect("it hangs")
}

#[cfg(unix)]
#[test]
fn pipes_are_neither_opened_nor_waited_for() {
    let fixture = VaultFixture::from_str("-- a.md --\n-- in/b.md --\n-- in/deeper/c.md --\n");
    let first = listed(&fixture, &[]);
    let before = known(&first);
    make_pipe(&fixture.path("pipe.md"));
    make_pipe(&fixture.path("quiet"));
    make_pipe(&fixture.path("in/.gitignore"));
    let vault = Vault::open(fixture.root()).unwrap();
    let (listing, read) =
        within_seconds(move || (vault.list(&[]), vault.read(&VaultPath::new("pipe.md").unwrap())));
    assert_eq!(notes(&listing), ["a.md"]);
    assert_eq!(listing.skipped.len(), 2);
    assert!(matches!(listing.skipped[0].why, SkipReason::IgnoreFile { file: ".gitignore", .. }));
    assert!(matches!(listing.skipped[1].why, SkipReason::SpecialFile));
    assert_eq!(
        read.unwrap_err().to_string(),
        "pipe.md is a named pipe, not a file; Lore leaves it alone"
    );
    // What the unread ignore file hides is unknown, so nothing is taken for deleted.
    assert_eq!(compare(before.clone(), &listing, i64::MAX), Changes::default());

    make_pipe(&fixture.path(".ignore"));
    let vault = Vault::open(fixture.root()).unwrap();
    let listing = within_seconds(move || vault.list(&[]));
    assert!(notes(&listing).is_empty());
    assert_eq!(compare(before, &listing, i64::MAX), Changes::default());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_skipped_with_a_readable_name() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let vault = VaultFixture::from_str("-- a.md --\n");
    fs::copy(vault.path("a.md"), vault.root().join(OsStr::from_bytes(b"caf\xe9.md"))).unwrap();
    let folder = vault.root().join(OsStr::from_bytes(b"\xff"));
    fs::create_dir(&folder).unwrap();
    fs::copy(vault.path("a.md"), folder.join("b.md")).unwrap();
    fs::copy(vault.path("a.md"), vault.root().join("c:\\.md")).unwrap();
    let listing = listed(&vault, &[]);
    assert_eq!(notes(&listing), ["a.md"]);
    let expected = [
        "caf\u{fffd}.md: its name is not UTF-8: rename it",
        "c:\\.md: its name cannot be a path of a vault: \"c:\\\\.md\" is not relative to the vault: rename it",
        "\u{fffd}: its name is not UTF-8: rename it",
    ];
    let mut lines = skipped(&listing);
    lines.sort();
    let mut expected = expected.map(String::from);
    expected.sort();
    assert_eq!(lines, expected);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_hides_its_notes_but_does_not_delete_them() {
    use std::os::unix::fs::PermissionsExt;
    let vault =
        VaultFixture::from_str("-- a.md --\n-- in/b.md --\n-- in/deeper/c.md --\n-- in.md --\n");
    let first = listed(&vault, &[]);
    let before = known(&first);
    let mode =
        |bits| fs::set_permissions(vault.path("in"), PermissionsExt::from_mode(bits)).unwrap();
    // 0o000: nothing; 0o444: names without what they name; 0o111: the reverse.
    for bits in [0o000, 0o444, 0o111] {
        mode(bits);
        if fs::read_dir(vault.path("in")).is_ok() && vault.path("in/b.md").exists() {
            // The superuser reads everything.
            break;
        }
        let listing = listed(&vault, &[]);
        assert_eq!(notes(&listing), ["a.md", "in.md"], "{bits:o}");
        assert_eq!(listing.skipped.len(), 1, "{bits:o}");
        assert_eq!(listing.skipped[0].path, "in", "{bits:o}");
        assert_eq!(compare(before.clone(), &listing, i64::MAX), Changes::default(), "{bits:o}");
    }
    mode(0o755);
    assert_eq!(compare(before, &listed(&vault, &[]), i64::MAX), Changes::default());
}

#[test]
fn a_vault_that_went_away_is_not_a_vault_without_notes() {
    let fixture = VaultFixture::from_str("-- in/a.md --\n-- in/b/c.md --\n");
    let vault = Vault::open(&fixture.path("in")).unwrap();
    let first = vault.list(&[]);
    let before = known(&first);
    fixture.remove("in");
    let listing = vault.list(&[]);
    assert!(
        matches!(&*listing.skipped, [Skipped { path, why: SkipReason::Unreadable(_) }] if path.is_empty())
    );
    assert_eq!(compare(before.clone(), &listing, i64::MAX), Changes::default());
    assert!(!vault.read(&first.notes[0].path).unwrap_err().is_gone());
}

#[cfg(unix)]
#[test]
fn an_edit_that_keeps_size_and_time_is_seen() {
    let vault = VaultFixture::from_str("-- a.md --\none\n-- b.md --\none\n-- c.md --\n");
    let before = listed(&vault, &[]);
    let old_time = fs::metadata(vault.path("a.md")).unwrap().modified().unwrap();
    // The kernel's clock must have moved on for the change time to differ.
    std::thread::sleep(Duration::from_millis(30));
    vault.write("a.md", "two\n");
    vault.write("new", "two\n");
    vault.rename("new", "b.md");
    for path in ["a.md", "b.md"] {
        fs::File::open(vault.path(path)).unwrap().set_modified(old_time).unwrap();
    }
    let after = listed(&vault, &[]);
    assert_eq!(before.notes[0].stat.size, after.notes[0].stat.size);
    assert_eq!(before.notes[0].stat.modified_ns, after.notes[0].stat.modified_ns);
    let changes = compare(known(&before), &after, i64::MAX);
    assert_eq!(changes.changed.iter().map(VaultPath::as_str).collect::<Vec<_>>(), ["a.md", "b.md"]);
    assert!(changes.added.is_empty() && changes.removed.is_empty() && changes.racy.is_empty());
}

#[test]
fn a_generated_vault_is_listed_whole() {
    let vault = VaultFixture::new();
    let recipe = lore_testkit::Recipe { notes: 1_000, seed: 7, ..Default::default() };
    let made = lore_testkit::generate(vault.root(), recipe);
    let listing = listed(&vault, &[]);
    assert_eq!(listing.notes.len(), made.notes);
    assert_eq!(listing.notes.iter().map(|note| note.stat.size).sum::<u64>(), made.bytes);
    assert!(listing.notes.is_sorted_by(|a, b| a.path < b.path));
}

/// One that the program writes to while it looks would never be the same.
#[test]
fn a_folder_that_is_left_out_is_not_listed() {
    let fixture = VaultFixture::from_str(
        "-- a.md --\n-- cache/1/x.md --\n-- cache/1/y/z --\n-- cache/2 --\n",
    );
    let mut vault = Vault::open(fixture.root()).unwrap();
    vault.leave_out(&fixture.path("cache").join("../cache/1"));
    let listing = vault.list(&[]);
    assert_eq!(notes(&listing), ["a.md"]);
    assert_eq!(listing.files, [VaultPath::new("cache/2").unwrap()]);
}

#[test]
fn other_files_that_could_not_be_looked_for_are_not_gone() {
    let fixture =
        VaultFixture::from_str("-- a.md --\n-- blind/b.md --\n-- p.png --\n-- seen/p.png --\n");
    // Too large to be a file of patterns, so nobody knows what it hides.
    fixture.write("blind/.gitignore", vec![b'\n'; (1 << 20) + 1]);
    let mut listing = listed(&fixture, &[]);
    listing.keep_unseen(["blind/p.png", "gone.png", "p.png", "seen/gone.png"]);
    let files: Vec<&str> = listing.files.iter().map(VaultPath::as_str).collect();
    assert_eq!(files, ["blind/p.png", "p.png", "seen/p.png"]);
    let mut all_seen = listed(&fixture, &["blind/"]);
    all_seen.keep_unseen(["blind/p.png"]);
    assert_eq!(all_seen.files.len(), 2, "what is left out on purpose is gone");
}

/// Where no thread can be started, the walk goes on this one.
#[test]
fn without_threads_the_same_is_found() {
    let vault = VaultFixture::from_str(
        "-- a.md --\n-- a/b.md --\n-- a/.hidden/c.md --\n-- out/d.md --\n-- a/e.png --\n\
         -- a/draft/f.md --\n-- a/.gitignore --\ndraft/\n-- .gitignore --\nout/\n!a/draft/\n",
    );
    std::os::unix::fs::symlink("..", vault.path("a/round")).unwrap();
    let found = [0, 1, 4].map(|threads| {
        let opened = Vault::open(vault.root()).expect("a vault");
        let walked = walk_with_threads(&opened, threads);
        let folders = walked.visited.folders.into_keys().collect::<BTreeSet<_>>();
        let mut listing = walked.listing;
        listing.sort();
        (notes(&listing).join(" "), files(&listing).join(" "), skipped(&listing), folders)
    });
    assert_eq!(found[0].0, "a.md a/b.md");
    assert_eq!(found[0], found[1]);
    assert_eq!(found[0], found[2]);
}

fn walk_with_threads(vault: &Vault, threads: usize) -> Walked {
    let found = Arc::new(Mutex::new(Walked::default()));
    let gate = Gate::new(vault, &[], HashSet::new(), &found, Box::new(|_| {}));
    assert!(gate.visits(vault.root()));
    walk_with(threads, vault.root(), gate, &found);
    let mut found = found.lock().unwrap();
    mem::take(&mut *found)
}
