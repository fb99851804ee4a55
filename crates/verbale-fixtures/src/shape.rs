//! How the tables of a statistical reply are filled and printed: `[printed]` and `[file.tables]` of `recipes.toml`.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What all forms of an edition have in common: `[printed."instrument/edition"]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Printed {
    /// Columns of its form by name, as it is printed unless a recipe moves them.
    pub(crate) columns: Vec<String>,
    /// Notes printed above the first section; all if not given.
    pub(crate) head: Option<Vec<String>>,
    /// The note printed above the years where a recipe asks for it.
    pub(crate) years: Option<String>,
    /// Notes that head the columns of labels, by table.
    pub(crate) stub: BTreeMap<String, Vec<String>>,
    /// Notes printed under the title of a table, by table.
    pub(crate) above: BTreeMap<String, Vec<String>>,
    /// Notes printed under a table, by table.
    pub(crate) below: BTreeMap<String, Vec<String>>,
    /// The note that a table prints where the State is to write a name, by dimension.
    pub(crate) placeholder: BTreeMap<String, String>,
    /// Names that States list: codes of areas and of the lists.
    pub(crate) names: Vec<String>,
    /// Codes printed, by dimension; all of its list if not given.
    pub(crate) codes: BTreeMap<String, Vec<String>>,
    /// Codes that other codes are part of, by dimension.
    pub(crate) parts: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// How often which code is drawn, by dimension: the codes that add up.
    pub(crate) shares: BTreeMap<String, BTreeMap<String, u32>>,
    /// How large an item is beside the others, in per cent; no item is without.
    pub(crate) sizes: BTreeMap<String, u32>,
    /// Codes of two dimensions that stand together or not at all, as `dimension=code`: persons of unknown sex are of unknown age.
    pub(crate) together: Vec<String>,
    /// The day on which everything is said, `YYYY-MM-DD`; the edition's cut-off date or the last day of its years if not given.
    pub(crate) asof: Option<String>,
    /// Items whose parts overlap: a person can stand in several.
    pub(crate) overlap: BTreeSet<String>,
}

/// How one file fills and prints its tables. All defaults: as they were sent out, numbers as numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "keys of a recipe, each a habit of its own")]
pub(crate) struct Shape {
    /// Persons in an item of size 100 in a year.
    pub(crate) scale: u32,
    /// Years printed; those of the edition if not given.
    pub(crate) years: Option<Vec<i16>>,
    /// A year's heading with `{year}`; a number if not given.
    pub(crate) year_text: Option<String>,
    /// True if the last year's heading says that it covers part of it.
    pub(crate) partial: bool,
    /// How numbers are written.
    pub(crate) numbers: Numbers,
    /// Counts below this and above 0 are written as fewer than it.
    pub(crate) threshold: u32,
    /// How headings of several rows are printed.
    pub(crate) headings: Outer,
    /// How labels of several columns are printed.
    pub(crate) stub: Stub,
    /// True for categories above years.
    pub(crate) categories_first: bool,
    /// True for a line above the years that says so.
    pub(crate) super_heading: bool,
    /// True for no heading above the labels.
    pub(crate) bare_stub: bool,
    /// True for none of the template's notes at a table.
    pub(crate) bare: bool,
    /// True for the title in the corner of the table, beside its headings.
    pub(crate) corner: bool,
    /// Tables that stand side by side.
    pub(crate) beside: Vec<Vec<String>>,
    /// Tables with a sheet of their own that is named by their title, and the sheet's name.
    pub(crate) own_sheet: BTreeMap<String, String>,
    /// Tables that break off after so many rows and go on, with their headings, on a sheet of their own.
    pub(crate) continued: BTreeMap<String, usize>,
    /// Tables whose headings are printed again after so many rows.
    pub(crate) again: BTreeMap<String, usize>,
    /// How many columns of values stand side by side; further ones follow below, under headings of their own.
    pub(crate) block: Option<usize>,
    /// True for labels to the right of the values.
    pub(crate) mirrored: bool,
    /// Empty rows above and empty columns before each table.
    pub(crate) down: u32,
    pub(crate) right: u16,
    /// True for a total row after its parts.
    pub(crate) total_last: bool,
    /// Categories left out, as `dimension=code` or by member.
    pub(crate) without: BTreeSet<String>,
    /// Other words for codes, members and years than the printed ones.
    pub(crate) relabel: BTreeMap<String, String>,
    /// Rows inserted into each table: by turns a remark and an empty row.
    pub(crate) inserted_rows: u32,
    /// True for a row of the State's own with values.
    pub(crate) own_row: bool,
    /// True for a column of the State's own between the values.
    pub(crate) own_column: bool,
    /// How many names are listed in an open list.
    pub(crate) listed: usize,
    /// Of a hundred values beside them, how many are left empty; one of each row stays.
    pub(crate) sparse: u8,
    /// Names from which they are drawn, if not those of the edition.
    pub(crate) names: Vec<String>,
    /// Labels in open lists that name nothing, with values beside them.
    pub(crate) nameless: Vec<String>,
    /// True for the template's empty rows under those listed.
    pub(crate) open_rows: bool,
    /// Of a hundred tables, how many have a note of the State under them.
    pub(crate) notes: u8,
    /// True for a column of comments beside the values.
    pub(crate) comment_column: bool,
    /// True for totals by formula.
    pub(crate) formulas: bool,
    /// Of a hundred values, how many have a comment on their cell.
    pub(crate) cell_comments: u8,
    /// Tables with a hidden row, and tables with a hidden column.
    pub(crate) hidden_row: BTreeSet<String>,
    pub(crate) hidden_column: BTreeSet<String>,
    /// Headings that are no year, by the year whose figures stand below.
    pub(crate) lost_years: BTreeMap<String, String>,
    /// What differs from the figures drawn.
    #[serde(rename = "figure")]
    pub(crate) figures: Vec<FigureChange>,
    /// Rows added to open lists.
    pub(crate) added: Vec<Added>,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            scale: 60,
            years: None,
            year_text: None,
            partial: false,
            numbers: Numbers::default(),
            threshold: 0,
            headings: Outer::default(),
            stub: Stub::default(),
            categories_first: false,
            super_heading: false,
            bare_stub: false,
            bare: false,
            corner: false,
            beside: Vec::new(),
            own_sheet: BTreeMap::new(),
            continued: BTreeMap::new(),
            again: BTreeMap::new(),
            block: None,
            mirrored: false,
            down: 0,
            right: 0,
            total_last: false,
            without: BTreeSet::new(),
            relabel: BTreeMap::new(),
            inserted_rows: 0,
            own_row: false,
            own_column: false,
            listed: 4,
            sparse: 0,
            names: Vec::new(),
            nameless: Vec::new(),
            open_rows: false,
            notes: 0,
            comment_column: false,
            formulas: false,
            cell_comments: 0,
            hidden_row: BTreeSet::new(),
            hidden_column: BTreeSet::new(),
            lost_years: BTreeMap::new(),
            figures: Vec::new(),
            added: Vec::new(),
        }
    }
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Numbers {
    /// As numbers.
    #[default]
    Stored,
    /// As text, digits only.
    Text,
    /// As text, thousands parted as the language does.
    Grouped,
    /// As text in the digits of the script.
    Native,
    /// By turns as a number and as text with thousands parted.
    Mixed,
}

/// How the outer of two levels of labels is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outer {
    /// Once, its cells merged.
    #[default]
    Merged,
    /// Once, the cells after it left empty.
    Once,
    /// In each cell.
    Each,
}

/// How row labels of two levels are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stub {
    /// In two columns, the outer one merged.
    #[default]
    Merged,
    /// In two columns, the outer one in its first row only.
    Once,
    /// In two columns, both in each row.
    Each,
    /// In one column: the outer one heads its group and has the group's total.
    One,
    /// In one column: the outer one is a caption without values.
    Captions,
    /// In one cell, with a comma between.
    Joined,
}

/// A figure that is not the one drawn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureChange {
    /// The table.
    pub(crate) table: String,
    /// Codes that differ from the total.
    #[serde(default)]
    pub(crate) codes: BTreeMap<String, String>,
    pub(crate) year: Option<i16>,
    /// The cell's text; its number as text, if it holds a number.
    pub(crate) raw: String,
    /// How it is stored.
    #[serde(default)]
    pub(crate) stored: StoredAs,
    /// What must be read.
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) number: String,
    #[serde(default)]
    pub(crate) low: String,
    #[serde(default)]
    pub(crate) high: String,
}

/// A row added to an open list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Added {
    /// The table.
    pub(crate) table: String,
    /// The code of the name.
    pub(crate) code: String,
    /// The name as it is written.
    pub(crate) name: String,
    /// A number for each column.
    pub(crate) values: Vec<u32>,
}

/// How a cell holds what it shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StoredAs {
    #[default]
    Text,
    Number,
    /// A number shown as a percentage.
    Percent,
    /// The result of a formula that fails.
    Error,
}
