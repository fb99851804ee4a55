//! The block of contact details. Nothing that stands in it enters a report, whether it was read as a contact or not.

use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use verbale_model::edition::ItemId;
use verbale_model::layout::Layout;
use verbale_model::{ItemKind, Locus, PlaceId, Reading, Schemas};

/// Where contact details stand in a file: their cells, and the rows from the first to the last of them on each sheet. A sheet that
/// answers nothing else belongs to the block as a whole.
#[derive(Debug, Default)]
pub struct Contacts {
    cells: FxHashSet<Locus>,
    rows: BTreeMap<PlaceId, (u32, u32)>,
    /// Cells that name the State: no secret, though a form asks for it among the contacts.
    state: FxHashSet<Locus>,
}

impl Contacts {
    /// Finds the block in a file.
    pub fn of(schemas: &Schemas, reading: &Reading) -> Self {
        let edition = schemas.edition(reading.edition);
        let names_state =
            |item: ItemId| edition.layouts.iter().any(|layout| matches!(layout, Layout::Form(form) if form.state == item));
        let is_contact: Vec<bool> = edition.items().map(|(_, item)| item.stored_kind() == ItemKind::Contact.code()).collect();
        let mut contacts = Self::default();
        let mut answered: FxHashSet<PlaceId> = FxHashSet::default();
        if !is_contact.contains(&true) {
            return contacts;
        }
        for answer in reading.replies.iter().flat_map(|reply| &reply.answers) {
            let item = reading.series.get(answer.series).item;
            let Some(place) = answer.at.place() else { continue };
            if !is_contact.get(item.index()).copied().unwrap_or(false) {
                answered.insert(place);
                continue;
            }
            if names_state(item) {
                contacts.state.insert(answer.at);
            } else {
                contacts.cells.insert(answer.at);
            }
            if let Locus::Cell { row, .. } = answer.at {
                let rows = contacts.rows.entry(place).or_insert((row, row));
                *rows = (rows.0.min(row), rows.1.max(row));
            }
        }
        for (place, rows) in &mut contacts.rows {
            if !answered.contains(place) {
                *rows = (0, u32::MAX);
            }
        }
        contacts
    }

    /// True if what stands at a place must not be shown.
    pub fn withhold(&self, at: Locus) -> bool {
        if self.state.contains(&at) {
            return false;
        }
        let inside = match at {
            Locus::Cell { sheet, row, .. } => self.rows.get(&sheet).is_some_and(|(first, last)| (*first..=*last).contains(&row)),
            Locus::File | Locus::Xml { .. } => false,
        };
        inside || self.cells.contains(&at)
    }
}
