//! Recording decisions, and reading them back.

use super::effect::{Decided, Refusal};
use super::{Action, Decision, table};
use crate::error::{Doing, ErrorKind, Result, StoreError};
use crate::query;
use crate::session::Session;
use crate::session::value::params;
use crate::standing::{self, Facts, Moment};
use crate::store::Store;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::collections::BTreeSet;

/// Decisions of a file, as they were taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Decisions that are new here.
    pub recorded: u64,
    /// Decisions that were here already.
    pub known: u64,
    /// Of the new ones: decisions on a file that is not here. They hold when it comes.
    pub waiting: u64,
}

impl Store {
    /// Records a decision, and what is in force by it, in one transaction. Of two decisions never taken at once the later one is
    /// recorded later, whatever the clock says.
    ///
    /// # Errors
    /// [`ErrorKind::Undecidable`] if the decision is none, or would change nothing: then nothing was written. If the database
    /// fails.
    pub fn decide(&mut self, decision: &Decision) -> Result<Decided> {
        self.commit()?;
        self.write(|session, _, _| decide(session, decision)).doing(|| "record the decision".to_owned())
    }

    /// Records decisions that were exported, or written by hand. Those that are here already change nothing, in whatever order
    /// they come.
    ///
    /// # Errors
    /// If one is none, or the database fails: then nothing was written.
    pub fn import_decisions(&mut self, decisions: &[Decision]) -> Result<Imported> {
        self.commit()?;
        self.write(|session, _, _| import(session, decisions)).doing(|| "import the decisions".to_owned())
    }

    /// All decisions, in the order in which they hold.
    ///
    /// # Errors
    /// If the database fails.
    pub fn decisions(&mut self) -> Result<Vec<Decision>> {
        self.commit()?;
        Ok(table::read(self.session()?, None)?.into_iter().map(|recorded| recorded.decision).collect())
    }

    /// The replies that count only when somebody has decided what they are, in order of edition, area and receipt.
    ///
    /// # Errors
    /// If the database fails.
    pub fn pending(&mut self) -> Result<Vec<query::Pending>> {
        self.read(query::pending)
    }

    /// Files of a name, of a name in whatever folder, or whose SHA-256 begins so (with six digits at least).
    ///
    /// # Errors
    /// If the database fails.
    pub fn files_named(&mut self, text: &str) -> Result<Vec<query::KnownFile>> {
        self.read(|session| query::files_named(session, text))
    }

    /// The replies that came in a file.
    ///
    /// # Errors
    /// If the database fails.
    pub fn replies_of_file(&mut self, sha256: &str) -> Result<Vec<query::ReplyOf>> {
        self.read(|session| query::replies_of_file(session, sha256))
    }

    /// The replies whose answers of an area to a series and year are in force.
    ///
    /// # Errors
    /// If the database fails.
    pub fn replies_in_force(&mut self, area: &str, series: &str, year: Option<i16>) -> Result<Vec<query::ReplyOf>> {
        self.read(|session| query::replies_in_force(session, (area, series, year)))
    }

    /// Makes every query of this store answer for another moment, until the next call. What is in the database stays as it is.
    ///
    /// # Errors
    /// If the database fails.
    pub fn at(&mut self, moment: Moment) -> Result<()> {
        self.commit()?;
        self.read(|session| standing::moment::enter(session, moment))
    }
}

/// Keeps other importers from changing what is in force for the same areas.
fn lock(session: &Session, edition: i64, areas: &BTreeSet<i64>) -> Result<()> {
    let areas: Vec<Option<i64>> = areas.iter().map(|area| (*area != 0).then_some(*area)).collect();
    session.lock_replies(edition, &areas)
}

fn undecidable(message: impl Into<String>) -> StoreError {
    StoreError::new(ErrorKind::Undecidable(message.into()), "take it")
}

fn decide(session: &Session, decision: &Decision) -> Result<Decided> {
    if let Some(fault) = decision.fault() {
        return Err(undecidable(fault));
    }
    let mut decision = decision.clone();
    decision.recorded_at = after(table::newest(session)?, decision.recorded_at);
    let subject = Subject::of(session, &decision)?;
    if subject.replies == 0 {
        return Err(undecidable(Refusal::NoReply.to_string()));
    }
    let Some(id) = table::insert(session, &decision)? else {
        return Ok(Decided { new: false, changed: Vec::new() });
    };
    lock(session, subject.edition, &subject.areas)?;
    let refreshed = standing::refresh(session, subject.edition, &subject.areas)?;
    if let Some(Some(refusal)) = refreshed.effects.get(&id) {
        return Err(undecidable(refusal.to_string()));
    }
    let on_answer = decision.series.is_some() && decision.action != Action::Revoke;
    if on_answer && !refreshed.effects.contains_key(&id) {
        return Err(undecidable("a later decision on the same answer holds"));
    }
    let mut changed = Vec::with_capacity(refreshed.moved.len());
    for moved in refreshed.moved {
        let sql = "SELECT coalesce((SELECT code FROM code WHERE id = ?), ''), file_record.label FROM reply \
                   JOIN file_record ON file_record.id = reply.file WHERE reply.id = ?";
        let row = |row: &crate::session::row::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (area, file) = session.one(sql, params![moved.area, moved.reply], row, "name the replies")?;
        changed.push((area, file, moved.before, moved.after));
    }
    Ok(Decided { new: true, changed })
}

/// A time after the newest decision: two decisions are never recorded at once, and a clock that goes back changes nothing.
fn after(newest: Option<String>, now: DateTime<Utc>) -> DateTime<Utc> {
    let now = now.trunc_subsecs(6);
    match newest.and_then(|text| text.parse::<DateTime<Utc>>().ok()) {
        Some(newest) if newest >= now => newest + TimeDelta::microseconds(1),
        _ => now,
    }
}

fn import(session: &Session, decisions: &[Decision]) -> Result<Imported> {
    let mut imported = Imported::default();
    let mut subjects: std::collections::BTreeMap<i64, BTreeSet<i64>> = std::collections::BTreeMap::new();
    for decision in decisions {
        if let Some(fault) = decision.fault() {
            return Err(undecidable(fault));
        }
        if table::insert(session, decision)?.is_none() {
            imported.known += 1;
            continue;
        }
        imported.recorded += 1;
        let subject = Subject::of(session, decision)?;
        imported.waiting += u64::from(subject.replies == 0);
        if subject.replies > 0 {
            subjects.entry(subject.edition).or_default().extend(subject.areas);
        }
    }
    for (edition, areas) in subjects {
        lock(session, edition, &areas)?;
        standing::refresh(session, edition, &areas)?;
    }
    Ok(imported)
}

/// What a decision is about, as this database calls it.
struct Subject {
    edition: i64,
    /// Replies of the file, in the area if one is named.
    replies: usize,
    /// Areas in which it may change what is in force.
    areas: BTreeSet<i64>,
}

impl Subject {
    fn of(session: &Session, decision: &Decision) -> Result<Self> {
        const CONTEXT: &str = "look up what a decision is about";
        let sql = "SELECT id FROM edition WHERE instrument = ? AND name = ?";
        let edition = session.first(sql, params![decision.instrument, decision.edition], |row| row.get(0), CONTEXT)?;
        let Some(edition) = edition else { return Ok(Self { edition: 0, replies: 0, areas: BTreeSet::new() }) };
        let facts = Facts::read(session, edition, Moment::default())?;
        let of_file = facts.sent().iter().filter(|sent| sent.came_in(&decision.sha256));
        let mut areas: BTreeSet<i64> = of_file.clone().map(|sent| sent.area).collect();
        let own = of_file.filter(|sent| decision.area.is_none() || facts.code(sent.area) == decision.area.as_deref()).count();
        // A joint reply speaks for others: an answer of it is settled for each by itself.
        let sql = "SELECT DISTINCT code.id FROM decision_area JOIN decision ON decision.id = decision_area.decision \
                   JOIN code ON code.code = decision_area.area WHERE decision.sha256 = ?";
        areas.extend(session.all(sql, params![decision.sha256], |row| row.get::<i64>(0), CONTEXT)?);
        for code in &decision.areas {
            let sql = "SELECT area_record.code FROM area_record JOIN code ON code.id = area_record.code WHERE code.code = ?";
            areas.extend(session.first(sql, params![code], |row| row.get::<i64>(0), CONTEXT)?);
        }
        let speaks = areas.iter().any(|area| decision.series.is_some() && facts.code(*area) == decision.area.as_deref());
        Ok(Self { edition, replies: own.max(usize::from(speaks)), areas })
    }
}
