//! What was decided on replies and answers, as lineage tells it.

use crate::decision::table::{self, Recorded};
use crate::decision::{Action, Class};
use crate::error::Result;
use crate::session::Session;
use crate::session::value::params;
use crate::standing::{Facts, Moment};
use serde::Serialize;
use std::collections::HashMap;
use verbale_model::Status;

const CONTEXT: &str = "look up what was decided";

/// A decision that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// What it is known by.
    pub decision: String,
    /// What it is about: `reply` or `answer`.
    pub about: &'static str,
    /// `accept`, `correct`, `sum`, `exclude`, `supersede`.
    pub action: &'static str,
    /// Of a file that was accepted: as what.
    #[serde(rename = "as")]
    pub class: Option<&'static str>,
    /// The day on which it was taken.
    pub decided_on: String,
    /// Who took it.
    pub author: String,
    /// On what authority.
    pub authority: String,
    /// Why. Left out where values are hidden.
    pub reason: Option<String>,
    /// Of a correction: the new value, or the status that says why there is none. Left out where values are hidden.
    pub value: Option<String>,
}

/// The decisions and the clearance of an edition.
pub(super) struct Rulings {
    by_key: HashMap<String, Settled>,
    /// By reply: the key of the decision that holds on it.
    on_replies: HashMap<i64, String>,
    clears: bool,
}

impl Rulings {
    /// Reads them for an edition such as `tip-measures/2019`.
    pub(super) fn read(session: &Session, edition: &str) -> Result<Self> {
        let sql = "SELECT EXISTS (SELECT 1 FROM clearance_event WHERE instrument || '/' || edition = ?)";
        let clears = session.one(sql, params![edition], |row| row.get(0), CONTEXT)?;
        let mut rulings = Self { by_key: HashMap::new(), on_replies: HashMap::new(), clears };
        let sql = "SELECT id FROM edition WHERE instrument || '/' || name = ?";
        let Some(id) = session.first(sql, params![edition], |row| row.get::<i64>(0), CONTEXT)? else { return Ok(rulings) };
        if !table::any(session, id)? {
            return Ok(rulings);
        }
        let decisions = table::read(session, Some(id))?;
        let facts = Facts::read(session, id, Moment::default())?;
        for sent in facts.sent() {
            if let Some(recorded) = facts.ruling(sent, &decisions) {
                rulings.on_replies.insert(sent.reply, recorded.decision.key());
            }
        }
        rulings.by_key = decisions.iter().map(|recorded| (recorded.decision.key(), told(recorded))).collect();
        Ok(rulings)
    }

    /// The decisions on a reply, and on an answer of it by their key.
    pub(super) fn on(&self, reply: i64, on_answer: Option<&str>) -> Vec<Settled> {
        let keys = self.on_replies.get(&reply).map(String::as_str).into_iter().chain(on_answer);
        keys.filter_map(|key| self.by_key.get(key).cloned()).collect()
    }

    /// How far an answer has come, where anything was said of its edition.
    pub(super) fn clearance(&self, session: &Session, answer: i64, area: Option<&str>) -> Result<Option<String>> {
        if !self.clears {
            return Ok(None);
        }
        let sql = "SELECT state FROM _clearance WHERE answer = ? AND area_code = ?";
        session.first(sql, params![answer, area], |row| row.get(0), "look up the clearance")
    }
}

fn told(recorded: &Recorded) -> Settled {
    let decision = &recorded.decision;
    Settled {
        decision: decision.key(),
        about: if decision.series.is_none() { "reply" } else { "answer" },
        action: decision.action.code(),
        class: decision.class.map(Class::code),
        decided_on: decision.decided_on.to_string(),
        author: decision.author.clone(),
        authority: decision.authority.clone(),
        reason: Some(decision.reason.clone()),
        value: decision.value.clone().or_else(|| decision.status.map(|status: Status| status.code().to_owned())),
    }
}

/// Why an answer of a reply in force does not count, from the decision on it: another answer has taken its place by a later reply, or
/// by that decision.
pub(super) fn passed_over(decisions: &[Settled]) -> &'static str {
    let on_answer = decisions.iter().find(|settled| settled.about == "answer").map(|settled| settled.action);
    match on_answer.and_then(Action::from_code) {
        Some(Action::Exclude) => "excluded by decision",
        Some(Action::Sum) => "a part of the sum that counts by decision",
        Some(Action::Correct) => "corrected by decision",
        Some(_) => "another answer was accepted by decision",
        None => "a later reply has taken its place",
    }
}
