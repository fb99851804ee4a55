//! Areas, citizenships and codes of other closed lists: which one a label names, and how the name stands to it.
//!
//! A label is taken only if it names one area or code as a whole. Counts in a label, lists of countries and spellings that
//! nobody recorded stay unplaced, with the nearest name as a suggestion.

use crate::mojibake::{self, Damaged};
use crate::{compound, naming, stated};
use chrono::NaiveDate;
use std::cell::OnceCell;
use verbale_model::area::{Area, AreaKind, Areas, NameKind, NamedArea};
use verbale_model::codelist::{Codelist, list_form};
use verbale_model::fold::fold;
use verbale_model::words::{WordClass, word_form};
use verbale_model::{CodeId, Language, Schemas};

/// Where a label is looked up.
#[derive(Debug, Clone, Copy)]
pub struct Lookup<'s> {
    /// All schemas.
    pub schemas: &'s Schemas,
    /// The codelist, if there is one.
    pub list: Option<&'s Codelist>,
    /// True if areas can be named.
    pub areas: bool,
    /// The language of names in findings.
    pub language: Language,
}

/// How a label was read, or why it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The official name or the code of an area.
    Official,
    /// Another name in use, or a misspelling on record.
    Alternative,
    /// A former name, and the last day on which it was in force.
    Former(Option<NaiveDate>),
    /// The word for its people.
    Demonym,
    /// A place inside it.
    Subnational,
    /// A disputed or non-State designation.
    Designation,
    /// The official name or the code of an entity that was dissolved: its first and last day.
    Dissolved(Option<NaiveDate>, Option<NaiveDate>),
    /// An aggregate of unknown membership.
    Aggregate,
    /// An organization of States.
    Organization,
    /// A code of the list.
    Code,
    /// A group, region or remainder of the list, in place of a country.
    Bucket,
    /// Nothing is there.
    Blank,
    /// A word for nothing, such as `N/A`.
    Nothing,
    /// The template's own text.
    Placeholder,
    /// A heading or a total row.
    Heading,
    /// Damaged beyond certainty.
    Damaged,
    /// A count or several areas in one label.
    Compound,
    /// Nothing known.
    Unknown,
}

/// What a label names.
#[derive(Debug, Clone)]
pub struct Resolution {
    /// The area or code, if there is one.
    pub code: Option<CodeId>,
    /// How it was read.
    pub how: How,
    /// The text as it was before it was damaged, where it was and that can be told.
    pub repaired: Option<Box<str>>,
    /// The nearest known name, looked for when a finding first asks for it: that takes a thousand times as long as reading a
    /// label that is known.
    pub(crate) nearest: OnceCell<Box<str>>,
}

impl Resolution {
    pub(crate) const fn new(code: Option<CodeId>, how: How) -> Self {
        Self { code, how, repaired: None, nearest: OnceCell::new() }
    }

    const fn without_code(how: How) -> Self {
        Self::new(None, how)
    }

    /// True for an official name as it stands in the list.
    pub(crate) fn is_plain(&self) -> bool {
        self.how == How::Official && self.repaired.is_none()
    }

    /// True for an area that may speak for itself: a place inside a State does not speak for the State.
    pub fn names_reporter(&self) -> bool {
        self.code.is_some() && !matches!(self.how, How::Subnational | How::Code | How::Bucket)
    }

    /// The word for it in the vocabulary of a file; for a label without a code it is the code of the finding.
    pub fn word(&self, lookup: &Lookup<'_>) -> &'static str {
        match self.how {
            _ if self.code.is_some() && self.repaired.is_some() => "repaired",
            How::Official | How::Dissolved(..) => "official",
            How::Alternative => "alternative",
            How::Former(_) => "former",
            How::Demonym => "demonym",
            How::Subnational => "subnational",
            How::Designation => "designation",
            How::Aggregate => "aggregate",
            How::Organization => "organization",
            How::Code => "code",
            How::Bucket => "bucket",
            _ => naming::fault(self, lookup).code,
        }
    }
}

/// What a label names. The same label means the same in every year; whether a former name was in force is asked of
/// [`Resolution::kinds`].
pub fn resolve(text: &str, lookup: &Lookup<'_>) -> Resolution {
    if crate::digits::visible(text).is_empty() {
        return Resolution::without_code(How::Blank);
    }
    if let Some(found) = sound(text, lookup) {
        return found;
    }
    if text.contains(mojibake::LOST) {
        return lost(text, lookup);
    }
    if let Some(repaired) = mojibake::repair(text) {
        let found = sound(&repaired, lookup).unwrap_or(Resolution::without_code(How::Damaged));
        return Resolution { repaired: Some(repaired.into()), ..found };
    }
    if lookup.areas && compound::is_compound(text, lookup) {
        return Resolution::without_code(How::Compound);
    }
    Resolution::without_code(How::Unknown)
}

/// What a code of M49 or ISO 3166-1 alpha-2 names: an area, or a region, which is no State.
pub(crate) fn resolve_code(text: &str, schemas: &Schemas) -> Option<Resolution> {
    if let Some(area) = schemas.areas.coded(text) {
        let named = NamedArea { area: area.code, kind: NameKind::Official, until: None };
        return Some(named_area(named, &Lookup { schemas, list: None, areas: true, language: Language::En }));
    }
    let region = format!("{text:0>3}");
    schemas.regions.iter().any(|known| known.code == region).then(|| Resolution::without_code(How::Aggregate))
}

/// What an undamaged label names as a whole.
fn sound(text: &str, lookup: &Lookup<'_>) -> Option<Resolution> {
    // The list goes before the words: `Total` is a code of sex, and `no information` is one of citizenship.
    exact(text, lookup).or_else(|| word(stated::class(text, &lookup.schemas.words)?)).or_else(|| without_article(text, lookup))
}

/// The area or code whose name or label this is.
pub(crate) fn exact(text: &str, lookup: &Lookup<'_>) -> Option<Resolution> {
    if lookup.areas
        && let Some(named) = lookup.schemas.areas.named(&fold(text))
    {
        return Some(named_area(named, lookup));
    }
    let list = lookup.list?;
    list.find(&list_form(text)).map(|code| code_of(list, code, lookup.areas))
}

fn named_area(named: NamedArea, lookup: &Lookup<'_>) -> Resolution {
    let area = lookup.schemas.areas.get(named.area);
    let how = match (area.map(|area| area.kind), named.kind) {
        (Some(AreaKind::Aggregate), _) => How::Aggregate,
        (Some(AreaKind::Organization), _) => How::Organization,
        // An area with a footnote of its own: no spelling of it goes unseen.
        (Some(AreaKind::Special), _) | (_, NameKind::Designation) => How::Designation,
        (_, NameKind::Official) => match area {
            Some(Area { since, until: until @ Some(_), .. }) => How::Dissolved(*since, *until),
            _ => How::Official,
        },
        (_, NameKind::Alternative | NameKind::Misspelling) => How::Alternative,
        (_, NameKind::Former) => How::Former(named.until),
        (_, NameKind::Demonym) => How::Demonym,
        (_, NameKind::Subnational) => How::Subnational,
    };
    Resolution::new(Some(named.area), how)
}

/// Kinds of buckets that stand in place of a country. `own`, `unknown` and `stateless` say all that there is to say.
const GROUPS: [&str; 4] = ["group", "region", "residual", "foreign"];

fn code_of(list: &Codelist, code: CodeId, among_areas: bool) -> Resolution {
    let group = among_areas && list.entry(code).is_some_and(|entry| GROUPS.contains(&entry.note.as_str()));
    Resolution::new(Some(code), if group { How::Bucket } else { How::Code })
}

fn word(class: WordClass) -> Option<Resolution> {
    let how = match class {
        WordClass::Placeholder => How::Placeholder,
        WordClass::Header | WordClass::Total => How::Heading,
        class if stated::status(class).is_some() => How::Nothing,
        _ => return None,
    };
    Some(Resolution::without_code(how))
}

/// `The Ukraine`, `Bahamas (the)`: known without the article, and then not by its official name.
fn without_article(text: &str, lookup: &Lookup<'_>) -> Option<Resolution> {
    let folded = fold(text);
    let bare = folded.strip_prefix("the ").or_else(|| folded.strip_suffix(" the"))?;
    let named = lookup.schemas.areas.named(bare).filter(|_| lookup.areas)?;
    let kind = if named.kind == NameKind::Official { NameKind::Alternative } else { named.kind };
    Some(named_area(NamedArea { kind, ..named }, lookup))
}

/// What a label names in which characters were lost: the one area or code that it can have been.
fn lost(text: &str, lookup: &Lookup<'_>) -> Resolution {
    let nothing = Resolution::without_code(How::Damaged);
    let folded = fold(text);
    let Some(damaged) = Damaged::of(&folded) else { return nothing };
    let names = beginning(&lookup.schemas.areas, before_loss(&folded)).filter(|_| lookup.areas);
    let areas = names.filter(|(name, _)| damaged.may_be(name)).map(|(_, named)| named_area(*named, lookup));
    // In whatever order these come, words of one code give one and the same candidate.
    let codes = lookup.list.into_iter().flat_map(|list| {
        list.index.iter().filter(|(word, _)| damaged.may_be(word)).map(move |(_, code)| code_of(list, *code, lookup.areas))
    });
    let mut found: Option<Resolution> = None;
    for candidate in areas.chain(codes) {
        match &found {
            Some(first) if first.code != candidate.code => return nothing,
            // Several names of one area: the one that says most for the label is the official one.
            Some(_) if candidate.how != How::Official => {}
            _ => found = Some(candidate),
        }
    }
    match found {
        Some(found) => {
            let repaired = found.code.map(|code| naming::shown(code, lookup).into());
            Resolution { repaired, ..found }
        }
        None => lost_word(text, lookup).unwrap_or(nothing),
    }
}

/// What stands before the first lost character.
fn before_loss(folded: &str) -> &str {
    folded.split_once(mojibake::LOST).map_or(folded, |(before, _)| before)
}

/// The names that begin so.
fn beginning<'s>(areas: &'s Areas, beginning: &str) -> impl Iterator<Item = &'s (String, NamedArea)> {
    let names = &areas.sorted_names;
    let start = names.partition_point(|(name, _)| name.as_str() < beginning);
    names[start..].iter().take_while(move |(name, _)| name.starts_with(beginning))
}

/// `(especifique el pa�s)`: the template's own text, damaged.
fn lost_word(text: &str, lookup: &Lookup<'_>) -> Option<Resolution> {
    let damaged = Damaged::of(&word_form(text))?;
    let mut words: Vec<_> = lookup.schemas.words.index.iter().filter(|(word, _)| damaged.may_be(word)).collect();
    words.sort_unstable();
    let &[(form, class)] = words.as_slice() else { return None };
    word(*class).map(|found| Resolution { repaired: Some(form.as_str().into()), ..found })
}
