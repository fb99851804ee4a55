//! `verbale status`.

use super::RunError;
use crate::args::{Common, Database, Format};
use crate::exit;
use crate::output::coverage::Coverage;
use crate::output::table::{Align, Table};
use crate::output::{Output, Tone, count, plural};
use serde::Serialize;
use std::fmt::Write;
use verbale_store::Store;
use verbale_store::query::{Respondent, Summary};

#[derive(Serialize)]
struct Report<'r> {
    respondents: Vec<RespondentLine<'r>>,
    datasets: Vec<DatasetLine>,
    coverage: &'r Coverage,
}

#[derive(Serialize)]
struct RespondentLine<'r> {
    area: &'r str,
    name: &'r str,
    edition: String,
    revision: u32,
    received_on: Option<&'r str>,
    late: Option<bool>,
    file: &'r str,
    answers: i64,
    errors: i64,
    warnings: i64,
}

#[derive(Serialize)]
struct DatasetLine {
    edition: String,
    areas: i64,
    revisions: i64,
    answers: i64,
    unplaced: i64,
}

pub(super) fn run(common: &Common, database: &Database, output: &Output) -> Result<u8, RunError> {
    let mut store = Store::open_read_only(&database.database)?;
    let respondents = store.status(None)?;
    let summary = store.summary()?;
    let coverage = Coverage::new(&mut store)?;
    if common.format == Format::Json {
        output.json(&report(&respondents, &summary, &coverage))?;
    } else {
        output.write(&render(&respondents, &summary, &coverage, output))?;
    }
    Ok(exit::CLEAN)
}

fn report<'r>(respondents: &'r [Respondent], summary: &'r Summary, coverage: &'r Coverage) -> Report<'r> {
    let lines = respondents.iter().map(|row| RespondentLine {
        area: &row.area,
        name: &row.name,
        edition: format!("{}/{}", row.instrument, row.edition),
        revision: row.revision,
        received_on: row.received_on.as_deref(),
        late: row.late,
        file: &row.file,
        answers: row.answers,
        errors: row.errors,
        warnings: row.warnings,
    });
    Report { respondents: lines.collect(), datasets: datasets(summary).collect(), coverage }
}

fn datasets(summary: &Summary) -> impl Iterator<Item = DatasetLine> + '_ {
    summary.editions.iter().filter(|edition| edition.kind == "dataset").map(|edition| DatasetLine {
        edition: format!("{}/{}", edition.instrument, edition.edition),
        areas: edition.areas,
        revisions: edition.revisions,
        answers: edition.answers,
        unplaced: edition.unplaced,
    })
}

fn render(respondents: &[Respondent], summary: &Summary, coverage: &Coverage, output: &Output) -> String {
    let mut text = String::new();
    for rows in respondents.chunk_by(|left, right| (&left.instrument, &left.edition) == (&right.instrument, &right.edition)) {
        let heading =
            format!("{}/{}: {} replied", rows[0].instrument, rows[0].edition, plural(rows.len() as u64, "State", "States"));
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{}\n{}", output.tone(&heading, Tone::Strong), table(rows, output));
    }
    for dataset in datasets(summary) {
        let _ = writeln!(
            text,
            "{}: a dataset on {}, {} answers, {} unplaced; it makes nobody a respondent",
            output.tone(&dataset.edition, Tone::Strong),
            plural(number(dataset.areas), "area", "areas"),
            count(number(dataset.answers)),
            count(number(dataset.unplaced)),
        );
    }
    if respondents.is_empty() {
        text.push_str("Nobody has replied yet.\n");
    }
    text.push_str(&coverage.render(output));
    text
}

fn table(rows: &[Respondent], output: &Output) -> String {
    let mut table = Table::new(&[
        ("State", Align::Left),
        ("Name", Align::Left),
        ("Received", Align::Left),
        ("Revision", Align::Right),
        ("Answers", Align::Right),
        ("Errors", Align::Right),
        ("Warnings", Align::Right),
        ("File", Align::Left),
    ]);
    for row in rows {
        let received = match (&row.received_on, row.late) {
            (None, _) => ("not recorded".to_owned(), Tone::Faint),
            (Some(day), Some(true)) => (format!("{day} late"), Tone::Doubt),
            (Some(day), _) => (day.clone(), Tone::Plain),
        };
        let finding = |value: i64, tone: Tone| (count(number(value)), if value == 0 { Tone::Faint } else { tone });
        table.row(vec![
            (row.area.clone(), Tone::Strong),
            (row.name.clone(), Tone::Plain),
            received,
            (row.revision.to_string(), Tone::Plain),
            (count(number(row.answers)), Tone::Plain),
            finding(row.errors, Tone::Bad),
            finding(row.warnings, Tone::Doubt),
            (row.file.clone(), Tone::Faint),
        ]);
    }
    table.render(output)
}

/// Counts of rows are never negative.
fn number(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
