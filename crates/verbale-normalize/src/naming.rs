//! What is to be noticed about a label that names an area or a code, or fails to.

use crate::area::{How, Lookup, Resolution};
use crate::remark::Remark;
use smallvec::{SmallVec, smallvec};
use verbale_model::area::NameKind;
use verbale_model::catalogue::{
    AREA_AGGREGATE, AREA_BUCKET, AREA_COMPOUND, AREA_DEMONYM, AREA_DESIGNATION, AREA_FORMER, AREA_ORGANIZATION, AREA_OUTDATED,
    AREA_REGION, AREA_SUBNATIONAL, AREA_UNKNOWN, AREA_UNOFFICIAL, CODE_BLANK, CODE_UNKNOWN, HEADER_AS_DATA, MOJIBAKE, PLACEHOLDER,
};
use verbale_model::fold::fold;
use verbale_model::suggest;
use verbale_model::{CodeId, Kind};

impl Resolution {
    /// True if there is nothing to notice in any year.
    pub fn is_quiet(&self) -> bool {
        matches!(self.how, How::Official | How::Code) && self.repaired.is_none()
    }

    /// What is to be noticed about it in a year.
    pub fn kinds(&self, year: Option<i16>, lookup: &Lookup<'_>) -> SmallVec<[&'static Kind; 2]> {
        let mut kinds: SmallVec<[&'static Kind; 2]> = if self.repaired.is_some() { smallvec![MOJIBAKE] } else { SmallVec::new() };
        kinds.extend(match self.how {
            How::Official | How::Code => None,
            How::Alternative => Some(AREA_UNOFFICIAL),
            How::Former(until) => {
                let was_in_force = until.zip(year).is_some_and(|(until, year)| chrono::Datelike::year(&until) >= i32::from(year));
                Some(if was_in_force { AREA_FORMER } else { AREA_OUTDATED })
            }
            How::Dissolved(since, until) => {
                let of = |date: chrono::NaiveDate| chrono::Datelike::year(&date);
                let in_force = year
                    .map(i32::from)
                    .is_some_and(|year| since.is_none_or(|since| of(since) <= year) && until.is_none_or(|until| year <= of(until)));
                (!in_force).then_some(AREA_OUTDATED)
            }
            How::Demonym => Some(AREA_DEMONYM),
            How::Subnational => Some(AREA_SUBNATIONAL),
            How::Designation => Some(AREA_DESIGNATION),
            How::Aggregate if self.code.is_none() => Some(AREA_REGION),
            How::Aggregate => Some(AREA_AGGREGATE),
            How::Organization => Some(AREA_ORGANIZATION),
            How::Bucket => Some(AREA_BUCKET),
            How::Damaged if self.repaired.is_some() => None,
            How::Blank | How::Nothing | How::Placeholder | How::Heading | How::Damaged | How::Compound | How::Unknown => {
                Some(fault(self, lookup))
            }
        });
        kinds
    }

    /// One of [`Resolution::kinds`] with its arguments; `column` names the column or item in which the label stood.
    pub fn remark(&self, kind: &'static Kind, label: &str, column: &str, lookup: &Lookup<'_>) -> Remark {
        kind.args.iter().fold(Remark::new(kind), |remark, name| match *name {
            "label" => remark.quote(label),
            "column" => remark.arg(column),
            "official" | "bucket" => remark.arg(self.code.map_or("", |code| shown(code, lookup))),
            "until" => remark.arg(match self.how {
                How::Former(Some(until)) | How::Dissolved(_, Some(until)) => until.to_string(),
                _ => String::new(),
            }),
            "repaired" => remark.quote(self.repaired.as_deref().unwrap_or("")),
            "suggestion" => remark.arg(&**self.nearest.get_or_init(|| suggestion(label, lookup).into())),
            _ => remark.arg(""),
        })
    }

    /// All remarks on it.
    pub fn remarks(&self, label: &str, column: &str, year: Option<i16>, lookup: &Lookup<'_>) -> SmallVec<[Remark; 1]> {
        self.kinds(year, lookup).into_iter().map(|kind| self.remark(kind, label, column, lookup)).collect()
    }
}

/// Why a label has no code.
pub(crate) fn fault(resolution: &Resolution, lookup: &Lookup<'_>) -> &'static Kind {
    match resolution.how {
        How::Blank => CODE_BLANK,
        How::Placeholder => PLACEHOLDER,
        How::Heading => HEADER_AS_DATA,
        How::Damaged => MOJIBAKE,
        How::Compound => AREA_COMPOUND,
        _ if lookup.areas => AREA_UNKNOWN,
        _ => CODE_UNKNOWN,
    }
}

/// The name of an area, or the label of a code, in the language of the findings.
pub(crate) fn shown<'s>(code: CodeId, lookup: &Lookup<'s>) -> &'s str {
    let area = lookup.schemas.areas.get(code).filter(|_| lookup.areas).map(|area| area.name(lookup.language));
    let label = || {
        let labels = &lookup.list?.entry(code)?.labels;
        [lookup.language.index(), 0].into_iter().map(|index| labels[index].as_str()).find(|label| !label.is_empty())
    };
    area.or_else(label).unwrap_or_else(|| lookup.schemas.codes.text(code))
}

/// The nearest known name.
fn suggestion(label: &str, lookup: &Lookup<'_>) -> String {
    // A disputed designation is for a person to name, not for a program to propose.
    let areas = lookup.schemas.areas.sorted_names.iter().filter(|(_, named)| lookup.areas && named.kind != NameKind::Designation);
    let names = areas.map(|(name, named)| (name.as_str(), named.area));
    let codes = lookup.list.into_iter().flat_map(verbale_model::codelist::Codelist::words);
    suggest::nearest(&fold(label), names.chain(codes)).map_or_else(String::new, |code| shown(code, lookup).to_owned())
}
