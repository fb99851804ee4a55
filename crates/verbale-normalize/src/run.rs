//! Rows that go on as the one before: of the same series, with the same beside the value. Such a row costs a year and a value.

use crate::digits::shows;
use crate::records::{self, Records};
use crate::replies::Content;
use crate::row::Said;
use verbale_model::intake::RawRow;
use verbale_model::{Answer, ItemKind, Number, Series, SeriesId, Status, Stored, TextId, TextPool, Value};

/// What the row before said beside its year and value.
#[derive(Default)]
pub(crate) struct Run {
    /// There is such a row, and it became an answer with nothing to notice beside its value.
    pub(crate) goes: bool,
    reply: usize,
    series: Option<SeriesId>,
    /// By column, its text; empty for one without a cell.
    texts: Vec<String>,
    /// Name and text of what is kept with each answer.
    attributes: Vec<(TextId, TextId)>,
    /// The raw texts of small whole numbers, by number.
    whole: Vec<Option<TextId>>,
}

/// Whole numbers below this have their raw text remembered by number.
const WHOLE_KEPT: usize = 32_768;

impl Run {
    /// Status, value and raw text of a whole number as programs write it; nothing for any other text.
    pub(crate) fn whole(&mut self, text: &str, texts: &mut TextPool) -> Option<(Status, Value, TextId)> {
        let number = whole(text)?;
        let status = if number == 0 { Status::Zero } else { Status::Reported };
        Some((status, Value::Number(Number::whole(number)), self.raw(number, text, texts)))
    }

    /// The raw text of a whole number that is written in one way only.
    fn raw(&mut self, number: i64, text: &str, texts: &mut TextPool) -> TextId {
        let Some(at) = usize::try_from(number).ok().filter(|at| *at < WHOLE_KEPT) else { return texts.intern(text) };
        if at >= self.whole.len() {
            self.whole.resize(at + 1, None);
        }
        *self.whole[at].get_or_insert_with(|| texts.intern(text))
    }
}

impl Records<'_> {
    /// Takes a row that differs from the one before in year and value alone; `false` if it is none, and no answer was added.
    pub(crate) fn go_on(&mut self, row: &RawRow<'_, '_>, file: &mut Content) -> bool {
        let (Some(columns), true) = (row.fresh, self.run.goes && row.extra.is_empty() && row.why.is_none()) else { return false };
        let (Some(year), Some(value), Some(head)) = (self.plan.year, self.plan.value, &mut self.head) else { return false };
        let cell = |column: usize| row.cells.get(column).and_then(Option::as_ref);
        let same = |column: usize| *self.run.texts[column] == *cell(column).map_or("", |cell| cell.text.as_ref());
        if !columns.iter().all(|column| *column == year || *column == value || same(*column)) {
            return false;
        }
        let (Some(year), Some(value)) = (cell(year), cell(value)) else { return false };
        if !shows(&year.text) || matches!(year.stored, Stored::Date(_)) {
            return false;
        }
        let words = &self.context.schemas.words;
        let slot = self.caches.years.meet(&year.text, &mut file.texts, |text, _| records::year(text, words));
        let Some(year) = self.caches.years.get(slot).reading else { return false };
        head.rows += 1;
        let (area, target, series, reply) = (head.area, head.target, head.series, self.run.reply);
        let answer = match (self.run.series, self.run.whole(&value.text, &mut file.texts)) {
            (Some(series), Some((status, number, raw))) => {
                file.answer(reply, Answer { series, year: Some(year), status, value: number, raw, at: value.at })
            }
            _ => self.measured(target, Some(value), series, reply, &Said::on(row, area, year), file),
        };
        for (name, raw) in &self.run.attributes {
            file.keep(reply, answer, *name, *raw);
        }
        true
    }

    /// Remembers what a row with an answer said beside its year and value, if the next one may go on from there.
    pub(crate) fn keep_run(&mut self, target: usize, series: Series, said: &Said<'_, '_, '_>, file: &mut Content) {
        let item = self.context.edition.item(self.plan.targets[target].item);
        let counts = matches!(item.kind, ItemKind::Count | ItemKind::Amount);
        let comments = self.plan.comment.is_some_and(|column| said.text(column).is_some());
        if self.head.is_none() || !counts || comments || said.noted || said.restricted || !said.beside.is_plain() {
            return;
        }
        let run = &mut self.run;
        run.goes = true;
        run.reply = file.replies.of(said.area);
        run.series = Some(file.series.intern(series));
        run.texts.resize_with(said.row.cells.len(), String::new);
        for (text, cell) in run.texts.iter_mut().zip(said.row.cells) {
            text.clear();
            text.push_str(cell.as_ref().map_or("", |cell| &cell.text));
        }
        run.attributes.clear();
        for &column in &self.plan.attributes {
            if let Some(text) = said.text(column) {
                run.attributes.push((file.texts.intern(&self.layout.columns[column].name), file.texts.intern(text)));
            }
        }
    }
}

/// A whole number as programs write it: digits, no zero in front. Anything else is read with more care.
fn whole(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let plain = matches!(bytes, [b'0'] | [b'1'..=b'9', ..]) && bytes.len() <= 18;
    if !plain {
        return None;
    }
    bytes.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}
