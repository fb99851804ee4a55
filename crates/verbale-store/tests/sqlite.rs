//! The store in a file of `SQLite`.

mod suite;
mod support;
