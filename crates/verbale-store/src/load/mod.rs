//! Loading one file: everything in the caller's one transaction.

pub(crate) mod file;
mod locus;
mod noticed;
mod reply;
mod series;
mod text;

use crate::error::{Result, StoreError};
use crate::ids::Ids;
use crate::record::{Change, FileMeta, FileOutcome, FileState, Loaded, ReplyOutcome, RunId};
use crate::session::Session;
use crate::session::bulk::Bulk;
use crate::{run, sync};
use locus::Places;
use reply::Decided;
use verbale_model::catalogue::ADDS_TO_EARLIER;
use verbale_model::{Finding, Locus, Reading, Rejection, Schemas};

/// The statements of the loader.
#[derive(Debug)]
pub(crate) struct Bulks {
    places: Bulk,
    texts: Bulk,
    series: Bulk,
    series_dimensions: Bulk,
    replies: Bulk,
    answers: Bulk,
    attributes: Bulk,
    unplaced: Bulk,
    findings: Bulk,
    totals: Bulk,
    labels: Bulk,
    notes: Bulk,
}

impl Bulks {
    pub(crate) fn new() -> Self {
        const ANSWER: &[&str] = &[
            "reply", "series", "year", "status", "number", "scale", "low", "high", "code", "text", "raw", "place", "row", "col",
            "disputed",
        ];
        const REPLY: &[&str] = &[
            "id",
            "file",
            "edition",
            "area",
            "revision",
            "digest",
            "received_on",
            "first_answer",
            "last_answer",
            "answers",
            "unplaced",
        ];
        const SERIES: &[&str] = &["id", "edition", "item", "name", "sex", "age", "exploitation", "citizenship", "counterpart"];
        Self {
            places: Bulk::new("place", &["id", "file", "name", "xml"]),
            texts: Bulk::new("raw_text", &["text"]),
            series: Bulk::new("series", SERIES),
            series_dimensions: Bulk::new("series_dimension", &["series", "dimension", "code"]),
            replies: Bulk::new("reply", REPLY),
            answers: Bulk::new("answer", ANSWER),
            attributes: Bulk::new("attribute", &["answer", "ordinal", "name", "raw"]),
            unplaced: Bulk::new("unplaced_record", &["reply", "kind", "raw", "place", "row", "col"]),
            findings: Bulk::new("finding_record", &["file", "area", "kind", "place", "row", "col", "args", "message"]),
            totals: Bulk::new("finding_total", &["file", "kind", "count"]),
            labels: Bulk::new("label_record", &["file", "column", "raw", "code", "how", "rows"]),
            notes: Bulk::new("note_record", &["file", "kind", "text", "place", "row", "col"]),
        }
    }
}

/// What loading a file needs to know everywhere.
struct Job<'a> {
    bulks: &'a Bulks,
    schemas: &'a Schemas,
    reading: &'a Reading,
    meta: &'a FileMeta,
    /// The edition's id.
    edition: i64,
}

/// Loads what was read from a file.
#[expect(clippy::too_many_arguments, reason = "what is loaded, and the three things that belong to the store")]
pub(crate) fn load(
    session: &Session,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    meta: &FileMeta,
    schemas: &Schemas,
    reading: &Reading,
    digests: &[String],
) -> Result<Loaded> {
    ids.check(schemas)?;
    session.lock_file(&meta.sha256)?;
    sync::still_in_line(session, schemas)?;
    let (known, state) = file::state(session, &meta.sha256)?;
    if state == FileState::Loaded {
        // Another process was faster, or the caller did not ask first.
        run::record(session, run, &meta.name, known, FileOutcome::Unchanged, None)?;
        return Ok(Loaded { outcome: FileOutcome::Unchanged, replies: Vec::new() });
    }
    let job = Job { bulks, schemas, reading, meta, edition: ids.edition(reading.edition)?.id };
    let decided = reply::decide(session, ids, &job, digests)?;
    if let Some(rejection) = adding(reading, &decided) {
        reject(session, bulks, ids, run, meta, &rejection, schemas)?;
        return Ok(Loaded { outcome: FileOutcome::Rejected, replies: Vec::new() });
    }
    let all_known = !decided.is_empty() && decided.iter().all(|reply| reply.change.is_unchanged());
    let outcome = if all_known { FileOutcome::Unchanged } else { FileOutcome::Loaded };
    let file = file::write_loaded(session, run, known, &job, outcome)?;
    let places = locus::write(session, ids, &bulks.places, (file, known.is_some()), &reading.places, &Places::xml_of(reading))?;
    write_facts(session, ids, &job, file, &places, &decided)?;
    let contacts = noticed::contact_loci(&job);
    noticed::notes(session, &job, file, &places, &contacts)?;
    if known.is_some() {
        noticed::remove(session, file)?;
    }
    noticed::write(session, ids, bulks, schemas, file, &places, &contacts, noticed::sorted(&reading.findings))?;
    noticed::write_totals(session, bulks, file, &noticed::totals(&reading.findings)?)?;
    run::record(session, run, &meta.name, Some(file), outcome, None)?;
    let replies = decided.into_iter().map(|reply| ReplyOutcome { area: reply.area_code, change: reply.change }).collect();
    Ok(Loaded { outcome, replies })
}

/// Why a file that adds to what was sent before cannot be loaded: a revision takes the place of the earlier one as a whole, so that
/// all that it does not repeat would be gone.
fn adding(reading: &Reading, decided: &[Decided]) -> Option<Rejection> {
    let revised = decided.iter().filter(|reply| matches!(reply.change, Change::Revised { .. }));
    let areas: Vec<&str> = revised.map(|reply| reply.area_code.as_deref().unwrap_or("no area")).collect();
    if !reading.adds || areas.is_empty() {
        return None;
    }
    let told = areas.iter().take(10).copied().collect::<Vec<_>>().join(", ");
    let more = if areas.len() > 10 { ", …" } else { "" };
    Some(Finding::new(ADDS_TO_EARLIER, Locus::File).arg(format!("{told}{more}")).into())
}

/// Writes texts, series, replies and vocabulary.
fn write_facts(session: &Session, ids: &mut Ids, job: &Job<'_>, file: i64, places: &Places, decided: &[Decided]) -> Result<()> {
    let reading = job.reading;
    let fresh = || decided.iter().zip(&reading.replies).filter(|(decided, _)| !decided.change.is_unchanged());
    let texts = text::write(session, ids, job, fresh().map(|(_, reply)| reply))?;
    let series = series::write(session, ids, job, fresh().map(|(_, reply)| reply))?;
    let codes = reply::codes(session, ids, job, fresh().map(|(_, reply)| reply))?;
    let target = reply::Target { file, texts: &texts, places, series: &series, codes: &codes };
    reply::write(session, ids, job, &target, fresh())?;
    noticed::labels(session, ids, job, file, &texts)
}

/// Records a rejected file.
pub(crate) fn reject(
    session: &Session,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    meta: &FileMeta,
    rejection: &Rejection,
    schemas: &Schemas,
) -> Result<()> {
    ids.check(schemas)?;
    session.lock_file(&meta.sha256)?;
    sync::still_in_line(session, schemas)?;
    let (known, state) = file::state(session, &meta.sha256)?;
    if state == FileState::Loaded {
        // What is loaded stays; these bytes can only be rejected now because the caller did not ask first.
        return run::record(session, run, &meta.name, known, FileOutcome::Unchanged, None);
    }
    let (reason, _) = schemas.message(&rejection.reason, verbale_model::Language::En);
    let file = file::write_rejected(session, run, known, meta, &reason)?;
    let xml = Places::xml_of_findings(rejection);
    let places = locus::write(session, ids, &bulks.places, (file, known.is_some()), &rejection.places, &xml)?;
    let findings = noticed::of_rejection(rejection);
    let none = rustc_hash::FxHashSet::default();
    if known.is_some() {
        noticed::remove(session, file)?;
    }
    noticed::write(session, ids, bulks, schemas, file, &places, &none, findings)?;
    noticed::write_totals(session, bulks, file, &noticed::totals_of_rejection(rejection)?)?;
    run::record(session, run, &meta.name, Some(file), FileOutcome::Rejected, Some(&reason))
}

/// An id that is not there, which an index into the reading should have had.
fn missing(what: &str) -> StoreError {
    StoreError::fault("write the answers", format!("the reading refers to a {what} that it does not have"))
}
