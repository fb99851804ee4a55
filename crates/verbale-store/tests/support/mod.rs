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
pub(crate) mod server;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use std::path::{Path, PathBuf};
use verbale_model::{ClearanceEvent, ClearanceState, Reading, Schemas};
use verbale_store::decision::{Action, Class, Decision};
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
        source: None,
    }
}

/// A decision on the file of these bytes, a reply to the edition of measures.
pub(crate) fn decision(bytes: &str, action: Action, class: Option<Class>) -> Decision {
    Decision {
        decided_on: day("2019-05-03"),
        recorded_at: at(12),
        author: "Data officer".to_owned(),
        authority: "Note verbale of 2 May 2019".to_owned(),
        reason: "The State wrote so".to_owned(),
        action,
        class,
        sha256: verbale_model::digest::hex(&verbale_model::digest::sha256(bytes.as_bytes())),
        instrument: "measures".to_owned(),
        edition: "2019".to_owned(),
        area: None,
        series: None,
        year: None,
        cell: None,
        value: None,
        status: None,
        cells: Vec::new(),
        areas: Vec::new(),
    }
}

/// What an officer settles about all figures of an area in the edition of measures. States that are of content name it themselves.
pub(crate) fn clearance(area: &str, state: ClearanceState) -> ClearanceEvent {
    ClearanceEvent {
        edition: "measures/2019".to_owned(),
        area: area.to_owned(),
        item: None,
        series: None,
        year: None,
        content: None,
        state,
        decided_on: day("2019-05-06"),
        recorded_at: at(11),
        author: "officer".to_owned(),
        authority: "letter of 3 May".to_owned(),
        reason: "two figures".to_owned(),
    }
}

/// True in the tests of a server, false in all others.
pub(crate) const POSTGRES: bool = matches!(env!("CARGO_CRATE_NAME").as_bytes(), b"postgres");

/// A database of its own, with a run begun.
pub(crate) struct Db {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) url: String,
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
        Self::on(schemas, POSTGRES)
    }

    /// On a server, or in a file.
    pub(crate) fn on(schemas: Schemas, postgres: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = if postgres { server::Server::get().make() } else { url(&path_in(folder.path())) };
        let mut store = Store::open(&url).unwrap();
        let lock = store.lock_import().unwrap();
        store.sync_schemas(&schemas).unwrap();
        let run = store.begin_run(&lock, &run_meta()).unwrap();
        Self { folder, url, store, schemas, lock, run }
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

    /// Decides that the file of these bytes takes the place of what came before.
    pub(crate) fn supersede(&mut self, bytes: &str, area: Option<&str>) {
        let decision = Decision { area: area.map(str::to_owned), ..decision(bytes, Action::Supersede, Some(Class::Replacement)) };
        self.store.decide(&decision).unwrap();
    }

    /// The rows of a query as text; NULL is `-`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        rows_of(&self.url, sql)
    }

    /// Runs statements beside the store.
    pub(crate) fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// Nothing refers to what is not there, and no page is damaged. A server sees to its pages and most references itself.
    pub(crate) fn check(&self) {
        if POSTGRES {
            for (table, column, other, key) in references() {
                let lost = format!(
                    "SELECT count(*) FROM {table} LEFT JOIN {other} AS other ON other.{key} = {table}.{column} \
                     WHERE {table}.{column} IS NOT NULL AND other.{key} IS NULL"
                );
                assert_eq!(self.rows(&lost), ["0"], "{table}.{column}");
            }
        } else {
            assert_eq!(self.rows("PRAGMA integrity_check"), ["ok"]);
            assert_eq!(self.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
        }
    }
}

/// Table, column, other table and its key of each reference that no server looks at.
fn references() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let (mut found, mut table) = (Vec::new(), "");
    for line in include_str!("../../migrations/0001_tables.sql").lines() {
        table = line.strip_prefix("CREATE TABLE ").map_or(table, |rest| rest.trim_end_matches(" ("));
        if let Some((before, after)) = line.split_once("{{refers to ") {
            let (other, key) = after.split_once(" (").unwrap();
            found.push((table, before.split_whitespace().next().unwrap(), other, key.split_once(')').unwrap().0));
        }
    }
    assert!(found.len() > 20, "{found:?}");
    found
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

/// A connection of the test's own to a server.
pub(crate) fn query_server<T>(url: &str, work: impl AsyncFnOnce(&mut sqlx::PgConnection) -> T) -> T {
    use sqlx::Connection as _;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        let result = work(&mut connection).await;
        connection.close().await.unwrap();
        result
    })
}

/// Runs statements in the database of a URL.
pub(crate) fn execute(url: &str, sql: &str) {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    if let Some(path) = url.strip_prefix("sqlite:") {
        query(Path::new(path), async |connection| sqlx::raw_sql(sql).execute(connection).await.map(drop)).unwrap();
    } else {
        query_server(url, async |connection| sqlx::raw_sql(sql).execute(connection).await.map(drop)).unwrap();
    }
}

/// Changes a database by hand, as if no constraint were there that can be left out of account.
pub(crate) fn tamper(url: &str, sql: &str) {
    assert!(try_tamper(url, sql), "{sql}");
}

/// The same; says whether the database let it be.
pub(crate) fn try_tamper(url: &str, sql: &str) -> bool {
    let lax = if url.starts_with("sqlite:") {
        "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF"
    } else {
        "SET session_replication_role = replica"
    };
    let sql = sqlx::AssertSqlSafe(format!("{lax}; {sql}"));
    if let Some(path) = url.strip_prefix("sqlite:") {
        query(Path::new(path), async |connection| sqlx::raw_sql(sql).execute(connection).await.is_ok())
    } else {
        query_server(url, async |connection| sqlx::raw_sql(sql).execute(connection).await.is_ok())
    }
}

/// The rows of a query in the database of a URL, as [`rows`] gives them.
pub(crate) fn rows_of(url: &str, sql: &str) -> Vec<String> {
    use sqlx::{Row as _, ValueRef as _};
    if let Some(path) = url.strip_prefix("sqlite:") {
        return rows(Path::new(path), sql);
    }
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    query_server(url, async |connection| {
        // Not prepared, so that values come as text.
        let rows = sqlx::raw_sql(sql).fetch_all(connection).await.unwrap();
        let cell = |row: &sqlx::postgres::PgRow, index: usize| {
            let value = row.try_get_raw(index).unwrap();
            if value.is_null() { "-".to_owned() } else { value.as_str().unwrap().to_owned() }
        };
        rows.iter().map(|row| (0..row.len()).map(|index| cell(row, index)).collect::<Vec<_>>().join(" | ")).collect()
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
