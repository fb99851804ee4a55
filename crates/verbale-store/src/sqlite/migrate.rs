//! Migrations: bringing the tables of a database to the version that this program knows.

use crate::error::{Doing, Result, StoreError};
use crate::migrations::{self, Dialect, State};
use sqlx::{Row as _, SqliteConnection};

/// `verb`, the application id that the first migration writes.
const APPLICATION: i64 = 1_986_359_906;

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
    const CONTEXT: &str = "bring the tables up to date";
    super::open::write_ahead(connection).await?;
    let mut transaction = super::begin(connection).await?;
    // Another process may have been faster between the look and the lock.
    if !state(&mut transaction).await?.is_current(Dialect::Sqlite)? {
        let migrated = migrations::migrator(Dialect::Sqlite).run(&mut *transaction).await;
        migrated.map_err(|error| StoreError::new(migrations::kind_of(&error), CONTEXT))?;
    }
    transaction.commit().await.doing(|| CONTEXT.to_owned())
}
