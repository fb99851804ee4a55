//! The committed fixtures are what the generator writes, and cover what they are meant to cover.

use std::collections::BTreeSet;
use verbale_fixtures::{Expect, ExpectedFile, MEND, Manifest, Workshop, check, repository, workload};
use verbale_model::{AreaKind, catalogue};
use verbale_schema::Layer;

fn workshop() -> Workshop {
    Workshop::open(&repository()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn manifest() -> Manifest {
    Manifest::read(&repository().join("fixtures/manifest.toml")).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn what_is_committed_is_what_the_generator_writes() {
    let differences = check(&workshop()).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(differences.is_empty(), "{}\nif the change is meant, run: {MEND}", differences.join("\n"));
}

#[test]
fn each_good_reply_is_from_another_state() {
    let mut seen = BTreeSet::new();
    for file in manifest().files.iter().filter(|file| file.path.starts_with("good/")) {
        for state in &file.states {
            assert!(seen.insert(state.clone()), "{state} speaks in {} and before", file.path);
        }
    }
    assert!(seen.len() >= 30);
}

#[test]
fn nothing_is_said_for_a_real_state() {
    let workshop = workshop();
    let schemas = workshop.schemas();
    for file in manifest().files {
        for state in &file.states {
            let area = schemas.codes.get(state).and_then(|code| schemas.areas.get(code)).unwrap();
            assert_eq!(area.kind, AreaKind::FictitiousState, "{state} in {}", file.path);
        }
    }
}

#[test]
fn invented_names_are_no_words_of_replies() {
    let workshop = workshop();
    let schemas = workshop.schemas();
    let invented = schemas.areas.list.iter().filter(|area| area.kind == AreaKind::FictitiousState);
    for name in invented.flat_map(|area| &area.names) {
        let folded = verbale_model::fold::fold(name);
        assert_eq!(schemas.words.class(name), None, "{name}");
        assert!(schemas.lists.iter().all(|list| list.find(&folded).is_none()), "{name} is in a codelist");
        assert!(schemas.editions.iter().all(|edition| edition.labels.find(&folded).is_empty()), "{name} is a label");
    }
}

#[test]
fn the_truth_has_as_many_answers_as_the_manifest_says() {
    let mut statuses = BTreeSet::new();
    for file in manifest().files {
        match &file.expect {
            Expect::Rejected { reason } => assert!(catalogue::kind(reason).is_some(), "{}: {reason}", file.path),
            Expect::Loaded { answers, .. } => {
                let path = repository().join(format!("fixtures/expected/{}.csv", file.stem()));
                let truth = ExpectedFile::read(&path).unwrap_or_else(|fault| panic!("{fault}"));
                assert_eq!(u64::try_from(truth.rows.len()).unwrap(), *answers, "{}", file.path);
                assert!(truth.rows.iter().all(|row| file.states.contains(&row.area)), "{}", file.path);
                statuses.extend(truth.rows.into_iter().map(|row| row.status));
            }
        }
    }
    // An explicit 0, a formula error and silence are the statuses that no form of this edition gives.
    let missing: Vec<&str> =
        verbale_model::Status::ALL.map(verbale_model::Status::code).into_iter().filter(|code| !statuses.contains(*code)).collect();
    assert_eq!(missing, ["zero", "not_mentioned", "formula_error"]);
}

#[test]
fn a_workload_has_a_state_a_reply_and_is_the_same_again() {
    let workshop = workshop();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let load = workload(&workshop, 7, 12, one.path()).unwrap_or_else(|fault| panic!("{fault}"));
    let again = workload(&workshop, 7, 12, two.path()).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(load.replies.len(), 12);
    assert!(load.answers > 1_000);
    for (left, right) in load.replies.iter().zip(&again.replies) {
        assert_eq!(std::fs::read(left).unwrap(), std::fs::read(right).unwrap());
    }
    let layers = [Layer::embedded(), Layer::folder(&load.overlay)];
    let schemas = verbale_schema::load(&layers).unwrap_or_else(|faults| panic!("{faults}"));
    let invented = schemas.areas.list.iter().filter(|area| area.kind == AreaKind::FictitiousState);
    assert_eq!(invented.count(), 12);
    let refused = workload(&workshop, 7, 5_000, one.path()).unwrap_err().to_string();
    assert!(refused.contains("5000 replies wanted"), "{refused}");
}
