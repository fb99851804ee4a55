//! The log, on standard error. Findings are results and never stand in it; neither does what a cell holds.

use crate::args::{Common, LogFormat};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts the log.
///
/// # Errors
/// A level that is none, in words.
pub fn start(common: &Common) -> Result<(), String> {
    // sqlx logs statements; none holds a value, and none helps an officer.
    let directives = format!("{},sqlx=error", common.log);
    let filter = EnvFilter::try_new(&directives)
        .map_err(|_| format!("`{}` is no level of the log; use error, warn, info, debug or trace", common.log))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match common.log_format {
        LogFormat::Text => builder.with_target(false).with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => builder.json().flatten_event(true).init(),
    }
    Ok(())
}
