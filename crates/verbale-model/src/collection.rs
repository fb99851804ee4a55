//! A collection: one round of an edition, whom it was sent to, and what the Secretariat writes down of each letter it received.

use crate::{Area, AreaKind, CodeId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who was asked, and the dates of the round. The last day on which a reply is in time is the edition's `cutoff`.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    /// Reference of the note verbale, where one went to all.
    pub note: Option<String>,
    /// Its date.
    pub sent_on: Option<NaiveDate>,
    /// The day by which replies were asked for; `None`: the cut-off.
    pub deadline: Option<NaiveDate>,
    /// Kinds of areas that it was sent to; empty: all kinds of States.
    pub kinds: Vec<AreaKind>,
    /// Areas of other kinds that it was sent to as well.
    pub also: Vec<CodeId>,
    /// Areas that it was not sent to.
    pub except: Vec<CodeId>,
    /// The column of a coding sheet that names the letter which a row was coded from.
    pub letter: Option<String>,
}

impl Collection {
    /// True if the area was asked.
    pub fn addresses(&self, area: &Area) -> bool {
        let kind = if self.kinds.is_empty() { area.kind.is_state() } else { self.kinds.contains(&area.kind) };
        (kind || self.also.contains(&area.code)) && !self.except.contains(&area.code)
    }
}

/// From what kind of source a file comes. Only a State's reply makes a respondent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceType {
    /// The State replies.
    #[default]
    StateReply,
    /// A State published it, and did not send it as a reply.
    OfficialPublication,
    /// An organization of States sent or published it.
    Intergovernmental,
    /// A non-governmental organization sent or published it.
    NonGovernmental,
}

impl SourceType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::StateReply, Self::OfficialPublication, Self::Intergovernmental, Self::NonGovernmental];

    /// The code, as the database and the register write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::StateReply => "state_reply",
            Self::OfficialPublication => "official_publication",
            Self::Intergovernmental => "intergovernmental",
            Self::NonGovernmental => "non_governmental",
        }
    }

    /// The source type of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }
}

impl std::fmt::Display for SourceType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// An entry of the register: one State that was asked, or one letter that came from it. Areas and editions stand in codes, so that
/// an entry means the same in every database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterEntry {
    /// The edition, as `instrument/edition`.
    pub edition: String,
    /// Its number in the register; a later version of the entry has the same.
    pub entry: String,
    /// The State that was asked; for a source other than a State's reply, the State that it is about.
    pub addressee: String,
    /// Reference of the note verbale sent to it.
    pub note: Option<String>,
    /// The date of that note.
    pub note_date: Option<NaiveDate>,
    /// How the reply came.
    pub channel: Option<String>,
    /// The day on which it came; `None`: nothing has come yet, or the day is not known.
    pub received_on: Option<NaiveDate>,
    /// Who sent it on, such as a permanent mission. It may name a person: it stands in no view.
    pub transmitted_by: Option<String>,
    /// Further areas that it speaks for.
    pub on_behalf_of: Vec<String>,
    /// Its language.
    pub language: Option<String>,
    /// What it consists of: names of files, or the SHA-256 of their bytes.
    pub attachments: Vec<String>,
    /// The day on which its receipt was acknowledged.
    pub acknowledged_on: Option<NaiveDate>,
    /// What kind of source it is.
    pub source: SourceType,
    /// Why the entry does not count, where it was struck out.
    pub struck: Option<String>,
}

impl RegisterEntry {
    /// True if it records that something came.
    pub const fn is_received(&self) -> bool {
        self.received_on.is_some() || !self.attachments.is_empty()
    }
}

/// The last component of a path with `/`: what an attachment and a file are first compared by.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// True if an attachment of the register means a file: by the SHA-256 of its bytes, or by the end of its name, component by component.
pub fn names_file(attachment: &str, name: &str, sha256: &str) -> bool {
    attachment == sha256 || name.strip_suffix(attachment).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// True for the SHA-256 of a file's bytes, as the register writes it.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_means_a_file_by_its_bytes_or_by_whole_components_of_its_name() {
        let sha256 = "ab".repeat(32);
        for (attachment, name, expected) in [
            ("reply.xlsx", "reply.xlsx", true),
            ("reply.xlsx", "incoming/XAA/reply.xlsx", true),
            ("XAA/reply.xlsx", "incoming/XAA/reply.xlsx", true),
            ("XAA/reply.xlsx", "incoming/AXAA/reply.xlsx", false),
            ("reply.xlsx", "incoming/my reply.xlsx", false),
            ("XAB/reply.xlsx", "incoming/XAA/reply.xlsx", false),
            (sha256.as_str(), "anything.pdf", true),
        ] {
            assert_eq!(names_file(attachment, name, &sha256), expected, "{attachment} {name}");
        }
        assert!(is_sha256(&sha256) && !is_sha256(&"AB".repeat(32)) && !is_sha256("ab"));
        assert_eq!((base_name("a/b.pdf"), base_name("b.pdf")), ("b.pdf", "b.pdf"));
    }

    #[test]
    fn codes_lead_back() {
        for source in SourceType::ALL {
            assert_eq!(SourceType::from_code(source.code()), Some(source));
            let told = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(source.code());
            assert_eq!(SourceType::deserialize(told), Ok(source));
        }
        assert_eq!(SourceType::from_code("State"), None);
    }
}
