//! Replies: which are new, and the rows of those that are.

use super::known::Known;
use super::locus::Places;
use super::series::SeriesMap;
use super::text::Texts;
use super::{Job, missing};
use crate::error::{Result, StoreError, int};
use crate::ids::{Ids, Numbered};
use crate::record::{Change, RunId};
use crate::session::Session;
use crate::session::bulk::Values;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;
use verbale_model::{Answer, CodeId, Reply, Status, Value};

/// What is to be done with a reply.
pub(super) struct Decided {
    /// Code of its area.
    pub(super) area_code: Option<String>,
    /// What changes.
    pub(super) change: Change,
    /// Its id.
    pub(super) area: Option<i64>,
    digest: String,
}

impl Decided {
    /// The id of the reply whose content it has.
    pub(super) fn known(&self, session: &Session, edition: i64) -> Result<i64> {
        let sql = "SELECT id FROM reply WHERE edition = ? AND coalesce(area, 0) = ? AND digest = ?";
        session.one(sql, params![edition, self.area.unwrap_or(0), self.digest], |row| row.get(0), "look up the earlier reply")
    }
}

/// Ids that the rows of a reply refer to.
pub(super) struct Target<'a> {
    pub(super) file: i64,
    pub(super) run: RunId,
    pub(super) texts: &'a Texts,
    pub(super) places: &'a Places,
    pub(super) series: &'a SeriesMap,
    pub(super) codes: &'a FxHashMap<CodeId, i64>,
}

/// Says of each reply whether it is new, a revision, or there already. Content is compared with every earlier revision, not only
/// with the newest: a file sent again after its correction must not undo the correction.
pub(super) fn decide(
    session: &Session,
    job: &Job<'_>,
    known: &Known,
    areas: &[Option<i64>],
    digests: &[String],
) -> Result<Vec<Decided>> {
    if digests.len() != job.reading.replies.len() {
        return Err(StoreError::fault("compare the replies", "the digests are those of another file"));
    }
    let earlier = if known.replied { Earlier::read(session, job.edition, areas)? } else { Earlier::default() };
    let mut decided = Vec::with_capacity(job.reading.replies.len());
    let mut seen = FxHashSet::default();
    for ((reply, &area), digest) in job.reading.replies.iter().zip(areas).zip(digests) {
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
#[derive(Default)]
struct Earlier {
    /// By area (0: none that could be told): the newest.
    newest: FxHashMap<i64, i64>,
    by_content: FxHashMap<(i64, String), i64>,
}

impl Earlier {
    fn read(session: &Session, edition: i64, areas: &[Option<i64>]) -> Result<Self> {
        const CONTEXT: &str = "compare with earlier revisions";
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        // A reply has one area, a release all of them.
        let rows: Vec<(i64, String, i64)> = match areas {
            [area] => {
                let sql = "SELECT coalesce(area, 0), digest, revision FROM reply WHERE edition = ? AND coalesce(area, 0) = ?";
                session.all(sql, params![edition, area.unwrap_or(0)], row, CONTEXT)
            }
            _ => session.all(
                "SELECT coalesce(area, 0), digest, revision FROM reply WHERE edition = ?",
                params![edition],
                row,
                CONTEXT,
            ),
        }?;
        let mut earlier = Self::default();
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
pub(super) fn codes<'a>(
    session: &Session,
    ids: &Ids,
    job: &Job<'_>,
    replies: impl Iterator<Item = &'a Reply>,
) -> Result<FxHashMap<CodeId, i64>> {
    let mut codes = FxHashMap::default();
    for answer in replies.flat_map(|reply| &reply.answers) {
        if let Value::Code(code) = answer.value
            && let Entry::Vacant(vacant) = codes.entry(code)
        {
            vacant.insert(ids.code(session, job.schemas, code)?);
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

/// Writes the new replies of a file and all that is in them, table by table; gives the id of each.
pub(super) fn write<'a>(
    session: &Session,
    ids: &mut Ids,
    job: &Job<'_>,
    target: &Target<'_>,
    fresh: impl Iterator<Item = (&'a Decided, &'a Reply)>,
) -> Result<Vec<i64>> {
    let mut replies = Vec::new();
    for (decided, reply) in fresh {
        let id = ids.blocks.take(session, Numbered::Reply, 1)?;
        let first = ids.blocks.take(session, Numbered::Answer, reply.answers.len())?;
        replies.push(Fresh { id, first, decided, reply });
    }
    let received = job.meta.received_on.map(|day| day.to_string());
    let claim = job.reading.claim.map(verbale_model::reading::Claim::code);
    job.bulks.replies.insert_all(session, &replies, |values, Fresh { id, first, decided, reply }| {
        let answers = int(reply.answers.len())?;
        values.add(*id)?.add(target.file)?.add(job.edition)?.add(decided.area)?.add(decided.change.revision())?;
        values.add(decided.digest.as_str())?.add(received.as_deref())?.add(target.run.0)?.add(claim)?;
        values.add(*first)?.add(*first + answers - 1)?.add(answers)?.add(int(reply.unplaced.len())?)?;
        Ok(())
    })?;
    write_letters(session, job, &replies)?;
    write_answers(session, job, target, &replies)?;
    write_attributes(session, job, target, &replies)?;
    let count = replies.iter().map(|fresh| fresh.reply.unplaced.len()).sum();
    let unplaced = replies.iter().flat_map(|fresh| fresh.reply.unplaced.iter().map(|entry| (fresh.id, entry)));
    job.bulks.unplaced.insert(session, count, unplaced, |values, (id, entry)| {
        values.add(id)?.add(entry.why.code)?.add(target.texts.id(entry.raw)?)?;
        target.places.bind(values, entry.at)
    })?;
    Ok(replies.iter().map(|fresh| fresh.id).collect())
}

/// Writes which letters the replies of a coding sheet were coded from.
fn write_letters(session: &Session, job: &Job<'_>, replies: &[Fresh<'_>]) -> Result<()> {
    let Some(column) = &job.schemas.edition(job.reading.edition).collection.letter else { return Ok(()) };
    for Fresh { id, reply, .. } in replies {
        for letter in crate::register::letters(job.reading, reply, column) {
            let sql = "INSERT INTO reply_letter (reply, letter) VALUES (?, ?)";
            session.execute(sql, params![*id, letter], "write the letters that were coded")?;
        }
    }
    Ok(())
}

/// For each answer of a reply: is it disputed?
fn disputed(reply: &Reply) -> Result<Vec<bool>> {
    let mut disputed = vec![false; reply.answers.len()];
    for &index in &reply.disputed {
        *usize::try_from(index).ok().and_then(|index| disputed.get_mut(index)).ok_or_else(|| missing("disputed answer"))? = true;
    }
    Ok(disputed)
}

/// Writes the answers.
fn write_answers(session: &Session, job: &Job<'_>, target: &Target<'_>, replies: &[Fresh<'_>]) -> Result<()> {
    for Fresh { id, first, reply, .. } in replies {
        let flags = disputed(reply)?;
        let rows = reply.answers.iter().zip(flags);
        job.bulks.answers.insert_numbered(session, *first, rows.len(), rows, |values, (answer, disputed)| {
            check(answer)?;
            values.add(*id)?.add(target.series.id(answer.series)?)?.add(answer.year)?.add(answer.status.id())?;
            bind_value(values, target, answer)?;
            values.add(target.texts.written(answer.raw))?;
            target.places.bind(values, answer.at)?;
            values.add(disputed)?;
            Ok(())
        })?;
    }
    Ok(())
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
fn bind_value(values: &mut Values<'_, '_>, target: &Target<'_>, answer: &Answer) -> Result<()> {
    let (mut number, mut scale, mut low, mut high, mut code, mut text) = (None, None, None, None, None, None);
    match answer.value {
        Value::None => {}
        Value::Number(value) => {
            number = Some(value.mantissa);
            // Of nearly every number it is 0, which need not be said.
            scale = (value.scale > 0).then_some(value.scale);
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

fn write_attributes(session: &Session, job: &Job<'_>, target: &Target<'_>, replies: &[Fresh<'_>]) -> Result<()> {
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
    job.bulks.attributes.insert_all(session, rows, |values, (answer, ordinal, attribute)| {
        values.add(answer)?.add(ordinal)?;
        values.add(target.texts.id(attribute.name)?)?.add(target.texts.id(attribute.raw)?)?;
        Ok(())
    })
}
