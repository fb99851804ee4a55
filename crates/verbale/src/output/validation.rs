//! A validation for people at a terminal: findings by State, sheet and rule, with the cell, what stands there and what to do.

use super::batch::common_folder;
use super::table::{Align, Table};
use super::{Output, Tone};
use std::collections::BTreeMap;
use std::fmt::Write;
use verbale_model::wording::UiWord;
use verbale_model::{Schemas, Severity, Values, Wording};
use verbale_report::comparison::{AnswerChange, Comparison};
use verbale_report::report::{Change, FileOutcome, RuleEnd};
use verbale_report::{FileReport, FindingLine, Report};

/// The whole of it: findings, what changed, waivers, and the table of files.
pub fn render(report: &Report, schemas: &Schemas, output: &Output) -> String {
    let values = if report.values { Values::Shown } else { Values::Hidden };
    let frame = Wording::new(schemas, report.language, values);
    let mut text = String::new();
    let mut files: Vec<&FileReport> = report.files.iter().filter(|file| !file.findings.is_empty()).collect();
    files.sort_by_key(|file| (file.areas.first().map_or("\u{10ffff}", |area| area.name.as_str()), &file.file));
    for file in files {
        let wording = Wording::new(schemas, file.language, values);
        text.push_str(&Told { report, file, wording, output }.findings());
    }
    if let Some(comparison) = &report.comparison {
        text.push_str(&changes(comparison, frame, output));
    }
    text.push_str(&waivers(report, frame, output));
    text.push_str(&table(report, frame, output));
    text
}

/// One file.
struct Told<'t> {
    report: &'t Report,
    file: &'t FileReport,
    wording: Wording<'t>,
    output: &'t Output,
}

const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Doubt,
        Severity::Info => Tone::Faint,
    }
}

impl Told<'_> {
    fn findings(&self) -> String {
        let mut by_state: BTreeMap<Option<&str>, Vec<&FindingLine>> = BTreeMap::new();
        let only = self.file.areas.first().filter(|_| self.file.areas.len() == 1);
        for finding in &self.file.findings {
            let area = finding.area.as_ref().or(only).map(|area| area.name.as_str());
            by_state.entry(area).or_default().push(finding);
        }
        let mut text = String::new();
        for (state, findings) in by_state {
            let state = state.map_or_else(|| self.wording.ui(UiWord::NoState), str::to_owned);
            let file = self.output.tone(&self.file.file, Tone::Faint);
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{}  {file}", self.output.tone(&state, Tone::Strong));
            let mut sheets: BTreeMap<&str, Vec<&FindingLine>> = BTreeMap::new();
            for finding in findings {
                sheets.entry(finding.sheet.as_deref().unwrap_or("")).or_default().push(finding);
            }
            for (sheet, findings) in sheets {
                if !sheet.is_empty() {
                    let document = findings.iter().any(|finding| finding.is_in_document());
                    let word = self.wording.ui(if document { UiWord::Element } else { UiWord::Sheet });
                    let _ = writeln!(text, "  {word} {sheet}");
                }
                self.rules(&findings, &mut text);
            }
        }
        self.unlisted(&mut text);
        self.did_not_look(&mut text);
        text.push('\n');
        text
    }

    fn rules(&self, findings: &[&FindingLine], text: &mut String) {
        let mut by_rule: BTreeMap<(Severity, &str), Vec<&FindingLine>> = BTreeMap::new();
        for finding in findings {
            by_rule.entry((finding.severity, finding.rule)).or_default().push(finding);
        }
        for ((severity, rule), findings) in by_rule {
            let word = self.wording.ui(severity_word(severity));
            let head = self.output.tone(&format!("{word} {rule}"), tone(severity));
            let _ = writeln!(text, "    {head} {}", self.output.tone(findings[0].name, Tone::Faint));
            for (index, finding) in findings.iter().enumerate() {
                self.finding(finding, text);
                // A question that several findings are about is told under the last of them.
                let same = |next: &&FindingLine| next.question == finding.question;
                if let Some(question) = finding.question.as_ref().filter(|_| !findings.get(index + 1).is_some_and(same)) {
                    let told = format!("{}: {question}", self.wording.ui(UiWord::Item));
                    let _ = writeln!(text, "        {}", self.output.tone(&told, Tone::Faint));
                }
                // What to do is told once where it is the same for all.
                let next = findings.get(index + 1).map(|next| &next.action);
                if !finding.action.is_empty() && next != Some(&finding.action) {
                    let _ = writeln!(text, "      {}", self.output.tone(&format!("→ {}", finding.action), Tone::Faint));
                }
            }
        }
    }

    fn finding(&self, finding: &FindingLine, text: &mut String) {
        let place = finding.cell.clone().unwrap_or_else(|| self.wording.ui(UiWord::WholeFile));
        let _ = write!(text, "      {} {}", self.output.tone(&place, Tone::Strong), finding.message);
        if let Some(value) = finding.value.as_ref().filter(|value| !finding.message.contains(value.as_str())) {
            let _ = write!(text, " [{}: {value}]", self.wording.ui(UiWord::Found));
        }
        if finding.change == Some(Change::New) {
            let _ = write!(text, " ({})", self.wording.ui(UiWord::New));
        }
        text.push('\n');
        if let Some(waiver) = finding.waiver.and_then(|waiver| self.report.waivers.get(waiver)) {
            let date = self.wording.format().date(waiver.expires);
            let arguments = [("author", waiver.author.as_str()), ("date", &date), ("reason", &waiver.reason)];
            let told = self.wording.ui_with(UiWord::WaivedBy, &arguments);
            let _ = writeln!(text, "        {}", self.output.tone(&told, Tone::Good));
        }
    }

    fn unlisted(&self, text: &mut String) {
        for rule in self.file.counts.keys() {
            let more = self.file.unlisted(rule);
            if more > 0 {
                let told = format!("{rule} {}", self.wording.ui_count(UiWord::More, more));
                let _ = writeln!(text, "    {}", self.output.tone(&told, Tone::Faint));
            }
        }
    }

    /// Rules that could not run: they never count as passed.
    fn did_not_look(&self, text: &mut String) {
        for outcome in self.file.outcomes.iter().filter(|outcome| outcome.outcome == RuleEnd::CouldNotRun) {
            let reason = outcome.reason.as_deref().unwrap_or("");
            let told = format!("{} {}: {reason}", outcome.rule, self.wording.ui(UiWord::CouldNotRun));
            let _ = writeln!(text, "    {}", self.output.tone(&told, Tone::Bad));
        }
    }
}

const fn severity_word(severity: Severity) -> UiWord {
    match severity {
        Severity::Error => UiWord::Error,
        Severity::Warning => UiWord::Warning,
        Severity::Info => UiWord::Info,
    }
}

fn changes(comparison: &Comparison, wording: Wording<'_>, output: &Output) -> String {
    let heading = wording.ui_with(UiWord::Compared, &[("name", &comparison.with)]);
    let mut text = format!("{}\n", output.tone(&heading, Tone::Strong));
    for (word, count) in
        [(UiWord::New, comparison.new), (UiWord::Unchanged, comparison.unchanged), (UiWord::Fixed, comparison.fixed.len() as u64)]
    {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  {}: {}", wording.ui(word), wording.format().number(count));
    }
    for fixed in &comparison.fixed {
        let parts = [fixed.state.as_deref(), Some(fixed.rule.as_str()), fixed.place.as_deref(), fixed.series.as_deref()];
        let told = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "    {} {told}", output.tone(&wording.ui(UiWord::Fixed), Tone::Good));
    }
    let answers = comparison.answers.as_deref().unwrap_or(&[]);
    if !answers.is_empty() {
        let _ = writeln!(text, "  {}: {}", wording.ui(UiWord::AnswersChanged), wording.format().number(answers.len() as u64));
    }
    for answer in answers {
        let told = |value: &Option<String>, absent: bool| match (absent, value) {
            (true, _) => wording.ui(UiWord::Absent),
            (false, Some(value)) => value.clone(),
            (false, None) => wording.ui(UiWord::Hidden),
        };
        let before = told(&answer.before, answer.change == AnswerChange::Added);
        let after = told(&answer.after, answer.change == AnswerChange::Removed);
        let year = answer.year.map_or_else(String::new, |year| format!(" {year}"));
        let _ = writeln!(text, "    {} {}{year}: {before} → {after}", answer.state.as_deref().unwrap_or("–"), answer.series);
    }
    text.push('\n');
    text
}

fn waivers(report: &Report, wording: Wording<'_>, output: &Output) -> String {
    let mut text = String::new();
    if report.waivers.is_empty() {
        return text;
    }
    // Writing into a string cannot fail.
    let _ = writeln!(text, "{}", output.tone(&wording.ui(UiWord::Waivers), Tone::Strong));
    for waiver in &report.waivers {
        let year = waiver.year.map(|year| year.to_string());
        let parts = [Some(waiver.rule.as_str()), Some(&waiver.state), waiver.item.as_deref(), year.as_deref()];
        let of = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let (told, tone) = match waiver.matched {
            0 => (wording.ui(UiWord::WaiverUnused), Tone::Doubt),
            count => (wording.ui_count(UiWord::WaiverMatched, count), Tone::Plain),
        };
        let _ = writeln!(text, "  {of}: {}", output.tone(&told, tone));
    }
    text.push('\n');
    text
}

/// The table of files; ignored ones are counted, not listed.
fn table(report: &Report, wording: Wording<'_>, output: &Output) -> String {
    let ui = |word| wording.ui(word);
    let mut table = Table::new(&[
        (ui(UiWord::State), Align::Left),
        (ui(UiWord::File), Align::Left),
        (ui(UiWord::Outcome), Align::Left),
        (ui(UiWord::Answers), Align::Right),
        (ui(UiWord::Unplaced), Align::Right),
        (ui(UiWord::Errors), Align::Right),
        (ui(UiWord::Warnings), Align::Right),
        (ui(UiWord::Waived), Align::Right),
        (ui(UiWord::Note), Align::Left),
    ]);
    let names: Vec<&str> = report.files.iter().map(|file| file.file.as_str()).collect();
    let common = common_folder(&names);
    for file in report.files.iter().filter(|file| file.outcome != FileOutcome::Ignored) {
        let read = file.outcome == FileOutcome::Checked;
        let number = |value: u64, tone: Tone| match (read, value) {
            (false, _) => (String::new(), Tone::Plain),
            (true, 0) => ("0".to_owned(), Tone::Faint),
            (true, value) => (wording.format().number(value), tone),
        };
        let states = match file.areas.as_slice() {
            [] => "–".to_owned(),
            few if few.len() <= 3 => few.iter().map(|area| area.code.as_str()).collect::<Vec<_>>().join(", "),
            many => wording.ui_count(UiWord::CountAreas, many.len() as u64),
        };
        let waived = file.findings.iter().filter(|finding| finding.waiver.is_some()).count() as u64;
        let outcome = if read { (ui(UiWord::Checked), Tone::Good) } else { (ui(UiWord::Rejected), Tone::Bad) };
        table.row(vec![
            (states, Tone::Plain),
            (file.file[common..].to_owned(), Tone::Plain),
            outcome,
            number(file.answers, Tone::Plain),
            number(file.unplaced, Tone::Doubt),
            number(file.errors, Tone::Bad),
            number(file.warnings, Tone::Doubt),
            number(waived, Tone::Faint),
            (file.note.clone(), Tone::Faint),
        ]);
    }
    format!("{}\n{}", table.render(output), sentence(report, wording))
}

fn sentence(report: &Report, wording: Wording<'_>) -> String {
    let totals = report.totals;
    let number = |value: u64| wording.format().number(value);
    let of = [
        ("found", number(totals.found)),
        ("checked", number(totals.checked)),
        ("rejected", number(totals.rejected)),
        ("ignored", number(totals.ignored)),
    ];
    let of: Vec<(&str, &str)> = of.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let counts = [
        wording.ui_count(UiWord::CountAnswers, totals.answers),
        wording.ui_count(UiWord::CountUnplaced, totals.unplaced),
        wording.ui_count(UiWord::CountErrors, totals.errors),
        wording.ui_count(UiWord::CountWarnings, totals.warnings),
        wording.ui_count(UiWord::CountWaived, totals.waived),
    ];
    let notes = if report.values { String::new() } else { format!("{}\n", wording.ui(UiWord::ValuesHidden)) };
    format!("{}\n{}\n{notes}", wording.ui_with(UiWord::Totals, &of), counts.join(&wording.format().list))
}
