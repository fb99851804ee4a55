//! Parts by age against their total.

use crate::registry::{Check, Scope};
use crate::rules::{declares, report};
use verbale_model::catalogue::{SUM_AGE_OVER, SUM_AGE_UNDER};
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "age-parts",
    scope: Scope::Reply,
    emits: &[SUM_AGE_OVER, SUM_AGE_UNDER],
    applies: |view| declares(view, TotalKind::Age),
    run: |view, verdict| report(view, verdict, TotalKind::Age, SUM_AGE_OVER, SUM_AGE_UNDER),
};
