//! What a State answers: drawn from the profile, or said by the recipe. The truth is made here, before anything is written.

use crate::fault::Fault;
use crate::job::Job;
use crate::recipe::{Change, DateStyle, Style};
use crate::rng::Rng;
use crate::texts::{check_code, check_status};
use chrono::{Days, NaiveDate};
use verbale_model::codelist::{Codelist, ListCode};
use verbale_model::edition::Multi;
use verbale_model::layout::FormLayout;
use verbale_model::{DimId, ItemId, ItemKind, Status};

/// What an item's cells say, and what must be read from them.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) item: ItemId,
    /// Text of the answer's cell; for a mark in a column of its own, heading and mark.
    pub(crate) raw: String,
    pub(crate) place: Place,
    /// One answer, or one for each option selected.
    pub(crate) truth: Vec<Truth>,
    pub(crate) comment: Option<String>,
}

/// Where and how the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere.
    Empty,
    /// As text in the cell of the answer.
    Text,
    /// As a date in that cell.
    Date(NaiveDate),
    /// As a mark in the column of an option.
    Option(u16),
}

/// What must be read.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) dimension: Option<(DimId, String)>,
    pub(crate) status: Status,
    pub(crate) code: Option<String>,
    pub(crate) text: Option<String>,
    /// The text of an option that stands by itself, where each has its own.
    pub(crate) raw: Option<String>,
}

impl Truth {
    pub(crate) const fn status(status: Status) -> Self {
        Self { dimension: None, status, code: None, text: None, raw: None }
    }

    fn code(code: &str) -> Self {
        Self { code: Some(code.to_owned()), ..Self::status(Status::Reported) }
    }

    pub(crate) fn text(text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..Self::status(Status::Reported) }
    }
}

/// What was drawn for a measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Drawn {
    Code(String),
    Status(Status),
}

/// Decides what a form says, item by item in the order of its sections.
pub(crate) fn form(job: &Job<'_>, form: &FormLayout, rng: &mut Rng) -> Result<Vec<Entry>, Fault> {
    let mut entries = Vec::new();
    for section in &form.sections {
        if job.recipe.print.sheets.as_ref().is_some_and(|sheets| !sheets.contains(section)) {
            continue;
        }
        let silent = job.recipe.answered.as_ref().is_some_and(|sections| !sections.contains(section));
        for item in job.items_of(section) {
            entries.push(if item == form.state {
                state(job, item)
            } else if job.is_contact(section) {
                contact(job, item, rng)
            } else {
                match job.edition.item(item).kind {
                    ItemKind::Text if silent => blank(item),
                    ItemKind::Text => statement(job, item, rng)?,
                    // Its table is filled elsewhere.
                    ItemKind::Count | ItemKind::Amount => blank(item),
                    _ => measure(job, item, silent, rng)?,
                }
            });
        }
    }
    let has_table = |entry: &Entry| form.tables.iter().any(|table| table.item == entry.item);
    entries.retain(|entry| !has_table(entry));
    for change in &job.recipe.changes {
        let entry = entries.iter_mut().find(|entry| job.edition.item(entry.item).code == change.item);
        apply(job, change, entry.ok_or_else(|| job.fault(format!("changes `{}`, which the form does not ask", change.item)))?)?;
    }
    Ok(entries)
}

pub(crate) fn blank(item: ItemId) -> Entry {
    Entry { item, raw: String::new(), place: Place::Empty, truth: vec![Truth::status(Status::Blank)], comment: None }
}

fn said(item: ItemId, raw: String, truth: Vec<Truth>) -> Entry {
    Entry { item, raw, place: Place::Text, truth, comment: None }
}

pub(crate) fn state(job: &Job<'_>, item: ItemId) -> Entry {
    // A second State on a sheet of its own is not in this cell.
    let here = if job.recipe.print.second_state_on.is_some() { 1 } else { job.states.len() };
    let names: Vec<String> =
        job.states.iter().take(here).map(|state| state.written(job.recipe.state_as, job.recipe.language)).collect();
    if names.is_empty() {
        return blank(item);
    }
    let raw = names.join(" / ");
    let truth = vec![Truth::text(&raw)];
    said(item, raw, truth)
}

fn contact(job: &Job<'_>, item: ItemId, rng: &mut Rng) -> Entry {
    let known = job.edition.item(item);
    if known.kind == ItemKind::Date {
        return date(job, item, rng);
    }
    // Now and then a detail is left out.
    let given = rng.percent(92);
    match job.texts.contact.get(&known.code).and_then(|all| rng.pick(all)) {
        Some(text) if given => said(item, text.clone(), vec![Truth::text(text)]),
        _ => blank(item),
    }
}

fn date(job: &Job<'_>, item: ItemId, rng: &mut Rng) -> Entry {
    let day = job.asof - Days::new(u64::from(rng.below(90)));
    let truth = vec![Truth::text(&day.to_string())];
    match job.recipe.date {
        DateStyle::Words => said(item, job.texts.date(day), truth),
        DateStyle::Iso => said(item, day.to_string(), truth),
        DateStyle::Cell => {
            // A spreadsheet counts the days from here, for days after February 1900.
            let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
            let serial = day.signed_duration_since(epoch).num_days();
            Entry { place: Place::Date(day), ..said(item, serial.to_string(), truth) }
        }
    }
}

/// An answer in words of one's own; now and then none is given.
fn statement(job: &Job<'_>, item: ItemId, rng: &mut Rng) -> Result<Entry, Fault> {
    let code = &job.edition.item(item).code;
    let text = job.texts.statement(code, rng, job.asof);
    let text = text.ok_or_else(|| job.fault(format!("the texts have no statement for `{code}`")))?;
    let truth = vec![Truth::text(&text)];
    Ok(if rng.percent(88) { said(item, text, truth) } else { blank(item) })
}

fn measure(job: &Job<'_>, item: ItemId, silent: bool, rng: &mut Rng) -> Result<Entry, Fault> {
    let (list, multi) = lists(job, item)?;
    let drawn = if silent { Drawn::Status(Status::Blank) } else { draw(job, list, rng)? };
    let mut entry = match (&drawn, multi) {
        (Drawn::Code(code), Some(multi)) if *code == job.schemas.codes.text(multi.selected) && !has_columns(job) => {
            options(job, item, multi, rng)
        }
        (Drawn::Code(code), _) => chosen(job, item, list, multi, code, rng)?,
        (Drawn::Status(Status::Blank), _) => unmarked(job, item, list, multi),
        (Drawn::Status(status), _) => {
            let word = status_word(job, *status, Some(list), rng)?;
            said(item, word, vec![Truth::status(*status)])
        }
    };
    let share = match drawn {
        Drawn::Code(_) => job.recipe.comments,
        Drawn::Status(Status::Blank) => 0,
        Drawn::Status(_) => job.recipe.comments / 2,
    };
    if rng.percent(share) {
        let text = if job.has_tables() { job.texts.note(rng, job.asof) } else { job.texts.comment(rng, job.asof) };
        entry.comment = Some(text).filter(|text| !text.is_empty());
    }
    Ok(entry)
}

fn has_columns(job: &Job<'_>) -> bool {
    matches!(job.recipe.style, Style::Columns { .. })
}

/// The list of an item's answer words, and its options if it has any.
pub(crate) fn lists<'a>(job: &Job<'a>, item: ItemId) -> Result<(&'a Codelist, Option<Multi>), Fault> {
    match job.edition.item(item).kind {
        ItemKind::Choice(list) => Ok((job.schemas.list(list), None)),
        ItemKind::Multi(multi) => Ok((job.schemas.list(multi.answers), Some(multi))),
        kind => Err(job.fault(format!("the generator has no answers for items of kind `{}`", kind.code()))),
    }
}

/// Draws an answer of a list from the profile.
pub(crate) fn draw(job: &Job<'_>, list: &Codelist, rng: &mut Rng) -> Result<Drawn, Fault> {
    let weights = job.weights.ok_or_else(|| job.fault("needs a profile"))?;
    let mut choices = Vec::new();
    for (key, weight) in weights {
        let code = job.schemas.codes.get(key);
        let drawn = match (code.filter(|code| list.contains(*code)), Status::from_code(key)) {
            (Some(_), _) => Drawn::Code(key.clone()),
            (None, Some(status)) => Drawn::Status(status),
            // A code of another list.
            (None, None) if code.is_some() => continue,
            (None, None) => return Err(job.fault(format!("profile: `{key}` is no code of `{}` and no status", list.name))),
        };
        choices.push((drawn, *weight));
    }
    if choices.iter().any(|(drawn, _)| matches!(drawn, Drawn::Code(_))) {
        choices.retain(|(drawn, _)| *drawn != Drawn::Status(Status::Reported));
    }
    match rng.weighted(&choices) {
        // Any code of the list.
        Some(Drawn::Status(Status::Reported)) => {
            let code = rng.pick(&list.codes).ok_or_else(|| job.fault(format!("codelist `{}` is empty", list.name)))?;
            Ok(Drawn::Code(job.schemas.codes.text(code.code).to_owned()))
        }
        drawn => drawn.cloned().ok_or_else(|| job.fault("all weights of the profile are 0")),
    }
}

/// The label of a code in the language of the file.
pub(crate) fn label<'a>(job: &Job<'a>, list: &'a Codelist, code: &str) -> Result<&'a str, Fault> {
    let entry = job.schemas.codes.get(code).and_then(|code| list.entry(code));
    entry.map(|entry| text(job, entry)).ok_or_else(|| job.fault(format!("`{code}` is no code of `{}`", list.name)))
}

fn text<'a>(job: &Job<'_>, entry: &'a ListCode) -> &'a str {
    &entry.labels[job.recipe.language.index()]
}

/// One code of a list, in the style of the file.
fn chosen(job: &Job<'_>, item: ItemId, list: &Codelist, multi: Option<Multi>, code: &str, rng: &mut Rng) -> Result<Entry, Fault> {
    let truth = vec![Truth::code(code)];
    let raw = match &job.recipe.style {
        Style::Words => word(job, list, code, rng)?,
        // The boxes of an item with options are those of the options.
        Style::Label | Style::Boxes { .. } if multi.is_some() => label(job, list, code)?.to_owned(),
        Style::Label => label(job, list, code)?.to_owned(),
        Style::Codes => code.to_owned(),
        Style::Boxes { .. } => boxes(job, list, &[code.to_owned()], None),
        Style::Columns { mark } => {
            let column = list.codes.iter().position(|entry| job.schemas.codes.text(entry.code) == code);
            let column = column.and_then(|column| u16::try_from(column).ok()).unwrap_or_default();
            // The mark alone would be the same text under every heading.
            let raw = format!("{}: {mark}", label(job, list, code)?);
            return Ok(Entry { place: Place::Option(column), ..said(item, raw, truth) });
        }
    };
    Ok(said(item, raw, truth))
}

/// A word that people type for a code; the label in one case of four, or where none is known.
fn word(job: &Job<'_>, list: &Codelist, code: &str, rng: &mut Rng) -> Result<String, Fault> {
    let typed = job.texts.words.get(code).map_or(&[][..], Vec::as_slice);
    let plain = rng.percent(25);
    match rng.pick(typed) {
        Some(word) if !plain => {
            check_code(word, code, list, job.schemas).map_err(|message| job.fault(message))?;
            Ok(word.clone())
        }
        _ => Ok(label(job, list, code)?.to_owned()),
    }
}

pub(crate) fn status_word(job: &Job<'_>, status: Status, list: Option<&Codelist>, rng: &mut Rng) -> Result<String, Fault> {
    if matches!(job.recipe.style, Style::Codes) {
        return Ok(status.code().to_owned());
    }
    let known = if status == Status::Unreadable { Some(&job.texts.unreadable) } else { job.texts.words.get(status.code()) };
    let word = known
        .and_then(|words| rng.pick(words))
        .ok_or_else(|| job.fault(format!("the texts have no words for status `{}`", status.code())))?;
    check_status(word, status, list, job.schemas).map_err(|message| job.fault(message))?;
    if has_columns(job) {
        return Err(job.fault("a form with a column an option has no cell for words; its profile gives a status"));
    }
    Ok(word.clone())
}

/// No answer. Where the template prints boxes, they stay empty and their text stays in the cell.
fn unmarked(job: &Job<'_>, item: ItemId, list: &Codelist, multi: Option<Multi>) -> Entry {
    if !matches!(job.recipe.style, Style::Boxes { .. }) {
        return blank(item);
    }
    let raw = match multi {
        Some(multi) => boxes(job, job.schemas.list(multi.options), &[], Some("\n")),
        None => boxes(job, list, &[], None),
    };
    said(item, raw, vec![Truth::status(Status::Blank)])
}

/// All options of a list with their boxes, some of them ticked.
fn boxes(job: &Job<'_>, list: &Codelist, codes: &[String], apart: Option<&str>) -> String {
    let Style::Boxes { ticked, empty, between } = &job.recipe.style else { return String::new() };
    let marked = |entry: &ListCode| {
        let mark = if codes.iter().any(|code| code == job.schemas.codes.text(entry.code)) { ticked } else { empty };
        format!("{mark} {}", text(job, entry))
    };
    list.codes.iter().map(marked).collect::<Vec<_>>().join(apart.unwrap_or(between))
}

/// Some options of a list, each an answer of its own.
fn options(job: &Job<'_>, item: ItemId, multi: Multi, rng: &mut Rng) -> Entry {
    let list = job.schemas.list(multi.options);
    let mut codes: Vec<String> =
        list.codes.iter().filter(|_| rng.percent(40)).map(|entry| job.schemas.codes.text(entry.code).to_owned()).collect();
    if codes.is_empty() {
        codes.extend(list.codes.first().map(|entry| job.schemas.codes.text(entry.code).to_owned()));
    }
    let raw = match &job.recipe.style {
        Style::Boxes { .. } => boxes(job, list, &codes, Some("\n")),
        Style::Codes => {
            let apart = |truth: Truth| Truth { raw: truth.dimension.as_ref().map(|(_, code)| code.clone()), ..truth };
            return said(item, codes.join("; "), selected(job, multi, &codes).into_iter().map(apart).collect());
        }
        style => {
            let names = codes.iter().filter_map(|code| label(job, list, code).ok());
            // Both ways of writing a list are legal; people who type a line each are as many as those who do not.
            let between = if matches!(style, Style::Words) { "\n" } else { "; " };
            names.collect::<Vec<_>>().join(between)
        }
    };
    said(item, raw, selected(job, multi, &codes))
}

/// An answer for each option selected.
pub(crate) fn selected(job: &Job<'_>, multi: Multi, codes: &[String]) -> Vec<Truth> {
    let yes = job.schemas.codes.text(multi.selected);
    codes.iter().map(|code| Truth { dimension: Some((multi.dimension, code.clone())), ..Truth::code(yes) }).collect()
}

fn apply(job: &Job<'_>, change: &Change, entry: &mut Entry) -> Result<(), Fault> {
    if let Some(raw) = &change.raw {
        let status = change.status.as_deref().map_or(Some(Status::Reported), Status::from_code);
        let status = status.ok_or_else(|| job.fault(format!("change of `{}`: no such status", change.item)))?;
        entry.raw.clone_from(raw);
        entry.place = if raw.is_empty() { Place::Empty } else { Place::Text };
        entry.truth = match job.edition.item(entry.item).kind {
            ItemKind::Multi(multi) if !change.options.is_empty() => selected(job, multi, &change.options),
            ItemKind::Choice(_) | ItemKind::Multi(_) => vec![Truth { code: change.code.clone(), ..Truth::status(status) }],
            _ => vec![Truth::text(change.text.as_ref().unwrap_or(raw))],
        };
    }
    match change.comment.as_deref() {
        None => {}
        Some("") => entry.comment = None,
        Some(text) => entry.comment = Some(text.to_owned()),
    }
    Ok(())
}
