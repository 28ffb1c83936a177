//! What can be asked: arguments, options and their help. Help texts are read aloud by people who do
//! not know Lore yet, so each says what one gets and shows an example. Leaves out reading the arguments of
//! a run, which `arguments` does, and what a verb does with them.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use lore_engine::{Code, Severity};

const OF_EVERY_COMMAND: &str = "Options of every command";

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
    after_help = "Exit status: 0 if there is an answer, 1 if there is none (for check: problems \
                  were found), 2 on an error.",
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// The folder of notes [default: $LORE_VAULT, else the nearest folder upwards with a lore.toml
    /// or .obsidian, else the current folder]
    #[arg(long, global = true, value_name = "DIR", help_heading = OF_EVERY_COMMAND)]
    pub(crate) vault: Option<PathBuf>,

    /// Print one JSON object for scripts
    #[arg(long, global = true, help_heading = OF_EVERY_COMMAND)]
    pub(crate) json: bool,

    /// Answer from the stored state without looking at the files
    #[arg(long, global = true, help_heading = OF_EVERY_COMMAND)]
    pub(crate) no_refresh: bool,

    /// When to use colour
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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find sections by their words
    #[command(after_help = SEARCH_HELP)]
    Search(SearchArgs),

    /// Show what belongs with a note, topic or phrase, and why
    #[command(
        after_help = "NAME is a topic, a tag, a note's path, title or alias, note#heading, the \
        name that an answer shows for an entry (Day 7 · Docker), or any words of the notes. Each line says why, what people wrote down about the two first, and where it stands; \
        (linked) is what a link connects with it already.\n\n\
        Examples:\n  \
        lore related Airflow\n  \
        lore related Airflow --unlinked --since last-year\n  \
        lore related \"DDIA Chapter 3\" --kind project\n  \
        lore related \"event driven pipelines\" --explain"
    )]
    Related(RelatedArgs),

    /// List the topics, or show one with everything below it
    #[command(
        after_help = "Topics are what fields such as `**Topic:** Docker` or `topic:` in the front \
        matter declare, tags, and the beginnings that several names share: `DDIA Chapter 3` of \
        `DDIA Chapter 3 #1 - Indexes`. A name that begins with another is part of it.\n\n\
        With --map: broader topics with their narrower ones below them, and behind ↔ those that stand \
        together with each in most notes and entries, rare ones first: both are stated or linked there, \
        or one is and the other is named.\n\n\
        Examples:\n  \
        lore topics\n  \
        lore topics DDIA\n  \
        lore topics --map --depth 1\n  \
        lore topics Airflow --map\n  \
        lore topics --all --json"
    )]
    Topics(TopicsArgs),

    /// List the notes that no other note links to, and others that are cut off
    #[command(after_help = ORPHANS_HELP)]
    Orphans(OrphansArgs),

    /// List what the notes talk about without a note of its own
    #[command(after_help = GAPS_HELP)]
    Gaps(GapsArgs),

    /// List text that names a note without linking it, most likely links first
    #[command(after_help = MENTIONS_HELP)]
    Mentions(MentionsArgs),

    /// Show a note's links, backlinks and unlinked mentions
    #[command(
        after_help = "NOTE is a path, file name, title or alias, or any of these with #heading.\n\n\
        With --suggest also the links worth adding in the note: the first mention of each note and topic \
        that it does not link yet, scored as by `lore mentions`.\n\n\
        Examples:\n  \
        lore links Replication\n  \
        lore links Replication --suggest\n  \
        lore links 'Replication#Lag you can see'\n  \
        lore links concepts/Replication.md --json"
    )]
    Links(LinksArgs),

    /// Show where a link leads, and why
    #[command(
        after_help = "LINK is a link as written, or what stands between its brackets; the note need \
        not hold it. Without LINK, all links of the note.\n\n\
        With --explain: what each rule of resolution finds, in the order in which they are tried, \
        and where the tools of other profiles would lead the link. The rules, with examples, are in \
        docs/links.md.\n\n\
        Exit status: 1 if the link leads nowhere.\n\n\
        Examples:\n  \
        lore resolve Replication\n  \
        lore resolve Replication '[[Raft]]' --explain\n  \
        lore resolve 'Replication#Lag you can see' --json"
    )]
    Resolve(ResolveArgs),

    /// Find dead links, dead anchors and broken front matter
    #[command(after_help = check_help())]
    Check(CheckArgs),

    /// Show how two things connect, step by step
    #[command(after_help = "FROM and TO are topics, tags, notes, or note#heading.\n\n\
        The way goes through what has to do with both rather than through an index, a daily note \
        or a tag that everything bears. What FROM and TO mention without a link, and what mentions \
        them, is the last resort.\n\n\
        Examples:\n  \
        lore path Docker \"Bloom Filter\"\n  \
        lore path 'DDIA Chapter 3' Airflow")]
    Path(PathArgs),

    /// Show the vault's shape: clusters, hubs and bridges
    #[command(after_help = MAP_HELP)]
    Map(MapArgs),

    /// List journal entries and dated notes by day, all or about a topic
    #[command(
        after_help = "An entry is a section whose heading names a day (2024-03-01) or a number (Day 7), \
        or a note of a day. With TOPIC: those that state it or something narrower, link to it, or \
        mention it, and which of these.\n\n\
        Examples:\n  \
        lore timeline Airflow\n  \
        lore timeline --date 2024-03..\n  \
        lore timeline DDIA --json"
    )]
    Timeline(TimelineArgs),

    /// Show how far books, courses and projects have come, by their status
    #[command(after_help = PROGRESS_HELP)]
    Progress(ProgressArgs),

    /// List what to look at again, as spaced repetition would
    #[command(after_help = REVIEW_HELP)]
    Review(ReviewArgs),

    /// Show the vault in numbers
    #[command(after_help = STATS_HELP)]
    Stats(StatsArgs),

    /// Bring the stored state up to date, or show what is stored
    #[command(
        after_help = "Nobody needs this: every command brings the state up to date first. The \
        state is a cache in $LORE_CACHE_DIR, else in your cache folder, and may be deleted at any \
        time.\n\n\
        Examples:\n  \
        lore index\n  \
        lore index --rebuild\n  \
        lore index status --json"
    )]
    Index(IndexArgs),

    /// Keep the stored state up to date while notes change, and say what changed
    #[command(after_help = WATCH_HELP)]
    Watch,

    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  lore completions bash > ~/.local/share/bash-completion/completions/lore"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const SEARCH_HELP: &str = "\
Query language:
  hash index               sections with these words, with all of them first
  \"hash index\"             the words one after another
  \"hash index\"~5           near each other, with at most 5 words between
  -btree                   not this; also -\"a phrase\", -tag:x, -(a OR b)
  compact*                 words that begin so
  lsm OR sstable           one of them; words bind closer than OR
  (lsm OR sstable) merge   parentheses group
  /v\\d+\\.\\d+/              a regular expression over the source; with a
                           capital letter, case counts

  title: alias: heading:   in this field alone, as in topic:DDIA;
                           also topic: path: type:
  tag:storage, #storage    tagged so, or with a tag below it
  link:Raft                links to this note, section or file, or to a note not
                           yet written
  is:orphan is:dead        no other note links to it; a link of it is dead
  is:task is:todo is:done is:embed has:link has:tag has:date
  date:2023-03..           of these days; also created: modified: and <2024,
                           2023-01..2023-06, today, last-week, march,
                           \"last 30 days\"
  status:done [status]     a property of the front matter or an inline field:
                           its words, or that it is there; numbers and days
                           compare, as in rating>=4 or due:<2024-05
  @name                    the search saved under this name in lore.toml:
                             [searches]
                             name = \"is:todo modified:last-week\"

Anything else you paste is searched for as text; what looks like syntax and is not is said.

Examples:
  lore search hash index
  lore search '\"write-ahead log\" path:books'
  lore search 'is:todo modified:\"this month\"' --sort modified
  lore search '#storage' --facet year --facet folder
  lore search replication --files -0 | xargs -0 wc -w
  lore search topic:Airflow --format '{path}:{line}: {title}'";

/// What stands below the options of `check`: every code, so that none can be missing.
fn check_help() -> String {
    let mut help = "Problems, with their codes:\n".to_owned();
    let mut hints = "With --hints also:\n".to_owned();
    for code in Code::ALL {
        let (list, severity) = match code.severity() {
            Severity::Error => (&mut help, "error"),
            Severity::Warning => (&mut help, "warning"),
            Severity::Hint => (&mut hints, "hint"),
        };
        list.push_str(&format!("  {:<18} {severity:<8} {}\n", code.as_str(), code.summary()));
    }
    help + &hints + CHECK_HELP_END
}

const CHECK_HELP_END: &str = "
What not to report stands in lore.toml:
  [check]
  ignore = [\"templates/\"]     notes, by patterns as in .gitignore
  ignore-targets = [\"../**\"]  what links may name without it being there
  off = [\"ambiguous-link\"]    codes
or in a note: <!-- lore-ignore dead-link -->

What is wrong inside comments is a hint. Nothing is said of placeholders such as {{title}}, and of \
links to folders and to files that are there, but hidden or ignored; the last line counts what is \
left out.

An unlinked mention is the first place in a note that names another one which the note does not link \
to. Nothing is said of common words, of names that several notes bear and of bare days. `lore links` \
and `lore mentions NOTE` list the first place in each section, the most likely links first.

Exit status: 0 without problems, 1 with problems, 2 on an error.

Examples:
  lore check
  lore check concepts/ --hints
  lore check --json
  lore check --format github";

const MAP_HELP: &str = "\
What is told:
  Pieces    notes that links, topics, fields and tags connect with each other
  Clusters  notes with more to do with each other than with the rest, named by
            the most central one
  Hubs      what is connected with most others, with their number
  Bridges   notes and topics without which others lose touch with the rest

A link connects more than a tag, and what leads everywhere connects less than what leads to few. \
Each entry of a journal and each part of a long note counts as a note. Topics, tags and missing \
notes are on the map where they connect at least two things.

dot is for Graphviz (fdp -Tsvg), graphml for yEd and Gephi; both have the whole map. mermaid is \
unreadable when large and so has only the central notes of the --limit largest clusters.

Examples:
  lore map
  lore map --limit 3 --json
  lore map --format dot
  lore map --format mermaid --limit 5";

const STATS_HELP: &str = "\
What is counted:
  orphans   notes and sections that are cut off, by the kinds of `lore orphans`
  mentions  unlinked mentions with a score of 0.5 or more, at most: files are
            not read for it
  largest   topics and tags by the number of sections that state them
  growth    notes by month: by their own day, in the front matter or the name
            of the file, else by that of the file's last change, unless most
            files share it

Examples:
  lore stats
  lore stats --mentions
  lore stats --json";

const GAPS_HELP: &str = "\
Kinds:
  missing  the target of links that no note answers
  topic    a topic without a note
  heading  a heading that three notes or more repeat
  phrase   two or three words that headings and titles of three notes or more
           share

First come those that most links and topics want, then those that many headings and mentions name. \
Tags do not count, nor do headings of templates: those that stand in very many notes, beside the \
same others, or for a part of a note such as Summary (known in English only). Of running text only \
these names are counted, where their words stand one after another: a phrase that stands nowhere \
else is not found.

Examples:
  lore gaps
  lore gaps --kind heading
  lore gaps -n 50 --json";

const ORPHANS_HELP: &str = "\
Kinds:
  unreferenced    no other note links to it
  dead-end        it links to no other note
  isolated        both
  unreachable     no way of links leads to it from an index note
  only-from-hubs  linked, but from index notes, daily notes and lists of links
                  alone, and none of these itself
  sections        a part of a long note or an entry of a journal that nothing
                  outside it links to or shares a topic or tag with, broader
                  topics included

A link counts if it reaches a note or a part of it: embeds and the references of site generators do, \
dead links, links of a note to itself and links to files do not.

Index notes are called index, README, home, start, contents or MOC; notes are reached from those \
nearest the root, and from every _index. Daily notes have a day for a name; they come last, and many \
of them in one line. A list of links leads to twenty notes or more with hardly a word besides. \
lore.toml can say otherwise:
  [orphans]
  ignore = [\"templates/\"]  notes that are never listed, as in .gitignore
  index = [\"Start.md\"]     the index notes
  daily = [\"journal/\"]     the daily notes
  hubs = [\"generated/\"]    notes that only list others

With --suggest: where to link it from: text that names the orphan with its line, then what is most \
related, and why; never a note that links to it already. Of dead-end, the other way round, in JSON \
too: what the note could link to, first what its own text names. No suggestions for daily notes. The oldest are so by their own day, else by that of the file.

Examples:
  lore orphans
  lore orphans --suggest --sort suggested -n 20
  lore orphans --kind dead-end --sort largest
  lore orphans --kind only-from-hubs --json";

const MENTIONS_HELP: &str = "\
A mention is running text that is the title, an alias or the file name of a note, or a topic that an \
entry of a journal declares: whole words, whatever their case, accents and plural, the longest name \
at each place, the first in each section. Not in code, math, URLs, comments, links and front matter, \
nor where the note, or the entry, links there already. A bare day (2024-03-01) is one only where \
NOTE asks for it.

The score says how likely a person would make it a link, from 0 to 1: how often this vault links the \
phrase where it stands; as long as that says little, how rare the phrase is, and whether it looks \
like a name. A common word that is hardly ever a link comes last. Of a name that several notes bear \
the most linked one is meant.

With --reject, PHRASE is no longer taken for a mention of NOTE by any command. That is kept in \
$LORE_DATA_DIR, else in your data folder, never in the vault, and follows a note that is moved, by \
its title. What all who use the vault are to reject can stand in its lore.toml, by the names of notes:

  [mentions]
  reject = { Home = [\"home\", \"at home\"] }

Examples:
  lore mentions
  lore mentions Airflow
  lore mentions --min-score 0.5 -n 100 --json
  lore mentions --reject Home home
  lore mentions --rejected";

const PROGRESS_HELP: &str = "\
A status stands
  in the front matter of a note         status: reading
  in a field of a note or section       **Status:** done   status:: on hold
  in a table, for each of its rows      | Book | Status |

and says, in whatever words: done (finished, published, :white_check_mark:), in progress (reading, \
draft, 50%, 3/12, :construction:), planned (todo, not started, an empty cell) or stopped (dropped, \
archived, on hold). Others are listed as they are written. What is done in part (done: 4/9) is in \
progress. A field in a task tells of the task alone and does not count here.

NAME is a kind or an item. What a thing is: what its note says (type: book), else the heading or \
column above it. Rows of one name are one thing unless they name different people (Owner, Assignee, \
Who …). Where several places tell of one thing, the latest day decides: of the entry or note.

Examples:
  lore progress
  lore progress books --state in-progress
  lore progress \"Professional Data Engineer\" --json";

const REVIEW_HELP: &str = "\
Notes and entries of journals are due when their age has just passed 1, 3, 7, 14, 30, 60, 120 … \
days, and are listed if what is current leads back to them: by a link, a shared topic, tag or field, \
or topics that belong together.

Now is the last day on which anything was written. A note is as old as the day it is of or says it \
was changed, else as its file, else as the entry in which it last came up. `Day 7` is a day of a \
journal that counts them.

Nothing is stored: writing in a note, or in the journal about it, puts it off.

Examples:
  lore review
  lore review --days 60 --limit 3
  lore review --as-of 2024-04-15 --json";

const WATCH_HELP: &str = "\
Runs until it is stopped (Ctrl-C) or nobody reads its output any more. A burst of changes is taken \
in as a whole, a tenth of a second after it ended, or every second if it does not end.

As long as everything is taken in, other commands answer without a look at the files: they ask the \
watcher, and look for themselves while anything is on its way, so no answer is from older files. \
Nobody needs a watcher; it makes each question faster in vaults of many thousand notes.

With --json, one object for each event, on a line of its own:
  {\"event\":\"ready\", notes, generation, mode, reason?}
  {\"event\":\"changes\", generation, added, changed, removed, links, settings,
                      elapsed_ms}
  {\"event\":\"mode\", mode, reason}
added, changed and removed list paths of notes. links lists notes with a link that leads elsewhere \
now, and notes that others link to, or no longer do. If settings is true, lore.toml changed, and any \
answer may be another one.

mode is \"events\" where the system tells of changes, else \"polling\": on network folders, where no \
more folders may be watched (fs.inotify.max_user_watches), and on systems other than Linux. Then the \
vault is looked at every two seconds, or more seldom where that takes long, and other commands look \
at the files as ever.

What the system does not tell is found by a look once a minute: notes that are written to by another \
name outside the vault (a hard link), or through memory by a program that keeps them open.

Nothing is ever run when notes change: other programs read the output.

Examples:
  lore watch
  lore watch --json | jq -r '.changed[]?'";

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("list").args(["files", "format"]))]
pub(crate) struct SearchArgs {
    /// Words, "phrases", -not, prefix*, /regex/, #tag, field:value, @saved
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,

    /// Number of sections, or of notes with --files
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,

    /// Leave out so many before them
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u32,

    /// Best first, or newest, or by name
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub(crate) sort: SortOrder,

    /// Count all sections found by this, too; may be given several times
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["files", "format", "jsonl", "open"])]
    pub(crate) facet: Vec<FacetName>,

    /// Only the paths of the notes, one in a line
    #[arg(long)]
    pub(crate) files: bool,

    /// One line for each section, as in '{path}:{line}: {title}'; also {heading}, {label},
    /// {snippet}, {score}, {topics}, {tags}, and \t for a tab
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "files")]
    pub(crate) format: Option<String>,

    /// A NUL instead of the line end behind each, for xargs -0
    #[arg(short = '0', long, requires = "list")]
    pub(crate) null: bool,

    /// One JSON object in a line for each section
    #[arg(long, conflicts_with_all = ["files", "format"])]
    pub(crate) jsonl: bool,

    /// Open the first one in $VISUAL or $EDITOR, at its line
    #[arg(long, conflicts_with_all = ["files", "format", "jsonl"])]
    pub(crate) open: bool,

    /// Say how the query was read and what each score is made of
    #[arg(long, conflicts_with_all = ["files", "format", "open"])]
    pub(crate) explain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortOrder {
    Relevance,
    Modified,
    Created,
    Title,
    Path,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FacetName {
    Tag,
    Topic,
    Type,
    Folder,
    Year,
}

#[derive(Debug, Args)]
pub(crate) struct RelatedArgs {
    /// A topic, tag, note, note#heading or phrase
    pub(crate) name: String,

    /// Number of items
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,

    /// Only this kind: a note's `type:`, its folder or a tag; or note, section, topic, tag
    #[arg(long)]
    pub(crate) kind: Option<String>,

    /// Only what a link connects with it already
    #[arg(long, conflicts_with = "unlinked")]
    pub(crate) linked: bool,

    /// Only what no link connects with it yet
    #[arg(long)]
    pub(crate) unlinked: bool,

    /// Only what is at most so many links away; what both name counts as a link between them
    #[arg(long, value_name = "LINKS", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) depth: Option<u32>,

    /// Only what is of this day or later, as in 2024-03 or last-month: an entry's day, the note's,
    /// else that on which its file changed
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,

    /// Show what each piece of evidence adds to the score
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TopicsArgs {
    /// The topic to show
    pub(crate) name: Option<String>,

    /// Every concept: names of notes and of notes not yet written, too
    #[arg(long, conflicts_with = "name")]
    pub(crate) all: bool,

    /// As a tree, each with the topics it most often stands together with
    #[arg(long)]
    pub(crate) map: bool,

    /// Levels of the tree below the first [default: all; with --map 2]
    #[arg(long, value_name = "LEVELS")]
    pub(crate) depth: Option<u32>,

    /// Number of topics at the top of the tree and below each [default: all; with --map 10]
    #[arg(short = 'n', long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Count likely links in vaults of more than 10,000 notes, too
    #[arg(long)]
    pub(crate) mentions: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OrphansArgs {
    /// In which way they are cut off
    #[arg(long, value_enum, default_value_t = OrphanKindName::Unreferenced, hide_possible_values = true)]
    pub(crate) kind: OrphanKindName,

    /// The same as --kind isolated
    #[arg(long, conflicts_with = "kind")]
    pub(crate) isolated: bool,

    /// For each, the best places to link it from; for a dead end, to link to
    #[arg(long)]
    pub(crate) suggest: bool,

    /// What comes first; suggested is best suggestion first, and works them out
    #[arg(long, value_enum, default_value_t = OrphanOrder::Path)]
    pub(crate) sort: OrphanOrder,

    /// List daily notes one by one
    #[arg(long)]
    pub(crate) all: bool,

    /// Number of orphans [default: all; with --suggest 1,000, in large vaults fewer]
    #[arg(short = 'n', long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrphanKindName {
    Unreferenced,
    DeadEnd,
    Isolated,
    Unreachable,
    OnlyFromHubs,
    Sections,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrphanOrder {
    Path,
    Oldest,
    Largest,
    Suggested,
}

#[derive(Debug, Args)]
pub(crate) struct GapsArgs {
    /// Number of names
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,

    /// Only those that this shows
    #[arg(long, value_enum)]
    pub(crate) kind: Option<GapKindName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GapKindName {
    Missing,
    Topic,
    Heading,
    Phrase,
}

#[derive(Debug, Args)]
pub(crate) struct MentionsArgs {
    /// The note that is mentioned: a path, file name, title or alias; or a topic [default: all]
    pub(crate) note: Option<String>,

    /// Number of mentions
    #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,

    /// Only those that are at least so likely links, from 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.0, value_parser = score)]
    pub(crate) min_score: f64,

    /// Look into headings, too
    #[arg(long)]
    pub(crate) headings: bool,

    /// Do not take PHRASE for a mention of NOTE again
    #[arg(long, num_args = 2, value_names = ["NOTE", "PHRASE"], group = "change", conflicts_with = "note")]
    pub(crate) reject: Option<Vec<String>>,

    /// Take PHRASE for a mention of NOTE again
    #[arg(long, num_args = 2, value_names = ["NOTE", "PHRASE"], group = "change", conflicts_with = "note")]
    pub(crate) unreject: Option<Vec<String>>,

    /// List what was rejected
    #[arg(long, group = "change", conflicts_with = "note")]
    pub(crate) rejected: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LinksArgs {
    /// A path, file name, title or alias, or any of these with #heading
    pub(crate) note: String,

    /// Also the links worth adding in it
    #[arg(long)]
    pub(crate) suggest: bool,

    /// Number of links worth adding [default: 10]
    #[arg(short = 'n', long, requires = "suggest", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    /// The linking note: a path, file name, title or alias, or any of these with #heading
    pub(crate) note: String,

    // No doc comment: rustdoc would take the examples for links.
    #[arg(
        allow_hyphen_values = true,
        help = "The link, as in '[[Raft]]', '[text](path.md#part)' or Raft"
    )]
    pub(crate) link: Option<String>,

    /// What each rule finds, and what other tools make of the link
    #[arg(long)]
    pub(crate) explain: bool,

    /// Number of links, where no LINK is given
    #[arg(short = 'n', long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Notes and folders to check [default: all]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Show hints, too
    #[arg(long)]
    pub(crate) hints: bool,

    /// For people, for scripts (as --json), as annotations of GitHub's workflows, or as SARIF 2.1.0
    /// for code scanning
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
    /// Where to begin
    pub(crate) from: String,
    /// Where to arrive
    pub(crate) to: String,
}

#[derive(Debug, Args)]
pub(crate) struct MapArgs {
    /// Number of clusters, of hubs and of bridges
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,

    /// How to print it: as text, or for a program that draws it [default: text]
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
    /// A topic, tag, note or phrase
    pub(crate) topic: Option<String>,

    /// Only of these days, as in 2024-03, 2023.. or last-month
    #[arg(long, value_name = "DAYS")]
    pub(crate) date: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ProgressArgs {
    /// A kind such as books, or an item or part of its name
    pub(crate) name: Option<String>,

    /// Only items of this kind: book, course, project, …
    #[arg(long)]
    pub(crate) kind: Option<String>,

    /// Only items that have come so far
    #[arg(long)]
    pub(crate) state: Option<ProgressState>,

    /// Number of items of each kind
    #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
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
    /// What was touched in the last so many days is current
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) days: u32,

    /// The day to take for now: a date, today, or the number of a journal's day
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<String>,

    /// Number of notes and entries
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Forget what is stored and read everything anew
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
