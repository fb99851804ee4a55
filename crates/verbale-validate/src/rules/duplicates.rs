//! The same figure more than once: parts that were not added up, a contradiction, or a repetition.
//!
//! Whatever it is, a person decides: all answers to the key are disputed and enter no tally. The check says which it seems to
//! be. It takes the answers for parts only where their sum closes a declared total that no single one of them closes, or where
//! they are, value for value, the printed parts of the figure that they stand for.

use crate::plan::codes;
use crate::registry::{Check, Scope};
use crate::sums::series_of;
use crate::view::{Bounds, ReplyView, Verdict, add_high, show};
use verbale_model::catalogue::{DUPLICATE_CONFLICT, DUPLICATE_PARTS, DUPLICATE_SAME};
use verbale_model::total::Total;
use verbale_model::{Answer, CodeId, ItemKind, Series};

pub(crate) const CHECK: Check = Check {
    name: "duplicates",
    scope: Scope::Reply,
    emits: &[DUPLICATE_CONFLICT, DUPLICATE_PARTS, DUPLICATE_SAME],
    applies: |_| Ok(()),
    run,
};

fn run(view: &ReplyView<'_>, verdict: &mut Verdict) {
    for key in view.keys().filter(|key| key.len() > 1) {
        let given: Vec<u32> = key.iter().copied().filter(|&index| is_figure(view, view.answer(index))).collect();
        if given.len() < 2 {
            continue;
        }
        let answer = view.answer(given[0]);
        let values: Vec<Bounds> = given.iter().filter_map(|&index| view.answer(index).value.bounds()).collect();
        let series = *view.series(answer);
        let name = view.name(&series, answer.year);
        let written: Vec<String> = given.iter().map(|&index| view.raw(view.answer(index)).to_owned()).collect();
        let written = written.join(" and ");
        let finding = match explanation(view, &series, answer.year, &values) {
            Some(total) => view.finding(DUPLICATE_PARTS, answer).arg(name).arg(written).arg(show(sum(&values))).arg(total),
            None if values.iter().all(|value| *value == values[0]) => view.finding(DUPLICATE_SAME, answer).arg(name).arg(written),
            None => view.finding(DUPLICATE_CONFLICT, answer).arg(name).arg(written),
        };
        verdict.findings.push(finding);
        verdict.disputed.extend(given);
    }
}

fn is_figure(view: &ReplyView<'_>, answer: &Answer) -> bool {
    matches!(view.item(answer).kind, ItemKind::Count | ItemKind::Amount) && answer.value.bounds().is_some()
}

fn sum(values: &[Bounds]) -> Bounds {
    values.iter().fold((0, Some(0)), |(low, high), value| (low.saturating_add(value.0), add_high(high, value.1)))
}

fn meet(left: Bounds, right: Bounds) -> bool {
    left.1.is_none_or(|most| right.0 <= most) && right.1.is_none_or(|most| left.0 <= most)
}

/// The total that the sum of the values gives, if it gives one.
fn explanation(view: &ReplyView<'_>, series: &Series, year: Option<i16>, values: &[Bounds]) -> Option<String> {
    view.edition
        .totals
        .iter()
        .find_map(|total| as_part(view, total, series, year, values).or_else(|| as_total(view, total, series, year, values)))
}

/// The figure is one of the parts of a total: the other parts and the sum give it, the other parts and one value do not.
fn as_part(view: &ReplyView<'_>, total: &Total, series: &Series, year: Option<i16>, values: &[Bounds]) -> Option<String> {
    let code = series.get(total.over).filter(|code| total.parts.contains(code) || total.residual.contains(code))?;
    if series.item != total.item {
        return None;
    }
    let mut whole = Series { item: total.total_item, ..*series };
    whole.dims[usize::from(total.over.0)] = total.total_code;
    let bounds = single(view, &whole, year)?;
    let others = codes(total).filter(|(other, _)| *other != code);
    let rest = others.filter_map(|(other, residual)| part(view, total, series, other, residual, year));
    let rest = rest.fold((0, Some(0)), |sum, part| (sum.0 + part.0, add_high(sum.1, part.1)));
    let closes = |value: Bounds| meet((rest.0 + value.0, add_high(rest.1, value.1)), bounds);
    (closes(sum(values)) && !values.iter().any(|value| closes(*value))).then(|| show(bounds))
}

/// The figure is a total itself: its printed parts are its values, or add up to their sum and to none of them alone.
fn as_total(view: &ReplyView<'_>, total: &Total, series: &Series, year: Option<i16>, values: &[Bounds]) -> Option<String> {
    if series.item != total.total_item || series.item != total.item || series.get(total.over) != total.total_code {
        return None;
    }
    // Parts that stand there more than once themselves say nothing of it: a whole table may have been typed twice.
    let again = |code| view.find(&series.with(total.over, code), year).len() > 1;
    if codes(total).any(|(code, _)| again(code)) {
        return None;
    }
    let parts = codes(total).filter_map(|(code, residual)| part(view, total, series, code, residual, year));
    let mut parts: Vec<Bounds> = parts.collect();
    if parts.len() < 2 {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    parts.sort_unstable();
    let added = sum(&parts);
    let closes = |value: Bounds| meet(value, added);
    (sorted == parts || closes(sum(values)) && !values.iter().any(|value| closes(*value))).then(|| show(added))
}

/// Bounds of a figure that stands there once.
fn single(view: &ReplyView<'_>, series: &Series, year: Option<i16>) -> Option<Bounds> {
    match view.find(series, year) {
        [only] => view.answer(*only).value.bounds(),
        _ => None,
    }
}

/// Bounds of a part: of its answers, added up where there are several, or of its own parts where only these are printed.
fn part(view: &ReplyView<'_>, total: &Total, beside: &Series, code: CodeId, residual: bool, year: Option<i16>) -> Option<Bounds> {
    match series_of(view, total, beside, code, residual, year) {
        Some(series) => all(view, &series, year),
        None => from_parts(view, &beside.with(total.over, code), year),
    }
}

fn from_parts(view: &ReplyView<'_>, series: &Series, year: Option<i16>) -> Option<Bounds> {
    let totals = view.edition.totals.iter();
    let mut own = totals
        .filter(|total| total.total_item == series.item && total.item == series.item && series.get(total.over) == total.total_code);
    own.find_map(|total| {
        let parts: Vec<Bounds> = codes(total).filter_map(|(code, _)| all(view, &series.with(total.over, code), year)).collect();
        (!parts.is_empty()).then(|| sum(&parts))
    })
}

/// Bounds of a figure, the sum of its answers where there are several.
fn all(view: &ReplyView<'_>, series: &Series, year: Option<i16>) -> Option<Bounds> {
    let values: Vec<Bounds> = view.find(series, year).iter().filter_map(|&index| view.answer(index).value.bounds()).collect();
    (!values.is_empty()).then(|| sum(&values))
}
