//! The reporting database, in a file of `SQLite` or on a server of `PostgreSQL`: migrations, the loader, the queries. The only crate
//! that knows a database, and the only asynchronous one inside; outside, everything blocks.
//!
//! ```no_run
//! # fn example(file: verbale_store::FileMeta, schemas: &verbale_model::Schemas, reading: &verbale_model::Reading,
//! #            meta: verbale_store::RunMeta, now: chrono::DateTime<chrono::Utc>) -> verbale_store::Result<()> {
//! let mut store = verbale_store::Store::open("sqlite:verbale.db")?;
//! let lock = store.lock_import()?;
//! store.sync_schemas(schemas)?;
//! let run = store.begin_run(&lock, &meta)?;
//! match store.file_state(&file.sha256)? {
//!     verbale_store::FileState::Loaded => store.unchanged(run, &file)?,
//!     _ => drop(store.load(run, &file, schemas, reading)?),
//! }
//! store.finish_run(run, 1, now)?;
//! # Ok(())
//! # }
//! ```
//!
//! What must hold: facts are only ever inserted; a file and its "done" mark are in one transaction; the sums of the accounting
//! are checked by the database; the same inputs in the same order give the same rows. The views are the public interface, see
//! `schemas/database.md`.

mod before_commit;
mod chain;
mod clearance;
pub mod decision;
pub mod diff;
mod dump;
mod error;
mod ids;
mod load;
mod migrations;
mod place;
mod postgres;
mod proof;
pub mod query;
mod record;
mod register;
mod run;
mod session;
mod sqlite;
mod standing;
mod store;
mod sync;
pub mod trace;
pub mod verify;

pub use chain::{Act, Chain, ChainFault};
pub use error::{ErrorKind, Result, StoreError};
pub use postgres::shown;
pub use record::{
    Change, Digests, FileMeta, FileOutcome, FileState, Loaded, OriginalFile, ReplyOutcome, RunId, RunMeta, RunTotals,
};
pub use register::RegisterChange;
pub use register::query as registered;
pub use sqlite::lock::ImportLock;
pub use standing::{Moment, Role};
pub use store::Store;
