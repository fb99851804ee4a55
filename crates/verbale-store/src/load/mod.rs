//! Loading one file: everything in the caller's one transaction.

pub(crate) mod file;
mod known;
mod locus;
pub(crate) mod noticed;
mod reply;
pub(crate) mod series;
mod stand;
mod text;

use crate::error::{Result, StoreError};
use crate::ids::{Ids, Numbered};
use crate::record::{Digests, FileMeta, FileOutcome, FileState, Loaded, RunId};
use crate::session::Session;
use crate::session::bulk::Bulk;
use crate::standing::Receipt;
use crate::{register, run, sync};
use known::Known;
use locus::Places;
use reply::Decided;
use verbale_model::{Reading, Rejection, Reply, Schemas, SourceType};

/// The statements of the loader.
#[derive(Debug)]
pub(crate) struct Bulks {
    files: Bulk,
    pub(crate) outcomes: Bulk,
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
    receipts: Bulk,
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
        const RECEIPT: &[&str] = &["reply", "record", "received_on", "source", "ambiguous"];
        const PLACED: &[&str] = &["file", "area", "kind", "place", "row", "col", "args", "message"];
        Self {
            files: Bulk::new("file_record", "itttittittittttiiiiiii", file::COLUMNS),
            outcomes: Bulk::new("run_file", "ititt", &["run", "name", "file", "outcome", "reason"]),
            places: Bulk::new("place", "iiti", &["id", "file", "name", "xml"]),
            texts: Bulk::new("raw_text", "t", &["text"]),
            series: Bulk::new("series", "iiitttttt", SERIES),
            series_dimensions: Bulk::new("series_dimension", "iii", &["series", "dimension", "code"]),
            replies: Bulk::new("reply", "iiiiittitiiii", REPLY),
            answers: Bulk::new("answer", "iiiiiiiiiiiiiii", ANSWER),
            attributes: Bulk::new("attribute", "iiii", &["answer", "ordinal", "name", "raw"]),
            unplaced: Bulk::new("unplaced_record", "itiiii", &["reply", "kind", "raw", "place", "row", "col"]),
            findings: Bulk::new("finding_record", "iitiiitt", PLACED),
            totals: Bulk::new("finding_total", "iti", &["file", "kind", "count"]),
            labels: Bulk::new("label_record", "itiiti", &["file", "column", "raw", "code", "how", "rows"]),
            notes: Bulk::new("note_record", "ittiii", &["file", "kind", "text", "place", "row", "col"]),
            receipts: Bulk::new("reply_receipt", "iitti", RECEIPT),
            standings: Bulk::new("standing", "iiitiitit", STANDING),
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
    sync::learn(session, ids, schemas)?;
    let edition = ids.edition(reading.edition)?.id;
    let area = |reply: &Reply| reply.area.map(|code| ids.code(session, schemas, code)).transpose();
    let areas = reading.replies.iter().map(area).collect::<Result<Vec<_>>>()?;
    session.lock_load(&meta.sha256, edition, &areas, &meta.name)?;
    let known = Known::read(session, meta, edition, &areas)?;
    sync::same(known.schemas.as_deref(), schemas)?;
    if known.state == FileState::Loaded {
        // Another process was faster, or the caller did not ask first.
        run::record(session, bulks, run, &meta.name, known.file, FileOutcome::Unchanged, None)?;
        return Ok(Loaded { outcome: FileOutcome::Unchanged, replies: Vec::new(), findings: Vec::new() });
    }
    let job = Job { bulks, schemas, reading, series: &digests.series, meta, edition };
    let decided = reply::decide(session, &job, &known, &areas, &digests.replies)?;
    let all_known = !decided.is_empty() && decided.iter().all(|reply| reply.change.is_unchanged());
    let outcome = if all_known { FileOutcome::Unchanged } else { FileOutcome::Loaded };
    let fresh =
        || decided.iter().zip(&reading.replies).filter(|(decided, _)| !decided.change.is_unchanged()).map(|(_, reply)| reply);
    let texts = text::Chosen::of(&job, fresh())?;
    let blocks = [
        (Numbered::File, usize::from(known.file.is_none())),
        (Numbered::Place, reading.places.len()),
        (Numbered::Text, texts.count()),
        (Numbered::Reply, fresh().count()),
        (Numbered::Answer, fresh().map(|reply| reply.answers.len()).sum()),
    ];
    ids.blocks.reserve(session, &blocks)?;
    let file = file::write_loaded(session, ids, run, &known, &job, outcome)?;
    let again = known.file.is_some();
    let places = locus::write(session, ids, &bulks.places, (file, again), &reading.places, &Places::xml_of(reading))?;
    if again {
        noticed::remove(session, file)?;
    }
    let fresh = write_facts(session, ids, &job, (file, run), texts, &places, &decided)?;
    let speaks = schemas.edition(reading.edition).kind == verbale_model::EditionKind::Reply;
    // What is in force follows from the days of receipt.
    let receipts = if known.is_first() && speaks && !again {
        Some(receive(session, &job, &fresh)?)
    } else {
        register::loaded(session, file, Some((job.edition, speaks)), &areas)?;
        None
    };
    let stands = stand::write(session, &job, known.decided, file, &decided, &fresh, receipts)?;
    let contacts = noticed::contact_loci(schemas, reading);
    noticed::notes(session, &job, file, &places, &contacts)?;
    let findings = noticed::sorted(&reading.findings);
    noticed::write(session, ids, bulks, schemas, file, &places, &contacts, findings)?;
    noticed::write_totals(session, bulks, file, &noticed::totals(&reading.findings)?)?;
    run::record(session, bulks, run, &meta.name, Some(file), outcome, None)?;
    Ok(Loaded { outcome, replies: stands.replies, findings: stands.findings })
}

/// Writes when replies were received that no entry of the register is about: what the command line said. Gives the same.
fn receive(session: &Session, job: &Job<'_>, replies: &[i64]) -> Result<Receipt> {
    let received_on = job.meta.received_on.map(|day| day.to_string());
    let source = job.meta.source.unwrap_or(SourceType::StateReply).code();
    job.bulks.receipts.insert_all(session, replies, |values, reply| {
        values.add(*reply)?.add(None::<i64>)?.add(received_on.as_deref())?.add(source)?.add(false)?;
        Ok(())
    })?;
    Ok(Receipt { received_on, source: source.to_owned() })
}

/// Writes texts, series, replies and vocabulary; gives the ids of the new replies.
fn write_facts(
    session: &Session,
    ids: &mut Ids,
    job: &Job<'_>,
    (file, run): (i64, RunId),
    texts: text::Chosen,
    places: &Places,
    decided: &[Decided],
) -> Result<Vec<i64>> {
    let reading = job.reading;
    let fresh = || decided.iter().zip(&reading.replies).filter(|(decided, _)| !decided.change.is_unchanged());
    let texts = text::write(session, ids, job, texts)?;
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
    sync::learn(session, ids, schemas)?;
    session.lock_file(&meta.sha256)?;
    sync::still_in_line(session, schemas)?;
    let (known, state) = file::state(session, &meta.sha256)?;
    if state == FileState::Loaded {
        // What is loaded stays; these bytes can only be rejected now because the caller did not ask first.
        return run::record(session, bulks, run, &meta.name, known, FileOutcome::Unchanged, None);
    }
    let (reason, _) = schemas.message(&rejection.reason, verbale_model::Language::En);
    let file = file::write_rejected(session, bulks, ids, run, known, meta, &reason)?;
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
    run::record(session, bulks, run, &meta.name, Some(file), FileOutcome::Rejected, Some(&reason))
}

/// Records a letter that the register has.
pub(crate) fn letter(session: &Session, bulks: &Bulks, ids: &mut Ids, run: RunId, meta: &FileMeta) -> Result<()> {
    session.lock_file(&meta.sha256)?;
    let (known, state) = file::state(session, &meta.sha256)?;
    if state == FileState::Loaded {
        return run::record(session, bulks, run, &meta.name, known, FileOutcome::Unchanged, None);
    }
    let file = file::write_registered(session, bulks, ids, run, known, meta)?;
    if known.is_some() {
        noticed::remove(session, file)?;
    }
    register::loaded(session, file, None, &[])?;
    run::record(session, bulks, run, &meta.name, Some(file), FileOutcome::Registered, None)
}

/// An id that is not there, which an index into the reading should have had.
fn missing(what: &str) -> StoreError {
    StoreError::fault("write the answers", format!("the reading refers to a {what} that it does not have"))
}
