//! Bugs that were found, each as a test named after what went wrong, by what they were in. New ones first
//! become a test here.

mod links;
mod mentions;
mod notes;
mod orphans;
mod progress;
mod related;
mod search;
mod settings;
mod shell;
mod topics;
