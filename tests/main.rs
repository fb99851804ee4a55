//! Integration tests of the workspace: one binary, run with the crate `verbale`.

mod support;

mod batch;
mod catalogue;
mod fixtures;
mod glotip;
mod new_edition;
mod rule_cases;
