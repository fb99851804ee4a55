//! Raw texts of a file.

use super::{Job, missing};
use crate::error::{Result, StoreError, int};
use crate::ids::{Ids, Numbered};
use sqlx::SqliteConnection;
use verbale_model::{Reply, TextId, Value};

/// The block of ids of a file's texts: a text's id is the base and its index in the pool.
#[derive(Clone, Copy)]
pub(super) struct Texts(i64);

impl Texts {
    /// The database id of a text.
    pub(super) fn id(self, text: TextId) -> Result<i64> {
        self.0.checked_add(int(text.index())?).ok_or_else(|| StoreError::fault("number the texts", "there are more than 2^63"))
    }
}

/// Writes the texts that the new replies and the vocabulary refer to. The others belong to replies that are there already.
pub(super) async fn write<'a>(
    connection: &mut SqliteConnection,
    ids: &mut Ids,
    job: &Job<'_>,
    replies: impl Iterator<Item = &'a Reply>,
) -> Result<Texts> {
    let pool = &job.reading.texts;
    let mut used = vec![false; pool.len()];
    let mut mark = |text: TextId| used.get_mut(text.index()).map(|used| *used = true).ok_or_else(|| missing("text"));
    for reply in replies {
        for answer in &reply.answers {
            mark(answer.raw)?;
            if let Value::Text(text) = answer.value {
                mark(text)?;
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
    let base = ids.blocks.take(connection, Numbered::Text, pool.len()).await?;
    let rows: Vec<(i64, &str)> = (base..).zip(pool.iter()).zip(used).filter(|(_, used)| *used).map(|(row, _)| row).collect();
    job.bulks
        .texts
        .insert(connection, rows, |values, (id, text)| {
            values.add(id)?.add(text)?;
            Ok(())
        })
        .await?;
    Ok(Texts(base))
}
