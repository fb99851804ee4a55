//! `verbale verify`: every original is read again, in parallel, and what it gives is compared with the rows of its file.

use super::{RunError, archive_folder, batch, schemas};
use crate::args::{Archive as Folder, Common, Database, Format};
use crate::exit;
use crate::ordered::in_order;
use crate::output::Output;
use crate::output::verification::{ArchiveLine, ChainLine, Content, FileLine, Original, Verification};
use crate::pipeline::{self, Memory, Wanted};
use rayon::prelude::*;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use verbale_archive::{Archive, ArchiveError};
use verbale_model::digest::unhex;
use verbale_model::{EditionId, Schemas};
use verbale_store::verify::{Comparison, StoredFile, Verifier};
use verbale_store::{Chain, FileOutcome, ImportLock, Store, StoreError};
use verbale_validate::{RULES, Scope};

/// What the files are compared with.
struct Job<'j> {
    schemas: &'j Schemas,
    archive: &'j Archive,
    program: Option<&'j Path>,
    /// Kinds of findings that depend on what had come before.
    of_history: Vec<&'static str>,
    /// Connections that no thread uses at the moment; there is one for each.
    idle: Mutex<Vec<Verifier>>,
}

pub(super) fn run(
    common: &Common,
    (database, folder): (&Database, &Folder),
    link: Option<&str>,
    quick: bool,
    output: &Output,
) -> Result<u8, RunError> {
    let mut store = Store::open_read_only(&database.database)?;
    let archive = Archive::existing(&archive_folder(folder, database)?)?;
    let _lock = lock(&store)?;
    let chain = chain_line(store.chain()?, link);
    let verifier = store.verifier()?;
    let files = verifier.files()?;
    let (lines, faults) = if quick {
        (looked_at(&verifier, &archive, &files)?, Vec::new())
    } else {
        let faults = [verifier.integrity()?, store.verifier()?.in_force()?].concat();
        (compared(common, &mut store, &archive, &files)?, faults)
    };
    let others = others(&archive, &files)?;
    let verification = Verification::new(lines, chain, faults, others);
    if common.format == Format::Json {
        output.json(&verification)?;
    } else {
        output.write(&verification.render(output))?;
    }
    Ok(if verification.damaged { exit::DAMAGED } else { exit::CLEAN })
}

/// Looks at the bytes of the originals alone, in parallel.
fn looked_at(verifier: &Verifier, archive: &Archive, files: &[StoredFile]) -> Result<Vec<FileLine>, RunError> {
    let states: Vec<Original> = files.par_iter().map(|file| Ok(original(archive, file)?.0)).collect::<Result<_, RunError>>()?;
    let line = |(file, state): (&StoredFile, Original)| match state {
        Original::Intact => Ok(FileLine { content: Content::Skipped, ..begun(file) }),
        state => without(verifier, file, state),
    };
    files.iter().zip(states).map(line).collect()
}

/// Reads every original again, in parallel, and compares what it gives with the rows of its file.
fn compared(common: &Common, store: &mut Store, archive: &Archive, files: &[StoredFile]) -> Result<Vec<FileLine>, RunError> {
    let schemas = schemas(common)?;
    let program = batch::program();
    let threads = rayon::current_num_threads().max(1);
    let idle = (0..threads).map(|_| store.verifier()).collect::<Result<Vec<_>, _>>()?;
    let job = Job {
        schemas: &schemas,
        archive,
        program: program.as_deref(),
        of_history: RULES.iter().filter(|rule| rule.scope() == Scope::History).map(|rule| rule.kind.code).collect(),
        idle: Mutex::new(idle),
    };
    let progress = batch::progress(files.len());
    let mut lines = Vec::with_capacity(files.len());
    in_order(
        files,
        threads,
        || Memory::new(&schemas),
        |memory, file| check(&job, memory, file),
        || Ok(()),
        |(), line| {
            progress.inc(1);
            lines.push(line?);
            Ok::<(), RunError>(())
        },
    )?;
    progress.finish_and_clear();
    Ok(lines)
}

/// Keeps imports out meanwhile. Where the lock cannot be taken, as on a medium that is only read, no import runs.
fn lock(store: &Store) -> Result<Option<ImportLock>, RunError> {
    match store.try_lock_import() {
        Ok(Some(lock)) => Ok(Some(lock)),
        Ok(None) => {
            tracing::warn!("an import into this database is running; waiting for it to end");
            Ok(Some(store.lock_import()?))
        }
        Err(error) => {
            tracing::warn!(error = error.to_string(), "the lock of the database cannot be taken; let no import run meanwhile");
            Ok(None)
        }
    }
}

fn chain_line(chain: Chain, noted: Option<&str>) -> ChainLine {
    let mut faults: Vec<String> = chain.faults.iter().map(ToString::to_string).collect();
    if let Some(noted) = noted.filter(|noted| !chain.hashes.iter().chain(&chain.acts).any(|hash| hash.eq_ignore_ascii_case(noted)))
    {
        faults.push(format!("the link {noted} is not in the chains: their ends were cut off, or they were written anew"));
    }
    ChainLine {
        links: chain.hashes.len() as u64,
        newest: chain.hashes.into_iter().next_back(),
        acts: chain.acts.len() as u64,
        newest_act: chain.acts.into_iter().next_back(),
        open_runs: chain.open,
        faults,
    }
}

/// Reads one original again and compares what it gives with the rows of its file.
fn check(job: &Job<'_>, memory: &mut Memory<'_>, file: &StoredFile) -> Result<FileLine, RunError> {
    let idle = || job.idle.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(mut verifier) = idle().pop() else {
        return Err(RunError::Usage("there are more threads at work than were asked for".to_owned()));
    };
    let line = check_with(job, memory, &mut verifier, file);
    idle().push(verifier);
    line
}

fn check_with(job: &Job<'_>, memory: &mut Memory<'_>, verifier: &mut Verifier, file: &StoredFile) -> Result<FileLine, RunError> {
    let mut line = begun(file);
    let bytes = match original(job.archive, file)? {
        (Original::Intact, bytes) => bytes,
        (state, _) => return without(verifier, file, state),
    };
    let found = compare(job, memory, verifier, file, &bytes)?;
    (line.answers, line.unplaced, line.attributes, line.findings) =
        (found.answers, found.unplaced, found.attributes, found.findings);
    let otherwise = read_otherwise(job, file);
    match otherwise {
        _ if found.is_same() => {}
        Some(how) if found.facts.is_empty() => {
            line.findings = 0;
            line.note = Some(format!("{how}: its findings cannot be compared"));
        }
        Some(how) => {
            (line.answers, line.unplaced, line.attributes, line.findings) = (0, 0, 0, 0);
            line.differences = verifier.digests(file)?;
            line.content = if line.differences.is_empty() { Content::Undecided } else { Content::Different };
            line.note = Some(format!("{how}: its content cannot be compared; {}", digest_note(file, &line)));
        }
        None => {
            line.content = Content::Different;
            line.differences = found.facts;
            line.differences.extend(found.noticed);
        }
    }
    Ok(line)
}

/// The original of a file, and its bytes if it is whole.
fn original(archive: &Archive, file: &StoredFile) -> Result<(Original, Vec<u8>), RunError> {
    match unhex(&file.sha256).map(|sha256| archive.read(&sha256)) {
        Some(Ok(bytes)) => Ok((Original::Intact, bytes)),
        None | Some(Err(ArchiveError::Missing { .. })) => Ok((Original::Missing, Vec::new())),
        Some(Err(ArchiveError::Damaged { .. })) => Ok((Original::Damaged, Vec::new())),
        Some(Err(error)) => Err(error.into()),
    }
}

/// The line of a file of which nothing is wrong so far.
fn begun(file: &StoredFile) -> FileLine {
    FileLine {
        file: file.label.clone(),
        sha256: file.sha256.clone(),
        outcome: file.outcome.code(),
        original: Original::Intact,
        content: Content::Same,
        answers: 0,
        unplaced: 0,
        attributes: 0,
        findings: 0,
        differences: verbale_store::verify::Differences::default(),
        note: None,
    }
}

/// A file whose original is gone. Its rows can still be held against the digests of its replies.
fn without(verifier: &Verifier, file: &StoredFile, original: Original) -> Result<FileLine, RunError> {
    let mut line = FileLine { original, content: Content::Unknown, differences: verifier.digests(file)?, ..begun(file) };
    line.note = Some(digest_note(file, &line));
    Ok(line)
}

fn digest_note(file: &StoredFile, line: &FileLine) -> String {
    match file.outcome {
        FileOutcome::Loaded if line.differences.is_empty() => "its rows still give the digests of its replies".to_owned(),
        FileOutcome::Loaded => "its rows do not give the digests of its replies".to_owned(),
        _ => "it brought no reply".to_owned(),
    }
}

/// How the file was read otherwise than it would be today, if it was.
fn read_otherwise(job: &Job<'_>, file: &StoredFile) -> Option<String> {
    let tool = super::TOOL;
    match () {
        () if file.schemas != job.schemas.digest => Some("it was read with other schemas".to_owned()),
        () if file.tool != tool => Some(format!("it was read by {}, this is {tool}", file.tool)),
        () => None,
    }
}

/// Compares what the original gives with the rows. Where they differ, it is read once more as the edition that was recorded: the
/// import may have been told which it is.
fn compare(
    job: &Job<'_>,
    memory: &mut Memory<'_>,
    verifier: &mut Verifier,
    file: &StoredFile,
    bytes: &[u8],
) -> Result<Comparison, StoreError> {
    let told: Vec<EditionId> = match &file.edition {
        Some(path) => job.schemas.edition_at(path).map(|edition| edition.id).into_iter().collect(),
        None => job.schemas.editions.iter().map(|edition| edition.id).collect(),
    };
    let mut first = None;
    for edition in std::iter::once(None).chain(told.into_iter().map(Some)) {
        let outcome = pipeline::read_with(memory, &file.name, bytes, Wanted { edition, program: job.program, traced: &[] });
        let found = verifier.compare(job.schemas, file, outcome.result.as_ref(), &job.of_history)?;
        if found.is_same() {
            return Ok(found);
        }
        first.get_or_insert(found);
    }
    Ok(first.unwrap_or_default())
}

/// What lies in the archive and belongs to no file of the database.
fn others(archive: &Archive, files: &[StoredFile]) -> Result<ArchiveLine, RunError> {
    let known: std::collections::BTreeSet<&str> = files.iter().map(|file| file.sha256.as_str()).collect();
    let (originals, foreign) = archive.contents()?;
    let mut line = ArchiveLine {
        folder: archive.root().display().to_string(),
        foreign: foreign.iter().map(|path| path.display().to_string()).collect(),
        ..ArchiveLine::default()
    };
    for name in originals.into_iter().filter(|name| !known.contains(name.as_str())) {
        match unhex(&name).map(|sha256| archive.read(&sha256)) {
            Some(Ok(_)) => line.unrecorded.push(name),
            None | Some(Err(ArchiveError::Damaged { .. })) => line.damaged.push(name),
            // Removed meanwhile.
            Some(Err(ArchiveError::Missing { .. })) => {}
            Some(Err(error)) => return Err(error.into()),
        }
    }
    Ok(line)
}
