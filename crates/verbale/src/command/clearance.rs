//! `verbale clearance`.

use super::{RunError, edition, schemas, text_of, today, wait_for_lock, write_out};
use crate::args::{ClearanceAction, Common, Database, Format, Mark};
use crate::exit;
use crate::output::{Output, count, plural};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Serialize;
use std::path::Path;
use verbale_model::{ClearanceEvent, ClearanceState, Edition, Schemas};
use verbale_store::Store;

#[derive(Serialize)]
struct Report {
    added: u64,
    events: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<u64>,
}

pub(super) fn run(common: &Common, action: &ClearanceAction, output: &Output) -> Result<u8, RunError> {
    match action {
        ClearanceAction::Mark { mark, database, .. } => self::mark(common, mark, database, output),
        ClearanceAction::Import { file, database, .. } => import(common, file, database, output),
        ClearanceAction::Export { output: file, database, .. } => {
            let events = Store::open_read_only(&database.database)?.clearance()?;
            let text = verbale_register::clearance::write(&events).map_err(std::io::Error::other)?;
            write_out(&text, file.as_deref(), output)?;
            Ok(exit::CLEAN)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

fn mark(common: &Common, mark: &Mark, database: &Database, output: &Output) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    check(&schemas, mark)?;
    let mut store = Store::open(&database.database)?;
    let lock = wait_for_lock(&store)?;
    store.sync_schemas(&schemas)?;
    let areas = if mark.all_areas { store.areas_in_force(&mark.edition)? } else { mark.area.clone() };
    let (events, answers) = events(&mut store, mark, &areas)?;
    if answers == 0 {
        return Err(RunError::Usage("there is no answer in force that this would be about; nothing was marked".to_owned()));
    }
    let added = store.add_clearance(&lock, &events)?;
    if common.format == Format::Json {
        output.json(&Report { added, events: events.len(), answers: Some(answers) })?;
    } else {
        let state = ClearanceState::from(mark.state);
        output.write(&format!(
            "{} marked as {state}, in {}\n",
            plural(answers, "answer", "answers"),
            plural(areas.len() as u64, "area", "areas")
        ))?;
    }
    Ok(exit::CLEAN)
}

/// One event an area and reply looked at.
fn events(store: &mut Store, mark: &Mark, areas: &[String]) -> Result<(Vec<ClearanceEvent>, u64), RunError> {
    let (state, recorded_at) = (ClearanceState::from(mark.state), now());
    let (mut events, mut answers) = (Vec::new(), 0);
    for area in areas {
        let contents = if state.is_of_content() {
            store.contents_in_force(&mark.edition, area)?.into_iter().map(Some).collect()
        } else {
            vec![None]
        };
        for content in contents {
            let event = ClearanceEvent {
                edition: mark.edition.clone(),
                area: area.clone(),
                item: mark.item.clone(),
                series: mark.series.clone(),
                year: mark.year,
                content,
                state,
                decided_on: mark.on.unwrap_or_else(today),
                recorded_at,
                author: mark.author.trim().to_owned(),
                authority: mark.authority.trim().to_owned(),
                reason: mark.reason.trim().to_owned(),
            };
            let covered = store.answers_covered(&event)?;
            answers += covered;
            if covered > 0 {
                events.push(event);
            }
        }
    }
    Ok((events, answers))
}

fn check(schemas: &Schemas, mark: &Mark) -> Result<(), RunError> {
    edition(schemas, Some(&mark.edition))?;
    for (name, text) in [("author", &mark.author), ("authority", &mark.authority), ("reason", &mark.reason)] {
        if text.trim().is_empty() {
            return Err(RunError::Usage(format!("--{name} is empty; what is settled needs one")));
        }
    }
    let area = |code: &String| schemas.codes.get(code).is_some_and(|code| schemas.areas.get(code).is_some());
    if let Some(unknown) = mark.area.iter().find(|code| !area(code)) {
        return Err(RunError::Usage(format!("there is no area `{unknown}`; give its code, such as ALB")));
    }
    let of_edition = |edition: &Edition, item: &String| edition.item_index.contains_key(item);
    match (schemas.edition_at(&mark.edition), &mark.item) {
        (Some(edition), Some(item)) if !of_edition(edition, item) => {
            Err(RunError::Usage(format!("{} has no item `{item}`", mark.edition)))
        }
        _ => Ok(()),
    }
}

fn import(common: &Common, file: &Path, database: &Database, output: &Output) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    let events = match verbale_register::clearance::read(&text_of(file)?, &schemas) {
        Ok(events) => events,
        Err(faults) => {
            let told: Vec<String> = faults.iter().map(|fault| format!("{}, {fault}\n", file.display())).collect();
            output.write(&told.concat())?;
            return Ok(exit::REJECTED);
        }
    };
    let mut store = Store::open(&database.database)?;
    let lock = wait_for_lock(&store)?;
    store.sync_schemas(&schemas)?;
    let added = store.add_clearance(&lock, &events)?;
    if common.format == Format::Json {
        output.json(&Report { added, events: events.len(), answers: None })?;
    } else {
        let known = events.len() as u64 - added;
        output.write(&format!("{} added, {} known\n", plural(added, "event", "events"), count(known)))?;
    }
    Ok(exit::CLEAN)
}
