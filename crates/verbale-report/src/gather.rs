//! A reading to a part of a report: its findings in words, each with the question that its cell answers and what stands there.

use crate::report::{AreaName, Beyond, FileOutcome, FileReport, FindingLine, RuleEnd, RuleOutcome};
use crate::withheld::Withheld;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use verbale_model::labels::LabelKey;
use verbale_model::reading::series_name;
use verbale_model::wording::visible;
use verbale_model::{
    CodeId, Edition, Finding, Findings, ItemId, Language, Locus, Outcome, Reading, Rejection, Schemas, Severity, Values, Wording,
};

/// Which language the findings of a file are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// In one language.
    In(Language),
    /// In the language of each file's labels; in English where none was recognized.
    OfTheFile,
}

impl Telling {
    /// The language for a file with labels of a language.
    pub fn language(self, labels: Option<Language>) -> Language {
        match self {
            Self::In(language) => language,
            Self::OfTheFile => labels.unwrap_or(Language::En),
        }
    }
}

/// What is known of a file beside what was read from it.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// Name.
    pub file: String,
    /// SHA-256, hexadecimal.
    pub sha256: Option<String>,
    /// Format by content.
    pub kind: Option<&'static str>,
}

/// What stands at a locus.
struct Standing {
    item: Option<String>,
    question: Option<String>,
    series: Option<String>,
    year: Option<i16>,
    value: Option<String>,
}

/// A file that was checked.
pub fn checked(
    schemas: &Schemas,
    facts: FileFacts,
    reading: &Reading,
    telling: Telling,
    values: Values,
    outcomes: &[verbale_model::RuleOutcome],
) -> FileReport {
    let wording = Wording::new(schemas, telling.language(Some(reading.language)), values);
    let withheld = Withheld::of(schemas, reading);
    let standing = standing(schemas, reading, &withheld, wording);
    let lines = reading.findings.kept().iter().map(|finding| {
        let mut line = line(schemas, &reading.places, finding, wording, withheld.covers(finding.at));
        if let Some(standing) = standing.get(&finding.at) {
            line.item.clone_from(&standing.item);
            // What is said of a whole pillar stands at its first question, and is not about that.
            line.question = standing.question.clone().filter(|_| !finding.kind.args.contains(&"pillar"));
            line.series.clone_from(&standing.series);
            line.year = standing.year;
            line.value.clone_from(&standing.value);
        }
        line
    });
    let findings = lines.collect();
    let areas = reading.replies.iter().filter_map(|reply| reply.area).map(|code| area(schemas, code, wording.language()));
    FileReport {
        areas: areas.collect(),
        edition: Some(schemas.edition(reading.edition).path()),
        labels: Some(reading.language),
        answers: reading.replies.iter().map(|reply| reply.answers.len() as u64).sum(),
        unplaced: reading.replies.iter().map(|reply| reply.unplaced.len() as u64).sum(),
        outcomes: outcomes.iter().map(|outcome| ended(outcome, wording)).collect(),
        beyond: beyond(schemas, reading),
        ..bare(facts, FileOutcome::Checked, String::new(), &reading.findings, findings, wording.language())
    }
}

fn ended(of: &verbale_model::RuleOutcome, wording: Wording<'_>) -> RuleOutcome {
    let (outcome, count, reason) = match of.outcome {
        Outcome::Passed => (RuleEnd::Passed, 0, None),
        Outcome::Failed { count } => (RuleEnd::Failed, count, None),
        Outcome::Skipped(reason) => (RuleEnd::Skipped, 0, Some(reason)),
        Outcome::CouldNotRun(reason) => (RuleEnd::CouldNotRun, 0, Some(reason)),
    };
    RuleOutcome { rule: of.kind.code, outcome, count, reason: reason.map(|reason| wording.phrase(reason.code())) }
}

/// A file that was rejected: the reason and what else was noticed.
pub fn rejected(schemas: &Schemas, facts: FileFacts, rejection: &Rejection, telling: Telling, values: Values) -> FileReport {
    let wording = Wording::new(schemas, telling.language(None), values);
    let mut all = rejection.findings.clone();
    all.push(rejection.reason.clone());
    all.sort();
    let lines = all.kept().iter().map(|finding| line(schemas, &rejection.places, finding, wording, false)).collect();
    let note = format!("{} {}", rejection.reason.kind.code, wording.finding(&rejection.reason).0.plain());
    bare(facts, FileOutcome::Rejected, note, &all, lines, wording.language())
}

/// A file that is no reply.
pub fn ignored(schemas: &Schemas, facts: FileFacts, reason: &str, telling: Telling) -> FileReport {
    let language = telling.language(None);
    let note = Wording::new(schemas, language, Values::Shown).phrase(reason);
    bare(facts, FileOutcome::Ignored, note, &Findings::default(), Vec::new(), language)
}

fn bare(
    facts: FileFacts,
    outcome: FileOutcome,
    note: String,
    all: &Findings,
    findings: Vec<FindingLine>,
    language: Language,
) -> FileReport {
    FileReport {
        file: visible(&facts.file).into_owned(),
        outcome,
        note,
        sha256: facts.sha256,
        kind: facts.kind,
        areas: Vec::new(),
        edition: None,
        labels: None,
        language,
        answers: 0,
        unplaced: 0,
        errors: all.count(Severity::Error),
        warnings: all.count(Severity::Warning),
        infos: all.count(Severity::Info),
        counts: all.counts().map(|(code, _, count)| (code, count)).collect(),
        outcomes: Vec::new(),
        findings,
        pictures: Vec::new(),
        beyond: Vec::new(),
    }
}

fn area(schemas: &Schemas, code: CodeId, language: Language) -> AreaName {
    let text = schemas.codes.text(code);
    let name = schemas.areas.get(code).map_or(text, |area| area.name(language));
    AreaName { code: text.to_owned(), name: name.to_owned() }
}

/// A finding in words. What it says of a cell is left out where that cell must be withheld.
pub fn line(schemas: &Schemas, places: &[String], finding: &Finding, wording: Wording<'_>, withheld: bool) -> FindingLine {
    let wording = if withheld { wording.hiding() } else { wording };
    let (what, todo) = wording.finding(finding);
    let cell = finding.at.cell();
    let arguments: BTreeMap<&'static str, Option<String>> =
        finding.named_args().map(|(name, _)| (name, wording.shown(finding, name))).collect();
    let place = finding.at.place().and_then(|place| places.get(usize::from(place.0)));
    FindingLine {
        rule: finding.kind.code,
        name: finding.kind.name,
        severity: finding.kind.severity,
        area: finding.area.map(|code| area(schemas, code, wording.language())),
        sheet: place.filter(|name| !name.is_empty()).map(|name| visible(name).into_owned()),
        cell: Some(cell).filter(|cell| !cell.is_empty()),
        item: None,
        question: None,
        series: None,
        year: None,
        value: None,
        message: what.plain(),
        action: todo.plain(),
        arguments,
        waiver: None,
        change: None,
        what,
        todo,
    }
}

/// What stands where findings point to.
fn standing(schemas: &Schemas, reading: &Reading, withheld: &Withheld, wording: Wording<'_>) -> FxHashMap<Locus, Standing> {
    let mut standing: FxHashMap<Locus, Option<Standing>> = FxHashMap::default();
    for finding in reading.findings.kept().iter().filter(|finding| finding.at != Locus::File) {
        standing.insert(finding.at, None);
    }
    let edition = schemas.edition(reading.edition);
    let shown = |at: Locus, raw: &str| {
        (wording.values() == Values::Shown && !withheld.covers(at) && !raw.is_empty()).then(|| visible(raw).into_owned())
    };
    for reply in &reading.replies {
        for unplaced in &reply.unplaced {
            if let Some(empty @ None) = standing.get_mut(&unplaced.at) {
                let value = shown(unplaced.at, reading.texts.get(unplaced.raw));
                *empty = Some(Standing { item: None, question: None, series: None, year: None, value });
            }
        }
        for answer in &reply.answers {
            // A question of its own says more than the row in which it stands.
            let Some(place) = standing.get_mut(&answer.at) else { continue };
            if place.as_ref().is_some_and(|known| known.item.is_some()) {
                continue;
            }
            let series = reading.series.get(answer.series);
            *place = Some(Standing {
                item: Some(edition.item(series.item).code.clone()),
                question: printed(edition, series.item, wording.language()),
                series: Some(series_name(schemas, reading.edition, series)),
                year: answer.year,
                value: shown(answer.at, reading.texts.get(answer.raw)),
            });
        }
    }
    standing.into_iter().filter_map(|(at, standing)| Some((at, standing?))).collect()
}

/// The label of an item, in English where the edition has none in the language.
fn printed(edition: &Edition, item: ItemId, language: Language) -> Option<String> {
    let label = |language| edition.labels.text(LabelKey::Item(item), language).filter(|label| !label.is_empty());
    label(language).or_else(|| label(Language::En)).map(str::to_owned)
}

/// Rule, severity, area, question, year.
type Group = (&'static str, Severity, Option<CodeId>, Option<ItemId>, Option<i16>);

/// What the findings beyond those kept are about, counted: the question and the year as [`standing`] finds them.
fn beyond(schemas: &Schemas, reading: &Reading) -> Vec<Beyond> {
    let traced = reading.findings.beyond();
    if traced.is_empty() {
        return Vec::new();
    }
    let mut about: FxHashMap<Locus, Option<(ItemId, Option<i16>)>> =
        traced.iter().filter(|traced| traced.at != Locus::File).map(|traced| (traced.at, None)).collect();
    for answer in reading.replies.iter().flat_map(|reply| &reply.answers) {
        if let Some(empty @ None) = about.get_mut(&answer.at) {
            *empty = Some((reading.series.get(answer.series).item, answer.year));
        }
    }
    let mut groups: BTreeMap<Group, u64> = BTreeMap::new();
    for traced in traced {
        let (item, year) = about.get(&traced.at).copied().flatten().unzip();
        *groups.entry((traced.kind.code, traced.kind.severity, traced.area, item, year.flatten())).or_default() += 1;
    }
    let edition = schemas.edition(reading.edition);
    let named = |((rule, severity, area, item, year), count): (Group, u64)| Beyond {
        rule,
        severity,
        area: area.map(|code| schemas.codes.text(code).to_owned()),
        item: item.map(|item| edition.item(item).code.clone()),
        year,
        count,
        waiver: None,
    };
    groups.into_iter().map(named).collect()
}
