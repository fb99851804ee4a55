//! Raw texts of a file.

use super::{Job, missing};
use crate::error::{Result, StoreError};
use crate::ids::{Ids, Numbered};
use crate::session::Session;
use verbale_model::{Answer, Number, Reply, TextId, TextPool, Value};

/// Database ids of a file's texts.
pub(super) struct Texts {
    /// The id before the first.
    before: i64,
    /// By [`TextId`]: which of those written it is, from 1; 0 where it was not written.
    ordinals: Vec<u32>,
}

impl Texts {
    /// The database id of a text, if it was written.
    pub(super) fn written(&self, text: TextId) -> Option<i64> {
        self.ordinals.get(text.index()).filter(|ordinal| **ordinal > 0).map(|ordinal| self.before + i64::from(*ordinal))
    }

    /// The database id of a text that something refers to.
    pub(super) fn id(&self, text: TextId) -> Result<i64> {
        self.written(text).ok_or_else(|| missing("text"))
    }
}

/// The texts that the new replies and the vocabulary refer to. The others belong to replies that are there already, or are said by
/// the numbers beside them.
pub(super) struct Chosen {
    /// By [`TextId`]: which of them it is, from 1; 0 where nothing refers to it.
    ordinals: Vec<u32>,
    count: usize,
}

impl Chosen {
    pub(super) fn of<'a>(job: &Job<'_>, replies: impl Iterator<Item = &'a Reply>) -> Result<Self> {
        let mut ordinals = referred(job, replies)?;
        let mut count = 0_u32;
        for ordinal in ordinals.iter_mut().filter(|ordinal| **ordinal > 0) {
            // No pool has more than 2^32 texts.
            count += 1;
            *ordinal = count;
        }
        let count =
            usize::try_from(count).map_err(|_| StoreError::fault("number the texts", "there are more than memory holds"))?;
        Ok(Self { ordinals, count })
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }
}

/// Writes them.
pub(super) fn write(session: &Session, ids: &mut Ids, job: &Job<'_>, Chosen { ordinals, count }: Chosen) -> Result<Texts> {
    let before = ids.blocks.take(session, Numbered::Text, count)? - 1;
    let rows = job.reading.texts.iter().zip(&ordinals).filter(|(_, ordinal)| **ordinal > 0);
    job.bulks.texts.insert_numbered(session, before + 1, count, rows, |values, (text, _)| {
        values.add(text)?;
        Ok(())
    })?;
    Ok(Texts { before, ordinals })
}

/// By [`TextId`]: 1 where a row is to refer to it, 0 elsewhere.
fn referred<'a>(job: &Job<'_>, replies: impl Iterator<Item = &'a Reply>) -> Result<Vec<u32>> {
    let pool = &job.reading.texts;
    let mut used = vec![0; pool.len()];
    let mut mark = |text: TextId| used.get_mut(text.index()).map(|used| *used = 1).ok_or_else(|| missing("text"));
    for reply in replies {
        for answer in &reply.answers {
            if let Value::Text(text) = answer.value {
                mark(text)?;
            }
            if answer.raw.index() >= pool.len() || !says_its_number(pool, answer) {
                mark(answer.raw)?;
            }
        }
        for attribute in &reply.attributes {
            mark(attribute.name)?;
            mark(attribute.raw)?;
        }
        for unplaced in &reply.unplaced {
            mark(unplaced.raw)?;
        }
    }
    for label in &job.reading.labels {
        mark(label.raw)?;
    }
    Ok(used)
}

/// True if the raw text is, byte for byte, the number as the database writes it: nine of ten are, and the views say it from the
/// number. `007`, `5.0` or `-0` are not.
fn says_its_number(pool: &TextPool, answer: &Answer) -> bool {
    match answer.value {
        Value::Number(Number { mantissa, scale: 0 }) => itoa::Buffer::new().format(mantissa) == pool.get(answer.raw),
        _ => false,
    }
}
