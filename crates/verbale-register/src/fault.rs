//! What is wrong with a file of the Secretariat's own.

use thiserror::Error;
use verbale_model::wording::visible;

/// How grave a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gravity {
    /// The line cannot be understood; nothing of the file is taken.
    Error,
    /// The line is taken, and somebody should look at it.
    Warning,
}

/// One fault, with its line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error, serde::Serialize)]
#[error("line {line}: {}{message}{}", .column.as_ref().map(|column| format!("`{column}` ")).unwrap_or_default(), .near.as_ref().map(|near| format!("; the nearest known is `{near}`")).unwrap_or_default())]
pub struct Fault {
    /// Line, from 1.
    pub line: u64,
    /// The column or key.
    pub column: Option<String>,
    /// How grave it is.
    pub gravity: Gravity,
    /// What is wrong, and what to do.
    pub message: String,
    /// The nearest known name.
    pub near: Option<String>,
}

/// Collects faults while reading goes on.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn error(&mut self, line: u64, column: Option<&str>, message: impl Into<String>) {
        self.add(line, column, Gravity::Error, message.into(), None);
    }

    pub(crate) fn warning(&mut self, line: u64, column: Option<&str>, message: impl Into<String>) {
        self.add(line, column, Gravity::Warning, message.into(), None);
    }

    /// A name that is not known, with the nearest one that is.
    pub(crate) fn unknown<'n>(
        &mut self,
        line: u64,
        column: &str,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let near = nearest(name, known);
        self.add(line, Some(column), Gravity::Error, format!("names no {what}: `{}`", excerpt(name)), near);
    }

    fn add(&mut self, line: u64, column: Option<&str>, gravity: Gravity, message: String, near: Option<String>) {
        self.0.push(Fault { line, column: column.map(str::to_owned), gravity, message, near });
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.0.iter().any(|fault| fault.gravity == Gravity::Error)
    }

    /// All faults in order of line.
    pub(crate) fn sorted(mut self) -> Vec<Fault> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}

/// A text as it can stand in a message: short, and without what moves a terminal's cursor.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let short: String = text.chars().take(LONGEST).collect();
    let shown = visible(&short);
    if text.chars().nth(LONGEST).is_some() { format!("{shown}…") } else { shown.into_owned() }
}

fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    // A longer text is prose, and comparing it is slow.
    if name.chars().count() > 80 {
        return None;
    }
    let name = name.to_lowercase();
    let scored = known.into_iter().map(|known| (strsim::normalized_damerau_levenshtein(&name, &known.to_lowercase()), known));
    let best = scored.max_by(|(left, one), (right, other)| left.total_cmp(right).then_with(|| other.cmp(one)))?;
    (best.0 >= 0.6).then(|| best.1.to_owned())
}
