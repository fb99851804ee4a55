//! Cells of a table against its margins. A margin and its cells count the same persons; but persons whose sex or age is not known
//! may have been left out of the cells.

use crate::registry::{Check, Scope};
use crate::rules::{declares, finding};
use crate::sums::equations;
use crate::view::{ReplyView, Verdict};
use verbale_model::catalogue::{MARGIN_CONTRADICTED, MARGIN_UNDER};
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "margins",
    scope: Scope::Reply,
    emits: &[MARGIN_CONTRADICTED, MARGIN_UNDER],
    applies: |view| declares(view, TotalKind::Margin),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for equation in equations(view, TotalKind::Margin) {
        let kind = match () {
            () if equation.over() || equation.under_for_certain() => MARGIN_CONTRADICTED,
            () if equation.under() => MARGIN_UNDER,
            () => continue,
        };
        verdict.add(kind, || finding(view, kind, &equation));
    }
}
