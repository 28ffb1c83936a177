//! What can be asked: arguments and options, each with a line of help; `help` has what stands below
//! them. Leaves out reading the arguments of a run, which `arguments` does, and what a verb does with them.

pub(crate) mod help;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum, ValueHint};
use lore_core::name::thousands;
use lore_engine::{Facet, GapKind, OrphanKind, OrphanSort, Sort};

pub(crate) const OF_EVERY_COMMAND: &str = "Options of every command";

/// Answers from any folder of Markdown notes: search, related concepts, orphans.
#[derive(Debug, Parser)]
#[command(
    name = "lore",
    version,
    about = "Answers from any folder of Markdown notes: search, related concepts, orphans",
    long_about = "Answers from any folder of Markdown notes: full-text search by section, the \
                  concepts that belong together and why, the notes nothing links to.\n\n\
                  There is nothing to set up: any folder is a vault, and every answer is from the \
                  files as they are now. Lore writes nothing into it.",
    after_help = help::ROOT,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// The folder of notes [default: $LORE_VAULT, else the nearest folder upwards with a lore.toml
    /// or .obsidian, else the current folder]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = OF_EVERY_COMMAND)]
    pub(crate) vault: Option<PathBuf>,

    /// Print the answer as one JSON object, for scripts
    #[arg(long, global = true, help_heading = OF_EVERY_COMMAND)]
    pub(crate) json: bool,

    /// Answer from the stored index without checking the files
    #[arg(long, global = true, help_heading = OF_EVERY_COMMAND)]
    pub(crate) no_refresh: bool,

    /// Whether to use colours; auto: only on a terminal
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = OF_EVERY_COMMAND
    )]
    pub(crate) color: ColorChoice,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// `--json` as it is for what goes on: the same option, in other words.
fn events_as_json() -> Arg {
    let help = "Print each event as one JSON object on a line of its own, for scripts";
    Arg::new("json")
        .long("json")
        .action(ArgAction::SetTrue)
        .global(true)
        .help(help)
        .help_heading(OF_EVERY_COMMAND)
}

/// `--no-refresh` means nothing to who looks at files all the time: the help need not name it.
fn not_of_watch() -> Arg {
    Arg::new("no_refresh").long("no-refresh").action(ArgAction::SetTrue).global(true).hide(true)
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Question(Question),

    /// Keep the index up to date while notes change, and tell what changed
    #[command(after_help = help::WATCH, arg = events_as_json(), arg = not_of_watch())]
    Watch,

    /// Print a completion script for a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What is answered once, from the notes as they are at that moment.
#[derive(Debug, Subcommand)]
pub(crate) enum Question {
    /// Find sections by their words
    #[command(after_help = help::SEARCH)]
    Search(SearchArgs),

    /// Show what belongs with a note, topic or phrase, and why
    #[command(after_help = help::RELATED)]
    Related(RelatedArgs),

    /// List the topics, or show one with everything below it
    #[command(after_help = help::TOPICS)]
    Topics(TopicsArgs),

    /// List the notes that no other note links to, and others that are cut off
    #[command(after_help = help::ORPHANS)]
    Orphans(OrphansArgs),

    /// List names that the notes use and that have no note of their own
    #[command(after_help = help::GAPS)]
    Gaps(GapsArgs),

    /// List text that names a note without linking it, most likely links first
    #[command(after_help = help::MENTIONS)]
    Mentions(MentionsArgs),

    /// Show a note's links, backlinks and unlinked mentions
    #[command(after_help = help::LINKS)]
    Links(LinksArgs),

    /// Show where a link leads, and why
    #[command(after_help = help::RESOLVE)]
    Resolve(ResolveArgs),

    /// Find dead links, missing headings and broken front matter
    #[command(after_help = help::check())]
    Check(CheckArgs),

    /// Show how two things connect, step by step
    #[command(after_help = help::PATH)]
    Path(PathArgs),

    /// Show the vault's shape: clusters, hubs and bridges
    #[command(after_help = help::MAP)]
    Map(MapArgs),

    /// List journal entries and dated notes by day, all or about a topic
    #[command(after_help = help::TIMELINE)]
    Timeline(TimelineArgs),

    /// Show how far books, courses and projects have come, by their status
    #[command(after_help = help::PROGRESS)]
    Progress(ProgressArgs),

    /// List what to reread now, as spaced repetition would
    #[command(after_help = help::REVIEW)]
    Review(ReviewArgs),

    /// Show the vault in numbers
    #[command(after_help = help::STATS)]
    Stats(StatsArgs),

    /// Bring the stored index up to date, or show what is stored
    #[command(after_help = help::INDEX)]
    Index(IndexArgs),
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("list").args(["files", "format"]))]
pub(crate) struct SearchArgs {
    /// Words, "phrases", -not, prefix*, /regex/, #tag, field:value, @saved
    #[arg(required = true, value_name = "QUERY", value_hint = ValueHint::Other)]
    pub(crate) query: Vec<String>,

    /// Show at most this many sections; with --files, notes
    #[arg(short = 'n', long, default_value_t = 10, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: u32,

    /// Skip the first N
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true, value_parser = whole_number("it", 0, u32::MAX))]
    pub(crate) offset: u32,

    /// Order: best match first, newest first, or by name
    #[arg(long, value_name = "ORDER", default_value = "relevance", value_parser = one_of(&Sort::ALL, Sort::as_str))]
    pub(crate) sort: Sort,

    /// Also count all matches by tag, topic, …; may be given several times
    #[arg(long, value_name = "WHAT", value_parser = one_of(&Facet::ALL, Facet::as_str), conflicts_with_all = ["files", "format", "jsonl", "open"])]
    pub(crate) facet: Vec<Facet>,

    /// Print only the paths of the notes, one per line
    #[arg(long)]
    pub(crate) files: bool,

    /// Print each section as a line like '{path}:{line}: {title}'; there are also {heading}, {label},
    /// {snippet}, {score}, {topics}, {tags}, and \t for a tab
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "files", value_parser = not_empty, value_hint = ValueHint::Other)]
    pub(crate) format: Option<String>,

    /// With --files or --format: end each with a NUL instead of a line break, for xargs -0
    #[arg(short = '0', long, requires = "list")]
    pub(crate) null: bool,

    /// Print each section as a JSON object on a line of its own
    #[arg(long, conflicts_with_all = ["files", "format"])]
    pub(crate) jsonl: bool,

    /// With --files or --format: print absolute paths; else they are relative to the vault's folder
    #[arg(long, requires = "list")]
    pub(crate) absolute: bool,

    /// Open the first match in $VISUAL or $EDITOR, at its line
    #[arg(long, conflicts_with_all = ["files", "format", "jsonl"])]
    pub(crate) open: bool,

    /// Show how the query was read and how each score came about
    #[arg(long, conflicts_with_all = ["files", "format", "open"])]
    pub(crate) explain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RelatedArgs {
    /// A topic, tag, note, note#heading or phrase; several words are one name
    #[arg(required = true, value_hint = ValueHint::Other)]
    pub(crate) name: Vec<String>,

    /// Show at most this many
    #[arg(short = 'n', long, default_value_t = 10, allow_negative_numbers = true, value_parser = limit(10_000))]
    pub(crate) limit: u32,

    /// Only items of this kind: a note's `type:`, folder or tag, as in project; or note, section, topic, tag
    #[arg(long, value_parser = not_empty, value_hint = ValueHint::Other)]
    pub(crate) kind: Option<String>,

    /// Only items that are linked to it already, in either direction
    #[arg(long, conflicts_with = "unlinked")]
    pub(crate) linked: bool,

    /// Only items that are not linked to it yet
    #[arg(long)]
    pub(crate) unlinked: bool,

    /// Only items at most LINKS links away; two notes that name the same topic count as linked
    #[arg(long, value_name = "LINKS", allow_negative_numbers = true, value_parser = whole_number("it", 1, 100))]
    pub(crate) depth: Option<u32>,

    /// Only items dated on or after this day, as in 2024-03 or last-month: by the day of the entry,
    /// else of the note, else of the file's last change
    #[arg(long, value_name = "DAY", value_hint = ValueHint::Other)]
    pub(crate) since: Option<String>,

    /// Show how each score came about
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TopicsArgs {
    /// The topic to show; several words are one name
    #[arg(value_hint = ValueHint::Other)]
    pub(crate) name: Vec<String>,

    /// Also list the names of notes, and of notes not yet written
    #[arg(long, conflicts_with = "name")]
    pub(crate) all: bool,

    /// Show a tree in which each topic names those it most often appears together with
    #[arg(long)]
    pub(crate) map: bool,

    /// Show this many levels below the top [default: all; with --map 2]
    #[arg(long, value_name = "LEVELS", allow_negative_numbers = true, value_parser = whole_number("it", 0, u32::MAX))]
    pub(crate) depth: Option<u32>,

    /// Show at most this many topics at the top of the tree, and below each topic [default: all; with
    /// --map 10]
    #[arg(short = 'n', long, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Count likely links in vaults of more than 10,000 notes, too, which takes longer
    #[arg(long)]
    pub(crate) mentions: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OrphansArgs {
    /// Kind of orphan; see Kinds below
    #[arg(long, default_value = "unreferenced", value_parser = one_of(&OrphanKind::ALL, OrphanKind::as_str), hide_possible_values = true)]
    pub(crate) kind: OrphanKind,

    /// The same as --kind isolated
    #[arg(long, conflicts_with = "kind")]
    pub(crate) isolated: bool,

    /// Show where each could be linked from; for a dead end, what it could link to
    #[arg(long)]
    pub(crate) suggest: bool,

    /// What comes first; `oldest` goes by the note's own date, else by its file's; `suggested` puts
    /// the best suggestion first, and implies --suggest
    #[arg(long, default_value = "path", value_parser = one_of(&OrphanSort::ALL, OrphanSort::as_str))]
    pub(crate) sort: OrphanSort,

    /// List daily notes one by one, not in one line
    #[arg(long)]
    pub(crate) all: bool,

    /// Show at most this many [default: all; with --suggest 1,000, in large vaults fewer]
    #[arg(short = 'n', long, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct GapsArgs {
    /// Show at most this many
    #[arg(short = 'n', long, default_value_t = 10, allow_negative_numbers = true, value_parser = limit(10_000))]
    pub(crate) limit: u32,

    /// Only gaps of this kind; see Kinds below
    #[arg(long, value_parser = one_of(&GapKind::ALL, GapKind::as_str))]
    pub(crate) kind: Option<GapKind>,
}

#[derive(Debug, Args)]
pub(crate) struct MentionsArgs {
    /// The note that is mentioned: a path, file name, title or alias; or a topic; several words
    /// are one name [default: all]
    pub(crate) note: Vec<String>,

    /// Show at most this many
    #[arg(short = 'n', long, default_value_t = 20, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: u32,

    /// Only those with at least this score, from 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.0, value_hint = ValueHint::Other, value_parser = score)]
    pub(crate) min_score: f64,

    /// Also look in headings
    #[arg(long)]
    pub(crate) headings: bool,

    /// Never again take PHRASE for a mention of NOTE
    #[arg(long, num_args = 2, value_names = ["NOTE", "PHRASE"], group = "change", conflicts_with = "note", value_parser = not_empty)]
    pub(crate) reject: Option<Vec<String>>,

    /// Undo --reject
    #[arg(long, num_args = 2, value_names = ["NOTE", "PHRASE"], group = "change", conflicts_with = "note")]
    pub(crate) unreject: Option<Vec<String>>,

    /// List what was rejected
    #[arg(long, group = "change", conflicts_with = "note")]
    pub(crate) rejected: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LinksArgs {
    /// A path, file name, title or alias, or any of these with #heading; several words are one name
    #[arg(required = true)]
    pub(crate) note: Vec<String>,

    /// Also list the links worth adding to it
    #[arg(long)]
    pub(crate) suggest: bool,

    /// Show at most this many links worth adding [default: 10]
    #[arg(short = 'n', long, requires = "suggest", allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    /// The linking note: a path, file name, title or alias, or any of these with #heading
    pub(crate) note: String,

    // No doc comment: rustdoc would take the examples for links.
    #[arg(
        allow_hyphen_values = true,
        value_parser = not_empty,
        value_hint = ValueHint::Other,
        help = "The link, as in '[[Raft]]', '[text](path.md#part)' or Raft"
    )]
    pub(crate) link: Option<String>,

    /// Show what each rule finds, and where other tools would lead the link
    #[arg(long)]
    pub(crate) explain: bool,

    /// Without LINK: show at most this many links
    #[arg(short = 'n', long, default_value_t = 100, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Notes and folders to check [default: all]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Also show hints
    #[arg(long)]
    pub(crate) hints: bool,

    /// Show at most this many, the first [default: all]
    #[arg(short = 'n', long, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: Option<u32>,

    /// Output format: text, json (the same as --json), annotations of a GitHub workflow, or
    /// SARIF 2.1.0 for code scanning [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<CheckFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    Text,
    Json,
    Github,
    Sarif,
}

#[derive(Debug, Args)]
pub(crate) struct PathArgs {
    /// Where to begin: a topic, tag, note or note#heading
    #[arg(value_hint = ValueHint::Other)]
    pub(crate) from: String,
    /// Where to arrive: the same
    #[arg(value_hint = ValueHint::Other)]
    pub(crate) to: String,
}

#[derive(Debug, Args)]
pub(crate) struct MapArgs {
    /// Show at most this many clusters, hubs and bridges each
    #[arg(short = 'n', long, default_value_t = 10, allow_negative_numbers = true, value_parser = limit(10_000))]
    pub(crate) limit: u32,

    /// Output format: text, or that of a program that draws the map [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<MapFormat>,
}

/// What the map is printed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapFormat {
    Text,
    Dot,
    Graphml,
    Mermaid,
}

#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    /// A topic, tag, note or phrase, or a heading that entries stand below, such as Week 3; several
    /// words are one name
    #[arg(value_hint = ValueHint::Other)]
    pub(crate) topic: Vec<String>,

    /// Only entries of these days, as in 2024-03, 2023.. or last-month
    #[arg(long, value_name = "DAYS", value_hint = ValueHint::Other)]
    pub(crate) date: Option<String>,

    /// Show at most this many, the latest [default: all]
    #[arg(short = 'n', long, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct ProgressArgs {
    /// A kind (books), an item, which is shown with its parts, or words of its name
    #[arg(value_hint = ValueHint::Other)]
    pub(crate) name: Vec<String>,

    /// Only items of this kind: book, course, project, …
    #[arg(long, value_parser = not_empty, value_hint = ValueHint::Other)]
    pub(crate) kind: Option<String>,

    /// Only items in this state
    #[arg(long)]
    pub(crate) state: Option<ProgressState>,

    /// Show at most this many of each kind
    #[arg(short = 'n', long, default_value_t = 20, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressState {
    Done,
    InProgress,
    Planned,
    Stopped,
    Other,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Treat writing from the last DAYS days as recent
    #[arg(long, value_name = "DAYS", default_value_t = 7, allow_negative_numbers = true, value_parser = whole_number("it", 1, 100_000))]
    pub(crate) days: u32,

    /// Answer as of this day: a date, today, or the number of a journal's day, as in "Day 30"
    #[arg(long, value_name = "DAY", value_hint = ValueHint::Other)]
    pub(crate) as_of: Option<String>,

    /// Show at most this many
    #[arg(short = 'n', long, default_value_t = 10, allow_negative_numbers = true, value_parser = limit(1_000_000))]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Throw away what is stored and read everything anew
    #[arg(long)]
    pub(crate) rebuild: bool,

    #[command(subcommand)]
    pub(crate) action: Option<IndexAction>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexAction {
    /// Show what is stored, and where
    Status,
}

/// Words of the command line as the one name that they are; nothing if there are none.
pub(crate) fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

/// How many are shown at most.
fn limit(most: u32) -> impl Fn(&str) -> anyhow::Result<u32> + Clone + Send + Sync + 'static {
    whole_number("-n", 1, most)
}

/// A whole number, for an option that is called so in what is said of any other text.
fn whole_number(
    option: &'static str,
    least: u32,
    most: u32,
) -> impl Fn(&str) -> anyhow::Result<u32> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        let (least, most) = (thousands(least.into()), thousands(most.into()));
        number
            .ok_or_else(|| anyhow::anyhow!("{option} takes a whole number from {least} to {most}"))
    }
}

/// One of the things that the engine tells apart, by the name it gives them.
fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let names = PossibleValuesParser::new(all.iter().map(move |&each| name(each)));
    names.try_map(move |asked| {
        let found = all.iter().copied().find(|&each| name(each) == asked);
        found.ok_or("it is none of these")
    })
}

/// A text that says something. Taken for a value, an empty one would mean whatever has none.
fn not_empty(text: &str) -> anyhow::Result<String> {
    anyhow::ensure!(!text.trim().is_empty(), "it is empty; write what is meant, or leave it out");
    Ok(text.to_owned())
}

/// A number from 0 to 1.
fn score(text: &str) -> anyhow::Result<f64> {
    let score = text.parse().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| anyhow::anyhow!("it is a number from 0 to 1"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
