//! How the replies of a file stand beside those that came before.

use super::Job;
use super::noticed;
use super::reply::Decided;
use crate::decision::{Class, command};
use crate::error::Result;
use crate::record::{Change, ReplyOutcome};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use crate::standing::{self, Receipt, Role};
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::catalogue::REPLY_PENDING;
use verbale_model::digest::hex;
use verbale_model::{CodeId, Finding, Locus};

/// So many findings are told area by area; of a file with more areas that are pending, one for all.
const TOLD_EACH: usize = 10;

/// What became of the replies of a file.
pub(super) struct Stands {
    pub(super) replies: Vec<ReplyOutcome>,
    /// One for each reply that is pending now and was not before.
    pub(super) findings: Vec<Finding>,
}

/// Writes how the replies stand. `any` says whether there is a decision on their edition, `fresh` has the ids of those that are new,
/// in their order, and `receipt` when they were received, where that is known already.
pub(super) fn write(
    session: &Session,
    job: &Job<'_>,
    any: bool,
    file: i64,
    decided: &[Decided],
    fresh: &[i64],
    receipt: Option<Receipt>,
) -> Result<Stands> {
    const CONTEXT: &str = "write what is in force";
    let (mut first, mut areas, mut ids) = (Vec::new(), BTreeSet::new(), fresh.iter());
    let mut replies = Vec::with_capacity(decided.len());
    for reply in decided {
        let area = reply.area.unwrap_or(0);
        let id = if reply.change.is_unchanged() {
            let known = reply.known(session, job.edition)?;
            let sql = "INSERT INTO reply_copy (reply, file) VALUES (?, ?) ON CONFLICT DO NOTHING";
            session.execute(sql, params![known, file], CONTEXT)?;
            known
        } else {
            ids.next().copied().ok_or_else(|| super::missing("new reply"))?
        };
        if any || !matches!(reply.change, Change::New { .. }) {
            areas.insert(area);
        } else {
            first.push((area, id));
        }
        replies.push((id, reply));
    }
    if !first.is_empty() {
        let receipts = match receipt {
            Some(receipt) => fresh.iter().map(|reply| (*reply, receipt.clone())).collect(),
            None => Receipt::of_file(session, file)?,
        };
        standing::first(session, &job.bulks.standings, job.edition, &receipts, &first)?;
    }
    if any {
        let sql = "SELECT DISTINCT code.id FROM decision JOIN decision_area ON decision_area.decision = decision.id \
                   JOIN code ON code.code = decision_area.area WHERE decision.sha256 = ?";
        areas.extend(session.all(sql, params![hex(&job.meta.sha256)], |row| row.get::<i64>(0), CONTEXT)?);
    }
    let moved = if areas.is_empty() { Vec::new() } else { standing::refresh(session, job.edition, &areas)?.moved };
    let pending: Vec<(i64, i64, Option<Class>)> = moved
        .iter()
        .filter(|moved| moved.after == Some(Role::Pending))
        .map(|moved| (moved.area, moved.reply, moved.proposed))
        .collect();
    let findings = findings(session, job, decided, &pending)?;
    let outcome = |(id, reply): (i64, &Decided)| {
        let moved = moved.iter().find(|moved| moved.reply == id && moved.area == reply.area.unwrap_or(0));
        let role = moved.map_or(matches!(reply.change, Change::New { .. }).then_some(Role::Main), |moved| moved.after);
        let proposed = moved.and_then(|moved| moved.proposed);
        ReplyOutcome { area: reply.area_code.clone(), change: reply.change, role, proposed }
    };
    Ok(Stands { replies: replies.into_iter().map(outcome).collect(), findings })
}

/// A reply that is pending now: its file, its area (0: none, or all), what it looks like.
#[derive(Debug, Clone, Copy)]
struct Told {
    file: i64,
    area: i64,
    reply: i64,
    proposed: Option<Class>,
}

/// What is told of replies that are pending now, with the command that settles each.
fn findings(session: &Session, job: &Job<'_>, decided: &[Decided], pending: &[(i64, i64, Option<Class>)]) -> Result<Vec<Finding>> {
    const CONTEXT: &str = "name the files that are pending";
    let area_of = |area: i64| -> Option<CodeId> {
        decided
            .iter()
            .zip(&job.reading.replies)
            .find(|(reply, _)| reply.area.unwrap_or(0) == area)
            .and_then(|(_, reply)| reply.area)
    };
    // By file that is pending and file that is in force.
    let mut told: BTreeMap<(String, String, String), Vec<Told>> = BTreeMap::new();
    for &(area, reply, proposed) in pending {
        let sql =
            "SELECT file_record.id, label, sha256 FROM file_record JOIN reply ON reply.file = file_record.id WHERE reply.id = ?";
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (file, label, sha256): (i64, String, String) = session.one(sql, params![reply], row, CONTEXT)?;
        let sql = "SELECT label FROM file_record JOIN reply ON reply.file = file_record.id \
                   JOIN standing ON standing.reply = reply.id \
                   WHERE standing.edition = ?1 AND standing.area = ?2 AND standing.ordinal = 1 AND standing.source = \
                   (SELECT source FROM standing AS own WHERE own.edition = ?1 AND own.area = ?2 AND own.reply = ?3)";
        let in_force: Option<String> = session.first(sql, params![job.edition, area, reply], |row| row.get(0), CONTEXT)?;
        told.entry((label, sha256, in_force.unwrap_or_default())).or_default().push(Told { file, area, reply, proposed });
    }
    let edition = job.schemas.edition(job.reading.edition).path();
    let mut findings = Vec::new();
    for ((label, sha256, in_force), mut areas) in told {
        if areas.len() > TOLD_EACH {
            let common = areas.iter().all(|one| one.proposed == areas[0].proposed).then_some(areas[0].proposed).flatten();
            areas = vec![Told { area: 0, proposed: common, ..areas[0] }];
        }
        for Told { file, area, reply, proposed } in areas {
            let code = area_of(area);
            let command = command(&sha256, proposed, &edition, code.map(|code| job.schemas.codes.text(code)));
            let finding = Finding::new(REPLY_PENDING, Locus::File).area(code).arg(label.as_str()).arg(in_force.as_str());
            let finding = finding.arg(proposed.map_or("", Class::code)).arg(command);
            let sql = "INSERT INTO finding_record (file, area, kind, args, message, pending) VALUES (?, ?, ?, ?, ?, ?)";
            let (args, message) = (noticed::arguments(&finding)?, noticed::message(job.schemas, &finding));
            let area = (area != 0).then_some(area);
            session.execute(sql, params![file, area, finding.kind.code, args, message, reply], CONTEXT)?;
            findings.push(finding);
        }
    }
    Ok(findings)
}
