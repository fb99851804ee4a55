//! The tests of verbale-normalize that need schemas: those shipped, and the edition of `tests/schemas`.

#![expect(clippy::unwrap_used, reason = "all of this is tests")]

mod areas;
mod choices;
mod dataset;
mod dates;
mod forms;
mod numbers;
mod properties;
mod records;
mod runs;
mod support;
mod vocabulary;
