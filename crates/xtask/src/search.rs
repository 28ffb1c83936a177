//! `eval search`: questions in sentences over a collection in which people judged which notes
//! answer them, as the Cranfield experiments did (Cleverdon 1967). Leaves out searches for what one knows,
//! which are in `known_items`, and the measures, which are in `measures`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::measures::{average_precision, distinct, mean, ndcg, percentile, precision, recall};
use crate::vault::AskedVault;
use crate::{at, read};

/// How many hits a question asks for. They are sections, so that fewer notes may be among them.
const HITS: usize = 50;

/// The relevant notes of each question.
type Relevant<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// What is measured of one answer.
struct Figures {
    ndcg_at_10: f64,
    precision_at_10: f64,
    recall_at_50: f64,
    average_precision_at_50: f64,
}

/// Asks every question of `collection` that has a relevant note, and prints the figures.
pub(crate) fn run(collection: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let (questions_file, judged_file) =
        (collection.join("queries.tsv"), collection.join("qrels.tsv"));
    let (questions, judged) = (read(&questions_file)?, read(&judged_file)?);
    let questions = parse_questions(&questions, &questions_file)?;
    let relevant = parse_judgements(&judged, &judged_file)?;
    if let Some(number) = relevant.keys().find(|number| !questions.contains_key(*number)) {
        bail!("{}: there is no question {number}", questions_file.display());
    }
    if relevant.is_empty() {
        bail!("{}: no question has a relevant note", judged_file.display());
    }
    let vault = AskedVault::open(&collection.join("vault"))?;
    let mut figures = Vec::new();
    let mut times = Vec::new();
    for (number, relevant) in &relevant {
        let began = Instant::now();
        let hits = vault.search(questions[number], HITS)?;
        times.push(began.elapsed());
        figures.push(measure(&distinct(hits.iter().map(|hit| hit.path.as_str())), relevant));
    }
    print(&figures, times, out)
}

/// The questions by their numbers.
fn parse_questions<'a>(text: &'a str, file: &Path) -> anyhow::Result<BTreeMap<&'a str, &'a str>> {
    let lines = text.lines().enumerate();
    lines
        .map(|(index, line)| {
            let fields = line.split_once('\t');
            fields
                .with_context(|| format!("{}: expected number, tab, question", at(file, index + 1)))
        })
        .collect()
}

fn parse_judgements<'a>(text: &'a str, file: &Path) -> anyhow::Result<Relevant<'a>> {
    let mut relevant = Relevant::new();
    for (index, line) in text.lines().enumerate() {
        let [question, path, grade] = line.split('\t').collect::<Vec<_>>()[..] else {
            bail!("{}: expected number, path and 1 or 0, with tabs between", at(file, index + 1));
        };
        if grade != "0" {
            relevant.entry(question).or_default().insert(path);
        }
    }
    Ok(relevant)
}

fn measure(ranking: &[&str], relevant: &BTreeSet<&str>) -> Figures {
    Figures {
        ndcg_at_10: ndcg(ranking, relevant, 10),
        precision_at_10: precision(ranking, relevant, 10),
        recall_at_50: recall(ranking, relevant, 50),
        average_precision_at_50: average_precision(ranking, relevant, 50),
    }
}

fn print(figures: &[Figures], mut times: Vec<Duration>, out: &mut dyn Write) -> anyhow::Result<()> {
    let mean_of = |figure: fn(&Figures) -> f64| mean(figures.iter().map(figure));
    writeln!(
        out,
        "queries {}  nDCG@10 {:.4}  P@10 {:.4}  R@50 {:.4}  MAP@50 {:.4}",
        figures.len(),
        mean_of(|each| each.ndcg_at_10),
        mean_of(|each| each.precision_at_10),
        mean_of(|each| each.recall_at_50),
        mean_of(|each| each.average_precision_at_50),
    )?;
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    writeln!(
        out,
        "time per question: mean {:.2} ms, p50 {:.2} ms, p95 {:.2} ms, max {:.2} ms{}",
        mean(times.iter().copied().map(milliseconds)),
        milliseconds(percentile(&times, 50)),
        milliseconds(percentile(&times, 95)),
        milliseconds(percentile(&times, 100)),
        // Such times have been taken for the program's before.
        if cfg!(debug_assertions) { " (debug build)" } else { "" },
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_judged_irrelevant_is_not_relevant() {
        let text = "1\ta b.md\t1\n2\tc.md\t0\n1\td.md\t2\n";
        let relevant = parse_judgements(text, Path::new("qrels.tsv")).unwrap();
        assert_eq!(relevant, Relevant::from([("1", BTreeSet::from(["a b.md", "d.md"]))]));
    }

    #[test]
    fn mistakes_are_named_with_their_lines() {
        let file = Path::new("f");
        let error = parse_judgements("1\ta.md\t1\n1 b.md 1\n", file).unwrap_err().to_string();
        assert_eq!(error, "f:2: expected number, path and 1 or 0, with tabs between");
        let error = parse_questions("1 what\n", file).unwrap_err().to_string();
        assert_eq!(error, "f:1: expected number, tab, question");
    }
}
