//! Reading `register.csv`.

use crate::columns::{
    ACKNOWLEDGED_ON, ADDRESSEE, ALL, ATTACHMENTS, BETWEEN, CHANNEL, EDITION, ENTRY, LANGUAGE, NOTE, NOTE_DATE, ON_BEHALF_OF,
    RECEIVED_ON, SOURCE, STRUCK, TRANSMITTED_BY,
};
use crate::fault::{Fault, Faults, excerpt};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::area::NameKind;
use verbale_model::collection::is_sha256;
use verbale_model::fold::fold;
use verbale_model::{Edition, EditionKind, Language, RegisterEntry, Schemas, SourceType};

/// The codelist of channels.
const CHANNELS: &str = "channel";

/// The most entries that a register can have, and the longest cell in characters.
const MAX_ENTRIES: usize = 100_000;
const MAX_LENGTH: usize = 1_000;

/// What a register holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Its entries, in order of line; none if there is an error.
    pub entries: Vec<RegisterEntry>,
    /// What is wrong with it, in order of line.
    pub faults: Vec<Fault>,
}

/// True if the first line of a text is the heading of a register, so that it is no reply.
pub fn looks_like_register(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or("");
    let names: BTreeSet<&str> = first.split(delimiter(first)).map(|name| name.trim().trim_matches('"')).collect();
    [ENTRY, ADDRESSEE, RECEIVED_ON].iter().all(|name| names.contains(name))
}

/// Reads a register. `edition` is that of lines which name none; `today` shows what lies in the future.
pub fn read(text: &str, schemas: &Schemas, edition: Option<&str>, today: NaiveDate) -> Found {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut faults = Faults::default();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(u8::try_from(delimiter(text.lines().next().unwrap_or(""))).unwrap_or(b','))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let Some(columns) = columns(&mut reader, edition.is_some(), &mut faults) else {
        return Found { entries: Vec::new(), faults: faults.sorted() };
    };
    let mut lines = Lines { schemas, edition, today, columns, seen: BTreeMap::new() };
    let mut entries = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) if entries.len() < MAX_ENTRIES => entries.extend(lines.entry(&record, &mut faults)),
            Ok(record) => {
                let message = format!("a register can have {MAX_ENTRIES} entries; divide it");
                faults.error(line_of(&record), None, message);
                break;
            }
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                faults.error(line, None, "is no line of a CSV file in UTF-8; save it as CSV UTF-8");
                break;
            }
        }
    }
    if faults.has_errors() {
        entries.clear();
    }
    Found { entries, faults: faults.sorted() }
}

/// What stands between the columns: a comma, or what a spreadsheet of another country writes.
fn delimiter(heading: &str) -> char {
    if heading.contains(',') {
        ','
    } else if heading.contains(';') {
        ';'
    } else if heading.contains('\t') {
        '\t'
    } else {
        ','
    }
}

/// The place of each column.
fn columns(reader: &mut csv::Reader<&[u8]>, edition_given: bool, faults: &mut Faults) -> Option<BTreeMap<&'static str, usize>> {
    let Ok(headings) = reader.headers() else {
        faults.error(1, None, "the heading cannot be read; save the file as CSV UTF-8");
        return None;
    };
    let mut columns = BTreeMap::new();
    for (index, heading) in headings.iter().enumerate() {
        match ALL.into_iter().find(|name| *name == heading) {
            Some(name) => {
                if columns.insert(name, index).is_some() {
                    faults.error(1, Some(name), "stands twice in the heading");
                }
            }
            None => faults.unknown(1, "heading", "column of a register", heading, ALL),
        }
    }
    for name in [ENTRY, ADDRESSEE].into_iter().chain((!edition_given).then_some(EDITION)) {
        if !columns.contains_key(name) {
            faults.error(1, Some(name), "is missing in the heading");
        }
    }
    (!faults.has_errors()).then_some(columns)
}

fn line_of(record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// What reading a line needs to know.
struct Lines<'a> {
    schemas: &'a Schemas,
    edition: Option<&'a str>,
    today: NaiveDate,
    columns: BTreeMap<&'static str, usize>,
    /// Entries met, with their lines.
    seen: BTreeMap<(String, String), u64>,
}

/// One line, and what is wrong with it.
struct Cells<'l> {
    line: u64,
    record: &'l csv::StringRecord,
    columns: &'l BTreeMap<&'static str, usize>,
}

impl<'l> Cells<'l> {
    fn get(&self, column: &str) -> Option<&'l str> {
        self.columns.get(column).and_then(|&index| self.record.get(index)).filter(|text| !text.is_empty())
    }

    fn owned(&self, column: &str) -> Option<String> {
        self.get(column).map(str::to_owned)
    }

    fn list(&self, column: &str) -> impl Iterator<Item = &'l str> + use<'l> {
        self.get(column).into_iter().flat_map(|text| text.split(BETWEEN)).map(str::trim).filter(|part| !part.is_empty())
    }

    fn day(&self, column: &str, faults: &mut Faults) -> Option<NaiveDate> {
        let text = self.get(column)?;
        let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
        if day.is_none() {
            faults.error(self.line, Some(column), format!("is `{}`, not a date; write it as 2019-04-15", excerpt(text)));
        }
        day
    }
}

impl Lines<'_> {
    fn entry(&mut self, record: &csv::StringRecord, faults: &mut Faults) -> Option<RegisterEntry> {
        let cells = Cells { line: line_of(record), record, columns: &self.columns };
        let line = cells.line;
        if record.iter().all(str::is_empty) {
            return None;
        }
        check_cells(&cells, faults);
        let edition = self.edition_of(&cells, faults);
        let entry = RegisterEntry {
            edition: edition.map(Edition::path).unwrap_or_default(),
            entry: cells.owned(ENTRY).unwrap_or_default(),
            addressee: self.addressee(&cells, edition, faults).unwrap_or_default(),
            note: cells.owned(NOTE),
            note_date: cells.day(NOTE_DATE, faults),
            channel: self.channel(&cells, faults),
            received_on: cells.day(RECEIVED_ON, faults),
            transmitted_by: cells.owned(TRANSMITTED_BY),
            on_behalf_of: self.on_behalf_of(&cells, faults),
            language: language(&cells, faults),
            attachments: attachments(&cells, faults),
            acknowledged_on: cells.day(ACKNOWLEDGED_ON, faults),
            source: source(&cells, faults),
            struck: cells.owned(STRUCK),
        };
        if entry.entry.is_empty() {
            faults.error(line, Some(ENTRY), "is empty; each letter has a number of its own");
        } else if let Some(first) = self.seen.insert((entry.edition.clone(), entry.entry.clone()), line) {
            faults.error(line, Some(ENTRY), format!("`{}` stands in line {first} already", excerpt(&entry.entry)));
        }
        if entry.on_behalf_of.contains(&entry.addressee) {
            faults.error(line, Some(ON_BEHALF_OF), "names the addressee itself; name only the further areas");
        }
        self.doubts(&entry, line, faults);
        Some(entry)
    }

    fn edition_of(&self, cells: &Cells<'_>, faults: &mut Faults) -> Option<&Edition> {
        let Some(path) = cells.get(EDITION).or(self.edition) else {
            faults.error(cells.line, Some(EDITION), "is empty");
            return None;
        };
        let Some(edition) = self.schemas.edition_at(path) else {
            let known: Vec<String> = self.schemas.editions.iter().map(Edition::path).collect();
            faults.unknown(cells.line, EDITION, "edition", path, known.iter().map(String::as_str));
            return None;
        };
        if edition.kind == EditionKind::Dataset {
            faults.error(cells.line, Some(EDITION), format!("`{path}` is a dataset; nobody is asked to reply to it"));
        }
        Some(edition)
    }

    fn addressee(&self, cells: &Cells<'_>, edition: Option<&Edition>, faults: &mut Faults) -> Option<String> {
        let Some(text) = cells.get(ADDRESSEE) else {
            faults.error(cells.line, Some(ADDRESSEE), "is empty");
            return None;
        };
        let code = self.area(text, ADDRESSEE, cells.line, faults)?;
        let area = self.schemas.codes.get(&code).and_then(|code| self.schemas.areas.get(code));
        if let (Some(edition), Some(area)) = (edition, area)
            && !edition.collection.addresses(area)
        {
            let name = area.name(Language::En);
            faults.warning(cells.line, Some(ADDRESSEE), format!("{name} is not among those whom the collection addresses"));
        }
        Some(code)
    }

    fn on_behalf_of(&self, cells: &Cells<'_>, faults: &mut Faults) -> Vec<String> {
        let mut areas = Vec::new();
        for name in cells.list(ON_BEHALF_OF) {
            let Some(code) = self.area(name, ON_BEHALF_OF, cells.line, faults) else { continue };
            if areas.contains(&code) {
                faults.error(cells.line, Some(ON_BEHALF_OF), format!("names {code} twice"));
            }
            areas.push(code);
        }
        areas
    }

    /// The code of an area that is named by its code or by a name in use, in any of the six languages. What is not certain is refused.
    fn area(&self, text: &str, column: &str, line: u64, faults: &mut Faults) -> Option<String> {
        let named = self.schemas.areas.named(&fold(text));
        let certain = |kind| matches!(kind, NameKind::Official | NameKind::Alternative | NameKind::Former);
        if let Some(named) = named.filter(|named| certain(named.kind)) {
            return Some(self.schemas.codes.text(named.area).to_owned());
        }
        let areas = &self.schemas.areas.list;
        let known = areas.iter().flat_map(|area| [area.name(Language::En), self.schemas.codes.text(area.code)]);
        faults.unknown(line, column, "State or other area", text, known);
        None
    }

    fn channel(&self, cells: &Cells<'_>, faults: &mut Faults) -> Option<String> {
        let text = cells.get(CHANNEL)?;
        let list = self.schemas.lists.iter().find(|list| list.name == CHANNELS);
        let codes = || list.iter().flat_map(|list| &list.codes).map(|code| self.schemas.codes.text(code.code));
        if codes().all(|code| code != text) {
            faults.unknown(cells.line, CHANNEL, "channel", text, codes());
        }
        Some(text.to_owned())
    }

    /// What may be so, and is worth a look.
    fn doubts(&self, entry: &RegisterEntry, line: u64, faults: &mut Faults) {
        let days = [(NOTE_DATE, entry.note_date), (RECEIVED_ON, entry.received_on), (ACKNOWLEDGED_ON, entry.acknowledged_on)];
        for (column, day) in days {
            if let Some(day) = day.filter(|day| *day > self.today) {
                faults.warning(line, Some(column), format!("is {day}, which is still to come"));
            }
        }
        if let (Some(sent), Some(received)) = (entry.note_date, entry.received_on)
            && received < sent
        {
            faults.warning(line, Some(RECEIVED_ON), format!("is {received}, before the note verbale of {sent}"));
        }
        match (entry.received_on, entry.acknowledged_on) {
            (Some(received), Some(acknowledged)) if acknowledged < received => {
                let message = format!("is {acknowledged}, before the receipt on {received}");
                faults.warning(line, Some(ACKNOWLEDGED_ON), message);
            }
            (None, Some(_)) => faults.warning(line, Some(ACKNOWLEDGED_ON), "acknowledges what has no day of receipt"),
            _ => {}
        }
        if entry.received_on.is_none() && !entry.attachments.is_empty() {
            faults.warning(line, Some(RECEIVED_ON), "is empty although there are attachments; nobody can say whether it was late");
        }
    }
}

/// Bounds, and characters that no register has.
fn check_cells(cells: &Cells<'_>, faults: &mut Faults) {
    for (name, &index) in cells.columns {
        let text = cells.record.get(index).unwrap_or("");
        if text.chars().any(char::is_control) {
            faults.error(cells.line, Some(name), "holds a line break or another control character");
        }
        if text.chars().count() > MAX_LENGTH {
            faults.error(cells.line, Some(name), format!("is longer than {MAX_LENGTH} characters"));
        }
    }
    let widest = cells.columns.values().max().map_or(0, |last| last + 1);
    if cells.record.len() != widest {
        faults.error(cells.line, None, format!("has {} cells, the heading has {widest}", cells.record.len()));
    }
}

/// Any language code; another than the six is worth a look.
fn language(cells: &Cells<'_>, faults: &mut Faults) -> Option<String> {
    let text = cells.get(LANGUAGE)?;
    if !(2..=3).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        faults.error(cells.line, Some(LANGUAGE), format!("is `{}`, not a language code such as en", excerpt(text)));
    } else if Language::from_code(text).is_none() {
        faults.warning(cells.line, Some(LANGUAGE), format!("is `{text}`, not one of the six official languages"));
    }
    Some(text.to_owned())
}

fn attachments(cells: &Cells<'_>, faults: &mut Faults) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in cells.list(ATTACHMENTS) {
        let lower = name.to_ascii_lowercase();
        let name = if is_sha256(&lower) { lower } else { name.to_owned() };
        if names.contains(&name) {
            faults.error(cells.line, Some(ATTACHMENTS), format!("names `{}` twice", excerpt(&name)));
        }
        if name.starts_with('/') || name.contains('\\') || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            let message =
                format!("`{}` is no name of a file; write its name, with folders before it as XAA/reply.xlsx", excerpt(&name));
            faults.error(cells.line, Some(ATTACHMENTS), message);
        }
        names.push(name);
    }
    names
}

fn source(cells: &Cells<'_>, faults: &mut Faults) -> SourceType {
    let Some(text) = cells.get(SOURCE) else { return SourceType::default() };
    SourceType::from_code(text).unwrap_or_else(|| {
        faults.unknown(cells.line, SOURCE, "type of source", text, SourceType::ALL.map(SourceType::code));
        SourceType::default()
    })
}
