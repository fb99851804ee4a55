//! A statistical message about one fictitious State.

use super::Dice;
use crate::sdmx::{Row, STRUCTURE, csv, generic, specific};
use crate::support::schemas;

/// Its observations, and in which form of SDMX they are sent.
pub(crate) struct Message {
    pub(crate) rows: Vec<Row>,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Structure-specific: version, and whether observations stand in no series.
    Specific(&'static str, bool),
    /// Generic: whether observations stand in no series.
    Generic(bool),
    /// SDMX-CSV 2.0.
    Csv,
}

/// Where components stand in a row.
pub(crate) const AREA: usize = 2;
pub(crate) const PART: usize = 5;
pub(crate) const PERIOD: usize = 6;
pub(crate) const VALUE: usize = 7;
pub(crate) const STATUS: usize = 8;
pub(crate) const POWER: usize = 9;
pub(crate) const UNIT: usize = 10;

impl Message {
    /// Counts of persons by year and sex, in a form that the dice choose.
    pub(crate) fn clean(dice: &mut Dice) -> Self {
        let forms = [
            Form::Specific("v2_1", false),
            Form::Specific("v2_1", true),
            Form::Specific("v3_0", false),
            Form::Specific("v3_0", true),
            Form::Generic(false),
            Form::Generic(true),
            Form::Csv,
        ];
        Self::in_form(dice, &forms)
    }

    /// The same in a form that has elements of its own for series.
    pub(crate) fn with_series(dice: &mut Dice) -> Self {
        Self::in_form(dice, &[Form::Specific("v2_1", false), Form::Specific("v3_0", false)])
    }

    /// The same in generic XML.
    pub(crate) fn in_generic(dice: &mut Dice) -> Self {
        Self::in_form(dice, &[Form::Generic(false), Form::Generic(true)])
    }

    /// The same in XML.
    pub(crate) fn in_xml(dice: &mut Dice) -> Self {
        Self::in_form(
            dice,
            &[Form::Specific("v2_1", false), Form::Specific("v3_0", true), Form::Generic(false), Form::Generic(true)],
        )
    }

    fn in_form(dice: &mut Dice, forms: &[Form]) -> Self {
        let form = *dice.pick(forms);
        let area = schemas().codes.text(dice.state().code).to_owned();
        let mut rows = Vec::new();
        for year in 2018..2022 {
            let (women, men) = (dice.number(20, 400), dice.number(20, 400));
            for (sex, value) in [("_T", women + men), ("F", women), ("M", men)] {
                let said = [
                    ("FREQ", "A".to_owned()),
                    ("SERIES", "VC_HTF_DETV".to_owned()),
                    ("REF_AREA", area.clone()),
                    ("SEX", sex.to_owned()),
                    ("AGE", "_T".to_owned()),
                    ("URBANISATION", "_T".to_owned()),
                    ("TIME_PERIOD", year.to_string()),
                    ("OBS_VALUE", value.to_string()),
                    ("OBS_STATUS", "A".to_owned()),
                    ("UNIT_MULT", "0".to_owned()),
                    ("UNIT_MEASURE", "NUMBER".to_owned()),
                    ("NATURE", "C".to_owned()),
                ];
                rows.push(said.to_vec());
            }
        }
        Self { rows, form }
    }

    pub(crate) fn text(&self) -> String {
        match self.form {
            Form::Specific(version, flat) => specific(version, &self.rows, flat, 1),
            Form::Generic(flat) => generic(&self.rows, flat),
            Form::Csv => {
                let before = [("STRUCTURE", "datastructure"), ("STRUCTURE_ID", STRUCTURE), ("ACTION", "R")];
                csv(&self.rows, &before, false)
            }
        }
    }

    pub(crate) const fn ending(&self) -> &'static str {
        if matches!(self.form, Form::Csv) { "csv" } else { "xml" }
    }
}
