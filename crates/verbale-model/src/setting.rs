//! Settings: what a rule looks at in an edition. A row of an edition's `checks.csv`.

use crate::catalogue::{
    ANSWERED_LITTLE, CAMPAIGN_WITHOUT_PARENT, CHANGED_GREATLY, CHANGED_MUCH, CHILD_WITHOUT_PARENT, COLUMN_SORTED_ALONE,
    CONTACT_MISSING, CONVICTED_OVER_PROSECUTED, FIGURES_WITHOUT_SOURCE, FILLED_DOWN, FORMULA_TYPED_OVER, NOT_DESCRIBED,
    PLAN_PILLARS_WITHOUT_PLAN, PROSECUTED_OVER_CONTACT, SERVICE_WITHOUT_ANY, VICTIMS_WITHOUT_OFFENCES, YEARS_IDENTICAL,
};
use crate::{CodeId, ItemId, Kind};

/// What a rule looks at in an edition.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The rule's kind of finding.
    pub rule: &'static Kind,
    /// The items it looks at.
    pub items: Vec<ItemId>,
    /// The answers to them that matter.
    pub values: Vec<CodeId>,
    /// The items that they are compared with.
    pub against: Vec<ItemId>,
    /// The answers to these that matter.
    pub against_values: Vec<CodeId>,
    /// The number of the rule: see [`Form::number`].
    pub number: Option<i64>,
    /// The least figure for which the rule says something.
    pub floor: Option<i64>,
}

/// Which columns of `checks.csv` a rule reads; it needs all of these and takes no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of a table, each needed or not")]
pub struct Form {
    /// The rule's kind of finding.
    pub rule: &'static Kind,
    /// It reads `values`.
    pub values: bool,
    /// It reads `against`.
    pub against: bool,
    /// It reads `against_values`.
    pub against_values: bool,
    /// What its `number` is, if it reads one.
    pub number: Option<&'static str>,
    /// It reads `floor`.
    pub floor: bool,
}

impl Form {
    const fn items(rule: &'static Kind) -> Self {
        Self { rule, values: false, against: false, against_values: false, number: None, floor: false }
    }

    const fn pairs(rule: &'static Kind) -> Self {
        Self { against: true, ..Self::items(rule) }
    }

    const fn implies(rule: &'static Kind) -> Self {
        Self { values: true, against_values: true, ..Self::pairs(rule) }
    }

    const fn measured(rule: &'static Kind, number: &'static str, floor: bool) -> Self {
        Self { number: Some(number), floor, ..Self::items(rule) }
    }
}

/// The rules that have settings.
pub const FORMS: &[Form] = &[
    Form::pairs(CONVICTED_OVER_PROSECUTED),
    Form::pairs(PROSECUTED_OVER_CONTACT),
    Form::pairs(VICTIMS_WITHOUT_OFFENCES),
    Form::implies(CHILD_WITHOUT_PARENT),
    Form::implies(CAMPAIGN_WITHOUT_PARENT),
    Form::implies(PLAN_PILLARS_WITHOUT_PLAN),
    Form::implies(SERVICE_WITHOUT_ANY),
    Form::pairs(FIGURES_WITHOUT_SOURCE),
    Form::measured(CHANGED_GREATLY, "the factor", true),
    Form::measured(CHANGED_MUCH, "the factor", true),
    Form::measured(YEARS_IDENTICAL, "how many years at least", true),
    Form { values: true, ..Form::items(NOT_DESCRIBED) },
    Form::measured(ANSWERED_LITTLE, "the share in per cent", false),
    Form::items(CONTACT_MISSING),
    Form::items(FORMULA_TYPED_OVER),
    Form::measured(COLUMN_SORTED_ALONE, "how many rows at least", false),
    Form::measured(FILLED_DOWN, "how many cells at least", true),
];
