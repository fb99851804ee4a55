//! Authoring faults: the fault of whoever edits `schemas/`, never of a State.

use thiserror::Error;

/// One fault, with its file and line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{}{}: {message}{}", .file, .line.map(|line| format!(":{line}")).unwrap_or_default(), .near.as_ref().map(|near| format!("; the nearest known name is `{near}`")).unwrap_or_default())]
pub struct SchemaFault {
    /// File, relative to its layer.
    pub file: String,
    /// Line, from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// The nearest known name.
    pub near: Option<String>,
}

/// All faults of a set of schemas, in order of file and line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} fault(s) in the schemas:\n{}", .0.len(), .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct SchemaFaults(pub Vec<SchemaFault>);

/// Collects faults while loading goes on.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<SchemaFault>);

impl Faults {
    pub(crate) fn add(&mut self, file: &str, line: Option<u64>, message: impl Into<String>) {
        self.0.push(SchemaFault { file: file.to_owned(), line, message: message.into(), near: None });
    }

    /// A name that is not known, with the nearest one that is.
    pub(crate) fn unknown<'n>(
        &mut self,
        file: &str,
        line: Option<u64>,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let near = nearest(name, known);
        self.0.push(SchemaFault { file: file.to_owned(), line, message: format!("unknown {what} `{name}`"), near });
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(crate) fn into_result<T>(mut self, value: T) -> Result<T, SchemaFaults> {
        if self.0.is_empty() {
            return Ok(value);
        }
        self.0.sort();
        self.0.dedup();
        Err(SchemaFaults(self.0))
    }
}

fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let scored = known.into_iter().map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), candidate));
    let best = scored.max_by(|(left, one), (right, other)| left.total_cmp(right).then_with(|| other.cmp(one)))?;
    (best.0 >= 0.4).then(|| best.1.to_owned())
}
