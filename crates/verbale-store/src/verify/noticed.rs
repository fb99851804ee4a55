//! What was noticed about a file: findings, their exact numbers, its vocabulary, and notes on cells.

use super::Comparison;
use super::difference::{Differences, Spot};
use super::facts::{place, spot};
use super::files::StoredFile;
use super::rows::{Field, Table, all};
use crate::error::{Result, int};
use crate::load::noticed as loaded;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use verbale_model::{Finding, Locus, Reading, Rejection, Schemas};

const FINDINGS: Table<8> = Table {
    name: "findings",
    columns: ["rule", "area", "sheet", "kind of place", "row", "col", "arguments", "message"],
    sql: "SELECT finding_record.kind, code.code, place.name, place.xml, finding_record.\"row\", finding_record.col, \
          finding_record.args, finding_record.message \
          FROM finding_record LEFT JOIN code ON code.id = finding_record.area LEFT JOIN place ON place.id = finding_record.place \
          WHERE finding_record.file = ? AND finding_record.pending IS NULL ORDER BY finding_record.id",
};

const TOTALS: Table<2> = Table {
    name: "finding_count",
    columns: ["rule", "count"],
    sql: "SELECT kind, count FROM finding_total WHERE file = ? ORDER BY kind",
};

const LABELS: Table<5> = Table {
    name: "label_readings",
    columns: ["column", "raw", "code", "how", "rows"],
    sql: "SELECT label_record.\"column\", raw_text.text, code.code, label_record.how, label_record.\"rows\" \
          FROM label_record LEFT JOIN raw_text ON raw_text.id = label_record.raw LEFT JOIN code ON code.id = label_record.code \
          WHERE label_record.file = ? ORDER BY label_record.id",
};

const NOTES: Table<6> = Table {
    name: "cell_note",
    columns: ["kind", "text", "sheet", "kind of place", "row", "col"],
    sql: "SELECT note_record.kind, note_record.text, place.name, place.xml, note_record.\"row\", note_record.col \
          FROM note_record LEFT JOIN place ON place.id = note_record.place WHERE note_record.file = ? ORDER BY note_record.id",
};

pub(super) fn compare(
    direct: &Session,
    schemas: &Schemas,
    file: &StoredFile,
    reading: &Reading,
    of_history: &[&str],
    found: &mut Comparison,
) -> Result<()> {
    let contacts = loaded::contact_loci(schemas, reading);
    let findings = Findings { schemas, places: &reading.places, contacts, of_history };
    findings.compare(direct, file, loaded::sorted(&reading.findings), loaded::totals(&reading.findings)?, found)
}

pub(super) fn compare_rejected(
    direct: &Session,
    schemas: &Schemas,
    file: &StoredFile,
    rejection: &Rejection,
    of_history: &[&str],
    found: &mut Comparison,
) -> Result<()> {
    let findings = Findings { schemas, places: &rejection.places, contacts: FxHashSet::default(), of_history };
    findings.compare(direct, file, loaded::of_rejection(rejection), loaded::totals_of_rejection(rejection)?, found)
}

struct Findings<'a> {
    schemas: &'a Schemas,
    places: &'a [String],
    contacts: FxHashSet<Locus>,
    of_history: &'a [&'a str],
}

impl Findings<'_> {
    fn compare(
        &self,
        direct: &Session,
        file: &StoredFile,
        findings: Vec<&Finding>,
        totals: BTreeMap<&'static str, i64>,
        found: &mut Comparison,
    ) -> Result<()> {
        let passes = |row: &Row<'_>| Ok(self.of_history.contains(&row.get::<String>(0)?.as_str()));
        let rows = findings.into_iter().filter(|finding| !self.of_history.contains(&finding.kind.code));
        let rows = rows.map(|finding| self.row(finding)).collect::<Result<Vec<_>>>()?;
        found.findings += FINDINGS.compare(direct, params![file.id], rows, passes, &mut found.noticed)?;
        let totals = totals.into_iter().filter(|(code, _)| !self.of_history.contains(code));
        let totals = totals.map(|(code, count)| (Spot { places: &[], at: Locus::File }, [code.into(), count.into()]));
        TOTALS.compare(direct, params![file.id], totals, passes, &mut found.noticed)?;
        Ok(())
    }

    fn row(&self, finding: &Finding) -> Result<(Spot<'_>, [Field<'_>; 8])> {
        let withheld = self.contacts.contains(&finding.at).then(|| loaded::withheld(finding));
        let told = withheld.as_ref().unwrap_or(finding);
        let [place, xml, row, col] = place(self.places, finding.at);
        let area = finding.area.map(|area| self.schemas.codes.text(area));
        let (arguments, message) = (loaded::arguments(told)?, loaded::message(self.schemas, told));
        let fields = [finding.kind.code.into(), area.into(), place, xml, row, col, arguments.into(), message.into()];
        Ok((Spot { places: self.places, at: finding.at }, fields))
    }
}

/// Compares the vocabulary of a file, and the notes on its cells.
pub(super) fn compare_vocabulary(
    direct: &Session,
    schemas: &Schemas,
    file: &StoredFile,
    reading: &Reading,
    found: &mut Differences,
) -> Result<()> {
    let mut rows = Vec::with_capacity(reading.labels.len());
    for label in &reading.labels {
        let code = label.code.map(|code| schemas.codes.text(code));
        let raw = reading.texts.get(label.raw);
        rows.push((
            spot(reading, Locus::File),
            [label.column.as_str().into(), raw.into(), code.into(), label.how.into(), int(label.rows)?.into()],
        ));
    }
    LABELS.compare(direct, params![file.id], rows, all, found)?;
    let contacts = loaded::contact_loci(schemas, reading);
    let notes = reading.notes.iter().map(|note| {
        let text = if contacts.contains(&note.at) { loaded::WITHHELD } else { reading.texts.get(note.text) };
        let [place, xml, row, col] = place(&reading.places, note.at);
        (spot(reading, note.at), [note.kind.code().into(), text.into(), place, xml, row, col])
    });
    NOTES.compare(direct, params![file.id], notes, all, found)?;
    Ok(())
}
