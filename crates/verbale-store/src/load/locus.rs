//! Places of a file, and loci as the database writes them.

use super::missing;
use crate::error::{Doing, Result};
use crate::sqlite::bulk::Values;
use sqlx::SqliteConnection;
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
        xml(loci.chain(reading.findings.kept().iter().map(|finding| finding.at)))
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
    pub(super) fn bind(&self, values: &mut Values, at: Locus) -> Result<()> {
        let (place, row, col) = match at {
            Locus::File => (None, None, None),
            Locus::Cell { sheet, row, col } => (Some(self.id(sheet)?), Some(row), Some(col)),
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
pub(super) async fn write(connection: &mut SqliteConnection, file: i64, names: &[String], is_xml: &[bool]) -> Result<Places> {
    let context = || "write the sheets of the file".to_owned();
    let known: Vec<(i64, String, bool)> = sqlx::query_as("SELECT id, name, xml FROM place WHERE file = ? ORDER BY id")
        .bind(file)
        .fetch_all(&mut *connection)
        .await
        .doing(context)?;
    let mut ids = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let xml = is_xml.get(index).copied().unwrap_or(false);
        let used = known.iter().find(|(id, used, was_xml)| used == name && *was_xml == xml && !ids.contains(id));
        let id = match used {
            Some((id, ..)) => *id,
            None => sqlx::query_scalar("INSERT INTO place (file, name, xml) VALUES (?, ?, ?) RETURNING id")
                .bind(file)
                .bind(name)
                .bind(xml)
                .fetch_one(&mut *connection)
                .await
                .doing(context)?,
        };
        ids.push(id);
    }
    Ok(Places(ids))
}
