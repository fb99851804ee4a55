//! Migrations: bringing the tables of a database to the version that this program knows.

use crate::error::{Doing, Result, StoreError};
use crate::migrations::{self, Dialect, State};
use sqlx::{Connection as _, PgConnection};

/// `verb`, and migrations: a pair, unlike the locks of imports.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1986359906, 0)";

/// What the database is.
async fn state(connection: &mut PgConnection) -> Result<State> {
    let context = || "look at the tables".to_owned();
    let (migrations, ours, tables): (bool, bool, i64) = sqlx::query_as(
        "SELECT to_regclass('_sqlx_migrations') IS NOT NULL, to_regclass('schemas_state') IS NOT NULL, \
         (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') \
          AND relnamespace = to_regnamespace(current_schema()))",
    )
    .fetch_one(&mut *connection)
    .await
    .doing(context)?;
    if tables == 0 {
        return Ok(State::Empty);
    }
    if !(migrations && ours) {
        return Ok(State::Foreign);
    }
    let (version, checksum) = sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version DESC LIMIT 1")
        .fetch_one(connection)
        .await
        .doing(context)?;
    Ok(State::Ours(version, checksum))
}

/// Runs what is missing, all in one transaction under a lock: a kill leaves the database as it was.
pub(super) async fn run(connection: &mut PgConnection) -> Result<()> {
    const CONTEXT: &str = "bring the tables up to date";
    if state(connection).await?.is_current(Dialect::Postgres)? {
        return Ok(());
    }
    let mut transaction = connection.begin().await.doing(|| CONTEXT.to_owned())?;
    sqlx::query(LOCK).execute(&mut *transaction).await.doing(|| CONTEXT.to_owned())?;
    // Another process may have been faster between the look and the lock.
    if !state(&mut transaction).await?.is_current(Dialect::Postgres)? {
        let mut migrator = migrations::migrator(Dialect::Postgres);
        // It is held already, and until the commit.
        migrator.set_locking(false);
        let migrated = migrator.run(&mut *transaction).await;
        migrated.map_err(|error| StoreError::new(migrations::kind_of(&error), CONTEXT))?;
    }
    transaction.commit().await.doing(|| CONTEXT.to_owned())
}

/// Refuses tables that are not those that this program knows.
pub(super) async fn check(connection: &mut PgConnection) -> Result<()> {
    state(connection).await?.readable(Dialect::Postgres)
}
