//! Reads one note in one consistent state. Leaves out what the text means.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use lore_core::{Code, Problem, VaultPath, now_ns};
use xxhash_rust::xxh3::xxh3_64;

use crate::error::ReadError;
use crate::open::open_regular;
use crate::stat::StatKey;

/// So many bytes of a note are read; of a larger one the lines before that.
const LARGEST_NOTE: u64 = 64 << 20;

/// The text of a note as it was at one moment. While somebody writes the file that may be any part of what
/// it is going to be: see [`YoungNote`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadNote {
    /// The text with its byte order mark, if it has one, so that offsets count as on disk. Where
    /// the file is not UTF-8 the bad bytes stand as U+FFFD, and offsets behind them are off.
    pub text: String,
    /// The file's key before and after it was read.
    pub stat: StatKey,
    /// XXH3 (64 bits) of the bytes on disk, as far as they were read.
    pub hash: u64,
    /// What is wrong with the bytes: at most one [`Code::InvalidUtf8`], and one [`Code::TooLarge`]
    /// where the text ends before the file does.
    pub problems: Vec<Problem>,
}

/// How often a file that changes under the reader is tried.
const ATTEMPTS: u32 = 5;

/// The time from one look at a file that is young to the next, and the wait before the second attempt; each
/// further attempt waits that much longer.
const PAUSE: Duration = Duration::from_millis(5);

/// A file that changed within this time, in nanoseconds, may still be being written. Its times
/// cannot show it: they are set when a write begins, and stay the same within one tick of the
/// kernel's clock (10 ms at the slowest setting in use).
const YOUNG_NS: u64 = 50_000_000;

/// How much of a file is searched for the NUL bytes that tell binary files from text.
const BINARY_PREFIX: usize = 8 << 10;

/// A note that changed so shortly before it was read that somebody may still have been writing it.
#[derive(Clone, Debug)]
pub struct YoungNote {
    /// Its path in the vault.
    pub path: VaultPath,
    stat: StatKey,
    hash: u64,
    read: Instant,
}

impl YoungNote {
    /// What a second look at a file has to confirm ([`Vault::is_as_read`](crate::Vault::is_as_read)) that was
    /// read just now, with this key and hash; nothing if it is not that young.
    pub fn of(path: &VaultPath, stat: StatKey, hash: u64) -> Option<YoungNote> {
        let young = || YoungNote { path: path.clone(), stat, hash, read: Instant::now() };
        is_young(&stat).then(young)
    }
}

/// Whether a file still is as it was when it was read, a little while ago at least.
pub(crate) fn is_as_read(root: &Path, young: &YoungNote) -> bool {
    std::thread::sleep(PAUSE.saturating_sub(young.read.elapsed()));
    read_beginning(root, &young.path, LARGEST_NOTE)
        .is_ok_and(|(bytes, stat)| stat == young.stat && xxh3_64(&bytes) == young.hash)
}

pub(crate) fn read_note(root: &Path, path: &VaultPath) -> Result<ReadNote, ReadError> {
    read_note_up_to(root, path, LARGEST_NOTE)
}

fn read_note_up_to(root: &Path, path: &VaultPath, limit: u64) -> Result<ReadNote, ReadError> {
    let (mut bytes, stat) = read_beginning(root, path, limit)?;
    let hash = xxh3_64(&bytes);
    if is_binary(&bytes) {
        return Err(ReadError::BinaryFile { path: path.clone(), stat, hash });
    }
    let rest = (stat.size > limit).then(|| cut_off(&mut bytes, stat.size));
    let (text, mut problems) = decode(bytes);
    problems.extend(rest);
    Ok(ReadNote { text, stat, hash, problems })
}

/// Cuts what was read of a file of `size` bytes behind its last whole line, or character if it is one
/// line, and says so.
fn cut_off(bytes: &mut Vec<u8>, size: u64) -> Problem {
    let whole_line = bytes.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1);
    let whole_character = || match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    };
    let end = whole_line.unwrap_or_else(whole_character);
    bytes.truncate(end);
    let (line, column) = place_behind(bytes);
    let read = bytes.len();
    let message = format!(
        "the file has {size} bytes, and Lore reads the {read} before this place: split it, or list \
         it in .loreignore"
    );
    Problem { code: Code::TooLarge, line, column, message }
}

/// The bytes of the file and the key it had before and after; a file above `limit` bytes is an error. One that
/// is young is looked at twice.
pub(crate) fn read_bytes(
    root: &Path,
    path: &VaultPath,
    limit: u64,
) -> Result<(Vec<u8>, StatKey), ReadError> {
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let (bytes, stat) = read_beginning(root, path, limit)?;
        if stat.size > limit {
            return Err(ReadError::TooLarge { path: path.clone(), size: stat.size, limit });
        }
        let read = (bytes, stat);
        if !is_young(&stat) || last.as_ref() == Some(&read) {
            return Ok(read);
        }
        last = Some(read);
        std::thread::sleep(PAUSE);
    }
    Err(ReadError::Changing { path: path.clone() })
}

/// The first `limit` bytes of the file and the key it had before and after.
fn read_beginning(
    root: &Path,
    path: &VaultPath,
    limit: u64,
) -> Result<(Vec<u8>, StatKey), ReadError> {
    for attempt in 0..ATTEMPTS {
        std::thread::sleep(PAUSE * attempt);
        let mut file = open_regular(root, path)?;
        let stat = |file: &File| file.metadata().map(|metadata| StatKey::of(&metadata));
        let unreadable = |source| ReadError::Unreadable { path: path.clone(), source };

        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile { path: path.clone(), kind: "a special file" });
        }
        let before = StatKey::of(&metadata);
        let size = before.size.min(limit);
        let bytes = read_first(&mut file, size).map_err(unreadable)?;
        if bytes.len() as u64 == size && stat(&file).map_err(unreadable)? == before {
            return Ok((bytes, before));
        }
    }
    Err(ReadError::Changing { path: path.clone() })
}

/// Whether one of the times is about now. Times in the future do not count, or a file from a
/// machine whose clock is ahead would be slow to read for ever.
fn is_young(stat: &StatKey) -> bool {
    let now = now_ns();
    [stat.modified_ns, stat.changed_ns].iter().any(|time| time.abs_diff(now) < YOUNG_NS)
}

/// Reads the first `size` bytes: a file that grows for ever must not fill the memory.
fn read_first(file: &mut File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the bytes are no text, or UTF-16, which nothing here reads.
fn is_binary(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(BINARY_PREFIX)].contains(&0)
        || bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
}

fn decode(bytes: Vec<u8>) -> (String, Vec<Problem>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, Vec::new()),
        Err(error) => error,
    };
    let bytes = error.as_bytes();
    let (line, column) = place_behind(&bytes[..error.utf8_error().valid_up_to()]);
    let places = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let message = match places {
        1 => "this is not UTF-8 and is read as \u{fffd}: save the file as UTF-8".to_owned(),
        _ => format!(
            "here and in {} more {} is something that is not UTF-8 and is read as \u{fffd}: \
             save the file as UTF-8",
            places - 1,
            if places == 2 { "place" } else { "places" },
        ),
    };
    let problem = Problem { code: Code::InvalidUtf8, line, column, message };
    (String::from_utf8_lossy(bytes).into_owned(), vec![problem])
}

/// Line and column, counting from 1, of what follows `prefix`, which is valid UTF-8.
pub(crate) fn place_behind(prefix: &[u8]) -> (u32, u32) {
    let ends_line = |&at: &usize| match prefix[at] {
        b'\n' => true,
        b'\r' => prefix.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    let lines = (0..prefix.len()).filter(ends_line).count();
    let line_start = (0..prefix.len()).rev().find(ends_line).map_or(0, |at| at + 1);
    // Bytes that continue a character do not count.
    let characters = prefix[line_start..].iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
    let from_one = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
    (from_one(lines), from_one(characters))
}

#[cfg(test)]
mod tests;
