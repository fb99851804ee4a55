//! What was read from one file: replies of typed answers, what could not be placed, and the accounting of every cell.

use crate::Locus;
use crate::content::ContentDigest;
use crate::digest::sha256;
use crate::intake::NoteKind;
use crate::{
    Answer, CodeId, EditionId, Finding, Findings, Language, RuleOutcome, Schemas, Series, SeriesId, SeriesTable, TextId, TextPool,
    Unplaced,
};

/// Every non-empty cell of a file, by what became of it. The reader's ledger fills it; the database checks the sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accounting {
    /// Non-empty cells read.
    pub cells: u64,
    /// Cells that became an answer or part of one.
    pub mapped: u64,
    /// Cells that hold text of the template.
    pub template: u64,
    /// Cells kept as unplaced.
    pub unmapped: u64,
    /// Rows of records read.
    pub rows: u64,
    /// Rows that became answers.
    pub rows_answered: u64,
    /// Rows kept as unplaced.
    pub rows_unplaced: u64,
}

impl Accounting {
    /// True if nothing was lost.
    pub const fn adds_up(&self) -> bool {
        self.cells == self.mapped + self.template + self.unmapped && self.rows == self.rows_answered + self.rows_unplaced
    }
}

/// A text met in a column with a closed vocabulary, and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelReading {
    /// Name of the column.
    pub column: String,
    /// The text as it stood.
    pub raw: TextId,
    /// The code, if it became one.
    pub code: Option<CodeId>,
    /// How: `official`, `alternative`, `demonym`, `repaired`, `context`, … or the code of the finding that says why not.
    pub how: &'static str,
    /// In how many rows.
    pub rows: u64,
}

/// What a workbook says of a cell beside its value, but for comments, which are words of the sender; and what a message of
/// statistics says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellNote {
    /// What it is.
    pub kind: NoteKind,
    /// Which cell it is about.
    pub at: Locus,
    /// The text, in the pool.
    pub text: TextId,
}

/// A further fact of an answer from a column that the questionnaire does not interpret (a page, a coder).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The answer: an index into [`Reply::answers`].
    pub answer: u32,
    /// Name of the column, in the pool.
    pub name: TextId,
    /// The text as it stood.
    pub raw: TextId,
}

/// What one State sent for one edition in one file; for a dataset, the part of the release on one area.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The area; `None` collects what belongs to no area that could be told.
    pub area: Option<CodeId>,
    /// Answers in the order read.
    pub answers: Vec<Answer>,
    /// What could not be placed, in the order read.
    pub unplaced: Vec<Unplaced>,
    /// Further facts of answers.
    pub attributes: Vec<Attribute>,
    /// Indexes of the answers that contradict another one; filled by validation.
    pub disputed: Vec<u32>,
    /// What came of each rule that sees the whole reply, in order of code; filled by validation.
    pub outcomes: Vec<RuleOutcome>,
}

/// Why a file is rejected. It is not an error of the run: the batch goes on, and the file is recorded with these findings.
#[derive(Debug, Clone)]
pub struct Rejection {
    /// The reason.
    pub reason: Finding,
    /// What else was noticed before reading stopped.
    pub findings: Findings,
    /// Sheet names or XML paths that the findings refer to, by [`crate::PlaceId`].
    pub places: Vec<String>,
}

impl From<Finding> for Rejection {
    fn from(reason: Finding) -> Self {
        Self { reason, findings: Findings::default(), places: Vec::new() }
    }
}

/// What a file says of itself beside what was sent before. Only a person decides what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// It takes the place of what was sent before.
    Replaces,
    /// It adds to it.
    Adds,
}

impl Claim {
    /// The code, as the database writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Replaces => "replaces",
            Self::Adds => "adds",
        }
    }
}

/// What was read from one file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The edition.
    pub edition: EditionId,
    /// Name of the layout.
    pub layout: String,
    /// The language of its labels.
    pub language: Language,
    /// Sheet names or XML paths, by [`crate::PlaceId`].
    pub places: Vec<String>,
    /// Raw texts.
    pub texts: TextPool,
    /// Series.
    pub series: SeriesTable,
    /// Replies in order of area code.
    pub replies: Vec<Reply>,
    /// Findings of reading and normalizing, then of validation.
    pub findings: Findings,
    /// Vocabulary of the file.
    pub labels: Vec<LabelReading>,
    /// What the workbook says of cells beside their values, or the message of itself; it enters no digest.
    pub notes: Vec<CellNote>,
    /// Accounting.
    pub accounting: Accounting,
    /// What it says of itself beside what was sent before, if it says anything.
    pub claim: Option<Claim>,
}

impl Reading {
    /// The content digests of the replies, in their order: of each a multiset hash of series, year, status and raw text of its
    /// answers, of their attributes, and of what was unplaced. Locus, file name and order do not enter it.
    pub fn digests(&self, schemas: &Schemas) -> Vec<String> {
        let hash = |series| name_hash(&series_name(schemas, self.edition, series));
        self.digests_by(&self.series.iter().map(hash).collect::<Vec<_>>())
    }

    /// The same where the hashes of the names of all series are known, by [`SeriesId`].
    pub fn digests_by(&self, series: &[NameHash]) -> Vec<String> {
        self.replies.iter().map(|reply| self.digest(series, reply)).collect()
    }

    fn digest(&self, series: &[NameHash], reply: &Reply) -> String {
        let mut digest = ContentDigest::default();
        let series_of = |answer: &Answer| &series[answer.series.index()];
        for answer in &reply.answers {
            digest.answer(series_of(answer), answer.year, answer.status.id(), self.texts.get(answer.raw));
        }
        for attribute in &reply.attributes {
            let of = series_of(&reply.answers[attribute.answer as usize]);
            digest.attribute(of, self.texts.get(attribute.name), self.texts.get(attribute.raw));
        }
        for unplaced in &reply.unplaced {
            digest.unplaced(self.texts.get(unplaced.raw));
        }
        digest.to_hex()
    }

    /// The canonical name of a series: `item dimension=code …`, dimensions in the edition's order.
    pub fn series_name(&self, schemas: &Schemas, id: SeriesId) -> String {
        series_name(schemas, self.edition, self.series.get(id))
    }
}

/// What stands for the name of a series in a digest: names are long and few.
pub type NameHash = [u8; 16];

/// The hash of the canonical name of a series.
pub fn name_hash(name: &str) -> NameHash {
    let mut hash = NameHash::default();
    hash.copy_from_slice(&sha256(name.as_bytes())[..16]);
    hash
}

/// The canonical name of a series: `item dimension=code …`, dimensions in the edition's order.
pub fn series_name(schemas: &Schemas, edition: EditionId, series: &Series) -> String {
    let edition = schemas.edition(edition);
    let mut name = String::with_capacity(96);
    name.push_str(&edition.item(series.item).code);
    for (dimension, code) in edition.dimensions.iter().zip(series.dims) {
        if let Some(code) = code {
            for part in [" ", &dimension.code, "=", schemas.codes.text(code)] {
                name.push_str(part);
            }
        }
    }
    name
}
