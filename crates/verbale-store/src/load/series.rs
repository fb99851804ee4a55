//! Series: interned in the database, each with its dimensions as rows.

use super::{Job, missing};
use crate::error::Result;
use crate::ids::{Ids, Numbered};
use crate::session::Session;
use verbale_model::reading::series_name;
use verbale_model::{Reply, Series};

/// The dimensions that have a column of their own in the views.
pub(crate) const COLUMNS: [&str; 5] = ["sex", "age", "exploitation", "citizenship", "counterpart"];

/// Database ids by [`verbale_model::SeriesId`]; 0 for those that no new reply uses.
pub(super) struct SeriesMap(Vec<i64>);

impl SeriesMap {
    pub(super) fn id(&self, series: verbale_model::SeriesId) -> Result<i64> {
        self.0.get(series.index()).copied().filter(|id| *id != 0).ok_or_else(|| missing("series"))
    }
}

/// A series that the database does not have: its id, its index in the reading, its name.
type Fresh<'a> = (i64, &'a Series, String);

/// Finds or writes the series that the new replies use.
pub(super) fn write<'a>(
    session: &Session,
    ids: &mut Ids,
    job: &Job<'_>,
    replies: impl Iterator<Item = &'a Reply>,
) -> Result<SeriesMap> {
    let reading = job.reading;
    let mut used = vec![false; reading.series.len()];
    for answer in replies.flat_map(|reply| &reply.answers) {
        *used.get_mut(answer.series.index()).ok_or_else(|| missing("series"))? = true;
    }
    let mut map = vec![0; used.len()];
    let mut unknown: Vec<(usize, &Series, String)> = Vec::new();
    let known = ids.known_series(job.edition);
    for (index, (series, used)) in reading.series.iter().zip(used).enumerate() {
        if used {
            match known.find(series, job.series.get(index).copied(), || series_name(job.schemas, reading.edition, series)) {
                Ok(id) => map[index] = id,
                Err(name) => unknown.push((index, series, name)),
            }
        }
    }
    if unknown.is_empty() {
        return Ok(SeriesMap(map));
    }
    // Others may have added them since. No series ever goes, so that those known need no lock.
    session.lock_series(job.edition)?;
    let known = ids.series(session, job.edition)?;
    unknown.retain_mut(|(index, series, name)| {
        match known.find(series, job.series.get(*index).copied(), || std::mem::take(name)) {
            Ok(id) => {
                map[*index] = id;
                false
            }
            Err(kept) => {
                *name = kept;
                true
            }
        }
    });
    let first = ids.blocks.take(session, Numbered::Series, unknown.len())?;
    let fresh: Vec<Fresh<'_>> = (first..)
        .zip(unknown)
        .map(|(id, (index, series, name))| {
            map[index] = id;
            (id, series, name)
        })
        .collect();
    insert(session, ids, job, &fresh)?;
    let known = ids.series(session, job.edition)?;
    for (id, _, name) in fresh {
        known.add(name, id);
    }
    Ok(SeriesMap(map))
}

fn insert(session: &Session, ids: &Ids, job: &Job<'_>, fresh: &[Fresh<'_>]) -> Result<()> {
    let edition = ids.edition(job.reading.edition)?;
    let columns = COLUMNS.map(|code| job.schemas.edition(job.reading.edition).dimension(code));
    job.bulks.series.insert_all(session, fresh, |values, (id, series, name)| {
        values.add(*id)?.add(job.edition)?.add(edition.item(series.item)?)?.add(name.as_str())?;
        for dimension in columns {
            let code = dimension.and_then(|dimension| series.get(dimension));
            values.add(code.map(|code| job.schemas.codes.text(code)))?;
        }
        Ok(())
    })?;
    let mut rows: Vec<[i64; 3]> = Vec::new();
    for (id, series, _) in fresh {
        for (code, dimension) in series.dims.iter().zip(&edition.dimensions) {
            if let Some(code) = code {
                rows.push([*id, *dimension, ids.code(session, job.schemas, *code)?]);
            }
        }
    }
    // The order of the table's key, which is that in which the rows lie.
    rows.sort_unstable();
    job.bulks.series_dimensions.insert_all(session, rows, |values, [series, dimension, code]| {
        values.add(series)?.add(dimension)?.add(code)?;
        Ok(())
    })
}
