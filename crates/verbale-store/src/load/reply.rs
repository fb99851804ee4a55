//! Replies: which are new, and the rows of those that are.

use super::locus::Places;
use super::series::SeriesMap;
use super::text::Texts;
use super::{Job, missing};
use crate::error::{Doing, Result, StoreError, int};
use crate::ids::{Ids, Numbered};
use crate::record::Change;
use rustc_hash::{FxHashMap, FxHashSet};
use sqlx::SqliteConnection;
use std::collections::hash_map::Entry;
use verbale_model::{Answer, CodeId, Reply, Status, Value};

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
    let mut areas = Vec::with_capacity(job.reading.replies.len());
    for reply in &job.reading.replies {
        areas.push(match reply.area {
            Some(code) => Some(ids.code(connection, job.schemas, code).await?),
            None => None,
        });
    }
    job.bulks.replies.flush(connection).await?;
    let earlier = Earlier::read(connection, job.edition, &areas).await?;
    let mut decided = Vec::with_capacity(job.reading.replies.len());
    let mut seen = FxHashSet::default();
    for ((reply, area), digest) in job.reading.replies.iter().zip(areas).zip(digests) {
        if !seen.insert(reply.area) {
            return Err(StoreError::fault("compare the replies", "the file has two replies of one area"));
        }
        let change = earlier.change(area, digest)?;
        let area_code = reply.area.map(|code| job.schemas.codes.text(code).to_owned());
        decided.push(Decided { area_code, change, area, digest: digest.clone() });
    }
    Ok(decided)
}

/// The earlier revisions of some areas' replies for an edition.
struct Earlier {
    /// By area (0: none that could be told): the newest.
    newest: FxHashMap<i64, i64>,
    by_content: FxHashMap<(i64, String), i64>,
}

impl Earlier {
    async fn read(connection: &mut SqliteConnection, edition: i64, areas: &[Option<i64>]) -> Result<Self> {
        const SQL: &str = "SELECT coalesce(area, 0), digest, revision FROM reply WHERE edition = ?1";
        // A reply has one area, a release all of them.
        let rows: Vec<(i64, String, i64)> = match areas {
            [area] => {
                sqlx::query_as(concat!(
                    "SELECT coalesce(area, 0), digest, revision FROM reply WHERE edition = ?1",
                    " AND coalesce(area, 0) = ?2"
                ))
                .bind(edition)
                .bind(area.unwrap_or(0))
                .fetch_all(connection)
                .await
            }
            _ => sqlx::query_as(SQL).bind(edition).fetch_all(connection).await,
        }
        .doing(|| "compare with earlier revisions".to_owned())?;
        let mut earlier = Self { newest: FxHashMap::default(), by_content: FxHashMap::default() };
        for (area, digest, revision) in rows {
            let newest = earlier.newest.entry(area).or_insert(revision);
            *newest = revision.max(*newest);
            earlier.by_content.insert((area, digest), revision);
        }
        Ok(earlier)
    }

    fn change(&self, area: Option<i64>, digest: &str) -> Result<Change> {
        let area = area.unwrap_or(0);
        let number = |revision: i64| {
            u32::try_from(revision).map_err(|_| StoreError::fault("compare with earlier revisions", "there are more than 2^32"))
        };
        Ok(match (self.by_content.get(&(area, digest.to_owned())), self.newest.get(&area)) {
            (Some(revision), _) => Change::Unchanged { revision: number(*revision)? },
            (None, Some(newest)) => Change::Revised { revision: number(newest + 1)? },
            (None, None) => Change::New { revision: 1 },
        })
    }
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

/// A new reply with its database ids.
struct Fresh<'a> {
    id: i64,
    first: i64,
    decided: &'a Decided,
    reply: &'a Reply,
}

/// Writes the new replies of a file and all that is in them, table by table.
pub(super) async fn write<'a>(
    connection: &mut SqliteConnection,
    ids: &mut Ids,
    job: &Job<'_>,
    target: &Target<'_>,
    fresh: impl Iterator<Item = (&'a Decided, &'a Reply)>,
) -> Result<()> {
    let mut replies = Vec::new();
    for (decided, reply) in fresh {
        let id = ids.blocks.take(connection, Numbered::Reply, 1).await?;
        let first = ids.blocks.take(connection, Numbered::Answer, reply.answers.len()).await?;
        replies.push(Fresh { id, first, decided, reply });
    }
    let received = job.meta.received_on.map(|day| day.to_string());
    job.bulks
        .replies
        .insert(connection, &replies, |values, Fresh { id, first, decided, reply }| {
            let answers = int(reply.answers.len())?;
            values.add(*id)?.add(target.file)?.add(job.edition)?.add(decided.area)?.add(decided.change.revision())?;
            values.add(decided.digest.as_str())?.add(received.as_deref())?;
            values.add(*first)?.add(*first + answers - 1)?.add(answers)?.add(int(reply.unplaced.len())?)?;
            Ok(())
        })
        .await?;
    write_answers(connection, job, target, &replies).await?;
    write_attributes(connection, job, target, &replies).await?;
    let unplaced = replies.iter().flat_map(|fresh| fresh.reply.unplaced.iter().map(|entry| (fresh.id, entry)));
    job.bulks
        .unplaced
        .insert(connection, unplaced, |values, (id, entry)| {
            values.add(id)?.add(entry.why.code)?.add(target.texts.id(entry.raw)?)?;
            target.places.bind(values, entry.at)
        })
        .await
}

/// For each answer of a reply: is it disputed?
fn disputed(reply: &Reply) -> Result<Vec<bool>> {
    let mut disputed = vec![false; reply.answers.len()];
    for &index in &reply.disputed {
        *usize::try_from(index).ok().and_then(|index| disputed.get_mut(index)).ok_or_else(|| missing("disputed answer"))? = true;
    }
    Ok(disputed)
}

async fn write_answers(connection: &mut SqliteConnection, job: &Job<'_>, target: &Target<'_>, replies: &[Fresh<'_>]) -> Result<()> {
    let flags = replies.iter().map(|fresh| disputed(fresh.reply)).collect::<Result<Vec<_>>>()?;
    let rows = replies.iter().zip(&flags).flat_map(|(fresh, flags)| {
        (fresh.first..).zip(fresh.reply.answers.iter().zip(flags)).map(|(id, (answer, disputed))| (id, fresh.id, answer, *disputed))
    });
    job.bulks
        .answers
        .insert(connection, rows, |values, (id, reply, answer, disputed)| {
            check(answer)?;
            values.add(id)?.add(reply)?.add(target.series.id(answer.series)?)?.add(answer.year)?.add(answer.status.id())?;
            bind_value(values, target, answer)?;
            values.add(target.texts.id(answer.raw)?)?;
            target.places.bind(values, answer.at)?;
            values.add(i64::from(disputed))?;
            Ok(())
        })
        .await
}

/// Checks what must hold for an answer: a value if and only if the status is that of one, zero where it says zero, bounds in
/// order and only where there is no value.
fn check(answer: &Answer) -> Result<()> {
    let sound = match (answer.status, answer.value) {
        (Status::Zero, Value::Number(number)) => number.mantissa == 0,
        (Status::Reported, Value::Number(_) | Value::Code(_) | Value::Text(_)) => true,
        (Status::Reported | Status::Zero, _) | (_, Value::Number(_) | Value::Code(_) | Value::Text(_)) => false,
        (_, Value::Range { low, high }) => high.is_none_or(|high| low <= high),
        (_, Value::None) => true,
    };
    if sound { Ok(()) } else { Err(StoreError::fault("write the answers", "an answer's status and value contradict each other")) }
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
    replies: &[Fresh<'_>],
) -> Result<()> {
    let mut rows = Vec::new();
    for Fresh { first, reply, .. } in replies {
        let mut sorted: Vec<_> = reply.attributes.iter().collect();
        // Stable: those of one answer stay in the order read, which numbers them.
        sorted.sort_by_key(|attribute| attribute.answer);
        let (mut of, mut ordinal) = (None, 0_i64);
        for attribute in sorted {
            if usize::try_from(attribute.answer).ok().is_none_or(|index| index >= reply.answers.len()) {
                return Err(missing("answer of an attribute"));
            }
            ordinal = if of == Some(attribute.answer) { ordinal + 1 } else { 0 };
            of = Some(attribute.answer);
            rows.push((first + i64::from(attribute.answer), ordinal, attribute));
        }
    }
    job.bulks
        .attributes
        .insert(connection, rows, |values, (answer, ordinal, attribute)| {
            values.add(answer)?.add(ordinal)?;
            values.add(target.texts.id(attribute.name)?)?.add(target.texts.id(attribute.raw)?)?;
            Ok(())
        })
        .await
}
