//! What a person at a terminal sees while many notes are read: how many, how fast, and how long it will
//! take; or for whom it waits. Nothing is shown where nobody looks, or if it does not take long. Leaves out
//! counting, which the engine does.

use std::fmt::Write;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{
    HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
};
use lore_engine::{OnProgress, Progress};

/// What takes less than this is over before one has read of it.
const PATIENCE: Duration = Duration::from_millis(400);

/// Once all notes are read, putting them together takes about this part of the time that reading took: on two
/// cores 0.16 to 0.4, for 64,000 and 10,000 notes.
const FINISHING_SHARE: f64 = 0.3;

/// Where there is no room for a bar beside its numbers.
const NARROW: u16 = 72;

const READING: &str = "{wide_bar} {human_pos} of {human_len} notes, {rate} a second, {left} left";
const READING_NARROW: &str = "{human_pos} of {human_len} notes, {left} left";
const FINISHING: &str = "{spinner} {human_pos} notes read, putting them together{left}";
const FINISHING_NARROW: &str = "{spinner} putting together{left}";
const WAITING: &str = "{spinner} waiting for {msg}, which updates the index";
const WAITING_NARROW: &str = "{spinner} waiting for {msg}";

/// The bar, from the first time that something is told on.
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
        let is_narrow = terminal_size::terminal_size().is_some_and(|(width, _)| width.0 < NARROW);
        let either = |wide, narrow| if is_narrow { narrow } else { wide };
        match progress {
            Progress::Waiting(holder) => {
                bar.set_message(holder.unwrap_or_else(|| "another process".to_owned()));
                appear(bar);
                set_style(bar, either(WAITING, WAITING_NARROW), |_| String::new());
                bar.enable_steady_tick(Duration::from_millis(100));
            }
            Progress::Reading { done: 0, total } => {
                // What was waited for tells nothing of how long this takes.
                bar.disable_steady_tick();
                bar.reset_eta();
                bar.reset_elapsed();
                bar.set_length(total as u64);
            }
            Progress::Reading { done, total } => {
                bar.set_position(done as u64);
                bar.set_length(total as u64);
                if began.elapsed() < PATIENCE {
                    return;
                }
                appear(bar);
                if done < total {
                    set_style(bar, either(READING, READING_NARROW), |state| {
                        let reading = state.eta();
                        let finishing = (state.elapsed() + reading).mul_f64(FINISHING_SHARE);
                        format!("{:#}", HumanDuration(reading + finishing))
                    });
                    return;
                }
                let read = bar.elapsed();
                set_style(bar, either(FINISHING, FINISHING_NARROW), move |state| {
                    let end = read.mul_f64(1.0 + FINISHING_SHARE);
                    match end.saturating_sub(state.elapsed()) {
                        // It takes longer than was thought: nobody knows how long.
                        left if left < Duration::from_secs(1) => String::new(),
                        left => format!(", {:#} left", HumanDuration(left)),
                    }
                });
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        }
    }
}

/// Draws nothing unless standard error is a terminal.
fn appear(bar: &ProgressBar) {
    if bar.is_hidden() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

fn set_style(
    bar: &ProgressBar,
    template: &str,
    left: impl Fn(&ProgressState) -> String + Clone + Send + Sync + 'static,
) {
    // Neither a template that cannot be read nor a number that cannot be written is worth a word.
    let Ok(style) = ProgressStyle::with_template(template) else { return };
    let rate = |state: &ProgressState, out: &mut dyn Write| {
        let _ = write!(out, "{}", HumanCount(state.per_sec() as u64));
    };
    let left = move |state: &ProgressState, out: &mut dyn Write| {
        let _ = out.write_str(&left(state));
    };
    bar.set_style(style.with_key("rate", rate).with_key("left", left));
}
