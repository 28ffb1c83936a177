//! Small vaults in temporary folders. Leaves out what the notes say.

use std::fs;
use std::path::{Path, PathBuf};

use lore_core::VaultPath;
use tempfile::TempDir;

/// A vault in a temporary folder, removed when the value is dropped.
#[derive(Debug)]
pub struct VaultFixture {
    /// Removes the folder in the end.
    _folder: TempDir,
    root: PathBuf,
}

impl VaultFixture {
    /// A vault without files.
    ///
    /// # Panics
    ///
    /// When there can be no temporary folder, as for everything here that the disk refuses: a test has no
    /// use for a vault that is not as it says.
    #[expect(clippy::new_without_default, reason = "a default value should not touch the disk")]
    pub fn new() -> VaultFixture {
        let folder = match tempfile::Builder::new().prefix("lore-vault-").tempdir() {
            Ok(folder) => folder,
            Err(error) => panic!("cannot make a temporary folder: {error}"),
        };
        // Canonical, so that tests can compare it with the root that the vault reports.
        let root = must(folder.path(), folder.path().canonicalize());
        VaultFixture { _folder: folder, root }
    }

    /// A vault with the files of `files`, in which a line `-- path/to/note.md --` begins a file
    /// and everything up to the next such line is its text.
    ///
    /// Whatever stands before the first such line is a comment.
    #[expect(clippy::should_implement_trait, reason = "reading a vault from text cannot fail")]
    pub fn from_str(files: &str) -> VaultFixture {
        let vault = VaultFixture::new();
        let mut current: Option<(&str, String)> = None;
        for line in files.split_inclusive('\n') {
            if let Some(path) = file_marker(line) {
                if let Some((path, text)) = current.replace((path, String::new())) {
                    vault.write(path, text);
                }
            } else if let Some((_, text)) = &mut current {
                text.push_str(line);
            }
        }
        if let Some((path, text)) = current {
            vault.write(path, text);
        }
        vault
    }

    /// A vault with a copy of everything in `folder`. Symbolic links are left out.
    pub fn copy_of(folder: impl AsRef<Path>) -> VaultFixture {
        let vault = VaultFixture::new();
        copy_folder(folder.as_ref(), &vault.root);
        vault
    }

    /// The vault's folder, absolute and without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the file at `path`, which is relative to the vault, is on disk.
    ///
    /// # Panics
    ///
    /// When that is not a path inside the vault.
    pub fn path(&self, path: &str) -> PathBuf {
        match VaultPath::new(path) {
            Ok(path) => self.root.join(path.as_str()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Writes `bytes` to the file at `path`, in folders that are made on the way.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path_in_folder(path);
        must(&path, fs::write(&path, bytes));
    }

    /// Makes the folder at `path`, and those on the way.
    pub fn make_folder(&self, path: &str) {
        let path = self.path(path);
        must(&path, fs::create_dir_all(&path));
    }

    /// Removes the file or the folder at `path`.
    pub fn remove(&self, path: &str) {
        let path = self.path(path);
        if must(&path, path.symlink_metadata()).is_dir() {
            must(&path, fs::remove_dir_all(&path));
        } else {
            must(&path, fs::remove_file(&path));
        }
    }

    /// Renames a file or a folder.
    pub fn rename(&self, from: &str, to: &str) {
        let (from, to) = (self.path(from), self.path_in_folder(to));
        must(&from, fs::rename(&from, to));
    }

    /// The text of the file at `path`.
    pub fn read(&self, path: &str) -> String {
        let path = self.path(path);
        must(&path, fs::read_to_string(&path))
    }

    fn path_in_folder(&self, path: &str) -> PathBuf {
        let path = self.path(path);
        if let Some(folder) = path.parent() {
            must(folder, fs::create_dir_all(folder));
        }
        path
    }
}

/// The path in a line `-- path --`.
fn file_marker(line: &str) -> Option<&str> {
    let path = line.trim_end().strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!path.is_empty()).then_some(path)
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in must(from, fs::read_dir(from)) {
        let entry = must(from, entry);
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        let kind = must(&from, entry.file_type());
        if kind.is_dir() {
            must(&to, fs::create_dir(&to));
            copy_folder(&from, &to);
        } else if kind.is_file() {
            must(&from, fs::copy(&from, &to));
        }
    }
}

/// The value, or the end of the test with a message that names the path.
#[track_caller]
pub(crate) fn must<T>(path: &Path, result: std::io::Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_string_makes_many_files() {
        let vault = VaultFixture::from_str(
            "a comment\n-- a.md --\none\n\n---\n--not a marker--\n-- b/c d.md --\n-- e --\nno line end",
        );
        assert_eq!(vault.read("a.md"), "one\n\n---\n--not a marker--\n");
        assert_eq!(vault.read("b/c d.md"), "");
        assert_eq!(vault.read("e"), "no line end");
    }

    #[test]
    fn files_can_be_changed_and_the_folder_is_removed_in_the_end() {
        let vault = VaultFixture::from_str("-- a.md --\n1\n");
        vault.rename("a.md", "x/y/b.md");
        vault.write("x/z.md", "2");
        let copy = VaultFixture::copy_of(vault.root());
        assert_eq!((copy.read("x/y/b.md"), copy.read("x/z.md")), ("1\n".into(), "2".into()));
        vault.remove("x/y");
        assert!(!vault.path("x/y").exists() && copy.path("x/y").exists());
        let root = vault.root().to_owned();
        drop(vault);
        assert!(!root.exists());
    }

    #[test]
    #[should_panic(expected = "component")]
    fn nothing_is_written_outside() {
        VaultFixture::new().write("../a.md", "");
    }
}
