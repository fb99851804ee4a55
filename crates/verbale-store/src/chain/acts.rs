//! The chain of acts: what people wrote down, link by link, in the order in which it was appended.

use super::content::{Content, rows};
use super::{ChainFault, NONE};
use crate::error::{Result, StoreError};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use verbale_model::digest::{hex, sha256};

const CONTEXT: &str = "link what was written down";

/// Something that people write down beside the files: rows that are only ever inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// A decision, by its id.
    Decision(i64),
    /// A version of an entry of the register.
    Register(i64),
    /// What was settled about figures before they are published.
    Clearance(i64),
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decision(id) => write!(f, "decision {id}"),
            Self::Register(id) => write!(f, "row {id} of the register"),
            Self::Clearance(id) => write!(f, "clearance event {id}"),
        }
    }
}

/// Links a row that was inserted. It belongs into the transaction that inserts it, after [`Session::lock_chains`].
pub(crate) fn link(session: &Session, act: Act) -> Result<()> {
    let (number, previous) = newest(session)?;
    let number = number + 1;
    let hash = hash_of(&previous, number, &content(session, act)?);
    let sql = "INSERT INTO act_link (id, decision, register, clearance, hash) VALUES (?, ?, ?, ?, ?)";
    let [decision, register, clearance] = columns(act);
    session.execute(sql, params![number, decision, register, clearance, hash], CONTEXT)?;
    Ok(())
}

/// Number and hash of the newest link; 0 if there is none.
pub(super) fn newest(session: &Session) -> Result<(i64, String)> {
    let sql = "SELECT id, hash FROM act_link ORDER BY id DESC LIMIT 1";
    let newest = session.first(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    Ok(newest.unwrap_or_else(|| (0, NONE.to_owned())))
}

const fn columns(act: Act) -> [Option<i64>; 3] {
    match act {
        Act::Decision(id) => [Some(id), None, None],
        Act::Register(id) => [None, Some(id), None],
        Act::Clearance(id) => [None, None, Some(id)],
    }
}

fn hash_of(previous: &str, number: i64, content: &[u8; 32]) -> String {
    let mut link = Content::default();
    link.text("act").text(previous).integer(number).bytes_of(content);
    hex(&sha256(link.bytes()))
}

/// What a link says of one row, and of those that belong to it.
fn content(session: &Session, act: Act) -> Result<[u8; 32]> {
    let one = |[head, first, second]: [Rows; 3], id| -> Result<[u8; 32]> {
        let mut content = Content::default();
        for Rows { name, one, kinds, .. } in [head, first, second] {
            session.all(one, params![id], |row| content.text(name).row(row, 1, kinds), CONTEXT)?;
        }
        Ok(sha256(content.bytes()))
    };
    match act {
        Act::Decision(id) => one(DECISIONS, id),
        Act::Register(id) => one(REGISTER, id),
        Act::Clearance(id) => one(CLEARANCE, id),
    }
}

/// Rows that enter a link: their name, those of one act and those of all, and of what kind the columns after the act's id are.
#[derive(Clone, Copy)]
struct Rows {
    name: &'static str,
    one: &'static str,
    all: &'static str,
    kinds: &'static str,
}

macro_rules! of {
    ($name:literal, $columns:literal, $from:literal, $id:literal, $order:literal, $kinds:literal) => {
        Rows {
            name: $name,
            one: concat!("SELECT ", $id, ", ", $columns, " FROM ", $from, " WHERE ", $id, " = ? ORDER BY ", $order),
            all: concat!("SELECT ", $id, ", ", $columns, " FROM ", $from, " ORDER BY ", $id, ", ", $order),
            kinds: $kinds,
        }
    };
}

const DECISIONS: [Rows; 3] = [
    of!(
        "decision",
        "key, decided_on, recorded_at, author, authority, reason, action, class, sha256, instrument, edition, area, series, year, \
         sheet, cell, value, status",
        "decision",
        "id",
        "id",
        "tttttttttttttitttt"
    ),
    of!("cell", "ordinal, sheet, cell", "decision_cell", "decision", "ordinal", "itt"),
    of!("area", "ordinal, area", "decision_area", "decision", "ordinal", "it"),
];

const REGISTER: [Rows; 3] = [
    of!(
        "register",
        "edition.instrument, edition.name, entry.entry, entry.version, entry.recorded_at, entry.recorded_by, addressee.code, \
         entry.note, entry.note_date, entry.channel, entry.received_on, entry.transmitted_by, entry.language, \
         entry.acknowledged_on, entry.source, entry.struck",
        "register_record AS entry LEFT JOIN edition ON edition.id = entry.edition \
         LEFT JOIN code AS addressee ON addressee.id = entry.addressee",
        "entry.id",
        "entry.id",
        "tttitttttttttttt"
    ),
    of!(
        "area",
        "register_area.ordinal, code.code",
        "register_area LEFT JOIN code ON code.id = register_area.area",
        "register_area.record",
        "register_area.ordinal",
        "it"
    ),
    of!("file", "ordinal, name, base", "register_file", "record", "ordinal", "itt"),
];

const NOTHING: Rows = Rows {
    name: "",
    one: "SELECT id FROM clearance_event WHERE id = ? AND id IS NULL",
    all: "SELECT id FROM clearance_event WHERE id IS NULL",
    kinds: "",
};

const CLEARANCE: [Rows; 3] = [
    of!(
        "clearance",
        "instrument, edition, area, item, series, year, content, state, decided_on, recorded_at, author, authority, reason",
        "clearance_event",
        "id",
        "id",
        "tttttittttttt"
    ),
    NOTHING,
    NOTHING,
];

/// All that was written down, each with what a link says of it.
fn written(session: &Session) -> Result<BTreeMap<Act, [u8; 32]>> {
    let mut written = BTreeMap::new();
    for (kind, act) in [(DECISIONS, Act::Decision as fn(i64) -> Act), (REGISTER, Act::Register), (CLEARANCE, Act::Clearance)] {
        let mut contents: BTreeMap<i64, Content> = BTreeMap::new();
        let mut heads = BTreeSet::new();
        for (part, Rows { name, all, kinds, .. }) in kind.into_iter().enumerate() {
            rows(session, all, name, kinds, &mut contents)?;
            if part == 0 {
                heads = contents.keys().copied().collect();
            }
        }
        // Parts of what is not there leave its link without content.
        written.extend(
            contents.into_iter().filter(|(id, _)| heads.contains(id)).map(|(id, content)| (act(id), sha256(content.bytes()))),
        );
    }
    Ok(written)
}

/// Number, subject and hash of a link.
fn of_row(row: &Row<'_>) -> Result<(i64, Act, String)> {
    let (decision, register, clearance): (Option<i64>, Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let act = decision.map(Act::Decision).or_else(|| register.map(Act::Register)).or_else(|| clearance.map(Act::Clearance));
    let act = act.ok_or_else(|| StoreError::fault(CONTEXT, "a link is about nothing"))?;
    Ok((row.get(0)?, act, row.get(4)?))
}

/// Computes every link again; gives the hashes by number.
pub(super) fn check(session: &Session, faults: &mut Vec<ChainFault>) -> Result<BTreeMap<i64, String>> {
    let mut written = written(session)?;
    let sql = "SELECT id, decision, register, clearance, hash FROM act_link ORDER BY id";
    let links = session.all(sql, &[], of_row, CONTEXT)?;
    let (mut expected, mut previous, mut hashes) = (1, NONE.to_owned(), BTreeMap::new());
    for (link, act, hash) in links {
        if link != expected {
            faults.push(ChainFault::ActsMissing { link });
        }
        let fits = written.remove(&act).is_some_and(|content| hash_of(&previous, link, &content) == hash);
        if !fits {
            faults.push(ChainFault::ActAltered { link, act });
        }
        hashes.insert(link, hash.clone());
        (expected, previous) = (link.saturating_add(1), hash);
    }
    faults.extend(written.into_keys().map(|act| ChainFault::ActUnlinked { act }));
    Ok(hashes)
}
