//! Loading one file: everything in the caller's one transaction.

pub(crate) mod file;
mod locus;
pub(crate) mod noticed;
mod reply;
pub(crate) mod series;
mod stand;
mod text;

use crate::error::{Result, StoreError};
use crate::ids::Ids;
use crate::record::{Digests, FileMeta, FileOutcome, FileState, Loaded, RunId};
use crate::session::Session;
use crate::session::bulk::Bulk;
use crate::{register, run, sync};
use locus::Places;
use reply::Decided;
use verbale_model::{Reading, Rejection, Schemas};

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
    standings: Bulk,
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
            "run",
            "claim",
            "first_answer",
            "last_answer",
            "answers",
            "unplaced",
        ];
        const SERIES: &[&str] = &["id", "edition", "item", "name", "sex", "age", "exploitation", "citizenship", "counterpart"];
        const STANDING: &[&str] = &["edition", "area", "reply", "role", "ordinal", "revision", "received_on", "settled", "source"];
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
            standings: Bulk::new("standing", STANDING),
        }
    }
}

/// What loading a file needs to know everywhere.
struct Job<'a> {
    bulks: &'a Bulks,
    schemas: &'a Schemas,
    reading: &'a Reading,
    /// Numbers of the reading's series, if they have some.
    series: &'a [u32],
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
    digests: &Digests,
) -> Result<Loaded> {
    ids.check(schemas)?;
    session.lock_file(&meta.sha256)?;
    sync::still_in_line(session, schemas)?;
    let (known, state) = file::state(session, &meta.sha256)?;
    if state == FileState::Loaded {
        // Another process was faster, or the caller did not ask first.
        run::record(session, run, &meta.name, known, FileOutcome::Unchanged, None)?;
        return Ok(Loaded { outcome: FileOutcome::Unchanged, replies: Vec::new(), findings: Vec::new() });
    }
    let job = Job { bulks, schemas, reading, series: &digests.series, meta, edition: ids.edition(reading.edition)?.id };
    let decided = reply::decide(session, ids, &job, &digests.replies)?;
    let all_known = !decided.is_empty() && decided.iter().all(|reply| reply.change.is_unchanged());
    let outcome = if all_known { FileOutcome::Unchanged } else { FileOutcome::Loaded };
    let file = file::write_loaded(session, run, known, &job, outcome)?;
    let places = locus::write(session, ids, &bulks.places, (file, known.is_some()), &reading.places, &Places::xml_of(reading))?;
    if known.is_some() {
        noticed::remove(session, file)?;
    }
    let fresh = write_facts(session, ids, &job, (file, run), &places, &decided)?;
    let areas: Vec<Option<i64>> = decided.iter().map(|reply| reply.area).collect();
    let speaks = schemas.edition(reading.edition).kind == verbale_model::EditionKind::Reply;
    // What is in force follows from the days of receipt.
    register::loaded(session, file, Some((job.edition, speaks)), &areas)?;
    let stands = stand::write(session, &job, file, &decided, &fresh)?;
    let contacts = noticed::contact_loci(schemas, reading);
    noticed::notes(session, &job, file, &places, &contacts)?;
    let findings = noticed::sorted(&reading.findings);
    noticed::write(session, ids, bulks, schemas, file, &places, &contacts, findings)?;
    noticed::write_totals(session, bulks, file, &noticed::totals(&reading.findings)?)?;
    run::record(session, run, &meta.name, Some(file), outcome, None)?;
    Ok(Loaded { outcome, replies: stands.replies, findings: stands.findings })
}

/// Writes texts, series, replies and vocabulary; gives the ids of the new replies.
fn write_facts(
    session: &Session,
    ids: &mut Ids,
    job: &Job<'_>,
    (file, run): (i64, RunId),
    places: &Places,
    decided: &[Decided],
) -> Result<Vec<i64>> {
    let reading = job.reading;
    let fresh = || decided.iter().zip(&reading.replies).filter(|(decided, _)| !decided.change.is_unchanged());
    let texts = text::write(session, ids, job, fresh().map(|(_, reply)| reply))?;
    let series = series::write(session, ids, job, fresh().map(|(_, reply)| reply))?;
    let codes = reply::codes(session, ids, job, fresh().map(|(_, reply)| reply))?;
    let target = reply::Target { file, run, texts: &texts, places, series: &series, codes: &codes };
    let written = reply::write(session, ids, job, &target, fresh())?;
    noticed::labels(session, ids, job, file, &texts)?;
    Ok(written)
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
    register::loaded(session, file, None, &[])?;
    run::record(session, run, &meta.name, Some(file), FileOutcome::Rejected, Some(&reason))
}

/// Records a letter that the register has.
pub(crate) fn letter(session: &Session, run: RunId, meta: &FileMeta) -> Result<()> {
    session.lock_file(&meta.sha256)?;
    let (known, state) = file::state(session, &meta.sha256)?;
    if state == FileState::Loaded {
        return run::record(session, run, &meta.name, known, FileOutcome::Unchanged, None);
    }
    let file = file::write_registered(session, run, known, meta)?;
    if known.is_some() {
        noticed::remove(session, file)?;
    }
    register::loaded(session, file, None, &[])?;
    run::record(session, run, &meta.name, Some(file), FileOutcome::Registered, None)
}

/// An id that is not there, which an index into the reading should have had.
fn missing(what: &str) -> StoreError {
    StoreError::fault("write the answers", format!("the reading refers to a {what} that it does not have"))
}
