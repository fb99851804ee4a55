//! What a row is about: its item, and the codes of its dimensions.

use crate::plan::{CategoryOf, item_suggested};
use crate::records::{CategoryReading, Records};
use crate::remark::Remark;
use crate::replies::Content;
use crate::row::Said;
use smallvec::SmallVec;
use verbale_model::Series;
use verbale_model::catalogue::{CODE_BLANK, CODE_UNKNOWN, ITEM_UNKNOWN};

impl Records<'_> {
    /// The item of the row.
    pub(crate) fn target(&mut self, said: &mut Said<'_, '_, '_>, file: &mut Content) -> Option<usize> {
        if let Some(column) = self.plan.item {
            let text = said.text(column);
            let item = text.and_then(|text| self.meet_item(text, &mut file.texts));
            if let Some(target) = item.and_then(|item| self.plan.by_item.get(&item)) {
                return Some(*target);
            }
            self.refuse_item(column, text.unwrap_or(""), said, file);
            return None;
        }
        let mut key: SmallVec<[u32; 4]> = SmallVec::new();
        for index in 0..self.plan.selects.len() {
            let text = said.text(self.plan.selects[index]);
            key.extend(match text {
                Some(text) => self.meet_select(index, text, &mut file.texts),
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
        self.refuse_item(column, &label, said, file);
        None
    }

    fn refuse_item(&mut self, column: usize, label: &str, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        said.fail(ITEM_UNKNOWN);
        let at = Self::place(said.row, column);
        file.findings.push_with(ITEM_UNKNOWN, || {
            let suggestion = match self.plan.item {
                Some(_) => item_suggested(label, &self.context),
                None => self.plan.selection_suggested(|column| said.text(column)),
            };
            Remark::new(ITEM_UNKNOWN).quote(label).arg(suggestion).at(at, said.area)
        });
        // Labels are counted in every row they stand in, even where nothing can be made of them.
        self.meet_dimensions_of_no_item(said, file);
    }

    fn meet_dimensions_of_no_item(&mut self, said: &Said<'_, '_, '_>, file: &mut Content) {
        for index in 0..self.plan.dimensions.len() {
            if let Some(text) = said.text(self.plan.dimensions[index].0) {
                self.meet_dimension(index, text, &mut file.texts);
            }
        }
        if let Some(text) = self.plan.category.and_then(|column| said.text(column)) {
            // Index 0 is that of items unknown.
            self.meet_category(0, text, &mut file.texts);
        }
    }

    /// The series of the row: its item with the codes of its dimensions.
    pub(crate) fn series(&mut self, target: usize, said: &mut Said<'_, '_, '_>, file: &mut Content) -> Series {
        let mut series = self.plan.targets[target].base;
        for index in 0..self.plan.dimensions.len() {
            self.dimension(index, target, &mut series, said, file);
        }
        if let (Some(column), Some(category)) = (self.plan.category, self.plan.targets[target].category) {
            self.category(column, category, &mut series, said, file);
        }
        series
    }

    fn dimension(&mut self, index: usize, target: usize, series: &mut Series, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let (column, dimension) = self.plan.dimensions[index];
        let has_it = self.context.edition.item(self.plan.targets[target].item).dimensions.contains(&dimension);
        let Some(text) = said.text(column) else {
            if has_it {
                self.refuse_blank(column, said, file);
            }
            return;
        };
        let slot = self.meet_dimension(index, text, &mut file.texts);
        let found = &self.caches.dimensions[index].get(slot).reading;
        match found.code {
            Some(code) if has_it => series.dims[usize::from(dimension.0)] = Some(code),
            // The column says of an item without this dimension what it says when it says nothing.
            Some(code) if self.layout.defaults.contains(&(dimension, code)) => {}
            _ if !has_it && self.layout.columns[column].neutral.iter().any(|code| code == text) => return,
            Some(_) => {
                said.fail(CODE_UNKNOWN);
                self.refuse_code(column, text, "", said, file);
                return;
            }
            None => said.fail(crate::naming::fault(found, &self.context.dimension(dimension))),
        }
        self.note_label(found, column, said, file);
    }

    fn category(&mut self, column: usize, category: usize, series: &mut Series, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        let Some(text) = said.text(column) else {
            // A layout may leave the category blank where it says nothing.
            if !matches!(&self.plan.categories[category], CategoryOf::Fixed(word) if word.is_empty()) {
                self.refuse_blank(column, said, file);
            }
            return;
        };
        let slot = self.meet_category(category, text, &mut file.texts);
        match (&self.caches.categories[category].get(slot).reading, &self.plan.categories[category]) {
            (CategoryReading::Fixed | CategoryReading::Unread, _) => {}
            (CategoryReading::Named(found), CategoryOf::Dimension(dimension)) => {
                let lookup = self.context.dimension(*dimension);
                match found.code {
                    Some(code) => series.dims[usize::from(dimension.0)] = Some(code),
                    None => said.fail(crate::naming::fault(found, &lookup)),
                }
                self.note_found(found, column, &lookup, said, file);
            }
            (_, of) => {
                let expected = if let CategoryOf::Fixed(word) = of { word.as_str() } else { "" };
                said.fail(CODE_UNKNOWN);
                self.refuse_code(column, text, expected, said, file);
            }
        }
    }

    fn refuse_blank(&self, column: usize, said: &mut Said<'_, '_, '_>, file: &mut Content) {
        said.fail(CODE_BLANK);
        let at = Self::place(said.row, column);
        file.findings
            .push_with(CODE_BLANK, || Remark::new(CODE_BLANK).arg(self.layout.columns[column].name.as_str()).at(at, said.area));
    }

    fn refuse_code(&self, column: usize, text: &str, expected: &str, said: &Said<'_, '_, '_>, file: &mut Content) {
        let at = Self::place(said.row, column);
        file.findings.push_with(CODE_UNKNOWN, || {
            let name = self.layout.columns[column].name.as_str();
            Remark::new(CODE_UNKNOWN).arg(name).quote(text).arg(expected).at(at, said.area)
        });
    }
}
