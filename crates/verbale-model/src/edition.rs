//! Editions: one wave of an instrument, as data.

use crate::codelist::ListId;
use crate::collection::Collection;
use crate::crosswalk::CrosswalkLine;
use crate::labels::Labels;
use crate::layout::{Layout, Member, MemberId};
use crate::setting::Setting;
use crate::total::Total;
use crate::{CodeId, DimId, Kind, Language};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// An edition: an index into [`crate::Schemas::editions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(pub u16);

/// An item of an edition: an index into [`Edition::items`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u16);

impl ItemId {
    /// Position in the edition.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Whether a State speaks, or a released product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditionKind {
    /// A State speaks.
    Reply,
    /// A released product; it never makes anyone a respondent.
    Dataset,
}

impl EditionKind {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Dataset => "dataset",
        }
    }
}

/// Whether the layout and wording are the official ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Taken from the official document.
    Official,
    /// Rebuilt from public sources; a real form will differ.
    Reconstructed,
}

/// An item with any number of options: selecting one answers the series of that option with `selected`; a plain answer word
/// answers the item itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multi {
    /// The options.
    pub options: ListId,
    /// The dimension in which an option stands.
    pub dimension: DimId,
    /// The list of plain answer words.
    pub answers: ListId,
    /// The answer code of an option selected.
    pub selected: CodeId,
}

/// What kind of answer an item asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A whole number of persons, cases, offences.
    Count,
    /// A decimal amount.
    Amount,
    /// One code of a list.
    Choice(ListId),
    /// Any number of options; each one selected is an answer of its own.
    Multi(Multi),
    /// Free text.
    Text,
    /// A date.
    Date,
    /// A contact detail: kept out of every analysis view and export.
    Contact,
}

impl ItemKind {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Amount => "amount",
            Self::Choice(_) => "choice",
            Self::Multi(_) => "multi",
            Self::Text => "text",
            Self::Date => "date",
            Self::Contact => "contact",
        }
    }
}

/// One question, or one measure of a statistical table.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four facts of an item that do not exclude each other")]
pub struct Item {
    /// Code, stable over editions.
    pub code: String,
    /// Section of the questionnaire.
    pub section: String,
    /// One of the four pillars; legislation has none.
    pub pillar: Option<String>,
    /// What it asks for.
    pub kind: ItemKind,
    /// Unit of a count or amount.
    pub unit: Option<String>,
    /// Dimensions.
    pub dimensions: Vec<DimId>,
    /// True if a reply without it is incomplete.
    pub required: bool,
    /// The item it refines, or comments on.
    pub parent: Option<ItemId>,
    /// True if the answer comes from elsewhere (`external`): it enters no reply's denominator.
    pub external: bool,
    /// True if it says who sends the reply (a contact, a date of signature), not what the State answers: it is kept out of every
    /// analysis view and export, and nobody is silent on it.
    pub about_sender: bool,
    /// The text item that holds the comment on this one.
    pub comment: Option<ItemId>,
    /// True if this item is itself such a comment.
    pub is_comment: bool,
}

impl Item {
    /// The code of its kind in the database, where everything about the sender is a contact.
    pub const fn stored_kind(&self) -> &'static str {
        if self.about_sender { ItemKind::Contact.code() } else { self.kind.code() }
    }

    /// True if a reply is expected to answer it: it is a question to the State, not on the sender, not a comment.
    pub const fn is_asked(&self) -> bool {
        !self.external && !self.about_sender && !self.is_comment
    }
}

/// A dimension of an edition's series.
#[derive(Debug, Clone)]
pub struct Dimension {
    /// Code: `sex`, `age`, `exploitation`, `citizenship`, `counterpart`, …
    pub code: String,
    /// Its codelist.
    pub list: ListId,
    /// True if areas are codes of it too.
    pub areas: bool,
    /// The code of its total: what a table means that does not break the dimension down.
    pub total: Option<CodeId>,
}

/// What the separators in a number mean where a cell leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separators {
    /// Comma groups thousands, point is decimal.
    CommaThousands,
    /// Point groups thousands, comma is decimal.
    PointThousands,
}

/// One wave of an instrument.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its id.
    pub id: EditionId,
    /// The instrument: `tip-measures`.
    pub instrument: String,
    /// The edition: `2019`.
    pub name: String,
    /// Kind.
    pub kind: EditionKind,
    /// Title in English.
    pub title: String,
    /// Where layout and wording come from.
    pub origin: Origin,
    /// Source in words.
    pub source: String,
    /// Languages in which it is sent out.
    pub languages: Vec<Language>,
    /// First and last reference year; `None` where items have none.
    pub years: Option<(i16, i16)>,
    /// Separators declared for all languages; `None` leaves them to the language of the file.
    pub separators: Option<Separators>,
    /// Last day on which a reply is in time, `YYYY-MM-DD`.
    pub cutoff: Option<chrono::NaiveDate>,
    /// Who was asked.
    pub collection: Collection,
    /// Items.
    pub items: Vec<Item>,
    /// By code.
    pub item_index: FxHashMap<String, ItemId>,
    /// Dimensions.
    pub dimensions: Vec<Dimension>,
    /// Row and column labels of its tables that stand for codes.
    pub members: Vec<Member>,
    /// Labels.
    pub labels: Labels,
    /// Layouts.
    pub layouts: Vec<Layout>,
    /// Totals.
    pub totals: Vec<Total>,
    /// What rules look at.
    pub settings: Vec<Setting>,
    /// How its items stand to those of earlier editions.
    pub crosswalk: Vec<CrosswalkLine>,
    /// SHA-256 of its files, hexadecimal.
    pub digest: String,
}

impl Edition {
    /// `instrument/edition`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.instrument, self.name)
    }

    /// The item of an id.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.index()]
    }

    /// The settings of a rule.
    pub fn settings<'e>(&'e self, rule: &'e Kind) -> impl Iterator<Item = &'e Setting> {
        self.settings.iter().filter(move |setting| setting.rule == rule)
    }

    /// The member of an id.
    pub fn member(&self, id: MemberId) -> &Member {
        &self.members[usize::from(id.0)]
    }

    /// The dimension of a code.
    pub fn dimension(&self, code: &str) -> Option<DimId> {
        self.dimensions.iter().position(|dimension| dimension.code == code).and_then(|index| u8::try_from(index).ok()).map(DimId)
    }

    /// Ids and items, in order.
    pub fn items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        self.items.iter().enumerate().map(|(index, item)| (ItemId(u16::try_from(index).unwrap_or(u16::MAX)), item))
    }
}
