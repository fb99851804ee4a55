//! Parts by sex against their total.

use crate::registry::{Check, Scope};
use crate::rules::{declares, report};
use verbale_model::catalogue::{SUM_SEX_OVER, SUM_SEX_UNDER};
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "sex-parts",
    scope: Scope::Reply,
    emits: &[SUM_SEX_OVER, SUM_SEX_UNDER],
    applies: |view| declares(view, TotalKind::Sex),
    run: |view, verdict| report(view, verdict, TotalKind::Sex, SUM_SEX_OVER, SUM_SEX_UNDER),
};
