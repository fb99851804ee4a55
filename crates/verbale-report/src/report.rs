//! The report of a validation: files, findings in words, outcomes of rules, waivers, what changed.

use crate::comparison::Comparison;
use crate::picture::Picture;
use crate::waiver::WaiverLine;
use serde::Serialize;
use std::collections::BTreeMap;
use verbale_model::wording::Said;
use verbale_model::{Language, Severity};

/// Version of the report's form. It grows when a reader of an earlier one could misread it.
pub const FORMAT: u32 = 1;

/// A report.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// What wrote it.
    pub tool: Tool,
    /// Language of the report itself; that of a file's findings stands with the file.
    pub language: Language,
    /// True if what cells hold is shown.
    pub values: bool,
    /// Totals.
    pub totals: Totals,
    /// Files in order of name.
    pub files: Vec<FileReport>,
    /// The rules, in order of code.
    pub rules: Vec<RuleLine>,
    /// The waivers given, in the order of their file.
    pub waivers: Vec<WaiverLine>,
    /// What changed against an earlier report or reply.
    pub comparison: Option<Comparison>,
}

/// What wrote a report.
#[derive(Debug, Clone, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Digest of the schemas.
    pub schemas: String,
}

/// Totals of a report.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Totals {
    /// Files found.
    pub found: u64,
    /// Of these checked.
    pub checked: u64,
    /// Rejected.
    pub rejected: u64,
    /// Ignored.
    pub ignored: u64,
    /// Answers.
    pub answers: u64,
    /// Cells or rows without a place.
    pub unplaced: u64,
    /// Errors, waived ones included.
    pub errors: u64,
    /// Warnings, waived ones included.
    pub warnings: u64,
    /// Findings for information, waived ones included.
    pub infos: u64,
    /// Findings waived, of any severity.
    pub waived: u64,
    /// Errors that no waiver covers.
    pub open_errors: u64,
    /// Warnings that no waiver covers.
    pub open_warnings: u64,
}

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileOutcome {
    /// It was read and checked.
    Checked,
    /// Nothing of it was read.
    Rejected,
    /// It is no reply by its name or kind.
    Ignored,
}

/// An area by code and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AreaName {
    /// Code.
    pub code: String,
    /// Name in the language of the file's findings.
    pub name: String,
}

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Name.
    pub file: String,
    /// What came of it.
    pub outcome: FileOutcome,
    /// Why it was rejected or ignored.
    pub note: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: Option<String>,
    /// Its format, by content.
    pub kind: Option<&'static str>,
    /// Areas that it speaks for.
    pub areas: Vec<AreaName>,
    /// Edition, `instrument/edition`.
    pub edition: Option<String>,
    /// Language of its labels.
    pub labels: Option<Language>,
    /// Language of its findings.
    pub language: Language,
    /// Answers.
    pub answers: u64,
    /// Cells or rows without a place.
    pub unplaced: u64,
    /// Errors, waived ones included.
    pub errors: u64,
    /// Warnings, waived ones included.
    pub warnings: u64,
    /// Findings for information, waived ones included.
    pub infos: u64,
    /// Exact number of findings by code.
    pub counts: BTreeMap<&'static str, u64>,
    /// What came of each rule.
    pub outcomes: Vec<RuleOutcome>,
    /// Findings in order of place, as many of each rule as are listed.
    pub findings: Vec<FindingLine>,
    /// Pictures of its sheets.
    #[serde(skip)]
    pub pictures: Vec<Picture>,
    /// Findings of traced rules beyond those kept, counted.
    #[serde(skip)]
    pub beyond: Vec<Beyond>,
}

/// Findings that are not kept and are the same to a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// Code of the rule.
    pub rule: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Code of the area that they concern.
    pub area: Option<String>,
    /// Question that their cells answer.
    pub item: Option<String>,
    /// Year that their cells answer for.
    pub year: Option<i16>,
    /// How many.
    pub count: u64,
    /// The waiver that covers them: its position in [`Report::waivers`].
    pub waiver: Option<usize>,
}

impl FileReport {
    /// How many findings of a rule are not listed.
    pub fn unlisted(&self, rule: &str) -> u64 {
        let listed = self.findings.iter().filter(|finding| finding.rule == rule).count() as u64;
        self.counts.get(rule).copied().unwrap_or(0).saturating_sub(listed)
    }

    /// Lists at most `most` findings of each rule.
    pub fn cut(&mut self, most: usize) {
        let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
        self.findings.retain(|finding| {
            let number = listed.entry(finding.rule).or_default();
            *number += 1;
            *number <= most
        });
    }
}

/// One finding in words.
#[derive(Debug, Clone, Serialize)]
pub struct FindingLine {
    /// Code of the rule.
    pub rule: &'static str,
    /// Name of the rule.
    pub name: &'static str,
    /// Severity.
    pub severity: Severity,
    /// The area it concerns.
    pub area: Option<AreaName>,
    /// Sheet or path.
    pub sheet: Option<String>,
    /// Cell, or `line:column`.
    pub cell: Option<String>,
    /// Question that the cell answers.
    pub item: Option<String>,
    /// Question with its dimensions.
    pub series: Option<String>,
    /// The question as the questionnaire prints it, in the language of the finding.
    #[serde(skip)]
    pub question: Option<String>,
    /// Year that the cell answers for.
    pub year: Option<i16>,
    /// What stands there, if values are shown.
    pub value: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub action: String,
    /// Arguments by name, as the language writes them; null where they are hidden.
    pub arguments: BTreeMap<&'static str, Option<String>>,
    /// The waiver that covers it: its position in [`Report::waivers`].
    pub waiver: Option<usize>,
    /// Whether an earlier report has it.
    pub change: Option<Change>,
    /// What is wrong, in pieces.
    #[serde(skip)]
    pub what: Said,
    /// What to do, in pieces.
    #[serde(skip)]
    pub todo: Said,
}

impl FindingLine {
    /// True if it stands in a document: its place is a path with line and column, not a sheet with a cell.
    pub fn is_in_document(&self) -> bool {
        self.cell.as_ref().is_some_and(|cell| cell.contains(':'))
    }

    /// `Sheet!C7`, `C7`, or nothing for the file as such.
    pub fn place(&self) -> Option<String> {
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => Some(format!("{sheet}!{cell}")),
            (None, Some(place)) | (Some(place), None) => Some(place.clone()),
            (None, None) => None,
        }
    }
}

/// Whether a finding is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The earlier report does not have it.
    New,
    /// It has it, too.
    Unchanged,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleLine {
    /// Code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Severity.
    pub severity: Severity,
    /// What it finds, in a sentence.
    pub summary: String,
    /// Its page, in Markdown.
    #[serde(skip)]
    pub page: &'static str,
}

/// What came of a rule over one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleOutcome {
    /// Code.
    pub rule: &'static str,
    /// What came of it.
    pub outcome: RuleEnd,
    /// How often it failed.
    pub count: u64,
    /// Why it was skipped or could not run.
    pub reason: Option<String>,
}

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleEnd {
    /// It looked and found nothing.
    Passed,
    /// It found something.
    Failed,
    /// It does not apply.
    Skipped,
    /// It could not look: it never counts as passed.
    CouldNotRun,
}

impl RuleEnd {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Passed, Self::Failed, Self::Skipped, Self::CouldNotRun];

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::CouldNotRun => "could-not-run",
        }
    }
}

impl Report {
    /// A report of files; totals are summed up by [`Report::total`].
    pub fn new(tool: Tool, language: Language, values: bool, rules: Vec<RuleLine>, mut files: Vec<FileReport>) -> Self {
        files.sort_by(|left, right| left.file.cmp(&right.file));
        let mut report = Self {
            format: FORMAT,
            tool,
            language,
            values,
            totals: Totals::default(),
            files,
            rules,
            waivers: Vec::new(),
            comparison: None,
        };
        report.total();
        report
    }

    /// Sums up the files.
    pub fn total(&mut self) {
        let mut totals = Totals::default();
        for file in &self.files {
            totals.found += 1;
            *match file.outcome {
                FileOutcome::Checked => &mut totals.checked,
                FileOutcome::Rejected => &mut totals.rejected,
                FileOutcome::Ignored => &mut totals.ignored,
            } += 1;
            totals.answers += file.answers;
            totals.unplaced += file.unplaced;
            totals.errors += file.errors;
            totals.warnings += file.warnings;
            totals.infos += file.infos;
            let waived = |severity| {
                let listed = file.findings.iter().filter(|finding| finding.waiver.is_some() && finding.severity == severity);
                let beyond = file.beyond.iter().filter(|beyond| beyond.waiver.is_some() && beyond.severity == severity);
                listed.count() as u64 + beyond.map(|beyond| beyond.count).sum::<u64>()
            };
            let (errors, warnings) = (waived(Severity::Error), waived(Severity::Warning));
            totals.waived += errors + warnings + waived(Severity::Info);
            totals.open_errors += file.errors - errors;
            totals.open_warnings += file.warnings - warnings;
        }
        self.totals = totals;
    }

    /// Lists at most `most` findings of each rule and file; counts stay exact.
    pub fn cut(&mut self, most: usize) {
        self.files.iter_mut().for_each(|file| file.cut(most));
    }
}
