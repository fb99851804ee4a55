//! Clearance: what has been settled with a State about a figure, before anybody publishes it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How far a figure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearanceState {
    /// It came, and nothing has been settled; so is every figure without an event.
    Received,
    /// The State was asked about it.
    UnderQuery,
    /// The State confirmed it.
    Confirmed,
    /// The State was asked and said nothing by the deadline.
    SilenceAfterDeadline,
    /// It may be published.
    Cleared,
    /// It must not be published.
    Withheld,
}

impl ClearanceState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::UnderQuery, Self::Confirmed, Self::SilenceAfterDeadline, Self::Cleared, Self::Withheld];

    /// The code, as the database and the files write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::UnderQuery => "under_query",
            Self::Confirmed => "confirmed",
            Self::SilenceAfterDeadline => "silence_after_deadline",
            Self::Cleared => "cleared",
            Self::Withheld => "withheld",
        }
    }

    /// The state of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// True for what is said of the very figures that were looked at, and not of what a later revision puts in their place. What
    /// keeps a figure back holds for later ones as well.
    pub const fn is_of_content(self) -> bool {
        matches!(self, Self::Confirmed | Self::SilenceAfterDeadline | Self::Cleared)
    }
}

impl std::fmt::Display for ClearanceState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// What somebody settled about the figures of an area, or some of them. Everything stands in codes, so that an event means the same
/// in every database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClearanceEvent {
    /// The edition, as `instrument/edition`.
    pub edition: String,
    /// Code of the area.
    pub area: String,
    /// The item; without it, all items.
    pub item: Option<String>,
    /// Canonical name of the series, such as `victims age=_T sex=F`; without it, all series.
    pub series: Option<String>,
    /// The year; without it, all years.
    pub year: Option<i16>,
    /// Content digest of the reply whose figures were looked at, for the states that are of content.
    pub content: Option<String>,
    /// What they are from then on.
    pub state: ClearanceState,
    /// The day on which it was settled.
    pub decided_on: NaiveDate,
    /// When it was written down: of two events of a day, the later one holds.
    pub recorded_at: DateTime<Utc>,
    /// Who settled it.
    pub author: String,
    /// By what authority: a letter, a meeting, a rule.
    pub authority: String,
    /// Why.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_and_what_lets_a_figure_out_is_of_its_content() {
        for state in ClearanceState::ALL {
            assert_eq!(ClearanceState::from_code(state.code()), Some(state));
            let told = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(state.code());
            assert_eq!(ClearanceState::deserialize(told), Ok(state));
        }
        assert!(ClearanceState::Cleared.is_of_content());
        assert!(!ClearanceState::Withheld.is_of_content() && !ClearanceState::UnderQuery.is_of_content());
    }
}
