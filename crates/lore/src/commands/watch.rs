//! `lore watch`. Unlike the others it is no question: it prints as long as somebody reads. Leaves out the
//! waiting and looking, which the engine's watcher does.

use lore_engine::{Error, Options, Until, VaultChanges, WatchEvent, Watcher, time_of_day};
use serde::Serialize;

use super::{Outcome, count, thousands};
use crate::cli::Cli;
use crate::json;
use crate::progress_bar::Bar;
use crate::screen::{Screen, Style};
use crate::{warn, warn_that};

/// Names shown of one burst.
const NAMES: usize = 3;

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Event<'a> {
    Ready {
        notes: usize,
        generation: u64,
        mode: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
    },
    Changes {
        generation: u64,
        added: &'a [String],
        changed: &'a [String],
        removed: &'a [String],
        links: &'a [String],
        settings: bool,
        /// There if it is so.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        rebuilt: bool,
        elapsed_ms: u128,
    },
    Mode {
        mode: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'a str>,
    },
}

/// Keeps the state up to date, and prints what changes, until nobody reads that any more.
pub(crate) fn run(cli: &Cli, options: &Options, bar: &Bar) -> anyhow::Result<Outcome> {
    let started = Watcher::start(options, Until::unread(std::io::stdout()));
    bar.clear();
    let mut watcher = started?;
    let mut screen = Screen::stdout(cli.color, watcher.engine().root());
    warn(cli, watcher.warnings());
    if let Some(why) = watcher.polling() {
        warn_that(cli, &polls(why));
    }
    ready(&watcher, cli.json, &mut screen)?;
    let mut root = watcher.engine().root().to_owned();
    loop {
        screen.finish()?;
        if !screen.is_read() {
            return Ok(Outcome::Answer);
        }
        match watcher.next_event()? {
            WatchEvent::Changes(changes) => {
                warn(cli, &changes.warnings);
                let engine = watcher.engine();
                if engine.root() != root {
                    root = engine.root().to_owned();
                    screen = Screen::stdout(cli.color, &root);
                    warn_that(cli, &format!("the vault is now in {}", root.display()));
                }
                if !changes.is_same_vault() {
                    tell(&changes, cli.json, &mut screen)?;
                }
            }
            WatchEvent::Polling(why) => {
                warn_that(cli, &polls(&why));
                if cli.json {
                    let mode = Event::Mode { mode: "polling", reason: Some(&why) };
                    screen.json(&json::line(&mode)?)?;
                }
            }
            WatchEvent::Told => {
                warn_that(cli, "the system reports changes again; polling has stopped");
                if cli.json {
                    let mode = Event::Mode { mode: "events", reason: None };
                    screen.json(&json::line(&mode)?)?;
                }
            }
            WatchEvent::Trouble(error) => warn_that(cli, &trouble(error)),
            WatchEvent::Over => return Ok(Outcome::Answer),
        }
    }
}

fn polls(why: &str) -> String {
    format!("checking the vault every few seconds, because {why}")
}

fn trouble(error: Error) -> String {
    let why = anyhow::Error::from(error);
    format!("cannot bring the state up to date, and tries again every few seconds: {why:#}")
}

fn ready(watcher: &Watcher, json: bool, screen: &mut Screen) -> anyhow::Result<()> {
    let engine = watcher.engine();
    let status = engine.index_status();
    if json {
        let reason = watcher.polling();
        let mode = if reason.is_some() { "polling" } else { "events" };
        let (notes, generation) = (status.notes, status.generation);
        let ready = Event::Ready { notes, generation, mode, reason };
        return Ok(screen.json(&json::line(&ready)?)?);
    }
    screen.styled(Style::Faint, &time_of_day())?;
    screen.text(&format!("  watching {} in ", count(status.notes, "note")))?;
    screen.styled(Style::Path, &engine.root().display().to_string())?;
    screen.end_line()?;
    Ok(())
}

fn tell(changes: &VaultChanges, json: bool, screen: &mut Screen) -> anyhow::Result<()> {
    let VaultChanges { generation, added, changed, removed, links, settings, rebuilt, .. } =
        changes;
    let elapsed_ms = changes.elapsed.as_millis();
    if json {
        let (generation, settings, rebuilt) = (*generation, *settings, *rebuilt);
        let event = Event::Changes {
            generation,
            added,
            changed,
            removed,
            links,
            settings,
            rebuilt,
            elapsed_ms,
        };
        return Ok(screen.json(&json::line(&event)?)?);
    }
    screen.styled(Style::Faint, &time_of_day())?;
    let mut what = Vec::new();
    if *settings {
        what.push("settings changed".to_owned());
    }
    if *rebuilt {
        what.push("what was stored was damaged, so everything was read anew".to_owned());
    }
    for (list, how) in [(changed, "changed"), (added, "added"), (removed, "removed")] {
        if !list.is_empty() {
            what.push(format!("{} {how}", thousands(list.len() as u64)));
        }
    }
    if what.is_empty() {
        what.push(format!("links of {}", count(links.len(), "note")));
    }
    screen.text(&format!("  {}", what.join(", ")))?;
    let touched = [changed, added, removed];
    let mut names: Vec<&String> = touched.into_iter().flatten().collect();
    if names.is_empty() {
        names.extend(links);
    }
    for (nth, name) in names.iter().take(NAMES).enumerate() {
        screen.text(if nth == 0 { ": " } else { ", " })?;
        screen.place(name, None)?;
    }
    if names.len() > NAMES {
        screen.text(", …")?;
    }
    screen.styled(Style::Faint, &format!("  {} ms", thousands(elapsed_ms as u64)))?;
    screen.end_line()?;
    Ok(())
}
