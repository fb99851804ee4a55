//! `verbale register`, and the register that an import is given or finds.

use super::{RunError, edition, environment, schemas, text_of, today, wait_for_lock, write_out};
use crate::args::{Common, Format, RegisterAction};
use crate::exit;
use crate::output::batch::Batch;
use crate::output::{Output, Tone, plural};
use chrono::{NaiveDate, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use verbale_model::catalogue::{EDITION_UNKNOWN, FILE_FORMAT};
use verbale_model::{RegisterEntry, Rejection, Schemas};
use verbale_register::{Fault, Gravity};
use verbale_store::registered::Contradiction;
use verbale_store::{ImportLock, Store};

/// Endings of files that hold answers if they hold anything: one of these that cannot be read is rejected, register or not.
const FORMS: &[&str] = &["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "xml"];

/// What registers said, before they are stored.
pub(super) struct Registers {
    entries: Vec<RegisterEntry>,
    doubts: Vec<Doubt>,
}

/// What is wrong with a register, and which one.
#[derive(Debug, Serialize)]
pub(super) struct Doubt {
    file: String,
    #[serde(flatten)]
    fault: Fault,
}

/// What became of the registers.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    entries: usize,
    new: u64,
    changed: u64,
    unchanged: u64,
    /// Entries that the database has and the register has not.
    absent: Vec<String>,
    faults: Vec<Doubt>,
    /// Files of which the register says something else than the command line.
    pub(super) contradicted: Vec<String>,
}

pub(super) fn run(common: &Common, action: &RegisterAction, output: &Output) -> Result<u8, RunError> {
    match action {
        RegisterAction::Import { file, edition, database, .. } => {
            import(common, file, edition.as_deref(), &database.database, output)
        }
        RegisterAction::Export { edition: path, output: file, database, .. } => {
            let mut store = Store::open_read_only(&database.database)?;
            let mut entries = store.register()?;
            if let Some(path) = path {
                edition(&schemas(common)?, Some(path))?;
                entries.retain(|entry| entry.edition == *path);
            }
            let mut text = Vec::new();
            verbale_register::write(&entries, &mut text)?;
            write_out(&String::from_utf8_lossy(&text), file.as_deref(), output)?;
            Ok(exit::CLEAN)
        }
    }
}

fn import(common: &Common, file: &PathBuf, path: Option<&str>, database: &str, output: &Output) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    edition(&schemas, path)?;
    let registers = read_all(std::iter::once(file), &schemas, path, today())?;
    if registers.doubts.iter().any(|doubt| doubt.fault.gravity == Gravity::Error) {
        let told = Told {
            entries: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            absent: Vec::new(),
            faults: registers.doubts,
            contradicted: Vec::new(),
        };
        tell(&told, common, output)?;
        return Ok(exit::REJECTED);
    }
    let mut store = Store::open(database)?;
    let lock = wait_for_lock(&store)?;
    store.sync_schemas(&schemas)?;
    let mut told = keep(&mut store, &lock, registers)?;
    told.contradicted = store.rounds()?.contradictions.iter().map(said).collect();
    tell(&told, common, output)?;
    Ok(exit::CLEAN)
}

fn tell(told: &Told, common: &Common, output: &Output) -> Result<(), RunError> {
    if common.format == Format::Json {
        output.json(told)?;
    } else {
        output.write(&told.render(output))?;
    }
    Ok(())
}

/// Reads registers for an import, which does not begin with one that has an error.
pub(super) fn read<'p>(
    paths: impl Iterator<Item = &'p PathBuf>,
    schemas: &Schemas,
    edition: Option<&str>,
    today: NaiveDate,
) -> Result<Registers, RunError> {
    let registers = read_all(paths, schemas, edition, today)?;
    let errors: Vec<String> = registers
        .doubts
        .iter()
        .filter(|doubt| doubt.fault.gravity == Gravity::Error)
        .map(|doubt| format!("\n  {}: {}", doubt.file, doubt.fault))
        .collect();
    if errors.is_empty() {
        return Ok(registers);
    }
    Err(RunError::Usage(format!("the register has errors; nothing was imported{}", errors.concat())))
}

fn read_all<'p>(
    paths: impl Iterator<Item = &'p PathBuf>,
    schemas: &Schemas,
    edition: Option<&str>,
    today: NaiveDate,
) -> Result<Registers, RunError> {
    let mut registers = Registers { entries: Vec::new(), doubts: Vec::new() };
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    for path in paths {
        let file = path.display().to_string();
        let found = verbale_register::read(&text_of(path)?, schemas, edition, today);
        registers.doubts.extend(found.faults.into_iter().map(|fault| Doubt { file: file.clone(), fault }));
        for entry in found.entries {
            let key = (entry.edition.clone(), entry.entry.clone());
            if let Some(other) = seen.insert(key, file.clone()).filter(|other| *other != file) {
                let message = format!(
                    "the entry {} of {} stands in {other} as well; give one of the two registers",
                    entry.entry, entry.edition
                );
                return Err(RunError::Usage(format!("{file}: {message}")));
            }
            registers.entries.push(entry);
        }
    }
    Ok(registers)
}

/// Stores what registers said; nothing if there was none.
pub(super) fn store(store: &mut Store, lock: &ImportLock, registers: Registers) -> Result<Option<Told>, RunError> {
    if registers.entries.is_empty() && registers.doubts.is_empty() {
        return Ok(None);
    }
    keep(store, lock, registers).map(Some)
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
fn keep(store: &mut Store, lock: &ImportLock, registers: Registers) -> Result<Told, RunError> {
    let Registers { entries, doubts } = registers;
    let change = store.import_register(lock, &entries, environment("USER").as_deref(), Utc::now())?;
    let (new, changed, unchanged, absent) = (change.new, change.changed, change.unchanged, change.absent);
    Ok(Told { entries: entries.len(), new, changed, unchanged, absent, faults: doubts, contradicted: Vec::new() })
}

/// What the register contradicts of the files of a batch.
pub(super) fn contradicted(store: &mut Store, batch: &Batch) -> Result<Vec<String>, RunError> {
    let of_batch = |found: &&Contradiction| batch.files.iter().any(|line| found.file.starts_with(&line.file));
    Ok(store.rounds()?.contradictions.iter().filter(of_batch).map(said).collect())
}

/// A contradiction in words.
pub(crate) fn said(found: &Contradiction) -> String {
    let mut text = format!("{} ({}/{} {}):", found.file, found.instrument, found.edition, found.area);
    let entry = &found.entry;
    match (&found.received_on, &found.said_on) {
        (Some(holds), Some(said)) if holds != said => {
            let _ = write!(text, " received on {holds} by entry {entry}, not on {said} as the command line said;");
        }
        _ => {}
    }
    if let Some(said) = found.said_source.as_ref().filter(|said| **said != found.source) {
        let _ = write!(text, " {} by entry {entry}, not {said} as the command line said;", found.source);
    }
    text.push_str(" the register holds");
    text
}

/// True for a file that cannot be read and by its name is no form, so that it may be a letter.
pub(super) fn is_letter(name: &str, rejection: &Rejection) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_form = ending.is_some_and(|ending| FORMS.contains(&ending.as_str()));
    !is_form && [FILE_FORMAT, EDITION_UNKNOWN].contains(&rejection.reason.kind)
}

impl Told {
    /// The same for people.
    pub(super) fn render(&self, output: &Output) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        if self.faults.iter().any(|doubt| doubt.fault.gravity == Gravity::Error) {
            let _ = writeln!(text, "{}", output.tone("The register has errors; nothing of it was taken.", Tone::Bad));
        } else {
            let entries = plural(self.entries as u64, "entry", "entries");
            let _ = writeln!(text, "Register: {entries}: {} new, {} changed, {} unchanged", self.new, self.changed, self.unchanged);
        }
        for Doubt { file, fault } in &self.faults {
            let tone = if fault.gravity == Gravity::Error { Tone::Bad } else { Tone::Doubt };
            let gravity = if fault.gravity == Gravity::Error { "error" } else { "warning" };
            let _ = writeln!(text, "  {} {file}, {fault}", output.tone(gravity, tone));
        }
        for entry in &self.absent {
            let _ = writeln!(
                text,
                "  {entry} is in the database and not in the register; it stays. To strike it out, fill in `struck`"
            );
        }
        for contradiction in &self.contradicted {
            let _ = writeln!(text, "  {contradiction}");
        }
        text
    }
}
