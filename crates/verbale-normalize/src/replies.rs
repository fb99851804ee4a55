//! What was read so far: replies by area, raw texts, series, findings.

use crate::remark::Remark;
use crate::value::Draft;
use rustc_hash::FxHashMap;
use verbale_model::reading::{Attribute, Reply};
use verbale_model::{Answer, CodeId, Findings, Kind, Locus, Schemas, Series, SeriesId, SeriesTable, TextId, TextPool, Unplaced};

/// The content of a file as it grows.
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) texts: TextPool,
    pub(crate) series: SeriesTable,
    last_series: Option<(Series, SeriesId)>,
    pub(crate) findings: Findings,
    pub(crate) replies: Replies,
}

impl Content {
    /// Notes a remark at its place.
    pub(crate) fn note(&mut self, remark: Remark, at: Locus, area: Option<CodeId>) {
        self.findings.push(remark.at(at, area));
    }

    /// Adds an answer to a reply, and gives its index there.
    pub(crate) fn answer(&mut self, reply: usize, answer: Answer) -> u32 {
        let answers = &mut self.replies.list[reply].answers;
        if answers.len() == answers.capacity() {
            // A quarter more and not twice as much: of a million answers, half of the memory would be spare.
            answers.reserve_exact(answers.len() / 4 + 32);
        }
        answers.push(answer);
        u32::try_from(answers.len() - 1).unwrap_or(u32::MAX)
    }

    /// Adds the answer of a draft.
    pub(crate) fn draft(&mut self, reply: usize, base: Series, year: Option<i16>, draft: &Draft, raw: TextId, at: Locus) -> u32 {
        let series = match draft.option {
            Some((dimension, code)) => base.with(dimension, code),
            None => base,
        };
        let series = match self.last_series {
            Some((last, id)) if last == series => id,
            _ => {
                let id = self.series.intern(series);
                self.last_series = Some((series, id));
                id
            }
        };
        self.answer(reply, Answer { series, year, status: draft.status, value: draft.value, raw, at })
    }

    pub(crate) fn attribute(&mut self, reply: usize, answer: u32, name: &str, raw: &str) {
        let (name, raw) = (self.texts.intern(name), self.texts.intern(raw));
        self.keep(reply, answer, name, raw);
    }

    /// Adds an attribute whose texts are in the pool.
    pub(crate) fn keep(&mut self, reply: usize, answer: u32, name: TextId, raw: TextId) {
        self.replies.list[reply].attributes.push(Attribute { answer, name, raw });
    }

    pub(crate) fn unplaced(&mut self, area: Option<CodeId>, at: Locus, raw: &str, why: &'static Kind) {
        let raw = self.texts.intern(raw);
        let reply = self.replies.of(area);
        self.replies.list[reply].unplaced.push(Unplaced { at, raw, why });
    }
}

/// Replies by area, in order of first use.
#[derive(Default)]
pub(crate) struct Replies {
    pub(crate) list: Vec<Reply>,
    index: FxHashMap<Option<CodeId>, usize>,
    last: Option<(Option<CodeId>, usize)>,
}

impl Replies {
    /// The reply of an area.
    pub(crate) fn of(&mut self, area: Option<CodeId>) -> usize {
        if let Some((last, reply)) = self.last
            && last == area
        {
            return reply;
        }
        let reply = *self.index.entry(area).or_insert_with(|| {
            self.list.push(Reply { area, ..Reply::default() });
            self.list.len() - 1
        });
        self.last = Some((area, reply));
        reply
    }

    /// The replies in order of area code, what belongs to no area last.
    pub(crate) fn sorted(self, schemas: &Schemas) -> Vec<Reply> {
        let mut list = self.list;
        list.sort_by_key(|reply| (reply.area.is_none(), reply.area.map(|area| schemas.codes.text(area))));
        list
    }
}
