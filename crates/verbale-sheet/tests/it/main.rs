//! What is read of whole files, and what is refused.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says so")]

mod annotations;
mod array_formulas;
mod containers;
mod corpus;
mod crafted;
mod cuts;
mod delimited;
mod forms;
mod own_labels;
mod properties;
mod recognition;
mod records;
mod relay;
mod second_opinion;
mod shipped;
mod shipped_tables;
mod support;
mod tables;
mod uncertain;
