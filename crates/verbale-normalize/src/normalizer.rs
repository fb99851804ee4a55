//! The normalizer of one file.

use crate::context::Context;
use crate::form::{self, Speaker};
use crate::records::Records;
use crate::replies::Content;
use rustc_hash::FxHashMap;
use verbale_model::catalogue::UNKNOWN_PART;
use verbale_model::intake::{Entry, Fate, Intake, RawRow};
use verbale_model::layout::Layout;
use verbale_model::{
    Accounting, EditionId, EditionKind, Finding, ItemId, Kind, Language, PlaceId, RawCell, Reading, Rejection, Schemas,
};

/// Turns the raw cells of one file into replies of typed answers, with findings.
///
/// A reader that has recognized the edition, its layout and the language pushes cells in through [`Intake`]; in the end
/// [`Normalizer::finish`] gives the reading.
pub struct Normalizer<'s> {
    context: Context<'s>,
    layout: &'s Layout,
    places: Vec<String>,
    place_index: FxHashMap<String, PlaceId>,
    file: Content,
    speaker: Speaker,
    records: Option<Records<'s>>,
}

impl<'s> Normalizer<'s> {
    /// A normalizer for a file of an edition, in one of its layouts and in a language.
    ///
    /// # Panics
    /// If the edition has no layout of that index.
    pub fn new(schemas: &'s Schemas, edition: EditionId, layout: usize, language: Language) -> Self {
        let context = Context::new(schemas, edition, language);
        let layout = &context.edition.layouts[layout];
        let records = match layout {
            Layout::Form(_) => None,
            Layout::Records(records) => Some(Records::new(records, context)),
        };
        Self {
            context,
            layout,
            places: Vec::new(),
            place_index: FxHashMap::default(),
            file: Content::default(),
            speaker: Speaker::default(),
            records,
        }
    }

    /// What was read, after the last cell; `accounting` is the reader's.
    ///
    /// # Errors
    /// If a form does not say, or does not say uniquely, which State speaks.
    pub fn finish(mut self, accounting: Accounting) -> Result<Reading, Rejection> {
        let mut labels = Vec::new();
        match &self.records {
            None => match self.speaker.area() {
                Ok(area) => {
                    for reply in &mut self.file.replies.list {
                        reply.area = Some(area);
                    }
                    self.file.findings.fill_area(area);
                }
                Err(reason) => {
                    let mut findings = self.file.findings;
                    findings.sort();
                    return Err(Rejection { reason, findings, places: self.places });
                }
            },
            Some(records) => {
                records.break_silence(&mut self.file);
                labels = records.labels();
                self.fill_only_area();
            }
        }
        let Content { texts, series, mut findings, replies, .. } = self.file;
        findings.sort();
        Ok(Reading {
            edition: self.context.edition.id,
            layout: self.layout.name().to_owned(),
            language: self.context.language,
            places: self.places,
            texts,
            series,
            replies: replies.sorted(self.context.schemas),
            findings,
            labels,
            accounting,
        })
    }

    /// What was noticed on a coding sheet as a whole concerns the one State that it is about.
    fn fill_only_area(&mut self) {
        if let (EditionKind::Reply, [reply]) = (self.context.edition.kind, self.file.replies.list.as_slice())
            && let Some(area) = reply.area
        {
            self.file.findings.fill_area(area);
        }
    }

    /// The item that names the State that speaks.
    fn speaks(&self, item: ItemId) -> bool {
        matches!(self.layout, Layout::Form(form) if form.state == item)
    }
}

impl Intake for Normalizer<'_> {
    fn place(&mut self, name: &str) -> PlaceId {
        if let Some(place) = self.place_index.get(name) {
            return *place;
        }
        // Readers bound the number of sheets and paths far below this; the last one stands for all beyond.
        let Ok(index) = u16::try_from(self.places.len()) else { return PlaceId(u16::MAX) };
        self.places.push(name.to_owned());
        self.place_index.insert(name.to_owned(), PlaceId(index));
        PlaceId(index)
    }

    fn entry(&mut self, item: ItemId, entry: Entry<'_>) {
        let speaks = self.speaks(item);
        form::entry(item, entry, speaks.then_some(&mut self.speaker), &self.context, &mut self.file);
    }

    fn row(&mut self, row: &RawRow<'_, '_>) -> Fate {
        if let Some(records) = &mut self.records {
            return records.take(row, &mut self.file);
        }
        for cell in row.cells.iter().flatten().chain(row.extra.iter().map(|(_, cell)| cell)) {
            self.unplaced(cell, UNKNOWN_PART);
        }
        Fate::Unplaced
    }

    fn unplaced(&mut self, cell: &RawCell<'_>, why: &'static Kind) {
        self.file.unplaced(None, cell.at, &cell.text, why);
    }

    fn finding(&mut self, finding: Finding) {
        self.file.findings.push(finding);
    }
}
