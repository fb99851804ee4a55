//! Database ids of what the schemas hold, learnt once and kept while the store is open.

use crate::error::{Result, StoreError, int};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::FxHashMap;
use std::num::NonZero;
use verbale_model::{CodeId, EditionId, ItemId, Schemas, Series};

/// Ids of one edition.
#[derive(Debug)]
pub(crate) struct EditionIds {
    /// The edition.
    pub(crate) id: i64,
    /// By [`ItemId`].
    pub(crate) items: Vec<i64>,
    /// By [`verbale_model::DimId`].
    pub(crate) dimensions: Vec<i64>,
}

/// The series of an edition that the database has.
#[derive(Debug, Default)]
pub(crate) struct SeriesIds {
    by_name: FxHashMap<String, i64>,
    /// Those met so far by their number in this process, and others by what they are, so that each name is put together once.
    numbered: Vec<Option<NonZero<i64>>>,
    met: FxHashMap<Series, i64>,
    newest: i64,
    /// True once a transaction has read what others added.
    current: bool,
}

/// Ids of what the schemas hold.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    /// The digest of the schemas synchronized with, once they are.
    schemas: Option<String>,
    editions: Vec<EditionIds>,
    codes: FxHashMap<CodeId, i64>,
    series: FxHashMap<i64, SeriesIds>,
    pub(crate) blocks: Blocks,
}

/// A table whose rows are numbered here.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Numbered {
    Place,
    Text,
    Series,
    Reply,
    Answer,
    Code,
}

/// The next free ids of a transaction.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    next: [Option<i64>; 6],
}

impl Blocks {
    /// Takes a block of ids, and gives the first. A server is shared: its sequences know what is free.
    pub(crate) fn take(&mut self, session: &Session, of: Numbered, count: usize) -> Result<i64> {
        const CONTEXT: &str = "number the rows";
        let (slot, table, sql) = match of {
            Numbered::Place => (0, "place", "SELECT max(id) FROM place"),
            Numbered::Text => (1, "raw_text", "SELECT max(id) FROM raw_text"),
            Numbered::Series => (2, "series", "SELECT max(id) FROM series"),
            Numbered::Reply => (3, "reply", "SELECT max(id) FROM reply"),
            Numbered::Answer => (4, "answer", "SELECT max(id) FROM answer"),
            Numbered::Code => (5, "code", "SELECT max(id) FROM code"),
        };
        if let Session::Postgres(server) = session {
            // Nothing is numbered; 1 is as good as any.
            return if count == 0 { Ok(1) } else { server.take(table, int(count)?, CONTEXT) };
        }
        let newest = || session.one(sql, &[], |row| row.get::<Option<i64>>(0), CONTEXT);
        let too_many = || StoreError::fault(CONTEXT, "there are more than 2^63");
        let first = match self.next[slot] {
            Some(first) => first,
            None => newest()?.unwrap_or(0).checked_add(1).ok_or_else(too_many)?,
        };
        let after = first.checked_add(int(count)?).ok_or_else(too_many)?;
        self.next[slot] = Some(after);
        Ok(first)
    }
}

impl Ids {
    pub(crate) fn new(schemas: &Schemas, editions: Vec<EditionIds>, codes: FxHashMap<CodeId, i64>) -> Self {
        Self { schemas: Some(schemas.digest.clone()), editions, codes, series: FxHashMap::default(), blocks: Blocks::default() }
    }

    /// Refuses schemas other than those synchronized with: their ids would be others'.
    pub(crate) fn check(&self, schemas: &Schemas) -> Result<()> {
        if self.schemas.as_ref() == Some(&schemas.digest) {
            Ok(())
        } else {
            Err(StoreError::fault("look up the schemas", "the database was not brought in line with them first"))
        }
    }

    /// The ids of an edition.
    pub(crate) fn edition(&self, id: EditionId) -> Result<&EditionIds> {
        self.editions.get(usize::from(id.0)).ok_or_else(|| StoreError::fault("look up an edition", "its id is unknown"))
    }

    /// The id of a code. One that stands in no list and is no area is added on the way.
    pub(crate) fn code(&self, session: &Session, schemas: &Schemas, code: CodeId) -> Result<i64> {
        match self.codes.get(&code) {
            Some(&id) => Ok(id),
            // Not remembered, since the transaction may yet be rolled back.
            None => code_id(session, schemas.codes.text(code)),
        }
    }

    /// The series of an edition, with what other processes have added before this transaction.
    pub(crate) fn series(&mut self, session: &Session, edition: i64) -> Result<&mut SeriesIds> {
        let ids = self.series.entry(edition).or_default();
        if !ids.current {
            let sql = "SELECT id, name FROM series WHERE id > ? AND +edition = ? ORDER BY id";
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            for (id, name) in session.all(sql, params![ids.newest, edition], row, "read the series")? {
                ids.add(name, id);
            }
            ids.current = true;
        }
        Ok(ids)
    }

    /// The end of a transaction: another process may write next. What was learnt in one that was rolled back is not in the
    /// database.
    pub(crate) fn end_transaction(&mut self, committed: bool) {
        self.blocks = Blocks::default();
        if committed {
            self.series.values_mut().for_each(|series| series.current = false);
        } else {
            self.series.clear();
        }
    }
}

impl EditionIds {
    /// The id of an item.
    pub(crate) fn item(&self, id: ItemId) -> Result<i64> {
        self.items.get(id.index()).copied().ok_or_else(|| StoreError::fault("look up an item", "its id is unknown"))
    }
}

impl SeriesIds {
    /// The id of a series, if the database has it; `number` is its number in this process, and `name` gives its canonical name.
    pub(crate) fn find(
        &mut self,
        series: &Series,
        number: Option<u32>,
        name: impl FnOnce() -> String,
    ) -> std::result::Result<i64, String> {
        let at = number.map(|number| number as usize);
        let known = match at {
            Some(at) => self.numbered.get(at).copied().flatten().map(NonZero::get),
            None => self.met.get(series).copied(),
        };
        if let Some(id) = known {
            return Ok(id);
        }
        let name = name();
        let Some(&id) = self.by_name.get(&name) else { return Err(name) };
        match at {
            Some(at) => {
                self.numbered.resize(self.numbered.len().max(at + 1), None);
                self.numbered[at] = NonZero::new(id);
            }
            None => drop(self.met.insert(*series, id)),
        }
        Ok(id)
    }

    /// Learns a series.
    pub(crate) fn add(&mut self, name: String, id: i64) {
        self.newest = self.newest.max(id);
        self.by_name.insert(name, id);
    }
}

/// The id of a code, adding it if it is new.
fn code_id(session: &Session, code: &str) -> Result<i64> {
    const CONTEXT: &str = "look up a code";
    match session.first("SELECT id FROM code WHERE code = ?", params![code], |row| row.get(0), CONTEXT)? {
        Some(id) => Ok(id),
        None => session.insert("INSERT INTO code (code) VALUES (?)", params![code], CONTEXT),
    }
}
