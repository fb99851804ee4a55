//! Items with any number of options, listed in one cell.

use crate::area::{How, Lookup, Resolution};
use crate::digits::visible;
use crate::remark::Remark;
use crate::{choice, stated, tick};
use smallvec::SmallVec;
use verbale_model::catalogue::CODE_UNKNOWN;
use verbale_model::codelist::Codelist;
use verbale_model::edition::Multi;
use verbale_model::{CodeId, Language, Schemas, Status};

/// What a cell that lists options says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MultiReading {
    /// The options, each once, in the order given.
    pub options: Vec<CodeId>,
    /// Plain answer words: answers of the item itself.
    pub answers: Vec<CodeId>,
    /// The status of the item itself where the cell, or a part of it, has no code.
    pub status: Option<Status>,
    /// What was noticed.
    pub remarks: SmallVec<[Remark; 1]>,
}

impl MultiReading {
    fn take(&mut self, named: Named) {
        let (list, code) = match named {
            Named::Option(code) => (&mut self.options, code),
            Named::Answer(code) => (&mut self.answers, code),
        };
        if !list.contains(&code) {
            list.push(code);
        }
    }
}

/// What a piece of the text names.
#[derive(Clone, Copy)]
pub(crate) enum Named {
    Option(CodeId),
    Answer(CodeId),
}

/// The lists of an item with options.
#[derive(Clone, Copy)]
pub(crate) struct Lists<'s> {
    pub(crate) options: &'s Codelist,
    pub(crate) answers: &'s Codelist,
}

impl<'s> Lists<'s> {
    pub(crate) fn of(multi: &Multi, schemas: &'s Schemas) -> Self {
        Self { options: schemas.list(multi.options), answers: schemas.list(multi.answers) }
    }

    pub(crate) fn find(&self, text: &str) -> Option<Named> {
        choice::find(text, self.options).map(Named::Option).or_else(|| choice::find(text, self.answers).map(Named::Answer))
    }
}

/// Reads a text as options of an item, `column` being the item's code. Pieces stand on lines of their own or between semicolons,
/// bullets and bars, or between commas if every piece is known.
pub fn parse(text: &str, multi: &Multi, schemas: &Schemas, language: Language, column: &str) -> MultiReading {
    let seen = visible(text);
    let lists = Lists::of(multi, schemas);
    let mut reading = MultiReading::default();
    if let Some(named) = lists.find(&seen) {
        reading.take(named);
        return reading;
    }
    if let Some((status, _, remark)) = stated::class(&seen, &schemas.words).and_then(|class| stated::answer(class, &seen)) {
        reading.status = Some(status);
        reading.remarks.push(remark);
        return reading;
    }
    if seen.is_empty() {
        reading.status = Some(Status::Blank);
    } else if ticked(&seen, &lists, schemas, &mut reading) {
        if reading.options.is_empty() && reading.answers.is_empty() {
            reading.status = Some(Status::Blank);
        }
    } else {
        let lookup = Lookup { schemas, list: Some(lists.options), areas: false, language };
        for piece in seen.split([';', '\n', '•', '|', '；']).map(str::trim).filter(|piece| !piece.is_empty()) {
            take_piece(piece, &lists, &lookup, column, &mut reading);
        }
        if reading == MultiReading::default() {
            take_piece(&seen, &lists, &lookup, column, &mut reading);
        }
    }
    reading
}

/// Takes the ticked options of `☒ Police ☐ Judges`; false if the text is not made of known options with marks.
fn ticked(text: &str, lists: &Lists<'_>, schemas: &Schemas, reading: &mut MultiReading) -> bool {
    let named = tick::options(text, &schemas.words).and_then(|options| {
        options.into_iter().map(|(label, ticked)| Some((lists.find(label)?, ticked))).collect::<Option<Vec<_>>>()
    });
    let Some(named) = named else { return false };
    for (named, _) in named.into_iter().filter(|(_, ticked)| *ticked) {
        reading.take(named);
    }
    true
}

fn take_piece(piece: &str, lists: &Lists<'_>, lookup: &Lookup<'_>, column: &str, reading: &mut MultiReading) {
    let parts = || piece.split([',', '،', '、', '，']).map(str::trim).filter(|part| !part.is_empty());
    let named: Option<Vec<Named>> =
        lists.find(piece).map(|named| vec![named]).or_else(|| parts().map(|part| lists.find(part)).collect());
    match named {
        Some(named) if !named.is_empty() => named.into_iter().for_each(|named| reading.take(named)),
        _ => {
            reading.status = Some(Status::Unreadable);
            let unknown = Resolution::new(None, How::Unknown);
            reading.remarks.push(unknown.remark(CODE_UNKNOWN, piece, column, lookup));
        }
    }
}
