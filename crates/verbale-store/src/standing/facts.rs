//! The replies to an edition, with when and how they came.

use super::Moment;
use crate::decision::table::Recorded;
use crate::decision::{Action, Class};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The bytes in which a reply came, once or several times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrival {
    /// The day on which it was received, or loaded where that is not known.
    day: String,
    pub(crate) sha256: String,
    received_on: Option<String>,
    /// Code of the kind of source, for a reply's own file; a copy says nothing.
    source: Option<String>,
}

/// A reply.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) reply: i64,
    /// 0 where none could be told.
    pub(crate) area: i64,
    pub(crate) claim: Option<String>,
    first_answer: i64,
    last_answer: i64,
    /// The first one first.
    pub(crate) arrivals: Vec<Arrival>,
}

impl Sent {
    /// The reply's id and those of its answers.
    pub(crate) fn block(&self) -> [i64; 3] {
        [self.reply, self.first_answer, self.last_answer]
    }

    /// The first day on which it is known to have been received.
    pub(super) fn received_on(&self) -> Option<String> {
        self.arrivals.iter().filter_map(|arrival| arrival.received_on.clone()).min()
    }

    /// The first day of which it is known that it had come by then.
    fn day(&self) -> &str {
        self.arrivals.first().map_or("", |arrival| arrival.day.as_str())
    }

    /// The kind of source that it is from; empty where nobody said. What came from one kind never takes the place of what came
    /// from another.
    pub(crate) fn source(&self) -> &str {
        self.arrivals.iter().find_map(|arrival| arrival.source.as_deref()).unwrap_or_default()
    }

    /// True if it came in these bytes.
    pub(crate) fn came_in(&self, sha256: &str) -> bool {
        self.arrivals.iter().any(|arrival| arrival.sha256 == sha256)
    }

    #[cfg(test)]
    pub(super) fn made(reply: i64, area: i64, day: &str) -> Self {
        let arrival = Arrival { day: day.to_owned(), sha256: reply.to_string(), received_on: None, source: None };
        Self { reply, area, claim: None, first_answer: 1, last_answer: 0, arrivals: vec![arrival] }
    }
}

/// The replies to an edition.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) edition: i64,
    /// In the order in which they were received, those of one day in that in which they were loaded.
    sent: Vec<Sent>,
    codes: HashMap<i64, String>,
}

const REPLIES: &str = "SELECT reply.id, coalesce(reply.area, 0), reply.claim, reply.first_answer, reply.last_answer, \
    file_record.sha256, coalesce(receipt.received_on, reply.received_on), substr(run_record.started_at, 1, 10), \
    coalesce(receipt.source, '') \
    FROM reply JOIN file_record ON file_record.id = reply.file JOIN run_record ON run_record.id = reply.run \
    LEFT JOIN reply_receipt AS receipt ON receipt.reply = reply.id \
    WHERE reply.edition = ?1 \
    UNION ALL \
    SELECT reply.id, coalesce(reply.area, 0), reply.claim, reply.first_answer, reply.last_answer, \
    file_record.sha256, \
    coalesce((SELECT min(entry.received_on) FROM file_entry JOIN register_record AS entry ON entry.id = file_entry.record \
    JOIN register_area AS spoken ON spoken.record = entry.id AND spoken.area = reply.area \
    WHERE file_entry.file = file_record.id AND entry.edition = reply.edition), file_record.received_on), \
    substr(run_record.started_at, 1, 10), CAST(NULL AS TEXT) \
    FROM reply_copy JOIN reply ON reply.id = reply_copy.reply JOIN file_record ON file_record.id = reply_copy.file \
    JOIN run_record ON run_record.id = file_record.first_run WHERE reply.edition = ?1 ORDER BY 1";

impl Facts {
    /// Reads them, as far as they had come by a moment.
    pub(crate) fn read(session: &Session, edition: i64, moment: Moment) -> Result<Self> {
        const CONTEXT: &str = "read the replies";
        let as_of = moment.as_of.map(|day| day.to_string());
        let as_at = moment.as_at.map(|day| day.to_string());
        let mut by_id: BTreeMap<i64, Sent> = BTreeMap::new();
        for (sent, loaded_on) in session.all(REPLIES, params![edition], row, CONTEXT)? {
            let seen = |limit: &Option<String>, day: &str| limit.as_ref().is_none_or(|limit| day <= limit.as_str());
            if sent.arrivals.iter().all(|arrival| seen(&as_of, &loaded_on) && seen(&as_at, &arrival.day)) {
                by_id.entry(sent.reply).and_modify(|known| known.arrivals.extend(sent.arrivals.clone())).or_insert(sent);
            }
        }
        let mut sent: Vec<Sent> = by_id.into_values().collect();
        for one in &mut sent {
            one.arrivals.sort();
        }
        sent.sort_by(|left, right| left.day().cmp(right.day()).then(left.reply.cmp(&right.reply)));
        let sql = "SELECT code.id, code.code FROM area_record JOIN code ON code.id = area_record.code";
        let codes = session.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?.into_iter().collect();
        Ok(Self { edition, sent, codes })
    }

    /// Code of an area.
    pub(crate) fn code(&self, area: i64) -> Option<&str> {
        self.codes.get(&area).map(String::as_str)
    }

    /// All replies, in the order in which they were received.
    pub(crate) fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// The decision that holds on a reply, if one does.
    pub(crate) fn ruling<'d>(&self, sent: &Sent, decisions: &'d [Recorded]) -> Option<&'d Recorded> {
        let about = |recorded: &&Recorded| {
            let decision = &recorded.decision;
            let area = decision.area.is_none() || decision.area.as_deref() == self.code(sent.area);
            decision.series.is_none() && area && sent.came_in(&decision.sha256)
        };
        decisions.iter().rev().find(about).filter(|recorded| recorded.decision.action != Action::Revoke)
    }

    /// The further areas that a reply speaks for.
    fn further(&self, sent: &Sent, decisions: &[Recorded]) -> Vec<i64> {
        let ruling = self.ruling(sent, decisions).filter(|recorded| recorded.decision.class == Some(Class::Joint));
        let named = ruling.map_or(&[][..], |recorded| &recorded.decision.areas);
        let id = |code: &String| self.codes.iter().find(|(_, known)| *known == code).map(|(id, _)| *id);
        named.iter().filter_map(id).filter(|area| *area != sent.area).collect()
    }

    /// The replies that speak for an area, or would, in the order in which they were received. Of those of one day, first what
    /// nothing was decided on, then the others in the order of the decisions.
    pub(crate) fn of(&self, area: i64, decisions: &[Recorded]) -> Vec<&Sent> {
        let joint = decisions.iter().any(|recorded| recorded.decision.class == Some(Class::Joint));
        let speaks = |sent: &&Sent| sent.area == area || (joint && self.further(sent, decisions).contains(&area));
        let mut sent: Vec<&Sent> = self.sent.iter().filter(speaks).collect();
        sent.sort_by_key(|sent| (sent.day(), self.ruling(sent, decisions).map(|recorded| recorded.decision.order()), sent.reply));
        sent
    }

    /// The same by kind of source.
    pub(crate) fn by_source(&self, area: i64, decisions: &[Recorded]) -> Vec<Vec<&Sent>> {
        let mut groups: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
        for sent in self.of(area, decisions) {
            groups.entry(sent.source()).or_default().push(sent);
        }
        groups.into_values().collect()
    }

    /// All areas for which a reply speaks.
    pub(crate) fn areas(&self, decisions: &[Recorded]) -> BTreeSet<i64> {
        let own = self.sent.iter().map(|sent| sent.area);
        own.chain(self.sent.iter().flat_map(|sent| self.further(sent, decisions))).collect()
    }
}

fn row(row: &Row<'_>) -> Result<(Sent, String)> {
    let (received_on, loaded_on): (Option<String>, String) = (row.get(6)?, row.get(7)?);
    let day = received_on.clone().unwrap_or_else(|| loaded_on.clone());
    let arrival = Arrival { day, sha256: row.get(5)?, received_on, source: row.get(8)? };
    let sent = Sent {
        reply: row.get(0)?,
        area: row.get(1)?,
        claim: row.get(2)?,
        first_answer: row.get(3)?,
        last_answer: row.get(4)?,
        arrivals: vec![arrival],
    };
    Ok((sent, loaded_on))
}
