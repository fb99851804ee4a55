//! Free text: taken apart once into words, numbers and signs, then judged by what stands beside what. One pass each, no
//! backtracking; what a text says never leaves this module.

mod damage;
mod language;
mod numbers;
mod persons;
mod tokens;

pub(crate) use damage::is_damaged;
pub(crate) use language::{Spoken, spoken};
pub(crate) use numbers::{has_document_number, has_email, has_phone};
pub(crate) use persons::{names_a_victim, tells_who};
pub(crate) use tokens::{Text, Tokens};

#[cfg(test)]
mod tests;
