//! What stands below the options in the help of each verb: what it answers, in which words, and examples; and
//! how a page of help is laid out. It is read by people who do not know Lore yet. Leaves out the options, which
//! `cli` has.

mod page;

use lore_engine::{Code, Severity};

pub(crate) use page::{UNBROKEN, command};

pub(super) const ROOT: &str = "\
First steps, in a folder of notes:
  lore search raft consensus     sections with these words
  lore related Airflow           what belongs with a note, a topic or a phrase
  lore orphans                   notes that no other note links to
  lore check                     dead links and other problems

Exit status: 0 if there is an answer, 1 if there is none (for check: problems were found), 2 on an error.";

pub(super) const SEARCH: &str = "\
Query language:
  hash index               sections with these words; those with all come first
  \"hash index\"             the words one after another
  \"hash index\"~5           near each other, with at most 5 words between
  -btree                   not this; also -\"a phrase\", -tag:x, -(a OR b)
  compact*                 words that begin so
  lsm OR sstable           one of them; words bind closer than OR
  (lsm OR sstable) merge   parentheses group
  /v\\d+\\.\\d+/              a regular expression, looked for in the note's
                           source; with a capital letter, case counts

  title:raft               in this field only; likewise alias: heading:
                           topic: path: type:
  tag:storage, #storage    tagged so, or with a tag below it
  link:Raft                links to this note, section or file, to a note not
                           yet written, or to this host or web address
  is:orphan                no other note links to it
  is:dead                  has a link that leads nowhere
  is:task is:todo is:done is:embed has:link has:tag has:date
                           has a task (any, open, done), an embed, a link, a
                           tag, a date
  date:2023-03..           of these days; also created: modified: and <2024,
                           2023-01..2023-06, today, last-week, march,
                           \"last 30 days\"
  status:done [status]     a property of the front matter or an inline field:
                           its words, or that it is there; numbers and days
                           compare, as in rating>=4 or due:<2024-05
  @name                    the search saved under this name in lore.toml:
                             [searches]
                             name = \"is:todo modified:last-week\"

Paths are relative to the vault's folder; with --absolute they can be used from anywhere.

Anything else is searched for as text, so you can paste anything. If part of a query looks like syntax \
but was read as text, the answer says so.

Examples:
  lore search hash index
  lore search '\"write-ahead log\" path:books'
  lore search 'is:todo modified:\"this month\"' --sort modified
  lore search '#storage' --facet year --facet folder
  lore search replication --files --absolute -0 | xargs -0 wc -w
  lore search topic:Airflow --format '{path}:{line}: {title}'";

pub(super) const RELATED: &str = "\
NAME is a topic, a tag, a note's path, title or alias, note#heading, the name that an answer shows for \
an entry (Day 7 · Docker), or any words of the notes; '\"getting started\"' is words, whatever else bears that name. \
Several words are one name and need no quotes, unless the shell reads one of their signs otherwise ('#storage').

Below each item are the reasons, first those that somebody wrote down, with the line that shows them. \
(linked) marks items that are linked to NAME already.

Examples:
  lore related Airflow
  lore related Airflow --unlinked --since last-year
  lore related DDIA Chapter 3 --kind project
  lore related event driven pipelines --explain";

pub(super) const TOPICS: &str = "\
Topics are the values of fields such as `**Topic:** Docker` or `topic:` in the front matter, tags, and \
beginnings that several names share, as `DDIA Chapter 3` in `DDIA Chapter 3 #1 - Indexes`. A topic \
whose name begins with the name of another one is part of it.

With --map, the topics after ↔ appear in the same notes and entries, with the number of these. A topic \
that appears with few others comes before one that appears everywhere.

Examples:
  lore topics
  lore topics DDIA
  lore topics --map --depth 1
  lore topics Airflow --map
  lore topics --all --json";

pub(super) const ORPHANS: &str = "\
Kinds:
  unreferenced    no other note links to it
  dead-end        it links to no other note
  isolated        both
  unreachable     links from the index notes do not lead to it, in any number
                  of steps
  only-from-hubs  linked, but from index notes, daily notes and lists of links
                  alone, and none of these itself
  sections        a part of a long note or an entry of a journal that nothing
                  outside it links to or shares a topic or tag with, broader
                  topics included

A link counts if it leads to a note or a part of one. Embeds and the references of site generators \
count; dead links, links of a note to itself and links to other files do not.

Index notes are called index, README, home, start, contents or MOC. Reachability starts from \
the index notes nearest the root and from every _index. Daily notes are named after a day; they come last, and \
many of them share one line. A list of links has twenty or more links and hardly a word besides. \
lore.toml can say otherwise:
  [orphans]
  ignore = [\"templates/\"]  notes that are never listed, as in .gitignore
  index = [\"Start.md\"]     the index notes
  daily = [\"journal/\"]     the daily notes
  hubs = [\"generated/\"]    notes that only list others

--suggest shows the places to link an orphan from: first the lines that name it, then the most related \
notes, each with the reason. Notes that link to it already are left out. For a dead end it shows what \
the note could link to, first what its own text names. Daily notes get no suggestions.

Examples:
  lore orphans
  lore orphans --suggest --sort suggested -n 20
  lore orphans --kind dead-end --sort largest
  lore orphans --kind only-from-hubs --json";

pub(super) const GAPS: &str = "\
Kinds:
  missing  the target of links for which there is no note
  topic    a topic without a note
  heading  a heading that three notes or more repeat
  phrase   two or three words that headings and titles of three notes or more
           share

First come names that many links and topics ask for, then those that many headings and mentions use. \
Tags do not count, nor do template headings, which appear in very many notes and always together, nor \
names for a part of a note, such as Summary (known in English only).

A phrase that appears only in running text is not found: the text is searched only for names found in \
one of these ways.

Examples:
  lore gaps
  lore gaps --kind missing
  lore gaps -n 50 --json";

pub(super) const MENTIONS: &str = "\
A mention is running text that is the title, an alias or the file name of a note, or a topic that an \
entry of a journal declares. Case, accents and plurals do not matter; where names overlap, the \
longest is used; only the likeliest mention in each section is listed. Text in code, math, URLs, comments, \
links and front matter is no mention, and neither is a name in a note or entry that links there \
already. Bare days (2024-03-01) are listed only if NOTE is that day's note.

The score, from 0 to 1, says how likely it is that a person would make the mention a link. It depends on \
how often this vault links the phrase; where that says little, on how rare the phrase is and whether it \
looks like a name. If several notes have the name, the one that most links lead to is meant.

After --reject, no command takes PHRASE for a mention of NOTE again. This is stored in $LORE_DATA_DIR, \
else in your data folder, never in the vault. If the note moves, it is found again by its title; if the \
vault's folder moves on its disk, what was rejected moves with it. To copy rejections to a copied \
vault, reject one phrase there, then overwrite the file shown by --rejected with the original's. To reject a phrase for \
everybody who uses the vault, list it in lore.toml, under the note's name:

  [mentions]
  reject = { Home = [\"home\", \"at home\"] }

Examples:
  lore mentions
  lore mentions Airflow
  lore mentions --min-score 0.5 -n 100 --json
  lore mentions --reject Home home
  lore mentions --rejected";

pub(super) const LINKS: &str = "\
NOTE is a path, file name, title or alias, or any of these with #heading. Several words are one name.

--suggest adds the links worth adding to the note: the first mention of each note and topic that it \
does not link to yet, with scores as in `lore mentions`.

Examples:
  lore links Replication
  lore links Replication --suggest
  lore links 'Replication#Lag you can see'
  lore links concepts/Replication.md --json";

pub(super) const RESOLVE: &str = "\
LINK is a link as written, or what stands between its brackets; the note need not contain it. A name of \
several words needs quotes. Without \
LINK, all links of the note are shown.

--explain shows what each rule finds, in the order in which the rules are tried, and where the link \
would lead in other tools. The rules, with examples, are in docs/links.md.

Exit status: 1 if the link leads nowhere.

Examples:
  lore resolve Replication
  lore resolve Replication '[[Raft]]' --explain
  lore resolve 'Replication#Lag you can see' --json";

/// For `check`: every code, so that none can be missing.
pub(super) fn check() -> String {
    let mut help = "Problems, with their codes:\n".to_owned();
    let mut hints = "With --hints also:\n".to_owned();
    for code in Code::ALL {
        let list = match code.severity() {
            Severity::Error | Severity::Warning => &mut help,
            Severity::Hint => &mut hints,
        };
        let severity = code.severity().as_str();
        list.push_str(&format!("  {:<18} {severity:<8} {}\n", code.as_str(), code.summary()));
    }
    help + &hints + CHECK_END
}

const CHECK_END: &str = "
To suppress problems, use lore.toml:
  [check]
  ignore = [\"templates/\"]     notes that are not checked, as in .gitignore
  ignore-targets = [\"../**\"]  links to these are never dead
  off = [\"ambiguous-link\"]    codes that are not reported
or in a note, for its own line or the next: <!-- lore-ignore dead-link -->

Problems inside comments are hints. Not reported are placeholders such as {{title}}, links to folders, \
and links to files that exist, but are hidden or ignored; the last line counts these links.

Only the first mention of a note in another is reported; common words, bare dates and names shared by \
several notes are skipped. `lore links` and `lore mentions NOTE` list the first one \
in each section, the most likely links first.

Exit status: 0 without problems, 1 with problems, 2 on an error.

Examples:
  lore check
  lore check concepts/ --hints
  lore check --json
  lore check --format github";

pub(super) const PATH: &str = "\
FROM and TO are topics, tags, notes, or note#heading. A name of several words needs quotes.

If there are several ways, one through related notes is preferred to one through an index, a daily note \
or a widely used tag. Where nothing else connects the two, text that names one of them without a link \
does.

Examples:
  lore path Docker 'Bloom Filter'
  lore path 'DDIA Chapter 3' Airflow";

pub(super) const MAP: &str = "\
What is shown:
  Pieces    notes that links, topics, fields and tags connect with each other
  Clusters  notes with more to do with each other than with the rest, named by
            the most central one
  Hubs      the notes and topics with the most connections, with the count
  Bridges   notes and topics without which others lose touch with the rest

A link connects more strongly than a tag, and a note or tag with many connections less strongly than \
one with few. Each entry of a journal and each part of a long note counts as a note. Topics, tags and \
missing notes are on the map if they connect at least two things. Omitted are navigation links, and \
field values shared by more than a third of the vault.

dot is for Graphviz (fdp -Tsvg), graphml for yEd and Gephi; both have the whole map. mermaid, which is \
unreadable when large, has only the central notes of the --limit largest clusters.

Examples:
  lore map
  lore map --limit 3 --json
  lore map --format dot
  lore map --format mermaid --limit 5";

pub(super) const TIMELINE: &str = "\
An entry is a section with a day (2024-03-01) or a number (Day 7) in its heading, or a day in a field \
(`**Date:**`), or a note of a day. If only some numbered entries have dates, the rest are placed \
between them; --date matches only explicit dates. \
With TOPIC, only entries that state it or a narrower topic, link to it, or mention it; each says which \
of these.

Examples:
  lore timeline Airflow
  lore timeline --date 2024-03..
  lore timeline DDIA --json";

pub(super) const PROGRESS: &str = "\
A status is read from
  the front matter of a note            status: reading
  a field of a note or section          **Status:** done   status:: on hold
  a table, for each of its rows         | Book | Status |

It may use words, signs or numbers:
  done         done, finished, published, :white_check_mark:
  in-progress  in progress, reading, draft, 50%, 3/12, :construction:
  planned      todo, not started, an empty cell
  stopped      dropped, archived, on hold
  other        anything else, shown as it is written
Checkbox tasks are not listed here.

NAME is a kind or an item. The kind of an item is what its note says (type: book), else the heading or \
column above it. Rows with one name are one item, unless they name different people (Owner, Assignee, \
Who …). If several places give the status of one item, the one with the latest day decides.

Examples:
  lore progress
  lore progress books --state in-progress
  lore progress \"Professional Data Engineer\" --json";

pub(super) const REVIEW: &str = "\
Notes and entries of journals are due when their age has just passed 1, 3, 7, 14, 30, 60, 120 … days. \
Of these, the list has those that recent writing leads back to: by a link, a shared topic, tag or \
field, or topics that belong together.

Ages are counted to the last day on which anything was written. A note is dated by its own date or \
stated change date, else by its file's modification time, else by the last entry in which it comes up. In a \
journal that counts its days, `Day 7` is such a day.

Nothing is stored. To postpone a note, write in it, or about it in the journal.

Examples:
  lore review
  lore review --days 60 --limit 3
  lore review --as-of 2024-04-15 --json";

pub(super) const STATS: &str = "\
What is counted:
  dead      links to what does not exist; links to folders, hidden or ignored
            files and symbolic links are counted separately
  orphans   notes and sections that are cut off, by the kinds of `lore orphans`
  mentions  unlinked mentions with a score of 0.5 or more; an upper limit, as
            files are not read for it
  largest   topics and tags by the number of sections that state them
  growth    notes by month: by their own day, in the front matter or the name
            of the file, else by that of the file's last change, unless most
            files share it

Examples:
  lore stats
  lore stats --mentions
  lore stats --json";

pub(super) const INDEX: &str = "\
You need not run this: every command brings the index up to date first. The index is a cache in \
$LORE_CACHE_DIR, else in your cache folder, and may be deleted at any time.

Examples:
  lore index
  lore index --rebuild
  lore index status --json";

pub(super) const WATCH: &str = "\
Runs until it is stopped (Ctrl-C) or nobody reads its output any more. Changes that come close together \
are taken in together, a tenth of a second after the last one, or every second if they go on.

While it runs and has taken in every change, other commands ask it instead of looking at the files; \
while a change is on its way, they look themselves. So no answer is older than the last change that the \
system has reported. You do not need a watcher; it makes questions faster in vaults of many thousand notes.

With --json, one object for each event, on a line of its own:
  {\"event\":\"ready\", notes, generation, mode, reason?}
  {\"event\":\"changes\", generation, added, changed, removed, links, settings,
                      rebuilt?, elapsed_ms}
  {\"event\":\"mode\", mode, reason}
added, changed and removed list paths of notes. links lists notes with a link that now leads elsewhere, \
and notes that others have begun or ceased to link to. If settings is true, lore.toml changed, and any \
answer may be another one; if rebuilt is, the stored index was damaged, and nobody knows what changed.

mode is \"events\" where the system reports changes, else \"polling\": on network folders, where no \
more folders may be watched (fs.inotify.max_user_watches), and on systems other than Linux. When \
polling, it looks at the vault every two seconds, or less often where that takes long, and other \
commands look at the files themselves. Once a minute it tries whether the system reports changes again.

Some changes are not reported by the system: those made through a hard link outside the vault, those \
that a program makes in a file it has mapped into memory, and a file system mounted inside the vault. \
The watcher looks for these once a minute, and until then other commands do not see them either.

Nothing is ever run when notes change: other programs read the output.

Examples:
  lore watch
  lore watch --json | jq -r '.changed[]?'";

pub(super) const COMPLETIONS: &str = "\
Write the script to where the shell looks for it; it is there in the next shell.

Example, for bash:
  mkdir -p ~/.local/share/bash-completion/completions
  lore completions bash > ~/.local/share/bash-completion/completions/lore

Example, for zsh:
  mkdir -p ~/.zfunc
  lore completions zsh > ~/.zfunc/_lore
and in ~/.zshrc, before compinit: fpath=(~/.zfunc $fpath)

Example, for fish:
  mkdir -p ~/.config/fish/completions
  lore completions fish > ~/.config/fish/completions/lore.fish";
