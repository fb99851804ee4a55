//! `verbale status`.

use super::{RunError, register, today};
use crate::args::{At, Common, Database, Format};
use crate::exit;
use crate::output::coverage::Coverage;
use crate::output::rounds::Standing;
use crate::output::table::{Align, Table};
use crate::output::{Output, Tone, count, plural};
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt::Write;
use verbale_store::query::{Pending, Respondent, Summary};
use verbale_store::{Moment, Store};

#[derive(Serialize)]
struct Report<'r> {
    respondents: Vec<RespondentLine<'r>>,
    datasets: Vec<DatasetLine>,
    pending: Vec<PendingLine<'r>>,
    #[serde(flatten)]
    rounds: &'r Standing,
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
struct PendingLine<'r> {
    area: Option<&'r str>,
    edition: String,
    file: &'r str,
    sha256: &'r str,
    received_on: Option<&'r str>,
    proposed: Option<&'r str>,
}

#[derive(Serialize)]
struct DatasetLine {
    edition: String,
    areas: i64,
    revisions: i64,
    answers: i64,
    unplaced: i64,
}

pub(super) fn run(
    common: &Common,
    database: &Database,
    on: Option<NaiveDate>,
    moment: &At,
    output: &Output,
) -> Result<u8, RunError> {
    let mut store = Store::open_read_only(&database.database)?;
    if moment.as_of.is_some() || moment.as_at.is_some() {
        store.at(Moment { as_of: moment.as_of, as_at: moment.as_at })?;
    }
    let pending = store.pending()?;
    let respondents = store.status(None)?;
    let summary = store.summary()?;
    let coverage = Coverage::new(&mut store)?;
    let found = store.rounds()?;
    let contradicted = found.contradictions.iter().map(register::said).collect();
    let rounds = Standing::new(found, contradicted, on.unwrap_or_else(today));
    if common.format == Format::Json {
        output.json(&report(&respondents, &summary, &pending, &rounds, &coverage))?;
    } else {
        output.write(&render(&respondents, &summary, &pending, &rounds, &coverage, output))?;
    }
    Ok(exit::CLEAN)
}

fn report<'r>(
    respondents: &'r [Respondent],
    summary: &'r Summary,
    pending: &'r [Pending],
    rounds: &'r Standing,
    coverage: &'r Coverage,
) -> Report<'r> {
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
    let waiting = pending.iter().map(|row| PendingLine {
        area: row.area.as_deref(),
        edition: format!("{}/{}", row.instrument, row.edition),
        file: &row.file,
        sha256: &row.sha256,
        received_on: row.received_on.as_deref(),
        proposed: row.proposed.as_deref(),
    });
    Report { respondents: lines.collect(), datasets: datasets(summary).collect(), pending: waiting.collect(), rounds, coverage }
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

fn render(
    respondents: &[Respondent],
    summary: &Summary,
    pending: &[Pending],
    rounds: &Standing,
    coverage: &Coverage,
    output: &Output,
) -> String {
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
    if respondents.is_empty() && !rounds.anybody_replied() {
        text.push_str("Nobody has replied yet.\n");
    }
    text.push_str(&waiting(pending, output));
    text.push_str(&rounds.render(output));
    text.push_str(&coverage.render(output));
    text
}

/// Replies that count only when somebody has decided what they are.
fn waiting(pending: &[Pending], output: &Output) -> String {
    if pending.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        ("State", Align::Left),
        ("Edition", Align::Left),
        ("Received", Align::Left),
        ("Looks like", Align::Left),
        ("SHA-256", Align::Left),
        ("File", Align::Left),
    ]);
    for row in pending {
        table.row(vec![
            (row.area.clone().unwrap_or_else(|| "–".to_owned()), Tone::Strong),
            (format!("{}/{}", row.instrument, row.edition), Tone::Plain),
            (row.received_on.clone().unwrap_or_else(|| "not recorded".to_owned()), Tone::Plain),
            (row.proposed.clone().unwrap_or_default(), Tone::Plain),
            (row.sha256.get(..12).unwrap_or_default().to_owned(), Tone::Faint),
            (row.file.clone(), Tone::Faint),
        ]);
    }
    let heading = format!(
        "{} pending: no answer of theirs counts before `verbale decide`",
        plural(pending.len() as u64, "reply is", "replies are")
    );
    format!("\n{}\n{}", output.tone(&heading, Tone::Doubt), table.render(output))
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
