//! `verbale diff`: what the further replies of a State change.

use super::RunError;
use crate::args::{Common, Database, Format};
use crate::exit;
use crate::output::table::{Align, Table};
use crate::output::{Output, Tone, plural};
use serde::Serialize;
use std::fmt::Write;
use verbale_store::Store;
use verbale_store::decision::{Cell, Class};
use verbale_store::diff::{Change, Kind, Revision};

#[derive(Serialize)]
struct RevisionLine<'r> {
    area: &'r str,
    edition: String,
    revision: i64,
    role: &'static str,
    proposed: Option<&'static str>,
    received_on: Option<&'r str>,
    file: &'r str,
    sha256: &'r str,
    changes: Vec<ChangeLine<'r>>,
}

#[derive(Serialize)]
struct ChangeLine<'r> {
    kind: &'static str,
    item: &'r str,
    series: &'r str,
    year: Option<i16>,
    old: Option<&'r str>,
    new: Option<&'r str>,
    old_cells: Vec<String>,
    new_cells: Vec<String>,
}

pub(super) fn run(
    common: &Common,
    (state, edition): (&str, Option<&str>),
    no_values: bool,
    database: &Database,
    output: &Output,
) -> Result<u8, RunError> {
    let mut store = Store::open_read_only(&database.database)?;
    let mut revisions = store.diff(state, edition)?;
    if no_values {
        for change in revisions.iter_mut().flat_map(|revision| &mut revision.changes) {
            (change.old, change.new) = (None, None);
        }
    }
    if common.format == Format::Json {
        output.json(&revisions.iter().map(line).collect::<Vec<_>>())?;
    } else {
        output.write(&render(state, &revisions, output))?;
    }
    Ok(exit::CLEAN)
}

fn cells(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

fn change_line(change: &Change) -> ChangeLine<'_> {
    let Change { kind, item, series, year, old, new, old_cells, new_cells } = change;
    ChangeLine {
        kind: kind.code(),
        item,
        series,
        year: *year,
        old: old.as_deref(),
        new: new.as_deref(),
        old_cells: cells(old_cells),
        new_cells: cells(new_cells),
    }
}

fn line(revision: &Revision) -> RevisionLine<'_> {
    RevisionLine {
        area: &revision.area,
        edition: format!("{}/{}", revision.instrument, revision.edition),
        revision: revision.revision,
        role: revision.role.code(),
        proposed: revision.proposed.map(Class::code),
        received_on: revision.received_on.as_deref(),
        file: &revision.file,
        sha256: &revision.sha256,
        changes: revision.changes.iter().map(change_line).collect(),
    }
}

fn render(state: &str, revisions: &[Revision], output: &Output) -> String {
    if revisions.is_empty() {
        return format!("{state} has sent no further reply.\n");
    }
    let mut text = String::new();
    for revision in revisions {
        let role = match revision.proposed {
            Some(class) => format!("{}, looks like a {}", revision.role.code(), class.code()),
            None => revision.role.code().to_owned(),
        };
        let heading = format!(
            "{}/{} revision {}: {} ({role}), {}",
            revision.instrument,
            revision.edition,
            revision.revision,
            revision.file,
            plural(revision.changes.len() as u64, "difference", "differences")
        );
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{}", output.tone(&heading, Tone::Strong));
        let mut table = Table::new(&[
            ("Change", Align::Left),
            ("Series", Align::Left),
            ("Year", Align::Left),
            ("Old", Align::Right),
            ("New", Align::Right),
            ("Old cell", Align::Left),
            ("New cell", Align::Left),
        ]);
        for change in &revision.changes {
            let word = match change.kind {
                Kind::Changed => ("changed", Tone::Doubt),
                Kind::Added => ("added", Tone::Good),
                Kind::LeftOut => ("left out", Tone::Bad),
            };
            // A value may hold line ends: it stays on its line.
            let value = |value: &Option<String>| {
                (value.as_deref().map(verbale_model::wording::visible).unwrap_or_default().to_string(), Tone::Plain)
            };
            table.row(vec![
                (word.0.to_owned(), word.1),
                (change.series.clone(), Tone::Plain),
                (change.year.map(|year| year.to_string()).unwrap_or_default(), Tone::Plain),
                value(&change.old),
                value(&change.new),
                (cells(&change.old_cells).join(", "), Tone::Faint),
                (cells(&change.new_cells).join(", "), Tone::Faint),
            ]);
        }
        text.push_str(&table.render(output));
        text.push('\n');
    }
    text
}
