//! What stands around the files: heading, filter, the table of States, what changed, waivers, rules.

use super::write::{Page, class, escaped};
use crate::Report;
use crate::comparison::Comparison;
use crate::report::{FileOutcome, FileReport, RuleEnd};
use std::collections::BTreeMap;
use verbale_model::wording::UiWord;
use verbale_model::{Severity, Wording};

pub(super) fn header(page: &mut Page, report: &Report, wording: Wording<'_>) {
    page.raw("<header>\n");
    page.element("h1", &wording.ui(UiWord::Title));
    let totals = report.totals;
    let number = |value: u64| wording.format().number(value);
    let arguments = [
        ("found", number(totals.found)),
        ("checked", number(totals.checked)),
        ("rejected", number(totals.rejected)),
        ("ignored", number(totals.ignored)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    page.raw("<p class=\"totals\">");
    page.text(&wording.ui_with(UiWord::Totals, &arguments));
    page.raw("</p>\n<ul class=\"counts\">");
    for (severity, word, count) in [
        (Some(Severity::Error), UiWord::CountErrors, totals.errors),
        (Some(Severity::Warning), UiWord::CountWarnings, totals.warnings),
        (Some(Severity::Info), UiWord::CountInfos, totals.infos),
        (None, UiWord::CountWaived, totals.waived),
        (None, UiWord::CountAnswers, totals.answers),
        (None, UiWord::CountUnplaced, totals.unplaced),
    ] {
        page.element(&format!("li class=\"{}\"", severity.map_or("", class)), &wording.ui_count(word, count));
    }
    page.raw("</ul>\n");
    let hidden = (!report.values).then_some(UiWord::ValuesHidden);
    let draft = wording.format().draft.then_some(UiWord::Draft);
    page.raw("<p class=\"notes\">");
    for word in [hidden, Some(UiWord::ContactsHidden), draft].into_iter().flatten() {
        page.text(&wording.ui(word));
        page.raw(" ");
    }
    page.raw("</p>\n</header>\n");
}

/// The filter. Without a script it stays hidden, and everything is shown.
pub(super) fn filter(page: &mut Page, report: &Report, wording: Wording<'_>) {
    page.raw("<form id=\"filter\" hidden><fieldset>");
    page.element("legend", &wording.ui(UiWord::Filter));
    for (severity, word) in
        [(Severity::Error, UiWord::Errors), (Severity::Warning, UiWord::Warnings), (Severity::Info, UiWord::Infos)]
    {
        let code = severity.code();
        page.raw(&format!("<label class=\"{code}\"><input type=\"checkbox\" name=\"severity\" value=\"{code}\" checked> "));
        page.text(&wording.ui(word));
        page.raw("</label> ");
    }
    page.raw("<label>");
    page.text(&wording.ui(UiWord::Rule));
    page.raw(" <select name=\"rule\"><option value=\"\">");
    page.text(&wording.ui(UiWord::AllRules));
    page.raw("</option>");
    for (code, name) in rules_found(report) {
        page.raw(&format!("<option value=\"{}\">", escaped(code)));
        page.text(&format!("{code} {name}"));
        page.raw("</option>");
    }
    page.raw("</select></label> <output id=\"shown\" dir=\"ltr\"></output></fieldset></form>\n");
}

fn rules_found(report: &Report) -> BTreeMap<&'static str, &'static str> {
    report.files.iter().flat_map(|file| &file.findings).map(|finding| (finding.rule, finding.name)).collect()
}

/// One row a file, under its State; ignored files come last.
pub(super) fn table(page: &mut Page, report: &Report, wording: Wording<'_>) {
    page.raw("<section id=\"overview\">\n");
    page.element("h2", &wording.ui(UiWord::Overview));
    page.raw("<div class=\"wide\"><table><thead><tr>");
    for (word, number) in [
        (UiWord::State, false),
        (UiWord::File, false),
        (UiWord::Outcome, false),
        (UiWord::Answers, true),
        (UiWord::Unplaced, true),
        (UiWord::Errors, true),
        (UiWord::Warnings, true),
        (UiWord::Infos, true),
        (UiWord::Waived, true),
        (UiWord::Note, false),
    ] {
        page.element(if number { "th scope=\"col\" class=\"number\"" } else { "th scope=\"col\"" }, &wording.ui(word));
    }
    page.raw("</tr></thead><tbody>\n");
    let mut files: Vec<(usize, &FileReport)> = report.files.iter().enumerate().collect();
    files.sort_by_key(|(index, file)| {
        (file.outcome == FileOutcome::Ignored, file.areas.first().map_or("\u{10ffff}", |area| area.name.as_str()), *index)
    });
    for (index, file) in files {
        row(page, index, file, wording);
    }
    page.raw("</tbody></table></div>\n</section>\n");
}

fn row(page: &mut Page, index: usize, file: &FileReport, wording: Wording<'_>) {
    let outcome = match file.outcome {
        FileOutcome::Checked => ("checked", UiWord::Checked),
        FileOutcome::Rejected => ("rejected", UiWord::Rejected),
        FileOutcome::Ignored => ("ignored", UiWord::Ignored),
    };
    page.raw(&format!("<tr class=\"{}\"><th scope=\"row\">", outcome.0));
    page.element("bdi", &states(file, wording));
    page.raw("</th><td>");
    if file.outcome == FileOutcome::Ignored {
        page.element("bdi", &file.file);
    } else {
        page.raw(&format!("<a href=\"#f{index}\">"));
        page.element("bdi", &file.file);
        page.raw("</a>");
    }
    page.raw("</td>");
    page.element("td class=\"outcome\"", &wording.ui(outcome.1));
    let waived = file.findings.iter().filter(|finding| finding.waiver.is_some()).count() as u64;
    for (class, value) in [
        ("", file.answers),
        ("", file.unplaced),
        ("error", file.errors),
        ("warning", file.warnings),
        ("info", file.infos),
        ("", waived),
    ] {
        let zero = if value == 0 { " zero" } else { "" };
        page.element(&format!("td class=\"number {class}{zero}\""), &wording.format().number(value));
    }
    page.raw("<td class=\"note\">");
    page.text(&file.note);
    page.raw("</td></tr>\n");
}

/// The States of a file in words.
pub(super) fn states(file: &FileReport, wording: Wording<'_>) -> String {
    match file.areas.as_slice() {
        [] => wording.ui(UiWord::NoState),
        few if few.len() <= 3 => few.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join(&wording.format().list),
        many => wording.ui_count(UiWord::CountAreas, many.len() as u64),
    }
}

pub(super) fn comparison(page: &mut Page, report: &Report, wording: Wording<'_>) {
    let Some(comparison) = &report.comparison else { return };
    page.raw("<section id=\"comparison\">\n<h2>");
    page.text(&wording.ui_with(UiWord::Compared, &[("name", &comparison.with)]));
    page.raw("</h2>\n<ul class=\"counts\">");
    for (word, count) in
        [(UiWord::New, comparison.new), (UiWord::Unchanged, comparison.unchanged), (UiWord::Fixed, comparison.fixed.len() as u64)]
    {
        page.raw("<li>");
        page.text(&format!("{}: {}", wording.ui(word), wording.format().number(count)));
        page.raw("</li>");
    }
    page.raw("</ul>\n");
    if !comparison.fixed.is_empty() {
        fixed(page, comparison, wording);
    }
    if comparison.answers.as_ref().is_some_and(|answers| !answers.is_empty()) {
        answers(page, comparison, wording);
    }
    page.raw("</section>\n");
}

fn fixed(page: &mut Page, comparison: &Comparison, wording: Wording<'_>) {
    page.element("h3", &wording.ui(UiWord::Fixed));
    heading(page, &[UiWord::State, UiWord::Rule, UiWord::Cell, UiWord::Item, UiWord::Year], wording);
    for fixed in &comparison.fixed {
        let year = fixed.year.map_or_else(String::new, |year| year.to_string());
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        cells(page, &[text(&fixed.state), fixed.rule.clone(), text(&fixed.place), text(&fixed.series), year]);
    }
    page.raw("</tbody></table></div>\n");
}

fn answers(page: &mut Page, comparison: &Comparison, wording: Wording<'_>) {
    page.element("h3", &wording.ui(UiWord::AnswersChanged));
    heading(page, &[UiWord::State, UiWord::Item, UiWord::Year, UiWord::Before, UiWord::After], wording);
    for answer in comparison.answers.iter().flatten() {
        use crate::comparison::AnswerChange::{Added, Removed};
        let hidden = || wording.ui(UiWord::Hidden);
        let absent = || wording.ui(UiWord::Absent);
        let before = if answer.change == Added { absent() } else { answer.before.clone().unwrap_or_else(hidden) };
        let after = if answer.change == Removed { absent() } else { answer.after.clone().unwrap_or_else(hidden) };
        let year = answer.year.map_or_else(String::new, |year| year.to_string());
        cells(page, &[answer.state.clone().unwrap_or_default(), answer.series.clone(), year, before, after]);
    }
    page.raw("</tbody></table></div>\n");
}

fn heading(page: &mut Page, words: &[UiWord], wording: Wording<'_>) {
    page.raw("<div class=\"wide\"><table><thead><tr>");
    for word in words {
        page.element("th scope=\"col\"", &wording.ui(*word));
    }
    page.raw("</tr></thead><tbody>\n");
}

fn cells(page: &mut Page, texts: &[String]) {
    page.raw("<tr>");
    for text in texts {
        page.raw("<td>");
        page.element("bdi", text);
        page.raw("</td>");
    }
    page.raw("</tr>\n");
}

pub(super) fn waivers(page: &mut Page, report: &Report, wording: Wording<'_>) {
    if report.waivers.is_empty() {
        return;
    }
    page.raw("<section id=\"waivers\">\n");
    page.element("h2", &wording.ui(UiWord::Waivers));
    page.raw("<ul>\n");
    for waiver in &report.waivers {
        page.raw("<li>");
        let year = waiver.year.map_or_else(String::new, |year| year.to_string());
        let of = [waiver.rule.as_str(), &waiver.state, waiver.item.as_deref().unwrap_or(""), &year];
        page.element("strong", of.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ").as_str());
        page.raw(" ");
        page.text(&waived_by(waiver, wording));
        page.raw(" — ");
        match waiver.matched {
            0 => page.element("em", &wording.ui(UiWord::WaiverUnused)),
            count => page.text(&wording.ui_count(UiWord::WaiverMatched, count)),
        }
        page.raw("</li>\n");
    }
    page.raw("</ul>\n</section>\n");
}

/// Who waived it, until when, and why.
pub(super) fn waived_by(waiver: &crate::waiver::WaiverLine, wording: Wording<'_>) -> String {
    let date = wording.format().date(waiver.expires);
    wording.ui_with(UiWord::WaivedBy, &[("author", &waiver.author), ("date", &date), ("reason", &waiver.reason)])
}

/// The rules, each with the number of files in which it ended one way or another.
pub(super) fn rules(page: &mut Page, report: &Report, wording: Wording<'_>) {
    if report.files.iter().all(|file| file.outcomes.is_empty()) {
        return;
    }
    page.raw("<section id=\"rules\">\n");
    page.element("h2", &wording.ui(UiWord::Rules));
    page.raw("<div class=\"wide\"><table><thead><tr>");
    for word in [UiWord::Rule, UiWord::Severity] {
        page.element("th scope=\"col\"", &wording.ui(word));
    }
    for end in RuleEnd::ALL {
        page.element("th scope=\"col\" class=\"number\"", &wording.ui(end_word(end)));
    }
    page.raw("</tr></thead><tbody>\n");
    for rule in &report.rules {
        page.raw("<tr><th scope=\"row\">");
        page.element("bdi", &format!("{} {}", rule.code, rule.name));
        page.raw("</th>");
        page.element(&format!("td class=\"{}\"", class(rule.severity)), &wording.ui(severity_word(rule.severity)));
        for end in RuleEnd::ALL {
            let outcomes = report.files.iter().flat_map(|file| &file.outcomes);
            let files = outcomes.filter(|outcome| outcome.rule == rule.code && outcome.outcome == end).count() as u64;
            let zero = if files == 0 { " zero" } else { "" };
            page.element(&format!("td class=\"number {}{zero}\"", end.code()), &wording.format().number(files));
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody></table></div>\n</section>\n");
}

/// The word for how a rule ended.
pub(super) const fn end_word(end: RuleEnd) -> UiWord {
    match end {
        RuleEnd::Passed => UiWord::Passed,
        RuleEnd::Failed => UiWord::Failed,
        RuleEnd::Skipped => UiWord::Skipped,
        RuleEnd::CouldNotRun => UiWord::CouldNotRun,
    }
}

/// The word for a severity.
pub(super) const fn severity_word(severity: Severity) -> UiWord {
    match severity {
        Severity::Error => UiWord::Error,
        Severity::Warning => UiWord::Warning,
        Severity::Info => UiWord::Info,
    }
}
