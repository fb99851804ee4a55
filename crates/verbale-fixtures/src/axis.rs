//! The labels along the sides of a table: what each says, in how many levels.

use crate::fault::Fault;
use crate::job::Job;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Axis, MemberId};
use verbale_model::{CodeId, DimId, Language};

/// One part of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    Year(i16),
    Member(MemberId),
    Code(DimId, CodeId),
    /// A name that the State writes into an open list.
    Listed(String),
}

/// The label of one row or column, outer part first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) year: Option<i16>,
    pub(crate) codes: Vec<(DimId, CodeId)>,
    pub(crate) words: Vec<Word>,
    /// True for a name that names nothing: what stands beside it has no place.
    pub(crate) nameless: bool,
}

impl Leaf {
    fn new(codes: Vec<(DimId, CodeId)>, words: Vec<Word>) -> Self {
        Self { year: None, codes, words, nameless: false }
    }

    /// True if the State wrote it.
    pub(crate) fn is_listed(&self) -> bool {
        matches!(self.words.last(), Some(Word::Listed(_)))
    }

    /// True for a label that leaves every dimension at its total.
    pub(crate) fn is_total(&self, job: &Job<'_>) -> bool {
        self.codes.iter().all(|(dimension, code)| total(job, *dimension) == Some(*code))
    }

    /// The code it gives in a dimension; the total says nothing.
    pub(crate) fn code(&self, job: &Job<'_>, dimension: DimId) -> Option<CodeId> {
        let given = self.codes.iter().find(|(known, _)| *known == dimension).map(|(_, code)| *code);
        given.filter(|code| total(job, dimension) != Some(*code))
    }
}

/// The code of a dimension that is its total.
pub(crate) fn total(job: &Job<'_>, dimension: DimId) -> Option<CodeId> {
    job.edition.dimensions[usize::from(dimension.0)].total
}

/// A name in an open list: its code, unless it names nothing, and how it is written.
pub(crate) type Listed = (Option<CodeId>, String);

/// All labels of a side, in the order in which they are printed.
pub(crate) fn leaves(job: &Job<'_>, axis: &Axis, listed: &[Listed]) -> Vec<Leaf> {
    let shape = &job.recipe.tables;
    let categories = categories(job, axis, listed);
    if !axis.years {
        return categories;
    }
    let years = years(job);
    let nameless = |year: i16| shape.lost_years.contains_key(&year.to_string());
    if categories.is_empty() {
        let leaf = |year| Leaf { year: Some(year), nameless: nameless(year), ..Leaf::new(Vec::new(), vec![Word::Year(year)]) };
        return years.into_iter().map(leaf).collect();
    }
    let joined = |year: i16, category: &Leaf, outer: bool| {
        let mut words = category.words.clone();
        words.insert(if outer { 0 } else { words.len() }, Word::Year(year));
        Leaf { year: Some(year), words, nameless: nameless(year), ..category.clone() }
    };
    let (years, categories) = (&years, &categories);
    if shape.categories_first {
        let by = |category| years.iter().map(move |year| joined(*year, category, false));
        categories.iter().flat_map(by).collect()
    } else {
        let by = |year| categories.iter().map(move |category| joined(year, category, true));
        years.iter().copied().flat_map(by).collect()
    }
}

/// The years of the file.
pub(crate) fn years(job: &Job<'_>) -> Vec<i16> {
    match (&job.recipe.tables.years, job.edition.years) {
        (Some(years), _) => years.clone(),
        (None, Some((first, last))) => (first..=last).collect(),
        (None, None) => Vec::new(),
    }
}

fn categories(job: &Job<'_>, axis: &Axis, listed: &[Listed]) -> Vec<Leaf> {
    let member = |&id: &MemberId| Leaf::new(job.edition.member(id).codes.clone(), vec![Word::Member(id)]);
    let mut leaves: Vec<Leaf> = axis.members.iter().map(member).collect();
    if axis.nested {
        leaves.extend(nested(job, &axis.dimensions));
    } else {
        for &dimension in &axis.dimensions {
            let leaf = |code| Leaf::new(vec![(dimension, code)], vec![Word::Code(dimension, code)]);
            leaves.extend(codes(job, dimension).into_iter().map(leaf));
        }
    }
    if let Some(dimension) = axis.open {
        leaves.extend(listed.iter().map(|(code, text)| Leaf {
            nameless: code.is_none(),
            ..Leaf::new(code.map(|code| (dimension, code)).into_iter().collect(), vec![Word::Listed(text.clone())])
        }));
    }
    leaves.retain(|leaf| !left_out(job, leaf));
    if job.recipe.tables.total_last {
        leaves.sort_by_key(|leaf| leaf.is_total(job) && leaf.words.len() == 1);
    }
    leaves
}

/// Codes of each later dimension under each code of the earlier ones.
fn nested(job: &Job<'_>, dimensions: &[DimId]) -> Vec<Leaf> {
    let mut leaves = vec![Leaf::new(Vec::new(), Vec::new())];
    for &dimension in dimensions {
        let under = |leaf: &Leaf| {
            let with = |code| {
                let mut leaf = leaf.clone();
                leaf.codes.push((dimension, code));
                leaf.words.push(Word::Code(dimension, code));
                leaf
            };
            codes(job, dimension).into_iter().map(with).collect::<Vec<_>>()
        };
        leaves = leaves.iter().flat_map(under).collect();
    }
    leaves
}

/// The codes of a dimension that the form prints.
fn codes(job: &Job<'_>, dimension: DimId) -> Vec<CodeId> {
    let known = &job.edition.dimensions[usize::from(dimension.0)];
    match job.printed.codes.get(&known.code) {
        Some(codes) => codes.iter().filter_map(|code| job.schemas.codes.get(code)).collect(),
        None => job.schemas.list(known.list).codes.iter().map(|entry| entry.code).collect(),
    }
}

fn left_out(job: &Job<'_>, leaf: &Leaf) -> bool {
    leaf.words.iter().filter_map(|word| key(job, word)).any(|key| job.recipe.tables.without.contains(&key))
}

/// The name of a word in a recipe.
fn key(job: &Job<'_>, word: &Word) -> Option<String> {
    match word {
        Word::Year(year) => Some(year.to_string()),
        Word::Member(id) => Some(job.edition.member(*id).name.clone()),
        Word::Code(dimension, code) => {
            let dimension = &job.edition.dimensions[usize::from(dimension.0)].code;
            Some(format!("{dimension}={}", job.schemas.codes.text(*code)))
        }
        Word::Listed(_) => None,
    }
}

/// A word as it is printed; `None` for a year that is a number.
pub(crate) fn printed(job: &Job<'_>, word: &Word) -> Result<Option<String>, Fault> {
    if let Some(other) = key(job, word).and_then(|key| job.recipe.tables.relabel.get(&key)) {
        return Ok(Some(other.clone()));
    }
    let shape = &job.recipe.tables;
    let first = match word {
        Word::Listed(text) => return Ok(Some(text.clone())),
        Word::Year(year) if let Some(text) = shape.lost_years.get(&year.to_string()) => return Ok(Some(text.clone())),
        Word::Year(year) if shape.partial && years(job).last() == Some(year) => {
            return Ok(Some(job.texts.figures.partial.replace("{year}", &year.to_string())));
        }
        Word::Year(year) => return Ok(shape.year_text.as_ref().map(|text| text.replace("{year}", &year.to_string()))),
        Word::Member(_) | Word::Code(..) => in_language(job, word, job.recipe.language)?,
    };
    let Some(second) = &job.recipe.print.second else { return Ok(Some(first)) };
    let other = in_language(job, word, second.language)?;
    Ok(Some(if first == other { first } else { format!("{first}{}{other}", second.between) }))
}

fn in_language(job: &Job<'_>, word: &Word, language: Language) -> Result<String, Fault> {
    match word {
        Word::Member(id) => job.label_in(LabelKey::Member(*id), language).map(str::to_owned),
        Word::Code(dimension, code) => {
            let list = job.schemas.list(job.edition.dimensions[usize::from(dimension.0)].list);
            let entry = list
                .entry(*code)
                .ok_or_else(|| job.fault(format!("`{}` is no code of `{}`", job.schemas.codes.text(*code), list.name)))?;
            Ok(entry.labels[language.index()].clone())
        }
        Word::Year(_) | Word::Listed(_) => Ok(String::new()),
    }
}
