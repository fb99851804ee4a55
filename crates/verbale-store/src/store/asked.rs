//! What is asked of a store: who replied, what is in force, the register, clearance, tallies.

use super::Store;
use crate::error::Result;
use crate::register::{self, query as query_register};
use crate::session::Session;
use crate::{clearance, query};
use verbale_model::{ClearanceEvent, RegisterEntry};

impl Store {
    /// Who replied, in order of instrument, edition and area; for all editions, or for one such as `tip-measures/2019`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn status(&mut self, edition: Option<&str>) -> Result<Vec<query::Respondent>> {
        self.read(|session| query::status(session, edition))
    }

    /// The replies in force, in the order in which they came.
    ///
    /// # Errors
    /// If the database fails.
    pub fn replied(&mut self) -> Result<Vec<query::Replied>> {
        self.read(query::replied)
    }

    /// What a reply in force says in whole figures and codes.
    ///
    /// # Errors
    /// If the database fails.
    pub fn stated(&mut self, reply: i64) -> Result<Vec<query::Stated>> {
        self.read(|session| query::stated(session, reply))
    }

    /// The entries of the register in their newest versions, those that were struck out included.
    ///
    /// # Errors
    /// If the database fails.
    pub fn register(&mut self) -> Result<Vec<RegisterEntry>> {
        self.commit()?;
        register::export(self.session()?)
    }

    /// The entries of the register that name a file, as `edition entry`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn entries_naming(&mut self, name: &str, sha256: &[u8; 32]) -> Result<Vec<String>> {
        register::named(self.session()?, name, &verbale_model::digest::hex(sha256))
    }

    /// What the register says of all rounds: who has not replied, what is not coded, missing or contradicted.
    ///
    /// # Errors
    /// If the database fails.
    pub fn rounds(&mut self) -> Result<query_register::Rounds> {
        self.read(query_register::rounds)
    }

    /// All that was settled about figures, in order of time.
    ///
    /// # Errors
    /// If the database fails.
    pub fn clearance(&mut self) -> Result<Vec<ClearanceEvent>> {
        self.commit()?;
        clearance::all(self.session()?)
    }

    /// The content digests of the replies in force of an area for an edition such as `tip-measures/2019`.
    ///
    /// # Errors
    /// If the database fails.
    pub fn contents_in_force(&mut self, edition: &str, area: &str) -> Result<Vec<String>> {
        self.commit()?;
        clearance::contents(self.session()?, edition, area)
    }

    /// The areas with a reply in force for an edition.
    ///
    /// # Errors
    /// If the database fails.
    pub fn areas_in_force(&mut self, edition: &str) -> Result<Vec<String>> {
        self.commit()?;
        clearance::areas(self.session()?, edition)
    }

    /// How many answers in force an event would be about.
    ///
    /// # Errors
    /// If the database fails.
    pub fn answers_covered(&mut self, event: &ClearanceEvent) -> Result<u64> {
        self.commit()?;
        clearance::covered(self.session()?, event)
    }

    /// The tally of each measure of an edition such as `tip-measures/2019`, in the order of the questionnaire.
    ///
    /// # Errors
    /// If the database fails.
    pub fn tally(&mut self, edition: &str) -> Result<Vec<query::Tally>> {
        self.read(|session| query::tally(session, edition))
    }

    /// How much of each pillar the replies in force answer, in order of edition and pillar.
    ///
    /// # Errors
    /// If the database fails.
    pub fn coverage(&mut self) -> Result<Vec<query::PillarCoverage>> {
        self.commit()?;
        // A server that knows nothing of new tables takes several times as long. A file's are refreshed at the end of the run.
        if self.wrote && matches!(self.session, Some(Session::Postgres(_))) {
            self.wrote = false;
            self.place.refresh_statistics(self.session.as_ref())?;
        }
        self.read(query::coverage)
    }

    /// The whole database in a few numbers.
    ///
    /// # Errors
    /// If the database fails.
    pub fn summary(&mut self) -> Result<query::Summary> {
        self.read(query::summary)
    }
}
