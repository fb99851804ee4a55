//! Readings.

use super::schemas::{MEASURES, PUBLISHED, dim};
use verbale_model::intake::NoteKind;
use verbale_model::reading::{Attribute, CellNote, LabelReading};
use verbale_model::{
    Accounting, Answer, CodeId, EditionId, Finding, Findings, Kind, Language, Locus, Number, PlaceId, Reading, Reply, Schemas,
    Series, SeriesId, SeriesTable, Status, TextPool, Unplaced, Value,
};

/// Builds a reading, reply by reply.
pub(crate) struct Builder<'s> {
    schemas: &'s Schemas,
    pub(crate) reading: Reading,
    row: u32,
}

impl<'s> Builder<'s> {
    pub(crate) fn new(schemas: &'s Schemas, edition: EditionId) -> Self {
        let reading = Reading {
            edition,
            layout: "form".to_owned(),
            language: Language::En,
            places: vec!["Measures".to_owned()],
            texts: TextPool::default(),
            series: SeriesTable::default(),
            replies: Vec::new(),
            findings: Findings::default(),
            labels: Vec::new(),
            notes: Vec::new(),
            claim: None,
            accounting: Accounting::default(),
        };
        Self { schemas, reading, row: 0 }
    }

    /// Begins the reply of an area; an empty code is no area.
    pub(crate) fn area(mut self, code: &str) -> Self {
        let area = (!code.is_empty()).then(|| self.code(code));
        self.reading.replies.push(Reply { area, ..Reply::default() });
        self
    }

    pub(crate) fn code(&self, code: &str) -> CodeId {
        self.schemas.codes.get(code).unwrap_or_else(|| panic!("no code {code}"))
    }

    fn next_cell(&mut self) -> Locus {
        self.row += 1;
        self.reading.accounting.cells += 1;
        Locus::Cell { sheet: PlaceId(0), row: self.row, col: 2 }
    }

    fn series(&mut self, item: &str, dims: &[(&str, &str)]) -> SeriesId {
        let edition = self.schemas.edition(self.reading.edition);
        let mut series = Series::of(*edition.item_index.get(item).unwrap_or_else(|| panic!("no item {item}")));
        for (dimension, code) in dims {
            series = series.with(dim(dimension), self.code(code));
        }
        self.reading.series.intern(series)
    }

    /// Adds an answer in all its parts.
    pub(crate) fn answer(mut self, item: &str, dims: &[(&str, &str)], status: Status, value: Value, raw: &str) -> Self {
        let series = self.series(item, dims);
        let raw = self.reading.texts.intern(raw);
        let at = self.next_cell();
        self.reading.accounting.mapped += 1;
        let reply = self.reading.replies.last_mut().expect("a reply was begun");
        reply.answers.push(Answer { series, year: None, status, value, raw, at });
        self
    }

    /// A chosen code.
    pub(crate) fn choice(self, item: &str, code: &str) -> Self {
        let value = Value::Code(self.code(code));
        self.answer(item, &[], Status::Reported, value, code)
    }

    /// An option of a multi item.
    pub(crate) fn option(self, item: &str, option: &str, code: &str) -> Self {
        let value = Value::Code(self.code(code));
        self.answer(item, &[("audience", option)], Status::Reported, value, "x")
    }

    /// A count, read from `raw`.
    pub(crate) fn count(self, dims: &[(&str, &str)], count: i64, raw: &str) -> Self {
        let status = if count == 0 { Status::Zero } else { Status::Reported };
        self.answer("victims", dims, status, Value::Number(Number::whole(count)), raw)
    }

    /// A text.
    pub(crate) fn text(mut self, item: &str, text: &str) -> Self {
        let value = Value::Text(self.reading.texts.intern(text));
        self.answer(item, &[], Status::Reported, value, text)
    }

    /// No value.
    pub(crate) fn none(self, item: &str, status: Status, raw: &str) -> Self {
        self.answer(item, &[], status, Value::None, raw)
    }

    /// Changes the answer just added.
    pub(crate) fn last(mut self, change: impl FnOnce(&mut Answer)) -> Self {
        let reply = self.reading.replies.last_mut().expect("a reply was begun");
        change(reply.answers.last_mut().expect("an answer was added"));
        self
    }

    /// Marks the answer just added as disputed.
    pub(crate) fn disputed(mut self) -> Self {
        let reply = self.reading.replies.last_mut().expect("a reply was begun");
        reply.disputed.push(u32::try_from(reply.answers.len() - 1).unwrap());
        self
    }

    /// A further fact of the answer just added.
    pub(crate) fn attribute(mut self, name: &str, raw: &str) -> Self {
        let name = self.reading.texts.intern(name);
        let raw = self.reading.texts.intern(raw);
        let reply = self.reading.replies.last_mut().expect("a reply was begun");
        reply.attributes.push(Attribute { answer: u32::try_from(reply.answers.len() - 1).unwrap(), name, raw });
        self
    }

    /// A cell without a place.
    pub(crate) fn unplaced(mut self, raw: &str, why: &'static Kind) -> Self {
        let raw = self.reading.texts.intern(raw);
        let at = self.next_cell();
        self.reading.accounting.unmapped += 1;
        self.reading.replies.last_mut().expect("a reply was begun").unplaced.push(Unplaced { at, raw, why });
        self
    }

    /// A finding.
    pub(crate) fn finding(mut self, finding: Finding) -> Self {
        self.reading.findings.push(finding);
        self
    }

    /// The formula of the cell of the last answer.
    pub(crate) fn formula(mut self, text: &str) -> Self {
        let at = self.reading.replies.last().and_then(|reply| reply.answers.last()).map_or(Locus::File, |answer| answer.at);
        let text = self.reading.texts.intern(text);
        self.reading.notes.push(CellNote { kind: NoteKind::Formula, at, text });
        self
    }

    /// A word of the file's vocabulary.
    pub(crate) fn label(mut self, column: &str, raw: &str, code: Option<&str>, how: &'static str) -> Self {
        let code = code.map(|code| self.code(code));
        let raw = self.reading.texts.intern(raw);
        self.reading.labels.push(LabelReading { column: column.to_owned(), raw, code, how, rows: 1 });
        self
    }

    pub(crate) fn done(self) -> Reading {
        self.reading
    }
}

/// A reply to the edition of measures: one campaign, `count` victims.
pub(crate) fn simple(schemas: &Schemas, area: &str, count: i64) -> Reading {
    Builder::new(schemas, MEASURES)
        .area(area)
        .choice("campaign", "yes")
        .choice("shelters", "no")
        .count(&[("sex", "F"), ("age", "_T")], count, &count.to_string())
        .done()
}

/// A dataset: `areas` × `rows` answers with numbers, dates and loci like those of the published file.
pub(crate) fn dataset(schemas: &Schemas, areas: &[CodeId], rows: usize) -> Reading {
    let mut builder = Builder::new(schemas, PUBLISHED);
    "records".clone_into(&mut builder.reading.layout);
    builder.reading.places = vec!["data".to_owned()];
    let lists = schemas.edition(PUBLISHED).dimensions.iter().take(5).map(|dimension| &schemas.list(dimension.list).codes);
    let lists: Vec<_> = lists.collect();
    let reading = &mut builder.reading;
    let mut row = 2_u32;
    for &area in areas {
        let mut reply = Reply { area: Some(area), ..Reply::default() };
        for index in 0..rows {
            let mut series = Series::of(verbale_model::ItemId(0));
            let mut rest = index;
            for (dimension, codes) in lists.iter().enumerate() {
                series.dims[dimension] = Some(codes[rest % codes.len()].code);
                rest /= codes.len();
            }
            // A citizenship of each area: some ten thousand series, as in the published file.
            series.dims[3] = Some(areas[index % areas.len()]);
            let count = i64::try_from((index * 7919 + usize::try_from(row).unwrap()) % 9_000).unwrap();
            let (status, value, raw) = match index % 4 {
                0 => (Status::Censored, Value::Range { low: 0, high: Some(4) }, "<5".to_owned()),
                _ if count == 0 => (Status::Zero, Value::Number(Number::whole(0)), "0".to_owned()),
                _ => (Status::Reported, Value::Number(Number::whole(count)), count.to_string()),
            };
            row += 1;
            reply.answers.push(Answer {
                series: reading.series.intern(series),
                year: Some(2010 + i16::try_from(index % 13).unwrap()),
                status,
                value,
                raw: reading.texts.intern(&raw),
                at: Locus::Cell { sheet: PlaceId(0), row, col: 11 },
            });
        }
        reading.accounting.rows += rows as u64;
        reading.replies.push(reply);
    }
    reading.accounting.rows_answered = reading.accounting.rows;
    reading.accounting.cells = reading.accounting.rows * 12;
    reading.accounting.mapped = reading.accounting.cells;
    builder.done()
}
