//! Findings for people: grouped by file, with the cell, what is wrong and what to do.

use super::{Output, Tone, plural};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use verbale_model::{Finding, Findings, Language, Schemas, Severity};

/// One finding in words.
#[derive(Debug, Clone, Serialize)]
pub struct FindingLine {
    /// Code of the rule.
    pub rule: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Code of the area, where known.
    pub area: Option<String>,
    /// Sheet or path.
    pub sheet: Option<String>,
    /// Cell or line.
    pub cell: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub action: String,
}

impl FindingLine {
    /// Puts a finding into words.
    pub fn new(schemas: &Schemas, places: &[String], finding: &Finding, language: Language) -> Self {
        let (message, action) = schemas.message(finding, language);
        let cell = finding.at.cell();
        Self {
            rule: finding.kind.code,
            severity: finding.kind.severity,
            area: finding.area.map(|code| schemas.codes.text(code).to_owned()),
            sheet: finding.at.place().and_then(|place| places.get(usize::from(place.0))).filter(|name| !name.is_empty()).cloned(),
            cell: Some(cell).filter(|cell| !cell.is_empty()),
            message,
            action,
        }
    }

    /// `Sheet!C7`, `C7`, or `file`.
    pub fn place(&self) -> String {
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
            (None, Some(cell)) => cell.clone(),
            (Some(sheet), None) => sheet.clone(),
            (None, None) => "file".to_owned(),
        }
    }
}

/// Findings of one file.
#[derive(Debug, Clone, Serialize)]
pub struct FileFindings {
    /// Name of the file.
    pub file: String,
    /// Exact number by code.
    pub counts: BTreeMap<&'static str, u64>,
    /// Findings in order of place, as many of each rule as are kept.
    pub findings: Vec<FindingLine>,
}

impl FileFindings {
    /// Puts the findings of a file into words; at most `max` of each rule.
    pub fn new(schemas: &Schemas, file: &str, places: &[String], findings: &Findings, language: Language, max: usize) -> Self {
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        let lines = findings.kept().iter().filter(|finding| {
            let number = shown.entry(finding.kind.code).or_default();
            *number += 1;
            *number <= max
        });
        Self {
            file: file.to_owned(),
            counts: findings.counts().map(|(code, _, count)| (code, count)).collect(),
            findings: lines.map(|finding| FindingLine::new(schemas, places, finding, language)).collect(),
        }
    }

    /// As text: a heading, a line for each finding with what to do under the last of its kind, and how many were left out.
    pub fn render(&self, output: &Output) -> String {
        if self.counts.is_empty() {
            return String::new();
        }
        let mut text = format!("{}\n", output.tone(&self.file, Tone::Strong));
        let mut by_rule: BTreeMap<(Severity, &str), Vec<&FindingLine>> = BTreeMap::new();
        for finding in &self.findings {
            by_rule.entry((finding.severity, finding.rule)).or_default().push(finding);
        }
        for ((severity, rule), findings) in by_rule {
            let tone = match severity {
                Severity::Error => Tone::Bad,
                Severity::Warning => Tone::Doubt,
                Severity::Info => Tone::Faint,
            };
            for finding in &findings {
                let code = output.tone(&format!("{:<7} {rule:<4}", severity.code()), tone);
                // Writing into a string cannot fail.
                let _ = writeln!(text, "  {code} {}: {}", finding.place(), finding.message);
            }
            let total = self.counts.get(rule).copied().unwrap_or(0);
            let hidden = total - findings.len() as u64;
            if hidden > 0 {
                let _ = writeln!(
                    text,
                    "               {}",
                    output.tone(&format!("… and {}", plural(hidden, "more of this", "more of these")), Tone::Faint)
                );
            }
            if let Some(last) = findings.last().filter(|finding| !finding.action.is_empty()) {
                let _ = writeln!(text, "               {}", output.tone(&format!("→ {}", last.action), Tone::Faint));
            }
        }
        text.push('\n');
        text
    }
}
