//! What is in force: derived from replies and decisions, for each edition and area by itself.
//!
//! The first reply of an area is in force at once. A further one is pending until a decision says what it is: it takes the place
//! of what came before (replacement), corrects named cells (corrigendum), adds what is not blank (supplement), speaks for further
//! areas too (joint), or takes back what came before (withdrawal). "Before" is the order in which replies were received, and
//! that in which they were loaded only where two undecided ones were received on one day. The register says when that was before
//! the command line does. What came from one kind of source (States, organizations) stands beside what came from another.
//!
//! The result is written beside the facts in the transaction that changes either. For another moment it is derived again, into
//! tables of one connection: see [`moment`].

mod answers;
mod facts;
pub(crate) mod moment;
mod propose;
mod replies;
mod settle;
mod write;

use crate::decision::table::{self, Recorded};
use crate::decision::{Class, Refusal};
use crate::error::Result;
use crate::session::Session;
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(crate) use answers::{Said, Value, by_key};
pub(crate) use facts::{Facts, Sent};
pub(crate) use write::{Receipt, first, refresh, refresh_all};

/// How a reply stands for an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// In force, as a whole but for what others have corrected.
    Main,
    /// The same, of a reply that speaks for further areas too.
    Joint,
    /// In force as far as it is not blank.
    Supplement,
    /// In force at named cells.
    Corrigendum,
    /// Not in force until somebody decides.
    Pending,
    /// Another reply has taken its place.
    Superseded,
    /// It does not count, by a decision.
    Excluded,
    /// It was taken back.
    Withdrawn,
    /// It takes back what came before.
    Withdrawal,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Main,
        Self::Joint,
        Self::Supplement,
        Self::Corrigendum,
        Self::Pending,
        Self::Superseded,
        Self::Excluded,
        Self::Withdrawn,
        Self::Withdrawal,
    ];

    /// The code, as the database writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Joint => "joint",
            Self::Supplement => "supplement",
            Self::Corrigendum => "corrigendum",
            Self::Pending => "pending",
            Self::Superseded => "superseded",
            Self::Excluded => "excluded",
            Self::Withdrawn => "withdrawn",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// That of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// True if its answers are in force.
    pub const fn in_force(self) -> bool {
        matches!(self, Self::Main | Self::Joint | Self::Supplement | Self::Corrigendum)
    }

    /// True if it lies over another reply.
    const fn lies_over(self) -> bool {
        matches!(self, Self::Supplement | Self::Corrigendum)
    }
}

/// The moment for which something is derived; without a day, now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// What was known here on that day: loads and decisions recorded by then.
    pub as_of: Option<NaiveDate>,
    /// What had been received by that day, as far as it is known now. What has no date was received when it was loaded.
    pub as_at: Option<NaiveDate>,
}

/// How one reply stands for one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) area: i64,
    pub(crate) reply: i64,
    pub(crate) role: Role,
    pub(crate) ordinal: i64,
    pub(crate) revision: i64,
    pub(crate) received_on: Option<String>,
    pub(crate) settled: bool,
    pub(crate) proposed: Option<Class>,
    pub(crate) source: String,
}

/// An answer of a reply in force that does not count as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) area: i64,
    pub(crate) answer: i64,
    pub(crate) counts: bool,
    pub(crate) decision: Option<i64>,
    pub(crate) value: Option<Value>,
}

/// What is in force for an area, and what came of each decision on its answers.
#[derive(Debug, Default)]
pub(crate) struct Derived {
    pub(crate) standings: Vec<Standing>,
    pub(crate) settled: Vec<Settled>,
    pub(crate) effects: BTreeMap<i64, Option<Refusal>>,
}

/// Derives what is in force for an area, for each kind of source by itself.
pub(crate) fn derive(session: &Session, facts: &Facts, decisions: &[Recorded], area: i64) -> Result<Derived> {
    let mut all = Derived::default();
    for sent in facts.by_source(area, decisions) {
        let Derived { standings, settled, effects } = derive_of(session, facts, decisions, area, &sent)?;
        all.standings.extend(standings);
        all.settled.extend(settled);
        for (decision, refusal) in effects {
            // A decision on an answer is about a file of one kind of source: it changes nothing of the others.
            let known = all.effects.entry(decision).or_insert(refusal);
            *known = known.and(refusal);
        }
    }
    Ok(all)
}

/// Derives what is in force of the replies from one kind of source, given in the order in which they were received.
fn derive_of(session: &Session, facts: &Facts, decisions: &[Recorded], area: i64, sent: &[&Sent]) -> Result<Derived> {
    let rulings: Vec<_> = sent.iter().map(|sent| facts.ruling(sent, decisions)).collect();
    let roles = replies::roles(area, sent, &rulings);
    let mut standings = Vec::with_capacity(sent.len());
    let mut layers: Vec<usize> = (0..sent.len()).filter(|&index| roles[index].in_force()).collect();
    layers.sort_by_key(|&index| roles[index].lies_over());
    for (index, (sent, role)) in sent.iter().zip(&roles).enumerate() {
        standings.push(Standing {
            area,
            reply: sent.reply,
            role: *role,
            ordinal: layers.iter().position(|&layer| layer == index).map_or(Ok(0), |position| crate::error::int(position + 1))?,
            revision: crate::error::int(index + 1)?,
            received_on: sent.received_on(),
            settled: false,
            proposed: None,
            source: sent.source().to_owned(),
        });
    }
    let on_answers = on_answers(facts, decisions, area);
    let pending: Vec<usize> = (0..sent.len()).filter(|&index| roles[index] == Role::Pending).collect();
    let plain = layers.len() <= 1 && layers.iter().all(|&index| !roles[index].lies_over());
    if plain && on_answers.is_empty() && pending.is_empty() {
        return Ok(Derived { standings, ..Derived::default() });
    }
    let stack = layers
        .iter()
        .map(|&index| settle::Layer::read(session, sent[index], roles[index], rulings[index].map(|recorded| &recorded.decision)))
        .collect::<Result<Vec<_>>>()?;
    let rulings = settle::Ruling::read(session, facts.edition, &on_answers)?;
    let outcome = settle::settle(area, &stack, &rulings);
    for index in pending {
        let answers = answers::read(session, sent[index].block())?;
        standings[index].proposed = propose::propose(sent[index].claim.as_deref(), &outcome.stated(&stack), &answers);
    }
    for standing in &mut standings {
        let layer = layers.iter().position(|&index| sent[index].reply == standing.reply);
        standing.settled = layer.is_some_and(|layer| outcome.touches(&stack[layer]));
    }
    Ok(Derived { standings, settled: outcome.settled, effects: outcome.effects })
}

/// The answers that count for an area by some of its replies, given in the order in which they were received.
pub(crate) fn counting(session: &Session, facts: &Facts, decisions: &[Recorded], area: i64, sent: &[&Sent]) -> Result<Vec<Said>> {
    let rulings: Vec<_> = sent.iter().map(|sent| facts.ruling(sent, decisions)).collect();
    let roles = replies::roles(area, sent, &rulings);
    let mut layers: Vec<usize> = (0..sent.len()).filter(|&index| roles[index].in_force()).collect();
    layers.sort_by_key(|&index| roles[index].lies_over());
    let read =
        |&index: &usize| settle::Layer::read(session, sent[index], roles[index], rulings[index].map(|found| &found.decision));
    let stack = layers.iter().map(read).collect::<Result<Vec<_>>>()?;
    let rulings = settle::Ruling::read(session, facts.edition, &on_answers(facts, decisions, area))?;
    Ok(settle::settle(area, &stack, &rulings).counting(&stack))
}

/// The answers of one reply that count if it does.
pub(crate) fn counting_alone(session: &Session, sent: &Sent, role: Role, ruling: Option<&Recorded>) -> Result<Vec<Said>> {
    let stack = [settle::Layer::read(session, sent, role, ruling.map(|found| &found.decision))?];
    Ok(settle::settle(sent.area, &stack, &[]).counting(&stack))
}

/// The decisions on answers that count for an area.
fn on_answers<'d>(facts: &Facts, decisions: &'d [Recorded], area: i64) -> Vec<&'d Recorded> {
    let code = facts.code(area);
    let about = |found: &&Recorded| found.decision.series.is_some() && found.decision.area.as_deref() == code;
    decisions.iter().filter(about).collect()
}

/// Derives what is in force for every area of every edition at a moment.
pub(crate) fn derive_all(session: &Session, moment: Moment) -> Result<Vec<(i64, Derived)>> {
    let sql = "SELECT DISTINCT edition FROM reply ORDER BY edition";
    let mut all = Vec::new();
    for edition in session.all(sql, &[], |row| row.get::<i64>(0), "list the editions")? {
        let decisions = at(table::read(session, Some(edition))?, moment);
        let facts = Facts::read(session, edition, moment)?;
        for area in facts.areas(&decisions) {
            all.push((edition, derive(session, &facts, &decisions, area)?));
        }
    }
    Ok(all)
}

/// The decisions that were recorded by a moment.
pub(crate) fn at(mut decisions: Vec<Recorded>, moment: Moment) -> Vec<Recorded> {
    if let Some(day) = moment.as_of {
        decisions.retain(|recorded| recorded.decision.recorded_at.date_naive() <= day);
    }
    decisions
}
