//! One row of records: to an answer, or to the unplaced.

use crate::area::{How, Resolution};
use crate::digits::shows;
use crate::plan::{CategoryOf, item_suggested};
use crate::records::{CategoryReading, Records};
use crate::remark::{Remark, excerpt};
use crate::replies::Content;
use crate::value::{self, Drafts};
use smallvec::SmallVec;
use verbale_model::catalogue::{
    AREA_NOT_UNIQUE, CODE_BLANK, CODE_UNKNOWN, DATE_UNREADABLE, HEADER_AS_DATA, ITEM_UNKNOWN, PLACEHOLDER,
};
use verbale_model::intake::{Fate, RawRow};
use verbale_model::{CodeId, Kind, Locus, RawCell, Series, Stored};

/// What a row said so far.
struct Said<'p, 'r, 'a> {
    row: &'p RawRow<'r, 'a>,
    area: Option<CodeId>,
    year: Option<i16>,
    /// Why the row has no place; the first reason counts.
    why: Option<&'static Kind>,
}

impl<'p, 'r, 'a> Said<'p, 'r, 'a> {
    fn cell(&self, column: usize) -> Option<&'p RawCell<'a>> {
        self.row.cells.get(column)?.as_ref()
    }

    /// The text of a cell that shows something.
    fn text(&self, column: usize) -> Option<&'p str> {
        let text = self.cell(column)?.text.as_ref();
        shows(text).then_some(text)
    }

    fn fail(&mut self, kind: &'static Kind) {
        self.why.get_or_insert(kind);
    }
}

/// How many distinct values of a column are remembered. Values beyond it are read anew each time.
const VALUES_KEPT: usize = 65_536;

impl Records<'_> {
    /// Takes a row.
    pub(crate) fn take(&mut self, row: &RawRow<'_, '_>, content: &mut Content) -> Fate {
        self.learn_places(row);
        let mut said = Said { row, area: None, year: None, why: None };
        // The year first: it decides which names were in force. Its own finding waits for the area.
        let year_fault = self.year(&mut said, content);
        self.area(&mut said, content);
        let target = self.target(&mut said, content);
        let series = target.map(|target| self.series(target, &mut said, content));
        if let Some(detail) = year_fault {
            self.refuse_year(&mut said, detail, content);
        }
        for index in 0..self.plan.contexts.len() {
            if let Some(text) = said.text(self.plan.contexts[index]) {
                self.meet_context(index, text, &mut content.texts);
            }
        }
        match (said.why, target, series) {
            (None, Some(target), Some(series)) => {
                self.answer(target, series, &said, content);
                Fate::Mapped
            }
            (why, target, _) => {
                if let (Some(area), Some(target), true) = (said.area, target, self.layout.silence.is_some()) {
                    self.spoken_of.insert((area, self.plan.targets[target].item));
                }
                let raw = self.whole_row(row);
                content.unplaced(said.area, self.first_place(row), &raw, why.unwrap_or(ITEM_UNKNOWN));
                Fate::Unplaced
            }
        }
    }

    /// Keeps in mind where in the sheet each column of the layout stands, for findings on cells that are not there.
    fn learn_places(&mut self, row: &RawRow<'_, '_>) {
        if self.sheet != Some(row.sheet) {
            self.sheet = Some(row.sheet);
            self.stands_in.fill(None);
            self.unlearned = (0..self.stands_in.len()).collect();
        }
        let stands_in = &mut self.stands_in;
        self.unlearned.retain(|column| match row.cells.get(*column) {
            Some(Some(RawCell { at: Locus::Cell { col, .. }, .. })) => {
                stands_in[*column] = Some(*col);
                false
            }
            _ => true,
        });
    }

    fn place(&self, row: &RawRow<'_, '_>, column: usize) -> Locus {
        match (row.cells.get(column).and_then(Option::as_ref), self.stands_in.get(column).copied().flatten()) {
            (Some(cell), _) => cell.at,
            (None, Some(col)) => Locus::Cell { sheet: row.sheet, row: row.row, col },
            (None, None) => self.first_place(row),
        }
    }

    #[expect(clippy::unused_self, reason = "read beside `place`")]
    fn first_place(&self, row: &RawRow<'_, '_>) -> Locus {
        let cells = row.cells.iter().flatten().chain(row.extra.iter().map(|(_, cell)| cell));
        cells.map(|cell| cell.at).min().unwrap_or(Locus::Cell { sheet: row.sheet, row: row.row, col: 0 })
    }

    fn year(&mut self, said: &mut Said<'_, '_, '_>, content: &mut Content) -> Option<&'static str> {
        let column = self.plan.year?;
        let Some(text) = said.text(column) else {
            let expected = self.layout.columns[column].required || self.context.edition.years.is_some();
            return expected.then_some("blank");
        };
        // A number with a date format shows a day, whatever the number.
        if said.cell(column).is_some_and(|cell| matches!(cell.stored, Stored::Date(_))) {
            return Some("date");
        }
        said.year = self.meet_year(text, &mut content.texts);
        if said.year.is_none() { Some("year") } else { None }
    }

    fn refuse_year(&self, said: &mut Said<'_, '_, '_>, detail: &str, content: &mut Content) {
        let Some(column) = self.plan.year else { return };
        said.fail(DATE_UNREADABLE);
        let remark = Remark::new(DATE_UNREADABLE).quote(said.text(column).unwrap_or("")).arg(detail);
        content.note(remark, self.place(said.row, column), said.area);
    }

    /// The area of the row: the one that all its area cells name which name any.
    fn area(&mut self, said: &mut Said<'_, '_, '_>, content: &mut Content) {
        let mut slots: SmallVec<[(usize, usize); 2]> = SmallVec::new();
        for index in 0..self.plan.areas.len() {
            if let Some(text) = said.text(self.plan.areas[index]) {
                slots.push((index, self.meet_area(index, text, &mut content.texts)));
            }
        }
        let readings = || slots.iter().map(|(index, slot)| &self.caches.areas[*index].get(*slot).reading);
        let mut areas = readings().filter(|found| found.names_reporter()).filter_map(|found| found.code);
        let first = areas.next();
        said.area = first.filter(|first| areas.all(|other| other == *first));
        let unique = said.area.is_some();
        if unique && readings().all(Resolution::is_quiet) {
            return;
        }
        let row_of_template = readings().find_map(|found| match found.how {
            How::Heading => Some(HEADER_AS_DATA),
            How::Placeholder => Some(PLACEHOLDER),
            _ => None,
        });
        if !unique {
            said.fail(row_of_template.unwrap_or(AREA_NOT_UNIQUE));
        }
        for (index, slot) in &slots {
            let found = &self.caches.areas[*index].get(*slot).reading;
            // "No unique area" says of a blank, or of two areas in one label, all that there is to say.
            if found.how != How::Blank && (unique || found.how != How::Compound) {
                self.note_label(found, self.plan.areas[*index], said, content);
            }
        }
        if !unique && row_of_template.is_none() {
            let told: SmallVec<[usize; 2]> = self.plan.areas.iter().copied().filter(|column| said.text(*column).is_some()).collect();
            let labels: Vec<_> = told.iter().filter_map(|column| said.text(*column)).map(excerpt).collect();
            let at = told.first().or(self.plan.areas.first()).map_or(Locus::File, |column| self.place(said.row, *column));
            content.note(Remark::new(AREA_NOT_UNIQUE).arg(labels.join(" / ")), at, None);
        }
    }

    /// Notes what is to be noticed about a label.
    fn note_label(&self, found: &Resolution, column: usize, said: &Said<'_, '_, '_>, content: &mut Content) {
        let lookup = match self.layout.columns[column].role {
            verbale_model::layout::Role::Dimension(dimension) => self.context.dimension(dimension),
            _ => self.context.areas(),
        };
        self.note_found(found, column, &lookup, said, content);
    }

    fn note_found(
        &self,
        found: &Resolution,
        column: usize,
        lookup: &crate::area::Lookup<'_>,
        said: &Said<'_, '_, '_>,
        content: &mut Content,
    ) {
        if found.is_quiet() {
            return;
        }
        let at = self.place(said.row, column);
        for kind in found.kinds(said.year, lookup) {
            content.findings.push_with(kind, || {
                let name = &self.layout.columns[column].name;
                found.remark(kind, said.text(column).unwrap_or(""), name, lookup).at(at, said.area)
            });
        }
    }

    /// The item of the row.
    fn target(&mut self, said: &mut Said<'_, '_, '_>, content: &mut Content) -> Option<usize> {
        if let Some(column) = self.plan.item {
            let text = said.text(column);
            let item = text.and_then(|text| self.meet_item(text, &mut content.texts));
            if let Some(target) = item.and_then(|item| self.plan.by_item.get(&item)) {
                return Some(*target);
            }
            self.refuse_item(column, text.unwrap_or(""), said, content);
            return None;
        }
        let mut key: SmallVec<[u32; 4]> = SmallVec::new();
        for index in 0..self.plan.selects.len() {
            let text = said.text(self.plan.selects[index]);
            key.extend(match text {
                Some(text) => self.meet_select(index, text, &mut content.texts),
                None => self.plan.select_texts[index].get("").copied(),
            });
        }
        if let Some((last, target)) = &self.last_selection
            && *last == key
        {
            return Some(*target);
        }
        if let Some(target) = self.plan.by_selection.get(&key) {
            self.last_selection = Some((key, *target));
            return Some(*target);
        }
        let texts: Vec<&str> = self.plan.selects.iter().map(|column| said.text(*column).unwrap_or("")).collect();
        let label = texts.join(" / ");
        let column = self.plan.selects.first().or(self.plan.value.as_ref()).copied().unwrap_or(0);
        self.refuse_item(column, &label, said, content);
        None
    }

    fn refuse_item(&mut self, column: usize, label: &str, said: &mut Said<'_, '_, '_>, content: &mut Content) {
        said.fail(ITEM_UNKNOWN);
        let at = self.place(said.row, column);
        content.findings.push_with(ITEM_UNKNOWN, || {
            let suggestion = match self.plan.item {
                Some(_) => item_suggested(label, &self.context),
                None => self.plan.selection_suggested(|column| said.text(column)),
            };
            Remark::new(ITEM_UNKNOWN).quote(label).arg(suggestion).at(at, said.area)
        });
        // Labels are counted in every row they stand in, even where nothing can be made of them.
        self.meet_dimensions_of_no_item(said, content);
    }

    fn meet_dimensions_of_no_item(&mut self, said: &Said<'_, '_, '_>, content: &mut Content) {
        for index in 0..self.plan.dimensions.len() {
            if let Some(text) = said.text(self.plan.dimensions[index].0) {
                self.meet_dimension(index, text, &mut content.texts);
            }
        }
        if let Some(text) = self.plan.category.and_then(|column| said.text(column)) {
            // Index 0 is that of items unknown.
            self.meet_category(0, text, &mut content.texts);
        }
    }

    /// The series of the row: its item with the codes of its dimensions.
    fn series(&mut self, target: usize, said: &mut Said<'_, '_, '_>, content: &mut Content) -> Series {
        let mut series = self.plan.targets[target].base;
        for index in 0..self.plan.dimensions.len() {
            self.dimension(index, target, &mut series, said, content);
        }
        if let (Some(column), Some(category)) = (self.plan.category, self.plan.targets[target].category) {
            self.category(column, category, &mut series, said, content);
        }
        series
    }

    fn dimension(
        &mut self,
        index: usize,
        target: usize,
        series: &mut Series,
        said: &mut Said<'_, '_, '_>,
        content: &mut Content,
    ) {
        let (column, dimension) = self.plan.dimensions[index];
        let has_it = self.context.edition.item(self.plan.targets[target].item).dimensions.contains(&dimension);
        let Some(text) = said.text(column) else {
            if has_it {
                self.refuse_blank(column, said, content);
            }
            return;
        };
        let slot = self.meet_dimension(index, text, &mut content.texts);
        let found = &self.caches.dimensions[index].get(slot).reading;
        match found.code {
            Some(code) if has_it => series.dims[usize::from(dimension.0)] = Some(code),
            // The column says of an item without this dimension what it says when it says nothing.
            Some(code) if self.layout.defaults.contains(&(dimension, code)) => {}
            Some(_) => {
                said.fail(CODE_UNKNOWN);
                self.refuse_code(column, text, "", said, content);
                return;
            }
            None => said.fail(crate::naming::fault(found, &self.context.dimension(dimension))),
        }
        self.note_label(found, column, said, content);
    }

    fn category(&mut self, column: usize, category: usize, series: &mut Series, said: &mut Said<'_, '_, '_>, content: &mut Content) {
        let Some(text) = said.text(column) else { return self.refuse_blank(column, said, content) };
        let slot = self.meet_category(category, text, &mut content.texts);
        match (&self.caches.categories[category].get(slot).reading, &self.plan.categories[category]) {
            (CategoryReading::Fixed | CategoryReading::Unread, _) => {}
            (CategoryReading::Named(found), CategoryOf::Dimension(dimension)) => {
                let lookup = self.context.dimension(*dimension);
                match found.code {
                    Some(code) => series.dims[usize::from(dimension.0)] = Some(code),
                    None => said.fail(crate::naming::fault(found, &lookup)),
                }
                self.note_found(found, column, &lookup, said, content);
            }
            (_, of) => {
                let expected = if let CategoryOf::Fixed(word) = of { word.as_str() } else { "" };
                said.fail(CODE_UNKNOWN);
                self.refuse_code(column, text, expected, said, content);
            }
        }
    }

    fn refuse_blank(&self, column: usize, said: &mut Said<'_, '_, '_>, content: &mut Content) {
        said.fail(CODE_BLANK);
        let remark = Remark::new(CODE_BLANK).arg(self.layout.columns[column].name.as_str());
        content.note(remark, self.place(said.row, column), said.area);
    }

    fn refuse_code(&self, column: usize, text: &str, expected: &str, said: &Said<'_, '_, '_>, content: &mut Content) {
        let at = self.place(said.row, column);
        content.findings.push_with(CODE_UNKNOWN, || {
            let name = self.layout.columns[column].name.as_str();
            Remark::new(CODE_UNKNOWN).arg(name).quote(text).arg(expected).at(at, said.area)
        });
    }

    fn answer(&mut self, target: usize, series: Series, said: &Said<'_, '_, '_>, content: &mut Content) {
        let reply = content.replies.of(said.area);
        let id = self.plan.targets[target].item;
        let item = self.context.edition.item(id);
        let first = match self.plan.value.and_then(|column| said.cell(column)) {
            Some(cell) => self.value(target, cell, series, reply, said, content),
            None => {
                let at = self.place(said.row, self.plan.value.unwrap_or(0));
                let raw = content.texts.intern("");
                Drafts::blank().list.first().map_or(0, |draft| content.draft(reply, series, said.year, draft, raw, at))
            }
        };
        if let Some((column, text)) = self.plan.comment.and_then(|column| Some((column, said.text(column)?))) {
            match (item.comment, said.cell(column)) {
                (Some(comment), Some(cell)) => {
                    let item = self.context.edition.item(comment);
                    let drafts = value::read(cell, item, &self.context, &mut content.texts);
                    let raw = content.texts.intern(text);
                    for draft in &drafts.list {
                        content.draft(reply, Series::of(comment), said.year, draft, raw, cell.at);
                    }
                    for remark in drafts.remarks {
                        content.note(remark, cell.at, said.area);
                    }
                }
                // The item has no place for a comment; it is kept beside the answer.
                _ => content.attribute(reply, first, &self.layout.columns[column].name, text),
            }
        }
        self.attributes(target, reply, first, said, content);
    }

    /// Keeps with an answer what the questionnaire does not interpret.
    fn attributes(&self, target: usize, reply: usize, answer: u32, said: &Said<'_, '_, '_>, content: &mut Content) {
        let unread = self.plan.category.filter(|_| self.plan.targets[target].category.is_none());
        for column in self.plan.attributes.iter().copied().chain(unread) {
            if let Some(text) = said.text(column) {
                content.attribute(reply, answer, &self.layout.columns[column].name, text);
            }
        }
        for (heading, cell) in said.row.extra {
            if shows(&cell.text) {
                content.attribute(reply, answer, heading, &cell.text);
            }
        }
    }

    /// Adds the answers that a value cell gives; the index of the first.
    fn value(
        &mut self,
        target: usize,
        cell: &RawCell<'_>,
        series: Series,
        reply: usize,
        said: &Said<'_, '_, '_>,
        content: &mut Content,
    ) -> u32 {
        let target = &self.plan.targets[target];
        let item = self.context.edition.item(target.item);
        let cache = match cell.stored {
            Stored::Text => Some(0),
            Stored::Number(number) if number.is_finite() => Some(1),
            _ => None,
        };
        let cache = cache.map(|of| &mut self.caches.values[target.kind][of]).filter(|cache| cache.slots().len() < VALUES_KEPT);
        let read;
        let (drafts, raw) = match cache {
            Some(cache) => {
                let context = &self.context;
                let slot = cache.meet(&cell.text, &mut content.texts, |_, texts| value::read(cell, item, context, texts));
                let slot = cache.get(slot);
                (&slot.reading, slot.raw)
            }
            None => {
                read = value::read(cell, item, &self.context, &mut content.texts);
                (&read, content.texts.intern(&cell.text))
            }
        };
        let mut first = None;
        for draft in &drafts.list {
            let index = content.draft(reply, series, said.year, draft, raw, cell.at);
            first.get_or_insert(index);
        }
        for remark in &drafts.remarks {
            content.findings.push_with(remark.kind, || remark.clone().at(cell.at, said.area));
        }
        first.unwrap_or(0)
    }

    /// The row as a JSON object of heading and text, in the order of the layout's columns, then of those beyond it.
    fn whole_row(&self, row: &RawRow<'_, '_>) -> String {
        let known = self.layout.columns.iter().zip(row.cells).filter_map(|(column, cell)| Some((column.name.as_str(), cell.as_ref()?)));
        let cells = known.chain(row.extra.iter().map(|(heading, cell)| (*heading, cell)));
        let mut json = String::from("{");
        let mut names: SmallVec<[String; 16]> = SmallVec::new();
        for (name, cell) in cells.filter(|(_, cell)| !cell.text.is_empty()) {
            if json.len() > 1 {
                json.push(',');
            }
            let name = unused(name, &names);
            json.push_str(&serde_json::Value::from(name.as_str()).to_string());
            json.push(':');
            json.push_str(&serde_json::Value::from(cell.text.as_ref()).to_string());
            names.push(name);
        }
        json.push('}');
        json
    }
}

/// A name that no other cell of the row has: of two equal keys a JSON reader would keep one.
fn unused(name: &str, names: &[String]) -> String {
    let mut unused = name.to_owned();
    let mut number = 1;
    while names.contains(&unused) {
        number += 1;
        unused = format!("{name} ({number})");
    }
    unused
}
