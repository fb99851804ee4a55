//! Migrations: bringing the tables of a database to the version that this program knows.

use crate::error::{Doing, ErrorKind, Result, StoreError};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Row as _, SqliteConnection};

static MIGRATOR: Migrator = sqlx::migrate!("migrations/sqlite");

/// `verb`, the application id that the first migration writes.
const APPLICATION: i64 = 1_986_359_906;

/// What a database file is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has no tables yet.
    Empty,
    /// One of ours at a version, with the checksum of its newest migration.
    Ours(i64, Vec<u8>),
    /// Somebody else's.
    Foreign,
}

impl State {
    /// True if the tables are those that this program knows, false if migrations are to be run.
    pub(super) fn is_current(&self) -> Result<bool> {
        let known = newest();
        let context = "look at the tables";
        match self {
            Self::Empty => Ok(false),
            Self::Foreign => Err(StoreError::new(ErrorKind::NotOurs, context)),
            Self::Ours(found, _) if *found > known => Err(StoreError::new(ErrorKind::Newer { found: *found, known }, context)),
            Self::Ours(found, checksum) if *found == known => {
                let same = MIGRATOR.iter().any(|migration| migration.version == known && *migration.checksum == **checksum);
                if same { Ok(true) } else { Err(StoreError::new(ErrorKind::Altered, context)) }
            }
            Self::Ours(..) => Ok(false),
        }
    }
}

/// The newest version that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// What the database file is.
pub(super) async fn state(connection: &mut SqliteConnection) -> Result<State> {
    let context = || "look at the tables".to_owned();
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut *connection).await.doing(context)?;
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await.doing(context)?;
    if tables == 0 {
        return Ok(State::Empty);
    }
    if application != APPLICATION {
        // The id is written in the transaction of the first table, so there is no time at which only the one is there.
        return Ok(State::Foreign);
    }
    let row = sqlx::query("SELECT version, checksum FROM _sqlx_migrations ORDER BY version DESC LIMIT 1")
        .fetch_one(&mut *connection)
        .await
        .doing(context)?;
    Ok(State::Ours(row.try_get(0).doing(context)?, row.try_get(1).doing(context)?))
}

/// Runs what is missing, all in one transaction: a kill leaves the database as it was. The caller holds the lock of the database,
/// because the driver takes none of its own.
pub(super) async fn run(connection: &mut SqliteConnection) -> Result<()> {
    super::open::write_ahead(connection).await?;
    let mut transaction = super::begin(connection).await?;
    // Another process may have been faster between the look and the lock.
    if !state(&mut transaction).await?.is_current()? {
        MIGRATOR.run(&mut *transaction).await.map_err(|error| StoreError::new(kind(&error), "bring the tables up to date"))?;
    }
    transaction.commit().await.doing(|| "bring the tables up to date".to_owned())
}

fn kind(error: &MigrateError) -> ErrorKind {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => super::kind_of(error),
        MigrateError::VersionMissing(found) => ErrorKind::Newer { found: *found, known: newest() },
        _ => ErrorKind::Altered,
    }
}
