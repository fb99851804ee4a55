//! What becomes of a row: answers with what stands beside them, or the row as a whole among the unplaced.

use crate::digits::shows;
use crate::measured;
use crate::records::Records;
use crate::replies::Content;
use crate::row::Said;
use crate::value::{self, Draft, Drafts};
use verbale_model::{Item, ItemKind, Locus, RawCell, Series, Stored, TextId};

/// How many distinct values of a column are remembered. Values beyond it are read anew each time.
const VALUES_KEPT: usize = 65_536;

impl Records<'_> {
    /// Adds the answers of a row whose series is known.
    pub(crate) fn answer(&mut self, target: usize, series: Series, said: &Said<'_, '_, '_>, file: &mut Content) {
        let reply = file.replies.of(said.area);
        let id = self.plan.targets[target].item;
        let item = self.context.edition.item(id);
        let first = match self.plan.value.and_then(|column| said.cell(column)) {
            cell if self.layout.sdmx.is_some() => self.measured(target, cell, series, reply, said, file),
            Some(cell) => self.value(target, cell, series, reply, said, file),
            None => {
                let at = Self::place(said.row, self.plan.value.unwrap_or(0));
                let raw = file.texts.intern("");
                Drafts::blank().list.first().map_or(0, |draft| file.draft(reply, series, said.year, draft, raw, at))
            }
        };
        self.comment(item, reply, first, said, file);
        self.attributes(target, reply, first, said, file);
        self.keep_beside(reply, first, said, file);
    }

    /// Adds the comment on an item; one that the item has no place for is kept beside the answer.
    fn comment(&self, item: &Item, reply: usize, answer: u32, said: &Said<'_, '_, '_>, file: &mut Content) {
        let Some(column) = self.plan.comment else { return };
        let (Some(text), Some(cell)) = (said.text(column), said.cell(column)) else { return };
        let Some(comment) = item.comment else {
            return file.attribute(reply, answer, &self.layout.columns[column].name, text);
        };
        let drafts = value::read(cell, self.context.edition.item(comment), &self.context, &mut file.texts);
        let raw = file.texts.intern(text);
        for draft in &drafts.list {
            file.draft(reply, Series::of(comment), said.year, draft, raw, cell.at);
        }
        for remark in drafts.remarks {
            file.note(remark, cell.at, said.area);
        }
    }

    /// Keeps with an answer what the questionnaire does not interpret.
    fn attributes(&self, target: usize, reply: usize, answer: u32, said: &Said<'_, '_, '_>, file: &mut Content) {
        let unread = self.plan.category.filter(|_| self.plan.targets[target].category.is_none());
        for column in self.plan.attributes.iter().copied().chain(unread) {
            if let Some(text) = said.text(column) {
                file.attribute(reply, answer, &self.layout.columns[column].name, text);
            }
        }
        for (heading, cell) in said.row.extra {
            if shows(&cell.text) {
                file.attribute(reply, answer, heading, &cell.text);
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
        file: &mut Content,
    ) -> u32 {
        let target = &self.plan.targets[target];
        let item = self.context.edition.item(target.item);
        let cache = match cell.stored {
            // What a text, date or list of options is read as depends on more than the kind of its item.
            _ if !matches!(item.kind, ItemKind::Count | ItemKind::Amount | ItemKind::Choice(_)) => None,
            Stored::Text => Some(0),
            Stored::Number(number) if number.is_finite() => Some(1),
            _ => None,
        };
        let cache = cache.map(|of| &mut self.caches.values[target.kind][of]).filter(|cache| cache.slots().len() < VALUES_KEPT);
        let read;
        let (drafts, raw) = match cache {
            Some(cache) => {
                let slot = cache.meet(&cell.text, &mut file.texts, |_, texts| value::read(cell, item, &self.context, texts));
                let slot = cache.get(slot);
                (&slot.reading, slot.raw)
            }
            None => {
                read = value::read(cell, item, &self.context, &mut file.texts);
                (&read, file.texts.intern(&cell.text))
            }
        };
        add(drafts, raw, cell.at, series, reply, said, file)
    }

    /// Adds the answer that a value of statistical software gives, or that it is missing.
    pub(crate) fn measured(
        &mut self,
        target: usize,
        cell: Option<&RawCell<'_>>,
        series: Series,
        reply: usize,
        said: &Said<'_, '_, '_>,
        file: &mut Content,
    ) -> u32 {
        let target = &self.plan.targets[target];
        let item = self.context.edition.item(target.item);
        let at = cell.map_or_else(|| Self::place(said.row, self.plan.value.unwrap_or(0)), |cell| cell.at);
        let kept = cell.filter(|_| said.beside.is_plain() && matches!(item.kind, ItemKind::Count | ItemKind::Amount));
        if let Some((status, value, raw)) = kept.and_then(|cell| self.run.whole(&cell.text, &mut file.texts)) {
            return file.draft(reply, series, said.year, &Draft::new(status, value), raw, at);
        }
        let cache = &mut self.caches.values[target.kind][0];
        match kept.filter(|_| cache.slots().len() < VALUES_KEPT) {
            Some(cell) => {
                let slot = cache.meet(&cell.text, &mut file.texts, |_, texts| {
                    measured::read(Some(cell), item, &said.beside, &self.context, texts)
                });
                let slot = cache.get(slot);
                add(&slot.reading, slot.raw, at, series, reply, said, file)
            }
            None => {
                let read = measured::read(cell, item, &said.beside, &self.context, &mut file.texts);
                let raw = file.texts.intern(cell.map_or("", |cell| &cell.text));
                add(&read, raw, at, series, reply, said, file)
            }
        }
    }
}

/// Adds drafts with their remarks; the index of the first answer.
fn add(drafts: &Drafts, raw: TextId, at: Locus, series: Series, reply: usize, said: &Said<'_, '_, '_>, file: &mut Content) -> u32 {
    let mut first = None;
    for draft in &drafts.list {
        let index = file.draft(reply, series, said.year, draft, raw, at);
        first.get_or_insert(index);
    }
    for remark in &drafts.remarks {
        file.findings.push_with(remark.kind, || remark.clone().at(at, said.area));
    }
    first.unwrap_or(0)
}
