//! The commands: each turns its arguments into calls of the libraries, and their results into output and an exit code.

pub mod clearance;
pub mod decide;
pub mod diff;
pub mod import;
pub mod migrate;
pub mod rebuild;
pub mod register;
pub mod rules;
pub mod schema;
pub mod status;
pub mod trace;
pub mod validate;
pub mod verify;

mod batch;
mod pending;
mod source;

use crate::args::{Archive, Cli, Command, Common, Database, Format};
use crate::originals;
use crate::output::Output;
use std::path::PathBuf;
use thiserror::Error;
use verbale_model::{EditionId, Schemas};
use verbale_schema::{Layer, SchemaFaults};
use verbale_store::Store;

/// Name and version of this program, as the database records them.
const TOOL: &str = concat!("verbale ", env!("CARGO_PKG_VERSION"));

/// Why a command could not do its work. Bad replies are not among these: they are results.
#[derive(Debug, Error)]
pub enum RunError {
    /// The command line asks for something that does not exist.
    #[error("{0}")]
    Usage(String),
    /// The schemas have faults.
    #[error(transparent)]
    Schemas(#[from] SchemaFaults),
    /// The database.
    #[error(transparent)]
    Database(#[from] verbale_store::StoreError),
    /// The archive of the originals.
    #[error(transparent)]
    Archive(#[from] verbale_archive::ArchiveError),
    /// Writing the results failed.
    #[error("the results could not be written: {0}")]
    Output(#[from] std::io::Error),
}

impl RunError {
    /// The exit code of the error.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Schemas(_) => crate::exit::USAGE,
            // The officer asked for something that cannot be; the database is as it should be.
            Self::Database(error) if matches!(error.kind(), verbale_store::ErrorKind::Undecidable(_)) => crate::exit::USAGE,
            Self::Database(_) | Self::Archive(_) => crate::exit::DATABASE,
            Self::Output(_) => crate::exit::OUTPUT,
        }
    }
}

/// Runs a command and gives its exit code.
///
/// # Errors
/// What kept the command from doing its work.
pub fn run(cli: &Cli) -> Result<u8, RunError> {
    let output = Output::stdout();
    let common = cli.command.common();
    if !matches!(cli.command, Command::Validate { .. }) && !matches!(common.format, Format::Text | Format::Json) {
        return Err(RunError::Usage("only `validate` writes sarif, csv and html; the others write text and json".to_owned()));
    }
    match &cli.command {
        Command::Import { input, database, archive, received, source, register, authority, .. } => {
            let given = import::Given {
                received: *received,
                source: source.map(Into::into),
                registers: register,
                authority: authority.as_deref(),
            };
            import::run(common, input, (database, archive), &given, &output)
        }
        Command::Diff { state, edition, no_values, database, .. } => {
            diff::run(common, (state, edition.as_deref()), *no_values, database, &output)
        }
        Command::Decide { action } => decide::run(common, action, &output),
        Command::Validate { input, telling, .. } => validate::run(common, input, telling, &output),
        Command::Migrate { database, .. } => migrate::run(common, database, &output),
        Command::Status { database, on, moment, .. } => status::run(common, database, *on, moment, &output),
        Command::Register { action } => register::run(common, action, &output),
        Command::Clearance { action } => clearance::run(common, action, &output),
        Command::Verify { database, archive, link, quick, .. } => {
            verify::run(common, (database, archive), link.as_deref(), *quick, &output)
        }
        Command::Originals { database, output: file, .. } => rebuild::list(common, database, file.as_deref(), &output),
        Command::Rebuild { list, register, database, archive, .. } => {
            rebuild::run(common, list, register, (database, archive), &output)
        }
        Command::Trace { what } => trace::run(what, &output),
        Command::Rules { .. } => rules::list(common, &output),
        Command::Explain { code, .. } => rules::explain(common, code, &output),
        Command::Schema { action } => schema::run(common, action, &output),
    }
}

/// Today, where the command line names no other day.
#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
fn today() -> chrono::NaiveDate {
    chrono::Utc::now().date_naive()
}

/// Who runs the program, where the environment says so.
#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A second import into the same database waits for the first, and says so.
fn wait_for_lock(store: &verbale_store::Store) -> Result<verbale_store::ImportLock, RunError> {
    if let Some(lock) = store.try_lock_import()? {
        return Ok(lock);
    }
    tracing::warn!("another import into this database is running; waiting for it to end");
    Ok(store.lock_import()?)
}

/// The text of a file of the Secretariat's own.
fn text_of(path: &std::path::Path) -> Result<String, RunError> {
    /// More than a register of as many entries as one can have.
    const LONGEST: u64 = 256 << 20;
    let usage = |what: String| RunError::Usage(format!("{} cannot be read: {what}", path.display()));
    let length = std::fs::metadata(path).map_err(|error| usage(error.to_string()))?.len();
    if length > LONGEST {
        return Err(usage(format!("it is longer than {} MiB", LONGEST >> 20)));
    }
    let bytes = std::fs::read(path).map_err(|error| usage(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| usage("it is not UTF-8; save it as CSV UTF-8".to_owned()))
}

/// Writes text to a file, or to standard output where none is named.
fn write_out(text: &str, file: Option<&std::path::Path>, output: &Output) -> Result<(), RunError> {
    match file {
        Some(path) => Ok(std::fs::write(path, text)?),
        None => Ok(output.write(text)?),
    }
}

/// The schemas in force.
fn schemas(common: &Common) -> Result<Schemas, RunError> {
    Ok(verbale_schema::load(&layers(common))?)
}

/// The layers of the schemas in force.
fn layers(common: &Common) -> Vec<Layer> {
    let base = common.schemas.clone().map_or_else(Layer::embedded, Layer::folder);
    std::iter::once(base).chain(common.overlay.iter().map(Layer::folder)).collect()
}

/// The folder of the originals.
fn archive_folder(archive: &Archive, database: &Database) -> Result<PathBuf, RunError> {
    let path = Store::path_of(&database.database)?;
    originals::folder(archive.archive.as_deref(), path.as_deref()).ok_or_else(|| {
        RunError::Usage("a database on a server has no folder for the originals beside it; say where with --archive DIR".to_owned())
    })
}

/// The edition that the command line names.
fn edition(schemas: &Schemas, path: Option<&str>) -> Result<Option<EditionId>, RunError> {
    let Some(path) = path else { return Ok(None) };
    match schemas.edition_at(path) {
        Some(edition) => Ok(Some(edition.id)),
        None => {
            let known: Vec<String> = schemas.editions.iter().map(verbale_model::Edition::path).collect();
            Err(RunError::Usage(format!("there is no edition `{path}`; known are {}", known.join(", "))))
        }
    }
}
