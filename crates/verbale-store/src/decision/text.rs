//! decisions.toml: decisions as text, in a stable order, so that a database can be rebuilt from originals and decisions.
//!
//! ```toml
//! [[decision]]
//! decided_on = 2019-05-03
//! recorded_at = 2019-05-03T10:15:00.000000Z
//! author = "Data officer"
//! authority = "Note verbale of 2 May 2019"
//! reason = "The State sent one corrected table"
//! action = "accept"
//! as = "corrigendum"
//! file = "…"                # SHA-256
//! edition = "glotip/2018"
//! area = "XAA"
//! cells = ["Victims!D9"]
//! ```

use super::{Action, Cell, Class, Decision};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;
use verbale_model::Status;

/// Something wrong with decisions.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// A decision as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    decided_on: Datetime,
    recorded_at: Datetime,
    author: String,
    authority: String,
    reason: String,
    action: String,
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    file: String,
    edition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cells: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    areas: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Written {
    decision: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(default)]
    decision: Vec<Spanned<Entry>>,
}

/// Reads decisions.
///
/// # Errors
/// All faults, with their lines.
pub fn parse(text: &str) -> Result<Vec<Decision>, Vec<Fault>> {
    let line_of = |offset: usize| text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1;
    let read: Read = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        vec![Fault { line, message: error.message().to_owned() }]
    })?;
    let (mut decisions, mut faults) = (Vec::new(), Vec::new());
    for entry in read.decision {
        let line = line_of(entry.span().start);
        let decision = decision(entry.into_inner()).and_then(|decision| match decision.fault() {
            None => Ok(decision),
            Some(fault) => Err(fault.to_owned()),
        });
        match decision {
            Ok(decision) => decisions.push(decision),
            Err(message) => faults.push(Fault { line, message }),
        }
    }
    if faults.is_empty() { Ok(decisions) } else { Err(faults) }
}

fn decision(entry: Entry) -> Result<Decision, String> {
    let (instrument, edition) = entry.edition.split_once('/').ok_or("`edition` is INSTRUMENT/EDITION")?;
    let cell = |text: &String| Cell::parse(text).ok_or_else(|| format!("`{text}` is no cell; write `Sheet!D9` or `D9`"));
    let day = entry.decided_on.date.filter(|_| entry.decided_on.time.is_none()).map(|day| day.to_string());
    let day: Option<NaiveDate> = day.and_then(|day| day.parse().ok());
    let recorded_at: Result<DateTime<Utc>, _> = entry.recorded_at.to_string().parse();
    Ok(Decision {
        decided_on: day.ok_or("`decided_on` is a day such as 2019-05-03")?,
        recorded_at: recorded_at.map_err(|_| "`recorded_at` is a time such as 2019-05-03T10:15:00Z")?.trunc_subsecs(6),
        author: entry.author,
        authority: entry.authority,
        reason: entry.reason,
        action: Action::from_code(&entry.action)
            .ok_or_else(|| format!("there is no action `{}`{}", entry.action, known(Action::ALL.iter().map(|one| one.code()))))?,
        class: match &entry.class {
            None => (entry.action == Action::Supersede.code()).then_some(Class::Replacement),
            Some(code) => Some(
                Class::from_code(code)
                    .ok_or_else(|| format!("there is no class `{code}`{}", known(Class::ALL.iter().map(|one| one.code()))))?,
            ),
        },
        sha256: entry.file,
        instrument: instrument.to_owned(),
        edition: edition.to_owned(),
        area: entry.area,
        series: entry.series,
        year: entry.year,
        cell: entry.cell.as_ref().map(cell).transpose()?,
        value: entry.value,
        status: match &entry.status {
            None => None,
            Some(code) => Some(Status::from_code(code).ok_or_else(|| format!("there is no status `{code}`"))?),
        },
        cells: entry.cells.iter().map(cell).collect::<Result<_, _>>()?,
        areas: entry.areas,
    })
}

fn known<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    format!("; known are {}", codes.collect::<Vec<_>>().join(", "))
}

/// Writes decisions, in the order in which they hold.
pub fn write(decisions: &[Decision]) -> String {
    let mut entries: Vec<((NaiveDate, DateTime<Utc>), String)> = decisions
        .iter()
        .map(|decision| {
            // All of it are texts, integers and times, which TOML has.
            let text = toml::to_string(&Written { decision: vec![entry(decision)] }).unwrap_or_default();
            (decision.order(), text)
        })
        .collect();
    entries.sort();
    entries.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

fn entry(decision: &Decision) -> Entry {
    // A day and a time that chrono writes are ones that TOML reads.
    let written = |text: String| text.parse().unwrap_or(Datetime { date: None, time: None, offset: None });
    Entry {
        decided_on: written(decision.decided_on.to_string()),
        recorded_at: written(instant(decision.recorded_at)),
        author: decision.author.clone(),
        authority: decision.authority.clone(),
        reason: decision.reason.clone(),
        action: decision.action.code().to_owned(),
        class: decision.class.map(|class| class.code().to_owned()),
        file: decision.sha256.clone(),
        edition: format!("{}/{}", decision.instrument, decision.edition),
        area: decision.area.clone(),
        series: decision.series.clone(),
        year: decision.year,
        cell: decision.cell.as_ref().map(ToString::to_string),
        value: decision.value.clone(),
        status: decision.status.map(|status| status.code().to_owned()),
        cells: decision.cells.iter().map(ToString::to_string).collect(),
        areas: decision.areas.clone(),
    }
}

/// A time as the database writes it: RFC 3339 in UTC, to the microsecond, so that texts compare as times do.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}
