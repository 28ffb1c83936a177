//! The printed table: jobs, and below each its limits. Leaves out where the figures come from.

use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

use super::usage::Usage;

/// Characters of a name, a figure and a ratio; with two targets a line has at most 100.
const NAME: usize = 27;
const FIGURE: usize = 9;
const RATIO: usize = 8;

/// A job or a limit with its figures.
#[derive(Debug)]
pub(super) struct Line {
    name: String,
    wall: Option<Duration>,
    cpu: Option<Duration>,
    memory: Option<u64>,
    /// How many times as much the job takes, by wall clock and by CPU.
    times: Option<(Option<f64>, Option<f64>)>,
    targets: Vec<Target>,
}

/// What a figure should be at most, and whether it is.
#[derive(Debug)]
pub(super) struct Target {
    said: String,
    met: bool,
}

impl Target {
    pub(super) fn time(wanted: Duration, found: Duration) -> Target {
        Target { said: time(wanted), met: found <= wanted }
    }

    pub(super) fn bytes(wanted: u64, found: u64) -> Target {
        Target { said: bytes(wanted), met: found <= wanted }
    }

    pub(super) fn times(wanted: f64, found: f64) -> Target {
        Target { said: format!("{wanted} ×"), met: found <= wanted }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} {}", self.said, if self.met { "met" } else { "missed" })
    }
}

impl Line {
    pub(super) fn job(name: &str, usage: Usage) -> Line {
        Line {
            name: name.to_owned(),
            wall: Some(usage.wall),
            cpu: Some(usage.cpu),
            memory: Some(usage.memory),
            times: None,
            targets: Vec::new(),
        }
    }

    /// A job that is a part of a process, and so has no peak of its own.
    pub(super) fn part_of_job(name: &str, usage: Usage) -> Line {
        Line { memory: None, ..Line::job(name, usage) }
    }

    /// A limit of `job`.
    pub(super) fn limit(name: &str, usage: Usage, job: Usage) -> Line {
        let times = (ratio(job.wall, usage.wall), ratio(job.cpu, usage.cpu));
        Line { times: Some(times), ..Line::job(&format!("  {name}"), usage) }
    }

    /// A limit of `job` of which the wall clock tells nothing, since its work runs beside other work.
    pub(super) fn limit_by_cpu(name: &str, usage: Usage, job: Usage) -> Line {
        let times = (None, ratio(job.cpu, usage.cpu));
        Line { wall: None, times: Some(times), ..Line::limit(name, usage, job) }
    }

    pub(super) fn with_targets(self, targets: impl IntoIterator<Item = Target>) -> Line {
        Line { targets: targets.into_iter().collect(), ..self }
    }

    /// How many times as much the job takes by wall clock, against the most that is wanted.
    pub(super) fn wanted_times_wall(self, wanted: f64) -> Line {
        let found = self.times.and_then(|(wall, _)| wall);
        self.with_targets(found.map(|found| Target::times(wanted, found)))
    }

    /// How many times as much the job takes by CPU, against the most that is wanted.
    pub(super) fn wanted_times_cpu(self, wanted: f64) -> Line {
        let found = self.times.and_then(|(_, cpu)| cpu);
        self.with_targets(found.map(|found| Target::times(wanted, found)))
    }
}

fn ratio(job: Duration, limit: Duration) -> Option<f64> {
    (!limit.is_zero()).then(|| job.as_secs_f64() / limit.as_secs_f64())
}

/// Prints the heads of the columns and the lines.
pub(super) fn print(lines: &[Line], out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{:NAME$}{:>FIGURE$}{:>FIGURE$}{:>FIGURE$}{:>RATIO$}{:>RATIO$}  target",
        "", "wall", "CPU", "memory", "× wall", "× CPU"
    )?;
    for line in lines {
        let (wall, cpu) = line.times.unwrap_or_default();
        let mut row = format!(
            "{:NAME$}{:>FIGURE$}{:>FIGURE$}{:>FIGURE$}",
            line.name,
            shown(line.wall, time),
            shown(line.cpu, time),
            shown(line.memory, bytes),
        );
        if line.times.is_some() {
            let _ = write!(row, "{:>RATIO$}{:>RATIO$}", shown(wall, times), shown(cpu, times));
        }
        if !line.targets.is_empty() {
            let targets: Vec<String> = line.targets.iter().map(Target::to_string).collect();
            let before = NAME + 3 * FIGURE + 2 * RATIO;
            row = format!("{row:before$}  {}", targets.join(", "));
        }
        writeln!(out, "{row}")?;
    }
    Ok(())
}

fn shown<T>(value: Option<T>, form: fn(T) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), form)
}

fn times(ratio: f64) -> String {
    match ratio < 10.0 {
        true => format!("{ratio:.2}"),
        false => format!("{ratio:.0}"),
    }
}

/// Three digits and a unit: milliseconds, or seconds from one second on.
pub(super) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds < 1.0 {
        true => format!("{} ms", three_digits(seconds * 1e3)),
        false => format!("{} s", three_digits(seconds)),
    }
}

/// Three digits and a unit: megabytes of a million bytes, or gigabytes from a thousand of them on.
pub(super) fn bytes(bytes: u64) -> String {
    match bytes < 1_000_000_000 {
        true => format!("{} MB", three_digits(bytes as f64 / 1e6)),
        false => format!("{} GB", three_digits(bytes as f64 / 1e9)),
    }
}

/// A number below a thousand with three digits, or two behind the point.
fn three_digits(number: f64) -> String {
    let behind = match number {
        _ if number < 9.995 => 2,
        _ if number < 99.95 => 1,
        _ => 0,
    };
    format!("{number:.behind$}")
}

/// A number with its thousands apart.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_and_a_unit() {
        for (microseconds, expected) in [
            (0, "0.00 ms"),
            (9_994, "9.99 ms"),
            (9_996, "10.0 ms"),
            (99_960, "100 ms"),
            (999_400, "999 ms"),
            (1_000_000, "1.00 s"),
            (75_000_000, "75.0 s"),
            (612_300_000, "612 s"),
        ] {
            assert_eq!(time(Duration::from_micros(microseconds)), expected);
        }
        assert_eq!(bytes(96_200_000), "96.2 MB");
        assert_eq!(bytes(1_234_000_000), "1.23 GB");
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_table() {
        let usage = |wall, cpu, memory| Usage {
            wall: Duration::from_millis(wall),
            cpu: Duration::from_millis(cpu),
            memory,
        };
        let job = usage(612, 1_100, 96_200_000);
        let lines = [
            Line::job("full index", job).with_targets([
                Target::time(Duration::from_millis(600), job.wall),
                Target::bytes(100_000_000, job.memory),
            ]),
            Line::limit("read", usage(41, 40, 7_100_000), job),
            Line::limit_by_cpu("text index alone", usage(500, 700, 80_000_000), job)
                .wanted_times_cpu(1.6),
            Line::limit("nothing at all", Usage::default(), job).wanted_times_wall(1.3),
            Line::part_of_job("the look", usage(6, 11, 1)),
        ];
        let mut printed = Vec::new();
        print(&lines, &mut printed).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        insta::assert_snapshot!(printed, @r"
                                        wall      CPU   memory  × wall   × CPU  target
        full index                    612 ms   1.10 s  96.2 MB                  600 ms missed, 100 MB met
          read                       41.0 ms  40.0 ms  7.10 MB      15      28
          text index alone                 –   700 ms  80.0 MB       –    1.57  1.6 × met
          nothing at all             0.00 ms  0.00 ms  0.00 MB       –       –
        the look                     6.00 ms  11.0 ms        –
        ");
    }
}
