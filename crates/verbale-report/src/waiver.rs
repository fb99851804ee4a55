//! Waivers: findings that someone has settled, with reason, author and expiry. A waived finding stays in every report and counts
//! for no exit code.
//!
//! ```toml
//! [[waiver]]
//! rule = "A02"
//! state = "XAA"
//! item = "victims"                # optional
//! year = 2017                     # optional
//! reason = "Confirmed by the State on 3 May 2019: sex not recorded before 2018"
//! author = "Data officer"
//! expires = 2030-12-31
//! ```

use crate::Report;
use crate::report::AreaName;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;
use toml::Spanned;
use verbale_model::wording::visible;
use verbale_model::{Schemas, catalogue};

/// A waiver as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: Spanned<String>,
    state: Spanned<String>,
    item: Option<Spanned<String>>,
    year: Option<i16>,
    reason: Spanned<String>,
    author: Spanned<String>,
    expires: Spanned<toml::value::Datetime>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    waiver: Vec<Entry>,
}

/// A waiver, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaiverLine {
    /// Code of the rule.
    pub rule: String,
    /// Code of the State.
    pub state: String,
    /// Question; without it, all of them.
    pub item: Option<String>,
    /// Year; without it, all of them.
    pub year: Option<i16>,
    /// Why.
    pub reason: String,
    /// Who.
    pub author: String,
    /// Last day on which it holds.
    #[serde(serialize_with = "iso")]
    pub expires: NaiveDate,
    /// How many findings it covers.
    pub matched: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn iso<S: serde::Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// A fault of a file of waivers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct WaiverFault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Reads a file of waivers. `today` decides which have expired.
///
/// # Errors
/// All faults: what is no TOML, an unknown key, rule, State or item with the nearest known name, an empty reason or author, a
/// waiver that has expired, one that stands twice.
pub fn parse(text: &str, schemas: &Schemas, today: NaiveDate) -> Result<Vec<WaiverLine>, Vec<WaiverFault>> {
    let line_of = |offset: usize| text.as_bytes()[..offset.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let document: Document = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        vec![WaiverFault { line, message: told(error.message()) }]
    })?;
    let mut faults = Vec::new();
    let mut waivers: Vec<WaiverLine> = Vec::new();
    for entry in &document.waiver {
        let mut fault = |offset: usize, message: String| faults.push(WaiverFault { line: line_of(offset), message });
        let rule = entry.rule.get_ref();
        if catalogue::kind(rule).is_none() {
            fault(entry.rule.span().start, unknown("rule", rule, catalogue::KINDS.iter().map(|kind| kind.code)));
        }
        let state = entry.state.get_ref();
        if schemas.codes.get(state).is_none_or(|code| schemas.areas.get(code).is_none()) {
            let codes = schemas.areas.list.iter().map(|area| schemas.codes.text(area.code));
            fault(entry.state.span().start, unknown("State", state, codes));
        }
        if let Some(item) = &entry.item {
            let items = || schemas.editions.iter().flat_map(|edition| &edition.items).map(|item| item.code.as_str());
            if !items().any(|code| code == item.get_ref()) {
                fault(item.span().start, unknown("item", item.get_ref(), items()));
            }
        }
        for (name, value) in [("reason", &entry.reason), ("author", &entry.author)] {
            if value.get_ref().trim().is_empty() {
                fault(value.span().start, format!("the {name} is empty"));
            }
        }
        let Some(expires) = date(entry.expires.get_ref()) else {
            fault(entry.expires.span().start, "`expires` is no day; write it as 2030-12-31, without quotation marks".to_owned());
            continue;
        };
        if expires < today {
            fault(
                entry.expires.span().start,
                format!("the waiver of {rule} for {state} expired on {expires}; renew it or take it out"),
            );
        }
        let waiver = WaiverLine {
            rule: rule.clone(),
            state: state.clone(),
            item: entry.item.as_ref().map(|item| item.get_ref().clone()),
            year: entry.year,
            reason: visible(entry.reason.get_ref().trim()).into_owned(),
            author: visible(entry.author.get_ref().trim()).into_owned(),
            expires,
            matched: 0,
        };
        let same = |other: &WaiverLine| {
            (&other.rule, &other.state, &other.item, other.year) == (&waiver.rule, &waiver.state, &waiver.item, waiver.year)
        };
        if waivers.iter().any(same) {
            fault(entry.rule.span().start, format!("the waiver of {rule} for {state} stands twice"));
        }
        waivers.push(waiver);
    }
    if faults.is_empty() { Ok(waivers) } else { Err(faults) }
}

fn date(value: &toml::value::Datetime) -> Option<NaiveDate> {
    let date = value.date.filter(|_| value.time.is_none() && value.offset.is_none())?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// What the TOML reader says, with the nearest key where a key is unknown.
fn told(message: &str) -> String {
    const KEYS: [&str; 8] = ["waiver", "rule", "state", "item", "year", "reason", "author", "expires"];
    let key = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')).map(|(key, _)| key);
    key.map_or_else(|| message.trim().replace('\n', "; "), |key| unknown("key", key, KEYS))
}

fn unknown<'n>(what: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let scored = known.into_iter().map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), candidate));
    let best = scored.max_by(|(left, one), (right, other)| left.total_cmp(right).then_with(|| other.cmp(one)));
    let near = best.filter(|(likeness, _)| *likeness >= 0.4).map(|(_, name)| format!("; the nearest known one is `{name}`"));
    format!("unknown {what} `{}`{}", visible(name), near.unwrap_or_default())
}

/// Marks the findings that waivers cover, and counts those beyond the ones kept. A waiver of one question or year covers no finding about the file as such. Where two
/// cover one finding, the narrower does.
pub fn apply(report: &mut Report, waivers: Vec<WaiverLine>) {
    let mut order: Vec<usize> = (0..waivers.len()).collect();
    order.sort_by_key(|&index| (waivers[index].item.is_none(), waivers[index].year.is_none(), index));
    let mut matched: BTreeMap<usize, u64> = BTreeMap::new();
    for file in &mut report.files {
        let only = (file.areas.len() == 1).then(|| file.areas[0].clone());
        let only = only.as_ref().map(|area: &AreaName| area.code.as_str());
        let covering = |of: &About<'_>| order.iter().copied().find(|&index| covers(&waivers[index], of));
        for finding in &mut file.findings {
            let area = finding.area.as_ref().map(|area| area.code.as_str()).or(only);
            let about = About { rule: finding.rule, area, item: finding.item.as_deref(), year: finding.year };
            finding.waiver = covering(&about);
            if let Some(index) = finding.waiver {
                *matched.entry(index).or_default() += 1;
            }
        }
        for beyond in &mut file.beyond {
            let area = beyond.area.as_deref().or(only);
            let about = About { rule: beyond.rule, area, item: beyond.item.as_deref(), year: beyond.year };
            beyond.waiver = covering(&about);
            if let Some(index) = beyond.waiver {
                *matched.entry(index).or_default() += beyond.count;
            }
        }
    }
    report.waivers = waivers;
    for (index, waiver) in report.waivers.iter_mut().enumerate() {
        waiver.matched = matched.get(&index).copied().unwrap_or(0);
    }
    report.total();
}

/// What a finding is about, as far as a waiver asks.
struct About<'a> {
    rule: &'a str,
    area: Option<&'a str>,
    item: Option<&'a str>,
    year: Option<i16>,
}

fn covers(waiver: &WaiverLine, of: &About<'_>) -> bool {
    waiver.rule == of.rule
        && of.area == Some(waiver.state.as_str())
        && waiver.item.as_deref().is_none_or(|item| of.item == Some(item))
        && waiver.year.is_none_or(|year| of.year == Some(year))
}
