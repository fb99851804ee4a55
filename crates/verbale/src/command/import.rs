//! `verbale import`: files are read and checked in parallel, and written in order of name by one writer.

mod writer;

use super::batch::{self, Read};
use super::pending::{PendingLine, told};
use super::rebuild::Said;
use super::register::{self, Told};
use super::{RunError, archive_folder, edition, layers, schemas, today, wait_for_lock};
use crate::args::{Archive, Common, Database, Format, Input};
use crate::discover::Found;
use crate::meter::Meter;
use crate::ordered::in_order;
use crate::originals::Originals;
use crate::output::Output;
use crate::output::batch::Batch;
use crate::output::coverage::Coverage;
use crate::pipeline::{Memory, Wanted};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Instant;
use verbale_model::{EditionId, Schemas, SourceType};
use verbale_store::{ImportLock, Store};
use verbale_validate::Past;
use writer::{Taken, Writer, Written};

#[derive(Serialize)]
struct Report<'r> {
    #[serde(flatten)]
    batch: &'r Batch,
    database: &'r str,
    pending: &'r [PendingLine],
    #[serde(skip_serializing_if = "Option::is_none")]
    register: Option<&'r Told>,
    coverage: &'r Coverage,
}

/// What the command line says of the files as such.
pub(super) struct Given<'a> {
    pub(super) received: Option<NaiveDate>,
    pub(super) source: Option<SourceType>,
    pub(super) registers: &'a [PathBuf],
    /// On what authority further replies are accepted at once.
    pub(super) authority: Option<&'a str>,
}

pub(super) fn run(
    common: &Common,
    input: &Input,
    (database, archive): (&Database, &Archive),
    given: &Given<'_>,
    output: &Output,
) -> Result<u8, RunError> {
    let found = batch::find(input)?;
    let editions = vec![None; found.len()];
    import(common, input, (database, archive), given, Files { found, editions, said: Said::new() }, output)
}

/// What is imported, in this order.
pub(super) struct Files {
    pub(super) found: Vec<Found>,
    /// For each, the edition as which it is read where it is not recognized as that.
    pub(super) editions: Vec<Option<EditionId>>,
    /// What is said of some files by their bytes, in place of what the command line says of all.
    pub(super) said: Said,
}

pub(super) fn import(
    common: &Common,
    input: &Input,
    (database, archive): (&Database, &Archive),
    given: &Given<'_>,
    Files { found, editions, said }: Files,
    output: &Output,
) -> Result<u8, RunError> {
    let started = Instant::now();
    let meter = Meter::default();
    let beside: Vec<&PathBuf> =
        found.iter().filter(|found| found.ignored == Some(batch::REGISTER)).map(|found| &found.path).collect();
    // A database that is there may know files that need not be read again; a new one is made beside the first reading.
    let mut there = if Store::is_there(&database.database)? { Some(open(database)?) } else { None };
    let known = there.as_mut().map_or_else(|| Ok(HashSet::new()), |(store, _)| store.loaded_digests())?;
    let telling = Telling { common, database, input, authority: given.authority, output };
    let plain = input.edition.is_none() && given.registers.is_empty() && beside.is_empty() && editions.iter().all(Option::is_none);
    if plain
        && !known.is_empty()
        && let Some(mut opened) = there.take()
    {
        let originals = originals(archive, database)?;
        let reads = || meter.reading(|| batch::all_known(&found, &known, &originals));
        let schemas = in_line(&mut opened.0, common)?;
        if let Some((schemas, reads)) = schemas.and_then(|schemas| Some((schemas, reads()?))) {
            let mut writer = Writer::begin(opened, &originals, &schemas, given, said, None, Past::default())?;
            for (found, read) in found.iter().zip(reads) {
                meter.writing(|| writer.write(found, read, Taken::default()))?;
            }
            return telling.end(writer, found.len(), (&meter, started));
        }
        there = Some(opened);
    }
    let schemas = schemas(common)?;
    let program = batch::program();
    let wanted = Wanted { edition: edition(&schemas, input.edition.as_deref())?, program: program.as_deref(), traced: &[] };
    let registers = register::read(given.registers.iter().chain(beside), &schemas, input.edition.as_deref(), today())?;
    let originals = originals(archive, database)?;
    let past = Past::default();
    let numbers = past.numbers();
    let begin = || {
        let opened = there.map_or_else(|| open(database), Ok)?;
        Writer::begin(opened, &originals, &schemas, given, said, Some(registers), past)
    };
    let progress = batch::progress(found.len());
    let indexes: Vec<usize> = (0..found.len()).collect();
    let read = |memory: &mut Memory<'_>, index: usize| {
        let is_known = |sha256: &[u8; 32]| known.contains(sha256);
        let mut read = batch::read(memory, &found[index], wanted, is_known, Some(&originals));
        if let Some(edition) = editions[index].filter(|edition| !is_of(&read, *edition)) {
            let told = Wanted { edition: Some(edition), ..wanted };
            read = batch::read(memory, &found[index], told, is_known, Some(&originals));
        }
        // Taken here, beside the writer: they are the dearest part of loading that needs neither the database nor an order.
        let taken = match &read {
            Read::Good(_, reading) => Taken::of(reading, &schemas, &numbers),
            _ => Taken::default(),
        };
        (index, read, taken)
    };
    let worker = || Memory::new(&schemas);
    let work = |memory: &mut Memory<'_>, &index: &usize| meter.reading(|| read(memory, index));
    let write = |writer: &mut Writer<'_>, (index, read, taken): (usize, Read, Taken)| {
        progress.inc(1);
        meter.writing(|| writer.write(&found[index], read, taken))
    };
    let writer = in_order(&indexes, rayon::current_num_threads(), worker, work, begin, write)?;
    progress.finish_and_clear();
    telling.end(writer, found.len(), (&meter, started))
}

/// The archive of the originals.
fn originals(archive: &Archive, database: &Database) -> Result<Originals, RunError> {
    let on_server = Store::path_of(&database.database)?.is_none();
    Ok(Originals::open(&archive_folder(archive, database)?, on_server)?)
}

/// The schemas as far as they need be known to say that a file was loaded before: their digest, if the database is in line with
/// them. They were loaded when it was brought in line.
fn in_line(store: &mut Store, common: &Common) -> Result<Option<Schemas>, RunError> {
    let Some(digest) = verbale_schema::digest_of(&layers(common)) else { return Ok(None) };
    let same = store.is_in_line(&digest)?;
    Ok(same.then(|| Schemas { digest, ..Schemas::default() }))
}

/// How the end of an import is told.
struct Telling<'t> {
    common: &'t Common,
    database: &'t Database,
    input: &'t Input,
    authority: Option<&'t str>,
    output: &'t Output,
}

impl Telling<'_> {
    fn end(&self, writer: Writer<'_>, found: usize, (meter, started): (&Meter, Instant)) -> Result<u8, RunError> {
        let Self { common, database, input, authority, output } = *self;
        let Written { batch, pending, registered, coverage } = writer.finish(found, authority)?;
        meter.log(found, started.elapsed());
        if common.format == Format::Json {
            let database = &verbale_store::shown(&database.database);
            let register = registered.as_ref();
            output.json(&Report { batch: &batch, database, pending: &pending, register, coverage: &coverage })?;
        } else {
            let register = registered.map(|registered| registered.render(output)).unwrap_or_default();
            let (batch, pending) = (batch.render(output, "loaded"), told(&pending, output));
            output.write(&format!("{batch}{pending}{register}{}", coverage.render(output)))?;
        }
        Ok(batch::exit_code(&batch, input.fail_on))
    }
}

/// True if a file was read as an edition, or need not be read.
fn is_of(read: &Read, edition: EditionId) -> bool {
    match read {
        Read::Good(_, reading) => reading.edition == edition,
        Read::Bad(..) => false,
        Read::Ignored(_) | Read::Known(_) | Read::NotKept(_) => true,
    }
}

/// Opens the database and takes the lock of those who import.
fn open(database: &Database) -> Result<(Store, ImportLock), RunError> {
    let store = Store::open(&database.database)?;
    let lock = wait_for_lock(&store)?;
    Ok((store, lock))
}
