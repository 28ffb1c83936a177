//! Stems: what is left of a word without its endings, by the rules of its language, and the stop
//! words of each language. Leaves out telling which language a note is in, which its parser does.
//!
//! A note's words are stemmed in the note's language, a query's in every language that a note is in:
//! nobody says which language they search in. Endings are known with their accents (Snowball's rules
//! of French or Spanish tell `e` from `é`), so words keep theirs up to the stem, which then drops
//! them: what was typed without accents finds the same.

mod british;
mod inflections;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use lore_core::words::{Word, WordKind};
use lore_core::{Language, words};
use rustc_hash::FxHashMap;
use tantivy::tokenizer::{
    Language as TantivyLanguage, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer, Token,
    TokenFilter, TokenStream, Tokenizer,
};

/// What a language that most sections are in has ahead of the others, in words, when a query's
/// language is told: a few words of a query are common in some other language by chance.
const HEAD_START: usize = 2;

/// Words whose stems are remembered: most words of a text stand in all others.
const REMEMBERED: usize = 50_000;

static ENDINGS: [OnceLock<TextAnalyzer>; Language::ALL.len()] =
    [const { OnceLock::new() }; Language::ALL.len()];

thread_local! {
    /// What one text taught about the words of the next: a question stems hundreds of short ones.
    static REMEMBERED_ENDINGS: [Cell<Option<Endings>>; Language::ALL.len()] =
        const { [const { Cell::new(None) }; Language::ALL.len()] };
}

/// In front of the stem of a [part](WordKind::Part) of a word, which is found by whoever asks for it, and is
/// no word of the text: `JavaScript` does not say Java. No word begins so.
const PART: char = '\u{1}';

/// The stem of a part of a word, as fields of stems hold it.
pub(crate) fn of_part(stem: &str) -> String {
    format!("{PART}{stem}")
}

/// The stems of a text's words, in its order, as the `stem` field holds them, each with its bytes; stop
/// words left out.
pub(crate) fn stems_of(text: &str, language: Language, mut visit: impl FnMut(&str, Range<usize>)) {
    let at = language as usize;
    let remembered = REMEMBERED_ENDINGS.with(|endings| endings[at].take());
    let mut endings = remembered.unwrap_or_else(|| Endings::new(language));
    cut(text, language, |written, word| {
        if word.kind != WordKind::Part
            && let Some(stem) = endings.stem(written)
        {
            visit(stem, word.range.clone());
        }
    });
    REMEMBERED_ENDINGS.with(|remembered| remembered[at].set(Some(endings)));
}

/// The different stems of one word as typed, one for each language or fewer.
pub(crate) fn stems_of_word(word: &str, languages: &[Language]) -> BTreeSet<String> {
    let mut stems = BTreeSet::new();
    for &language in languages {
        stems_of(word, language, |stem, range| {
            // Of words that are joined, the whole.
            if range == (0..word.len()) {
                stems.insert(stem.to_owned());
            }
        });
    }
    stems
}

/// Whether an English word is one of the words that are there, or a form of one as people write it.
pub(crate) fn is_form_of_any(word: &str, is_there: impl Fn(&str) -> bool) -> bool {
    let written = british::british(word);
    let is_there = |form: &str| is_there(form);
    inflections::is_form_of_any(word, is_there)
        || written != word && inflections::is_form_of_any(&written, is_there)
}

/// Whether two English words, folded, may be one that was misspelt: they have the same stem, and neither
/// goes on from the other, or ends in another letter, as words do that are made of the same (`dependence`,
/// `dependency`). Those of two countries are both right.
pub(crate) fn may_be_slip(word: &str, right: &str) -> bool {
    let stem = |word: &str| stems_of_word(word, &[Language::English]);
    let goes_on = word.starts_with(right) || right.starts_with(word);
    let without_last = |word: &str| word.char_indices().next_back().map(|(last, _)| last);
    let has_other_last = word.len() == right.len()
        && without_last(word).is_some_and(|last| right.starts_with(&word[..last]));
    // The silent letter is left out by those who know stems alone.
    let is_slip = right.strip_suffix('e') == Some(word) || !goes_on && !has_other_last;
    is_slip && british::british(word) != british::british(right) && stem(word) == stem(right)
}

/// Whether the stem of every word of a language begins as the word does: elsewhere there are beginnings
/// that are no part of the stem, or letters that become others.
pub(crate) fn keep_beginnings(language: Language) -> bool {
    !matches!(language, Language::Arabic | Language::Dutch | Language::Greek | Language::Tamil)
}

/// Whether a word, as typed, is so common in a language that it says nothing about a topic.
pub(crate) fn is_stop_word(word: &str, language: Language) -> bool {
    if language == Language::English {
        return words::is_stop_word(&words::fold(word));
    }
    let mut is_empty = true;
    stems_of(word, language, |_, _| is_empty = false);
    is_empty
}

/// The language a query is in: the one of which most of its words are stop words. `languages` are
/// those that notes are in, that of most sections first.
pub(crate) fn query_language(words: &[&str], languages: &[Language]) -> Language {
    let evidence = |nth: usize, language: Language| {
        let stop_words = words.iter().filter(|word| is_stop_word(word, language)).count();
        stop_words + if nth == 0 { HEAD_START } else { 0 }
    };
    let mut best = (0, Language::default());
    for (nth, &language) in languages.iter().enumerate() {
        let evidence = evidence(nth, language);
        if evidence > best.0 {
            best = (evidence, language);
        }
    }
    best.1
}

/// Puts a letter for its language in front of a text, as all texts in the index have it: a tokenizer is
/// told nothing else.
pub(crate) fn mark(text: &mut String, language: Language) {
    text.insert(0, char::from(b'A' + language as u8));
}

/// The language of a [marked](mark) text, and the text.
fn unmarked(marked: &str) -> (Language, &str) {
    let letter = marked.bytes().next().unwrap_or_default();
    let language = Language::ALL.get(usize::from(letter.wrapping_sub(b'A')));
    (language.copied().unwrap_or_default(), marked.get(1..).unwrap_or_default())
}

/// The tokenizer of fields that hold words as [`words::indexed`] cuts them, for texts that are
/// [marked](mark).
#[derive(Clone, Default)]
pub(crate) struct Words {
    token: Token,
}

/// The tokenizer of fields that hold stems, for texts that are [marked](mark).
#[derive(Clone, Default)]
pub(crate) struct Stems {
    endings: BTreeMap<Language, Endings>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        Tokens::new(unmarked(text).1, None, &mut self.token)
    }
}

impl Tokenizer for Stems {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let (language, text) = unmarked(text);
        let endings = self.endings.entry(language).or_insert_with(|| Endings::new(language));
        Tokens::new(text, Some(endings), &mut self.token)
    }
}

/// The words of a text, or their stems. Writing an index takes them as the text is cut, so that they are
/// never all in memory.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    endings: Option<&'a mut Endings>,
    /// The tokenizer's own: most texts are short, and one for each would be half of their work.
    token: &'a mut Token,
    /// What is left, for whoever takes one after the other.
    collected: Option<std::vec::IntoIter<Token>>,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str, endings: Option<&'a mut Endings>, token: &'a mut Token) -> Tokens<'a> {
        token.reset();
        Tokens { text, endings, token, collected: None }
    }
}

impl TokenStream for Tokens<'_> {
    fn process(&mut self, sink: &mut dyn FnMut(&Token)) {
        let token = &mut *self.token;
        let mut put = |term: &str, word: &Word<'_>| {
            token.text.push_str(term);
            (token.offset_from, token.offset_to) = (word.range.start, word.range.end);
            token.position = word.position as usize;
            sink(token);
            token.text.clear();
        };
        match &mut self.endings {
            None => {
                words::indexed(self.text, |word| {
                    if word.kind != WordKind::Part {
                        put(&word.term, &word);
                    }
                });
            }
            Some(endings) => cut(self.text, endings.language, |written, word| {
                let Some(stem) = endings.stem(written) else { return };
                match word.kind {
                    WordKind::Part => put(&of_part(stem), word),
                    WordKind::Word | WordKind::Joined | WordKind::Last => put(stem, word),
                }
            }),
        }
    }

    fn advance(&mut self) -> bool {
        if self.collected.is_none() {
            let mut tokens = Vec::new();
            self.process(&mut |token| tokens.push(token.clone()));
            self.collected = Some(tokens.into_iter());
        }
        let next = self.collected.as_mut().and_then(Iterator::next);
        let is_token = next.is_some();
        *self.token = next.unwrap_or_default();
        is_token
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The words of a text as endings are known of, each with the word: cut like those of all fields.
fn cut<'t>(text: &'t str, language: Language, mut visit: impl FnMut(&str, &Word<'t>)) {
    words::indexed(text, |word| match language {
        // English has no accents to tell endings by.
        Language::English => visit(&word.term, &word),
        language => visit(&words::lower_case(&text[word.range.clone()], language), &word),
    });
}

/// The endings and stop words of one language.
#[derive(Clone)]
struct Endings {
    language: Language,
    analyzer: TextAnalyzer,
    /// Where the stem of each word is among `stems`; of a stop word nothing.
    known: FxHashMap<Box<str>, Range<usize>>,
    /// One behind the other: a look at a known word reads the map and this.
    stems: String,
}

impl Endings {
    fn new(language: Language) -> Endings {
        let analyzer = ENDINGS[language as usize].get_or_init(|| new_analyzer(language)).clone();
        Endings { language, analyzer, known: FxHashMap::default(), stems: String::new() }
    }

    /// The stem of a word; none if it is a stop word.
    fn stem(&mut self, word: &str) -> Option<&str> {
        let range = match self.known.get(word) {
            Some(range) => range.clone(),
            None => self.learn(word),
        };
        (!range.is_empty()).then(|| &self.stems[range])
    }

    fn learn(&mut self, word: &str) -> Range<usize> {
        if self.known.len() == REMEMBERED {
            self.known.clear();
            self.stems.clear();
        }
        let start = self.stems.len();
        if self.language != Language::English || !words::is_stop_word(word) {
            let written = match self.language {
                Language::English => british::british(word),
                _ => Cow::Borrowed(word),
            };
            let mut stream = self.analyzer.token_stream(&written);
            self.stems.push_str(stream.next().map_or("", |token| &token.text));
        }
        self.known.insert(word.into(), start..self.stems.len());
        start..self.stems.len()
    }
}

/// From a word to its stem.
fn new_analyzer(language: Language) -> TextAnalyzer {
    // Those of English are left out before.
    let stop_words = match language {
        Language::English => None,
        _ => StopWordFilter::new(tantivys(language)),
    };
    TextAnalyzer::builder(RawTokenizer::default())
        .filter(stop_words.unwrap_or_else(|| StopWordFilter::remove([])))
        .filter(Stemmer::new(tantivys(language)))
        .filter(Fold)
        .build()
}

/// Drops accents.
struct Fold;

#[derive(Clone)]
struct Folded<T>(T);

struct FoldedStream<S>(S);

impl TokenFilter for Fold {
    type Tokenizer<T: Tokenizer> = Folded<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> Folded<T> {
        Folded(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for Folded<T> {
    type TokenStream<'a> = FoldedStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        FoldedStream(self.0.token_stream(text))
    }
}

impl<S: TokenStream> TokenStream for FoldedStream<S> {
    fn advance(&mut self) -> bool {
        let is_token = self.0.advance();
        if is_token && let Cow::Owned(folded) = words::fold(&self.0.token().text) {
            self.0.token_mut().text = folded;
        }
        is_token
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

/// tantivy's name of a language.
fn tantivys(language: Language) -> TantivyLanguage {
    match language {
        Language::Arabic => TantivyLanguage::Arabic,
        Language::Danish => TantivyLanguage::Danish,
        Language::Dutch => TantivyLanguage::Dutch,
        Language::English => TantivyLanguage::English,
        Language::Finnish => TantivyLanguage::Finnish,
        Language::French => TantivyLanguage::French,
        Language::German => TantivyLanguage::German,
        Language::Greek => TantivyLanguage::Greek,
        Language::Hungarian => TantivyLanguage::Hungarian,
        Language::Italian => TantivyLanguage::Italian,
        Language::Norwegian => TantivyLanguage::Norwegian,
        Language::Portuguese => TantivyLanguage::Portuguese,
        Language::Romanian => TantivyLanguage::Romanian,
        Language::Russian => TantivyLanguage::Russian,
        Language::Spanish => TantivyLanguage::Spanish,
        Language::Swedish => TantivyLanguage::Swedish,
        Language::Tamil => TantivyLanguage::Tamil,
        Language::Turkish => TantivyLanguage::Turkish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str, language: Language) -> Vec<String> {
        let mut stems = Vec::new();
        stems_of(text, language, |stem, _| stems.push(stem.to_owned()));
        stems
    }

    /// Whoever takes tokens one after the other gets those that an index is written from.
    #[test]
    fn tokens_come_in_both_ways() {
        let mut text = "The databases of snake_case, 数据库".to_owned();
        mark(&mut text, Language::English);
        let both = |mut all: Tokens<'_>, mut each: Tokens<'_>| {
            let mut tokens = Vec::new();
            all.process(&mut |token| tokens.push(token.clone()));
            let mut nexts = Vec::new();
            while let Some(token) = each.next() {
                nexts.push(token.clone());
            }
            assert_eq!(tokens, nexts);
            tokens.into_iter().map(|token| token.text).collect::<Vec<_>>()
        };
        let words =
            both(Words::default().token_stream(&text), Words::default().token_stream(&text));
        assert_eq!(words[..3], ["the", "databases", "of"]);
        let (mut stems, mut others) = (Stems::default(), Stems::default());
        let stems = both(stems.token_stream(&text), others.token_stream(&text));
        assert_eq!(stems[..2], ["databas", "snake_cas"]);
    }

    /// Words of each language that are one word with different endings, and their stem.
    #[test]
    fn words_lose_the_endings_of_their_language() {
        for (language, words, stem) in [
            (Language::Arabic, "كتاب الكتاب كتابان", "كتاب"),
            (Language::Danish, "hus huset husene", "hus"),
            (Language::Dutch, "boek boeken", "boek"),
            (Language::English, "note notes Noted", "note"),
            (Language::English, "normalisation normalization normalised normalizing", "normalis"),
            (Language::English, "colour colors coloured", "colour"),
            (Language::English, "centre center centring centered", "centr"),
            (Language::English, "realise realize realizably", "realis"),
            (Language::English, "analyse analyzed analyzable", "analys"),
            (Language::English, "expertise", "expertis"),
            (Language::Spanish, "color colores", "color"),
            (Language::Finnish, "kirja kirjat kirjassa", "kirj"),
            (Language::French, "élève élèves eleve Élèves", "elev"),
            (Language::French, "chevaux cheval", "cheval"),
            (Language::German, "Haus Häuser Hauses HÄUSER", "haus"),
            (Language::German, "Straße Straßen Strasse", "strass"),
            (Language::Greek, "βιβλία βιβλια ΒΙΒΛΙΑ", "βιβλ"),
            (Language::Hungarian, "ház házak házban", "haz"),
            (Language::Italian, "città citta", "citt"),
            (Language::Norwegian, "bøker bøkene", "bøk"),
            (Language::Portuguese, "nota notas", "not"),
            (Language::Romanian, "carte cărți cărţi cărților", "cart"),
            (Language::Russian, "заметка заметки Заметку", "заметк"),
            (Language::Russian, "ёлка ёлки елки", "елк"),
            (Language::Spanish, "canción canciones cancion CANCIÓN", "cancion"),
            (Language::Spanish, "bóveda bóvedas bo\u{301}vedas bovedas", "boved"),
            (Language::Swedish, "anteckning anteckningar anteckningarna", "anteckning"),
            (Language::Tamil, "வீடு வீடுகள்", "வீடு"),
            (Language::Turkish, "kitap kitaplar kitapları", "kitap"),
            (Language::Turkish, "İstanbul istanbul ISTANBUL", "istanbul"),
            (Language::Turkish, "Isparta ISPARTA ısparta", "ispar"),
        ] {
            for found in stems(words, language) {
                assert_eq!(found, stem, "{language}: {words}");
            }
            assert_eq!(stems(words, language).len(), words.split(' ').count(), "{words}");
        }
    }

    #[test]
    fn words_that_end_in_ise_keep_their_relatives_and_get_no_others() {
        let stem = |word: &str| stems(word, Language::English).concat();
        for (word, relatives, strangers) in [
            ("catalogue", "cataloguing catalogued cataloging cataloged catalogs", "log"),
            ("customise", "customisability customised customizable", "custom customs"),
            ("recognise", "recognisable recognisably recognized", "recognition"),
            ("serialisable", "serialisability serializing", "serial"),
            ("generalise", "generalisability generalization", "general"),
            ("standardise", "standardisable standardizes", "standard"),
            ("organisation", "organisationally organizational", "organ"),
            ("analyse", "analysable analyzing", "anal"),
            ("realise", "realisably realizing", "real"),
            ("centre", "centring centering", "cent"),
            ("authorise", "authorized", "author"),
        ] {
            for relative in relatives.split(' ') {
                assert_eq!(stem(word), stem(relative), "{word} {relative}");
            }
            for stranger in strangers.split(' ') {
                assert_ne!(stem(word), stem(stranger), "{word} {stranger}");
            }
        }
    }

    #[test]
    fn stop_words_are_those_of_the_language() {
        for (language, text, left) in [
            (Language::English, "The databases are indexing hashes", "databas index hash"),
            (Language::English, "man die war", "man die war"),
            (Language::German, "Der Mann und die Notizen", "mann notiz"),
            (Language::French, "l'index de la base et du nœud", "index bas nœud"),
            (Language::Spanish, "Las notas de la bóveda", "not boved"),
            (Language::Russian, "заметки и что в них", "заметк"),
            (Language::Turkish, "kitap ve defter", "kitap ve defter"),
        ] {
            assert_eq!(stems(text, language).join(" "), left, "{language}: {text}");
        }
    }

    /// The cut is that of all fields: words joined by underscores, pairs of scripts without spaces.
    #[test]
    fn every_language_is_cut_alike() {
        let text = "OpenStreetMap snake_case 数据库";
        for language in Language::ALL {
            let mut places = Vec::new();
            stems_of(text, language, |_, range| places.push(range));
            let mut cut = Vec::new();
            words::indexed(text, |word| {
                if word.kind != WordKind::Part {
                    cut.push(word.range);
                }
            });
            assert_eq!(places, cut, "{language}");
        }
    }

    #[test]
    fn a_typed_word_has_the_stems_of_all_languages() {
        let two = [Language::English, Language::Spanish];
        for (word, languages, wanted) in [
            ("canciones", &two[..], &["cancion"][..]),
            ("notas", &two, &["not", "nota"]),
            ("databases", &two[..1], &["databas"]),
            // Only the whole: its parts are words of their own in a query.
            ("snake_cases", &two[..1], &["snake_cas"]),
            ("the", &two[..1], &[]),
            ("notas", &[], &[]),
        ] {
            let stems: Vec<String> = stems_of_word(word, languages).into_iter().collect();
            assert_eq!(stems, wanted, "{word} in {languages:?}");
        }
    }

    #[test]
    fn a_query_is_in_the_language_of_most_of_its_stop_words() {
        use Language::{English, German, Spanish};
        for (query, languages, language) in [
            ("wie schreibe ich eine neue Notiz", &[English, German][..], German),
            ("cómo se crea una nota en la bóveda", &[English, German, Spanish], Spanish),
            ("how do I write a note", &[German, English], English),
            // A few words that happen to be common elsewhere change nothing.
            ("man of war", &[English, German], English),
            ("die war machine", &[English, German], English),
            ("Zettelkasten", &[German, English], German),
            ("wie schreibe ich eine neue Notiz", &[English], English),
            ("wie schreibe ich eine neue Notiz", &[], English),
        ] {
            let words: Vec<&str> = query.split(' ').collect();
            assert_eq!(query_language(&words, languages), language, "{query} in {languages:?}");
        }
    }

    #[test]
    fn some_languages_lose_beginnings() {
        for (language, word, stem) in
            [(Language::Arabic, "الكتاب", "كتاب"), (Language::Dutch, "gewerkt", "werk")]
        {
            assert!(!keep_beginnings(language));
            assert_eq!(stems(word, language), [stem]);
        }
    }

    proptest::proptest! {
        #[test]
        fn stems_begin_as_their_words(word in "[a-zA-Zà-öø-ÿşğıİăâîșțőűå]{1,14}|[а-яё]{1,12}") {
            for language in Language::ALL.into_iter().filter(|&language| keep_beginnings(language)) {
                stems_of(&word, language, |stem, range| {
                    let first = words::fold(&word[range]).chars().next();
                    assert_eq!(stem.chars().next(), first, "{stem}");
                });
            }
        }
    }
}
