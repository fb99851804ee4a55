//! Database ids of what the schemas hold, learnt once and kept while the store is open.

use crate::error::{Doing, Result, StoreError, int};
use rustc_hash::FxHashMap;
use sqlx::SqliteConnection;
use verbale_model::{CodeId, EditionId, ItemId, Schemas};

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
    newest: i64,
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
}

/// The next free ids of a transaction: rows that wait to be written are not yet in the tables.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    next: [Option<i64>; 5],
}

impl Blocks {
    /// Takes a block of ids, and gives the first.
    pub(crate) async fn take(&mut self, connection: &mut SqliteConnection, of: Numbered, count: usize) -> Result<i64> {
        let (slot, sql) = match of {
            Numbered::Place => (0, "SELECT max(id) FROM place"),
            Numbered::Text => (1, "SELECT max(id) FROM raw_text"),
            Numbered::Series => (2, "SELECT max(id) FROM series"),
            Numbered::Reply => (3, "SELECT max(id) FROM reply"),
            Numbered::Answer => (4, "SELECT max(id) FROM answer"),
        };
        let context = || "number the rows".to_owned();
        let first = match self.next[slot] {
            Some(first) => first,
            None => {
                let newest: Option<i64> = sqlx::query_scalar(sql).fetch_one(connection).await.doing(context)?;
                newest.unwrap_or(0) + 1
            }
        };
        let after = first.checked_add(int(count)?).ok_or_else(|| StoreError::fault(context(), "there are more than 2^63"))?;
        self.next[slot] = Some(after);
        Ok(first)
    }

    /// Forgets them at the end of a transaction: another process may write next.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
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
    pub(crate) async fn code(&self, connection: &mut SqliteConnection, schemas: &Schemas, code: CodeId) -> Result<i64> {
        match self.codes.get(&code) {
            Some(&id) => Ok(id),
            // Not remembered, since the transaction may yet be rolled back.
            None => code_id(connection, schemas.codes.text(code)).await,
        }
    }

    /// The series of an edition, with what other processes have added since.
    pub(crate) async fn series(&mut self, connection: &mut SqliteConnection, edition: i64) -> Result<&mut SeriesIds> {
        let ids = self.series.entry(edition).or_default();
        let rows: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM series WHERE id > ? AND +edition = ? ORDER BY id")
            .bind(ids.newest)
            .bind(edition)
            .fetch_all(connection)
            .await
            .doing(|| "read the series".to_owned())?;
        for (id, name) in rows {
            ids.add(name, id);
        }
        Ok(ids)
    }

    /// Forgets the series, so that they are read again.
    pub(crate) fn forget_series(&mut self) {
        self.series.clear();
    }
}

impl EditionIds {
    /// The id of an item.
    pub(crate) fn item(&self, id: ItemId) -> Result<i64> {
        self.items.get(id.index()).copied().ok_or_else(|| StoreError::fault("look up an item", "its id is unknown"))
    }
}

impl SeriesIds {
    /// The id of a series by its canonical name.
    pub(crate) fn get(&self, name: &str) -> Option<i64> {
        self.by_name.get(name).copied()
    }

    /// Learns a series.
    pub(crate) fn add(&mut self, name: String, id: i64) {
        self.newest = self.newest.max(id);
        self.by_name.insert(name, id);
    }
}

/// The id of a code, adding it if it is new.
async fn code_id(connection: &mut SqliteConnection, code: &str) -> Result<i64> {
    let context = || "look up a code".to_owned();
    let known: Option<i64> = sqlx::query_scalar("SELECT id FROM code WHERE code = ?")
        .bind(code)
        .fetch_optional(&mut *connection)
        .await
        .doing(context)?;
    match known {
        Some(id) => Ok(id),
        None => sqlx::query_scalar("INSERT INTO code (code) VALUES (?) RETURNING id")
            .bind(code)
            .fetch_one(connection)
            .await
            .doing(context),
    }
}
