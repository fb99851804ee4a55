//! Thresholds of rules: a table that lacks one or says it wrongly is told with its line.

#![expect(clippy::unwrap_used, reason = "a test that fails says so")]

use std::path::Path;
use verbale_model::thresholds::Threshold;
use verbale_schema::{Layer, check, load};

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas");

/// Faults of this table alone, and whether its absence is told.
fn faults(table: Option<&str>) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    if let Some(table) = table {
        std::fs::write(dir.path().join("thresholds.csv"), table).unwrap();
    }
    let result = check(&[Layer::folder(dir.path())]);
    let faults = result.err().map_or_else(Vec::new, |faults| faults.0.iter().map(ToString::to_string).collect());
    faults.into_iter().filter(|fault| fault.contains("thresholds.csv")).collect()
}

#[test]
fn each_threshold_stands_once_with_a_whole_number() {
    let table = std::fs::read_to_string(Path::new(SHIPPED).join("thresholds.csv")).unwrap();
    assert_eq!(load(&[Layer::embedded()]).unwrap().thresholds.unwrap().of(Threshold::PhoneDigitsMost), 15);
    assert_eq!(faults(Some(&table)), Vec::<String>::new());
    for (changed, told) in [
        (table.replace("age_most,99", "age_most,old"), "`value` is `old`, no whole number"),
        (table.replace("age_most,99,years,P03,\n", ""), "`age_most` has no value"),
        (format!("{table}age_most,98,years,P03,\n"), "`age_most` stands twice"),
        (table.replace("age_most,99", "age_least,9"), "unknown variant `age_least`"),
        (table.replace(",P03,", ",P99,"), "`P99` is no rule"),
    ] {
        let faults = faults(Some(&changed));
        assert!(faults.iter().any(|fault| fault.contains(told)), "{told}: {faults:?}");
    }
    assert_eq!(faults(None).len(), 1);
}
