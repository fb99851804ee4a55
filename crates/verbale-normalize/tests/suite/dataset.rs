//! The published dataset, all 46,556 rows: what is known of it must come out, to the row.

use crate::support::{normalizer, schemas};
use crate::vocabulary::shared;
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use verbale_model::catalogue::{AREA_AGGREGATE, AREA_NOT_UNIQUE, MOJIBAKE, QUANTITY_CENSORED};
use verbale_model::intake::{Fate, Intake, RawRow};
use verbale_model::{Accounting, Language, Locus, PlaceId, RawCell, Reading, Status, Stored};

/// The rows below the header, as they are stored.
fn rows() -> Option<Vec<Vec<Data>>> {
    let mut workbook: Xlsx<_> = open_workbook(shared("corpus/glotip/data_glotip.xlsx")?).unwrap();
    let range = workbook.worksheet_range_at(0).unwrap().unwrap();
    Some(range.rows().skip(3).map(<[Data]>::to_vec).collect())
}

fn read(rows: &[Vec<Data>]) -> (Reading, u64) {
    let mut normalizer = normalizer("glotip-public/2023", "published", Language::En);
    let mut unplaced = 0;
    for (cells, row) in rows.iter().zip(3_u32..) {
        let cell = |(data, col): (&Data, u16)| {
            let at = Locus::Cell { sheet: PlaceId(0), row, col };
            match data {
                Data::String(text) => Some(RawCell { text: text.clone().into(), stored: Stored::Text, at }),
                Data::Float(number) => Some(RawCell { text: number.to_string().into(), stored: Stored::Number(*number), at }),
                Data::Int(number) => Some(RawCell { text: number.to_string().into(), stored: Stored::Text, at }),
                Data::Empty => None,
                other => panic!("no {other:?} was met in this file"),
            }
        };
        let cells: Vec<_> = cells.iter().zip(0..).map(cell).collect();
        let fate = normalizer.row(&RawRow {
            sheet: PlaceId(0),
            row,
            cells: &cells,
            columns: &crate::support::COLUMNS,
            extra: &[],
            start: crate::support::first_place(&cells),
            why: None,
            fresh: None,
        });
        unplaced += u64::from(fate == Fate::Unplaced);
    }
    (normalizer.finish(Accounting::default()).unwrap(), unplaced)
}

#[test]
fn the_published_dataset_is_read_to_the_row() {
    let Some(rows) = rows() else { return };
    let (reading, unplaced) = read(&rows);
    assert_eq!(rows.len(), 46_556);
    let answers: usize = reading.replies.iter().map(|reply| reply.answers.len()).sum();
    let kept: usize = reading.replies.iter().map(|reply| reply.unplaced.len()).sum();
    assert_eq!((answers + kept, kept as u64), (rows.len(), unplaced));

    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in reading.replies.iter().flat_map(|reply| &reply.answers) {
        *statuses.entry(answer.status.code()).or_default() += 1;
    }
    let shown: Vec<_> = statuses.into_iter().collect();
    assert_eq!(shown, [(Status::Censored.code(), 23_035), (Status::Reported.code(), 23_400)]);

    let mut why: BTreeMap<&str, usize> = BTreeMap::new();
    for unplaced in reading.replies.iter().flat_map(|reply| &reply.unplaced) {
        *why.entry(unplaced.why.code).or_default() += 1;
    }
    // 75 blank categories and 12 that say "N/A".
    let expected = [("C01", 14), ("C05", 17), ("C15", 75), ("S06", 6), ("S07", 8), ("S09", 1)];
    assert_eq!(why.into_iter().collect::<Vec<_>>(), expected);

    // 172 rows of damaged text, 956 of aggregates without a country, `<5` in all rows that became answers.
    for (kind, count) in [(MOJIBAKE, 172), (AREA_AGGREGATE, 956), (QUANTITY_CENSORED, 23_035), (AREA_NOT_UNIQUE, 1)] {
        assert_eq!(reading.findings.count_of(kind), count, "{}", kind.code);
    }
    let noted: Vec<&str> = reading.findings.counts().map(|(code, ..)| code).collect();
    let kinds = ["C01", "C02", "C03a", "C03b", "C04", "C05", "C06", "C07", "C08", "C14", "C15", "N03", "S06", "S07", "S08", "S09"];
    assert_eq!(noted, kinds);

    let aggregates: Vec<&str> = reading
        .replies
        .iter()
        .filter_map(|reply| reply.area)
        .filter(|area| schemas().areas.get(*area).is_some_and(|area| area.kind == verbale_model::AreaKind::Aggregate))
        .map(|area| schemas().codes.text(area))
        .collect();
    assert_eq!(aggregates, ["CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM"]);
}
