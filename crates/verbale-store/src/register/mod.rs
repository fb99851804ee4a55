//! The register of a collection in the database: versions of entries, and what follows from those in force for files and replies.

mod link;
pub mod query;
mod receipt;

use crate::chain::{Act, acts};
use crate::error::{Result, StoreError, int};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use crate::standing;
use chrono::{DateTime, NaiveDate, Utc};
use verbale_model::collection::base_name;
use verbale_model::{RegisterEntry, SourceType};

pub(crate) use link::{letters, loaded, named, settle_all, settle_datasets};

/// What importing a register changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterChange {
    /// Entries that were not there.
    pub new: u64,
    /// Entries of which a new version was written.
    pub changed: u64,
    /// Entries that were there as they are.
    pub unchanged: u64,
    /// Entries of the same editions that the database has and the register has not. They stay.
    pub absent: Vec<String>,
}

/// An entry as stored.
struct Stored {
    id: i64,
    version: i64,
    entry: RegisterEntry,
}

/// Writes the entries that are new or changed, each as a version, and settles anew what follows from them.
pub(crate) fn import(
    session: &Session,
    entries: &[RegisterEntry],
    author: Option<&str>,
    at: DateTime<Utc>,
) -> Result<RegisterChange> {
    session.lock_schemas()?;
    session.lock_chains()?;
    let stored = newest(session)?;
    let mut change = RegisterChange::default();
    for entry in entries {
        let known = stored.iter().find(|known| known.entry.edition == entry.edition && known.entry.entry == entry.entry);
        match known {
            Some(known) if known.entry == *entry => change.unchanged += 1,
            Some(known) => {
                write(session, entry, known.version + 1, author, at)?;
                change.changed += 1;
            }
            None => {
                write(session, entry, 1, author, at)?;
                change.new += 1;
            }
        }
    }
    let given = |known: &&Stored| {
        let same = |entry: &RegisterEntry| entry.edition == known.entry.edition;
        entries.iter().any(same) && !entries.iter().any(|entry| same(entry) && entry.entry == known.entry.entry)
    };
    change.absent = stored.iter().filter(given).map(|known| format!("{} {}", known.entry.edition, known.entry.entry)).collect();
    if change.new + change.changed > 0 {
        let changed = link::settle_all(session)?;
        standing::refresh_all(session, &changed)?;
    }
    Ok(change)
}

/// The entries, each in its newest version, in order of edition and of what was entered first; those that were struck out included.
pub(crate) fn export(session: &Session) -> Result<Vec<RegisterEntry>> {
    Ok(newest(session)?.into_iter().map(|stored| stored.entry).collect())
}

fn write(session: &Session, entry: &RegisterEntry, version: i64, author: Option<&str>, at: DateTime<Utc>) -> Result<()> {
    const CONTEXT: &str = "write an entry of the register";
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let edition: Option<i64> = session.first(
        "SELECT id FROM edition WHERE instrument || '/' || name = ?",
        params![entry.edition],
        |row| row.get(0),
        CONTEXT,
    )?;
    let edition = edition.ok_or_else(|| StoreError::fault(CONTEXT, "its edition is unknown"))?;
    let addressee = area(session, &entry.addressee)?;
    let sql = "INSERT INTO register_record (edition, entry, version, recorded_at, recorded_by, addressee, note, note_date, channel, \
               received_on, transmitted_by, language, acknowledged_on, source, struck) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (at, source) = (crate::run::time(at), entry.source.code());
    let (note_date, received_on) = (day(entry.note_date), day(entry.received_on));
    let acknowledged_on = day(entry.acknowledged_on);
    let values = params![
        edition,
        entry.entry,
        version,
        at,
        author,
        addressee,
        entry.note,
        note_date,
        entry.channel,
        received_on,
        entry.transmitted_by,
        entry.language,
        acknowledged_on,
        source,
        entry.struck
    ];
    let record = session.insert(sql, values, CONTEXT)?;
    let areas = std::iter::once(&entry.addressee).chain(&entry.on_behalf_of);
    for (ordinal, code) in areas.enumerate() {
        let sql = "INSERT INTO register_area (record, ordinal, area) VALUES (?, ?, ?)";
        session.execute(sql, params![record, int(ordinal)?, area(session, code)?], CONTEXT)?;
    }
    for (ordinal, name) in entry.attachments.iter().enumerate() {
        let sql = "INSERT INTO register_file (record, ordinal, name, base) VALUES (?, ?, ?, ?)";
        session.execute(sql, params![record, int(ordinal)?, name, base_name(name)], CONTEXT)?;
    }
    acts::link(session, Act::Register(record))
}

fn area(session: &Session, code: &str) -> Result<i64> {
    const CONTEXT: &str = "look up an area";
    let sql = "SELECT area_record.code FROM area_record JOIN code ON code.id = area_record.code WHERE code.code = ?";
    let found = session.first(sql, params![code], |row| row.get(0), CONTEXT)?;
    found.ok_or_else(|| StoreError::fault(CONTEXT, "an area of the register is unknown"))
}

/// All entries in their newest version.
fn newest(session: &Session) -> Result<Vec<Stored>> {
    const CONTEXT: &str = "read the register";
    let sql = "SELECT entry.id, entry.version, edition.instrument || '/' || edition.name, entry.entry, code.code, entry.note, \
               entry.note_date, entry.channel, entry.received_on, entry.transmitted_by, entry.language, entry.acknowledged_on, \
               entry.source, entry.struck, \
               (SELECT min(first.id) FROM register_record AS first \
                WHERE first.edition = entry.edition AND first.entry = entry.entry) AS entered \
               FROM register_record AS entry JOIN edition ON edition.id = entry.edition JOIN code ON code.id = entry.addressee \
               WHERE NOT EXISTS (SELECT 1 FROM register_record AS newer WHERE newer.edition = entry.edition \
                                 AND newer.entry = entry.entry AND newer.version > entry.version) \
               ORDER BY edition.instrument, edition.name, entered";
    let mut stored = session.all(sql, &[], read, CONTEXT)?;
    for known in &mut stored {
        let sql = "SELECT code.code FROM register_area JOIN code ON code.id = register_area.area \
                   WHERE register_area.record = ? AND register_area.ordinal > 0 ORDER BY register_area.ordinal";
        known.entry.on_behalf_of = session.all(sql, params![known.id], |row| row.get(0), CONTEXT)?;
        let sql = "SELECT name FROM register_file WHERE record = ? ORDER BY ordinal";
        known.entry.attachments = session.all(sql, params![known.id], |row| row.get(0), CONTEXT)?;
    }
    Ok(stored)
}

fn read(row: &Row<'_>) -> Result<Stored> {
    let day =
        |index: usize| -> Result<Option<NaiveDate>> { Ok(row.get::<Option<String>>(index)?.and_then(|text| text.parse().ok())) };
    let source: String = row.get(12)?;
    let entry = RegisterEntry {
        edition: row.get(2)?,
        entry: row.get(3)?,
        addressee: row.get(4)?,
        note: row.get(5)?,
        note_date: day(6)?,
        channel: row.get(7)?,
        received_on: day(8)?,
        transmitted_by: row.get(9)?,
        on_behalf_of: Vec::new(),
        language: row.get(10)?,
        attachments: Vec::new(),
        acknowledged_on: day(11)?,
        source: SourceType::from_code(&source).unwrap_or_default(),
        struck: row.get(13)?,
    };
    Ok(Stored { id: row.get(0)?, version: row.get(1)?, entry })
}
