//! The command `verbale`, as a library so that tests and benchmarks can run its parts.

pub mod args;
pub mod command;
pub mod discover;
pub mod exit;
pub mod foreign;
pub mod log;
pub mod meter;
pub mod ordered;
pub mod output;
pub mod pipeline;
