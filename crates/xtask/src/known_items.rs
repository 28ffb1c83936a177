//! `eval known-items`: a few words for a note or section that one knows, as most searches are. What
//! counts is whether it comes first, or is at least seen at once. Leaves out questions in sentences, which
//! `search` asks.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use lore_engine::SearchHit;

use crate::measures::distinct;
use crate::vault::{AskedVault, Place};
use crate::{at, read};

/// How many hits a question asks for.
const HITS: usize = 20;

/// How an item is asked for, and what it is.
#[derive(Debug)]
struct Question<'a> {
    vault: &'a str,
    /// What makes it easy or hard: a title, a typing error, and the like.
    kind: &'a str,
    query: &'a str,
    /// The right answers, as written.
    wanted: Vec<&'a str>,
    /// Where it stands in the file, counting from 1.
    line: usize,
}

/// A question with its answer.
struct Answered<'a> {
    question: &'a Question<'a>,
    /// The best place of a right answer, counting from 1; nothing if none is among the hits.
    rank: Option<usize>,
    first: Option<SearchHit>,
}

/// Asks the questions of `file` about the vaults in `vaults`, and prints how often what is wanted
/// comes first, and where it does not.
pub(crate) fn run(file: &Path, vaults: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let text = read(file)?;
    let questions = parse(&text, file)?;
    let mut answered = Vec::new();
    for name in distinct(questions.iter().map(|question| question.vault)) {
        let questions: Vec<&Question<'_>> =
            questions.iter().filter(|question| question.vault == name).collect();
        let folder = vaults.join(name);
        if !folder.is_dir() {
            let number = questions.len();
            writeln!(out, "left out: no vault {name} in {} ({number} asked)", vaults.display())?;
            continue;
        }
        let vault = AskedVault::open(&folder)?;
        for question in questions {
            let answer = answer(&vault, question);
            answered.push(answer.with_context(|| at(file, question.line))?);
        }
    }
    if answered.is_empty() {
        bail!("{} has no questions about the vaults in {}", file.display(), vaults.display());
    }
    print_shares(&answered, out)?;
    print_misses(&answered, out)
}

fn parse<'a>(text: &'a str, file: &Path) -> anyhow::Result<Vec<Question<'a>>> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(number, line)| match line.split('\t').collect::<Vec<_>>()[..] {
            [vault, kind, query, wanted] => {
                let wanted = wanted.split(" | ").map(str::trim).collect();
                Ok(Question { vault, kind, query, wanted, line: number })
            }
            _ => bail!(
                "{}: expected vault, kind, query and wanted, with tabs between",
                at(file, number)
            ),
        })
        .collect()
}

fn answer<'a>(vault: &AskedVault, question: &'a Question<'a>) -> anyhow::Result<Answered<'a>> {
    let wanted = question.wanted.iter().map(|name| vault.place(name));
    let wanted = wanted.collect::<anyhow::Result<Vec<Place>>>()?;
    let hits = vault.search(question.query, HITS)?;
    let rank = wanted.iter().filter_map(|wanted| rank(&hits, wanted)).min();
    Ok(Answered { question, rank, first: hits.into_iter().next() })
}

/// The place of a note among the notes of the hits, or of a section among the hits.
fn rank(hits: &[SearchHit], wanted: &Place) -> Option<usize> {
    let index = match wanted {
        Place::Note { path } => {
            let notes = distinct(hits.iter().map(|hit| hit.path.as_str()));
            notes.iter().position(|note| note == path)
        }
        Place::Section { path, line } => {
            hits.iter().position(|hit| hit.path == *path && hit.line == *line)
        }
    };
    index.map(|index| index + 1)
}

fn print_shares(answered: &[Answered<'_>], out: &mut dyn Write) -> anyhow::Result<()> {
    let kinds = distinct(answered.iter().map(|answer| answer.question.kind));
    let width = width(kinds.iter().copied().chain([OVERALL]));
    writeln!(out, "{:width$}  number   first  in first three", "kind")?;
    for kind in &kinds {
        let of_kind = answered.iter().filter(|answer| answer.question.kind == *kind);
        print_share(kind, width, &of_kind.collect::<Vec<_>>(), out)?;
    }
    print_share(OVERALL, width, &answered.iter().collect::<Vec<_>>(), out)
}

/// The row of all kinds.
const OVERALL: &str = "overall";

fn print_share(
    kind: &str,
    width: usize,
    answered: &[&Answered<'_>],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let number = answered.len();
    let share = |most: usize| {
        let good = answered.iter().filter(|answer| answer.rank.is_some_and(|rank| rank <= most));
        100.0 * good.count() as f64 / number as f64
    };
    writeln!(out, "{kind:width$}  {number:6}  {:5.1}%  {:13.1}%", share(1), share(3))?;
    Ok(())
}

/// A line for each question whose answer does not come first, in the order of the file.
fn print_misses(answered: &[Answered<'_>], out: &mut dyn Write) -> anyhow::Result<()> {
    let misses: Vec<&Answered<'_>> =
        answered.iter().filter(|answer| answer.rank != Some(1)).collect();
    if misses.is_empty() {
        return Ok(());
    }
    let kind_width = width(misses.iter().map(|miss| miss.question.kind));
    let vault_width = width(misses.iter().map(|miss| miss.question.vault));
    writeln!(out, "\nnot first:")?;
    for Answered { question, rank, first } in misses {
        let Question { kind, vault, query, wanted, .. } = question;
        let rank = rank.map_or("-".to_owned(), |rank| rank.to_string());
        let wanted = wanted.join(" | ");
        let first = first.as_ref().map_or("nothing".to_owned(), place_of);
        writeln!(
            out,
            "{rank:>2}  {kind:kind_width$}  {vault:vault_width$}  “{query}”, wanted {wanted}, first {first}"
        )?;
    }
    Ok(())
}

/// Where a hit is, as a right answer would be written. Control characters in names, which come from
/// the vault, are made inert.
fn place_of(hit: &SearchHit) -> String {
    let heading = hit.heading.last().map(|heading| format!("#{heading}"));
    let place = format!("{}{}", hit.path, heading.unwrap_or_default());
    place.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The characters of the longest name.
fn width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| name.chars().count()).max().unwrap_or_default()
}
