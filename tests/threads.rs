//! The same findings, in the same order, for any number of threads: over many replies, and within a big one.

use crate::support::{corpus, schemas};
use std::fmt::Write;
use verbale_model::{Findings, Outcome, Reading};
use verbale_validate::{Past, outcomes, validate};

/// Everything that validation says.
fn said(reading: &Reading, threads: usize) -> String {
    let mut reading = reading.clone();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| validate(schemas(), &mut reading));
    let mut text = String::new();
    for reply in &reading.replies {
        let _ = writeln!(text, "{:?} {:?} {:?}", reply.area, reply.disputed, reply.outcomes);
    }
    let _ = writeln!(text, "{:?}", reading.findings.counts().collect::<Vec<_>>());
    for finding in reading.findings.kept() {
        let _ = writeln!(text, "{finding:?}");
    }
    let all = outcomes(&reading);
    let failed = all.iter().filter(|outcome| matches!(outcome.outcome, Outcome::Failed { .. })).count();
    assert!(failed >= 3 && all.iter().any(|outcome| outcome.outcome == Outcome::Passed), "{failed}");
    text
}

#[test]
fn findings_do_not_depend_on_the_number_of_threads() {
    let Some(file) = corpus("corpus/glotip/data_glotip.xlsx") else { return };
    let bytes = std::fs::read(file).unwrap();
    let Ok(mut reading) =
        verbale::pipeline::read(schemas(), "data_glotip.xlsx", bytes, verbale::pipeline::Wanted::default()).result
    else {
        panic!("the dataset is read")
    };
    reading.findings = Findings::default();
    let one = said(&reading, 1);
    assert!(said(&reading, 2) == one && said(&reading, 16) == one, "many replies");

    let mut whole = reading.replies.pop().unwrap();
    for reply in std::mem::take(&mut reading.replies) {
        whole.answers.extend(reply.answers);
    }
    reading.replies.push(whole);
    let one = said(&reading, 1);
    assert!(said(&reading, 2) == one && said(&reading, 16) == one, "one big reply");
}

#[test]
fn a_dataset_is_compared_with_no_reply() {
    let rows =
        "Country,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\nLorvania,Persons convicted,Total,Total,Total,Total,2018,12\n";
    let result = verbale::pipeline::read(schemas(), "a.csv", rows.as_bytes(), verbale::pipeline::Wanted::default()).result;
    let mut reading = result.unwrap_or_else(|_| panic!("it is read"));
    let before = format!("{:?}", reading.findings.kept());
    Past::default().judge(schemas(), "a.csv", &mut reading);
    assert_eq!(format!("{:?}", reading.findings.kept()), before);
    let skipped = reading.replies[0].outcomes.iter().filter(|outcome| matches!(outcome.outcome, Outcome::Skipped(_))).count();
    assert!(skipped > 10, "{skipped}");
}
