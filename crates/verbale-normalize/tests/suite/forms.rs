//! Forms: entries of every kind, who speaks, and what is rejected.

use crate::support::{Form, answers, codes, finding, findings, schemas, stored, text, unplaced};
use verbale_model::catalogue::{PLACEHOLDER, UNKNOWN_PART};
use verbale_model::intake::{Entry, Intake, SpreadsheetDate};
use verbale_model::{Accounting, Finding, Language, Locus, PlaceId, Reading, Stored};
use verbale_normalize::Normalizer;

/// Answers and findings of one entry, without those of the State.
fn entry(item: &str, entry: Entry<'_>) -> (Vec<String>, Vec<String>) {
    let mut form = Form::new(Language::Fr);
    form.entry(item, entry);
    shown(&form.finish().expect("a State speaks"))
}

fn shown(reading: &Reading) -> (Vec<String>, Vec<String>) {
    let mut answers = answers(reading);
    answers.retain(|answer| !answer.starts_with("state "));
    (answers, findings(&reading.findings))
}

#[track_caller]
fn check(item: &str, value: &str, how: Stored, expected: &[&str], noted: &[&str]) {
    let (answers, findings) = entry(item, Entry::Cell(stored(value, how, 7, 2)));
    assert_eq!(answers, expected, "{item} {value}");
    assert_eq!(findings, noted, "{item} {value}");
}

fn date(serial: f64) -> Stored {
    Stored::Date(SpreadsheetDate { serial, epoch_1904: false, duration: false })
}

#[test]
fn every_kind_of_item() {
    let text = Stored::Text;
    check("victims", "1 757", text, &["victims reported 1757 \"1 757\" C8"], &[]);
    check("victims", "12", Stored::Number(12.0), &["victims reported 12 \"12\" C8"], &[]);
    check("assets", "1 234,50", text, &["assets reported 1234.5 \"1 234,50\" C8"], &[]);
    check("plan", " Oui ", text, &["plan reported yes \" Oui \" C8"], &[]);
    check("law", " Loi 12 ", text, &["law reported `Loi 12` \" Loi 12 \" C8"], &[]);
    check("adopted", "15.04.2019", text, &["adopted reported `2019-04-15` \"15.04.2019\" C8"], &[]);
    check("mail", "a@b.example", text, &["mail reported `a@b.example` \"a@b.example\" C8"], &[]);
    check(
        "training",
        "journalists; teachers",
        text,
        &[
            "training audience=journalists reported yes \"journalists; teachers\" C8",
            "training audience=teachers reported yes \"journalists; teachers\" C8",
        ],
        &[],
    );
    check("training", "non", text, &["training reported no \"non\" C8"], &[]);
    check("plan_comment", "see law", text, &["plan_comment reported `see law` \"see law\" C8"], &[]);
}

#[test]
fn the_separators_are_those_of_the_language() {
    for (language, expected) in [(Language::En, "reported 1282"), (Language::Zh, "reported 1282"), (Language::Fr, "unreadable")] {
        let mut form = Form::new(language);
        form.cell("victims", "1,282", Stored::Text);
        let reading = form.finish().unwrap();
        assert_eq!(answers(&reading)[0], format!("victims {expected} \"1,282\" B1"), "{language}");
    }
}

#[test]
fn errors_dates_and_formulas_are_no_values() {
    check("victims", "#REF!", Stored::Error, &["victims formula_error \"#REF!\" C8"], &["ALB S11 C8 #REF!"]);
    check("law", "#N/A", Stored::Error, &["law formula_error \"#N/A\" C8"], &["ALB S11 C8 #N/A"]);
    check("plan", "=A1", Stored::NotCalculated, &["plan not_calculated \"=A1\" C8"], &["ALB S11 C8 formula"]);
    check("victims", "42434", date(42_434.0), &["victims unreadable \"42434\" C8"], &["ALB S11 C8 2016-03-05"]);
    check("plan", "42434", date(42_434.0), &["plan unreadable \"42434\" C8"], &["ALB S11 C8 2016-03-05"]);
    check("training", "42434", date(42_434.0), &["training unreadable \"42434\" C8"], &["ALB S11 C8 2016-03-05"]);
    check("victims", "TRUE", Stored::Bool(true), &["victims unreadable \"TRUE\" C8"], &["ALB N05 C8 TRUE"]);
    check("law", "42434", date(42_434.0), &["law reported `2016-03-05` \"42434\" C8"], &[]);
}

#[test]
fn dates_in_cells() {
    check("adopted", "43570", date(43_570.0), &["adopted reported `2019-04-15` \"43570\" C8"], &[]);
    check("adopted", "60", date(60.0), &["adopted unreadable \"60\" C8"], &["ALB N06 C8 60 | no-such-day"]);
    check("adopted", "0.5", date(0.5), &["adopted unreadable \"0.5\" C8"], &["ALB N06 C8 0.5 | time-only"]);
    check("adopted", "2019", Stored::Number(2019.0), &["adopted unreadable \"2019\" C8"], &["ALB N06 C8 2019 | form"]);
    check(
        "adopted",
        "03/04/2019",
        Stored::Text,
        &["adopted unreadable \"03/04/2019\" C8"],
        &["ALB N06 C8 03/04/2019 | 2019-04-03 | 2019-03-04"],
    );
    check("adopted", "n/a", Stored::Text, &["adopted not_stated \"n/a\" C8"], &["ALB N04 C8 n/a | not_stated"]);
}

#[test]
fn statements_and_template_text() {
    check("law", "voir annexe", Stored::Text, &["law see_annex \"voir annexe\" C8"], &["ALB N04 C8 voir annexe | see_annex"]);
    check("law", "(please specify)", Stored::Text, &["law unreadable \"(please specify)\" C8"], &["ALB S06 C8 (please specify)"]);
    check("law", "Total", Stored::Text, &["law reported `Total` \"Total\" C8"], &[]);
    // Neither a comment nor a contact detail is judged, or shown in a finding.
    check("plan_comment", "n/a", Stored::Text, &["plan_comment reported `n/a` \"n/a\" C8"], &[]);
    check("mail", "n/a", Stored::Text, &["mail reported `n/a` \"n/a\" C8"], &[]);
    check("mail", "#REF! a@b.example", Stored::Error, &["mail formula_error \"#REF! a@b.example\" C8"], &["ALB S11 C8 error"]);
}

#[test]
fn what_is_left_empty_is_blank_and_a_comment_is_nothing() {
    let at = Locus::Cell { sheet: PlaceId(0), row: 7, col: 2 };
    for item in ["victims", "law", "plan", "training", "adopted", "mail"] {
        let (answers, findings) = entry(item, Entry::Blank(at));
        assert_eq!(answers, [format!("{item} blank \"\" C8")]);
        assert!(findings.is_empty());
        // A cell of blanks is as empty, and its text is kept.
        let (answers, _) = entry(item, Entry::Cell(text("  ", 7, 2)));
        assert_eq!(answers, [format!("{item} blank \"  \" C8")]);
    }
    assert!(entry("plan_comment", Entry::Blank(at)).0.is_empty());
    assert!(entry("plan_comment", Entry::Cell(text(" ", 7, 2))).0.is_empty());
}

#[track_caller]
fn check_options(item: &str, cells: &[(&str, &str)], expected: &[&str], noted: &[&str]) {
    let mut form = Form::new(Language::En);
    form.options(item, cells);
    let (answers, findings) = shown(&form.finish().unwrap());
    assert_eq!(answers, expected, "{cells:?}");
    assert_eq!(findings, noted, "{cells:?}");
}

#[test]
fn marks_under_the_headings_of_the_options() {
    check_options("plan", &[("Yes", "x"), ("No", "")], &["plan reported yes \"Yes: x\" B1"], &[]);
    check_options("plan", &[("Yes", ""), ("No", "☒")], &["plan reported no \"No: ☒\" C1"], &[]);
    check_options("plan", &[("Yes", "☐"), ("No", "Non")], &["plan reported no \"No: Non\" C1"], &[]);
    check_options("plan", &[("Yes", "X"), ("No", "-")], &["plan reported yes \"Yes: X\" B1"], &[]);
    check_options("plan", &[("Yes", "x"), ("No", "x")], &["plan reported yes \"Yes: x\" B1", "plan reported no \"No: x\" C1"], &[]);
    check_options("plan", &[("Yes", ""), ("No", " ")], &["plan blank \"\" A1"], &[]);
    check_options("plan", &[("Yes", "-"), ("No", "-")], &["plan not_stated \"Yes: -\" B1"], &["ALB N04 B1 - | not_stated"]);
    check_options(
        "plan",
        &[("Yes", "x"), ("No", "see annex")],
        &["plan reported yes \"Yes: x\" B1", "plan see_annex \"No: see annex\" C1"],
        &["ALB N04 C1 see annex | see_annex"],
    );
    check_options(
        "plan",
        &[("Yes", "in part"), ("No", "")],
        &["plan unreadable \"Yes: in part\" B1"],
        &["ALB C11 B1 in part | Yes, No, Partly, Planned, No information"],
    );
    check_options(
        "plan",
        &[("Perhaps", "x")],
        &["plan unreadable \"Perhaps: x\" B1"],
        &["ALB C11 B1 Perhaps | Yes, No, Partly, Planned, No information"],
    );
    check_options(
        "training",
        &[("Journalists", "x"), ("Teachers", ""), ("No", "")],
        &["training audience=journalists reported yes \"Journalists: x\" B1"],
        &[],
    );
    check_options("training", &[("Journalists", ""), ("No", "x")], &["training reported no \"No: x\" C1"], &[]);
    check_options("victims", &[("2019", "12"), ("2020", "")], &["victims reported 12 \"2019: 12\" B1"], &[]);
    check_options(
        "plan",
        &[("Yes", "(please specify)")],
        &["plan unreadable \"Yes: (please specify)\" B1"],
        &["ALB S06 B1 (please specify)"],
    );
}

#[test]
fn a_ticked_check_box_is_a_mark() {
    let cells =
        vec![("Yes".into(), stored("FALSE", Stored::Bool(false), 0, 1)), ("No".into(), stored("TRUE", Stored::Bool(true), 0, 2))];
    assert_eq!(entry("plan", Entry::Options(cells, Locus::File)).0, ["plan reported no \"No: TRUE\" C1"]);
    let cells = vec![("Yes".into(), stored("#REF!", Stored::Error, 0, 1))];
    let (answers, findings) = entry("plan", Entry::Options(cells, Locus::File));
    assert_eq!((answers[0].as_str(), findings[0].as_str()), ("plan formula_error \"Yes: #REF!\" B1", "ALB S11 B1 #REF!"));
}

#[track_caller]
fn check_speaker(names: &[&str], expected: &str, noted: &[&str]) {
    let mut form = Form::new(Language::En);
    if names.is_empty() {
        form.entry("state", Entry::Blank(Locus::Cell { sheet: PlaceId(0), row: 0, col: 1 }));
    }
    for name in names {
        form.cell("state", name, Stored::Text);
    }
    match form.finish() {
        Ok(reading) => {
            let area = reading.replies[0].area.map_or("none", |area| schemas().codes.text(area));
            assert_eq!(area, expected, "{names:?}");
            assert_eq!(findings(&reading.findings), noted, "{names:?}");
        }
        Err(rejection) => {
            assert_eq!(finding(&rejection.reason), expected, "{names:?}");
            assert_eq!(findings(&rejection.findings), noted, "{names:?}");
            assert_eq!(rejection.places, ["Sheet1"]);
        }
    }
}

#[test]
fn one_state_speaks_or_the_file_is_rejected() {
    check_speaker(&["Albania"], "ALB", &[]);
    check_speaker(&["Albania", "ALB"], "ALB", &[]);
    check_speaker(&["008"], "ALB", &[]);
    check_speaker(&["8"], "S09 B1 8", &["C05 B1 8"]);
    check_speaker(&["001"], "S09 B1 001", &["C05 B1 001"]);
    check_speaker(&["Bolivia"], "BOL", &["BOL C02 B1 Bolivia | Bolivia (Plurinational State of)"]);
    check_speaker(&["Swaziland"], "SWZ", &["SWZ C03b B1 Swaziland | Eswatini | 2018-04-19"]);
    check_speaker(&["Albania", "Austria"], "S09 B1 Albania / Austria", &[]);
    check_speaker(&["Albania", "Atlantis"], "S09 B1 Albania / Atlantis", &["C01 B2 Atlantis |"]);
    check_speaker(&["Kazakhstann"], "S09 B1 Kazakhstann", &["C01 B1 Kazakhstann | Kazakhstan"]);
    check_speaker(&["Mali/Niger"], "S09 B1 Mali/Niger", &["C05 B1 Mali/Niger"]);
    check_speaker(&["Mumbai, India"], "S09 B1 Mumbai, India", &["C06 B1 Mumbai, India | India"]);
    check_speaker(&["SAM"], "S09 B1 SAM", &["C08 B1 SAM"]);
    check_speaker(&["(name of State)"], "S09 B1 (name of State)", &["S06 B1 (name of State)"]);
    check_speaker(&[" "], "S09 B1", &[]);
    check_speaker(&[], "S09 B1", &[]);
}

#[test]
fn what_a_reader_says_is_kept_and_gets_the_area() {
    let edition = schemas().edition_at("demo/2020").unwrap();
    let mut normalizer = Normalizer::new(schemas(), edition.id, 0, Language::En);
    assert_eq!((normalizer.place("A"), normalizer.place("B"), normalizer.place("A")), (PlaceId(0), PlaceId(1), PlaceId(0)));
    normalizer.finding(Finding::new(UNKNOWN_PART, Locus::File).arg("sheet").arg("Hoja2"));
    normalizer.unplaced(&text("scribble", 3, 3), UNKNOWN_PART);
    normalizer.entry(edition.item_index["state"], Entry::Cell(text("Albania", 0, 1)));
    let accounting = Accounting { cells: 2, mapped: 1, unmapped: 1, ..Accounting::default() };
    let reading = normalizer.finish(accounting).unwrap();
    assert_eq!(findings(&reading.findings), ["ALB S03  sheet | Hoja2"]);
    assert_eq!(unplaced(&reading, &reading.replies[0]), ["D4 S03 scribble"]);
    assert_eq!((reading.places.as_slice(), reading.layout.as_str()), (&["A".to_owned(), "B".to_owned()][..], "form"));
    assert!(reading.accounting.adds_up() && reading.accounting.cells == 2);
}

#[test]
fn a_file_without_a_word_is_rejected() {
    let edition = schemas().edition_at("demo/2020").unwrap();
    let rejection = Normalizer::new(schemas(), edition.id, 0, Language::En).finish(Accounting::default()).unwrap_err();
    assert_eq!(finding(&rejection.reason), "S09");
    assert!(codes(&rejection.findings).is_empty());
    assert_ne!(rejection.reason.kind, PLACEHOLDER);
}

#[test]
fn a_long_text_is_cut_in_findings_and_nowhere_else() {
    let long = "word ".repeat(1_000);
    let mut form = Form::new(Language::En);
    form.cell("victims", &long, Stored::Text);
    let reading = form.finish().unwrap();
    assert_eq!(reading.texts.get(reading.replies[0].answers[0].raw), long);
    assert!(findings(&reading.findings)[0].chars().count() < 220);
}

#[test]
fn another_tick_is_another_digest() {
    let digest = |cells: &[(&str, &str)]| {
        let mut form = Form::new(Language::En);
        form.options("plan", cells);
        let reading = form.finish().unwrap();
        reading.digests(schemas()).swap_remove(0)
    };
    assert_ne!(digest(&[("Yes", "x"), ("No", "")]), digest(&[("Yes", ""), ("No", "x")]));
}
