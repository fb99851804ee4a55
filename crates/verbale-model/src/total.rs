//! Totals: which answers must add up to which. A row of an edition's `totals.csv`.

use crate::{CodeId, DimId, ItemId};

/// What a total is checked for; each is a rule with its own codes and severities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TotalKind {
    /// Parts by sex.
    Sex,
    /// Parts by age.
    Age,
    /// Cells of a sex × age table against its margins.
    Margin,
    /// Parts by form of exploitation, which may overlap.
    Form,
    /// Parts by form of exploitation that are known to overlap: one person stands in several.
    Overlap,
    /// Parts by citizenship.
    Citizenship,
}

/// Parts of one item over one dimension that add up to a total.
#[derive(Debug, Clone)]
pub struct Total {
    /// The rule.
    pub kind: TotalKind,
    /// The item whose answers are the parts.
    pub item: ItemId,
    /// The dimension over which they are added.
    pub over: DimId,
    /// The parts that must be there before the sum says anything; none where each reply lists its own.
    pub parts: Vec<CodeId>,
    /// Residual parts (unknown, other): added where given, and their absence explains a shortfall.
    pub residual: Vec<CodeId>,
    /// Where the residual parts stand if not at the total of every other dimension: persons of unknown sex are often given with
    /// unknown age alone.
    pub residual_at: Vec<(DimId, CodeId)>,
    /// The item that holds the total.
    pub total_item: ItemId,
    /// The code of `over` that is the total; `None` where the total's item lacks the dimension.
    pub total_code: Option<CodeId>,
}
