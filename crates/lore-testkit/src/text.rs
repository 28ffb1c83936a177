//! Writes the text of one generated note. Leaves out which notes there are and where they link.

use std::fmt::Write;

use crate::random::Random;
use crate::words::{self, Vocabulary, capital};

/// One of so many words is one that most likely stands nowhere else, as names and typing errors do: texts
/// never run out of new words (Heaps). In large collections half of the distinct words stand there once.
const WORDS_PER_NEW_WORD: u64 = 200;

/// What a group of notes is about: a name, and words that they use more than others do.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) name: String,
    pub(crate) tag: String,
    words: Vec<String>,
}

impl Subject {
    pub(crate) fn new(vocabulary: &Vocabulary, random: &mut Random) -> Subject {
        let word = vocabulary.telling_word(random).to_owned();
        let words = (0..40).map(|_| vocabulary.telling_word(random).to_owned()).collect();
        let name = format!("{} {}", capital(&word), capital(vocabulary.telling_word(random)));
        Subject { name, tag: word, words }
    }
}

/// Everything about a note that its text is made from.
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    pub(crate) title: &'a str,
    pub(crate) subject: &'a Subject,
    pub(crate) is_journal: bool,
    pub(crate) has_front_matter: bool,
    pub(crate) has_fields: bool,
    /// Roughly how many words to write.
    pub(crate) words: usize,
    /// What to link to, by title.
    pub(crate) links: Vec<&'a str>,
}

/// The text of a note.
pub(crate) fn note(outline: &Outline<'_>, vocabulary: &Vocabulary, random: &mut Random) -> String {
    let sections = if outline.is_journal {
        random.between(5, 12)
    } else {
        1 + outline.words / 120 + random.between(0, 1)
    };
    let paragraphs = (outline.words / 50).max(sections).max(1);
    let mut writer = Writer {
        text: String::with_capacity(outline.words * 8 + 256),
        vocabulary,
        subject: outline.subject,
        links: outline.links.iter().copied(),
        // Links lie anywhere, but all of them are written.
        words_per_link: outline.words / (outline.links.len() + 1) + 1,
        words_since_link: 0,
        random,
    };
    writer.head(outline);
    for paragraph in 0..paragraphs {
        // The sections begin at even distances.
        if paragraph * sections % paragraphs < sections {
            writer.section(outline, paragraph * sections / paragraphs);
        }
        if !outline.is_journal && writer.random.chance(25) {
            writer.list();
        } else {
            writer.paragraph();
        }
    }
    writer.remaining_links();
    if !outline.has_front_matter && writer.random.chance(60) {
        let _ = writeln!(writer.text, "\n#{}", outline.subject.tag);
    }
    writer.text
}

struct Writer<'a, Links> {
    text: String,
    vocabulary: &'a Vocabulary,
    subject: &'a Subject,
    links: Links,
    words_per_link: usize,
    words_since_link: usize,
    random: &'a mut Random,
}

// Writing to a string cannot fail, so the results of `write!` are dropped.
impl<'a, Links: Iterator<Item = &'a str>> Writer<'a, Links> {
    fn head(&mut self, outline: &Outline<'_>) {
        if outline.has_front_matter {
            let (year, month, day) = (
                self.random.between(2016, 2025),
                self.random.between(1, 12),
                self.random.between(1, 28),
            );
            let tag = &outline.subject.tag;
            let _ = writeln!(self.text, "---\ntitle: {}", outline.title);
            let _ = writeln!(self.text, "created: {year}-{month:02}-{day:02}\ntags:\n  - {tag}");
            if self.random.chance(50) {
                let part = self.subject_word();
                let _ = writeln!(self.text, "  - {tag}/{part}");
            }
            if self.random.chance(15) {
                let alias = self.vocabulary.telling_word(self.random);
                let _ = writeln!(self.text, "aliases: [{alias} {tag}]");
            }
            self.text.push_str("---\n\n");
        }
        let _ = writeln!(self.text, "# {}", outline.title);
        if outline.has_fields && !outline.is_journal {
            self.fields();
        }
    }

    fn section(&mut self, outline: &Outline<'_>, number: usize) {
        if outline.is_journal {
            let _ = writeln!(self.text, "\n### Day {}", number + 1);
            self.fields();
        } else if number > 0 {
            let depth = if self.random.chance(25) { "###" } else { "##" };
            let heading = capital(self.subject_word());
            let rest = self.vocabulary.telling_word(self.random);
            let _ = writeln!(self.text, "\n{depth} {heading} {rest}");
        }
    }

    fn fields(&mut self) {
        let _ = writeln!(self.text, "\n**Topic:** {}", self.subject.name);
        let word = capital(self.subject_word());
        let _ = writeln!(self.text, "\n**Content:** {word} {}", self.subject.name);
    }

    fn subject_word(&mut self) -> &'a str {
        let subject: &'a Subject = self.subject;
        self.random.one_of::<String>(&subject.words)
    }

    fn paragraph(&mut self) {
        self.text.push('\n');
        for sentence in 0..self.random.between(3, 5) {
            if sentence > 0 {
                self.text.push(' ');
            }
            let words = self.random.between(7, 18);
            self.sentence(words);
            self.text.push('.');
        }
        self.text.push('\n');
    }

    fn list(&mut self) {
        self.text.push('\n');
        for _ in 0..self.random.between(3, 7) {
            self.text.push_str("- ");
            let words = self.random.between(4, 9);
            self.sentence(words);
            self.text.push('\n');
        }
    }

    fn sentence(&mut self, words: usize) {
        let start = self.text.len();
        for word in 0..words {
            if word > 0 {
                self.text.push_str(if word > 3 && self.random.chance(6) { ", " } else { " " });
            }
            self.words_since_link += 1;
            if self.words_since_link >= self.words_per_link && self.random.chance(20) {
                self.link();
            } else if self.random.chance(15) {
                let word = self.subject_word();
                self.text.push_str(word);
            } else if self.random.below(WORDS_PER_NEW_WORD) == 0 {
                self.text.push_str(&words::new_word(self.random));
            } else {
                self.text.push_str(self.vocabulary.word(self.random));
            }
        }
        if let Some(first) = self.text.get_mut(start..start + 1) {
            first.make_ascii_uppercase();
        }
    }

    fn link(&mut self) -> bool {
        self.words_since_link = 0;
        let Some(title) = self.links.next() else { return false };
        if self.random.chance(15) {
            let shown = self.vocabulary.telling_word(self.random);
            let _ = write!(self.text, "[[{title}|{shown}]]");
        } else {
            let _ = write!(self.text, "[[{title}]]");
        }
        true
    }

    fn remaining_links(&mut self) {
        self.text.push_str("\nSee");
        let start = self.text.len();
        loop {
            let before = self.text.len();
            self.text.push(' ');
            if !self.link() {
                self.text.truncate(before);
                break;
            }
        }
        if self.text.len() == start {
            self.text.truncate(start - "\nSee".len());
        } else {
            self.text.push_str(".\n");
        }
    }
}
