//! `eval growth --notes`: how the time of each question grows with the vault, for vaults of which each part
//! has to do with all others: one file name everywhere, a chain, pairs, a hub, one large note. Leaves out
//! parsing alone, which the shapes of notes tell more of.

use std::io::Write;
use std::time::Duration;

use lore_testkit::VaultFixture;

use super::{SUSPECT, least, ratio, shown, time};
use crate::vault::{AskedVault, QUESTIONS};

/// What takes less with twice the vault is not told: its growth is chance.
const SHORT: Duration = Duration::from_millis(50);

/// One shape of a vault.
struct Shape {
    name: &'static str,
    /// The files of a vault of so many notes or entries; questions are about the first.
    files: fn(usize) -> Vec<(String, String)>,
}

const SHAPES: [Shape; 11] = [
    Shape {
        name: "notes of few words",
        files: |count| {
            each(count, |nth| (format!("n{nth}.md"), format!("Word{nth} of [[n{}]].", nth / 7)))
        },
    },
    Shape {
        name: "`README.md` in each folder, linked",
        files: |count| {
            each(count, |nth| (format!("f{nth}/README.md"), format!("[[README]] {nth}")))
        },
    },
    Shape {
        name: "`index.md` in each folder",
        files: |count| each(count, |nth| (format!("f{nth}/index.md"), format!("{nth}"))),
    },
    Shape {
        name: "images of one name",
        files: |count| {
            let notes =
                each(count, |nth| (format!("f{nth}/n{nth}.md"), "![[image.png]]".to_owned()));
            let images = each(count, |nth| (format!("f{nth}/image.png"), String::new()));
            notes.into_iter().chain(images).collect()
        },
    },
    Shape {
        name: "a chain with topics",
        files: |count| {
            each(count, |nth| {
                let before = nth.saturating_sub(1);
                (format!("n{nth}.md"), format!("[[n{before}]] [[T{}]]", nth % 50))
            })
        },
    },
    Shape {
        name: "a chain of `up`",
        files: |count| {
            each(count, |nth| {
                let up = nth.saturating_sub(1);
                (format!("n{nth}.md"), format!("---\nup: \"[[n{up}]]\"\n---\n{nth}\n"))
            })
        },
    },
    Shape {
        name: "pairs that are `up` of each other",
        files: |count| {
            each(count, |nth| {
                (format!("n{nth}.md"), format!("---\nup: \"[[n{}]]\"\n---\n", nth ^ 1))
            })
        },
    },
    Shape {
        name: "a hub",
        files: |count| {
            let list: String = (0..count).map(|nth| format!("- [[n{nth}]]\n")).collect();
            let leaves =
                each(count, |nth| (format!("n{nth}.md"), format!("[[Hub]] #t{}", nth % 9)));
            [("Hub.md".to_owned(), list)].into_iter().chain(leaves).collect()
        },
    },
    Shape {
        name: "one note with a list of its headings",
        files: |count| {
            let list = (0..count).map(|nth| format!("- [[#Part {nth}]] [[#^b{nth}]]\n"));
            let parts = (0..count).map(|nth| format!("\n# Part {nth}\n\nText. ^b{nth}\n"));
            vec![("Large.md".to_owned(), list.chain(parts).collect())]
        },
    },
    Shape {
        name: "one note, the same headings each day",
        files: |count| {
            let day = |nth| format!("# Day {nth}\n\n## Notes\n\n[[#Day {}#Notes]]\n\n", nth / 2);
            vec![("Days.md".to_owned(), (0..count).map(day).collect())]
        },
    },
    Shape {
        name: "a journal in one file",
        files: |count| {
            let day = |nth: usize| {
                let before = nth.saturating_sub(1);
                format!("# Day {nth}\n\nTopic: T{}\n\nAfter [[#Day {before}]].\n\n", nth % 50)
            };
            vec![("Journal.md".to_owned(), (0..count).map(day).collect())]
        },
    },
];

fn each(count: usize, file: impl Fn(usize) -> (String, String)) -> Vec<(String, String)> {
    (0..count).map(file).collect()
}

/// A question to one shape: its time with a vault and one of twice the size.
struct Measured {
    shape: &'static str,
    question: &'static str,
    times: [Duration; 2],
}

impl Measured {
    fn is_suspect(&self) -> bool {
        self.times[1] > SHORT && ratio(self.times) > SUSPECT
    }
}

/// Asks each question of each shape with so many notes and with twice as many, and prints those whose time
/// grows faster than the vault. `named` tells of which shapes, by a part of their names; of those all are
/// printed.
pub(crate) fn run(notes: usize, named: Option<&str>, out: &mut dyn Write) -> anyhow::Result<()> {
    let build = if cfg!(debug_assertions) { "  (debug build)" } else { "" };
    writeln!(out, "vaults of {notes} and {} notes{build}", 2 * notes)?;
    writeln!(out, "{:<40} {:<16} {:>11} {:>11} {:>6}", "", "", "n", "2n", "ratio")?;
    let wanted = |shape: &&Shape| named.is_none_or(|named| shape.name.contains(named));
    let (mut asked, mut suspects) = (0, 0);
    for shape in SHAPES.iter().filter(wanted) {
        let (small, large) = (times(shape, notes)?, times(shape, 2 * notes)?);
        for ((question, time), (_, twice)) in small.into_iter().zip(large) {
            let one = Measured { shape: shape.name, question, times: [time, twice] };
            asked += 1;
            suspects += usize::from(one.is_suspect());
            if named.is_some() || one.is_suspect() {
                let [time, twice] = one.times.map(shown);
                let (shape, question, growth) = (one.shape, one.question, ratio(one.times));
                writeln!(out, "{shape:<40} {question:<16} {time:>11} {twice:>11} {growth:>6.1}")?;
            }
        }
    }
    writeln!(out, "questions {asked}  over {SUSPECT} times {suspects}")?;
    Ok(())
}

/// How long it takes to read a vault, to read it again with one more note, and to answer each question.
fn times(shape: &Shape, notes: usize) -> anyhow::Result<Vec<(&'static str, Duration)>> {
    let vault = VaultFixture::new();
    let files = (shape.files)(notes);
    files.iter().for_each(|(path, text)| vault.write(path, text));
    let mut opened = Ok(());
    let mut times =
        vec![("first index", least(|| time(|| opened = AskedVault::open(vault.root()).map(drop))))];
    opened?;
    let mut asked = AskedVault::open(vault.root())?;
    let mut number = 0;
    let mut again = Ok(());
    let with_new_note = least(|| {
        number += 1;
        vault.write(&format!("New {number}.md"), format!("Text {number}."));
        time(|| again = asked.refresh())
    });
    again?;
    times.push(("a new note", with_new_note));
    let first = files.first().map_or("", |(path, _)| path);
    for (question, ask) in QUESTIONS {
        let mut answered = Ok(());
        let took = least(|| time(|| answered = ask(&asked, first)));
        answered?;
        times.push((question, took));
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_asked_of_every_shape() {
        let mut out = Vec::new();
        run(3, Some(""), &mut out).expect("all are answered");
        let printed = String::from_utf8(out).expect("text");
        let asked = SHAPES.len() * (QUESTIONS.len() + 2);
        assert_eq!(printed.lines().count(), asked + 3, "{printed}");
        assert!(printed.contains(&format!("\nquestions {asked}  over 3 times ")), "{printed}");
    }
}
