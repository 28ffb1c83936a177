//! `eval related`: a link that a person wrote was hidden; how near the top does `related` put the
//! note it led to? Leaves out how the links were hidden: the vaults come as they are asked.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::measures::{distinct, mean, ndcg, recall};
use crate::vault::AskedVault;
use crate::{at, read};

/// How many items a question asks for: ten, and those that do not count.
const ITEMS: usize = 60;

/// A link that was hidden.
#[derive(Debug, Deserialize)]
pub(crate) struct HiddenLink {
    vault: String,
    setting: String,
    /// The note that the link stood in.
    pub(crate) source: String,
    /// The note that it led to.
    pub(crate) target: String,
    /// Notes that the source still links to.
    exclude: Vec<String>,
    /// What else is known of it.
    #[serde(default)]
    pub(crate) meta: Meta,
}

/// What is known of a hidden link.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Meta {
    /// Whether the text of the source names the target.
    pub(crate) mentioned: bool,
}

/// What is measured of one answer, or its mean over several.
#[derive(Clone, Copy, Debug)]
struct Figures {
    ndcg_at_10: f64,
    recall_at_10: f64,
}

/// The hidden links by setting, within their vault.
pub(crate) type Bench = BTreeMap<String, BTreeMap<String, Vec<HiddenLink>>>;

/// Asks about every hidden link of `bench`, in all vaults or those of `only`, and prints a table.
pub(crate) fn run(bench: &Path, only: &[String], out: &mut dyn Write) -> anyhow::Result<()> {
    let links = read_links(&bench.join("queries.jsonl"), only)?;
    let width = links.keys().map(|vault| vault.chars().count()).chain([MEAN.len()]).max();
    let width = width.unwrap_or_default();
    writeln!(out, "{:width$}  setting  questions  nDCG@10  R@10", "vault")?;
    let mut of_setting: BTreeMap<&str, Vec<(usize, Figures)>> = BTreeMap::new();
    for (vault, settings) in &links {
        for (setting, links) in settings {
            let figures = measure(&bench.join(vault).join(setting), links)?;
            row(out, width, [vault, setting], links.len(), figures)?;
            of_setting.entry(setting).or_default().push((links.len(), figures));
        }
    }
    for (setting, of_vaults) in of_setting {
        let (numbers, figures): (Vec<usize>, Vec<Figures>) = of_vaults.into_iter().unzip();
        row(out, width, [MEAN, setting], numbers.iter().sum(), mean_of(&figures))?;
    }
    Ok(())
}

/// The rows in which each vault counts once, however many questions it has.
pub(crate) const MEAN: &str = "mean of vaults";

fn row(
    out: &mut dyn Write,
    width: usize,
    [vault, setting]: [&str; 2],
    number: usize,
    figures: Figures,
) -> std::io::Result<()> {
    let Figures { ndcg_at_10, recall_at_10 } = figures;
    writeln!(out, "{vault:width$}  {setting:7}  {number:9}  {ndcg_at_10:7.3}  {recall_at_10:.3}")
}

pub(crate) fn read_links(file: &Path, only: &[String]) -> anyhow::Result<Bench> {
    let mut links = Bench::new();
    for (index, line) in read(file)?.lines().enumerate() {
        let link: HiddenLink = serde_json::from_str(line)
            .with_context(|| format!("{}: not a hidden link", at(file, index + 1)))?;
        let settings = links.entry(link.vault.clone()).or_default();
        settings.entry(link.setting.clone()).or_default().push(link);
    }
    if let Some(vault) = only.iter().find(|vault| !links.contains_key(*vault)) {
        let names: Vec<&str> = links.keys().map(String::as_str).collect();
        bail!("{}: no vault {vault}, only {}", file.display(), names.join(", "));
    }
    links.retain(|vault, _| only.is_empty() || only.contains(vault));
    Ok(links)
}

/// The mean over the hidden links of one vault. A source that the engine does not know is named on
/// standard error, and its question counts as one without an answer.
fn measure(folder: &Path, links: &[HiddenLink]) -> anyhow::Result<Figures> {
    let vault = AskedVault::open(folder)?;
    let mut figures = Vec::new();
    for link in links {
        let related = match vault.related(&link.source, ITEMS) {
            Ok(related) => related,
            Err(unknown) => {
                writeln!(std::io::stderr(), "warning: {}: {unknown}", folder.display())?;
                Vec::new()
            }
        };
        figures.push(judge(&related, link));
    }
    Ok(mean_of(&figures))
}

/// How well the notes of an answer point out the target.
fn judge(related: &[String], link: &HiddenLink) -> Figures {
    let counts = |path: &&str| *path != link.source && !link.exclude.iter().any(|no| no == path);
    let ranking = distinct(related.iter().map(String::as_str).filter(counts));
    let relevant = BTreeSet::from([link.target.as_str()]);
    Figures {
        ndcg_at_10: ndcg(&ranking, &relevant, 10),
        recall_at_10: recall(&ranking, &relevant, 10),
    }
}

fn mean_of(figures: &[Figures]) -> Figures {
    Figures {
        ndcg_at_10: mean(figures.iter().map(|each| each.ndcg_at_10)),
        recall_at_10: mean(figures.iter().map(|each| each.recall_at_10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_and_linked_notes_do_not_count() {
        let link = HiddenLink {
            vault: String::new(),
            setting: String::new(),
            source: "source.md".to_owned(),
            target: "target.md".to_owned(),
            exclude: vec!["linked.md".to_owned()],
            meta: Meta::default(),
        };
        let judged = |answer: &str| {
            let answer: Vec<String> = answer.split(' ').map(|name| format!("{name}.md")).collect();
            let Figures { ndcg_at_10, recall_at_10 } = judge(&answer, &link);
            (ndcg_at_10, recall_at_10)
        };
        assert_eq!(judged("linked source target"), (1.0, 1.0));
        assert_eq!(judged("a linked a target"), (1.0 / 3f64.log2(), 1.0));
        assert_eq!(judged("a b c d e f g h i j target"), (0.0, 0.0));
        assert_eq!(judged("linked source"), (0.0, 0.0));
    }
}
