//! Forms: an entry for each item, and the State that speaks.

use crate::area::{How, Resolution, resolve};
use crate::context::Context;
use crate::digits::visible;
use crate::options;
use crate::replies::Content;
use crate::value::{self, Draft};
use verbale_model::catalogue::{AREA_NOT_UNIQUE, AREA_ORGANIZATION};
use verbale_model::intake::Entry;
use verbale_model::{AreaKind, CodeId, Finding, Item, ItemId, Locus, RawCell, Series, Status, Value};

/// What a form said so far on who speaks.
#[derive(Default)]
pub(crate) struct Speaker {
    /// Where it is said, what, and which area that is.
    named: Vec<(Locus, String, Option<CodeId>)>,
    /// Where it should have been said.
    blank: Option<Locus>,
}

impl Speaker {
    fn hear(&mut self, cell: &RawCell<'_>, item: &Item, context: &Context<'_>, file: &mut Content) {
        let seen = visible(&cell.text);
        if seen.is_empty() {
            self.blank.get_or_insert(cell.at);
            return;
        }
        let lookup = context.areas();
        let resolution = by_number(&seen, context).unwrap_or_else(|| resolve(&seen, &lookup));
        let remarks = resolution.remarks(&seen, &item.code, context.year(), &lookup);
        // An organization may be asked as a State is.
        for remark in remarks.into_iter().filter(|remark| remark.kind != AREA_ORGANIZATION) {
            file.note(remark, cell.at, None);
        }
        // An aggregate of unknown membership never responds.
        let code = resolution.code.filter(|_| resolution.names_reporter() && resolution.how != How::Aggregate);
        self.named.push((cell.at, crate::remark::excerpt(&seen).into_owned(), code));
    }

    /// The one area that speaks, or the finding that says why there is none.
    pub(crate) fn area(&self) -> Result<CodeId, Finding> {
        let (first, at) = match self.named.first() {
            Some((at, _, first)) => (*first, *at),
            None => (None, self.blank.unwrap_or(Locus::File)),
        };
        match first {
            Some(area) if self.named.iter().all(|(_, _, code)| *code == Some(area)) => Ok(area),
            _ => {
                let mut labels: Vec<&str> = self.named.iter().map(|(_, label, _)| label.as_str()).collect();
                labels.dedup();
                Err(Finding::new(AREA_NOT_UNIQUE, at).arg(labels.join(" / ")))
            }
        }
    }
}

/// The area of an M49 code. A number that stands where the State is named can be nothing else; where persons are counted by
/// citizenship it could be a count.
fn by_number(text: &str, context: &Context<'_>) -> Option<Resolution> {
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let area = context.schemas.areas.list.iter().find(|area| is_code && area.m49.as_deref() == Some(text))?;
    let how = if area.kind == AreaKind::Aggregate { How::Aggregate } else { How::Official };
    Some(Resolution::new(Some(area.code), how))
}

/// Takes the entry for an item.
pub(crate) fn entry(id: ItemId, entry: Entry<'_>, speaker: Option<&mut Speaker>, context: &Context<'_>, file: &mut Content) {
    if let Some(speaker) = speaker {
        match &entry {
            Entry::Blank(at) => {
                speaker.blank.get_or_insert(*at);
            }
            Entry::Cell(cell) => speaker.hear(cell, context.edition.item(id), context, file),
            Entry::Options(..) => {}
        }
    }
    series_entry(Series::of(id), None, entry, context, file);
}

/// Takes the entry for a series in a year into the reply of `area`; in a form that is none until all of it was read.
pub(crate) fn series_entry(base: Series, year: Option<i16>, entry: Entry<'_>, context: &Context<'_>, file: &mut Content) {
    let item = context.edition.item(base.item);
    let reply = file.replies.of(None);
    match entry {
        Entry::Blank(at) => blank(item, base, year, at, file),
        Entry::Cell(cell) => {
            if item.is_comment && visible(&cell.text).is_empty() {
                return;
            }
            let drafts = value::read(&cell, item, context, &mut file.texts);
            let raw = file.texts.intern(&cell.text);
            for draft in &drafts.list {
                file.draft(reply, base, year, draft, raw, cell.at);
            }
            for remark in drafts.remarks {
                file.note(remark, cell.at, None);
            }
        }
        Entry::Options(cells, at) => {
            let marked = options::read(&cells, item, context, &mut file.texts);
            if marked.is_empty() {
                blank(item, base, year, at, file);
            }
            for answer in marked {
                let raw = file.texts.intern(&answer.raw);
                file.draft(reply, base, year, &answer.draft, raw, answer.at);
                for remark in answer.remarks {
                    file.note(remark, answer.at, None);
                }
            }
        }
    }
}

/// A comment that was not made says nothing; any other item left empty is blank.
fn blank(item: &Item, base: Series, year: Option<i16>, at: Locus, file: &mut Content) {
    if item.is_comment {
        return;
    }
    let reply = file.replies.of(None);
    let raw = file.texts.intern("");
    file.draft(reply, base, year, &Draft::new(Status::Blank, Value::None), raw, at);
}
