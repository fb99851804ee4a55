//! Rows on their way to a server.
//!
//! They wait until something else is asked of the server, and then go together: few rows of several tables in one statement, each
//! of the other tables by a copy. For a reply of a few hundred rows in a dozen tables the waiting for answers would take longer than
//! the rows.
//!
//! What stood in cells goes by a copy in the binary format: that is the fastest, and the server's log then names a line that it
//! refuses, never what it says. Of statements it may log the values.

use super::server::Server;
use super::text;
use crate::error::{Doing, Result, StoreError, int};
use crate::session::value::Value;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo, Postgres};
use sqlx::{Arguments as _, AssertSqlSafe, PgConnection};
use std::fmt::Write as _;
use std::ops::Range;

/// What every copy begins with: signature, flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// And what it ends with.
const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Rows are sent in parts of so many bytes.
const PART: usize = 1 << 20;

/// More rows than these go by a copy, which takes two more answers of the server and a third of the time for each row.
const FEW: usize = 64;

/// Tables whose rows tell what stood in cells.
const TELLING: [&str; 9] =
    ["answer", "code", "finding_record", "label_record", "note_record", "place", "raw_text", "series", "series_dimension"];

/// Tables whose rows refer to nothing that the server looks up, and that nothing in bulk refers to so: theirs may come last.
const LOOSE: [&str; 9] = [
    "answer",
    "attribute",
    "finding_record",
    "finding_total",
    "label_record",
    "note_record",
    "place",
    "raw_text",
    "unplaced_record",
];

/// A table that rows are written to. All its columns are of eight bytes, or texts.
#[derive(Debug)]
pub(crate) struct Copy {
    table: &'static str,
    /// Without the id, and with it.
    plain: Form,
    numbered: Form,
}

/// The columns of a table that are given.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    names: String,
    /// Of each column, whether it holds integers (`i`) or texts (`t`).
    kinds: String,
}

/// Rows on their way.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    /// Values that the row still lacks.
    lacking: usize,
}

/// The rows of a table that wait.
#[derive(Debug)]
pub(super) struct Batch {
    table: &'static str,
    form: Form,
    rows: Rows,
    count: usize,
}

impl Copy {
    /// For a table and columns. All are constants of this crate.
    pub(crate) fn new(table: &'static str, kinds: &'static str, columns: &'static [&'static str]) -> Self {
        let names = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let numbered = Form { names: format!("\"id\", {names}"), kinds: format!("i{kinds}") };
        Self { table, plain: Form { names, kinds: kinds.to_owned() }, numbered }
    }

    /// Has `count` rows wait; with the id of the first, numbers them from there on.
    pub(crate) fn insert<R>(
        &self,
        server: &Server,
        first: Option<i64>,
        count: usize,
        rows: impl Iterator<Item = R>,
        mut bind: impl FnMut(&mut Rows, R) -> Result<()>,
    ) -> Result<()> {
        let form = if first.is_some() { &self.numbered } else { &self.plain };
        let (mut bound, mut id) = (0, first);
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let full = server.waiting(|waiting| {
                let batch = batch_of(waiting, self.table, form);
                for row in rows.by_ref() {
                    batch.rows.begin(form.kinds.len())?;
                    if let Some(id) = &mut id {
                        batch.rows.add(Value::Integer(*id))?;
                        *id += 1;
                    }
                    bind(&mut batch.rows, row)?;
                    if batch.rows.lacking != 0 {
                        return Err(self.fault("a row has too few or too many values"));
                    }
                    (bound, batch.count) = (bound + 1, batch.count + 1);
                    if batch.rows.bytes.len() >= PART {
                        return Ok(true);
                    }
                }
                Ok(false)
            })??;
            if full {
                server.send_waiting()?;
            }
        }
        if bound == count { Ok(()) } else { Err(self.fault("there are other rows than were announced")) }
    }

    fn fault(&self, what: &str) -> StoreError {
        StoreError::fault(format!("write to the table {}", self.table), what)
    }
}

/// The batch of a table among those that wait; a new one comes after them, since its rows may refer to theirs.
fn batch_of<'w>(waiting: &'w mut Vec<Batch>, table: &'static str, form: &Form) -> &'w mut Batch {
    let index = waiting.iter().position(|batch| batch.table == table && batch.form == *form).unwrap_or(waiting.len());
    if index == waiting.len() {
        waiting.push(Batch { table, form: form.clone(), rows: Rows::default(), count: 0 });
    }
    &mut waiting[index]
}

/// Sends all that waits: what others refer to before them, or with them, since the server looks references up when a statement ends.
pub(super) async fn send(connection: &mut PgConnection, waiting: Vec<Batch>) -> Result<()> {
    let (mut few, mut loose) = (Vec::new(), Vec::new());
    for batch in waiting {
        match batch.count {
            0 => {}
            count if count <= FEW && !TELLING.contains(&batch.table) => few.push(batch),
            _ if LOOSE.contains(&batch.table) => loose.push(batch),
            _ => {
                send_few(connection, &std::mem::take(&mut few)).await?;
                copy(connection, batch).await?;
            }
        }
    }
    send_few(connection, &few).await?;
    for batch in loose {
        copy(connection, batch).await?;
    }
    Ok(())
}

/// Inserts the rows of several tables by one statement.
async fn send_few(connection: &mut PgConnection, batches: &[Batch]) -> Result<()> {
    let Some(last) = batches.last() else { return Ok(()) };
    // A name of a constraint says more than the name of one table of many.
    let context =
        || if batches.len() == 1 { format!("write to the table {}", last.table) } else { "write what was read".to_owned() };
    let (mut sql, mut arguments, mut parameter) = (String::new(), PgArguments::default(), 0);
    for (index, batch) in batches.iter().enumerate() {
        let Form { names, kinds } = &batch.form;
        let columns = batch.rows.columns(kinds.len()).ok_or_else(|| StoreError::fault(context(), "a row is not whole"))?;
        let mut arrays = Vec::with_capacity(kinds.len());
        for (kind, values) in kinds.chars().zip(columns) {
            parameter += 1;
            arrays.push(format!("${parameter}"));
            let array = Array { text: kind == 't', bytes: &batch.rows.bytes, values };
            arguments.add(array).map_err(|_| StoreError::fault(context(), "a value does not fit its column"))?;
        }
        let separator = if index == 0 { "WITH" } else { "," };
        // Writing into a string cannot fail.
        let _ = write!(
            sql,
            "{separator} w{index} AS (INSERT INTO \"{}\" ({names}) SELECT * FROM unnest({}))",
            batch.table,
            arrays.join(", ")
        );
    }
    sql.push_str(" SELECT 1");
    sqlx::query_with(AssertSqlSafe(sql), arguments).execute(connection).await.doing(context)?;
    Ok(())
}

/// Copies the rows of a table.
async fn copy(connection: &mut PgConnection, batch: Batch) -> Result<()> {
    let Batch { table, form, rows: Rows { bytes, .. }, count } = batch;
    let context = || format!("write to the table {table}");
    let sql = format!("COPY \"{table}\" ({}) FROM STDIN (FORMAT binary)", form.names);
    let mut copy = connection.copy_in_raw(&sql).await.doing(context)?;
    // In one piece: each would wake the server.
    copy.send([HEAD, &bytes, &END].concat()).await.doing(context)?;
    let copied = copy.finish().await.doing(context)?;
    if int(copied)? == int(count)? { Ok(()) } else { Err(StoreError::fault(context(), "other rows arrived than were sent")) }
}

impl Rows {
    /// Begins a row.
    fn begin(&mut self, width: usize) -> Result<()> {
        let width_of = i16::try_from(width).map_err(|_| StoreError::fault("prepare a row", "it is too wide"))?;
        self.bytes.extend_from_slice(&width_of.to_be_bytes());
        self.lacking = width;
        Ok(())
    }

    /// Adds the next value.
    pub(crate) fn add(&mut self, value: Value<'_>) -> Result<()> {
        let too_many = || StoreError::fault("prepare a value", "a row has too many values");
        self.lacking = self.lacking.checked_sub(1).ok_or_else(too_many)?;
        match value {
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

    /// Where the values of each column are, with their lengths.
    fn columns(&self, width: usize) -> Option<Vec<Vec<Range<usize>>>> {
        let mut columns = vec![Vec::new(); width];
        let mut at = 0;
        while at < self.bytes.len() {
            at += size_of::<i16>();
            for column in &mut columns {
                let length = i32::from_be_bytes(*self.bytes.get(at..)?.first_chunk()?);
                let end = at + size_of::<i32>() + usize::try_from(length).unwrap_or(0);
                column.push(at..end);
                at = end;
            }
        }
        Some(columns)
    }
}

/// A column of rows as an array: its values stand there as they stand in a copy.
struct Array<'r> {
    text: bool,
    bytes: &'r [u8],
    values: Vec<Range<usize>>,
}

impl Array<'_> {
    const INTEGERS: Oid = Oid(1016);
    const TEXTS: Oid = Oid(1009);

    /// The type of its values.
    const fn of(&self) -> u32 {
        if self.text { 25 } else { 20 }
    }
}

impl sqlx::Type<Postgres> for Array<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Self::INTEGERS)
    }
}

impl sqlx::Encode<'_, Postgres> for Array<'_> {
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(if self.text { Self::TEXTS } else { Self::INTEGERS }))
    }

    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        // One dimension, some values NULL, counted from 1.
        buffer.extend_from_slice(&1_i32.to_be_bytes());
        buffer.extend_from_slice(&1_i32.to_be_bytes());
        buffer.extend_from_slice(&self.of().to_be_bytes());
        buffer.extend_from_slice(&i32::try_from(self.values.len())?.to_be_bytes());
        buffer.extend_from_slice(&1_i32.to_be_bytes());
        for value in &self.values {
            buffer.extend_from_slice(self.bytes.get(value.clone()).unwrap_or_default());
        }
        Ok(IsNull::No)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations;

    #[test]
    fn what_may_come_last_refers_to_nothing_that_the_server_looks_up() {
        let checked = migrations::checked_references();
        assert!(checked.contains(&("reply".to_owned(), "file_record".to_owned())), "{checked:?}");
        for table in LOOSE {
            assert!(!checked.iter().any(|(from, _)| from == table), "{table} refers to something");
            // What is settled is written after the answers were sent, one by one.
            assert!(!checked.iter().any(|(from, to)| to == table && from != "settled"), "something refers to {table}");
        }
    }

    #[test]
    fn the_values_of_a_column_are_found_again() {
        let mut rows = Rows::default();
        for (number, text) in
            [(Value::Integer(7), Value::Text("a")), (Value::Null, Value::Text("")), (Value::Integer(9), Value::Null)]
        {
            rows.begin(2).unwrap();
            rows.add(number).unwrap();
            rows.add(text).unwrap();
        }
        assert!(rows.add(Value::Null).is_err());
        let columns = rows.columns(2).unwrap();
        let lengths: Vec<Vec<usize>> = columns.iter().map(|column| column.iter().map(|value| value.len() - 4).collect()).collect();
        assert_eq!(lengths, [[8, 0, 8], [1, 0, 0]]);
        assert_eq!(rows.bytes[columns[0][2].clone()][4..], 9_i64.to_be_bytes());
    }
}
