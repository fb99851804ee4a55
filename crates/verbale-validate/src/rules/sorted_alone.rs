//! One column of a table that was sorted without the others: its figures stand beside labels that are not theirs.

use crate::registry::{Check, Scope};
use crate::rules::{form_only, set, thresholds};
use crate::view::{ReplyView, Verdict};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use verbale_model::catalogue::COLUMN_SORTED_ALONE;
use verbale_model::thresholds::{Threshold, Thresholds};
use verbale_model::{Answer, ItemId, Locus, PlaceId};

/// Rows that are compared at most.
const ROWS: usize = 120;

pub(crate) const CHECK: Check = Check {
    name: "sorted-alone",
    scope: Scope::Reply,
    emits: &[COLUMN_SORTED_ALONE],
    applies: |view| set(view, &[COLUMN_SORTED_ALONE]).and_then(|()| form_only(view)).and_then(|()| thresholds(view).map(|_| ())),
    run,
};

/// Figures of a column by row.
type Column<'v> = BTreeMap<u32, (i64, &'v Answer)>;

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    let Ok(thresholds) = thresholds(view) else { return };
    for setting in view.edition.settings(COLUMN_SORTED_ALONE) {
        let Some(least) = setting.number.and_then(|number| usize::try_from(number).ok()) else { continue };
        for &item in &setting.items {
            let columns: Vec<Column<'_>> = columns(view, item).into_values().filter(|column| column.len() >= least).collect();
            for (index, column) in columns.iter().enumerate() {
                let others: Vec<&Column<'_>> =
                    columns.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, column)| column).collect();
                let Some((_, first)) = column.values().next().filter(|_| alone(column, &others, least, thresholds)) else {
                    continue;
                };
                verdict.add(COLUMN_SORTED_ALONE, || {
                    let year = first.year.map_or_else(String::new, |year| year.to_string());
                    view.finding(COLUMN_SORTED_ALONE, first).arg(view.item_code(item)).arg(year)
                });
            }
        }
    }
}

fn columns<'v>(view: &ReplyView<'v>, item: ItemId) -> BTreeMap<(PlaceId, u16), Column<'v>> {
    let mut columns: BTreeMap<(PlaceId, u16), Column<'v>> = BTreeMap::new();
    for answer in view.item_answers(item) {
        if let (Locus::Cell { sheet, row, col }, Some((low, Some(high)))) = (answer.at, answer.value.bounds())
            && low == high
        {
            columns.entry((sheet, col)).or_default().insert(row, (low, answer));
        }
    }
    columns
}

/// The column is in order, two others are not and go up and down together, and this one does not go with them.
fn alone(column: &Column<'_>, others: &[&Column<'_>], least: usize, thresholds: &Thresholds) -> bool {
    let per_cent = |threshold| f64::from(thresholds.of(threshold)) / 100.0;
    let (together, apart_below) = (per_cent(Threshold::ColumnsTogether), per_cent(Threshold::ColumnsApart));
    let free: Vec<&&Column<'_>> = others.iter().filter(|other| !in_order(other, least)).collect();
    in_order(column, least)
        && free.iter().enumerate().any(|(index, one)| {
            let apart = |other: &Column<'_>| agreement(column, other, least).is_some_and(|agreement| agreement.abs() < apart_below);
            apart(one)
                && free[index + 1..]
                    .iter()
                    .any(|two| apart(two) && agreement(one, two, least).is_some_and(|agreement| agreement > together))
        })
}

/// In order from the top or from the bottom, and not of a few figures that repeat.
fn in_order(column: &Column<'_>, least: usize) -> bool {
    let values: Vec<i64> = column.values().map(|(value, _)| *value).collect();
    let steps = values.windows(2).filter(|pair| pair[0] != pair[1]).count();
    steps + 1 >= least && (values.is_sorted() || values.iter().rev().is_sorted())
}

/// How many of the pairs of rows go the same way in both columns, less those that go the other way, as a share (Kendall).
fn agreement(one: &Column<'_>, other: &Column<'_>, least: usize) -> Option<f64> {
    let pairs = one.iter().filter_map(|(row, (value, _))| Some((*value, other.get(row)?.0)));
    let rows: Vec<(i64, i64)> = pairs.take(ROWS).collect();
    if rows.len() < least {
        return None;
    }
    let (mut same, mut opposite) = (0_u32, 0_u32);
    for (index, left) in rows.iter().enumerate() {
        for right in &rows[index + 1..] {
            match (left.0.cmp(&right.0), left.1.cmp(&right.1)) {
                (Ordering::Equal, _) | (_, Ordering::Equal) => {}
                (one, other) if one == other => same += 1,
                _ => opposite += 1,
            }
        }
    }
    (same + opposite > 0).then(|| (f64::from(same) - f64::from(opposite)) / f64::from(same + opposite))
}
