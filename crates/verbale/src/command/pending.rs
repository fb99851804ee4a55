//! Replies of an import that are pending, and what a desk may say of them beforehand.

use super::RunError;
use crate::output::batch::Batch;
use crate::output::table::{Align, Table};
use crate::output::{Output, Tone, plural};
use chrono::Utc;
use serde::Serialize;
use std::collections::HashSet;
use verbale_store::decision::{Action, Class, Decision, command};
use verbale_store::query::Pending;
use verbale_store::{Store, StoreError};

/// A reply that is pending, with the command that settles it.
#[derive(Debug, Serialize)]
pub(super) struct PendingLine {
    area: Option<String>,
    edition: String,
    file: String,
    sha256: String,
    proposed: Option<String>,
    command: String,
}

/// What is pending of the States and files of a batch.
fn concerned(store: &mut Store, batch: &Batch, shas: &HashSet<String>) -> Result<Vec<Pending>, StoreError> {
    let spoken: HashSet<(&str, &str)> = batch
        .files
        .iter()
        .filter_map(|line| Some((line.edition.as_deref()?, &line.areas)))
        .flat_map(|(edition, areas)| areas.iter().map(move |area| (edition, area.as_str())))
        .collect();
    let mut pending = store.pending()?;
    pending.retain(|row| {
        let edition = format!("{}/{}", row.instrument, row.edition);
        let area = row.area.as_deref().is_some_and(|area| spoken.contains(&(edition.as_str(), area)));
        area || shas.contains(&row.sha256)
    });
    Ok(pending)
}

/// The pending replies of a batch.
pub(super) fn pending(store: &mut Store, batch: &Batch, shas: &HashSet<String>) -> Result<Vec<PendingLine>, StoreError> {
    Ok(concerned(store, batch, shas)?.into_iter().map(line).collect())
}

fn line(row: Pending) -> PendingLine {
    let edition = format!("{}/{}", row.instrument, row.edition);
    let proposed = row.proposed.as_deref().and_then(Class::from_code);
    let command = command(&row.sha256, proposed, &edition, row.area.as_deref());
    PendingLine { area: row.area, edition, file: row.file, sha256: row.sha256, proposed: row.proposed, command }
}

/// What is said of them: at most so many, since a release has hundreds.
pub(super) fn told(pending: &[PendingLine], output: &Output) -> String {
    const MOST: usize = 20;
    if pending.is_empty() {
        return String::new();
    }
    let heading = format!(
        "{} pending: no answer of theirs counts before somebody decides",
        plural(pending.len() as u64, "reply is", "replies are")
    );
    let mut table = Table::new(&[("State", Align::Left), ("File", Align::Left), ("What to type", Align::Left)]);
    for line in pending.iter().take(MOST) {
        table.row(vec![
            (line.area.clone().unwrap_or_else(|| "–".to_owned()), Tone::Strong),
            (line.file.clone(), Tone::Plain),
            (line.command.clone(), Tone::Plain),
        ]);
    }
    let more = pending.len().saturating_sub(MOST);
    let rest = if more > 0 { format!("and {more} more: `verbale status`\n") } else { String::new() };
    format!("\n{}\n{}{rest}", output.tone(&heading, Tone::Doubt), table.render(output))
}

/// Decides that every further reply of a batch takes the place of the earlier one, or adds to it where it says so itself. Those of
/// files that were loaded before, too: a run that was stopped may have left them.
#[expect(clippy::disallowed_methods, reason = "the binary is where the clock and the environment are read")]
pub(super) fn accept_revisions(store: &mut Store, batch: &Batch, shas: &HashSet<String>, authority: &str) -> Result<(), RunError> {
    let author = std::env::var("USER").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "import".to_owned());
    for row in concerned(store, batch, shas)? {
        let now = Utc::now();
        let adds = row.claim.as_deref() == Some("adds");
        store.decide(&Decision {
            decided_on: now.date_naive(),
            recorded_at: now,
            author: author.clone(),
            authority: authority.to_owned(),
            reason: "accepted on import as a revision, by the rule of the desk".to_owned(),
            action: if adds { Action::Accept } else { Action::Supersede },
            class: Some(if adds { Class::Supplement } else { Class::Replacement }),
            sha256: row.sha256,
            instrument: row.instrument,
            edition: row.edition,
            area: row.area,
            series: None,
            year: None,
            cell: None,
            value: None,
            status: None,
            cells: Vec::new(),
            areas: Vec::new(),
        })?;
    }
    Ok(())
}
