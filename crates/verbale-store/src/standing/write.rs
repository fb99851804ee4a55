//! The tables of what is in force.

use super::{Derived, Facts, Moment, Role, Settled, Standing, Value, derive};
use crate::decision::{Class, table};
use crate::error::{ErrorKind, Result, StoreError};
use crate::session::Session;
use crate::session::bulk::Bulk;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::{BTreeSet, HashMap};

const CONTEXT: &str = "write what is in force";

/// A reply whose standing changed.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    pub(crate) area: i64,
    pub(crate) reply: i64,
    pub(crate) before: Option<Role>,
    pub(crate) after: Option<Role>,
    pub(crate) proposed: Option<Class>,
}

/// What refreshing came to.
#[derive(Debug, Default)]
pub(crate) struct Refreshed {
    pub(crate) moved: Vec<Moved>,
    /// By decision on an answer: whether it has an effect in any of the areas.
    pub(crate) effects: HashMap<i64, Option<crate::decision::Refusal>>,
}

/// When a reply was received, and from what kind of source.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    pub(crate) received_on: Option<String>,
    /// Empty of a dataset of which nobody said.
    pub(crate) source: String,
}

impl Receipt {
    /// Those of the replies of a file.
    pub(crate) fn of_file(session: &Session, file: i64) -> Result<HashMap<i64, Self>> {
        let sql = "SELECT receipt.reply, receipt.received_on, coalesce(receipt.source, '') \
                   FROM reply_receipt AS receipt JOIN reply ON reply.id = receipt.reply WHERE reply.file = ?";
        let row = |row: &Row<'_>| Ok((row.get(0)?, Self { received_on: row.get(1)?, source: row.get(2)? }));
        Ok(session.all(sql, params![file], row, CONTEXT)?.into_iter().collect())
    }
}

/// Replies that are the first of their area, as area and id, when nothing was decided on their edition: they are in force.
pub(crate) fn first(
    session: &Session,
    bulk: &Bulk,
    edition: i64,
    receipts: &HashMap<i64, Receipt>,
    replies: &[(i64, i64)],
) -> Result<()> {
    bulk.insert_all(session, replies, |values, (area, reply)| {
        let Receipt { received_on, source } =
            receipts.get(reply).ok_or_else(|| StoreError::fault(CONTEXT, "a reply has no receipt"))?;
        values.add(edition)?.add(*area)?.add(*reply)?.add(Role::Main.code())?.add(1_i64)?.add(1_i64)?;
        values.add(received_on.as_deref())?.add(false)?.add(source.as_str())?;
        Ok(())
    })
}

/// Derives again what is in force for some areas of an edition, and writes it.
pub(crate) fn refresh(session: &Session, edition: i64, areas: &BTreeSet<i64>) -> Result<Refreshed> {
    let decisions = table::read(session, Some(edition))?;
    let facts = Facts::read(session, edition, Moment::default())?;
    let mut refreshed = Refreshed::default();
    for &area in areas {
        let before = known(session, edition, area)?;
        let Derived { standings, settled, effects } = derive(session, &facts, &decisions, area)?;
        remove(session, edition, area)?;
        for standing in &standings {
            insert(session, edition, standing)?;
            let before = before.get(&standing.reply).copied();
            if before != Some(standing.role) {
                let (reply, after, proposed) = (standing.reply, Some(standing.role), standing.proposed);
                refreshed.moved.push(Moved { area, reply, before, after, proposed });
            }
        }
        let gone = before.iter().filter(|(reply, _)| !standings.iter().any(|standing| standing.reply == **reply));
        let mut gone: Vec<_> = gone.map(|(reply, role)| (*reply, *role)).collect();
        gone.sort_unstable();
        let moved = |(reply, role)| Moved { area, reply, before: Some(role), after: None, proposed: None };
        refreshed.moved.extend(gone.into_iter().map(moved));
        for row in &settled {
            insert_settled(session, row)?;
        }
        for (decision, refusal) in effects {
            let known = refreshed.effects.entry(decision).or_insert(refusal);
            *known = known.and(refusal);
        }
    }
    Ok(refreshed)
}

/// Derives again what is in force for all areas of some editions, and writes it.
pub(crate) fn refresh_all(session: &Session, editions: &[i64]) -> Result<()> {
    for &edition in editions {
        let decisions = table::read(session, Some(edition))?;
        let areas = Facts::read(session, edition, Moment::default())?.areas(&decisions);
        let named: Vec<Option<i64>> = areas.iter().map(|area| (*area != 0).then_some(*area)).collect();
        session.lock_replies(edition, &named)?;
        refresh(session, edition, &areas)?;
    }
    Ok(())
}

/// The role of each reply of an area as it is written.
fn known(session: &Session, edition: i64, area: i64) -> Result<HashMap<i64, Role>> {
    let sql = "SELECT reply, role FROM standing WHERE edition = ? AND area = ?";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows: Vec<(i64, String)> = session.all(sql, params![edition, area], row, CONTEXT)?;
    let role = |(reply, code): (i64, String)| {
        Role::from_code(&code).map(|role| (reply, role)).ok_or_else(|| StoreError::new(ErrorKind::Damaged, CONTEXT))
    };
    rows.into_iter().map(role).collect()
}

fn remove(session: &Session, edition: i64, area: i64) -> Result<()> {
    let sql = "DELETE FROM settled WHERE area = ?2 AND EXISTS (SELECT 1 FROM standing JOIN reply ON reply.id = standing.reply \
               WHERE standing.edition = ?1 AND standing.area = ?2 AND standing.settled = 1 \
               AND settled.answer BETWEEN reply.first_answer AND reply.last_answer)";
    session.execute(sql, params![edition, area], CONTEXT)?;
    session.execute("DELETE FROM standing WHERE edition = ? AND area = ?", params![edition, area], CONTEXT)?;
    Ok(())
}

pub(super) fn insert(session: &Session, edition: i64, standing: &Standing) -> Result<()> {
    let sql = "INSERT INTO standing (edition, area, reply, role, ordinal, revision, received_on, settled, proposed, source) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Standing { area, reply, role, ordinal, revision, received_on, settled, proposed, source } = standing;
    let (role, proposed) = (role.code(), proposed.map(Class::code));
    let values = params![edition, area, reply, role, ordinal, revision, received_on, settled, proposed, source];
    session.execute(sql, values, CONTEXT)?;
    Ok(())
}

pub(super) fn insert_settled(session: &Session, row: &Settled) -> Result<()> {
    let sql = "INSERT INTO settled (area, answer, counts, decision, changed, status, number, scale, low, high, code, text) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let Settled { area, answer, counts, decision, value } = row;
    let of = |part: fn(&Value) -> Option<i64>| value.as_ref().and_then(part);
    let (status, changed) = (value.as_ref().map(|value| value.status), value.is_some());
    let (number, scale, low, high) =
        (of(|value| value.number), of(|value| value.scale), of(|value| value.low), of(|value| value.high));
    let (code, text) = (of(|value| value.code), value.as_ref().and_then(|value| value.text.as_deref()));
    let values = params![area, answer, counts, decision, changed, status, number, scale, low, high, code, text];
    session.execute(sql, values, CONTEXT)?;
    Ok(())
}
