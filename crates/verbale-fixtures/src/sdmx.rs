//! Statistics in SDMX: observations are decided, with what must be read of each, and then put down in one of the formats.

use crate::expected::{Expected, ExpectedFile};
use crate::fault::Fault;
use crate::job::Job;
use crate::published::{Figure, figures};
use crate::recipe::Published;
use crate::rng::Rng;
use crate::sdmx_message::{Component, Level, Message, Row, SdmxFormat};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use verbale_model::layout::{Category, Column, Meaning, RecordsLayout, Role};
use verbale_model::{DimId, ItemId, ItemKind, Status};

/// What a message or file in SDMX is like; its figures are those of a published table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sdmx {
    /// The format.
    pub(crate) format: SdmxFormat,
    /// The table of the edition's folder that says which texts select which item.
    rules: String,
    /// Weights of the ways in which values are given.
    ways: BTreeMap<Way, u32>,
    /// Attributes of a data set: column and text.
    #[serde(default)]
    data_set: BTreeMap<String, String>,
    /// Attributes of a series: column and text.
    #[serde(default)]
    series: BTreeMap<String, String>,
    /// Observations that no answer can come of: the first one again, with other texts in these columns.
    #[serde(default)]
    apart: Vec<BTreeMap<String, String>>,
}

/// How a value is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    /// With a status that says nothing more.
    Plain,
    /// Without a status.
    Unsaid,
    /// With a status that is kept beside it.
    Noted,
    /// In thousands.
    Scaled,
    /// A whole number with a decimal.
    Decimal,
    /// Nothing, and a status that says why.
    Missing,
    /// `NaN`, and a status that says why.
    Nan,
    /// `NaN`, and nothing that says why.
    Unexplained,
    /// Nothing at all.
    Blank,
}

/// A row of the edition's table of rules.
struct Rule {
    select: Vec<String>,
    item: ItemId,
    codes: Vec<(DimId, String)>,
}

/// A file as it was decided.
pub(crate) struct Decided {
    pub(crate) message: Message,
    pub(crate) expected: ExpectedFile,
}

/// What is given, and what must be read of it.
struct Given {
    value: String,
    status: String,
    power: String,
    truth: Status,
    number: String,
}

pub(crate) fn decide(job: &Job<'_>, layout: &RecordsLayout, root: &Path, rng: &mut Rng) -> Result<Decided, Fault> {
    let sdmx = job.recipe.sdmx.as_ref().ok_or_else(|| job.fault("is statistics in SDMX and has no [file.sdmx]"))?;
    let published = job.recipe.published.as_ref().ok_or_else(|| job.fault("has no [file.published]"))?;
    let rules = rules(job, layout, &root.join("schemas").join(job.edition.path()).join(&sdmx.rules))?;
    let structure = layout.sdmx.as_ref().and_then(|known| known.structures.first());
    let structure = structure.ok_or_else(|| job.fault("its layout is for no structure"))?;
    let desk = Desk { job, layout, sdmx, rules };
    let columns = desk.columns();
    let components = columns.iter().map(|(column, level)| desk.component(column, *level)).collect::<Result<_, Fault>>()?;
    let mut message = Message { structure: structure.clone(), date: job.asof, components, rows: Vec::new() };
    let mut expected = ExpectedFile::new(job);
    for figure in desk.figures(published, rng) {
        let given = desk.given(&figure, rng)?;
        let row = Row { cells: desk.cells(&columns, &figure, &given)?, apart: false };
        if message.rows.is_empty() {
            message.rows.extend(sdmx.apart.iter().map(|other| apart(&columns, &row, other)));
        }
        message.rows.push(row);
        expected.rows.push(desk.expected(&figure, given));
    }
    Ok(Decided { message, expected })
}

/// The row with other texts in some columns: no answer.
fn apart(columns: &[(&Column, Level)], row: &Row, other: &BTreeMap<String, String>) -> Row {
    let cell = |(index, (column, _)): (usize, &(&Column, Level))| other.get(&column.name).unwrap_or(&row.cells[index]).clone();
    Row { cells: columns.iter().enumerate().map(cell).collect(), apart: true }
}

/// Reads the table of rules: the selecting texts, `item`, and dimensions whose codes the texts give.
fn rules(job: &Job<'_>, layout: &RecordsLayout, path: &Path) -> Result<Vec<Rule>, Fault> {
    let selecting = layout.columns.iter().filter(|column| matches!(column.role, Role::Select(_))).count();
    let mut reader = csv::Reader::from_path(path).map_err(|error| Fault::data(path, error.to_string()))?;
    let header = reader.headers().map_err(|error| Fault::data(path, error.to_string()))?.clone();
    let mut rules = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Fault::data(path, error.to_string()))?;
        let code = record.get(selecting).unwrap_or_default();
        let item = job.edition.items.iter().position(|item| item.code == code).and_then(|at| u16::try_from(at).ok());
        let item = item.ok_or_else(|| Fault::data(path, format!("`{code}` is no item")))?;
        let given = header.iter().zip(&record).skip(selecting + 1).filter(|(_, code)| !code.is_empty());
        rules.push(Rule {
            select: record.iter().take(selecting).map(str::to_owned).collect(),
            item: ItemId(item),
            codes: given.filter_map(|(name, code)| Some((job.edition.dimension(name)?, code.to_owned()))).collect(),
        });
    }
    Ok(rules)
}

struct Desk<'d, 'a> {
    job: &'d Job<'a>,
    layout: &'d RecordsLayout,
    sdmx: &'d Sdmx,
    rules: Vec<Rule>,
}

impl<'d> Desk<'d, '_> {
    /// The columns that the message has, and where their components stand.
    fn columns(&self) -> Vec<(&'d Column, Level)> {
        let level = |column: &Column| match column.role {
            Role::Constant | Role::Select(_) | Role::Area | Role::Dimension(_) => Some(Level::Key),
            Role::Year => Some(Level::Time),
            Role::Value => Some(Level::Value),
            Role::Unit => Some(Level::Series),
            Role::Status | Role::Multiplier => Some(Level::Observation),
            _ if self.sdmx.data_set.contains_key(&column.name) => Some(Level::DataSet),
            _ if self.sdmx.series.contains_key(&column.name) => Some(Level::Series),
            _ => None,
        };
        self.layout.columns.iter().filter_map(|column| Some((column, level(column)?))).collect()
    }

    fn component(&self, column: &Column, level: Level) -> Result<Component, Fault> {
        Ok(Component { id: self.job.label(column.key)?.to_owned(), level })
    }

    /// Figures of every item that a rule selects, a State and year after the other.
    fn figures<'f>(&'f self, published: &Published, rng: &mut Rng) -> Vec<Figure<'f>> {
        let mut items: Vec<(ItemId, Category)> = Vec::new();
        for rule in &self.rules {
            let by = |id: &&DimId| {
                let code = &self.job.edition.dimensions[usize::from(id.0)].code;
                published.categories.contains_key(code)
            };
            let by = self.job.edition.item(rule.item).dimensions.iter().find(by);
            let category = by.map_or(Category::Fixed, |dimension| Category::Dimension(*dimension));
            if items.iter().all(|(item, _)| *item != rule.item) {
                items.push((rule.item, category));
            }
        }
        figures(self.job, published, &items, rng)
    }

    /// The rule that selects the item of a figure, and whose codes the figure has.
    fn rule(&self, figure: &Figure<'_>) -> Result<&Rule, Fault> {
        let has = |(id, code): &(DimId, String)| figure.codes[usize::from(id.0)].as_ref() == Some(code);
        let found = self.rules.iter().find(|rule| rule.item == figure.item && rule.codes.iter().all(has));
        found.ok_or_else(|| self.job.fault("no rule of the edition selects one of its figures"))
    }

    fn given(&self, figure: &Figure<'_>, rng: &mut Rng) -> Result<Given, Fault> {
        let weighted: Vec<(Way, u32)> = self.sdmx.ways.iter().map(|(way, weight)| (*way, *weight)).collect();
        let way = rng.weighted(&weighted).copied().unwrap_or(Way::Plain);
        let counted = if figure.count == 0 { Status::Zero } else { Status::Reported };
        let amount = self.job.edition.item(figure.item).kind == ItemKind::Amount;
        let (value, number) = if amount { (thousandths(figure.count), trimmed(figure.count)) } else { whole(figure.count) };
        let given = |value: String, status: String, power: &str, truth: Status, number: String| Given {
            value,
            status,
            power: power.to_owned(),
            truth,
            number,
        };
        let nothing = String::new;
        let mut status = |wanted: fn(&Meaning) -> bool| self.status(wanted, rng);
        let plain = |meaning: &Meaning| *meaning == Meaning::Plain;
        Ok(match way {
            Way::Plain => given(value, status(plain)?.0, "0", counted, number),
            Way::Unsaid => given(value, nothing(), "", counted, number),
            Way::Noted => given(value, status(|meaning| *meaning == Meaning::Noted)?.0, "0", counted, number),
            Way::Scaled if !amount => given(thousandths(figure.count), status(plain)?.0, "3", counted, number),
            Way::Decimal if !amount => given(format!("{value}.0"), status(plain)?.0, "0", counted, number),
            Way::Scaled | Way::Decimal => given(value, status(plain)?.0, "0", counted, number),
            Way::Missing | Way::Nan => {
                let (code, truth) = status(|meaning| matches!(meaning, Meaning::Absent(_)))?;
                let value = if way == Way::Nan { NAN.to_owned() } else { nothing() };
                given(value, code, "0", truth, nothing())
            }
            Way::Unexplained => given(NAN.to_owned(), nothing(), "", Status::NotAvailable, nothing()),
            Way::Blank => given(nothing(), nothing(), "", Status::Blank, nothing()),
        })
    }

    /// A code of the status column with such a meaning, and the status of a value that is missing.
    fn status(&self, wanted: fn(&Meaning) -> bool, rng: &mut Rng) -> Result<(String, Status), Fault> {
        let column = self.layout.columns.iter().find(|column| column.role == Role::Status);
        let known = column.into_iter().flat_map(|column| &column.codes).filter(|(_, meaning)| wanted(meaning));
        let known: BTreeMap<&String, &Meaning> = known.collect();
        let codes: Vec<&String> = known.keys().copied().collect();
        let code = rng.pick(&codes).ok_or_else(|| self.job.fault("its layout has no such status"))?;
        let status = match known.get(code) {
            Some(Meaning::Absent(status)) => *status,
            _ => Status::Reported,
        };
        Ok(((*code).clone(), status))
    }

    fn cells(&self, columns: &[(&Column, Level)], figure: &Figure<'_>, given: &Given) -> Result<Vec<String>, Fault> {
        let rule = self.rule(figure)?;
        let neutral = |column: &Column| column.neutral.last().cloned().unwrap_or_default();
        let cell = |column: &Column| match column.role {
            Role::Select(index) => Ok(rule.select.get(usize::from(index)).cloned().unwrap_or_default()),
            Role::Area => Ok(figure.state.code.clone()),
            Role::Dimension(dimension) => {
                let code = figure.codes.get(usize::from(dimension.0)).cloned().flatten();
                Ok(code.unwrap_or_else(|| neutral(column)))
            }
            Role::Constant => Ok(neutral(column)),
            Role::Year => Ok(figure.year.to_string()),
            Role::Value => Ok(given.value.clone()),
            Role::Status => Ok(given.status.clone()),
            Role::Multiplier => Ok(given.power.clone()),
            Role::Unit => self.unit(column, figure.item),
            _ => Ok(self.said(&column.name)),
        };
        columns.iter().map(|(column, _)| cell(column)).collect()
    }

    /// The text of an attribute of a data set or series.
    fn said(&self, name: &str) -> String {
        self.sdmx.data_set.get(name).or_else(|| self.sdmx.series.get(name)).cloned().unwrap_or_default()
    }

    /// The code of an item's unit.
    fn unit(&self, column: &Column, item: ItemId) -> Result<String, Fault> {
        let unit = self.job.edition.item(item).unit.as_deref();
        let is_it = |meaning: &Meaning| matches!(meaning, Meaning::Unit(known) if Some(known.as_str()) == unit);
        let code = column.codes.iter().filter(|(_, meaning)| is_it(meaning)).map(|(code, _)| code).min();
        code.cloned().ok_or_else(|| self.job.fault("its layout has no code for the unit of an item"))
    }

    fn expected(&self, figure: &Figure<'_>, given: Given) -> Expected {
        Expected {
            area: figure.state.code.clone(),
            item: self.job.edition.item(figure.item).code.clone(),
            dimensions: figure.codes.iter().map(|code| code.clone().unwrap_or_default()).collect(),
            year: figure.year.to_string(),
            status: given.truth.code().to_owned(),
            number: given.number,
            raw: given.value,
            ..Expected::default()
        }
    }
}

/// The word of SDMX for a value that is missing.
const NAN: &str = "NaN";

fn whole(count: i64) -> (String, String) {
    (count.to_string(), count.to_string())
}

/// So many thousandths as a decimal, with three digits behind the point.
fn thousandths(count: i64) -> String {
    format!("{}.{:03}", count / 1000, count % 1000)
}

/// The same without zeros at its end.
fn trimmed(count: i64) -> String {
    thousandths(count).trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!((thousandths(39), trimmed(39)), ("0.039".to_owned(), "0.039".to_owned()));
        assert_eq!((thousandths(1_200), trimmed(1_200)), ("1.200".to_owned(), "1.2".to_owned()));
        assert_eq!((thousandths(10_000), trimmed(10_000)), ("10.000".to_owned(), "10".to_owned()));
        assert_eq!(trimmed(0), "0");
    }
}
