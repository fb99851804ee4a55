//! The tests of verbale-normalize that need schemas: those shipped, and the edition of `tests/schemas`.

mod areas;
mod choices;
mod dataset;
mod forms;
mod numbers;
mod properties;
mod records;
mod support;
mod vocabulary;
