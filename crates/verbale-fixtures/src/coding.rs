//! What an officer codes from a letter: one row a measure that the letter mentions.

use crate::decide::{Drawn, Entry, Place, Truth, draw, label, lists, selected};
use crate::expected::ExpectedFile;
use crate::fault::Fault;
use crate::grid::{Book, Content, Look, Sheet};
use crate::job::{Job, State};
use crate::recipe::{Attribute, CodedAs, Coding};
use crate::rng::Rng;
use verbale_model::codelist::Codelist;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Column, RecordsLayout, Role};
use verbale_model::{ItemId, Status};

/// A coding sheet, what must be read from it, and how many measures its letters are silent on.
pub(crate) struct Coded {
    pub(crate) book: Book,
    pub(crate) expected: ExpectedFile,
    pub(crate) silent: u64,
}

/// One row: an entry of a State.
type Row<'r> = (&'r State, Entry);

pub(crate) fn compose(job: &Job<'_>, layout: &RecordsLayout, rng: &mut Rng) -> Result<Coded, Fault> {
    let coding = job.recipe.coding.as_ref().ok_or_else(|| job.fault("is a coding sheet and has no [file.coding]"))?;
    let mut expected = ExpectedFile::new(job);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut silent = 0;
    for state in &job.states {
        for item in job.measures() {
            let entries = coded(job, coding, item, rng)?;
            silent += u64::from(entries.is_empty());
            for entry in entries {
                expected.push(job, &state.code, &entry);
                rows.push((state, entry));
            }
        }
    }
    Ok(Coded { book: book(job, layout, coding, &rows, rng)?, expected, silent })
}

/// What the letter says on a measure, row by row; nothing if it is silent.
fn coded(job: &Job<'_>, coding: &Coding, item: ItemId, rng: &mut Rng) -> Result<Vec<Entry>, Fault> {
    let (list, multi) = lists(job, item)?;
    let code = match draw(job, list, rng)? {
        Drawn::Status(Status::NotMentioned) => return Ok(Vec::new()),
        Drawn::Status(status) => return Err(job.fault(format!("a coder does not write status `{}`", status.code()))),
        Drawn::Code(code) => code,
    };
    // A passage is quoted once, in the first row.
    let comment = rng.percent(job.recipe.comments).then(|| job.texts.comment(rng, job.asof));
    let entry = |raw: String, truth: Vec<Truth>| Entry { item, raw, place: Place::Text, truth, comment: None };
    let mut entries = match multi {
        Some(multi) if job.schemas.codes.text(multi.selected) == code => {
            let options = job.schemas.list(multi.options);
            let chosen = options.codes.iter().enumerate().filter(|(index, _)| *index == 0 || rng.percent(25));
            let codes: Vec<String> = chosen.map(|(_, entry)| job.schemas.codes.text(entry.code).to_owned()).collect();
            let written = codes.iter().map(|code| written(job, coding, options, code)).collect::<Result<Vec<_>, _>>()?;
            let truth = selected(job, multi, &codes);
            if coding.option_rows {
                written.into_iter().zip(truth).map(|(raw, truth)| entry(raw, vec![truth])).collect()
            } else {
                vec![entry(written.join("; "), truth)]
            }
        }
        _ => {
            let raw = written(job, coding, list, &code)?;
            vec![entry(raw, vec![Truth { code: Some(code), ..Truth::status(Status::Reported) }])]
        }
    };
    if let Some(first) = entries.first_mut() {
        first.comment = comment;
    }
    Ok(entries)
}

fn written(job: &Job<'_>, coding: &Coding, list: &Codelist, code: &str) -> Result<String, Fault> {
    match coding.answer_as {
        CodedAs::Code => Ok(code.to_owned()),
        CodedAs::Label => label(job, list, code).map(str::to_owned),
    }
}

fn book(job: &Job<'_>, layout: &RecordsLayout, coding: &Coding, rows: &[Row<'_>], rng: &mut Rng) -> Result<Book, Fault> {
    let columns: Vec<&Column> = layout.columns.iter().filter(|column| !coding.without.contains(&column.name)).collect();
    let key = job.edition.labels.sheet(&coding.sheet).ok_or_else(|| job.fault(format!("no sheet `{}`", coding.sheet)))?;
    let mut sheet = Sheet::new(job.label(key)?);
    let title = job.label(LabelKey::Title)?.to_owned();
    let header = if coding.title { 2 } else { 0 };
    if coding.title {
        sheet.text(0, 0, &title, Look::Title);
        sheet.merge((0, 0, 0, u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1)));
        sheet.heights.insert(0, 24.0);
    }
    for (at, column) in (0..).zip(&columns) {
        sheet.text(header, at, job.label(column.key)?, Look::Header);
        let width = match column.role {
            Role::Comment => 80.0,
            Role::Attribute => 14.0,
            _ => 30.0,
        };
        sheet.widths.insert(at, width);
    }
    sheet.header = Some((header, header + 1));
    let total = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    for (number, row) in (0..).zip(rows) {
        for (at, column) in (0..).zip(&columns) {
            let content = cell(job, coding, column, row, (number, total), rng)?;
            match content {
                Content::Text(text) => sheet.text(header + 1 + number, at, &text, Look::Label),
                other => sheet.put(header + 1 + number, at, other, Look::Number),
            }
        }
    }
    Ok(Book { title, author: String::new(), language: job.recipe.language, date: job.asof, sheets: vec![sheet] })
}

fn cell(
    job: &Job<'_>,
    coding: &Coding,
    column: &Column,
    (state, entry): &Row<'_>,
    (number, total): (u32, u32),
    rng: &mut Rng,
) -> Result<Content, Fault> {
    Ok(match column.role {
        Role::Area => Content::Text(state.written(job.recipe.state_as, job.recipe.language)),
        Role::Item => Content::Text(match coding.item_as {
            CodedAs::Code => job.edition.item(entry.item).code.clone(),
            CodedAs::Label => job.label(LabelKey::Item(entry.item))?.to_owned(),
        }),
        Role::Value => Content::Text(entry.raw.clone()),
        Role::Comment => Content::Text(entry.comment.clone().unwrap_or_default()),
        Role::Attribute => match coding.attributes.get(&column.name) {
            Some(Attribute::Page(last)) => Content::Whole(1 + number * last.saturating_sub(1) / total),
            Some(Attribute::OneOf(all)) => Content::Text(rng.pick(all).cloned().unwrap_or_default()),
            None => Content::Text(String::new()),
        },
        role => return Err(job.fault(format!("column `{}`: a coding sheet has no {role:?}", column.name))),
    })
}
