//! A form as a State's system fills it in: what was decided for a workbook, as a reply in XML.

use crate::axis::Word;
use crate::decide::{Entry, Place};
use crate::fault::Fault;
use crate::figures::Filled;
use crate::job::Job;
use crate::numerals::Figure;
use crate::recipe::Style;
use crate::xml_reply::{XmlAnswer, XmlFigure, XmlReply, XmlSaid, XmlTable, XmlText};
use verbale_model::layout::FormLayout;
use verbale_model::{DimId, Status};

/// The reply with these entries and tables.
pub(crate) fn reply(job: &Job<'_>, form: &FormLayout, entries: &[Entry], tables: &[Filled<'_>]) -> Result<XmlReply, Fault> {
    let mut reply = XmlReply {
        instrument: job.edition.instrument.clone(),
        edition: job.edition.name.clone(),
        language: job.recipe.language.code().to_owned(),
        ..XmlReply::default()
    };
    reply.states = job.states.iter().map(|state| state.written(job.recipe.state_as, job.recipe.language)).collect();
    for entry in entries.iter().filter(|entry| entry.item != form.state) {
        let item = job.edition.item(entry.item);
        if !matches!(entry.place, Place::Empty | Place::Text) {
            return Err(job.fault(format!("`{}` is written as only a workbook can", item.code)));
        }
        if item.about_sender {
            reply.contact.push((item.code.clone(), entry.raw.clone()));
        } else {
            let comment = entry.comment.clone().map(XmlText::new);
            reply.answers.push(XmlAnswer { item: item.code.clone(), said: said(job, entry), comment });
        }
    }
    for filled in tables {
        reply.tables.push(table(job, filled)?);
    }
    Ok(reply)
}

/// True where codes stand in place of words.
const fn coded(job: &Job<'_>) -> bool {
    matches!(job.recipe.style, Style::Codes)
}

fn said(job: &Job<'_>, entry: &Entry) -> XmlSaid {
    let raws: Vec<String> = entry.truth.iter().filter_map(|truth| truth.raw.clone()).collect();
    match entry.truth.first() {
        _ if !raws.is_empty() => XmlSaid::Options(raws),
        _ if entry.raw.is_empty() => XmlSaid::Blank,
        Some(truth) if coded(job) && truth.status.code() == entry.raw => XmlSaid::Status(entry.raw.clone()),
        _ => XmlSaid::Value(XmlText::new(entry.raw.clone())),
    }
}

fn table(job: &Job<'_>, filled: &Filled<'_>) -> Result<XmlTable, Fault> {
    let item = job.edition.item(filled.table.item);
    let mut figures = Vec::new();
    for (row, of_row) in filled.rows.iter().enumerate() {
        for (column, of_column) in filled.columns.iter().enumerate() {
            let figure = filled.figures.get(&(row, column));
            if figure.is_none() && of_row.is_listed() {
                continue;
            }
            let mut place = Vec::new();
            for &dimension in &item.dimensions {
                let leaf = [of_row, of_column].into_iter().find(|leaf| leaf.code(job, dimension).is_some());
                if let Some(code) = leaf.and_then(|leaf| leaf.code(job, dimension)) {
                    let listed = leaf.and_then(|leaf| match leaf.words.last() {
                        Some(Word::Listed(name)) if !coded(job) => Some(name.clone()),
                        _ => None,
                    });
                    place.push((name(job, dimension)?, listed.unwrap_or_else(|| job.schemas.codes.text(code).to_owned())));
                }
            }
            if of_row.nameless || of_column.nameless {
                return Err(job.fault("a name that names nothing has no place in XML"));
            }
            place.extend(of_row.year.or(of_column.year).map(|year| ("year".to_owned(), year.to_string())));
            figures.push(XmlFigure { place, said: figure.map_or(XmlSaid::Blank, |figure| measured(job, figure)) });
        }
    }
    let comments = if item.comment.is_some() { [&filled.comment, &filled.note] } else { [&None, &None] };
    Ok(XmlTable { item: item.code.clone(), comments: comments.into_iter().flatten().cloned().collect(), figures })
}

fn measured(job: &Job<'_>, figure: &Figure) -> XmlSaid {
    if coded(job) && figure.read.status != Status::Reported && figure.read.status.code() == figure.raw {
        return XmlSaid::Status(figure.raw.clone());
    }
    XmlSaid::Value(XmlText::new(figure.raw.clone()))
}

fn name(job: &Job<'_>, dimension: DimId) -> Result<String, Fault> {
    let known = job.edition.dimensions.get(usize::from(dimension.0));
    known.map(|dimension| dimension.code.clone()).ok_or_else(|| job.fault("an item has a dimension that the edition has not"))
}
