//! `verbale trace`: lineage, both ways.

use super::RunError;
use crate::args::{Format, Trace, Tracing};
use crate::exit;
use crate::output::{Output, lineage};
use serde::Serialize;
use verbale_store::Store;
use verbale_store::trace::{CellTrace, Figure, Filter, Settled, Source, TallyTrace, Tracer};

/// What was traced. `schemas/trace.schema.json` describes it.
#[derive(Serialize)]
struct Report<'r> {
    format: u32,
    database: &'r str,
    values: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tally: Option<&'r TallyTrace>,
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<&'r [Figure]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'r CellTrace>,
}

pub(super) fn run(what: &Trace, output: &Output) -> Result<u8, RunError> {
    let (Trace::Tally { tracing, .. } | Trace::Figure { tracing, .. } | Trace::Cell { tracing, .. }) = what;
    let mut store = Store::open_read_only(&tracing.database.database)?;
    let tracer = store.tracer()?;
    let (mut tally, mut figures, mut cell) = (None, None, None);
    match what {
        Trace::Tally { edition, item, says, .. } => tally = Some(tallied(&tracer, edition, item, says)?),
        Trace::Figure { edition, item, area, year, dimensions, .. } => {
            let filter = Filter { area: area.clone(), year: *year, dimensions: dimensions.clone() };
            figures = Some(figures_of(&tracer, edition, item, &filter)?);
        }
        Trace::Cell { file, cell: at, .. } => cell = Some(cell_of(&tracer, file, at)?),
    }
    if tracing.no_values {
        hide(tally.as_mut(), figures.as_deref_mut(), cell.as_mut());
    }
    let report = Report {
        format: 1,
        database: &tracing.database.database,
        values: !tracing.no_values,
        tally: tally.as_ref(),
        figures: figures.as_deref(),
        cell: cell.as_ref(),
    };
    write(tracing, &report, output)?;
    Ok(exit::CLEAN)
}

fn write(tracing: &Tracing, report: &Report<'_>, output: &Output) -> Result<(), RunError> {
    if tracing.common.format == Format::Json {
        return Ok(output.json(report)?);
    }
    let mut text = String::new();
    if let Some(tally) = report.tally {
        text = lineage::tally(tally, output);
    }
    for figure in report.figures.unwrap_or_default() {
        text.push_str(&lineage::figure(figure, report.values, output));
    }
    if let Some(cell) = report.cell {
        text = lineage::cell(cell, report.values, output);
    }
    Ok(output.write(&text)?)
}

fn tallied(tracer: &Tracer, edition: &str, item: &str, says: &str) -> Result<TallyTrace, RunError> {
    tracer.tally(edition, item, says)?.ok_or_else(|| {
        RunError::Usage(format!("no tally has the item `{item}` of `{edition}`; the view `measure_tally` has those that there are"))
    })
}

fn figures_of(tracer: &Tracer, edition: &str, item: &str, filter: &Filter) -> Result<Vec<Figure>, RunError> {
    let figures = tracer.figures(edition, item, filter)?;
    if figures.is_empty() {
        return Err(RunError::Usage(format!(
            "no answer in force to the item `{item}` of `{edition}` is of this area, year and dimensions; the view `current_answer` has \
             those that there are"
        )));
    }
    Ok(figures)
}

fn cell_of(tracer: &Tracer, file: &str, at: &str) -> Result<CellTrace, RunError> {
    tracer.cell(file, at)?.ok_or_else(|| {
        RunError::Usage(format!("the database has no file `{file}`; the view `files` has the names of those that there are"))
    })
}

/// Takes out of a decision what it says of values.
fn unsaid(settled: &mut Settled) {
    (settled.value, settled.reason) = (None, None);
}

/// Takes out what cells hold.
fn hide(tally: Option<&mut TallyTrace>, figures: Option<&mut [Figure]>, cell: Option<&mut CellTrace>) {
    let raw = |source: &mut Source| {
        source.raw = None;
        (source.number, source.low, source.high, source.code) = (None, None, None, None);
        source.decisions.iter_mut().for_each(unsaid);
    };
    if let Some(tally) = tally {
        for reply in &mut tally.replies {
            // What each says is what it was asked for, or nothing.
            reply.says.clone_from(&tally.says);
        }
        tally.replies.iter_mut().flat_map(|reply| &mut reply.answers).for_each(raw);
    }
    for figure in figures.unwrap_or_default() {
        figure.total = None;
        figure.sources.iter_mut().for_each(|source| raw(&mut source.source));
    }
    if let Some(cell) = cell {
        for standing in &mut cell.answers {
            standing.feeds.total = None;
            if let Some(tally) = &mut standing.feeds.tally {
                (tally.says, tally.value) = (None, None);
            }
            standing.in_force.iter_mut().for_each(raw);
            standing.stands.iter_mut().flat_map(|stand| &mut stand.decisions).for_each(unsaid);
        }
        cell.noticed.iter_mut().for_each(|noticed| noticed.text = None);
    }
}
