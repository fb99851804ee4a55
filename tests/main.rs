//! Integration tests of the workspace: one binary, run with the crate `verbale`.

#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::format_collect, reason = "tests may, and say what they skip")]

mod support;

mod batch;
mod catalogue;
mod child_reader;
mod decide;
mod fixtures;
mod glotip;
mod history;
mod new_edition;
mod originals;
mod outputs;
mod page;
mod postgres;
mod published_counts;
mod published_replies;
mod queries;
mod rebuild;
mod register;
mod reply_any;
mod reply_xml;
mod rule_cases;
mod sdmx;
mod seeded;
mod threads;
mod trace;
mod translations;
mod verify;
