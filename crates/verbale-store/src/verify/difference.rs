//! What differs between the database and the originals, and where. No value is ever told.

use std::fmt;
use verbale_model::Locus;

/// How many differences of a file are listed; the count beyond it stays exact.
const KEPT: usize = 20;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// What differs: a table and a column.
    pub what: String,
    /// Where the value stands in the original, `'Sheet'!B7`; empty for the file as such.
    pub at: String,
}

/// Differences of a file: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Differences {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Difference>,
}

impl Differences {
    /// Counts one, and keeps it if it is among the first.
    pub(crate) fn add(&mut self, make: impl FnOnce() -> (String, String)) {
        self.count += 1;
        if self.first.len() < KEPT {
            let (what, at) = make();
            self.first.push(Difference { what, at });
        }
    }

    /// Adds those of another part of the same file.
    pub fn extend(&mut self, other: Self) {
        self.count += other.count;
        let room = KEPT.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room));
    }

    /// Adds a difference of the file as such.
    pub(crate) fn of_file(&mut self, what: &str) {
        self.add(|| (what.to_owned(), String::new()));
    }

    /// True if there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// A place in an original.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) places: &'a [String],
    pub(super) at: Locus,
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.at.place().and_then(|place| self.places.get(usize::from(place.0)));
        match (self.at, name.map(String::as_str)) {
            (Locus::File, _) => Ok(()),
            (at, None | Some("")) => f.write_str(&at.cell()),
            (at @ Locus::Cell { .. }, Some(name)) => write!(f, "'{}'!{}", name.replace('\'', "''"), at.cell()),
            (at @ Locus::Xml { .. }, Some(name)) => write!(f, "{name} {}", at.cell()),
        }
    }
}
