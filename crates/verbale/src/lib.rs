//! The command `verbale`, as a library so that tests and benchmarks can run its parts.

pub mod args;
pub mod child_reader;
pub mod command;
pub mod discover;
pub mod exit;

pub mod log;
pub mod meter;
pub mod ordered;
pub mod originals;
pub mod output;
pub mod pipeline;
