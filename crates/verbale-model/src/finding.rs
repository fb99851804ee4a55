//! Findings: what was noticed, with its code, place and arguments. The words come from `schemas/messages`, at the edge.

use crate::{CodeId, Locus};
use serde::Serialize;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// How grave a finding is. No severity ever blocks loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A hard edit: a "must" of the questionnaire, a closed list, or arithmetic that cannot be.
    Error,
    /// A soft edit: possible, but worth a query to the State.
    Warning,
    /// For information.
    Info,
}

impl Severity {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// One kind of finding. All of them stand in [`crate::catalogue::KINDS`]; a code is never reused.
#[derive(Debug)]
pub struct Kind {
    /// Stable code, such as `A01`.
    pub code: &'static str,
    /// Name of the fault in kebab-case.
    pub name: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Names of the arguments, in the order in which they are given.
    pub args: &'static [&'static str],
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Kind {}

/// An argument of a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count or other whole number.
    Number(i64),
    /// A text: a label as it stood, a code, a suggestion.
    Text(Box<str>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or_else(|_| Self::Text(value.to_string().into()), Self::Number)
    }
}

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl std::fmt::Display for Arg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// One thing that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: &'static Kind,
    /// The area it concerns, where known.
    pub area: Option<CodeId>,
    /// Where.
    pub at: Locus,
    /// The arguments, in the order of [`Kind::args`].
    pub args: SmallVec<[Arg; 2]>,
}

impl Finding {
    /// A finding without arguments about the file as such; see the `with_` methods.
    pub fn new(kind: &'static Kind, at: Locus) -> Self {
        Self { kind, area: None, at, args: SmallVec::new() }
    }

    /// Adds the next argument.
    #[must_use]
    pub fn arg(mut self, value: impl Into<Arg>) -> Self {
        debug_assert!(self.args.len() < self.kind.args.len(), "{} takes {:?}", self.kind.code, self.kind.args);
        self.args.push(value.into());
        self
    }

    /// Says which area it concerns.
    #[must_use]
    pub fn area(mut self, area: Option<CodeId>) -> Self {
        self.area = area;
        self
    }

    /// Name and value of each argument.
    pub fn named_args(&self) -> impl Iterator<Item = (&'static str, &Arg)> {
        self.kind.args.iter().copied().zip(&self.args)
    }

    /// Order in reports: by place, then code, then arguments; it depends on nothing but the finding itself.
    pub fn order(&self) -> impl Ord + '_ {
        (self.at, self.kind.code, self.area, self.args.as_slice())
    }
}

/// How many findings of one code are kept for one file; the counts beyond it stay exact.
pub const MAX_KEPT: usize = 1_000;

/// A finding that is not kept, by what others ask of it: its kind, whom it concerns, where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traced {
    /// What kind of thing.
    pub kind: &'static Kind,
    /// The area it concerns, where known.
    pub area: Option<CodeId>,
    /// Where.
    pub at: Locus,
}

impl From<&Finding> for Traced {
    fn from(finding: &Finding) -> Self {
        Self { kind: finding.kind, area: finding.area, at: finding.at }
    }
}

/// The findings of one file: the first [`MAX_KEPT`] of each code, and exact counts. Of kinds that are traced, the others are known
/// by their place.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<&'static str, (Severity, u64)>,
    traced: Vec<&'static Kind>,
    beyond: Vec<Traced>,
}

impl Findings {
    /// None yet, with these kinds traced.
    pub fn tracing(kinds: &[&'static Kind]) -> Self {
        Self { traced: kinds.to_vec(), ..Self::default() }
    }

    /// None yet, with the same kinds traced: what a worker gathers that is merged in later.
    #[must_use]
    pub fn alike(&self) -> Self {
        Self::tracing(&self.traced)
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        let kind = finding.kind;
        self.push_with(kind, || finding);
    }

    /// Counts one of `kind`, and makes it only if it is among those kept or traced: a million censored cells are counted, not
    /// written out.
    pub fn push_with(&mut self, kind: &'static Kind, make: impl FnOnce() -> Finding) {
        let (_, count) = self.counts.entry(kind.code).or_insert((kind.severity, 0));
        *count += 1;
        if *count <= MAX_KEPT as u64 {
            self.kept.push(make());
        } else if self.traced.contains(&kind) {
            self.beyond.push(Traced::from(&make()));
        }
    }

    /// Says which area the findings concern that were raised before it was known.
    pub fn fill_area(&mut self, area: CodeId) {
        for finding in self.kept.iter_mut().filter(|finding| finding.area.is_none()) {
            finding.area = Some(area);
        }
        for traced in self.beyond.iter_mut().filter(|traced| traced.area.is_none()) {
            traced.area = Some(area);
        }
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Finding>) {
        for finding in other {
            self.push(finding);
        }
    }

    /// Adds what was found elsewhere about the same file: its counts stay exact, and of each code no more than [`MAX_KEPT`] are
    /// kept, those here first.
    pub fn merge(&mut self, other: Self) {
        let Self { kept, counts, traced: _, beyond } = other;
        let mut room: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (code, (severity, count)) in counts {
            let (_, here) = self.counts.entry(code).or_insert((severity, 0));
            let before = usize::try_from(*here).unwrap_or(usize::MAX);
            room.insert(code, MAX_KEPT.saturating_sub(before));
            *here += count;
        }
        for finding in kept {
            match room.get_mut(finding.kind.code) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    self.kept.push(finding);
                }
                _ if self.traced.contains(&finding.kind) => self.beyond.push(Traced::from(&finding)),
                _ => {}
            }
        }
        self.beyond.extend(beyond);
    }

    /// Sorts the kept ones as reports show them.
    pub fn sort(&mut self) {
        self.kept.sort_by(|left, right| left.order().cmp(&right.order()));
    }

    /// The kept findings.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// The findings of traced kinds that are not kept, in no order.
    pub fn beyond(&self) -> &[Traced] {
        &self.beyond
    }

    /// Exact number by code, in order of code.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, Severity, u64)> + '_ {
        self.counts.iter().map(|(&code, &(severity, count))| (code, severity, count))
    }

    /// Exact number of all.
    pub fn total(&self) -> u64 {
        self.counts.values().map(|(_, count)| count).sum()
    }

    /// Exact number of one severity.
    pub fn count(&self, severity: Severity) -> u64 {
        self.counts.values().filter(|(of, _)| *of == severity).map(|(_, count)| count).sum()
    }

    /// Exact number of one code.
    pub fn count_of(&self, kind: &Kind) -> u64 {
        self.counts.get(kind.code).map_or(0, |(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FILE_DAMAGED, FILE_EMPTY};

    fn many(kind: &'static Kind, count: usize) -> Findings {
        let mut findings = Findings::default();
        findings.extend((0..count).map(|index| Finding::new(kind, Locus::File).arg(index)));
        findings
    }

    #[test]
    fn merged_findings_keep_the_first_and_count_all() {
        let mut findings = many(FILE_DAMAGED, 700);
        findings.merge(many(FILE_DAMAGED, 1_500));
        findings.merge(many(FILE_EMPTY, 3));
        assert_eq!((findings.count_of(FILE_DAMAGED), findings.count_of(FILE_EMPTY)), (2_200, 3));
        assert_eq!(findings.kept().len(), MAX_KEPT + 3);
        assert_eq!(findings.kept()[699].args[0], Arg::Number(699));
        assert_eq!(findings.kept()[700].args[0], Arg::Number(0));
        assert!(findings.beyond().is_empty());
    }

    #[test]
    fn every_finding_of_a_traced_kind_is_kept_or_known_by_its_place() {
        let mut findings = Findings::tracing(&[FILE_DAMAGED]);
        let mut of_worker = findings.alike();
        of_worker.extend((0..1_500).map(|_| Finding::new(FILE_DAMAGED, Locus::File)));
        findings.extend((0..700).map(|_| Finding::new(FILE_DAMAGED, Locus::File)));
        findings.merge(of_worker);
        findings.merge(many(FILE_EMPTY, 1_500));
        assert_eq!((findings.kept().len(), findings.beyond().len()), (2 * MAX_KEPT, 1_200));
        let area = crate::Codes::default().intern("XAA");
        findings.fill_area(area);
        assert!(findings.beyond().iter().all(|traced| traced.kind == FILE_DAMAGED && traced.area == Some(area)));
    }
}
