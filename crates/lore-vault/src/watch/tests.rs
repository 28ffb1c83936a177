//! What is told of a vault, and what is not. Leaves out what a watcher makes of it, which the tests of
//! `lore watch` and of the engine show.

use std::fs;
use std::time::Duration;

use lore_testkit::VaultFixture;
use rustix::io::Errno;

use super::*;
use crate::Vault;

const NOTHING: Hints = Hints { changed: false, folders: false };
const CHANGED: Hints = Hints { changed: true, folders: false };
const FOLDERS: Hints = Hints { changed: true, folders: true };

fn watch(vault: &VaultFixture, ignore: &[&str]) -> Watch {
    let ignore: Vec<String> = ignore.iter().map(ToString::to_string).collect();
    Watch::new(&opened_at(vault), &ignore).expect("a watch")
}

fn opened_at(vault: &VaultFixture) -> Vault {
    let mut opened = Vault::open(vault.root()).expect("a vault");
    opened.leave_out(&vault.root().join("state"));
    opened
}

fn waits(watch: &Watch, longest: Duration) -> Woken {
    let stop = Stop::new().expect("a pipe");
    wait::<Watch>(&stop.until(), Some(watch), None, longest)
}

/// A change of a vault, by its name.
type Change = (&'static str, fn(&VaultFixture), Hints);

#[test]
fn what_a_look_would_see_is_told_and_nothing_else() {
    let cases: [Change; 30] = [
        ("a note is written", |vault| vault.write("a/x.md", "new"), CHANGED),
        ("a note appears", |vault| vault.write("a/y.MD", ""), CHANGED),
        ("a note goes", |vault| vault.remove("a/x.md"), CHANGED),
        ("a note is renamed", |vault| vault.rename("a/x.md", "a/y.md"), CHANGED),
        (
            "a note is linked",
            |vault| fs::hard_link(vault.path("a/x.md"), vault.path("a/z.md")).unwrap(),
            CHANGED,
        ),
        (
            "a note's time is set",
            |vault| {
                let file = fs::File::options().append(true).open(vault.path("a/x.md")).unwrap();
                file.set_modified(std::time::UNIX_EPOCH).unwrap();
            },
            CHANGED,
        ),
        (
            "a note is read",
            |vault| {
                vault.read("a/x.md");
            },
            NOTHING,
        ),
        (
            "a folder is read",
            |vault| {
                fs::read_dir(vault.path("a")).unwrap().count();
            },
            NOTHING,
        ),
        ("a picture is written", |vault| vault.write("pic.png", "2"), NOTHING),
        ("a picture appears", |vault| vault.write("a/pic.png", ""), CHANGED),
        ("a picture goes", |vault| vault.remove("pic.png"), CHANGED),
        ("a folder appears", |vault| vault.make_folder("b"), FOLDERS),
        ("a folder goes", |vault| vault.remove("a"), FOLDERS),
        ("a folder is moved", |vault| vault.rename("a/deep", "b"), FOLDERS),
        ("settings are written", |vault| vault.write("lore.toml", ""), FOLDERS),
        ("settings of another vault", |vault| vault.write("a/lore.toml", ""), CHANGED),
        ("an ignore file is written", |vault| vault.write("a/.gitignore", "x"), FOLDERS),
        ("a hidden note", |vault| vault.write("a/.x.md", ""), NOTHING),
        ("a hidden folder in the root", |vault| vault.make_folder(".obsidian"), CHANGED),
        ("a folder of markers", |vault| vault.make_folder("config"), FOLDERS),
        ("a hidden folder of markers", |vault| vault.make_folder(".vscode"), FOLDERS),
        ("a folder of that name elsewhere", |vault| vault.make_folder("a/.vscode"), NOTHING),
        ("a marker in a hidden folder", |vault| vault.write("logseq/config.edn", ""), CHANGED),
        ("settings in an ignored folder", |vault| vault.write("a/out/foam.json", ""), NOTHING),
        ("in a hidden folder", |vault| vault.write(".git/x.md", ""), NOTHING),
        ("an ignored note", |vault| vault.write("a/x.draft.md", ""), NOTHING),
        ("in an ignored folder", |vault| vault.write("a/out/x.md", ""), NOTHING),
        ("in a folder of programs", |vault| vault.write("node_modules/x.md", ""), NOTHING),
        ("in Logseq's copies", |vault| vault.write("logseq/bak/x.md", ""), NOTHING),
        ("in the folder apart", |vault| vault.write("state/x.md", ""), NOTHING),
    ];
    for (name, change, told) in cases {
        let vault = VaultFixture::from_str(
            "-- a/x.md --\n-- a/deep/x.md --\n-- pic.png --\n-- .git/HEAD --\n-- a/out/x.md --\n\
             -- .gitignore --\nout/\n-- node_modules/y.md --\n-- logseq/bak/y.md --\n-- state/y.md --\n-- a/.gitignore --\n",
        );
        let mut watch = watch(&vault, &["*.draft.md"]);
        assert_eq!(watch.take(), NOTHING, "before: {name}");
        change(&vault);
        assert_eq!(watch.take(), told, "{name}");
        assert_eq!(watch.take(), NOTHING, "again: {name}");
    }
}

#[test]
fn what_shows_the_profile_in_a_hidden_folder_is_told_and_nothing_else() {
    let vault = VaultFixture::from_str("-- x.md --\n-- .vscode/settings.json --\n");
    let mut watch = watch(&vault, &[]);
    vault.write(".vscode/settings.json", "{}");
    vault.write(".vscode/x.md", "");
    assert_eq!(watch.take(), NOTHING);
    vault.write(".vscode/foam.json", "{}");
    assert_eq!(watch.take(), CHANGED);
    vault.remove(".vscode/foam.json");
    assert_eq!(watch.take(), CHANGED);
    vault.remove(".vscode");
    assert_eq!(watch.take(), FOLDERS);
    vault.write(".vscode/foam.json", "{}");
    assert_eq!(watch.take(), FOLDERS);
    watch.follow(&opened_at(&vault), &[]).expect("a watch");
    vault.remove(".vscode/foam.json");
    assert_eq!(watch.take(), CHANGED);
}

/// A program may map a file into memory and write there, of which nobody is told; but when it is
/// done, the file is closed.
#[test]
fn a_file_that_was_open_for_writing_is_told_of_when_it_is_closed() {
    let vault = VaultFixture::from_str("-- x.md --\n");
    let mut watch = watch(&vault, &[]);
    let file = fs::File::options().read(true).write(true).open(vault.path("x.md")).unwrap();
    assert_eq!(watch.take(), NOTHING);
    drop(file);
    assert_eq!(watch.take(), CHANGED);
}

#[test]
fn folders_are_followed_where_they_come_and_go() {
    let vault = VaultFixture::from_str("-- x.md --\n-- out/x.md --\n");
    let mut watch = watch(&vault, &[]);
    vault.write("new/deep/x.md", "");
    assert_eq!(watch.take(), FOLDERS);
    vault.write("new/deep/x.md", "not yet watched");
    assert_eq!(watch.take(), NOTHING);
    watch.follow(&opened_at(&vault), &["out".to_owned()]).unwrap();
    assert_eq!(watch.take(), NOTHING, "what is no longer watched is not told of");
    vault.write("new/deep/x.md", "watched");
    assert_eq!(watch.take(), CHANGED);
    vault.write("out/x.md", "left out");
    assert_eq!(watch.take(), NOTHING);
    vault.rename("new", "old");
    assert_eq!(watch.take(), FOLDERS);
    watch.follow(&opened_at(&vault), &[]).unwrap();
    vault.write("old/deep/x.md", "moved");
    vault.write("out/x.md", "taken in again");
    assert_eq!(watch.take(), CHANGED);
}

#[test]
fn notes_with_a_second_name_may_change_unseen() {
    let vault = VaultFixture::from_str("-- in/x.md --\n-- in/pic.png --\n");
    let opened = Vault::open(&vault.path("in")).unwrap();
    let mut watch = Watch::new(&opened, &[]).unwrap();
    let link = |from, to| fs::hard_link(vault.path(from), vault.path(to)).unwrap();
    link("in/pic.png", "pic.png");
    watch.follow(&opened, &[]).unwrap();
    assert!(watch.is_told_of_all(), "only the names of other files count");
    link("in/x.md", "x.md");
    watch.follow(&opened, &[]).unwrap();
    assert!(!watch.is_told_of_all());
    vault.write("x.md", "by its second name");
    assert_eq!(watch.take(), NOTHING);
    vault.remove("x.md");
    watch.follow(&opened, &[]).unwrap();
    assert!(watch.is_told_of_all());
}

#[test]
fn an_ignore_file_that_is_elsewhere_may_change_unseen() {
    let vault = VaultFixture::from_str("-- in/x.md --\n-- rules --\n");
    std::os::unix::fs::symlink("../rules", vault.path("in/.gitignore")).unwrap();
    let opened = Vault::open(&vault.path("in")).unwrap();
    assert!(!Watch::new(&opened, &[]).unwrap().is_told_of_all());
}

#[test]
fn an_ignore_file_with_a_second_name_may_change_unseen() {
    let vault = VaultFixture::from_str("-- in/a/.gitignore --\n-- in/x.md --\n");
    let opened = Vault::open(&vault.path("in")).unwrap();
    let mut watch = Watch::new(&opened, &[]).unwrap();
    assert!(watch.is_told_of_all());
    fs::hard_link(vault.path("in/a/.gitignore"), vault.path("rules")).unwrap();
    watch.follow(&opened, &[]).unwrap();
    assert!(!watch.is_told_of_all());
}

/// Nobody tells that a folder around the root was moved, or that something was mounted there.
#[test]
fn a_root_whose_path_leads_to_another_folder_is_told_of() {
    let vault = VaultFixture::from_str("-- around/in/x.md --\n");
    let opened = Vault::open(&vault.path("around/in")).unwrap();
    let mut watch = Watch::new(&opened, &[]).unwrap();
    let before = watch.identity();
    vault.rename("around", "elsewhere");
    vault.write("around/in/y.md", "");
    assert_eq!(watch.take(), FOLDERS);
    assert_eq!(watch.identity(), before, "what is watched is the same still");
    watch.follow(&opened, &[]).unwrap();
    assert_eq!(watch.identity(), opened.identity());
    assert_eq!(watch.take(), NOTHING);
    vault.write("around/in/y.md", "new");
    assert_eq!(watch.take(), CHANGED);
}

/// A vault that is a symbolic link stayed what it was when it was opened.
#[test]
fn a_link_to_the_root_that_leads_elsewhere_is_told_of() {
    let vault = VaultFixture::from_str("-- one/x.md --\n-- two/y.md --\n-- links/other --\n");
    let link = |to: &str| {
        std::os::unix::fs::symlink(vault.path(to), vault.path("links/new")).unwrap();
        vault.rename("links/new", "links/vault");
    };
    link("one");
    let opened = Vault::open(&vault.path("links/vault")).unwrap();
    let mut watch = Watch::new(&opened, &[]).unwrap();
    vault.write("links/other", "beside the link");
    assert_eq!(watch.take(), NOTHING);
    link("two");
    assert_eq!(waits(&watch, Duration::from_secs(60)), Woken::Told);
    assert_eq!(watch.take(), FOLDERS);
    let opened = Vault::open(opened.named()).unwrap();
    watch.follow(&opened, &[]).unwrap();
    assert_eq!(watch.take(), NOTHING);
    vault.write("one/x.md", "not the vault's");
    assert_eq!(watch.take(), NOTHING);
    vault.write("two/y.md", "new");
    assert_eq!(watch.take(), CHANGED);
    // Found by its own path it is another vault, whatever leads to it.
    watch.follow(&Vault::open(opened.root()).unwrap(), &[]).unwrap();
    link("one");
    assert_eq!(watch.take(), NOTHING);
}

#[test]
fn a_root_that_goes_is_told_of() {
    let vault = VaultFixture::from_str("-- in/x.md --\n");
    let opened = Vault::open(&vault.path("in")).unwrap();
    let mut watch = Watch::new(&opened, &[]).unwrap();
    vault.rename("in", "elsewhere");
    assert_eq!(watch.take(), FOLDERS);
    watch.follow(&opened, &[]).unwrap();
    vault.write("elsewhere/x.md", "not the vault's");
    assert_eq!(watch.take(), NOTHING);
}

#[test]
fn a_wait_ends_when_something_is_told_and_when_time_is_over() {
    let vault = VaultFixture::from_str("-- x.md --\n");
    let mut watch = watch(&vault, &[]);
    assert_eq!(waits(&watch, Duration::from_millis(1)), Woken::Time);
    vault.write("x.md", "new");
    assert_eq!(waits(&watch, Duration::from_secs(3600)), Woken::Told);
    watch.take();
    assert_eq!(waits(&watch, Duration::ZERO), Woken::Time);
}

#[test]
fn a_wait_ends_for_good_when_it_is_stopped() {
    let stop = Stop::new().unwrap();
    let (until, again) = (stop.until(), stop.until());
    let waits = |until: &Until, longest| wait::<Watch>(until, None, None, longest);
    assert_eq!(waits(&until, Duration::from_millis(1)), Woken::Time);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| waits(&until, Duration::from_secs(3600)));
        drop(stop);
        assert_eq!(waiting.join().unwrap(), Woken::Over);
    });
    assert_eq!(waits(&until, Duration::ZERO), Woken::Over);
    assert_eq!(waits(&again, Duration::ZERO), Woken::Over);
}

#[test]
fn whoever_is_refused_learns_what_to_do() {
    let says = |error| linux::refused(error).to_string();
    assert!(says(Errno::NOSPC).contains("fs.inotify.max_user_watches"));
    assert!(says(Errno::MFILE).contains("fs.inotify.max_user_instances"));
    assert!(says(Errno::NOMEM).starts_with("the system cannot watch folders: "));
    let on = |folder: &str| NoEvents::FileSystem { folder: folder.to_owned() }.to_string();
    assert!(on("").starts_with("the vault is on a file system"));
    assert!(on("a/b").starts_with("a/b is on a file system"));
}

/// `/proc` stands for file systems of which nothing is known.
#[test]
fn a_file_system_that_others_may_write_to_is_not_watched() {
    let vault = Vault::open(std::path::Path::new("/proc/self/attr")).unwrap();
    assert!(
        matches!(Watch::new(&vault, &[]), Err(NoEvents::FileSystem { folder }) if folder.is_empty())
    );
}
