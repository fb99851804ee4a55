//! What `import` and `validate` share: finding the files, reading them in parallel, counting what came of it.

use super::RunError;
use super::source::{self, Document, Source, Unread};
use crate::args::{FailOn, Input};
use crate::discover::{self, Found};
use crate::exit;
use crate::originals::Originals;
use crate::output::batch::{Batch, FileLine, Outcome, Totals};
use crate::pipeline::{self, Memory, Wanted};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use verbale_archive::ArchiveError;
use verbale_model::digest::sha256;
use verbale_model::{Language, Reading, Rejection, Schemas, Severity};

/// A file with the digest of its bytes. What is read is what was digested, even if the file changes meanwhile.
pub(super) struct Bytes {
    pub(super) sha256: [u8; 32],
    pub(super) size: u64,
    pub(super) format: &'static str,
}

/// What came of one file.
pub(super) enum Read {
    /// It is none.
    Ignored(&'static str),
    /// Its bytes are known; it was not read again.
    Known(Bytes),
    /// It was read.
    Good(Bytes, Box<Reading>),
    /// It was rejected. Without bytes if it could not even be opened.
    Bad(Option<Bytes>, Box<Rejection>),
    /// Its original could not be archived, which ends the run.
    NotKept(ArchiveError),
}

/// Why the register of a collection is no reply.
pub(super) const REGISTER: &str = "the register of a collection";

/// Files of the given paths. The register among them is told by its name and its heading.
pub(super) fn find(input: &Input) -> Result<Vec<Found>, RunError> {
    let usage = |(path, error): (PathBuf, std::io::Error)| RunError::Usage(format!("{} cannot be read: {error}", path.display()));
    let mut found = discover::discover(&input.paths).map_err(usage)?;
    for file in found.iter_mut().filter(|file| file.ignored.is_none() && is_register(&file.path)) {
        file.ignored = Some(REGISTER);
    }
    Ok(found)
}

fn is_register(path: &Path) -> bool {
    let named = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("register.csv"));
    let mut heading = Vec::new();
    let mut read = || File::open(path).and_then(|file| file.take(4_096).read_to_end(&mut heading));
    named && read().is_ok() && verbale_register::looks_like_register(&String::from_utf8_lossy(&heading))
}

/// The program that reads xls, xlsb and ods in a process of its own: this one.
pub(super) fn program() -> Option<PathBuf> {
    // The name of a program that was replaced while it runs leads nowhere; its process still knows it.
    std::env::current_exe().ok().map(|program| if program.exists() { program } else { PathBuf::from("/proc/self/exe") })
}

/// Reads one file; `known` says whether its bytes need not be read again, and `originals` keeps it first.
pub(super) fn read(
    memory: &mut Memory<'_>,
    found: &Found,
    wanted: Wanted<'_>,
    known: impl Fn(&[u8; 32]) -> bool,
    originals: Option<&Originals>,
) -> Read {
    if let Some(reason) = found.ignored {
        return Read::Ignored(reason);
    }
    let result = match source::open(&found.path) {
        Ok(Source::Whole(bytes)) => Ok(whole(memory, found, bytes, wanted, known, originals)),
        Ok(Source::Document(document)) => streamed(memory.schemas(), found, &document, wanted, known, originals),
        Err(unread) => Err(unread),
    };
    result.unwrap_or_else(|unread| Read::Bad(None, Box::new(unread.finding().into())))
}

/// What is to be said of each file, if none of them need be read: it is ignored, or its bytes are known.
pub(super) fn all_known(found: &[Found], known: &HashSet<[u8; 32]>, originals: &Originals) -> Option<Vec<Read>> {
    found.par_iter().map(|found| known_one(found, known, originals)).collect()
}

fn known_one(found: &Found, known: &HashSet<[u8; 32]>, originals: &Originals) -> Option<Read> {
    if let Some(reason) = found.ignored {
        return Some(Read::Ignored(reason));
    }
    let (sha256, size, format, kept) = match source::open(&found.path).ok()? {
        Source::Whole(bytes) => {
            let sha256 = Some(sha256(&bytes)).filter(|sha256| known.contains(sha256))?;
            let format = verbale_sheet::sniff(&bytes).format;
            (sha256, bytes.len() as u64, format, originals.keep(&sha256, &bytes, true))
        }
        Source::Document(document) => {
            let (sha256, size) = document.pass().ok()?.finish().ok()?;
            // An original that was lost is kept again by who reads the document.
            (known.contains(&sha256) && originals.has(&sha256, size)).then_some(())?;
            (sha256, size, verbale_sheet::Format::Xml, Ok(()))
        }
    };
    let bytes = Bytes { sha256, size, format: pipeline::format_code(format) };
    Some(kept.map_or_else(Read::NotKept, |()| Read::Known(bytes)))
}

fn whole(
    memory: &mut Memory<'_>,
    found: &Found,
    bytes: Vec<u8>,
    wanted: Wanted<'_>,
    known: impl Fn(&[u8; 32]) -> bool,
    originals: Option<&Originals>,
) -> Read {
    let (sha256, size) = (sha256(&bytes), bytes.len() as u64);
    let known = known(&sha256);
    if let Some(Err(error)) = originals.map(|originals| originals.keep(&sha256, &bytes, known)) {
        return Read::NotKept(error);
    }
    if known {
        return Read::Known(Bytes { sha256, size, format: pipeline::format_code(verbale_sheet::sniff(&bytes).format) });
    }
    let outcome = pipeline::read_with(memory, &found.name, bytes, wanted);
    told(Bytes { sha256, size, format: outcome.format }, outcome.result)
}

/// Reads a document from its file, which is gone through once more before that: a document that is known is not read.
fn streamed(
    schemas: &Schemas,
    found: &Found,
    document: &Document,
    wanted: Wanted<'_>,
    known: impl Fn(&[u8; 32]) -> bool,
    originals: Option<&Originals>,
) -> Result<Read, Unread> {
    let format = pipeline::format_code(verbale_sheet::Format::Xml);
    let (before, size) = document.pass()?.finish()?;
    let known = known(&before);
    if let Some(originals) = originals {
        let mut pass = document.pass()?;
        let kept = originals.keep_from(&before, size, &mut pass.reader(), known);
        match kept {
            Ok(true) => {}
            // Either it cannot be read, or it is another.
            Ok(false) => return pass.finish().and(Err(Unread::Changed)),
            Err(error) => return Ok(Read::NotKept(error)),
        }
    }
    if known {
        return Ok(Read::Known(Bytes { sha256: before, size, format }));
    }
    let mut pass = document.pass()?;
    let outcome = pipeline::read_document(schemas, &found.name, document.beginning(), pass.reader(), wanted);
    let (sha256, size) = pass.finish()?;
    if sha256 != before {
        return Err(Unread::Changed);
    }
    Ok(told(Bytes { sha256, size, format: outcome.format }, outcome.result))
}

fn told(bytes: Bytes, result: Result<Reading, Rejection>) -> Read {
    match result {
        Ok(reading) => Read::Good(bytes, Box::new(reading)),
        Err(rejection) => Read::Bad(Some(bytes), Box::new(rejection)),
    }
}

/// A progress bar on a terminal; nothing elsewhere.
pub(super) fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}") {
        bar.set_style(style);
    }
    bar
}

/// The line of a file that was read.
pub(super) fn good(schemas: &Schemas, found: &Found, reading: &Reading, outcome: Outcome, note: String) -> FileLine {
    FileLine {
        file: found.name.clone(),
        areas: areas(schemas, reading),
        edition: Some(schemas.edition(reading.edition).path()),
        outcome,
        note,
        answers: reading.replies.iter().map(|reply| reply.answers.len() as u64).sum(),
        unplaced: reading.replies.iter().map(|reply| reply.unplaced.len() as u64).sum(),
        errors: reading.findings.count(Severity::Error),
        warnings: reading.findings.count(Severity::Warning),
    }
}

fn areas(schemas: &Schemas, reading: &Reading) -> Vec<String> {
    reading.replies.iter().filter_map(|reply| reply.area).map(|area| schemas.codes.text(area).to_owned()).collect()
}

/// The line of a file of which nothing was read.
pub(super) fn bare(found: &Found, outcome: Outcome, note: String) -> FileLine {
    FileLine {
        file: found.name.clone(),
        areas: Vec::new(),
        edition: None,
        outcome,
        note,
        answers: 0,
        unplaced: 0,
        errors: 0,
        warnings: 0,
    }
}

/// The line of a rejected file: the rule and what it says.
pub(super) fn bad(schemas: &Schemas, found: &Found, rejection: &Rejection) -> FileLine {
    let (message, _) = schemas.message(&rejection.reason, Language::En);
    bare(found, Outcome::Rejected, format!("{} {message}", rejection.reason.kind.code))
}

/// The exit code of a batch.
pub(super) fn exit_code(batch: &Batch, fail_on: FailOn) -> u8 {
    let Totals { rejected, errors, warnings, .. } = batch.totals;
    let failed = match fail_on {
        FailOn::Never => false,
        FailOn::Error => errors > 0,
        FailOn::Warning => errors + warnings > 0,
    };
    match () {
        () if rejected > 0 => exit::REJECTED,
        () if failed => exit::FINDINGS,
        () => exit::CLEAN,
    }
}
