//! What a link of the chain says of its run: the rows, written so that no two different ones give the same bytes.

use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::BTreeMap;
use verbale_model::digest::sha256;

const CONTEXT: &str = "read what a run did";

/// Values one after the other, each with its type and length.
#[derive(Debug, Default)]
pub(super) struct Content(Vec<u8>);

impl Content {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.raw(b't', text.as_bytes())
    }

    fn raw(&mut self, kind: u8, bytes: &[u8]) -> &mut Self {
        self.0.push(kind);
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn integer(&mut self, value: i64) -> &mut Self {
        self.0.push(b'i');
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(super) fn bytes_of(&mut self, digest: &[u8; 32]) -> &mut Self {
        self.raw(b'h', digest)
    }

    /// The columns of a row from `first` on, of which `kinds` says for each whether it is a text or an integer.
    pub(super) fn row(&mut self, row: &Row<'_>, first: usize, kinds: &str) -> Result<()> {
        for (index, kind) in (first..).zip(kinds.chars()) {
            match kind {
                't' => match row.get::<Option<String>>(index)? {
                    Some(text) => self.text(&text),
                    None => self.null(),
                },
                _ => match row.get::<Option<i64>>(index)? {
                    Some(value) => self.integer(value),
                    None => self.null(),
                },
            };
        }
        Ok(())
    }

    fn null(&mut self) -> &mut Self {
        self.0.push(b'n');
        self
    }
}

/// Adds each row of a query to what belongs to the id in its first column.
pub(super) fn rows(
    session: &Session,
    sql: &'static str,
    name: &str,
    kinds: &str,
    contents: &mut BTreeMap<i64, Content>,
) -> Result<()> {
    session.each(sql, &[], |row| contents.entry(row.get(0)?).or_default().text(name).row(row, 1, kinds), CONTEXT)
}

const RUN: &str = "SELECT started_at, finished_at, tool, schemas, operator, host, found, loaded, unchanged, rejected, ignored, registered \
    FROM run_record WHERE id = ?";

const FILES: &str = "SELECT run_file.file, CASE WHEN run_file.outcome = 'loaded' \
        OR (run_file.outcome = 'unchanged' AND file_record.first_run = run_file.run) THEN 1 ELSE 0 END, \
        run_file.name, run_file.outcome, run_file.reason, file_record.sha256, file_record.size, file_record.format \
    FROM run_file LEFT JOIN file_record ON file_record.id = run_file.file WHERE run_file.run = ? ORDER BY run_file.id";

/// What a file brought that came to stay in a run: its row never changes again. Files that had come before brought nothing.
const BROUGHT: &str = "SELECT file_record.id, file_record.name, file_record.label, file_record.encoding, file_record.outcome, \
        file_record.reason, edition.instrument, edition.name, file_record.layout, file_record.language, file_record.received_on, \
        file_record.source, \
        file_record.cells, file_record.mapped, file_record.template, file_record.unmapped, file_record.\"rows\", \
        file_record.rows_answered, file_record.rows_unplaced \
    FROM file_record LEFT JOIN edition ON edition.id = file_record.edition \
    WHERE file_record.id IN (SELECT took.file FROM run_file AS took JOIN file_record AS taken ON taken.id = took.file \
        WHERE took.run = ? AND (took.outcome = 'loaded' OR (took.outcome = 'unchanged' AND taken.first_run = took.run))) \
    ORDER BY file_record.id";

const REPLIES: &str = "SELECT reply.file, edition.instrument, edition.name, code.code, reply.revision, reply.digest, \
        reply.received_on, reply.claim, reply.answers, reply.unplaced \
    FROM reply LEFT JOIN edition ON edition.id = reply.edition LEFT JOIN code ON code.id = reply.area \
    WHERE reply.file IN (SELECT file FROM run_file WHERE run = ? AND outcome = 'loaded') ORDER BY reply.id";

const FINDINGS: &str = "SELECT file, kind, count FROM finding_total \
    WHERE file IN (SELECT took.file FROM run_file AS took JOIN file_record AS taken ON taken.id = took.file \
        WHERE took.run = ? AND (took.outcome = 'loaded' OR (took.outcome = 'unchanged' AND taken.first_run = took.run))) \
    ORDER BY file, kind";

/// Adds a run, and what it did with each file.
pub(super) fn run(session: &Session, content: &mut Content, run: i64) -> Result<()> {
    session.all(RUN, params![run], |row| content.text("run").row(row, 0, "ttttttiiiiii"), CONTEXT)?;
    let mut brought: BTreeMap<i64, Content> = BTreeMap::new();
    for (name, sql, kinds) in
        [("file", BROUGHT, "tttttttttttiiiiiii"), ("reply", REPLIES, "tttitttii"), ("findings", FINDINGS, "ti")]
    {
        let add = |row: &Row<'_>| brought.entry(row.get(0)?).or_default().text(name).row(row, 1, kinds);
        session.all(sql, params![run], add, CONTEXT)?;
    }
    let add = |row: &Row<'_>| {
        content.text("outcome").row(row, 2, "ttttit")?;
        let file: Option<i64> = row.get(0)?;
        if row.get(1)?
            && let Some(brought) = file.and_then(|file| brought.get(&file))
        {
            content.0.extend_from_slice(&sha256(brought.bytes()));
        }
        Ok(())
    };
    session.all(FILES, params![run], add, CONTEXT)?;
    Ok(())
}
