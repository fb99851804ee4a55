//! What the register says of a round: who has not replied, what was received and not coded, what is missing, what contradicts.

use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;

/// A State of which a letter was received and no answers are loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncoded {
    /// Code of the area.
    pub area: String,
    /// Its official short name in English.
    pub name: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The day on which its first letter was received, where known.
    pub received_on: Option<String>,
    /// Whether that was after the cut-off date, where both are known.
    pub late: Option<bool>,
}

/// An addressee that has not replied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outstanding {
    /// Code of the area.
    pub area: String,
    /// Its official short name in English.
    pub name: String,
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Reference of the note verbale, where known.
    pub note: Option<String>,
    /// Its date, where known.
    pub note_date: Option<String>,
    /// The day by which replies were asked for, where known.
    pub deadline: Option<String>,
}

/// How many were asked, and how many of these replied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Areas that were asked.
    pub asked: i64,
    /// Of these, those that replied, in time or late.
    pub replied: i64,
    /// Whether it has a register.
    pub registered: bool,
}

/// A letter whose receipt has not been acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unacknowledged {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The entry.
    pub entry: String,
    /// Code of the area.
    pub area: String,
    /// Its official short name in English.
    pub name: String,
    /// The day on which it was received.
    pub received_on: String,
}

/// An attachment of the register that no imported file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The entry.
    pub entry: String,
    /// Code of the area.
    pub area: String,
    /// The attachment: a name or a SHA-256.
    pub attachment: String,
}

/// A loaded reply that the register does not have, or of which it cannot be told which entry it came under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unregistered {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Code of the area.
    pub area: String,
    /// The revision.
    pub revision: u32,
    /// The file that it came in.
    pub file: String,
    /// Whether several entries or files go by one name.
    pub ambiguous: bool,
}

/// A reply of which the register says something else than the command line did. The register holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// Code of the area.
    pub area: String,
    /// The file that it came in.
    pub file: String,
    /// The entry.
    pub entry: String,
    /// The day of receipt in the register.
    pub received_on: Option<String>,
    /// That of the command line.
    pub said_on: Option<String>,
    /// The type of source in the register.
    pub source: String,
    /// That of the command line.
    pub said_source: Option<String>,
}

/// How many answers in force stand where, of an edition about which something was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// The instrument.
    pub instrument: String,
    /// The edition.
    pub edition: String,
    /// The state of clearance.
    pub state: String,
    /// Answers in that state.
    pub answers: i64,
}

/// All of it, each in order of instrument, edition and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounds {
    /// The rounds of which there is a register or a reply.
    pub rounds: Vec<Round>,
    /// States whose letters nobody has coded.
    pub uncoded: Vec<Uncoded>,
    /// Addressees that have not replied.
    pub outstanding: Vec<Outstanding>,
    /// Letters not acknowledged.
    pub unacknowledged: Vec<Unacknowledged>,
    /// Attachments not imported.
    pub missing: Vec<Missing>,
    /// Replies that the register does not have, in rounds that have a register.
    pub unregistered: Vec<Unregistered>,
    /// What the register and the command line disagree on.
    pub contradictions: Vec<Contradiction>,
    /// How far figures have come.
    pub clearance: Vec<Cleared>,
}

/// Rounds of which there is a register or a reply: nobody is waited for in the others.
macro_rules! live {
    () => {
        "(SELECT edition FROM register_record UNION SELECT edition FROM reply)"
    };
}

/// The order of all lists, before that within an edition.
macro_rules! in_order {
    () => {
        " ORDER BY edition.instrument, edition.name"
    };
}

/// How a row is read: the columns stand in the order of the fields.
macro_rules! of_row {
    ($($kind:ident { $($field:ident),* })*) => { $(impl $kind {
        fn of(row: &Row<'_>) -> Result<Self> {
            let mut columns = 0_usize..;
            let mut next = || columns.next().unwrap_or(0);
            Ok(Self { $($field: row.get(next())?),* })
        }
    })* };
}

of_row! {
    Round { instrument, edition, asked, replied, registered }
    Outstanding { area, name, instrument, edition, note, note_date, deadline }
    Uncoded { area, name, instrument, edition, received_on, late }
    Unacknowledged { instrument, edition, entry, area, name, received_on }
    Missing { instrument, edition, entry, area, attachment }
    Unregistered { instrument, edition, area, revision, file, ambiguous }
    Contradiction { instrument, edition, area, file, entry, received_on, said_on, source, said_source }
}

/// What the register says of all rounds.
pub(crate) fn rounds(session: &Session) -> Result<Rounds> {
    let rounds = concat!(
        "SELECT edition.instrument AS instrument, edition.name AS edition, count(*) AS asked, \
             count(*) FILTER (WHERE addressee.replied = 1) AS replied, \
             CASE WHEN EXISTS (SELECT 1 FROM register_record WHERE register_record.edition = edition.id) THEN 1 ELSE 0 END \
             AS registered \
             FROM edition JOIN addressee ON addressee.instrument = edition.instrument AND addressee.edition = edition.name \
             WHERE edition.id IN (",
        live!(),
        ") GROUP BY edition.id, edition.instrument, edition.name ",
        in_order!()
    );
    let rounds = session.all(rounds, &[], Round::of, "list the rounds")?;
    let outstanding = concat!(
        "SELECT addressee.area AS area, area_record.name_en AS name, addressee.instrument AS instrument, \
             addressee.edition AS edition, addressee.note AS note, addressee.note_date AS note_date, addressee.deadline AS deadline \
             FROM addressee JOIN edition ON edition.instrument = addressee.instrument AND edition.name = addressee.edition \
             JOIN code ON code.code = addressee.area JOIN area_record ON area_record.code = code.id \
             WHERE addressee.replied = 0 AND edition.id IN (",
        live!(),
        ") ",
        in_order!(),
        ", addressee.area"
    );
    let outstanding = session.all(outstanding, &[], Outstanding::of, "list who has not replied")?;
    let uncoded = concat!(
        "SELECT respondent.area AS area, area_record.name_en AS name, respondent.instrument AS instrument, \
             respondent.edition AS edition, respondent.first_received_on AS received_on, respondent.late AS late \
             FROM respondent JOIN edition ON edition.instrument = respondent.instrument AND edition.name = respondent.edition \
             JOIN code ON code.code = respondent.area JOIN area_record ON area_record.code = code.id \
             WHERE respondent.coded = 0 ",
        in_order!(),
        ", respondent.area"
    );
    let uncoded = session.all(uncoded, &[], Uncoded::of, "list letters that nobody has coded")?;
    let unacknowledged = concat!(
        "SELECT edition.instrument AS instrument, edition.name AS edition, entry.entry AS entry, code.code AS area, \
             area_record.name_en AS name, entry.received_on AS received_on \
             FROM _register AS entry JOIN edition ON edition.id = entry.edition JOIN code ON code.id = entry.addressee \
             JOIN area_record ON area_record.code = entry.addressee \
             WHERE entry.received_on IS NOT NULL AND entry.acknowledged_on IS NULL AND entry.source = 'state_reply' \
             ",
        in_order!(),
        ", entry.received_on, code.code, entry.entry"
    );
    let unacknowledged = session.all(unacknowledged, &[], Unacknowledged::of, "list letters not acknowledged")?;
    let missing = concat!(
        "SELECT edition.instrument AS instrument, edition.name AS edition, entry.entry AS entry, code.code AS area, \
             named.name AS attachment \
             FROM _register AS entry JOIN register_file AS named ON named.record = entry.id \
             JOIN edition ON edition.id = entry.edition JOIN code ON code.id = entry.addressee \
             WHERE NOT EXISTS (SELECT 1 FROM file_entry WHERE file_entry.record = named.record \
                               AND file_entry.ordinal = named.ordinal) \
             ",
        in_order!(),
        ", entry.entry, named.ordinal"
    );
    let missing = session.all(missing, &[], Missing::of, "list attachments not imported")?;
    let unregistered = concat!(
        "SELECT edition.instrument AS instrument, edition.name AS edition, code.code AS area, standing.revision AS revision, \
             file_record.label AS file, receipt.ambiguous AS ambiguous \
             FROM reply_receipt AS receipt JOIN reply ON reply.id = receipt.reply JOIN edition ON edition.id = reply.edition \
             JOIN standing ON standing.reply = reply.id AND standing.area = reply.area \
             JOIN code ON code.id = reply.area JOIN file_record ON file_record.id = reply.file \
             WHERE receipt.record IS NULL AND edition.kind = 'reply' AND edition.id IN (SELECT edition FROM register_record) \
             ",
        in_order!(),
        ", code.code, standing.revision, file_record.label"
    );
    let unregistered = session.all(unregistered, &[], Unregistered::of, "list replies that are not in the register")?;
    let contradictions = concat!(
        "SELECT edition.instrument AS instrument, edition.name AS edition, code.code AS area, file_record.label AS file, \
             entry.entry AS entry, entry.received_on AS received_on, reply.received_on AS said_on, entry.source AS source, \
             file_record.source AS said_source \
             FROM reply_receipt AS receipt JOIN reply ON reply.id = receipt.reply \
             JOIN register_record AS entry ON entry.id = receipt.record JOIN edition ON edition.id = reply.edition \
             JOIN standing ON standing.reply = reply.id AND standing.area = reply.area \
             JOIN code ON code.id = reply.area JOIN file_record ON file_record.id = reply.file \
             WHERE entry.received_on <> reply.received_on OR entry.source <> file_record.source \
             ",
        in_order!(),
        ", code.code, standing.revision, file_record.label"
    );
    let contradictions = session.all(contradictions, &[], Contradiction::of, "list what the register contradicts")?;
    let clearance = crate::clearance::counts(session)?;
    Ok(Rounds { rounds, uncoded, outstanding, unacknowledged, missing, unregistered, contradictions, clearance })
}
