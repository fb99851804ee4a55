//! Series: the item and the dimensions that a name stands for.

use super::difference::Differences;
use crate::error::Result;
use crate::load::series::COLUMNS;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::{FxHashMap, FxHashSet};
use verbale_model::reading::series_name;
use verbale_model::{Reading, Schemas, Series};

const CONTEXT: &str = "compare the series";

/// Compares the rows of the series that a reply uses, each once.
pub(super) fn compare(
    direct: &Session,
    done: &mut FxHashSet<i64>,
    schemas: &Schemas,
    reading: &Reading,
    reply: i64,
    found: &mut Differences,
) -> Result<()> {
    let sql = "SELECT DISTINCT answer.series FROM answer WHERE answer.reply = ? ORDER BY answer.series";
    let used: Vec<i64> = direct.all(sql, params![reply], |row| row.get(0), CONTEXT)?;
    let unknown: Vec<i64> = used.into_iter().filter(|id| !done.contains(id)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let by_name: FxHashMap<String, &Series> =
        reading.series.iter().map(|series| (series_name(schemas, reading.edition, series), series)).collect();
    for id in unknown {
        if is_same(direct, schemas, reading, &by_name, id)? {
            done.insert(id);
        } else {
            found.of_file("a series stands for another item or other dimensions than in the original");
        }
    }
    Ok(())
}

fn is_same(direct: &Session, schemas: &Schemas, reading: &Reading, by_name: &FxHashMap<String, &Series>, id: i64) -> Result<bool> {
    let sql = "SELECT series.name, edition.instrument, edition.name, item.code, series.sex, series.age, series.exploitation, \
               series.citizenship, series.counterpart FROM series LEFT JOIN item ON item.id = series.item \
               LEFT JOIN edition ON edition.id = item.edition AND edition.id = series.edition WHERE series.id = ?";
    let row = |row: &Row<'_>| (0..9).map(|index| row.get::<Option<String>>(index)).collect::<Result<Vec<_>>>();
    let Some(stored) = direct.first(sql, params![id], row, CONTEXT)? else { return Ok(false) };
    let edition = schemas.edition(reading.edition);
    let Some(series) = stored[0].as_ref().and_then(|name| by_name.get(name)) else { return Ok(false) };
    let code = |dimension: &str| {
        let code = edition.dimension(dimension).and_then(|dimension| series.get(dimension));
        code.map(|code| schemas.codes.text(code))
    };
    let head = [Some(edition.instrument.as_str()), Some(edition.name.as_str()), Some(edition.item(series.item).code.as_str())];
    let expected = head.into_iter().chain(COLUMNS.map(code));
    if !stored[1..].iter().map(Option::as_deref).eq(expected) {
        return Ok(false);
    }
    let sql = "SELECT dimension.code, code.code FROM series_dimension LEFT JOIN dimension ON dimension.id = series_dimension.dimension \
               LEFT JOIN code ON code.id = series_dimension.code WHERE series_dimension.series = ?";
    let mut stored: Vec<(String, String)> = direct.all(sql, params![id], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    let dimensions = edition.dimensions.iter().zip(&series.dims);
    let mut expected: Vec<(String, String)> = dimensions
        .filter_map(|(dimension, code)| Some((dimension.code.clone(), schemas.codes.text((*code)?).to_owned())))
        .collect();
    stored.sort_unstable();
    expected.sort_unstable();
    Ok(stored == expected)
}
