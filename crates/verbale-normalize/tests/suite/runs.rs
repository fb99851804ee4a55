//! Rows of which the reader says what they have in common with the row before give what they give without that.

use crate::support::{finding, normalizer, schemas, shown};
use proptest::prelude::*;
use verbale_model::intake::{Fate, Intake, RawRow};
use verbale_model::layout::Layout;
use verbale_model::{Accounting, Language, Locus, PlaceId, RawCell, Reading, Stored};
use verbale_normalize::Normalizer;

/// Components of an observation, and what they may say.
const SAID: [(&str, &[&str]); 10] = [
    ("time_period", &["2019", "2020", "2021", "2020 ", "Y", ""]),
    (
        "obs_value",
        &[
            "0",
            "7",
            "20",
            "19999",
            "32767",
            "32768",
            "007",
            "-3",
            "1.5",
            "1,282",
            "<5",
            "NaN",
            "n/a",
            "",
            "999999999999999999",
            "1000000000000000000",
            "9999999999999999999",
            "1e3",
            " 7",
            "7x",
        ],
    ),
    ("obs_status", &["A", "A", "E", "O", "", "no code"]),
    ("unit_mult", &["0", "0", "", "3", "x"]),
    ("unit_measure", &["NUMBER", "", "PERCENT"]),
    ("nature", &["C", "E", " ", ""]),
    ("comment_obs", &["", "in words"]),
    ("ref_area", &["4", "8", "999"]),
    ("sex", &["_T", "F", "no code"]),
    ("urbanisation", &["_T", "U"]),
];

/// How often each of [`SAID`] is drawn: mostly year and value, so that rows go on.
const DRAWN: [usize; 16] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// A change of a component from row to row.
type Change = (usize, usize);

/// Reads rows, each changed from the one before; with `told`, the columns that differ are told.
fn read(rows: &[Vec<Change>], told: bool) -> (Vec<Fate>, Reading) {
    let mut fates = Vec::new();
    let normalizer = push(rows, told, |_, fate| fates.push(fate));
    (fates, normalizer.finish(Accounting::default()).unwrap())
}

/// Pushes the rows; `after` sees the normalizer after each.
fn push(rows: &[Vec<Change>], told: bool, mut after: impl FnMut(&mut Normalizer<'static>, Fate)) -> Normalizer<'static> {
    let edition = schemas().edition_at("sdg-16-2-2/2024").unwrap();
    let layout = edition.layouts.iter().find(|layout| layout.name() == "sdmx").unwrap();
    let Layout::Records(layout) = layout else { panic!("records") };
    let column = |name: &str| layout.columns.iter().position(|column| column.name == name).unwrap();
    let mut texts: Vec<Option<&str>> = vec![None; layout.columns.len()];
    let first = [("freq", "A"), ("series", "VC_HTF_DETV"), ("age", "_T"), ("reporting_type", "G")];
    for (name, text) in first.into_iter().chain(SAID.map(|(name, texts)| (name, texts[0]))) {
        texts[column(name)] = Some(text);
    }
    let columns = vec![None; layout.columns.len()];
    let mut normalizer = normalizer("sdg-16-2-2/2024", "sdmx", Language::En);
    for (changes, line) in rows.iter().zip(1..) {
        let mut fresh = Vec::new();
        for (component, text) in changes {
            let (name, said) = SAID[*component];
            fresh.push(column(name));
            texts[column(name)] = Some(said[text % said.len()]).filter(|text| !text.is_empty());
        }
        let at = |col| Locus::Xml { path: PlaceId(0), line, col };
        let cell = |(text, col): (Option<&'static str>, u32)| {
            text.map(|text| RawCell { text: text.into(), stored: Stored::Text, at: at(col) })
        };
        let cells: Vec<_> = texts.iter().copied().zip(1..).map(cell).collect();
        let fresh = (told && line > 1).then_some(fresh.as_slice());
        let (sheet, start) = (PlaceId(0), at(1));
        let row = RawRow { sheet, row: line, cells: &cells, columns: &columns, extra: &[], start, why: None, fresh };
        let fate = normalizer.row(&row);
        after(&mut normalizer, fate);
    }
    normalizer
}

/// All that a reading says.
fn all(reading: &Reading) -> Vec<String> {
    let text = |id| reading.texts.get(id);
    let mut all: Vec<String> = reading.texts.iter().map(|text| format!("text {text}")).collect();
    all.extend(reading.findings.kept().iter().map(finding));
    for reply in &reading.replies {
        all.push(format!("reply {:?}", reply.area));
        all.extend(reply.answers.iter().map(|answer| format!("{} {answer:?}", shown(reading, answer))));
        all.extend(reply.attributes.iter().map(|kept| format!("{} {} {}", kept.answer, text(kept.name), text(kept.raw))));
        all.extend(reply.unplaced.iter().map(|unplaced| format!("{:?} {}", unplaced.at, text(unplaced.raw))));
    }
    all.extend(reading.labels.iter().map(|label| format!("{label:?}")));
    all.push(format!("{} findings, {:?}", reading.findings.total(), reading.claim));
    all
}

/// Changes row by row.
fn changes() -> impl Strategy<Value = Vec<Vec<Change>>> {
    prop::collection::vec(prop::collection::vec((prop::sample::select(&DRAWN[..]), 0_usize..20), 1..4), 2..40)
}

proptest! {
    #[test]
    fn what_is_told_of_a_row_changes_nothing(
        rows in changes(),
    ) {
        let ((fates, alone), (fates_told, told)) = (read(&rows, false), read(&rows, true));
        prop_assert_eq!(fates, fates_told);
        prop_assert_eq!(all(&alone), all(&told));
    }

    #[test]
    fn answers_handed_over_are_those_of_the_reading(rows in changes(), every in 1_usize..5) {
        let (_, whole) = read(&rows, true);
        let mut kept: Vec<String> =
            whole.replies.iter().flat_map(|reply| reply.answers.iter().map(|answer| format!("{:?} {answer:?}", reply.area))).collect();
        let (mut handed, mut row) = (Vec::new(), 0);
        let mut normalizer = push(&rows, true, |normalizer, _| {
            row += 1;
            if row % every == 0 {
                normalizer.hand_over(|area, answer| handed.push(format!("{area:?} {answer:?}")));
            }
        });
        normalizer.hand_over(|area, answer| handed.push(format!("{area:?} {answer:?}")));
        let rest = normalizer.finish(Accounting::default()).unwrap();
        prop_assert!(rest.replies.iter().all(|reply| reply.answers.is_empty() && reply.attributes.is_empty()));
        kept.sort_unstable();
        handed.sort_unstable();
        prop_assert_eq!(handed, kept);
        prop_assert_eq!(rest.texts.iter().collect::<Vec<_>>(), whole.texts.iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_row_that_goes_on_is_read_as_any_other() {
    // Year and value, then a value that needs more care, then an attribute that comes and stays, then a status that says more.
    let rows = [
        vec![(0, 0), (1, 1)],
        vec![(0, 1), (1, 2)],
        vec![(0, 2), (1, 19)],
        vec![(0, 0), (1, 0)],
        vec![(0, 1), (1, 1), (5, 1)],
        vec![(0, 2), (1, 1)],
        vec![(0, 0), (1, 3), (2, 2)],
        vec![(0, 1), (1, 3)],
        vec![(0, 4), (1, 3)],
        vec![(0, 2), (1, 3)],
        vec![(0, 0), (1, 6)],
        vec![(0, 1), (1, 1)],
    ];
    let (fates, reading) = read(&rows, true);
    let reply = &reading.replies[0];
    let answers: Vec<_> = reply.answers.iter().map(|answer| shown(&reading, answer)).collect();
    let ends: Vec<_> = answers.iter().map(|answer| answer.split(" @").nth(1).unwrap()).collect();
    assert_eq!(
        ends,
        [
            "2019 reported 7 \"7\" 1:21",
            "2020 reported 20 \"20\" 2:21",
            "2021 unreadable \"7x\" 3:21",
            "2019 zero 0 \"0\" 4:21",
            "2020 reported 7 \"7\" 5:21",
            "2021 reported 7 \"7\" 6:21",
            "2019 reported 19999 \"19999\" 7:21",
            "2020 reported 19999 \"19999\" 8:21",
            "2021 reported 19999 \"19999\" 10:21",
            "2019 reported 7 \"007\" 11:21",
            "2020 reported 7 \"7\" 12:21",
        ]
    );
    let kept: Vec<_> = reply.attributes.iter().map(|kept| format!("{} {}", kept.answer, reading.texts.get(kept.raw))).collect();
    let nature = ["C", "C", "C", "C", "E", "E", "E", "E", "E", "E", "E"].into_iter().zip(0..);
    let expected: Vec<_> = nature
        .flat_map(|(nature, answer)| {
            let status = (6..11).contains(&answer).then(|| format!("{answer} E"));
            [format!("{answer} G"), format!("{answer} {nature}")].into_iter().chain(status)
        })
        .collect();
    assert_eq!(kept, expected);
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Unplaced).count(), 1);
}
