//! What the caller says about runs and files, and what the store says about what became of them.

use crate::decision::Class;
use crate::standing::Role;
use chrono::{DateTime, NaiveDate, Utc};
use verbale_model::reading::NameHash;
use verbale_model::{Finding, Reading, Schemas, SourceType};

/// A run: one invocation of the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunId(pub(crate) i64);

/// What is recorded of a run when it begins.
#[derive(Debug, Clone)]
pub struct RunMeta {
    /// When it began. The store reads no clock.
    pub started_at: DateTime<Utc>,
    /// Name and version of the program.
    pub tool: String,
    /// Digest of the schemas.
    pub schemas: String,
    /// Who runs it, where known.
    pub operator: Option<String>,
    /// On which machine, where known.
    pub host: Option<String>,
}

/// What is known of a file before it is read.
#[derive(Debug, Clone)]
pub struct FileMeta {
    /// Its name, as reports show it.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Its size in bytes.
    pub size: u64,
    /// Its format: `xlsx`, `csv`, …
    pub format: String,
    /// The text encoding, for text formats.
    pub encoding: Option<String>,
    /// The day on which it was received as the command line says, never the file's time stamp. What the register says wins.
    pub received_on: Option<NaiveDate>,
    /// From what kind of source it is, as the command line says. What the register says wins.
    pub source: Option<SourceType>,
}

/// What the database knows of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Nothing.
    Unknown,
    /// They were loaded: there is nothing to do.
    Loaded,
    /// They gave no answers, because they were rejected or are a registered letter. That is worth another try: an edition may have
    /// been added since, or the register may have changed.
    Rejected,
}

/// A file of which the archive has the original, and what the database was told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The name as first imported.
    pub name: String,
    /// The day of receipt that the command line said.
    pub received_on: Option<String>,
    /// The kind of source that the command line said.
    pub source: Option<String>,
    /// The edition as which it was read, such as `tip-measures/2019`.
    pub edition: Option<String>,
}

/// What became of a file in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileOutcome {
    /// Something in it was new.
    Loaded,
    /// All of it was there already.
    Unchanged,
    /// It could not be read.
    Rejected,
    /// It is no file to be read.
    Ignored,
    /// It is a letter that the register has: a reply that gives no answers until somebody codes it.
    Registered,
}

impl FileOutcome {
    /// The code, as the database writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Ignored => "ignored",
            Self::Registered => "registered",
        }
    }
}

/// What a reply changed. Revisions count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The first reply of its area and edition.
    New {
        /// 1.
        revision: u32,
    },
    /// Other content than any before: a revision of its own, the old ones kept.
    Revised {
        /// Its number.
        revision: u32,
    },
    /// The content of an earlier revision, not necessarily the newest: nothing was written.
    Unchanged {
        /// The number of that revision.
        revision: u32,
    },
}

impl Change {
    /// The revision that holds the content.
    pub const fn revision(self) -> u32 {
        match self {
            Self::New { revision } | Self::Revised { revision } | Self::Unchanged { revision } => revision,
        }
    }

    /// True if nothing was written.
    pub const fn is_unchanged(self) -> bool {
        matches!(self, Self::Unchanged { .. })
    }
}

/// The content digests of a reading's replies. Taking them is the dearest part of loading that needs no database: with several
/// readers and one writer, each reader takes them of its own file.
#[derive(Debug, Clone)]
pub struct Digests {
    pub(crate) replies: Vec<String>,
    /// Numbers of the reading's series; none if they have no numbers.
    pub(crate) series: Vec<u32>,
}

impl Digests {
    /// Takes the digests of a reading's replies.
    pub fn of(schemas: &Schemas, reading: &Reading) -> Self {
        Self { replies: reading.digests(schemas), series: Vec::new() }
    }

    /// The same where the hashes of the names of all series are known: see [`Reading::digests_by`]. The numbers of the series, from
    /// 0, are the same for one name in all files of an edition that a store loads; by them it finds again what it has written.
    pub fn by(series: &[NameHash], numbers: Vec<u32>, reading: &Reading) -> Self {
        Self { replies: reading.digests_by(series), series: numbers }
    }
}

/// What became of one reply of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyOutcome {
    /// Code of the area; `None` for what belongs to no area that could be told.
    pub area: Option<String>,
    /// What changed.
    pub change: Change,
    /// How it stands, if that is new: in force, or pending until somebody decides.
    pub role: Option<Role>,
    /// Of a pending one: what it looks like.
    pub proposed: Option<Class>,
}

/// What became of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Of the file.
    pub outcome: FileOutcome,
    /// Of each reply, in the order of the reading; empty if these very bytes had been loaded before.
    pub replies: Vec<ReplyOutcome>,
    /// What was found beside what the reading has: replies that are pending now.
    pub findings: Vec<Finding>,
}

/// How many files of a run became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunTotals {
    /// Files found.
    pub found: u64,
    /// Files of which something was new.
    pub loaded: u64,
    /// Files of which all was there already.
    pub unchanged: u64,
    /// Files that could not be read.
    pub rejected: u64,
    /// Files that are none to be read.
    pub ignored: u64,
    /// Letters that the register has.
    pub registered: u64,
}
