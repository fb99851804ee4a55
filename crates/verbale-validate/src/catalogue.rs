//! The catalogue: every rule with its code, severity, scope and page, as Markdown for people and JSON for machines.

use crate::registry::{RULES, Rule};
use serde::Serialize;
use std::fmt::Write;

/// One rule, as `rules.json` has it.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Severity.
    pub severity: &'static str,
    /// What it looks at.
    pub scope: &'static str,
    /// First sentence of its page.
    pub summary: String,
    /// Names of the arguments of its findings.
    pub arguments: &'static [&'static str],
}

impl From<&Rule> for Entry {
    fn from(rule: &Rule) -> Self {
        Self {
            code: rule.kind.code,
            name: rule.kind.name,
            severity: rule.kind.severity.code(),
            scope: rule.scope().code(),
            summary: summary(rule.page),
            arguments: rule.kind.args,
        }
    }
}

/// All rules.
pub fn entries() -> Vec<Entry> {
    RULES.iter().map(Entry::from).collect()
}

/// The first paragraph of a page.
pub fn summary(page: &str) -> String {
    let lines = page.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
    lines.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" ")
}

/// The table of all rules in Markdown, then that of the checks of the domain dossier. The pages stand beside the code.
pub fn markdown() -> String {
    let mut text = String::from(
        "<!-- Generated from the rules; `just catalogue` writes it again. -->\n\n# Rules\n\n\
         Codes are never reused. An error is a hard edit, a warning a soft one, in the sense of official statistics; neither ever \
         blocks loading.\n\n| code | severity | scope | rule | what it finds |\n| --- | --- | --- | --- | --- |\n",
    );
    for entry in entries() {
        let summary = entry.summary.replace('|', "\\|");
        let Entry { code, name, severity, scope, .. } = entry;
        // Writing into a string cannot fail.
        let _ = writeln!(text, "| {code} | {severity} | {scope} | [{name}](src/rules/{name}.md) | {summary} |");
    }
    text.push_str(&coverage_markdown());
    text
}

/// Which checks of the domain dossier are decided by which rules, or where else.
const COVERAGE: &str = include_str!("coverage.tsv");

/// A check of the domain dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Its id there.
    pub id: &'static str,
    /// Codes of the rules that decide it.
    pub rules: Vec<&'static str>,
    /// Where it is decided instead, as a sentence; empty where rules decide it.
    pub decided: &'static str,
}

/// All checks of the domain dossier, in its order.
pub fn coverage() -> Vec<Covered> {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let (id, rules) = (cells.next()?, cells.next()?);
        let rules = rules.split('|').map(str::trim).filter(|rule| !rule.is_empty()).collect();
        Some(Covered { id, rules, decided: cells.next()? })
    };
    COVERAGE.lines().skip(1).filter_map(row).collect()
}

fn coverage_markdown() -> String {
    let mut text = String::from(
        "\n# Checks of the domain dossier\n\nEach is decided by rules, or elsewhere.\n\n| check | rules | decided elsewhere |\n| --- | --- | --- |\n",
    );
    for Covered { id, rules, decided } in coverage() {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "| {id} | {} | {decided} |", rules.join(", "));
    }
    text
}

/// All rules as JSON.
pub fn json() -> String {
    let mut text = serde_json::to_string_pretty(&entries()).unwrap_or_default();
    text.push('\n');
    text
}
