//! What the database knows before a file is loaded: one question, since a server takes as long for one answer as for ten.

use crate::error::Result;
use crate::record::{FileMeta, FileState};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use verbale_model::collection::base_name;
use verbale_model::digest::hex;

/// What is known of a file, and of those whom it speaks for.
#[derive(Debug)]
pub(super) struct Known {
    /// What the schemas of the database are.
    pub(super) schemas: Option<String>,
    /// The id of the file's row, if its bytes were met before.
    pub(super) file: Option<i64>,
    pub(super) state: FileState,
    /// Files of the same name, and whether a file is called so already.
    pub(super) name: (i64, bool),
    /// There is a decision on the edition.
    pub(super) decided: bool,
    /// There are replies of the area for the edition; true where the file speaks for several areas.
    pub(super) replied: bool,
    /// The register speaks of the area and edition, or an attachment in it may be the file; true where the file speaks for several
    /// areas.
    pub(super) entered: bool,
}

impl Known {
    /// Asks what is known of a file, and of its area, if it speaks for one.
    pub(super) fn read(session: &Session, meta: &FileMeta, edition: i64, areas: &[Option<i64>]) -> Result<Self> {
        let sql = "SELECT (SELECT digest FROM schemas_state), \
                   (SELECT id FROM file_record WHERE sha256 = ?1), \
                   (SELECT CASE WHEN outcome IN ('rejected', 'registered') THEN 1 ELSE 0 END FROM file_record WHERE sha256 = ?1), \
                   (SELECT count(*) FROM file_record WHERE name = ?2), \
                   EXISTS (SELECT 1 FROM file_record WHERE label = ?2), \
                   EXISTS (SELECT 1 FROM decision JOIN edition ON edition.instrument = decision.instrument \
                           AND edition.name = decision.edition WHERE edition.id = ?3), \
                   EXISTS (SELECT 1 FROM reply WHERE edition = ?3 AND coalesce(area, 0) = ?5), \
                   EXISTS (SELECT 1 FROM register_file WHERE base IN (?4, ?1)) \
                   OR EXISTS (SELECT 1 FROM register_area JOIN register_record ON register_record.id = register_area.record \
                              WHERE register_area.area = ?5 AND register_record.edition = ?3)";
        let (one, area) = match areas {
            [area] => (true, area.unwrap_or(0)),
            _ => (false, 0),
        };
        let row = |row: &Row<'_>| {
            let (file, gave_none): (Option<i64>, Option<bool>) = (row.get(1)?, row.get(2)?);
            Ok(Self {
                schemas: row.get(0)?,
                file,
                state: match gave_none {
                    None => FileState::Unknown,
                    Some(true) => FileState::Rejected,
                    Some(false) => FileState::Loaded,
                },
                name: (row.get(3)?, row.get(4)?),
                decided: row.get(5)?,
                replied: !one || row.get(6)?,
                entered: !one || row.get(7)?,
            })
        };
        let sha256 = hex(&meta.sha256);
        session.one(sql, params![sha256, meta.name, edition, base_name(&meta.name), area], row, "look up the file")
    }

    /// True if the replies of the file are the first of their area, and nobody has written anything down about them: what is in
    /// force and when it was received follows from the file alone.
    pub(super) const fn is_first(&self) -> bool {
        !(self.replied || self.entered || self.decided)
    }
}
