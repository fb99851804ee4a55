//! The report as one JSON document. `schemas/report.schema.json` describes it.

use crate::Report;

/// The document, indented, with a line end.
///
/// # Errors
/// None that a report can cause: every key is a text.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
