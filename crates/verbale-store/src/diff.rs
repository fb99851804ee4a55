//! What a further reply changes: each one against what was in force before it came.

use crate::decision::{Cell, Class, table};
use crate::error::Result;
use crate::session::Session;
use crate::session::value::params;
use crate::standing::{self, Facts, Moment, Role, Said, Value};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use verbale_model::Status;

/// What one further reply changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Code of the area.
    pub area: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Its place among the replies of the area, from 1.
    pub revision: i64,
    /// How it stands now.
    pub role: Role,
    /// Of a pending one: what it looks like.
    pub proposed: Option<Class>,
    /// The day on which it was received, where known.
    pub received_on: Option<String>,
    /// The file that it came in.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What it changes, in order of series and year.
    pub changes: Vec<Change>,
}

/// How a value differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Another value.
    Changed,
    /// A value where there was none.
    Added,
    /// No value where there was one. It stays in force unless the reply replaces the earlier as a whole.
    LeftOut,
}

impl Kind {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::LeftOut => "left_out",
        }
    }
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How.
    pub kind: Kind,
    /// The item.
    pub item: String,
    /// The canonical name of the series.
    pub series: String,
    /// The year.
    pub year: Option<i16>,
    /// What was in force; several values are separated by ` | `.
    pub old: Option<String>,
    /// What the reply says.
    pub new: Option<String>,
    /// Where the old value stands, in its file.
    pub old_cells: Vec<Cell>,
    /// Where the new one stands.
    pub new_cells: Vec<Cell>,
}

impl Store {
    /// What each further reply of an area changes, in order of edition and of receipt; for all editions, or for one such as
    /// `glotip/2018`. Answers on the sender are left out.
    ///
    /// # Errors
    /// If the database fails.
    pub fn diff(&mut self, area: &str, edition: Option<&str>) -> Result<Vec<Revision>> {
        self.commit()?;
        diff(self.session()?, area, edition)
    }
}

fn diff(session: &Session, area: &str, edition: Option<&str>) -> Result<Vec<Revision>> {
    const CONTEXT: &str = "compare the replies";
    let sql = "SELECT edition.id, edition.instrument, edition.name, code.id FROM standing JOIN edition ON edition.id = standing.edition \
               JOIN code ON code.id = standing.area \
               WHERE code.code = ?1 AND (CAST(?2 AS TEXT) IS NULL OR edition.instrument || '/' || edition.name = CAST(?2 AS TEXT)) \
               GROUP BY edition.id, edition.instrument, edition.name, code.id ORDER BY edition.instrument, edition.name";
    let row = |row: &crate::session::row::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let editions: Vec<(i64, String, String, i64)> = session.all(sql, params![area, edition], row, CONTEXT)?;
    let mut revisions = Vec::new();
    for (id, instrument, name, area_id) in editions {
        let decisions = table::read(session, Some(id))?;
        let facts = Facts::read(session, id, Moment::default())?;
        let names = Names::read(session, id)?;
        let standings = standing::derive(session, &facts, &decisions, area_id)?.standings;
        // In the order of the standings: by kind of source, of which each stands by itself.
        let groups = facts.by_source(area_id, &decisions);
        let own = groups.iter().flat_map(|sent| (0..sent.len()).map(move |index| (sent, index)));
        for ((sent, index), standing) in own.zip(&standings).filter(|((_, index), _)| *index > 0) {
            let before = standing::counting(session, &facts, &decisions, area_id, &sent[..index])?;
            let further = standing::counting_alone(session, sent[index], standing.role, facts.ruling(sent[index], &decisions))?;
            let partial = matches!(standing.role, Role::Supplement | Role::Corrigendum)
                || matches!(standing.proposed, Some(Class::Supplement | Class::Corrigendum));
            let sql = "SELECT label, sha256 FROM file_record JOIN reply ON reply.file = file_record.id WHERE reply.id = ?";
            let (file, sha256) = session.one(sql, params![standing.reply], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
            revisions.push(Revision {
                area: area.to_owned(),
                instrument: instrument.clone(),
                edition: name.clone(),
                revision: standing.revision,
                role: standing.role,
                proposed: standing.proposed,
                received_on: standing.received_on.clone(),
                file,
                sha256,
                changes: changes(&names, &before, &further, partial),
            });
        }
    }
    Ok(revisions)
}

/// What the database calls its series and codes.
struct Names {
    /// Item and name; none of those on the sender.
    series: HashMap<i64, (String, String)>,
    codes: HashMap<i64, String>,
}

impl Names {
    fn read(session: &Session, edition: i64) -> Result<Self> {
        const CONTEXT: &str = "read the names of the series";
        let sql = "SELECT series.id, item.code, series.name FROM series JOIN item ON item.id = series.item \
                   WHERE series.edition = ? AND item.kind <> 'contact'";
        let series = session.all(sql, params![edition], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))), CONTEXT)?;
        let codes = session.all("SELECT id, code FROM code", &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
        Ok(Self { series: series.into_iter().collect(), codes: codes.into_iter().collect() })
    }

    /// What an answer says, in words of the views.
    fn shown(&self, said: &Said) -> String {
        if let Some(number) = said.value.number {
            return decimal(number, said.value.scale.unwrap_or(0));
        }
        if let Some(low) = said.value.low {
            return said.value.high.map_or_else(|| format!("{low} or more"), |high| format!("{low} to {high}"));
        }
        let code = said.value.code.and_then(|code| self.codes.get(&code)).cloned();
        let status = Status::ALL.iter().find(|status| i64::from(status.id()) == said.value.status);
        code.or_else(|| said.value.text.clone()).unwrap_or_else(|| status.map_or("", |status| status.code()).to_owned())
    }
}

/// A number with its scale, as people write it.
fn decimal(number: i64, scale: i64) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = usize::try_from(scale).unwrap_or(0) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::try_from(scale).unwrap_or(0));
    let sign = if number < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// What some answers say, in an order of its own.
fn values<'s>(said: Option<&Vec<&'s Said>>) -> Vec<&'s Value> {
    let mut values: Vec<&Value> = said.into_iter().flatten().map(|said| &said.value).collect();
    values.sort();
    values
}

fn changes(names: &Names, before: &[Said], further: &[Said], partial: bool) -> Vec<Change> {
    let (old, new) = (standing::by_key(before), standing::by_key(further));
    let mut changes = Vec::new();
    for key in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let Some((item, series)) = names.series.get(&key.0) else { continue };
        let (was, is) = (old.get(key), new.get(key));
        let kind = match (was, is) {
            (Some(_), Some(_)) if values(was) == values(is) => continue,
            (Some(_), Some(_)) => Kind::Changed,
            (None, _) => Kind::Added,
            (Some(_), None) if partial => continue,
            (Some(_), None) => Kind::LeftOut,
        };
        let shown =
            |said: Option<&Vec<&Said>>| said.map(|said| said.iter().map(|said| names.shown(said)).collect::<Vec<_>>().join(" | "));
        let cells = |said: Option<&Vec<&Said>>| said.into_iter().flatten().filter_map(|said| said.at.clone()).collect();
        changes.push(Change {
            kind,
            item: item.clone(),
            series: series.clone(),
            year: key.1,
            old: shown(was),
            new: shown(is),
            old_cells: cells(was),
            new_cells: cells(is),
        });
    }
    let by_name: BTreeMap<(String, Option<i16>), Change> =
        changes.into_iter().map(|change| ((change.series.clone(), change.year), change)).collect();
    by_name.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_shown_with_their_point() {
        for (number, scale, expected) in [(5, 0, "5"), (5, 2, "0.05"), (12_345, 2, "123.45"), (-5, 1, "-0.5"), (0, 0, "0")] {
            assert_eq!(decimal(number, scale), expected);
        }
    }
}
