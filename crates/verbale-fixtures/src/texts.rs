//! What people write besides the questionnaire's own words: `fixtures/texts/<lang>.toml`.

use crate::fault::{Fault, read_toml};
use crate::rng::Rng;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use verbale_model::codelist::{Codelist, list_form};
use verbale_model::fold::fold;
use verbale_model::words::WordClass;
use verbale_model::{Language, Schemas, Status};

/// The texts of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    /// Months, January first, in the case in which a date needs them.
    pub(crate) months: Vec<String>,
    /// A date, with `{day}`, `{month}` and `{year}`.
    pub(crate) date: String,
    /// What a program of this language calls a new sheet; a number follows.
    pub(crate) sheet: String,
    /// Descriptions of measures.
    pub(crate) comments: Vec<String>,
    /// Rows that States insert.
    pub(crate) remarks: Vec<String>,
    /// What stands where an answer should and is none.
    pub(crate) unreadable: Vec<String>,
    /// Words typed for an answer code or a status.
    pub(crate) words: BTreeMap<String, Vec<String>>,
    /// Contact details by item.
    pub(crate) contact: BTreeMap<String, Vec<String>>,
    /// Texts written in answer to questions, by the item's code or its ending.
    pub(crate) statements: BTreeMap<String, Vec<String>>,
    /// What stands in statistical tables.
    pub(crate) figures: FigureTexts,
    /// Sheets that States add.
    pub(crate) extra: Vec<Extra>,
}

/// What people write into statistical tables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureTexts {
    /// What stands between thousands, and before decimals.
    pub(crate) thousands: String,
    pub(crate) decimal: String,
    /// The digits of the script, 0 first, and what stands between thousands and before decimals among them.
    pub(crate) native: Vec<char>,
    pub(crate) native_thousands: String,
    pub(crate) native_decimal: String,
    /// Fewer than `{n}`.
    pub(crate) fewer: Vec<String>,
    /// A year of which the figures cover a part.
    pub(crate) partial: String,
    /// Notes under tables.
    pub(crate) notes: Vec<String>,
    /// A row and a column that States add.
    pub(crate) own_row: String,
    pub(crate) own_column: String,
    /// Comments on cells.
    pub(crate) cell_comments: Vec<String>,
}

/// A sheet that the questionnaire does not have.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extra {
    pub(crate) sheet: String,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Texts {
    /// A date in words.
    pub(crate) fn date(&self, date: NaiveDate) -> String {
        let month = self.months.get(date.month0() as usize).map_or("", String::as_str);
        self.date.replace("{day}", &date.day().to_string()).replace("{month}", month).replace("{year}", &date.year().to_string())
    }

    /// A description of a measure, as of a date.
    pub(crate) fn comment(&self, rng: &mut Rng, asof: NaiveDate) -> String {
        rng.pick(&self.comments).map_or_else(String::new, |text| fill(text, rng, asof))
    }

    /// A note under a table.
    pub(crate) fn note(&self, rng: &mut Rng, asof: NaiveDate) -> String {
        rng.pick(&self.figures.notes).map_or_else(String::new, |text| fill(text, rng, asof))
    }

    /// An answer to a question in words: what is known for its code, or for the longest ending of it.
    pub(crate) fn statement(&self, item: &str, rng: &mut Rng, asof: NaiveDate) -> Option<String> {
        let ends = |key: &&String| item == key.as_str() || item.strip_suffix(key.as_str()).is_some_and(|rest| rest.ends_with('_'));
        let key = self.statements.keys().filter(ends).max_by_key(|key| key.len())?;
        rng.pick(&self.statements[key]).map(|text| fill(text, rng, asof))
    }

    /// A row that a State inserts.
    pub(crate) fn remark(&self, rng: &mut Rng, asof: NaiveDate) -> String {
        rng.pick(&self.remarks).map_or_else(String::new, |text| fill(text, rng, asof))
    }
}

/// Puts numbers and years in; all are drawn, so that the same sentence seldom stands twice in a file.
fn fill(text: &str, rng: &mut Rng, asof: NaiveDate) -> String {
    let back = |years: u32| (i64::from(asof.year()) - i64::from(years)).to_string();
    let article = 2 + rng.below(190);
    text.replace("{number}", &(1 + rng.below(240)).to_string())
        .replace("{year2}", &back(1 + rng.below(3)))
        .replace("{year}", &back(4 + rng.below(7)))
        .replace("{article2}", &(article + 1 + rng.below(8)).to_string())
        .replace("{article}", &article.to_string())
        .replace("{count}", &(3 + rng.below(25)).to_string())
}

/// Texts of all languages, checked.
#[derive(Debug, Clone)]
pub(crate) struct AllTexts(Vec<Texts>);

impl AllTexts {
    pub(crate) fn read(folder: &Path, schemas: &Schemas) -> Result<Self, Fault> {
        let mut all = Vec::new();
        for language in Language::ALL {
            let path = folder.join(format!("{language}.toml"));
            let texts: Texts = read_toml(&path)?;
            months(&texts, schemas).map_err(|message| Fault::data(&path, message))?;
            all.push(texts);
        }
        Ok(Self(all))
    }

    pub(crate) fn of(&self, language: Language) -> &Texts {
        &self.0[language.index()]
    }
}

fn months(texts: &Texts, schemas: &Schemas) -> Result<(), String> {
    for (month, name) in (1..=12).zip(&texts.months) {
        // Arabic writes both names of a month, with a stroke between.
        if name.split('/').any(|part| schemas.words.months.get(&fold(part)) != Some(&month)) {
            return Err(format!("`{name}` is not known as month {month}"));
        }
    }
    if texts.months.len() == 12 { Ok(()) } else { Err("a year has twelve months".to_owned()) }
}

/// Fails unless a word stands for a code of a list, and for nothing else.
pub(crate) fn check_code(word: &str, code: &str, list: &Codelist, schemas: &Schemas) -> Result<(), String> {
    match list.find(&list_form(word)) {
        Some(found) if schemas.codes.text(found) == code => Ok(()),
        Some(found) => Err(format!("`{word}` is to mean `{code}` and stands for `{}`", schemas.codes.text(found))),
        None => Err(format!("`{word}` is to mean `{code}` and is no word of codelist `{}`", list.name)),
    }
}

/// Fails unless a word gives a status, and is no answer of the list.
pub(crate) fn check_status(word: &str, status: Status, list: Option<&Codelist>, schemas: &Schemas) -> Result<(), String> {
    if let Some(found) = list.and_then(|list| list.find(&list_form(word))) {
        return Err(format!("`{word}` is to mean `{}` and stands for `{}`", status.code(), schemas.codes.text(found)));
    }
    let expected = match status {
        Status::NotAvailable => Some(WordClass::NotAvailable),
        Status::NotApplicable => Some(WordClass::NotApplicable),
        Status::Refused => Some(WordClass::Refused),
        Status::SeeAnnex => Some(WordClass::SeeAnnex),
        Status::NotStated => Some(WordClass::NotStated),
        Status::Unreadable => None,
        _ => return Err(format!("`{}` is no status that a word can give", status.code())),
    };
    let class = schemas.words.class(word);
    if class == expected { Ok(()) } else { Err(format!("`{word}` is to mean `{}` and words.csv says {class:?}", status.code())) }
}
