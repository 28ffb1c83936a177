//! The note that changes while it is measured: in a copy of the vault, or in the vault itself with all
//! of it put back in the end. Leaves out what is asked after the change.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;

/// A note with what it was.
#[derive(Debug)]
pub(super) struct EditedNote {
    file: PathBuf,
    text: Vec<u8>,
    modified: SystemTime,
    edits: usize,
}

impl EditedNote {
    pub(super) fn open(file: PathBuf) -> anyhow::Result<EditedNote> {
        let read = || Ok((fs::read(&file)?, fs::metadata(&file)?.modified()?));
        let (text, modified) =
            read().map_err(|error: std::io::Error| error).with_context(|| refused(&file))?;
        Ok(EditedNote { file, text, modified, edits: 0 })
    }

    /// Writes the note with one more sentence than it had, another one each time. Names nothing.
    pub(super) fn edit(&mut self) -> anyhow::Result<()> {
        self.edits += 1;
        let sentence = format!("\n\nChanged while it was measured, {} times by now.\n", self.edits);
        let text = [&self.text, sentence.as_bytes()].concat();
        save(&self.file, &text).with_context(|| refused(&self.file))
    }

    /// Writes the note as it was, the time of its change included.
    pub(super) fn restore(self) -> anyhow::Result<()> {
        let write = || {
            save(&self.file, &self.text)?;
            File::options().write(true).open(&self.file)?.set_modified(self.modified)
        };
        write().with_context(|| refused(&self.file))
    }
}

fn refused(file: &Path) -> String {
    format!("cannot change {} and put it back", file.display())
}

fn save(file: &Path, text: &[u8]) -> std::io::Result<()> {
    fs::write(file, text)
}

/// Bytes of all files below a folder; symbolic links count as nothing.
pub(super) fn size_of(folder: &Path) -> anyhow::Result<u64> {
    let within = || format!("cannot look into {}", folder.display());
    let mut size = 0;
    for entry in fs::read_dir(folder).with_context(within)? {
        let entry = entry.with_context(within)?;
        let state = entry.metadata().with_context(within)?;
        if state.is_dir() {
            size += size_of(&entry.path())?;
        } else if state.is_file() {
            size += state.len();
        }
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;

    use super::*;

    #[test]
    fn a_note_is_put_back_as_it_was() {
        let vault = VaultFixture::from_str("-- tea.md --\nNeeds water.\n");
        let file = vault.path("tea.md");
        let before = fs::metadata(&file).unwrap().modified().unwrap();
        let mut note = EditedNote::open(file.clone()).unwrap();
        note.edit().unwrap();
        let once = vault.read("tea.md");
        note.edit().unwrap();
        let twice = vault.read("tea.md");
        assert!(
            once.starts_with("Needs water.\n\nChanged")
                || once.starts_with("Needs water.\n\n\nChanged")
        );
        assert!(twice.len() == once.len() && twice != once);
        note.restore().unwrap();
        assert_eq!(vault.read("tea.md"), "Needs water.\n");
        assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn all_files_count() {
        let vault = VaultFixture::from_str("-- tea.md --\nNeeds water.\n-- .a/b/c --\nHot.\n");
        assert_eq!(size_of(vault.root()).unwrap(), 18);
    }
}
