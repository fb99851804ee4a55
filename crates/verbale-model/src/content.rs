//! The content digest of a reply, member by member: whoever has a reply's rows can take it as well as whoever read the file.

use crate::digest::MultisetDigest;
use crate::reading::NameHash;

/// The digest of a reply under way. The order in which its members are added does not matter.
#[derive(Debug, Clone, Default)]
pub struct ContentDigest {
    members: MultisetDigest,
    member: Vec<u8>,
}

impl ContentDigest {
    /// Adds an answer. `series` is the hash of the canonical name of its series, `status` the number of its status.
    pub fn answer(&mut self, series: &NameHash, year: Option<i16>, status: u8, raw: &str) {
        self.begin(b'a');
        self.member.extend_from_slice(series);
        self.member.extend_from_slice(&year.map_or([0xff; 4], |year| i32::from(year).to_le_bytes()));
        self.member.push(status);
        self.end(raw);
    }

    /// Adds a further fact of an answer of a series.
    pub fn attribute(&mut self, series: &NameHash, name: &str, raw: &str) {
        self.begin(b'f');
        self.member.extend_from_slice(series);
        self.member.extend_from_slice(&(name.len() as u64).to_le_bytes());
        self.member.extend_from_slice(name.as_bytes());
        self.end(raw);
    }

    /// Adds what could not be placed.
    pub fn unplaced(&mut self, raw: &str) {
        self.begin(b'u');
        self.end(raw);
    }

    /// The digest as hexadecimal.
    pub fn to_hex(&self) -> String {
        self.members.to_hex()
    }

    fn begin(&mut self, kind: u8) {
        self.member.clear();
        self.member.push(kind);
    }

    /// The last part needs no end.
    fn end(&mut self, raw: &str) {
        self.member.extend_from_slice(raw.as_bytes());
        self.members.add(&self.member);
    }
}
