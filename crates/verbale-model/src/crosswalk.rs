//! Crosswalks: how the items of an edition stand to those of an earlier one.

use crate::ItemId;
use serde::Deserialize;

/// How an item stands to one of an earlier edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It asks the same: the series goes on.
    Same,
    /// It asks for more than the earlier one did: the series has a break.
    Widened,
    /// The earlier one was split, and this is a part of it: the series has a break.
    Split,
    /// No item asks for it any more: the series ends.
    Lost,
}

impl Relation {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Widened => "widened",
            Self::Split => "split",
            Self::Lost => "lost",
        }
    }
}

/// One line of a crosswalk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrosswalkLine {
    /// The item of this edition; `None` if it was lost.
    pub item: Option<ItemId>,
    /// The earlier edition, as `instrument/edition`.
    pub earlier: String,
    /// Code of its item.
    pub earlier_item: String,
    /// How the one stands to the other.
    pub relation: Relation,
    /// In words.
    pub note: String,
}
