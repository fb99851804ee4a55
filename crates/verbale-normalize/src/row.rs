//! One row of records: to an answer, or to the unplaced.

use crate::area::{How, Lookup, Resolution};
use crate::digits::shows;
use crate::measured::Beside;
use crate::records::{AreaSlots, Records};
use crate::remark::{Remark, excerpt};
use crate::replies::Content;
use verbale_model::catalogue::{
    AREA_NOT_UNIQUE, AREA_ORGANIZATION, AREA_REGION, HEADER_AS_DATA, ITEM_UNKNOWN, PLACEHOLDER, YEAR_UNREADABLE,
};
use verbale_model::intake::{Fate, RawRow};
use verbale_model::layout::Role;
use verbale_model::{CodeId, EditionKind, Kind, Locus, RawCell, Stored};

/// What a row said so far.
pub(crate) struct Said<'p, 'r, 'a> {
    pub(crate) row: &'p RawRow<'r, 'a>,
    pub(crate) area: Option<CodeId>,
    pub(crate) year: Option<i16>,
    /// What stands beside the value.
    pub(crate) beside: Beside,
    /// The status code says more than that the value is as it should be.
    pub(crate) noted: bool,
    /// The value is not for publication.
    pub(crate) restricted: bool,
    /// Why the row has no place; the first reason counts.
    why: Option<&'static Kind>,
}

impl<'p, 'r, 'a> Said<'p, 'r, 'a> {
    fn new(row: &'p RawRow<'r, 'a>) -> Self {
        Self { row, area: None, year: None, beside: Beside::default(), noted: false, restricted: false, why: row.why }
    }

    /// A row of a known area and year, with nothing beside its value.
    pub(crate) fn on(row: &'p RawRow<'r, 'a>, area: CodeId, year: i16) -> Self {
        Self { area: Some(area), year: Some(year), ..Self::new(row) }
    }

    pub(crate) fn cell(&self, column: usize) -> Option<&'p RawCell<'a>> {
        self.row.cells.get(column)?.as_ref()
    }

    /// The text of a cell that shows something.
    pub(crate) fn text(&self, column: usize) -> Option<&'p str> {
        let text = self.cell(column)?.text.as_ref();
        shows(text).then_some(text)
    }

    /// True if nothing speaks against an answer so far.
    pub(crate) const fn is_well(&self) -> bool {
        self.why.is_none()
    }

    pub(crate) fn fail(&mut self, kind: &'static Kind) {
        self.why.get_or_insert(kind);
    }
}

impl Records<'_> {
    /// Takes a row.
    pub(crate) fn take(&mut self, row: &RawRow<'_, '_>, file: &mut Content) -> Fate {
        if self.go_on(row, file) {
            return Fate::Mapped;
        }
        self.run.goes = false;
        let mut said = Said::new(row);
        // The year first: it decides which names were in force. Its own finding waits for the area.
        let year_fault = self.year(&mut said, file);
        let same = self.same_head(row);
        let (target, series) = match same {
            Some((area, target, series)) => {
                said.area = Some(area);
                (Some(target), Some(series))
            }
            None => {
                self.drop_head(file);
                let noticed = file.findings.total();
                self.area(&mut said, file);
                let target = self.target(&mut said, file);
                let series = target.map(|target| self.series(target, &mut said, file));
                self.constants(&mut said, file);
                if let (Some(target), Some(series), true) = (target, series, said.is_well() && file.findings.total() == noticed) {
                    self.keep_head(target, series, &said, file);
                }
                (target, series)
            }
        };
        if let Some(detail) = year_fault {
            self.refuse_year(&mut said, detail, file);
        }
        if self.layout.sdmx.is_some() {
            self.beside(target, &mut said, file);
        }
        for index in 0..if same.is_some() { 0 } else { self.plan.contexts.len() } {
            if let Some(text) = said.text(self.plan.contexts[index]) {
                self.meet_context(index, text, &mut file.texts);
            }
        }
        match (said.why, target, series) {
            (None, Some(target), Some(series)) => {
                self.answer(target, series, &said, file);
                self.keep_run(target, series, &said, file);
                Fate::Mapped
            }
            (why, target, _) => {
                if let (Some(area), Some(target), true) = (said.area, target, self.layout.silence.is_some()) {
                    self.spoken_of.insert((area, self.plan.targets[target].item));
                }
                self.set_aside(row, said.area, why.unwrap_or(ITEM_UNKNOWN), file);
                Fate::Unplaced
            }
        }
    }

    /// Where the cell of a column stands, or would stand.
    pub(crate) fn place(row: &RawRow<'_, '_>, column: usize) -> Locus {
        match (row.cells.get(column).and_then(Option::as_ref), row.columns.get(column).copied().flatten()) {
            (Some(cell), _) => cell.at,
            (None, Some(col)) => Locus::Cell { sheet: row.sheet, row: row.row, col },
            (None, None) => row.start,
        }
    }

    /// Reads the year; why it cannot be read, if so.
    fn year(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) -> Option<&'static str> {
        let column = self.plan.year?;
        let Some(text) = said.text(column) else {
            let expected = self.layout.columns[column].required || self.context.edition.years.is_some();
            return expected.then_some("blank");
        };
        // A number with a date format shows a day, whatever the number.
        if said.cell(column).is_some_and(|cell| matches!(cell.stored, Stored::Date(_))) {
            return Some("date");
        }
        said.year = self.meet_year(text, &mut file.texts);
        said.year.is_none().then_some("no year of four digits of our time")
    }

    fn refuse_year(&self, said: &mut Said<'_, '_, '_>, detail: &str, file: &mut Content) {
        let Some(column) = self.plan.year else { return };
        said.fail(YEAR_UNREADABLE);
        let at = Self::place(said.row, column);
        file.findings.push_with(YEAR_UNREADABLE, || {
            Remark::new(YEAR_UNREADABLE).quote(said.text(column).unwrap_or("")).arg(detail).at(at, said.area)
        });
    }

    /// The area of the row: the one that all its area cells name which name any.
    fn area(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let mut slots = AreaSlots::new();
        for index in 0..self.plan.areas.len() {
            if let Some(text) = said.text(self.plan.areas[index]) {
                slots.push((index, self.meet_area(index, text, &mut file.texts)));
            }
        }
        if let Some((last, area)) = &self.last_area
            && *last == slots
        {
            said.area = Some(*area);
            return;
        }
        let readings = || slots.iter().map(|(index, slot)| &self.caches.areas[*index].get(*slot).reading);
        let mut areas = readings().filter(|found| found.names_reporter()).filter_map(|found| found.code);
        let first = areas.next();
        said.area = first.filter(|first| areas.all(|other| other == *first));
        if let (Some(area), true) = (said.area, readings().all(Resolution::is_quiet)) {
            self.last_area = Some((slots, area));
            return;
        }
        self.note_areas(&slots, said, file);
    }

    /// Notes what is to be noticed about the area cells, and that they do not name one area, if they do not.
    fn note_areas(&self, slots: &AreaSlots, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let readings = || slots.iter().map(|(index, slot)| (*index, &self.caches.areas[*index].get(*slot).reading));
        let row_of_template = readings().find_map(|(_, found)| match found.how {
            How::Heading => Some(HEADER_AS_DATA),
            How::Placeholder => Some(PLACEHOLDER),
            // The world, a region: no State, and nothing to be added to States.
            How::Aggregate if found.code.is_none() => Some(AREA_REGION),
            _ => None,
        });
        let unique = said.area.is_some();
        if !unique {
            said.fail(row_of_template.unwrap_or(AREA_NOT_UNIQUE));
        }
        for (index, found) in readings() {
            // "No unique area" says of a blank, or of two areas in one label, all that there is to say.
            if !matches!(found.how, How::Blank | How::Nothing) && (unique || found.how != How::Compound) {
                self.note_label(found, self.plan.areas[index], said, file);
            }
        }
        if unique || row_of_template.is_some() {
            return;
        }
        let first = slots.first().map_or(0, |(index, _)| *index);
        let at = self.plan.areas.get(first).map_or(Locus::File, |column| Self::place(said.row, *column));
        file.findings.push_with(AREA_NOT_UNIQUE, || {
            let labels = self.plan.areas.iter().filter_map(|column| said.text(*column));
            let labels: Vec<_> = labels.map(excerpt).collect();
            Remark::new(AREA_NOT_UNIQUE).arg(labels.join(" / ")).at(at, None)
        });
    }

    /// Notes what is to be noticed about a label.
    pub(crate) fn note_label(&self, found: &Resolution, column: usize, said: &Said<'_, '_, '_>, file: &mut Content) {
        if found.is_quiet() {
            return;
        }
        let lookup = match self.layout.columns[column].role {
            Role::Dimension(dimension) => self.context.dimension(dimension),
            _ => self.context.areas(),
        };
        self.note_found(found, column, &lookup, said, file);
    }

    /// Notes what is to be noticed about a label that was looked up here.
    pub(crate) fn note_found(
        &self,
        found: &Resolution,
        column: usize,
        lookup: &Lookup<'_>,
        said: &Said<'_, '_, '_>,
        file: &mut Content,
    ) {
        if found.is_quiet() {
            return;
        }
        let at = Self::place(said.row, column);
        // An organization may be asked as a State is; among the figures of a product it covers the States beside it.
        let asked = self.context.edition.kind == EditionKind::Reply;
        for kind in found.kinds(said.year, lookup).into_iter().filter(|kind| !asked || *kind != AREA_ORGANIZATION) {
            file.findings.push_with(kind, || {
                let name = &self.layout.columns[column].name;
                found.remark(kind, said.text(column).unwrap_or(""), name, lookup).at(at, said.area)
            });
        }
    }
}
