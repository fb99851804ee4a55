//! Cells of a table against its margins.

use crate::registry::{Check, Scope};
use crate::rules::report;
use verbale_model::catalogue::MARGIN;
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "margin-differs",
    scope: Scope::Reply,
    emits: &[MARGIN],
    run: |view, verdict| report(view, verdict, TotalKind::Margin, MARGIN, MARGIN),
};
