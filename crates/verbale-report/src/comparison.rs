//! What changed against an earlier report, or an earlier reply: findings fixed, new and unchanged, answers changed.
//!
//! A finding is the same one if State, edition, rule, question and year are; a finding without a question, if it stands at the same
//! cell. What the cell holds does not enter: a figure that was changed and is still wrong is unchanged as a finding, and stands
//! among the changed answers.

use crate::Report;
use crate::report::{Change, FileReport, FindingLine};
use crate::withheld::Withheld;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::digest::sha256;
use verbale_model::reading::series_name;
use verbale_model::wording::visible;
use verbale_model::{ItemKind, Reading, Schemas, Values};

/// A comparison with something earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Name of what was compared with.
    pub with: String,
    /// Findings that the earlier one does not have.
    pub new: u64,
    /// Findings that both have.
    pub unchanged: u64,
    /// Findings that only the earlier one has.
    pub fixed: Vec<FixedFinding>,
    /// Answers that differ; `null` where the earlier one is a report, which holds no answers.
    pub answers: Option<Vec<ChangedAnswer>>,
}

/// A finding of the earlier report that is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FixedFinding {
    /// Code of the State, where known.
    pub state: Option<String>,
    /// Code of the rule.
    pub rule: String,
    /// Severity.
    pub severity: String,
    /// Where it stood.
    pub place: Option<String>,
    /// Question with its dimensions.
    pub series: Option<String>,
    /// Year.
    pub year: Option<i16>,
}

/// An answer that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ChangedAnswer {
    /// Code of the State.
    pub state: Option<String>,
    /// Question with its dimensions.
    pub series: String,
    /// Year.
    pub year: Option<i16>,
    /// Whether it was there before, and is there still.
    pub change: AnswerChange,
    /// What stood there, if values are shown.
    pub before: Option<String>,
    /// What stands there, if values are shown.
    pub after: Option<String>,
}

/// How an answer differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnswerChange {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It says something else.
    Changed,
}

/// What of an earlier report is compared.
#[derive(Debug, Deserialize)]
struct Earlier {
    format: u32,
    files: Vec<EarlierFile>,
}

#[derive(Debug, Deserialize)]
struct EarlierFile {
    file: String,
    areas: Vec<EarlierArea>,
    edition: Option<String>,
    findings: Vec<EarlierFinding>,
    counts: BTreeMap<String, u64>,
}

#[derive(Debug, Deserialize)]
struct EarlierArea {
    code: String,
}

#[derive(Debug, Deserialize)]
struct EarlierFinding {
    rule: String,
    severity: String,
    area: Option<EarlierArea>,
    sheet: Option<String>,
    cell: Option<String>,
    series: Option<String>,
    year: Option<i16>,
}

/// The findings of something earlier, by what makes two of them the same.
#[derive(Debug, Default)]
pub struct Baseline {
    findings: BTreeMap<String, Vec<FixedFinding>>,
}

impl Baseline {
    /// The findings of an earlier report in JSON; `None` if the text is none.
    ///
    /// # Errors
    /// Why the report cannot be compared with, in words.
    pub fn parse(text: &str) -> Option<Result<Self, String>> {
        if !text.trim_start().starts_with('{') {
            return None;
        }
        let earlier: Earlier = match serde_json::from_str(text) {
            Ok(earlier) => earlier,
            Err(error) => return Some(Err(format!("it is no report of a validation (line {})", error.line()))),
        };
        if earlier.format != crate::report::FORMAT {
            return Some(Err(format!(
                "it is a report of form {}, and this program compares form {}",
                earlier.format,
                crate::report::FORMAT
            )));
        }
        Some(Self::of(&earlier))
    }

    fn of(earlier: &Earlier) -> Result<Self, String> {
        let mut baseline = Self::default();
        for file in &earlier.files {
            let total: u64 = file.counts.values().sum();
            if total != file.findings.len() as u64 {
                let listed = file.findings.len();
                return Err(format!(
                    "it lists {listed} of the {total} findings of {}; write it without --max",
                    visible(&file.file)
                ));
            }
            let only = file.areas.first().filter(|_| file.areas.len() == 1);
            for finding in &file.findings {
                let state = finding.area.as_ref().or(only).map(|area| area.code.clone());
                let key = key(&Key {
                    who: state.as_deref().unwrap_or(&file.file),
                    edition: file.edition.as_deref(),
                    rule: &finding.rule,
                    series: finding.series.as_deref(),
                    year: finding.year,
                    sheet: finding.sheet.as_deref(),
                    cell: finding.cell.as_deref(),
                });
                let place = place(finding.sheet.as_deref(), finding.cell.as_deref());
                let (rule, severity) = (finding.rule.clone(), finding.severity.clone());
                let fixed = FixedFinding { state, rule, severity, place, series: finding.series.clone(), year: finding.year };
                baseline.findings.entry(key).or_default().push(fixed);
            }
        }
        Ok(baseline)
    }

    /// The findings of earlier files.
    pub fn of_files(files: &[FileReport]) -> Self {
        let mut baseline = Self::default();
        for file in files {
            for finding in &file.findings {
                let state = finding.area.as_ref().or(file.areas.first().filter(|_| file.areas.len() == 1));
                let fixed = FixedFinding {
                    state: state.map(|area| area.code.clone()),
                    rule: finding.rule.to_owned(),
                    severity: finding.severity.code().to_owned(),
                    place: finding.place(),
                    series: finding.series.clone(),
                    year: finding.year,
                };
                baseline.findings.entry(identity(file, finding)).or_default().push(fixed);
            }
        }
        baseline
    }

    /// Marks each finding of a report as new or unchanged, and lists what is fixed. States of which the report has no file are
    /// left out: nothing is known of them.
    pub fn compare(mut self, report: &mut Report, with: &str, answers: Option<Vec<ChangedAnswer>>) {
        let mut comparison = Comparison { with: visible(with).into_owned(), answers, ..Comparison::default() };
        for file in &mut report.files {
            for index in 0..file.findings.len() {
                let identity = identity(file, &file.findings[index]);
                let known = self.findings.get_mut(&identity).and_then(Vec::pop);
                let change = if known.is_some() { Change::Unchanged } else { Change::New };
                *(if known.is_some() { &mut comparison.unchanged } else { &mut comparison.new }) += 1;
                file.findings[index].change = Some(change);
            }
        }
        let present = |state: &Option<String>| {
            state.as_ref().is_none_or(|state| report.files.iter().any(|file| file.areas.iter().any(|area| area.code == *state)))
        };
        comparison.fixed = self.findings.into_values().flatten().filter(|fixed| present(&fixed.state)).collect();
        comparison.fixed.sort();
        report.comparison = Some(comparison);
    }
}

struct Key<'k> {
    who: &'k str,
    edition: Option<&'k str>,
    rule: &'k str,
    series: Option<&'k str>,
    year: Option<i16>,
    sheet: Option<&'k str>,
    cell: Option<&'k str>,
}

fn key(of: &Key<'_>) -> String {
    let year = of.year.map_or_else(String::new, |year| year.to_string());
    let (series, place) = match of.series {
        Some(series) => (series, String::new()),
        None => ("", place(of.sheet, of.cell).unwrap_or_default()),
    };
    [of.who, of.edition.unwrap_or(""), of.rule, series, &year, &place].join("\n")
}

fn place(sheet: Option<&str>, cell: Option<&str>) -> Option<String> {
    match (sheet, cell) {
        (Some(sheet), Some(cell)) => Some(format!("{sheet}!{cell}")),
        (None, Some(place)) | (Some(place), None) => Some(place.to_owned()),
        (None, None) => None,
    }
}

/// What makes two findings the same one.
pub(crate) fn identity(file: &FileReport, finding: &FindingLine) -> String {
    let state = finding.area.as_ref().or(file.areas.first().filter(|_| file.areas.len() == 1));
    key(&Key {
        who: state.map_or(file.file.as_str(), |area| area.code.as_str()),
        edition: file.edition.as_deref(),
        rule: finding.rule,
        series: finding.series.as_deref(),
        year: finding.year,
        sheet: finding.sheet.as_deref(),
        cell: finding.cell.as_deref(),
    })
}

/// The answers of replies, by State, edition, question and year; contact details are not among them.
#[derive(Debug, Default)]
pub struct Answers(BTreeMap<AnswerKey, Vec<Held>>);

/// What stood in a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Open(String),
    Withheld([u8; 32]),
}

/// State, edition, question with its dimensions, year.
type AnswerKey = (Option<String>, String, String, Option<i16>);

impl Answers {
    /// Adds the answers of a file.
    pub fn add(&mut self, schemas: &Schemas, reading: &Reading) {
        let withheld = Withheld::of(schemas, reading);
        let edition = schemas.edition(reading.edition);
        for reply in &reading.replies {
            let state = reply.area.map(|code| schemas.codes.text(code).to_owned());
            for answer in &reply.answers {
                let series = reading.series.get(answer.series);
                let item = edition.item(series.item);
                if item.stored_kind() == ItemKind::Contact.code() {
                    continue;
                }
                let name = series_name(schemas, reading.edition, series);
                let raw = reading.texts.get(answer.raw);
                if !raw.is_empty() {
                    let key = (state.clone(), edition.path(), name, answer.year);
                    // Of a text that is shown nowhere, a digest tells whether it changed.
                    let raw = if withheld.covers(answer.at) {
                        Held::Withheld(sha256(raw.as_bytes()))
                    } else {
                        Held::Open(raw.to_owned())
                    };
                    self.0.entry(key).or_default().push(raw);
                }
            }
        }
        self.0.values_mut().for_each(|values| values.sort());
    }

    /// The answers that differ from earlier ones. States and editions of which there is nothing now are left out.
    pub fn changed(&self, earlier: &Self, values: Values) -> Vec<ChangedAnswer> {
        let told = |texts: Option<&Vec<Held>>| {
            let texts = texts.filter(|_| values == Values::Shown)?.iter().map(|held| match held {
                Held::Open(text) => Some(visible(text)),
                Held::Withheld(_) => None,
            });
            Some(texts.collect::<Option<Vec<_>>>()?.join(" | "))
        };
        let mut changed = Vec::new();
        let present: BTreeSet<(&Option<String>, &str)> = self.0.keys().map(|key| (&key.0, key.1.as_str())).collect();
        let here = |key: &&AnswerKey| present.contains(&(&key.0, key.1.as_str()));
        let mut keys: Vec<_> = self.0.keys().chain(earlier.0.keys().filter(here)).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let (before, after) = (earlier.0.get(key), self.0.get(key));
            let change = match (before, after) {
                (None, Some(_)) => AnswerChange::Added,
                (Some(_), None) => AnswerChange::Removed,
                (before, after) if before != after => AnswerChange::Changed,
                _ => continue,
            };
            let (state, _, series, year) = key.clone();
            changed.push(ChangedAnswer { state, series, year, change, before: told(before), after: told(after) });
        }
        changed
    }
}
