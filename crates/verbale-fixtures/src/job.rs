//! One file to be composed, with everything its recipe refers to.

use crate::fault::Fault;
use crate::recipe::{NameStyle, Recipe, Recipes};
use crate::shape::Printed;
use crate::texts::{AllTexts, Texts};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{FormLayout, Layout};
use verbale_model::{CodeId, DimId, Edition, ItemId, Language, Schemas};

/// Of an edition whose forms are printed as they stand in its schema.
static NOTHING: LazyLock<Printed> = LazyLock::new(Printed::default);

/// A State that speaks: its code and its names.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) code: String,
    pub(crate) names: [String; 6],
    pub(crate) region: Option<String>,
    pub(crate) subregion: Option<String>,
}

impl State {
    /// The State of a code, if it is a fictitious one: no invented answer is ever put into a real State's mouth.
    pub(crate) fn find(schemas: &Schemas, code: &str) -> Option<Self> {
        let area = schemas.areas.get(schemas.codes.get(code)?)?;
        (area.kind == verbale_model::AreaKind::FictitiousState).then(|| Self {
            code: code.to_owned(),
            names: area.names.clone(),
            region: area.region.clone(),
            subregion: area.subregion.clone(),
        })
    }

    pub(crate) fn written(&self, style: NameStyle, language: Language) -> String {
        match style {
            NameStyle::Name => self.names[language.index()].clone(),
            NameStyle::Capitals => self.names[language.index()].to_uppercase(),
            NameStyle::Code => self.code.clone(),
        }
    }
}

/// One file to be composed.
#[derive(Debug, Clone)]
pub(crate) struct Job<'a> {
    pub(crate) schemas: &'a Schemas,
    pub(crate) edition: &'a Edition,
    pub(crate) layout: &'a Layout,
    pub(crate) recipe: &'a Recipe,
    pub(crate) texts: &'a Texts,
    pub(crate) states: Vec<State>,
    /// Weights by answer code or status.
    pub(crate) weights: Option<&'a BTreeMap<String, u32>>,
    /// What all forms of the edition have in common.
    pub(crate) printed: &'a Printed,
    /// What States of these codes are called, where it is not what the schemas call them.
    pub(crate) named: &'a [State],
    /// The day on which everything is said: the edition's cut-off date, or the last day of its years.
    pub(crate) asof: NaiveDate,
}

impl<'a> Job<'a> {
    pub(crate) fn new(
        schemas: &'a Schemas,
        recipes: &'a Recipes,
        texts: &'a AllTexts,
        recipe: &'a Recipe,
        states: Vec<State>,
    ) -> Result<Self, Fault> {
        let fault = |message: String| Fault::recipe(&recipe.path, message);
        let path = recipe.edition.as_ref().unwrap_or(&recipes.edition);
        let edition = schemas.edition_at(path).ok_or_else(|| fault(format!("no edition `{path}`")))?;
        let layout = match &recipe.layout {
            None => edition.layouts.first(),
            Some(name) => edition.layouts.iter().find(|layout| layout.name() == name),
        }
        .ok_or_else(|| fault("the edition has no such layout".to_owned()))?;
        let weights = match &recipe.profile {
            None => None,
            Some(name) => Some(recipes.profile.get(name).ok_or_else(|| fault(format!("no profile `{name}`")))?),
        };
        let last_day = edition.years.and_then(|(_, last)| NaiveDate::from_ymd_opt(i32::from(last), 12, 31));
        let printed = recipes.printed.get(path).unwrap_or(&NOTHING);
        let said = printed.asof.as_deref().and_then(|day| day.parse().ok());
        let asof = said.or(edition.cutoff).or(last_day);
        let asof = asof.ok_or_else(|| fault("the edition has neither cut-off date nor years".to_owned()))?;
        let texts = texts.of(recipe.language);
        Ok(Self { schemas, edition, layout, recipe, texts, states, weights, printed, named: &[], asof })
    }

    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::recipe(&self.recipe.path, message)
    }

    /// A label in the language of the file.
    pub(crate) fn label(&self, key: LabelKey) -> Result<&'a str, Fault> {
        self.label_in(key, self.recipe.language)
    }

    pub(crate) fn label_in(&self, key: LabelKey, language: Language) -> Result<&'a str, Fault> {
        self.edition
            .labels
            .text(key, language)
            .ok_or_else(|| self.fault(format!("the edition has no label {key:?} in language {language}")))
    }

    /// A label in the language of the file, and in the second one.
    pub(crate) fn both(&self, key: LabelKey) -> Result<String, Fault> {
        let first = self.label(key)?;
        let Some(second) = &self.recipe.print.second else { return Ok(first.to_owned()) };
        let other = self.label_in(key, second.language)?;
        // "Description / Description" is printed by nobody.
        Ok(if first == other { first.to_owned() } else { format!("{first}{}{other}", second.between) })
    }

    /// A printed text that is no label of an item, by its name.
    pub(crate) fn note(&self, name: &str) -> Result<LabelKey, Fault> {
        let index = self.edition.labels.notes.iter().position(|known| known == name);
        let index = index.and_then(|index| u16::try_from(index).ok());
        index.map(LabelKey::Note).ok_or_else(|| self.fault(format!("the edition prints no `@{name}`")))
    }

    /// The heading of comments.
    pub(crate) fn comment_heading(&self) -> Result<String, Fault> {
        let key = self.form().and_then(|form| form.comment).ok_or_else(|| self.fault("the form has no comments"))?;
        self.both(key)
    }

    /// True for a code that adds up with its like to the total of the dimension.
    pub(crate) fn adds_up(&self, dimension: DimId, code: CodeId) -> bool {
        let known = &self.edition.dimensions[usize::from(dimension.0)];
        match self.printed.shares.get(&known.code) {
            Some(shares) => shares.contains_key(self.schemas.codes.text(code)),
            None => known.areas,
        }
    }

    pub(crate) fn column(&self, name: &str) -> Result<LabelKey, Fault> {
        self.edition.labels.column(name).ok_or_else(|| self.fault(format!("the edition has no column `{name}`")))
    }

    /// The first form of the edition: it says which section tells of the sender and not of measures.
    fn form(&self) -> Option<&'a FormLayout> {
        self.edition.layouts.iter().find_map(|layout| match layout {
            Layout::Form(form) => Some(form),
            Layout::Records(_) => None,
        })
    }

    /// True if the edition's form has statistical tables.
    pub(crate) fn has_tables(&self) -> bool {
        self.form().is_some_and(|form| !form.tables.is_empty())
    }

    /// Items of a section that a State is asked, in order.
    pub(crate) fn items_of(&self, section: &str) -> Vec<ItemId> {
        let asked = |item: &verbale_model::Item| item.section == section && !item.external && !item.is_comment;
        self.edition.items().filter(|(_, item)| asked(item)).map(|(id, _)| id).collect()
    }

    /// True for the section that tells of the sender.
    pub(crate) fn is_contact(&self, section: &str) -> bool {
        self.form().is_some_and(|form| self.edition.item(form.state).section == section)
    }

    /// All measures that a State is asked about.
    pub(crate) fn measures(&self) -> Vec<ItemId> {
        let sections = self.form().map_or(&[][..], |form| &form.sections);
        sections.iter().filter(|section| !self.is_contact(section)).flat_map(|section| self.items_of(section)).collect()
    }
}
