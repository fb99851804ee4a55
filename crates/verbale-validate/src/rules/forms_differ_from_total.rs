//! Victims by form of exploitation against all victims. A person can stand in several forms, so this is soft.

use crate::registry::{Check, Scope};
use crate::rules::{declares, report};
use verbale_model::catalogue::SUM_FORMS;
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "forms-differ-from-total",
    scope: Scope::Reply,
    emits: &[SUM_FORMS],
    applies: |view| declares(view, TotalKind::Form),
    run: |view, verdict| report(view, verdict, TotalKind::Form, SUM_FORMS, SUM_FORMS),
};
