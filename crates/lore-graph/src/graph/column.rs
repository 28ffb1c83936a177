//! The columns of a stored graph, by number. Strings and lists take two. Leaves out how a column is stored,
//! which is in `columns`, and dates and other values that are packed into integers (`packed`).

pub(crate) const NOTE_PATH: usize = 0; // strings
pub(crate) const NOTE_TITLE: usize = 2; // strings: what the note itself says
pub(crate) const NOTE_KIND: usize = 4; // strings
pub(crate) const NOTE_STAMP: usize = 6; // longs, STAMP each
pub(crate) const NOTE_SECTION: usize = 7; // ints, one more than notes
pub(crate) const NOTE_LINK: usize = 8; // ints, one more than notes
pub(crate) const NOTE_CONCEPT: usize = 9;
pub(crate) const NOTE_DATE: usize = 10;
pub(crate) const NOTE_ALIAS: usize = 11; // strings: the aliases, each with a 0 behind it
pub(crate) const FILE_PATH: usize = 13; // strings

pub(crate) const SECTION_NOTE: usize = 15;
pub(crate) const SECTION_PARENT: usize = 16; // how many sections before it that is, or none
pub(crate) const SECTION_LEVEL: usize = 17;
pub(crate) const SECTION_HEADING: usize = 18; // strings
pub(crate) const SECTION_KEY: usize = 20; // longs: hash of the heading's key
pub(crate) const SECTION_SLUG: usize = 21; // longs: hash of the anchor
pub(crate) const SECTION_LINE: usize = 22;
pub(crate) const SECTION_START: usize = 23;
pub(crate) const SECTION_END: usize = 24;
pub(crate) const SECTION_OWN_END: usize = 25;
pub(crate) const SECTION_WORDS: usize = 26;
pub(crate) const SECTION_ORDER: usize = 27;
pub(crate) const SECTION_DATE: usize = 28;
pub(crate) const SECTION_UNIT: usize = 29;
pub(crate) const NOTE_STATEMENT: usize = 30; // ints, one more than notes

pub(crate) const BLOCK_NOTE: usize = 31; // ints, one more than notes
pub(crate) const BLOCK_KEY: usize = 32; // longs
pub(crate) const BLOCK_SECTION: usize = 33;
pub(crate) const BLOCK_LINE: usize = 34;

pub(crate) const LINK_SECTION: usize = 35;
pub(crate) const LINK_KIND: usize = 36; // of its target, as it is written, and by which rule
pub(crate) const LINK_LAST_WORD: usize = 37; // by what names links can lead elsewhere
pub(crate) const LINK_TARGET: usize = 38;
pub(crate) const LINK_OTHERS: usize = 39;
pub(crate) const LINK_CANDIDATES: usize = 40;
pub(crate) const LINK_LINE: usize = 41;
pub(crate) const BACKLINK: usize = 42; // lists: note -> links that reach it or a part of it

pub(crate) const CONCEPT_NAME: usize = 44; // strings
pub(crate) const CONCEPT_FLAGS: usize = 46;
pub(crate) const CONCEPT_BROADER: usize = 47; // lists
pub(crate) const CONCEPT_NARROWER: usize = 49; // lists
pub(crate) const CONCEPT_NOTE: usize = 51; // lists: the notes that are about it by name
pub(crate) const CONCEPT_STATEMENT: usize = 53; // lists

pub(crate) const STATEMENT_SECTION: usize = 55;
pub(crate) const STATEMENT_CONCEPT: usize = 56;
pub(crate) const STATEMENT_HOW: usize = 57;
pub(crate) const STATEMENT_LINE: usize = 58;
pub(crate) const STATEMENT_FIELD: usize = 59;
pub(crate) const FIELD_NAME: usize = 60; // strings

pub(crate) const UNIT_SECTION: usize = 62;
pub(crate) const UNIT_EDGE: usize = 63; // lists: node -> nodes beside it

pub(crate) const NAME_KEY: usize = 65; // longs, sorted: names for links
pub(crate) const NAME_ID: usize = 66;
pub(crate) const DIVIDED_VALUE: usize = 67; // longs, sorted: values whose parts may be concepts
pub(crate) const PROFILE: usize = 68; // one int: place among all profiles
pub(crate) const PHRASE_HASH: usize = 69; // longs: what concepts are called in text
pub(crate) const PHRASE_CONCEPT: usize = 70;
pub(crate) const PHRASE_LINKS: usize = 71;
pub(crate) const CONCEPT_KEY_HASH: usize = 72; // longs: keys, names of a note included
pub(crate) const CONCEPT_KEY_ID: usize = 73;
pub(crate) const NOTE_KEY: usize = 74; // longs, sorted
pub(crate) const NOTE_KEY_ID: usize = 75;
pub(crate) const NAME_ORDER: usize = 76; // note ids; for one profile only
pub(crate) const NOTE_REMARKS: usize = 77; // 1 where the record holds problems or ignores
pub(crate) const NOTE_LANGUAGE: usize = 78; // place among all languages
pub(crate) const SECTION_SQUARED_NORM: usize = 79;
pub(crate) const UNIT_WORDS: usize = 80;
pub(crate) const UNIT_SQUARED_NORM: usize = 81;
pub(crate) const NOTE_STATUS: usize = 82; // 1 where the record says how far things have come
pub(crate) const NOTE_MODIFIED: usize = 83;
pub(crate) const NOTE_TASKS: usize = 84;
pub(crate) const NOTE_OPEN_TASKS: usize = 85;
pub(crate) const CONCEPT_COUNT: usize = 86; // lists: how often it is named, by kind and spelling
pub(crate) const LONE_VALUE: usize = 88; // longs, sorted: values of fields that are no concepts
pub(crate) const NOTE_NAMING: usize = 89; // whether the title is what the note is called
pub(crate) const WORD_COUNT: usize = 90; // one long: words in all units
pub(crate) const CONCEPT_SPELLING: usize = 91; // strings: where there are several, each with a 0 behind it
pub(crate) const DECLARED: usize = 93; // narrower, broader and how often notes say so; sorted
pub(crate) const JOINED_KEY: usize = 94; // longs, sorted: by which what may be several names is read
pub(crate) const SITE_FOLDER: usize = 95; // text; empty where the site is served at its host's root
pub(crate) const NOTE_PERIOD: usize = 96; // 1 where the note is called as a day, week, month or year is
pub(crate) const SECTION_CONTENTS: usize = 97; // 1 where the section lists the headings of its note
pub(crate) const LINK_NAVIGATION: usize = 98; // 1 where the link only helps to turn pages
pub(crate) const LINK_BESIDE: usize = 99; // 1 where another link stands in the same line
pub(crate) const ALONE_VALUE: usize = 100; // longs, sorted: values of fields that can only be one name
pub(crate) const LAST: usize = ALONE_VALUE;
