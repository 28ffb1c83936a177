//! What a table of figures has to say of the machine. On systems without `/proc` little is known. Leaves
//! out what a single process took, which `usage` measures.

use std::fmt;
use std::fs;
use std::thread;

/// Above this load others are at work, and figures are too high.
const QUIET: f64 = 0.5;

/// The machine at one moment.
#[derive(Debug)]
pub(super) struct Machine {
    processor: String,
    cores: usize,
    kernel: String,
    /// The mean number of threads at work in the last minute; nothing if that is not known.
    load: Option<f64>,
}

impl Machine {
    pub(super) fn now() -> Machine {
        let processors = file("/proc/cpuinfo");
        let model = processors.lines().find_map(|line| line.strip_prefix("model name"));
        let model = model.and_then(|rest| rest.split_once(':')).map(|(_, name)| name.trim());
        let load = file("/proc/loadavg");
        Machine {
            processor: model.unwrap_or(std::env::consts::ARCH).to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            kernel: format!("{} {}", std::env::consts::OS, file("/proc/sys/kernel/osrelease")),
            load: load.split(' ').next().and_then(|mean| mean.parse().ok()),
        }
    }

    /// What is wrong with measuring now, if something is.
    pub(super) fn warning(&self) -> Option<String> {
        let load = self.load.filter(|load| *load > QUIET)?;
        Some(format!("load is {load:.2}, above {QUIET}: others are at work, figures are too high"))
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, {} cores, {}", self.processor, self.cores, self.kernel.trim())?;
        match self.load {
            Some(load) => write!(out, ", load {load:.2}"),
            None => Ok(()),
        }
    }
}

fn file(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}
