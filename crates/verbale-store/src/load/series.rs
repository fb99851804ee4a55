//! Series: interned in the database, each with its dimensions as rows.

use super::{Job, missing};
use crate::error::Result;
use crate::ids::{Ids, Numbered};
use sqlx::SqliteConnection;
use verbale_model::{Reply, Series};

/// The dimensions that have a column of their own in the views.
pub(super) const COLUMNS: [&str; 5] = ["sex", "age", "exploitation", "citizenship", "counterpart"];

/// Database ids by [`verbale_model::SeriesId`]; 0 for those that no new reply uses.
pub(super) struct SeriesMap(Vec<i64>);

impl SeriesMap {
    pub(super) fn id(&self, series: verbale_model::SeriesId) -> Result<i64> {
        self.0.get(series.index()).copied().filter(|id| *id != 0).ok_or_else(|| missing("series"))
    }
}

/// Finds or writes the series that the new replies use.
pub(super) async fn write<'a>(
    connection: &mut SqliteConnection,
    ids: &mut Ids,
    job: &Job<'_>,
    replies: impl Iterator<Item = &'a Reply>,
) -> Result<SeriesMap> {
    let reading = job.reading;
    let mut used = vec![false; reading.series.len()];
    for answer in replies.flat_map(|reply| &reply.answers) {
        *used.get_mut(answer.series.index()).ok_or_else(|| missing("series"))? = true;
    }
    let mut next = ids.blocks.take(connection, Numbered::Series, used.len()).await?;
    let known = ids.series(connection, job.edition).await?;
    let mut map = Vec::with_capacity(used.len());
    let mut fresh: Vec<(i64, &Series, String)> = Vec::new();
    for (series, used) in reading.series.iter().zip(used) {
        if !used {
            map.push(0);
            continue;
        }
        let name = verbale_model::reading::series_name(job.schemas, reading.edition, series);
        let id = match known.get(&name) {
            Some(id) => id,
            None => {
                let id = next;
                next += 1;
                known.add(name.clone(), id);
                fresh.push((id, series, name));
                id
            }
        };
        map.push(id);
    }
    insert(connection, ids, job, &fresh).await?;
    Ok(SeriesMap(map))
}

async fn insert(connection: &mut SqliteConnection, ids: &Ids, job: &Job<'_>, fresh: &[(i64, &Series, String)]) -> Result<()> {
    let edition = ids.edition(job.reading.edition)?;
    let columns = COLUMNS.map(|code| job.schemas.edition(job.reading.edition).dimension(code));
    job.bulks
        .series
        .insert(connection, fresh, |values, (id, series, name)| {
            values.add(id)?.add(job.edition)?.add(edition.item(series.item)?)?.add(name.as_str())?;
            for dimension in columns {
                let code = dimension.and_then(|dimension| series.get(dimension));
                values.add(code.map(|code| job.schemas.codes.text(code)))?;
            }
            Ok(())
        })
        .await?;
    let mut rows: Vec<[i64; 3]> = Vec::new();
    for (id, series, _) in fresh {
        for (code, dimension) in series.dims.iter().zip(&edition.dimensions) {
            if let Some(code) = code {
                rows.push([*id, *dimension, ids.code(connection, job.schemas, *code).await?]);
            }
        }
    }
    // The order of the table's key, which is that in which the rows lie.
    rows.sort_unstable();
    job.bulks
        .series_dimensions
        .insert(connection, rows, |values, [series, dimension, code]| {
            values.add(series)?.add(dimension)?.add(code)?;
            Ok(())
        })
        .await
}
