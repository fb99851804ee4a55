//! A message as rows of a records layout: one observation a row, one component a column.

use super::beside::{Beside, Within};
use super::envelope::Said;
use super::frame::{Entry, Frame, Given, Level};
use super::message::Message;
use super::part::{Block, Observation, Part};
use super::refusal::Refusal;
use super::vocabulary::{Action, EMBARGO};
use crate::fault::Place;
use crate::rejection::locus;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use verbale_model::catalogue::{
    BREAKDOWN_UNKNOWN, EDITION_UNKNOWN, EMBARGOED, LEVELS_DIFFER, MARKED_TEST, MEASURE_UNKNOWN, NO_OBSERVATION, SENDER_NOTE,
    UNKNOWN_PART,
};
use verbale_model::intake::{Fate, Note, NoteKind, RawRow};
use verbale_model::layout::{RecordsLayout, Sdmx};
use verbale_model::reading::Claim;
use verbale_model::{Accounting, Edition, Finding, Intake, Kind, Locus, PlaceId, RawCell, Stored};

/// Where the components of a message go.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Column(usize),
    /// The layout has no column of that name.
    Unknown,
}

/// Where the cell of a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A level above the observation.
    Above,
    /// The observation with this number.
    Own(u64),
}

/// A component that the layout does not know, on the observation under way.
#[derive(Debug)]
struct Extra {
    component: u16,
    level: Level,
    given: Given,
    cell: RawCell<'static>,
}

/// The rows of a message as they are made.
pub(super) struct Rows<'e, 'i, I> {
    edition: &'e Edition,
    layout: &'e RecordsLayout,
    sdmx: &'e Sdmx,
    intake: &'i mut I,
    root: String,
    paths: [Option<PlaceId>; PATHS.len()],
    /// Where the message says something of itself, by path.
    said_at: FxHashMap<String, PlaceId>,
    accounting: Accounting,
    /// By number of the component.
    slots: Vec<Slot>,
    /// By number of the component: how many observations had it though the layout does not know it, and where the first stood.
    unknown: Vec<Option<(u64, Locus)>>,
    cells: Vec<Option<RawCell<'static>>>,
    /// By column, where its cell comes from.
    origins: Vec<Origin>,
    columns: Vec<Option<u16>>,
    /// Columns that the last observation set itself.
    own: Vec<usize>,
    spare: Vec<usize>,
    extra: Vec<Extra>,
    /// Filled cells and unknown components above the observation.
    filled_above: usize,
    /// Filled cells of the observation itself.
    filled_own: usize,
    /// What stands above the observations must be taken anew.
    stale: bool,
    /// The groups of the observation before.
    groups: Vec<usize>,
    /// A structure that is read as this edition beside those that it names.
    accepted: Option<String>,
    /// Why the observations of the data set can become no answers.
    why: Option<&'static Kind>,
    number: u64,
}

/// Paths below the root, where components stand.
const PATHS: [&str; 8] =
    ["/DataSet", "/DataSet/Group", "/DataSet/Series", "/DataSet/Series/Obs", "/DataSet/Obs", "/Header", "/Footer", ""];

/// Different paths below the header that are told apart; the format has some fifty.
const MOST_PATHS: usize = 500;

const fn path_of(level: Level, in_series: bool) -> usize {
    match level {
        Level::DataSet => 0,
        Level::Group => 1,
        Level::Series => 2,
        Level::Observation if in_series => 3,
        Level::Observation => 4,
    }
}

const fn path_within(within: Within) -> usize {
    match within {
        Within::DataSet => path_of(Level::DataSet, false),
        Within::Group => path_of(Level::Group, false),
        Within::Series => path_of(Level::Series, false),
        Within::Observation(in_series) => path_of(Level::Observation, in_series),
        Within::Header => 5,
        Within::Footer => 6,
        Within::Message => 7,
    }
}

impl<'e, 'i, I: Intake> Rows<'e, 'i, I> {
    pub(super) fn new(edition: &'e Edition, layout: &'e RecordsLayout, sdmx: &'e Sdmx, root: String, intake: &'i mut I) -> Self {
        let width = layout.columns.len();
        let mut cells = Vec::new();
        cells.resize_with(width, || None);
        Self {
            edition,
            layout,
            sdmx,
            intake,
            root,
            paths: [None; PATHS.len()],
            said_at: FxHashMap::default(),
            accounting: Accounting::default(),
            slots: Vec::new(),
            unknown: Vec::new(),
            cells,
            origins: vec![Origin::Above; width],
            columns: vec![None; width],
            own: Vec::new(),
            spare: Vec::new(),
            extra: Vec::new(),
            filled_above: 0,
            filled_own: 0,
            stale: true,
            groups: Vec::new(),
            accepted: None,
            why: None,
            number: 0,
        }
    }

    /// Takes a structure as one that the edition reads.
    pub(super) fn accept(&mut self, structure: Option<String>) {
        self.accepted = structure;
    }

    /// Reads a message to its end; its first data set has begun.
    pub(super) fn read(mut self, message: &mut Message<'_>) -> Result<Accounting, Refusal> {
        if message.header().test {
            self.intake.finding(Finding::new(MARKED_TEST, Locus::File));
        }
        while let Some(part) = message.next_part()? {
            match part {
                Part::DataSet(set) => {
                    let key = set.structure.map(super::header::Structure::key).unwrap_or_default();
                    self.data_set(&key, set.action, set.place);
                }
                Part::Observation(observation) => self.observation(observation),
                Part::EndOfSeries(series) => self.end(series, "series"),
                Part::LooseGroup(group) => self.end(group, "group"),
                Part::EndOfDataSet(set) => self.end(set, "data set"),
                Part::Other(beside) => self.beside(beside),
                Part::Said(said) => self.said(said),
            }
        }
        self.accounting.cells += message.technical();
        self.accounting.template += message.technical();
        if message.adds() {
            self.intake.claims(Claim::Adds);
        }
        self.tell_unknown(message);
        debug_assert!(self.accounting.adds_up(), "{:?}", self.accounting);
        Ok(self.accounting)
    }

    /// A data set starts.
    pub(super) fn data_set(&mut self, structure: &str, action: Option<Action>, place: Place) {
        if let Some(claim) = action.and_then(Action::claim) {
            self.intake.claims(claim);
        }
        let known = self.sdmx.structures.iter().chain(&self.accepted).any(|known| known == structure);
        self.stale = true;
        self.why = (!known).then_some(EDITION_UNKNOWN);
        if !known {
            let at = self.at(place, Level::DataSet, false);
            let detail = format!("a further data set follows the structure {structure}");
            self.intake.finding(Finding::new(EDITION_UNKNOWN, at).arg(detail));
        }
    }

    fn at(&mut self, place: Place, level: Level, in_series: bool) -> Locus {
        locus(place, self.path(path_of(level, in_series)))
    }

    fn path(&mut self, index: usize) -> PlaceId {
        if let Some(path) = self.paths[index] {
            return path;
        }
        let path = self.intake.place(&format!("/{}{}", self.root, PATHS[index]));
        self.paths[index] = Some(path);
        path
    }

    /// Takes one observation.
    fn observation(&mut self, observation: Observation<'_>) {
        self.number += 1;
        // Most messages have no groups, and to compare two lists of nothing is a slow way to learn that.
        let regrouped =
            self.groups.len() != observation.groups().len() || !self.groups.is_empty() && self.groups != observation.groups();
        let anew = observation.first || self.stale || regrouped;
        if anew {
            observation.groups().clone_into(&mut self.groups);
            self.above(observation);
        }
        if !self.extra.is_empty() {
            self.extra.retain(|extra| extra.level != Level::Observation);
        }
        let path = self.path(path_of(Level::Observation, observation.in_series()));
        let mut before = std::mem::take(&mut self.spare);
        before.clear();
        std::mem::swap(&mut before, &mut self.own);
        self.filled_own = 0;
        let frame = observation.own_frame();
        for entry in &frame.entries {
            let at = locus(entry.place, path);
            match self.slot(observation, entry) {
                Slot::Column(column) if self.origins[column] != Origin::Own(self.number) => {
                    self.put_own(column, frame.value(entry), at);
                }
                // Two components of one column can say two things.
                _ => self.put_extra(observation.name(entry.component), frame, entry, Level::Observation, at),
            }
        }
        let mut left = false;
        for &column in &before {
            if matches!(self.origins[column], Origin::Own(number) if number != self.number) {
                self.cells[column] = None;
                self.origins[column] = Origin::Above;
                left = true;
            }
        }
        self.row(observation, locus(observation.place(), path), anew || left || self.stale);
        self.spare = before;
    }

    /// Takes what stands above an observation.
    fn above(&mut self, observation: Observation<'_>) {
        self.cells.iter_mut().for_each(|cell| *cell = None);
        self.origins.fill(Origin::Above);
        self.own.clear();
        self.extra.clear();
        self.stale = false;
        for (frame, level, skip) in observation.frames_above() {
            let path = self.path(path_of(level, true));
            for entry in frame.entries.iter().filter(|entry| !skip.contains(&entry.component)) {
                let at = locus(entry.place, path);
                match self.slot(observation, entry) {
                    Slot::Column(column) => {
                        self.tell_conflict(column, frame.value(entry), at);
                        self.cells[column] = Some(text_cell(frame.value(entry), at));
                    }
                    Slot::Unknown => self.put_extra(observation.name(entry.component), frame, entry, level, at),
                }
            }
        }
        self.filled_above = self.cells.iter().flatten().filter(|cell| !cell.text.is_empty()).count();
    }

    /// Puts a component of the observation itself into its column, before what stands above.
    fn put_own(&mut self, column: usize, value: &str, at: Locus) {
        match (&mut self.cells[column], self.origins[column]) {
            (Some(cell), Origin::Own(_)) => {
                let text = cell.text.to_mut();
                text.clear();
                text.push_str(value);
                cell.at = at;
            }
            (Some(_), Origin::Above) => {
                self.tell_conflict(column, value, at);
                self.cells[column] = Some(text_cell(value, at));
                // The next observation may not say it itself.
                self.stale = true;
            }
            (None, _) => self.cells[column] = Some(text_cell(value, at)),
        }
        self.origins[column] = Origin::Own(self.number);
        self.own.push(column);
        self.filled_own += usize::from(!value.is_empty());
    }

    /// Says that a column has another value on a level above.
    fn tell_conflict(&mut self, column: usize, value: &str, at: Locus) {
        let Some(above) = self.cells[column].as_ref().filter(|above| above.text != value) else { return };
        let values = format!("{} | {}", excerpt(&above.text), excerpt(value));
        let name = self.layout.columns[column].name.as_str();
        self.intake.finding(Finding::new(LEVELS_DIFFER, at).arg(name).arg(values));
    }

    /// Keeps a component that the layout does not know beside what the levels above say of it: the next observation may not say
    /// it itself.
    fn put_extra(&mut self, name: &str, frame: &Frame, entry: &Entry, level: Level, at: Locus) {
        let (component, value) = (entry.component, frame.value(entry));
        let above = self.extra.iter().rev().find(|extra| extra.component == component);
        if let Some(above) = above.filter(|above| above.cell.text != value) {
            let values = format!("{} | {}", excerpt(&above.cell.text), excerpt(value));
            self.intake.finding(Finding::new(LEVELS_DIFFER, at).arg(name).arg(values));
        }
        self.extra.push(Extra { component, level, given: entry.given, cell: text_cell(value, at) });
    }

    #[inline]
    fn slot(&mut self, observation: Observation<'_>, entry: &Entry) -> Slot {
        match self.slots.get(usize::from(entry.component)) {
            Some(slot) => *slot,
            None => self.new_slot(observation, entry),
        }
    }

    #[cold]
    fn new_slot(&mut self, observation: Observation<'_>, entry: &Entry) -> Slot {
        let index = usize::from(entry.component);
        while self.slots.len() <= index {
            let number = u16::try_from(self.slots.len()).unwrap_or(u16::MAX);
            self.slots.push(self.column(observation.name(number)));
            self.unknown.push(None);
        }
        self.slots[index]
    }

    /// The column of a component, by its id as it stands.
    fn column(&self, id: &str) -> Slot {
        let printed = |key| self.edition.labels.list.iter().any(|label| label.key == key && label.text == id);
        self.layout.columns.iter().position(|column| printed(column.key)).map_or(Slot::Unknown, Slot::Column)
    }

    /// Hands on the row of an observation.
    fn row(&mut self, observation: Observation<'_>, start: Locus, anew: bool) {
        let mut why = self.why;
        let is_filled = |cell: &Option<RawCell<'_>>| cell.as_ref().is_some_and(|cell| !cell.text.is_empty());
        let filled =
            if self.stale { self.cells.iter().filter(|cell| is_filled(cell)).count() } else { self.filled_above + self.filled_own };
        if self.extra.is_empty() {
            return self.hand_on(&[], filled, why, start, anew);
        }
        let mut cells = filled;
        let all = std::mem::take(&mut self.extra);
        let nearest = |index: usize, extra: &Extra| {
            let mut nearer = all[index + 1..].iter().filter(|other| other.component == extra.component);
            // If it is a dimension, a group that says another one of it does not hold for this observation at all.
            let of_key = extra.level == Level::Group && extra.given != Given::Attribute;
            nearer.all(|other| of_key && other.cell.text != extra.cell.text)
        };
        let extras: Vec<&Extra> =
            all.iter().enumerate().filter(|(index, extra)| nearest(*index, extra)).map(|(_, extra)| extra).collect();
        for extra in &extras {
            cells += usize::from(!extra.cell.text.is_empty());
            let (count, _) = self.unknown[usize::from(extra.component)].get_or_insert((0, extra.cell.at));
            *count += 1;
            let says_nothing = extra.cell.text.is_empty() || self.sdmx.neutral.iter().any(|code| *code == extra.cell.text);
            // Only a generic message tells an attribute from a dimension, and a dimension that is left out would make the part
            // a total.
            if extra.given != Given::Attribute && !says_nothing {
                let kind = if extra.given == Given::Measure { MEASURE_UNKNOWN } else { BREAKDOWN_UNKNOWN };
                why = why.or(Some(kind));
                let name = observation.name(extra.component);
                self.intake.finding(Finding::new(kind, extra.cell.at).arg(name).arg(excerpt(&extra.cell.text)));
            }
        }
        let mut named = Vec::with_capacity(extras.len());
        named.extend(extras.into_iter().map(|extra| {
            let RawCell { text, stored, at } = &extra.cell;
            (observation.name(extra.component), RawCell { text: Cow::Borrowed(text.as_ref()), stored: *stored, at: *at })
        }));
        self.hand_on(&named, cells, why, start, anew);
        drop(named);
        self.extra = all;
    }

    /// The same, with so many filled cells and what the layout does not know of it.
    fn hand_on(&mut self, extra: &[(&str, RawCell<'_>)], cells: usize, why: Option<&'static Kind>, start: Locus, anew: bool) {
        let sheet = start.place().unwrap_or(PlaceId(0));
        let row = u32::try_from(self.number).unwrap_or(u32::MAX);
        let fresh = (!anew).then_some(self.own.as_slice());
        let row = RawRow { sheet, row, cells: &self.cells, columns: &self.columns, extra, start, why, fresh };
        self.accounting.rows += 1;
        self.accounting.cells += cells as u64;
        match self.intake.row(&row) {
            Fate::Mapped => {
                self.accounting.rows_answered += 1;
                self.accounting.mapped += cells as u64;
            }
            Fate::Unplaced => {
                self.accounting.rows_unplaced += 1;
                self.accounting.unmapped += cells as u64;
            }
        }
    }

    /// A series, group or data set ends; one without observations is kept as unplaced.
    fn end(&mut self, block: Block<'_>, what: &str) {
        if block.observations > 0 || block.components().next().is_none() {
            return;
        }
        let level = block.level();
        let at = self.at(block.place(), level, false);
        self.intake.finding(Finding::new(NO_OBSERVATION, at).arg(what));
        for component in block.components().filter(|component| !component.value.is_empty()) {
            let at = self.at(component.place, level, false);
            self.unplaced(format!("{}={}", component.name, component.value), 1, at, NO_OBSERVATION);
        }
    }

    /// Something that is no data.
    pub(super) fn beside(&mut self, beside: &Beside) {
        let path = self.path(path_within(beside.within));
        let at = locus(beside.place, path);
        let kind = match beside.within {
            Within::Header if beside.name == EMBARGO => EMBARGOED,
            Within::Footer => SENDER_NOTE,
            _ => UNKNOWN_PART,
        };
        let finding = Finding::new(kind, at);
        self.intake.finding(match kind.args {
            ["label"] => finding.arg(excerpt(&beside.text)),
            _ => finding.arg(beside.what).arg(excerpt(&beside.name)),
        });
        if !beside.text.is_empty() {
            self.unplaced(beside.text.clone(), beside.cells, at, kind);
        }
    }

    /// Something that the message says of itself: it frames the data as a template does, and is kept with the file.
    pub(super) fn said(&mut self, said: &Said) {
        let path = match self.said_at.get(&said.path) {
            Some(path) => *path,
            None if self.said_at.len() == MOST_PATHS => self.path(path_within(Within::Header)),
            None => {
                let path = self.intake.place(&format!("/{}{}", self.root, said.path));
                self.said_at.insert(said.path.clone(), path);
                path
            }
        };
        self.accounting.cells += 1;
        self.accounting.template += 1;
        let kind = if said.of_contact { NoteKind::Contact } else { NoteKind::Message };
        self.intake.note(Note { kind, at: locus(said.place, path), text: Cow::Borrowed(&said.text) });
    }

    fn unplaced(&mut self, text: String, cells: u64, at: Locus, why: &'static Kind) {
        self.accounting.cells += cells;
        self.accounting.unmapped += cells;
        self.intake.unplaced(&RawCell { text: Cow::Owned(text), stored: Stored::Text, at }, why);
    }

    /// Says once of each component that the layout does not know on how many observations it stood.
    fn tell_unknown(&mut self, message: &Message<'_>) {
        for (index, unknown) in std::mem::take(&mut self.unknown).into_iter().enumerate() {
            let (Some((count, at)), Ok(number)) = (unknown, u16::try_from(index)) else { continue };
            let plural = if count == 1 { "" } else { "s" };
            let label = format!("{} ({count} observation{plural})", message.name(number));
            self.intake.finding(Finding::new(UNKNOWN_PART, at).arg("component").arg(label));
        }
    }
}

fn text_cell(text: &str, at: Locus) -> RawCell<'static> {
    RawCell { text: Cow::Owned(text.to_owned()), stored: Stored::Text, at }
}

/// A text short enough for a finding.
fn excerpt(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
