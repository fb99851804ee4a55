//! `clearance.toml`: what was settled about figures.
//!
//! ```toml
//! [[event]]
//! edition = "tip-measures/2019"
//! area = "XAA"
//! item = "leg_nap"                # optional: all items
//! series = "training audience=police" # optional: all series
//! year = 2017                     # optional: all years
//! content = "5f…"                 # of the reply looked at, where the state is confirmed, silence_after_deadline or cleared
//! state = "cleared"
//! decided_on = 2019-05-06
//! recorded_at = 2019-05-06T09:30:00.000000Z
//! author = "Data officer"
//! authority = "Note verbale of 3 May 2019"
//! reason = "The State confirmed all figures"
//! ```

use crate::fault::{Fault, Faults};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use toml::Spanned;
use toml::value::{Datetime, Offset};
use verbale_model::{ClearanceEvent, ClearanceState, Edition, Schemas};

/// The longest text of an event, in characters.
const MAX_LENGTH: usize = 2_000;

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Document<E> {
    #[serde(default = "Vec::new")]
    event: Vec<E>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    edition: Spanned<String>,
    area: Spanned<String>,
    item: Option<Spanned<String>>,
    series: Option<Spanned<String>>,
    year: Option<i16>,
    content: Option<Spanned<String>>,
    state: Spanned<String>,
    decided_on: Spanned<Datetime>,
    recorded_at: Spanned<Datetime>,
    author: Spanned<String>,
    authority: Spanned<String>,
    reason: Spanned<String>,
}

#[derive(Debug, Serialize)]
struct Written<'e> {
    edition: &'e str,
    area: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'e str>,
    state: ClearanceState,
    decided_on: Datetime,
    recorded_at: Datetime,
    author: &'e str,
    authority: &'e str,
    reason: &'e str,
}

/// Reads events.
///
/// # Errors
/// All faults: what is no TOML, an unknown key, edition, area, item or state with the nearest known name, an empty author, authority
/// or reason, a date that is none, a state of content that names no content, an event that stands twice.
pub fn read(text: &str, schemas: &Schemas) -> Result<Vec<ClearanceEvent>, Vec<Fault>> {
    let document: Document<Read> = toml::from_str(text).map_err(|error| {
        let mut faults = Faults::default();
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        // What stands in the file is not repeated.
        faults.error(line, None, error.message().split('`').step_by(2).collect::<String>());
        faults.sorted()
    })?;
    let mut faults = Faults::default();
    let mut seen = BTreeSet::new();
    let mut events = Vec::new();
    for read in &document.event {
        let reader = Reader { text, schemas };
        let Some(event) = reader.event(read, &mut faults) else { continue };
        if !seen.insert(event.clone()) {
            faults.error(reader.line(&read.edition), None, "the event stands twice");
        }
        events.push(event);
    }
    if faults.has_errors() { Err(faults.sorted()) } else { Ok(events) }
}

struct Reader<'a> {
    text: &'a str,
    schemas: &'a Schemas,
}

impl Reader<'_> {
    fn line<T>(&self, value: &Spanned<T>) -> u64 {
        line_of(self.text, value.span().start)
    }

    fn event(&self, read: &Read, faults: &mut Faults) -> Option<ClearanceEvent> {
        let edition = self.edition(&read.edition, faults);
        self.check_area(&read.area, faults);
        if let (Some(edition), Some(item)) = (edition, &read.item)
            && !edition.item_index.contains_key(item.get_ref())
        {
            let known = edition.items.iter().map(|item| item.code.as_str());
            faults.unknown(self.line(item), "item", &format!("item of {}", edition.path()), item.get_ref(), known);
        }
        for (name, text) in [("author", &read.author), ("authority", &read.authority), ("reason", &read.reason)] {
            self.check_text(name, text, faults);
        }
        let state = ClearanceState::from_code(read.state.get_ref());
        if state.is_none() {
            let known = ClearanceState::ALL.map(ClearanceState::code);
            faults.unknown(self.line(&read.state), "state", "state of clearance", read.state.get_ref(), known);
        }
        let content = read.content.as_ref();
        if let Some(content) = content.filter(|content| !verbale_model::collection::is_sha256(content.get_ref())) {
            faults.error(self.line(content), Some("content"), "is no content digest: 64 hexadecimal digits");
        }
        if let Some(state) = state.filter(|state| state.is_of_content() != content.is_some()) {
            let message = if state.is_of_content() {
                format!("`{state}` is said of the figures of one reply; `content` has to name it")
            } else {
                format!("`{state}` holds for whatever is in force; `content` has no place here")
            };
            faults.error(self.line(&read.state), Some("state"), message);
        }
        let decided_on = day(read.decided_on.get_ref());
        if decided_on.is_none() {
            faults.error(
                self.line(&read.decided_on),
                Some("decided_on"),
                "is no day; write it as 2019-05-06, without quotation marks",
            );
        }
        let recorded_at = instant(read.recorded_at.get_ref());
        if recorded_at.is_none() {
            let message = "is no moment in UTC; write it as 2019-05-06T09:30:00Z, without quotation marks";
            faults.error(self.line(&read.recorded_at), Some("recorded_at"), message);
        }
        let owned = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.get_ref().clone());
        Some(ClearanceEvent {
            edition: read.edition.get_ref().clone(),
            area: read.area.get_ref().clone(),
            item: owned(&read.item),
            series: owned(&read.series),
            year: read.year,
            content: owned(&read.content),
            state: state?,
            decided_on: decided_on?,
            recorded_at: recorded_at?,
            author: read.author.get_ref().clone(),
            authority: read.authority.get_ref().clone(),
            reason: read.reason.get_ref().clone(),
        })
    }

    fn edition(&self, path: &Spanned<String>, faults: &mut Faults) -> Option<&Edition> {
        let found = self.schemas.edition_at(path.get_ref());
        if found.is_none() {
            let known: Vec<String> = self.schemas.editions.iter().map(Edition::path).collect();
            faults.unknown(self.line(path), "edition", "edition", path.get_ref(), known.iter().map(String::as_str));
        }
        found
    }

    fn check_area(&self, area: &Spanned<String>, faults: &mut Faults) {
        if self.schemas.codes.get(area.get_ref()).is_none_or(|code| self.schemas.areas.get(code).is_none()) {
            let known = self.schemas.areas.list.iter().map(|area| self.schemas.codes.text(area.code));
            faults.unknown(self.line(area), "area", "area", area.get_ref(), known);
        }
    }

    fn check_text(&self, name: &str, text: &Spanned<String>, faults: &mut Faults) {
        if text.get_ref().trim().is_empty() {
            faults.error(self.line(text), Some(name), "is empty");
        }
        if text.get_ref().chars().count() > MAX_LENGTH {
            faults.error(self.line(text), Some(name), format!("is longer than {MAX_LENGTH} characters"));
        }
        if text.get_ref().contains('\0') {
            faults.error(self.line(text), Some(name), "holds a NUL character");
        }
    }
}

/// Writes events as `clearance.toml`, in the order given.
///
/// # Errors
/// If an event cannot be written as TOML: a year before 1 or after 9999.
pub fn write(events: &[ClearanceEvent]) -> Result<String, toml::ser::Error> {
    let event = events
        .iter()
        .map(|event| {
            Ok(Written {
                edition: &event.edition,
                area: &event.area,
                item: event.item.as_deref(),
                series: event.series.as_deref(),
                year: event.year,
                content: event.content.as_deref(),
                state: event.state,
                decided_on: toml_time(&event.decided_on.to_string())?,
                recorded_at: toml_time(&moment(event.recorded_at))?,
                author: &event.author,
                authority: &event.authority,
                reason: &event.reason,
            })
        })
        .collect::<Result<_, toml::ser::Error>>()?;
    toml::to_string(&Document { event })
}

fn line_of(text: &str, offset: usize) -> u64 {
    let before = &text.as_bytes()[..offset.min(text.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
}

fn day(value: &Datetime) -> Option<NaiveDate> {
    match (value.date, value.time, value.offset) {
        (Some(date), None, None) => NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()),
        _ => None,
    }
}

fn instant(value: &Datetime) -> Option<DateTime<Utc>> {
    let (date, time) = (value.date?, value.time?);
    if value.offset != Some(Offset::Z) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
    let second = time.second.unwrap_or(0).into();
    let micros = time.nanosecond.unwrap_or(0) / 1_000;
    Some(day.and_hms_micro_opt(time.hour.into(), time.minute.into(), second, micros)?.and_utc())
}

/// A day or moment as TOML has it.
fn toml_time(text: &str) -> Result<Datetime, toml::ser::Error> {
    text.parse().map_err(<toml::ser::Error as serde::ser::Error>::custom)
}

/// A moment as events are written with it: RFC 3339 in UTC, to the microsecond, so that texts compare as moments do.
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
