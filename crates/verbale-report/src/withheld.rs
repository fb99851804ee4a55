//! What no report shows, whatever else is shown: the block of contact details, whether it was read as a contact or not, and texts that
//! tell of persons.

use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::edition::ItemId;
use verbale_model::finding::MAX_KEPT;
use verbale_model::layout::Layout;
use verbale_model::{Edition, ItemKind, Kind, Locus, PlaceId, Reading, Schemas};

/// Places whose content is shown nowhere.
#[derive(Debug, Default)]
pub struct Withheld {
    /// Contact details, and texts with personal data.
    cells: FxHashSet<Locus>,
    /// Rows of the block of contact details, from the first to the last on each sheet. A sheet that answers nothing else belongs to
    /// it as a whole.
    rows: BTreeMap<PlaceId, (u32, u32)>,
    /// Paths of an XML document that lie in the block.
    paths: FxHashSet<PlaceId>,
    /// Cells that name the State: no secret, though a form asks for it among the contacts.
    state: FxHashSet<Locus>,
}

/// True for findings that tell of personal data in a text: family P of the catalogue. They say where, never what.
fn tells_of_persons(kind: &Kind) -> bool {
    kind.code.starts_with('P')
}

impl Withheld {
    /// Finds these places in a file.
    pub fn of(schemas: &Schemas, reading: &Reading) -> Self {
        let edition = schemas.edition(reading.edition);
        let mut withheld = Self::default();
        withheld.contacts(edition, reading);
        withheld.persons(edition, reading);
        withheld
    }

    fn contacts(&mut self, edition: &Edition, reading: &Reading) {
        let names_state =
            |item: ItemId| edition.layouts.iter().any(|layout| matches!(layout, Layout::Form(form) if form.state == item));
        let is_contact: Vec<bool> = edition.items().map(|(_, item)| item.stored_kind() == ItemKind::Contact.code()).collect();
        if !is_contact.contains(&true) {
            return;
        }
        let mut answered: FxHashSet<PlaceId> = FxHashSet::default();
        for answer in reading.replies.iter().flat_map(|reply| &reply.answers) {
            let item = reading.series.get(answer.series).item;
            let Some(place) = answer.at.place() else { continue };
            if !is_contact.get(item.index()).copied().unwrap_or(false) {
                answered.insert(place);
                continue;
            }
            if names_state(item) {
                self.state.insert(answer.at);
            } else {
                self.cells.insert(answer.at);
            }
            if let Locus::Cell { row, .. } = answer.at {
                let rows = self.rows.entry(place).or_insert((row, row));
                *rows = (rows.0.min(row), rows.1.max(row));
            }
        }
        for (place, rows) in &mut self.rows {
            if !answered.contains(place) {
                *rows = (0, u32::MAX);
            }
        }
        self.elements(reading, &answered);
    }

    /// The elements around contact details in an XML document, with all that stands in them; `answered` are the paths of answers to
    /// the State's questions, around which no such element lies.
    fn elements(&mut self, reading: &Reading, answered: &FxHashSet<PlaceId>) {
        let path = |place: PlaceId| reading.places.get(usize::from(place.0)).map_or("", String::as_str);
        let within =
            |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let details = self.cells.iter().filter(|at| matches!(at, Locus::Xml { .. })).filter_map(|at| at.place());
        let blocks: BTreeSet<&str> = details.filter_map(|place| Some(path(place).rsplit_once('/')?.0)).collect();
        for block in blocks.into_iter().filter(|block| !answered.iter().any(|place| within(path(*place), block))) {
            let inside = (0..reading.places.len()).filter_map(|index| u16::try_from(index).ok()).map(PlaceId);
            self.paths.extend(inside.filter(|place| within(path(*place), block)));
        }
    }

    /// Texts with personal data. Where there are more of them than findings are kept, no text is shown.
    fn persons(&mut self, edition: &Edition, reading: &Reading) {
        let told = reading.findings.kept().iter().filter(|finding| tells_of_persons(finding.kind));
        self.cells.extend(told.clone().map(|finding| finding.at).filter(|at| *at != Locus::File));
        let most = u64::try_from(MAX_KEPT).unwrap_or(u64::MAX);
        if told.into_iter().any(|finding| reading.findings.count_of(finding.kind) > most) {
            let answers = reading.replies.iter().flat_map(|reply| &reply.answers);
            let texts = answers.filter(|answer| edition.item(reading.series.get(answer.series).item).kind == ItemKind::Text);
            self.cells.extend(texts.map(|answer| answer.at));
        }
    }

    /// True if what stands at a place must not be shown.
    pub fn covers(&self, at: Locus) -> bool {
        if self.state.contains(&at) {
            return false;
        }
        let inside = match at {
            Locus::Cell { sheet, row, .. } => self.rows.get(&sheet).is_some_and(|(first, last)| (*first..=*last).contains(&row)),
            Locus::Xml { path, .. } => self.paths.contains(&path),
            Locus::File => false,
        };
        inside || self.cells.contains(&at)
    }
}
