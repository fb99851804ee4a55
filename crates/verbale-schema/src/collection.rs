//! `collection.toml`: whom an edition was sent to, and when. Without it, it went to all States.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::messages::line;
use serde::Deserialize;
use toml::Spanned;
use verbale_model::{AreaKind, CodeId, Collection, Edition, EditionKind, Schemas};

/// The format of the file itself; bumped when its meaning changes.
const FORMAT: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CollectionToml {
    format: Spanned<u32>,
    note: Option<String>,
    sent_on: Option<Spanned<String>>,
    deadline: Option<Spanned<String>>,
    #[serde(default)]
    addressees: Vec<AreaKind>,
    #[serde(default)]
    also: Vec<Spanned<String>>,
    #[serde(default)]
    except: Vec<Spanned<String>>,
    letter: Option<Spanned<String>>,
}

pub(crate) fn load(files: &SchemaFiles, frame: &Frame, edition: &Edition, schemas: &Schemas, faults: &mut Faults) -> Collection {
    let file = format!("{}/collection.toml", frame.folder);
    let Some(text) = files.get(&file) else { return Collection::default() };
    let parsed: CollectionToml = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            faults.add(&file, line(text, error.span()), error.message());
            return Collection::default();
        }
    };
    let at = |span| line(text, Some(span));
    if *parsed.format.get_ref() != FORMAT {
        let message = format!("format {} is not known; this version reads {FORMAT}", parsed.format.get_ref());
        faults.add(&file, at(parsed.format.span()), message);
    }
    if edition.kind == EditionKind::Dataset {
        faults.add(&file, None, "a dataset is sent to nobody; it has no collection");
    }
    let mut day = |name: &str, text: Option<&Spanned<String>>| {
        let text = text?;
        let day = text.get_ref().parse().ok();
        if day.is_none() {
            faults.add(&file, at(text.span()), format!("{name} is `{}`, not a date YYYY-MM-DD", text.get_ref()));
        }
        day
    };
    let (sent_on, deadline) = (day("sent_on", parsed.sent_on.as_ref()), day("deadline", parsed.deadline.as_ref()));
    if let (Some(sent), Some(until)) = (sent_on, deadline)
        && until < sent
    {
        faults.add(&file, parsed.deadline.as_ref().and_then(|text| at(text.span())), "the deadline is before the day of sending");
    }
    let mut areas = |codes: &[Spanned<String>]| -> Vec<CodeId> {
        let area = |code: &Spanned<String>| {
            let found = schemas.codes.get(code.get_ref()).filter(|code| schemas.areas.get(*code).is_some());
            if found.is_none() {
                let known = schemas.areas.list.iter().map(|area| schemas.codes.text(area.code));
                faults.unknown(&file, at(code.span()), "area", code.get_ref(), known);
            }
            found
        };
        codes.iter().filter_map(area).collect()
    };
    let (also, except) = (areas(&parsed.also), areas(&parsed.except));
    if let Some(letter) = parsed.letter.as_ref().filter(|letter| edition.labels.column(letter.get_ref()).is_none()) {
        let columns = edition.labels.columns.iter().map(String::as_str);
        faults.unknown(&file, at(letter.span()), "column", letter.get_ref(), columns);
    }
    let letter = parsed.letter.map(Spanned::into_inner);
    Collection { note: parsed.note, sent_on, deadline, kinds: parsed.addressees, also, except, letter }
}
