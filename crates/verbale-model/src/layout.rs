//! Layouts: how the answers of an edition lie in a file.

use crate::labels::LabelKey;
use crate::{CodeId, DimId, ItemId, Status};

/// A way in which a reply of an edition can be laid out.
#[derive(Debug, Clone)]
pub enum Layout {
    /// Label, answer, comment.
    Form(FormLayout),
    /// A long table with a header row.
    Records(RecordsLayout),
}

impl Layout {
    /// The layout's name, as the edition gives it.
    pub fn name(&self) -> &str {
        match self {
            Self::Form(form) => &form.name,
            Self::Records(records) => &records.name,
        }
    }
}

/// A form: the label of an item, its answer in the same row, and a comment.
#[derive(Debug, Clone)]
pub struct FormLayout {
    /// Name.
    pub name: String,
    /// Labels that must all be found in one language for the edition to fit.
    pub anchors: Vec<LabelKey>,
    /// How many item labels must be found besides.
    pub min_items: usize,
    /// The item that names the reporting State.
    pub state: ItemId,
    /// Sections, in the order of the sheets; each may have a sheet of its own.
    pub sections: Vec<String>,
    /// Heading of the answers.
    pub answer: LabelKey,
    /// Heading of the comments, if the form has them.
    pub comment: Option<LabelKey>,
    /// Heading of the labels.
    pub label: Option<LabelKey>,
}

/// What the cells of a records column say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The area, as a code or a name.
    Area,
    /// The item, by code or label.
    Item,
    /// One of the texts that select the item together: an index into [`ItemRule::select`].
    Select(u8),
    /// A dimension.
    Dimension(DimId),
    /// A category whose dimension depends on the item selected.
    Category,
    /// The year.
    Year,
    /// The value.
    Value,
    /// A comment on the value.
    Comment,
    /// Kept with the answer: a page, a coder.
    Attribute,
    /// Kept once per distinct text: a region, a unit.
    Context,
}

/// A column of a records layout.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading; also its name in [`crate::labels::Labels::columns`].
    pub key: LabelKey,
    /// Name.
    pub name: String,
    /// What its cells say.
    pub role: Role,
    /// True if the edition does not fit without it.
    pub required: bool,
    /// Columns with the same group are required once.
    pub one_of: Option<String>,
}

/// What the category column says for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// Nothing: its text is the fixed word for "total".
    Fixed,
    /// A code of a dimension.
    Dimension(DimId),
}

/// Which texts in the selecting columns mean which item.
#[derive(Debug, Clone)]
pub struct ItemRule {
    /// Folded texts, one per selecting column, in their order.
    pub select: Vec<String>,
    /// The item.
    pub item: ItemId,
    /// What the category column says.
    pub category: Category,
    /// The folded word for "total" in a fixed category column.
    pub fixed: String,
}

/// A long table: one row a value.
#[derive(Debug, Clone)]
pub struct RecordsLayout {
    /// Name.
    pub name: String,
    /// The header is among the first rows, this many at most.
    pub header_within: u32,
    /// Columns.
    pub columns: Vec<Column>,
    /// Item by selecting texts; empty where a column names the item itself.
    pub items: Vec<ItemRule>,
    /// The status of every item asked that a reply in this layout says nothing about.
    pub silence: Option<Status>,
    /// Codes given to dimensions of an item whose column is missing or fixed.
    pub defaults: Vec<(DimId, CodeId)>,
}
