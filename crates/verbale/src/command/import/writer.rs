//! The one writer of an import: results in the order in which they come, into the database.

use super::Given;
use crate::command::batch::{self, Bytes, Read};
use crate::command::pending::{PendingLine, accept_revisions, pending};
use crate::command::rebuild::Said;
use crate::command::register::{self, Registers, Told};
use crate::command::{RunError, TOOL, environment};
use crate::discover::Found;
use crate::originals::Originals;
use crate::output::batch::{Batch, FileLine, Outcome};
use crate::output::coverage::Coverage;
use crate::output::plural;
use chrono::{NaiveDate, Utc};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use verbale_model::digest::hex;
use verbale_model::{EditionKind, Language, Reading, Rejection, Schemas, Severity, SourceType};
use verbale_store::query::Replied;
use verbale_store::{Change, Digests, FileMeta, FileOutcome, ImportLock, Loaded, ReplyOutcome, Role, RunId, RunMeta, Store};
use verbale_validate::Past;
use verbale_validate::past::{EarlierAnswer, EarlierValue, Facts, SeriesNumbers};

/// What is taken of a file that was read, by the thread that read it.
#[derive(Default)]
pub(super) struct Taken {
    digests: Option<Digests>,
    facts: Vec<Facts>,
}

impl Taken {
    pub(super) fn of(reading: &Reading, schemas: &Schemas, numbers: &SeriesNumbers) -> Self {
        if schemas.edition(reading.edition).kind == EditionKind::Dataset {
            // A dataset comes alone, and is compared with nothing: its series are not kept.
            return Self { digests: Some(Digests::of(schemas, reading)), facts: Vec::new() };
        }
        let series = numbers.of(schemas, reading);
        let hashes: Vec<_> = series.iter().map(|series| series.hash).collect();
        let numbers = series.iter().map(|series| series.number).collect();
        Self { digests: Some(Digests::by(&hashes, numbers, reading)), facts: Facts::by(&series, schemas, reading) }
    }
}

/// What an import has to say when all is written.
pub(super) struct Written {
    pub(super) batch: Batch,
    pub(super) pending: Vec<PendingLine>,
    pub(super) registered: Option<Told>,
    pub(super) coverage: Coverage,
}

/// Writes results in the order in which they come, several files a transaction.
pub(super) struct Writer<'w> {
    store: Store,
    _lock: ImportLock,
    schemas: &'w Schemas,
    run: RunId,
    received: Option<NaiveDate>,
    source: Option<SourceType>,
    said: Said,
    /// What the registers say that lie with the files.
    registered: Option<Told>,
    lines: Vec<FileLine>,
    /// SHA-256 of the files read or known.
    shas: HashSet<String>,
    /// The replies that came before: those of this import, and of the States in it.
    past: Past,
    /// Replies of other imports, until a reply of the same area and instrument is compared with them; listed with the first reply.
    replied: Option<Vec<Replied>>,
    /// Files and answers gathered into the transaction under way, and when it began.
    gathered: Option<(usize, usize, Instant)>,
}

/// A transaction takes so many files or so many answers, and ends with the first file that is done after so long. A kill loses the
/// work on these files alone; the next run does it again.
const GATHERED_FILES: usize = 32;
const GATHERED_ANSWERS: usize = 100_000;
const GATHERED_FOR: Duration = Duration::from_millis(500);

impl<'w> Writer<'w> {
    #[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
    pub(super) fn begin(
        (mut store, lock): (Store, ImportLock),
        originals: &Originals,
        schemas: &'w Schemas,
        given: &Given<'_>,
        said: Said,
        // Nothing of a database that is in line with the schemas.
        registers: Option<Registers>,
        past: Past,
    ) -> Result<Self, RunError> {
        let meta = RunMeta {
            started_at: Utc::now(),
            tool: TOOL.to_owned(),
            schemas: schemas.digest.clone(),
            operator: environment("USER"),
            host: environment("HOSTNAME"),
        };
        originals.before_commits_of(&mut store);
        let registered = match registers {
            Some(registers) => {
                store.sync_schemas(schemas)?;
                register::store(&mut store, &lock, registers)?
            }
            None => None,
        };
        let run = store.begin_run(&lock, &meta)?;
        let Given { received, source, .. } = *given;
        Ok(Self {
            store,
            _lock: lock,
            schemas,
            run,
            received,
            source,
            said,
            registered,
            lines: Vec::new(),
            shas: HashSet::new(),
            past,
            replied: None,
            gathered: None,
        })
    }

    pub(super) fn write(&mut self, found: &Found, read: Read, taken: Taken) -> Result<(), RunError> {
        if let Read::Good(_, reading) = &read {
            self.recall(reading)?;
        }
        let (files, answers, since) = match self.gathered.take() {
            Some(gathered) => gathered,
            None => {
                self.store.gather()?;
                (0, 0, Instant::now())
            }
        };
        let more = match &read {
            Read::Good(_, reading) => reading.replies.iter().map(|reply| reply.answers.len()).sum(),
            _ => 0,
        };
        self.write_one(found, read, taken)?;
        let (files, answers) = (files + 1, answers + more);
        if files >= GATHERED_FILES || answers >= GATHERED_ANSWERS || since.elapsed() >= GATHERED_FOR {
            self.store.commit()?;
        } else {
            self.gathered = Some((files, answers, since));
        }
        Ok(())
    }

    /// Remembers the earlier replies of the States that speak in a file. Reading ends the transaction under way.
    fn recall(&mut self, reading: &Reading) -> Result<(), RunError> {
        let instrument = &self.schemas.edition(reading.edition).instrument;
        let mut replied = match self.replied.take() {
            Some(replied) => replied,
            None => {
                self.gathered = None;
                self.store.replied()?
            }
        };
        for area in reading.replies.iter().filter_map(|reply| reply.area) {
            let code = self.schemas.codes.text(area);
            let same = |earlier: &mut Replied| earlier.area == code && earlier.instrument == *instrument;
            for earlier in replied.extract_if(.., same).collect::<Vec<_>>() {
                let path = format!("{}/{}", earlier.instrument, earlier.edition);
                let Some(edition) = self.schemas.edition_at(&path) else { continue };
                self.gathered = None;
                let stated = self.store.stated(earlier.reply)?;
                let answers = stated.iter().filter_map(|stated| {
                    let figure = stated.low.map(|low| EarlierValue::Figure(low, stated.high));
                    let value = figure.or_else(|| stated.code.as_deref().map(EarlierValue::Code))?;
                    Some(EarlierAnswer { series: &stated.series, year: stated.year, value })
                });
                self.past.remember(self.schemas, (edition.id, area), &earlier.file, answers);
            }
        }
        self.replied = Some(replied);
        Ok(())
    }

    fn write_one(&mut self, found: &Found, read: Read, taken: Taken) -> Result<(), RunError> {
        self.remember(&read);
        let line = match read {
            Read::Ignored(reason) => {
                self.store.ignore(self.run, &found.name, reason)?;
                batch::bare(found, Outcome::Ignored, reason.to_owned())
            }
            Read::Known(bytes) => {
                self.store.unchanged(self.run, &self.meta(found, &bytes))?;
                batch::bare(found, Outcome::Unchanged, "the same bytes were loaded before".to_owned())
            }
            Read::Good(bytes, mut reading) => {
                self.past.judge_facts(self.schemas, &found.name, &mut reading, taken.facts);
                self.load(found, &bytes, &reading, taken.digests.as_ref())?
            }
            Read::Bad(bytes, rejection) => match self.letter(found, bytes.as_ref(), &rejection)? {
                Some(line) => line,
                None => self.reject(found, bytes.as_ref(), &rejection)?,
            },
            Read::NotKept(error) => return Err(error.into()),
        };
        self.lines.push(line);
        Ok(())
    }

    fn load(&mut self, found: &Found, bytes: &Bytes, reading: &Reading, digests: Option<&Digests>) -> Result<FileLine, RunError> {
        let meta = self.meta(found, bytes);
        let loaded = match digests {
            Some(digests) => self.store.load_digested(self.run, &meta, self.schemas, reading, digests)?,
            None => self.store.load(self.run, &meta, self.schemas, reading)?,
        };
        if loaded.replies.is_empty() && loaded.outcome == FileOutcome::Unchanged {
            return Ok(batch::bare(found, Outcome::Unchanged, note(&loaded)));
        }
        let outcome = if loaded.outcome == FileOutcome::Unchanged { Outcome::Unchanged } else { Outcome::Loaded };
        tracing::info!(
            file = found.name,
            outcome = outcome.word(),
            replies = reading.replies.len(),
            cells = reading.accounting.cells,
            errors = reading.findings.count(Severity::Error),
            "file done"
        );
        let mut line = batch::good(self.schemas, found, reading, outcome, note(&loaded));
        line.warnings += loaded.findings.len() as u64;
        Ok(line)
    }

    /// Records a file that is no form and that the register has: a letter, to be coded by somebody.
    fn letter(&mut self, found: &Found, bytes: Option<&Bytes>, rejection: &Rejection) -> Result<Option<FileLine>, RunError> {
        let Some(bytes) = bytes.filter(|_| register::is_letter(&found.name, rejection)) else { return Ok(None) };
        let entries = self.store.entries_naming(&found.name, &bytes.sha256)?;
        if entries.is_empty() {
            return Ok(None);
        }
        tracing::info!(file = found.name, outcome = "registered", "file done");
        self.store.letter(self.run, &self.meta(found, bytes))?;
        let note = format!("{}: received, to be coded", entries.join(", "));
        Ok(Some(batch::bare(found, Outcome::Registered, note)))
    }

    fn reject(&mut self, found: &Found, bytes: Option<&Bytes>, rejection: &Rejection) -> Result<FileLine, RunError> {
        tracing::info!(file = found.name, outcome = "rejected", rule = rejection.reason.kind.code, "file done");
        match bytes {
            Some(bytes) => self.store.reject(self.run, &self.meta(found, bytes), rejection, self.schemas)?,
            // Without its bytes a file has no identity in the database; the run says that it was there.
            None => self.store.unread(self.run, &found.name, &self.schemas.message(&rejection.reason, Language::En).0)?,
        }
        Ok(batch::bad(self.schemas, found, rejection))
    }

    fn meta(&self, found: &Found, bytes: &Bytes) -> FileMeta {
        let (received_on, source) = self.said.get(&bytes.sha256).copied().unwrap_or((self.received, self.source));
        FileMeta {
            name: found.name.clone(),
            sha256: bytes.sha256,
            size: bytes.size,
            format: bytes.format.to_owned(),
            encoding: None,
            received_on,
            source,
        }
    }

    fn remember(&mut self, read: &Read) {
        if let Read::Known(bytes) | Read::Good(bytes, _) = read {
            self.shas.insert(hex(&bytes.sha256));
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
    pub(super) fn finish(mut self, found: usize, authority: Option<&str>) -> Result<Written, RunError> {
        let batch = Batch::new(self.lines);
        // Before the run ends: meanwhile the disk takes what was written.
        let mut coverage = Coverage::new(&mut self.store)?;
        self.store.finish_run(self.run, found as u64, Utc::now())?;
        if let Some(authority) = authority {
            accept_revisions(&mut self.store, &batch, &self.shas, authority)?;
            coverage = Coverage::new(&mut self.store)?;
        }
        let pending = pending(&mut self.store, &batch, &self.shas)?;
        if let Some(registered) = &mut self.registered {
            registered.contradicted = register::contradicted(&mut self.store, &batch)?;
        }
        Ok(Written { batch, pending, registered: self.registered, coverage })
    }
}

/// Which revisions the replies of a file became.
fn note(loaded: &Loaded) -> String {
    match loaded.replies.as_slice() {
        [] => "the same bytes were loaded before".to_owned(),
        [reply] => match reply.change {
            Change::New { .. } => String::new(),
            Change::Revised { revision } => revised(revision, reply),
            Change::Unchanged { revision } => format!("same content as revision {revision}"),
        },
        many => {
            let count =
                |test: fn(&Change) -> bool| many.iter().filter(|reply| reply.area.is_some() && test(&reply.change)).count() as u64;
            let parts = [
                (count(|change| matches!(change, Change::New { .. })), "new"),
                (count(|change| matches!(change, Change::Revised { .. })), "revised"),
                (count(|change| matches!(change, Change::Unchanged { .. })), "unchanged"),
                (many.iter().filter(|reply| reply.role == Some(Role::Pending)).count() as u64, "pending"),
            ];
            let shown = parts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| format!("{} {word}", plural(*count, "area", "areas")));
            // What belongs to no area that could be told is kept like a reply, and is none.
            let others = many.iter().filter(|reply| reply.area.is_none()).filter_map(|reply| match reply.change {
                Change::New { .. } => Some("rows of no area new".to_owned()),
                Change::Revised { .. } => Some("rows of no area revised".to_owned()),
                Change::Unchanged { .. } => None,
            });
            let shown = shown.chain(others);
            shown.collect::<Vec<_>>().join(", ")
        }
    }
}

/// A further reply: how it stands.
fn revised(revision: u32, reply: &ReplyOutcome) -> String {
    match (reply.role, reply.proposed) {
        (Some(Role::Pending), Some(class)) => format!("revision {revision}, pending: looks like a {}", class.code()),
        (Some(role), _) => format!("revision {revision}, {}", role.code()),
        (None, _) => format!("revision {revision}"),
    }
}
