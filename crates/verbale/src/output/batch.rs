//! What a batch came to: a table of State, file and outcome, and totals that add up.

use super::table::{Align, Table};
use super::{Output, Tone, count, plural};
use serde::Serialize;

/// The outcome of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Something new came into the database.
    Loaded,
    /// The same bytes or the same content were there already.
    Unchanged,
    /// Nothing of it was loaded.
    Rejected,
    /// No reply by its name or kind.
    Ignored,
    /// A letter that the register has: received, and not coded.
    Registered,
}

impl Outcome {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Loaded => "loaded",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Ignored => "ignored",
            Self::Registered => "registered",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Loaded | Self::Registered => Tone::Good,
            Self::Rejected => Tone::Bad,
            Self::Unchanged | Self::Ignored => Tone::Faint,
        }
    }
}

/// One file of a batch.
#[derive(Debug, Clone, Serialize)]
pub struct FileLine {
    /// Name.
    pub file: String,
    /// Areas that it speaks for.
    pub areas: Vec<String>,
    /// Edition, where recognized.
    pub edition: Option<String>,
    /// Outcome.
    pub outcome: Outcome,
    /// Why it was rejected or ignored, which revision it became.
    pub note: String,
    /// Answers.
    pub answers: u64,
    /// Cells or rows that could not be placed.
    pub unplaced: u64,
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
}

/// Totals of a batch.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Totals {
    /// Files found.
    pub found: u64,
    /// Of these loaded.
    pub loaded: u64,
    /// Unchanged.
    pub unchanged: u64,
    /// Rejected.
    pub rejected: u64,
    /// Ignored.
    pub ignored: u64,
    /// Letters that the register has.
    pub registered: u64,
    /// Answers.
    pub answers: u64,
    /// Unplaced.
    pub unplaced: u64,
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
}

/// All files of a batch.
#[derive(Debug, Serialize)]
pub struct Batch {
    /// One a file, in order of name.
    pub files: Vec<FileLine>,
    /// Totals.
    pub totals: Totals,
}

impl Batch {
    /// Sums up the files.
    pub fn new(files: Vec<FileLine>) -> Self {
        let mut totals = Totals::default();
        for file in &files {
            totals.found += 1;
            *match file.outcome {
                Outcome::Loaded => &mut totals.loaded,
                Outcome::Unchanged => &mut totals.unchanged,
                Outcome::Rejected => &mut totals.rejected,
                Outcome::Ignored => &mut totals.ignored,
                Outcome::Registered => &mut totals.registered,
            } += 1;
            totals.answers += file.answers;
            totals.unplaced += file.unplaced;
            totals.errors += file.errors;
            totals.warnings += file.warnings;
        }
        Self { files, totals }
    }

    /// The table, and the sentence of totals under it. Ignored files are counted, not listed.
    pub fn render(&self, output: &Output, verb: &str) -> String {
        let mut table = Table::new(&[
            ("State", Align::Left),
            ("File", Align::Left),
            ("Outcome", Align::Left),
            ("Answers", Align::Right),
            ("Unplaced", Align::Right),
            ("Errors", Align::Right),
            ("Warnings", Align::Right),
            ("Note", Align::Left),
        ]);
        let names: Vec<&str> = self.files.iter().map(|file| file.file.as_str()).collect();
        let common = common_folder(&names);
        for file in self.files.iter().filter(|file| file.outcome != Outcome::Ignored) {
            let read = !matches!(file.outcome, Outcome::Rejected | Outcome::Registered);
            let number = |value: u64, tone: Tone| match (read, value) {
                (false, _) => (String::new(), Tone::Plain),
                (true, 0) => ("0".to_owned(), Tone::Faint),
                (true, value) => (count(value), tone),
            };
            table.row(vec![
                (states(&file.areas), Tone::Plain),
                (file.file[common..].to_owned(), Tone::Plain),
                (file.outcome.word().to_owned(), file.outcome.tone()),
                number(file.answers, Tone::Plain),
                number(file.unplaced, Tone::Doubt),
                number(file.errors, Tone::Bad),
                number(file.warnings, Tone::Doubt),
                (file.note.clone(), Tone::Faint),
            ]);
        }
        format!("{}\n{}", table.render(output), self.sentence(verb))
    }

    fn sentence(&self, verb: &str) -> String {
        let totals = &self.totals;
        // Only who keeps a register has such files.
        let letters = if totals.registered > 0 { format!(" + {} registered", count(totals.registered)) } else { String::new() };
        format!(
            "{} = {} {verb} + {} unchanged + {} rejected + {} ignored{letters}\n{}, {} unplaced, {}, {}\n",
            plural(totals.found, "file found", "files found"),
            count(totals.loaded),
            count(totals.unchanged),
            count(totals.rejected),
            count(totals.ignored),
            plural(totals.answers, "answer", "answers"),
            count(totals.unplaced),
            plural(totals.errors, "error", "errors"),
            plural(totals.warnings, "warning", "warnings"),
        )
    }
}

fn states(areas: &[String]) -> String {
    match areas {
        [] => "–".to_owned(),
        few if few.len() <= 3 => few.join(", "),
        many => format!("{} areas", many.len()),
    }
}

/// Length of the folder that all names share, with its slash.
pub(super) fn common_folder(names: &[&str]) -> usize {
    let Some((first, others)) = names.split_first() else { return 0 };
    let shared = others.iter().fold(first.len(), |shared, name| {
        shared.min(first.bytes().zip(name.bytes()).take_while(|(left, right)| left == right).count())
    });
    first.as_bytes()[..shared].iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)
}
