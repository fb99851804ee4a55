//! Labels of an edition in six languages, and the index by which cells are recognized as labels.

use crate::fold::fold;
use crate::layout::MemberId;
use crate::{ItemId, Language};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::OnceLock;

/// What a label is the label of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKey {
    /// The title of the questionnaire.
    Title,
    /// Any other printed text of the template: an index into [`Labels::notes`].
    Note(u16),
    /// A sheet's name: an index into [`Labels::sheets`].
    Sheet(u16),
    /// A section's heading: an index into [`Labels::sections`].
    Section(u16),
    /// A column's heading: an index into [`Labels::columns`].
    Column(u16),
    /// A table's title: an index into [`Labels::tables`].
    Table(u16),
    /// A row or column label of tables.
    Member(MemberId),
    /// An item.
    Item(ItemId),
}

/// One label.
#[derive(Debug, Clone)]
pub struct Label {
    /// What it is the label of.
    pub key: LabelKey,
    /// Language.
    pub language: Language,
    /// The text as printed.
    pub text: String,
    /// True where the wording has no published source.
    pub draft: bool,
}

/// The labels of an edition.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// As printed; aliases are not among them.
    pub list: Vec<Label>,
    /// Names behind [`LabelKey::Note`].
    pub notes: Vec<String>,
    /// Names behind [`LabelKey::Sheet`].
    pub sheets: Vec<String>,
    /// Names behind [`LabelKey::Section`].
    pub sections: Vec<String>,
    /// Names behind [`LabelKey::Column`].
    pub columns: Vec<String>,
    /// Names behind [`LabelKey::Table`].
    pub tables: Vec<String>,
    /// By folded label or alias.
    pub index: FxHashMap<String, SmallVec<[(LabelKey, Language); 2]>>,
    /// Made from [`Labels::list`] when first asked for.
    pub folded: OnceLock<FoldedLabels>,
}

/// The labels as printed, folded.
#[derive(Debug, Clone, Default)]
pub struct FoldedLabels {
    /// By key and language.
    pub printed: FxHashMap<(LabelKey, Language), String>,
    /// The titles of the questionnaire.
    pub titles: Vec<(String, Language)>,
}

impl Labels {
    /// What a folded text is the label of, in which languages.
    pub fn find(&self, folded: &str) -> &[(LabelKey, Language)] {
        self.index.get(folded).map_or(&[], |keys| keys.as_slice())
    }

    /// The labels as printed, folded.
    pub fn folded(&self) -> &FoldedLabels {
        self.folded.get_or_init(|| {
            let mut folded = FoldedLabels::default();
            for label in &self.list {
                let text = fold(&label.text);
                if label.key == LabelKey::Title && !text.is_empty() {
                    folded.titles.push((text.clone(), label.language));
                }
                folded.printed.entry((label.key, label.language)).or_insert(text);
            }
            folded
        })
    }

    /// The label of a key in a language, as printed.
    pub fn text(&self, key: LabelKey, language: Language) -> Option<&str> {
        self.list.iter().find(|label| label.key == key && label.language == language).map(|label| label.text.as_str())
    }

    /// The key of a column by its name.
    pub fn column(&self, name: &str) -> Option<LabelKey> {
        position(&self.columns, name).map(LabelKey::Column)
    }

    /// The key of a sheet by its name.
    pub fn sheet(&self, name: &str) -> Option<LabelKey> {
        position(&self.sheets, name).map(LabelKey::Sheet)
    }

    /// The key of a table by its name.
    pub fn table(&self, name: &str) -> Option<LabelKey> {
        position(&self.tables, name).map(LabelKey::Table)
    }

    /// The key of a section by its name.
    pub fn section(&self, name: &str) -> Option<LabelKey> {
        position(&self.sections, name).map(LabelKey::Section)
    }
}

fn position(names: &[String], name: &str) -> Option<u16> {
    names.iter().position(|known| known == name).and_then(|index| u16::try_from(index).ok())
}
