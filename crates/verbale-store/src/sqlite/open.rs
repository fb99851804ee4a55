//! Opening a database file.

use super::{BUSY_TIMEOUT, PRAGMAS, lock, migrate, network};
use crate::error::kind_of;
use crate::error::{Doing, ErrorKind, Result, StoreError};
use crate::migrations::Dialect;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row as _, SqliteConnection};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Below this version the reset of a write-ahead log could damage a database.
const OLDEST_LIBRARY: [u32; 3] = [3, 51, 3];

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Reading and writing; a missing database is made, an old one brought up to date.
    Write,
    /// Reading; nothing is made and nothing changed.
    Read,
}

/// The path of a database URL, made absolute so that `SQLite` cannot take it for a URI or for a name with a meaning of its own.
pub(crate) fn path_of(url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)).unwrap_or_default();
    if path.is_empty() || path.contains(['?', '\0']) || path == ":memory:" {
        return Err(StoreError::new(ErrorKind::Url(crate::postgres::shown(url)), "open the database"));
    }
    std::path::absolute(path).map_err(|error| StoreError::io(&error, "open the database"))
}

/// True if there is a file at a path; else one can be made there, as far as can be told without trying.
pub(crate) fn is_there(path: &Path) -> Result<bool> {
    network::refuse(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(StoreError::new(ErrorKind::NoFolder, "make the file"));
    }
    Ok(path.exists())
}

/// Opens the database at a path.
pub(crate) async fn open(path: &Path, mode: Mode) -> Result<SqliteConnection> {
    let context = || format!("open the database {}", path.display());
    let result = match mode {
        Mode::Write => open_for_writing(path).await,
        Mode::Read => open_for_reading(path).await,
    };
    result.doing(context)
}

async fn open_for_writing(path: &Path) -> Result<SqliteConnection> {
    network::refuse(path)?;
    create(path)?;
    let mut connection = connect(path, Mode::Write).await?;
    // Whoever finds the tables in place takes no lock, so that reading a database goes on while an import runs.
    loop {
        if migrate::state(&mut connection).await?.is_current(Dialect::Sqlite)? {
            break;
        }
        if let Some(guard) = lock::try_lock(path)? {
            migrate::run(&mut connection).await?;
            drop(guard);
        } else {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    Ok(connection)
}

async fn open_for_reading(path: &Path) -> Result<SqliteConnection> {
    if !path.exists() {
        return Err(StoreError::new(ErrorKind::NotFound, "look for the file"));
    }
    let mut connection = connect(path, Mode::Read).await?;
    migrate::state(&mut connection).await?.readable(Dialect::Sqlite)?;
    Ok(connection)
}

/// Makes a missing database file, readable and writable by its owner only. `SQLite` gives its companions the same rights.
fn create(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(StoreError::new(ErrorKind::NoFolder, "make the file")),
        Err(error) => Err(StoreError::io(&error, "make the file")),
    }
}

async fn connect(path: &Path, mode: Mode) -> Result<SqliteConnection> {
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(mode == Mode::Read)
        .create_if_missing(false)
        // Of a new database: half as many writes as with pages of 4 KiB.
        .page_size(8_192)
        .busy_timeout(BUSY_TIMEOUT)
        // Statements could be logged with what they hold.
        .disable_statement_logging();
    for (name, value) in PRAGMAS {
        options = options.pragma(name, value);
    }
    let mut connection = options.connect().await.doing(|| "connect".to_owned())?;
    let library: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut connection)
        .await
        .doing(|| "ask for the version of SQLite".to_owned())?;
    if !recent(&library) {
        return Err(StoreError::new(ErrorKind::Library(library), "check the version of SQLite"));
    }
    Ok(connection)
}

fn recent(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = [parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0)];
    found >= OLDEST_LIBRARY
}

/// Turns the write-ahead log on. `SQLite` does not wait for other connections here, whatever the busy timeout, so this does.
pub(super) async fn write_ahead(connection: &mut SqliteConnection) -> Result<()> {
    let context = || "turn the write-ahead log on".to_owned();
    let started = std::time::Instant::now();
    loop {
        let result = sqlx::query("PRAGMA journal_mode = WAL").fetch_one(&mut *connection).await;
        match result.as_ref().map(|row| row.try_get::<String, _>(0)) {
            Ok(Ok(mode)) if mode == "wal" => return Ok(()),
            Ok(_) if started.elapsed() > BUSY_TIMEOUT => return Err(StoreError::new(ErrorKind::Busy, context())),
            Err(error) if started.elapsed() > BUSY_TIMEOUT || !matches!(kind_of(error), ErrorKind::Busy) => {
                result.doing(context)?;
            }
            Ok(_) | Err(_) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Closes a connection and waits until the file is released.
pub(crate) async fn close(connection: SqliteConnection) -> Result<()> {
    connection.close().await.doing(|| "close the database".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        for (version, expected) in [("3.51.3", true), ("3.51.2", false), ("3.6.99", false), ("3.52.0", true), ("4.0", true)] {
            assert_eq!(recent(version), expected, "{version}");
        }
    }

    #[test]
    fn a_connection_is_safe_for_power_cuts_and_other_processes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("verbale.db");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut connection = open(&path, Mode::Write).await.unwrap();
            for (pragma, expected) in [
                ("PRAGMA foreign_keys", "0"),
                ("PRAGMA synchronous", "1"),
                ("PRAGMA journal_mode", "wal"),
                ("PRAGMA busy_timeout", "600000"),
            ] {
                let row = sqlx::query(pragma).fetch_one(&mut connection).await.unwrap();
                let value = row.try_get::<String, _>(0).or_else(|_| row.try_get::<i64, _>(0).map(|value| value.to_string()));
                assert_eq!(value.unwrap(), expected, "{pragma}");
            }
            close(connection).await.unwrap();
        });
    }

    #[test]
    fn a_database_is_there_or_can_be_made_or_has_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("verbale.db");
        assert!(!is_there(&path).unwrap());
        assert!(!path.exists());
        std::fs::write(&path, "").unwrap();
        assert!(is_there(&path).unwrap());
        let error = is_there(&folder.path().join("no/verbale.db")).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NoFolder), "{error}");
    }

    #[test]
    fn a_url_is_a_scheme_and_a_path() {
        assert_eq!(path_of("sqlite:/tmp/a.db").unwrap(), Path::new("/tmp/a.db"));
        assert_eq!(path_of("sqlite:///tmp/a.db").unwrap(), Path::new("/tmp/a.db"));
        assert!(path_of("sqlite:a.db").unwrap().is_absolute());
        for wrong in ["", "a.db", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro", "postgres://host/db"] {
            assert!(path_of(wrong).unwrap_err().to_string().contains("sqlite:verbale.db"), "{wrong}");
        }
    }
}
