//! Layouts: how the answers of an edition lie in a file. A statistical questionnaire is a form with tables in it.

use crate::labels::LabelKey;
use crate::{CodeId, DimId, ItemId, Status};
use rustc_hash::FxHashMap;

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
    /// Statistical tables among the questions.
    pub tables: Vec<TableLayout>,
}

/// A statistical table of a form: row labels × column labels, each crossing a value of one item.
///
/// What stands where is found by the labels. A row or column gives the codes of its label; a dimension of the item that neither
/// gives is the total, [`crate::edition::Dimension::total`].
#[derive(Debug, Clone)]
pub struct TableLayout {
    /// Name.
    pub name: String,
    /// Its title, printed above it; also its name in [`crate::labels::Labels::tables`].
    pub title: LabelKey,
    /// The item whose values it holds.
    pub item: ItemId,
    /// What its row labels can say.
    pub rows: Axis,
    /// What its column labels can say.
    pub columns: Axis,
}

impl TableLayout {
    /// True if its values are of years.
    pub const fn has_years(&self) -> bool {
        self.rows.years || self.columns.years
    }
}

/// What the labels along one side of a table can say.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    /// Printed labels that stand for codes of one or more dimensions.
    pub members: Vec<MemberId>,
    /// Dimensions whose codes are labels, in the words of their codelists.
    pub dimensions: Vec<DimId>,
    /// True if each dimension is printed under the codes of the one before: ages under each sex. A label that gives a code of a
    /// later one alone belongs to the code of the earlier ones that stands above.
    pub nested: bool,
    /// True if years are labels.
    pub years: bool,
    /// A dimension whose codes the State lists by name, as many as it has. It never has blanks where nothing is listed.
    pub open: Option<DimId>,
}

/// A printed label of a table that stands for codes: an index into [`crate::Edition::members`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub u16);

/// A printed label of a table that stands for codes: "Girls" is sex female and age 0 to 17.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Name.
    pub name: String,
    /// The codes; none for a total.
    pub codes: Vec<(DimId, CodeId)>,
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
    /// A breakdown that the edition does not have: its cells may say nothing but [`Column::neutral`], such as a total.
    Constant,
    /// Whether a value is one, and why there is none, in the codes of [`Column::codes`].
    Status,
    /// The unit, in the codes of [`Column::codes`]; it must be that of the item.
    Unit,
    /// The power of ten that the value is multiplied with.
    Multiplier,
    /// What is to be done with the row, in the codes of [`Column::codes`].
    Action,
    /// Whether the value may be published, in the codes of [`Column::codes`]; kept with the answer.
    Confidentiality,
}

impl Role {
    /// True for a column that says which value a row gives, and not what the value is or how it came about.
    pub const fn is_key(self) -> bool {
        matches!(
            self,
            Self::Area | Self::Item | Self::Select(_) | Self::Dimension(_) | Self::Category | Self::Year | Self::Constant
        )
    }
}

/// What a code of a column means where its role is that of a status, a unit or an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The value is as it should be; there is no more to say.
    Plain,
    /// The value stands, and the code is kept beside it: an estimate, a provisional figure.
    Noted,
    /// There is no value, for this reason.
    Absent(Status),
    /// The unit of an item.
    Unit(String),
    /// The row stands for itself.
    Stands,
    /// The row takes the place of what was sent before.
    Replaces,
    /// The row is added to what was sent before.
    Adds,
    /// The value may be published.
    Free,
    /// The value may not be published, or not yet.
    Restricted,
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
    /// What its codes mean, where its role needs that.
    pub codes: FxHashMap<String, Meaning>,
    /// Codes that say nothing: the total, not applicable.
    pub neutral: Vec<String>,
    /// True if it is a dimension of the data structure, whatever its role.
    pub in_key: bool,
    /// True if its areas can be M49 codes, with or without zeros in front, and ISO 3166-1 alpha-2 codes.
    pub area_codes: bool,
}

impl Column {
    /// A column that is not required and has no codes of its own.
    pub fn new(key: LabelKey, name: &str, role: Role) -> Self {
        Self {
            key,
            name: name.to_owned(),
            role,
            required: false,
            one_of: None,
            codes: FxHashMap::default(),
            neutral: Vec::new(),
            in_key: role.is_key(),
            area_codes: false,
        }
    }
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
    /// Codes of dimensions that the selecting texts give besides.
    pub codes: Vec<(DimId, CodeId)>,
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
    /// That it reads statistics in SDMX: its headings are ids of components.
    pub sdmx: Option<Sdmx>,
}

/// What makes a records layout one for SDMX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sdmx {
    /// The data structures and dataflows whose messages it reads, as `AGENCY:ID`.
    pub structures: Vec<String>,
    /// Codes by which a component says nothing: the total, not applicable.
    pub neutral: Vec<String>,
}
