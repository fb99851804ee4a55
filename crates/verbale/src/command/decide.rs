//! `verbale decide`: one command settles a further file, a dispute or a correction.

use super::{RunError, schemas};
use crate::args::{Common, Database, DecideAction, Deciding, Format, Subject};
use crate::exit;
use crate::output::decision::{self, Done};
use crate::output::{Output, plural};
use chrono::{DateTime, Utc};
use std::path::Path;
use verbale_model::{ItemKind, Schemas, Status};
use verbale_store::Store;
use verbale_store::decision::{Action, Cell, Class, Decision, parse, write};
use verbale_store::diff::Kind;
use verbale_store::query::ReplyOf;

pub(super) fn run(common: &Common, action: &DecideAction, output: &Output) -> Result<u8, RunError> {
    match action {
        DecideAction::List { database, .. } => list(common, database, output),
        DecideAction::Import { path, database, .. } => import(common, path, database, output),
        DecideAction::Export { output: path, database, .. } => export(path.as_deref(), database, output),
        DecideAction::Accept { deciding, class, cells, changed, areas } => record(deciding, output, |store, schemas, decision| {
            decision.action = Action::Accept;
            if decision.series.is_none() {
                let class = class
                    .ok_or_else(|| usage("say what the file is: --as corrigendum, supplement, joint, withdrawal or replacement"))?;
                decision.class = Some(class.class());
                if class.class() == Class::Replacement {
                    decision.action = Action::Supersede;
                }
            } else if class.is_some() {
                return Err(usage("--as goes with a file, not with an answer"));
            }
            decision.cells = cells.iter().map(|text| cell(text)).collect::<Result<_, _>>()?;
            if *changed {
                decision.cells = changed_cells(store, decision)?;
            }
            decision.areas = areas.iter().map(|code| state(schemas, code)).collect::<Result<_, _>>()?;
            Ok(())
        }),
        DecideAction::Correct { deciding, value, status } => record(deciding, output, |_, schemas, decision| {
            decision.action = Action::Correct;
            decision.value.clone_from(value);
            decision.status = status.as_deref().map(|code| Status::from_code(code).ok_or_else(|| no_status(code))).transpose()?;
            fits(schemas, decision)
        }),
        DecideAction::Sum { deciding } => simple(deciding, output, Action::Sum, None),
        DecideAction::Exclude { deciding } => simple(deciding, output, Action::Exclude, None),
        DecideAction::Revoke { deciding } => simple(deciding, output, Action::Revoke, None),
        DecideAction::Supersede { deciding } => simple(deciding, output, Action::Supersede, Some(Class::Replacement)),
    }
}

fn usage(message: impl Into<String>) -> RunError {
    RunError::Usage(message.into())
}

fn no_status(code: &str) -> RunError {
    let known: Vec<&str> = Status::ALL.into_iter().map(Status::code).collect();
    usage(format!("there is no status `{code}`; known are {}", known.join(", ")))
}

/// Records a decision that needs no more than its subject.
fn simple(deciding: &Deciding, output: &Output, action: Action, class: Option<Class>) -> Result<u8, RunError> {
    record(deciding, output, |_, _, decision| {
        (decision.action, decision.class) = (action, class);
        Ok(())
    })
}

fn cell(text: &str) -> Result<Cell, RunError> {
    Cell::parse(text).ok_or_else(|| usage(format!("`{text}` is no cell; write Sheet!D9, or D9 in a CSV file")))
}

/// The code of a State as the schemas have it.
fn state(schemas: &Schemas, code: &str) -> Result<String, RunError> {
    let known = schemas.codes.get(code).filter(|code| schemas.areas.get(*code).is_some());
    known.map(|_| code.to_owned()).ok_or_else(|| usage(format!("there is no area `{code}`; areas are named by code, such as ALB")))
}

/// Puts a decision together, records it and says what came of it.
fn record(
    deciding: &Deciding,
    output: &Output,
    complete: impl FnOnce(&mut Store, &Schemas, &mut Decision) -> Result<(), RunError>,
) -> Result<u8, RunError> {
    let schemas = schemas(&deciding.common)?;
    let mut store = Store::open(&deciding.database.database)?;
    let mut decision = begun(deciding, &schemas, &mut store)?;
    complete(&mut store, &schemas, &mut decision)?;
    let decided = store.decide(&decision)?;
    let pending = store.pending()?.len();
    let done = Done::new(&decision, &decided, pending);
    if deciding.common.format == Format::Json {
        output.json(&done)?;
    } else {
        output.write(&done.render(output))?;
    }
    Ok(exit::CLEAN)
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A decision with its subject, its author and the rest.
fn begun(deciding: &Deciding, schemas: &Schemas, store: &mut Store) -> Result<Decision, RunError> {
    let Deciding { subject, warrant, .. } = deciding;
    let recorded_at = now();
    let area = subject.state.as_deref().map(|code| state(schemas, code)).transpose()?;
    let reply = reply(subject, area.as_deref(), store)?;
    Ok(Decision {
        decided_on: warrant.on.unwrap_or(recorded_at.date_naive()),
        recorded_at,
        author: warrant.author.clone(),
        authority: warrant.authority.clone(),
        reason: warrant.reason.clone(),
        action: Action::Accept,
        class: None,
        sha256: reply.sha256,
        instrument: reply.instrument,
        edition: reply.edition,
        area,
        series: subject.series.clone(),
        year: subject.year,
        cell: subject.cell.as_deref().map(cell).transpose()?,
        value: None,
        status: None,
        cells: Vec::new(),
        areas: Vec::new(),
    })
}

/// The reply that is meant: by its file, or by the answer that is in force.
fn reply(subject: &Subject, area: Option<&str>, store: &mut Store) -> Result<ReplyOf, RunError> {
    let found = match (&subject.file, area, &subject.series) {
        (Some(file), ..) => {
            let files = store.files_named(file)?;
            let [known] = files.as_slice() else {
                let names: Vec<String> = files.iter().map(|known| format!("{} ({})", known.file, &known.sha256[..12])).collect();
                return Err(usage(if names.is_empty() {
                    format!("there is no file `{file}`; write its name, or six digits of its SHA-256 at least")
                } else {
                    format!("`{file}` is several files: {}", names.join(", "))
                }));
            };
            let replies = store.replies_of_file(&known.sha256)?;
            // A joint reply has answers for areas other than its own.
            let own = |reply: &ReplyOf| area.is_none() || subject.series.is_some() || reply.area.as_deref() == area;
            replies.into_iter().filter(own).collect()
        }
        (None, Some(area), Some(series)) => store.replies_in_force(area, series, subject.year)?,
        _ => return Err(usage("name the file, or with --state and --series an answer")),
    };
    one_edition(found, subject.edition.as_deref())
}

/// The only reply of the only edition.
fn one_edition(mut found: Vec<ReplyOf>, edition: Option<&str>) -> Result<ReplyOf, RunError> {
    let path = |reply: &ReplyOf| format!("{}/{}", reply.instrument, reply.edition);
    if let Some(edition) = edition {
        found.retain(|reply| path(reply) == edition);
    }
    let mut paths: Vec<String> = found.iter().map(path).collect();
    paths.dedup();
    // What organizations say stands side by side.
    if paths.len() == 1 && found.iter().any(|reply| reply.sha256 != found[0].sha256) {
        return Err(usage("several files from others than the State say something of it; name the file"));
    }
    match (paths.as_slice(), found.into_iter().next()) {
        ([_], Some(reply)) => Ok(reply),
        ([], _) | (_, None) => Err(usage(
            "no such reply or answer is in force; look at `verbale status`, or name the file, --edition, --state, --series and --year exactly",
        )),
        (several, _) => Err(usage(format!("there are several editions: {}; say which with --edition", several.join(", ")))),
    }
}

/// The cells of a pending file whose values differ from those in force.
fn changed_cells(store: &mut Store, decision: &Decision) -> Result<Vec<Cell>, RunError> {
    let area = decision.area.as_deref().ok_or_else(|| usage("--changed needs --state"))?;
    let edition = format!("{}/{}", decision.instrument, decision.edition);
    let revisions = store.diff(area, Some(&edition))?;
    let revision = revisions.into_iter().find(|revision| revision.sha256 == decision.sha256);
    let changes = revision.into_iter().flat_map(|revision| revision.changes);
    let cells: Vec<Cell> = changes.filter(|change| change.kind == Kind::Changed).flat_map(|change| change.new_cells).collect();
    if cells.is_empty() { Err(usage("no value of the file differs from the one in force")) } else { Ok(cells) }
}

/// Checks a new value against the question: the database knows codes, but not which question has which.
fn fits(schemas: &Schemas, decision: &Decision) -> Result<(), RunError> {
    let path = format!("{}/{}", decision.instrument, decision.edition);
    let (Some(edition), Some(value)) = (schemas.edition_at(&path), &decision.value) else { return Ok(()) };
    let name = decision.series.as_deref().unwrap_or_default();
    let code = name.split(' ').next().unwrap_or_default();
    let Some(item) = edition.items.iter().find(|item| item.code == code) else { return Ok(()) };
    let list = match item.kind {
        ItemKind::Choice(list) => list,
        ItemKind::Multi(multi) => multi.answers,
        ItemKind::Date if value.parse::<chrono::NaiveDate>().is_err() => {
            return Err(usage(format!("`{value}` is no day; write YYYY-MM-DD")));
        }
        _ => return Ok(()),
    };
    let list = schemas.list(list);
    if schemas.codes.get(value).is_some_and(|code| list.contains(code)) {
        return Ok(());
    }
    let known: Vec<&str> = list.codes.iter().map(|entry| schemas.codes.text(entry.code)).collect();
    Err(usage(format!("`{value}` is no answer to `{code}`; known are {}", known.join(", "))))
}

fn list(common: &Common, database: &Database, output: &Output) -> Result<u8, RunError> {
    let decisions = Store::open_read_only(&database.database)?.decisions()?;
    if common.format == Format::Json {
        output.json(&decision::lines(&decisions))?;
    } else {
        output.write(&decision::table(&decisions, output))?;
    }
    Ok(exit::CLEAN)
}

fn import(common: &Common, path: &Path, database: &Database, output: &Output) -> Result<u8, RunError> {
    let text = std::fs::read_to_string(path).map_err(|error| usage(format!("{} cannot be read: {error}", path.display())))?;
    let decisions = parse(&text).map_err(|faults| {
        let told: Vec<String> =
            faults.iter().map(|fault| format!("{}:{}: {}", path.display(), fault.line, fault.message)).collect();
        usage(format!(
            "{} in the decisions; nothing was recorded:\n{}",
            plural(told.len() as u64, "fault", "faults"),
            told.join("\n")
        ))
    })?;
    // Of a new database the schemas are learnt first, so that decisions can come before the files that they are about.
    let schemas = schemas(common)?;
    let mut store = Store::open(&database.database)?;
    store.sync_schemas(&schemas)?;
    let imported = store.import_decisions(&decisions)?;
    if common.format == Format::Json {
        let report = serde_json::json!({
            "recorded": imported.recorded, "known": imported.known, "waiting": imported.waiting
        });
        output.json(&report)?;
    } else {
        output.write(&format!(
            "{} recorded, {} known already; {} a file that is not here yet\n",
            plural(imported.recorded, "decision", "decisions"),
            imported.known,
            plural(imported.waiting, "waits for", "wait for"),
        ))?;
    }
    Ok(exit::CLEAN)
}

fn export(path: Option<&Path>, database: &Database, output: &Output) -> Result<u8, RunError> {
    let text = write(&Store::open_read_only(&database.database)?.decisions()?);
    match path {
        None => output.write(&text)?,
        Some(path) => {
            std::fs::write(path, text).map_err(|error| usage(format!("{} cannot be written: {error}", path.display())))?;
        }
    }
    Ok(exit::CLEAN)
}
