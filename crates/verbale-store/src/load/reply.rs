//! Replies: which are new, and the rows of those that are.

use super::locus::Places;
use super::series::SeriesMap;
use super::text::Texts;
use super::{Job, missing};
use crate::error::{Doing, Result, StoreError, int};
use crate::ids::Ids;
use crate::record::Change;
use rustc_hash::{FxHashMap, FxHashSet};
use sqlx::SqliteConnection;
use std::collections::hash_map::Entry;
use verbale_model::{Answer, CodeId, Reply, Value};

/// What is to be done with a reply.
pub(super) struct Decided {
    /// Code of its area.
    pub(super) area_code: Option<String>,
    /// What changes.
    pub(super) change: Change,
    area: Option<i64>,
    digest: String,
}

/// Ids that the rows of a reply refer to.
pub(super) struct Target<'a> {
    pub(super) file: i64,
    pub(super) texts: Texts,
    pub(super) places: &'a Places,
    pub(super) series: &'a SeriesMap,
    pub(super) codes: &'a FxHashMap<CodeId, i64>,
}

/// Says of each reply whether it is new, a revision, or there already. Content is compared with every earlier revision, not only
/// with the newest: a file sent again after its correction must not undo the correction.
pub(super) async fn decide(
    connection: &mut SqliteConnection,
    ids: &Ids,
    job: &Job<'_>,
    digests: &[String],
) -> Result<Vec<Decided>> {
    if digests.len() != job.reading.replies.len() {
        return Err(StoreError::fault("compare the replies", "the digests are those of another file"));
    }
    let mut decided = Vec::with_capacity(job.reading.replies.len());
    let mut seen = FxHashSet::default();
    for (reply, digest) in job.reading.replies.iter().zip(digests) {
        if !seen.insert(reply.area) {
            return Err(StoreError::fault("compare the replies", "the file has two replies of one area"));
        }
        let area = match reply.area {
            Some(code) => Some(ids.code(connection, job.schemas, code).await?),
            None => None,
        };
        let change = change(connection, job.edition, area, digest).await?;
        let area_code = reply.area.map(|code| job.schemas.codes.text(code).to_owned());
        decided.push(Decided { area_code, change, area, digest: digest.clone() });
    }
    Ok(decided)
}

async fn change(connection: &mut SqliteConnection, edition: i64, area: Option<i64>, digest: &str) -> Result<Change> {
    let sql = "SELECT max(CASE WHEN digest = ? THEN revision END), max(revision) FROM reply \
               WHERE edition = ? AND coalesce(area, 0) = ?";
    let (same, newest): (Option<i64>, Option<i64>) = sqlx::query_as(sql)
        .bind(digest)
        .bind(edition)
        .bind(area.unwrap_or(0))
        .fetch_one(connection)
        .await
        .doing(|| "compare with earlier revisions".to_owned())?;
    let number = |revision: i64| {
        u32::try_from(revision).map_err(|_| StoreError::fault("compare with earlier revisions", "there are more than 2^32"))
    };
    Ok(match (same, newest) {
        (Some(revision), _) => Change::Unchanged { revision: number(revision)? },
        (None, Some(revision)) => Change::Revised { revision: number(revision + 1)? },
        (None, None) => Change::New { revision: 1 },
    })
}

/// The database ids of the codes that are values of the new replies.
pub(super) async fn codes<'a>(
    connection: &mut SqliteConnection,
    ids: &Ids,
    job: &Job<'_>,
    replies: impl Iterator<Item = &'a Reply>,
) -> Result<FxHashMap<CodeId, i64>> {
    let mut codes = FxHashMap::default();
    for answer in replies.flat_map(|reply| &reply.answers) {
        if let Value::Code(code) = answer.value
            && let Entry::Vacant(vacant) = codes.entry(code)
        {
            vacant.insert(ids.code(connection, job.schemas, code).await?);
        }
    }
    Ok(codes)
}

/// Writes a reply and all that is in it.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    job: &Job<'_>,
    target: &Target<'_>,
    decided: &Decided,
    reply: &Reply,
) -> Result<()> {
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(id) FROM answer")
        .fetch_one(&mut *connection)
        .await
        .doing(|| "number the answers".to_owned())?;
    let first = newest.unwrap_or(0) + 1;
    let answers = int(reply.answers.len())?;
    let sql = "INSERT INTO reply \
               (file, edition, area, revision, digest, received_on, first_answer, last_answer, answers, unplaced) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
    let id: i64 = sqlx::query_scalar(sql)
        .bind(target.file)
        .bind(job.edition)
        .bind(decided.area)
        .bind(decided.change.revision())
        .bind(&decided.digest)
        .bind(job.meta.received_on.map(|day| day.to_string()))
        .bind(first)
        .bind(first + answers - 1)
        .bind(answers)
        .bind(int(reply.unplaced.len())?)
        .fetch_one(&mut *connection)
        .await
        .doing(|| "write the reply".to_owned())?;
    write_answers(connection, job, target, id, first, reply).await?;
    write_attributes(connection, job, target, first, reply).await?;
    job.bulks
        .unplaced
        .insert(connection, &reply.unplaced, |values, entry| {
            values.add(id)?.add(entry.why.code)?.add(target.texts.id(entry.raw)?)?;
            target.places.bind(values, entry.at)
        })
        .await
}

async fn write_answers(
    connection: &mut SqliteConnection,
    job: &Job<'_>,
    target: &Target<'_>,
    reply_id: i64,
    first: i64,
    reply: &Reply,
) -> Result<()> {
    let mut disputed = vec![false; reply.answers.len()];
    for &index in &reply.disputed {
        *usize::try_from(index).ok().and_then(|index| disputed.get_mut(index)).ok_or_else(|| missing("disputed answer"))? = true;
    }
    let mut id = first;
    job.bulks
        .answers
        .insert(connection, reply.answers.iter().zip(disputed), |values, (answer, disputed)| {
            values.add(id)?.add(reply_id)?.add(target.series.id(answer.series)?)?.add(answer.year)?.add(answer.status.id())?;
            bind_value(values, target, answer)?;
            values.add(target.texts.id(answer.raw)?)?;
            target.places.bind(values, answer.at)?;
            values.add(i64::from(disputed))?;
            id += 1;
            Ok(())
        })
        .await
}

/// Adds number, scale, low, high, code and text.
fn bind_value(values: &mut crate::sqlite::bulk::Values, target: &Target<'_>, answer: &Answer) -> Result<()> {
    let (mut number, mut scale, mut low, mut high, mut code, mut text) = (None, None, None, None, None, None);
    match answer.value {
        Value::None => {}
        Value::Number(value) => {
            number = Some(value.mantissa);
            scale = Some(i64::from(value.scale));
        }
        Value::Range { low: least, high: most } => {
            low = Some(least);
            high = most;
        }
        Value::Code(value) => code = Some(*target.codes.get(&value).ok_or_else(|| missing("code"))?),
        Value::Text(value) => text = Some(target.texts.id(value)?),
    }
    values.add(number)?.add(scale)?.add(low)?.add(high)?.add(code)?.add(text)?;
    Ok(())
}

async fn write_attributes(
    connection: &mut SqliteConnection,
    job: &Job<'_>,
    target: &Target<'_>,
    first: i64,
    reply: &Reply,
) -> Result<()> {
    let mut sorted: Vec<_> = reply.attributes.iter().collect();
    // Stable: those of one answer stay in the order read, which numbers them.
    sorted.sort_by_key(|attribute| attribute.answer);
    let (mut of, mut ordinal) = (None, 0_i64);
    job.bulks
        .attributes
        .insert(connection, sorted, |values, attribute| {
            if usize::try_from(attribute.answer).ok().is_none_or(|index| index >= reply.answers.len()) {
                return Err(missing("answer of an attribute"));
            }
            ordinal = if of == Some(attribute.answer) { ordinal + 1 } else { 0 };
            of = Some(attribute.answer);
            values.add(first + i64::from(attribute.answer))?.add(ordinal)?;
            values.add(target.texts.id(attribute.name)?)?.add(target.texts.id(attribute.raw)?)?;
            Ok(())
        })
        .await
}
