//! What a check sees of a reply, and what it says about it.

use std::fmt::Write;
use std::ops::Range;
use verbale_model::reading::series_name;
use verbale_model::{Answer, CodeId, Edition, Finding, Item, ItemId, Kind, Reading, Reply, Schemas, Series, SeriesId};

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
    /// Indexes of the answers, in order of series, year and place.
    order: Vec<u32>,
    /// Where in `order` the answers to one series in one year end.
    ends: Vec<u32>,
}

impl<'v> ReplyView<'v> {
    /// Indexes the reply at a position of [`Reading::replies`].
    pub fn new(schemas: &'v Schemas, reading: &'v Reading, position: usize) -> Self {
        let reply = &reading.replies[position];
        let mut order: Vec<u32> = (0..u32::try_from(reply.answers.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|&index| {
            let answer = &reply.answers[index as usize];
            (answer.series, answer.year, answer.at, index)
        });
        let key = |index: &u32| {
            let answer = &reply.answers[*index as usize];
            (answer.series, answer.year)
        };
        let mut end = 0;
        let ends = order.chunk_by(|left, right| key(left) == key(right)).map(|run| {
            end += u32::try_from(run.len()).unwrap_or(u32::MAX);
            end
        });
        let ends = ends.collect();
        Self { schemas, reading, reply, edition: schemas.edition(reading.edition), order, ends }
    }

    /// Runs of answers to the same series in the same year: indexes into [`Reply::answers`].
    pub fn keys(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let run = &self.order[start..end as usize];
            start = end as usize;
            run
        })
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
        match self.reading.series.find(series) {
            Some(id) => &self.order[self.range(id, year)],
            None => &[],
        }
    }

    fn range(&self, series: SeriesId, year: Option<i16>) -> Range<usize> {
        let key = |index: u32| {
            let answer = self.answer(index);
            (answer.series, answer.year)
        };
        let start = self.order.partition_point(|&index| key(index) < (series, year));
        let end = self.order.partition_point(|&index| key(index) <= (series, year));
        start..end
    }

    /// Bounds of a series in a year: those of its answer; where it is answered more than once, from the least of them to the
    /// sum of all, since they may be parts. `None` if nothing is known.
    pub(crate) fn bounds(&self, series: &Series, year: Option<i16>) -> Option<Bounds> {
        let mut found: Option<(i64, Bounds)> = None;
        for &index in self.find(series, year) {
            let Some((low, high)) = self.answer(index).value.bounds() else { continue };
            found = Some(match found {
                None => (low, (low, high)),
                Some((least, (_, most))) => {
                    let least = least.min(low);
                    (least, (least, add_high(most, high)))
                }
            });
        }
        found.map(|(_, bounds)| bounds)
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

/// What the checks say about one reply.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Indexes of answers that contradict one another.
    pub disputed: Vec<u32>,
}

impl Verdict {
    /// Puts everything into an order that depends on nothing but the reply.
    pub(crate) fn close(&mut self) {
        self.disputed.sort_unstable();
        self.disputed.dedup();
        self.findings.sort_by(|left, right| left.order().cmp(&right.order()));
    }
}
