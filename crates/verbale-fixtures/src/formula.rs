//! Totals by formula, as people enter them.

use crate::axis::Leaf;
use crate::figures::Filled;
use crate::job::Job;
use crate::numerals::Figure;
use std::collections::BTreeMap;
use verbale_model::DimId;
use verbale_model::locus::a1;

/// The sum of the rows that are the parts of this one, if all are numbers that add up to it. `rows` gives the sheet's row of each.
pub(crate) fn formula(
    job: &Job<'_>,
    filled: &Filled<'_>,
    (row, column): (usize, usize),
    cell: u16,
    rows: &BTreeMap<usize, u32>,
) -> Option<String> {
    let total = filled.figures.get(&(row, column))?.stored().filter(|_| job.recipe.tables.formulas)?;
    let dimensions = &job.edition.item(filled.table.item).dimensions;
    dimensions.iter().find_map(|dimension| {
        let parts = parts(job, filled, &filled.rows[row], *dimension);
        let stored = parts.iter().map(|part| filled.figures.get(&(*part, column)).map_or(Some(0), Figure::stored));
        let sum: u32 = stored.sum::<Option<u32>>()?;
        let cells = parts.iter().map(|part| rows.get(part).map(|at| a1(*at, cell))).collect::<Option<Vec<_>>>()?;
        (parts.len() > 1 && sum == total).then(|| format!("={}", cells.join("+")))
    })
}

/// The rows that differ from a total's in one dimension, and add up to it.
fn parts(job: &Job<'_>, filled: &Filled<'_>, total: &Leaf, over: DimId) -> Vec<usize> {
    if total.code(job, over).is_some() {
        return Vec::new();
    }
    let dimensions = &job.edition.item(filled.table.item).dimensions;
    let is_part = |leaf: &Leaf| {
        let mut others = dimensions.iter().filter(|dimension| **dimension != over);
        !leaf.nameless
            && leaf.year == total.year
            && leaf.code(job, over).is_some_and(|code| job.adds_up(over, code))
            && others.all(|dimension| leaf.code(job, *dimension) == total.code(job, *dimension))
    };
    filled.rows.iter().enumerate().filter(|(_, leaf)| is_part(leaf)).map(|(index, _)| index).collect()
}
