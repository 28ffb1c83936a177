//! What a person at a terminal sees while many notes are read: how many, how fast, and how long it will
//! take. Nothing is shown where nobody looks, or if it does not take long. Leaves out counting, which the
//! engine does.

use std::fmt::Write;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use lore_engine::{OnProgress, Progress};

/// What takes less than this is over before one has read of it.
const PATIENCE: Duration = Duration::from_millis(400);

const READING: &str = "{wide_bar} {human_pos} of {human_len} notes, {rate} a second, {eta} left";
const FINISHING: &str = "{spinner} {human_pos} notes read, putting them together";

/// The bar, from the first note that is read on.
#[derive(Clone, Default)]
pub(crate) struct Bar(Arc<OnceLock<(Instant, ProgressBar)>>);

impl Bar {
    /// Shows what the engine tells.
    pub(crate) fn shows(&self) -> OnProgress {
        let bar = self.clone();
        OnProgress::call(move |progress| bar.show(progress))
    }

    /// Takes away what is shown.
    pub(crate) fn clear(&self) {
        if let Some((_, bar)) = self.0.get() {
            bar.finish_and_clear();
        }
    }

    fn show(&self, progress: Progress) {
        let (began, bar) = self.0.get_or_init(|| {
            let target = ProgressDrawTarget::hidden();
            (Instant::now(), ProgressBar::with_draw_target(Some(0), target))
        });
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        if began.elapsed() < PATIENCE {
            return;
        }
        let is_last = progress.done == progress.total;
        if bar.is_hidden() {
            // Draws nothing unless standard error is a terminal.
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Ok(style) = ProgressStyle::with_template(if is_last { FINISHING } else { READING }) {
            let rate = |state: &ProgressState, out: &mut dyn Write| {
                // A rate that cannot be written is not worth a word.
                let _ = write!(out, "{}", HumanCount(state.per_sec() as u64));
            };
            bar.set_style(style.with_key("rate", rate));
        }
        if is_last {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
    }
}
