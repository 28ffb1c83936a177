//! What the environment says of a vault and of the folders that Lore may keep things in, so that every
//! program that asks the engine finds the same. Leaves out what a person says, which comes before all
//! this, and how a vault is found.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::{Error, Options};

impl Options {
    /// What the environment says. The vault is `$LORE_VAULT`, if that is set. State is kept in
    /// `$LORE_CACHE_DIR`, else `$XDG_CACHE_HOME/lore`, else the user's cache folder as the system has it;
    /// what the user decides in `$LORE_DATA_DIR`, else `$XDG_DATA_HOME/lore`, else the user's data folder.
    /// An empty variable counts as none. So does a relative path in one that is not Lore's own, as the XDG Base
    /// Directory specification asks for: it would be below the current folder, which may be the vault.
    ///
    /// # Errors
    ///
    /// [`Error::CurrentFolder`] when the folder that the program runs in cannot be told, as it is gone or
    /// may not be looked into. Who knows another one makes the options without the environment.
    pub fn from_environment() -> Result<Options, Error> {
        let current_folder = std::env::current_dir().map_err(Error::CurrentFolder)?;
        let said = said(std::env::consts::OS, |name| std::env::var_os(name));
        Ok(Options { current_folder, ..said })
    }
}

/// What an environment says on a system, which is named as in [`std::env::consts::OS`].
fn said(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Options {
    let folder = |name: &str| -> Option<PathBuf> {
        variable(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    };
    let below = |name: &str, path: &str| {
        folder(name).filter(|folder| is_absolute(system, folder)).map(|folder| folder.join(path))
    };
    let of_system = |macos: &str, windows: &str, others: &str| match system {
        "macos" => below("HOME", macos),
        "windows" => below(windows, "lore"),
        _ => below("HOME", others),
    };
    Options {
        environment_vault: folder("LORE_VAULT"),
        cache_folder: folder("LORE_CACHE_DIR")
            .or_else(|| below("XDG_CACHE_HOME", "lore"))
            .or_else(|| of_system("Library/Caches/lore", "LOCALAPPDATA", ".cache/lore")),
        data_folder: folder("LORE_DATA_DIR").or_else(|| below("XDG_DATA_HOME", "lore")).or_else(
            || of_system("Library/Application Support/lore", "APPDATA", ".local/share/lore"),
        ),
        ..Options::default()
    }
}

/// Whether a path is absolute on a system; on Windows one with a drive or a server.
fn is_absolute(system: &str, path: &Path) -> bool {
    let path = path.as_os_str().as_encoded_bytes();
    match system {
        "windows" => {
            path.starts_with(br"\\")
                || matches!(path, [_, b':', separator, ..] if br"/\".contains(separator))
        }
        _ => path.starts_with(b"/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an environment says, given as `NAME=value`.
    fn said_by(system: &str, variables: &[&str]) -> Options {
        said(system, |name| {
            let mut values = variables.iter().filter_map(|variable| variable.split_once('='));
            values.find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn folders_are_the_first_that_the_environment_names() {
        let own = ["LORE_CACHE_DIR=/own", "LORE_DATA_DIR=/kept"];
        let desktop = ["XDG_CACHE_HOME=/cache", "XDG_DATA_HOME=/data"];
        let home = ["HOME=/home/ann"];
        let windows = ["LOCALAPPDATA=C:/local", "APPDATA=C:/roaming"];
        let all = [&own[..], &desktop, &home, &windows].concat();
        let empty = ["LORE_CACHE_DIR=", "LORE_DATA_DIR="];
        let no_own = [&empty[..], &desktop, &home].concat();
        let empty = ["XDG_CACHE_HOME=", "XDG_DATA_HOME="];
        let no_desktop = [&empty[..], &home].concat();
        let relative = [&["XDG_CACHE_HOME=cache", "XDG_DATA_HOME=./data"][..], &home].concat();
        let on_linux = Some(("/home/ann/.cache/lore", "/home/ann/.local/share/lore"));
        let on_a_mac =
            Some(("/home/ann/Library/Caches/lore", "/home/ann/Library/Application Support/lore"));
        for (system, variables, expected) in [
            ("linux", &all[..], Some(("/own", "/kept"))),
            ("windows", &all, Some(("/own", "/kept"))),
            ("linux", &no_own, Some(("/cache/lore", "/data/lore"))),
            ("macos", &no_own, Some(("/cache/lore", "/data/lore"))),
            ("linux", &no_desktop, on_linux),
            ("freebsd", &home, on_linux),
            ("macos", &home, on_a_mac),
            ("windows", &windows, Some(("C:/local/lore", "C:/roaming/lore"))),
            ("windows", &home, None),
            ("linux", &["HOME="], None),
            ("linux", &relative, on_linux),
            ("macos", &relative, on_a_mac),
            ("linux", &["LORE_CACHE_DIR=own", "LORE_DATA_DIR=./kept"], Some(("own", "./kept"))),
            ("linux", &["HOME=home/ann"], None),
            ("windows", &["LOCALAPPDATA=local", "APPDATA=C:roaming"], None),
            ("linux", &[], None),
        ] {
            let said = said_by(system, variables);
            let folders = said.cache_folder.zip(said.data_folder);
            let expected = expected.map(|(cache, data)| (cache.into(), data.into()));
            assert_eq!(folders, expected, "{system}: {variables:?}");
        }
        let cache_alone = said_by("linux", &own[..1]);
        assert_eq!(
            (cache_alone.cache_folder, cache_alone.data_folder),
            (Some("/own".into()), None)
        );
    }

    #[test]
    fn a_vault_is_named_by_its_own_variable_alone() {
        let vault = |variables: &[&str]| said_by("linux", variables).environment_vault;
        assert_eq!(vault(&["LORE_VAULT=/notes"]), Some(PathBuf::from("/notes")));
        assert_eq!(vault(&["LORE_VAULT=notes/own"]), Some(PathBuf::from("notes/own")));
        assert_eq!(vault(&["LORE_VAULT=", "HOME=/home/ann"]), None);
        assert_eq!(said_by("linux", &["LORE_VAULT=/notes"]).vault, None, "nobody said it");
    }
}
