//! `generate`: a vault of any size for measuring, by the seeded generator of the tests. What its notes
//! look like is the generator's.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};
use lore_testkit::Recipe;

/// Writes a vault into `folder`, which is made if it is missing, and says what was written.
///
/// # Errors
///
/// When the folder holds something, or cannot be looked at.
pub(crate) fn run(folder: &Path, recipe: Recipe, out: &mut dyn Write) -> anyhow::Result<()> {
    refuse_unless_empty(folder)?;
    let generated = lore_testkit::generate(folder, recipe);
    writeln!(
        out,
        "{} notes of {} bytes with {} links, {} of them dead",
        generated.notes, generated.bytes, generated.links, generated.dead_links
    )?;
    Ok(())
}

fn refuse_unless_empty(folder: &Path) -> anyhow::Result<()> {
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => bail!("{} is not empty; name a folder that is new", folder.display()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot look into {}", folder.display())),
    }
}
