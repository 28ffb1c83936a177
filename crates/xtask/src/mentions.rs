//! `eval mentions`: a link that a person wrote was hidden and its text remained; is it among the
//! unlinked mentions, and how near the top? Leaves out the other settings, in which no text remains.
//!
//! A mention counts once for its two notes, by its best score.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use anyhow::bail;

use crate::measures::{area_under_curve, mean};
use crate::related::{HiddenLink, MEAN, read_links};
use crate::vault::AskedVault;

/// The setting in which the text of hidden links remains.
const SETTING: &str = "A";
const DEPTHS: [usize; 3] = [50, 100, 200];

/// What is measured of one vault, or its mean over several. Shares are of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figures {
    /// The share of hidden links that are listed.
    listed: f64,
    /// The share of those that come first among the mentions of their note.
    first: f64,
    precisions: [f64; DEPTHS.len()],
    area: f64,
    area_all: f64,
}

/// A mention by its notes.
type Pair<'a> = (&'a str, &'a str);

/// Lists the mentions of all vaults of `bench`, or those of `only`, and prints a table.
pub(crate) fn run(bench: &Path, only: &[String], out: &mut dyn Write) -> anyhow::Result<()> {
    let links = read_links(&bench.join("queries.jsonl"), only)?;
    let width = links.keys().map(|vault| vault.chars().count()).chain([MEAN.len()]).max();
    let width = width.unwrap_or_default();
    writeln!(
        out,
        "{:width$}  links  mentions  in notes  listed  first   P@50  P@100  P@200    AUC  AUC all",
        "vault"
    )?;
    let mut of_vaults = Vec::new();
    for (vault, settings) in &links {
        let Some(links) = settings.get(SETTING) else { continue };
        let mentions = AskedVault::open(&bench.join(vault).join(SETTING))?.mentions()?;
        let mentions: Vec<(Pair<'_>, f64)> =
            mentions.iter().map(|(from, to, score)| ((&**from, &**to), *score)).collect();
        let named: Vec<&HiddenLink> = links.iter().filter(|link| link.meta.mentioned).collect();
        let all = distinct(&mentions);
        let asked = in_notes_asked(&all, &named);
        let figures = measure(&all, &asked, &named);
        row(out, width, vault, [named.len(), all.len(), asked.len()], figures)?;
        of_vaults.push(figures);
    }
    if of_vaults.is_empty() {
        bail!("{}: no vault has the setting {SETTING}", bench.display());
    }
    writeln!(out, "{}", line(width, MEAN, &" ".repeat(25), mean_of(&of_vaults)))?;
    Ok(())
}

fn row(
    out: &mut dyn Write,
    width: usize,
    vault: &str,
    [links, all, asked]: [usize; 3],
    figures: Figures,
) -> std::io::Result<()> {
    let numbers = format!("{links:5}  {all:8}  {asked:8}");
    writeln!(out, "{}", line(width, vault, &numbers, figures))
}

fn line(width: usize, name: &str, numbers: &str, figures: Figures) -> String {
    let Figures { listed, first, precisions: [p50, p100, p200], area, area_all } = figures;
    format!(
        "{name:width$}  {numbers}  {listed:6.3}  {first:5.3}  {p50:5.3}  {p100:5.3}  {p200:5.3}  \
         {area:5.3}  {area_all:7.3}"
    )
}

/// Each pair of notes once, with its best score, best first.
fn distinct<'a>(mentions: &[(Pair<'a>, f64)]) -> Vec<(Pair<'a>, f64)> {
    let mut seen = BTreeSet::new();
    mentions.iter().copied().filter(|(pair, _)| seen.insert(*pair)).collect()
}

/// The mentions in notes that hide a link.
fn in_notes_asked<'a>(mentions: &[(Pair<'a>, f64)], links: &[&HiddenLink]) -> Vec<(Pair<'a>, f64)> {
    let sources: BTreeSet<&str> = links.iter().map(|link| &*link.source).collect();
    mentions.iter().copied().filter(|((from, _), _)| sources.contains(from)).collect()
}

fn measure(all: &[(Pair<'_>, f64)], asked: &[(Pair<'_>, f64)], links: &[&HiddenLink]) -> Figures {
    let hidden: BTreeSet<Pair<'_>> =
        links.iter().map(|link| (&*link.source, &*link.target)).collect();
    let judged = |mentions: &[(Pair<'_>, f64)]| -> Vec<(f64, bool)> {
        mentions.iter().map(|(pair, score)| (*score, hidden.contains(pair))).collect()
    };
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for ((from, to), _) in asked {
        first.entry(from).or_insert(to);
    }
    let listed: BTreeSet<Pair<'_>> = all.iter().map(|(pair, _)| *pair).collect();
    let share = |number: usize| number as f64 / hidden.len() as f64;
    let in_notes = judged(asked);
    let precision = |depth: usize| {
        in_notes.iter().take(depth).filter(|item| item.1).count() as f64 / depth as f64
    };
    Figures {
        listed: share(hidden.intersection(&listed).count()),
        first: share(hidden.iter().filter(|(from, to)| first.get(from) == Some(to)).count()),
        precisions: DEPTHS.map(precision),
        area: area_under_curve(&in_notes),
        area_all: area_under_curve(&judged(all)),
    }
}

fn mean_of(figures: &[Figures]) -> Figures {
    let of = |value: fn(&Figures) -> f64| mean(figures.iter().map(value));
    Figures {
        listed: of(|each| each.listed),
        first: of(|each| each.first),
        precisions: [
            of(|each| each.precisions[0]),
            of(|each| each.precisions[1]),
            of(|each| each.precisions[2]),
        ],
        area: of(|each| each.area),
        area_all: of(|each| each.area_all),
    }
}
