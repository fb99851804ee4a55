//! The lines of a table below its headings: rows of the questionnaire, and what States put between them.

use crate::axis::{Leaf, printed, total};
use crate::fault::Fault;
use crate::figures::Filled;
use crate::job::Job;
use crate::rng::Rng;
use crate::shape::Stub;
use verbale_model::DimId;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// A row; with its label, if that stands in one cell.
    Row {
        row: usize,
        label: Option<String>,
    },
    /// A label that heads the rows below and has no values.
    Caption(String),
    /// What the template prints where a name is to be written.
    Open(String),
    /// Words of the State.
    Remark(String),
    /// A row of the State's own, with values.
    Own(String),
    Empty,
}

impl Line {
    pub(crate) const fn row(&self) -> Option<usize> {
        match self {
            Self::Row { row, .. } => Some(*row),
            _ => None,
        }
    }
}

/// The lines of a table.
pub(crate) fn lines(job: &Job<'_>, filled: &Filled<'_>, rng: &mut Rng) -> Result<Vec<Line>, Fault> {
    let shape = &job.recipe.tables;
    let mut lines = Vec::new();
    for (row, leaf) in filled.rows.iter().enumerate() {
        let label = if leaf.words.len() < 2 { None } else { label(job, leaf)? };
        if shape.stub == Stub::Captions
            && let [outer, ..] = leaf.words.as_slice()
            && leaf.words.len() > 1
            && row.checked_sub(1).is_none_or(|above| filled.rows[above].words.first() != Some(outer))
        {
            lines.push(Line::Caption(printed(job, outer)?.unwrap_or_default()));
        }
        lines.push(Line::Row { row, label });
    }
    let every = lines.len() / (shape.inserted_rows as usize + 1) + 1;
    for number in (1..=shape.inserted_rows as usize).rev() {
        let line = if number % 2 == 1 { Line::Remark(job.texts.remark(rng, job.asof)) } else { Line::Empty };
        let at = number * every;
        // Not at the end, where words are a note on the table.
        if at < lines.len() {
            lines.insert(at, line);
        }
    }
    // Last: between a caption and its ages it could be a caption of its own.
    if shape.own_row {
        lines.push(Line::Own(job.texts.figures.own_row.clone()));
    }
    if let (true, Some(dimension)) = (shape.open_rows, filled.table.rows.open) {
        lines.extend(open(job, dimension)?);
    }
    Ok(lines)
}

/// What the template prints below the names listed.
fn open(job: &Job<'_>, dimension: DimId) -> Result<Vec<Line>, Fault> {
    let known = &job.edition.dimensions[usize::from(dimension.0)].code;
    match job.printed.placeholder.get(known) {
        Some(note) => Ok(vec![Line::Open(job.both(job.note(note)?)?); 3]),
        None => Ok(Vec::new()),
    }
}

/// A label of several parts in one cell; `None` where each part has a column.
fn label(job: &Job<'_>, leaf: &Leaf) -> Result<Option<String>, Fault> {
    let words = leaf.words.iter().map(|word| Ok(printed(job, word)?.unwrap_or_default())).collect::<Result<Vec<_>, Fault>>()?;
    let is_total = |index: usize| leaf.codes.get(index).is_none_or(|(dimension, code)| total(job, *dimension) == Some(*code));
    let inner = words.len() - 1;
    Ok(match job.recipe.tables.stub {
        Stub::Merged | Stub::Once | Stub::Each => None,
        // The outer label stands for its group's total.
        Stub::One if is_total(inner) => words.into_iter().next(),
        Stub::One | Stub::Captions => words.into_iter().nth(inner).map(|word| format!("  {word}")),
        Stub::Joined => {
            let said: Vec<String> =
                words.iter().enumerate().filter(|(index, _)| !is_total(*index)).map(|(_, word)| word.clone()).collect();
            if said.is_empty() { words.into_iter().next() } else { Some(said.join(", ")) }
        }
    })
}
