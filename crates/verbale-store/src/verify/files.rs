//! The files that the database knows, and how each was read.

use crate::error::Result;
use crate::record::FileOutcome;
use crate::session::Session;
use crate::session::row::Row;
use rustc_hash::FxHashMap;

const CONTEXT: &str = "list the files";

/// A file that the database knows by its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub(crate) id: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The name by which the views call it.
    pub label: String,
    /// The name under which it was read.
    pub name: String,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Its edition, such as `tip-measures/2019`, unless it was rejected.
    pub edition: Option<String>,
    /// The rule by which it was rejected, if it was.
    pub rule: Option<String>,
    /// Digest of the schemas with which it was read.
    pub schemas: String,
    /// Name and version of the program that read it.
    pub tool: String,
}

/// The run that read a file.
struct ReadBy {
    name: String,
    schemas: String,
    tool: String,
}

pub(super) fn stored(direct: &Session) -> Result<Vec<StoredFile>> {
    let mut accepted: FxHashMap<i64, ReadBy> = FxHashMap::default();
    let mut rejected: FxHashMap<i64, ReadBy> = FxHashMap::default();
    let sql = "SELECT run_file.file, run_file.outcome, run_file.name, run_record.schemas, run_record.tool \
               FROM run_file JOIN run_record ON run_record.id = run_file.run WHERE run_file.file IS NOT NULL ORDER BY run_file.id";
    let visit = |row: &Row<'_>| {
        let file = row.get(0)?;
        let read = ReadBy { name: row.get(2)?, schemas: row.get(3)?, tool: row.get(4)? };
        // What is loaded was read when it was first accepted; a file that gave no answers time and again, the last time.
        if [FileOutcome::Rejected.code(), FileOutcome::Registered.code()].contains(&row.get::<String>(1)?.as_str()) {
            rejected.insert(file, read);
        } else {
            accepted.entry(file).or_insert(read);
        }
        Ok(())
    };
    direct.each(sql, &[], visit, CONTEXT)?;
    let sql = "SELECT file_record.id, file_record.sha256, file_record.label, file_record.outcome, \
               edition.instrument || '/' || edition.name, \
               (SELECT kind FROM finding_record WHERE id = (SELECT min(id) FROM finding_record WHERE file = file_record.id)) \
               FROM file_record LEFT JOIN edition ON edition.id = file_record.edition ORDER BY file_record.id";
    let mut files = Vec::new();
    let visit = |row: &Row<'_>| {
        let (id, code): (i64, String) = (row.get(0)?, row.get(3)?);
        let outcome = [FileOutcome::Loaded, FileOutcome::Unchanged, FileOutcome::Rejected, FileOutcome::Registered]
            .into_iter()
            .find(|one| one.code() == code);
        // One that is none that there is: see the comparison.
        let outcome = outcome.unwrap_or(FileOutcome::Ignored);
        let read = if matches!(outcome, FileOutcome::Rejected | FileOutcome::Registered) {
            rejected.remove(&id)
        } else {
            accepted.remove(&id)
        };
        let read = read.unwrap_or_else(|| ReadBy { name: String::new(), schemas: String::new(), tool: String::new() });
        files.push(StoredFile {
            id,
            sha256: row.get(1)?,
            label: row.get(2)?,
            name: read.name,
            outcome,
            edition: row.get(4)?,
            rule: if outcome == FileOutcome::Rejected { row.get(5)? } else { None },
            schemas: read.schemas,
            tool: read.tool,
        });
        Ok(())
    };
    direct.each(sql, &[], visit, CONTEXT)?;
    Ok(files)
}
