//! Whether the database holds exactly what the originals say: each file's rows beside what reading its original gives today.

mod difference;
mod digests;
mod facts;
mod files;
mod in_force;
mod integrity;
mod noticed;
mod rows;
mod series;

pub use difference::{Difference, Differences};
pub use files::StoredFile;

use crate::error::Result;
use crate::record::FileOutcome;
use crate::session::Session;
use rustc_hash::FxHashSet;
use verbale_model::{Reading, Rejection, Schemas};

/// Compares files with the database, on a connection of its own that only reads: each thread opens one.
#[derive(Debug)]
pub struct Verifier {
    direct: Session,
    /// Series whose rows were compared already.
    series: FxHashSet<i64>,
}

/// What came of comparing a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Answers compared.
    pub answers: u64,
    /// Unplaced entries compared.
    pub unplaced: u64,
    /// Further facts of answers compared.
    pub attributes: u64,
    /// Findings compared, one by one; their exact numbers are compared besides.
    pub findings: u64,
    /// How the row of the file, its replies, answers, unplaced entries, attributes, vocabulary and notes on cells differ.
    pub facts: Differences,
    /// How its findings and their numbers differ.
    pub noticed: Differences,
}

impl Comparison {
    /// True if nothing differs.
    pub const fn is_same(&self) -> bool {
        self.facts.is_empty() && self.noticed.is_empty()
    }
}

impl Verifier {
    /// On a connection.
    pub(crate) fn new(direct: Session) -> Self {
        Self { direct, series: FxHashSet::default() }
    }

    /// Every file that the database knows by its bytes, in the order in which they came.
    ///
    /// # Errors
    /// If the database fails.
    pub fn files(&self) -> Result<Vec<StoredFile>> {
        files::stored(&self.direct)
    }

    /// What is wrong with the database as such, whatever the originals say: damaged pages, rows that refer to nothing, answers that
    /// no reply counts.
    ///
    /// # Errors
    /// If the database fails.
    pub fn integrity(&self) -> Result<Vec<String>> {
        integrity::faults(&self.direct)
    }

    /// Derives once more what is in force, with all decisions, and when replies were received, and compares it with the rows. What is
    /// wrong is told in words.
    ///
    /// # Errors
    /// If the database fails.
    pub fn in_force(&self) -> Result<Vec<String>> {
        in_force::faults(&self.direct)
    }

    /// Compares what reading the original gives today with the rows of the file. Findings of the kinds `of_history` depend on what
    /// had come before, and are left out.
    ///
    /// # Errors
    /// If the database fails.
    pub fn compare(
        &mut self,
        schemas: &Schemas,
        file: &StoredFile,
        read: std::result::Result<&Reading, &Rejection>,
        of_history: &[&str],
    ) -> Result<Comparison> {
        let mut found = Comparison::default();
        match (read, file.outcome) {
            (Ok(reading), FileOutcome::Loaded | FileOutcome::Unchanged) => {
                facts::compare(self, schemas, file, reading, &mut found)?;
                noticed::compare(&self.direct, schemas, file, reading, of_history, &mut found)?;
            }
            (Err(rejection), FileOutcome::Rejected) => {
                facts::compare_rejected(&self.direct, schemas, file, rejection, &mut found.facts)?;
                noticed::compare_rejected(&self.direct, schemas, file, rejection, of_history, &mut found)?;
            }
            (_, FileOutcome::Ignored) => found.facts.of_file("its outcome is none that there is"),
            // A letter: it was kept, not read.
            (_, FileOutcome::Registered) => {}
            (Ok(_), _) => found.facts.of_file("it was rejected, and its original can be read"),
            (Err(_), _) => found.facts.of_file("it was loaded, and its original is rejected"),
        }
        Ok(found)
    }

    /// Whether the rows of a file still give the digests that its replies had when they were loaded. It says nothing of values,
    /// places and findings, and needs neither the original nor the schemas.
    ///
    /// # Errors
    /// If the database fails.
    pub fn digests(&self, file: &StoredFile) -> Result<Differences> {
        digests::compare(&self.direct, file)
    }
}
