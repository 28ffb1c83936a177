//! Cases for reading: encodings, limits, and files that change under the reader. Leaves out which files
//! there are, which is tested with `list`.

use std::fs;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use lore_testkit::VaultFixture;

use super::*;
use crate::Vault;

fn path(path: &str) -> VaultPath {
    VaultPath::new(path).unwrap()
}

fn read(bytes: &[u8]) -> Result<ReadNote, ReadError> {
    let vault = VaultFixture::new();
    vault.write("in/a.md", bytes);
    Vault::open(vault.root()).unwrap().read(&path("in/a.md"))
}

#[test]
fn text_is_given_as_it_is_on_disk() {
    for text in ["", "a", "\u{feff}a\r\nb\r", "é\n\u{0}".trim_end_matches('\0'), "\u{1b}[31m"] {
        let note = read(text.as_bytes()).unwrap();
        assert_eq!(note.text, text);
        assert_eq!(note.stat.size, text.len() as u64);
        assert_eq!(note.hash, xxh3_64(text.as_bytes()));
        assert_eq!(note.problems, []);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_and_the_first_is_reported() {
    let cases: [(&[u8], &str, (u32, u32)); 6] = [
        (b"caf\xe9", "caf\u{fffd}", (1, 4)),
        (b"\xff\n\xff", "\u{fffd}\n\u{fffd}", (1, 1)),
        (b"a\n\xc3\xa9\xc3\xa9\xc3\nb", "a\néé\u{fffd}\nb", (2, 3)),
        (b"\xef\xbb\xbfa\xf0\x9f", "\u{feff}a\u{fffd}", (1, 3)),
        (b"a\r\xc3\xa9\r\nb\xff", "a\ré\r\nb\u{fffd}", (3, 2)),
        (b"\n\n\xed\xa0\x80", "\n\n\u{fffd}\u{fffd}\u{fffd}", (3, 1)),
    ];
    for (bytes, text, place) in cases {
        let note = read(bytes).unwrap();
        assert_eq!(note.text, text);
        assert_eq!(note.hash, xxh3_64(bytes));
        let [problem] = &*note.problems else { panic!("{bytes:?}: {:?}", note.problems) };
        assert_eq!(problem.code, Code::InvalidUtf8);
        assert_eq!((problem.line, problem.column), place, "{bytes:?}");
    }
}

#[test]
fn what_is_not_text_is_refused() {
    let mut late = vec![b'a'; BINARY_PREFIX + 1];
    late[BINARY_PREFIX] = 0;
    assert!(read(&late).is_ok(), "text with a stray NUL byte far behind");
    late[BINARY_PREFIX - 1] = 0;
    for bytes in [&late[..], b"\0", b"h\0i\0", b"\xff\xfe\x2d\x4e", b"\xfe\xff\x4e\x2d"] {
        let error = read(bytes).unwrap_err();
        assert!(matches!(error, ReadError::BinaryFile { .. }), "{error}");
        assert_eq!(error.problem().code, Code::BinaryFile);
        assert!(!error.is_gone());
    }
}

#[test]
fn of_a_file_above_the_limit_the_lines_before_it_are_read() {
    for (text, limit, read, place) in [
        ("one\ntwo\nthree\n", 14, "one\ntwo\nthree\n", None),
        ("one\ntwo\nthree\n", 13, "one\ntwo\n", Some((3, 1))),
        ("one\ntwo\nthree\n", 8, "one\ntwo\n", Some((3, 1))),
        ("one\ntwo\nthree\n", 3, "one", Some((1, 4))),
        ("žluť", 7, "žluť", None),
        ("žluťoučký", 6, "žluť", Some((1, 5))),
        ("žluťoučký", 5, "žlu", Some((1, 4))),
        ("日本", 5, "日", Some((1, 2))),
        ("日本", 4, "日", Some((1, 2))),
    ] {
        let vault = VaultFixture::from_str("");
        vault.write("a.md", text);
        let note = read_note_up_to(vault.root(), &path("a.md"), limit).unwrap();
        assert_eq!(note.text, read, "{text:?} up to {limit}");
        let problem = note.problems.first();
        assert_eq!(
            problem.map(|problem| (problem.line, problem.column)),
            place,
            "{text:?} {limit}"
        );
        assert!(note.problems.iter().all(|problem| problem.code == Code::TooLarge));
        assert_eq!(note.problems.len(), usize::from(place.is_some()));
        assert_eq!(note.stat.size, text.len() as u64);
        let whole = read_bytes(vault.root(), &path("a.md"), limit);
        assert_eq!(whole.is_ok(), place.is_none(), "settings are read whole or not at all");
    }
}

#[test]
fn a_second_look_tells_whether_a_young_note_was_written_on() {
    let fixture = VaultFixture::from_str("-- a.md --\none\n");
    let vault = Vault::open(fixture.root()).unwrap();
    let file = fs::File::options().append(true).open(fixture.path("a.md")).unwrap();
    // On a machine that is busy, it may be no longer young when it is read.
    let write = |text: &str| {
        (&file).write_all(text.as_bytes()).unwrap();
        vault.read(&path("a.md")).unwrap()
    };
    let young = loop {
        let read = write("two\n");
        if let Some(young) = YoungNote::of(&path("a.md"), read.stat, read.hash) {
            break young;
        }
    };
    assert!(vault.is_as_read(&young));
    write("three\n");
    assert!(!vault.is_as_read(&young), "it is longer");
    fixture.remove("a.md");
    assert!(!vault.is_as_read(&young), "it is gone");
}

#[test]
fn a_terabyte_of_nothing_is_no_text() {
    let vault = VaultFixture::from_str("-- a.md --\n");
    let file = fs::File::options().write(true).open(vault.path("a.md")).unwrap();
    // It takes no room on disk.
    if file.set_len(1 << 40).is_err() {
        file.set_len(LARGEST_NOTE + 1).unwrap();
    }
    let error = Vault::open(vault.root()).unwrap().read(&path("a.md")).unwrap_err();
    assert!(matches!(error, ReadError::BinaryFile { .. }), "{error}");
}

#[test]
fn what_is_missing_is_gone_and_a_folder_is_not_a_note() {
    let vault = VaultFixture::from_str("-- a.md --\n-- folder.md/b.md --\n");
    let vault = Vault::open(vault.root()).map(|opened| (vault, opened)).unwrap();
    for missing in ["b.md", "no/b.md", "a.md/b.md"] {
        assert!(vault.1.read(&path(missing)).unwrap_err().is_gone(), "{missing}");
    }
    let error = vault.1.read(&path("folder.md")).unwrap_err();
    assert!(matches!(error, ReadError::NotAFile { kind: "a folder", .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_wherever_it_is_on_the_way() {
    use std::os::unix::fs::symlink;
    let outside = VaultFixture::from_str("-- canary.md --\nsecret\n");
    let fixture = VaultFixture::from_str("-- a.md --\n-- in/b.md --\n");
    symlink(outside.path("canary.md"), fixture.path("in/link.md")).unwrap();
    symlink(outside.root(), fixture.path("in/out")).unwrap();
    symlink("../a.md", fixture.path("in/harmless.md")).unwrap();
    let vault = Vault::open(fixture.root()).unwrap();
    for link in ["in/link.md", "in/out/canary.md", "in/harmless.md"] {
        assert!(vault.read(&path(link)).is_err(), "{link}");
    }
    // The root itself may be reached over a link.
    symlink(fixture.root(), outside.path("vault")).unwrap();
    assert!(Vault::open(&outside.path("vault")).unwrap().read(&path("in/b.md")).is_ok());
}

#[test]
fn a_file_that_changes_while_it_is_read_is_given_in_one_state() {
    let fixture = VaultFixture::from_str("-- a.md --\n");
    let vault = Vault::open(fixture.root()).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::File::options().append(true).open(fixture.path("a.md")).unwrap();
            let mut round = 0_usize;
            while !done.load(Ordering::Relaxed) {
                round += 1;
                file.write_all(&vec![b'a'; round % 5_000]).unwrap();
                if round.is_multiple_of(50) {
                    file.set_len(0).unwrap();
                }
                if round.is_multiple_of(7) {
                    std::thread::sleep(Duration::from_micros(300));
                }
            }
        });
        for _ in 0..10 {
            match vault.read(&path("a.md")) {
                Ok(note) => {
                    assert_eq!(note.stat.size, note.text.len() as u64);
                    assert_eq!(note.hash, xxh3_64(note.text.as_bytes()));
                }
                Err(error) => assert!(matches!(error, ReadError::Changing { .. }), "{error}"),
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(vault.read(&path("a.md")).is_ok());
}
