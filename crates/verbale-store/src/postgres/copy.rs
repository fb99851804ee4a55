//! Copying many rows into a table, in the binary format: it is the fastest, and the server's log then names a line that it refuses,
//! never what it says.

use super::server::Server;
use super::text;
use crate::error::{Doing, Result, StoreError, int};
use crate::session::value::Value;
use sqlx::PgConnection;
use sqlx::postgres::PgCopyIn;

/// What every copy begins with: signature, flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// And what it ends with.
const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Rows are sent in parts of so many bytes.
const PART: usize = 1 << 20;

/// A table that rows are copied into. All its columns are of eight bytes, or texts.
#[derive(Debug)]
pub(crate) struct Copy {
    table: &'static str,
    width: i16,
    /// Without the id, and with it.
    plain: String,
    numbered: String,
}

/// Rows on their way.
#[derive(Debug)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    /// Values that the row still lacks.
    lacking: i16,
}

impl Copy {
    /// For a table and columns. Both are constants of this crate.
    pub(crate) fn new(table: &'static str, columns: &'static [&'static str]) -> Self {
        let names = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let plain = format!("COPY \"{table}\" ({names}) FROM STDIN (FORMAT binary)");
        let numbered = format!("COPY \"{table}\" (\"id\", {names}) FROM STDIN (FORMAT binary)");
        let width = i16::try_from(columns.len()).unwrap_or(i16::MAX);
        Self { table, width, plain, numbered }
    }

    /// Copies `count` rows; with the id of the first, numbers them from there on.
    pub(crate) fn insert<R>(
        &self,
        server: &Server,
        first: Option<i64>,
        count: usize,
        rows: impl Iterator<Item = R>,
        bind: impl FnMut(&mut Rows, R) -> Result<()>,
    ) -> Result<()> {
        let copied = server.run(async |connection| self.copy(connection, first, count, rows, bind).await)??;
        if copied == int(count)? { Ok(()) } else { Err(self.fault("there are other rows than were announced")) }
    }

    async fn copy<R>(
        &self,
        connection: &mut PgConnection,
        first: Option<i64>,
        count: usize,
        rows: impl Iterator<Item = R>,
        bind: impl FnMut(&mut Rows, R) -> Result<()>,
    ) -> Result<i64> {
        let mut rows = rows.peekable();
        if count == 0 && rows.peek().is_none() {
            return Ok(0);
        }
        let context = || format!("write to the table {}", self.table);
        let sql = if first.is_some() { &self.numbered } else { &self.plain };
        let mut copy = connection.copy_in_raw(sql).await.doing(context)?;
        match self.send(&mut copy, first, rows, bind).await {
            Ok(()) => int(copy.finish().await.doing(context)?),
            Err(error) => {
                // The first error is the one to tell.
                let _ = copy.abort("the rows could not be made").await;
                Err(error)
            }
        }
    }

    async fn send<R>(
        &self,
        copy: &mut PgCopyIn<&mut PgConnection>,
        mut id: Option<i64>,
        rows: impl Iterator<Item = R>,
        mut bind: impl FnMut(&mut Rows, R) -> Result<()>,
    ) -> Result<()> {
        let context = || format!("write to the table {}", self.table);
        let width = self.width + i16::from(id.is_some());
        let mut sent = Rows { bytes: HEAD.to_vec(), lacking: 0 };
        for row in rows {
            sent.bytes.extend_from_slice(&width.to_be_bytes());
            sent.lacking = width;
            if let Some(id) = &mut id {
                sent.add(Value::Integer(*id))?;
                *id += 1;
            }
            bind(&mut sent, row)?;
            if sent.lacking != 0 {
                return Err(self.fault("a row has too few or too many values"));
            }
            if sent.bytes.len() >= PART {
                copy.send(sent.bytes.as_slice()).await.doing(context)?;
                sent.bytes.clear();
            }
        }
        sent.bytes.extend_from_slice(&END);
        copy.send(sent.bytes.as_slice()).await.doing(context)?;
        Ok(())
    }

    fn fault(&self, what: &str) -> StoreError {
        StoreError::fault(format!("write to the table {}", self.table), what)
    }
}

impl Rows {
    /// Adds the next value.
    pub(crate) fn add(&mut self, value: Value<'_>) -> Result<()> {
        self.lacking -= 1;
        match value {
            _ if self.lacking < 0 => Err(StoreError::fault("prepare a value", "a row has too many values")),
            Value::Null => {
                self.bytes.extend_from_slice(&(-1_i32).to_be_bytes());
                Ok(())
            }
            Value::Integer(value) => self.field(&value.to_be_bytes()),
            Value::Text(value) => self.field(text::stored(value).as_bytes()),
        }
    }

    fn field(&mut self, bytes: &[u8]) -> Result<()> {
        let unfit = |_| StoreError::fault("prepare a value", "a value does not fit its column");
        self.bytes.extend_from_slice(&i32::try_from(bytes.len()).map_err(unfit)?.to_be_bytes());
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}
