//! The tables and views, written once for both databases, and what is found of them in a database.

mod render;

use crate::error::{ErrorKind, Result, StoreError};
use render::Reference;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

/// Version, description and text of each migration.
const SOURCES: [(i64, &str, &str); 2] = [
    (1, "tables", include_str!("../../migrations/0001_tables.sql")),
    (2, "views", include_str!("../../migrations/0002_views.sql")),
];

/// Whose SQL it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `SQLite`.
    Sqlite,
    /// `PostgreSQL`.
    Postgres,
}

/// What a database is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It has no tables yet.
    Empty,
    /// One of ours at a version, with the checksum of its newest migration.
    Ours(i64, Vec<u8>),
    /// Somebody else's.
    Foreign,
}

impl State {
    /// True if the tables are those that this program knows, false if migrations are to be run.
    pub(crate) fn is_current(&self, dialect: Dialect) -> Result<bool> {
        let known = newest();
        let context = "look at the tables";
        match self {
            Self::Empty => Ok(false),
            Self::Foreign => Err(StoreError::new(dialect.foreign(), context)),
            Self::Ours(found, _) if *found > known => Err(StoreError::new(ErrorKind::Newer { found: *found, known }, context)),
            Self::Ours(found, checksum) if *found == known => {
                let same =
                    migrator(dialect).iter().any(|migration| migration.version == known && *migration.checksum == **checksum);
                if same { Ok(true) } else { Err(StoreError::new(ErrorKind::Altered, context)) }
            }
            Self::Ours(..) => Ok(false),
        }
    }

    /// Refuses tables that are not those that this program knows, for a database that is only read.
    pub(crate) fn readable(&self, dialect: Dialect) -> Result<()> {
        if self.is_current(dialect)? {
            return Ok(());
        }
        let kind = match self {
            Self::Ours(found, _) => ErrorKind::Older { found: *found, known: newest() },
            // Just made by an import that has not come to its tables.
            Self::Empty | Self::Foreign => dialect.nothing(),
        };
        Err(StoreError::new(kind, "look at the tables"))
    }
}

impl Dialect {
    const fn foreign(self) -> ErrorKind {
        match self {
            Self::Sqlite => ErrorKind::NotOurs,
            Self::Postgres => ErrorKind::ForeignTables,
        }
    }

    const fn nothing(self) -> ErrorKind {
        match self {
            Self::Sqlite => ErrorKind::NotFound,
            Self::Postgres => ErrorKind::NoTables,
        }
    }
}

/// The newest version that this program knows.
fn newest() -> i64 {
    SOURCES.iter().map(|(version, ..)| *version).max().unwrap_or(0)
}

/// The migrations of a database. Their checksums are those of what it is given to run.
pub(crate) fn migrator(dialect: Dialect) -> Migrator {
    let migration = |(version, description, source): (i64, &'static str, &str)| {
        let sql = AssertSqlSafe(render::render(source, dialect)).into_sql_str();
        Migration::new(version, description.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(SOURCES.into_iter().map(migration).collect())
}

/// The references that a server does not look at when rows are written.
pub(crate) fn references() -> impl Iterator<Item = Reference<'static>> {
    SOURCES.into_iter().flat_map(|(.., source)| render::references(source))
}

/// The references that a server looks up, as pairs of tables.
#[cfg(test)]
pub(crate) fn checked_references() -> Vec<(String, String)> {
    let (mut found, mut table) = (Vec::new(), String::new());
    for line in SOURCES.iter().flat_map(|(.., source)| source.lines()) {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            name.trim_end_matches(" (").clone_into(&mut table);
        }
        let other = line.split_once(" REFERENCES ").and_then(|(_, rest)| rest.split_whitespace().next());
        found.extend(other.map(|other| (table.clone(), other.to_owned())));
    }
    found
}

/// The text of the views, without what a server has of its own before them.
pub(crate) fn views(dialect: Dialect) -> String {
    let text = SOURCES.iter().find(|(version, ..)| *version == 2).map_or("", |(.., source)| source);
    let rendered = render::render(text, dialect);
    rendered.find("CREATE VIEW ").map_or_else(String::new, |start| rendered[start..].to_owned())
}

/// What kind of fault stopped a migration.
pub(crate) fn kind_of(error: &MigrateError) -> ErrorKind {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => crate::error::kind_of(error),
        MigrateError::VersionMissing(found) => ErrorKind::Newer { found: *found, known: newest() },
        _ => ErrorKind::Altered,
    }
}
