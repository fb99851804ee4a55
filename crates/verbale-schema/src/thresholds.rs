//! `thresholds.csv`: numbers that decide whether rules say something. Without the table these rules cannot run.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use verbale_model::Schemas;
use verbale_model::catalogue::kind;
use verbale_model::thresholds::{Threshold, Thresholds};

const FILE: &str = "thresholds.csv";

/// Reads the table. `complete` if it must be there.
pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, complete: bool, faults: &mut Faults) {
    let Some(text) = files.get(FILE) else {
        if complete {
            faults.add(FILE, None, "is missing: rules that need its thresholds cannot run");
        }
        return;
    };
    let mut values = [None; Threshold::ALL.len()];
    let table = Table::read(FILE, text, &["threshold", "value", "unit", "rules", "note"], faults);
    for row in table.rows() {
        for rule in row.list("rules").filter(|rule| kind(rule).is_none()) {
            faults.add(FILE, Some(row.line), format!("`{rule}` is no rule"));
        }
        row.required("unit", faults);
        let (Some(threshold), Some(value)) = (row.word::<Threshold>("threshold", faults), row.required("value", faults)) else {
            continue;
        };
        let Ok(value) = value.parse::<u32>() else {
            faults.add(FILE, Some(row.line), format!("`value` is `{value}`, no whole number"));
            continue;
        };
        if values[threshold as usize].replace(value).is_some() {
            faults.add(FILE, Some(row.line), format!("`{threshold}` stands twice"));
        }
    }
    for threshold in Threshold::ALL.iter().filter(|threshold| values[**threshold as usize].is_none()) {
        faults.add(FILE, None, format!("`{threshold}` has no value"));
    }
    schemas.thresholds = Some(Thresholds::new(values.map(Option::unwrap_or_default)));
}
