//! Large vaults that look like real notes. Decides which notes there are and where they link;
//! the same recipe gives the same bytes on every machine. Leaves out what they say, which `text` writes.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::fixture::must;
use crate::random::Random;
use crate::text::{self, Outline, Subject};
use crate::words::{Vocabulary, capital};

/// What vault to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// How many notes.
    pub notes: usize,
    /// Which of the vaults that this recipe can give.
    pub seed: u64,
    /// The median of a note's words; 19 of 20 notes have between half and twice as many.
    pub words: usize,
    /// How many notes share a folder.
    pub notes_per_folder: usize,
    /// How many of 100 notes begin with front matter.
    pub front_matter_percent: u8,
    /// How many of 100 notes are journals, with a section for each of some days.
    pub journal_percent: u8,
    /// How many of 100 other notes have `**Topic:**` fields.
    pub field_percent: u8,
    /// How many of 100 links lead nowhere.
    pub dead_link_percent: u8,
}

impl Default for Recipe {
    /// A thousand notes of about 200 words.
    fn default() -> Recipe {
        Recipe {
            notes: 1_000,
            seed: 0,
            words: 200,
            notes_per_folder: 50,
            front_matter_percent: 50,
            journal_percent: 10,
            field_percent: 25,
            dead_link_percent: 2,
        }
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// Number of notes.
    pub notes: usize,
    /// Their size together.
    pub bytes: u64,
    /// Number of wiki-links in them, dead ones included.
    pub links: usize,
    /// How many of the links lead nowhere.
    pub dead_links: usize,
}

/// Writes the vault of a recipe below `root`, which is made if it is missing.
///
/// # Panics
///
/// When the file system refuses, with the path.
pub fn generate(root: &Path, recipe: Recipe) -> Generated {
    let plan = Plan::new(recipe);
    for folder in 0..recipe.notes.div_ceil(plan.notes_per_folder) {
        let folder = root.join(plan.folder(folder));
        must(&folder, fs::create_dir_all(&folder));
    }
    let threads = thread::available_parallelism().map_or(1, |count| count.get().min(8));
    let share = recipe.notes.div_ceil(threads).max(1);
    let bytes = thread::scope(|scope| {
        let plan = &plan;
        let workers: Vec<_> = (0..recipe.notes)
            .step_by(share)
            .map(|first| {
                let notes = first..(first + share).min(recipe.notes);
                scope.spawn(move || notes.map(|number| plan.write(root, number)).sum::<u64>())
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| match worker.join() {
                Ok(bytes) => bytes,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .sum()
    });
    let dead_links = plan.targets.iter().filter(|&&target| target as usize >= recipe.notes).count();
    Generated { notes: recipe.notes, bytes, links: plan.targets.len(), dead_links }
}

/// How many folders share a folder.
const FOLDERS_PER_AREA: usize = 40;

/// All that has to be known of the other notes to write one.
#[derive(Debug)]
struct Plan {
    recipe: Recipe,
    notes_per_folder: usize,
    vocabulary: Vocabulary,
    subjects: Vec<Subject>,
    /// The titles of the notes, and behind them those that no note has.
    titles: Vec<String>,
    /// The links of all notes, by number of title.
    targets: Vec<u32>,
    /// Where in `targets` the links of each note begin, and where the last ones end.
    first_link: Vec<usize>,
}

impl Plan {
    fn new(recipe: Recipe) -> Plan {
        let vocabulary = Vocabulary::new();
        // Stream 0 is the plan's; note n has stream n + 1.
        let mut random = Random::new(recipe.seed, 0);
        let subjects = (recipe.notes / 100).clamp(8, 400);
        let subjects = (0..subjects).map(|_| Subject::new(&vocabulary, &mut random)).collect();
        let notes_per_folder = recipe.notes_per_folder.max(1);
        let (targets, first_link) = links(recipe, notes_per_folder, &mut random);
        let targeted = targets.iter().max().map_or(0, |&last| last as usize + 1);
        let titles = titles(recipe, targeted.max(recipe.notes), &vocabulary, &mut random);
        Plan { recipe, notes_per_folder, vocabulary, subjects, titles, targets, first_link }
    }

    fn folder(&self, number: usize) -> PathBuf {
        let subject = &self.subjects[number % self.subjects.len()].tag;
        PathBuf::from(format!("area-{:03}", number / FOLDERS_PER_AREA))
            .join(format!("{subject}-{number:05}"))
    }

    /// Writes a note and says how many bytes it has.
    fn write(&self, root: &Path, number: usize) -> u64 {
        let recipe = self.recipe;
        let mut random = Random::new(recipe.seed, number as u64 + 1);
        let folder = number / self.notes_per_folder;
        let subject = match random.chance(80) {
            true => &self.subjects[folder % self.subjects.len()],
            false => random.one_of(&self.subjects),
        };
        let title = &self.titles[number];
        let targets = &self.targets[self.first_link[number]..self.first_link[number + 1]];
        let link = |&target: &u32| self.titles[target as usize].as_str();
        let outline = Outline {
            title,
            subject,
            is_journal: title.starts_with(JOURNAL),
            has_front_matter: random.chance(recipe.front_matter_percent),
            has_fields: random.chance(recipe.field_percent),
            words: random.around(recipe.words),
            links: targets.iter().map(link).collect(),
        };
        let text = text::note(&outline, &self.vocabulary, &mut random);
        let path = root.join(self.folder(folder)).join(format!("{title}.md"));
        must(&path, fs::write(&path, &text));
        text.len() as u64
    }
}

/// How the titles of journals begin; no invented word ends in `g`.
const JOURNAL: &str = "Learning Log ";

/// So many titles, of which the first are those of the notes.
fn titles(
    recipe: Recipe,
    count: usize,
    vocabulary: &Vocabulary,
    random: &mut Random,
) -> Vec<String> {
    let mut taken = HashSet::with_capacity(count);
    let mut titles = Vec::with_capacity(count);
    for number in 0..count {
        let is_journal = number < recipe.notes && random.chance(recipe.journal_percent);
        let mut title = if is_journal {
            format!("{JOURNAL}{}", number + 1)
        } else {
            let words = (0..random.between(2, 3)).map(|_| capital(vocabulary.telling_word(random)));
            words.collect::<Vec<_>>().join(" ")
        };
        while !taken.insert(title.clone()) {
            title = format!("{title} {}", capital(vocabulary.telling_word(random)));
        }
        titles.push(title);
    }
    titles
}

/// One to ten links for each note. Who is linked to already is more likely to be linked to again.
/// Targets from the number of notes on are no notes.
fn links(recipe: Recipe, notes_per_folder: usize, random: &mut Random) -> (Vec<u32>, Vec<usize>) {
    let mut targets: Vec<u32> = Vec::with_capacity(recipe.notes * 5);
    let mut first_link = Vec::with_capacity(recipe.notes + 1);
    let mut dead: Vec<u32> = Vec::new();
    let mut unwritten = recipe.notes as u32;
    for number in 0..recipe.notes {
        first_link.push(targets.len());
        // The lower of two: few links are more usual than many.
        for _ in 0..random.between(1, 10).min(random.between(1, 10)) {
            if random.chance(recipe.dead_link_percent) {
                // Most notes that are missing are missed once or twice.
                let target = if !dead.is_empty() && random.chance(40) {
                    *random.one_of(&dead)
                } else {
                    unwritten += 1;
                    unwritten - 1
                };
                dead.push(target);
                targets.push(target);
                continue;
            }
            let popular = (!targets.is_empty() && random.chance(60))
                .then(|| *random.one_of(&targets))
                .filter(|&target| (target as usize) < recipe.notes);
            let target = if let Some(target) = popular {
                target
            } else if random.chance(50) {
                let first = number / notes_per_folder * notes_per_folder;
                random.between(first, (first + notes_per_folder).min(recipe.notes) - 1) as u32
            } else {
                random.below(recipe.notes as u64) as u32
            };
            // A note does not link to itself, but to its neighbour.
            let is_self = target as usize == number;
            targets.push(if is_self { (number + 1) as u32 % recipe.notes as u32 } else { target });
        }
    }
    first_link.push(targets.len());
    (targets, first_link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VaultFixture;

    /// Every file's path and text, in order.
    fn files(folder: &Path, root: &Path, into: &mut Vec<(PathBuf, String)>) {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for path in entries {
            if path.is_dir() {
                files(&path, root, into);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                into.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
        into.sort();
    }

    fn made(recipe: Recipe) -> (Generated, Vec<(PathBuf, String)>) {
        let vault = VaultFixture::new();
        let generated = generate(vault.root(), recipe);
        let mut all = Vec::new();
        files(vault.root(), vault.root(), &mut all);
        (generated, all)
    }

    #[test]
    fn a_seed_gives_the_same_bytes_and_another_seed_others() {
        let recipe = Recipe { notes: 120, seed: 5, ..Recipe::default() };
        let (first, second) = (made(recipe), made(recipe));
        assert!(first == second);
        assert!(made(Recipe { seed: 6, ..recipe }).1 != first.1);
    }

    #[test]
    fn the_counts_are_those_of_the_files() {
        let (generated, all) = made(Recipe { notes: 500, ..Recipe::default() });
        assert_eq!(generated.notes, all.len());
        assert_eq!(generated.bytes, all.iter().map(|(_, text)| text.len() as u64).sum::<u64>());
        let links = |text: &String| text.matches("[[").count();
        assert_eq!(generated.links, all.iter().map(|(_, text)| links(text)).sum::<usize>());
        let stems: HashSet<&str> =
            all.iter().map(|(path, _)| path.file_stem().unwrap().to_str().unwrap()).collect();
        let dead = |text: &String| {
            let targets =
                text.split("[[").skip(1).map(|rest| rest.split(['|', ']']).next().unwrap());
            targets.filter(|target| !stems.contains(target)).count()
        };
        assert_eq!(generated.dead_links, all.iter().map(|(_, text)| dead(text)).sum::<usize>());
        let percent = 100 * generated.dead_links / generated.links;
        assert!((1..=3).contains(&percent), "{percent} % of the links are dead");
    }

    #[test]
    fn the_notes_look_like_notes() {
        let (generated, all) = made(Recipe { notes: 2_000, ..Recipe::default() });
        let share = |part: &str| all.iter().filter(|(_, text)| text.contains(part)).count();
        assert!((900..1_100).contains(&all.iter().filter(|(_, t)| t.starts_with("---\n")).count()));
        assert!((150..250).contains(&share("\n### Day 4\n")));
        assert!((500..800).contains(&share("\n**Topic:** ")));
        assert!(share("\n## ") > 1_500);
        assert!((2 * 2_000..6 * 2_000).contains(&generated.links));
        let mut words: Vec<usize> =
            all.iter().map(|(_, text)| text.split_whitespace().count()).collect();
        words.sort_unstable();
        assert!((150..300).contains(&words[1_000]), "{}", words[1_000]);
        let titles: HashSet<&PathBuf> = all.iter().map(|(path, _)| path).collect();
        assert_eq!(titles.len(), 2_000);
    }

    #[test]
    fn few_notes_get_many_links_and_every_live_link_has_a_note() {
        let plan = Plan::new(Recipe { notes: 5_000, ..Recipe::default() });
        let mut incoming = vec![0_usize; plan.titles.len()];
        for (number, ends) in plan.first_link.windows(2).enumerate() {
            assert!((1..=10).contains(&(ends[1] - ends[0])));
            for &target in &plan.targets[ends[0]..ends[1]] {
                assert_ne!(target as usize, number);
                incoming[target as usize] += 1;
            }
        }
        let missed = incoming.split_off(5_000);
        assert!(missed.iter().all(|&links| (1..50).contains(&links)));
        incoming.sort_unstable();
        assert!(incoming[4_999] > 30, "{}", incoming[4_999]);
        assert!(incoming[500] == 0, "one of ten is an orphan");
    }

    #[test]
    fn new_words_keep_coming() {
        let (_, all) = made(Recipe { notes: 1_000, ..Recipe::default() });
        let vocabulary = Vocabulary::new();
        let known = vocabulary.words();
        let words = all.iter().flat_map(|(_, text)| text.split(|c: char| !c.is_alphabetic()));
        let new: HashSet<String> =
            words.map(str::to_lowercase).filter(|word| !known.contains(word.as_str())).collect();
        assert!((500..2_000).contains(&new.len()), "{}", new.len());
    }

    #[test]
    fn a_vault_of_no_note_or_one_is_possible() {
        for notes in [0, 1, 2] {
            assert_eq!(made(Recipe { notes, ..Recipe::default() }).1.len(), notes);
        }
    }
}
