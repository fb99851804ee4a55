//! Convicted persons by form of exploitation above all persons convicted. One person is convicted under several forms, so this is
//! for information.

use crate::registry::{Check, Scope};
use crate::rules::{declares, finding};
use crate::sums::{Equation, equations};
use verbale_model::catalogue::FORMS_OVERLAP;
use verbale_model::total::TotalKind;

pub(crate) const CHECK: Check = Check {
    name: "forms-over-total",
    scope: Scope::Reply,
    emits: &[FORMS_OVERLAP],
    applies: |view| declares(view, TotalKind::Overlap),
    run: |view, verdict| {
        for equation in equations(view, TotalKind::Overlap).filter(Equation::over) {
            verdict.add(FORMS_OVERLAP, || finding(view, FORMS_OVERLAP, &equation));
        }
    },
};
