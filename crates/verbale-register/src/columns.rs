//! The columns of `register.csv`, in the order in which they are written.

/// The edition, `instrument/edition`.
pub(crate) const EDITION: &str = "edition";
/// The number of the entry.
pub(crate) const ENTRY: &str = "entry";
/// Who was asked.
pub(crate) const ADDRESSEE: &str = "addressee";
/// Reference of the note verbale.
pub(crate) const NOTE: &str = "note";
/// Its date.
pub(crate) const NOTE_DATE: &str = "note_date";
/// How the reply came.
pub(crate) const CHANNEL: &str = "channel";
/// When it came.
pub(crate) const RECEIVED_ON: &str = "received_on";
/// Who sent it on.
pub(crate) const TRANSMITTED_BY: &str = "transmitted_by";
/// Further areas that it speaks for.
pub(crate) const ON_BEHALF_OF: &str = "on_behalf_of";
/// Its language.
pub(crate) const LANGUAGE: &str = "language";
/// Its files.
pub(crate) const ATTACHMENTS: &str = "attachments";
/// When its receipt was acknowledged.
pub(crate) const ACKNOWLEDGED_ON: &str = "acknowledged_on";
/// What kind of source it is.
pub(crate) const SOURCE: &str = "source";
/// Why it does not count.
pub(crate) const STRUCK: &str = "struck";

/// All of them.
pub(crate) const ALL: [&str; 14] = [
    EDITION,
    ENTRY,
    ADDRESSEE,
    NOTE,
    NOTE_DATE,
    CHANNEL,
    RECEIVED_ON,
    TRANSMITTED_BY,
    ON_BEHALF_OF,
    LANGUAGE,
    ATTACHMENTS,
    ACKNOWLEDGED_ON,
    SOURCE,
    STRUCK,
];

/// What stands between several values in one cell.
pub(crate) const BETWEEN: char = '|';
