//! What the store says of its own truth: chains, originals, verification, lineage.

use crate::error::Result;
use crate::record::OriginalFile;
use crate::store::Store;
use crate::trace::Tracer;
use crate::verify::Verifier;
use crate::{Chain, chain, query};

impl Store {
    /// What the database was told of each file whose original is archived, in the order in which they came.
    ///
    /// # Errors
    /// If the database fails.
    pub fn originals(&mut self) -> Result<Vec<OriginalFile>> {
        self.read(query::originals)
    }

    /// The chains of runs and of acts, every link computed again.
    ///
    /// # Errors
    /// If the database fails.
    pub fn chain(&mut self) -> Result<Chain> {
        self.read(|session| session.at_once(chain::check))
    }

    /// Compares files with the database, on a connection of its own that only reads.
    ///
    /// # Errors
    /// If the database cannot be opened once more.
    pub fn verifier(&mut self) -> Result<Verifier> {
        Ok(Verifier::new(self.reader()?))
    }

    /// Answers questions about lineage, on a connection of its own that only reads.
    ///
    /// # Errors
    /// If the database cannot be opened once more.
    pub fn tracer(&mut self) -> Result<Tracer> {
        Ok(Tracer::new(self.reader()?))
    }
}
