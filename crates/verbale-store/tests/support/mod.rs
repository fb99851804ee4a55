//! Schemas and readings built by hand, for tests and measurements.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses a part of it, and all of it is for tests"
)]

pub(crate) mod child;
pub(crate) mod reading;
pub(crate) mod schemas;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use std::path::{Path, PathBuf};
use verbale_model::{Reading, Schemas};
use verbale_store::{FileMeta, FileState, ImportLock, Loaded, RunId, RunMeta, Store};

/// A moment of the day on which everything happens.
pub(crate) fn at(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2019, 4, 16, hour, 0, 0).unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn run_meta() -> RunMeta {
    RunMeta {
        started_at: at(9),
        tool: "verbale 0.1.0".to_owned(),
        schemas: "digest".to_owned(),
        operator: Some("officer".to_owned()),
        host: None,
    }
}

/// A file whose bytes are `bytes`.
pub(crate) fn file(name: &str, bytes: &str) -> FileMeta {
    FileMeta {
        name: name.to_owned(),
        sha256: verbale_model::digest::sha256(bytes.as_bytes()),
        size: bytes.len() as u64,
        format: "xlsx".to_owned(),
        encoding: None,
        received_on: None,
    }
}

/// A database in a folder of its own, with a run begun.
pub(crate) struct Db {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) schemas: Schemas,
    pub(crate) lock: ImportLock,
    pub(crate) run: RunId,
}

impl Db {
    pub(crate) fn new() -> Self {
        Self::with(schemas::schemas())
    }

    pub(crate) fn with(schemas: Schemas) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&url(&path_in(folder.path()))).unwrap();
        let lock = store.lock_import().unwrap();
        store.sync_schemas(&schemas).unwrap();
        let run = store.begin_run(&lock, &run_meta()).unwrap();
        Self { folder, store, schemas, lock, run }
    }

    pub(crate) fn path(&self) -> PathBuf {
        path_in(self.folder.path())
    }

    pub(crate) fn load(&mut self, file: &FileMeta, reading: &Reading) -> Loaded {
        self.store.load(self.run, file, &self.schemas, reading).unwrap()
    }

    pub(crate) fn dump(&mut self) -> String {
        dump(&mut self.store)
    }

    /// The rows of a query as text; NULL is `-`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.path(), sql)
    }
}

pub(crate) fn path_in(folder: &Path) -> PathBuf {
    folder.join("verbale.db")
}

pub(crate) fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

pub(crate) fn dump(store: &mut Store) -> String {
    let mut out = Vec::new();
    store.dump(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Runs an import of readings as the program does it.
pub(crate) fn import(store: &mut Store, schemas: &Schemas, files: &[(FileMeta, Reading)]) {
    let lock = store.lock_import().unwrap();
    store.sync_schemas(schemas).unwrap();
    let run = store.begin_run(&lock, &run_meta()).unwrap();
    for (file, reading) in files {
        if store.file_state(&file.sha256).unwrap() == FileState::Loaded {
            store.unchanged(run, file).unwrap();
        } else {
            store.load(run, file, schemas, reading).unwrap();
        }
    }
    store.finish_run(run, files.len() as u64, at(10)).unwrap();
}

/// A connection of the test's own, beside the store.
pub(crate) fn query<T>(path: &Path, work: impl AsyncFnOnce(&mut sqlx::SqliteConnection) -> T) -> T {
    use sqlx::{ConnectOptions as _, Connection as _};
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        let result = work(&mut connection).await;
        connection.close().await.unwrap();
        result
    })
}

/// The rows of a query as text; NULL is `-`, columns are joined by ` | `.
pub(crate) fn rows(path: &Path, sql: &str) -> Vec<String> {
    use sqlx::{Row as _, TypeInfo as _, ValueRef as _};
    let sql = sql.to_owned();
    query(path, async |connection| {
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
        let cell = |row: &sqlx::sqlite::SqliteRow, index: usize| {
            let value = row.try_get_raw(index).unwrap();
            match value.type_info().name() {
                _ if value.is_null() => "-".to_owned(),
                "INTEGER" => row.get::<i64, _>(index).to_string(),
                "REAL" => row.get::<f64, _>(index).to_string(),
                _ => row.get::<String, _>(index),
            }
        };
        rows.iter().map(|row| (0..row.len()).map(|index| cell(row, index)).collect::<Vec<_>>().join(" | ")).collect()
    })
}
