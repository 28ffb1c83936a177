//! What a process took: runs a command to its end and asks the system. Leaves out what is run.

use std::fs::{self, File};
use std::ops::Sub;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use wait4::Wait4;

/// What one process took, or the medians of several runs of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// From before it was started until it was gone.
    pub(super) wall: Duration,
    /// On all cores together, in the program and in the system on its behalf.
    pub(super) cpu: Duration,
    /// The most memory that was its own or mapped at one moment, in bytes. The system counts no less
    /// than what this program had when it started the other, which is a few megabytes.
    pub(super) memory: u64,
}

impl Usage {
    /// Column by column the medians of the runs, the lower one of two; zeros if there are none.
    pub(super) fn median_of(runs: &[Usage]) -> Usage {
        Usage {
            wall: median(runs.iter().map(|usage| usage.wall)),
            cpu: median(runs.iter().map(|usage| usage.cpu)),
            memory: median(runs.iter().map(|usage| usage.memory)),
        }
    }
}

impl Sub for Usage {
    type Output = Usage;

    /// What a process took beyond another that did a part of its work. The memory stays that of the
    /// process, since peaks do not add up.
    fn sub(self, part: Usage) -> Usage {
        Usage {
            wall: self.wall.saturating_sub(part.wall),
            cpu: self.cpu.saturating_sub(part.cpu),
            memory: self.memory,
        }
    }
}

fn median<T: Ord + Default + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Runs a command without showing what it prints; `log` takes what it says is wrong.
///
/// # Errors
///
/// When it cannot be run, or ends with a status that means neither an answer (0) nor none (1).
pub(super) fn measured(command: &mut Command, log: &Path) -> anyhow::Result<Usage> {
    let said = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
    let began = Instant::now();
    let mut child = command.spawn().with_context(|| {
        format!("cannot run {}; see --lore", command.get_program().to_string_lossy())
    })?;
    let ended = child.wait4().with_context(|| format!("cannot wait for {command:?}"))?;
    let wall = began.elapsed();
    if !matches!(ended.status.code(), Some(0 | 1)) {
        let said = fs::read_to_string(log).unwrap_or_default();
        bail!("{command:?} ended with {}: {}", ended.status, said.trim());
    }
    let cpu = ended.rusage.utime + ended.rusage.stime;
    Ok(Usage { wall, cpu, memory: ended.rusage.maxrss })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(wall: u64, cpu: u64, memory: u64) -> Usage {
        Usage { wall: Duration::from_millis(wall), cpu: Duration::from_millis(cpu), memory }
    }

    #[test]
    fn medians_are_those_of_each_column() {
        let runs = [usage(3, 1, 20), usage(1, 9, 30), usage(2, 5, 10)];
        assert_eq!(Usage::median_of(&runs), usage(2, 5, 20));
        assert_eq!(Usage::median_of(&runs[..2]), usage(1, 1, 20));
        assert_eq!(Usage::median_of(&[]), Usage::default());
    }

    #[test]
    fn a_difference_is_never_below_nothing() {
        assert_eq!(usage(5, 9, 30) - usage(3, 10, 40), usage(2, 0, 30));
    }
}
