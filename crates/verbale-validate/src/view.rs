//! What a check sees of a reply, and what it says about it.

use crate::plan::Plan;
use std::fmt::Write;
use std::ops::Range;
use verbale_model::reading::series_name;
use verbale_model::{Answer, CodeId, Edition, Finding, Findings, Item, ItemId, Kind, Reading, Reply, Schemas, Series, SeriesId};

/// Lower and upper bound of a number; `None` where there is no upper bound.
pub(crate) type Bounds = (i64, Option<i64>);

/// One reply with an index over its answers.
pub struct ReplyView<'v> {
    /// All schemas.
    pub schemas: &'v Schemas,
    /// The file it was read from.
    pub reading: &'v Reading,
    /// The reply.
    pub reply: &'v Reply,
    /// Its edition.
    pub edition: &'v Edition,
    /// The series of the file.
    pub(crate) plan: &'v Plan,
    /// Indexes of the answers, in order of series, year and place.
    order: Vec<u32>,
    /// Series and year of each run of answers to the same, in order.
    keys: Vec<Key>,
    /// Where in `order` each run begins, and the end.
    starts: Vec<u32>,
}

/// A series in a year, in one word, so that a search compares once: the series, then the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u64);

impl Key {
    fn new(series: SeriesId, year: Option<i16>) -> Self {
        // No year comes before all years.
        let year = year.map_or(0, |year| u64::from(year.cast_unsigned() ^ 0x8000) + 1);
        Self(u64::from(series.0) << 32 | year)
    }
}

impl<'v> ReplyView<'v> {
    /// Indexes the reply at a position of [`Reading::replies`].
    pub fn new(schemas: &'v Schemas, reading: &'v Reading, plan: &'v Plan, position: usize) -> Self {
        let reply = &reading.replies[position];
        let mut sorted: Vec<(Key, u32)> =
            (0..).zip(&reply.answers).map(|(index, answer)| (Key::new(answer.series, answer.year), index)).collect();
        let place = |index: u32| reply.answers[index as usize].at;
        sorted.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then_with(|| (place(left.1), left.1).cmp(&(place(right.1), right.1)))
        });
        let (mut keys, mut starts) = (Vec::with_capacity(sorted.len()), Vec::with_capacity(sorted.len() + 1));
        let mut start = 0;
        for run in sorted.chunk_by(|left, right| left.0 == right.0) {
            keys.push(run[0].0);
            starts.push(start);
            start += u32::try_from(run.len()).unwrap_or(u32::MAX);
        }
        starts.push(start);
        let order = sorted.into_iter().map(|(_, index)| index).collect();
        Self { schemas, reading, reply, edition: schemas.edition(reading.edition), plan, order, keys, starts }
    }

    /// Runs of answers to the same series in the same year: indexes into [`Reply::answers`].
    pub fn keys(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.keys.len()).map(|index| self.run(index))
    }

    fn run(&self, index: usize) -> &[u32] {
        &self.order[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// The runs of a series, one a year.
    pub(crate) fn runs(&self, series: SeriesId) -> impl Iterator<Item = &[u32]> {
        self.positions(series).map(|index| self.run(index))
    }

    fn positions(&self, series: SeriesId) -> Range<usize> {
        let start = self.keys.partition_point(|key| *key < Key::new(series, None));
        let years = self.keys[start..].iter().take_while(|key| key.0 >> 32 == u64::from(series.0)).count();
        start..start + years
    }

    /// The runs of an item: answers to the same series in the same year.
    pub(crate) fn item_runs(&self, item: ItemId) -> impl Iterator<Item = &[u32]> {
        self.plan.series(item).iter().flat_map(|series| self.runs(*series))
    }

    /// The answers to an item.
    pub(crate) fn item_answers(&self, item: ItemId) -> impl Iterator<Item = &'v Answer> {
        self.item_runs(item).flatten().map(|&index| self.answer(index))
    }

    /// The runs of an item over all persons, one a year.
    pub(crate) fn whole_runs(&self, item: ItemId) -> impl Iterator<Item = &[u32]> {
        self.plan.whole_series(self.reading, item).flat_map(|series| self.runs(series))
    }

    /// What is known of an item over all persons in a year.
    pub(crate) fn whole_bounds(&self, item: ItemId, year: Option<i16>) -> Option<Bounds> {
        self.plan.whole_series(self.reading, item).find_map(|series| self.bounds_of(self.find_id(series, year)))
    }

    /// The answer of an index.
    pub fn answer(&self, index: u32) -> &'v Answer {
        &self.reply.answers[index as usize]
    }

    /// The series of an answer.
    pub fn series(&self, answer: &Answer) -> &'v Series {
        self.reading.series.get(answer.series)
    }

    /// The item of an answer.
    pub fn item(&self, answer: &Answer) -> &'v Item {
        self.edition.item(self.series(answer).item)
    }

    /// The raw text of an answer.
    pub fn raw(&self, answer: &Answer) -> &'v str {
        self.reading.texts.get(answer.raw)
    }

    /// All answers to a series in a year, in order of place.
    pub fn find(&self, series: &Series, year: Option<i16>) -> &[u32] {
        self.reading.series.find(series).map_or(&[], |id| self.find_id(id, year))
    }

    /// The same for the id of a series.
    pub(crate) fn find_id(&self, series: SeriesId, year: Option<i16>) -> &[u32] {
        self.keys.binary_search(&Key::new(series, year)).map_or(&[], |index| self.run(index))
    }

    /// Bounds of a run: those of its answer; where there is more than one, from the least of them to the sum of all, since they
    /// may be parts. `None` if nothing is known.
    pub(crate) fn bounds_of(&self, run: &[u32]) -> Option<Bounds> {
        let mut found: Option<Bounds> = None;
        for &index in run {
            let Some((low, high)) = self.answer(index).value.bounds() else { continue };
            found = Some(match found {
                None => (low, high),
                Some((least, most)) => (least.min(low), add_high(most, high)),
            });
        }
        found
    }

    /// The canonical name of a series with its year, as findings show it.
    pub fn name(&self, series: &Series, year: Option<i16>) -> String {
        let mut name = series_name(self.schemas, self.reading.edition, series);
        if let Some(year) = year {
            // Writing into a string cannot fail.
            let _ = write!(name, " year={year}");
        }
        name
    }

    /// A finding at an answer of this reply.
    pub fn finding(&self, kind: &'static Kind, answer: &Answer) -> Finding {
        Finding::new(kind, answer.at).area(self.reply.area)
    }

    /// The code of an item.
    pub fn item_code(&self, item: ItemId) -> &'v str {
        &self.edition.item(item).code
    }

    /// The text of a code.
    pub fn code(&self, code: CodeId) -> &'v str {
        self.schemas.codes.text(code)
    }
}

/// Adds upper bounds; unbounded if one is.
pub(crate) fn add_high(left: Option<i64>, right: Option<i64>) -> Option<i64> {
    left?.checked_add(right?)
}

/// Bounds in words: `62`, `0–4`, `5 or more`.
pub(crate) fn show((low, high): Bounds) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}–{high}"),
        None => format!("{low} or more"),
    }
}

/// What a check says about one reply.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Findings: the first of each code, and exact counts.
    pub findings: Findings,
    /// Indexes of answers that contradict one another.
    pub disputed: Vec<u32>,
}

impl Verdict {
    /// Adds a finding. It is written out only if it is among those kept.
    pub(crate) fn add(&mut self, kind: &'static Kind, make: impl FnOnce() -> Finding) {
        self.findings.push_with(kind, make);
    }
}
