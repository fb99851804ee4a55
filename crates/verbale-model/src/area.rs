//! Areas: States, observers, territories, organizations, and aggregates of unknown membership.

use crate::{CodeId, Language};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What kind of area one is. Only the first three can be Member States or observers that reply for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// One of the 193.
    MemberState,
    /// Holy See, State of Palestine.
    ObserverState,
    /// Cook Islands, Niue.
    OtherState,
    /// A State that exists only in fixtures (ISO 3166 user-assigned code).
    FictitiousState,
    /// A territory or other area of M49.
    Territory,
    /// An organization that can be party to a treaty.
    Organization,
    /// An area with a footnote of its own.
    Special,
    /// A dissolved entity; it keeps its code.
    Former,
    /// A part of a State with statistics of its own.
    Part,
    /// A published aggregate of unknown membership: never added to States, never a respondent.
    Aggregate,
}

impl AreaKind {
    /// The code, as the database writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MemberState => "member_state",
            Self::ObserverState => "observer_state",
            Self::OtherState => "other_state",
            Self::FictitiousState => "fictitious_state",
            Self::Territory => "territory",
            Self::Organization => "organization",
            Self::Special => "special",
            Self::Former => "former",
            Self::Part => "part",
            Self::Aggregate => "aggregate",
        }
    }

    /// True for the kinds that a collection addresses by default.
    pub const fn is_state(self) -> bool {
        matches!(self, Self::MemberState | Self::ObserverState | Self::OtherState | Self::FictitiousState)
    }
}

/// One area.
#[derive(Debug, Clone)]
pub struct Area {
    /// ISO 3166-1 alpha-3, or an own code where there is none.
    pub code: CodeId,
    /// Kind.
    pub kind: AreaKind,
    /// M49 code, three digits, where there is one.
    pub m49: Option<String>,
    /// ISO 3166-1 alpha-2 code, where there is one.
    pub iso2: Option<String>,
    /// Official short names by [`Language::index`]; empty where none is known.
    pub names: [String; 6],
    /// M49 code of the region.
    pub region: Option<String>,
    /// M49 code of the subregion.
    pub subregion: Option<String>,
    /// The area it is a part of.
    pub part_of: Option<CodeId>,
    /// The first day on which it was there; `None` where that is not said.
    pub since: Option<NaiveDate>,
    /// The last day on which it was there, for a dissolved entity.
    pub until: Option<NaiveDate>,
    /// Footnote that UN practice asks for.
    pub footnote: Option<String>,
}

impl Area {
    /// The official short name; in English where the language has none.
    pub fn name(&self, language: Language) -> &str {
        let name = &self.names[language.index()];
        if name.is_empty() { &self.names[Language::En.index()] } else { name }
    }
}

/// How a name stands to the area that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The area's code or the official short name in one of the six languages.
    Official,
    /// Another name in use.
    Alternative,
    /// An earlier official name.
    Former,
    /// The word for its people or its adjective.
    Demonym,
    /// A misspelling met in real data.
    Misspelling,
    /// A place inside the area.
    Subnational,
    /// A disputed or non-State designation: the text is kept and a person decides.
    Designation,
}

/// What a folded name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedArea {
    /// The area.
    pub area: CodeId,
    /// How the name stands to it.
    pub kind: NameKind,
    /// For a former name: the last day on which it was in force.
    pub until: Option<NaiveDate>,
}

/// All areas, and all folded names of them.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    /// In the order of `schemas/areas.csv`.
    pub list: Vec<Area>,
    /// By code.
    pub index: FxHashMap<CodeId, usize>,
    /// By folded name.
    pub names: FxHashMap<String, NamedArea>,
    /// All folded names in order, for suggestions and for damaged text.
    pub sorted_names: Vec<(String, NamedArea)>,
}

impl Areas {
    /// The area of a code.
    pub fn get(&self, code: CodeId) -> Option<&Area> {
        self.index.get(&code).map(|&index| &self.list[index])
    }

    /// The area of an M49 code, with or without zeros in front, or of an ISO 3166-1 alpha-2 code.
    pub fn coded(&self, text: &str) -> Option<&Area> {
        let padded = (text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("{text:0>3}"));
        self.list.iter().find(|area| match &padded {
            Some(padded) => area.m49.as_ref() == Some(padded),
            None => area.iso2.as_deref() == Some(text),
        })
    }

    /// The area that a folded name stands for.
    pub fn named(&self, folded: &str) -> Option<NamedArea> {
        self.names.get(folded).copied()
    }
}
