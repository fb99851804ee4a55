//! What a document is, told from its root element, and reading it on from there.

use crate::event::{Event, Kind};
use crate::fault::{FaultKind, Place};
use crate::limits::Limits;
use crate::reader::Reader;
use crate::rejection::{unknown_root, unreadable};
use crate::{reply, sdmx};
use std::io::BufRead;
use verbale_model::{Accounting, EditionId, Intake, Language, Rejection, Schemas};

/// A document whose edition is known, read as far as that took.
pub struct Document<'d>(Kinds<'d>);

enum Kinds<'d> {
    Reply(Box<Reader<'d>>, reply::Recognized),
    Statistics(Box<sdmx::Recognized<'d>>),
}

/// Opens a document and recognizes it, or takes it as the edition that is `wanted`. It is read once, from its beginning to its
/// end; of its bytes, memory holds one piece.
///
/// # Errors
/// It is not well-formed as far as it was read, or beyond a bound; its root element is not known; no edition reads it.
pub fn recognize<'d>(source: impl BufRead + 'd, schemas: &Schemas, wanted: Option<EditionId>) -> Result<Document<'d>, Rejection> {
    let refused = |fault: crate::Fault| fault.rejection(&reply::LIMITS);
    let mut reader = Reader::from_stream(source, reply::LIMITS).map_err(refused)?;
    if let Some(recognized) = reply::recognize(&mut reader, schemas, wanted)? {
        return Ok(Document(Kinds::Reply(Box::new(reader), recognized)));
    }
    if let Some(Event { place, kind: Kind::Start { name, .. } }) = reader.next_event().map_err(refused)?
        && !sdmx::is_of_sdmx(name)
    {
        return Err(unknown_root(place, name));
    }
    reader.start_again();
    // What it says is handed on as it is read.
    let limits = Limits::default();
    reader.bound(limits.total_bytes);
    match sdmx::recognize(reader, limits, schemas, wanted)? {
        Some(recognized) => Ok(Document(Kinds::Statistics(Box::new(recognized)))),
        None => Err(unreadable(Place::START, "", FaultKind::NoRoot.words())),
    }
}

impl Document<'_> {
    /// The edition.
    pub fn edition(&self) -> EditionId {
        match &self.0 {
            Kinds::Reply(_, recognized) => recognized.edition,
            Kinds::Statistics(recognized) => recognized.edition,
        }
    }

    /// The layout: an index into [`verbale_model::Edition::layouts`].
    pub fn layout(&self) -> usize {
        match &self.0 {
            Kinds::Reply(_, recognized) => recognized.layout,
            Kinds::Statistics(recognized) => recognized.layout,
        }
    }

    /// The language in which a reply is written, or that of the headings of statistics.
    pub fn language(&self) -> Language {
        match &self.0 {
            Kinds::Reply(_, recognized) => recognized.language,
            Kinds::Statistics(recognized) => recognized.language,
        }
    }

    /// Reads the document to its end, and gives the sums of what it says.
    ///
    /// # Errors
    /// It could not be read to its end: what the intake has of it by then must be dropped.
    pub fn read(self, schemas: &Schemas, intake: &mut impl Intake) -> Result<Accounting, Rejection> {
        match self.0 {
            Kinds::Reply(reader, recognized) => reply::read(*reader, schemas, &recognized, intake),
            Kinds::Statistics(recognized) => recognized.read(schemas, intake),
        }
    }
}
