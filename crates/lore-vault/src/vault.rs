//! Finds the folder of notes and knows where it is. Leaves out what is in it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use lore_core::{VaultPath, now_ns};

use crate::again::{self, Look};
use crate::compare::Known;
use crate::error::{NamedBy, ReadError, VaultError};
use crate::folders::Folders;
use crate::list::{self, Listing};
use crate::read::{self, ReadNote, YoungNote};

/// The name of the file in the vault's folder that configures Lore.
pub(crate) const CONFIG_FILE: &str = "lore.toml";

/// A configuration is a page, so whatever is larger is something else.
const LARGEST_CONFIG: u64 = 1 << 20;

/// A folder of notes.
#[derive(Clone, Debug)]
pub struct Vault {
    root: PathBuf,
    /// How it was named, absolute: it may lead elsewhere later.
    named: PathBuf,
    /// A folder that is not part of it, wherever it is.
    apart: Option<PathBuf>,
}

impl Vault {
    /// Finds the vault to work with: `explicit`, else `from_env`, else the nearest folder from
    /// `cwd` upwards that has a `lore.toml` or an `.obsidian` folder, else `cwd` itself.
    ///
    /// Relative folders are taken from `cwd`. An empty `from_env` counts as none.
    ///
    /// # Errors
    ///
    /// When the folder that was chosen is missing, is no folder or cannot be opened. A named
    /// folder that is wrong is never replaced by a guess.
    pub fn find(
        explicit: Option<&Path>,
        from_env: Option<&Path>,
        cwd: &Path,
    ) -> Result<Vault, VaultError> {
        if let Some(folder) = explicit {
            return Vault::at(&cwd.join(folder), NamedBy::Argument);
        }
        if let Some(folder) = from_env.filter(|folder| !folder.as_os_str().is_empty()) {
            return Vault::at(&cwd.join(folder), NamedBy::Environment);
        }
        let here = Vault::at(cwd, NamedBy::Place)?;
        match here.root.ancestors().find(|folder| looks_like_a_vault(folder)) {
            Some(folder) => Vault::at(folder, NamedBy::Place),
            None => Ok(here),
        }
    }

    /// Opens the folder `root` as a vault.
    ///
    /// # Errors
    ///
    /// When the folder is missing, is no folder or cannot be opened.
    pub fn open(root: &Path) -> Result<Vault, VaultError> {
        Vault::at(root, NamedBy::Argument)
    }

    fn at(folder: &Path, named_by: NamedBy) -> Result<Vault, VaultError> {
        let path = || folder.to_owned();
        let root = folder.canonicalize().map_err(|source| match source.kind() {
            ErrorKind::NotFound => VaultError::Missing { path: path(), named_by },
            ErrorKind::NotADirectory => VaultError::NotAFolder { path: path(), named_by },
            _ => VaultError::Unreadable { path: path(), named_by, source },
        })?;
        match root.metadata() {
            Ok(metadata) if metadata.is_dir() => Ok(Vault { root, named: path(), apart: None }),
            Ok(_) => Err(VaultError::NotAFolder { path: path(), named_by }),
            Err(source) => Err(VaultError::Unreadable { path: path(), named_by, source }),
        }
    }

    /// The folder, absolute and without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path by which it was found, which may hold symbolic links: whoever finds the vault by it again has the
    /// folder that it leads to then.
    pub fn named(&self) -> &Path {
        &self.named
    }

    /// Leaves out a folder that is there, with everything in it, wherever it is: one that is written to
    /// by whoever looks at the vault.
    pub fn leave_out(&mut self, folder: &Path) {
        self.apart = folder.canonicalize().ok();
    }

    /// The folder that was left out.
    pub(crate) fn apart(&self) -> Option<&Path> {
        self.apart.as_deref()
    }

    /// Tells the folder that the root's path leads to now from every other one of this machine, also from
    /// one that has the same path in another container; nothing where the system has no such numbers or
    /// the root is gone.
    pub fn identity(&self) -> Option<u64> {
        identity(&self.root)
    }

    /// The same of the folder to which the path leads by which this one was found.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    pub(crate) fn identity_of_named(&self) -> Option<u64> {
        identity(&self.named)
    }

    /// What a folder keeps when it is moved on its file system, and no other one has: its number, and when it was
    /// made, as numbers are used again; where the system does not tell when, the number of the file system, which
    /// may be another one tomorrow. Nothing where it has no such numbers or the root is gone.
    pub fn birthmark(&self) -> Option<String> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let metadata = self.root.metadata().ok()?;
            let made = metadata.created().ok().map(lore_core::since_1970_ns);
            let inode = metadata.ino();
            Some(match made {
                Some(made) => format!("{inode} of {made}"),
                None => format!("{inode} on {}", metadata.dev()),
            })
        }
        #[cfg(not(unix))]
        None
    }

    /// Whether a birthmark is surely not this folder's. Numbers of two file systems tell nothing: a file system
    /// may have another one tomorrow.
    pub fn is_of_another_folder(&self, birthmark: &str) -> bool {
        let Some(own) = self.birthmark() else { return false };
        let file_system =
            |birthmark: &str| birthmark.split_once(" on ").map(|(_, on)| on.to_owned());
        own != birthmark && file_system(&own) == file_system(birthmark)
    }

    /// Whether the root holds `name`; a name that ends in `/` is a folder's.
    pub fn has(&self, name: &str) -> bool {
        let path = self.root.join(name.trim_end_matches('/'));
        if name.ends_with('/') { path.is_dir() } else { path.is_file() }
    }

    /// What a line of a file in the root sets the key to, without quotes and what is remarked behind it.
    pub fn setting(&self, file: &str, key: &str) -> Option<String> {
        let path = VaultPath::new(file).ok()?;
        let (bytes, _) = read::read_bytes(&self.root, &path, LARGEST_CONFIG).ok()?;
        let value = |line: &str| {
            let rest = line.trim_start().strip_prefix(key)?.trim_start();
            let value = rest.strip_prefix(['=', ':'])?.trim();
            let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
            let value = match quote {
                Some(quote) => value[1..].split(quote).next(),
                None => value.split(" #").next().filter(|value| !value.starts_with('#')),
            };
            Some(value.unwrap_or_default().trim().to_owned())
        };
        String::from_utf8_lossy(&bytes).lines().find_map(value)
    }

    /// Whether something is at `path` now, listed or not: hidden, ignored, a folder. Nothing is
    /// opened, and no symbolic link followed: whatever lies behind one counts as there.
    pub fn holds(&self, path: &VaultPath) -> bool {
        let mut place = self.root.clone();
        for part in path.as_str().split('/') {
            place.push(part);
            match place.symlink_metadata() {
                Ok(metadata) if metadata.is_symlink() => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        true
    }

    /// The nearest folder from the root upwards that is a git repository, and nothing where there is
    /// none.
    pub fn repository(&self) -> Option<&Path> {
        self.root.ancestors().find(|folder| folder.join(".git").exists())
    }

    /// Lists everything that is in the vault now, in the byte order of the paths.
    ///
    /// `ignore` holds patterns in the language of `.gitignore`, counted from the root, that hide
    /// more files than the ignore files in the vault do.
    pub fn list(&self, ignore: &[String]) -> Listing {
        list::list(self, ignore, now_ns())
    }

    /// Finds what [`Vault::list`] would find now, and reads no folder that is as it was.
    ///
    /// `folders` are those of an earlier listing with the same patterns; `known` and `files` are the
    /// notes and other files of that listing, all of them and in its order. Only the state of a note
    /// may be another one.
    pub fn look_again(
        &self,
        ignore: &[String],
        folders: &Folders,
        known: &[Known<'_>],
        files: &[&str],
    ) -> Look {
        again::look_again(self, ignore, folders, known, files)
    }

    /// Reads one note as it is at this moment, in the middle of being written or not.
    ///
    /// # Errors
    ///
    /// See [`ReadError`]. After each of them but [`ReadError::Gone`] the note still exists.
    pub fn read(&self, path: &VaultPath) -> Result<ReadNote, ReadError> {
        read::read_note(&self.root, path)
    }

    /// Whether a note that was young when it was read still is as it was then. Waits until a few
    /// milliseconds have gone by since.
    pub fn is_as_read(&self, young: &YoungNote) -> bool {
        read::is_as_read(&self.root, young)
    }

    /// The text of the vault's `lore.toml`, or nothing if it has none.
    ///
    /// # Errors
    ///
    /// When there is one, and it cannot be read or is not UTF-8.
    pub fn config_text(&self) -> Result<Option<String>, VaultError> {
        let Ok(path) = VaultPath::new(CONFIG_FILE) else { return Ok(None) };
        let bytes = match read::read_bytes(&self.root, &path, LARGEST_CONFIG) {
            Ok((bytes, _)) => bytes,
            Err(ReadError::Gone { .. }) => return Ok(None),
            Err(source) => return Err(VaultError::Config { root: self.root.clone(), source }),
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => {
                let (line, _) =
                    read::place_behind(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
                Err(VaultError::ConfigNotUtf8 { path: self.root.join(CONFIG_FILE), line })
            }
        }
    }
}

/// Tells the folder that a path leads to from every other one; see [`Vault::identity`].
fn identity(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let metadata = path.metadata().ok()?;
        let numbers = [metadata.dev().to_le_bytes(), metadata.ino().to_le_bytes()];
        Some(xxhash_rust::xxh3::xxh3_64(&numbers.concat()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

fn looks_like_a_vault(folder: &Path) -> bool {
    folder.join(CONFIG_FILE).is_file() || folder.join(".obsidian").is_dir()
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;

    use super::*;

    #[test]
    fn the_nearest_marked_folder_upwards_is_the_vault_unless_one_is_named() {
        let fixture = VaultFixture::from_str(
            "-- outer/.obsidian/app.json --\n-- outer/a/b/x.md --\n-- outer/inner/lore.toml --\n\
             -- outer/inner/c/x.md --\n-- plain/d/x.md --\n",
        );
        let found = |explicit: Option<&str>, from_env: Option<&str>, cwd: &str| {
            let vault =
                Vault::find(explicit.map(Path::new), from_env.map(Path::new), &fixture.path(cwd));
            let vault = vault.unwrap();
            vault.root().strip_prefix(fixture.root()).unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(found(None, None, "outer/a/b"), "outer");
        assert_eq!(found(None, None, "outer/inner/c"), "outer/inner");
        assert_eq!(found(None, None, "outer"), "outer");
        assert_eq!(found(None, None, "plain/d"), "plain/d");
        assert_eq!(found(None, Some("../../../plain"), "outer/inner/c"), "plain");
        assert_eq!(found(None, Some(""), "outer/inner/c"), "outer/inner");
        assert_eq!(found(Some("../b"), Some("nowhere"), "outer/a/b"), "outer/a/b");
    }

    #[test]
    fn a_named_folder_that_is_wrong_is_an_error_that_names_it() {
        let fixture = VaultFixture::from_str("-- a.md --\n");
        let wrong = |explicit: Option<&str>, from_env: Option<&str>| {
            let (explicit, from_env) = (explicit.map(Path::new), from_env.map(Path::new));
            let error = Vault::find(explicit, from_env, fixture.root()).unwrap_err();
            error.to_string().replace(&*fixture.root().to_string_lossy(), "/…")
        };
        assert_eq!(
            wrong(Some("nowhere"), None),
            "/…/nowhere (given as the vault) does not exist: name an existing folder"
        );
        assert_eq!(
            wrong(None, Some("a.md")),
            "/…/a.md (named by LORE_VAULT) is not a folder: name the folder that holds the notes"
        );
        assert!(matches!(Vault::open(&fixture.path("a.md/b")), Err(VaultError::NotAFolder { .. })));
    }

    #[test]
    #[cfg(unix)]
    fn what_the_vault_holds_and_what_holds_the_vault() {
        let fixture = VaultFixture::from_str("-- repo/docs/.hidden/a.png --\n-- b.md --\n");
        std::os::unix::fs::symlink("nowhere", fixture.path("repo/docs/link")).unwrap();
        let vault = Vault::open(&fixture.path("repo/docs")).unwrap();
        let holds = |path: &str| vault.holds(&VaultPath::new(path).unwrap());
        assert!(holds(".hidden") && holds(".hidden/a.png") && holds("link") && holds("link/x"));
        assert!(!holds(".hidden/b.png") && !holds("a.png") && !holds(".hidden/a.png/x"));
        assert_eq!(vault.repository(), None);
        fixture.make_folder("repo/.git");
        assert_eq!(vault.repository(), Some(&*fixture.path("repo")));
    }

    #[test]
    fn the_configuration_is_read_if_there_is_one() {
        let fixture = VaultFixture::new();
        let vault = Vault::open(fixture.root()).unwrap();
        assert_eq!(vault.config_text().unwrap(), None);
        fixture.write("lore.toml", "a = 1\n");
        assert_eq!(vault.config_text().unwrap().as_deref(), Some("a = 1\n"));
        fixture.write("lore.toml", b"a = 1\nb = '\xe9'\n");
        assert!(matches!(vault.config_text(), Err(VaultError::ConfigNotUtf8 { line: 2, .. })));
        fixture.remove("lore.toml");
        fixture.make_folder("lore.toml");
        let error = vault.config_text().unwrap_err();
        assert!(matches!(error, VaultError::Config { source: ReadError::NotAFile { .. }, .. }));
    }
}
