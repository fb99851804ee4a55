//! What the command line asks the database.

use crate::error::Result;
use crate::record::OriginalFile;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::{HashMap, HashSet};

/// One area's reply in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respondent {
    /// Code of the area.
    pub area: String,
    /// Its official short name in English.
    pub name: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The revision in force.
    pub revision: u32,
    /// The day on which it was received, `YYYY-MM-DD`, where known.
    pub received_on: Option<String>,
    /// Whether that was after the cut-off date, where both are known.
    pub late: Option<bool>,
    /// The file that it came in.
    pub file: String,
    /// Its answers, whatever their status.
    pub answers: i64,
    /// Findings that are errors. Exact where the file holds one reply; where it holds several, those kept of this area.
    pub errors: i64,
    /// Findings that are warnings, counted likewise.
    pub warnings: i64,
}

/// A reply in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replied {
    /// Its id.
    pub reply: i64,
    /// Code of the area.
    pub area: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The file that it came in.
    pub file: String,
}

/// A whole figure or a code of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Canonical name of the series.
    pub series: String,
    /// Year.
    pub year: Option<i16>,
    /// The least that the figure can be.
    pub low: Option<i64>,
    /// The most that it can be, if there is a bound.
    pub high: Option<i64>,
    /// The code.
    pub code: Option<String>,
}

/// The tally of one measure over the replies in force; the parts sum to `replies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Code of the item.
    pub item: String,
    /// Its section.
    pub section: String,
    /// Its pillar.
    pub pillar: Option<String>,
    /// Replies that say yes.
    pub yes: i64,
    /// Replies that say no.
    pub no: i64,
    /// Replies that say partly.
    pub partly: i64,
    /// Replies that say planned.
    pub planned: i64,
    /// Replies that say that there is no information.
    pub no_information: i64,
    /// Replies that leave it empty.
    pub blank: i64,
    /// Replies of which none of this can be said: disputed, refused, not mentioned, unreadable, or without the item.
    pub other: i64,
    /// All replies.
    pub replies: i64,
}

/// The whole database in a few numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Files of which something was new.
    pub files_loaded: i64,
    /// Files that held nothing new.
    pub files_unchanged: i64,
    /// Files that could not be read.
    pub files_rejected: i64,
    /// Runs, finished or not.
    pub runs: i64,
    /// Findings that are errors, exactly.
    pub errors: i64,
    /// Findings that are warnings, exactly.
    pub warnings: i64,
    /// Findings for information, exactly.
    pub infos: i64,
    /// By edition with at least one reply, in order of instrument and edition.
    pub editions: Vec<EditionSummary>,
}

/// One edition in a few numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionSummary {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// `reply` or `dataset`.
    pub kind: String,
    /// Areas with a reply.
    pub areas: i64,
    /// Replies with all revisions.
    pub revisions: i64,
    /// Answers in force.
    pub answers: i64,
    /// What could not be placed, in replies in force.
    pub unplaced: i64,
}

/// How much of a pillar the replies in force answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PillarCoverage {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The pillar.
    pub pillar: String,
    /// Replies in force.
    pub replies: i64,
    /// Items asked of all of them together.
    pub items: i64,
    /// Items answered.
    pub answered: i64,
}

impl Respondent {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            area: row.get(0)?,
            name: row.get(1)?,
            instrument: row.get(2)?,
            edition: row.get(3)?,
            revision: row.get(4)?,
            received_on: row.get(5)?,
            late: row.get(6)?,
            file: row.get(7)?,
            answers: row.get(8)?,
            errors: row.get(9)?,
            warnings: row.get(10)?,
        })
    }
}

impl Replied {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self { reply: row.get(0)?, area: row.get(1)?, instrument: row.get(2)?, edition: row.get(3)?, file: row.get(4)? })
    }
}

impl Stated {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self { series: row.get(0)?, year: row.get(1)?, low: row.get(2)?, high: row.get(3)?, code: row.get(4)? })
    }
}

impl Tally {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            item: row.get(0)?,
            section: row.get(1)?,
            pillar: row.get(2)?,
            yes: row.get(3)?,
            no: row.get(4)?,
            partly: row.get(5)?,
            planned: row.get(6)?,
            no_information: row.get(7)?,
            blank: row.get(8)?,
            other: row.get(9)?,
            replies: row.get(10)?,
        })
    }
}

impl EditionSummary {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            instrument: row.get(0)?,
            edition: row.get(1)?,
            kind: row.get(2)?,
            areas: row.get(3)?,
            revisions: row.get(4)?,
            answers: row.get(5)?,
            unplaced: row.get(6)?,
        })
    }
}

impl PillarCoverage {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            instrument: row.get(0)?,
            edition: row.get(1)?,
            pillar: row.get(2)?,
            replies: row.get(3)?,
            items: row.get(4)?,
            answered: row.get(5)?,
        })
    }
}

/// Coverage by edition and pillar.
pub(crate) fn coverage(session: &Session) -> Result<Vec<PillarCoverage>> {
    let sql = "SELECT instrument, edition, pillar, count(*) AS replies, CAST(sum(items) AS BIGINT) AS items, \
               CAST(sum(answered) AS BIGINT) AS answered \
               FROM pillar_coverage GROUP BY instrument, edition, pillar ORDER BY instrument, edition, pillar";
    session.all(sql, &[], PillarCoverage::of, "sum up the pillars")
}

/// Digests of the files that were loaded, and their ids.
pub(crate) fn loaded(session: &Session) -> Result<HashMap<[u8; 32], i64>> {
    let sql = "SELECT sha256, id FROM file_record WHERE outcome NOT IN ('rejected', 'registered')";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows: Vec<(String, i64)> = session.all(sql, &[], row, "list the files loaded")?;
    Ok(rows.iter().filter_map(|(digest, id)| Some((unhex(digest)?, *id))).collect())
}

/// Every file that is known by its bytes, in the order in which they were taken in: a file that gave no answers at first, when it
/// did.
pub(crate) fn originals(session: &Session) -> Result<Vec<OriginalFile>> {
    let sql = "SELECT file_record.sha256, file_record.name, file_record.received_on, file_record.source, \
               edition.instrument || '/' || edition.name FROM file_record LEFT JOIN edition ON edition.id = file_record.edition \
               ORDER BY coalesce((SELECT min(took.id) FROM run_file AS took WHERE took.file = file_record.id \
               AND took.outcome IN ('loaded', 'unchanged')), \
               (SELECT max(last.id) FROM run_file AS last WHERE last.file = file_record.id)), file_record.id";
    let row = |row: &Row<'_>| {
        let (sha256, name, received_on) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(OriginalFile { sha256, name, received_on, source: row.get(3)?, edition: row.get(4)? })
    };
    session.all(sql, &[], row, "list the originals")
}

/// The bytes of a digest.
fn unhex(digest: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digest.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Who replied.
pub(crate) fn status(session: &Session, edition: Option<&str>) -> Result<Vec<Respondent>> {
    // The exact numbers are per file; they are the reply's where the file has no other. Where it has, those kept of its area.
    let sql = "SELECT code.code AS area, area_record.name_en AS name, edition.instrument AS instrument, edition.name AS edition, \
               reply.revision AS revision, reply.received_on AS received_on, reply.received_on > edition.cutoff AS late, \
               file_record.label AS file, \
               (SELECT CAST(sum(last_answer - first_answer + 1) AS BIGINT) FROM _reply_in_force AS part \
                WHERE part.edition = reply.edition AND part.area = reply.area AND part.source = 'state_reply') \
               - (SELECT count(*) FROM _reply_in_force AS part \
                  JOIN settled ON settled.area = part.area AND settled.counts = 0 \
                  AND settled.answer BETWEEN part.first_answer AND part.last_answer \
                  WHERE part.edition = reply.edition AND part.area = reply.area AND part.source = 'state_reply' \
                  AND part.settled = 1) AS answers, \
               (SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM finding_count \
                WHERE file = file_record.label AND severity = 'error' AND alone) \
               + (SELECT count(*) FROM _finding JOIN kind ON kind.code = _finding.kind \
                  WHERE file = reply.file AND area = reply.area AND severity = 'error' AND NOT alone) AS errors, \
               (SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM finding_count \
                WHERE file = file_record.label AND severity = 'warning' AND alone) \
               + (SELECT count(*) FROM _finding JOIN kind ON kind.code = _finding.kind \
                  WHERE file = reply.file AND area = reply.area AND severity = 'warning' AND NOT alone) AS warnings \
               FROM (SELECT *, (SELECT count(*) FROM reply AS other WHERE other.file = _respondent_reply.file) = 1 AS alone \
                     FROM _respondent_reply) AS reply \
               JOIN edition ON edition.id = reply.edition \
               JOIN code ON code.id = reply.area \
               JOIN area_record ON area_record.code = reply.area \
               JOIN file_record ON file_record.id = reply.file \
               WHERE CAST(?1 AS TEXT) IS NULL OR edition.instrument || '/' || edition.name = CAST(?1 AS TEXT) \
               ORDER BY edition.instrument, edition.name, code.code";
    session.all(sql, params![edition], Respondent::of, "list the respondents")
}

/// Replies in force, as a later reply is compared with them: area, instrument, edition, and the file.
pub(crate) fn replied(session: &Session) -> Result<Vec<Replied>> {
    let sql = "SELECT reply.id AS reply, code.code AS area, edition.instrument AS instrument, edition.name AS edition, \
               file_record.label AS file \
               FROM _respondent_reply AS reply JOIN edition ON edition.id = reply.edition JOIN code ON code.id = reply.area \
               JOIN file_record ON file_record.id = reply.file ORDER BY reply.id";
    session.all(sql, &[], Replied::of, "list the replies in force")
}

/// What a reply in force says in whole figures and codes, but for what is on the sender.
pub(crate) fn stated(session: &Session, reply: i64) -> Result<Vec<Stated>> {
    let sql = "SELECT series.name AS series, answer.year AS year, \
               coalesce(answer.number, answer.low) AS low, coalesce(answer.number, answer.high) AS high, code.code AS code \
               FROM reply JOIN answer ON answer.reply = reply.id AND answer.id BETWEEN reply.first_answer AND reply.last_answer \
               JOIN series ON series.id = answer.series JOIN item ON item.id = series.item \
               LEFT JOIN code ON code.id = answer.code \
               WHERE reply.id = ? AND item.kind <> 'contact' AND coalesce(answer.scale, 0) = 0 \
               AND (answer.number IS NOT NULL OR answer.low IS NOT NULL OR answer.code IS NOT NULL)";
    session.all(sql, params![reply], Stated::of, "look at an earlier reply")
}

/// The tally of each measure of an edition.
pub(crate) fn tally(session: &Session, edition: &str) -> Result<Vec<Tally>> {
    let sql = "SELECT tally.item, tally.section, tally.pillar, yes, no, partly, planned, no_information, blank, other, replies \
               FROM measure_tally AS tally \
               JOIN edition ON edition.instrument = tally.instrument AND edition.name = tally.edition \
               JOIN item ON item.edition = edition.id AND item.code = tally.item \
               WHERE tally.instrument || '/' || tally.edition = ? \
               ORDER BY item.position";
    session.all(sql, params![edition], Tally::of, "tally the measures")
}

/// The whole database in a few numbers.
pub(crate) fn summary(session: &Session) -> Result<Summary> {
    const CONTEXT: &str = "summarize the database";
    let files = "SELECT count(*) FILTER (WHERE outcome = 'loaded'), count(*) FILTER (WHERE outcome = 'unchanged'), \
                 count(*) FILTER (WHERE outcome = 'rejected'), (SELECT count(*) FROM run_record) FROM file_record";
    let [files_loaded, files_unchanged, files_rejected, runs] =
        session.one(files, &[], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]), CONTEXT)?;
    let findings = "SELECT CAST(coalesce(sum(CASE WHEN severity = 'error' THEN count END), 0) AS BIGINT), \
                    CAST(coalesce(sum(CASE WHEN severity = 'warning' THEN count END), 0) AS BIGINT), \
                    CAST(coalesce(sum(CASE WHEN severity = 'info' THEN count END), 0) AS BIGINT) FROM finding_count";
    let [errors, warnings, infos] = session.one(findings, &[], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]), CONTEXT)?;
    let editions = "SELECT edition.instrument AS instrument, edition.name AS edition, edition.kind AS kind, \
                    (SELECT count(DISTINCT area) FROM standing WHERE standing.edition = edition.id AND standing.area <> 0) AS areas, \
                    (SELECT count(DISTINCT reply) FROM standing WHERE standing.edition = edition.id) AS revisions, \
                    coalesce(in_force.answers, 0) \
                    - (SELECT count(*) FROM _reply_in_force AS part \
                       JOIN settled ON settled.area = part.area AND settled.counts = 0 \
                       AND settled.answer BETWEEN part.first_answer AND part.last_answer \
                       WHERE part.edition = edition.id AND part.settled = 1) AS answers, \
                    coalesce(in_force.unplaced, 0) AS unplaced \
                    FROM edition LEFT JOIN (SELECT edition, CAST(sum(last_answer - first_answer + 1) AS BIGINT) AS answers, \
                    CAST(sum(unplaced) AS BIGINT) AS unplaced \
                    FROM _reply_in_force GROUP BY edition) AS in_force ON in_force.edition = edition.id \
                    WHERE EXISTS (SELECT 1 FROM standing WHERE standing.edition = edition.id) \
                    ORDER BY edition.instrument, edition.name";
    let editions = session.all(editions, &[], EditionSummary::of, CONTEXT)?;
    Ok(Summary { files_loaded, files_unchanged, files_rejected, runs, errors, warnings, infos, editions })
}

/// A reply that counts only when somebody has decided what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Code of the area, where one could be told.
    pub area: Option<String>,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The file that it came in.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The day on which it was received, where known.
    pub received_on: Option<String>,
    /// What it looks like, where that is obvious.
    pub proposed: Option<String>,
    /// What its file says of itself: `adds` or `replaces`.
    pub claim: Option<String>,
}

/// A file that the database knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the views call it.
    pub file: String,
}

/// A reply, as a decision names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyOf {
    /// SHA-256 of its file.
    pub sha256: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Code of the area.
    pub area: Option<String>,
}

impl ReplyOf {
    fn of(row: &Row<'_>) -> Result<Self> {
        Ok(Self { sha256: row.get(0)?, instrument: row.get(1)?, edition: row.get(2)?, area: row.get(3)? })
    }
}

/// The replies that are pending.
pub(crate) fn pending(session: &Session) -> Result<Vec<Pending>> {
    let sql = "SELECT area, instrument, edition, file, sha256, received_on, proposed, \
               (SELECT max(reply.claim) FROM reply JOIN file_record ON file_record.id = reply.file \
                WHERE file_record.sha256 = replies.sha256) AS claim \
               FROM replies WHERE role = 'pending' ORDER BY instrument, edition, area, revision";
    let of = |row: &Row<'_>| {
        Ok(Pending {
            area: row.get(0)?,
            instrument: row.get(1)?,
            edition: row.get(2)?,
            file: row.get(3)?,
            sha256: row.get(4)?,
            received_on: row.get(5)?,
            proposed: row.get(6)?,
            claim: row.get(7)?,
        })
    };
    session.all(sql, &[], of, "list what is pending")
}

/// Files of a name, of a name in whatever folder, or whose SHA-256 begins so.
pub(crate) fn files_named(session: &Session, text: &str) -> Result<Vec<KnownFile>> {
    let sql = "SELECT sha256, label FROM file_record WHERE outcome <> 'rejected' AND (label = ?1 OR name = ?1 \
               OR (length(name) > length(?1) AND substr(name, length(name) - length(?1)) = '/' || ?1) \
               OR (length(?1) >= 6 AND substr(sha256, 1, length(?1)) = ?1)) ORDER BY label";
    let of = |row: &Row<'_>| Ok(KnownFile { sha256: row.get(0)?, file: row.get(1)? });
    session.all(sql, params![text], of, "look for the file")
}

/// The replies that came in a file, also as a copy.
pub(crate) fn replies_of_file(session: &Session, sha256: &str) -> Result<Vec<ReplyOf>> {
    let sql = "SELECT file_record.sha256, edition.instrument, edition.name, code.code \
               FROM file_record JOIN reply ON reply.file = file_record.id \
               OR EXISTS (SELECT 1 FROM reply_copy WHERE reply_copy.reply = reply.id AND reply_copy.file = file_record.id) \
               JOIN edition ON edition.id = reply.edition LEFT JOIN code ON code.id = reply.area WHERE file_record.sha256 = ? \
               ORDER BY edition.instrument, edition.name, code.code";
    session.all(sql, params![sha256], ReplyOf::of, "look for the replies of the file")
}

/// The replies whose answers to a series and year are in force; of those to an edition the State's own, where there is one.
pub(crate) fn replies_in_force(session: &Session, (area, series, year): (&str, &str, Option<i16>)) -> Result<Vec<ReplyOf>> {
    let sql = "SELECT DISTINCT file_record.sha256, edition.instrument, edition.name, code.code, \
               CASE WHEN answer.source = 'state_reply' THEN 1 ELSE 0 END AS own \
               FROM _stated AS answer JOIN series ON series.id = answer.series \
               JOIN edition ON edition.id = answer.edition JOIN file_record ON file_record.id = answer.file \
               JOIN code ON code.id = answer.area \
               WHERE code.code = ?1 AND series.name = ?2 AND coalesce(answer.year, -1) = coalesce(CAST(?3 AS BIGINT), -1) \
               ORDER BY 2, 3, 1";
    let of = |row: &Row<'_>| Ok((ReplyOf::of(row)?, row.get::<i64>(4)? == 1));
    let found = session.all(sql, params![area, series, year], of, "look for the answer")?;
    let own: HashSet<(String, String)> =
        found.iter().filter(|(_, own)| *own).map(|(reply, _)| (reply.instrument.clone(), reply.edition.clone())).collect();
    let meant = |(reply, is_own): (ReplyOf, bool)| {
        (is_own || !own.contains(&(reply.instrument.clone(), reply.edition.clone()))).then_some(reply)
    };
    Ok(found.into_iter().filter_map(meant).collect())
}
