//! The committed fixtures are what the generator writes, and cover what they are meant to cover.

use std::collections::BTreeSet;
use verbale_fixtures::{
    Expect, ExpectedFile, MEND, Manifest, Workshop, check, records_workload, repository, statistical_workload, workload,
};
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
            assert!(seen.insert((file.edition.clone(), state.clone())), "{state} speaks in {} and before", file.path);
        }
    }
    assert!(seen.len() >= 30);
}

#[test]
fn good_replies_are_of_all_instruments_languages_and_formats() {
    let manifest = manifest();
    let folders = ["good/", "edited/", "xml/"];
    let good = manifest.files.iter().filter(|file| folders.iter().any(|folder| file.path.starts_with(folder)));
    let good: Vec<_> = good.filter(|file| matches!(file.expect, Expect::Loaded { .. })).collect();
    assert!(good.len() >= 50, "{}", good.len());
    for edition in ["glotip/2018", "tip-measures/2019"] {
        let of: Vec<_> = good.iter().filter(|file| file.edition == edition).collect();
        let languages: BTreeSet<&str> = of.iter().map(|file| file.language.as_str()).collect();
        assert_eq!(languages.into_iter().collect::<Vec<_>>(), ["ar", "en", "es", "fr", "ru", "zh"], "{edition}");
        let formats: BTreeSet<&str> = of.iter().filter_map(|file| file.path.rsplit('.').next()).collect();
        assert_eq!(formats.into_iter().collect::<Vec<_>>(), ["csv", "ods", "xls", "xlsx", "xml"], "{edition}");
    }
    let edited = good.iter().filter(|file| file.path.starts_with("edited/")).count();
    assert!(edited >= 12, "{edited}");
    let bad = manifest.files.iter().filter(|file| file.path.starts_with("bad/")).count();
    assert!(bad >= 20, "{bad}");
}

#[test]
fn all_fixtures_together_are_small() {
    let size = |folder: &str| -> u64 {
        let entries = std::fs::read_dir(repository().join("fixtures").join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
    };
    let total: u64 = ["bad", "dataset", "edited", "expected", "good", "revision", "xml"].into_iter().map(size).sum();
    assert!(total < 6_000_000, "{total} bytes");
}

#[test]
fn figures_of_a_full_table_add_up() {
    let path = repository().join("fixtures/expected/stat-en-plain.csv");
    let truth = ExpectedFile::read(&path).unwrap_or_else(|fault| panic!("{fault}"));
    let dimension = |name: &str| truth.dimensions.iter().position(|known| known == name).unwrap();
    let (sex, age, form) = (dimension("sex"), dimension("age"), dimension("exploitation"));
    let sum = |item: &str, year: &str, wanted: &dyn Fn(&[String]) -> bool| -> u64 {
        let rows = truth.rows.iter().filter(|row| row.item == item && row.year == year && wanted(&row.dimensions));
        rows.map(|row| row.number.parse::<u64>().unwrap()).sum()
    };
    for year in ["2014", "2015", "2016", "2017"] {
        let total = sum("victims", year, &|codes| codes[sex] == "_T" && codes[age] == "_T");
        assert!(total > 0);
        assert_eq!(total, sum("victims", year, &|codes| codes[sex] != "_T" && codes[age] == "_T"), "by sex, {year}");
        assert_eq!(total, sum("victims", year, &|codes| codes[sex] == "_T" && codes[age] != "_T"), "by age, {year}");
        assert_eq!(total, sum("victims", year, &|codes| codes[sex] != "_T" && codes[age] != "_T"), "by both, {year}");
        let forms = |codes: &[String]| codes[sex] == "_T" && codes[age] == "_T" && codes[form] != "_T";
        assert_eq!(total, sum("victims_form", year, &forms), "by form, {year}");
        assert_eq!(total, sum("victims_citizenship", year, &|_| true), "by citizenship, {year}");
    }
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
    // Only letters that were coded are silent; the manifest counts what they do not say.
    let missing: Vec<&str> =
        verbale_model::Status::ALL.map(verbale_model::Status::code).into_iter().filter(|code| !statuses.contains(*code)).collect();
    assert_eq!(missing, ["not_mentioned"]);
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

#[test]
fn a_statistical_workload_is_the_same_again() {
    let workshop = workshop();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let load = statistical_workload(&workshop, 7, 5, one.path()).unwrap_or_else(|fault| panic!("{fault}"));
    let again = statistical_workload(&workshop, 7, 5, two.path()).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(load.replies.len(), 5);
    for (left, right) in load.replies.iter().zip(&again.replies) {
        assert_eq!(std::fs::read(left).unwrap(), std::fs::read(right).unwrap());
    }
}

#[test]
fn a_published_table_has_as_many_rows_as_wanted_and_no_key_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.xlsx");
    let load = records_workload(&workshop(), 7, 9_000, &path).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(load.answers, 9_000);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    let keys: BTreeSet<Vec<String>> =
        sheet.rows().skip(3).map(|cells| cells[..11].iter().map(ToString::to_string).collect()).collect();
    assert_eq!((keys.len(), sheet.width()), (9_000, 13));
}
