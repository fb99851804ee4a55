//! `verbale migrate`.

use super::{RunError, schemas, wait_for_lock};
use crate::args::{Common, Database, Format};
use crate::exit;
use crate::output::Output;
use serde::Serialize;
use verbale_store::Store;

#[derive(Serialize)]
struct Report<'r> {
    database: &'r str,
    schemas: &'r str,
}

/// Makes or updates the tables, and what the schemas say in them. Who owns a shared database does it for those who may only load.
pub(super) fn run(common: &Common, database: &Database, output: &Output) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    let mut store = Store::open(&database.database)?;
    let _lock = wait_for_lock(&store)?;
    store.sync_schemas(&schemas)?;
    let shown = verbale_store::shown(&database.database);
    if common.format == Format::Json {
        output.json(&Report { database: &shown, schemas: &schemas.digest })?;
    } else {
        output.write(&format!("{shown}: the tables and the schemas in it are up to date\n"))?;
    }
    Ok(exit::CLEAN)
}
