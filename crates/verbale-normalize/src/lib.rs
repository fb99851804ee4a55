//! From raw text to typed answers: numbers, dates, answer words, areas and codes, in six languages.
//!
//! A [`Normalizer`] takes what a reader finds in one file, cell by cell, and gives the replies in it. What cannot be read with
//! certainty is kept as it stood, with its status and a finding; nothing is guessed. The crate opens no file.
//!
//! ```text
//! number  ← lexeme, bounds, footnote, stated     area ← compound, mojibake, naming, suggest
//! date    ← stated                               choice, multi ← tick, stated
//! value   ← number, date, choice, multi
//! form    ← value, options, area; listed (labels of open lists), comments
//! records ← cache, plan; row ← area, selection (item, dimensions), beside (status, unit), outcome (value, or the row kept whole)
//!           measured: values as statistical software writes them; head, run: what a row has in common with the one before
//! normalizer ← form, records
//! ```

pub mod area;
pub mod choice;
pub mod date;
pub mod mojibake;
pub mod multi;
pub mod number;

mod aside;
mod beside;
mod bounds;
mod cache;
mod comments;
mod compound;
mod context;
mod digits;
mod footnote;
mod form;
mod head;
mod lexeme;
mod listed;
mod measured;
mod memory;
mod naming;
mod normalizer;
mod options;
mod outcome;
mod plan;
mod records;
mod remark;
mod replies;
mod row;
mod run;
mod selection;
mod stated;
mod tick;
mod value;

pub use memory::Memory;
pub use normalizer::Normalizer;
pub use remark::Remark;
