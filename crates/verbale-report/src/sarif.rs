//! The report in SARIF 2.1.0, for the programs that show findings beside files.
//!
//! A cell is a logical location (`Sheet!C7`), since SARIF knows regions of text alone; a place in an XML document is a region.
//! A waived finding is a suppressed result.

use crate::Report;
use crate::report::{Change, FileReport, FindingLine, RuleEnd, RuleLine};
use serde_json::{Map, Value, json};
use verbale_model::Severity;
use verbale_model::digest::{hex, sha256};

/// The document, indented, with a line end.
///
/// # Errors
/// None that a report can cause: every key is a text.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let results: Vec<Value> = report
        .files
        .iter()
        .enumerate()
        .flat_map(|(index, file)| file.findings.iter().map(move |finding| result(report, file, index, finding)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "language": report.language.code(),
                "rules": report.rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "language": report.language.code(),
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation(report)],
            "artifacts": report.files.iter().map(artifact).collect::<Vec<_>>(),
            "results": results,
            "properties": { "values": report.values, "schemas": report.tool.schemas },
        }],
    });
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(rule: &RuleLine) -> Value {
    let mut value = json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "defaultConfiguration": { "level": level(rule.severity) },
    });
    if !rule.page.is_empty() {
        value["help"] = json!({ "text": rule.summary, "markdown": rule.page });
    }
    value
}

/// What could not be done: files that were rejected, rules that could not run.
fn invocation(report: &Report) -> Value {
    let could_not = report.files.iter().enumerate().flat_map(|(index, file)| {
        let ends = file.outcomes.iter().filter(|outcome| outcome.outcome == RuleEnd::CouldNotRun);
        ends.map(move |outcome| {
            json!({
                "level": "error",
                "message": { "text": outcome.reason.clone().unwrap_or_else(|| outcome.outcome.code().to_owned()) },
                "associatedRule": { "id": outcome.rule },
                "locations": [{ "physicalLocation": { "artifactLocation": location(file, index) } }],
            })
        })
    });
    let notifications: Vec<Value> = could_not.collect();
    json!({
        "executionSuccessful": report.totals.rejected == 0 && notifications.is_empty(),
        "toolExecutionNotifications": notifications,
    })
}

fn artifact(file: &FileReport) -> Value {
    let mut value = json!({ "location": { "uri": uri(&file.file) }, "roles": ["analysisTarget"] });
    if let Some(digest) = &file.sha256 {
        value["hashes"] = json!({ "sha-256": digest });
    }
    value
}

fn location(file: &FileReport, index: usize) -> Value {
    json!({ "uri": uri(&file.file), "index": index })
}

fn result(report: &Report, file: &FileReport, index: usize, finding: &FindingLine) -> Value {
    let mut physical = json!({ "artifactLocation": location(file, index) });
    let place = finding.cell.as_deref().and_then(|cell| cell.split_once(':'));
    let place = place.and_then(|(line, column)| Some((line.parse::<u64>().ok()?, column.parse::<u64>().ok()?)));
    if let Some((line, column)) = place {
        physical["region"] = json!({ "startLine": line, "startColumn": column });
    }
    let mut place = json!({ "physicalLocation": physical });
    if let Some(name) = finding.place() {
        place["logicalLocations"] = json!([{ "fullyQualifiedName": name, "kind": "member" }]);
    }
    let text = if finding.action.is_empty() { finding.message.clone() } else { format!("{}. {}", finding.message, finding.action) };
    let mut properties = Map::new();
    let area = finding.area.as_ref().or(file.areas.first().filter(|_| file.areas.len() == 1));
    for (name, value) in
        [("state", area.map(|area| &area.code)), ("item", finding.item.as_ref()), ("series", finding.series.as_ref())]
    {
        if let Some(value) = value {
            properties.insert(name.to_owned(), json!(value));
        }
    }
    if let Some(year) = finding.year {
        properties.insert("year".to_owned(), json!(year));
    }
    let mut value = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [place],
        "partialFingerprints": { "verbale/v1": fingerprint(file, finding) },
        "properties": properties,
    });
    if let Some(index) = report.rules.iter().position(|rule| rule.code == finding.rule) {
        value["ruleIndex"] = json!(index);
    }
    if let Some(waiver) = finding.waiver.and_then(|waiver| report.waivers.get(waiver)) {
        let why = format!("{} ({}, {})", waiver.reason, waiver.author, waiver.expires);
        value["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": why }]);
    }
    if let Some(change) = finding.change {
        value["baselineState"] = json!(match change {
            Change::New => "new",
            Change::Unchanged => "unchanged",
        });
    }
    value
}

/// Says which finding of another run is the same one. What the cell holds does not enter it: it could be found out by trying.
pub(crate) fn fingerprint(file: &FileReport, finding: &FindingLine) -> String {
    let mut text = crate::comparison::identity(file, finding);
    text.push('\n');
    text.push_str(finding.cell.as_deref().unwrap_or(""));
    hex(&sha256(text.as_bytes()))[..32].to_owned()
}

/// A name as a relative reference: bytes that cannot stand in one are escaped.
fn uri(name: &str) -> String {
    use std::fmt::Write;
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_references() {
        assert_eq!(uri("replies/Côte d’Ivoire #1.xlsx"), "replies/C%C3%B4te%20d%E2%80%99Ivoire%20%231.xlsx");
    }
}
