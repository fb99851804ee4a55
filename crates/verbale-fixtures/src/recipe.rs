//! `fixtures/recipes.toml`: what each file is to be like.

use crate::damage::Damaged;
use crate::fault::{Fault, read_toml};
use crate::sdmx::Sdmx;
use crate::shape::{Printed, Shape};
use crate::xml_reply::XmlFormat;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use verbale_model::Language;

/// All recipes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipes {
    /// The edition of recipes that name none.
    pub(crate) edition: String,
    /// How the forms of an edition are printed, by its path.
    pub(crate) printed: BTreeMap<String, Printed>,
    /// How often which answer is given: weights by answer code or status.
    pub(crate) profile: BTreeMap<String, BTreeMap<String, u32>>,
    /// Files composed.
    #[serde(rename = "file")]
    pub(crate) files: Vec<Recipe>,
    /// Files made from a composed one, or from nothing.
    #[serde(rename = "damaged")]
    pub(crate) damaged: Vec<Damaged>,
}

/// How one file is composed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recipe {
    /// Path under `fixtures/`; the ending says the format, unless the next key does.
    pub(crate) path: String,
    /// The format of what the generator writes, where that is not the ending's.
    pub(crate) content: Option<String>,
    /// The trait that no other file has.
    pub(crate) why: String,
    /// Edition, if not the usual one.
    pub(crate) edition: Option<String>,
    /// Layout of the edition; the first one if none is named.
    pub(crate) layout: Option<String>,
    /// Language of labels and texts.
    pub(crate) language: Language,
    /// The States that speak; the file is rejected unless a form names just one.
    pub(crate) states: Vec<String>,
    /// Seed of every choice made in the file.
    pub(crate) seed: u64,
    /// Name of the profile of answers.
    pub(crate) profile: Option<String>,
    /// Of a hundred answers, how many have a description.
    #[serde(default)]
    pub(crate) comments: u8,
    /// How answers are written.
    #[serde(default)]
    pub(crate) style: Style,
    /// How the date is written.
    #[serde(default)]
    pub(crate) date: DateStyle,
    /// How the State is named.
    #[serde(default)]
    pub(crate) state_as: NameStyle,
    /// Sections answered; the rest is left blank. All if not given.
    pub(crate) answered: Option<BTreeSet<String>>,
    /// What differs from the choices drawn.
    #[serde(default, rename = "change")]
    pub(crate) changes: Vec<Change>,
    /// How a form is printed.
    #[serde(default)]
    pub(crate) print: Print,
    /// How a statistical reply fills and prints its tables.
    #[serde(default)]
    pub(crate) tables: Shape,
    /// How delimited text is written.
    #[serde(default)]
    pub(crate) text: TextFormat,
    /// How a document is put down.
    #[serde(default)]
    pub(crate) xml: XmlFormat,
    /// For a coding sheet.
    pub(crate) coding: Option<Coding>,
    /// For a published table.
    pub(crate) published: Option<Published>,
    /// For such a table in SDMX.
    pub(crate) sdmx: Option<Sdmx>,
    /// The finding for which the file is rejected.
    pub(crate) reject: Option<String>,
    /// For a file that is committed and not written by the generator: how it was made from what this recipe gives.
    pub(crate) edited: Option<String>,
    /// For such a file: its non-empty cells, counted by another program.
    pub(crate) cells: Option<u64>,
    /// For such a file: cells that have no place in the questionnaire.
    pub(crate) unplaced: Option<u64>,
}

impl Recipe {
    /// The form of an edition in English as it was sent out, with nothing decided.
    pub(crate) fn bare(edition: &str) -> Result<Self, Fault> {
        let text = format!("path = \"reply.xlsx\"\nwhy = \"\"\nedition = \"{edition}\"\nlanguage = \"en\"\nstates = []\nseed = 0");
        toml::from_str(&text).map_err(|error| Fault::recipe(edition, error.to_string()))
    }

    /// The file's name without folder and ending.
    pub(crate) fn stem(&self) -> &str {
        stem(&self.path)
    }

    /// The ending of what the generator writes for it.
    pub(crate) fn content(&self) -> &str {
        self.content.as_deref().or_else(|| self.path.rsplit_once('.').map(|(_, ending)| ending)).unwrap_or_default()
    }
}

/// A file's name without folder and ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// How answers are written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Style {
    /// The label of the codelist.
    #[default]
    Label,
    /// Words that people type.
    Words,
    /// Codes of the codelists and of the statuses, as programs write them.
    Codes,
    /// All options in one cell, each with a box: marks of a ticked and of an empty one, and what stands between options.
    Boxes { ticked: String, empty: String, between: String },
    /// A column an option, with a mark in it.
    Columns { mark: String },
}

/// How the date of the reply is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DateStyle {
    /// In words.
    #[default]
    Words,
    /// `YYYY-MM-DD` as text.
    Iso,
    /// A date cell.
    Cell,
}

/// How an area is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NameStyle {
    /// Its name in the language of the file.
    #[default]
    Name,
    /// Its name in capitals.
    Capitals,
    /// Its code.
    Code,
}

/// An answer that is not the one drawn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// The item.
    pub(crate) item: String,
    /// The cell's text; not given to leave the answer and change the description.
    pub(crate) raw: Option<String>,
    /// Its status; `reported` if not given.
    pub(crate) status: Option<String>,
    /// Its code.
    pub(crate) code: Option<String>,
    /// Its text, where that is not the cell's: a date.
    pub(crate) text: Option<String>,
    /// Options selected, for an item that has them.
    #[serde(default)]
    pub(crate) options: Vec<String>,
    /// The description; empty to take it away.
    pub(crate) comment: Option<String>,
}

/// How a form is printed. All defaults: as it was sent out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Print {
    /// Columns by name, in another order.
    pub(crate) columns: Option<Vec<String>>,
    /// Empty columns before the first.
    pub(crate) indent: u16,
    /// Sections that have a sheet; all if not given.
    pub(crate) sheets: Option<BTreeSet<String>>,
    /// True if all sections stand on one sheet.
    pub(crate) one_sheet: bool,
    /// The title stands on the first sheet only.
    pub(crate) title_once: bool,
    /// A title in place of the edition's.
    pub(crate) title: Option<String>,
    /// Rows between a section's heading and the header.
    pub(crate) header_lower: u32,
    /// Rows inserted on each sheet: by turns a remark and an empty row.
    pub(crate) inserted_rows: u32,
    /// How many sheets of the State's own are added.
    pub(crate) extra_sheets: usize,
    /// Sections whose sheet is hidden.
    pub(crate) hidden: BTreeSet<String>,
    /// Name of a hidden sheet that holds the words to choose from.
    pub(crate) list_sheet: Option<String>,
    /// Cells of a label merged.
    pub(crate) merged: Merged,
    /// How sheets are named.
    pub(crate) sheet_names: SheetNames,
    /// The second language of the labels, and what stands between the two.
    pub(crate) second: Option<Second>,
    /// A section on whose sheet the second State stands.
    pub(crate) second_state_on: Option<String>,
}

/// Which cells of a label are merged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Merged {
    /// None.
    #[default]
    None,
    /// Two columns.
    Wide,
    /// Two rows.
    Tall,
}

/// How sheets are named.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum SheetNames {
    /// As the edition does.
    #[default]
    Label,
    /// As the edition does in another language.
    Language(Language),
    /// By number, as a program names new sheets.
    Numbered,
}

/// A second language of the labels.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Second {
    pub(crate) language: Language,
    pub(crate) between: String,
}

/// How delimited text is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TextFormat {
    /// `utf-8-bom`, `utf-16le`, or an encoding as WHATWG names it.
    pub(crate) encoding: String,
    pub(crate) delimiter: char,
    /// True for lines that end as on Windows.
    pub(crate) crlf: bool,
}

impl Default for TextFormat {
    fn default() -> Self {
        Self { encoding: "utf-8".to_owned(), delimiter: ',', crlf: true }
    }
}

/// What an officer's coding sheet is like.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Coding {
    /// Name of the sheet, as the edition's labels know it.
    pub(crate) sheet: String,
    /// True for the title and an empty row above the header.
    #[serde(default)]
    pub(crate) title: bool,
    /// Items by code or by label.
    #[serde(default)]
    pub(crate) item_as: CodedAs,
    /// Answers by code or by label.
    #[serde(default)]
    pub(crate) answer_as: CodedAs,
    /// True for a row an option, false for all options of an item in one cell.
    #[serde(default)]
    pub(crate) option_rows: bool,
    /// What stands in further columns.
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// Columns left out.
    #[serde(default)]
    pub(crate) without: BTreeSet<String>,
}

/// How a coder writes items and answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CodedAs {
    #[default]
    Code,
    Label,
}

/// What stands in a column that is kept with the answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Attribute {
    /// A number that rises from 1 to this.
    Page(u32),
    /// One of these.
    OneOf(Vec<String>),
}

/// What a published table is like.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Published {
    pub(crate) years: Vec<i16>,
    /// Codes of the dimensions by which totals are broken down; the first is the total, the others add up to it.
    pub(crate) margins: BTreeMap<String, Vec<String>>,
    /// Codes of the dimension that the category names.
    pub(crate) categories: BTreeMap<String, Vec<String>>,
    /// True for figures by all parts of the margins though the edition does not add them up.
    #[serde(default)]
    pub(crate) added_up: bool,
    /// Text of context columns that are no region.
    #[serde(default)]
    pub(crate) context: BTreeMap<String, String>,
    /// Context columns that name the region and the subregion.
    #[serde(default)]
    pub(crate) region: String,
    #[serde(default)]
    pub(crate) subregion: String,
    /// Columns left out.
    #[serde(default)]
    pub(crate) without: BTreeSet<String>,
    /// True for the lines above the header.
    #[serde(default)]
    pub(crate) preamble: bool,
    /// Counts below this are printed as fewer than it.
    #[serde(default)]
    pub(crate) threshold: i64,
}

impl Recipes {
    /// Reads them.
    pub(crate) fn read(path: &Path) -> Result<Self, Fault> {
        read_toml(path)
    }

    /// The recipe of a stem.
    pub(crate) fn by_stem(&self, stem: &str) -> Option<&Recipe> {
        self.files.iter().find(|recipe| recipe.stem() == stem)
    }
}
