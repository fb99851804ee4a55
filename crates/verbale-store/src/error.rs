//! What can go wrong with the database, in words of what to do. No message ever holds the content of a cell.

use std::io;

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The database could not do what was asked.
///
/// The message names what was being done and what to do about it. It is made of our own words, the path of the database and
/// names of the schemas; the driver's message is left out, since a database may quote the row that it refuses.
#[derive(Debug, thiserror::Error)]
#[error("{context}: {kind}")]
pub struct StoreError {
    kind: ErrorKind,
    context: String,
}

/// What kind of fault it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The URL names no database that this version can open.
    #[error("`{0}` names no database; write `sqlite:` and a path, such as `sqlite:verbale.db`, or `postgres://USER@HOST/DATABASE`")]
    Url(String),
    /// There is no such file.
    #[error("there is no database at this path; check the path, or run an import first, which makes one")]
    NotFound,
    /// The folder of a database to be made is missing.
    #[error("the folder does not exist; make it first")]
    NoFolder,
    /// The file is something else.
    #[error("the file is not a database of verbale; choose another path, and leave this file as it is")]
    NotOurs,
    /// A newer version made the database.
    #[error("the database has version {found} of the tables, this program knows {known}; use the newer program")]
    Newer {
        /// Version of the database.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// An older version made the database, and it was opened for reading only.
    #[error(
        "the database has version {found} of the tables, this program needs {known}; run an import once to bring it up to date"
    )]
    Older {
        /// Version of the database.
        found: i64,
        /// Version needed.
        known: i64,
    },
    /// The tables are not those that the migrations made.
    #[error("the tables were changed by hand or made by an unreleased version; go back to a backup, or import into a new database")]
    Altered,
    /// The file lies on a network file system.
    #[error("the path lies on a network file system ({0}), where two programs can damage the database; move it to a local disk")]
    Network(String),
    /// The `SQLite` library is too old.
    #[error("the SQLite library is {0}, older than 3.51.3, and can damage a database; rebuild the program with the bundled one")]
    Library(String),
    /// Another program holds the database.
    #[error("another program has held the database for too long; close it and try again")]
    Busy,
    /// No right to write.
    #[error("the database may not be written here; check the rights on the file and its folder")]
    ReadOnly,
    /// No right to open.
    #[error("the database could not be opened; check the path and the rights on the file and its folder")]
    CannotOpen,
    /// The disk is full.
    #[error("the disk is full; make room and run the same command again, nothing was half written")]
    Full,
    /// The file is damaged.
    #[error("the database file is damaged; go back to a backup and run the import again")]
    Damaged,
    /// The schemas would change what stored answers mean.
    #[error("they would change what stored answers mean ({}); give the changed questionnaire an edition of its own", .0.join("; "))]
    Reinterprets(Vec<String>),
    /// Another program imports with other schemas.
    #[error("another import has brought the database in line with other schemas meanwhile; use the same schemas, then run again")]
    OtherSchemas,
    /// Importers wrote the same rows at once, again and again.
    #[error("other imports kept writing the same rows at the same time; run the same command again, nothing was half written")]
    Conflict,
    /// A decision that is none, or that would change nothing.
    #[error("the decision was not recorded: {0}")]
    Undecidable(String),
    /// An invariant of the database refused the data.
    #[error("this is a fault of verbale: {0}; nothing was written, please report it")]
    Fault(String),
    /// What has to be done before a commit failed.
    #[error("{0}")]
    BeforeCommit(String),
    /// Reading or writing a file failed.
    #[error("{0}")]
    Io(io::ErrorKind),
    /// The URL of a server cannot be read.
    #[error("the URL of the server cannot be read; write `postgres://USER@HOST/DATABASE`")]
    ServerUrl,
    /// The server does not answer.
    #[error(
        "the server does not answer; check host and port, and whether it runs, then run the same command again: nothing was half written"
    )]
    Unreachable,
    /// The server refuses the user.
    #[error("the server refuses this user or password")]
    Denied,
    /// The server has no such database.
    #[error("the server has no database of this name; make it first, with `createdb`")]
    NoDatabase,
    /// The user may not do this.
    #[error("this user may not do that in the database; see the roles in schemas/roles.sql")]
    NoRight,
    /// The server is too old.
    #[error("the server is PostgreSQL {0}; this program needs 15 or newer")]
    OldServer(i64),
    /// The database holds something else.
    #[error("the database holds tables that are not verbale's; choose a database or schema of its own")]
    ForeignTables,
    /// The database is empty.
    #[error("the database has no tables of verbale yet; run an import first, which makes them")]
    NoTables,
    /// Any other fault of a server, by its SQLSTATE.
    #[error("the server failed with SQLSTATE {0}; ask whoever looks after it")]
    Server(String),
    /// Any other fault of the database, by its `SQLite` result code.
    #[error("the database failed with SQLite result code {0}; check the disk, then go back to a backup if it persists")]
    Database(String),
}

impl StoreError {
    pub(crate) fn new(kind: ErrorKind, context: impl Into<String>) -> Self {
        Self { kind, context: context.into() }
    }

    pub(crate) fn fault(context: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Fault(what.into()), context)
    }

    pub(crate) fn io(error: &io::Error, context: impl Into<String>) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::StorageFull => ErrorKind::Full,
            other => ErrorKind::Io(other),
        };
        Self::new(kind, context)
    }

    /// What kind of fault it is.
    pub const fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// What was being done.
    pub fn context(&self) -> &str {
        &self.context
    }

    /// True for a fault of ours rather than of the database, its place or the schemas.
    pub const fn is_fault(&self) -> bool {
        matches!(self.kind, ErrorKind::Fault(_))
    }
}

/// Says what was being done when the database failed.
pub(crate) trait Doing<T> {
    /// `context` reads on from "verbale could not": `load the file a.xlsx`.
    fn doing(self, context: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Doing<T> for std::result::Result<T, sqlx::Error> {
    fn doing(self, context: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| StoreError::new(kind_of(&error), context()))
    }
}

impl<T> Doing<T> for Result<T> {
    /// Inner functions know only the table; the outermost knows the file.
    fn doing(self, context: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| StoreError { context: format!("{}: {}", context(), error.context), ..error })
    }
}

/// What kind of fault a driver error is. Its message is not used, since it is not ours to say what stands in it; the one
/// exception is the name of a constraint, which is.
pub(crate) fn kind_of(error: &sqlx::Error) -> ErrorKind {
    match error {
        // Of a server: what fails with a file has a result code.
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => ErrorKind::Unreachable,
        sqlx::Error::Configuration(_) => ErrorKind::ServerUrl,
        sqlx::Error::Database(error) => match error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
            Some(error) => crate::postgres::kind_of_code(error.code(), error.constraint()),
            None => {
                let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
                crate::sqlite::kind_of_code(code, error.message())
            }
        },
        sqlx::Error::RowNotFound => ErrorKind::Fault("a row that must be there is missing".to_owned()),
        sqlx::Error::Encode(_) => ErrorKind::Fault("a value does not fit its column".to_owned()),
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) => {
            ErrorKind::Fault("a column does not hold what it must".to_owned())
        }
        sqlx::Error::WorkerCrashed => ErrorKind::Fault("the database thread ended".to_owned()),
        _ => ErrorKind::Database("unknown".to_owned()),
    }
}

/// True for the name of a constraint, as against an expression.
pub(crate) fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A count or index as the database's integer.
pub(crate) fn int<N: TryInto<i64>>(value: N) -> Result<i64> {
    value.try_into().map_err(|_| StoreError::fault("convert a count", "a count exceeds 2^63"))
}
