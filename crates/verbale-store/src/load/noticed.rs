//! What was noticed about a file: findings, their exact numbers, its vocabulary, and notes on cells.

use super::locus::Places;
use super::text::Texts;
use super::{Bulks, Job};
use crate::error::{Result, StoreError, int};
use crate::ids::Ids;
use crate::session::Session;
use crate::session::value::params;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use verbale_model::layout::Layout;
use verbale_model::{Arg, CodeId, Finding, Findings, ItemId, ItemKind, Language, Locus, Reading, Rejection, Schemas};

/// What stands in a message in place of what a contact cell holds.
pub(crate) const WITHHELD: &str = "[contact]";

/// The kept findings in the order of reports.
pub(crate) fn sorted(findings: &Findings) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.kept().iter().collect();
    sorted.sort_by(|left, right| left.order().cmp(&right.order()));
    sorted
}

/// Findings of a rejected file, the reason for its rejection first.
pub(crate) fn of_rejection(rejection: &Rejection) -> Vec<&Finding> {
    std::iter::once(&rejection.reason).chain(sorted(&rejection.findings)).collect()
}

/// Exact number by code.
pub(crate) fn totals(findings: &Findings) -> Result<BTreeMap<&'static str, i64>> {
    findings.counts().map(|(code, _, count)| Ok((code, int(count)?))).collect()
}

/// The same for a rejected file.
pub(crate) fn totals_of_rejection(rejection: &Rejection) -> Result<BTreeMap<&'static str, i64>> {
    let mut totals = totals(&rejection.findings)?;
    *totals.entry(rejection.reason.kind.code).or_insert(0) += 1;
    Ok(totals)
}

/// Where contact answers stand. A finding there must not say what the cell holds, since findings are a public view. The cell that
/// names the State is no secret, though a form asks for it among the contacts.
pub(crate) fn contact_loci(schemas: &Schemas, reading: &Reading) -> FxHashSet<Locus> {
    let edition = schemas.edition(reading.edition);
    let names_state =
        |item: ItemId| edition.layouts.iter().any(|layout| matches!(layout, Layout::Form(form) if form.state == item));
    let withheld: Vec<bool> =
        edition.items().map(|(id, item)| item.stored_kind() == ItemKind::Contact.code() && !names_state(id)).collect();
    if !withheld.contains(&true) {
        return FxHashSet::default();
    }
    let answers = reading.replies.iter().flat_map(|reply| &reply.answers);
    answers
        .filter(|answer| withheld.get(reading.series.get(answer.series).item.index()).copied().unwrap_or(false))
        .map(|answer| answer.at)
        .filter(|at| *at != Locus::File)
        .collect()
}

/// Removes what was noticed in an earlier, rejected try.
pub(super) fn remove(session: &Session, file: i64) -> Result<()> {
    for sql in ["DELETE FROM finding_record WHERE file = ?", "DELETE FROM finding_total WHERE file = ?"] {
        session.execute(sql, params![file], "replace the findings of the file")?;
    }
    Ok(())
}

/// Writes the findings of a file.
#[expect(clippy::too_many_arguments, reason = "a rejected file has no reading to bundle them with")]
pub(super) fn write(
    session: &Session,
    ids: &Ids,
    bulks: &Bulks,
    schemas: &Schemas,
    file: i64,
    places: &Places,
    contacts: &FxHashSet<Locus>,
    findings: Vec<&Finding>,
) -> Result<()> {
    let mut areas: FxHashMap<CodeId, i64> = FxHashMap::default();
    for code in findings.iter().filter_map(|finding| finding.area) {
        if let Entry::Vacant(vacant) = areas.entry(code) {
            vacant.insert(ids.code(session, schemas, code)?);
        }
    }
    bulks.findings.insert_all(session, findings, |values, finding| {
        let withheld = contacts.contains(&finding.at).then(|| withheld(finding));
        let finding = withheld.as_ref().unwrap_or(finding);
        let area = finding.area.and_then(|code| areas.get(&code).copied());
        values.add(file)?.add(area)?.add(finding.kind.code)?;
        places.bind(values, finding.at)?;
        values.add(arguments(finding)?.as_str())?.add(message(schemas, finding).as_str())?;
        Ok(())
    })
}

/// Writes the exact numbers of a file's findings.
pub(super) fn write_totals(session: &Session, bulks: &Bulks, file: i64, totals: &BTreeMap<&'static str, i64>) -> Result<()> {
    bulks.totals.insert_all(session, totals, |values, (&code, &count)| {
        values.add(file)?.add(code)?.add(count)?;
        Ok(())
    })
}

/// Writes the vocabulary of a file.
pub(super) fn labels(session: &Session, ids: &Ids, job: &Job<'_>, file: i64, texts: &Texts) -> Result<()> {
    let mut rows = Vec::with_capacity(job.reading.labels.len());
    for label in &job.reading.labels {
        rows.push((label, label.code.map(|code| ids.code(session, job.schemas, code)).transpose()?));
    }
    job.bulks.labels.insert_all(session, rows, |values, (label, code)| {
        values.add(file)?.add(label.column.as_str())?.add(texts.id(label.raw)?)?;
        values.add(code)?.add(label.how)?.add(int(label.rows)?)?;
        Ok(())
    })
}

/// Writes what the workbook says of cells beside their values.
pub(super) fn notes(session: &Session, job: &Job<'_>, file: i64, places: &Places, contacts: &FxHashSet<Locus>) -> Result<()> {
    job.bulks.notes.insert_all(session, &job.reading.notes, |values, note| {
        let text = if contacts.contains(&note.at) { WITHHELD } else { job.reading.texts.get(note.text) };
        values.add(file)?.add(note.kind.code())?.add(text)?;
        places.bind(values, note.at)
    })
}

pub(crate) fn withheld(finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    for arg in &mut finding.args {
        *arg = Arg::from(WITHHELD);
    }
    finding
}

/// The arguments as a JSON object, in order of their names.
pub(crate) fn arguments(finding: &Finding) -> Result<String> {
    let mut named: Vec<(&str, &Arg)> = finding.named_args().collect();
    named.sort_unstable_by_key(|(name, _)| *name);
    let mut json = vec![b'{'];
    for (index, (name, arg)) in named.into_iter().enumerate() {
        if index > 0 {
            json.push(b',');
        }
        write_json(&mut json, name)?;
        json.push(b':');
        write_json(&mut json, arg)?;
    }
    json.push(b'}');
    String::from_utf8(json).map_err(|_| no_json())
}

fn write_json(json: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) -> Result<()> {
    serde_json::to_writer(json, value).map_err(|_| no_json())
}

fn no_json() -> StoreError {
    StoreError::fault("write a finding", "its arguments are no JSON")
}

/// What the finding says in English: what is wrong, and what to do.
pub(crate) fn message(schemas: &Schemas, finding: &Finding) -> String {
    let (mut what, action) = schemas.message(finding, Language::En);
    if !action.is_empty() {
        what.push_str(". ");
        what.push_str(&action);
    }
    what
}
