//! Lineage: from a figure back to the answers, replies, files and cells behind it, and from a cell to the figures it feeds.
//! `schemas/trace.schema.json` describes the JSON form. What the sender wrote on itself is never shown.

mod cell;
mod figure;
mod ruling;
mod source;

pub use cell::{CellTrace, Feeds, Noticed, Stand, Standing, TallyCell};
pub use figure::{Figure, FigureSource, Filter, TallySource, TallyTrace};
pub use ruling::Settled;
pub use source::{Original, Source};

use crate::error::Result;
use crate::session::Session;

/// Answers questions about lineage, on a connection of its own that only reads.
#[derive(Debug)]
pub struct Tracer {
    direct: Session,
}

impl Tracer {
    /// On a connection.
    pub(crate) fn new(direct: Session) -> Self {
        Self { direct }
    }

    /// The replies behind a cell of `measure_tally`: those of an edition such as `tip-measures/2019` that say `says` on an item, or
    /// all of them for `replies`. `None` if the edition has no such item in its tally.
    ///
    /// # Errors
    /// If the database fails.
    pub fn tally(&self, edition: &str, item: &str, says: &str) -> Result<Option<TallyTrace>> {
        figure::tally(&self.direct, edition, item, says)
    }

    /// The figures of an item that pass the filter, one a series and year, each with its answers and its total over areas.
    ///
    /// # Errors
    /// If the database fails.
    pub fn figures(&self, edition: &str, item: &str, filter: &Filter) -> Result<Vec<Figure>> {
        figure::figures(&self.direct, edition, item, filter)
    }

    /// What stands at a cell of a file, and which figures it feeds. The file is given by the name that the views have for it, or by
    /// the first digits of its SHA-256; the cell as `'Sheet'!B7`, `B7`, or `line:column` of an XML document. `None` if there is
    /// no such file.
    ///
    /// # Errors
    /// If the database fails.
    pub fn cell(&self, file: &str, cell: &str) -> Result<Option<CellTrace>> {
        cell::trace(&self.direct, file, cell)
    }
}
