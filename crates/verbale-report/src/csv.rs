//! The findings as a table for spreadsheet programs: one row a finding, UTF-8 with a mark at its beginning.

use crate::Report;
use crate::report::{Change, FileReport, FindingLine};

const COLUMNS: &[&str] = &[
    "file",
    "state",
    "state_name",
    "edition",
    "sheet",
    "cell",
    "item",
    "series",
    "year",
    "rule",
    "severity",
    "status",
    "value",
    "message",
    "action",
];

/// The table. A text that a spreadsheet program would take for a formula gets an apostrophe before it.
pub fn render(report: &Report) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    // Writing into memory cannot fail.
    let _ = writer.write_record(COLUMNS);
    for file in &report.files {
        for finding in &file.findings {
            let _ = writer.write_record(row(file, finding).iter().map(|field| harmless(field)));
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn row(file: &FileReport, finding: &FindingLine) -> [String; 15] {
    let area = finding.area.as_ref().or(file.areas.first().filter(|_| file.areas.len() == 1));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        file.file.clone(),
        area.map_or_else(String::new, |area| area.code.clone()),
        area.map_or_else(String::new, |area| area.name.clone()),
        text(&file.edition),
        text(&finding.sheet),
        text(&finding.cell),
        text(&finding.item),
        text(&finding.series),
        finding.year.map_or_else(String::new, |year| year.to_string()),
        finding.rule.to_owned(),
        finding.severity.code().to_owned(),
        status(finding).to_owned(),
        text(&finding.value),
        finding.message.clone(),
        finding.action.clone(),
    ]
}

/// `waived`, `new`, `unchanged`, or `open`.
pub(crate) fn status(finding: &FindingLine) -> &'static str {
    match (finding.waiver, finding.change) {
        (Some(_), _) => "waived",
        (None, Some(Change::New)) => "new",
        (None, Some(Change::Unchanged)) => "unchanged",
        (None, None) => "open",
    }
}

/// The text, never the beginning of a formula.
fn harmless(text: &str) -> String {
    let risky = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%'];
    if text.trim_start().starts_with(risky) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_formula() {
        for text in ["=1+1", " =1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "|cmd"] {
            assert!(harmless(text).starts_with('\''), "{text}");
        }
        for text in ["", "Total", "1-2", "é=1", "'=1"] {
            assert_eq!(harmless(text), text);
        }
    }
}
