//! What was decided, and what came of it.

use super::table::{Align, Table};
use super::{Output, Tone, count, plural};
use serde::Serialize;
use std::fmt::Write;
use verbale_store::Role;
use verbale_store::decision::{Action, Class, Decided, Decision};

/// A decision that was recorded.
#[derive(Debug, Serialize)]
pub struct Done {
    /// What it is known by.
    pub decision: String,
    /// False if it was recorded before.
    pub new: bool,
    /// What was decided, in words.
    pub what: String,
    /// Replies that stand otherwise now.
    pub changed: Vec<Changed>,
    /// Replies that are still pending.
    pub pending: u64,
}

/// A reply that stands otherwise now.
#[derive(Debug, Serialize)]
pub struct Changed {
    /// For whom.
    pub area: String,
    /// Its file.
    pub file: String,
    /// How it stood.
    pub before: Option<&'static str>,
    /// How it stands.
    pub after: Option<&'static str>,
}

impl Done {
    /// What came of a decision.
    pub fn new(decision: &Decision, decided: &Decided, pending: usize) -> Self {
        let changed = |(area, file, before, after): &(String, String, Option<Role>, Option<Role>)| Changed {
            area: area.clone(),
            file: file.clone(),
            before: before.map(Role::code),
            after: after.map(Role::code),
        };
        Self {
            decision: decision.key(),
            new: decided.new,
            what: what(decision),
            changed: decided.changed.iter().map(changed).collect(),
            pending: pending as u64,
        }
    }

    /// As text.
    pub fn render(&self, output: &Output) -> String {
        let mut text = format!("{}: {}\n", output.tone(if self.new { "recorded" } else { "known already" }, Tone::Good), self.what);
        if !self.changed.is_empty() {
            let mut table = Table::new(&[("State", Align::Left), ("File", Align::Left), ("Was", Align::Left), ("Is", Align::Left)]);
            for changed in &self.changed {
                table.row(vec![
                    (changed.area.clone(), Tone::Strong),
                    (changed.file.clone(), Tone::Plain),
                    (changed.before.unwrap_or("–").to_owned(), Tone::Faint),
                    (changed.after.unwrap_or("–").to_owned(), Tone::Plain),
                ]);
            }
            text.push_str(&table.render(output));
        }
        if self.pending > 0 {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{} still pending", plural(self.pending, "reply is", "replies are"));
        }
        text
    }
}

/// What was decided.
fn what(decision: &Decision) -> String {
    let mut text = decision.action.code().to_owned();
    let _ = write!(text, " {}", &decision.sha256[..decision.sha256.len().min(12)]);
    if let (Action::Accept, Some(class)) = (decision.action, decision.class) {
        let _ = write!(text, " as {}", class.code());
    }
    let _ = write!(text, ", {}/{}", decision.instrument, decision.edition);
    for part in [&decision.area, &decision.series].into_iter().flatten() {
        let _ = write!(text, ", {part}");
    }
    if let Some(year) = decision.year {
        let _ = write!(text, ", {year}");
    }
    if let Some(cell) = &decision.cell {
        let _ = write!(text, ", {cell}");
    }
    if !decision.cells.is_empty() {
        let _ = write!(text, ", {}", plural(decision.cells.len() as u64, "cell", "cells"));
    }
    if !decision.areas.is_empty() {
        let _ = write!(text, ", also for {}", decision.areas.join(", "));
    }
    text
}

/// A decision as JSON has it.
#[derive(Debug, Serialize)]
pub struct Line<'d> {
    decision: String,
    decided_on: String,
    recorded_at: String,
    author: &'d str,
    authority: &'d str,
    reason: &'d str,
    action: &'static str,
    class: Option<&'static str>,
    sha256: &'d str,
    edition: String,
    area: Option<&'d str>,
    series: Option<&'d str>,
    year: Option<i16>,
    cell: Option<String>,
    value: Option<&'d str>,
    status: Option<&'static str>,
    cells: Vec<String>,
    areas: &'d [String],
}

/// Decisions for JSON.
pub fn lines(decisions: &[Decision]) -> Vec<Line<'_>> {
    decisions.iter().map(line).collect()
}

fn line(decision: &Decision) -> Line<'_> {
    let Decision { author, authority, reason, sha256, area, series, year, value, areas, .. } = decision;
    Line {
        decision: decision.key(),
        decided_on: decision.decided_on.to_string(),
        recorded_at: decision.recorded_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        author,
        authority,
        reason,
        action: decision.action.code(),
        class: decision.class.map(Class::code),
        sha256,
        edition: format!("{}/{}", decision.instrument, decision.edition),
        area: area.as_deref(),
        series: series.as_deref(),
        year: *year,
        cell: decision.cell.as_ref().map(ToString::to_string),
        value: value.as_deref(),
        status: decision.status.map(verbale_model::Status::code),
        cells: decision.cells.iter().map(ToString::to_string).collect(),
        areas,
    }
}

/// Decisions as a table.
pub fn table(decisions: &[Decision], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Day", Align::Left),
        ("Decision", Align::Left),
        ("Author", Align::Left),
        ("Authority", Align::Left),
        ("Reason", Align::Left),
    ]);
    for decision in decisions {
        table.row(vec![
            (decision.decided_on.to_string(), Tone::Plain),
            (what(decision), Tone::Strong),
            (decision.author.clone(), Tone::Plain),
            (decision.authority.clone(), Tone::Faint),
            (decision.reason.clone(), Tone::Faint),
        ]);
    }
    format!("{}{} decided\n", table.render(output), count(decisions.len() as u64))
}
