//! `eval growth`: how the time to parse a note grows with its size, for shapes that make a reader look far
//! ahead or back. A loop over the rest of a note within a loop over its places shows as time that grows by
//! four where the note grows by two. The same for questions about whole vaults is in `vaults`. Leaves out
//! what is parsed and answered, which tests look at.

mod shapes;
mod vaults;

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use lore_core::{Profile, VaultPath};
use lore_parser::{Options, parse};
use pulldown_cmark::Parser;

use self::shapes::{SHAPES, Shape};
pub(crate) use self::vaults::run as run_vaults;
use crate::bench::syntax;

/// A note of twice the size that takes more than so many times the time is told.
const SUSPECT: f64 = 3.0;
/// Shapes shown of the slowest.
const SLOWEST: usize = 10;
/// A time is the least of so many: whatever else the machine does makes it only longer.
const RUNS: usize = 3;
/// What takes longer is not measured again.
const LONG: Duration = Duration::from_secs(2);

/// What came of one shape.
struct Measured {
    shape: &'static str,
    profile: Profile,
    /// Of a note and of one twice as large.
    times: [Duration; 2],
    /// The same of the Markdown parser alone.
    alone: [Duration; 2],
}

impl Measured {
    fn of(shape: &Shape, bytes: usize, path: &VaultPath) -> Measured {
        let texts = [shape.text(bytes), shape.text(2 * bytes)];
        let parsed = |profile, text: &str| {
            let options = Options { profile, ..Options::default() };
            time(|| black_box(parse(path, text, &options)))
        };
        let once = |profile| (parsed(profile, &texts[0]), profile);
        // Only what takes long in one of the profiles may grow fast.
        let slowest = Profile::ALL.into_iter().map(once).max();
        let (_, profile) = slowest.unwrap_or_default();
        Measured {
            shape: shape.name,
            profile,
            times: [0, 1].map(|nth| least(|| parsed(profile, &texts[nth]))),
            alone: [0, 1].map(|nth| {
                let count = || black_box(Parser::new_ext(&texts[nth], syntax()).count());
                least(|| time(count))
            }),
        }
    }

    fn growth(&self) -> f64 {
        ratio(self.times)
    }
}

/// Parses each shape with so many bytes and with twice as many, and prints those whose time grows faster
/// than they do, and the slowest. `named` tells of which shapes, by a part of their names; of those all are
/// printed.
pub(crate) fn run(bytes: usize, named: Option<&str>, out: &mut dyn Write) -> anyhow::Result<()> {
    let path = VaultPath::new("note.md")?;
    let wanted = |shape: &&Shape| named.is_none_or(|named| shape.name.contains(named));
    let mut measured = Vec::new();
    writeln!(
        out,
        "notes of {bytes} and {} bytes{}",
        2 * bytes,
        if cfg!(debug_assertions) { "  (debug build)" } else { "" },
    )?;
    writeln!(
        out,
        "{:<40} {:<10} {:>11} {:>11} {:>6}  Markdown alone",
        "", "profile", "n", "2n", "ratio"
    )?;
    for shape in SHAPES.iter().filter(wanted) {
        let one = Measured::of(shape, bytes, &path);
        if named.is_some() || one.growth() > SUSPECT {
            print(&one, out)?;
        }
        measured.push(one);
    }
    let suspects = measured.iter().filter(|one| one.growth() > SUSPECT).count();
    writeln!(out, "shapes {}  over {SUSPECT} times {suspects}", measured.len())?;
    measured.sort_by_key(|one| std::cmp::Reverse(one.times[1]));
    writeln!(out, "slowest")?;
    measured.iter().take(SLOWEST).try_for_each(|one| print(one, out))
}

fn print(one: &Measured, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(
        out,
        "{:<40} {:<10} {:>11} {:>11} {:>6.1} {:>11} {:>11} {:>6.1}",
        one.shape,
        one.profile.as_str(),
        shown(one.times[0]),
        shown(one.times[1]),
        one.growth(),
        shown(one.alone[0]),
        shown(one.alone[1]),
        ratio(one.alone),
    )?;
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn ratio(times: [Duration; 2]) -> f64 {
    times[1].as_secs_f64() / times[0].as_secs_f64()
}

fn time<T>(job: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    job();
    began.elapsed()
}

fn least(mut job: impl FnMut() -> Duration) -> Duration {
    let mut least = job();
    for _ in 1..RUNS {
        if least > LONG {
            break;
        }
        least = least.min(job());
    }
    least
}
