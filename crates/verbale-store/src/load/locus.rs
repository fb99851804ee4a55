//! Places of a file, and loci as the database writes them.

use super::missing;
use crate::error::Result;
use crate::ids::{Ids, Numbered};
use crate::session::Session;
use crate::session::bulk::{Bulk, Values};
use crate::session::value::params;
use verbale_model::{Finding, Locus, PlaceId, Reading, Rejection};

/// Database ids of a file's sheets or paths, by [`PlaceId`].
pub(super) struct Places(Vec<i64>);

impl Places {
    /// Which places are XML paths. They are told by the loci that lie in them.
    pub(super) fn xml_of(reading: &Reading) -> Vec<bool> {
        let loci = reading
            .replies
            .iter()
            .flat_map(|reply| reply.answers.iter().map(|answer| answer.at).chain(reply.unplaced.iter().map(|entry| entry.at)));
        let found = reading.findings.kept().iter().map(|finding| finding.at);
        xml(loci.chain(found).chain(reading.notes.iter().map(|note| note.at)))
    }

    /// The same for a rejected file.
    pub(super) fn xml_of_findings(rejection: &Rejection) -> Vec<bool> {
        let of = |finding: &Finding| finding.at;
        xml(std::iter::once(rejection.reason.at).chain(rejection.findings.kept().iter().map(of)))
    }

    fn id(&self, place: PlaceId) -> Result<i64> {
        self.0.get(usize::from(place.0)).copied().ok_or_else(|| missing("sheet or path"))
    }

    /// Adds place, row and column of a locus.
    pub(super) fn bind(&self, values: &mut Values<'_, '_>, at: Locus) -> Result<()> {
        let (place, row, col) = match at {
            Locus::File => (None, None, None),
            Locus::Cell { sheet, row, col } => (Some(self.id(sheet)?), Some(row), Some(u32::from(col))),
            Locus::Xml { path, line, col } => (Some(self.id(path)?), Some(line), Some(col)),
        };
        values.add(place)?.add(row.map(i64::from))?.add(col.map(i64::from))?;
        Ok(())
    }
}

/// By place: true for XML paths.
fn xml(loci: impl Iterator<Item = Locus>) -> Vec<bool> {
    let mut is_xml: Vec<bool> = Vec::new();
    for at in loci {
        if let Locus::Xml { path, .. } = at {
            let index = usize::from(path.0);
            if is_xml.len() <= index {
                is_xml.resize(index + 1, false);
            }
            is_xml[index] = true;
        }
    }
    is_xml
}

/// Writes the places of a file. Those of an earlier, rejected try are used again.
pub(super) fn write(
    session: &Session,
    ids: &mut Ids,
    bulk: &Bulk,
    (file, again): (i64, bool),
    names: &[String],
    is_xml: &[bool],
) -> Result<Places> {
    let rows: Vec<(i64, String, bool)> = if again {
        let sql = "SELECT id, name, xml FROM place WHERE file = ? ORDER BY id";
        session.all(sql, params![file], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)), "write the sheets of the file")?
    } else {
        Vec::new()
    };
    let mut next = ids.blocks.take(session, Numbered::Place, names.len())?;
    let mut places = Vec::with_capacity(names.len());
    let mut fresh = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let xml = is_xml.get(index).copied().unwrap_or(false);
        let used = rows.iter().find(|(id, used, was_xml)| used == name && *was_xml == xml && !places.contains(id));
        let id = used.map_or_else(
            || {
                fresh.push((next, name.as_str(), xml));
                next += 1;
                next - 1
            },
            |(id, ..)| *id,
        );
        places.push(id);
    }
    bulk.insert_all(session, fresh, |values, (id, name, xml)| {
        values.add(id)?.add(file)?.add(name)?.add(xml)?;
        Ok(())
    })?;
    Ok(Places(places))
}
