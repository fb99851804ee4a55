//! What a verification came to: a line a file, what is wrong with the database, its history and the archive, and totals.
//! `schemas/verify.schema.json` describes it as JSON.

use super::table::{Align, Table};
use super::{Output, Tone, count, plural};
use serde::Serialize;
use std::fmt::Write as _;
use verbale_store::verify::Differences;

/// What became of an original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Original {
    /// Its bytes are those of its name.
    Intact,
    /// It is not in the archive.
    Missing,
    /// Its bytes are others.
    Damaged,
}

/// What came of comparing a file's rows with its original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// The original gives exactly these rows.
    Same,
    /// It gives others.
    Different,
    /// It gives others, and was read with other schemas or another program then: which of the two is the cause cannot be told.
    Undecided,
    /// There is no original to compare with.
    Unknown,
    /// It was not asked.
    Skipped,
}

impl Original {
    const fn shown(self) -> (&'static str, Tone) {
        match self {
            Self::Intact => ("intact", Tone::Good),
            Self::Missing => ("missing", Tone::Bad),
            Self::Damaged => ("damaged", Tone::Bad),
        }
    }
}

impl Content {
    const fn shown(self) -> (&'static str, Tone) {
        match self {
            Self::Same => ("the same", Tone::Good),
            Self::Different => ("different", Tone::Bad),
            Self::Undecided => ("undecided", Tone::Doubt),
            Self::Unknown => ("unknown", Tone::Bad),
            Self::Skipped => ("not compared", Tone::Faint),
        }
    }
}

/// One file.
#[derive(Debug, Serialize)]
pub struct FileLine {
    /// The name by which the views call it.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// What became of it when it was read.
    pub outcome: &'static str,
    /// Its original.
    pub original: Original,
    /// Its rows beside its original.
    pub content: Content,
    /// Answers compared.
    pub answers: u64,
    /// Unplaced entries compared.
    pub unplaced: u64,
    /// Further facts of answers compared.
    pub attributes: u64,
    /// Findings compared.
    pub findings: u64,
    /// What differs.
    pub differences: Differences,
    /// What is to be said besides.
    pub note: Option<String>,
}

/// The chains of runs and of acts.
#[derive(Debug, Serialize)]
pub struct ChainLine {
    /// How many runs are linked.
    pub links: u64,
    /// The newest link.
    pub newest: Option<String>,
    /// How many acts are linked: decisions, entries of the register, events of clearance.
    pub acts: u64,
    /// The newest link of the acts.
    pub newest_act: Option<String>,
    /// Runs that are under way or were killed.
    pub open_runs: Vec<i64>,
    /// What is wrong with it.
    pub faults: Vec<String>,
}

/// What lies in the archive and belongs to no file of the database.
#[derive(Debug, Default, Serialize)]
pub struct ArchiveLine {
    /// The folder.
    pub folder: String,
    /// Originals that the database does not know, whole.
    pub unrecorded: Vec<String>,
    /// Originals that the database does not know, damaged.
    pub damaged: Vec<String>,
    /// Files that the archive did not make.
    pub foreign: Vec<String>,
}

/// Totals.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Totals {
    /// Files.
    pub files: u64,
    /// Of these with the same content.
    pub same: u64,
    /// With other content.
    pub different: u64,
    /// Of which it cannot be told.
    pub undecided: u64,
    /// Without an original to compare with.
    pub unknown: u64,
    /// Not compared, because that was not asked.
    pub skipped: u64,
    /// Originals intact.
    pub intact: u64,
    /// Originals missing.
    pub missing: u64,
    /// Originals damaged.
    pub damaged: u64,
    /// Answers compared.
    pub answers: u64,
    /// Unplaced entries compared.
    pub unplaced: u64,
    /// Further facts of answers compared.
    pub attributes: u64,
    /// Findings compared.
    pub findings: u64,
}

/// All of it.
#[derive(Debug, Serialize)]
pub struct Verification {
    /// The format of this document.
    pub format: u32,
    /// True if something is wrong.
    pub damaged: bool,
    /// True if nothing is wrong and every file could be compared.
    pub verified: bool,
    /// The files, in the order in which they came.
    pub files: Vec<FileLine>,
    /// The chain of runs.
    pub chain: ChainLine,
    /// What is wrong with the database as such.
    pub database: Vec<String>,
    /// The archive.
    pub archive: ArchiveLine,
    /// Totals.
    pub totals: Totals,
}

impl Verification {
    /// Sums up.
    pub fn new(files: Vec<FileLine>, chain: ChainLine, database: Vec<String>, archive: ArchiveLine) -> Self {
        let mut totals = Totals::default();
        for file in &files {
            totals.files += 1;
            *match file.content {
                Content::Same => &mut totals.same,
                Content::Different => &mut totals.different,
                Content::Undecided => &mut totals.undecided,
                Content::Unknown => &mut totals.unknown,
                Content::Skipped => &mut totals.skipped,
            } += 1;
            *match file.original {
                Original::Intact => &mut totals.intact,
                Original::Missing => &mut totals.missing,
                Original::Damaged => &mut totals.damaged,
            } += 1;
            totals.answers += file.answers;
            totals.unplaced += file.unplaced;
            totals.attributes += file.attributes;
            totals.findings += file.findings;
        }
        let damaged = totals.different + totals.unknown + totals.missing + totals.damaged > 0
            || !chain.faults.is_empty()
            || !database.is_empty()
            || !archive.damaged.is_empty();
        Self {
            format: 1,
            damaged,
            verified: !damaged && totals.undecided + totals.skipped == 0,
            files,
            chain,
            database,
            archive,
            totals,
        }
    }

    /// The table, what differs, and the sentences under it.
    pub fn render(&self, output: &Output) -> String {
        let mut table = Table::new(&[
            ("File", Align::Left),
            ("Outcome", Align::Left),
            ("Original", Align::Left),
            ("Content", Align::Left),
            ("Answers", Align::Right),
            ("Unplaced", Align::Right),
            ("Findings", Align::Right),
            ("Note", Align::Left),
        ]);
        for file in &self.files {
            let cell = |(text, tone): (&str, Tone)| (text.to_owned(), tone);
            let number = |value: u64| (count(value), if value == 0 { Tone::Faint } else { Tone::Plain });
            table.row(vec![
                (file.file.clone(), Tone::Plain),
                cell((file.outcome, Tone::Faint)),
                cell(file.original.shown()),
                cell(file.content.shown()),
                number(file.answers),
                number(file.unplaced),
                number(file.findings),
                (file.note.clone().unwrap_or_default(), Tone::Faint),
            ]);
        }
        let mut text = table.render(output);
        text.push('\n');
        for file in self.files.iter().filter(|file| !file.differences.is_empty()) {
            differences(file, output, &mut text);
        }
        self.render_sentences(output, &mut text);
        text
    }

    fn render_sentences(&self, output: &Output, text: &mut String) {
        let totals = &self.totals;
        let _ = writeln!(
            text,
            "{} = {} the same + {} different + {} undecided + {} unknown + {} not compared",
            plural(totals.files, "file", "files"),
            count(totals.same),
            count(totals.different),
            count(totals.undecided),
            count(totals.unknown),
            count(totals.skipped),
        );
        let _ = writeln!(
            text,
            "compared: {}, {} unplaced, {}, {}",
            plural(totals.answers, "answer", "answers"),
            count(totals.unplaced),
            plural(totals.attributes, "attribute", "attributes"),
            plural(totals.findings, "finding", "findings"),
        );
        let _ = writeln!(
            text,
            "originals: {} intact, {} missing, {} damaged; the archive also holds {} that the database does not know and {}",
            count(totals.intact),
            count(totals.missing),
            count(totals.damaged + self.archive.damaged.len() as u64),
            count((self.archive.unrecorded.len() + self.archive.damaged.len()) as u64),
            plural(self.archive.foreign.len() as u64, "foreign file", "foreign files"),
        );
        let newest = self.chain.newest.as_deref().map_or(String::new(), |newest| format!(", the newest {newest}"));
        let _ = writeln!(text, "chain of runs: {}{newest}", plural(self.chain.links, "link", "links"));
        let newest = self.chain.newest_act.as_deref().map_or(String::new(), |newest| format!(", the newest {newest}"));
        let _ = writeln!(text, "chain of acts: {}{newest}", plural(self.chain.acts, "link", "links"));
        for run in &self.chain.open_runs {
            let _ = writeln!(text, "run {run} is under way or was killed; the next import links it");
        }
        for fault in self.chain.faults.iter().chain(&self.database) {
            let _ = writeln!(text, "{}", output.tone(fault, Tone::Bad));
        }
        let (verdict, tone) = match (self.damaged, self.verified) {
            (true, _) => ("NOT verified: restore what is damaged from a backup".to_owned(), Tone::Bad),
            (_, true) => (
                "verified: the database holds exactly what the originals, the register and the decisions say".to_owned(),
                Tone::Good,
            ),
            _ => {
                let files = plural(totals.undecided + totals.skipped, "file", "files");
                (format!("nothing wrong was found; {files} not compared"), Tone::Doubt)
            }
        };
        let _ = writeln!(text, "{}", output.tone(&verdict, tone));
    }
}

/// What differs in a file.
fn differences(file: &FileLine, output: &Output, text: &mut String) {
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "{}: {}",
        output.tone(&file.file, Tone::Strong),
        plural(file.differences.count, "difference", "differences")
    );
    for difference in &file.differences.first {
        let at = if difference.at.is_empty() { String::new() } else { format!(" at {}", difference.at) };
        let _ = writeln!(text, "  {}{at}", difference.what);
    }
    let more = file.differences.count - file.differences.first.len() as u64;
    if more > 0 {
        let _ = writeln!(text, "  and {} more", count(more));
    }
    text.push('\n');
}
