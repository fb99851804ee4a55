//! Loading one file: everything in the caller's one transaction.

pub(crate) mod file;
mod locus;
mod noticed;
mod reply;
mod series;
mod text;

use crate::error::{Result, StoreError};
use crate::ids::Ids;
use crate::record::{FileMeta, FileOutcome, FileState, Loaded, ReplyOutcome, RunId};
use crate::run;
use crate::sqlite::bulk::Bulk;
use locus::Places;
use reply::Decided;
use sqlx::SqliteConnection;
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
}

impl Bulks {
    pub(crate) fn new() -> Self {
        const ANSWER: &[&str] = &[
            "id", "reply", "series", "year", "status", "number", "scale", "low", "high", "code", "text", "raw", "place", "row",
            "col", "disputed",
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
            texts: Bulk::new("raw_text", &["id", "text"]),
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

impl Bulks {
    fn all(&self) -> [&Bulk; 12] {
        let Self {
            places,
            texts,
            series,
            series_dimensions,
            replies,
            answers,
            attributes,
            unplaced,
            findings,
            totals,
            labels,
            notes,
        } = self;
        [places, texts, series, series_dimensions, replies, answers, attributes, unplaced, findings, totals, labels, notes]
    }

    /// Writes all rows that wait.
    pub(crate) async fn flush(&self, connection: &mut SqliteConnection) -> Result<()> {
        for bulk in self.all() {
            bulk.flush(connection).await?;
        }
        Ok(())
    }

    /// Forgets all rows that wait.
    pub(crate) fn clear(&self) {
        self.all().into_iter().for_each(Bulk::clear);
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
pub(crate) async fn load(
    connection: &mut SqliteConnection,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    meta: &FileMeta,
    schemas: &Schemas,
    reading: &Reading,
    digests: &[String],
) -> Result<Loaded> {
    ids.check(schemas)?;
    let (known, state) = file::state(connection, &meta.sha256).await?;
    if state == FileState::Loaded {
        // Another process was faster, or the caller did not ask first.
        run::record(connection, run, &meta.name, known, FileOutcome::Unchanged, None).await?;
        return Ok(Loaded { outcome: FileOutcome::Unchanged, replies: Vec::new() });
    }
    if known.is_some() {
        // What an earlier try left is looked at.
        bulks.flush(connection).await?;
    }
    let job = Job { bulks, schemas, reading, meta, edition: ids.edition(reading.edition)?.id };
    let decided = reply::decide(connection, ids, &job, digests).await?;
    let all_known = !decided.is_empty() && decided.iter().all(|reply| reply.change.is_unchanged());
    let outcome = if all_known { FileOutcome::Unchanged } else { FileOutcome::Loaded };
    let file = file::write_loaded(connection, run, known, &job, outcome).await?;
    let places =
        locus::write(connection, ids, &bulks.places, (file, known.is_some()), &reading.places, &Places::xml_of(reading)).await?;
    write_facts(connection, ids, &job, file, &places, &decided).await?;
    let contacts = noticed::contact_loci(&job);
    noticed::notes(connection, &job, file, &places, &contacts).await?;
    if known.is_some() {
        noticed::remove(connection, file).await?;
    }
    noticed::write(connection, ids, bulks, schemas, file, &places, &contacts, noticed::sorted(&reading.findings)).await?;
    noticed::write_totals(connection, bulks, file, &noticed::totals(&reading.findings)?).await?;
    run::record(connection, run, &meta.name, Some(file), outcome, None).await?;
    let replies = decided.into_iter().map(|reply| ReplyOutcome { area: reply.area_code, change: reply.change }).collect();
    Ok(Loaded { outcome, replies })
}

/// Writes texts, series, replies and vocabulary.
async fn write_facts(
    connection: &mut SqliteConnection,
    ids: &mut Ids,
    job: &Job<'_>,
    file: i64,
    places: &Places,
    decided: &[Decided],
) -> Result<()> {
    let reading = job.reading;
    let fresh = || decided.iter().zip(&reading.replies).filter(|(decided, _)| !decided.change.is_unchanged());
    let texts = text::write(connection, ids, job, fresh().map(|(_, reply)| reply)).await?;
    let series = series::write(connection, ids, job, fresh().map(|(_, reply)| reply)).await?;
    let codes = reply::codes(connection, ids, job, fresh().map(|(_, reply)| reply)).await?;
    let target = reply::Target { file, texts, places, series: &series, codes: &codes };
    reply::write(connection, ids, job, &target, fresh()).await?;
    noticed::labels(connection, ids, job, file, texts).await
}

/// Records a rejected file.
pub(crate) async fn reject(
    connection: &mut SqliteConnection,
    bulks: &Bulks,
    ids: &mut Ids,
    run: RunId,
    meta: &FileMeta,
    rejection: &Rejection,
    schemas: &Schemas,
) -> Result<()> {
    ids.check(schemas)?;
    let (known, state) = file::state(connection, &meta.sha256).await?;
    if state == FileState::Loaded {
        // What is loaded stays; these bytes can only be rejected now because the caller did not ask first.
        return run::record(connection, run, &meta.name, known, FileOutcome::Unchanged, None).await;
    }
    if known.is_some() {
        bulks.flush(connection).await?;
    }
    let (reason, _) = schemas.message(&rejection.reason, verbale_model::Language::En);
    let file = file::write_rejected(connection, run, known, meta, &reason).await?;
    let xml = Places::xml_of_findings(rejection);
    let places = locus::write(connection, ids, &bulks.places, (file, known.is_some()), &rejection.places, &xml).await?;
    let findings = noticed::of_rejection(rejection);
    let none = rustc_hash::FxHashSet::default();
    if known.is_some() {
        noticed::remove(connection, file).await?;
    }
    noticed::write(connection, ids, bulks, schemas, file, &places, &none, findings).await?;
    noticed::write_totals(connection, bulks, file, &noticed::totals_of_rejection(rejection)?).await?;
    run::record(connection, run, &meta.name, Some(file), FileOutcome::Rejected, Some(&reason)).await
}

/// An id that is not there, which an index into the reading should have had.
fn missing(what: &str) -> StoreError {
    StoreError::fault("write the answers", format!("the reading refers to a {what} that it does not have"))
}
