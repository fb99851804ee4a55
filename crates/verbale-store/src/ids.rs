//! Database ids of what the schemas hold, learnt once and kept while the store is open.

use crate::error::{Result, StoreError, int};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::FxHashMap;
use std::num::NonZero;
use verbale_model::{CodeId, EditionId, ItemId, Schemas, Series};

const CONTEXT: &str = "number the rows";

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
    /// True once the ids are learnt: nobody needs them who loads nothing.
    learnt: bool,
    editions: Vec<EditionIds>,
    codes: FxHashMap<CodeId, i64>,
    series: FxHashMap<i64, SeriesIds>,
    pub(crate) blocks: Blocks,
}

/// A table whose rows are numbered here.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Numbered {
    File,
    Place,
    Text,
    Series,
    Reply,
    Answer,
    Code,
}

impl Numbered {
    const COUNT: usize = 7;

    /// Its place among them, its table, and the statement for its newest id.
    const fn parts(self) -> (usize, &'static str, &'static str) {
        match self {
            Self::Place => (0, "place", "SELECT max(id) FROM place"),
            Self::Text => (1, "raw_text", "SELECT max(id) FROM raw_text"),
            Self::Series => (2, "series", "SELECT max(id) FROM series"),
            Self::Reply => (3, "reply", "SELECT max(id) FROM reply"),
            Self::Answer => (4, "answer", "SELECT max(id) FROM answer"),
            Self::Code => (5, "code", "SELECT max(id) FROM code"),
            Self::File => (6, "file_record", "SELECT max(id) FROM file_record"),
        }
    }
}

/// Ids that are free: the next one and the one after the last. Those of a file end nowhere.
#[derive(Debug, Clone, Copy)]
struct Free {
    next: i64,
    end: i64,
}

/// The next free ids of a transaction.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    free: [Option<Free>; Numbered::COUNT],
}

impl Blocks {
    /// Has a server set blocks of ids aside that will be taken one after another: one question for all of them. It is shared, and
    /// its sequences know what is free.
    pub(crate) fn reserve(&mut self, session: &Session, blocks: &[(Numbered, usize)]) -> Result<()> {
        let Session::Postgres(server) = session else { return Ok(()) };
        let mut wanted = Vec::with_capacity(blocks.len());
        for (of, count) in blocks.iter().filter(|(_, count)| *count > 0) {
            let (slot, table, _) = of.parts();
            wanted.push((slot, table, int(*count)?));
        }
        let named: Vec<(&str, i64)> = wanted.iter().map(|(_, table, count)| (*table, *count)).collect();
        if named.is_empty() {
            return Ok(());
        }
        for ((slot, _, count), next) in wanted.iter().zip(server.take(&named, CONTEXT)?) {
            self.free[*slot] = Some(Free { next, end: next.saturating_add(*count) });
        }
        Ok(())
    }

    /// Takes a block of ids, and gives the first.
    pub(crate) fn take(&mut self, session: &Session, of: Numbered, count: usize) -> Result<i64> {
        let too_many = || StoreError::fault(CONTEXT, "there are more than 2^63");
        let (slot, _, newest) = of.parts();
        let length = int(count)?;
        if matches!(session, Session::Postgres(_)) {
            // Nothing is numbered; 1 is as good as any.
            if count == 0 {
                return Ok(1);
            }
            if self.free[slot].is_none_or(|free| free.end - free.next < length) {
                self.reserve(session, &[(of, count)])?;
            }
        } else if self.free[slot].is_none() {
            let newest = session.one(newest, &[], |row| row.get::<Option<i64>>(0), CONTEXT)?;
            self.free[slot] = Some(Free { next: newest.unwrap_or(0).checked_add(1).ok_or_else(too_many)?, end: i64::MAX });
        }
        let free = self.free[slot].as_mut().ok_or_else(too_many)?;
        let first = free.next;
        free.next = first.checked_add(length).filter(|next| *next <= free.end).ok_or_else(too_many)?;
        Ok(first)
    }
}

impl Ids {
    /// Those of schemas that the database was brought in line with, to be learnt.
    pub(crate) fn new(schemas: &Schemas) -> Self {
        Self { schemas: Some(schemas.digest.clone()), ..Self::default() }
    }

    /// Learns the ids of editions and codes.
    pub(crate) fn learn(&mut self, editions: Vec<EditionIds>, codes: FxHashMap<CodeId, i64>) {
        (self.editions, self.codes, self.learnt) = (editions, codes, true);
    }

    /// Refuses schemas other than those synchronized with: their ids would be others'. Gives whether the ids are learnt.
    pub(crate) fn check(&self, schemas: &Schemas) -> Result<bool> {
        if self.schemas.as_ref() == Some(&schemas.digest) {
            Ok(self.learnt)
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

    /// The series of an edition, as far as they are known here.
    pub(crate) fn known_series(&mut self, edition: i64) -> &mut SeriesIds {
        self.series.entry(edition).or_default()
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
