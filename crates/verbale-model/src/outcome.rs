//! What came of running a rule: passed, failed, skipped, or could not run. A rule that could not run never counts as passed.

use crate::Kind;

/// Why a rule was skipped or could not run. The list is closed, so that each reason has its words in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The edition declares nothing for the rule: it does not ask what the rule compares.
    NotInEdition,
    /// The rule is about what a State says of itself, and this is a released product.
    NotForDatasets,
    /// The layout cannot show it: a letter's coding sheet leaves no field empty, a CSV file has no formulas.
    NotInLayout,
    /// No earlier reply of the State was given to compare with.
    NoHistory,
    /// No other replies were given to compare with.
    NoBatch,
    /// The rule failed by a fault of ours.
    Panicked,
    /// What the rule needs could not be read.
    InputMissing,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 7] = [
        Self::NotInEdition,
        Self::NotForDatasets,
        Self::NotInLayout,
        Self::NoHistory,
        Self::NoBatch,
        Self::Panicked,
        Self::InputMissing,
    ];

    /// The code, as reports write it and messages are looked up by.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotInEdition => "not_in_edition",
            Self::NotForDatasets => "not_for_datasets",
            Self::NotInLayout => "not_in_layout",
            Self::NoHistory => "no_history",
            Self::NoBatch => "no_batch",
            Self::Panicked => "panicked",
            Self::InputMissing => "input_missing",
        }
    }
}

/// What came of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It ran and found nothing.
    Passed,
    /// It ran and found something.
    Failed {
        /// How many findings, exactly; more than are kept.
        count: u64,
    },
    /// It has nothing to say here.
    Skipped(Reason),
    /// It should have run and did not.
    CouldNotRun(Reason),
}

impl Outcome {
    /// The code, as reports write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed { .. } => "failed",
            Self::Skipped(_) => "skipped",
            Self::CouldNotRun(_) => "could_not_run",
        }
    }

    /// What came of the same rule over two replies: what is worse to overlook stands, counts add up.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed { count: left }, Self::Failed { count: right }) => Self::Failed { count: left + right },
            (Self::CouldNotRun(reason), _) | (_, Self::CouldNotRun(reason)) => Self::CouldNotRun(reason),
            (Self::Failed { count }, _) | (_, Self::Failed { count }) => Self::Failed { count },
            (Self::Passed, _) | (_, Self::Passed) => Self::Passed,
            (Self::Skipped(reason), Self::Skipped(_)) => Self::Skipped(reason),
        }
    }
}

/// One rule with what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOutcome {
    /// The rule's kind of finding.
    pub kind: &'static Kind,
    /// What came of it.
    pub outcome: Outcome,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_run_never_passes() {
        let all = [
            Outcome::Passed,
            Outcome::Failed { count: 2 },
            Outcome::Skipped(Reason::NoHistory),
            Outcome::CouldNotRun(Reason::Panicked),
        ];
        for outcome in all {
            assert_eq!(outcome.and(all[3]), all[3]);
            assert_eq!(all[3].and(outcome), all[3]);
            assert_eq!(outcome.and(all[2]), outcome);
        }
        assert_eq!(all[1].and(all[1]), Outcome::Failed { count: 4 });
        assert_eq!(all[0].and(all[1]), all[1]);
    }
}
