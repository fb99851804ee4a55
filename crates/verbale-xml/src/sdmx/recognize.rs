//! Which edition a message is read as: the one that names its structure.

use super::beside::Held;
use super::header::Structure;
use super::message::Message;
use super::part::Part;
use super::rows::Rows;
use super::vocabulary::Action;
use crate::fault::Place;
use crate::limits::Limits;
use crate::reader::Reader;
use crate::rejection::rejected;
use verbale_model::catalogue::EDITION_UNKNOWN;
use verbale_model::layout::{Layout, RecordsLayout, Sdmx};
use verbale_model::{Accounting, Edition, EditionId, Intake, Language, Rejection, Schemas};

/// A message whose edition is known, read up to its first data set.
pub struct Recognized<'d> {
    /// The edition.
    pub edition: EditionId,
    /// The layout: an index into [`Edition::layouts`].
    pub layout: usize,
    /// The language of its headings.
    pub language: Language,
    message: Message<'d>,
    limits: Limits,
    structure: String,
    action: Option<Action>,
    place: Place,
    /// What stood before it.
    held: Held,
    /// The structure of the first data set, where a person has said that it is read as this edition.
    accepted: Option<String>,
}

/// Recognizes an SDMX message; nothing if the document is none.
///
/// With `wanted`, the message is read as that edition if it has one layout for SDMX, whatever structure it names.
pub fn recognize<'d>(
    reader: Reader<'d>,
    limits: Limits,
    schemas: &Schemas,
    wanted: Option<EditionId>,
) -> Result<Option<Recognized<'d>>, Rejection> {
    let rejection = |refusal: super::Refusal| refusal.rejection(&limits);
    let Some(mut message) = Message::open(reader).map_err(rejection)? else { return Ok(None) };
    let mut held = Held::default();
    let (structure, action, place) = loop {
        match message.next_part().map_err(rejection)? {
            Some(Part::DataSet(set)) => break (set.structure.map(Structure::key).unwrap_or_default(), set.action, set.place),
            Some(Part::Other(beside)) => {
                let place = beside.place;
                held.push(beside).map_err(|why| rejection(super::Refusal::Message { why, place, path: String::new() }))?;
            }
            Some(Part::Said(said)) => {
                let place = said.place;
                held.push_said(said).map_err(|why| rejection(super::Refusal::Message { why, place, path: String::new() }))?;
            }
            Some(_) => {}
            None => return Err(unknown(Place::START, "the message has no data set")),
        }
    };
    let fitting = |known: &dyn Fn(&String) -> bool| {
        candidates(schemas, wanted).filter(|(.., sdmx)| sdmx.structures.iter().any(known)).collect::<Vec<_>>()
    };
    let mut fits = fitting(&|known| *known == structure);
    if fits.is_empty() {
        // A data set of a structure that nobody reads can stand before one that is read.
        let named: Vec<String> = message.header().structures.iter().map(Structure::key).collect();
        fits = fitting(&|known| named.contains(known));
    }
    let all = candidates(schemas, wanted).collect::<Vec<_>>();
    let found = match (fits.as_slice(), all.as_slice()) {
        ([only], _) => only,
        ([], [only]) if wanted.is_some() => only,
        ([], _) => {
            let named = if structure.is_empty() { "no structure".to_owned() } else { format!("the structure {structure}") };
            return Err(unknown(place, &format!("it follows {named}, which no edition reads")));
        }
        (several, _) => {
            let names = several.iter().map(|(edition, ..)| edition.path()).collect::<Vec<_>>().join(" and ");
            return Err(unknown(place, &format!("it fits {names}")));
        }
    };
    let (edition, layout, ..) = *found;
    let language = edition.languages.first().copied().unwrap_or(Language::En);
    let accepted = wanted.is_some().then(|| structure.clone());
    Ok(Some(Recognized { edition: edition.id, layout, language, message, limits, structure, action, place, held, accepted }))
}

/// The layouts for SDMX, with their editions.
fn candidates(schemas: &Schemas, wanted: Option<EditionId>) -> impl Iterator<Item = (&Edition, usize, &RecordsLayout, &Sdmx)> {
    let editions = schemas.editions.iter().filter(move |edition| wanted.is_none_or(|wanted| edition.id == wanted));
    editions.flat_map(|edition| {
        edition.layouts.iter().enumerate().filter_map(move |(index, layout)| match layout {
            Layout::Records(records) => Some((edition, index, records, records.sdmx.as_ref()?)),
            Layout::Form(_) => None,
        })
    })
}

fn unknown(place: Place, detail: &str) -> Rejection {
    let mut rejection = rejected(EDITION_UNKNOWN, place, "");
    rejection.reason = rejection.reason.arg(detail);
    rejection
}

/// Ids of the components that are dimensions.
fn dimensions(edition: &Edition, layout: &RecordsLayout) -> Vec<String> {
    let keys: Vec<_> = layout.columns.iter().filter(|column| column.in_key).map(|column| column.key).collect();
    edition.labels.list.iter().filter(|label| keys.contains(&label.key)).map(|label| label.text.clone()).collect()
}

impl Recognized<'_> {
    /// Reads the message to its end, and gives the sums of its components and observations.
    ///
    /// A rejection means that the message could not be read to its end: what the intake has of it by then must be dropped.
    pub fn read(mut self, schemas: &Schemas, intake: &mut impl Intake) -> Result<Accounting, Rejection> {
        let edition = schemas.edition(self.edition);
        let found = candidates(schemas, Some(self.edition)).find(|(_, index, ..)| *index == self.layout);
        let Some((.., layout, sdmx)) = found else { return Err(unknown(self.place, "the layout is none for SDMX")) };
        self.message.dimensions(dimensions(edition, layout));
        let mut rows = Rows::new(edition, layout, sdmx, self.message.root().to_owned(), intake);
        rows.accept(self.accepted);
        for beside in &self.held.list {
            rows.beside(beside);
        }
        for said in &self.held.said {
            rows.said(said);
        }
        rows.data_set(&self.structure, self.action, self.place);
        rows.read(&mut self.message).map_err(|refusal| refusal.rejection(&self.limits))
    }
}
