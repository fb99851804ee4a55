//! Cells below each other with the same figure, or with one that grows by one: a cell was filled down.

use crate::registry::{Check, Scope};
use crate::rules::{form_only, set};
use crate::view::{ReplyView, Verdict};
use std::collections::BTreeMap;
use verbale_model::catalogue::FILLED_DOWN;
use verbale_model::{Answer, ItemId, Locus, PlaceId};

pub(crate) const CHECK: Check = Check {
    name: "filled-down",
    scope: Scope::Reply,
    emits: &[FILLED_DOWN],
    applies: |view| set(view, &[FILLED_DOWN]).and_then(|()| form_only(view)),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for setting in view.edition.settings(FILLED_DOWN) {
        let (Some(least), Some(floor)) = (setting.number.and_then(|number| usize::try_from(number).ok()), setting.floor) else {
            continue;
        };
        for &item in &setting.items {
            for column in columns(view, item).into_values() {
                for step in [0, 1] {
                    let joined = |left: &Cell<'_>, right: &Cell<'_>| right.row == left.row + 1 && right.value - left.value == step;
                    for run in column.chunk_by(joined).filter(|run| run.len() >= least && run[0].value >= floor) {
                        verdict.add(FILLED_DOWN, || {
                            let first = &run[0];
                            view.finding(FILLED_DOWN, first.answer)
                                .arg(view.item_code(item))
                                .arg(run.len())
                                .arg(first.value)
                                .arg(step)
                        });
                    }
                }
            }
        }
    }
}

struct Cell<'v> {
    row: u32,
    value: i64,
    answer: &'v Answer,
}

/// Figures by column, from the top.
fn columns<'v>(view: &ReplyView<'v>, item: ItemId) -> BTreeMap<(PlaceId, u16), Vec<Cell<'v>>> {
    let mut columns: BTreeMap<(PlaceId, u16), Vec<Cell<'v>>> = BTreeMap::new();
    for answer in view.item_answers(item) {
        if let (Locus::Cell { sheet, row, col }, Some((value, Some(high)))) = (answer.at, answer.value.bounds())
            && value == high
        {
            columns.entry((sheet, col)).or_default().push(Cell { row, value, answer });
        }
    }
    for column in columns.values_mut() {
        column.sort_by_key(|cell| cell.row);
    }
    columns
}
