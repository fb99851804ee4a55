//! The ledger of a document: every attribute and text that says something is entered when it is met, and must leave as mapped,
//! template or unplaced.

use crate::fault::Place;
use crate::rejection::{excerpt, locus};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use verbale_model::intake::{Crossing, Entry, Note, NoteKind};
use verbale_model::{
    Accounting, CodeId, DimId, Finding, Intake, ItemId, Kind, Locus, PlaceId, RawCell, Rejection, Stored, catalogue,
};

/// Different paths that are told apart; the form of an edition has some hundred.
const MOST_PATHS: usize = 4_000;

/// The path of everything beyond that.
const OTHER_PATHS: &str = "/reply/…";

/// Passes what a document says on to an intake, and counts it on the way.
pub(super) struct Ledger<'i, I> {
    intake: &'i mut I,
    accounting: Accounting,
    paths: HashMap<String, PlaceId>,
    /// Paths whose content was told to be outside the questionnaire.
    told: HashSet<PlaceId>,
}

impl<'i, I: Intake> Ledger<'i, I> {
    pub(super) fn new(intake: &'i mut I) -> Self {
        Self { intake, accounting: Accounting::default(), paths: HashMap::new(), told: HashSet::new() }
    }

    /// A place of the document as a locus.
    pub(super) fn at(&mut self, path: &str, place: Place) -> Locus {
        locus(place, self.path(path))
    }

    fn path(&mut self, path: &str) -> PlaceId {
        let path = if self.paths.len() < MOST_PATHS || self.paths.contains_key(path) { path } else { OTHER_PATHS };
        if let Some(id) = self.paths.get(path) {
            return *id;
        }
        let id = self.intake.place(path);
        self.paths.insert(path.to_owned(), id);
        id
    }

    /// Enters attributes and texts that were met.
    pub(super) const fn enter(&mut self, count: usize) {
        self.accounting.cells += count as u64;
    }

    /// They say what the form asks its sender to say for the sake of the form.
    pub(super) const fn template(&mut self, count: usize) {
        self.accounting.template += count as u64;
    }

    /// They became an answer or a part of one.
    pub(super) const fn mapped(&mut self, count: usize) {
        self.accounting.mapped += count as u64;
    }

    /// They have no place, and are kept as one text.
    pub(super) fn unplaced(&mut self, text: &str, count: usize, at: Locus, why: &'static Kind) {
        self.accounting.unmapped += count as u64;
        self.intake.unplaced(&raw(text, at), why);
    }

    /// What something is that the questionnaire does not have; told once a path.
    pub(super) fn outside(&mut self, what: &str, label: &str, at: Locus) {
        if at.place().is_none_or(|place| self.told.insert(place)) {
            self.find(Finding::new(catalogue::UNKNOWN_PART, at).arg(what).arg(excerpt(label)));
        }
    }

    pub(super) fn find(&mut self, finding: Finding) {
        self.intake.finding(finding);
    }

    /// A text as the answer to an item.
    pub(super) fn answer(&mut self, item: ItemId, text: &str, at: Locus) {
        self.mapped(1);
        self.intake.entry(item, Entry::Cell(raw(text, at)));
    }

    /// An item whose element is empty.
    pub(super) fn blank(&mut self, item: ItemId, at: Locus) {
        self.intake.entry(item, Entry::Blank(at));
    }

    /// The language of the text at a place, where it is not that of the reply.
    pub(super) fn language(&mut self, tag: &str, at: Locus) {
        self.intake.note(Note { kind: NoteKind::Language, at, text: Cow::Borrowed(tag) });
    }

    /// The code that the value of an attribute stands for.
    pub(super) fn listed(&mut self, item: ItemId, dimension: DimId, label: &str, at: Locus) -> Result<CodeId, &'static Kind> {
        self.intake.listed(item, dimension, &raw(label, at))
    }

    pub(super) fn crossing(&mut self, crossing: Crossing<'_>) {
        self.intake.crossing(crossing);
    }

    /// The sums. What was entered and did not leave is a fault of this crate, and the file is not loaded.
    pub(super) fn close(self) -> Result<Accounting, Box<Rejection>> {
        debug_assert!(self.accounting.adds_up(), "{:?}", self.accounting);
        if self.accounting.adds_up() {
            return Ok(self.accounting);
        }
        Err(Box::new(
            Finding::new(catalogue::FILE_FAULT, Locus::File).arg("what was read of the XML document does not add up").into(),
        ))
    }
}

/// A text as an intake takes it: what stands in XML is text, also where it is a number.
pub(super) const fn raw(text: &str, at: Locus) -> RawCell<'_> {
    RawCell { text: Cow::Borrowed(text), stored: Stored::Text, at }
}
