//! One file: what came of it, and its findings by sheet and rule, with a picture of each sheet.

use super::overview::{end_word, severity_word, states, waived_by};
use super::picture;
use super::write::{Page, class, escaped};
use crate::Report;
use crate::picture::Picture;
use crate::report::{Change, FileOutcome, FileReport, FindingLine, RuleEnd};
use std::collections::BTreeMap;
use verbale_model::wording::UiWord;
use verbale_model::{Schemas, Severity, Wording};

pub(super) fn article(page: &mut Page, report: &Report, schemas: &Schemas, index: usize, wording: Wording<'_>) {
    let file = &report.files[index];
    if file.outcome == FileOutcome::Ignored {
        return;
    }
    let (language, direction) = (file.language.code(), wording.format().direction.code());
    page.raw(&format!("<article id=\"f{index}\" class=\"file\" lang=\"{language}\" dir=\"{direction}\">\n<h2>"));
    page.element("bdi", &states(file, wording));
    page.raw(" <small>");
    page.element("bdi", &file.file);
    page.raw("</small></h2>\n");
    facts(page, schemas, file, wording);
    if file.findings.is_empty() {
        page.element("p", &wording.ui(UiWord::Nothing));
    }
    let mut sheets: BTreeMap<&str, Vec<&FindingLine>> = BTreeMap::new();
    for finding in &file.findings {
        sheets.entry(finding.sheet.as_deref().unwrap_or("")).or_default().push(finding);
    }
    for (number, (sheet, findings)) in sheets.into_iter().enumerate() {
        page.raw("<section class=\"sheet\">\n");
        if !sheet.is_empty() {
            page.raw("<h3>");
            let document = findings.iter().any(|finding| finding.is_in_document());
            page.text(&wording.ui(if document { UiWord::Element } else { UiWord::Sheet }));
            page.raw(" ");
            page.element("bdi", sheet);
            page.raw("</h3>\n");
        }
        let id = format!("f{index}s{number}");
        let picture = file.pictures.iter().find(|picture| picture.sheet == sheet);
        let picture_id = picture.map(|picture| (picture, id.as_str()));
        rules(page, &Told { report, file, several: file.areas.len() != 1, picture: picture_id, wording }, &findings);
        if let Some(picture) = picture {
            // A sheet in Arabic is mostly one from right to left.
            let sheet = file.labels.map_or(wording, |labels| Wording::new(schemas, labels, wording.values()));
            picture::figure(page, picture, &id, sheet.format().direction, wording);
        }
        page.raw("</section>\n");
    }
    outcomes(page, file, wording);
    page.raw("</article>\n");
}

fn facts(page: &mut Page, schemas: &Schemas, file: &FileReport, wording: Wording<'_>) {
    page.raw("<p class=\"facts\">");
    let mut parts = Vec::new();
    if let Some(edition) = &file.edition {
        parts.push(format!("{}: {edition}", wording.ui(UiWord::Edition)));
    }
    if let Some(labels) = file.labels {
        let name = Wording::new(schemas, labels, wording.values()).format().name.as_str();
        parts.push(format!("{}: {name}", wording.ui(UiWord::Language)));
    }
    if file.outcome == FileOutcome::Checked {
        parts.push(wording.ui_count(UiWord::CountAnswers, file.answers));
        parts.push(wording.ui_count(UiWord::CountUnplaced, file.unplaced));
    } else {
        parts.push(wording.ui(UiWord::Rejected));
    }
    parts.push(wording.ui_count(UiWord::CountErrors, file.errors));
    parts.push(wording.ui_count(UiWord::CountWarnings, file.warnings));
    parts.push(wording.ui_count(UiWord::CountInfos, file.infos));
    for part in parts {
        page.element("bdi", &part);
        page.raw(" ");
    }
    page.raw("</p>\n");
}

/// What the findings of a sheet are told with.
struct Told<'t> {
    report: &'t Report,
    file: &'t FileReport,
    /// True if the file speaks for several areas.
    several: bool,
    /// The picture of the sheet, and the beginning of its cells' names in the page.
    picture: Option<(&'t Picture, &'t str)>,
    wording: Wording<'t>,
}

fn rules(page: &mut Page, told: &Told<'_>, findings: &[&FindingLine]) {
    let (file, wording) = (told.file, told.wording);
    let mut by_rule: BTreeMap<(Severity, &str), Vec<&FindingLine>> = BTreeMap::new();
    for finding in findings {
        by_rule.entry((finding.severity, finding.rule)).or_default().push(finding);
    }
    for ((severity, rule), findings) in by_rule {
        page.raw(&format!("<div class=\"rule\">\n<h4><span class=\"badge {}\">", class(severity)));
        page.text(&wording.ui(severity_word(severity)));
        page.raw("</span> ");
        page.element("bdi class=\"code\"", rule);
        page.raw(" ");
        page.element("bdi class=\"name\"", findings[0].name);
        page.raw("</h4>\n<ul class=\"findings\">\n");
        for finding in &findings {
            item(page, told, finding);
        }
        page.raw("</ul>\n");
        // The rest of a rule is told once, on the sheet that has the last of those listed.
        let last = file.findings.iter().rev().find(|finding| finding.rule == rule);
        let more = file.unlisted(rule);
        if more > 0 && last.is_some_and(|last| findings.last().is_some_and(|here| std::ptr::eq(last, *here))) {
            page.element("p class=\"more\"", &wording.ui_count(UiWord::More, more));
        }
        page.raw("</div>\n");
    }
}

fn item(page: &mut Page, told: &Told<'_>, finding: &FindingLine) {
    let wording = told.wording;
    let (rule, severity) = (escaped(finding.rule), finding.severity.code());
    let waived = if finding.waiver.is_some() { " waived" } else { "" };
    page.raw(&format!("<li class=\"finding{waived}\" data-rule=\"{rule}\" data-severity=\"{severity}\">"));
    let place = finding.cell.clone().unwrap_or_else(|| wording.ui(UiWord::WholeFile));
    match told.picture.filter(|(picture, _)| finding.cell.as_ref().is_some_and(|cell| picture.shows(cell))) {
        Some((_, id)) => page.raw(&format!("<a class=\"place\" href=\"#{id}-{0}\"><bdi>{0}</bdi></a> ", escaped(&place))),
        None => page.raw(&format!("<span class=\"place\"><bdi>{}</bdi></span> ", escaped(&place))),
    }
    // A reply has one State, and its name stands in the heading.
    if let Some(area) = finding.area.as_ref().filter(|_| told.several) {
        page.raw("<span class=\"area\">");
        page.element("bdi", &area.name);
        page.raw("</span> ");
    }
    page.raw("<span class=\"what\">");
    page.said(&finding.what);
    page.raw("</span>");
    match finding.change {
        Some(Change::New) => page.element("span class=\"change new\"", &wording.ui(UiWord::New)),
        Some(Change::Unchanged) => page.element("span class=\"change\"", &wording.ui(UiWord::Unchanged)),
        None => {}
    }
    if let Some(question) = finding.question.as_ref().filter(|question| !finding.message.contains(question.as_str())) {
        page.element("bdi class=\"question\"", question);
    }
    if let Some(series) = finding.series.as_ref().filter(|series| !finding.message.contains(series.as_str())) {
        let year = finding.year.map_or_else(String::new, |year| format!(" {year}"));
        page.raw("<span class=\"series\">");
        page.element("bdi", &format!("{series}{year}"));
        page.raw("</span>");
    }
    if let Some(value) = finding.value.as_ref().filter(|value| !finding.message.contains(value.as_str())) {
        page.raw("<span class=\"found\">");
        page.text(&wording.ui(UiWord::Found));
        page.raw(": ");
        page.isolated(value);
        page.raw("</span>");
    }
    if !finding.todo.is_empty() {
        page.raw("<span class=\"todo\">");
        page.said(&finding.todo);
        page.raw("</span>");
    }
    if let Some(waiver) = finding.waiver.and_then(|waiver| told.report.waivers.get(waiver)) {
        page.element("span class=\"waiver\"", &waived_by(waiver, wording));
    }
    page.raw("</li>\n");
}

/// How the rules ended, and which did not look.
fn outcomes(page: &mut Page, file: &FileReport, wording: Wording<'_>) {
    if file.outcomes.is_empty() {
        return;
    }
    page.raw("<details class=\"outcomes\"><summary>");
    page.text(&wording.ui(UiWord::Rules));
    for end in RuleEnd::ALL {
        let count = file.outcomes.iter().filter(|outcome| outcome.outcome == end).count() as u64;
        page.raw(" ");
        page.element(
            &format!("span class=\"{}{}\"", end.code(), if count > 0 { "" } else { " zero" }),
            &format!("{}: {}", wording.ui(end_word(end)), wording.format().number(count)),
        );
    }
    page.raw("</summary>\n<ul>\n");
    for outcome in &file.outcomes {
        page.raw(&format!("<li class=\"{}\">", outcome.outcome.code()));
        page.element("bdi", outcome.rule);
        page.raw(" ");
        page.text(&wording.ui(end_word(outcome.outcome)));
        if outcome.count > 0 {
            page.text(&format!(" ({})", wording.format().number(outcome.count)));
        }
        if let Some(reason) = &outcome.reason {
            page.text(&format!(": {reason}"));
        }
        page.raw("</li>\n");
    }
    page.raw("</ul></details>\n");
}
