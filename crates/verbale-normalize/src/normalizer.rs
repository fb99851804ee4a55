//! The normalizer of one file.

use crate::comments::{self, OfCell};
use crate::context::Context;
use crate::form::{self, Speaker};
use crate::listed::Listed;
use crate::memory::Memory;
use crate::records::Records;
use crate::replies::Content;
use rustc_hash::FxHashMap;
use verbale_model::catalogue::UNKNOWN_PART;
use verbale_model::intake::{Crossing, Entry, Fate, Intake, Note, NoteKind, RawRow};
use verbale_model::layout::Layout;
use verbale_model::reading::{CellNote, Claim};
use verbale_model::{
    Accounting, Answer, CodeId, DimId, EditionId, EditionKind, Finding, Findings, ItemId, Kind, Language, PlaceId, RawCell,
    Reading, Rejection, Schemas,
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
    listed: Listed,
    notes: Vec<CellNote>,
    remarks: Vec<OfCell>,
    records: Option<Records<'s>>,
    claim: Option<Claim>,
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
            listed: Listed::new(context.edition),
            notes: Vec::new(),
            remarks: Vec::new(),
            records,
            claim: None,
        }
    }

    /// Keeps the place of every finding of these kinds, also of those that are not kept.
    #[must_use]
    pub fn tracing(mut self, kinds: &[&'static Kind]) -> Self {
        self.file.findings = Findings::tracing(kinds);
        self
    }

    /// Takes what was learned of labels from earlier files; [`Normalizer::teach`] gives it back. The memory is one of the same
    /// schemas.
    pub fn recall(&mut self, memory: &mut Memory) {
        self.listed.recall(memory.take(self.context.edition.id, self.context.language));
    }

    /// Gives what was learned of labels to later files.
    pub fn teach(&mut self, memory: &mut Memory) {
        memory.keep(self.context.edition.id, self.context.language, self.listed.known());
    }

    /// Gives away the answers read so far, in the order of their areas and then as read, and forgets them with their attributes and
    /// what was unplaced. For who needs each answer once and not all at the same time.
    pub fn hand_over(&mut self, mut take: impl FnMut(Option<CodeId>, &Answer)) {
        for reply in &mut self.file.replies.list {
            if reply.answers.is_empty() {
                // Only what is read now needs the room for more.
                reply.answers = Vec::new();
                reply.attributes = Vec::new();
            }
            for answer in &reply.answers {
                take(reply.area, answer);
            }
            reply.answers.clear();
            reply.attributes.clear();
            reply.unplaced.clear();
        }
    }

    /// What was read, after the last cell; `accounting` is the reader's.
    ///
    /// # Errors
    /// If a form does not say, or does not say uniquely, which State speaks.
    pub fn finish(mut self, accounting: Accounting) -> Result<Reading, Rejection> {
        let mut labels = self.listed.labels(&self.context);
        comments::attach(&self.remarks, &mut self.file);
        match &mut self.records {
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
                records.drop_head(&mut self.file);
                records.break_silence(&mut self.file);
                labels.extend(records.labels());
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
            notes: self.notes,
            accounting,
            // Of a file in parts that say one thing and the other, that it adds: then nothing is lost.
            claim: self.claim.max(self.records.as_ref().and_then(|records| records.claim)),
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

    fn listed(&mut self, item: ItemId, dimension: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        self.listed.code(item, dimension, label, &self.context, &mut self.file)
    }

    fn crossing(&mut self, crossing: Crossing<'_>) {
        form::series_entry(crossing.series, crossing.year, crossing.entry, &self.context, &mut self.file);
    }

    fn note(&mut self, note: Note<'_>) {
        let text = self.file.texts.intern(&note.text);
        match note.kind {
            kind @ (NoteKind::Comment | NoteKind::Language) => self.remarks.push(OfCell { kind, at: note.at, text }),
            kind => self.notes.push(CellNote { kind, at: note.at, text }),
        }
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

    fn claims(&mut self, claim: Claim) {
        self.claim = self.claim.max(Some(claim));
    }
}
