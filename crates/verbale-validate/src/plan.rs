//! What is the same for all replies of a file, worked out once from its series: which of them are totals of which parts, and
//! which belong to an item.

use verbale_model::total::{Total, TotalKind};
use verbale_model::{CodeId, Edition, EditionId, ItemId, Reading, Schemas, Series, SeriesId};

/// The series of a file as the checks need them.
#[derive(Debug)]
pub struct Plan {
    /// By item, its series in order.
    items: Vec<Vec<SeriesId>>,
    /// Totals with their parts, in order of the edition's relations and of the series.
    relations: Vec<Relation>,
    /// The code that means "all" where no relation says otherwise.
    whole: Option<CodeId>,
}

/// A series that is a total, with the series of its parts as far as the file has them.
#[derive(Debug)]
pub(crate) struct Relation {
    /// The relation: an index into [`Edition::totals`].
    pub(crate) total: usize,
    /// The series of the total.
    pub(crate) whole: SeriesId,
    /// The parts, in the order of the relation.
    pub(crate) parts: Vec<Part>,
}

/// A part of a total.
#[derive(Debug)]
pub(crate) struct Part {
    /// True if its absence explains a shortfall.
    pub(crate) residual: bool,
    /// Its series beside the others.
    pub(crate) series: Option<SeriesId>,
    /// Its series at the place that the relation names for residual parts.
    pub(crate) elsewhere: Option<SeriesId>,
}

impl Plan {
    /// The plan of a file.
    pub fn new(schemas: &Schemas, reading: &Reading) -> Self {
        let edition = schemas.edition(reading.edition);
        let mut items = vec![Vec::new(); edition.items.len()];
        for (id, series) in ids(reading) {
            items[series.item.index()].push(id);
        }
        let mut plan = Self { items, relations: Vec::new(), whole: whole_of(schemas, reading.edition) };
        for (index, total) in edition.totals.iter().enumerate() {
            let fitting: Vec<Relation> = plan
                .series(total.total_item)
                .iter()
                .filter_map(|&whole| {
                    let series = *reading.series.get(whole);
                    plan.is_total(total, &series).then(|| plan.relation(reading, index, total, whole, &series))
                })
                .collect();
            plan.relations.extend(fitting);
        }
        plan
    }

    /// The series of an item.
    pub(crate) fn series(&self, item: ItemId) -> &[SeriesId] {
        self.items.get(item.index()).map_or(&[], Vec::as_slice)
    }

    /// The series of an item that break nothing down.
    pub(crate) fn whole_series<'p>(&'p self, reading: &'p Reading, item: ItemId) -> impl Iterator<Item = SeriesId> + 'p {
        self.series(item).iter().copied().filter(|id| {
            let dims = reading.series.get(*id).dims;
            dims.iter().all(|code| code.is_none() || *code == self.whole)
        })
    }

    /// The relations of one kind.
    pub(crate) fn relations<'p>(&'p self, edition: &'p Edition, kind: TotalKind) -> impl Iterator<Item = &'p Relation> {
        self.relations.iter().filter(move |relation| edition.totals[relation.total].kind == kind)
    }

    /// The code that means "total" in every dimension of a relation: its own, or for a total without the dimension the one that
    /// the other dimensions use.
    pub(crate) fn whole(&self, total: &Total) -> Option<CodeId> {
        total.total_code.or(self.whole)
    }

    /// True if a series is the total of a declared relation. Sex and age are checked over the whole table alone; a margin is a
    /// group in which another dimension is given.
    fn is_total(&self, total: &Total, series: &Series) -> bool {
        if series.get(total.over) != total.total_code {
            return false;
        }
        let whole = self.whole(total);
        let others_whole = (0..series.dims.len())
            .all(|dim| dim == usize::from(total.over.0) || series.dims[dim].is_none() || series.dims[dim] == whole);
        (total.kind == TotalKind::Margin) != others_whole
    }

    fn relation(&self, reading: &Reading, index: usize, total: &Total, whole: SeriesId, series: &Series) -> Relation {
        let beside = Series { item: total.item, ..*series };
        let at_whole = |dim| beside.get(dim) == self.whole(total);
        let moves = !total.residual_at.is_empty() && total.residual_at.iter().all(|(dim, _)| at_whole(*dim));
        let part = |(code, residual): (CodeId, bool)| {
            let here = beside.with(total.over, code);
            let aside = total.residual_at.iter().fold(here, |series, &(dim, code)| series.with(dim, code));
            Part {
                residual,
                series: reading.series.find(&here),
                elsewhere: if residual && moves { reading.series.find(&aside) } else { None },
            }
        };
        let parts =
            if total.parts.is_empty() { self.open_parts(reading, total, &beside) } else { codes(total).map(part).collect() };
        Relation { total: index, whole, parts }
    }

    /// The parts of a list that each reply fills in for itself: every series that differs from the total in the one dimension. The
    /// file's replies need not have the same ones, so none of them is missed.
    fn open_parts(&self, reading: &Reading, total: &Total, beside: &Series) -> Vec<Part> {
        let of = |id: &SeriesId| {
            let series = reading.series.get(*id);
            let code = series.get(total.over).filter(|code| Some(*code) != total.total_code)?;
            (*series == beside.with(total.over, code)).then_some(Part { residual: true, series: Some(*id), elsewhere: None })
        };
        self.series(total.item).iter().filter_map(of).collect()
    }
}

/// The codes of all parts, and whether each is a residual one.
pub(crate) fn codes(total: &Total) -> impl Iterator<Item = (CodeId, bool)> + '_ {
    total.parts.iter().map(|&code| (code, false)).chain(total.residual.iter().map(|&code| (code, true)))
}

fn ids(reading: &Reading) -> impl Iterator<Item = (SeriesId, &Series)> {
    // A table of series is numbered from 0 without gaps.
    reading.series.iter().zip(0u32..).map(|(series, index)| (SeriesId(index), series))
}

fn whole_of(schemas: &Schemas, edition: EditionId) -> Option<CodeId> {
    let edition = schemas.edition(edition);
    let declared = edition.dimensions.iter().find_map(|dimension| dimension.total);
    edition.totals.iter().find_map(|total| total.total_code).or(declared)
}
